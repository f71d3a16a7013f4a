#include "ranking/retrieval/term_list.h"

#include "ranking/segment/postings.h"

enum {
    WORDS = ASSAY_RANGE_SIZE / 64,
    FEW_IDS = 64,      /* compared at once */
    PROBES_AHEAD = 16, /* blocks fetched before the first is unpacked */
    RANKS_WORTH = 64   /* records looked up from which on ranks of all words are made */
};

/* ---- a term in a part ---- */

/* Records of a short list become 16-bit ids and a table of where each range begins. */
static assay_status slice_records(assay_term_list *list, assay_arena *arena,
                                  const uint32_t *records, assay_error *err) {
    uint32_t ranges = assay_footer_ranges(assay_segment_footer(list->segment));
    list->ids = assay_arena_alloc(arena, (list->df + ASSAY_KERNEL_SLACK) * sizeof *list->ids);
    list->slice = assay_arena_calloc(arena, ranges + 1U, sizeof *list->slice);
    if (list->ids == NULL || list->slice == NULL)
        return assay_fail_memory(err);
    uint32_t range = 0;
    for (uint32_t i = 0; i < list->df; i++) {
        uint32_t own = records[i] >> ASSAY_RANGE_BITS;
        if (own < range || own >= ranges)
            return assay_fail(err, ASSAY_E_CORRUPT, "%s: a list's records do not ascend",
                              assay_segment_path(list->segment));
        while (range < own)
            list->slice[++range] = i;
        list->ids[i] = (uint16_t)records[i];
    }
    while (range < ranges)
        list->slice[++range] = list->df;
    return ASSAY_OK;
}

static assay_status open_inline(assay_term_list *list, assay_arena *arena, assay_error *err) {
    list->inlined = assay_arena_alloc(arena, sizeof *list->inlined);
    if (list->inlined == NULL)
        return assay_fail_memory(err);
    ASSAY_TRY(assay_segment_inline(list->inlined, list->segment, list->term, err));
    list->codes = list->ranked ? list->inlined->codes : NULL;
    list->max_wdf = list->inlined->max_wdf;
    return slice_records(list, arena, list->inlined->records, err);
}

static assay_status open_sparse(assay_term_list *list, assay_arena *arena, assay_error *err) {
    assay_sparse_list *sparse = &list->sparse;
    ASSAY_TRY(assay_segment_sparse(sparse, list->segment, list->term, err));
    uint32_t *records =
        assay_arena_alloc(arena, ((size_t)sparse->blocks * ASSAY_BLOCK_SIZE) * sizeof *records);
    if (records == NULL)
        return assay_fail_memory(err);
    uint32_t count = 0;
    for (uint32_t b = 0; b < sparse->blocks; b++) {
        unsigned n;
        ASSAY_TRY(assay_sparse_decode(records + count, &n, list->segment, sparse, b, err));
        count += n;
    }
    list->df = count;
    list->codes = sparse->codes;
    return slice_records(list, arena, records, err);
}

static assay_status open_subset(assay_term_list *list, assay_arena *arena, assay_error *err) {
    uint32_t *records = assay_arena_alloc(arena, (size_t)list->df * sizeof *records);
    if (records == NULL)
        return assay_fail_memory(err);
    ASSAY_TRY(assay_postings_subset(records, list->segment, list->term, err));
    return slice_records(list, arena, records, err);
}

assay_status assay_term_list_open(assay_term_list *out, assay_arena *arena,
                                  const assay_kernels *kernels, const assay_segment *segment,
                                  const assay_segment_term *term,
                                  assay_evaluate_statistics *statistics, assay_error *err) {
    *out = (assay_term_list){.segment = segment,
                             .term = term,
                             .kernels = kernels,
                             .df = term->df,
                             .max_wdf = term->max_wdf,
                             .kind = term->kind,
                             .ranked = term->ranked};
    if (term->kind == ASSAY_LIST_RANGED)
        return assay_segment_ranged(&out->ranged, segment, term, err);
    statistics->decoded += term->df;
    if (term->kind == ASSAY_LIST_SUBSET)
        return open_subset(out, arena, err);
    return term->kind == ASSAY_LIST_INLINE ? open_inline(out, arena, err)
                                           : open_sparse(out, arena, err);
}

/* ---- a term in a range ---- */

uint32_t assay_term_list_entry(assay_term_list *list, uint32_t range) {
    const assay_ranged_list *ranged = &list->ranged;
    uint32_t low = 0, high = ranged->range_count;
    if (range < high && assay_ranged_entry(ranged, range).range == range)
        return range; /* as in a list that has postings everywhere */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (assay_ranged_entry(ranged, middle).range < range)
            low = middle + 1;
        else
            high = middle;
    }
    return low < ranged->range_count && assay_ranged_entry(ranged, low).range == range ? low
                                                                                       : UINT32_MAX;
}

enum { LINE = 64, HEAD_LINES = 4, DATA_LINES = 32, BLOCK_LINES = 4 };

static void prefetch(const uint8_t *at, size_t lines) {
    for (size_t line = 0; line < lines; line++)
        __builtin_prefetch(at + line * LINE);
}

void assay_term_list_prefetch(assay_term_list *list, uint32_t range) {
    if (list->kind != ASSAY_LIST_RANGED)
        return;
    uint32_t entry = assay_term_list_entry(list, range);
    if (entry == UINT32_MAX)
        return;
    assay_range_entry at = assay_ranged_entry(&list->ranged, entry);
    if (at.distance <= list->ranged.list_at) /* else damage, which opening tells */
        prefetch(list->ranged.list - at.distance, HEAD_LINES);
}

void assay_range_list_prefetch(const assay_range_list *list) {
    if (list->kind != ASSAY_IN_RANGE_IDS || list->whole)
        return;
    size_t lines = list->chunk.data_size / LINE + 1;
    prefetch(list->chunk.data, lines < DATA_LINES ? lines : DATA_LINES);
}

static assay_status open_chunk(assay_range_list *out, assay_term_list *list, assay_arena *arena,
                               assay_error *err) {
    assay_chunk *chunk = &out->chunk;
    ASSAY_TRY(assay_segment_chunk(chunk, list->segment, &list->ranged, out->entry, err));
    ASSAY_TRY(assay_chunk_touch(list->segment, chunk, err));
    out->count = chunk->count;
    out->codes = chunk->codes;
    out->rank = chunk->rank;
    if (chunk->kind == ASSAY_CHUNK_BLOCKS) {
        out->kind = ASSAY_IN_RANGE_IDS;
        size_t room = (size_t)chunk->blocks * ASSAY_BLOCK_SIZE + ASSAY_KERNEL_SLACK;
        out->ids = assay_arena_alloc(arena, room * sizeof *out->ids);
        out->decoded = assay_arena_calloc(arena, chunk->blocks / 64 + 1U, sizeof *out->decoded);
        out->last_ids =
            assay_arena_alloc(arena, (chunk->blocks + ASSAY_KERNEL_SLACK) * sizeof *out->last_ids);
        if (out->ids == NULL || out->decoded == NULL || out->last_ids == NULL)
            return assay_fail_memory(err);
        for (uint32_t b = 0; b < chunk->blocks; b++)
            out->last_ids[b] = assay_load_u16(chunk->last_id + 2 * (size_t)b);
        return ASSAY_OK;
    }
    out->kind = chunk->kind == ASSAY_CHUNK_BITS ? ASSAY_IN_RANGE_BITS : ASSAY_IN_RANGE_COLUMN;
    out->bits = (const uint64_t *)(const void *)chunk->bits;
    return ASSAY_OK;
}

assay_status assay_range_list_open(assay_range_list *out, assay_term_list *list, uint32_t range,
                                   assay_arena *arena, assay_error *err) {
    *out = (assay_range_list){.list = list, .kind = ASSAY_IN_RANGE_ABSENT, .range = range};
    if (list->kind == ASSAY_LIST_RANGED) {
        out->entry = assay_term_list_entry(list, range);
        return out->entry != UINT32_MAX ? open_chunk(out, list, arena, err) : ASSAY_OK;
    }
    out->first = list->slice[range];
    out->count = list->slice[range + 1] - out->first;
    if (out->count == 0)
        return ASSAY_OK;
    out->kind = ASSAY_IN_RANGE_IDS;
    out->whole = true;
    out->ids = list->ids + out->first;
    out->codes = list->codes != NULL ? list->codes + out->first : NULL;
    return ASSAY_OK;
}

assay_status assay_range_list_block(assay_range_list *list, uint32_t b,
                                    assay_evaluate_statistics *statistics, assay_error *err) {
    if (list->whole || (list->decoded[b / 64] >> (b % 64) & 1) != 0)
        return ASSAY_OK;
    const uint8_t *data;
    unsigned n;
    assay_codec_shape shape;
    uint16_t base;
    ASSAY_TRY(
        assay_chunk_block(&data, &n, &shape, &base, list->list->segment, &list->chunk, b, err));
    list->list->kernels->decode16(list->ids + (size_t)b * ASSAY_BLOCK_SIZE, data, n, shape, base);
    if (n < ASSAY_BLOCK_SIZE) /* as find_in_blocks wants it */
        memset(list->ids + (size_t)b * ASSAY_BLOCK_SIZE + n, 0xff,
               (ASSAY_BLOCK_SIZE - n) * sizeof *list->ids);
    list->decoded[b / 64] |= UINT64_C(1) << (b % 64);
    statistics->decoded += n;
    return ASSAY_OK;
}

assay_status assay_range_list_decode(assay_range_list *list, assay_evaluate_statistics *statistics,
                                     assay_error *err) {
    if (list->whole)
        return ASSAY_OK;
    for (uint32_t b = 0; b < list->chunk.blocks; b++)
        ASSAY_TRY(assay_range_list_block(list, b, statistics, err));
    list->whole = true;
    return ASSAY_OK;
}

/* Index of the first of n ascending ids >= id. */
static uint32_t first_not_below(const assay_kernels *kernels, const uint16_t *ids, uint32_t n,
                                uint16_t id) {
    uint32_t low = 0;
    while (n > FEW_IDS) {
        uint32_t half = n / 2;
        low += half & (0U - (uint32_t)(ids[low + half - 1] < id)); /* no branch to guess */
        n -= half;
    }
    return low + kernels->count_less(ids + low, n, id);
}

/* The block an id would stand in. */
static uint32_t block_of(const assay_range_list *list, uint16_t local) {
    uint32_t blocks = list->chunk.blocks;
    uint32_t b = first_not_below(list->list->kernels, list->last_ids, blocks, local);
    return b < blocks ? b : blocks - 1;
}

/* Looks the id up in its block, which gets decoded. */
static assay_status probe_block(bool *present, uint32_t *rank, assay_range_list *list, uint32_t b,
                                uint16_t local, assay_evaluate_statistics *statistics,
                                assay_error *err) {
    uint32_t begin = 0, n = list->count;
    if (list->chunk.blocks > 1) {
        begin = b * ASSAY_BLOCK_SIZE;
        n = n - begin < ASSAY_BLOCK_SIZE ? n - begin : ASSAY_BLOCK_SIZE;
    }
    if (!list->whole)
        ASSAY_TRY(assay_range_list_block(list, b, statistics, err));
    *rank = begin + first_not_below(list->list->kernels, list->ids + begin, n, local);
    *present = *rank < begin + n && list->ids[*rank] == local;
    return ASSAY_OK;
}

static assay_status probe_ids(bool *present, uint32_t *rank, assay_range_list *list, uint16_t local,
                              assay_evaluate_statistics *statistics, assay_error *err) {
    uint32_t b = list->chunk.blocks > 1 ? block_of(list, local) : 0;
    return probe_block(present, rank, list, b, local, statistics, err);
}

/* Fetches a block's packed ids early. */
static void prefetch_block(const assay_range_list *list, uint32_t b) {
    if ((list->decoded[b / 64] >> (b % 64) & 1) == 0)
        prefetch(list->chunk.data + (size_t)2 * assay_load_u16(list->chunk.data_at + 2 * (size_t)b),
                 BLOCK_LINES);
}

/* Unpacks the blocks, some of them being fetched while those before are unpacked. */
static assay_status open_blocks(assay_range_list *list, const uint16_t *blocks, size_t n,
                                assay_evaluate_statistics *statistics, assay_error *err) {
    for (size_t done = 0; done < n; done += PROBES_AHEAD) {
        size_t end = n - done < PROBES_AHEAD ? n : done + PROBES_AHEAD;
        for (size_t i = done; i < end; i++)
            prefetch_block(list, blocks[i]);
        for (size_t i = done; i < end; i++)
            ASSAY_TRY(assay_range_list_block(list, blocks[i], statistics, err));
    }
    return ASSAY_OK;
}

static assay_status locate_in_blocks(uint8_t *has, uint16_t *ranks, assay_range_list *list,
                                     const uint16_t *locals, size_t n,
                                     assay_evaluate_statistics *statistics, assay_error *err) {
    const assay_kernels *kernels = list->list->kernels;
    kernels->find_blocks(ranks, list->last_ids, list->chunk.blocks, locals, n);
    if (!list->whole)
        ASSAY_TRY(open_blocks(list, ranks, n, statistics, err));
    kernels->find_in_blocks(has, ranks, list->ids, list->count, locals, n);
    return ASSAY_OK;
}

static void locate_in_slice(uint8_t *has, uint16_t *ranks, const assay_range_list *list,
                            const uint16_t *locals, size_t n) {
    for (size_t i = 0; i < n; i++) {
        uint32_t rank = first_not_below(list->list->kernels, list->ids, list->count, locals[i]);
        has[i] = rank < list->count && list->ids[rank] == locals[i];
        ranks[i] = (uint16_t)rank;
    }
}

static uint32_t rank_of_bit(const assay_range_list *list, uint16_t local) {
    const assay_kernels *kernels = list->list->kernels;
    uint32_t step = local / ASSAY_RANK_STEP, word = local / 64;
    if (list->prefix != NULL)
        return list->prefix[word] + kernels->rank(list->bits, word, word, local % 64);
    return assay_load_u16(list->rank + 2 * (size_t)step) +
           kernels->rank(list->bits, (size_t)step * (ASSAY_RANK_STEP / 64), word, local % 64);
}

assay_status assay_range_list_ranks(assay_range_list *list, assay_arena *arena, assay_error *err) {
    if (list->prefix != NULL)
        return ASSAY_OK;
    uint16_t *prefix = assay_arena_alloc(arena, WORDS * sizeof *prefix);
    if (prefix == NULL)
        return assay_fail_memory(err);
    list->list->kernels->prefix_ranks(prefix, list->bits);
    list->prefix = prefix;
    return ASSAY_OK;
}

assay_status assay_range_list_probe(bool *present, uint32_t *rank, assay_range_list *list,
                                    uint16_t local, assay_evaluate_statistics *statistics,
                                    assay_error *err) {
    switch (list->kind) {
    case ASSAY_IN_RANGE_IDS:
        return probe_ids(present, rank, list, local, statistics, err);
    case ASSAY_IN_RANGE_BITS:
        *present = (list->bits[local / 64] >> (local % 64) & 1) != 0;
        if (*present) {
            *rank = rank_of_bit(list, local);
            if (*rank >= list->count)
                return assay_fail(err, ASSAY_E_CORRUPT, "%s: ranks of a bit set are wrong",
                                  assay_segment_path(list->list->segment));
        }
        return ASSAY_OK;
    case ASSAY_IN_RANGE_COLUMN:
        *present = list->codes[local] != 0;
        return ASSAY_OK;
    case ASSAY_IN_RANGE_ABSENT:
        break;
    }
    *present = false;
    return ASSAY_OK;
}

static assay_status locate_bits(uint8_t *has, uint16_t *ranks, const assay_range_list *list,
                                const uint16_t *locals, size_t n, assay_error *err) {
    bool sound = true;
    for (size_t i = 0; i < n; i++) {
        has[i] = (uint8_t)(list->bits[locals[i] / 64] >> (locals[i] % 64) & 1);
        if (has[i] == 0)
            continue;
        uint32_t rank = rank_of_bit(list, locals[i]);
        sound &= rank < list->count;
        ranks[i] = (uint16_t)rank;
    }
    return sound ? ASSAY_OK
                 : assay_fail(err, ASSAY_E_CORRUPT, "%s: ranks of a bit set are wrong",
                              assay_segment_path(list->list->segment));
}

assay_status assay_range_list_locate(uint8_t *has, uint16_t *ranks, assay_range_list *list,
                                     const uint16_t *locals, size_t n, assay_arena *arena,
                                     assay_evaluate_statistics *statistics, assay_error *err) {
    if (list->kind == ASSAY_IN_RANGE_BITS) {
        if (n >= RANKS_WORTH)
            ASSAY_TRY(assay_range_list_ranks(list, arena, err));
        return locate_bits(has, ranks, list, locals, n, err);
    }
    if (list->list->kind == ASSAY_LIST_RANGED)
        return locate_in_blocks(has, ranks, list, locals, n, statistics, err);
    locate_in_slice(has, ranks, list, locals, n);
    return ASSAY_OK;
}

assay_status assay_range_list_wdf(uint32_t *out, assay_range_list *list, uint32_t rank,
                                  uint16_t local, assay_error *err) {
    assay_term_list *own = list->list;
    *out = 0;
    if (list->codes == NULL)
        return ASSAY_OK;
    uint8_t code = list->codes[list->kind == ASSAY_IN_RANGE_COLUMN ? local : rank];
    if (code < ASSAY_PATCH_FIRST_CODE) {
        *out = assay_code_wdf_class(code);
        return ASSAY_OK;
    }
    if (own->kind == ASSAY_LIST_INLINE) {
        *out = own->inlined->wdf[list->first + rank];
        return ASSAY_OK;
    }
    if (own->kind == ASSAY_LIST_SPARSE)
        return assay_sparse_wdf(out, own->segment, &own->sparse, list->first + rank, err);
    return assay_chunk_wdf(out, own->segment, &list->chunk, &list->patches, rank, local, err);
}

/* ---- positions ---- */

/* Codes of block b's postings in record order; NULL when not ranked. scratch: room for a COLUMN's. */
enum { SCRATCH = ASSAY_BLOCK_SIZE + 2 * ASSAY_RANK_STEP + ASSAY_KERNEL_SLACK };
static const uint8_t *block_codes(const assay_range_list *list, uint32_t b, uint8_t *scratch) {
    size_t first = (size_t)b * ASSAY_BLOCK_SIZE, step_words = ASSAY_RANK_STEP / 64;
    if (list->codes == NULL)
        return NULL;
    if (list->kind != ASSAY_IN_RANGE_COLUMN)
        return list->codes + first;
    uint32_t step = 0;
    while (step + 1 < ASSAY_RANKS && assay_load_u16(list->rank + 2 * (size_t)(step + 1)) <= first)
        step++;
    size_t before = first - assay_load_u16(list->rank + 2 * (size_t)step), count = 0;
    before = before < ASSAY_RANK_STEP ? before : 0; /* more is damage */
    for (; step < ASSAY_RANKS && count < before + ASSAY_BLOCK_SIZE; step++)
        count += list->list->kernels->take_codes(scratch + count,
                                                 list->codes + (size_t)step * ASSAY_RANK_STEP,
                                                 list->bits + step * step_words, step_words);
    if (count < before + ASSAY_BLOCK_SIZE)
        memset(scratch + count, 0, before + ASSAY_BLOCK_SIZE - count);
    return scratch + before;
}

/* Few bytes, in the dictionary: unpacked at once. */
static assay_status inline_positions(assay_positions *out, assay_lazy_positions *lazy,
                                     const assay_range_list *list, uint32_t p, assay_error *err) {
    assay_position_block block = {.values = lazy->one, .capacity = lazy->one_capacity};
    assay_status status =
        assay_positions_inline(&block, list->list->segment, list->list->inlined, p, err);
    lazy->one = block.values;
    lazy->one_capacity = block.capacity;
    *out = (assay_positions){block.values, status == ASSAY_OK ? block.start[1] : 0};
    return status;
}

static assay_status open_positions(assay_lazy_positions *lazy, const assay_range_list *list,
                                   uint32_t b, assay_error *err) {
    assay_term_list *own = list->list;
    bool sparse = own->kind == ASSAY_LIST_SPARSE;
    uint32_t count = sparse ? own->df : list->count, left = count - b * ASSAY_BLOCK_SIZE;
    const uint8_t *codes = NULL;
    uint8_t scratch[SCRATCH];
    uint64_t at = 0;
    if (sparse) {
        codes = own->codes != NULL ? own->codes + (size_t)b * ASSAY_BLOCK_SIZE : NULL;
        ASSAY_TRY(
            assay_positions_locate_sparse(&at, own->segment, own->term, &own->sparse, b, err));
    } else {
        codes = block_codes(list, b, scratch);
        ASSAY_TRY(assay_positions_locate_chunk(&at, own->segment, own->term, &own->ranged,
                                               list->entry, b, err));
    }
    return assay_lazy_positions_open(lazy, own->kernels, own->segment, at,
                                     left < ASSAY_BLOCK_SIZE ? left : ASSAY_BLOCK_SIZE, codes, err);
}

assay_status assay_range_list_positions(assay_positions *out, assay_range_list *list,
                                        assay_lazy_positions *lazy, unsigned slots, uint32_t rank,
                                        uint16_t local, assay_error *err) {
    assay_term_list *own = list->list;
    *out = (assay_positions){NULL, 0};
    if (!own->term->has_positions)
        return ASSAY_OK;
    if (list->kind == ASSAY_IN_RANGE_COLUMN)
        rank = rank_of_bit(list, local);
    uint32_t within = list->first + rank;
    if (own->kind == ASSAY_LIST_INLINE)
        return inline_positions(out, lazy, list, within, err);
    uint32_t b = within / ASSAY_BLOCK_SIZE;
    uint64_t key = ((own->kind == ASSAY_LIST_RANGED ? (uint64_t)list->range << 32 : 0) | b) + 1;
    lazy += b % slots;
    if (lazy->key != key) {
        lazy->key = 0;
        ASSAY_TRY(open_positions(lazy, list, b, err));
        lazy->key = key;
    }
    return assay_lazy_positions_get(out, lazy, within % ASSAY_BLOCK_SIZE, err);
}

/* ---- bits ---- */

assay_status assay_range_list_bits(uint64_t bits[1024], assay_range_list *list,
                                   assay_evaluate_statistics *statistics, assay_error *err) {
    switch (list->kind) {
    case ASSAY_IN_RANGE_BITS:
        memcpy(bits, list->bits, WORDS * sizeof *bits);
        return ASSAY_OK;
    case ASSAY_IN_RANGE_COLUMN:
        list->list->kernels->column_bits(bits, list->codes, ASSAY_RANGE_SIZE);
        return ASSAY_OK;
    case ASSAY_IN_RANGE_IDS:
        memset(bits, 0, WORDS * sizeof *bits);
        ASSAY_TRY(assay_range_list_decode(list, statistics, err));
        for (uint32_t i = 0; i < list->count; i++)
            bits[list->ids[i] / 64] |= UINT64_C(1) << (list->ids[i] % 64);
        return ASSAY_OK;
    case ASSAY_IN_RANGE_ABSENT:
        break;
    }
    memset(bits, 0, WORDS * sizeof *bits);
    return ASSAY_OK;
}
