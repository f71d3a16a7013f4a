/* A block of postings or positions to bits and back: the scalar definition of the two packings.
 *
 * A block of n <= 256 ascending ids is kept as gaps: id[i] - id[i-1] - 1, the first one against
 * `base`, the last id of the block before (all-ones when there is none: arithmetic is modulo the
 * id's size). Gaps are cut to `width` bits; those that do not fit are EXCEPTIONS: their index and
 * their high bits stand behind the packed data (PFOR):
 *
 *   block : packed gaps, u8 index[exceptions], H(exceptions, high_width) of gap >> width
 *   H(n,w): value i in bits i*w .. i*w+w-1 of a little-endian bit stream, ceil(n*w/8) bytes
 *   V(w)  : 256 values of w <= 16 bits, 32*w bytes: 16 lanes of 16-bit words, word k of lane j at
 * byte 2*(16*k + j); lane j holds values 16*j .. 16*j+15, value 16*j + r in bits r*w.. of the
 * lane's own bit stream (lane-transposed: the prefix sum is vertical)
 *
 * Decoders trust sizes: the caller has checked that assay_codec_size bytes are there. Any content
 * is safe. They may read up to 64 bytes past it and write whole vectors: out has room for 256 ids
 * whatever n is. Any thread. */
#ifndef ASSAY_RANKING_CODEC_H
#define ASSAY_RANKING_CODEC_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint8_t width;      /* 0..16 for 16-bit ids, 0..32 for 32-bit ids and positions */
    uint8_t high_width; /* 0..32 - width */
    uint8_t exceptions; /* 0..255 */
} assay_codec_shape;

/* Shapes a decoder may be given for ids of `bits` (16 or 32) bits. */
static inline bool assay_codec_shape_ok(assay_codec_shape shape, unsigned bits) {
    return shape.width <= bits && shape.high_width <= bits - shape.width;
}
/* Bytes of a block of n values. */
static inline size_t assay_codec_size(unsigned n, assay_codec_shape shape) {
    return ((size_t)n * shape.width + 7) / 8 + shape.exceptions +
           ((size_t)shape.exceptions * shape.high_width + 7) / 8;
}

/* n == 256: V packed; n < 256: H packed. Ids ascend when the data is sound. */
void assay_codec_decode16(uint16_t ids[256], const uint8_t *data, unsigned n,
                          assay_codec_shape shape, uint16_t base);
/* H packed for any n <= 256. */
void assay_codec_decode32(uint32_t ids[256], const uint8_t *data, unsigned n,
                          assay_codec_shape shape, uint32_t base);
/* The values themselves, no prefix sum: n <= 256, H packed. */
void assay_codec_decode_values(uint32_t values[256], const uint8_t *data, unsigned n,
                               assay_codec_shape shape);
/* Value i < n of these alone. */
uint32_t assay_codec_value(const uint8_t *data, unsigned n, assay_codec_shape shape, unsigned i);

/* Encoders choose the shape that takes fewest bytes and write at most ASSAY_CODEC_MAX bytes;
 * exceptions are used only where they save a 32nd. Return the bytes written. */
enum { ASSAY_CODEC_MAX = 256 * 4 + 16 };
size_t assay_codec_encode16(uint8_t out[ASSAY_CODEC_MAX], assay_codec_shape *shape,
                            const uint16_t *ids, unsigned n, uint16_t base);
size_t assay_codec_encode32(uint8_t out[ASSAY_CODEC_MAX], assay_codec_shape *shape,
                            const uint32_t *ids, unsigned n, uint32_t base);
size_t assay_codec_encode_values(uint8_t out[ASSAY_CODEC_MAX], assay_codec_shape *shape,
                                 const uint32_t *values, unsigned n);
/* The shape and, in a shape of assay_codec_choose, the values: assay_codec_size bytes. */
assay_codec_shape assay_codec_choose(const uint32_t *values, unsigned n);
size_t assay_codec_encode_as(uint8_t out[ASSAY_CODEC_MAX], assay_codec_shape shape,
                             const uint32_t *values, unsigned n);
/* H(n, width) of the values' lower bits; returns its end. */
uint8_t *assay_codec_pack_h(uint8_t *out, const uint32_t *values, unsigned n, unsigned width);
#endif
