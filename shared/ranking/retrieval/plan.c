#include "ranking/retrieval/plan.h"

#include <math.h>

static assay_plan *node_new(assay_arena *arena, assay_plan_kind kind) {
    assay_plan *plan = assay_arena_calloc(arena, 1, sizeof *plan);
    if (plan != NULL) {
        plan->kind = kind;
        plan->factor = 1;
        plan->wqf = 1;
    }
    return plan;
}

static bool copy_u32(const uint32_t **out, assay_arena *arena, const uint32_t *items,
                     size_t count) {
    uint32_t *copy =
        count <= SIZE_MAX / sizeof *copy ? assay_arena_alloc(arena, count * sizeof *copy) : NULL;
    if (copy == NULL)
        return false;
    if (count != 0)
        memcpy(copy, items, count * sizeof *copy);
    *out = copy;
    return true;
}

assay_plan *assay_plan_leaf(assay_arena *arena, assay_plan_kind nothing_or_all) {
    return node_new(arena, nothing_or_all);
}

assay_plan *assay_plan_term(assay_arena *arena, assay_span term, uint32_t wqf, double factor) {
    assay_plan *plan = node_new(arena, ASSAY_PLAN_TERM);
    if (plan == NULL)
        return NULL;
    plan->term = assay_arena_dup(arena, term);
    plan->wqf = wqf;
    plan->factor = factor;
    return plan->term.data != NULL || term.size == 0 ? plan : NULL;
}

assay_plan *assay_plan_many(assay_arena *arena, assay_plan_kind kind,
                            const assay_plan *const *children, size_t count) {
    assay_plan *plan = node_new(arena, kind);
    const assay_plan **copy = assay_arena_calloc(arena, count, sizeof(const assay_plan *));
    if (plan == NULL || copy == NULL || count > UINT32_MAX)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        if (children[i] == NULL)
            return NULL;
        copy[i] = children[i];
    }
    plan->children = copy;
    plan->child_count = (uint32_t)count;
    return plan;
}

assay_plan *assay_plan_weigh(assay_arena *arena, assay_plan_kind kind, const assay_plan *child,
                             double factor) {
    assay_plan *plan = assay_plan_many(arena, kind, &child, 1);
    if (plan != NULL)
        plan->factor = factor;
    return plan;
}

assay_plan *assay_plan_phrase(assay_arena *arena, const assay_plan *const *children,
                              const uint32_t *offsets, size_t count, uint32_t window) {
    assay_plan *plan = assay_plan_many(arena, ASSAY_PLAN_PHRASE, children, count);
    if (plan == NULL)
        return NULL;
    plan->window = window;
    if (offsets != NULL)
        return copy_u32(&plan->offsets, arena, offsets, count) ? plan : NULL;
    uint32_t *steps = assay_arena_calloc(arena, count, sizeof *steps);
    for (size_t i = 0; steps != NULL && i < count; i++)
        steps[i] = (uint32_t)i;
    plan->offsets = steps;
    return steps != NULL ? plan : NULL;
}

assay_plan *assay_plan_near(assay_arena *arena, const assay_plan *const *children, size_t count,
                            uint32_t window) {
    assay_plan *plan = assay_plan_many(arena, ASSAY_PLAN_NEAR, children, count);
    if (plan != NULL)
        plan->window = window;
    return plan;
}

assay_plan *assay_plan_set(assay_arena *arena, const uint32_t *records, size_t count) {
    assay_plan *plan = node_new(arena, ASSAY_PLAN_SET);
    if (plan == NULL || count > UINT32_MAX || !copy_u32(&plan->records, arena, records, count))
        return NULL;
    plan->record_count = (uint32_t)count;
    return plan;
}

static assay_plan *range_new(assay_arena *arena, assay_span column, bool missing) {
    assay_plan *plan = node_new(arena, ASSAY_PLAN_RANGE);
    if (plan == NULL)
        return NULL;
    plan->column = assay_arena_dup(arena, column);
    plan->missing = missing;
    return plan->column.data != NULL || column.size == 0 ? plan : NULL;
}

assay_plan *assay_plan_range(assay_arena *arena, assay_span column, int64_t min, int64_t max,
                             bool missing) {
    assay_plan *plan = range_new(arena, column, missing);
    if (plan != NULL) {
        plan->min = min;
        plan->max = max;
    }
    return plan;
}

assay_plan *assay_plan_range_double(assay_arena *arena, assay_span column, double low, double high,
                                    bool missing) {
    assay_plan *plan = range_new(arena, column, missing);
    if (plan != NULL) {
        plan->is_double = true;
        plan->low = low;
        plan->high = high;
    }
    return plan;
}

assay_plan *assay_plan_in_fields(assay_plan *plan, assay_span column, uint64_t fields) {
    if (plan != NULL) {
        plan->field_column = column;
        plan->fields = fields;
    }
    return plan;
}

/* What the kind demands of the number of children. */
static bool child_count_ok(const assay_plan *plan) {
    switch (plan->kind) {
    case ASSAY_PLAN_OR:
    case ASSAY_PLAN_AND:
    case ASSAY_PLAN_SYNONYM:
        return true;
    case ASSAY_PLAN_AND_MAYBE:
    case ASSAY_PLAN_AND_NOT:
    case ASSAY_PLAN_FILTER:
    case ASSAY_PLAN_PHRASE:
    case ASSAY_PLAN_NEAR:
        return plan->child_count >= 1;
    case ASSAY_PLAN_SCALE:
    case ASSAY_PLAN_CONSTANT:
        return plan->child_count == 1;
    case ASSAY_PLAN_NOTHING:
    case ASSAY_PLAN_ALL:
    case ASSAY_PLAN_TERM:
    case ASSAY_PLAN_SET:
    case ASSAY_PLAN_RANGE:
        return plan->child_count == 0;
    }
    return false;
}

/* A child of PHRASE or NEAR: one term, or terms that stand for each other. */
static bool has_own_positions(const assay_plan *plan) {
    if (plan->kind == ASSAY_PLAN_TERM)
        return true;
    if (plan->kind != ASSAY_PLAN_OR && plan->kind != ASSAY_PLAN_SYNONYM)
        return false;
    for (uint32_t i = 0; i < plan->child_count; i++) {
        if (plan->children[i]->kind != ASSAY_PLAN_TERM)
            return false;
    }
    return true;
}

static assay_status check_one(const assay_plan *plan, assay_error *err) {
    if (!child_count_ok(plan))
        return assay_fail(err, ASSAY_E_USAGE, "a plan node of kind %d cannot have %u children",
                          (int)plan->kind, plan->child_count);
    if (!isfinite(plan->factor) || plan->factor < 0 || plan->wqf == 0)
        return assay_fail(err, ASSAY_E_USAGE, "a plan's weights must be finite and not negative");
    bool is_near = plan->kind == ASSAY_PLAN_PHRASE || plan->kind == ASSAY_PLAN_NEAR;
    if (is_near && plan->child_count > ASSAY_PLAN_NEAR_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "a phrase has more than %d words",
                          (int)ASSAY_PLAN_NEAR_MAX);
    for (uint32_t i = 0; is_near && i < plan->child_count; i++) {
        if (!has_own_positions(plan->children[i]))
            return assay_fail(err, ASSAY_E_USAGE, "a phrase holds terms or alternatives of terms");
    }
    for (uint32_t i = 1; i < plan->record_count; i++) {
        if (plan->records[i - 1] >= plan->records[i])
            return assay_fail(err, ASSAY_E_USAGE, "a plan's set of records must ascend");
    }
    if (plan->is_double && (isnan(plan->low) || isnan(plan->high)))
        return assay_fail(err, ASSAY_E_USAGE, "a plan's range must have numbers as ends");
    return ASSAY_OK;
}

static assay_status check_tree(const assay_plan *plan, uint32_t *nodes, unsigned depth,
                               assay_error *err) {
    if (depth > ASSAY_PLAN_DEPTH_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "the query nests deeper than %d",
                          (int)ASSAY_PLAN_DEPTH_MAX);
    if (++*nodes > ASSAY_PLAN_NODES_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "the query has more than %d parts",
                          (int)ASSAY_PLAN_NODES_MAX);
    ASSAY_TRY(check_one(plan, err));
    for (uint32_t i = 0; i < plan->child_count; i++)
        ASSAY_TRY(check_tree(plan->children[i], nodes, depth + 1, err));
    return ASSAY_OK;
}

assay_status assay_plan_check(const assay_plan *plan, assay_error *err) {
    uint32_t nodes = 0;
    return plan != NULL ? check_tree(plan, &nodes, 1, err) : assay_fail_memory(err);
}
