/* The best hits in an order that does not depend on the order records were added in. */
#include "search/search_internal.h"

#include <math.h>
#include <stdlib.h>

static bool tied(double a, double b) {
    double larger = fabs(a) > fabs(b) ? fabs(a) : fabs(b);
    return fabs(a - b) <= ASSAY_SEARCH_TIE * larger;
}

static int by_identity(const void *a, const void *b) {
    const search_item *x = a, *y = b;
    int order = assay_span_compare(x->identity, y->identity);
    if (order != 0)
        return order;
    return x->docid < y->docid ? -1 : x->docid > y->docid;
}

/* Within each run of scores that are one score: identities ascending, and the run's best score for all of them. */
static assay_status order_ties(search_run *run, search_item *items, size_t count) {
    for (size_t from = 0, to; from < count; from = to) {
        to = from + 1;
        while (to < count && tied(items[to - 1].score, items[to].score))
            to++;
        if (to - from < 2)
            continue;
        double score = items[from].score;
        for (size_t i = from; i < to; i++) {
            ASSAY_TRY(search_identity(&items[i].identity, run, items[i].docid));
            items[i].score = score;
        }
        qsort(items + from, to - from, sizeof *items, by_identity);
    }
    return ASSAY_OK;
}

/* Past the last item tied with item want - 1; what follows is no part of the best `want`, whatever its order. */
static size_t end_of_tie(const search_item *items, size_t count, size_t want) {
    size_t end = want;
    while (end > 0 && end < count && tied(items[end - 1].score, items[end].score))
        end++;
    return end < count ? end : count;
}

/* Whether the score of hit want - 1 goes on to the last hit there is, so that more may be tied with it. */
static bool tie_is_open(const assay_hits *hits, size_t want) {
    size_t i = want;
    while (i < hits->count && tied(hits->items[i - 1].score, hits->items[i].score))
        i++;
    return i == hits->count;
}

static void take_total(search_run *run) {
    const assay_hits *hits = &run->search->hits;
    assay_search_results *out = run->out;
    if (run->counted && (out->total_is_exact || hits->matches < out->total))
        return;
    out->total = hits->matches;
    out->at_most = hits->at_most;
    out->total_is_exact = hits->matches_exact;
    if (!run->counted)
        out->cost = hits->statistics;
    run->counted = true;
}

/* What nothing tied with hit want - 1 scores less than, its rounding many times over; 0 where there may be no more records than k, who are
 * then all asked for, and so counted. */
static double below_tie(const assay_hits *hits, size_t want, size_t k) {
    return hits->at_most > k ? hits->items[want - 1].score * (1 - 1e3 * ASSAY_SEARCH_TIE) : 0;
}

/* Evaluates for `want` hits and as many more as are tied with the last of them: mostly none or a few, seldom thousands. */
static assay_status fetch(bool *complete, search_run *run, const assay_plan *plan, size_t want) {
    assay_hits *hits = &run->search->hits;
    size_t all = run->out->statistics.documents;
    bool count = run->request->exact_count && !run->counted;
    double floor = 0;
    for (size_t more = 1;; more *= 16) {
        if (more > ASSAY_SEARCH_TIES_MAX)
            more = ASSAY_SEARCH_TIES_MAX;
        size_t k = want + more < all ? want + more : all;
        ASSAY_TRY(search_evaluate(run, plan, (uint32_t)k, floor, count));
        take_total(run);
        count = false;
        bool exhausted = hits->count < k || k == all;
        *complete = exhausted && floor <= 0;
        if (exhausted || want == 0 || !tie_is_open(hits, want))
            return ASSAY_OK;
        if (more == ASSAY_SEARCH_TIES_MAX)
            return search_warn(run, "W-TIES", 0,
                               "more than %d records score the same; beyond them order follows "
                               "their numbers in the index",
                               ASSAY_SEARCH_TIES_MAX);
        floor = below_tie(hits, want, want + 16 * more);
    }
}

/* ---- records the query names ---- */

static assay_status pinned_plan(const assay_plan **out, search_run *run) {
    const assay_planned *planned = &run->out->planned;
    const assay_plan **terms =
        assay_arena_calloc(run->arena, planned->identifier_count, sizeof(const assay_plan *));
    if (terms == NULL)
        return assay_fail_memory(run->err);
    for (size_t i = 0; i < planned->identifier_count; i++) {
        assay_span term;
        ASSAY_TRY(assay_arena_format(&term, run->arena, run->err, "%s%.*s", ASSAY_TERM_ID,
                                     ASSAY_SPAN_ARG(planned->identifiers[i])));
        terms[i] = assay_plan_term(run->arena, term, 1, 1);
    }
    const assay_plan *named =
        assay_plan_many(run->arena, ASSAY_PLAN_OR, terms, planned->identifier_count);
    const assay_plan *pair[2] = {run->out->plan, named};
    *out = named != NULL ? assay_plan_many(run->arena, ASSAY_PLAN_FILTER, pair, 2) : NULL;
    return assay_plan_check(*out, run->err);
}

/* Place of the identity among the identifiers of the query; their number when it is none of them (a record that has the identifier
 * besides its own). */
static size_t rank_in_query(const search_run *run, assay_span identity) {
    const assay_planned *planned = &run->out->planned;
    size_t i = 0;
    while (i < planned->identifier_count && !assay_span_equal(planned->identifiers[i], identity))
        i++;
    return i;
}

static void put_named_first(const search_run *run, search_item *items, size_t count) {
    for (size_t i = 1; i < count; i++) { /* stable, and short */
        search_item moving = items[i];
        size_t rank = rank_in_query(run, moving.identity), at = i;
        while (at > 0 && rank_in_query(run, items[at - 1].identity) > rank) {
            items[at] = items[at - 1];
            at--;
        }
        items[at] = moving;
    }
}

enum { PINNED_MAX = 100 };

/* Fills items[0..*count) with the records named, best first; *count 0 when there are none. */
static assay_status find_pinned(search_item *items, size_t *count, search_run *run) {
    *count = 0;
    if (run->out->planned.identifier_count == 0)
        return ASSAY_OK;
    const assay_plan *plan = NULL;
    assay_hits *hits = &run->search->hits;
    ASSAY_TRY(pinned_plan(&plan, run));
    ASSAY_TRY(search_evaluate(run, plan, PINNED_MAX, 0, false));
    for (size_t i = 0; i < hits->count; i++)
        items[i] = (search_item){.docid = hits->items[i].record,
                                 .score = hits->items[i].score,
                                 .pinned = true,
                                 .distance_km = -1};
    *count = hits->count;
    ASSAY_TRY(order_ties(run, items, *count));
    for (size_t i = 0; i < *count; i++)
        ASSAY_TRY(search_identity(&items[i].identity, run, items[i].docid));
    put_named_first(run, items, *count);
    return ASSAY_OK;
}

static bool is_among(const search_item *items, size_t count, assay_docid docid) {
    for (size_t i = 0; i < count; i++)
        if (items[i].docid == docid)
            return true;
    return false;
}

/* The ranked records but the pinned ones, at least `want` in the order of their scores if there are so many. */
static assay_status take_ranked(search_items *out, search_run *run, size_t want,
                                const search_items *pinned) {
    assay_hits *hits = &run->search->hits;
    bool complete = false;
    ASSAY_TRY(fetch(&complete, run, run->out->plan, want + pinned->count));
    search_item *items = assay_arena_calloc(run->arena, hits->count + 1, sizeof *items);
    if (items == NULL)
        return assay_fail_memory(run->err);
    size_t count = 0;
    for (size_t i = 0; i < hits->count; i++)
        if (!is_among(pinned->items, pinned->count, hits->items[i].record))
            items[count++] = (search_item){
                .docid = hits->items[i].record, .score = hits->items[i].score, .distance_km = -1};
    size_t needed = end_of_tie(items, count, want);
    *out = (search_items){items, needed, complete && needed == count};
    return order_ties(run, items, needed);
}

/* How much of the first answer must be known for `want` records of the second: whole parts of it that are put in order together. */
static size_t depth_of(const search_run *run, size_t want) {
    size_t head = run->request->settings.head;
    if (want <= head)
        return head;
    return want <= ASSAY_LIKENESS_DEPTH ? ASSAY_LIKENESS_DEPTH : want;
}

/* As above, put in order anew by likeness to the best of them. What stands behind the head moves only where these are of one kind: so that is
 * found out before many more are asked for than are wanted. */
static assay_status take_alike(search_items *out, search_run *run, size_t want,
                               const search_items *pinned) {
    size_t depth = depth_of(run, want);
    bool at_once = depth <= want || want <= run->request->settings.head || run->likeness != NULL;
    ASSAY_TRY(take_ranked(out, run, at_once ? depth : want, pinned));
    if (run->likeness == NULL)
        ASSAY_TRY(search_likeness_learn(run, out->items, out->count));
    if (!at_once && run->likeness != NULL)
        ASSAY_TRY(take_ranked(out, run, depth, pinned));
    ASSAY_TRY(search_nearness_apply(run, out->items, out->count));
    ASSAY_TRY(search_likeness_apply(run, out->items, out->count));
    return order_ties(run, out->items, out->count);
}

assay_status search_hits_best(search_items *out, search_run *run, size_t want) {
    search_item named[PINNED_MAX];
    search_items pinned = {named, 0, true}, ranked;
    ASSAY_TRY(find_pinned(named, &pinned.count, run));
    if (search_likeness_wanted(run))
        ASSAY_TRY(take_alike(&ranked, run, want, &pinned));
    else
        ASSAY_TRY(take_ranked(&ranked, run, want, &pinned));
    size_t count = pinned.count + ranked.count, kept = count < want ? count : want;
    search_item *items = assay_arena_calloc(run->arena, count + 1, sizeof *items);
    if (items == NULL)
        return assay_fail_memory(run->err);
    memcpy(items, named, pinned.count * sizeof *items);
    memcpy(items + pinned.count, ranked.items, ranked.count * sizeof *items);
    for (size_t i = 0; i < kept; i++)
        if (items[i].identity.data == NULL)
            ASSAY_TRY(search_identity(&items[i].identity, run, items[i].docid));
    *out = (search_items){items, kept, ranked.complete && kept == count};
    return ASSAY_OK;
}
