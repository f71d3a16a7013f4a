/* The fast evaluation: leaves out what provably cannot be among the k best, see pruner.h. */
#include "ranking/retrieval/pruner.h"

#include <stdlib.h>

enum {
    ROOM = ASSAY_RANGE_SIZE + 2 * ASSAY_KERNEL_SLACK,
    SLOTS = 8,       /* blocks of positions of a term kept open, */
    SLOTS_TERMS = 16 /* unless the plan has more terms than these */
};

/* ---- scratch ---- */

void assay_pruner_free(assay_pruner *p) {
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->block_count; i++)
        assay_lazy_positions_done(&p->blocks[i]);
    free(p->blocks);
    free(p->sums);
    free(p->ids);
    free(p->id_bounds);
    free(p->batch);
    free(p->batch_bounds);
    free(p->found);
    free(p->which);
    free(p->scores);
    free(p->parts);
    free(p->hits);
    free(p->has);
    free(p->codes);
    free(p->places);
    free(p->counts);
    free(p->zero_codes);
    assay_pool_done(&p->pool);
    assay_arena_done(&p->part_arena);
    assay_arena_done(&p->range_arena);
    free(p);
}

static assay_status pruner_new(assay_pruner **out, assay_error *err) {
    assay_pruner *p = calloc(1, sizeof *p);
    if (p == NULL)
        return assay_fail_memory(err);
    assay_arena_init(&p->part_arena);
    assay_arena_init(&p->range_arena);
    p->sums = calloc(ROOM, sizeof *p->sums);
    p->ids = calloc(ROOM, sizeof *p->ids);
    p->id_bounds = calloc(ROOM, sizeof *p->id_bounds);
    p->zero_codes = calloc(ROOM, 1);
    p->batch = calloc(ROOM, sizeof *p->batch);
    p->batch_bounds = calloc(ROOM, sizeof *p->batch_bounds);
    p->found = calloc(ROOM, sizeof *p->found);
    p->which = calloc(ROOM, sizeof *p->which);
    p->scores = calloc(ASSAY_PRUNER_BATCH, sizeof *p->scores);
    p->parts = calloc(ASSAY_PRUNER_BATCH, sizeof *p->parts);
    p->hits = calloc(ASSAY_PRUNER_BATCH, sizeof *p->hits);
    p->has = calloc(ROOM, sizeof *p->has);
    p->codes = calloc(ASSAY_PRUNER_BATCH, sizeof *p->codes);
    p->places = calloc(ROOM, sizeof *p->places);
    p->counts = calloc(ASSAY_PRUNER_BATCH, sizeof *p->counts);
    if (p->sums == NULL || p->ids == NULL || p->id_bounds == NULL || p->zero_codes == NULL ||
        p->batch == NULL || p->batch_bounds == NULL || p->found == NULL || p->which == NULL ||
        p->scores == NULL || p->parts == NULL || p->hits == NULL || p->has == NULL ||
        p->codes == NULL || p->places == NULL || p->counts == NULL) {
        assay_pruner_free(p);
        return assay_fail_memory(err);
    }
    *out = p;
    return ASSAY_OK;
}

/* Blocks of positions of each term, kept from query to query for their memory. */
static assay_status reserve_blocks(assay_pruner *p, size_t terms) {
    p->block_slots = terms <= SLOTS_TERMS ? SLOTS : 1;
    size_t count = terms * p->block_slots;
    if (count <= p->block_count)
        return ASSAY_OK;
    assay_lazy_positions *blocks =
        count <= SIZE_MAX / sizeof *blocks ? realloc(p->blocks, count * sizeof *blocks) : NULL;
    if (blocks == NULL)
        return assay_fail_memory(p->err);
    memset(blocks + p->block_count, 0, (count - p->block_count) * sizeof *blocks);
    p->blocks = blocks;
    p->block_count = count;
    return ASSAY_OK;
}

/* ---- parts ---- */

static assay_status read_positions(assay_positions *out, assay_record_view *view, uint32_t t,
                                   assay_error *err) {
    assay_pruner *p = view->owner;
    return assay_range_list_positions(out, &p->lists[t], &p->blocks[(size_t)t * p->block_slots],
                                      p->block_slots, p->ranks[t], (uint16_t)view->local, err);
}

static assay_status begin_query(assay_pruner *p, assay_evaluation *evaluation) {
    const assay_program *program = &evaluation->program;
    assay_arena *arena = &evaluation->evaluator->arena;
    p->evaluation = evaluation;
    p->program = program;
    p->kernels = assay_kernels_get();
    p->err = evaluation->err;
    p->shape = (assay_shape){0};
    p->count = 0;
    size_t n = program->term_count;
    p->terms = assay_arena_calloc(arena, n, sizeof *p->terms);
    p->bounds = assay_arena_calloc(arena, n, sizeof *p->bounds);
    p->handled = assay_arena_calloc(arena, n, sizeof *p->handled);
    p->wdf = assay_arena_calloc(arena, n, sizeof *p->wdf);
    p->ranks = assay_arena_calloc(arena, n, sizeof *p->ranks);
    p->present = assay_arena_calloc(arena, n, sizeof *p->present);
    p->whole = assay_arena_calloc(arena, program->node_count, sizeof *p->whole);
    if (p->terms == NULL || p->bounds == NULL || p->handled == NULL || p->wdf == NULL ||
        p->ranks == NULL || p->present == NULL || p->whole == NULL)
        return assay_fail_memory(p->err);
    p->view = (assay_record_view){.program = program,
                                  .wdf = p->wdf,
                                  .present = p->present,
                                  .positions = read_positions,
                                  .owner = p,
                                  .arena = &evaluation->evaluator->positions};
    p->leaf_places = NULL;
    p->leaf_counts = NULL;
    p->near_read = p->near_fit = 0;
    p->warm = false;
    p->pooled = false;
    p->pool.count = p->pool.range_count = 0;
    return program->has_positions ? reserve_blocks(p, n) : ASSAY_OK;
}

static assay_status open_part(assay_pruner *p, size_t part) {
    const assay_program *program = p->program;
    assay_arena_reset(&p->part_arena);
    p->part = part;
    p->segment = program->snapshot->parts[part].segment;
    p->dead = assay_snapshot_dead(program->snapshot, part);
    p->view.part = part;
    const assay_format_footer *footer = assay_segment_footer(p->segment);
    p->records = footer->records;
    p->ranges = assay_footer_ranges(footer);
    memset(p->whole, 0, program->node_count * sizeof *p->whole);
    for (size_t i = 0; i < p->block_count; i++)
        p->blocks[i].key = 0;
    for (uint32_t t = 0; t < program->term_count; t++) {
        const assay_segment_term *found = &program->terms[t].found[part];
        p->terms[t].open = found->df != 0;
        if (found->df != 0)
            ASSAY_TRY(assay_term_list_open(&p->terms[t].list, &p->part_arena, p->kernels,
                                           p->segment, found, p->evaluation->statistics, p->err));
    }
    return ASSAY_OK;
}

static assay_status open_range(assay_pruner *p, uint32_t range) {
    if (p->pool.range_count == 0)
        assay_arena_reset(&p->range_arena);
    p->lists = assay_arena_alloc(&p->range_arena, p->program->term_count * sizeof *p->lists);
    if (p->lists == NULL)
        return assay_fail_memory(p->err);
    p->range = range;
    p->filter_made = false;
    p->handled_count = 0;
    p->record_lengths = NULL;
    p->filter = NULL;
    for (uint32_t t = 0; t < p->program->term_count; t++) {
        p->lists[t].kind = ASSAY_IN_RANGE_ABSENT;
        p->lists[t].count = 0;
        if (p->terms[t].open)
            ASSAY_TRY(assay_range_list_open(&p->lists[t], &p->terms[t].list, range, &p->range_arena,
                                            p->err));
    }
    return ASSAY_OK;
}

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
        ASSAY_TRY(open_part(p, part));
        for (uint32_t range = 0; range < p->ranges; range++) {
            ASSAY_TRY(assay_evaluation_check(p->evaluation));
            ASSAY_TRY(open_range(p, range));
            ASSAY_TRY(count_range(count, list, p, index));
        }
    }
    return ASSAY_OK;
}

static assay_status get_pruner(assay_pruner **out, assay_evaluation *evaluation) {
    assay_evaluator *evaluator = evaluation->evaluator;
    if (evaluator->pruner == NULL)
        ASSAY_TRY(pruner_new(&evaluator->pruner, evaluation->err));
    *out = evaluator->pruner;
    return begin_query(*out, evaluation);
}

assay_status assay_evaluate_subtree(assay_evaluation *evaluation, uint32_t index, uint64_t *count,
                                    assay_record_list *list) {
    assay_pruner *p;
    ASSAY_TRY(get_pruner(&p, evaluation));
    return count_subtree(p, index, count, list);
}

/* ---- bounds ---- */

static void make_tables(assay_pruner *p) {
    const assay_format_footer *footer = assay_segment_footer(p->segment);
    if (!assay_bm25_lengths_fit(&p->lengths, &p->program->bm25, footer)) {
        assay_bm25_lengths_make(&p->lengths, &p->program->bm25, footer);
        assay_pool_forget(p);
    }
    for (uint32_t i = 0; i < p->shape.list_count; i++) {
        uint32_t t = p->shape.lists[i];
        assay_pruner_term *term = &p->terms[t];
        if (!term->open)
            continue;
        const assay_shape_term *shape = &p->shape.terms[t];
        assay_bm25_table(term->table, &p->lengths, term->list.ranked ? shape->weight : 0,
                         term->list.max_wdf, p->shape.scale);
        uint32_t flat = shape->flat > 0 ? assay_bm25_up(shape->flat, p->shape.scale) : 0;
        for (unsigned code = 0; flat != 0 && code < 256; code++) {
            uint32_t sum = term->table[code] + flat;
            term->table[code] = (uint16_t)(sum < 65535 ? sum : 65535);
        }
        memcpy(term->column_table, term->table, sizeof term->table);
        term->column_table[0] = 0;
    }
}

static uint32_t best_code(const uint16_t table[256], const uint8_t *codes, uint32_t n) {
    uint32_t best = 0;
    for (uint32_t i = 0; i < n; i++)
        best = table[codes[i]] > best ? table[codes[i]] : best;
    return best;
}

/* The best bound of a list within the postings of a range. */
static uint32_t bound_of_slice(const assay_pruner_term *term, uint32_t first, uint32_t n) {
    if (n == 0)
        return 0;
    return term->list.codes != NULL ? best_code(term->table, term->list.codes + first, n)
                                    : term->table[0];
}

static uint32_t bound_of_entry(const assay_pruner_term *term, uint32_t i) {
    return term->list.ranked
               ? best_code(term->table, assay_ranged_entry(&term->list.ranged, i).bound, 4)
               : term->table[0];
}

static uint32_t bound_in_range(const assay_pruner_term *term, const assay_range_list *list) {
    if (list->kind == ASSAY_IN_RANGE_ABSENT)
        return 0;
    return term->list.kind == ASSAY_LIST_RANGED ? bound_of_entry(term, list->entry)
                                                : bound_of_slice(term, list->first, list->count);
}

/* Adds each range's best bound of the term to sums. */
static void add_range_bounds(uint64_t *sums, const assay_pruner *p, const assay_pruner_term *term) {
    if (term->list.kind == ASSAY_LIST_RANGED) {
        for (uint32_t i = 0; i < term->list.ranged.range_count; i++)
            sums[assay_ranged_entry(&term->list.ranged, i).range] += bound_of_entry(term, i);
        return;
    }
    const uint32_t *slice = term->list.slice;
    for (uint32_t r = 0; r < p->ranges; r++)
        sums[r] += bound_of_slice(term, slice[r], slice[r + 1] - slice[r]);
}

/* ---- a threshold before the first posting ---- */

/* A score that at least k live records reach by this term alone; 0 when nothing is known. */
static double prime_of(const assay_pruner *p, uint32_t t, uint64_t k) {
    const assay_pruner_term *term = &p->terms[t];
    const uint8_t *kth = NULL;
    if (term->open && term->list.ranked && term->list.kind == ASSAY_LIST_SPARSE)
        kth = term->list.sparse.kth;
    if (term->open && term->list.ranked && term->list.kind == ASSAY_LIST_RANGED)
        kth = term->list.ranged.kth;
    if (kth == NULL)
        return 0;
    const assay_tombstones *tombstones = p->program->snapshot->parts[p->part].tombstones;
    if (tombstones != NULL) {
        uint32_t df = 0;
        uint64_t cf = 0;
        assay_tombstones_correction(&df, &cf, tombstones, term->list.term->ordinal);
        k += df; /* all of the dead may be among the best */
    }
    static const uint32_t levels[ASSAY_KTH_COUNT] = {10, 100, 1000};
    for (unsigned i = 0; i < ASSAY_KTH_COUNT && levels[i] <= term->list.term->df;
         i++, kth += ASSAY_KTH_CODES) {
        if (levels[i] < k)
            continue;
        double best = 0;
        for (unsigned c = 0; c < ASSAY_KTH_CODES; c++) {
            double score =
                kth[c] == ASSAY_KTH_UNUSED
                    ? 0
                    : assay_bm25_code_worst(&p->lengths, p->shape.terms[t].prime, kth[c]);
            best = score > best ? score : best;
        }
        return best * (1 - 1e-9);
    }
    return 0;
}

static void prime(assay_pruner *p) {
    assay_topk *topk = &p->evaluation->evaluator->topk;
    for (uint32_t i = 0; i < p->shape.list_count && topk->k != 0; i++) {
        uint32_t t = p->shape.lists[i];
        if (p->shape.terms[t].prime <= 0)
            continue;
        double floor = prime_of(p, t, topk->k);
        topk->floor = floor > topk->floor ? floor : topk->floor;
    }
    if (p->evaluation->statistics->prime < topk->floor)
        p->evaluation->statistics->prime = topk->floor;
}

/* ---- ranges by descending bound ---- */

typedef struct {
    uint64_t bound;
    uint32_t range;
} bounded_range;

static int by_bound(const void *a, const void *b) {
    const bounded_range *x = a, *y = b;
    if (x->bound != y->bound)
        return x->bound > y->bound ? -1 : 1;
    return x->range < y->range ? -1 : x->range > y->range;
}

static assay_status order_ranges(bounded_range **out, assay_pruner *p) {
    uint64_t *sums = assay_arena_calloc(&p->part_arena, p->ranges, sizeof *sums);
    bounded_range *order = assay_arena_alloc(&p->part_arena, p->ranges * sizeof *order);
    if (sums == NULL || order == NULL)
        return assay_fail_memory(p->err);
    for (uint32_t i = 0; i < p->shape.list_count; i++) {
        const assay_pruner_term *term = &p->terms[p->shape.lists[i]];
        if (term->open)
            add_range_bounds(sums, p, term);
    }
    uint32_t constant =
        p->shape.constant > 0 ? assay_bm25_up(p->shape.constant, p->shape.scale) : 0;
    for (uint32_t r = 0; r < p->ranges; r++)
        order[r] = (bounded_range){sums[r] + constant, r};
    qsort(order, p->ranges, sizeof *order, by_bound);
    *out = order;
    return ASSAY_OK;
}

static void prefetch_range(assay_pruner *p, const bounded_range *order, uint32_t i) {
    for (uint32_t t = 0; i < p->ranges && t < p->program->term_count; t++)
        if (p->terms[t].open)
            assay_term_list_prefetch(&p->terms[t].list, order[i].range);
}

static assay_status visit_range(assay_pruner *p, bounded_range at, bool count) {
    assay_evaluate_statistics *statistics = p->evaluation->statistics;
    bool may_enter = p->evaluation->options.k != 0 && at.bound >= assay_pruner_need(p);
    statistics->ranges_skipped += !may_enter;
    if (!may_enter && !count)
        return ASSAY_OK;
    ASSAY_TRY(assay_evaluation_check(p->evaluation));
    ASSAY_TRY(open_range(p, at.range));
    if (count)
        ASSAY_TRY(count_range(&p->evaluation->matches, NULL, p, 0));
    if (!may_enter)
        return ASSAY_OK;
    for (uint32_t i = 0; i < p->shape.list_count; i++) {
        uint32_t t = p->shape.lists[i];
        p->bounds[t] = bound_in_range(&p->terms[t], &p->lists[t]);
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
        ASSAY_TRY(open_part(p, part));
        make_tables(p);
        if (p->pooled)
            assay_pool_begin_part(p);
        prime(p);
        bounded_range *order = NULL;
        ASSAY_TRY(order_ranges(&order, p));
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
    ASSAY_TRY(get_pruner(&p, evaluation));
    ASSAY_TRY(weigh_synonyms(p));
    ASSAY_TRY(
        assay_shape_make(&p->shape, &evaluation->evaluator->arena, &evaluation->program, p->err));
    limit_matches(p);
    p->pooled = assay_pool_serves(p);
    bool count = evaluation->options.count && !evaluation->matches_exact;
    assay_status status = run_parts(p, count);
    if (status != ASSAY_OK) { /* a failure may leave sums behind */
        memset(p->sums, 0, ROOM * sizeof *p->sums);
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
    *found = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t local;
        assay_status status = assay_segment_record(&local, segment, records[i], NULL);
        if (status == ASSAY_E_NOT_FOUND)
            continue;
        if (status != ASSAY_OK)
            return assay_segment_record(&local, segment, records[i], p->err);
        if (dead == NULL || !assay_tombstones_has(dead, local))
            out[(*found)++] = (given_record){local, i};
    }
    if (*found > 1)
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
        if (i == 0 || range != p->range)
            ASSAY_TRY(open_range(p, range));
        ASSAY_TRY(assay_pruner_load(p, (uint16_t)(given[i].local & (ASSAY_RANGE_SIZE - 1))));
        ASSAY_TRY(assay_match_walk(&matches, &score, &p->view, 0, p->err));
        scores[given[i].place] = matches ? score : 0;
    }
    return ASSAY_OK;
}

assay_status assay_evaluate_given(assay_evaluation *evaluation, double *scores,
                                  const uint32_t *records, size_t count) {
    assay_pruner *p;
    ASSAY_TRY(get_pruner(&p, evaluation));
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
        ASSAY_TRY(open_part(p, part));
        ASSAY_TRY(score_given(scores, p, given, found));
    }
    return ASSAY_OK;
}
