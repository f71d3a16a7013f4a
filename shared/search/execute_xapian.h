/* A plan evaluated by libxapian's matcher: the same records, order and scores (within 1e-9 of themselves) as the ranking core's.
 *
 *   OR AND AND_MAYBE AND_NOT FILTER SCALE TERM RANGE, exact phrases   libxapian's own operators over its own postings, positions and values
 *   SYNONYM CONSTANT, phrases in fields or with gaps, nearness         lists made from libxapian's postings and positions (xapian_lists.h),
 *                                                                     because its operators estimate df or do not know fields
 *   word forms ("W...")                                               lists from the segments: the catalogue does not hold them
 *
 * Serves one thread at a time. Everything made for a query lives in the query's arena. */
#ifndef ASSAY_SEARCH_EXECUTE_XAPIAN_H
#define ASSAY_SEARCH_EXECUTE_XAPIAN_H
#include "catalogue/xapian_query.h"
#include "ranking/retrieval/evaluate.h"

typedef struct {
    assay_xapian_reader *reader; /* of one database, with text terms */
    const assay_snapshot
        *forms;                 /* NULL: queries for word forms are refused (ASSAY_E_UNSUPPORTED) */
    assay_evaluator *evaluator; /* for forms; may be NULL when forms is */
} assay_execute_xapian;

/* As assay_evaluate; of the options k, k1, b, min_normlen and count are used. ASSAY_E_STALE: reopen the reader and repeat. */
ASSAY_MUST_USE assay_status assay_execute_xapian_run(assay_hits *hits,
                                                     const assay_execute_xapian *engine,
                                                     assay_arena *arena, const assay_plan *plan,
                                                     const assay_evaluate_options *options,
                                                     assay_error *err);
/* As assay_evaluate_matches. */
ASSAY_MUST_USE assay_status assay_execute_xapian_matches(assay_record_list *out,
                                                         const assay_execute_xapian *engine,
                                                         assay_arena *arena, const assay_plan *plan,
                                                         assay_error *err);
#endif
