/* For large k the candidates of several ranges wait for each other: were each range judged by itself,
 * the first would give exact scores to as many as k of its records, the second to half as many and so
 * on, though few of them are among the k best of all. Bounds tell them apart cheaper than scores.
 *
 *   range by range: bounds only, what can enter goes into the pool; the k-th best of what the pooled
 *                   records score at least raises the threshold
 *   settle        : exact scores of the k best bounds, range by range; the k-th best of these scores
 *                   is near the last threshold; then those whose bounds still reach it */
#include "ranking/retrieval/pruner.h"

#include <stdlib.h>

enum {
    STEP = 8, /* a part of k: more candidates scored at a time than those of the k best bounds */
    CLOSE = 16,
    POOLED_FROM = 256, /* k */
    POOLED_LISTS = 64  /* lists of a plan at most: those of all pooled ranges stay open */
};

bool assay_pool_serves(const assay_pruner *p) {
    const assay_shape *shape = &p->shape;
    return p->evaluation->options.k >= POOLED_FROM && shape->flat != ASSAY_FLAT_NOT &&
           shape->near_count == 0 && p->program->term_count <= POOLED_LISTS;
}

void assay_pool_done(assay_pool *pool) {
    free(pool->ids);
    free(pool->lows);
    free(pool->bounds);
}

static assay_status reserve(assay_pool *pool, size_t count, assay_error *err) {
    size_t wanted = pool->count + count + ASSAY_KERNEL_SLACK;
    if (wanted <= pool->capacity)
        return ASSAY_OK;
    size_t capacity = wanted + wanted / 2;
    uint16_t *ids = realloc(pool->ids, capacity * sizeof *ids);
    if (ids != NULL)
        pool->ids = ids;
    uint16_t *bounds = realloc(pool->bounds, capacity * sizeof *bounds);
    if (bounds != NULL)
        pool->bounds = bounds;
    uint16_t *lows = realloc(pool->lows, capacity * sizeof *lows);
    if (lows != NULL)
        pool->lows = lows;
    if (ids == NULL || bounds == NULL || lows == NULL)
        return assay_fail_memory(err);
    pool->capacity = capacity;
    return ASSAY_OK;
}

/* The greatest value below `below` that at least `wanted` of the n values have or pass, or one that a
 * few more do; 0 when there are not so many. */
static uint32_t best_of(const assay_pruner *p, const uint16_t *values, uint32_t n, size_t wanted,
                        uint32_t below) {
    uint32_t low = 0, high = below;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        size_t inside = n - p->kernels->count_less(values, n, (uint16_t)middle);
        if (inside >= wanted)
            low = middle;
        else
            high = middle;
        if (inside >= wanted && inside - wanted <= wanted / CLOSE)
            break;
    }
    return low;
}

/* ---- what a record scores at least ----
 *
 * A bound is that of the shortest record of the record's length class. With the record's own length
 * part every posting of wdf >= 1 keeps at least (part of the shortest + 1) / (part + 1) of it, for the
 * quotient (a + wdf) / (b + wdf), a <= b, grows with wdf. Classes of several wdf, all of many, cost
 * `exactness` besides. */

/* The share kept, of 65536; 0 for lengths of which nothing is known. */
static uint32_t share_of(assay_pruner *p, uint32_t length) {
    const assay_bm25 bm25 = p->program->bm25;
    const assay_format_footer *footer = assay_segment_footer(p->segment);
    unsigned class = assay_length_class(footer->length_upper, length);
    double part = assay_bm25_length_part(&bm25, length);
    double share = (p->lengths.part[class] + 1) / (part + 1) * 65536 * (1 - 1e-9);
    return share >= 1 && share < 65536 ? (uint32_t)share : share >= 65536 ? 65535 : 0;
}

void assay_pool_forget(assay_pruner *p) {
    memset(p->pool.shares, 0, sizeof p->pool.shares);
}

void assay_pool_begin_part(assay_pruner *p) {
    assay_pool *pool = &p->pool;
    const assay_bm25 bm25 = p->program->bm25;
    double part = assay_bm25_length_part(&bm25, ASSAY_POOL_LENGTHS - 1);
    pool->exactness = 1;
    for (uint32_t i = 0; i < p->shape.list_count; i++) {
        const assay_pruner_term *term = &p->terms[p->shape.lists[i]];
        for (unsigned c = ASSAY_WDF_EXACT + 1;
             term->open && c <= assay_wdf_class(term->list.max_wdf); c++) {
            uint32_t high = assay_wdf_class_high(c, term->list.max_wdf);
            double kept =
                assay_bm25_score(1, part, assay_wdf_class_low(c)) / assay_bm25_score(1, part, high);
            pool->exactness = kept < pool->exactness ? kept : pool->exactness;
        }
    }
}

static uint16_t low_of(assay_pruner *p, uint32_t bound, uint32_t length) {
    uint32_t rounded = p->shape.list_count + 1; /* each list's bound was rounded up by 1 at most */
    if (length >= ASSAY_POOL_LENGTHS || bound <= rounded)
        return 0;
    if (p->pool.shares[length] == 0)
        p->pool.shares[length] = (uint16_t)share_of(p, length);
    return (uint16_t)((bound - rounded) * (uint32_t)p->pool.shares[length] >> 16);
}

/* Adds what the pooled records from `first` on score at least; their bounds are of their own lists
 * only. */
static assay_status add_lows(assay_pruner *p, size_t first) {
    assay_pool *pool = &p->pool;
    const uint32_t base = p->range << ASSAY_RANGE_BITS;
    unsigned width = assay_segment_footer(p->segment)->length_width;
    uint32_t all = 0;
    ASSAY_TRY(assay_pruner_open_lengths(&all, p));
    for (size_t i = first; i < pool->count; i++) {
        uint16_t id = pool->ids[i];
        bool live = id < all && (p->dead == NULL || !assay_tombstones_has(p->dead, base + id));
        uint32_t length = id < all ? assay_length_at(p->record_lengths, width, id) : UINT32_MAX;
        pool->lows[pool->low_count++] = live ? low_of(p, pool->bounds[i], length) : 0;
    }
    return ASSAY_OK;
}

/* The k-th best of what pooled records score at least; what is less cannot become it any more. */
static uint32_t take_best_low(assay_pruner *p, uint32_t k) {
    assay_pool *pool = &p->pool;
    uint32_t best = best_of(p, pool->lows, (uint32_t)pool->low_count, k, 65536);
    size_t kept = 0;
    for (size_t i = 0; i < pool->low_count; i++) {
        uint16_t low = pool->lows[i];
        pool->lows[kept] = low;
        kept += low >= best;
    }
    pool->low_count = kept;
    return best;
}

/* Records of a list that led are in the pool, or cannot enter. */
static void drop_pooled(assay_pruner *p, const assay_pool_range *at) {
    uint64_t pooled[ASSAY_RANGE_WORDS] = {0};
    const uint16_t *ids = p->pool.ids;
    size_t kept = 0;
    for (size_t i = at->first; i < at->end; i++)
        pooled[ids[i] / 64] |= UINT64_C(1) << (ids[i] % 64);
    for (size_t i = 0; i < p->count; i++) {
        uint16_t id = p->ids[i];
        p->ids[kept] = id;
        p->id_bounds[kept] = p->id_bounds[i];
        kept += (pooled[id / 64] >> (id % 64) & 1) == 0;
    }
    p->count = kept;
}

assay_status assay_pool_add(assay_pruner *p, bool complete) {
    assay_pool *pool = &p->pool;
    assay_topk *topk = &p->evaluation->evaluator->topk;
    size_t first = pool->count;
    ASSAY_TRY(reserve(pool, p->count, p->err));
    if (pool->range_count == 0 || pool->ranges[pool->range_count - 1].range != p->range)
        pool->ranges[pool->range_count++] =
            (assay_pool_range){p->range, p->lists, p->record_lengths, first, first};
    if (p->handled_count != 0)
        drop_pooled(p, &pool->ranges[pool->range_count - 1]);
    memcpy(pool->ids + first, p->ids, p->count * sizeof *p->ids);
    memcpy(pool->bounds + first, p->id_bounds, p->count * sizeof *p->id_bounds);
    pool->count += p->count;
    pool->ranges[pool->range_count - 1].end = pool->count;
    if (!complete || p->count == 0)
        return ASSAY_OK;
    ASSAY_TRY(add_lows(p, first));
    double floor = take_best_low(p, topk->k) / p->shape.scale * pool->exactness * (1 - 1e-9);
    topk->floor = floor > topk->floor ? floor : topk->floor;
    return ASSAY_OK;
}

/* Scores the pooled records of one range with from <= bound < below. */
static assay_status score_range(assay_pruner *p, const assay_pool_range *at, uint32_t from,
                                uint32_t below) {
    size_t count = at->end - at->first, n = 0;
    uint16_t *ids = p->ids, *bounds = p->id_bounds;
    memcpy(ids, p->pool.ids + at->first, count * sizeof *ids);
    memcpy(bounds, p->pool.bounds + at->first, count * sizeof *bounds);
    count = p->kernels->keep(ids, bounds, count, (uint16_t)(from != 0 ? from : 1));
    p->range = at->range;
    p->lists = at->lists;
    p->record_lengths = at->lengths;
    p->handled_count = 0;
    if (below <= 65535)
        count = p->kernels->keep_less(ids, bounds, count, (uint16_t)below);
    for (size_t done = 0; done < count; done += n) {
        n = count - done < ASSAY_PRUNER_BATCH ? count - done : ASSAY_PRUNER_BATCH;
        memcpy(p->batch, ids + done, n * sizeof *ids);
        ASSAY_TRY(assay_pruner_batch(p, n));
    }
    return ASSAY_OK;
}

static assay_status score_ranges(assay_pruner *p, uint32_t from, uint32_t below) {
    for (uint32_t i = 0; i < p->pool.range_count; i++) {
        ASSAY_TRY(assay_evaluation_check(p->evaluation));
        ASSAY_TRY(score_range(p, &p->pool.ranges[i], from, below));
    }
    assay_topk_tighten(&p->evaluation->evaluator->topk);
    return ASSAY_OK;
}

assay_status assay_pool_settle(assay_pruner *p) {
    assay_pool *pool = &p->pool;
    uint32_t k = p->evaluation->options.k, below = 65536;
    for (size_t wanted = k + k / STEP; below > 1; wanted += wanted / STEP) {
        uint32_t need = assay_pruner_need(p);
        uint32_t from = best_of(p, pool->bounds, (uint32_t)pool->count, wanted, below);
        if (need >= below)
            break;
        from = from > need ? from : need;
        ASSAY_TRY(score_ranges(p, from, below));
        below = from;
    }
    pool->count = pool->low_count = 0;
    pool->range_count = 0;
    return ASSAY_OK;
}
