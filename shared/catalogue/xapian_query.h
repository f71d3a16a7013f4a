/* Queries for libxapian's matcher and the answers it gives, in C.
 *
 * A query is an immutable tree; building one copies what it is made of, so parts may be freed at
 * once or used again. Scores are BM25 as Xapian::BM25Weight(k1, 0, 0, b, min_normlen) computes it:
 * for a term with wdf w in a document of length l
 *
 *   log(tw) * (k1 + 1) * w / (w + k1 * (1 - b + b * max(l / average, min_normlen))),
 *   tw = (N - n + 0.5) / (n + 0.5), and below 2 tw * 0.5 + 1 stands for tw
 *
 * Ties go to the lower docid. One thread at a time an object. */
#ifndef ASSAY_CATALOGUE_XAPIAN_QUERY_H
#define ASSAY_CATALOGUE_XAPIAN_QUERY_H
#include "catalogue/xapian_c.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct assay_xapian_query assay_xapian_query;

typedef enum {
    ASSAY_XAPIAN_OR,        /* any; scores add up */
    ASSAY_XAPIAN_AND,       /* all; scores add up */
    ASSAY_XAPIAN_AND_MAYBE, /* the first; the others only add to the score */
    ASSAY_XAPIAN_AND_NOT,   /* the first without those of the others */
    ASSAY_XAPIAN_FILTER,    /* the first where all others match too, scored by the first */
    ASSAY_XAPIAN_PHRASE,    /* parts (terms or ORs of terms) in this order within `window` */
    ASSAY_XAPIAN_NEAR,      /* likewise in any order */
    ASSAY_XAPIAN_SYNONYM,   /* any, scored as if they were one term: wdf summed, n estimated */
    ASSAY_XAPIAN_MAX        /* any; the best part's score */
} assay_xapian_operator;

/* All: *out is the caller's: assay_xapian_query_free (NULL is fine). */
void assay_xapian_query_free(assay_xapian_query *query);
ASSAY_MUST_USE assay_status assay_xapian_query_term(assay_xapian_query **out, assay_span term,
                                                    assay_error *err);
ASSAY_MUST_USE assay_status assay_xapian_query_all(assay_xapian_query **out, assay_error *err);
ASSAY_MUST_USE assay_status assay_xapian_query_nothing(assay_xapian_query **out, assay_error *err);
/* window counts positions from the first part's to the last one's, both included; 0 is as many as
 * there are parts. */
ASSAY_MUST_USE assay_status assay_xapian_query_combine(assay_xapian_query **out,
                                                       assay_xapian_operator operation,
                                                       const assay_xapian_query *const *parts,
                                                       size_t count, uint32_t window,
                                                       assay_error *err);
/* factor >= 0; 0 makes it a filter. */
ASSAY_MUST_USE assay_status assay_xapian_query_scale(assay_xapian_query **out,
                                                     const assay_xapian_query *query, double factor,
                                                     assay_error *err);
/* Documents whose value in the slot is not below `low` and not above `high`, bytewise; {NULL, 0}
 * leaves that end open. Documents without a value match only when low is open. */
ASSAY_MUST_USE assay_status assay_xapian_query_range(assay_xapian_query **out, uint32_t slot,
                                                     assay_span low, assay_span high,
                                                     assay_error *err);
/* The documents of a rising list, each with its weight (weights NULL: 0). Both are borrowed until
 * the query and all made of it are freed. Only for a reader of one database. */
ASSAY_MUST_USE assay_status assay_xapian_query_set(assay_xapian_query **out,
                                                   const assay_docid *docids, const double *weights,
                                                   size_t count, assay_error *err);
/* libxapian's own description, for messages and tests. */
ASSAY_MUST_USE assay_status assay_xapian_query_describe(assay_buffer *out,
                                                        const assay_xapian_query *query,
                                                        assay_error *err);

typedef struct {
    size_t offset, count; /* hits wanted: count of them after the first offset */
    double k1, b, min_normlen;
    bool exact_count; /* look at every match, so that the count is exact */
    bool no_scores;   /* every score is 0: hits in docid order */
    bool sort_by_value, sort_descending;
    uint32_t sort_slot; /* then by score, then by docid; documents without the value come last */
} assay_xapian_match_options;

typedef struct {
    assay_docid docid;
    double score;
} assay_xapian_hit;

typedef struct {
    size_t hits;
    uint32_t lower, estimate, upper; /* matches; all the same when the count is exact */
} assay_xapian_matches;

/* Writes at most options->count hits, best first. ASSAY_E_STALE as everywhere. */
ASSAY_MUST_USE assay_status assay_xapian_match(assay_xapian_hit *hits, assay_xapian_matches *out,
                                               assay_xapian_reader *reader,
                                               const assay_xapian_query *query,
                                               const assay_xapian_match_options *options,
                                               assay_error *err);

#ifdef __cplusplus
}
#endif
#endif
