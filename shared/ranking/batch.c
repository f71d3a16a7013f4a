/* Exact scores of many records of a flat plan at once, one list after the other in the plan's order:
 * each record's sum is made of the same doubles in the same order as the tree's walk makes it. */
#include "ranking/pruner.h"

enum {
    RANKS_WORTH = 16, /* records from which on ranks of all words are made */
    PROBE_WORTH = 8   /* reading this many postings in order costs as much as one probe */
};

typedef struct {
    assay_pruner *p;
    assay_range_list *list;
    double weight;
    size_t n;
} leaf_reader;

/* Record i of the batch has the leaf's posting `rank`. */
static assay_status add_posting(const leaf_reader *r, size_t i, uint32_t rank) {
    assay_pruner *p = r->p;
    uint32_t wdf = 0;
    ASSAY_TRY(assay_range_list_wdf(&wdf, r->list, rank, p->batch[i], p->err));
    p->scores[i] += assay_bm25_score(r->weight, p->parts[i], wdf);
    p->hits[i]++;
    return ASSAY_OK;
}

static assay_status read_column(const leaf_reader *r) {
    assay_pruner *p = r->p;
    for (size_t i = 0; i < r->n; i++) {
        if (r->list->codes[p->batch[i]] != 0)
            ASSAY_TRY(add_posting(r, i, 0));
    }
    return ASSAY_OK;
}

static assay_status read_by_probe(const leaf_reader *r) {
    assay_pruner *p = r->p;
    if (r->list->kind == ASSAY_IN_RANGE_BITS && r->n >= RANKS_WORTH)
        ASSAY_TRY(assay_range_list_ranks(r->list, &p->range_arena, p->err));
    for (size_t i = 0; i < r->n; i++) {
        bool present;
        uint32_t rank = 0;
        ASSAY_TRY(assay_range_list_probe(&present, &rank, r->list, p->batch[i],
                                         p->evaluation->statistics, p->err));
        if (present)
            ASSAY_TRY(add_posting(r, i, rank));
    }
    return ASSAY_OK;
}

static assay_status read_in_order(const leaf_reader *r) {
    assay_pruner *p = r->p;
    ASSAY_TRY(assay_range_list_decode(r->list, p->evaluation->statistics, p->err));
    for (size_t i = 0; i < r->n; i++)
        p->sums[p->batch[i]] = (uint16_t)(i + 1);
    size_t found = p->kernels->find_marked(p->found, p->sums, r->list->ids, r->list->count);
    assay_status status = ASSAY_OK;
    for (size_t j = 0; j < found && status == ASSAY_OK; j++) {
        uint32_t rank = p->found[j];
        status = add_posting(r, p->sums[r->list->ids[rank]] - 1U, rank);
    }
    for (size_t i = 0; i < r->n; i++)
        p->sums[p->batch[i]] = 0;
    return status;
}

static assay_status read_leaf(const leaf_reader *r) {
    switch (r->list->kind) {
    case ASSAY_IN_RANGE_ABSENT:
        return ASSAY_OK;
    case ASSAY_IN_RANGE_COLUMN:
        return read_column(r);
    case ASSAY_IN_RANGE_IDS:
        return r->list->count / PROBE_WORTH < r->n ? read_in_order(r) : read_by_probe(r);
    case ASSAY_IN_RANGE_BITS:
        break;
    }
    return read_by_probe(r);
}

/* How many records the range has; their lengths are mapped and verified once. */
static assay_status open_lengths(uint32_t *all, assay_pruner *p) {
    uint32_t first = p->range << ASSAY_RANGE_BITS, left = p->records - first;
    *all = left < ASSAY_RANGE_SIZE ? left : ASSAY_RANGE_SIZE;
    return p->record_lengths != NULL
               ? ASSAY_OK
               : assay_segment_lengths(&p->record_lengths, p->segment, first, *all, p->err);
}

assay_status assay_pruner_length(uint32_t *out, assay_pruner *p, uint16_t local) {
    uint32_t all = 0;
    ASSAY_TRY(open_lengths(&all, p));
    if (local >= all)
        return assay_fail(p->err, ASSAY_E_CORRUPT, "%s: a list has a record beyond the last",
                          assay_segment_path(p->segment));
    *out =
        assay_length_at(p->record_lengths, assay_segment_footer(p->segment)->length_width, local);
    return ASSAY_OK;
}

static assay_status begin_batch(assay_pruner *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        uint32_t length = 0;
        ASSAY_TRY(assay_pruner_length(&length, p, p->batch[i]));
        p->parts[i] = assay_bm25_length_part(&p->program->bm25, length);
        p->scores[i] = 0.0;
        p->hits[i] = 0;
    }
    return ASSAY_OK;
}

static assay_status keep_scored(assay_pruner *p, size_t i) {
    assay_topk *topk = &p->evaluation->evaluator->topk;
    uint32_t local = (p->range << ASSAY_RANGE_BITS) + p->batch[i];
    uint32_t wanted = p->shape.flat == ASSAY_FLAT_ALL ? p->shape.leaf_count : 1;
    p->evaluation->statistics->scored += p->hits[i];
    if (p->hits[i] < wanted || p->scores[i] < assay_topk_threshold(topk) ||
        (p->dead != NULL && assay_tombstones_has(p->dead, local)))
        return ASSAY_OK;
    for (uint32_t h = 0; h < p->handled_count; h++) {
        bool present;
        uint32_t rank;
        ASSAY_TRY(assay_range_list_probe(&present, &rank, &p->lists[p->handled[h]], p->batch[i],
                                         p->evaluation->statistics, p->err));
        if (present)
            return ASSAY_OK;
    }
    assay_hit hit = {0, p->scores[i]};
    ASSAY_TRY(assay_segment_number(&hit.record, p->segment, local, p->err));
    return assay_topk_add(topk, hit, p->err);
}

assay_status assay_pruner_batch(assay_pruner *p, size_t n) {
    ASSAY_TRY(begin_batch(p, n));
    p->evaluation->statistics->candidates += n;
    for (uint32_t l = 0; l < p->shape.leaf_count; l++) {
        const assay_shape_leaf *leaf = &p->shape.leaves[l];
        leaf_reader reader = {p, &p->lists[leaf->term], leaf->weight, n};
        ASSAY_TRY(read_leaf(&reader));
    }
    for (size_t i = 0; i < n; i++)
        ASSAY_TRY(keep_scored(p, i));
    return ASSAY_OK;
}
