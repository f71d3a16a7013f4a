#include "ranking/retrieval/shape.h"

/* Bounds are u16; this many units stand for the greatest score there can be, the rest is room for
 * rounding up (ASSAY_PRUNER_MANY_LISTS). */
static const double UNITS = 60000;

typedef struct {
    const assay_program *program;
    const assay_program_node *nodes;
    assay_shape *shape;
} shaper;

static uint32_t first_child(uint32_t index) {
    return index + 1;
}

/* ---- bounds ---- */

/* The term with the least df that every match of the subtree has; ASSAY_MAP_NONE when there is none. */
static uint32_t rarest_needed(const shaper *s, uint32_t index) {
    const assay_program_node *node = &s->nodes[index];
    uint32_t best = ASSAY_MAP_NONE;
    switch (node->kind) {
    case ASSAY_PLAN_TERM:
        return node->term;
    case ASSAY_PLAN_AND:
    case ASSAY_PLAN_FILTER:
    case ASSAY_PLAN_PHRASE:
    case ASSAY_PLAN_NEAR:
        for (uint32_t i = first_child(index); i < node->next; i = s->nodes[i].next) {
            uint32_t term = rarest_needed(s, i);
            if (term != ASSAY_MAP_NONE &&
                (best == ASSAY_MAP_NONE || s->program->terms[term].df < s->program->terms[best].df))
                best = term;
        }
        return best;
    case ASSAY_PLAN_OR:
    case ASSAY_PLAN_SYNONYM:
        return node->plan->child_count == 1 ? rarest_needed(s, first_child(index)) : ASSAY_MAP_NONE;
    case ASSAY_PLAN_AND_MAYBE:
    case ASSAY_PLAN_AND_NOT:
    case ASSAY_PLAN_SCALE:
    case ASSAY_PLAN_CONSTANT:
        return rarest_needed(s, first_child(index));
    default:
        return ASSAY_MAP_NONE;
    }
}

/* Puts `amount` on terms so that every match of the subtree has one of them; false when it cannot. */
static bool spread(shaper *s, uint32_t index, double amount) {
    const assay_program_node *node = &s->nodes[index];
    uint32_t needed = rarest_needed(s, index);
    if (needed != ASSAY_MAP_NONE) {
        s->shape->terms[needed].flat += amount;
        return true;
    }
    if (node->kind != ASSAY_PLAN_OR && node->kind != ASSAY_PLAN_SYNONYM)
        return false;
    for (uint32_t i = first_child(index); i < node->next; i = s->nodes[i].next) {
        if (rarest_needed(s, i) == ASSAY_MAP_NONE)
            return false;
    }
    for (uint32_t i = first_child(index); i < node->next; i = s->nodes[i].next)
        s->shape->terms[rarest_needed(s, i)].flat += amount;
    return true;
}

static double sum_of_weights(const shaper *s, uint32_t index) {
    double sum = 0;
    for (uint32_t i = index; i < s->nodes[index].next; i++)
        sum += s->nodes[i].scored ? s->nodes[i].weight : 0;
    return sum;
}

static void bound_leaf(shaper *s, uint32_t index) {
    const assay_program_node *node = &s->nodes[index];
    if (node->kind == ASSAY_PLAN_TERM) {
        s->shape->terms[node->term].weight += node->weight;
    } else if (node->kind == ASSAY_PLAN_SYNONYM) {
        for (uint32_t i = index + 1; i < node->next; i++) {
            if (s->nodes[i].kind == ASSAY_PLAN_TERM)
                s->shape->terms[s->nodes[i].term].weight += node->weight;
        }
    } else if (!spread(s, first_child(index), node->weight)) {
        s->shape->constant += node->weight;
    }
}

/* Bounds of all scored leaves from index to end; optional phrases and conjunctions go to their rarest
 * word whole. */
static void bound_subtree(shaper *s, uint32_t index, bool optional) {
    const assay_program_node *node = &s->nodes[index];
    if (node->scored) {
        bound_leaf(s, index);
        return;
    }
    bool joint = node->kind == ASSAY_PLAN_AND || node->kind == ASSAY_PLAN_PHRASE ||
                 node->kind == ASSAY_PLAN_NEAR;
    if (optional && joint && spread(s, index, sum_of_weights(s, index)))
        return;
    uint32_t place = 0;
    for (uint32_t i = first_child(index); i < node->next; i = s->nodes[i].next, place++) {
        bool maybe = node->kind == ASSAY_PLAN_AND_MAYBE && place != 0;
        bool passes = node->kind == ASSAY_PLAN_SCALE || node->kind == ASSAY_PLAN_OR;
        bound_subtree(s, i, maybe || (passes && optional));
    }
}

/* ---- what a match must have ---- */

static void require_term(shaper *s, uint32_t term) {
    if (!s->shape->terms[term].required)
        s->shape->required_count++;
    s->shape->terms[term].required = true;
}

static void add_filter(shaper *s, uint32_t index, bool negative) {
    assay_plan_kind kind = s->nodes[index].kind;
    bool whole = kind == ASSAY_PLAN_SET || kind == ASSAY_PLAN_RANGE;
    s->shape->filters[s->shape->filter_count++] = (assay_shape_filter){index, negative, whole};
}

static void require(shaper *s, uint32_t index) {
    const assay_program_node *node = &s->nodes[index];
    uint32_t i = first_child(index);
    switch (node->kind) {
    case ASSAY_PLAN_ALL:
        return;
    case ASSAY_PLAN_TERM:
        require_term(s, node->term);
        return;
    case ASSAY_PLAN_AND:
    case ASSAY_PLAN_FILTER:
    case ASSAY_PLAN_PHRASE:
    case ASSAY_PLAN_NEAR:
        if (node->plan->child_count == 0)
            add_filter(s, index, false);
        for (; i < node->next; i = s->nodes[i].next)
            require(s, i);
        return;
    case ASSAY_PLAN_AND_NOT:
        require(s, i);
        for (i = s->nodes[i].next; i < node->next; i = s->nodes[i].next)
            add_filter(s, i, true);
        return;
    case ASSAY_PLAN_AND_MAYBE:
    case ASSAY_PLAN_SCALE:
    case ASSAY_PLAN_CONSTANT:
        require(s, i);
        return;
    case ASSAY_PLAN_OR:
    case ASSAY_PLAN_SYNONYM:
        if (node->plan->child_count == 1) {
            require(s, i);
            return;
        }
        break;
    default:
        break;
    }
    add_filter(s, index, false);
}

/* Whether the subtree matches exactly the records that have one of its terms; marks them when so. */
static bool is_pure(const shaper *s, uint32_t index, bool mark) {
    const assay_program_node *node = &s->nodes[index];
    uint32_t i = first_child(index);
    switch (node->kind) {
    case ASSAY_PLAN_TERM:
        if (mark) {
            s->shape->terms[node->term].generates = true;
            s->shape->terms[node->term].prime += node->scored ? node->weight : 0;
        }
        return true;
    case ASSAY_PLAN_OR:
    case ASSAY_PLAN_SYNONYM:
        for (; i < node->next; i = s->nodes[i].next) {
            if (!is_pure(s, i, mark))
                return false;
        }
        return true;
    case ASSAY_PLAN_AND:
    case ASSAY_PLAN_FILTER:
    case ASSAY_PLAN_AND_NOT:
    case ASSAY_PLAN_PHRASE:
    case ASSAY_PLAN_NEAR:
        return node->plan->child_count == 1 && !assay_plan_reads_positions(node->plan) &&
               is_pure(s, i, mark);
    case ASSAY_PLAN_SCALE:
    case ASSAY_PLAN_CONSTANT:
    case ASSAY_PLAN_AND_MAYBE:
        return is_pure(s, i, mark);
    default:
        return false;
    }
}

/* ---- flat plans ---- */

static bool looks_at_positions(const shaper *s, uint32_t index) {
    for (uint32_t i = index; i < s->nodes[index].next; i++) {
        if (assay_plan_reads_positions(s->nodes[i].plan))
            return true;
    }
    return false;
}

/* A PHRASE or NEAR of scored terms is an AND whose positions are looked at afterwards. */
static bool collect_near(shaper *s, uint32_t index) {
    const assay_program_node *node = &s->nodes[index];
    for (uint32_t i = first_child(index); i < node->next; i = s->nodes[i].next) {
        if (s->nodes[i].kind != ASSAY_PLAN_TERM)
            return false;
    }
    if (assay_plan_reads_positions(node->plan))
        s->shape->nears[s->shape->near_count++] = index;
    return true;
}

/* Collects the leaves of a subtree of one kind of node, OR or AND, and factors. */
static bool collect_leaves(shaper *s, uint32_t index, assay_plan_kind joint) {
    const assay_program_node *node = &s->nodes[index];
    if (node->kind == ASSAY_PLAN_TERM) {
        s->shape->leaves[s->shape->leaf_count++] =
            (assay_shape_leaf){node->term, node->scored ? node->weight : 0};
        return true;
    }
    bool near = joint == ASSAY_PLAN_AND &&
                (node->kind == ASSAY_PLAN_PHRASE || node->kind == ASSAY_PLAN_NEAR);
    if (node->plan->child_count == 0 ||
        (node->kind != joint && node->kind != ASSAY_PLAN_SCALE && !near) ||
        (near && !collect_near(s, index)))
        return false;
    for (uint32_t i = first_child(index); i < node->next; i = s->nodes[i].next) {
        if (!collect_leaves(s, i, joint))
            return false;
    }
    return true;
}

static void find_flat(shaper *s) {
    assay_shape *shape = s->shape;
    uint32_t index = 0;
    for (;; index = first_child(index)) {
        assay_plan_kind kind = s->nodes[index].kind;
        if (kind == ASSAY_PLAN_FILTER || kind == ASSAY_PLAN_AND_NOT)
            shape->flat_filtered |= s->nodes[index].plan->child_count > 1;
        else if (kind != ASSAY_PLAN_SCALE)
            break;
        for (uint32_t i = s->nodes[index + 1].next; i < s->nodes[index].next;
             i = s->nodes[i].next) {
            if (looks_at_positions(s, i))
                return;
        }
    }
    if (collect_leaves(s, index, ASSAY_PLAN_OR)) {
        shape->flat = ASSAY_FLAT_ANY;
        return;
    }
    shape->leaf_count = 0;
    if (collect_leaves(s, index, ASSAY_PLAN_AND) &&
        (shape->near_count == 0 || shape->leaf_count <= ASSAY_SHAPE_NEAR_LEAVES))
        shape->flat = ASSAY_FLAT_ALL;
}

/* ---- all of it ---- */

static void collect_lists(assay_shape *shape, uint32_t term_count) {
    double sum = shape->constant;
    for (uint32_t t = 0; t < term_count; t++) {
        assay_shape_term *term = &shape->terms[t];
        sum += term->weight + term->flat;
        term->listed = term->weight > 0 || term->flat > 0 || term->generates || term->required;
        if (term->listed)
            shape->lists[shape->list_count++] = t;
    }
    shape->scale = sum > 0 ? UNITS / sum : 1;
}

assay_status assay_shape_make(assay_shape *out, assay_arena *arena, const assay_program *program,
                              assay_error *err) {
    assay_shape shape = {0};
    shape.terms = assay_arena_calloc(arena, program->term_count, sizeof *shape.terms);
    shape.lists = assay_arena_calloc(arena, program->term_count, sizeof *shape.lists);
    shape.filters = assay_arena_calloc(arena, program->node_count, sizeof *shape.filters);
    shape.leaves = assay_arena_calloc(arena, program->node_count, sizeof *shape.leaves);
    shape.nears = assay_arena_calloc(arena, program->node_count, sizeof *shape.nears);
    if (shape.nears == NULL || shape.leaves == NULL || shape.terms == NULL || shape.lists == NULL ||
        shape.filters == NULL)
        return assay_fail_memory(err);
    shaper s = {program, program->nodes, &shape};
    bound_subtree(&s, 0, false);
    require(&s, 0);
    shape.pure = is_pure(&s, 0, false);
    if (shape.pure)
        (void)is_pure(&s, 0, true);
    find_flat(&s);
    collect_lists(&shape, program->term_count);
    *out = shape;
    return ASSAY_OK;
}
