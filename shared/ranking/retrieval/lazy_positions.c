#include "ranking/retrieval/lazy_positions.h"

#include <stdlib.h>

enum {
    FEW = 3, /* gaps that are unpacked without their neighbours */
    NONE = 256
};

void assay_lazy_positions_done(assay_lazy_positions *lazy) {
    free(lazy->gaps);
    free(lazy->pieces);
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
    assay_piece *opened = realloc(lazy->pieces, pieces * sizeof *opened);
    if (opened != NULL)
        lazy->pieces = opened;
    bool *unpacked = realloc(lazy->unpacked, pieces * sizeof *unpacked);
    if (unpacked != NULL)
        lazy->unpacked = unpacked;
    if (gaps == NULL || opened == NULL || unpacked == NULL)
        return assay_fail_memory(err);
    lazy->capacity = capacity;
    return ASSAY_OK;
}

static assay_status open_piece(assay_piece *out, const assay_lazy_positions *lazy, uint64_t at,
                               unsigned n, assay_error *err) {
    return assay_positions_piece(out, lazy->segment, at, n, lazy->kernels, err);
}

/* Numbers [from, from + count) of the piece. */
static void decode_some(uint32_t *out, const assay_kernels *kernels, const assay_piece *piece,
                        unsigned from, unsigned count) {
    if (piece->rice)
        kernels->decode_rice(out, piece->data, piece->n, piece->order, from, count);
    else
        for (unsigned i = from; i < from + count; i++)
            *out++ = assay_codec_value(piece->data, piece->n, piece->shape, i);
}

/* How many postings before posting i have positions. */
static uint32_t nth(const assay_lazy_positions *lazy, unsigned i) {
    return lazy->kernels->rank(lazy->has, 0, i / 64, i % 64);
}

assay_status assay_lazy_positions_open(assay_lazy_positions *lazy, const assay_kernels *kernels,
                                       const assay_segment *segment, uint64_t at, unsigned n,
                                       const uint8_t *codes, assay_error *err) {
    uint32_t surplus[256];
    lazy->kernels = kernels;
    lazy->segment = segment;
    lazy->from = at;
    lazy->count = n;
    lazy->one_of = NONE;
    ASSAY_TRY(assay_positions_surplus(surplus, &at, segment, n, kernels, err));
    uint64_t part = assay_segment_footer(segment)->part_size[ASSAY_PART_POSITIONS];
    /* A piece of 256 positions takes 3 bytes at least: more cannot be there. */
    if (!kernels->position_starts(lazy->start, lazy->has, codes, surplus, n) ||
        lazy->start[n] / 256 > part / 3)
        return damaged(lazy, err);
    uint32_t firsts = nth(lazy, n), gaps = lazy->start[n] - firsts;
    if (firsts != 0) {
        ASSAY_TRY(open_piece(&lazy->firsts, lazy, at, firsts, err));
        at += lazy->firsts.size;
    }
    lazy->gap_count = gaps;
    ASSAY_TRY(reserve(lazy, (size_t)gaps + 1, err));
    memset(lazy->unpacked, 0, (size_t)(gaps / 256 + 1) * sizeof *lazy->unpacked);
    lazy->next_at = at;
    lazy->located = 0;
    return ASSAY_OK;
}

/* Opens the pieces of gaps up to this one; only the last of a block is short. */
static assay_status find_piece(assay_lazy_positions *lazy, uint32_t piece, assay_error *err) {
    for (; lazy->located <= piece; lazy->located++) {
        uint32_t left = lazy->gap_count - 256 * lazy->located;
        assay_piece *opened = &lazy->pieces[lazy->located];
        ASSAY_TRY(open_piece(opened, lazy, lazy->next_at, left < 256 ? left : 256, err));
        lazy->next_at += opened->size;
    }
    return ASSAY_OK;
}

/* Copies the piece's gaps [begin, end) to out: these alone, or from the whole piece unpacked. */
static assay_status copy_gaps(uint32_t *out, assay_lazy_positions *lazy, uint32_t piece,
                              unsigned begin, unsigned end, assay_error *err) {
    uint32_t *gaps = lazy->gaps + (size_t)256 * piece;
    if (!lazy->unpacked[piece]) {
        ASSAY_TRY(find_piece(lazy, piece, err));
        const assay_piece *opened = &lazy->pieces[piece];
        if (opened->rice || end - begin <= FEW) {
            decode_some(out, lazy->kernels, opened, begin, end - begin);
            return ASSAY_OK;
        }
        assay_positions_decode(gaps, opened, lazy->kernels);
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
    uint32_t count = lazy->start[i + 1] - lazy->start[i];
    bool known = lazy->one_of == i;
    lazy->one_of = NONE;
    ASSAY_TRY(reserve_one(lazy, count, err));
    *out = (assay_positions){lazy->one, count};
    if (known)
        lazy->one_of = i;
    if (known || count == 0)
        return ASSAY_OK;
    uint32_t place = nth(lazy, i), begin = lazy->start[i] - place;
    decode_some(lazy->one, lazy->kernels, &lazy->firsts, place, 1);
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
    if (position > ASSAY_POSITION_MAX)
        return damaged(lazy, err);
    lazy->one_of = i;
    return ASSAY_OK;
}
