/* Queries and their answers, row by row: asked of both engines, which must agree in records, order and scores. */
#ifndef ASSAY_TESTS_ALIKE_H
#define ASSAY_TESTS_ALIKE_H
#include "support/index.h"

#include <math.h>

enum { ALIKE_ANSWER = 256 };

typedef struct {
    const char *query, *answer; /* names of the records in order, with blanks between */
} alike_row;

typedef struct {
    assay_search *search;
    assay_parse_options reading;
    void (*name)(char out[8], assay_span identity); /* short, for rows to be read */
} alike_asked;

/* The caller frees the results. */
static inline void alike_answer(char out[ALIKE_ANSWER], assay_search_results *results,
                                const alike_asked *asked, const char *query,
                                assay_search_engine engine) {
    assay_error err = {0};
    assay_search_request request = assay_search_defaults();
    request.query = assay_span_of(query);
    request.engine = engine;
    request.count = 20;
    request.rank = ASSAY_RANK_FAST;
    request.parse = asked->reading;
    assay_status status = assay_search_run(results, asked->search, &request, &err);
    ck_assert_msg(status == ASSAY_OK, "%s: %s", query, err.message);
    out[0] = '\0';
    for (size_t i = 0; i < results->count; i++) {
        char name[8];
        asked->name(name, results->hits[i].identity);
        snprintf(out + strlen(out), ALIKE_ANSWER - strlen(out), "%s%s", i != 0 ? " " : "", name);
    }
}

static inline void ck_row_alike(const alike_asked *asked, const alike_row *row) {
    char core[ALIKE_ANSWER], xapian[ALIKE_ANSWER];
    assay_search_results a = {0}, b = {0};
    alike_answer(core, &a, asked, row->query, ASSAY_ENGINE_RANKING);
    alike_answer(xapian, &b, asked, row->query, ASSAY_ENGINE_XAPIAN);
    ck_assert_msg(strcmp(core, row->answer) == 0, "%s: %s, not %s", row->query, core, row->answer);
    ck_assert_msg(strcmp(core, xapian) == 0, "%s: %s, but libxapian %s", row->query, core, xapian);
    for (size_t k = 0; k < a.count; k++)
        ck_assert_msg(fabs(a.hits[k].score - b.hits[k].score) <= 1e-9 * a.hits[k].score,
                      "%s: scores %.17g and %.17g", row->query, a.hits[k].score, b.hits[k].score);
    assay_search_results_done(&a);
    assay_search_results_done(&b);
}

static inline void ck_rows_alike(const alike_asked *asked, const alike_row *rows, size_t count) {
    for (size_t i = 0; i < count; i++)
        ck_row_alike(asked, &rows[i]);
}

/* What the parser writes of each query means the same as the query. */
static inline void ck_canonical_alike(const alike_asked *asked, const alike_row *rows,
                                      size_t count) {
    for (size_t i = 0; i < count; i++) {
        char first[ALIKE_ANSWER], again[ALIKE_ANSWER], parsed[1024];
        assay_search_results a = {0}, b = {0};
        alike_answer(first, &a, asked, rows[i].query, ASSAY_ENGINE_RANKING);
        snprintf(parsed, sizeof parsed, "%.*s", ASSAY_SPAN_ARG(a.parsed));
        alike_answer(again, &b, asked, parsed, ASSAY_ENGINE_RANKING);
        ck_assert_msg(strcmp(first, again) == 0, "%s: %s, but written as %s: %s", rows[i].query,
                      first, parsed, again);
        assay_search_results_done(&a);
        assay_search_results_done(&b);
    }
}
#endif
