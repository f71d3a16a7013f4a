#include "ranking/retrieval/pruner.h"

enum { WORDS = ASSAY_RANGE_WORDS };

static uint64_t *new_bits(assay_pruner *p) {
    return assay_arena_alloc(&p->range_arena, WORDS * sizeof(uint64_t));
}

/* Each child's bits combined with the first's. */
static assay_status fold(uint64_t *bits, assay_pruner *p, uint32_t index, bool optimistic,
                         void (*with)(uint64_t *, const uint64_t *, size_t)) {
    const assay_program_node *nodes = p->program->nodes;
    uint64_t *other = NULL;
    memset(bits, 0, WORDS * sizeof *bits);
    for (uint32_t i = index + 1; i < nodes[index].next; i = nodes[i].next) {
        if (i == index + 1) {
            ASSAY_TRY(assay_range_bits(bits, p, i, optimistic));
            continue;
        }
        if (other == NULL && (other = new_bits(p)) == NULL)
            return assay_fail_memory(p->err);
        ASSAY_TRY(assay_range_bits(other, p, i, optimistic));
        with(bits, other, WORDS);
    }
    return ASSAY_OK;
}

/* Takes out what the later children match. An optimistic set must not lose a match to a phrase whose
 * positions nobody read: children that look at positions take out nothing. */
static assay_status take_out(uint64_t *bits, assay_pruner *p, uint32_t index, bool optimistic) {
    const assay_program_node *nodes = p->program->nodes;
    ASSAY_TRY(assay_range_bits(bits, p, index + 1, optimistic));
    uint64_t *other = new_bits(p);
    if (other == NULL)
        return assay_fail_memory(p->err);
    for (uint32_t i = nodes[index + 1].next; i < nodes[index].next; i = nodes[i].next) {
        if (optimistic && assay_pruner_unsure(p, i))
            continue;
        ASSAY_TRY(assay_range_bits(other, p, i, false));
        p->kernels->set_andnot(bits, other, WORDS);
    }
    return ASSAY_OK;
}

/* Of the records that have all words, those whose positions fit. */
static assay_status check_positions(uint64_t *bits, assay_pruner *p, uint32_t index) {
    p->view.mode = ASSAY_MATCH_EXACT;
    for (uint32_t w = 0; w < WORDS; w++) {
        for (uint64_t word = bits[w]; word != 0; word &= word - 1) {
            uint32_t local = 64 * w + (uint32_t)__builtin_ctzll(word);
            bool matches;
            double score = 0;
            ASSAY_TRY(assay_pruner_load(p, (uint16_t)local));
            ASSAY_TRY(assay_match_walk(&matches, &score, &p->view, index, p->err));
            if (!matches)
                bits[w] &= ~(UINT64_C(1) << (local % 64));
        }
        ASSAY_TRY(w % 64 == 0 ? assay_evaluation_check(p->evaluation) : ASSAY_OK);
    }
    return ASSAY_OK;
}

/* ---- sets known for a whole part ---- */

static assay_status set_whole(uint64_t *bits, assay_pruner *p, const assay_plan *plan) {
    for (uint32_t i = 0; i < plan->record_count; i++) {
        uint32_t local;
        assay_status status = assay_segment_record(&local, p->segment, plan->records[i], p->err);
        if (status == ASSAY_E_NOT_FOUND)
            continue;
        ASSAY_TRY(status);
        bits[local / 64] |= UINT64_C(1) << (local % 64);
    }
    return ASSAY_OK;
}

static assay_status range_whole(uint64_t *bits, assay_pruner *p, const assay_program_node *node,
                                size_t words) {
    const assay_plan *plan = node->plan;
    const assay_column *column = &node->columns[p->part];
    bool has = node->has_column[p->part];
    if (plan->missing && has) {
        double inf = __builtin_inf();
        if (plan->is_double)
            ASSAY_TRY(assay_column_select_double(bits, column, -inf, inf, p->err));
        else
            ASSAY_TRY(assay_column_select_i64(bits, column, INT64_MIN, INT64_MAX, p->err));
    }
    if (plan->missing) {
        for (size_t w = 0; w < words; w++)
            bits[w] = ~bits[w];
    }
    if (!has)
        return ASSAY_OK;
    return plan->is_double ? assay_column_select_double(bits, column, plan->low, plan->high, p->err)
                           : assay_column_select_i64(bits, column, plan->min, plan->max, p->err);
}

/* The range's part of a SET's or RANGE's bits, made once per part. */
static assay_status whole_bits(uint64_t *bits, assay_pruner *p, uint32_t index) {
    const assay_program_node *node = &p->program->nodes[index];
    if (p->whole[index] == NULL) {
        size_t words = (size_t)p->ranges * WORDS + 1;
        uint64_t *made = assay_arena_calloc(&p->part_arena, words, sizeof *made);
        if (made == NULL)
            return assay_fail_memory(p->err);
        if (node->kind == ASSAY_PLAN_SET)
            ASSAY_TRY(set_whole(made, p, node->plan));
        else
            ASSAY_TRY(range_whole(made, p, node, words));
        p->whole[index] = made;
    }
    memcpy(bits, p->whole[index] + (size_t)p->range * WORDS, WORDS * sizeof *bits);
    return ASSAY_OK;
}

/* ---- any node ---- */

static assay_status term_bits(uint64_t *bits, assay_pruner *p, uint32_t term) {
    return assay_range_list_bits(bits, &p->lists[term], p->evaluation->statistics, p->err);
}

assay_status assay_range_bits(uint64_t bits[ASSAY_RANGE_WORDS], assay_pruner *p, uint32_t index,
                              bool optimistic) {
    const assay_program_node *node = &p->program->nodes[index];
    switch (node->kind) {
    case ASSAY_PLAN_NOTHING:
        memset(bits, 0, WORDS * sizeof *bits);
        return ASSAY_OK;
    case ASSAY_PLAN_ALL:
        memset(bits, 0xff, WORDS * sizeof *bits);
        return ASSAY_OK;
    case ASSAY_PLAN_TERM:
        return term_bits(bits, p, node->term);
    case ASSAY_PLAN_OR:
    case ASSAY_PLAN_SYNONYM:
        return fold(bits, p, index, optimistic, p->kernels->set_or);
    case ASSAY_PLAN_AND:
    case ASSAY_PLAN_FILTER:
        return fold(bits, p, index, optimistic, p->kernels->set_and);
    case ASSAY_PLAN_PHRASE:
    case ASSAY_PLAN_NEAR:
        ASSAY_TRY(fold(bits, p, index, optimistic, p->kernels->set_and));
        if (optimistic || !assay_plan_reads_positions(node->plan))
            return ASSAY_OK;
        assay_range_bits_live(bits, p);
        return check_positions(bits, p, index);
    case ASSAY_PLAN_AND_MAYBE:
    case ASSAY_PLAN_SCALE:
    case ASSAY_PLAN_CONSTANT:
        return assay_range_bits(bits, p, index + 1, optimistic);
    case ASSAY_PLAN_AND_NOT:
        return take_out(bits, p, index, optimistic);
    case ASSAY_PLAN_SET:
    case ASSAY_PLAN_RANGE:
        return whole_bits(bits, p, index);
    }
    return assay_fail(p->err, ASSAY_E_BUG, "a plan node of kind %d", (int)node->kind);
}

void assay_range_bits_live(uint64_t bits[ASSAY_RANGE_WORDS], const assay_pruner *p) {
    size_t first = (size_t)p->range * WORDS, all = (p->records + UINT64_C(63)) / 64;
    for (size_t w = 0; w < WORDS; w++) {
        if (first + w >= all)
            bits[w] = 0;
        else if (p->dead != NULL)
            bits[w] &= ~p->dead[first + w];
    }
    if (all - first <= WORDS && p->records % 64 != 0 && all > first)
        bits[all - 1 - first] &= (UINT64_C(1) << (p->records % 64)) - 1;
}
