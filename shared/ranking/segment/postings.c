#include "ranking/segment/postings.h"

#include <stdlib.h>

/* The unit in memory: all of an INLINE list, a block of a SPARSE list, up to 256 postings by rank of a
 * chunk. `unit` counts blocks of the list, or of the chunk `range`. */
struct assay_posting_cursor {
    const assay_segment *segment;
    assay_segment_term term;
    assay_inline_list inlined;
    assay_sparse_list sparse;
    assay_ranged_list ranged;
    assay_chunk chunk;
    uint32_t range; /* index of the chunk in the directory */
    uint32_t unit, units;
    unsigned count, at; /* postings in memory; the current one */
    bool started, positions_loaded;
    bool bare;        /* records are decoded, their wdf and codes are not */
    uint32_t scan;    /* BITS, COLUMN: local id after the last one decoded */
    uint32_t *subset; /* SUBSET: all records */
    size_t subset_capacity;
    uint32_t records[256], wdf[256];
    uint8_t codes[256];
    assay_position_block positions;
};

assay_status assay_posting_cursor_open(assay_posting_cursor **out, const assay_segment *segment,
                                       const assay_segment_term *term, assay_error *err) {
    assay_posting_cursor *cursor = calloc(1, sizeof *cursor);
    if (cursor == NULL)
        return assay_fail_memory(err);
    cursor->segment = segment;
    assay_status status = assay_posting_cursor_reopen(cursor, term, err);
    if (status != ASSAY_OK) {
        assay_posting_cursor_close(cursor);
        return status;
    }
    *out = cursor;
    return ASSAY_OK;
}

void assay_posting_cursor_close(assay_posting_cursor *cursor) {
    if (cursor == NULL)
        return;
    assay_position_block_done(&cursor->positions);
    free(cursor->subset);
    free(cursor);
}

static assay_status open_subset(assay_posting_cursor *cursor, assay_error *err) {
    uint32_t df = cursor->term.df;
    if (df > cursor->subset_capacity) {
        uint32_t *moved = realloc(cursor->subset, (size_t)df * 2 * sizeof *moved);
        if (moved == NULL)
            return assay_fail_memory(err);
        cursor->subset = moved;
        cursor->subset_capacity = (size_t)df * 2;
    }
    cursor->units = (df + 255) / 256;
    return assay_postings_subset(cursor->subset, cursor->segment, &cursor->term, err);
}

assay_status assay_posting_cursor_reopen(assay_posting_cursor *cursor,
                                         const assay_segment_term *term, assay_error *err) {
    const assay_segment *segment = cursor->segment;
    cursor->term = *term;
    cursor->range = cursor->unit = cursor->units = cursor->scan = 0;
    cursor->count = cursor->at = 0;
    cursor->started = cursor->positions_loaded = false;
    if (term->df == 0)
        return ASSAY_OK;
    if (term->kind == ASSAY_LIST_INLINE) {
        cursor->units = 1;
        return assay_segment_inline(&cursor->inlined, segment, term, err);
    }
    if (term->kind == ASSAY_LIST_SUBSET)
        return open_subset(cursor, err);
    if (term->kind == ASSAY_LIST_SPARSE) {
        ASSAY_TRY(assay_segment_sparse(&cursor->sparse, segment, term, err));
        cursor->units = cursor->sparse.blocks;
        return ASSAY_OK;
    }
    return assay_segment_ranged(&cursor->ranged, segment, term, err);
}

/* ---- units ---- */

static void load_inline(assay_posting_cursor *cursor) {
    cursor->count = cursor->inlined.df;
    memcpy(cursor->records, cursor->inlined.records, sizeof cursor->inlined.records);
    memcpy(cursor->wdf, cursor->inlined.wdf, sizeof cursor->inlined.wdf);
    memcpy(cursor->codes, cursor->inlined.codes, sizeof cursor->inlined.codes);
}

static void load_subset(assay_posting_cursor *cursor) {
    uint32_t from = cursor->unit * 256, left = cursor->term.df - from;
    cursor->count = left < 256 ? left : 256;
    memcpy(cursor->records, cursor->subset + from, cursor->count * sizeof *cursor->records);
    memset(cursor->wdf, 0, sizeof cursor->wdf);
    memset(cursor->codes, 0, sizeof cursor->codes);
}

static assay_status load_sparse(assay_posting_cursor *cursor, assay_error *err) {
    const assay_sparse_list *list = &cursor->sparse;
    ASSAY_TRY(assay_sparse_decode(cursor->records, &cursor->count, cursor->segment, list,
                                  cursor->unit, err));
    uint32_t rank = cursor->unit * 256;
    if (cursor->bare)
        return ASSAY_OK;
    if (list->codes != NULL)
        memcpy(cursor->codes, list->codes + rank, cursor->count);
    return assay_sparse_wdf_run(cursor->wdf, cursor->segment, list, rank, cursor->count, err);
}

static assay_status fail_chunk(const assay_posting_cursor *cursor, assay_error *err) {
    uint64_t postings = assay_segment_footer(cursor->segment)->part_at[ASSAY_PART_POSTINGS];
    return assay_segment_corrupt(cursor->segment, ASSAY_PART_POSTINGS, cursor->chunk.at - postings,
                                 "ids of a chunk do not ascend", err);
}

static assay_status decode_blocks(uint16_t ids[256], assay_posting_cursor *cursor,
                                  assay_error *err) {
    const uint8_t *data = NULL;
    assay_codec_shape shape;
    uint16_t base = 0;
    ASSAY_TRY(assay_chunk_block(&data, &cursor->count, &shape, &base, cursor->segment,
                                &cursor->chunk, cursor->unit, err));
    assay_codec_decode16(ids, data, cursor->count, shape, base);
    bool sound = cursor->unit == 0 || ids[0] > base;
    for (unsigned i = 1; i < cursor->count; i++)
        sound &= ids[i] > ids[i - 1];
    sound &=
        ids[cursor->count - 1] == assay_load_u16(cursor->chunk.last_id + 2 * (size_t)cursor->unit);
    return sound ? ASSAY_OK : fail_chunk(cursor, err);
}

/* The next 256 set bits from local id `scan` on. */
static assay_status scan_bits(uint16_t ids[256], assay_posting_cursor *cursor, assay_error *err) {
    unsigned want = cursor->chunk.count - cursor->unit * 256;
    unsigned found = 0;
    want = want < 256 ? want : 256;
    while (found < want && cursor->scan < ASSAY_RANGE_SIZE) {
        uint64_t word = assay_load_u64(cursor->chunk.bits + 8 * (size_t)(cursor->scan / 64));
        word &= UINT64_MAX << (cursor->scan % 64);
        if (word == 0) {
            cursor->scan = (cursor->scan / 64 + 1) * 64;
            continue;
        }
        cursor->scan = cursor->scan / 64 * 64 + (uint32_t)__builtin_ctzll(word);
        ids[found++] = (uint16_t)cursor->scan++;
    }
    cursor->count = found;
    return found == want ? ASSAY_OK : fail_chunk(cursor, err);
}

static assay_status load_chunk_unit(assay_posting_cursor *cursor, assay_error *err) {
    const assay_chunk *chunk = &cursor->chunk;
    uint16_t ids[256];
    if (chunk->kind == ASSAY_CHUNK_BLOCKS)
        ASSAY_TRY(decode_blocks(ids, cursor, err));
    else
        ASSAY_TRY(scan_bits(ids, cursor, err));
    uint32_t rank = cursor->unit * 256;
    for (unsigned i = 0; i < cursor->count; i++)
        cursor->records[i] = (uint32_t)chunk->range << ASSAY_RANGE_BITS | ids[i];
    if (cursor->records[cursor->count - 1] >= assay_segment_footer(cursor->segment)->records)
        return fail_chunk(cursor, err);
    if (cursor->bare)
        return ASSAY_OK;
    for (unsigned i = 0; i < cursor->count && chunk->codes != NULL; i++)
        cursor->codes[i] = chunk->codes[chunk->kind == ASSAY_CHUNK_COLUMN ? ids[i] : rank + i];
    return assay_chunk_wdf_run(cursor->wdf, cursor->segment, chunk, rank, ids, cursor->count, err);
}

static assay_status enter_chunk(assay_posting_cursor *cursor, uint32_t range, assay_error *err) {
    ASSAY_TRY(assay_segment_chunk(&cursor->chunk, cursor->segment, &cursor->ranged, range, err));
    ASSAY_TRY(assay_chunk_touch(cursor->segment, &cursor->chunk, err));
    cursor->range = range;
    cursor->unit = cursor->scan = 0;
    cursor->units = (cursor->chunk.count + 255) / 256;
    return ASSAY_OK;
}

/* Loads unit `unit`, or the first of the next chunk. */
static assay_status load_unit(bool *more, assay_posting_cursor *cursor, uint32_t unit,
                              assay_error *err) {
    *more = false;
    cursor->positions_loaded = false;
    cursor->at = cursor->count = 0;
    cursor->unit = unit;
    if (cursor->term.kind == ASSAY_LIST_RANGED && unit >= cursor->units) {
        uint32_t next = cursor->started ? cursor->range + 1 : 0;
        if (next >= cursor->ranged.range_count)
            return ASSAY_OK;
        ASSAY_TRY(enter_chunk(cursor, next, err));
    } else if (unit >= cursor->units) {
        return ASSAY_OK;
    }
    cursor->started = true;
    *more = true;
    if (cursor->term.kind == ASSAY_LIST_RANGED)
        return load_chunk_unit(cursor, err);
    if (cursor->term.kind == ASSAY_LIST_SPARSE)
        return load_sparse(cursor, err);
    if (cursor->term.kind == ASSAY_LIST_SUBSET)
        load_subset(cursor);
    else
        load_inline(cursor);
    return ASSAY_OK;
}

/* ---- the contract ---- */

assay_status assay_posting_cursor_next(bool *more, assay_posting_cursor *cursor, assay_error *err) {
    if (cursor->started && cursor->at + 1 < cursor->count) {
        cursor->at++;
        *more = true;
        return ASSAY_OK;
    }
    uint32_t unit = cursor->started ? cursor->unit + 1 : cursor->units == 0 ? 0 : cursor->unit;
    return load_unit(more, cursor, unit, err);
}

/* Places the cursor before unit `unit` of a BITS or COLUMN chunk. */
static void place_scan(assay_posting_cursor *cursor, uint32_t unit) {
    const uint8_t *ranks = cursor->chunk.rank;
    uint32_t step = 0, wanted = unit * 256;
    while (step + 1 < ASSAY_RANKS && assay_load_u16(ranks + 2 * (size_t)(step + 1)) <= wanted)
        step++;
    uint32_t rank = assay_load_u16(ranks + 2 * (size_t)step);
    cursor->scan = step * ASSAY_RANK_STEP;
    for (; rank < wanted && cursor->scan < ASSAY_RANGE_SIZE; cursor->scan++)
        rank += cursor->chunk.bits[cursor->scan / 8] >> (cursor->scan % 8) & 1;
}

/* The unit of the chunk that may hold `local`, not before the current one. */
static uint32_t unit_for(const assay_posting_cursor *cursor, uint32_t local) {
    const assay_chunk *chunk = &cursor->chunk;
    uint32_t unit = cursor->unit;
    if (chunk->kind == ASSAY_CHUNK_BLOCKS) {
        while (unit + 1 < cursor->units &&
               assay_load_u16(chunk->last_id + 2 * (size_t)unit) < local)
            unit++;
        return unit;
    }
    uint32_t before = assay_load_u16(chunk->rank + 2 * (size_t)(local / ASSAY_RANK_STEP)) / 256;
    before = before < cursor->units ? before : cursor->units - 1;
    return before > unit ? before : unit;
}

static assay_status skip_in_chunk(assay_posting_cursor *cursor, uint32_t record, bool entered,
                                  assay_error *err) {
    bool more = false;
    uint32_t unit = 0;
    if (record >> ASSAY_RANGE_BITS == cursor->chunk.range)
        unit = unit_for(cursor, record & (ASSAY_RANGE_SIZE - 1));
    if (!entered && unit <= cursor->unit)
        return ASSAY_OK;
    if (cursor->chunk.kind != ASSAY_CHUNK_BLOCKS)
        place_scan(cursor, unit);
    return load_unit(&more, cursor, unit, err);
}

/* Skips to the chunk, and in it or a SPARSE list to the block, that may hold record. */
static assay_status skip_towards(assay_posting_cursor *cursor, uint32_t record, assay_error *err) {
    bool more = false;
    if (cursor->term.kind == ASSAY_LIST_SPARSE && cursor->sparse.last_record != NULL) {
        uint32_t unit = cursor->unit;
        while (unit + 1 < cursor->units &&
               assay_load_u32(cursor->sparse.last_record + 4 * (size_t)unit) < record)
            unit++;
        return unit == cursor->unit ? ASSAY_OK : load_unit(&more, cursor, unit, err);
    }
    if (cursor->term.kind != ASSAY_LIST_RANGED)
        return ASSAY_OK;
    uint32_t range = cursor->range, wanted = record >> ASSAY_RANGE_BITS;
    while (range + 1 < cursor->ranged.range_count &&
           assay_ranged_entry(&cursor->ranged, range).range < wanted)
        range++;
    bool entered = range != cursor->range;
    if (entered)
        ASSAY_TRY(enter_chunk(cursor, range, err));
    return skip_in_chunk(cursor, record, entered, err);
}

assay_status assay_posting_cursor_seek(bool *more, assay_posting_cursor *cursor, uint32_t record,
                                       assay_error *err) {
    *more = cursor->started && cursor->count != 0;
    if (!cursor->started)
        ASSAY_TRY(assay_posting_cursor_next(more, cursor, err));
    if (*more && cursor->records[cursor->at] < record)
        ASSAY_TRY(skip_towards(cursor, record, err));
    while (*more && cursor->records[cursor->at] < record)
        ASSAY_TRY(assay_posting_cursor_next(more, cursor, err));
    return ASSAY_OK;
}

uint32_t assay_posting_cursor_record(const assay_posting_cursor *cursor) {
    return cursor->records[cursor->at];
}

uint32_t assay_posting_cursor_wdf(const assay_posting_cursor *cursor) {
    return cursor->wdf[cursor->at];
}

uint8_t assay_posting_cursor_code(const assay_posting_cursor *cursor) {
    return cursor->codes[cursor->at];
}

static assay_status load_positions(assay_posting_cursor *cursor, assay_error *err) {
    const uint8_t *codes = cursor->term.ranked ? cursor->codes : NULL;
    if (cursor->term.kind == ASSAY_LIST_INLINE)
        return assay_positions_inline(&cursor->positions, cursor->segment, &cursor->inlined,
                                      cursor->at, err);
    if (cursor->positions_loaded)
        return ASSAY_OK;
    cursor->positions_loaded = true;
    if (cursor->term.kind == ASSAY_LIST_SPARSE)
        return assay_positions_sparse(&cursor->positions, cursor->segment, &cursor->term,
                                      &cursor->sparse, cursor->unit, codes, err);
    return assay_positions_chunk(&cursor->positions, cursor->segment, &cursor->term,
                                 &cursor->ranged, cursor->range, cursor->unit, codes, err);
}

assay_status assay_posting_cursor_positions(const uint32_t **positions, uint32_t *count,
                                            assay_posting_cursor *cursor, assay_error *err) {
    *count = 0;
    *positions = NULL;
    if (!cursor->term.has_positions)
        return ASSAY_OK;
    ASSAY_TRY(load_positions(cursor, err));
    const assay_position_block *block = &cursor->positions;
    unsigned i = cursor->term.kind == ASSAY_LIST_INLINE ? 0 : cursor->at;
    *positions = block->values + block->start[i];
    *count = block->start[i + 1] - block->start[i];
    return ASSAY_OK;
}

/* ---- counting ---- */

/* The wdf of the unit in memory, which was decoded without. */
static assay_status load_wdf(assay_posting_cursor *cursor, assay_error *err) {
    uint32_t rank = cursor->unit * 256;
    if (cursor->term.kind == ASSAY_LIST_SPARSE)
        return assay_sparse_wdf_run(cursor->wdf, cursor->segment, &cursor->sparse, rank,
                                    cursor->count, err);
    if (cursor->term.kind != ASSAY_LIST_RANGED)
        return ASSAY_OK;
    uint16_t ids[256];
    for (unsigned i = 0; i < cursor->count; i++)
        ids[i] = (uint16_t)cursor->records[i];
    return assay_chunk_wdf_run(cursor->wdf, cursor->segment, &cursor->chunk, rank, ids,
                               cursor->count, err);
}

static assay_status count_unit(uint32_t *df, uint64_t *cf, assay_posting_cursor *cursor,
                               const uint64_t *bits, assay_error *err) {
    uint64_t any = 0;
    for (unsigned i = 0; i < cursor->count; i++)
        any |= bits[cursor->records[i] / 64] >> (cursor->records[i] % 64) & 1;
    if (any == 0)
        return ASSAY_OK;
    ASSAY_TRY(load_wdf(cursor, err));
    for (unsigned i = 0; i < cursor->count; i++) {
        uint32_t has = bits[cursor->records[i] / 64] >> (cursor->records[i] % 64) & 1;
        *df += has;
        *cf += has != 0 ? cursor->wdf[i] : 0;
    }
    return ASSAY_OK;
}

assay_status assay_posting_cursor_count(uint32_t *df, uint64_t *cf, assay_posting_cursor *cursor,
                                        const uint64_t *bits, assay_error *err) {
    bool more = false;
    cursor->bare = true;
    assay_status status = load_unit(&more, cursor, 0, err);
    while (status == ASSAY_OK && more) {
        status = count_unit(df, cf, cursor, bits, err);
        if (status == ASSAY_OK)
            status = load_unit(&more, cursor, cursor->unit + 1, err);
    }
    cursor->bare = false;
    return status;
}

/* ---- whole chunks ---- */

assay_status assay_posting_cursor_chunk(const assay_chunk **chunk, uint32_t *records,
                                        assay_posting_cursor *cursor, uint32_t i,
                                        assay_error *err) {
    ASSAY_TRY(enter_chunk(cursor, i, err));
    assay_status status = ASSAY_OK;
    cursor->bare = cursor->started = true;
    for (size_t done = 0; done < cursor->chunk.count && status == ASSAY_OK; done += 256) {
        cursor->unit = (uint32_t)(done / 256);
        status = load_chunk_unit(cursor, err);
        if (status == ASSAY_OK)
            memcpy(records + done, cursor->records, cursor->count * sizeof *records);
    }
    cursor->bare = cursor->positions_loaded = false;
    cursor->at = cursor->count != 0 ? cursor->count - 1 : 0;
    *chunk = &cursor->chunk;
    return status;
}

/* ---- subsets ---- */

/* The records of the ranks in memory; *before counts the parent's postings ahead of those in memory. */
static assay_status pick_unit(bool *sound, uint32_t *out, uint32_t *before,
                              const assay_posting_cursor *ranks, assay_posting_cursor *parent,
                              assay_error *err) {
    *sound = parent->count != 0;
    for (uint32_t i = 0; i < ranks->count && *sound; i++) {
        while (*sound && ranks->records[i] - *before >= parent->count) {
            *before += parent->count;
            ASSAY_TRY(load_unit(sound, parent, parent->unit + 1, err));
        }
        if (*sound)
            out[i] = parent->records[ranks->records[i] - *before];
    }
    return ASSAY_OK;
}

static assay_status fail_ranks(const assay_posting_cursor *ranks,
                               const assay_posting_cursor *parent, assay_error *err) {
    return assay_segment_corrupt(parent->segment, ASSAY_PART_POSTINGS, ranks->term.postings_at,
                                 "ranks do not fit the list they are in", err);
}

/* Takes from the parent's postings those the ranks name. */
static assay_status pick_records(uint32_t *out, assay_posting_cursor *ranks,
                                 assay_posting_cursor *parent, uint32_t df, assay_error *err) {
    ranks->bare = parent->bare = true;
    bool sound = true;
    uint32_t before = 0, done = 0;
    ASSAY_TRY(load_unit(&sound, parent, 0, err));
    while (sound && done < df) {
        ASSAY_TRY(load_unit(&sound, ranks, done == 0 ? 0 : ranks->unit + 1, err));
        sound = sound && ranks->count <= df - done;
        if (sound)
            ASSAY_TRY(pick_unit(&sound, out + done, &before, ranks, parent, err));
        done += ranks->count;
    }
    return sound ? ASSAY_OK : fail_ranks(ranks, parent, err);
}

/* Takes from the parent's postings all but those the ranks name. */
static assay_status leave_out(uint32_t *out, assay_posting_cursor *ranks,
                              assay_posting_cursor *parent, uint32_t df, assay_error *err) {
    bool more = true, named = true;
    uint32_t rank = 0, kept = 0;
    ASSAY_TRY(assay_posting_cursor_next(&named, ranks, err));
    for (;; rank++) {
        ASSAY_TRY(assay_posting_cursor_next(&more, parent, err));
        if (!more)
            break;
        if (named && ranks->records[ranks->at] == rank) {
            ASSAY_TRY(assay_posting_cursor_next(&named, ranks, err));
            continue;
        }
        if (kept == df)
            return fail_ranks(ranks, parent, err);
        out[kept++] = parent->records[parent->at];
    }
    return kept == df && !named ? ASSAY_OK : fail_ranks(ranks, parent, err);
}

assay_status assay_postings_subset(uint32_t *out, const assay_segment *segment,
                                   const assay_segment_term *term, assay_error *err) {
    const assay_segment_term own = {.ordinal = term->ordinal,
                                    .df = term->ranks_rest ? term->parent_df - term->df : term->df,
                                    .kind = term->ranks_kind,
                                    .postings_at = term->ranks_at};
    const assay_segment_term whole = {.ordinal = term->ordinal,
                                      .df = term->parent_df,
                                      .kind = term->parent_kind,
                                      .coded = true,
                                      .postings_at = term->postings_at};
    assay_posting_cursor *ranks = NULL, *parent = NULL;
    assay_status status = assay_posting_cursor_open(&ranks, segment, &own, err);
    if (status == ASSAY_OK)
        status = assay_posting_cursor_open(&parent, segment, &whole, err);
    if (status == ASSAY_OK)
        status = (term->ranks_rest ? leave_out : pick_records)(out, ranks, parent, term->df, err);
    assay_posting_cursor_close(ranks);
    assay_posting_cursor_close(parent);
    return status;
}
