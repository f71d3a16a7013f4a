#include "search/cite_line.h"

enum { BARS = 5, FIELDS = 5, AUTHOR = 4, INITIALS_MAX = 3, COMPARED = 20 };

bool assay_cite_line_is(assay_span text) {
    size_t bars = 0;
    for (size_t i = 0; i < text.size; i++)
        bars += text.data[i] == '|';
    return bars >= BARS;
}

/* "mann bj" is mann: records write given names out, or not. */
static assay_span family_of(assay_span author) {
    size_t end = author.size;
    while (end != 0 && author.data[end - 1] != ' ')
        end--;
    bool initials = end != 0 && author.size - end <= INITIALS_MAX;
    return assay_span_trim(assay_span_first(author, initials ? end : author.size));
}

/* + field:"value", what would end the quotation left out. */
static void add_condition(assay_buffer *query, const char *field, assay_span value) {
    assay_buffer_format(query, "+%s:\"", field);
    for (size_t i = 0; i < value.size; i++)
        if (strchr("\"\\", value.data[i]) == NULL)
            assay_buffer_add_byte(query, value.data[i]);
    assay_buffer_add_text(query, "\" ");
}

static void write_query(assay_buffer *query, assay_span line) {
    static const char *const fields[FIELDS] = {"ta", "dp", "vi", "pg", "au"};
    for (size_t i = 0; i < FIELDS; i++) {
        assay_span value = assay_span_trim(assay_span_cut(&line, '|'));
        if (i == AUTHOR)
            value = family_of(value);
        if (value.size != 0)
            add_condition(query, fields[i], value);
    }
}

/* Of an article in several records the one PubMed knows. */
static assay_status choose(assay_docid *docid, assay_search *search, const assay_search_hit *hit,
                           assay_error *err) {
    *docid = hit->docid;
    for (size_t i = 0; i < hit->collapsed_count; i++)
        if (assay_span_starts(hit->collapsed[i], ASSAY_SPAN("pmid:")))
            return assay_search_find(docid, search, hit->collapsed[i], err);
    return ASSAY_OK;
}

static assay_status run(assay_docid *docid, uint64_t *matches, assay_search *search,
                        assay_span query, assay_error *err) {
    assay_search_results results = {0};
    assay_search_request request = assay_search_defaults();
    request.query = query;
    request.count = COMPARED;
    request.collapse = ASSAY_COLLAPSE_DUP; /* an article and its full text are one citation */
    request.exact_count = true;
    request.rank = ASSAY_RANK_FAST;
    request.parse.lenient =
        true; /* a year that is none is a citation nobody has, not a mistake of ours */
    request.patient = ASSAY_SEARCH_PATIENT_NO;
    assay_status status = assay_search_run(&results, search, &request, err);
    if (status == ASSAY_OK) {
        *matches = results.total > COMPARED ? results.total : results.count;
        if (results.count != 0 && !assay_span_starts(results.hits[0].identity, ASSAY_SPAN("pmid:")))
            status = choose(docid, search, &results.hits[0], err);
        else if (results.count != 0)
            *docid = results.hits[0].docid;
    }
    assay_search_results_done(&results);
    return status;
}

assay_status assay_cite_line_find(assay_docid *docid, uint64_t *matches, assay_search *search,
                                  assay_span line, assay_error *err) {
    assay_buffer query;
    assay_buffer_init(&query, 1 << 16);
    write_query(&query, line);
    *matches = 0;
    *docid = 0;
    assay_status status = assay_buffer_check(&query, err);
    if (status == ASSAY_OK && query.size != 0)
        status = run(docid, matches, search, assay_buffer_span(&query), err);
    assay_buffer_done(&query);
    return status;
}
