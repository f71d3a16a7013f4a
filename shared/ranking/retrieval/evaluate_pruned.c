/* The fast evaluation: leaves out what provably cannot be among the k best, see pruner.h. */
#include "ranking/retrieval/pruner.h"

#include <stdlib.h>

/* ---- matching records without scores ---- */

static assay_status append_records(assay_record_list *list, assay_pruner *p, const uint64_t *bits,
                                   size_t count) {
    if (list->capacity - list->count < count) {
        size_t capacity = (list->count + count) + (list->count + count) / 2;
        uint32_t *items = realloc(list->items, capacity * sizeof *items);
        if (items == NULL)
            return assay_fail_memory(p->err);
        list->items = items;
        list->capacity = capacity;
    }
    for (uint32_t w = 0; w < ASSAY_RANGE_WORDS; w++) {
        for (uint64_t word = bits[w]; word != 0; word &= word - 1) {
            uint32_t local = 64 * w + (uint32_t)__builtin_ctzll(word);
            ASSAY_TRY(assay_segment_number(&list->items[list->count], p->segment,
                                           (p->range << ASSAY_RANGE_BITS) + local, p->err));
            list->count++;
        }
    }
    return ASSAY_OK;
}

static assay_status count_range(uint64_t *count, assay_record_list *list, assay_pruner *p,
                                uint32_t index) {
    uint64_t bits[ASSAY_RANGE_WORDS];
    ASSAY_TRY(assay_range_bits(bits, p, index, false));
    assay_range_bits_live(bits, p);
    size_t own = (size_t)p->kernels->set_count(bits, ASSAY_RANGE_WORDS);
    *count += own;
    return list != NULL && own != 0 ? append_records(list, p, bits, own) : ASSAY_OK;
}

static assay_status count_subtree(assay_pruner *p, uint32_t index, uint64_t *count,
                                  assay_record_list *list) {
    *count = 0;
    for (size_t part = 0; part < p->program->snapshot->count; part++) {
        ASSAY_TRY(assay_pruner_open_part(p, part));
        for (uint32_t range = 0; range < p->ranges; range++) {
            ASSAY_TRY(assay_evaluation_check(p->evaluation));
            ASSAY_TRY(assay_pruner_open_range(p, range));
            ASSAY_TRY(count_range(count, list, p, index));
        }
    }
    return ASSAY_OK;
}

assay_status assay_evaluate_subtree(assay_evaluation *evaluation, uint32_t index, uint64_t *count,
                                    assay_record_list *list) {
    assay_pruner *p;
    ASSAY_TRY(assay_pruner_get(&p, evaluation));
    return count_subtree(p, index, count, list);
}

/* ---- ranges ---- */

static void prefetch_range(assay_pruner *p, const assay_bounded_range *order, uint32_t i) {
    for (uint32_t t = 0; i < p->ranges && t < p->program->term_count; t++)
        if (p->terms[t].open)
            assay_term_list_prefetch(&p->terms[t].list, order[i].range);
}

static assay_status visit_range(assay_pruner *p, assay_bounded_range at, bool count) {
    assay_evaluate_statistics *statistics = p->evaluation->statistics;
    bool may_enter = p->evaluation->options.k != 0 && at.bound >= assay_pruner_need(p);
    statistics->ranges_skipped += !may_enter;
    if (!may_enter && !count)
        return ASSAY_OK;
    ASSAY_TRY(assay_evaluation_check(p->evaluation));
    ASSAY_TRY(assay_pruner_open_range(p, at.range));
    if (count)
        ASSAY_TRY(count_range(&p->evaluation->matches, NULL, p, 0));
    if (!may_enter)
        return ASSAY_OK;
    for (uint32_t i = 0; i < p->shape.list_count; i++) {
        uint32_t t = p->shape.lists[i];
        p->bounds[t] = assay_pruner_bound(p, t);
    }
    return assay_pruner_range(p);
}

/* ---- the whole ---- */

static assay_status weigh_synonyms(assay_pruner *p) {
    assay_program *program = &p->evaluation->program;
    for (uint32_t i = 0; program->has_synonym && i < program->node_count; i++) {
        const assay_program_node *node = &program->nodes[i];
        if (node->kind != ASSAY_PLAN_SYNONYM || !node->scored)
            continue;
        uint64_t df = 0;
        if (node->plan->child_count == 1 && program->nodes[i + 1].kind == ASSAY_PLAN_TERM)
            df = program->nodes[i + 1].df;
        else
            ASSAY_TRY(count_subtree(p, i, &df, NULL));
        assay_program_weigh(program, i, df);
    }
    return ASSAY_OK;
}

/* What is known of the number of matches without counting. */
static void limit_matches(assay_pruner *p) {
    assay_evaluation *evaluation = p->evaluation;
    const assay_program *program = p->program;
    uint64_t most = program->snapshot->records, sum = 0;
    for (uint32_t t = 0; t < program->term_count; t++) {
        sum += p->shape.terms[t].generates ? program->terms[t].df : 0;
        evaluation->statistics->postings += p->shape.terms[t].listed ? program->terms[t].df : 0;
        if (p->shape.terms[t].required && program->terms[t].df < most)
            most = program->terms[t].df;
    }
    evaluation->at_most = p->shape.pure && sum < most ? sum : most;
    if (program->nodes[0].kind == ASSAY_PLAN_TERM) {
        evaluation->matches = evaluation->at_most = program->nodes[0].df;
        evaluation->matches_exact = true;
    }
}

static assay_status run_parts(assay_pruner *p, bool count) {
    for (size_t part = 0; part < p->program->snapshot->count; part++) {
        ASSAY_TRY(assay_pruner_open_part(p, part));
        assay_pruner_make_tables(p);
        if (p->pooled)
            assay_pool_begin_part(p);
        assay_pruner_prime(p);
        assay_bounded_range *order = NULL;
        ASSAY_TRY(assay_pruner_order(&order, p));
        prefetch_range(p, order, 0);
        for (uint32_t i = 0; i < p->ranges; i++) {
            prefetch_range(p, order, i + 1);
            ASSAY_TRY(visit_range(p, order[i], count));
            if (p->pool.range_count == ASSAY_POOL_RANGES)
                ASSAY_TRY(assay_pool_settle(p));
        }
        if (p->pool.range_count != 0)
            ASSAY_TRY(assay_pool_settle(p));
    }
    return ASSAY_OK;
}

assay_status assay_evaluate_pruned(assay_evaluation *evaluation) {
    assay_pruner *p;
    ASSAY_TRY(assay_pruner_get(&p, evaluation));
    ASSAY_TRY(weigh_synonyms(p));
    ASSAY_TRY(
        assay_shape_make(&p->shape, &evaluation->evaluator->arena, &evaluation->program, p->err));
    limit_matches(p);
    p->pooled = assay_pool_serves(p);
    bool count = evaluation->options.count && !evaluation->matches_exact;
    assay_status status = run_parts(p, count);
    if (status != ASSAY_OK) { /* a failure may leave sums behind */
        memset(p->sums, 0, ASSAY_PRUNER_ROOM * sizeof *p->sums);
        return status;
    }
    const assay_topk *topk = &evaluation->evaluator->topk;
    evaluation->statistics->scored += p->view.scored;
    evaluation->statistics->positions_read += p->view.positions_read;
    evaluation->statistics->threshold = assay_topk_threshold(topk);
    if (count) {
        evaluation->at_most = evaluation->matches;
        evaluation->matches_exact = true;
    } else if (!evaluation->matches_exact) {
        evaluation->matches = topk->count;
        evaluation->matches_exact = topk->count < topk->k && evaluation->options.floor <= 0;
        if (evaluation->matches_exact)
            evaluation->at_most = evaluation->matches;
    }
    return ASSAY_OK;
}

/* ---- records given ---- */

/* A record given: where it stands in the part, and in the caller's array. */
typedef struct {
    uint32_t local;
    size_t place;
} given_record;

static int by_local(const void *a, const void *b) {
    uint32_t x = ((const given_record *)a)->local, y = ((const given_record *)b)->local;
    return x < y ? -1 : x > y;
}

/* Those of the records that live in the part, in its order. */
static assay_status locate_given(given_record *out, size_t *found, assay_pruner *p, size_t part,
                                 const uint32_t *records, size_t count) {
    const assay_segment *segment = p->program->snapshot->parts[part].segment;
    const uint64_t *dead = assay_snapshot_dead(p->program->snapshot, part);
    bool ascend = true; /* as most often */
    *found = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t local;
        assay_status status = assay_segment_record(&local, segment, records[i], NULL);
        if (status == ASSAY_E_NOT_FOUND)
            continue;
        if (status != ASSAY_OK)
            return assay_segment_record(&local, segment, records[i], p->err);
        if (dead != NULL && assay_tombstones_has(dead, local))
            continue;
        ascend &= *found == 0 || out[*found - 1].local <= local;
        out[(*found)++] = (given_record){local, i};
    }
    if (!ascend)
        qsort(out, *found, sizeof *out, by_local);
    return ASSAY_OK;
}

static assay_status score_given(double *scores, assay_pruner *p, const given_record *given,
                                size_t count) {
    p->view.mode = ASSAY_MATCH_EXACT;
    for (size_t i = 0; i < count; i++) {
        bool matches;
        double score = 0.0;
        uint32_t range = given[i].local >> ASSAY_RANGE_BITS;
        if (!p->in_range || range != p->range)
            ASSAY_TRY(assay_pruner_open_range(p, range));
        ASSAY_TRY(assay_pruner_load(p, (uint16_t)(given[i].local & (ASSAY_RANGE_SIZE - 1))));
        ASSAY_TRY(assay_match_walk(&matches, &score, &p->view, 0, p->err));
        scores[given[i].place] = matches ? score : 0;
    }
    return ASSAY_OK;
}

assay_status assay_evaluate_given(assay_evaluation *evaluation, double *scores,
                                  const uint32_t *records, size_t count) {
    assay_pruner *p = NULL;
    if (evaluation->follows)
        ASSAY_TRY(assay_pruner_go_on(&p, evaluation));
    else
        ASSAY_TRY(assay_pruner_get(&p, evaluation));
    ASSAY_TRY(weigh_synonyms(p));
    given_record *given =
        assay_arena_calloc(&evaluation->evaluator->arena, count + 1, sizeof *given);
    if (given == NULL)
        return assay_fail_memory(p->err);
    for (size_t i = 0; i < count; i++)
        scores[i] = 0;
    for (size_t part = 0; part < p->program->snapshot->count; part++) {
        size_t found = 0;
        ASSAY_TRY(locate_given(given, &found, p, part, records, count));
        if (found == 0)
            continue;
        if (!evaluation->follows || part != p->part)
            ASSAY_TRY(assay_pruner_open_part(p, part));
        ASSAY_TRY(score_given(scores, p, given, found));
    }
    return ASSAY_OK;
}
