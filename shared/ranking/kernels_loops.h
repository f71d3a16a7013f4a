/* Loops a compiler turns into whatever its instruction set offers: one text, compiled once per
 * kernels_*.c with that file's flags. */
#ifndef ASSAY_RANKING_KERNELS_LOOPS_H
#define ASSAY_RANKING_KERNELS_LOOPS_H
#include "ranking/kernels.h"

static inline uint16_t loop_sum(unsigned a, unsigned b) {
    return (uint16_t)(a + b < 65535 ? a + b : 65535);
}

static void loop_add_ids(uint16_t *sums, const uint16_t *ids, const uint8_t *codes, size_t n,
                         const uint16_t table[256]) {
    for (size_t i = 0; i < n; i++)
        sums[ids[i]] = loop_sum(sums[ids[i]], table[codes[i]]);
}

static size_t loop_add_present(uint16_t *sums, const uint16_t *ids, const uint8_t *codes, size_t n,
                               const uint16_t table[256]) {
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        uint16_t sum = sums[ids[i]];
        sums[ids[i]] = sum != 0 ? loop_sum(sum, table[codes[i]]) : 0;
        found += sum != 0;
    }
    return found;
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

static inline size_t loop_bits_ids(uint16_t *ids, const uint64_t *bits, size_t words) {
    size_t count = 0;
    for (size_t w = 0; w < words; w++) {
        for (uint64_t word = bits[w]; word != 0; word &= word - 1)
            ids[count++] = (uint16_t)(64 * w + (size_t)__builtin_ctzll(word));
    }
    return count;
}
#endif
