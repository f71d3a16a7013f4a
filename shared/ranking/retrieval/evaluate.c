#include "ranking/retrieval/evaluator.h"

#include <math.h>
#include <stdlib.h>

assay_evaluate_options assay_evaluate_defaults(void) {
    return (assay_evaluate_options){.k = 10, .k1 = 1.2, .b = 0.75, .min_normlen = 0};
}

void assay_hits_done(assay_hits *hits) {
    free(hits->items);
    *hits = (assay_hits){0};
}

void assay_record_list_done(assay_record_list *list) {
    free(list->items);
    *list = (assay_record_list){0};
}

assay_status assay_evaluator_new(assay_evaluator **out, assay_error *err) {
    assay_evaluator *evaluator = calloc(1, sizeof *evaluator);
    if (evaluator == NULL)
        return assay_fail_memory(err);
    assay_arena_init(&evaluator->arena);
    assay_arena_init(&evaluator->positions);
    assay_map_init(&evaluator->map);
    *out = evaluator;
    return ASSAY_OK;
}

void assay_evaluator_free(assay_evaluator *evaluator) {
    if (evaluator == NULL)
        return;
    assay_pruner_free(evaluator->pruner);
    assay_arena_done(&evaluator->arena);
    assay_arena_done(&evaluator->positions);
    assay_map_done(&evaluator->map);
    assay_topk_done(&evaluator->topk);
    free(evaluator);
}

static assay_status check_options(const assay_evaluate_options *options, assay_error *err) {
    bool ok = isfinite(options->k1) && options->k1 >= 0 && options->b >= 0 && options->b <= 1 &&
              isfinite(options->min_normlen) && options->min_normlen >= 0 &&
              isfinite(options->floor) && options->floor >= 0;
    return ok ? ASSAY_OK
              : assay_fail(err, ASSAY_E_USAGE,
                           "BM25 wants k1 >= 0, b from 0 to 1, a minimal length and a floor >= 0");
}

static assay_status begin(assay_evaluation *out, assay_evaluator *evaluator,
                          const assay_snapshot *snapshot, const assay_plan *plan,
                          const assay_evaluate_options *options,
                          assay_evaluate_statistics *statistics, assay_error *err) {
    ASSAY_TRY(check_options(options, err));
    ASSAY_TRY(assay_plan_check(plan, err));
    assay_arena_reset(&evaluator->arena);
    evaluator->serial = 0;
    *statistics = (assay_evaluate_statistics){0};
    *out = (assay_evaluation){
        .evaluator = evaluator, .options = *options, .statistics = statistics, .err = err};
    return assay_program_make(&out->program, &evaluator->arena, &evaluator->map, snapshot, plan,
                              options, err);
}

static assay_status copy_hits(assay_hits *hits, const assay_topk *topk, assay_error *err) {
    if (hits->capacity < topk->count) {
        assay_hit *items = realloc(hits->items, topk->count * sizeof *items);
        if (items == NULL)
            return assay_fail_memory(err);
        hits->items = items;
        hits->capacity = topk->count;
    }
    if (topk->count != 0)
        memcpy(hits->items, topk->items, topk->count * sizeof *hits->items);
    hits->count = topk->count;
    return ASSAY_OK;
}

assay_status assay_evaluate(assay_hits *hits, assay_evaluator *evaluator,
                            const assay_snapshot *snapshot, const assay_plan *plan,
                            const assay_evaluate_options *options, assay_error *err) {
    assay_evaluation evaluation;
    ASSAY_TRY(begin(&evaluation, evaluator, snapshot, plan, options, &hits->statistics, err));
    assay_topk_begin(&evaluator->topk, options->k);
    evaluator->topk.floor = options->floor;
    ASSAY_TRY(options->mode == ASSAY_EVALUATE_EXHAUSTIVE ? assay_evaluate_exhaustive(&evaluation)
                                                         : assay_evaluate_pruned(&evaluation));
    assay_topk_sort(&evaluator->topk);
    ASSAY_TRY(copy_hits(hits, &evaluator->topk, err));
    hits->matches = evaluation.matches;
    hits->at_most = evaluation.at_most;
    hits->matches_exact = evaluation.matches_exact;
    evaluator->before = evaluation.program;
    evaluator->serial = options->mode == ASSAY_EVALUATE_PRUNED ? snapshot->serial : 0;
    return ASSAY_OK;
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

assay_status assay_evaluate_matches(assay_record_list *out, assay_evaluator *evaluator,
                                    const assay_snapshot *snapshot, const assay_plan *plan,
                                    assay_error *err) {
    assay_evaluation evaluation;
    assay_evaluate_statistics statistics;
    assay_evaluate_options options = assay_evaluate_defaults();
    ASSAY_TRY(begin(&evaluation, evaluator, snapshot, plan, &options, &statistics, err));
    uint64_t count;
    out->count = 0;
    ASSAY_TRY(assay_evaluate_subtree(&evaluation, 0, &count, out));
    bool ascends = true;
    for (size_t i = 1; i < out->count; i++)
        ascends &= out->items[i - 1] < out->items[i];
    if (!ascends)
        qsort(out->items, out->count, sizeof *out->items, by_number);
    return ASSAY_OK;
}

/* As begin, over what the evaluation before has open, if that has all terms of the plan. */
static assay_status follow(assay_evaluation *out, assay_evaluator *evaluator,
                           const assay_snapshot *snapshot, const assay_plan *plan,
                           const assay_evaluate_options *options,
                           assay_evaluate_statistics *statistics, assay_error *err) {
    bool follows = false;
    assay_program program = {0};
    ASSAY_TRY(check_options(options, err));
    ASSAY_TRY(assay_plan_check(plan, err));
    if (evaluator->serial == snapshot->serial)
        ASSAY_TRY(assay_program_follow(&program, &follows, &evaluator->arena, &evaluator->map,
                                       &evaluator->before, plan, options, err));
    if (!follows)
        return begin(out, evaluator, snapshot, plan, options, statistics, err);
    *statistics = (assay_evaluate_statistics){0};
    *out = (assay_evaluation){.evaluator = evaluator,
                              .program = program,
                              .options = *options,
                              .statistics = statistics,
                              .follows = true,
                              .err = err};
    return ASSAY_OK;
}

assay_status assay_evaluate_records(double *scores, assay_evaluator *evaluator,
                                    const assay_snapshot *snapshot, const assay_plan *plan,
                                    const uint32_t *records, size_t count,
                                    const assay_evaluate_options *options, assay_error *err) {
    assay_evaluation evaluation;
    assay_evaluate_statistics statistics;
    ASSAY_TRY(follow(&evaluation, evaluator, snapshot, plan, options, &statistics, err));
    evaluator->serial = 0; /* what is open from here on is no whole evaluation's */
    return assay_evaluate_given(&evaluation, scores, records, count);
}

assay_status assay_evaluate_explain(assay_explanation *out, assay_arena *arena,
                                    assay_evaluator *evaluator, const assay_snapshot *snapshot,
                                    const assay_plan *plan, uint32_t record,
                                    const assay_evaluate_options *options, assay_error *err) {
    assay_evaluation evaluation;
    assay_evaluate_statistics statistics;
    ASSAY_TRY(begin(&evaluation, evaluator, snapshot, plan, options, &statistics, err));
    return assay_explain_run(out, arena, &evaluation, record, err);
}
