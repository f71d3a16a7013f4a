#include "ranking/kernels/codec.h"

#include "base/bytes.h"

#include <string.h>

/* ---- reading ---- */

/* The 32 bits from bit `at` on. Reads up to 8 bytes from the byte that holds bit `at`. */
static uint32_t bits_at(const uint8_t *data, size_t at) {
    return (uint32_t)(assay_load_u64(data + at / 8) >> (at % 8));
}

static uint32_t mask_of(unsigned width) {
    return width >= 32 ? UINT32_MAX : (UINT32_C(1) << width) - 1;
}

static void unpack_h(uint32_t *values, const uint8_t *data, unsigned n, unsigned width) {
    uint32_t mask = mask_of(width);
    for (unsigned i = 0; i < n; i++)
        values[i] = bits_at(data, (size_t)i * width) & mask;
}

static uint32_t v_value(const uint8_t *data, unsigned i, unsigned width) {
    unsigned lane = i / 16, bit = i % 16 * width;
    unsigned word = bit / 16, shift = bit % 16;
    uint32_t two = assay_load_u16(data + 2 * (size_t)(16 * word + lane));
    if (shift + width > 16)
        two |= (uint32_t)assay_load_u16(data + 2 * (size_t)(16 * (word + 1) + lane)) << 16;
    return two >> shift & mask_of(width);
}

static void unpack_v(uint32_t values[256], const uint8_t *data, unsigned width) {
    for (unsigned i = 0; i < 256; i++)
        values[i] = width == 0 ? 0 : v_value(data, i, width);
}

static void patch(uint32_t values[256], const uint8_t *at, assay_codec_shape shape) {
    const uint8_t *high = at + shape.exceptions;
    for (unsigned i = 0; i < shape.exceptions; i++) {
        uint32_t bits = bits_at(high, (size_t)i * shape.high_width) & mask_of(shape.high_width);
        values[at[i]] |= (uint32_t)((uint64_t)bits << shape.width);
    }
}

void assay_codec_decode_values(uint32_t values[256], const uint8_t *data, unsigned n,
                               assay_codec_shape shape) {
    unpack_h(values, data, n, shape.width);
    for (unsigned i = n; i < 256; i++)
        values[i] = 0;
    patch(values, data + ((size_t)n * shape.width + 7) / 8, shape);
}

uint32_t assay_codec_value(const uint8_t *data, unsigned n, assay_codec_shape shape, unsigned i) {
    uint32_t value = bits_at(data, (size_t)i * shape.width) & mask_of(shape.width);
    const uint8_t *at = data + ((size_t)n * shape.width + 7) / 8, *high = at + shape.exceptions;
    const uint8_t *found = at;
    while ((found = memchr(found, (int)i, (size_t)(high - found))) != NULL) {
        uint32_t bits = bits_at(high, (size_t)(found - at) * shape.high_width);
        value |= (uint32_t)((uint64_t)(bits & mask_of(shape.high_width)) << shape.width);
        found++;
    }
    return value;
}

void assay_codec_decode32(uint32_t ids[256], const uint8_t *data, unsigned n,
                          assay_codec_shape shape, uint32_t base) {
    assay_codec_decode_values(ids, data, n, shape);
    for (unsigned i = 0; i < n; i++)
        ids[i] = base = base + 1 + ids[i];
}

void assay_codec_decode16(uint16_t ids[256], const uint8_t *data, unsigned n,
                          assay_codec_shape shape, uint16_t base) {
    uint32_t gaps[256];
    if (n == 256) {
        unpack_v(gaps, data, shape.width);
        patch(gaps, data + (size_t)32 * shape.width, shape);
    } else {
        assay_codec_decode_values(gaps, data, n, shape);
    }
    for (unsigned i = 0; i < n; i++)
        ids[i] = base = (uint16_t)(base + 1 + gaps[i]);
}

/* ---- writing ---- */

typedef struct {
    uint8_t *out;
    uint64_t pending;
    unsigned bits;
} bit_writer;

/* width <= 32 and fewer than 32 bits are pending. */
static void put_bits(bit_writer *writer, uint32_t value, unsigned width) {
    writer->pending |= (uint64_t)value << writer->bits;
    writer->bits += width;
    if (writer->bits >= 32) {
        for (unsigned i = 0; i < 4; i++)
            *writer->out++ = (uint8_t)(writer->pending >> (8 * i));
        writer->pending >>= 32;
        writer->bits -= 32;
    }
}

static uint8_t *flush_bits(bit_writer *writer) {
    for (unsigned done = 0; done < writer->bits; done += 8)
        *writer->out++ = (uint8_t)(writer->pending >> done);
    return writer->out;
}

static unsigned width_of(uint32_t value) {
    return value == 0 ? 0 : 32 - (unsigned)__builtin_clz(value);
}

/* The shape that takes fewest bytes; plain unless exceptions save a little, for they cost time. */
assay_codec_shape assay_codec_choose(const uint32_t *values, unsigned n) {
    unsigned wider[34] = {0}; /* wider[w]: values that need w bits, then: w or more */
    unsigned odd[33] = {0};   /* every other value's: neighbours need the same and would wait */
    for (unsigned i = 0; i + 1 < n; i += 2) {
        wider[width_of(values[i])]++;
        odd[width_of(values[i + 1])]++;
    }
    if (n % 2 != 0)
        wider[width_of(values[n - 1])]++;
    unsigned widest = 32;
    while (widest > 0 && wider[widest] + odd[widest] == 0)
        widest--;
    for (unsigned w = widest; w > 0; w--)
        wider[w - 1] += wider[w] += odd[w];
    assay_codec_shape best = {(uint8_t)widest, 0, 0};
    size_t best_size = assay_codec_size(n, best) * 31 / 32;
    for (unsigned w = 0; w < widest; w++) {
        if (wider[w + 1] > 255)
            continue;
        assay_codec_shape shape = {(uint8_t)w, (uint8_t)(widest - w), (uint8_t)wider[w + 1]};
        size_t size = assay_codec_size(n, shape);
        if (size < best_size) {
            best = shape;
            best_size = size;
        }
    }
    return best;
}

uint8_t *assay_codec_pack_h(uint8_t *out, const uint32_t *values, unsigned n, unsigned width) {
    bit_writer writer = {out, 0, 0};
    uint32_t mask = mask_of(width);
    for (unsigned i = 0; i < n && width != 0; i++)
        put_bits(&writer, values[i] & mask, width);
    return flush_bits(&writer);
}

static uint16_t little_u16(uint16_t v) {
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? v : __builtin_bswap16(v);
}

/* All lanes have come as far: what one loop does to each is done to them side by side. */
static uint8_t *pack_v(uint8_t *out, const uint32_t values[256], unsigned width) {
    enum { LANES = 16 };
    uint32_t pending[LANES] = {0}, mask = mask_of(width);
    uint16_t words[LANES];
    unsigned bits = 0;
    for (unsigned r = 0; r < 16; r++) {
        for (unsigned lane = 0; lane < LANES; lane++)
            pending[lane] |= (values[16 * lane + r] & mask) << bits;
        bits += width;
        if (bits < 16)
            continue;
        for (unsigned lane = 0; lane < LANES; lane++) {
            words[lane] = little_u16((uint16_t)pending[lane]);
            pending[lane] >>= 16;
        }
        memcpy(out, words, sizeof words);
        out += sizeof words;
        bits -= 16;
    }
    return out;
}

/* Which values are exceptions is not to be foretold: each index is written, and the next one over it unless
 * it was one. Behind the last stand bits, which are written later. */
static size_t put_exceptions(uint8_t *at, const uint32_t *values, unsigned n,
                             assay_codec_shape shape) {
    if (shape.exceptions == 0)
        return 0;
    bit_writer writer = {at + shape.exceptions, 0, 0};
    uint8_t *index = at;
    for (unsigned i = 0; i < n; i++) {
        *index = (uint8_t)i;
        index += values[i] >> shape.width != 0;
    }
    for (unsigned i = 0; i < shape.exceptions; i++)
        put_bits(&writer, values[at[i]] >> shape.width, shape.high_width);
    return (size_t)(flush_bits(&writer) - at);
}

size_t assay_codec_encode_as(uint8_t out[ASSAY_CODEC_MAX], assay_codec_shape shape,
                             const uint32_t *values, unsigned n) {
    uint8_t *end = assay_codec_pack_h(out, values, n, shape.width);
    return (size_t)(end - out) + put_exceptions(end, values, n, shape);
}

size_t assay_codec_encode_values(uint8_t out[ASSAY_CODEC_MAX], assay_codec_shape *shape,
                                 const uint32_t *values, unsigned n) {
    *shape = assay_codec_choose(values, n);
    return assay_codec_encode_as(out, *shape, values, n);
}

size_t assay_codec_encode32(uint8_t out[ASSAY_CODEC_MAX], assay_codec_shape *shape,
                            const uint32_t *ids, unsigned n, uint32_t base) {
    uint32_t gaps[256];
    for (unsigned i = 0; i < n; i++) {
        gaps[i] = ids[i] - base - 1;
        base = ids[i];
    }
    return assay_codec_encode_values(out, shape, gaps, n);
}

size_t assay_codec_encode16(uint8_t out[ASSAY_CODEC_MAX], assay_codec_shape *shape,
                            const uint16_t *ids, unsigned n, uint16_t base) {
    uint32_t gaps[256];
    for (unsigned i = 0; i < n; i++) {
        gaps[i] = (uint16_t)(ids[i] - base - 1);
        base = ids[i];
    }
    if (n < 256)
        return assay_codec_encode_values(out, shape, gaps, n);
    *shape = assay_codec_choose(gaps, n);
    uint8_t *end = pack_v(out, gaps, shape->width);
    return (size_t)(end - out) + put_exceptions(end, gaps, n, *shape);
}
