#include "ranking/retrieval/match.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    assay_record_view *view;
    const assay_program_node *nodes;
    assay_error *err;
    bool negated; /* below an odd number of NOTs: optimism means not matching */
} walker;

static assay_status walk(bool *matches, double *score, walker *w, uint32_t index);
static assay_status wdf_of(bool *matches, uint64_t *wdf, walker *w, uint32_t index);

/* ---- positions ---- */

static int by_value(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static uint32_t sort_unique(uint32_t *items, uint32_t count) {
    qsort(items, count, sizeof *items, by_value);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (kept == 0 || items[kept - 1] != items[i])
            items[kept++] = items[i];
    }
    return kept;
}

/* A copy in the arena of one term's positions behind those collected so far. */
static assay_status append_positions(assay_positions *all, walker *w, assay_positions own) {
    uint64_t count = (uint64_t)all->count + own.count;
    uint32_t *items = count <= UINT32_MAX
                          ? assay_arena_alloc(w->view->arena, (size_t)count * sizeof *items)
                          : NULL;
    if (items == NULL)
        return assay_fail_memory(w->err);
    if (all->count != 0)
        memcpy(items, all->items, all->count * sizeof *items);
    if (own.count != 0)
        memcpy(items + all->count, own.items, own.count * sizeof *items);
    *all = (assay_positions){items, sort_unique(items, (uint32_t)count)};
    return ASSAY_OK;
}

/* The positions of one child of a PHRASE or NEAR: of its term or of its terms together. */
static assay_status child_positions(assay_positions *out, walker *w, uint32_t index) {
    *out = (assay_positions){NULL, 0};
    for (uint32_t i = index; i < w->nodes[index].next; i++) {
        const assay_program_node *node = &w->nodes[i];
        if (node->kind != ASSAY_PLAN_TERM || !w->view->present[node->term])
            continue;
        assay_positions own;
        ASSAY_TRY(w->view->positions(&own, w->view, node->term, w->err));
        w->view->positions_read++;
        if (w->nodes[index].kind == ASSAY_PLAN_TERM)
            *out = own; /* borrowed: nothing else asks for this term's in another record */
        else
            ASSAY_TRY(append_positions(out, w, own));
    }
    return ASSAY_OK;
}

static assay_status fits_fields(bool *fits, walker *w, const assay_program_node *node,
                                const assay_positions *lists) {
    size_t part = w->view->part;
    *fits = false;
    if (!node->has_column[part])
        return ASSAY_OK;
    assay_field_reader reader = {0};
    ASSAY_TRY(assay_column_bytes(&reader.left, &node->columns[part], w->view->local, w->err));
    assay_interval interval;
    while (!*fits && assay_field_reader_next(&interval, &reader, node->plan->fields))
        *fits = assay_proximity_fits_within(node->plan, lists, interval);
    return ASSAY_OK;
}

/* The two children with fewest occurrences in the record, when looking at them alone first may spare
 * reading the others: in an exact phrase of three or more terms. */
static bool rarest_pair(uint32_t rare[2], const walker *w, const assay_plan *plan,
                        const uint32_t *child) {
    if (plan->kind != ASSAY_PLAN_PHRASE || plan->window != 0 || plan->child_count < 3)
        return false;
    uint32_t least[2] = {UINT32_MAX, UINT32_MAX};
    for (uint32_t i = 0; i < plan->child_count; i++) {
        if (w->nodes[child[i]].kind != ASSAY_PLAN_TERM)
            return false;
        uint32_t wdf = w->view->wdf[w->nodes[child[i]].term];
        if (wdf < least[0]) {
            least[1] = least[0];
            rare[1] = rare[0];
            least[0] = wdf;
            rare[0] = i;
        } else if (wdf < least[1]) {
            least[1] = wdf;
            rare[1] = i;
        }
    }
    return least[1] != UINT32_MAX;
}

/* All children of the PHRASE or NEAR match: do their positions fit? */
static assay_status fits(bool *out, walker *w, uint32_t index) {
    const assay_program_node *node = &w->nodes[index];
    if (!assay_plan_reads_positions(node->plan)) {
        *out = true;
        return ASSAY_OK;
    }
    if (w->view->mode == ASSAY_MATCH_OPTIMISTIC) {
        *out = !w->negated;
        return ASSAY_OK;
    }
    assay_positions lists[ASSAY_PLAN_NEAR_MAX];
    assay_arena_reset(w->view->arena);
    const uint32_t count = node->plan->child_count;
    uint32_t child[ASSAY_PLAN_NEAR_MAX], rare[2] = {0, 0};
    child[0] = index + 1;
    for (uint32_t i = 1; i < count; i++)
        child[i] = w->nodes[child[i - 1]].next;
    if (rarest_pair(rare, w, node->plan, child)) {
        for (unsigned i = 0; i < 2; i++)
            ASSAY_TRY(child_positions(&lists[rare[i]], w, child[rare[i]]));
        *out = assay_proximity_pair_fits(node->plan, lists, rare[0], rare[1]);
        if (!*out)
            return ASSAY_OK;
    }
    for (uint32_t i = 0; i < count; i++)
        ASSAY_TRY(child_positions(&lists[i], w, child[i]));
    if (node->plan->fields != 0)
        return fits_fields(out, w, node, lists);
    *out = assay_proximity_fits(node->plan, lists);
    return ASSAY_OK;
}

/* ---- leaves ---- */

static bool in_set(const assay_plan *plan, uint32_t number) {
    uint32_t low = 0, high = plan->record_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (plan->records[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < plan->record_count && plan->records[low] == number;
}

static assay_status in_range(bool *out, walker *w, const assay_program_node *node) {
    const assay_plan *plan = node->plan;
    bool present = false;
    int64_t value = 0;
    double real = 0;
    if (node->has_column[w->view->part]) {
        const assay_column *column = &node->columns[w->view->part];
        if (plan->is_double)
            ASSAY_TRY(assay_column_double(&real, &present, column, w->view->local, w->err));
        else
            ASSAY_TRY(assay_column_i64(&value, &present, column, w->view->local, w->err));
    }
    if (!present || isnan(real))
        *out = plan->missing;
    else
        *out = plan->is_double ? plan->low <= real && real <= plan->high
                               : plan->min <= value && value <= plan->max;
    return ASSAY_OK;
}

static void add_score(double *score, walker *w, const assay_program_node *node, uint32_t wdf) {
    *score += assay_bm25_score(node->weight, w->view->length_part, wdf);
    w->view->scored++;
}

static assay_status walk_synonym(bool *matches, double *score, walker *w, uint32_t index) {
    const assay_program_node *node = &w->nodes[index];
    uint64_t wdf = 0;
    ASSAY_TRY(wdf_of(matches, &wdf, w, index));
    if (*matches && node->scored)
        add_score(score, w, node, wdf < w->view->length ? (uint32_t)wdf : w->view->length);
    return ASSAY_OK;
}

/* ---- inner nodes ---- */

static assay_status walk_any(bool *matches, double *score, walker *w, uint32_t index) {
    *matches = false;
    for (uint32_t i = index + 1; i < w->nodes[index].next; i = w->nodes[i].next) {
        bool one;
        ASSAY_TRY(walk(&one, score, w, i));
        *matches |= one;
    }
    return ASSAY_OK;
}

static assay_status walk_all(bool *matches, double *score, walker *w, uint32_t index) {
    double before = *score;
    *matches = w->nodes[index].plan->child_count != 0;
    for (uint32_t i = index + 1; *matches && i < w->nodes[index].next; i = w->nodes[i].next)
        ASSAY_TRY(walk(matches, score, w, i));
    if (!*matches)
        *score = before;
    return ASSAY_OK;
}

static assay_status walk_near(bool *matches, double *score, walker *w, uint32_t index) {
    double before = *score;
    ASSAY_TRY(walk_all(matches, score, w, index));
    if (!*matches)
        return ASSAY_OK;
    ASSAY_TRY(fits(matches, w, index));
    if (!*matches)
        *score = before;
    return ASSAY_OK;
}

static assay_status walk_maybe(bool *matches, double *score, walker *w, uint32_t index) {
    uint32_t i = index + 1;
    ASSAY_TRY(walk(matches, score, w, i));
    for (i = w->nodes[i].next; *matches && i < w->nodes[index].next; i = w->nodes[i].next) {
        bool one;
        ASSAY_TRY(walk(&one, score, w, i));
    }
    return ASSAY_OK;
}

static assay_status walk_not(bool *matches, double *score, walker *w, uint32_t index) {
    double before = *score, nothing = 0;
    uint32_t i = index + 1;
    ASSAY_TRY(walk(matches, score, w, i));
    w->negated = !w->negated;
    for (i = w->nodes[i].next; *matches && i < w->nodes[index].next; i = w->nodes[i].next) {
        bool one;
        ASSAY_TRY(walk(&one, &nothing, w, i));
        *matches = !one;
    }
    w->negated = !w->negated;
    if (!*matches)
        *score = before;
    return ASSAY_OK;
}

static assay_status walk_constant(bool *matches, double *score, walker *w, uint32_t index) {
    double nothing = 0;
    ASSAY_TRY(walk(matches, &nothing, w, index + 1));
    if (*matches && w->nodes[index].scored)
        *score += w->nodes[index].weight;
    return ASSAY_OK;
}

static void walk_term(bool *matches, double *score, walker *w, const assay_program_node *node) {
    *matches = w->view->present[node->term];
    if (*matches && node->scored)
        add_score(score, w, node, w->view->wdf[node->term]);
}

static assay_status walk(bool *matches, double *score, walker *w, uint32_t index) {
    const assay_program_node *node = &w->nodes[index];
    switch (node->kind) {
    case ASSAY_PLAN_NOTHING:
        *matches = false;
        return ASSAY_OK;
    case ASSAY_PLAN_ALL:
        *matches = true;
        return ASSAY_OK;
    case ASSAY_PLAN_TERM:
        walk_term(matches, score, w, node);
        return ASSAY_OK;
    case ASSAY_PLAN_OR:
        return walk_any(matches, score, w, index);
    case ASSAY_PLAN_AND:
    case ASSAY_PLAN_FILTER:
    case ASSAY_PLAN_SCALE:
        return walk_all(matches, score, w, index);
    case ASSAY_PLAN_AND_MAYBE:
        return walk_maybe(matches, score, w, index);
    case ASSAY_PLAN_AND_NOT:
        return walk_not(matches, score, w, index);
    case ASSAY_PLAN_PHRASE:
    case ASSAY_PLAN_NEAR:
        return walk_near(matches, score, w, index);
    case ASSAY_PLAN_SYNONYM:
        return walk_synonym(matches, score, w, index);
    case ASSAY_PLAN_CONSTANT:
        return walk_constant(matches, score, w, index);
    case ASSAY_PLAN_SET:
        *matches = in_set(node->plan, w->view->number);
        return ASSAY_OK;
    case ASSAY_PLAN_RANGE:
        return in_range(matches, w, node);
    }
    return assay_fail(w->err, ASSAY_E_BUG, "a plan node of kind %d", (int)node->kind);
}

/* ---- the wdf of a part of a SYNONYM ---- */

/* Sum (or least, for PHRASE and NEAR) over the children that match. */
static assay_status children_wdf(uint64_t *wdf, walker *w, uint32_t index, bool least) {
    uint64_t sum = 0, min = UINT64_MAX;
    for (uint32_t i = index + 1; i < w->nodes[index].next; i = w->nodes[i].next) {
        bool one;
        uint64_t own = 0;
        ASSAY_TRY(wdf_of(&one, &own, w, i));
        if (one) {
            sum += own;
            min = own < min ? own : min;
        }
    }
    *wdf = least ? (min != UINT64_MAX ? min : 0) : sum;
    return ASSAY_OK;
}

static assay_status wdf_of(bool *matches, uint64_t *wdf, walker *w, uint32_t index) {
    const assay_program_node *node = &w->nodes[index];
    double nothing = 0;
    *wdf = 0;
    if (node->kind == ASSAY_PLAN_SYNONYM)
        ASSAY_TRY(walk_any(matches, &nothing, w, index));
    else
        ASSAY_TRY(walk(matches, &nothing, w, index));
    if (!*matches)
        return ASSAY_OK;
    bool one;
    switch (node->kind) {
    case ASSAY_PLAN_TERM:
        *wdf = w->view->wdf[node->term];
        return ASSAY_OK;
    case ASSAY_PLAN_OR:
    case ASSAY_PLAN_AND:
    case ASSAY_PLAN_AND_MAYBE:
    case ASSAY_PLAN_SYNONYM:
        return children_wdf(wdf, w, index, false);
    case ASSAY_PLAN_PHRASE:
    case ASSAY_PLAN_NEAR:
        return children_wdf(wdf, w, index, true);
    case ASSAY_PLAN_AND_NOT:
    case ASSAY_PLAN_FILTER:
    case ASSAY_PLAN_SCALE:
    case ASSAY_PLAN_CONSTANT:
        return wdf_of(&one, wdf, w, index + 1);
    default:
        return ASSAY_OK;
    }
}

assay_status assay_match_walk(bool *matches, double *score, assay_record_view *view, uint32_t index,
                              assay_error *err) {
    walker w = {view, view->program->nodes, err, false};
    return walk(matches, score, &w, index);
}

assay_status assay_match_near(bool *fit, assay_record_view *view, uint32_t index,
                              assay_error *err) {
    walker w = {view, view->program->nodes, err, false};
    return fits(fit, &w, index);
}
