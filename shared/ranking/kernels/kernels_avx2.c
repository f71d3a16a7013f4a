/* Kernels for AVX2 with BMI2; compiled with these flags on x86-64 only. */
#include "ranking/kernels/kernels_loops.h"
#include "ranking/kernels/kernels_v256.h"

/* Values of up to 16 bits, 8 at a time: 8 values of w bits are w whole bytes. */
static void unpack_h(uint32_t values[256], const uint8_t *data, unsigned n, unsigned width) {
    uint32_t control[8], shifts[8];
    for (unsigned i = 0; i < 8; i++) {
        unsigned byte = i * width / 8;
        shifts[i] = i * width % 8;
        control[i] = 0;
        for (unsigned k = 0; k < 4; k++)
            control[i] |= (byte + k < 16 ? byte + k : 0x80U) << (8 * k);
    }
    __m256i pick = v256_load(control), shift = v256_load(shifts);
    __m256i mask = _mm256_set1_epi32((int)((1U << width) - 1));
    for (unsigned i = 0; i < n; i += 8, data += width) {
        __m256i bytes = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)data));
        __m256i v = _mm256_srlv_epi32(_mm256_shuffle_epi8(bytes, pick), shift);
        v256_store(values + i, _mm256_and_si256(v, mask));
    }
}

static void decode_values(uint32_t values[256], const uint8_t *data, unsigned n,
                          assay_codec_shape shape) {
    if (shape.width > 16) {
        assay_codec_decode_values(values, data, n, shape);
        return;
    }
    if (shape.width != 0)
        unpack_h(values, data, n, shape.width);
    loop_top_values(values, data, n, shape, assay_codec_decode_values);
}

static void decode16(uint16_t ids[256], const uint8_t *data, unsigned n, assay_codec_shape shape,
                     uint16_t base) {
    if (n != 256) {
        uint32_t gaps[256];
        decode_values(gaps, data, n, shape);
        for (unsigned i = 0; i < n; i++)
            ids[i] = base = (uint16_t)(base + 1 + gaps[i]);
        return;
    }
    __m256i v[16];
    v256_unpack(v, data, shape.width);
    if (shape.exceptions != 0) {
        uint32_t high[256];
        const uint8_t *at = data + (size_t)32 * shape.width;
        decode_values(high, at + shape.exceptions, shape.exceptions,
                      (assay_codec_shape){shape.high_width, 0, 0});
        for (unsigned i = 0; i < shape.exceptions; i++)
            high[i] <<= shape.width;
        v256_patch(v, at, high, shape.exceptions);
    }
    v256_sum(v, base);
    v256_transpose(ids, v);
}

/* One bit per 16-bit lane of v that is >= need. */
static inline uint32_t lanes_at_least(__m256i v, __m256i need) {
    __m256i yes = _mm256_cmpeq_epi16(_mm256_max_epu16(v, need), v);
    return _pext_u32((uint32_t)_mm256_movemask_epi8(yes), 0x55555555U);
}

static size_t take_sums(uint16_t *ids, uint16_t *bounds, uint16_t *sums, size_t n, uint16_t first,
                        uint16_t need) {
    size_t count = 0;
    __m256i least = _mm256_set1_epi16((short)need);
    for (size_t i = 0; i < n; i += 16) {
        uint32_t lanes = lanes_at_least(v256_load(sums + i), least);
        for (; lanes != 0; lanes &= lanes - 1) {
            size_t at = i + (size_t)__builtin_ctz(lanes);
            ids[count] = (uint16_t)(first + at);
            bounds[count++] = sums[at];
        }
        v256_store(sums + i, _mm256_setzero_si256());
    }
    return count;
}

static uint32_t count_less(const uint16_t *values, uint32_t n, uint16_t v) {
    __m256i limit = _mm256_set1_epi16((short)v);
    uint32_t count = 0, i = 0;
    for (; i + 16 <= n; i += 16) {
        __m256i at = v256_load(values + i);
        __m256i not_less = _mm256_cmpeq_epi16(_mm256_max_epu16(at, limit), at);
        count += 16 - (uint32_t)__builtin_popcount((uint32_t)_mm256_movemask_epi8(not_less)) / 2;
    }
    return count + loop_count_less(values + i, n - i, v);
}

static size_t find_marked(uint16_t *found, const uint64_t marks[1024], const uint16_t *ids,
                          size_t n) {
    size_t count = 0, i = 0;
    __m256i low = _mm256_set1_epi32(31), one = _mm256_set1_epi32(1);
    for (; i + 8 <= n; i += 8) {
        __m256i id = _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)(ids + i)));
        __m256i words = _mm256_i32gather_epi32((const int *)marks, _mm256_srli_epi32(id, 5), 4);
        __m256i bit = _mm256_sllv_epi32(one, _mm256_and_si256(id, low));
        __m256i yes = _mm256_cmpeq_epi32(_mm256_and_si256(words, bit), bit);
        uint32_t lanes = (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(yes));
        for (; lanes != 0; lanes &= lanes - 1)
            found[count++] = (uint16_t)(i + (size_t)__builtin_ctz(lanes));
    }
    for (; i < n; i++) {
        found[count] = (uint16_t)i;
        count += marks[ids[i] / 64] >> (ids[i] % 64) & 1;
    }
    return count;
}

static void column_bits(uint64_t *bits, const uint8_t *codes, size_t n) {
    __m256i zero = _mm256_setzero_si256();
    for (size_t w = 0; w < n / 64; w++, codes += 64) {
        uint32_t low = ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(v256_load(codes), zero));
        uint32_t high =
            ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(v256_load(codes + 32), zero));
        bits[w] = low | (uint64_t)high << 32;
    }
}

const assay_kernels assay_kernels_avx2 = {.name = "avx2",
                                          .decode16 = decode16,
                                          .decode_values = decode_values,
                                          .add_ids = loop_add_ids,
                                          .find_marked = find_marked,
                                          .add_bits = loop_add_bits,
                                          .add_column = loop_add_column,
                                          .take_sums = take_sums,
                                          .take_ids = loop_take_ids,
                                          .take_postings = loop_take_postings,
                                          .keep = loop_keep,
                                          .keep_less = loop_keep_less,
                                          .count_less = count_less,
                                          .prefix_ranks = loop_prefix_ranks,
                                          .rank = loop_rank,
                                          .probe_bits = loop_probe_bits,
                                          .probe_column = loop_probe_column,
                                          .take_codes = loop_take_codes,
                                          .add_scores = loop_add_scores,
                                          .position_starts = loop_position_starts,
                                          .rice_size = loop_rice_size,
                                          .decode_rice = loop_decode_rice,
                                          .set_or = loop_set_or,
                                          .set_and = loop_set_and,
                                          .set_andnot = loop_set_andnot,
                                          .set_count = loop_set_count,
                                          .column_bits = column_bits,
                                          .bits_ids = loop_bits_ids};
