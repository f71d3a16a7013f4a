/* Loops a compiler turns into whatever its instruction set offers: one text, compiled once per
 * kernels_*.c with that file's flags. */
#ifndef ASSAY_RANKING_KERNELS_LOOPS_H
#define ASSAY_RANKING_KERNELS_LOOPS_H
#include "ranking/bm25.h"
#include "ranking/format.h"
#include "ranking/kernels/kernels.h"

#include <string.h>

static inline uint16_t loop_sum(unsigned a, unsigned b) {
    return (uint16_t)(a + b);
}

static inline uint32_t loop_count_less(const uint16_t *values, uint32_t n, uint16_t v) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++)
        count += values[i] < v;
    return count;
}

static inline void loop_find_blocks(uint16_t *blocks, const uint16_t *last_ids, uint32_t count,
                                    const uint16_t *ids, size_t n) {
    for (size_t i = 0; i < n; i++)
        blocks[i] = (uint16_t)loop_count_less(last_ids, count - 1, ids[i]);
}

/* Where id stands in a block of 256 ascending ids: three of them tell in which quarter, nothing to guess for
 * the processor. */
static inline const uint16_t *loop_quarter(const uint16_t *block, uint16_t id) {
    return block + 64 * (size_t)((block[63] < id) + (block[127] < id) + (block[191] < id));
}

static inline void loop_find_in_blocks(uint8_t *has, uint16_t *ranks, const uint16_t *list,
                                       uint32_t count, const uint16_t *ids, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const uint16_t *at = loop_quarter(list + (size_t)ranks[i] * ASSAY_BLOCK_SIZE, ids[i]);
        size_t rank = (size_t)(at - list) + loop_count_less(at, 64, ids[i]);
        has[i] = (uint8_t)((rank < count) & (list[rank] == ids[i]));
        ranks[i] = (uint16_t)rank;
    }
}

static void loop_prefix_ranks(uint16_t prefix[1024], const uint64_t bits[1024]) {
    unsigned sum = 0;
    for (size_t w = 0; w < 1024; w++) {
        prefix[w] = (uint16_t)sum;
        sum += (unsigned)__builtin_popcountll(bits[w]);
    }
}

static uint32_t loop_rank(const uint64_t *bits, size_t first, size_t last, unsigned bit) {
    uint32_t rank = 0;
    for (size_t w = first; w < last; w++)
        rank += (uint32_t)__builtin_popcountll(bits[w]);
    return rank + (uint32_t)__builtin_popcountll(bits[last] & ((UINT64_C(1) << bit) - 1));
}

/* What the low bits of values leave to do (codec.h): zeros behind those unpacked, none of them when their width is
 * 0, and the high bits of exceptions. */
static inline void loop_top_values(uint32_t values[256], const uint8_t *data, unsigned n,
                                   assay_codec_shape shape) {
    unsigned first = shape.width != 0 ? n : 0;
    memset(values + first, 0, (256 - first) * sizeof *values);
    const uint8_t *at = data + ((size_t)n * shape.width + 7) / 8, *high = at + shape.exceptions;
    uint64_t mask = (UINT64_C(1) << shape.high_width) - 1;
    size_t bit = 0;
    for (unsigned i = 0; i < shape.exceptions; i++, bit += shape.high_width) {
        uint64_t more = assay_load_u64(high + bit / 8) >> (bit % 8) & mask;
        values[at[i]] |= (uint32_t)(more << shape.width);
    }
}

/* probe_bits where a vectored find_marked tells which ids are there: only these are ranked. */
static inline size_t
loop_probe_marked(uint16_t *ids, uint16_t *bounds, size_t n, bool required, const uint64_t *bits,
                  const uint16_t prefix[1024], const uint8_t *codes, size_t count,
                  const uint16_t table[256],
                  size_t (*find_marked)(uint16_t *, const uint64_t *, const uint16_t *, size_t)) {
    enum { SOME = 256 };
    uint16_t found[SOME + 64] = {0}; /* and a vector's slack */
    size_t kept = 0, some;
    for (size_t done = 0; done < n; done += some) {
        some = n - done < SOME ? n - done : SOME;
        size_t there = find_marked(found, bits, ids + done, some);
        for (size_t j = 0; j < there; j++) {
            size_t at = done + found[j];
            uint16_t id = ids[at];
            uint64_t below = (UINT64_C(1) << (id % 64)) - 1;
            size_t rank = prefix[id / 64] + (size_t)__builtin_popcountll(bits[id / 64] & below);
            uint16_t sum = loop_sum(bounds[at], table[codes[rank < count ? rank : 0]]);
            size_t to = required ? kept++ : at;
            ids[to] = id;
            bounds[to] = sum;
        }
    }
    return required ? kept : n;
}

static size_t loop_probe_column(uint16_t *ids, uint16_t *bounds, size_t n, bool required,
                                const uint8_t *codes, const uint16_t table[256]) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        uint16_t id = ids[i];
        unsigned code = codes[id], present = code != 0;
        ids[kept] = id;
        bounds[kept] = loop_sum(bounds[i], table[code] & (0U - present));
        kept += present | !required;
    }
    return kept;
}

static void loop_add_ids(uint16_t *sums, const uint16_t *ids, const uint8_t *codes, size_t n,
                         const uint16_t table[256]) {
    for (size_t i = 0; i < n; i++)
        sums[ids[i]] = loop_sum(sums[ids[i]], table[codes[i]]);
}

static inline size_t loop_find_marked(uint16_t *found, const uint64_t marks[1024],
                                      const uint16_t *ids, size_t n) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        found[count] = (uint16_t)i;
        count += marks[ids[i] / 64] >> (ids[i] % 64) & 1;
    }
    return count;
}

static size_t loop_take_ids(uint16_t *out, uint16_t *bounds, uint16_t *sums, const uint16_t *ids,
                            size_t n, uint16_t need) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        uint16_t id = ids[i], sum = sums[id];
        sums[id] = 0;
        out[count] = id;
        bounds[count] = sum;
        count += sum >= need;
    }
    return count;
}

static inline size_t loop_take_postings(uint16_t *out, uint16_t *bounds, const uint16_t *ids,
                                        const uint8_t *codes, size_t n, const uint16_t table[256],
                                        uint16_t need) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        uint16_t bound = table[codes[i]];
        out[count] = ids[i];
        bounds[count] = bound;
        count += bound >= need;
    }
    return count;
}

static void loop_set_or(uint64_t *into, const uint64_t *from, size_t words) {
    for (size_t i = 0; i < words; i++)
        into[i] |= from[i];
}

static void loop_set_and(uint64_t *into, const uint64_t *from, size_t words) {
    for (size_t i = 0; i < words; i++)
        into[i] &= from[i];
}

static void loop_set_andnot(uint64_t *into, const uint64_t *from, size_t words) {
    for (size_t i = 0; i < words; i++)
        into[i] &= ~from[i];
}

static uint64_t loop_set_count(const uint64_t *bits, size_t words) {
    uint64_t count = 0;
    for (size_t i = 0; i < words; i++)
        count += (uint64_t)__builtin_popcountll(bits[i]);
    return count;
}

static inline size_t loop_add_bits(uint16_t *sums, const uint64_t *bits, size_t words,
                                   const uint8_t *codes, const uint16_t table[256]) {
    size_t used = 0;
    for (size_t w = 0; w < words; w++) {
        for (uint64_t word = bits[w]; word != 0; word &= word - 1) {
            uint16_t *sum = &sums[64 * w + (size_t)__builtin_ctzll(word)];
            *sum = loop_sum(*sum, table[codes[used++]]);
        }
    }
    return used;
}

static inline void loop_add_column(uint16_t *sums, const uint8_t *codes, size_t n,
                                   const uint16_t table[256]) {
    for (size_t i = 0; i < n; i++) {
        if (codes[i] != 0)
            sums[i] = loop_sum(sums[i], table[codes[i]]);
    }
}

static inline size_t loop_keep(uint16_t *ids, uint16_t *bounds, size_t n, uint16_t need) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        uint16_t id = ids[i], bound = bounds[i];
        ids[count] = id;
        bounds[count] = bound;
        count += bound >= need;
    }
    return count;
}

static inline size_t loop_keep_less(uint16_t *ids, uint16_t *bounds, size_t n, uint16_t limit) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        uint16_t id = ids[i], bound = bounds[i];
        ids[count] = id;
        bounds[count] = bound;
        count += bound < limit;
    }
    return count;
}

static inline size_t loop_take_codes(uint8_t *out, const uint8_t *column, const uint64_t *bits,
                                     size_t words) {
    size_t count = 0;
    for (size_t w = 0; w < words; w++) {
        for (uint64_t word = bits[w]; word != 0; word &= word - 1)
            out[count++] = column[64 * w + (size_t)__builtin_ctzll(word)];
    }
    return count;
}

static inline void loop_add_scores(double *scores, const double *parts, const uint32_t *wdf,
                                   size_t n, double weight) {
    for (size_t i = 0; i < n; i++)
        scores[i] += assay_bm25_score(weight, parts[i], wdf[i]);
}

/* From posting `first` on, whose start is known. */
static inline bool loop_more_starts(uint32_t start[257], uint64_t has[5], const uint8_t *codes,
                                    const uint32_t *surplus, unsigned first, unsigned n) {
    int64_t sum = start[first], bad = 0;
    for (unsigned i = first; i < n; i++) {
        int64_t half = (int64_t)(surplus[i] >> 1);
        int64_t low = codes != NULL ? assay_wdf_class_low(codes[i] >> 4) : 0;
        int64_t count = low + ((surplus[i] & 1) != 0 ? -half - 1 : half);
        bad |= count | (ASSAY_POSITION_MAX + 1 - count);
        start[i] = (uint32_t)sum;
        has[i / 64] |= (uint64_t)(count != 0) << (i % 64);
        sum += count;
    }
    start[n] = (uint32_t)sum;
    return bad >= 0 && sum <= UINT32_MAX;
}

static inline bool loop_position_starts(uint32_t start[257], uint64_t has[5], const uint8_t *codes,
                                        const uint32_t *surplus, unsigned n) {
    start[0] = 0;
    memset(has, 0, 5 * sizeof *has);
    return loop_more_starts(start, has, codes, surplus, 0, n);
}

static inline size_t loop_rice_size(const uint8_t *bits, size_t available, unsigned n) {
    return assay_rice_size(bits, available, n);
}

static inline void loop_decode_rice(uint32_t *out, const uint8_t *data, unsigned n, unsigned order,
                                    unsigned from, unsigned count) {
    assay_rice_decode(out, data, n, order, from, count);
}

static inline size_t loop_bits_ids(uint16_t *ids, const uint64_t *bits, size_t words) {
    size_t count = 0;
    for (size_t w = 0; w < words; w++) {
        for (uint64_t word = bits[w]; word != 0; word &= word - 1)
            ids[count++] = (uint16_t)(64 * w + (size_t)__builtin_ctzll(word));
    }
    return count;
}
#endif
