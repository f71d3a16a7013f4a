/* Strong pseudo-relevance feedback (--rank deep): what the best answers have in common re-orders the rest.
 *
 *   first answer -> its 10 best records -> their most telling terms -> AND_MAYBE(query, SCALE(alpha, terms))
 *
 * A term's weight is sum over the records of (wdf / length) * score, times its idf (relevance models, Lavrenko & Croft 2001, with
 * the idf of Abdul-Jaleel et al. 2004 instead of a background model); terms of a single record, of the query, stop words and
 * single letters are left out. alpha = weight * (score of the last of them / score of the first) ^ power: where one answer stands
 * out the question was about that record and the others say little; where the best are alike they describe a topic.
 * A query of more than 10 words says enough itself: alpha falls with 10 / words.
 * The feedback only adds to scores: which records match never changes. bench/relevance.md has the measurements. */
#ifndef ASSAY_SEARCH_FEEDBACK_H
#define ASSAY_SEARCH_FEEDBACK_H
#include "index/terms.h"
#include "ranking/retrieval/evaluate.h"

typedef struct {
    uint32_t records, terms; /* 0 records: no feedback */
    double weight, power;
} assay_feedback_options;

enum { ASSAY_FEEDBACK_TERMS_MAX = 200 };

typedef struct {
    const assay_feedback_options *options;
    const assay_plan *plan;         /* of the query */
    const assay_snapshot *snapshot; /* for idf */
    assay_arena *arena;
    assay_map weights; /* terms met */
    double *weight;    /* by id */
    uint32_t *records; /* they occur in */
    size_t capacity;
    double first, last;    /* scores */
    uint32_t taken, words; /* words: distinct terms of the query */
} assay_feedback;

ASSAY_MUST_USE assay_status assay_feedback_init(assay_feedback *feedback,
                                                const assay_feedback_options *options,
                                                const assay_plan *plan,
                                                const assay_snapshot *snapshot, assay_arena *arena,
                                                assay_error *err);
void assay_feedback_done(assay_feedback *feedback);
/* One of the best records, in order of rank, analyzed just now. */
ASSAY_MUST_USE assay_status assay_feedback_add(assay_feedback *feedback, assay_terms *terms,
                                               double score, assay_error *err);
/* The plan to evaluate instead; the query's own plan when there is nothing to add. In the arena. */
ASSAY_MUST_USE assay_status assay_feedback_plan(const assay_plan **out, assay_feedback *feedback,
                                                assay_error *err);
#endif
