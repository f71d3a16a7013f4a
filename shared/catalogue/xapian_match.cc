#include "catalogue/xapian_internal.hh"

namespace {

// Sorts documents without the value last whichever way the others go: libxapian takes an empty
// value for the smallest.
class value_key : public Xapian::KeyMaker {
  public:
    value_key(uint32_t slot, bool descending) : slot_(slot), descending_(descending) {}
    std::string operator()(const Xapian::Document &document) const override {
        const std::string value = document.get_value(slot_);
        const bool last_is_greatest = !descending_;
        if (value.empty())
            return last_is_greatest ? std::string("\xff") : std::string();
        return (last_is_greatest ? "" : "\x01") + value;
    }

  private:
    uint32_t slot_;
    bool descending_;
};

void set_order(Xapian::Enquire *enquire, const assay_xapian_match_options &options) {
    enquire->set_docid_order(Xapian::Enquire::ASCENDING);
    if (options.no_scores)
        enquire->set_weighting_scheme(Xapian::BoolWeight());
    else
        enquire->set_weighting_scheme(
            Xapian::BM25Weight(options.k1, 0, 0, options.b, options.min_normlen));
    if (options.sort_by_value)
        enquire->set_sort_by_key_then_relevance(
            (new value_key(options.sort_slot, options.sort_descending))->release(),
            options.sort_descending);
}

} // namespace

extern "C" {

assay_status assay_xapian_match(assay_xapian_hit *hits, assay_xapian_matches *out,
                                assay_xapian_reader *reader, const assay_xapian_query *query,
                                const assay_xapian_match_options *options, assay_error *err) {
    return xapian_guard(err, "match", [&] {
        Xapian::Enquire enquire(reader->database);
        enquire.set_query(query->query);
        set_order(&enquire, *options);
        const Xapian::doccount all = reader->database.get_doccount();
        const auto bounded = [&](size_t n) { return n < all ? (Xapian::doccount)n : all; };
        const Xapian::MSet found = enquire.get_mset(
            bounded(options->offset), bounded(options->count), options->exact_count ? all : 0);
        size_t count = 0;
        for (Xapian::MSetIterator at = found.begin(); at != found.end(); ++at)
            hits[count++] = {*at, at.get_weight()};
        *out = {count, found.get_matches_lower_bound(), found.get_matches_estimated(),
                found.get_matches_upper_bound()};
    });
}

} // extern "C"
