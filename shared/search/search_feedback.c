/* The second look of --rank deep: the plan re-weighed by its own best answers. */
#include "search/feedback.h"
#include "search/search_internal.h"

static const assay_feedback_options by_rank[] = {
    [ASSAY_RANK_DEFAULT] = {.records = 0}, /* search_likeness.c */
    [ASSAY_RANK_FAST] = {.records = 0},
    [ASSAY_RANK_DEEP] = {.records = 10, .terms = 60, .weight = 0.8, .power = 3},
};

static assay_status add_record(assay_feedback *feedback, search_run *run, assay_docid docid,
                               double score) {
    assay_arena arena;
    assay_record record;
    const assay_history none = {0};
    assay_arena_init(&arena);
    assay_status status = assay_search_load(&record, run->search, &arena, docid, run->err);
    if (status == ASSAY_OK)
        status = assay_terms_run(run->search->terms, &record, &none, run->err);
    if (status == ASSAY_OK)
        status = assay_feedback_add(feedback, run->search->terms, score, run->err);
    assay_arena_done(&arena);
    return status;
}

/* The best of the first answer, but for those the query names. */
static assay_status best_of(search_items *out, search_run *run, uint32_t wanted) {
    search_items best = {0};
    size_t named = 0;
    ASSAY_TRY(search_hits_best(&best, run, wanted));
    while (named < best.count && best.items[named].pinned)
        named++;
    *out = (search_items){best.items + named, best.count - named, best.complete};
    return ASSAY_OK;
}

static assay_status add_best(assay_feedback *feedback, search_run *run, const search_items *best) {
    for (size_t i = 0; i < best->count; i++)
        ASSAY_TRY(add_record(feedback, run, best->items[i].docid, best->items[i].score));
    return ASSAY_OK;
}

assay_status search_feedback(search_run *run) {
    const assay_search_request *request = run->request;
    assay_feedback_options options = by_rank[request->rank];
    if (request->feedback.records != 0 && request->rank == ASSAY_RANK_DEEP)
        options = request->feedback;
    bool ranked =
        request->order.by == ASSAY_SORT_RELEVANCE && (request->count != 0 || request->all);
    if (options.records == 0 || !ranked || run->snapshot == NULL ||
        run->out->planned.mark_count == 0)
        return ASSAY_OK;
    search_items best = {0};
    bool agree = true;
    ASSAY_TRY(best_of(&best, run, options.records));
    if (request->feedback.records == 0)
        ASSAY_TRY(search_likeness_agree(&agree, run, best.items, best.count));
    run->disagree = !agree;
    if (!agree)
        return ASSAY_OK;
    assay_feedback feedback;
    const assay_plan *plan = run->out->plan;
    if (run->search->terms == NULL)
        ASSAY_TRY(assay_terms_new(&run->search->terms, NULL, run->err));
    assay_status status =
        assay_feedback_init(&feedback, &options, plan, run->snapshot, run->arena, run->err);
    if (status == ASSAY_OK)
        status = add_best(&feedback, run, &best);
    if (status == ASSAY_OK)
        status = assay_feedback_plan(&plan, &feedback, run->err);
    assay_feedback_done(&feedback);
    ASSAY_TRY(status);
    ASSAY_TRY(assay_plan_check(plan, run->err));
    run->out->plan = plan;
    return ASSAY_OK;
}
