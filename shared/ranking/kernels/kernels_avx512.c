/* Kernels for AVX-512 with VBMI and VBMI2; compiled with these flags on x86-64 only. */
#include <immintrin.h>
/* piece.h's select in two instructions, quick wherever this table is chosen. */
#define ASSAY_RICE_SELECT(word, n) ((unsigned)_tzcnt_u64(_pdep_u64(UINT64_C(1) << ((n)-1), (word))))
#include "ranking/kernels/kernels_loops.h"
#include "ranking/kernels/kernels_v256.h"

/* 16 values of up to 25 bits at a time: 16 values of w bits are 2 * w whole bytes. */
static void unpack_h(uint32_t values[256], const uint8_t *data, unsigned n, unsigned width) {
    __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    __m512i bit = _mm512_mullo_epi32(lane, _mm512_set1_epi32((int)width));
    __m512i shift = _mm512_and_si512(bit, _mm512_set1_epi32(7));
    __m512i pick = _mm512_mullo_epi32(_mm512_srli_epi32(bit, 3), _mm512_set1_epi32(0x01010101));
    pick = _mm512_add_epi32(pick, _mm512_set1_epi32(0x03020100));
    __m512i mask = _mm512_set1_epi32((int)((1U << width) - 1));
    for (unsigned i = 0; i < n; i += 16, data += (size_t)2 * width) {
        __m512i bytes = _mm512_permutexvar_epi8(pick, _mm512_loadu_si512(data));
        _mm512_storeu_si512(values + i, _mm512_and_si512(_mm512_srlv_epi32(bytes, shift), mask));
    }
}

static void decode_values(uint32_t values[256], const uint8_t *data, unsigned n,
                          assay_codec_shape shape) {
    if (shape.width > 25) {
        assay_codec_decode_values(values, data, n, shape);
        return;
    }
    if (shape.width != 0)
        unpack_h(values, data, n, shape.width);
    loop_top_values(values, data, n, shape);
}

/* Running sum of gaps + 1 behind base. Writes whole groups of 16. */
static void sum_gaps(uint16_t *ids, const uint32_t *gaps, unsigned n, uint16_t base) {
    __m512i zero = _mm512_setzero_si512(), carry = _mm512_set1_epi32(base);
    __m512i last = _mm512_set1_epi32(15), one = _mm512_set1_epi32(1);
    for (unsigned i = 0; i < n; i += 16) {
        __m512i x = _mm512_add_epi32(_mm512_loadu_si512(gaps + i), one);
        x = _mm512_add_epi32(x, _mm512_alignr_epi32(x, zero, 15));
        x = _mm512_add_epi32(x, _mm512_alignr_epi32(x, zero, 14));
        x = _mm512_add_epi32(x, _mm512_alignr_epi32(x, zero, 12));
        x = _mm512_add_epi32(x, _mm512_alignr_epi32(x, zero, 8));
        x = _mm512_add_epi32(x, carry);
        carry = _mm512_permutexvar_epi32(last, x);
        v256_store(ids + i, _mm512_cvtepi32_epi16(x));
    }
}

static void decode16(uint16_t ids[256], const uint8_t *data, unsigned n, assay_codec_shape shape,
                     uint16_t base) {
    if (n != 256) {
        uint32_t gaps[256];
        decode_values(gaps, data, n, shape);
        sum_gaps(ids, gaps, n, base);
        return;
    }
    __m256i v[16];
    v256_gaps(v, data, shape);
    v256_sum(v, base);
    v256_transpose(ids, v);
}

/* A table of 256 bounds as byte planes that vpermi2b can look up 64 codes in at once. */
typedef struct {
    __m512i low[4], high[4];
} planes;

static planes planes_make(const uint16_t table[256]) {
    planes p;
    for (size_t i = 0; i < 4; i++) {
        __m512i a = _mm512_loadu_si512(table + 64 * i), b = _mm512_loadu_si512(table + 64 * i + 32);
        __m512i low = _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi16_epi8(a)),
                                         _mm512_cvtepi16_epi8(b), 1);
        a = _mm512_srli_epi16(a, 8);
        b = _mm512_srli_epi16(b, 8);
        p.low[i] = low;
        p.high[i] = _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi16_epi8(a)),
                                       _mm512_cvtepi16_epi8(b), 1);
    }
    return p;
}

static inline __m512i look_up(const __m512i plane[4], __m512i codes, __mmask64 upper) {
    __m512i first = _mm512_permutex2var_epi8(plane[0], codes, plane[1]);
    __m512i second = _mm512_permutex2var_epi8(plane[2], codes, plane[3]);
    return _mm512_mask_blend_epi8(upper, first, second);
}

/* sums[0..64) += bounds of the codes, where present. */
static inline void add_64(uint16_t *sums, const planes *p, __m512i codes, __mmask64 present) {
    __mmask64 upper = _mm512_movepi8_mask(codes);
    __m512i low = look_up(p->low, codes, upper), high = look_up(p->high, codes, upper);
    low = _mm512_maskz_mov_epi8(present, low);
    high = _mm512_maskz_mov_epi8(present, high);
    __m512i a = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(low));
    __m512i b = _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(low, 1));
    __m512i c = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(high));
    __m512i d = _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(high, 1));
    a = _mm512_or_si512(a, _mm512_slli_epi16(c, 8));
    b = _mm512_or_si512(b, _mm512_slli_epi16(d, 8));
    _mm512_storeu_si512(sums, _mm512_add_epi16(_mm512_loadu_si512(sums), a));
    _mm512_storeu_si512(sums + 32, _mm512_add_epi16(_mm512_loadu_si512(sums + 32), b));
}

static size_t add_bits(uint16_t *sums, const uint64_t *bits, size_t words, const uint8_t *codes,
                       const uint16_t table[256]) {
    planes p = planes_make(table);
    size_t used = 0;
    for (size_t w = 0; w < words; w++) {
        __mmask64 present = bits[w];
        if (present == 0)
            continue;
        __m512i spread = _mm512_maskz_expand_epi8(present, _mm512_loadu_si512(codes + used));
        add_64(sums + 64 * w, &p, spread, present);
        used += (size_t)__builtin_popcountll(present);
    }
    return used;
}

static void add_column(uint16_t *sums, const uint8_t *codes, size_t n, const uint16_t table[256]) {
    planes p = planes_make(table);
    for (size_t i = 0; i < n; i += 64) {
        __m512i c = _mm512_loadu_si512(codes + i);
        add_64(sums + i, &p, c, _mm512_test_epi8_mask(c, c));
    }
}

static const uint16_t lanes32[32] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                     11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                     22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

static size_t take_sums(uint16_t *ids, uint16_t *bounds, uint16_t *sums, size_t n, uint16_t first,
                        uint16_t need) {
    size_t count = 0;
    __m512i least = _mm512_set1_epi16((short)need), zero = _mm512_setzero_si512();
    __m512i lanes = _mm512_loadu_si512(lanes32);
    for (size_t i = 0; i < n; i += 32) {
        __m512i v = _mm512_loadu_si512(sums + i);
        __mmask32 yes = _mm512_cmpge_epu16_mask(v, least);
        _mm512_storeu_si512(sums + i, zero);
        if (yes == 0)
            continue;
        __m512i id = _mm512_add_epi16(lanes, _mm512_set1_epi16((short)(first + i)));
        _mm512_storeu_si512(ids + count, _mm512_maskz_compress_epi16(yes, id));
        _mm512_storeu_si512(bounds + count, _mm512_maskz_compress_epi16(yes, v));
        count += (size_t)__builtin_popcount(yes);
    }
    return count;
}

static uint32_t count_less(const uint16_t *values, uint32_t n, uint16_t v) {
    __m512i limit = _mm512_set1_epi16((short)v);
    uint32_t count = 0, i = 0;
    for (; i + 32 <= n; i += 32)
        count += (uint32_t)__builtin_popcount(
            _mm512_cmplt_epu16_mask(_mm512_loadu_si512(values + i), limit));
    __mmask32 rest = (1U << (n - i)) - 1;
    __m512i last = _mm512_maskz_loadu_epi16(rest, values + i);
    return count + (uint32_t)__builtin_popcount(_mm512_mask_cmplt_epu16_mask(rest, last, limit));
}

/* Of 64 values. */
static inline uint32_t count_less_64(const uint16_t *values, __m512i limit) {
    __mmask32 low = _mm512_cmplt_epu16_mask(_mm512_loadu_si512(values), limit);
    __mmask32 high = _mm512_cmplt_epu16_mask(_mm512_loadu_si512(values + 32), limit);
    return (uint32_t)__builtin_popcountll(_mm512_kunpackd(high, low));
}

static void find_blocks(uint16_t *blocks, const uint16_t *last_ids, uint32_t count,
                        const uint16_t *ids, size_t n) {
    if (count > 64) {
        loop_find_blocks(blocks, last_ids, count, ids, n);
        return;
    }
    uint64_t all = (UINT64_C(1) << (count - 1)) - 1;
    __m512i a = _mm512_loadu_si512(last_ids), b = _mm512_loadu_si512(last_ids + 32);
    for (size_t i = 0; i < n; i++) {
        __m512i id = _mm512_set1_epi16((short)ids[i]);
        __mmask64 less =
            _mm512_kunpackd(_mm512_cmplt_epu16_mask(b, id), _mm512_cmplt_epu16_mask(a, id));
        blocks[i] = (uint16_t)__builtin_popcountll(less & all);
    }
}

static void find_in_blocks(uint8_t *has, uint16_t *ranks, const uint16_t *list, uint32_t count,
                           const uint16_t *ids, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const uint16_t *at = loop_quarter(list + (size_t)ranks[i] * ASSAY_BLOCK_SIZE, ids[i]);
        size_t rank = (size_t)(at - list) + count_less_64(at, _mm512_set1_epi16((short)ids[i]));
        has[i] = (uint8_t)((rank < count) & (list[rank] == ids[i]));
        ranks[i] = (uint16_t)rank;
    }
}

/* sums[ids[i]] for 16 ids, in 32-bit lanes. Reads two bytes past the last sum. */
static inline __m512i gather_sums(const uint16_t *sums, const uint16_t *ids) {
    __m512i at = _mm512_cvtepu16_epi32(v256_load(ids));
    __m512i pairs = _mm512_i32gather_epi32(at, sums, 2);
    return _mm512_and_si512(pairs, _mm512_set1_epi32(0xffff));
}

/* No branch on what is found: nobody could guess it. */
static size_t find_marked(uint16_t *found, const uint64_t marks[1024], const uint16_t *ids,
                          size_t n) {
    size_t count = 0, i = 0;
    __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    __m512i low = _mm512_set1_epi32(31), one = _mm512_set1_epi32(1);
    for (; i + 16 <= n; i += 16) {
        __m512i id = _mm512_cvtepu16_epi32(v256_load(ids + i));
        __m512i words = _mm512_i32gather_epi32(_mm512_srli_epi32(id, 5), marks, 4);
        __mmask16 yes =
            _mm512_test_epi32_mask(words, _mm512_sllv_epi32(one, _mm512_and_si512(id, low)));
        __m512i index = _mm512_add_epi32(lanes, _mm512_set1_epi32((int)i));
        v256_store(found + count, _mm512_cvtepi32_epi16(_mm512_maskz_compress_epi32(yes, index)));
        count += (size_t)__builtin_popcount(yes);
    }
    for (; i < n; i++) {
        found[count] = (uint16_t)i;
        count += marks[ids[i] / 64] >> (ids[i] % 64) & 1;
    }
    return count;
}

static size_t take_ids(uint16_t *out, uint16_t *bounds, uint16_t *sums, const uint16_t *ids,
                       size_t n, uint16_t need) {
    size_t count = 0, i = 0;
    __m512i least = _mm512_set1_epi32(need);
    for (; i + 16 <= n; i += 16) {
        __m512i v = gather_sums(sums, ids + i);
        __mmask16 yes = _mm512_cmpge_epu32_mask(v, least);
        if (yes != 0) {
            __m512i id = _mm512_cvtepu16_epi32(v256_load(ids + i));
            v256_store(out + count, _mm512_cvtepi32_epi16(_mm512_maskz_compress_epi32(yes, id)));
            v256_store(bounds + count, _mm512_cvtepi32_epi16(_mm512_maskz_compress_epi32(yes, v)));
            count += (size_t)__builtin_popcount(yes);
        }
        for (size_t j = i; j < i + 16; j++)
            sums[ids[j]] = 0;
    }
    return count + loop_take_ids(out + count, bounds + count, sums, ids + i, n - i, need);
}

/* The 64 codes' bounds: two vectors of 32. */
static inline void look_up_64(__m512i out[2], const planes *p, __m512i codes) {
    __mmask64 upper = _mm512_movepi8_mask(codes);
    __m512i low = look_up(p->low, codes, upper), high = look_up(p->high, codes, upper);
    __m512i a = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(low));
    __m512i b = _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(low, 1));
    __m512i c = _mm512_cvtepu8_epi16(_mm512_castsi512_si256(high));
    __m512i d = _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(high, 1));
    out[0] = _mm512_or_si512(a, _mm512_slli_epi16(c, 8));
    out[1] = _mm512_or_si512(b, _mm512_slli_epi16(d, 8));
}

/* Reads codes and ids in whole vectors: both are followed by readable bytes. */
static size_t take_postings(uint16_t *out, uint16_t *bounds, const uint16_t *ids,
                            const uint8_t *codes, size_t n, const uint16_t table[256],
                            uint16_t need) {
    planes p = planes_make(table);
    size_t count = 0;
    __m512i least = _mm512_set1_epi16((short)need);
    for (size_t i = 0; i < n; i += 64) {
        __m512i v[2];
        __mmask64 valid = n - i >= 64 ? UINT64_MAX : (UINT64_C(1) << (n - i)) - 1;
        look_up_64(v, &p, _mm512_loadu_si512(codes + i));
        for (unsigned half = 0; half < 2; half++) {
            __mmask32 yes =
                _mm512_mask_cmpge_epu16_mask((__mmask32)(valid >> (32 * half)), v[half], least);
            __m512i id = _mm512_loadu_si512(ids + i + (size_t)32 * half);
            _mm512_storeu_si512(out + count, _mm512_maskz_compress_epi16(yes, id));
            _mm512_storeu_si512(bounds + count, _mm512_maskz_compress_epi16(yes, v[half]));
            count += (size_t)__builtin_popcount(yes);
        }
    }
    return count;
}

/* As v256_find_codes, twice as wide, and what is found is put together at once. */
static size_t find_codes(uint16_t *found, const uint8_t *codes, size_t n, const uint16_t table[256],
                         uint16_t need) {
    uint8_t first[16], second[16]; /* of each row: lower halves 0..7 and 8..15 */
    __m256i least = _mm256_set1_epi16((short)need);
    for (size_t r = 0; r < 16; r++) {
        __mmask16 lanes = _mm256_cmpge_epu16_mask(v256_load(table + 16 * r), least);
        first[r] = (uint8_t)lanes;
        second[r] = (uint8_t)(lanes >> 8);
    }
    __m512i a = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)first));
    __m512i b = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)second));
    __m512i bits = _mm512_set1_epi64((long long)0x8040201008040201), half = _mm512_set1_epi8(15);
    __m512i lanes = _mm512_loadu_si512(lanes32);
    size_t count = 0;
    for (size_t i = 0; i < n; i += 64) {
        __m512i code = _mm512_loadu_si512(codes + i);
        __m512i upper = _mm512_and_si512(_mm512_srli_epi16(code, 4), half);
        __mmask64 late = _mm512_movepi8_mask(_mm512_slli_epi16(code, 4));
        __m512i row = _mm512_mask_blend_epi8(late, _mm512_shuffle_epi8(a, upper),
                                             _mm512_shuffle_epi8(b, upper));
        __m512i bit = _mm512_shuffle_epi8(bits, _mm512_and_si512(code, half));
        __mmask64 yes = _mm512_test_epi8_mask(row, bit);
        yes &= n - i < 64 ? (UINT64_C(1) << (n - i)) - 1 : UINT64_MAX;
        for (size_t at = i; yes != 0; yes >>= 32, at += 32) {
            __m512i index = _mm512_add_epi16(lanes, _mm512_set1_epi16((short)at));
            __mmask32 some = (__mmask32)yes;
            _mm512_storeu_si512(found + count, _mm512_maskz_compress_epi16(some, index));
            count += (size_t)__builtin_popcount(some);
        }
    }
    return count;
}

static size_t keep(uint16_t *ids, uint16_t *bounds, size_t n, uint16_t need) {
    size_t count = 0;
    __m512i least = _mm512_set1_epi16((short)need);
    for (size_t i = 0; i < n; i += 32) {
        __mmask32 valid = n - i >= 32 ? UINT32_MAX : (1U << (n - i)) - 1;
        __m512i id = _mm512_loadu_si512(ids + i), v = _mm512_loadu_si512(bounds + i);
        __mmask32 yes = _mm512_mask_cmpge_epu16_mask(valid, v, least);
        _mm512_storeu_si512(ids + count, _mm512_maskz_compress_epi16(yes, id));
        _mm512_storeu_si512(bounds + count, _mm512_maskz_compress_epi16(yes, v));
        count += (size_t)__builtin_popcount(yes);
    }
    return count;
}

static size_t keep_less(uint16_t *ids, uint16_t *bounds, size_t n, uint16_t limit) {
    size_t count = 0;
    __m512i most = _mm512_set1_epi16((short)limit);
    for (size_t i = 0; i < n; i += 32) {
        __mmask32 valid = n - i >= 32 ? UINT32_MAX : (1U << (n - i)) - 1;
        __m512i id = _mm512_loadu_si512(ids + i), v = _mm512_loadu_si512(bounds + i);
        __mmask32 yes = _mm512_mask_cmplt_epu16_mask(valid, v, most);
        _mm512_storeu_si512(ids + count, _mm512_maskz_compress_epi16(yes, id));
        _mm512_storeu_si512(bounds + count, _mm512_maskz_compress_epi16(yes, v));
        count += (size_t)__builtin_popcount(yes);
    }
    return count;
}

static size_t take_codes(uint8_t *out, const uint8_t *column, const uint64_t *bits, size_t words) {
    size_t count = 0;
    for (size_t w = 0; w < words; w++) {
        __m512i c = _mm512_loadu_si512(column + 64 * w);
        _mm512_storeu_si512(out + count, _mm512_maskz_compress_epi8(bits[w], c));
        count += (size_t)__builtin_popcountll(bits[w]);
    }
    return count;
}

/* Multiplication and addition stay apart: fused they would round once. */
static void add_scores(double *scores, const double *parts, const uint32_t *wdf, size_t n,
                       double weight) {
    __m512d w = _mm512_set1_pd(weight);
    for (size_t i = 0; i < n; i += 8) {
        __mmask8 valid = n - i >= 8 ? 0xff : (__mmask8)((1U << (n - i)) - 1);
        __m256i count = _mm256_maskz_loadu_epi32(valid, wdf + i);
        __mmask8 some = _mm256_test_epi32_mask(count, count);
        __m512d x = _mm512_cvtepu32_pd(count);
        __m512d part = _mm512_maskz_loadu_pd(some, parts + i);
        __m512d old = _mm512_maskz_loadu_pd(some, scores + i);
        __m512d more = _mm512_mul_pd(w, _mm512_maskz_div_pd(some, x, _mm512_add_pd(part, x)));
        _mm512_mask_storeu_pd(scores + i, some, _mm512_add_pd(old, more));
    }
}

/* Running sum within a vector. */
static inline __m512i scan16(__m512i x) {
    __m512i zero = _mm512_setzero_si512();
    x = _mm512_add_epi32(x, _mm512_alignr_epi32(x, zero, 15));
    x = _mm512_add_epi32(x, _mm512_alignr_epi32(x, zero, 14));
    x = _mm512_add_epi32(x, _mm512_alignr_epi32(x, zero, 12));
    return _mm512_add_epi32(x, _mm512_alignr_epi32(x, zero, 8));
}

/* Sums of 256 counts below 2^23 fit; larger or negative ones are left to the definition. */
static bool position_starts(uint32_t start[257], uint64_t has[5], const uint8_t *codes,
                            const uint32_t *surplus, unsigned n) {
    __m512i lows = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 17, 25, 49);
    __m512i one = _mm512_set1_epi32(1), zero = _mm512_setzero_si512(), any = zero;
    __m512i last = _mm512_set1_epi32(15), sums = zero;
    memset(has, 0, 5 * sizeof *has);
    start[0] = 0;
    for (unsigned i = 0; i < n; i += 16) {
        __mmask16 valid = n - i >= 16 ? 0xffff : (__mmask16)((1U << (n - i)) - 1);
        __m512i s = _mm512_maskz_loadu_epi32(valid, surplus + i), low = zero;
        if (codes != NULL) {
            __m512i class = _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(valid, codes + i));
            low = _mm512_permutexvar_epi32(_mm512_srli_epi32(class, 4), lows);
        }
        __m512i sign = _mm512_sub_epi32(zero, _mm512_and_si512(s, one));
        __m512i more = _mm512_xor_si512(_mm512_srli_epi32(s, 1), sign);
        __m512i counts = _mm512_maskz_add_epi32(valid, low, more);
        any = _mm512_or_si512(any, counts);
        has[i / 64] |= (uint64_t)_mm512_test_epi32_mask(counts, counts) << (i % 64);
        sums = _mm512_add_epi32(scan16(counts), sums);
        _mm512_mask_storeu_epi32(start + i + 1, valid, sums);
        sums = _mm512_permutexvar_epi32(last, sums);
    }
    if (_mm512_test_epi32_mask(any, _mm512_set1_epi32((int)0xff800000U)) != 0)
        return loop_position_starts(start, has, codes, surplus, n);
    return true;
}

static void column_bits(uint64_t *bits, const uint8_t *codes, size_t n) {
    for (size_t w = 0; w < n / 64; w++) {
        __m512i c = _mm512_loadu_si512(codes + 64 * w);
        bits[w] = _mm512_test_epi8_mask(c, c);
    }
}

static size_t bits_ids(uint16_t *ids, const uint64_t *bits, size_t words) {
    size_t count = 0;
    __m512i lanes = _mm512_loadu_si512(lanes32);
    for (size_t w = 0; w < words; w++) {
        for (unsigned half = 0; half < 2; half++) {
            __mmask32 yes = (__mmask32)(bits[w] >> (32 * half));
            __m512i id =
                _mm512_add_epi16(lanes, _mm512_set1_epi16((short)(64 * w + (size_t)32 * half)));
            _mm512_storeu_si512(ids + count, _mm512_maskz_compress_epi16(yes, id));
            count += (size_t)__builtin_popcount(yes);
        }
    }
    return count;
}

static size_t probe_bits(uint16_t *ids, uint16_t *bounds, size_t n, bool required,
                         const uint64_t *bits, const uint16_t prefix[1024], const uint8_t *codes,
                         size_t count, const uint16_t table[256]) {
    return loop_probe_marked(ids, bounds, n, required, bits, prefix, codes, count, table,
                             find_marked);
}

const assay_kernels assay_kernels_avx512 = {.name = "avx512",
                                            .decode16 = decode16,
                                            .decode_values = decode_values,
                                            .add_ids = loop_add_ids,
                                            .find_marked = find_marked,
                                            .add_bits = add_bits,
                                            .add_column = add_column,
                                            .take_sums = take_sums,
                                            .take_ids = take_ids,
                                            .take_postings = take_postings,
                                            .find_codes = find_codes,
                                            .keep = keep,
                                            .keep_less = keep_less,
                                            .count_less = count_less,
                                            .find_blocks = find_blocks,
                                            .find_in_blocks = find_in_blocks,
                                            .prefix_ranks = loop_prefix_ranks,
                                            .rank = loop_rank,
                                            .probe_bits = probe_bits,
                                            .probe_column = loop_probe_column,
                                            .take_codes = take_codes,
                                            .add_scores = add_scores,
                                            .position_starts = position_starts,
                                            .rice_size = loop_rice_size,
                                            .decode_rice = loop_decode_rice,
                                            .set_or = loop_set_or,
                                            .set_and = loop_set_and,
                                            .set_andnot = loop_set_andnot,
                                            .set_count = loop_set_count,
                                            .column_bits = column_bits,
                                            .bits_ids = bits_ids};
