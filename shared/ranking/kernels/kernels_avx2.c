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
    loop_top_values(values, data, n, shape);
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
    v256_gaps(v, data, shape);
    v256_sum(v, base);
    v256_transpose(ids, v);
}

/* One bit per 16-bit lane of v that is >= need. */
static inline uint32_t lanes_at_least(__m256i v, __m256i need) {
    __m256i yes = _mm256_cmpeq_epi16(_mm256_max_epu16(v, need), v);
    __m128i bytes = _mm_packs_epi16(_mm256_castsi256_si128(yes), _mm256_extracti128_si256(yes, 1));
    return (uint32_t)_mm_movemask_epi8(bytes);
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

/* ---- what passes, put together ---- */

/* By which of four 16-bit lanes pass: a shuffle that brings these to the front. */
static const uint8_t FRONT[16][8] = {{128, 128, 128, 128, 128, 128, 128, 128},
                                     {0, 1, 128, 128, 128, 128, 128, 128},
                                     {2, 3, 128, 128, 128, 128, 128, 128},
                                     {0, 1, 2, 3, 128, 128, 128, 128},
                                     {4, 5, 128, 128, 128, 128, 128, 128},
                                     {0, 1, 4, 5, 128, 128, 128, 128},
                                     {2, 3, 4, 5, 128, 128, 128, 128},
                                     {0, 1, 2, 3, 4, 5, 128, 128},
                                     {6, 7, 128, 128, 128, 128, 128, 128},
                                     {0, 1, 6, 7, 128, 128, 128, 128},
                                     {2, 3, 6, 7, 128, 128, 128, 128},
                                     {0, 1, 2, 3, 6, 7, 128, 128},
                                     {4, 5, 6, 7, 128, 128, 128, 128},
                                     {0, 1, 4, 5, 6, 7, 128, 128},
                                     {2, 3, 4, 5, 6, 7, 128, 128},
                                     {0, 1, 2, 3, 4, 5, 6, 7}};

/* Stores the pairs of eight lanes whose bit is set, and four lanes of anything behind them. */
static inline size_t store_pairs(uint16_t *ids, uint16_t *bounds, __m128i id, __m128i bound,
                                 uint32_t lanes) {
    uint32_t low = lanes & 15, high = lanes >> 4;
    __m128i front = _mm_loadl_epi64((const __m128i *)FRONT[low]);
    __m128i back = _mm_add_epi8(_mm_loadl_epi64((const __m128i *)FRONT[high]), _mm_set1_epi8(8));
    size_t first = (size_t)__builtin_popcount(low);
    _mm_storel_epi64((__m128i *)ids, _mm_shuffle_epi8(id, front));
    _mm_storel_epi64((__m128i *)bounds, _mm_shuffle_epi8(bound, front));
    _mm_storel_epi64((__m128i *)(ids + first), _mm_shuffle_epi8(id, back));
    _mm_storel_epi64((__m128i *)(bounds + first), _mm_shuffle_epi8(bound, back));
    return first + (size_t)__builtin_popcount(high);
}

/* Appends the pairs of from[0..n) that pass; what is written never overtakes what is read. */
static inline size_t compact(uint16_t *ids, uint16_t *bounds, const uint16_t *from_ids,
                             const uint16_t *from_bounds, size_t n, uint16_t limit, bool less) {
    size_t count = 0, i = 0;
    __m128i edge = _mm_set1_epi16((short)limit);
    for (; i + 8 <= n; i += 8) {
        __m128i id = _mm_loadu_si128((const __m128i *)(from_ids + i));
        __m128i bound = _mm_loadu_si128((const __m128i *)(from_bounds + i));
        __m128i least = _mm_cmpeq_epi16(_mm_max_epu16(bound, edge), bound);
        uint32_t lanes = (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(least, least)) & 0xff;
        lanes ^= less ? 0xff : 0;
        if (lanes != 0)
            count += store_pairs(ids + count, bounds + count, id, bound, lanes);
    }
    for (; i < n; i++) {
        uint16_t id = from_ids[i], bound = from_bounds[i];
        ids[count] = id;
        bounds[count] = bound;
        count += (bound >= limit) != less;
    }
    return count;
}

static size_t keep(uint16_t *ids, uint16_t *bounds, size_t n, uint16_t need) {
    return compact(ids, bounds, ids, bounds, n, need, false);
}

static size_t keep_less(uint16_t *ids, uint16_t *bounds, size_t n, uint16_t limit) {
    return compact(ids, bounds, ids, bounds, n, limit, true);
}

/* ---- bounds by code ---- */

/* A table of 256 bounds by upper half of the code, its bytes apart: a shuffle looks up a row. */
typedef struct {
    __m256i low[16], high[16];
} rows;

static void rows_make(rows *out, const uint16_t table[256], unsigned count) {
    __m128i bytes = _mm_set1_epi16(0xff);
    for (size_t r = 0; r < count; r++) {
        __m128i a = _mm_loadu_si128((const __m128i *)(table + 16 * r));
        __m128i b = _mm_loadu_si128((const __m128i *)(table + 16 * r + 8));
        out->low[r] = _mm256_broadcastsi128_si256(
            _mm_packus_epi16(_mm_and_si128(a, bytes), _mm_and_si128(b, bytes)));
        out->high[r] = _mm256_broadcastsi128_si256(
            _mm_packus_epi16(_mm_srli_epi16(a, 8), _mm_srli_epi16(b, 8)));
    }
}

/* Rows the codes are of: none of those from the result on. Reads whole vectors. */
static unsigned rows_used(const uint8_t *codes, size_t n) {
    __m256i most = _mm256_setzero_si256();
    for (size_t i = 0; i < n; i += 32)
        most = _mm256_max_epu8(most, v256_load(codes + i));
    uint8_t bytes[32];
    v256_store(bytes, most);
    uint8_t best = 0;
    for (size_t i = 0; i < 32; i++)
        best = bytes[i] > best ? bytes[i] : best;
    return (best >> 4) + 1U;
}

/* The 32 codes' bounds: two vectors of 16. Codes of other rows shuffle to 0. */
static inline void look_up_32(__m256i out[2], const rows *table, unsigned count, __m256i codes) {
    __m256i low = _mm256_setzero_si256(), high = low, row = low;
    for (unsigned r = 0; r < count; r++) {
        __m256i own = _mm256_xor_si256(codes, row); /* 0..15 in this row only */
        own = _mm256_adds_epu8(own, _mm256_set1_epi8(0x70));
        low = _mm256_or_si256(low, _mm256_shuffle_epi8(table->low[r], own));
        high = _mm256_or_si256(high, _mm256_shuffle_epi8(table->high[r], own));
        row = _mm256_add_epi8(row, _mm256_set1_epi8(0x10));
    }
    __m256i a = _mm256_unpacklo_epi8(low, high), b = _mm256_unpackhi_epi8(low, high);
    out[0] = _mm256_permute2x128_si256(a, b, 0x20);
    out[1] = _mm256_permute2x128_si256(a, b, 0x31);
}

/* Code 0 says: no posting. */
static void add_column(uint16_t *sums, const uint8_t *codes, size_t n, const uint16_t table[256]) {
    unsigned count = rows_used(codes, n);
    rows bounds;
    rows_make(&bounds, table, count);
    __m256i not_first = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
    bounds.low[0] = _mm256_and_si256(bounds.low[0], not_first);
    bounds.high[0] = _mm256_and_si256(bounds.high[0], not_first);
    for (size_t i = 0; i < n; i += 32) {
        __m256i code = v256_load(codes + i), more[2];
        if (_mm256_testz_si256(code, code))
            continue;
        look_up_32(more, &bounds, count, code);
        v256_store(sums + i, _mm256_add_epi16(v256_load(sums + i), more[0]));
        v256_store(sums + i + 16, _mm256_add_epi16(v256_load(sums + i + 16), more[1]));
    }
}

enum { TAKEN = 256 }; /* postings looked up before they are compared */

/* Reads codes in whole vectors: they are followed by readable bytes. */
static size_t take_postings(uint16_t *out, uint16_t *bounds, const uint16_t *ids,
                            const uint8_t *codes, size_t n, const uint16_t table[256],
                            uint16_t need) {
    rows by_row;
    uint16_t looked_up[TAKEN];
    size_t count = 0, some;
    unsigned ready = 0;
    for (size_t done = 0; done < n; done += some) {
        some = n - done < TAKEN ? n - done : TAKEN;
        unsigned used = rows_used(codes + done, some);
        if (used > ready)
            rows_make(&by_row, table, ready = used);
        for (size_t i = 0; i < some; i += 32) {
            __m256i two[2];
            look_up_32(two, &by_row, used, v256_load(codes + done + i));
            v256_store(looked_up + i, two[0]);
            v256_store(looked_up + i + 16, two[1]);
        }
        count += compact(out + count, bounds + count, ids + done, looked_up, some, need, false);
    }
    return count;
}

/* A code is wanted when, in the row of its upper half, the bit of its lower
 * half is set. Reads whole vectors of codes. */
static size_t find_codes(uint16_t *found, const uint8_t *codes, size_t n, const uint16_t table[256],
                         uint16_t need) {
    uint8_t first[16], second[16]; /* of each row: lower halves 0..7 and 8..15 */
    __m256i least = _mm256_set1_epi16((short)need), half = _mm256_set1_epi8(15);
    for (size_t r = 0; r < 16; r++) {
        uint32_t lanes = lanes_at_least(v256_load(table + 16 * r), least);
        first[r] = (uint8_t)lanes;
        second[r] = (uint8_t)(lanes >> 8);
    }
    __m256i a = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)first));
    __m256i b = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)second));
    __m256i bits = _mm256_set1_epi64x((long long)0x8040201008040201);
    size_t count = 0;
    for (size_t i = 0; i < n; i += 32) {
        __m256i code = v256_load(codes + i);
        __m256i upper = _mm256_and_si256(_mm256_srli_epi16(code, 4), half);
        __m256i row = _mm256_blendv_epi8(_mm256_shuffle_epi8(a, upper),
                                         _mm256_shuffle_epi8(b, upper), _mm256_slli_epi16(code, 4));
        __m256i bit = _mm256_shuffle_epi8(bits, _mm256_and_si256(code, half));
        __m256i yes = _mm256_cmpeq_epi8(_mm256_and_si256(row, bit), bit);
        uint32_t lanes = (uint32_t)_mm256_movemask_epi8(yes);
        lanes &= n - i < 32 ? (1U << (n - i)) - 1 : UINT32_MAX;
        for (; lanes != 0; lanes &= lanes - 1)
            found[count++] = (uint16_t)(i + (size_t)__builtin_ctz(lanes));
    }
    return count;
}

/* ---- scores ---- */

/* Multiplication and addition stay apart: fused they would round once. */
static void add_scores(double *scores, const double *parts, const uint32_t *wdf, size_t n,
                       double weight) {
    __m256d w = _mm256_set1_pd(weight), zero = _mm256_setzero_pd();
    size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        uint32_t count[4];
        memcpy(count, wdf + i, sizeof count);
        __m256d x = _mm256_setr_pd(count[0], count[1], count[2], count[3]);
        __m256d sum = _mm256_add_pd(_mm256_loadu_pd(parts + i), x);
        __m256d more = _mm256_mul_pd(w, _mm256_div_pd(x, sum));
        more = _mm256_blendv_pd(more, zero, _mm256_cmp_pd(x, zero, _CMP_EQ_OQ));
        _mm256_storeu_pd(scores + i, _mm256_add_pd(_mm256_loadu_pd(scores + i), more));
    }
    loop_add_scores(scores + i, parts + i, wdf + i, n - i, weight);
}

/* ---- positions ---- */

/* Running sum of 16 lanes. */
static inline __m256i scan16(__m256i x) {
    x = _mm256_add_epi16(x, _mm256_slli_si256(x, 2));
    x = _mm256_add_epi16(x, _mm256_slli_si256(x, 4));
    x = _mm256_add_epi16(x, _mm256_slli_si256(x, 8));
    __m256i low = _mm256_permute2x128_si256(x, x, 0x08); /* the lower half, above zeros */
    return _mm256_add_epi16(x, _mm256_shuffle_epi8(low, _mm256_set1_epi16(0x0f0e)));
}

/* The lowest wdf of 16 codes' classes. */
static inline __m256i class_lows(const uint8_t *codes) {
    __m128i lows = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 17, 25, 49);
    __m128i class = _mm_srli_epi16(_mm_loadu_si128((const __m128i *)codes), 4);
    class = _mm_and_si128(class, _mm_set1_epi8(15));
    return _mm256_cvtepu8_epi16(_mm_shuffle_epi8(lows, class));
}

/* Of 16 surplus below 4096 the counts, modulo 2^16. */
static inline __m256i counts_of_16(const uint8_t *codes, __m256i a, __m256i b) {
    __m256i s = _mm256_permute4x64_epi64(_mm256_packus_epi32(a, b), 0xd8);
    __m256i odd = _mm256_and_si256(s, _mm256_set1_epi16(1));
    __m256i counts =
        _mm256_xor_si256(_mm256_srli_epi16(s, 1), _mm256_sub_epi16(_mm256_setzero_si256(), odd));
    return codes != NULL ? _mm256_add_epi16(counts, class_lows(codes)) : counts;
}

/* 16 counts below 2048 + 49 add up to fewer than 2^16. Larger or negative ones, and those that fill no vector, are
 * left to the definition. */
static bool position_starts(uint32_t start[257], uint64_t has[5], const uint8_t *codes,
                            const uint32_t *surplus, unsigned n) {
    __m256i zero = _mm256_setzero_si256(), large = zero, negative = zero, before = zero;
    unsigned i = 0;
    memset(has, 0, 5 * sizeof *has);
    start[0] = 0;
    for (; i + 16 <= n; i += 16) {
        __m256i a = v256_load(surplus + i), b = v256_load(surplus + i + 8);
        __m256i counts = counts_of_16(codes != NULL ? codes + i : NULL, a, b);
        __m256i none = _mm256_cmpeq_epi16(counts, zero), sums = scan16(counts);
        __m128i bytes =
            _mm_packs_epi16(_mm256_castsi256_si128(none), _mm256_extracti128_si256(none, 1));
        has[i / 64] |= (uint64_t)(~_mm_movemask_epi8(bytes) & 0xffff) << (i % 64);
        large = _mm256_or_si256(large, _mm256_or_si256(a, b));
        negative = _mm256_or_si256(negative, counts);
        __m256i low = _mm256_cvtepu16_epi32(_mm256_castsi256_si128(sums));
        __m256i high = _mm256_cvtepu16_epi32(_mm256_extracti128_si256(sums, 1));
        high = _mm256_add_epi32(high, before);
        v256_store(start + i + 1, _mm256_add_epi32(low, before));
        v256_store(start + i + 9, high);
        before = _mm256_permutevar8x32_epi32(high, _mm256_set1_epi32(7));
    }
    bool small = _mm256_testz_si256(large, _mm256_set1_epi32(~4095)) != 0 &&
                 _mm256_testz_si256(negative, _mm256_set1_epi16((short)0x8000)) != 0;
    return small ? loop_more_starts(start, has, codes, surplus, i, n)
                 : loop_position_starts(start, has, codes, surplus, n);
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

static void find_blocks(uint16_t *blocks, const uint16_t *last_ids, uint32_t count,
                        const uint16_t *ids, size_t n) {
    for (size_t i = 0; i < n; i++)
        blocks[i] = (uint16_t)count_less(last_ids, count - 1, ids[i]);
}

static void find_in_blocks(uint8_t *has, uint16_t *ranks, const uint16_t *list, uint32_t count,
                           const uint16_t *ids, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const uint16_t *at = loop_quarter(list + (size_t)ranks[i] * ASSAY_BLOCK_SIZE, ids[i]);
        size_t rank = (size_t)(at - list) + count_less(at, 64, ids[i]);
        has[i] = (uint8_t)((rank < count) & (list[rank] == ids[i]));
        ranks[i] = (uint16_t)rank;
    }
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

static size_t probe_bits(uint16_t *ids, uint16_t *bounds, size_t n, bool required,
                         const uint64_t *bits, const uint16_t prefix[1024], const uint8_t *codes,
                         size_t count, const uint16_t table[256]) {
    return loop_probe_marked(ids, bounds, n, required, bits, prefix, codes, count, table,
                             find_marked);
}

const assay_kernels assay_kernels_avx2 = {.name = "avx2",
                                          .decode16 = decode16,
                                          .decode_values = decode_values,
                                          .add_ids = loop_add_ids,
                                          .find_marked = find_marked,
                                          .add_bits = loop_add_bits,
                                          .add_column = add_column,
                                          .take_sums = take_sums,
                                          .take_ids = loop_take_ids,
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
                                          .take_codes = loop_take_codes,
                                          .add_scores = add_scores,
                                          .position_starts = position_starts,
                                          .rice_size = loop_rice_size,
                                          .decode_rice = loop_decode_rice,
                                          .set_or = loop_set_or,
                                          .set_and = loop_set_and,
                                          .set_andnot = loop_set_andnot,
                                          .set_count = loop_set_count,
                                          .column_bits = column_bits,
                                          .bits_ids = loop_bits_ids};
