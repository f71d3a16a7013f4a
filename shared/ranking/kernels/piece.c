#include "ranking/kernels/piece.h"

/* The bytes of a Rice code whose upper parts add up to so much. */
static size_t rice_bytes(unsigned n, unsigned order, uint64_t zeros) {
    return 1 + ((size_t)n * order + 7) / 8 + (size_t)((zeros + n + 7) / 8);
}

static uint64_t sum_above(const uint32_t *values, unsigned n, unsigned order) {
    uint64_t sum = 0;
    for (unsigned i = 0; i < n; i++)
        sum += values[i] >> order;
    return sum;
}

/* As above, of three orders in one go; no sum is more than 32 bits. */
static void sum_three(uint64_t sums[3], const uint32_t *values, unsigned n, unsigned order) {
    uint32_t first = 0, second = 0, third = 0;
    for (unsigned i = 0; i < n; i++) {
        first += values[i] >> order;
        second += values[i] >> (order + 1);
        third += values[i] >> (order + 2);
    }
    sums[0] = first;
    sums[1] = second;
    sums[2] = third;
}

/* The order that takes fewest bytes: near the logarithm of the mean. */
static unsigned choose_order(size_t *bytes, const uint32_t *values, unsigned n) {
    uint64_t sum = sum_above(values, n, 0), sums[3];
    unsigned guess = 0, best = 0;
    while (guess < ASSAY_PIECE_ORDER_MAX && (sum >> guess) > n)
        guess++;
    unsigned first = guess < 2 ? 0 : guess - 2;
    if (sum <= UINT32_MAX)
        sum_three(sums, values, n, first);
    else
        for (unsigned i = 0; i < 3; i++)
            sums[i] = sum_above(values, n, first + i);
    *bytes = SIZE_MAX;
    for (unsigned order = first; order <= guess; order++) {
        size_t size = rice_bytes(n, order, sums[order - first]);
        if (size < *bytes) {
            *bytes = size;
            best = order;
        }
    }
    return best;
}

static void store_u64(uint8_t *out, uint64_t word, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        out[i] = (uint8_t)(word >> (8 * i));
}

/* As many zeros as the upper bits say and a one, of each value: gathered in words of 64. */
static void put_ones(uint8_t *out, const uint32_t *values, unsigned n, unsigned order) {
    uint64_t word = 0, at = 0; /* within the word */
    for (unsigned i = 0; i < n; i++, at++) {
        at += values[i] >> order;
        for (; at >= 64; at -= 64, word = 0, out += 8)
            store_u64(out, word, 8);
        word |= UINT64_C(1) << at;
    }
    store_u64(out, word, (size_t)(at + 7) / 8);
}

static size_t put_rice(uint8_t *out, const uint32_t *values, unsigned n, unsigned order,
                       size_t size) {
    out[0] = (uint8_t)(ASSAY_PIECE_RICE + order);
    put_ones(assay_codec_pack_h(out + 1, values, n, order), values, n, order);
    return size;
}

static size_t packed_bytes(unsigned n, assay_codec_shape shape) {
    return 3 + assay_codec_size(n, shape);
}

static size_t put_packed(uint8_t *out, const uint32_t *values, unsigned n,
                         assay_codec_shape shape) {
    out[0] = shape.width;
    out[1] = shape.high_width;
    out[2] = shape.exceptions;
    return 3 + assay_codec_encode_as(out + 3, shape, values, n);
}

size_t assay_piece_packed_size(const uint32_t *values, unsigned n) {
    return packed_bytes(n, assay_codec_choose(values, n));
}

size_t assay_piece_pack(uint8_t out[ASSAY_PIECE_MAX], const uint32_t *values, unsigned n) {
    return put_packed(out, values, n, assay_codec_choose(values, n));
}

size_t assay_piece_encode(uint8_t out[ASSAY_PIECE_MAX], const uint32_t *values, unsigned n) {
    assay_codec_shape shape = assay_codec_choose(values, n);
    size_t rice = 0;
    unsigned order = choose_order(&rice, values, n);
    if (rice >= packed_bytes(n, shape) || rice < 3) /* readers look at three bytes of any piece */
        return put_packed(out, values, n, shape);
    return put_rice(out, values, n, order, rice);
}
