#include "catalogue/xapian_internal.hh"

#include <algorithm>

namespace {

// A caller's list of documents as a leaf of a query.
class document_set : public Xapian::PostingSource {
  public:
    document_set(const assay_docid *docids, const double *weights, size_t count)
        : docids_(docids), weights_(weights), count_(count) {}
    void init(const Xapian::Database &) override {
        at_ = SIZE_MAX;
        set_maxweight(weights_ != nullptr && count_ != 0
                          ? *std::max_element(weights_, weights_ + count_)
                          : 0.0);
    }
    PostingSource *clone() const override {
        return new document_set(docids_, weights_, count_);
    }
    Xapian::doccount get_termfreq_min() const override {
        return (Xapian::doccount)count_;
    }
    Xapian::doccount get_termfreq_est() const override {
        return (Xapian::doccount)count_;
    }
    Xapian::doccount get_termfreq_max() const override {
        return (Xapian::doccount)count_;
    }
    double get_weight() const override {
        return weights_ != nullptr ? weights_[at_] : 0.0;
    }
    Xapian::docid get_docid() const override {
        return docids_[at_];
    }
    void next(double) override {
        at_++; // from SIZE_MAX to the first
    }
    void skip_to(Xapian::docid docid, double) override {
        const size_t from = at_ == SIZE_MAX ? 0 : at_;
        at_ = (size_t)(std::lower_bound(docids_ + from, docids_ + count_, docid) - docids_);
    }
    bool at_end() const override {
        return at_ != SIZE_MAX && at_ >= count_;
    }
    std::string get_description() const override {
        return "document_set(" + std::to_string(count_) + ")";
    }

  private:
    const assay_docid *docids_;
    const double *weights_;
    size_t count_;
    size_t at_ = SIZE_MAX;
};

Xapian::Query::op operation_of(assay_xapian_operator operation) {
    switch (operation) {
    case ASSAY_XAPIAN_AND:
        return Xapian::Query::OP_AND;
    case ASSAY_XAPIAN_AND_MAYBE:
        return Xapian::Query::OP_AND_MAYBE;
    case ASSAY_XAPIAN_AND_NOT:
        return Xapian::Query::OP_AND_NOT;
    case ASSAY_XAPIAN_FILTER:
        return Xapian::Query::OP_FILTER;
    case ASSAY_XAPIAN_PHRASE:
        return Xapian::Query::OP_PHRASE;
    case ASSAY_XAPIAN_NEAR:
        return Xapian::Query::OP_NEAR;
    case ASSAY_XAPIAN_SYNONYM:
        return Xapian::Query::OP_SYNONYM;
    case ASSAY_XAPIAN_MAX:
        return Xapian::Query::OP_MAX;
    case ASSAY_XAPIAN_OR:
        break;
    }
    return Xapian::Query::OP_OR;
}

template <class Make>
assay_status give_query(assay_xapian_query **out, assay_error *err, Make &&make) {
    return xapian_guard(err, "build a query", [&] { *out = new assay_xapian_query{make()}; });
}

} // namespace

extern "C" {

void assay_xapian_query_free(assay_xapian_query *query) {
    delete query;
}

assay_status assay_xapian_query_term(assay_xapian_query **out, assay_span term, assay_error *err) {
    // An empty term is every document to libxapian; here it would be a caller's mistake.
    if (term.size == 0)
        return assay_fail(err, ASSAY_E_BUG, "a query for an empty term");
    return give_query(out, err, [&] { return Xapian::Query(to_string(term)); });
}

assay_status assay_xapian_query_all(assay_xapian_query **out, assay_error *err) {
    return give_query(out, err, [] { return Xapian::Query(std::string()); });
}

assay_status assay_xapian_query_nothing(assay_xapian_query **out, assay_error *err) {
    return give_query(out, err, [] { return Xapian::Query(); });
}

assay_status assay_xapian_query_combine(assay_xapian_query **out, assay_xapian_operator operation,
                                        const assay_xapian_query *const *parts, size_t count,
                                        uint32_t window, assay_error *err) {
    return give_query(out, err, [&] {
        std::vector<Xapian::Query> queries;
        queries.reserve(count);
        for (size_t i = 0; i < count; i++)
            queries.push_back(parts[i]->query);
        return Xapian::Query(operation_of(operation), queries.begin(), queries.end(), window);
    });
}

assay_status assay_xapian_query_scale(assay_xapian_query **out, const assay_xapian_query *query,
                                      double factor, assay_error *err) {
    return give_query(out, err, [&] {
        return Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, query->query, factor);
    });
}

assay_status assay_xapian_query_range(assay_xapian_query **out, uint32_t slot, assay_span low,
                                      assay_span high, assay_error *err) {
    return give_query(out, err, [&] {
        using Xapian::Query;
        if (low.size == 0 && high.size == 0)
            return Query(std::string());
        if (high.size == 0)
            return Query(Query::OP_VALUE_GE, slot, to_string(low));
        if (low.size == 0)
            return Query(Query::OP_VALUE_LE, slot, to_string(high));
        return Query(Query::OP_VALUE_RANGE, slot, to_string(low), to_string(high));
    });
}

assay_status assay_xapian_query_set(assay_xapian_query **out, const assay_docid *docids,
                                    const double *weights, size_t count, assay_error *err) {
    return give_query(out, err, [&] {
        return Xapian::Query((new document_set(docids, weights, count))->release());
    });
}

assay_status assay_xapian_query_describe(assay_buffer *out, const assay_xapian_query *query,
                                         assay_error *err) {
    return xapian_guard(err, "describe a query",
                        [&] { return append_bytes(out, query->query.get_description(), err); });
}

} // extern "C"
