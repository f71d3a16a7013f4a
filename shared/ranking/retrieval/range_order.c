/* What a term, a range and a part can score at most, and what is sure before the first posting. */
#include "ranking/retrieval/pruner.h"

#include <stdlib.h>

/* ---- bounds ---- */

void assay_pruner_make_tables(assay_pruner *p) {
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

/* The best bound of a list within the postings of a range. */
static uint32_t bound_of_slice(const assay_pruner_term *term, uint32_t first, uint32_t n) {
    if (n == 0)
        return 0;
    return term->list.codes != NULL
               ? assay_pruner_best_code(term->table, term->list.codes + first, n)
               : term->table[0];
}

static uint32_t bound_of_entry(const assay_pruner_term *term, uint32_t i) {
    return term->list.ranked ? assay_pruner_best_code(
                                   term->table, assay_ranged_entry(&term->list.ranged, i).bound, 4)
                             : term->table[0];
}

uint32_t assay_pruner_bound(const assay_pruner *p, uint32_t t) {
    const assay_pruner_term *term = &p->terms[t];
    const assay_range_list *list = &p->lists[t];
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

void assay_pruner_prime(assay_pruner *p) {
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

static int by_bound(const void *a, const void *b) {
    const assay_bounded_range *x = a, *y = b;
    if (x->bound != y->bound)
        return x->bound > y->bound ? -1 : 1;
    return x->range < y->range ? -1 : x->range > y->range;
}

assay_status assay_pruner_order(assay_bounded_range **out, assay_pruner *p) {
    uint64_t *sums = assay_arena_calloc(&p->part_arena, p->ranges, sizeof *sums);
    assay_bounded_range *order = assay_arena_alloc(&p->part_arena, p->ranges * sizeof *order);
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
        order[r] = (assay_bounded_range){sums[r] + constant, r};
    qsort(order, p->ranges, sizeof *order, by_bound);
    *out = order;
    return ASSAY_OK;
}
