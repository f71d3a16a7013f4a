/* One list read by itself: which of its records may enter, from their postings in it and what all else can
 * add at most. */
#include "ranking/kernels/piece.h"
#include "ranking/retrieval/pruner.h"

enum { MANY = 16 }; /* one posting in so many is many */

/* ---- sorted ids ---- */

/* Appends the n postings whose bound is enough. */
static void take_postings(assay_pruner *p, const uint16_t *ids, const uint8_t *codes, size_t n,
                          const uint16_t *table, uint32_t need) {
    if (need <= 65535)
        p->count += p->kernels->take_postings(p->ids + p->count, p->id_bounds + p->count, ids,
                                              codes, n, table, (uint16_t)need);
    p->evaluation->statistics->bounded += n;
}

static assay_status take_blocks(assay_pruner *p, assay_range_list *list, const uint16_t *table,
                                uint32_t need) {
    const uint8_t *codes = assay_pruner_codes(p, list);
    for (uint32_t b = 0; b < list->chunk.blocks; b++) {
        const uint8_t *bound = list->chunk.block_bound;
        if (bound != NULL && assay_pruner_best_code(table, bound + 2 * (size_t)b, 2) < need) {
            p->evaluation->statistics->blocks_skipped++;
            continue;
        }
        ASSAY_TRY(assay_range_list_block(list, b, p->evaluation->statistics, p->err));
        size_t first = (size_t)b * ASSAY_BLOCK_SIZE, n = list->count - first;
        take_postings(p, list->ids + first, codes + first,
                      n < ASSAY_BLOCK_SIZE ? n : ASSAY_BLOCK_SIZE, table, need);
    }
    return ASSAY_OK;
}

/* ---- dense lists ---- */

static assay_status fail_count(const assay_pruner *p) {
    return assay_fail(p->err, ASSAY_E_CORRUPT, "%s: a list counts its records wrong",
                      assay_segment_path(p->segment));
}

/* Every record of the list, those that cannot add anything too. */
static assay_status take_all(assay_pruner *p, assay_range_list *list, const uint16_t *table) {
    const uint8_t *codes = assay_pruner_codes(p, list);
    uint64_t bits[ASSAY_RANGE_WORDS];
    ASSAY_TRY(assay_range_list_bits(bits, list, p->evaluation->statistics, p->err));
    p->count = p->kernels->bits_ids(p->ids, bits, ASSAY_RANGE_WORDS);
    if (p->count != list->count)
        return fail_count(p);
    p->evaluation->statistics->decoded += p->count;
    p->evaluation->statistics->bounded += p->count;
    bool column = list->kind == ASSAY_IN_RANGE_COLUMN;
    for (size_t i = 0; i < p->count; i++)
        p->id_bounds[i] = table[codes[column ? p->ids[i] : i]];
    return ASSAY_OK;
}

/* The records of n ascending ranks, counted from that of word w's first record, by going through the words:
 * open_dense has seen that the list has so many. */
static void select_records(uint16_t *ids, const assay_range_list *list, size_t w, uint32_t first,
                           const uint16_t *ranks, size_t n) {
    for (size_t i = 0; i < n; i++) {
        uint32_t rank = first + ranks[i];
        while (w + 1 < ASSAY_RANGE_WORDS && list->prefix[w + 1] <= rank)
            w++;
        unsigned nth = rank - list->prefix[w] + 1U;
        ids[i] = (uint16_t)(64 * w + ASSAY_RICE_SELECT(list->bits[w], nth));
    }
}

assay_status assay_pruner_open_dense(assay_pruner *p, uint32_t t) {
    assay_range_list *list = &p->lists[t];
    if (list->kind != ASSAY_IN_RANGE_BITS)
        return ASSAY_OK;
    ASSAY_TRY(assay_range_list_ranks(list, &p->range_arena, p->err));
    uint64_t last = list->bits[ASSAY_RANGE_WORDS - 1];
    size_t count = list->prefix[ASSAY_RANGE_WORDS - 1] + (size_t)__builtin_popcountll(last);
    return count == list->count ? ASSAY_OK : fail_count(p);
}

/* What is taken of a dense list: codes[0..n), those of the records in words [from, to). */
typedef struct {
    size_t from, to, first, n; /* first: the place of codes[0] among all */
    const uint8_t *codes;
    const uint16_t *table;
} dense_part;

static dense_part part_of(const assay_pruner *p, uint32_t t, size_t from, size_t to) {
    const assay_range_list *list = &p->lists[t];
    bool column = list->kind == ASSAY_IN_RANGE_COLUMN;
    size_t first = column ? 64 * from : list->prefix[from];
    size_t end = column ? 64 * to : to < ASSAY_RANGE_WORDS ? list->prefix[to] : list->count;
    return (dense_part){.from = from,
                        .to = to,
                        .first = first,
                        .n = end - first,
                        .codes = assay_pruner_codes(p, list) + first,
                        .table = column ? p->terms[t].column_table : p->terms[t].table};
}

/* Those of p->found: where their codes stand. */
static void take_found(assay_pruner *p, const assay_range_list *list, const dense_part *part,
                       size_t found) {
    uint16_t *ids = p->ids + p->count, *bounds = p->id_bounds + p->count;
    if (list->kind == ASSAY_IN_RANGE_BITS)
        select_records(ids, list, part->from, (uint32_t)part->first, p->found, found);
    for (size_t i = 0; list->kind == ASSAY_IN_RANGE_COLUMN && i < found; i++)
        ids[i] = (uint16_t)(part->first + p->found[i]);
    for (size_t i = 0; i < found; i++)
        bounds[i] = part->table[part->codes[p->found[i]]];
    p->count += found;
}

/* All records, then what is enough of these. */
static void take_many(assay_pruner *p, const assay_range_list *list, const dense_part *part,
                      uint16_t need) {
    uint16_t *ids = p->ids + p->count, *bounds = p->id_bounds + p->count;
    p->kernels->bits_ids(p->which, list->bits + part->from, part->to - part->from);
    size_t taken =
        p->kernels->take_postings(ids, bounds, p->which, part->codes, part->n, part->table, need);
    for (size_t i = 0; i < taken; i++)
        ids[i] = (uint16_t)(ids[i] + 64 * part->from);
    p->count += taken;
}

/* Most often nearly all codes are too low, and only the few others' records are looked up. */
void assay_pruner_take_dense(assay_pruner *p, uint32_t t, size_t from, size_t to, uint32_t need) {
    if (need > 65535)
        return;
    const assay_range_list *list = &p->lists[t];
    const dense_part part = part_of(p, t, from, to);
    size_t found = p->kernels->find_codes(p->found, part.codes, part.n, part.table, (uint16_t)need);
    if (list->kind == ASSAY_IN_RANGE_BITS && found > part.n / MANY)
        take_many(p, list, &part, (uint16_t)need);
    else
        take_found(p, list, &part, found);
    p->evaluation->statistics->bounded += part.n;
    p->evaluation->statistics->decoded += found;
}

/* ---- any list ---- */

assay_status assay_pruner_lead(assay_pruner *p, uint32_t t, uint32_t rest) {
    assay_range_list *list = &p->lists[t];
    const uint16_t *table = p->terms[t].table;
    uint32_t need = assay_pruner_need(p);
    need = need > rest ? need - rest : 0;
    p->count = 0;
    if (list->kind != ASSAY_IN_RANGE_IDS) {
        if (need == 0)
            return take_all(p, list, table);
        ASSAY_TRY(assay_pruner_open_dense(p, t));
        assay_pruner_take_dense(p, t, 0, ASSAY_RANGE_WORDS, need);
        return ASSAY_OK;
    }
    if (!list->whole)
        return take_blocks(p, list, table, need);
    take_postings(p, list->ids, assay_pruner_codes(p, list), list->count, table, need);
    return ASSAY_OK;
}
