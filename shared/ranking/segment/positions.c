#include "ranking/segment/positions.h"

#include "ranking/kernels/bits.h"

#include <stdlib.h>

void assay_position_block_done(assay_position_block *block) {
    free(block->values);
    *block = (assay_position_block){0};
}

static assay_status fail_positions(const assay_segment *segment, uint64_t offset,
                                   assay_error *err) {
    return assay_segment_corrupt(segment, ASSAY_PART_POSITIONS, offset,
                                 "a block of positions does not read", err);
}

static assay_status reserve(assay_position_block *block, size_t count, assay_error *err) {
    if (count <= block->capacity)
        return ASSAY_OK;
    size_t capacity = count * 2;
    uint32_t *values = realloc(block->values, capacity * sizeof *values);
    if (values == NULL)
        return assay_fail_memory(err);
    block->values = values;
    block->capacity = capacity;
    return ASSAY_OK;
}

assay_status assay_positions_piece(assay_piece *out, const assay_segment *segment, uint64_t at,
                                   unsigned n, const assay_kernels *kernels, assay_error *err) {
    const uint8_t *data = NULL;
    uint64_t size = assay_segment_footer(segment)->part_size[ASSAY_PART_POSITIONS];
    uint64_t left = at < size ? size - at : 0;
    left = left < ASSAY_PIECE_MAX ? left : ASSAY_PIECE_MAX;
    ASSAY_TRY(assay_segment_view(&data, segment, ASSAY_PART_POSITIONS, at, left, err));
    return assay_piece_open(out, data, (size_t)left, n, kernels->rice_size)
               ? ASSAY_OK
               : fail_positions(segment, at, err);
}

void assay_positions_decode(uint32_t values[256], const assay_piece *piece,
                            const assay_kernels *kernels) {
    if (piece->rice)
        kernels->decode_rice(values, piece->data, piece->n, piece->order, 0, piece->n);
    else
        kernels->decode_values(values, piece->data, piece->n, piece->shape);
}

/* The next piece of n values; *at moves past it. */
static assay_status read_piece(uint32_t values[256], uint64_t *at, const assay_segment *segment,
                               unsigned n, const assay_kernels *kernels, assay_error *err) {
    assay_piece piece = {0};
    ASSAY_TRY(assay_positions_piece(&piece, segment, *at, n, kernels, err));
    assay_positions_decode(values, &piece, kernels);
    *at += piece.size;
    return ASSAY_OK;
}

enum { SURPLUS_MAX = 1 + 2 * ASSAY_PIECE_MAX }; /* bytes */

/* Opens the piece that stands at data + *used of `left` bytes; *used moves past it. */
static bool open_next(assay_piece *out, uint64_t *used, const uint8_t *data, uint64_t left,
                      unsigned n, const assay_kernels *kernels) {
    if (!assay_piece_open(out, data + *used, (size_t)(left - *used), n, kernels->rice_size))
        return false;
    *used += out->size;
    return true;
}

/* Puts the values where the gaps say; false when that is behind the n-th posting. */
static bool spread(uint32_t *surplus, unsigned n, const assay_piece *places, const uint32_t *values,
                   const assay_kernels *kernels) {
    uint32_t gaps[256];
    uint64_t next = 0;
    assay_positions_decode(gaps, places, kernels);
    for (unsigned i = 0; i < places->n; i++) {
        next += gaps[i];
        if (next >= n)
            return false;
        surplus[next++] = values[i] + 1;
    }
    return true;
}

/* The same of Rice codes of order 0, which are a bit set of the places. */
static bool spread_by_bits(uint32_t *surplus, unsigned n, const assay_piece *places,
                           const uint32_t *values) {
    unsigned met = 0;
    for (unsigned first = 0; first < n; first += 64) {
        uint64_t word = assay_load_u64(places->data + first / 8);
        if (n - first < 64)
            word &= (UINT64_C(1) << (n - first)) - 1;
        for (; word != 0 && met < places->n; word &= word - 1)
            surplus[first + (unsigned)__builtin_ctzll(word)] = values[met++] + 1;
    }
    return met == places->n;
}

assay_status assay_positions_surplus(uint32_t surplus[256], uint64_t *at,
                                     const assay_segment *segment, unsigned n,
                                     const assay_kernels *kernels, assay_error *err) {
    const uint8_t *data = NULL;
    uint32_t values[256];
    assay_piece first = {0}, second = {0};
    uint64_t size = assay_segment_footer(segment)->part_size[ASSAY_PART_POSITIONS];
    uint64_t left = *at < size ? size - *at : 1; /* 1: past the end, and refused as that */
    left = left < SURPLUS_MAX ? left : SURPLUS_MAX;
    ASSAY_TRY(assay_segment_view(&data, segment, ASSAY_PART_POSITIONS, *at, left, err));
    unsigned count = *data;
    uint64_t from = *at, used = 1;
    if (count == ASSAY_SURPLUS_ALL) {
        if (!open_next(&first, &used, data, left, n, kernels))
            return fail_positions(segment, from, err);
        assay_positions_decode(surplus, &first, kernels);
        *at += used;
        return ASSAY_OK;
    }
    memset(surplus, 0, 256 * sizeof *surplus);
    if (count != 0) {
        if (!open_next(&first, &used, data, left, count, kernels) ||
            !open_next(&second, &used, data, left, count, kernels))
            return fail_positions(segment, from, err);
        assay_positions_decode(values, &second, kernels);
        if (!(first.rice && first.order == 0 ? spread_by_bits(surplus, n, &first, values)
                                             : spread(surplus, n, &first, values, kernels)))
            return fail_positions(segment, from, err);
    }
    *at += used;
    return ASSAY_OK;
}

static int64_t unzigzag(uint32_t value) {
    return value % 2 != 0 ? -(int64_t)(value / 2) - 1 : (int64_t)(value / 2);
}

/* How many positions each posting has, as starts. */
static assay_status read_counts(assay_position_block *out, uint64_t *at,
                                const assay_segment *segment, unsigned n, const uint8_t *codes,
                                assay_error *err) {
    uint32_t surplus[256] = {0};
    uint64_t sum = 0, from = *at;
    ASSAY_TRY(assay_positions_surplus(surplus, at, segment, n, assay_kernels_get(), err));
    out->count = n;
    for (unsigned i = 0; i < n; i++) {
        int64_t low = codes != NULL ? assay_wdf_class_low(codes[i] >> 4) : 0;
        int64_t count = low + unzigzag(surplus[i]);
        if (count < 0 || count > ASSAY_POSITION_MAX + 1)
            return fail_positions(segment, from, err);
        out->start[i] = (uint32_t)sum;
        sum += (uint64_t)count;
    }
    uint64_t size = assay_segment_footer(segment)->part_size[ASSAY_PART_POSITIONS];
    /* A piece of 256 positions takes 3 bytes at least: more cannot be there. */
    if (sum / 256 > size / 3 || sum > UINT32_MAX)
        return fail_positions(segment, from, err);
    out->start[n] = (uint32_t)sum;
    return ASSAY_OK;
}

/* Gaps to positions, posting by posting. */
static bool sum_gaps(assay_position_block *out) {
    for (unsigned i = 0; i < out->count; i++) {
        uint64_t position = UINT64_MAX;
        for (uint32_t p = out->start[i]; p < out->start[i + 1]; p++) {
            position += UINT64_C(1) + out->values[p];
            if (position > ASSAY_POSITION_MAX)
                return false;
            out->values[p] = (uint32_t)position;
        }
    }
    return true;
}

/* The first position of each posting that has any. */
static assay_status read_firsts(assay_position_block *out, uint64_t *at, uint32_t *firsts,
                                const assay_segment *segment, assay_error *err) {
    uint32_t piece[256] = {0}, n = 0, next = 0;
    for (unsigned i = 0; i < out->count; i++)
        n += out->start[i + 1] != out->start[i];
    *firsts = n;
    if (n == 0)
        return ASSAY_OK;
    ASSAY_TRY(read_piece(piece, at, segment, n, assay_kernels_get(), err));
    for (unsigned i = 0; i < out->count; i++)
        if (out->start[i + 1] != out->start[i])
            out->values[out->start[i]] = piece[next++];
    return ASSAY_OK;
}

/* All gaps of the block, in pieces of 256. */
static assay_status read_gaps(assay_position_block *out, uint64_t *at, uint32_t count,
                              const assay_segment *segment, assay_error *err) {
    uint32_t piece[256] = {0}, used = 256, left = count;
    const assay_kernels *kernels = assay_kernels_get();
    for (unsigned i = 0; i < out->count && count != 0; i++)
        for (uint32_t p = out->start[i] + 1; p < out->start[i + 1]; p++) {
            if (used == 256) {
                ASSAY_TRY(read_piece(piece, at, segment, left < 256 ? left : 256, kernels, err));
                left -= left < 256 ? left : 256;
                used = 0;
            }
            out->values[p] = piece[used++];
        }
    return ASSAY_OK;
}

static assay_status read_block(assay_position_block *out, const assay_segment *segment, uint64_t at,
                               unsigned n, const uint8_t *codes, assay_error *err) {
    uint64_t from = at;
    uint32_t firsts = 0;
    ASSAY_TRY(read_counts(out, &at, segment, n, codes, err));
    uint32_t all = out->start[n];
    ASSAY_TRY(reserve(out, (size_t)all + 1, err));
    ASSAY_TRY(read_firsts(out, &at, &firsts, segment, err));
    ASSAY_TRY(read_gaps(out, &at, all - firsts, segment, err));
    return sum_gaps(out) ? ASSAY_OK : fail_positions(segment, from, err);
}

/* Where block b of `blocks` stands, in a list or chunk that begins at `at`. */
static assay_status locate_block(uint64_t *out, const assay_segment *segment, uint64_t at,
                                 uint32_t blocks, uint32_t b, assay_error *err) {
    *out = at;
    if (blocks <= 1)
        return ASSAY_OK;
    const uint8_t *entry = NULL;
    uint64_t size = assay_segment_footer(segment)->part_size[ASSAY_PART_POSITIONS];
    if (at > size)
        return fail_positions(segment, 0, err);
    ASSAY_TRY(
        assay_segment_view(&entry, segment, ASSAY_PART_POSITIONS, at + UINT64_C(4) * b, 4, err));
    *out = at + assay_load_u32(entry);
    return ASSAY_OK;
}

static unsigned postings_of(uint32_t count, uint32_t b) {
    uint32_t left = count - b * ASSAY_BLOCK_SIZE;
    return left < ASSAY_BLOCK_SIZE ? left : ASSAY_BLOCK_SIZE;
}

assay_status assay_positions_locate_sparse(uint64_t *at, const assay_segment *segment,
                                           const assay_segment_term *term,
                                           const assay_sparse_list *list, uint32_t b,
                                           assay_error *err) {
    return locate_block(at, segment, term->positions_at, list->blocks, b, err);
}

assay_status assay_positions_locate_chunk(uint64_t *at, const assay_segment *segment,
                                          const assay_segment_term *term,
                                          const assay_ranged_list *list, uint32_t i, uint32_t b,
                                          assay_error *err) {
    const uint8_t *entry = NULL;
    uint64_t size = assay_segment_footer(segment)->part_size[ASSAY_PART_POSITIONS];
    if (term->positions_at > size)
        return fail_positions(segment, 0, err);
    ASSAY_TRY(assay_segment_view(&entry, segment, ASSAY_PART_POSITIONS,
                                 term->positions_at + UINT64_C(8) * i, 8, err));
    uint32_t count = assay_ranged_entry(list, i).count;
    return locate_block(at, segment, assay_load_u64(entry), (count + 255) / 256, b, err);
}

assay_status assay_positions_chunk_bytes(assay_span *out, const assay_segment *segment,
                                         const assay_segment_term *term,
                                         const assay_ranged_list *list, uint32_t i,
                                         assay_error *err) {
    const uint8_t *entry = NULL, *bytes = NULL;
    bool last = i + 1 == list->range_count;
    uint64_t size = assay_segment_footer(segment)->part_size[ASSAY_PART_POSITIONS];
    if (term->positions_at > size)
        return fail_positions(segment, 0, err);
    ASSAY_TRY(assay_segment_view(&entry, segment, ASSAY_PART_POSITIONS,
                                 term->positions_at + UINT64_C(8) * i, last ? 8 : 16, err));
    uint64_t at = assay_load_u64(entry),
             end = last ? term->positions_at : assay_load_u64(entry + 8);
    if (end < at)
        return fail_positions(segment, term->positions_at, err);
    ASSAY_TRY(assay_segment_view(&bytes, segment, ASSAY_PART_POSITIONS, at, end - at, err));
    *out = assay_span_make((const char *)bytes, (size_t)(end - at));
    return ASSAY_OK;
}

assay_status assay_positions_sparse(assay_position_block *out, const assay_segment *segment,
                                    const assay_segment_term *term, const assay_sparse_list *list,
                                    uint32_t b, const uint8_t *codes, assay_error *err) {
    uint64_t at = 0;
    ASSAY_TRY(assay_positions_locate_sparse(&at, segment, term, list, b, err));
    return read_block(out, segment, at, postings_of(list->df, b), codes, err);
}

assay_status assay_positions_chunk(assay_position_block *out, const assay_segment *segment,
                                   const assay_segment_term *term, const assay_ranged_list *list,
                                   uint32_t i, uint32_t b, const uint8_t *codes, assay_error *err) {
    uint64_t at = 0;
    ASSAY_TRY(assay_positions_locate_chunk(&at, segment, term, list, i, b, err));
    return read_block(out, segment, at, postings_of(assay_ranged_entry(list, i).count, b), codes,
                      err);
}

assay_status assay_positions_inline(assay_position_block *out, const assay_segment *segment,
                                    const assay_inline_list *list, uint32_t p, assay_error *err) {
    assay_bits_reader bits = assay_bits_of(list->body);
    size_t count = list->position_counts[p];
    ASSAY_TRY(reserve(out, count + 1, err));
    bits.at = list->position_at[p];
    out->count = 1;
    out->start[0] = 0;
    out->start[1] = (uint32_t)count;
    for (size_t i = 0; i < count; i++)
        out->values[i] = assay_bits_take_golomb(&bits, ASSAY_INLINE_POSITION_ORDER);
    if (bits.failed || !sum_gaps(out))
        return assay_fail(err, ASSAY_E_CORRUPT, "%s: dictionary: positions do not read",
                          assay_segment_path(segment));
    return ASSAY_OK;
}
