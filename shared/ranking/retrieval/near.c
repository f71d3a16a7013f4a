/* Phrases and nearness over a batch whose scores are known: which of its records have fitting
 * positions is asked for no more of them than the k best make necessary.
 *
 * Best score first, every record asked may end the asking; in the order of the records, each block of
 * positions is unpacked but once. How many of those asked so far did fit tells which is the cheaper. */
#include "ranking/retrieval/pruner.h"

#include <stdlib.h>

enum {
    IN_ORDER_WORTH = 3, /* times as cheap in record order as by score */
    KNOWN = 32          /* records asked after which the share that fits is believed */
};

/* A record of the batch that has all words. */
typedef struct {
    double score;
    uint32_t at; /* in the batch */
} scored;

static int by_score(const void *a, const void *b) {
    const scored *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static int by_record(const void *a, const void *b) {
    const scored *x = a, *y = b;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Brings the view to record i of the batch. */
static assay_status load(assay_pruner *p, size_t i) {
    assay_record_view *view = &p->view;
    for (uint32_t l = 0; l < p->shape.leaf_count; l++) {
        uint32_t t = p->shape.leaves[l].term;
        p->present[t] = true;
        p->ranks[t] = p->leaf_places[(size_t)l * ASSAY_PRUNER_BATCH + i];
        p->wdf[t] = p->leaf_counts[(size_t)l * ASSAY_PRUNER_BATCH + i];
    }
    view->mode = ASSAY_MATCH_EXACT;
    view->local = (p->range << ASSAY_RANGE_BITS) + p->batch[i];
    return assay_segment_number(&view->number, p->segment, view->local, p->err);
}

static assay_status judge(assay_pruner *p, scored one) {
    assay_topk *topk = &p->evaluation->evaluator->topk;
    bool fits;
    ASSAY_TRY(assay_pruner_admit(&fits, p, one.at));
    if (!fits)
        return ASSAY_OK;
    ASSAY_TRY(load(p, one.at));
    assay_hit hit = {p->view.number, one.score};
    if (!assay_topk_wants(topk, hit))
        return ASSAY_OK;
    p->near_read++;
    for (uint32_t i = 0; fits && i < p->shape.near_count; i++)
        ASSAY_TRY(assay_match_near(&fits, &p->view, p->shape.nears[i], p->err));
    if (!fits)
        return ASSAY_OK;
    p->near_fit++;
    return assay_topk_add(topk, hit, p->err);
}

/* Whether asking all `left` records in order is cheaper than asking the best until k are found. */
static bool order_pays(const assay_pruner *p, size_t left) {
    const assay_topk *topk = &p->evaluation->evaluator->topk;
    if (p->near_read < KNOWN || topk->full)
        return false;
    uint64_t missing = topk->k - topk->count;
    uint64_t needed = missing * (p->near_read + 1) / (p->near_fit + 1);
    return (needed < left ? needed : left) * IN_ORDER_WORTH > left;
}

static assay_status judge_all(assay_pruner *p, scored *all, size_t n) {
    const assay_topk *topk = &p->evaluation->evaluator->topk;
    size_t i = 0;
    if (!order_pays(p, n)) {
        qsort(all, n, sizeof *all, by_score);
        for (; i < n && all[i].score >= assay_topk_threshold(topk); i++) {
            if (i % KNOWN == KNOWN - 1 && order_pays(p, n - i))
                break;
            ASSAY_TRY(judge(p, all[i]));
        }
        if (i == n || all[i].score < assay_topk_threshold(topk))
            return ASSAY_OK;
        qsort(all + i, n - i, sizeof *all, by_record);
    }
    for (; i < n; i++) {
        if (all[i].score >= assay_topk_threshold(topk))
            ASSAY_TRY(judge(p, all[i]));
    }
    return assay_evaluation_check(p->evaluation);
}

assay_status assay_pruner_near(assay_pruner *p, size_t n) {
    const assay_topk *topk = &p->evaluation->evaluator->topk;
    scored *all = assay_arena_alloc(&p->range_arena, n * sizeof *all);
    size_t count = 0;
    if (all == NULL)
        return assay_fail_memory(p->err);
    for (size_t i = 0; i < n; i++) {
        if (p->hits[i] == p->shape.leaf_count && p->scores[i] >= assay_topk_threshold(topk))
            all[count++] = (scored){p->scores[i], (uint32_t)i};
    }
    return count != 0 ? judge_all(p, all, count) : ASSAY_OK;
}
