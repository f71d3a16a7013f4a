/* Up to 256 numbers of a block of positions: as packed bits with exceptions (codec.h), or as Rice codes,
 * whichever takes fewer bytes.
 *
 *   piece : u8 width, u8 high_width, u8 exceptions, H packed data
 *         | u8 128 + order, the numbers' lower `order` bits as H(n, order), then for each number as many
 *           zeros as its upper bits say and a one, zeros to a whole byte
 *
 * The parts of a Rice code stand apart so that number i is found by counting ones (Rice 1979; Elias 1974).
 * Opening checks sizes; what is opened may be read whatever its content, up to 64 bytes past its end. Any
 * thread. */
#ifndef ASSAY_RANKING_PIECE_H
#define ASSAY_RANKING_PIECE_H
#include "base/bytes.h"
#include "ranking/kernels/codec.h"

typedef struct {
    const uint8_t *data; /* behind the head */
    size_t size;         /* of the piece, with its head */
    unsigned n;
    bool rice;
    uint8_t order;           /* Rice */
    assay_codec_shape shape; /* else */
} assay_piece;

enum {
    ASSAY_PIECE_MAX = 3 + ASSAY_CODEC_MAX, /* bytes of a piece, at most */
    ASSAY_PIECE_RICE = 128,
    ASSAY_PIECE_ORDER_MAX = 24,
    ASSAY_SURPLUS_ALL = 255 /* positions.h */
};

/* Writes the piece of 1 <= n <= 256 values; returns its bytes. */
size_t assay_piece_encode(uint8_t out[ASSAY_PIECE_MAX], const uint32_t *values, unsigned n);
/* As packed bits whatever they take: a whole piece is unpacked several times faster. */
size_t assay_piece_pack(uint8_t out[ASSAY_PIECE_MAX], const uint32_t *values, unsigned n);
/* What that would take. */
size_t assay_piece_packed_size(const uint32_t *values, unsigned n);

/* ---- the zeros and ones, compiled for each instruction set (kernels.h) ---- */

/* The bit of the word's n-th one, n >= 1; it has so many. Bytes' ones are added up side by side (Vigna
 * 2008), then ones are taken from the byte that has it. */
#ifndef ASSAY_RICE_SELECT
static inline unsigned assay_rice_select(uint64_t word, unsigned n) {
    const uint64_t each = UINT64_C(0x0101010101010101), tops = each << 7;
    uint64_t sums = word - (word >> 1 & UINT64_C(0x5555555555555555));
    sums = (sums & UINT64_C(0x3333333333333333)) + (sums >> 2 & UINT64_C(0x3333333333333333));
    sums =
        ((sums + (sums >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f)) * each; /* of the bytes up to each */
    uint64_t reached = ((sums | tops) - n * each) & tops;             /* sum >= n */
    unsigned shift = ((unsigned)__builtin_ctzll(reached) - 7);
    n -= (unsigned)((sums << 8) >> shift & 0xff);
    for (word >>= shift; --n != 0;)
        word &= word - 1;
    return shift + (unsigned)__builtin_ctzll(word);
}
#define ASSAY_RICE_SELECT assay_rice_select
#endif

/* Bytes up to the n-th one, n >= 1; 0 when there are fewer in `available` bytes. */
static inline size_t assay_rice_size(const uint8_t *bits, size_t available, unsigned n) {
    size_t limit = available < ASSAY_PIECE_MAX ? available : ASSAY_PIECE_MAX;
    for (size_t at = 0; at < limit; at += 8) {
        uint64_t word = assay_load_u64(bits + at);
        unsigned ones = (unsigned)__builtin_popcountll(word);
        if (ones >= n) {
            at += ASSAY_RICE_SELECT(word, n) / 8U + 1;
            return at <= limit ? at : 0;
        }
        n -= ones;
    }
    return 0;
}

/* The bit after the n-th one; 0 for n = 0. There are so many. */
static inline size_t assay_rice_after(const uint8_t *bits, unsigned n) {
    if (n == 0)
        return 0;
    for (size_t at = 0;; at += 8) {
        uint64_t word = assay_load_u64(bits + at);
        unsigned ones = (unsigned)__builtin_popcountll(word);
        if (ones >= n)
            return at * 8 + ASSAY_RICE_SELECT(word, n) + 1;
        n -= ones;
    }
}

/* Ones met one after the other, a word at a time. */
typedef struct {
    const uint8_t *bits;
    size_t base;   /* the word's first bit */
    size_t behind; /* the bit behind the last one met */
    uint64_t word; /* of which ones are still to come */
} assay_rice_ones;

static inline assay_rice_ones assay_rice_ones_from(const uint8_t *bits, size_t at) {
    size_t base = at / 64 * 64;
    return (assay_rice_ones){bits, base, at,
                             assay_load_u64(bits + base / 8) & (UINT64_MAX << (at % 64))};
}

/* How many zeros stand before the next one, which there is. */
static inline uint32_t assay_rice_ones_next(assay_rice_ones *ones) {
    while (ones->word == 0) {
        ones->base += 64;
        ones->word = assay_load_u64(ones->bits + ones->base / 8);
    }
    size_t at = ones->base + (unsigned)__builtin_ctzll(ones->word);
    uint32_t zeros = (uint32_t)(at - ones->behind);
    ones->behind = at + 1;
    ones->word &= ones->word - 1;
    return zeros;
}

/* Numbers [from, from + count) of the n Rice codes at data. */
static inline void assay_rice_decode(uint32_t *out, const uint8_t *data, unsigned n, unsigned order,
                                     unsigned from, unsigned count) {
    const uint8_t *bits = data + ((size_t)n * order + 7) / 8;
    assay_rice_ones ones = assay_rice_ones_from(bits, assay_rice_after(bits, from));
    if (order == 0) {
        for (unsigned i = 0; i < count; i++)
            out[i] = assay_rice_ones_next(&ones);
        return;
    }
    uint32_t mask = (UINT32_C(1) << order) - 1;
    size_t low_at = (size_t)from * order;
    for (unsigned i = 0; i < count; i++, low_at += order) {
        uint32_t low = (uint32_t)(assay_load_u64(data + low_at / 8) >> (low_at % 8)) & mask;
        out[i] = assay_rice_ones_next(&ones) << order | low;
    }
}

/* ---- pieces ---- */

typedef size_t assay_rice_size_function(const uint8_t *bits, size_t available, unsigned n);

/* Lays a piece of n values open that stands in `available` bytes; false when it is damaged. */
static inline bool assay_piece_open(assay_piece *out, const uint8_t *at, size_t available,
                                    unsigned n, assay_rice_size_function *rice_size) {
    if (available < 3)
        return false;
    *out = (assay_piece){.n = n, .rice = at[0] >= ASSAY_PIECE_RICE};
    if (!out->rice) {
        out->shape = (assay_codec_shape){at[0], at[1], at[2]};
        out->data = at + 3;
        out->size = 3 + assay_codec_size(n, out->shape);
        return assay_codec_shape_ok(out->shape, 32) && out->size <= available;
    }
    out->order = at[0] - ASSAY_PIECE_RICE;
    out->data = at + 1;
    size_t low = ((size_t)n * out->order + 7) / 8;
    if (out->order > ASSAY_PIECE_ORDER_MAX || low >= available - 1)
        return false;
    size_t high = rice_size(out->data + low, available - 1 - low, n);
    out->size = 1 + low + high;
    return high != 0;
}
#endif
