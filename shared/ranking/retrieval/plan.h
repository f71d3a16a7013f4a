/* What to search for: a tree of nodes in the caller's arena, and what each node means.
 *
 * For a live record a node either matches or not, and when it matches it scores. The score of a
 * record is the sum of its scoring leaves' scores in double, added one after the other in the order
 * the leaves stand in the plan (depth first, left to right, starting from 0.0; a node that in the
 * end does not match adds nothing). A leaf's score is BM25 (bm25.h) times the product of all
 * factors above it, each multiplied into its term weight from the root down. This order is part of
 * the definition: every evaluation gives these very bits.
 *
 *   NOTHING      never matches                    ALL        every live record, scores 0
 *   TERM         records with the term; BM25 with the term's wdf, wqf and live df
 *   OR           any child matches; matching children score
 *   AND          all children match; all score
 *   AND_MAYBE    the first matches; it and those of the others that match score
 *   AND_NOT      the first matches and none of the others; the first scores
 *   FILTER       all match; the first scores alone (AND when everything should score)
 *   PHRASE NEAR  all children match at positions that fit (below); children score as under AND
 *   SYNONYM      any child matches; scored as one term: its wdf is the sum of the children's wdf,
 *                at most the record's length; its df the number of live records that match. A
 *                child's wdf: TERM its own; OR, AND, AND_MAYBE, SYNONYM the sum over matching
 *                children; PHRASE, NEAR the least of its children's; AND_NOT, FILTER, SCALE,
 *                CONSTANT that of the first; others 0. Factors below a SYNONYM mean nothing.
 *   SCALE        the child with its scores times factor
 *   CONSTANT     the child matches; scores factor (times factors above) and no more
 *   SET          the records in the list, scores 0
 *   RANGE        min <= value <= max in a column, or no value when missing is set; scores 0
 *
 * An OR, AND or SYNONYM without children matches nothing. A bonus for nearness is AND_MAYBE(the OR,
 * SCALE(0.1, PHRASE(a b)), ...) or with CONSTANT: it never makes a record match and is bounded by
 * its parts.
 *
 * POSITIONS. The children of PHRASE and NEAR are TERMs or ORs or SYNONYMs of TERMs; a child's
 * positions in a record are the union of its terms'. The record matches when one position p[i] of
 * each child can be chosen so that
 *   PHRASE, window 0   p[i] - p[0] == offset[i] - offset[0] (gaps and equal offsets allowed)
 *   PHRASE, window w   p[0] < p[1] < ... and p[last] - p[0] < w
 *   NEAR, window w     all p[i] are different and max - min < w
 * With `fields` (not 0) all p[i] must also lie in one interval of a field whose bit is set: the
 * BYTES column `field_column` holds per record (u8 field, varint start - previous start)* ascending
 * by start; a field reaches from its start to before the next one's, positions before the first are
 * in no field. One child with fields is a term looked for in these fields. Terms without positions
 * match no PHRASE or NEAR, except a PHRASE or NEAR of one child and no fields, which is that child.
 *
 * Nodes are immutable after assay_plan_check; children and spans are borrowed and live in the same
 * or a longer-lived arena. Any number of threads may evaluate one plan. */
#ifndef ASSAY_RANKING_PLAN_H
#define ASSAY_RANKING_PLAN_H
#include "base/arena.h"

typedef enum {
    ASSAY_PLAN_NOTHING,
    ASSAY_PLAN_ALL,
    ASSAY_PLAN_TERM,
    ASSAY_PLAN_OR,
    ASSAY_PLAN_AND,
    ASSAY_PLAN_AND_MAYBE,
    ASSAY_PLAN_AND_NOT,
    ASSAY_PLAN_FILTER,
    ASSAY_PLAN_PHRASE,
    ASSAY_PLAN_NEAR,
    ASSAY_PLAN_SYNONYM,
    ASSAY_PLAN_SCALE,
    ASSAY_PLAN_CONSTANT,
    ASSAY_PLAN_SET,
    ASSAY_PLAN_RANGE
} assay_plan_kind;

typedef struct assay_plan assay_plan;
struct assay_plan {
    assay_plan_kind kind;
    uint32_t child_count;
    const assay_plan *const *children;
    double factor; /* SCALE, CONSTANT, TERM, SYNONYM: finite, >= 0; 1 where not said */
    uint32_t wqf;  /* TERM, SYNONYM: how often it stands in the query, at least 1 */
    assay_span term;
    /* PHRASE, NEAR */
    uint32_t window; /* positions; 0: exact offsets (PHRASE) */
    const uint32_t *offsets;
    uint64_t fields;         /* bit f: field f < 64 is allowed; 0: anywhere */
    assay_span field_column; /* name of the BYTES column; segments without it have no fields */
    /* SET */
    const uint32_t *records; /* ascending, no number twice */
    uint32_t record_count;
    /* RANGE */
    assay_span column; /* name of an I64 or DOUBLE column; segments without it have no values */
    int64_t min, max;  /* of an I64 column */
    double low, high;  /* of a DOUBLE column */
    bool is_double, missing; /* missing: records without a value match too */
};

/* All of these give NULL when memory is exhausted or a child is NULL (so calls nest freely and the
 * root alone is asked). Arrays are copied into the arena, spans too. */
assay_plan *assay_plan_leaf(assay_arena *arena, assay_plan_kind nothing_or_all);
assay_plan *assay_plan_term(assay_arena *arena, assay_span term, uint32_t wqf, double factor);
/* OR, AND, AND_MAYBE, AND_NOT, FILTER, SYNONYM (then set wqf and factor in the result if wanted).
 */
assay_plan *assay_plan_many(assay_arena *arena, assay_plan_kind kind,
                            const assay_plan *const *children, size_t count);
/* SCALE or CONSTANT. */
assay_plan *assay_plan_weigh(assay_arena *arena, assay_plan_kind kind, const assay_plan *child,
                             double factor);
/* offsets may be NULL: 0, 1, 2, ... window 0: exact. */
assay_plan *assay_plan_phrase(assay_arena *arena, const assay_plan *const *children,
                              const uint32_t *offsets, size_t count, uint32_t window);
assay_plan *assay_plan_near(assay_arena *arena, const assay_plan *const *children, size_t count,
                            uint32_t window);
assay_plan *assay_plan_set(assay_arena *arena, const uint32_t *records, size_t count);
assay_plan *assay_plan_range(assay_arena *arena, assay_span column, int64_t min, int64_t max,
                             bool missing);
assay_plan *assay_plan_range_double(assay_arena *arena, assay_span column, double low, double high,
                                    bool missing);
/* Limits a PHRASE or NEAR (NULL is fine) to fields; returns it. column is borrowed. */
assay_plan *assay_plan_in_fields(assay_plan *plan, assay_span column, uint64_t fields);

/* Limits on hostile plans. */
enum {
    ASSAY_PLAN_DEPTH_MAX = 64,
    ASSAY_PLAN_NODES_MAX = 1 << 20,
    ASSAY_PLAN_NEAR_MAX = 64 /* children of one PHRASE or NEAR */
};
/* ASSAY_E_LIMIT over the limits, ASSAY_E_USAGE for a plan the rules above forbid (or NULL: then
 * ASSAY_E_MEMORY). */
ASSAY_MUST_USE assay_status assay_plan_check(const assay_plan *plan, assay_error *err);
#endif
