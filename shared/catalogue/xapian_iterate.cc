#include "catalogue/xapian_internal.hh"

struct assay_xapian_terms {
    Xapian::TermIterator at, end;
    bool started, of_document;
    std::string present;
};

struct assay_xapian_postings {
    Xapian::PostingIterator at, end;
    bool started;
    std::vector<uint32_t> positions;
};

namespace {

void give_posting(assay_xapian_posting *out, bool *more, assay_xapian_postings *postings) {
    *more = postings->at != postings->end;
    if (*more)
        *out = {*postings->at, postings->at.get_wdf(), postings->at.get_doclength()};
}

} // namespace

extern "C" {

assay_status assay_xapian_terms_open(assay_xapian_terms **out, assay_xapian_reader *reader,
                                     assay_span prefix, assay_error *err) {
    return xapian_guard(err, "read terms", [&] {
        const std::string start = to_string(prefix);
        *out = new assay_xapian_terms{reader->database.allterms_begin(start),
                                      reader->database.allterms_end(start),
                                      false,
                                      false,
                                      {}};
    });
}

assay_status assay_xapian_terms_of(assay_xapian_terms **out, assay_xapian_reader *reader,
                                   assay_docid docid, assay_error *err) {
    return xapian_guard(err, "read a document's terms", [&] {
        *out = new assay_xapian_terms{reader->database.termlist_begin(docid),
                                      reader->database.termlist_end(docid),
                                      false,
                                      true,
                                      {}};
    });
}

assay_status assay_xapian_terms_next(assay_xapian_term *out, bool *more, assay_xapian_terms *terms,
                                     assay_error *err) {
    return xapian_guard(err, "read terms", [&] {
        if (terms->started && terms->at != terms->end)
            ++terms->at;
        terms->started = true;
        *more = terms->at != terms->end;
        if (!*more)
            return;
        terms->present = *terms->at;
        *out = {assay_span_make(terms->present.data(), terms->present.size()),
                terms->at.get_termfreq(), terms->of_document ? terms->at.get_wdf() : 0};
    });
}

void assay_xapian_terms_close(assay_xapian_terms *terms) {
    delete terms;
}

assay_status assay_xapian_postings_open(assay_xapian_postings **out, assay_xapian_reader *reader,
                                        assay_span term, assay_error *err) {
    return xapian_guard(err, "read postings", [&] {
        const std::string name = to_string(term);
        *out = new assay_xapian_postings{
            reader->database.postlist_begin(name), reader->database.postlist_end(name), false, {}};
    });
}

assay_status assay_xapian_postings_next(assay_xapian_posting *out, bool *more,
                                        assay_xapian_postings *postings, assay_error *err) {
    return xapian_guard(err, "read postings", [&] {
        if (postings->started && postings->at != postings->end)
            ++postings->at;
        postings->started = true;
        give_posting(out, more, postings);
    });
}

assay_status assay_xapian_postings_skip(assay_xapian_posting *out, bool *more,
                                        assay_xapian_postings *postings, assay_docid docid,
                                        assay_error *err) {
    return xapian_guard(err, "read postings", [&] {
        postings->started = true;
        if (postings->at != postings->end)
            postings->at.skip_to(docid);
        give_posting(out, more, postings);
    });
}

assay_status assay_xapian_postings_positions(const uint32_t **out, size_t *count,
                                             assay_xapian_postings *postings, assay_error *err) {
    return xapian_guard(err, "read positions", [&] {
        postings->positions.assign(postings->at.positionlist_begin(),
                                   postings->at.positionlist_end());
        *out = postings->positions.data();
        *count = postings->positions.size();
    });
}

void assay_xapian_postings_close(assay_xapian_postings *postings) {
    delete postings;
}

} // extern "C"
