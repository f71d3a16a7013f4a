/* The inner loops of search, one table per instruction set; kernels_scalar.c is the definition and
 * the others give the same bytes.
 *
 * ACCUMULATORS are u16 integer bounds by local id (bm25.h), all 0 between uses; the caller sees to it
 * that no sum passes 65535. BITS are u64 words, bit i of word w is id 64 * w + i. Arrays written to and accumulators have room for
 * ASSAY_KERNEL_SLACK entries more than are counted; postings in a segment are followed by readable
 * bytes (format.h), which vector code may read and ignores. Any thread. */
#ifndef ASSAY_RANKING_KERNELS_H
#define ASSAY_RANKING_KERNELS_H
#include "ranking/kernels/piece.h"

enum { ASSAY_KERNEL_SLACK = 64 };

typedef struct {
    const char *name;

    /* assay_codec_decode16 and _values. */
    void (*decode16)(uint16_t ids[256], const uint8_t *data, unsigned n, assay_codec_shape shape,
                     uint16_t base);
    void (*decode_values)(uint32_t values[256], const uint8_t *data, unsigned n,
                          assay_codec_shape shape);

    /* sums[ids[i]] += table[codes[i]]; ids differ. */
    void (*add_ids)(uint16_t *sums, const uint16_t *ids, const uint8_t *codes, size_t n,
                    const uint16_t table[256]);
    /* The indices i, ascending, with bit ids[i] of marks set; returns how many. n <= 65536. */
    size_t (*find_marked)(uint16_t *found, const uint64_t marks[1024], const uint16_t *ids,
                          size_t n);
    /* sums[i] += table[next code] for every bit i of `words` words; returns how many codes that was. */
    size_t (*add_bits)(uint16_t *sums, const uint64_t *bits, size_t words, const uint8_t *codes,
                       const uint16_t table[256]);
    /* sums[i] += table[codes[i]] where codes[i] != 0; n a multiple of 64. */
    void (*add_column)(uint16_t *sums, const uint8_t *codes, size_t n, const uint16_t table[256]);

    /* Appends (first + i, sums[i]) for sums[i] >= need in order of i, sets all n sums to 0 and
     * returns how many. need >= 1, n a multiple of 64. */
    size_t (*take_sums)(uint16_t *ids, uint16_t *bounds, uint16_t *sums, size_t n, uint16_t first,
                        uint16_t need);
    /* Appends (ids[i], sums[ids[i]]) where that is >= need, sets sums[ids[i]] to 0 for all i and
     * returns how many: an id met twice comes once. need >= 1. */
    size_t (*take_ids)(uint16_t *out, uint16_t *bounds, uint16_t *sums, const uint16_t *ids,
                       size_t n, uint16_t need);
    /* Appends (ids[i], table[codes[i]]) where that is >= need; returns how many. */
    size_t (*take_postings)(uint16_t *out, uint16_t *bounds, const uint16_t *ids,
                            const uint8_t *codes, size_t n, const uint16_t table[256],
                            uint16_t need);
    /* Appends the indices i, ascending, with table[codes[i]] >= need; returns how many. n <= 65536. */
    size_t (*find_codes)(uint16_t *found, const uint8_t *codes, size_t n, const uint16_t table[256],
                         uint16_t need);
    /* Keeps the pairs with bounds[i] >= need, in order; returns how many. In place. */
    size_t (*keep)(uint16_t *ids, uint16_t *bounds, size_t n, uint16_t need);
    /* Keeps the others. */
    size_t (*keep_less)(uint16_t *ids, uint16_t *bounds, size_t n, uint16_t limit);

    /* How many of the values are less than v: the place of v when they ascend. */
    uint32_t (*count_less)(const uint16_t *values, uint32_t n, uint16_t v);
    /* blocks[i] = in which of count blocks of ascending ids, given the last id of each, ids[i] would stand: the
     * first whose last id is not less, or the last of all. 1 <= count <= 256; reads 64 last ids at least. */
    void (*find_blocks)(uint16_t *blocks, const uint16_t *last_ids, uint32_t count,
                        const uint16_t *ids, size_t n);
    /* has[i] = whether ids[i] is among the `count` ascending ids of the list, whose last block is filled up
     * with 65535, and ranks[i] = how many are less; given in ranks[i] its block of find_blocks. Reads one id
     * past the last block. */
    void (*find_in_blocks)(uint8_t *has, uint16_t *ranks, const uint16_t *list, uint32_t count,
                           const uint16_t *ids, size_t n);
    /* prefix[w] = bits set in words before w. */
    void (*prefix_ranks)(uint16_t prefix[1024], const uint64_t bits[1024]);
    /* Bits set in words [first, last) and below bit `bit` of word `last`. */
    uint32_t (*rank)(const uint64_t *bits, size_t first, size_t last, unsigned bit);
    /* bounds[i] += table[code of ids[i]] where the bit set (the column) has ids[i]; with `required`
     * the others are dropped, in order. Returns how many are left. A rank >= count reads code 0 of
     * the list: damage cannot lead astray. */
    size_t (*probe_bits)(uint16_t *ids, uint16_t *bounds, size_t n, bool required,
                         const uint64_t *bits, const uint16_t prefix[1024], const uint8_t *codes,
                         size_t count, const uint16_t table[256]);
    size_t (*probe_column)(uint16_t *ids, uint16_t *bounds, size_t n, bool required,
                           const uint8_t *codes, const uint16_t table[256]);

    /* Appends the codes of the column's records that are in the bits; returns how many. */
    size_t (*take_codes)(uint8_t *out, const uint8_t *column, const uint64_t *bits, size_t words);
    /* bm25.h: scores[i] += weight * (wdf[i] / (parts[i] + wdf[i])) where wdf[i] != 0. */
    void (*add_scores)(double *scores, const double *parts, const uint32_t *wdf, size_t n,
                       double weight);
    /* positions.h: from the surplus of n <= 256 postings how many positions stand before posting i (start, n + 1
     * entries), and which postings have any (has: bits; the others 0). codes may be NULL. False when a count is
     * less than 0 or more than ASSAY_POSITION_MAX + 1. */
    bool (*position_starts)(uint32_t start[257], uint64_t has[5], const uint8_t *codes,
                            const uint32_t *surplus, unsigned n);
    /* piece.h: assay_rice_size, assay_rice_decode. */
    assay_rice_size_function *rice_size;
    void (*decode_rice)(uint32_t *out, const uint8_t *data, unsigned n, unsigned order,
                        unsigned from, unsigned count);

    /* Bit sets. */
    void (*set_or)(uint64_t *into, const uint64_t *from, size_t words);
    void (*set_and)(uint64_t *into, const uint64_t *from, size_t words);
    void (*set_andnot)(uint64_t *into, const uint64_t *from, size_t words);
    uint64_t (*set_count)(const uint64_t *bits, size_t words);
    /* bits of codes[i] != 0; n a multiple of 64. Overwrites. */
    void (*column_bits)(uint64_t *bits, const uint8_t *codes, size_t n);
    /* The ids of the bits, ascending; returns how many. */
    size_t (*bits_ids)(uint16_t *ids, const uint64_t *bits, size_t words);
} assay_kernels;

/* The table for assay_cpu(). */
const assay_kernels *assay_kernels_get(void);

extern const assay_kernels assay_kernels_scalar;
#if defined(__x86_64__)
extern const assay_kernels assay_kernels_avx2;   /* where assay_cpu() >= ASSAY_CPU_AVX2 */
extern const assay_kernels assay_kernels_avx512; /* likewise */
#endif
#endif
