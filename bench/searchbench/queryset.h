/* A file of queries, one a line, and the plans each becomes.
 *
 * Words are analyzed as an index analyzes them, so all engines are given the same terms. Every word
 * counts, stop words too unless they are to be left out; a repeated word has its number. */
#ifndef ASSAY_BENCH_QUERYSET_H
#define ASSAY_BENCH_QUERYSET_H
#include "ranking/retrieval/plan.h"
#include "searchbench/ops.h"
#include "text/analyzer.h"

typedef struct {
    const char *path; /* borrowed */
    assay_arena arena;
    assay_span *lines; /* empty ones left out */
    size_t count, capacity;
    uint64_t hash; /* of the lines */
} bench_queries;

/* ASSAY_E_FORMAT for a file without queries. bench_queries_done in any case (zero-initialise). */
ASSAY_MUST_USE assay_status bench_queries_read(bench_queries *queries, const char *path,
                                               assay_error *err);
void bench_queries_done(bench_queries *queries);

enum { BENCH_QUERY_TERMS = 64 }; /* further ones of a query are left out */

/* The terms of one text, as they stand in it: parts of compounds, and for BENCH_ANY, BENCH_ALL the
 * compounds joined too. Borrowed from the analyzer. */
typedef struct {
    assay_span terms[BENCH_QUERY_TERMS];
    size_t count;
} bench_terms;
ASSAY_MUST_USE assay_status bench_query_terms(bench_terms *out, assay_analyzer *analyzer,
                                              assay_tokens *scratch, assay_span text, bool joined,
                                              bool stop_words, assay_error *err);

/* A plan a query, in the order of the lines; all in queries' arena, as is the array. */
ASSAY_MUST_USE assay_status bench_queries_plans(const assay_plan *const **out,
                                                bench_queries *queries, assay_analyzer *analyzer,
                                                bench_match match, bool stop_words,
                                                assay_error *err);
#endif
