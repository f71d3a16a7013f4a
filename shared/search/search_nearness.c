/* The second look of --rank default at positions: words that stand side by side in the query are worth more where they do so in a record.
 *
 *   of the first DEPTH of the first answer, for each pair of neighbouring words a, b of the query (stop words between them count as
 *   distance, at most GAP):   + WEIGHT * (BM25 of a + BM25 of b)   where they stand as near as that, in either order
 *
 * A bonus for what is found already: it changes neither what matches nor which records are the first. As a plan:
 * FILTER(OR(SCALE(WEIGHT, NEAR(a, b)), ...), SET(the first)), evaluated by either engine and explained as it is (sequential dependence,
 * Metzler & Croft 2005, in the form of a re-ranking). DEPTH, GAP and WEIGHT are settings.h's. bench/relevance.md has the measurements. */
#include "search/search_internal.h"

enum { PAIRS_MAX = 32 };

bool search_nearness_wanted(const search_run *run) {
    return search_looks_twice(run) && run->patient == NULL && run->snapshot != NULL &&
           run->out->planned.place_count > 1 && run->request->settings.nearness > 0;
}

static bool is_repeated(const assay_plan_place *places, size_t pair) {
    for (size_t i = 0; i < pair; i++)
        if (assay_span_equal(places[i].term, places[pair].term) &&
            assay_span_equal(places[i + 1].term, places[pair + 1].term))
            return true;
    return false;
}

/* The neighbouring words of the query; *out NULL when no two are. */
static assay_status pairs_of(const assay_plan **out, search_run *run) {
    const assay_planned *planned = &run->out->planned;
    const assay_search_settings *settings = &run->request->settings;
    const assay_plan *pairs[PAIRS_MAX];
    size_t count = 0;
    *out = NULL;
    for (size_t i = 0; i + 1 < planned->place_count && count < PAIRS_MAX; i++) {
        const assay_plan_place *a = &planned->places[i], *b = a + 1;
        uint32_t gap = b->position - a->position;
        if (gap == 0 || gap > settings->nearness_gap || assay_span_equal(a->term, b->term) ||
            is_repeated(planned->places, i))
            continue;
        const assay_plan *two[2] = {assay_plan_term(run->arena, a->term, 1, 1),
                                    assay_plan_term(run->arena, b->term, 1, 1)};
        pairs[count++] = assay_plan_near(run->arena, two, 2, gap + 1 + settings->nearness_slack);
    }
    if (count == 0)
        return ASSAY_OK;
    *out = assay_plan_weigh(run->arena, ASSAY_PLAN_SCALE,
                            assay_plan_many(run->arena, ASSAY_PLAN_OR, pairs, count),
                            settings->nearness);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(run->err);
}

/* The first records ascending, and whose place each has among the items; there are few. */
static void sort_first(uint32_t *first, size_t *places, const search_item *items, size_t count) {
    for (size_t i = 0; i < count; i++) {
        size_t at = i;
        for (; at > 0 && first[at - 1] > items[i].docid; at--) {
            first[at] = first[at - 1];
            places[at] = places[at - 1];
        }
        first[at] = items[i].docid;
        places[at] = i;
    }
}

static assay_status among_the_first(const assay_plan **out, search_run *run,
                                    const assay_plan *pairs, const uint32_t *first, size_t count) {
    const assay_plan *both[2] = {pairs, assay_plan_set(run->arena, first, count)};
    const assay_plan *plan = assay_plan_many(run->arena, ASSAY_PLAN_FILTER, both, 2);
    ASSAY_TRY(assay_plan_check(plan, run->err));
    *out = plan;
    return ASSAY_OK;
}

assay_status search_nearness_apply(search_run *run, search_item *items, size_t count) {
    const assay_plan *pairs = NULL, *plan = NULL;
    uint32_t first[ASSAY_SETTINGS_DEPTH_MAX];
    size_t places[ASSAY_SETTINGS_DEPTH_MAX];
    double scores[ASSAY_SETTINGS_DEPTH_MAX];
    if (count > run->request->settings.nearness_depth)
        count = run->request->settings.nearness_depth;
    if (!search_nearness_wanted(run) || count < 2)
        return ASSAY_OK;
    ASSAY_TRY(pairs_of(&pairs, run));
    if (pairs == NULL)
        return ASSAY_OK;
    sort_first(first, places, items, count);
    ASSAY_TRY(among_the_first(&plan, run, pairs, first, count));
    ASSAY_TRY(search_scores(scores, run, plan, first, count));
    run->out->nearness = plan;
    for (size_t i = 0; i < count; i++)
        items[places[i]].score += scores[i];
    return ASSAY_OK;
}
