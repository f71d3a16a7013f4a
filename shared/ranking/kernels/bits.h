/* Streams of numbers of any number of bits: bit i of a stream is bit i % 8 of byte i / 8.
 *
 * Numbers whose size is not known are written by the exponential Golomb code of order k: v + 2^k has
 * n + k + 1 bits; n zeros, then it, its highest bit in front (Teuhola 1978).
 *
 * A writer appends to a buffer, whose failure sticks. A reader never reads a bit past its end but up to
 * 8 bytes past it: they must be readable. Any thread. */
#ifndef ASSAY_RANKING_BITS_H
#define ASSAY_RANKING_BITS_H
#include "base/buffer.h"
#include "base/bytes.h"

static inline unsigned assay_bits_width(uint64_t value) {
    return value == 0 ? 0 : 64 - (unsigned)__builtin_clzll(value);
}

typedef struct {
    assay_buffer *out;
    uint64_t pending;
    unsigned bits; /* of pending: below 8 between calls */
} assay_bits_writer;

/* width <= 64; value has no more bits. */
void assay_bits_put(assay_bits_writer *writer, uint64_t value, unsigned width);
/* value + 2^order < 2^32. */
void assay_bits_put_golomb(assay_bits_writer *writer, uint32_t value, unsigned order);
/* Zeros up to a whole byte. */
void assay_bits_flush(assay_bits_writer *writer);

typedef struct {
    const uint8_t *data;
    size_t at, end; /* in bits */
    bool failed;    /* something reached past the end; every later read gives 0 */
} assay_bits_reader;

static inline assay_bits_reader assay_bits_of(assay_span bytes) {
    return (assay_bits_reader){(const uint8_t *)bytes.data, 0, bytes.size * 8, false};
}
/* width <= 57. */
static inline uint64_t assay_bits_take(assay_bits_reader *reader, unsigned width) {
    if (width > reader->end - reader->at || reader->failed) {
        reader->failed = true;
        return 0;
    }
    uint64_t word = assay_load_u64(reader->data + reader->at / 8) >> (reader->at % 8);
    reader->at += width;
    return word & ((UINT64_C(1) << width) - 1);
}
uint32_t assay_bits_take_golomb(assay_bits_reader *reader, unsigned order);
#endif
