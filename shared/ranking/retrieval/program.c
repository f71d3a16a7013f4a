#include "ranking/retrieval/program.h"

typedef struct {
    assay_program *program;
    assay_arena *arena;
    assay_map *map;
    size_t term_capacity;
    assay_error *err;
} maker;

/* What a child inherits. */
typedef struct {
    double factor;
    bool scored, positions;
} inherited;

static uint32_t count_nodes(const assay_plan *plan) {
    uint32_t count = 1;
    for (uint32_t i = 0; i < plan->child_count; i++)
        count += count_nodes(plan->children[i]);
    return count;
}

static assay_status find_term(uint32_t *out, maker *m, assay_span bytes) {
    assay_program *program = m->program;
    uint32_t before = assay_map_count(m->map);
    uint32_t id = assay_map_intern(m->map, bytes);
    if (id == ASSAY_MAP_NONE)
        return assay_fail_memory(m->err);
    *out = id;
    if (id < before)
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_grow(m->arena, &program->terms, &m->term_capacity, program->term_count,
                               sizeof *program->terms, m->err));
    assay_program_term *term = &program->terms[program->term_count++];
    *term = (assay_program_term){0};
    term->found = assay_arena_calloc(m->arena, program->snapshot->count, sizeof *term->found);
    if (term->found == NULL)
        return assay_fail_memory(m->err);
    return assay_snapshot_find(term->found, &term->df, program->snapshot, bytes, m->err);
}

/* Finds the column in every part; segments without it have no values. */
static assay_status find_columns(assay_program_node *node, maker *m, assay_span name,
                                 assay_column_type type) {
    const assay_snapshot *snapshot = m->program->snapshot;
    bool *has = assay_arena_calloc(m->arena, snapshot->count, sizeof *has);
    node->columns = assay_arena_calloc(m->arena, snapshot->count, sizeof *node->columns);
    node->has_column = has;
    if (has == NULL || node->columns == NULL)
        return assay_fail_memory(m->err);
    for (size_t p = 0; p < snapshot->count; p++) {
        assay_status status =
            assay_column_find(&node->columns[p], snapshot->parts[p].segment, name, m->err);
        if (status == ASSAY_E_NOT_FOUND)
            continue;
        ASSAY_TRY(status);
        if (node->columns[p].type != type)
            return assay_fail(m->err, ASSAY_E_USAGE, "column %.*s has values of another type",
                              ASSAY_SPAN_ARG(name));
        has[p] = true;
    }
    return ASSAY_OK;
}

static assay_status make_leaf(assay_program_node *node, maker *m, bool positions) {
    const assay_plan *plan = node->plan;
    if (plan->kind == ASSAY_PLAN_TERM) {
        ASSAY_TRY(find_term(&node->term, m, plan->term));
        assay_program_term *term = &m->program->terms[node->term];
        node->df = term->df; // NOLINT(clang-analyzer-core.NullDereference): found, so there
        term->wants_positions |= positions;
        if (node->scored)
            node->weight = assay_bm25_weight(&m->program->bm25, m->program->snapshot->records,
                                             node->df, plan->wqf, node->factor);
    } else if (plan->kind == ASSAY_PLAN_CONSTANT) {
        node->weight = node->factor;
    } else if (plan->kind == ASSAY_PLAN_RANGE) {
        return find_columns(node, m, plan->column,
                            plan->is_double ? ASSAY_COLUMN_DOUBLE : ASSAY_COLUMN_I64);
    } else if (plan->fields != 0 && assay_plan_reads_positions(plan)) {
        return find_columns(node, m, plan->field_column, ASSAY_COLUMN_BYTES);
    }
    return ASSAY_OK;
}

/* Whether the i-th child's score counts when its parent's does. */
static bool child_scores(const assay_plan *plan, uint32_t i) {
    switch (plan->kind) {
    case ASSAY_PLAN_SYNONYM:
    case ASSAY_PLAN_CONSTANT:
        return false;
    case ASSAY_PLAN_AND_NOT:
    case ASSAY_PLAN_FILTER:
        return i == 0;
    default:
        return true;
    }
}

static assay_status make_node(maker *m, const assay_plan *plan, inherited from) {
    assay_program *program = m->program;
    assay_program_node *node = &program->nodes[program->node_count++];
    bool is_scoring = plan->kind == ASSAY_PLAN_TERM || plan->kind == ASSAY_PLAN_SYNONYM ||
                      plan->kind == ASSAY_PLAN_CONSTANT;
    *node = (assay_program_node){.plan = plan,
                                 .kind = plan->kind,
                                 .term = ASSAY_MAP_NONE,
                                 .scored = from.scored && is_scoring,
                                 .factor = from.factor * plan->factor};
    program->has_synonym |= node->scored && plan->kind == ASSAY_PLAN_SYNONYM;
    bool positions = assay_plan_reads_positions(plan);
    program->has_positions |= positions;
    ASSAY_TRY(make_leaf(node, m, from.positions));
    for (uint32_t i = 0; i < plan->child_count; i++) {
        inherited to = {node->factor, from.scored && child_scores(plan, i),
                        positions || from.positions};
        ASSAY_TRY(make_node(m, plan->children[i], to));
    }
    node->next = program->node_count;
    return ASSAY_OK;
}

static assay_status make_nodes(assay_program *out, maker *m, const assay_plan *plan) {
    assay_program *program = m->program;
    program->nodes = assay_arena_calloc(m->arena, count_nodes(plan), sizeof *program->nodes);
    if (program->nodes == NULL)
        return assay_fail_memory(m->err);
    ASSAY_TRY(make_node(m, plan, (inherited){1.0, true, false}));
    *out = *program;
    return ASSAY_OK;
}

static bool knows_terms(const assay_map *map, const assay_plan *plan) {
    bool known = plan->kind != ASSAY_PLAN_TERM || assay_map_find(map, plan->term) != ASSAY_MAP_NONE;
    for (uint32_t i = 0; known && i < plan->child_count; i++)
        known = knows_terms(map, plan->children[i]);
    return known;
}

static assay_program empty_program(const assay_snapshot *snapshot,
                                   const assay_evaluate_options *options) {
    return (assay_program){.snapshot = snapshot,
                           .bm25 = assay_bm25_make(options->k1, options->b, options->min_normlen,
                                                   snapshot->records, snapshot->total_length)};
}

assay_status assay_program_follow(assay_program *out, bool *follows, assay_arena *arena,
                                  assay_map *map, const assay_program *before,
                                  const assay_plan *plan, const assay_evaluate_options *options,
                                  assay_error *err) {
    *follows = knows_terms(map, plan);
    if (!*follows)
        return ASSAY_OK;
    assay_program program = empty_program(before->snapshot, options);
    program.terms = before->terms;
    program.term_count = before->term_count;
    maker m = {&program, arena, map, before->term_count, err};
    return make_nodes(out, &m, plan);
}

assay_status assay_program_make(assay_program *out, assay_arena *arena, assay_map *map,
                                const assay_snapshot *snapshot, const assay_plan *plan,
                                const assay_evaluate_options *options, assay_error *err) {
    assay_map_clear(map);
    assay_program program = empty_program(snapshot, options);
    maker m = {&program, arena, map, 0, err};
    return make_nodes(out, &m, plan);
}

void assay_program_weigh(assay_program *program, uint32_t index, uint64_t df) {
    assay_program_node *node = &program->nodes[index];
    node->df = df;
    node->weight = assay_bm25_weight(&program->bm25, program->snapshot->records, df,
                                     node->plan->wqf, node->factor);
}
