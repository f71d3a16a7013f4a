/* Where a range's candidates come from: a list every match must have, the lists without which no
 * record can enter (MaxScore's essential lists), or the matching records themselves. */
#include "ranking/retrieval/pruner.h"

enum {
    LEAD_MAX = 8192, /* postings of a leading list that is read by itself */
    LEAD_WORTH = 2,  /* times as many postings elsewhere make a list lead */
    FEW_BITS = 4096, /* matching records that are taken from their bit set */
    FLUSH = 4096,    /* candidates settled at a time */
    STRIPE = ASSAY_STRIPE_SIZE,
    STRIPE_WORDS = STRIPE / 64,
    SLICE = 4 /* stripes of a leading dense list taken together */
};

typedef struct {
    assay_pruner *p;
    uint32_t *order; /* lists present, least bound first */
    uint32_t n;      /* of them */
    uint32_t others; /* order[0..others) are not essential */
    uint32_t rest;   /* what they and the constant can add */
    uint32_t constant;
    uint16_t (*stripes)[ASSAY_STRIPES]; /* essential dense lists: bounds by stripe */
    uint32_t *at;                       /* essential IDS: next posting */
} generator;

/* ---- from a bit set ---- */

/* A few thousand records at a time; all at once where the best ones' positions are asked for first. */
static assay_status settle_bits(assay_pruner *p, const uint64_t *bits, const generator *g) {
    size_t step = p->shape.near_count != 0 ? ASSAY_RANGE_WORDS : FLUSH / 64;
    for (size_t w = 0; w < ASSAY_RANGE_WORDS; w += step) {
        uint64_t some[ASSAY_RANGE_WORDS] = {0};
        memcpy(some + w, bits + w, step * sizeof *some);
        p->count = p->kernels->bits_ids(p->ids, some, w + step);
        for (size_t i = 0; i < p->count; i++)
            p->id_bounds[i] = 1; /* 0 would say: no candidate */
        if (p->count != 0)
            ASSAY_TRY(assay_pruner_settle(p, g->order, g->n));
    }
    return ASSAY_OK;
}

/* ---- several essential lists, all short ---- */

static assay_status merge_short(generator *g) {
    assay_pruner *p = g->p;
    for (uint32_t i = g->others; i < g->n; i++) {
        uint32_t t = g->order[i];
        assay_range_list *list = &p->lists[t];
        ASSAY_TRY(assay_range_list_decode(list, p->evaluation->statistics, p->err));
        p->kernels->add_ids(p->sums, list->ids, assay_pruner_codes(p, list), list->count,
                            p->terms[t].table);
        p->evaluation->statistics->bounded += list->count;
    }
    uint32_t need = assay_pruner_need(p);
    need = need > g->rest + 1 ? need - g->rest : 1;
    p->count = 0;
    for (uint32_t i = g->others; i < g->n; i++) {
        assay_range_list *list = &p->lists[g->order[i]];
        p->count +=
            p->kernels->take_ids(p->ids + p->count, p->id_bounds + p->count, p->sums, list->ids,
                                 list->count, (uint16_t)(need < 65535 ? need : 65535));
    }
    return assay_pruner_settle(p, g->order, g->others);
}

/* ---- essential lists of any kind, a stripe of 1024 records at a time ---- */

static assay_status stripes_open(generator *g) {
    assay_pruner *p = g->p;
    g->stripes = assay_arena_alloc(&p->range_arena, g->n * sizeof *g->stripes);
    g->at = assay_arena_calloc(&p->range_arena, g->n, sizeof *g->at);
    if (g->stripes == NULL || g->at == NULL)
        return assay_fail_memory(p->err);
    for (uint32_t i = 0; i < g->n; i++) {
        uint32_t t = g->order[i];
        assay_range_list *list = &p->lists[t];
        const uint8_t *bound = list->chunk.block_bound;
        if (list->kind == ASSAY_IN_RANGE_IDS && i >= g->others)
            ASSAY_TRY(assay_range_list_decode(list, p->evaluation->statistics, p->err));
        for (unsigned s = 0; s < ASSAY_STRIPES; s++)
            g->stripes[i][s] = (uint16_t)(list->kind == ASSAY_IN_RANGE_IDS || bound == NULL
                                              ? p->bounds[t]
                                              : assay_pruner_best_code(p->terms[t].table,
                                                                       bound + 2 * (size_t)s, 2));
    }
    return ASSAY_OK;
}

/* How many of the list's postings from at on lie before the stripe's end. */
static uint32_t in_stripe(const assay_range_list *list, uint32_t at, uint32_t end) {
    uint32_t n = 0;
    while (at + n < list->count && list->ids[at + n] < end)
        n++;
    return n;
}

static assay_status add_dense(assay_pruner *p, uint32_t t, unsigned s) {
    assay_range_list *list = &p->lists[t];
    size_t first = (size_t)s * STRIPE;
    if (list->kind == ASSAY_IN_RANGE_COLUMN) {
        p->kernels->add_column(p->sums + first, list->codes + first, STRIPE,
                               p->terms[t].column_table);
        p->evaluation->statistics->bounded += STRIPE;
        return ASSAY_OK;
    }
    const uint64_t *bits = list->bits + (size_t)s * STRIPE_WORDS;
    size_t rank = assay_load_u16(list->rank + 2 * (first / ASSAY_RANK_STEP));
    size_t n = p->kernels->set_count(bits, STRIPE_WORDS);
    if (rank + n > list->count)
        return assay_fail(p->err, ASSAY_E_CORRUPT, "%s: ranks of a bit set are wrong",
                          assay_segment_path(p->segment));
    p->kernels->add_bits(p->sums + first, bits, STRIPE_WORDS, assay_pruner_codes(p, list) + rank,
                         p->terms[t].table);
    p->evaluation->statistics->bounded += n;
    p->evaluation->statistics->decoded += n;
    return ASSAY_OK;
}

/* The most a record of the stripe can score; the short lists' places in it are found on the way. */
static uint32_t stripe_bound(generator *g, unsigned s, uint32_t *lengths) {
    assay_pruner *p = g->p;
    uint32_t bound = g->constant;
    for (uint32_t i = 0; i < g->n; i++) {
        const assay_range_list *list = &p->lists[g->order[i]];
        lengths[i] = 0;
        if (i >= g->others && list->kind == ASSAY_IN_RANGE_IDS) {
            lengths[i] = in_stripe(list, g->at[i], (s + 1) * STRIPE);
            bound += lengths[i] != 0 ? g->stripes[i][s] : 0;
        } else {
            bound += g->stripes[i][s];
        }
    }
    return bound;
}

static assay_status fill_stripe(generator *g, unsigned s, const uint32_t *lengths) {
    assay_pruner *p = g->p;
    for (uint32_t i = g->others; i < g->n; i++) {
        uint32_t t = g->order[i];
        const assay_range_list *list = &p->lists[t];
        if (list->kind != ASSAY_IN_RANGE_IDS) {
            ASSAY_TRY(add_dense(p, t, s));
            continue;
        }
        p->kernels->add_ids(p->sums, list->ids + g->at[i], assay_pruner_codes(p, list) + g->at[i],
                            lengths[i], p->terms[t].table);
        p->evaluation->statistics->bounded += lengths[i];
    }
    return ASSAY_OK;
}

static void take_stripe(generator *g, unsigned s, uint32_t need) {
    assay_pruner *p = g->p;
    uint32_t rest = g->constant;
    for (uint32_t i = 0; i < g->others; i++)
        rest += g->stripes[i][s];
    need = need > rest + 1 ? need - rest : 1;
    size_t first = (size_t)s * STRIPE;
    p->count +=
        p->kernels->take_sums(p->ids + p->count, p->id_bounds + p->count, p->sums + first, STRIPE,
                              (uint16_t)first, (uint16_t)(need < 65535 ? need : 65535));
}

static bool stripe_passes(const assay_pruner *p, unsigned s) {
    return !p->filter_made ||
           p->kernels->set_count(p->filter + (size_t)s * STRIPE_WORDS, STRIPE_WORDS) != 0;
}

static assay_status merge_stripes(generator *g) {
    assay_pruner *p = g->p;
    ASSAY_TRY(stripes_open(g));
    uint32_t *lengths = assay_arena_calloc(&p->range_arena, g->n, sizeof *lengths);
    if (lengths == NULL)
        return assay_fail_memory(p->err);
    p->count = 0;
    for (unsigned s = 0; s < ASSAY_STRIPES; s++) {
        uint32_t need = assay_pruner_need(p);
        if (stripe_bound(g, s, lengths) >= need && stripe_passes(p, s)) {
            ASSAY_TRY(fill_stripe(g, s, lengths));
            take_stripe(g, s, need);
        } else {
            p->evaluation->statistics->blocks_skipped++;
        }
        for (uint32_t i = g->others; i < g->n; i++)
            g->at[i] += lengths[i];
        if (p->count > FLUSH - STRIPE) {
            ASSAY_TRY(assay_pruner_settle(p, g->order, g->others));
            p->count = 0;
        }
    }
    return assay_pruner_settle(p, g->order, g->others);
}

/* ---- which of these ---- */

static assay_status order_lists(generator *g) {
    assay_pruner *p = g->p;
    g->order = assay_arena_alloc(&p->range_arena, p->shape.list_count * sizeof *g->order);
    if (g->order == NULL)
        return assay_fail_memory(p->err);
    for (uint32_t i = 0; i < p->shape.list_count; i++) {
        uint32_t t = p->shape.lists[i];
        if (p->bounds[t] == 0)
            continue;
        uint32_t at = g->n++;
        for (; at > 0 && p->bounds[g->order[at - 1]] > p->bounds[t]; at--)
            g->order[at] = g->order[at - 1];
        g->order[at] = t;
    }
    return ASSAY_OK;
}

/* Splits off the lists that all together cannot lift a record over `need`. */
static void split(generator *g, uint32_t need) {
    g->rest = g->constant;
    for (g->others = 0; g->others < g->n; g->others++) {
        uint32_t more = g->rest + g->p->bounds[g->order[g->others]];
        if (more >= need)
            break;
        g->rest = more;
    }
}

/* Whether the list with the best bound is so short beside the other essential ones that its records
 * are judged first: the threshold they give shortens what is left of the others. */
static bool leads(const generator *g) {
    uint64_t others = 0;
    for (uint32_t i = g->others; i + 1 < g->n; i++)
        others += g->p->lists[g->order[i]].count;
    uint32_t best = g->p->lists[g->order[g->n - 1]].count;
    return best <= LEAD_MAX && others >= LEAD_WORTH * (uint64_t)best;
}

/* What lists that are not essential can add in the slice of stripes from s on; UINT32_MAX when that is
 * too little everywhere in it. */
static uint32_t slice_rest(const generator *g, unsigned s, uint32_t need) {
    uint32_t most = UINT32_MAX;
    for (unsigned end = s + SLICE; s < end; s++) {
        uint32_t rest = g->constant;
        for (uint32_t i = 0; i < g->others; i++)
            rest += g->stripes[i][s];
        if (rest + g->stripes[g->others][s] >= need && (most == UINT32_MAX || rest > most))
            most = rest;
    }
    return most;
}

/* The only essential list is dense: the threshold rises from slice to slice. */
static assay_status lead_dense(generator *g) {
    assay_pruner *p = g->p;
    uint32_t t = g->order[g->others];
    ASSAY_TRY(stripes_open(g));
    ASSAY_TRY(assay_pruner_open_dense(p, t));
    p->count = 0;
    for (unsigned s = 0; s < ASSAY_STRIPES; s += SLICE) {
        uint32_t need = assay_pruner_need(p), rest = slice_rest(g, s, need);
        if (rest == UINT32_MAX) {
            p->evaluation->statistics->blocks_skipped += SLICE;
            continue;
        }
        assay_pruner_take_dense(p, t, (size_t)s * STRIPE_WORDS, (size_t)(s + SLICE) * STRIPE_WORDS,
                                need > rest ? need - rest : 1);
        if (p->count >= FLUSH) {
            ASSAY_TRY(assay_pruner_settle(p, g->order, g->others));
            p->count = 0;
        }
    }
    return assay_pruner_settle(p, g->order, g->others);
}

/* The only essential list. */
static assay_status lead_alone(generator *g) {
    assay_pruner *p = g->p;
    uint32_t t = g->order[g->others];
    const assay_range_list *list = &p->lists[t];
    if (list->kind != ASSAY_IN_RANGE_IDS && assay_pruner_need(p) > g->rest)
        return lead_dense(g);
    if (list->count > LEAD_MAX)
        return list->kind != ASSAY_IN_RANGE_IDS ? merge_stripes(g) : merge_short(g);
    ASSAY_TRY(assay_pruner_lead(p, t, g->rest));
    return assay_pruner_settle(p, g->order, g->others);
}

static assay_status generate_essential(generator *g) {
    assay_pruner *p = g->p;
    split(g, assay_pruner_need(p));
    while (g->n > g->others + 1 && leads(g)) {
        uint32_t rest = g->constant, best = g->order[--g->n];
        for (uint32_t i = 0; i < g->n; i++)
            rest += p->bounds[g->order[i]];
        ASSAY_TRY(assay_pruner_lead(p, best, rest));
        ASSAY_TRY(assay_pruner_settle(p, g->order, g->n));
        p->handled[p->handled_count++] = best;
        split(g, assay_pruner_need(p));
    }
    if (g->n == g->others)
        return ASSAY_OK;
    if (g->n - g->others == 1)
        return lead_alone(g);
    bool dense = false;
    for (uint32_t i = g->others; i < g->n; i++)
        dense |= p->lists[g->order[i]].kind != ASSAY_IN_RANGE_IDS;
    return dense ? merge_stripes(g) : merge_short(g);
}

static assay_status generate_from_lead(generator *g, uint32_t leader) {
    assay_pruner *p = g->p;
    uint32_t rest = g->constant, kept = 0;
    for (uint32_t i = 0; i < g->n; i++) {
        if (g->order[i] == leader)
            continue;
        rest += p->bounds[g->order[i]];
        g->order[kept++] = g->order[i];
    }
    ASSAY_TRY(assay_pruner_lead(p, leader, rest));
    return assay_pruner_settle(p, g->order, kept);
}

/* The required list with fewest postings; ASSAY_MAP_NONE when none is required. *missing: one of
 * them is not in the range at all. */
static uint32_t find_leader(bool *missing, const assay_pruner *p) {
    uint32_t best = ASSAY_MAP_NONE;
    *missing = false;
    for (uint32_t i = 0; i < p->shape.list_count; i++) {
        uint32_t t = p->shape.lists[i];
        if (!p->shape.terms[t].required)
            continue;
        *missing |= p->lists[t].kind == ASSAY_IN_RANGE_ABSENT;
        if (best == ASSAY_MAP_NONE || p->lists[t].count < p->lists[best].count)
            best = t;
    }
    return best;
}

static bool has_whole_filter(const assay_shape *shape) {
    for (uint32_t i = 0; i < shape->filter_count; i++) {
        if (shape->filters[i].whole && !shape->filters[i].negative)
            return true;
    }
    return false;
}

/* Through the records that pass all filters, when they are few or nothing else will do. */
static assay_status generate_filtered(generator *g) {
    assay_pruner *p = g->p;
    ASSAY_TRY(assay_pruner_filter(p));
    bool bounded =
        assay_pruner_need(p) > g->constant && p->shape.list_count < ASSAY_PRUNER_MANY_LISTS;
    if (!bounded || p->kernels->set_count(p->filter, ASSAY_RANGE_WORDS) <= FEW_BITS)
        return settle_bits(p, p->filter, g);
    return generate_essential(g);
}

assay_status assay_pruner_range(assay_pruner *p) {
    generator g = {.p = p};
    bool missing;
    g.constant = p->shape.constant > 0 ? assay_bm25_up(p->shape.constant, p->shape.scale) : 0;
    uint32_t leader = find_leader(&missing, p);
    if (missing)
        return ASSAY_OK;
    ASSAY_TRY(order_lists(&g));
    if (g.n != 0)
        assay_range_list_prefetch(&p->lists[g.order[g.n - 1]]);
    if (leader != ASSAY_MAP_NONE && p->lists[leader].count <= LEAD_MAX)
        return generate_from_lead(&g, leader);
    if (leader != ASSAY_MAP_NONE ? p->shape.list_count > 1 : has_whole_filter(&p->shape))
        return generate_filtered(&g);
    bool unbounded = !p->shape.pure && assay_pruner_need(p) <= g.constant;
    if (unbounded || p->shape.list_count >= ASSAY_PRUNER_MANY_LISTS)
        return generate_filtered(&g);
    return generate_essential(&g);
}
