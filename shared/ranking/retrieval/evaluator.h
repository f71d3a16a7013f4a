/* Inside of an evaluator, shared by the two evaluations. */
#ifndef ASSAY_RANKING_EVALUATOR_H
#define ASSAY_RANKING_EVALUATOR_H
#include "ranking/retrieval/match.h"

typedef struct assay_pruner assay_pruner; /* scratch of evaluate_pruned.c */

struct assay_evaluator {
    assay_arena arena;     /* the program and what lives as long; reset per query */
    assay_arena positions; /* merged positions of one record */
    assay_map map;         /* distinct terms of the plan */
    assay_topk topk;
    assay_pruner *pruner; /* made on first use */
    assay_program
        before;      /* of the last pruned evaluation; its lists are still open where it ended, */
    uint64_t serial; /* as long as this is its snapshot's; 0: nothing is open */
};

/* One query on its way. */
typedef struct {
    assay_evaluator *evaluator;
    assay_program program;
    assay_evaluate_options options;
    assay_evaluate_statistics *statistics;
    uint64_t matches, at_most;
    bool matches_exact;
    bool follows; /* the program is over the terms of the one before, whose lists are open */
    assay_error *err;
} assay_evaluation;

/* ASSAY_E_INTERRUPTED once the caller's flag is set. */
static inline assay_status assay_evaluation_check(const assay_evaluation *evaluation) {
    const atomic_bool *cancel = evaluation->options.cancel;
    if (cancel != NULL && atomic_load_explicit(cancel, memory_order_relaxed))
        return assay_fail(evaluation->err, ASSAY_E_INTERRUPTED, "the search was interrupted");
    return ASSAY_OK;
}

/* Both fill evaluation->evaluator->topk and the counts. Scored SYNONYMs are weighed first. */
ASSAY_MUST_USE assay_status assay_evaluate_exhaustive(assay_evaluation *evaluation);
ASSAY_MUST_USE assay_status assay_evaluate_pruned(assay_evaluation *evaluation);
void assay_pruner_free(assay_pruner *pruner); /* NULL is fine */

/* Live records matching the subtree at index, appended to list (ascending per part), or counted. */
ASSAY_MUST_USE assay_status assay_evaluate_subtree(assay_evaluation *evaluation, uint32_t index,
                                                   uint64_t *count, assay_record_list *list);
/* The scores of the records given, in their order. */
ASSAY_MUST_USE assay_status assay_evaluate_given(assay_evaluation *evaluation, double *scores,
                                                 const uint32_t *records, size_t count);
/* explain.c: the rows of one record, in the arena. */
ASSAY_MUST_USE assay_status assay_explain_run(assay_explanation *out, assay_arena *arena,
                                              assay_evaluation *evaluation, uint32_t number,
                                              assay_error *err);
#endif
