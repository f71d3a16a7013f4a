/* Candidates of a range: the bounds of the lists they were not made from, then the exact scores of
 * those still in question, best bound first. */
#include "ranking/retrieval/pruner.h"

enum {
    PROBE_WORTH = 24,  /* reading this many postings in order costs as much as one probe */
    FILTER_WORTH = 64, /* candidates from which on a bit set is made to filter them */
    EARLY = 16,        /* candidates scored before all bounds are known, */
    EARLY_WORTH = 64,  /* when there are so many */
    SETTLED = 4,       /* candidates so few that scoring them is as cheap as bounding them */
    BATCH = 16,        /* candidates sorted at a time, doubling */
    SORT_MAX = 128,
    RANKS_WORTH = 64 /* candidates from which on ranks of all words are made */
};

/* ---- one record ---- */

assay_status assay_pruner_load(assay_pruner *p, uint16_t local) {
    for (uint32_t t = 0; t < p->program->term_count; t++) {
        assay_range_list *list = &p->lists[t];
        p->present[t] = false;
        if (list->kind == ASSAY_IN_RANGE_ABSENT)
            continue;
        ASSAY_TRY(assay_range_list_probe(&p->present[t], &p->ranks[t], list, local,
                                         p->evaluation->statistics, p->err));
        if (p->present[t])
            ASSAY_TRY(assay_range_list_wdf(&p->wdf[t], list, p->ranks[t], local, p->err));
    }
    assay_record_view *view = &p->view;
    view->local = (p->range << ASSAY_RANGE_BITS) + local;
    ASSAY_TRY(assay_segment_number(&view->number, p->segment, view->local, p->err));
    ASSAY_TRY(assay_pruner_length(&view->length, p, local));
    view->length_part = assay_bm25_length_part(&p->program->bm25, view->length);
    return ASSAY_OK;
}

static assay_status score_one(assay_pruner *p, uint16_t local) {
    uint32_t record = (p->range << ASSAY_RANGE_BITS) + local;
    if (p->dead != NULL && record < p->records && assay_tombstones_has(p->dead, record))
        return ASSAY_OK;
    assay_topk *topk = &p->evaluation->evaluator->topk;
    bool matches;
    double score = 0.0;
    ASSAY_TRY(assay_pruner_load(p, local));
    for (uint32_t i = 0; i < p->handled_count; i++) {
        if (p->present[p->handled[i]])
            return ASSAY_OK;
    }
    p->evaluation->statistics->candidates++;
    if (p->program->has_positions) {
        p->view.mode = ASSAY_MATCH_OPTIMISTIC;
        ASSAY_TRY(assay_match_walk(&matches, &score, &p->view, 0, p->err));
        if (!matches || !assay_topk_wants(topk, (assay_hit){p->view.number, score}))
            return ASSAY_OK;
        score = 0.0;
    }
    p->view.mode = ASSAY_MATCH_EXACT;
    ASSAY_TRY(assay_match_walk(&matches, &score, &p->view, 0, p->err));
    return matches ? assay_topk_add(topk, (assay_hit){p->view.number, score}, p->err) : ASSAY_OK;
}

/* ---- bounds ---- */

static void keep(assay_pruner *p, uint32_t need) {
    if (need > 1)
        p->count =
            need > 65535 ? 0 : p->kernels->keep(p->ids, p->id_bounds, p->count, (uint16_t)need);
}

/* Adds the list's bounds by reading it in order. */
static assay_status add_in_order(assay_pruner *p, uint32_t t, bool required) {
    assay_range_list *list = &p->lists[t];
    const uint8_t *codes = assay_pruner_codes(p, list);
    const uint16_t *table = p->terms[t].table;
    size_t found = 0;
    ASSAY_TRY(assay_pruner_find(&found, p, list, p->ids, p->count));
    p->evaluation->statistics->bounded += found;
    for (size_t j = 0; j < found; j++) {
        uint16_t *bound = &p->id_bounds[p->which[j]];
        *bound = (uint16_t)(*bound + table[codes[p->found[j]]]);
    }
    for (size_t j = 0; required && j < found; j++) {
        p->ids[j] = p->ids[p->which[j]];
        p->id_bounds[j] = p->id_bounds[p->which[j]];
    }
    p->count = required ? found : p->count;
    return ASSAY_OK;
}

/* Adds the list's bounds by looking each candidate up. */
static assay_status add_by_probe(assay_pruner *p, uint32_t t, bool required) {
    assay_range_list *list = &p->lists[t];
    const uint8_t *codes = assay_pruner_codes(p, list);
    const uint16_t *table = p->terms[t].table;
    bool column = list->kind == ASSAY_IN_RANGE_COLUMN;
    size_t kept = 0;
    if (!column)
        ASSAY_TRY(assay_range_list_locate(p->has, p->places, list, p->ids, p->count,
                                          &p->range_arena, p->evaluation->statistics, p->err));
    for (size_t i = 0; i < p->count; i++) {
        uint16_t id = p->ids[i];
        uint32_t sum = p->id_bounds[i];
        unsigned present = column ? codes[id] != 0 : p->has[i];
        size_t place = (column ? id : p->places[i]) & (0U - present);
        sum += table[codes[place]] & (0U - present); /* no branch: nobody could guess it */
        p->ids[kept] = id;
        p->id_bounds[kept] = (uint16_t)(sum < 65535 ? sum : 65535);
        kept += present | !required;
    }
    p->evaluation->statistics->bounded += p->count;
    p->count = kept;
    return ASSAY_OK;
}

/* The same for many candidates and the dense containers. */
static assay_status add_dense(assay_pruner *p, uint32_t t, bool required) {
    assay_range_list *list = &p->lists[t];
    const uint8_t *codes = assay_pruner_codes(p, list);
    p->evaluation->statistics->bounded += p->count;
    if (list->kind == ASSAY_IN_RANGE_COLUMN) {
        p->count = p->kernels->probe_column(p->ids, p->id_bounds, p->count, required, codes,
                                            p->terms[t].column_table);
        return ASSAY_OK;
    }
    ASSAY_TRY(assay_range_list_ranks(list, &p->range_arena, p->err));
    p->count = p->kernels->probe_bits(p->ids, p->id_bounds, p->count, required, list->bits,
                                      list->prefix, codes, list->count, p->terms[t].table);
    return ASSAY_OK;
}

static assay_status add_list(assay_pruner *p, uint32_t t) {
    assay_range_list *list = &p->lists[t];
    bool required = p->shape.terms[t].required;
    if (list->kind == ASSAY_IN_RANGE_ABSENT) {
        p->count = required ? 0 : p->count;
        return ASSAY_OK;
    }
    if (p->shape.list_count >= ASSAY_PRUNER_MANY_LISTS)
        return add_by_probe(p, t, required);
    if (list->kind == ASSAY_IN_RANGE_IDS && list->count / PROBE_WORTH < p->count &&
        p->count < UINT16_MAX)
        return add_in_order(p, t, required);
    if (list->kind != ASSAY_IN_RANGE_IDS && p->count >= RANKS_WORTH)
        return add_dense(p, t, required);
    return add_by_probe(p, t, required);
}

/* Required lists first, the shortest leading; then by what they can add, most first. */
static bool list_before(const assay_pruner *p, uint32_t a, uint32_t b) {
    bool x = p->shape.terms[a].required, y = p->shape.terms[b].required;
    if (x != y)
        return x;
    return x ? p->lists[a].count < p->lists[b].count : p->bounds[a] > p->bounds[b];
}

static assay_status order_lists(uint32_t **out, assay_pruner *p, const uint32_t *todo, size_t n) {
    uint32_t *order = assay_arena_alloc(&p->range_arena, n * sizeof *order);
    if (order == NULL)
        return assay_fail_memory(p->err);
    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        for (; at > 0 && list_before(p, todo[i], order[at - 1]); at--)
            order[at] = order[at - 1];
        order[at] = todo[i];
    }
    *out = order;
    return ASSAY_OK;
}

/* What the lists not looked at might add. */
static void raise_all(assay_pruner *p, uint32_t amount) {
    for (size_t i = 0; i < p->count; i++) {
        uint32_t sum = p->id_bounds[i] + amount;
        p->id_bounds[i] = (uint16_t)(sum < 65535 ? sum : 65535);
    }
}

static assay_status score_early(assay_pruner *p, uint32_t remaining);

/* complete: no bound holds more than the record's own lists give. */
static assay_status add_lists(bool *complete, assay_pruner *p, const uint32_t *todo, size_t n,
                              uint32_t constant) {
    uint32_t *order = NULL, remaining = constant;
    ASSAY_TRY(order_lists(&order, p, todo, n));
    for (size_t i = 0; i < n; i++)
        remaining += p->bounds[todo[i]];
    for (size_t i = 0; i < n; i++) {
        uint32_t need = assay_pruner_need(p);
        if (need > remaining)
            keep(p, need - remaining);
        if (p->count <= SETTLED) {
            raise_all(p, remaining - constant);
            *complete = false;
            return ASSAY_OK;
        }
        if (i + 1 < n)
            assay_range_list_prefetch(&p->lists[order[i + 1]]);
        ASSAY_TRY(add_list(p, order[i]));
        remaining -= p->bounds[order[i]];
        if (!p->warm && p->count >= EARLY_WORTH)
            ASSAY_TRY(score_early(p, remaining));
    }
    return ASSAY_OK;
}

/* ---- filters ---- */

assay_status assay_pruner_filter(assay_pruner *p) {
    if (p->filter_made)
        return ASSAY_OK;
    size_t size = ASSAY_RANGE_WORDS * sizeof(uint64_t);
    uint64_t *filter = assay_arena_alloc(&p->range_arena, size);
    uint64_t *other = assay_arena_alloc(&p->range_arena, size);
    if (filter == NULL || other == NULL)
        return assay_fail_memory(p->err);
    memset(filter, 0xff, size);
    for (uint32_t i = 0; i < p->shape.list_count; i++) {
        uint32_t t = p->shape.lists[i];
        if (!p->shape.terms[t].required)
            continue;
        ASSAY_TRY(assay_range_list_bits(other, &p->lists[t], p->evaluation->statistics, p->err));
        p->kernels->set_and(filter, other, ASSAY_RANGE_WORDS);
    }
    for (uint32_t i = 0; i < p->shape.filter_count; i++) {
        const assay_shape_filter *one = &p->shape.filters[i];
        if (one->negative && assay_pruner_unsure(p, one->node))
            continue;
        ASSAY_TRY(assay_range_bits(other, p, one->node, !one->negative));
        (one->negative ? p->kernels->set_andnot : p->kernels->set_and)(filter, other,
                                                                       ASSAY_RANGE_WORDS);
    }
    assay_range_bits_live(filter, p);
    p->filter = filter;
    p->filter_made = true;
    return ASSAY_OK;
}

static assay_status apply_filter(assay_pruner *p) {
    if (!p->filter_made && (p->shape.filter_count == 0 || p->shape.pure || p->count < FILTER_WORTH))
        return ASSAY_OK;
    ASSAY_TRY(assay_pruner_filter(p));
    size_t kept = 0;
    for (size_t i = 0; i < p->count; i++) {
        uint16_t id = p->ids[i];
        p->ids[kept] = id;
        p->id_bounds[kept] = p->id_bounds[i];
        kept += p->filter[id / 64] >> (id % 64) & 1;
    }
    p->count = kept;
    return ASSAY_OK;
}

/* ---- scoring ---- */

/* Bounds of a batch of p->batch, alongside p->found's memory while no list is read. */
static void sort_batch(assay_pruner *p, uint16_t *bounds, size_t n) {
    for (size_t i = 1; i < n; i++) {
        uint16_t id = p->batch[i], bound = bounds[i];
        size_t at = i;
        for (; at > 0 && bounds[at - 1] < bound; at--) {
            p->batch[at] = p->batch[at - 1];
            bounds[at] = bounds[at - 1];
        }
        p->batch[at] = id;
        bounds[at] = bound;
    }
}

/* Scores the n records of the batch, the most promising first while they are few. */
static assay_status score_batch(assay_pruner *p, uint16_t *bounds, size_t n, uint32_t constant) {
    if (p->shape.flat != ASSAY_FLAT_NOT && (!p->shape.flat_filtered || p->filter_made)) {
        for (size_t done = 0; done < n; done += ASSAY_PRUNER_BATCH) {
            size_t some = n - done < ASSAY_PRUNER_BATCH ? n - done : ASSAY_PRUNER_BATCH;
            memmove(p->batch, p->batch + done, some * sizeof *p->batch);
            ASSAY_TRY(assay_pruner_batch(p, some));
        }
        return ASSAY_OK;
    }
    if (n <= SORT_MAX)
        sort_batch(p, bounds, n);
    for (size_t i = 0; i < n; i++) {
        if (bounds[i] + constant >= assay_pruner_need(p))
            ASSAY_TRY(score_one(p, p->batch[i]));
    }
    return ASSAY_OK;
}

/* The least bound such that about `wanted` candidates have it or more, and less than `below`. */
static uint32_t cut(const assay_pruner *p, size_t wanted, uint32_t below) {
    uint32_t low = 1, high = below, n = (uint32_t)p->count;
    uint32_t above = below > 65535 ? n : p->kernels->count_less(p->id_bounds, n, (uint16_t)below);
    while (low + 1 < high) { /* [high, below) has too few, [low, below) may have too many */
        uint32_t middle = low + (high - low) / 2;
        size_t inside = above - p->kernels->count_less(p->id_bounds, n, (uint16_t)middle);
        if (inside < wanted)
            high = middle;
        else
            low = middle;
        if (inside >= wanted && inside <= 2 * wanted)
            break;
    }
    return low;
}

/* Copies the candidates with from <= bound < below into the batch. */
static size_t fill_batch(assay_pruner *p, uint16_t *bounds, uint32_t from, uint32_t below) {
    size_t n = p->count;
    memcpy(p->batch, p->ids, n * sizeof *p->ids);
    memcpy(bounds, p->id_bounds, n * sizeof *bounds);
    if (from > 1)
        n = p->kernels->keep(p->batch, bounds, n, (uint16_t)from);
    return below <= 65535 ? p->kernels->keep_less(p->batch, bounds, n, (uint16_t)below) : n;
}

/* Where many candidates fail for their positions, reading these in record order unpacks each block
 * but once. */
static assay_status score_in_order(assay_pruner *p, uint16_t *bounds, uint32_t below,
                                   uint32_t constant) {
    for (size_t i = 0; i < p->count; i++)
        p->sums[p->ids[i]] = p->id_bounds[i] < below ? p->id_bounds[i] : 0;
    size_t n = p->kernels->take_sums(p->batch, bounds, p->sums, ASSAY_RANGE_SIZE, 0, 1);
    for (size_t i = 0; i < n; i++) {
        if (bounds[i] + constant >= assay_pruner_need(p))
            ASSAY_TRY(score_one(p, p->batch[i]));
    }
    return ASSAY_OK;
}

/* Once a query, as soon as a second list has told the promising from the others: the exact scores of
 * the best few candidates, who stop being candidates, raise the threshold for all that follows. What
 * lists not looked at may add is `remaining`. */
static assay_status score_early(assay_pruner *p, uint32_t remaining) {
    uint16_t *bounds = p->batch_bounds;
    p->warm = true;
    if (p->evaluation->options.k > EARLY || p->program->has_positions)
        return ASSAY_OK;
    uint32_t from = cut(p, EARLY, 65536);
    size_t n = fill_batch(p, bounds, from, 65536);
    p->count = p->kernels->keep_less(p->ids, p->id_bounds, p->count, (uint16_t)from);
    return score_batch(p, bounds, n, remaining);
}

/* Batches by descending bound, each twice as large as the one before. */
static assay_status score_all(assay_pruner *p, uint32_t constant) {
    uint16_t *bounds = p->batch_bounds;
    uint32_t below = 65536, k = p->evaluation->options.k;
    bool flat = p->shape.flat != ASSAY_FLAT_NOT;
    unsigned growth = p->shape.near_count != 0 ? 8 : 2;
    for (size_t batch = k > BATCH ? k : BATCH; p->count != 0; batch *= growth) {
        uint32_t need = assay_pruner_need(p);
        need = need > constant ? need - constant : 0;
        keep(p, need);
        if (need >= below || p->count == 0)
            return ASSAY_OK;
        if (!flat && p->program->has_positions && batch > SORT_MAX && batch > 2 * (size_t)k)
            return score_in_order(p, bounds, below, constant);
        uint32_t from = p->count > 2 * batch ? cut(p, batch, below) : 0;
        size_t n = fill_batch(p, bounds, from, below);
        ASSAY_TRY(score_batch(p, bounds, n, constant));
        assay_topk_tighten(&p->evaluation->evaluator->topk);
        if (from <= 1)
            return ASSAY_OK;
        below = from;
        ASSAY_TRY(assay_evaluation_check(p->evaluation));
    }
    return ASSAY_OK;
}

assay_status assay_pruner_settle(assay_pruner *p, const uint32_t *todo, size_t n) {
    uint32_t constant =
        p->shape.constant > 0 ? assay_bm25_up(p->shape.constant, p->shape.scale) : 0;
    if (p->filter_made)
        ASSAY_TRY(apply_filter(p));
    bool complete = true;
    ASSAY_TRY(add_lists(&complete, p, todo, n, constant));
    if (p->shape.flat_filtered && p->shape.flat != ASSAY_FLAT_NOT && p->count != 0)
        ASSAY_TRY(assay_pruner_filter(p));
    ASSAY_TRY(apply_filter(p));
    return p->pooled ? assay_pool_add(p, complete) : score_all(p, constant);
}
