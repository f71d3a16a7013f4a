/* Unpacking of lane-transposed blocks (codec.h's V) with 256-bit vectors: for kernels_avx2.c and
 * kernels_avx512.c, each compiled with its own flags. */
#ifndef ASSAY_RANKING_KERNELS_V256_H
#define ASSAY_RANKING_KERNELS_V256_H
#include "base/bytes.h"
#include "ranking/kernels/codec.h"

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

static inline __m256i v256_load(const void *at) {
    return _mm256_loadu_si256((const __m256i *)at);
}
static inline void v256_store(void *at, __m256i v) {
    _mm256_storeu_si256((__m256i *)at, v);
}

/* v[r] gets value 16*j + r in lane j. To be called with a constant: then shifts are, and only values
 * on both sides of a word's edge take two loads. */
static inline __attribute__((always_inline)) void v256_unpack_as(__m256i v[16], const uint8_t *data,
                                                                 const unsigned width) {
    __m256i mask = _mm256_set1_epi16((short)((1U << width) - 1));
#pragma GCC unroll 16
    for (unsigned r = 0; r < 16; r++) {
        size_t word = r * width / 16;
        unsigned shift = r * width % 16;
        __m256i x = _mm256_srli_epi16(v256_load(data + 32 * word), (int)shift);
        if (shift + width > 16)
            x = _mm256_or_si256(
                x, _mm256_slli_epi16(v256_load(data + 32 * word + 32), (int)(16 - shift)));
        v[r] = _mm256_and_si256(x, mask);
    }
}

#define V256_WIDTH(w)                                                                              \
    case w:                                                                                        \
        v256_unpack_as(v, data, w);                                                                \
        return
/* Reads one vector past the data at most. */
static inline void v256_unpack(__m256i v[16], const uint8_t *data, unsigned width) {
    switch (width) {
        V256_WIDTH(0);
        V256_WIDTH(1);
        V256_WIDTH(2);
        V256_WIDTH(3);
        V256_WIDTH(4);
        V256_WIDTH(5);
        V256_WIDTH(6);
        V256_WIDTH(7);
        V256_WIDTH(8);
        V256_WIDTH(9);
        V256_WIDTH(10);
        V256_WIDTH(11);
        V256_WIDTH(12);
        V256_WIDTH(13);
        V256_WIDTH(14);
        V256_WIDTH(15);
        V256_WIDTH(16);
    default: /* no codec shape has more */
        memset(v, 0, 16 * sizeof *v);
    }
}
#undef V256_WIDTH

/* The high bits of exceptions, where v has their values. They are written before anything is unpacked and read
 * afterwards: a vector that is read right after single words of it were written would wait for these. */
static inline void v256_exceptions(uint16_t high[16][16], const uint8_t *at,
                                   assay_codec_shape shape) {
    const uint8_t *bits = at + shape.exceptions;
    uint64_t mask = (UINT64_C(1) << shape.high_width) - 1;
    size_t bit = 0;
    memset(high, 0, 16 * sizeof *high);
    for (unsigned i = 0; i < shape.exceptions; i++, bit += shape.high_width) {
        uint64_t more = assay_load_u64(bits + bit / 8) >> (bit % 8) & mask;
        high[at[i] % 16][at[i] / 16] |= (uint16_t)(more << shape.width);
    }
}

/* A whole block's gaps. */
static inline void v256_gaps(__m256i v[16], const uint8_t *data, assay_codec_shape shape) {
    if (shape.exceptions == 0) {
        v256_unpack(v, data, shape.width);
        return;
    }
    uint16_t high[16][16];
    v256_exceptions(high, data + (size_t)32 * shape.width, shape);
    v256_unpack(v, data, shape.width);
    for (unsigned r = 0; r < 16; r++)
        v[r] = _mm256_or_si256(v[r], v256_load(high[r]));
}

/* Gaps to ids: the running sum within each lane, then what stands before each lane. */
static inline void v256_sum(__m256i v[16], uint16_t base) {
    __m256i one = _mm256_set1_epi16(1), sum = _mm256_setzero_si256();
    for (unsigned r = 0; r < 16; r++) {
        sum = _mm256_add_epi16(sum, _mm256_add_epi16(v[r], one));
        v[r] = sum;
    }
    __m256i x = sum;
    x = _mm256_add_epi16(x, _mm256_slli_si256(x, 2));
    x = _mm256_add_epi16(x, _mm256_slli_si256(x, 4));
    x = _mm256_add_epi16(x, _mm256_slli_si256(x, 8));
    /* The last lane of the lower half goes to every lane of the upper half. */
    __m256i low = _mm256_permute2x128_si256(x, x, 0x08);
    low = _mm256_shuffle_epi8(low, _mm256_set1_epi16(0x0f0e));
    x = _mm256_add_epi16(x, low);
    x = _mm256_add_epi16(_mm256_sub_epi16(x, sum), _mm256_set1_epi16((short)base));
    for (unsigned r = 0; r < 16; r++)
        v[r] = _mm256_add_epi16(v[r], x);
}

/* Lane j's 16 values go to out[16*j ..]. */
static inline void v256_transpose(uint16_t out[256], const __m256i v[16]) {
    __m256i a[16], b[16];
    for (size_t i = 0; i < 8; i++) {
        a[i] = _mm256_unpacklo_epi16(v[2 * i], v[2 * i + 1]);
        a[i + 8] = _mm256_unpackhi_epi16(v[2 * i], v[2 * i + 1]);
    }
    /* a[i]: lanes 0-3 (8-11) of rows 2i, 2i+1; a[8+i]: lanes 4-7 (12-15). */
    for (size_t h = 0; h < 16; h += 8) {
        for (size_t i = 0; i < 4; i++) {
            b[h + i] = _mm256_unpacklo_epi32(a[h + 2 * i], a[h + 2 * i + 1]);
            b[h + 4 + i] = _mm256_unpackhi_epi32(a[h + 2 * i], a[h + 2 * i + 1]);
        }
    }
    /* b[4g + i]: rows 4i..4i+3 of two lanes: g = 0: 0, 1; 1: 2, 3; 2: 4, 5; 3: 6, 7 (and + 8). */
    for (size_t g = 0; g < 4; g++) {
        for (size_t odd = 0; odd < 2; odd++) {
            __m256i low = odd != 0 ? _mm256_unpackhi_epi64(b[4 * g], b[4 * g + 1])
                                   : _mm256_unpacklo_epi64(b[4 * g], b[4 * g + 1]);
            __m256i high = odd != 0 ? _mm256_unpackhi_epi64(b[4 * g + 2], b[4 * g + 3])
                                    : _mm256_unpacklo_epi64(b[4 * g + 2], b[4 * g + 3]);
            size_t lane = 2 * g + odd;
            v256_store(out + 16 * lane, _mm256_permute2x128_si256(low, high, 0x20));
            v256_store(out + 16 * (lane + 8), _mm256_permute2x128_si256(low, high, 0x31));
        }
    }
}
#endif
