/* Plan in, best records out: one definition and one fast way, equal to the last bit.
 *
 *   segments + tombstones -> snapshot -> evaluator (one per thread) -> hits
 *
 * A snapshot is an immutable view over open segments: record numbers of live records are distinct
 * across its parts, and its statistics (N, total length, df) count live records only. Any number of
 * threads may share one. An evaluator holds the scratch memory of one thread at a time; made once
 * and used for many queries it settles to no allocation.
 *
 * ASSAY_EVALUATE_EXHAUSTIVE visits every record and follows plan.h word by word; it is what the
 * right answer is. ASSAY_EVALUATE_PRUNED leaves out what provably cannot be among the k best. Both
 * give the same records, scores and order: score descending, then record number ascending.
 *
 * Sources: Turtle & Flood 1995 (MaxScore), Ding & Suel 2011 (block bounds), Mackenzie, Petri &
 * Moffat 2021 (ranges by bound), Petri et al. 2019 (thresholds from k-th best scores). */
#ifndef ASSAY_RANKING_EVALUATE_H
#define ASSAY_RANKING_EVALUATE_H
#include "ranking/retrieval/plan.h"
#include "ranking/retrieval/topk.h"
#include "ranking/segment/tombstones.h"

#include <stdatomic.h>

typedef struct {
    const assay_segment *segment; /* borrowed until the snapshot is closed */
    const assay_tombstones
        *tombstones; /* of this segment; NULL: every record lives. Borrowed too */
} assay_snapshot_part;

typedef struct assay_snapshot assay_snapshot;

/* No parts at all is fine: an empty index. *out is the caller's: assay_snapshot_close. */
ASSAY_MUST_USE assay_status assay_snapshot_open(assay_snapshot **out,
                                                const assay_snapshot_part *parts, size_t count,
                                                assay_error *err);
void assay_snapshot_close(assay_snapshot *snapshot);                  /* NULL is fine */
uint64_t assay_snapshot_records(const assay_snapshot *snapshot);      /* N: live records */
uint64_t assay_snapshot_total_length(const assay_snapshot *snapshot); /* sum of their lengths */
/* Live records with the term, 0 when there is none. */
ASSAY_MUST_USE assay_status assay_snapshot_df(uint64_t *out, const assay_snapshot *snapshot,
                                              assay_span term, assay_error *err);

typedef enum { ASSAY_EVALUATE_PRUNED = 0, ASSAY_EVALUATE_EXHAUSTIVE = 1 } assay_evaluate_mode;

typedef struct {
    uint32_t k;                /* hits wanted at most; 0: only count */
    double k1, b, min_normlen; /* finite; k1 >= 0, 0 <= b <= 1, min_normlen >= 0 */
    double floor;              /* hits scoring less are not wanted; finite, 0: all are */
    bool count;                /* hits.matches must be exact */
    assay_evaluate_mode mode;
    const atomic_bool *cancel; /* set from any thread: ASSAY_E_INTERRUPTED soon; NULL: none */
} assay_evaluate_options;

/* k 10, k1 1.2, b 0.75, min_normlen 0, pruned, no exact count. */
assay_evaluate_options assay_evaluate_defaults(void);

/* What the evaluation cost. */
typedef struct {
    uint64_t postings;   /* of all scoring lists of the plan: what exhaustive evaluation reads */
    uint64_t decoded;    /* postings whose ids were unpacked (or bits or column bytes read) */
    uint64_t bounded;    /* postings added as integer bounds */
    uint64_t scored;     /* leaf scores computed in double */
    uint64_t candidates; /* records that got an exact score */
    uint64_t blocks_skipped; /* blocks of 256 postings never unpacked though their list was used */
    uint64_t ranges_skipped; /* ranges of 2^16 records left out by their bound */
    uint64_t positions_read; /* (term, record) position lists decoded */
    double prime;            /* threshold known before the first posting was read */
    double threshold;        /* at the end */
} assay_evaluate_statistics;

typedef struct {
    assay_hit *items; /* best first; record: its number in the catalogue */
    size_t count, capacity;
    uint64_t matches; /* records that match: all when matches_exact, else at least so many */
    uint64_t at_most; /* no more than so many match */
    bool matches_exact;
    assay_evaluate_statistics statistics;
} assay_hits;

void assay_hits_done(assay_hits *hits); /* zero-initialise; used again its memory is kept */

typedef struct assay_evaluator assay_evaluator;

/* *out is the caller's: assay_evaluator_free. */
ASSAY_MUST_USE assay_status assay_evaluator_new(assay_evaluator **out, assay_error *err);
void assay_evaluator_free(assay_evaluator *evaluator); /* NULL is fine */

/* ASSAY_E_USAGE for options or plans out of range, ASSAY_E_CORRUPT when the file shows damage on
 * the way, ASSAY_E_INTERRUPTED, ASSAY_E_MEMORY. On failure hits hold nothing useful. */
ASSAY_MUST_USE assay_status assay_evaluate(assay_hits *hits, assay_evaluator *evaluator,
                                           const assay_snapshot *snapshot, const assay_plan *plan,
                                           const assay_evaluate_options *options, assay_error *err);

/* What the `count` records given score, to the bit as in assay_evaluate; 0 for one that does not match, or is not there. Reads only what these
 * records need: for a closer look at the best of an answer. options->k, floor, count and mode mean nothing. */
ASSAY_MUST_USE assay_status assay_evaluate_records(double *scores, assay_evaluator *evaluator,
                                                   const assay_snapshot *snapshot,
                                                   const assay_plan *plan, const uint32_t *records,
                                                   size_t count,
                                                   const assay_evaluate_options *options,
                                                   assay_error *err);

/* Every record that matches, ascending by number, unscored: for sorting, facets, --all. */
typedef struct {
    uint32_t *items;
    size_t count, capacity;
} assay_record_list;
void assay_record_list_done(assay_record_list *list); /* zero-initialise */
ASSAY_MUST_USE assay_status assay_evaluate_matches(assay_record_list *out,
                                                   assay_evaluator *evaluator,
                                                   const assay_snapshot *snapshot,
                                                   const assay_plan *plan, assay_error *err);

/* How one record's score came to be: one row per node of the plan, depth first (children after
 * their parent); rows below a SYNONYM have no score of their own. */
typedef struct {
    const assay_plan *node;
    uint32_t depth;
    bool matches;
    double score;  /* added to the record's by this leaf; sum of the leaves' for inner nodes */
    uint32_t wdf;  /* TERM, SYNONYM */
    uint64_t df;   /* TERM, SYNONYM: live records */
    double weight; /* TERM, SYNONYM: the score's limit for growing wdf */
} assay_explanation_row;
typedef struct {
    assay_explanation_row *rows; /* in the arena */
    size_t count;
    uint32_t length;       /* the record's */
    double average_length; /* over live records */
    uint64_t records;      /* N */
    bool found;            /* false: no live record has this number; rows are all unmatched */
} assay_explanation;
ASSAY_MUST_USE assay_status assay_evaluate_explain(assay_explanation *out, assay_arena *arena,
                                                   assay_evaluator *evaluator,
                                                   const assay_snapshot *snapshot,
                                                   const assay_plan *plan, uint32_t record,
                                                   const assay_evaluate_options *options,
                                                   assay_error *err);
#endif
