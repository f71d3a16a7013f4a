#include "ranking/lazy_positions.h"

#include <stdlib.h>

enum { FEW = 3 /* gaps that are unpacked without their neighbours */ };

void assay_lazy_positions_done(assay_lazy_positions *lazy) {
    free(lazy->gaps);
    free(lazy->piece_at);
    free(lazy->unpacked);
    free(lazy->one);
    *lazy = (assay_lazy_positions){0};
}

static assay_status damaged(const assay_lazy_positions *lazy, assay_error *err) {
    return assay_segment_corrupt(lazy->segment, ASSAY_PART_POSITIONS, lazy->from,
                                 "a block of positions does not read", err);
}

/* Room for `count` gaps and their pieces. */
static assay_status reserve(assay_lazy_positions *lazy, size_t count, assay_error *err) {
    if (count <= lazy->capacity)
        return ASSAY_OK;
    size_t pieces = count / 128 + 2, capacity = 256 * pieces;
    uint32_t *gaps = realloc(lazy->gaps, (capacity + 256) * sizeof *gaps);
    if (gaps != NULL)
        lazy->gaps = gaps;
    uint64_t *piece_at = realloc(lazy->piece_at, (pieces + 1) * sizeof *piece_at);
    if (piece_at != NULL)
        lazy->piece_at = piece_at;
    bool *unpacked = realloc(lazy->unpacked, pieces * sizeof *unpacked);
    if (unpacked != NULL)
        lazy->unpacked = unpacked;
    if (gaps == NULL || piece_at == NULL || unpacked == NULL)
        return assay_fail_memory(err);
    lazy->capacity = capacity;
    return ASSAY_OK;
}

/* The head of the piece of n values at `at`: its shape and size, both checked. */
static assay_status piece_head(assay_codec_shape *shape, const uint8_t **data, size_t *size,
                               const assay_lazy_positions *lazy, uint64_t at, unsigned n,
                               assay_error *err) {
    const uint8_t *head = NULL;
    ASSAY_TRY(assay_segment_view(&head, lazy->segment, ASSAY_PART_POSITIONS, at, 3, err));
    *shape = (assay_codec_shape){head[0], head[1], head[2]};
    if (!assay_codec_shape_ok(*shape, 32))
        return damaged(lazy, err);
    *size = 3 + assay_codec_size(n, *shape);
    ASSAY_TRY(assay_segment_view(&head, lazy->segment, ASSAY_PART_POSITIONS, at, *size, err));
    *data = head + 3;
    return ASSAY_OK;
}

static assay_status read_total(uint64_t *total, uint64_t *at, const assay_lazy_positions *lazy,
                               assay_error *err) {
    uint64_t size = assay_segment_footer(lazy->segment)->part_size[ASSAY_PART_POSITIONS];
    uint64_t left = *at < size ? size - *at : 0;
    const uint8_t *data = NULL;
    left = left < 10 ? left : 10;
    ASSAY_TRY(assay_segment_view(&data, lazy->segment, ASSAY_PART_POSITIONS, *at, left, err));
    assay_bytes bytes = {data, data + left, false};
    *total = assay_bytes_varint(&bytes);
    *at += (uint64_t)(bytes.at - data);
    return assay_bytes_ok(&bytes) ? ASSAY_OK : damaged(lazy, err);
}

assay_status assay_lazy_positions_open(assay_lazy_positions *lazy, const assay_kernels *kernels,
                                       const assay_segment *segment, uint64_t at, unsigned n,
                                       const uint8_t *codes, assay_error *err) {
    uint32_t surplus[256];
    assay_codec_shape shape;
    const uint8_t *data = NULL;
    size_t size = 0;
    uint64_t total = 0;
    lazy->kernels = kernels;
    lazy->segment = segment;
    lazy->from = at;
    lazy->count = n;
    ASSAY_TRY(piece_head(&shape, &data, &size, lazy, at, n, err));
    kernels->decode_values(surplus, data, n, shape);
    at += size;
    ASSAY_TRY(read_total(&total, &at, lazy, err));
    uint64_t part = assay_segment_footer(segment)->part_size[ASSAY_PART_POSITIONS];
    /* A piece of 256 positions takes 3 bytes at least: more cannot be there. */
    if (!kernels->position_starts(lazy->start, lazy->nth, codes, surplus, n) ||
        lazy->start[n] != total || total / 256 > part / 3)
        return damaged(lazy, err);
    uint32_t firsts = lazy->nth[n], gaps = (uint32_t)total - firsts;
    if (firsts != 0) {
        ASSAY_TRY(piece_head(&lazy->firsts_shape, &lazy->firsts, &size, lazy, at, firsts, err));
        at += size;
    }
    ASSAY_TRY(reserve(lazy, (size_t)gaps + 1, err));
    memset(lazy->unpacked, 0, (size_t)(gaps / 256 + 1) * sizeof *lazy->unpacked);
    lazy->piece_at[0] = at;
    lazy->located = 1;
    return ASSAY_OK;
}

/* Finds where the piece stands; only the last of a block is short. */
static assay_status find_piece(assay_lazy_positions *lazy, uint32_t piece, assay_error *err) {
    assay_codec_shape shape;
    const uint8_t *data = NULL;
    size_t size = 0;
    for (uint32_t i = lazy->located - 1; i < piece; i++) {
        ASSAY_TRY(piece_head(&shape, &data, &size, lazy, lazy->piece_at[i], 256, err));
        lazy->piece_at[i + 1] = lazy->piece_at[i] + size;
        lazy->located = i + 2;
    }
    return ASSAY_OK;
}

/* Copies the piece's gaps [begin, end) to out: a few alone, or from the whole piece unpacked. */
static assay_status copy_gaps(uint32_t *out, assay_lazy_positions *lazy, uint32_t piece,
                              unsigned begin, unsigned end, assay_error *err) {
    uint32_t total = lazy->start[lazy->count] - lazy->nth[lazy->count];
    uint32_t *gaps = lazy->gaps + (size_t)256 * piece;
    unsigned n = total - 256 * piece < 256 ? total - 256 * piece : 256;
    assay_codec_shape shape;
    const uint8_t *data = NULL;
    size_t size = 0;
    if (!lazy->unpacked[piece]) {
        ASSAY_TRY(find_piece(lazy, piece, err));
        ASSAY_TRY(piece_head(&shape, &data, &size, lazy, lazy->piece_at[piece], n, err));
        if (end - begin <= FEW) {
            for (unsigned i = begin; i < end; i++)
                *out++ = assay_codec_value(data, n, shape, i);
            return ASSAY_OK;
        }
        lazy->kernels->decode_values(gaps, data, n, shape);
        lazy->unpacked[piece] = true;
    }
    memcpy(out, gaps + begin, (end - begin) * sizeof *out);
    return ASSAY_OK;
}

static assay_status reserve_one(assay_lazy_positions *lazy, uint32_t count, assay_error *err) {
    if (count <= lazy->one_capacity)
        return ASSAY_OK;
    uint32_t *one = realloc(lazy->one, (size_t)count * 2 * sizeof *one);
    if (one == NULL)
        return assay_fail_memory(err);
    lazy->one = one;
    lazy->one_capacity = (size_t)count * 2;
    return ASSAY_OK;
}

assay_status assay_lazy_positions_get(assay_positions *out, assay_lazy_positions *lazy, unsigned i,
                                      assay_error *err) {
    if (i >= lazy->count)
        return damaged(lazy, err);
    uint32_t begin = lazy->start[i] - lazy->nth[i], count = lazy->start[i + 1] - lazy->start[i];
    ASSAY_TRY(reserve_one(lazy, count, err));
    *out = (assay_positions){lazy->one, count};
    if (count == 0)
        return ASSAY_OK;
    lazy->one[0] =
        assay_codec_value(lazy->firsts, lazy->nth[lazy->count], lazy->firsts_shape, lazy->nth[i]);
    for (uint32_t at = begin, end = begin + count - 1; at < end;) {
        uint32_t piece = at / 256, last = end - 256 * piece < 256 ? end - 256 * piece : 256;
        ASSAY_TRY(copy_gaps(lazy->one + 1 + (at - begin), lazy, piece, at % 256, last, err));
        at = 256 * piece + last;
    }
    uint64_t position = lazy->one[0];
    for (uint32_t j = 1; j < count; j++) {
        position += UINT64_C(1) + lazy->one[j];
        lazy->one[j] = (uint32_t)position;
    }
    return position <= ASSAY_POSITION_MAX ? ASSAY_OK : damaged(lazy, err);
}
