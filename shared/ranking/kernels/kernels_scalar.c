/* The definition of every kernel. */
#include "ranking/kernels/kernels_loops.h"

#include <string.h>

static size_t take_sums(uint16_t *ids, uint16_t *bounds, uint16_t *sums, size_t n, uint16_t first,
                        uint16_t need) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (sums[i] >= need) {
            ids[count] = (uint16_t)(first + i);
            bounds[count++] = sums[i];
        }
    }
    memset(sums, 0, n * sizeof *sums);
    return count;
}

static size_t probe_bits(uint16_t *ids, uint16_t *bounds, size_t n, bool required,
                         const uint64_t *bits, const uint16_t prefix[1024], const uint8_t *codes,
                         size_t count, const uint16_t table[256]) {
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        uint16_t id = ids[i];
        uint64_t word = bits[id / 64], below = (UINT64_C(1) << (id % 64)) - 1;
        unsigned present = (unsigned)(word >> (id % 64) & 1);
        size_t rank = prefix[id / 64] + (size_t)__builtin_popcountll(word & below);
        rank = rank < count ? rank & (0U - (size_t)present) : 0; /* spares a far code's fetch */
        unsigned more = table[codes[rank]] & (0U - present);
        ids[kept] = id;
        bounds[kept] = loop_sum(bounds[i], more);
        kept += present | !required;
    }
    return kept;
}

static size_t find_codes(uint16_t *found, const uint8_t *codes, size_t n, const uint16_t table[256],
                         uint16_t need) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        found[count] = (uint16_t)i;
        count += table[codes[i]] >= need;
    }
    return count;
}

static void column_bits(uint64_t *bits, const uint8_t *codes, size_t n) {
    for (size_t w = 0; w < n / 64; w++) {
        uint64_t word = 0;
        for (size_t i = 0; i < 64; i++)
            word |= (uint64_t)(codes[64 * w + i] != 0) << i;
        bits[w] = word;
    }
}

const assay_kernels assay_kernels_scalar = {.name = "scalar",
                                            .decode16 = assay_codec_decode16,
                                            .decode_values = assay_codec_decode_values,
                                            .add_ids = loop_add_ids,
                                            .find_marked = loop_find_marked,
                                            .add_bits = loop_add_bits,
                                            .add_column = loop_add_column,
                                            .take_sums = take_sums,
                                            .take_ids = loop_take_ids,
                                            .take_postings = loop_take_postings,
                                            .find_codes = find_codes,
                                            .keep = loop_keep,
                                            .keep_less = loop_keep_less,
                                            .count_less = loop_count_less,
                                            .find_blocks = loop_find_blocks,
                                            .find_in_blocks = loop_find_in_blocks,
                                            .prefix_ranks = loop_prefix_ranks,
                                            .rank = loop_rank,
                                            .probe_bits = probe_bits,
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
