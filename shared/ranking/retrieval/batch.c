/* Exact scores of many records of a flat plan at once, one list after the other in the plan's order:
 * each record's sum is made of the same doubles in the same order as the tree's walk makes it. */
#include "ranking/retrieval/pruner.h"

enum {
    PROBE_WORTH = 16, /* reading this many postings in order costs as much as one probe */
    WIPE_WORTH = 128  /* marks from which on wiping all of them is quicker than one by one */
};

/* ---- where the batch's records stand in a list ---- */

/* Neighbours are often in the same word, where each mark would wait for the one before: by bytes. */
static void mark(uint64_t *marks, const uint16_t *records, size_t n) {
    const unsigned flip = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 0 : 7;
    uint8_t *bytes = (uint8_t *)marks;
    for (size_t i = 0; i < n; i++)
        bytes[(records[i] / 8U) ^ flip] |= (uint8_t)(1U << (records[i] % 8));
}

static void unmark(uint64_t *marks, const uint16_t *records, size_t n) {
    if (n >= WIPE_WORTH) {
        memset(marks, 0, ASSAY_RANGE_WORDS * sizeof *marks);
        return;
    }
    for (size_t i = 0; i < n; i++)
        marks[records[i] / 64] = 0;
}

/* Twice through a bit set, which stays near the processor: the postings that are among the records,
 * then the records that are among those postings; only these few are paired by way of sums. */
assay_status assay_pruner_find(size_t *found, assay_pruner *p, assay_range_list *list,
                               const uint16_t *records, size_t n) {
    ASSAY_TRY(assay_range_list_decode(list, p->evaluation->statistics, p->err));
    mark(p->marks, records, n);
    size_t count = p->kernels->find_marked(p->found, p->marks, list->ids, list->count);
    unmark(p->marks, records, n);
    for (size_t j = 0; j < count; j++) {
        uint16_t id = list->ids[p->found[j]];
        p->marks[id / 64] |= UINT64_C(1) << (id % 64);
        p->sums[id] = p->found[j];
    }
    *found = p->kernels->find_marked(p->which, p->marks, records, n);
    for (size_t j = 0; j < count; j++)
        p->marks[list->ids[p->found[j]] / 64] = 0;
    for (size_t j = 0; j < *found; j++) {
        uint16_t *place = &p->sums[records[p->which[j]]];
        p->found[j] = *place;
        *place = 0;
    }
    return ASSAY_OK;
}

static assay_status locate_in_order(assay_pruner *p, assay_range_list *list, size_t n) {
    size_t found = 0;
    ASSAY_TRY(assay_pruner_find(&found, p, list, p->batch, n));
    memset(p->has, 0, n);
    for (size_t j = 0; j < found; j++) {
        p->has[p->which[j]] = 1;
        p->places[p->which[j]] = p->found[j];
    }
    return ASSAY_OK;
}

/* Fills has, places (not of a COLUMN) and codes. */
static assay_status locate(assay_pruner *p, assay_range_list *list, size_t n) {
    const uint8_t *codes = assay_pruner_codes(p, list);
    if (list->kind == ASSAY_IN_RANGE_COLUMN) {
        for (size_t i = 0; i < n; i++) {
            p->codes[i] = codes[p->batch[i]];
            p->has[i] = p->codes[i] != 0;
        }
        return ASSAY_OK;
    }
    if (list->kind == ASSAY_IN_RANGE_IDS && list->count / PROBE_WORTH < n)
        ASSAY_TRY(locate_in_order(p, list, n));
    else
        ASSAY_TRY(assay_range_list_locate(p->has, p->places, list, p->batch, n, &p->range_arena,
                                          p->evaluation->statistics, p->err));
    for (size_t i = 0; i < n; i++)
        p->codes[i] = (uint8_t)(codes[p->places[i] & (0U - p->has[i])] & (0U - p->has[i]));
    return ASSAY_OK;
}

/* In a plan of one word most records of the best codes stay out all the same, for many wdf are one code: what
 * scores too little with the most of these, its own length known, needs no exact wdf. Of it hits become 0. */
static void drop_unreached(assay_pruner *p, const assay_shape_leaf *leaf, size_t n) {
    if (p->shape.leaf_count != 1 || p->shape.near_count != 0)
        return;
    double least = assay_topk_threshold(&p->evaluation->evaluator->topk) * (1 - 1e-9);
    uint32_t max_wdf = p->terms[leaf->term].list.max_wdf;
    for (size_t i = 0; i < n; i++) {
        uint32_t most = assay_wdf_class_high(assay_code_wdf_class(p->codes[i]), max_wdf);
        if (p->codes[i] >= ASSAY_PATCH_FIRST_CODE &&
            assay_bm25_score(leaf->weight, p->parts[i], most) < least)
            p->codes[i] = p->has[i] = 0;
    }
}

/* Exact wdf of the records located, 0 where there are none. */
static assay_status read_counts(assay_pruner *p, assay_range_list *list, size_t n) {
    for (size_t i = 0; i < n; i++) {
        p->counts[i] = assay_code_wdf_class(p->codes[i]);
        if (p->codes[i] >= ASSAY_PATCH_FIRST_CODE)
            ASSAY_TRY(assay_range_list_wdf(&p->counts[i], list, p->places[i], p->batch[i], p->err));
    }
    return ASSAY_OK;
}

static assay_status add_leaf(assay_pruner *p, const assay_shape_leaf *leaf, size_t n) {
    assay_range_list *list = &p->lists[leaf->term];
    if (list->kind == ASSAY_IN_RANGE_ABSENT)
        return ASSAY_OK;
    ASSAY_TRY(locate(p, list, n));
    drop_unreached(p, leaf, n);
    ASSAY_TRY(read_counts(p, list, n));
    for (size_t i = 0; i < n; i++)
        p->hits[i] += p->has[i];
    p->kernels->add_scores(p->scores, p->parts, p->counts, n, leaf->weight);
    if (p->leaf_places != NULL) {
        size_t first = (size_t)(leaf - p->shape.leaves) * ASSAY_PRUNER_BATCH;
        memcpy(p->leaf_places + first, p->places, n * sizeof *p->places);
        memcpy(p->leaf_counts + first, p->counts, n * sizeof *p->counts);
    }
    return ASSAY_OK;
}

/* ---- lengths ---- */

assay_status assay_pruner_open_lengths(uint32_t *all, assay_pruner *p) {
    uint32_t first = p->range << ASSAY_RANGE_BITS, left = p->records - first;
    *all = left < ASSAY_RANGE_SIZE ? left : ASSAY_RANGE_SIZE;
    return p->record_lengths != NULL
               ? ASSAY_OK
               : assay_segment_lengths(&p->record_lengths, p->segment, first, *all, p->err);
}

static assay_status fail_record(const assay_pruner *p) {
    return assay_fail(p->err, ASSAY_E_CORRUPT, "%s: a list has a record beyond the last",
                      assay_segment_path(p->segment));
}

assay_status assay_pruner_length(uint32_t *out, assay_pruner *p, uint16_t local) {
    uint32_t all = 0;
    ASSAY_TRY(assay_pruner_open_lengths(&all, p));
    if (local >= all)
        return fail_record(p);
    *out =
        assay_length_at(p->record_lengths, assay_segment_footer(p->segment)->length_width, local);
    return ASSAY_OK;
}

static assay_status begin_batch(assay_pruner *p, size_t n) {
    uint32_t all = 0;
    unsigned width = assay_segment_footer(p->segment)->length_width;
    const assay_bm25 bm25 = p->program->bm25;
    ASSAY_TRY(assay_pruner_open_lengths(&all, p));
    for (size_t i = 0; i < n; i++) {
        if (p->batch[i] >= all)
            return fail_record(p);
        uint32_t length = assay_length_at(p->record_lengths, width, p->batch[i]);
        p->parts[i] = assay_bm25_length_part(&bm25, length);
    }
    memset(p->scores, 0, n * sizeof *p->scores);
    memset(p->hits, 0, n * sizeof *p->hits);
    return ASSAY_OK;
}

/* ---- what of the batch enters ---- */

assay_status assay_pruner_admit(bool *out, assay_pruner *p, size_t i) {
    uint32_t record = (p->range << ASSAY_RANGE_BITS) + p->batch[i];
    *out = p->dead == NULL || !assay_tombstones_has(p->dead, record);
    for (uint32_t h = 0; *out && h < p->handled_count; h++) {
        bool present;
        uint32_t rank;
        ASSAY_TRY(assay_range_list_probe(&present, &rank, &p->lists[p->handled[h]], p->batch[i],
                                         p->evaluation->statistics, p->err));
        *out = !present;
    }
    return ASSAY_OK;
}

static assay_status keep_scored(assay_pruner *p, size_t i) {
    assay_topk *topk = &p->evaluation->evaluator->topk;
    uint32_t wanted = p->shape.flat == ASSAY_FLAT_ALL ? p->shape.leaf_count : 1;
    bool admitted;
    if (p->hits[i] < wanted || p->scores[i] < assay_topk_threshold(topk))
        return ASSAY_OK;
    ASSAY_TRY(assay_pruner_admit(&admitted, p, i));
    if (!admitted)
        return ASSAY_OK;
    assay_hit hit = {0, p->scores[i]};
    ASSAY_TRY(assay_segment_number(&hit.record, p->segment,
                                   (p->range << ASSAY_RANGE_BITS) + p->batch[i], p->err));
    return assay_topk_add(topk, hit, p->err);
}

/* Room for where each leaf's postings are, when positions will be asked for. */
static assay_status reserve_places(assay_pruner *p) {
    size_t room = (size_t)p->shape.leaf_count * ASSAY_PRUNER_BATCH;
    assay_arena *arena = &p->evaluation->evaluator->arena;
    if (p->shape.near_count == 0 || p->leaf_places != NULL)
        return ASSAY_OK;
    p->leaf_counts = assay_arena_alloc(arena, room * sizeof *p->leaf_counts);
    p->leaf_places = assay_arena_alloc(arena, room * sizeof *p->leaf_places);
    return p->leaf_counts != NULL && p->leaf_places != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

assay_status assay_pruner_batch(assay_pruner *p, size_t n) {
    ASSAY_TRY(begin_batch(p, n));
    ASSAY_TRY(reserve_places(p));
    p->evaluation->statistics->candidates += n;
    for (uint32_t l = 0; l < p->shape.leaf_count; l++)
        ASSAY_TRY(add_leaf(p, &p->shape.leaves[l], n));
    for (size_t i = 0; i < n; i++)
        p->evaluation->statistics->scored += p->hits[i];
    if (p->shape.near_count != 0)
        return assay_pruner_near(p, n);
    for (size_t i = 0; i < n; i++)
        ASSAY_TRY(keep_scored(p, i));
    return ASSAY_OK;
}
