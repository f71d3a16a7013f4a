#include "ranking/kernels/piece.h"

#include <string.h>

static size_t rice_bytes(const uint32_t *values, unsigned n, unsigned order) {
    uint64_t zeros = 0;
    for (unsigned i = 0; i < n; i++)
        zeros += values[i] >> order;
    return 1 + ((size_t)n * order + 7) / 8 + (size_t)((zeros + n + 7) / 8);
}

/* The order that takes fewest bytes: near the logarithm of the mean. */
static unsigned choose_order(size_t *bytes, const uint32_t *values, unsigned n) {
    uint64_t sum = 0;
    unsigned guess = 0, best = 0;
    for (unsigned i = 0; i < n; i++)
        sum += values[i];
    while (guess < ASSAY_PIECE_ORDER_MAX && (sum >> guess) > n)
        guess++;
    *bytes = SIZE_MAX;
    for (unsigned order = guess < 2 ? 0 : guess - 2; order <= guess; order++) {
        size_t size = rice_bytes(values, n, order);
        if (size < *bytes) {
            *bytes = size;
            best = order;
        }
    }
    return best;
}

static void set_bits(uint8_t *out, size_t at, uint32_t value) {
    uint64_t shifted = (uint64_t)value << (at % 8);
    for (size_t byte = at / 8; shifted != 0; byte++, shifted >>= 8)
        out[byte] |= (uint8_t)shifted;
}

static void put_rice(uint8_t *out, const uint32_t *values, unsigned n, unsigned order,
                     size_t size) {
    memset(out, 0, size);
    out[0] = (uint8_t)(ASSAY_PIECE_RICE + order);
    uint8_t *high = out + 1 + ((size_t)n * order + 7) / 8;
    uint32_t mask = (UINT32_C(1) << order) - 1;
    size_t at = 0;
    for (unsigned i = 0; i < n; i++) {
        set_bits(out + 1, (size_t)i * order, values[i] & mask);
        at += values[i] >> order;
        set_bits(high, at++, 1);
    }
}

size_t assay_piece_pack(uint8_t out[ASSAY_PIECE_MAX], const uint32_t *values, unsigned n) {
    assay_codec_shape shape;
    size_t size = 3 + assay_codec_encode_values(out + 3, &shape, values, n);
    out[0] = shape.width;
    out[1] = shape.high_width;
    out[2] = shape.exceptions;
    return size;
}

size_t assay_piece_encode(uint8_t out[ASSAY_PIECE_MAX], const uint32_t *values, unsigned n) {
    size_t size = assay_piece_pack(out, values, n), rice = 0;
    unsigned order = choose_order(&rice, values, n);
    if (rice >= size || rice < 3) /* readers look at three bytes of any piece */
        return size;
    put_rice(out, values, n, order, rice);
    return rice;
}
