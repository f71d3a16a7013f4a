/* Candidates of a range: the bounds of the lists they were not made from, then the exact scores of
 * those still in question, best bound first. */
#include "ranking/pruner.h"

enum {
    PROBE_WORTH = 8,   /* reading this many postings in order costs as much as one probe */
    FILTER_WORTH = 64, /* candidates from which on a bit set is made to filter them */
    SETTLED = 4,       /* candidates so few that scoring them is as cheap as bounding them */
    BATCH = 32,        /* candidates sorted at a time, doubling */
    SORT_MAX = 128,
    RANKS_WORTH = 16 /* candidates from which on ranks of all words are made */
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
    ASSAY_TRY(assay_segment_length(&view->length, p->segment, view->local, p->err));
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
    ASSAY_TRY(assay_range_list_decode(list, p->evaluation->statistics, p->err));
    for (size_t i = 0; i < p->count; i++)
        p->sums[p->ids[i]] = p->id_bounds[i];
    p->kernels->add_present(p->sums, list->ids, assay_pruner_codes(p, list), list->count,
                            p->terms[t].table);
    p->evaluation->statistics->bounded += list->count;
    size_t kept = 0;
    for (size_t i = 0; i < p->count; i++) {
        uint16_t id = p->ids[i], before = p->id_bounds[i], sum = p->sums[id];
        p->sums[id] = 0;
        p->ids[kept] = id;
        p->id_bounds[kept] = sum;
        kept += !required || sum != before; /* every posting adds at least 1 */
    }
    p->count = kept;
    return ASSAY_OK;
}

/* Adds the list's bounds by looking each candidate up. */
static assay_status add_by_probe(assay_pruner *p, uint32_t t, bool required) {
    assay_range_list *list = &p->lists[t];
    const uint8_t *codes = assay_pruner_codes(p, list);
    const uint16_t *table = p->terms[t].table;
    size_t kept = 0;
    for (size_t i = 0; i < p->count; i++) {
        uint16_t id = p->ids[i];
        uint32_t sum = p->id_bounds[i], rank = 0;
        bool present;
        ASSAY_TRY(
            assay_range_list_probe(&present, &rank, list, id, p->evaluation->statistics, p->err));
        if (present)
            sum += table[codes[list->kind == ASSAY_IN_RANGE_COLUMN ? id : rank]];
        p->ids[kept] = id;
        p->id_bounds[kept] = (uint16_t)(sum < 65535 ? sum : 65535);
        kept += present || !required;
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
    if (list->kind == ASSAY_IN_RANGE_IDS && list->count / PROBE_WORTH < p->count)
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

static assay_status add_lists(assay_pruner *p, const uint32_t *todo, size_t n, uint32_t constant) {
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
            return ASSAY_OK;
        }
        ASSAY_TRY(add_list(p, order[i]));
        remaining -= p->bounds[order[i]];
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

static void swap(assay_pruner *p, size_t a, size_t b) {
    uint16_t id = p->ids[a], bound = p->id_bounds[a];
    p->ids[a] = p->ids[b];
    p->id_bounds[a] = p->id_bounds[b];
    p->ids[b] = id;
    p->id_bounds[b] = bound;
}

/* Moves the `wanted` greatest bounds to the front (quickselect). */
static void select_best(assay_pruner *p, size_t wanted) {
    size_t low = 0, high = p->count;
    while (high - low > 1) {
        uint16_t pivot = p->id_bounds[low + (high - low) / 2];
        size_t greater = low, i = low, less = high;
        while (i < less) {
            if (p->id_bounds[i] > pivot)
                swap(p, i++, greater++);
            else if (p->id_bounds[i] < pivot)
                swap(p, i, --less);
            else
                i++;
        }
        if (wanted < greater)
            high = greater;
        else if (wanted <= less)
            return;
        else
            low = less;
    }
}

static void sort_first(assay_pruner *p, size_t n) {
    for (size_t i = 1; i < n; i++) {
        uint16_t id = p->ids[i], bound = p->id_bounds[i];
        size_t at = i;
        for (; at > 0 && p->id_bounds[at - 1] < bound; at--) {
            p->ids[at] = p->ids[at - 1];
            p->id_bounds[at] = p->id_bounds[at - 1];
        }
        p->ids[at] = id;
        p->id_bounds[at] = bound;
    }
}

/* Scores the first n candidates, whose bounds descend; stops where the rest cannot enter. */
static assay_status score_first(assay_pruner *p, size_t n, uint32_t constant) {
    for (size_t i = 0; i < n; i++) {
        if (p->id_bounds[i] + constant < assay_pruner_need(p))
            return ASSAY_OK;
        ASSAY_TRY(score_one(p, p->ids[i]));
    }
    return ASSAY_OK;
}

/* Larger batches are not sorted: their order is worth less than it costs. */
static assay_status score_unsorted(assay_pruner *p, size_t n, uint32_t constant) {
    for (size_t i = 0; i < n; i++) {
        if (p->id_bounds[i] + constant >= assay_pruner_need(p))
            ASSAY_TRY(score_one(p, p->ids[i]));
    }
    return ASSAY_OK;
}

/* Where many candidates fail for their positions, reading these in record order unpacks each block
 * but once. */
static assay_status score_in_order(assay_pruner *p, uint32_t constant) {
    for (size_t i = 0; i < p->count; i++)
        p->sums[p->ids[i]] = p->id_bounds[i];
    p->count = p->kernels->take_sums(p->ids, p->id_bounds, p->sums, ASSAY_RANGE_SIZE, 0, 1);
    ASSAY_TRY(score_unsorted(p, p->count, constant));
    p->count = 0;
    return ASSAY_OK;
}

static assay_status score_all(assay_pruner *p, uint32_t constant) {
    for (size_t batch = BATCH; p->count != 0; batch *= 2) {
        uint32_t need = assay_pruner_need(p);
        if (need > constant)
            keep(p, need - constant);
        if (p->program->has_positions && batch > SORT_MAX)
            return score_in_order(p, constant);
        size_t n = p->count < batch ? p->count : batch;
        if (n < p->count)
            select_best(p, n);
        if (n <= SORT_MAX) {
            sort_first(p, n);
            ASSAY_TRY(score_first(p, n, constant));
        } else {
            ASSAY_TRY(score_unsorted(p, n, constant));
        }
        p->count -= n;
        memmove(p->ids, p->ids + n, p->count * sizeof *p->ids);
        memmove(p->id_bounds, p->id_bounds + n, p->count * sizeof *p->id_bounds);
        ASSAY_TRY(assay_evaluation_check(p->evaluation));
    }
    return ASSAY_OK;
}

assay_status assay_pruner_settle(assay_pruner *p, const uint32_t *todo, size_t n) {
    uint32_t constant =
        p->shape.constant > 0 ? assay_bm25_up(p->shape.constant, p->shape.scale) : 0;
    if (p->filter_made)
        ASSAY_TRY(apply_filter(p));
    ASSAY_TRY(add_lists(p, todo, n, constant));
    ASSAY_TRY(apply_filter(p));
    return score_all(p, constant);
}
