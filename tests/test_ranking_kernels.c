/* Every kernel against the scalar definition, byte for byte, with a guard page behind what may be
 * read or written. */
#include "ranking/kernels/kernels.h"

#include "base/cpu.h"
#include "support/guarded.h"
#include "support/suite.h"

#include <string.h>

static uint64_t state = 88172645463325252U;
static uint32_t draw(uint32_t below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 16) % below);
}

/* size bytes on guard pages. */
typedef struct {
    uint8_t *at;
    size_t size;
} guarded;

static guarded guard(size_t size) {
    return (guarded){guarded_new(size), size};
}
static void unguard(guarded g) {
    guarded_free(g.at, g.size);
}

/* The tables this machine can run; the last one is what assay_kernels_get gives at full strength. */
static size_t tables(const assay_kernels *out[3]) {
    size_t count = 0;
    out[count++] = &assay_kernels_scalar;
#if defined(__x86_64__)
    if (assay_cpu() >= ASSAY_CPU_AVX2)
        out[count++] = &assay_kernels_avx2;
    if (assay_cpu() >= ASSAY_CPU_AVX512)
        out[count++] = &assay_kernels_avx512;
#endif
    return count;
}

static unsigned random_ids(uint16_t *ids, unsigned wanted, uint32_t gap) {
    uint32_t id = draw(gap);
    unsigned n = 0;
    while (n < wanted && id < 65536) {
        ids[n++] = (uint16_t)id;
        id += 1 + (draw(20) == 0 ? draw(40 * gap) : draw(gap));
    }
    return n;
}

START_TEST(blocks_of_every_length_decode_to_what_was_encoded) {
    const assay_kernels *all[3];
    size_t count = tables(all);
    for (unsigned n = 1; n <= 256; n++) {
        for (uint32_t gap = 1; gap < 300; gap = gap * 2 + 1) {
            uint16_t ids[256], base = 0xffff;
            unsigned got = random_ids(ids, n, gap);
            uint8_t encoded[ASSAY_CODEC_MAX];
            assay_codec_shape shape;
            size_t size = assay_codec_encode16(encoded, &shape, ids, got, base);
            guarded g = guard(size + 64);
            memcpy(g.at, encoded, size);
            memset(g.at + size, 0xa5, 64);
            for (size_t k = 0; k < count; k++) {
                uint16_t out[256];
                all[k]->decode16(out, g.at, got, shape, base);
                ck_assert_mem_eq(out, ids, got * sizeof *ids);
            }
            unguard(g);
        }
    }
}
END_TEST

START_TEST(any_bytes_decode_to_the_same_values) {
    const assay_kernels *all[3];
    size_t count = tables(all);
    for (unsigned round = 0; round < 4000; round++) {
        unsigned n = 1 + draw(256);
        assay_codec_shape shape = {(uint8_t)draw(17), 0, (uint8_t)draw(round % 2 ? 256 : 3)};
        shape.high_width = (uint8_t)draw(17U - shape.width);
        size_t size = assay_codec_size(n, shape);
        guarded g = guard(size + 64);
        for (size_t i = 0; i < size; i++)
            g.at[i] = (uint8_t)draw(256);
        uint16_t base = (uint16_t)draw(65536), ids[256], others[256];
        all[0]->decode16(ids, g.at, n, shape, base);
        for (size_t k = 1; k < count; k++) {
            all[k]->decode16(others, g.at, n, shape, base);
            ck_assert_mem_eq(ids, others, n * sizeof *ids);
        }
        unguard(g);
    }
}
END_TEST

START_TEST(any_bytes_decode_to_the_same_wide_values) {
    const assay_kernels *all[3];
    size_t count = tables(all);
    for (unsigned round = 0; round < 4000; round++) {
        unsigned n = 1 + draw(256);
        assay_codec_shape shape = {(uint8_t)draw(33), 0, (uint8_t)draw(round % 2 ? 256 : 3)};
        shape.high_width = (uint8_t)draw(33U - shape.width);
        size_t size = assay_codec_size(n, shape);
        guarded g = guard(size + 64);
        for (size_t i = 0; i < size; i++)
            g.at[i] = (uint8_t)draw(256);
        uint32_t values[256], others[256];
        all[0]->decode_values(values, g.at, n, shape);
        for (unsigned i = 0; i < n; i++)
            ck_assert_uint_eq(assay_codec_value(g.at, n, shape, i), values[i]);
        for (size_t k = 1; k < count; k++) {
            all[k]->decode_values(others, g.at, n, shape);
            ck_assert_mem_eq(values, others, n * sizeof *values);
        }
        unguard(g);
    }
}
END_TEST

enum { IDS = 65536 };
static uint16_t table[256], sums[2][IDS + ASSAY_KERNEL_SLACK], ids[2][IDS + ASSAY_KERNEL_SLACK],
    bounds[2][IDS + ASSAY_KERNEL_SLACK];
static uint64_t bits[IDS / 64];

static void random_table(void) {
    for (unsigned i = 0; i < 256; i++)
        table[i] = (uint16_t)(1 + draw(draw(4) == 0 ? 13000 : 3000));
}

static void random_bits(uint32_t one_in) {
    memset(bits, 0, sizeof bits);
    for (size_t i = 0; i < IDS; i++)
        bits[i / 64] |= (uint64_t)(draw(one_in) == 0) << (i % 64);
}

static guarded random_codes(size_t n, bool with_zero) {
    guarded g = guard(n + 64);
    for (size_t i = 0; i < n; i++)
        g.at[i] = (uint8_t)(with_zero && draw(3) != 0 ? 0 : draw(256));
    return g;
}

START_TEST(sums_are_the_same_from_every_container) {
    const assay_kernels *all[3];
    size_t count = tables(all);
    for (unsigned round = 0; round < 60; round++) {
        random_table();
        random_bits(1 + draw(30));
        size_t n = all[0]->set_count(bits, IDS / 64);
        guarded codes = random_codes(n, false), column = random_codes(IDS, true);
        for (size_t k = 1; k < count; k++) {
            for (unsigned side = 0; side < 2; side++) {
                const assay_kernels *use = side == 0 ? all[0] : all[k];
                memset(sums[side], 0, sizeof sums[side]);
                ck_assert_uint_eq(use->add_bits(sums[side], bits, IDS / 64, codes.at, table), n);
                use->add_column(sums[side], column.at, IDS, table);
                ck_assert_uint_eq(use->bits_ids(ids[side], bits, IDS / 64), n);
                use->add_ids(sums[side], ids[side], codes.at, n, table);
                bounds[side][0] = 0;
                size_t found = use->find_marked(bounds[side], bits, ids[side], n / 2);
                use->add_ids(sums[side], bounds[side], codes.at, found, table);
            }
            ck_assert_uint_eq(bounds[0][0], bounds[1][0]);
            ck_assert_mem_eq(ids[0], ids[1], n * sizeof ids[0][0]);
            ck_assert_mem_eq(sums[0], sums[1], sizeof sums[0]);
            size_t some = draw((uint32_t)n + 1), taken[2];
            uint16_t need = (uint16_t)draw(round % 3 ? 3500 : 65536);
            for (unsigned side = 0; side < 2; side++)
                taken[side] = (side == 0 ? all[0] : all[k])
                                  ->take_postings(sums[side], bounds[side], ids[side],
                                                  codes.at + (n - some), some, table, need);
            ck_assert_uint_eq(taken[0], taken[1]);
            ck_assert_mem_eq(sums[0], sums[1], taken[0] * sizeof sums[0][0]);
            ck_assert_mem_eq(bounds[0], bounds[1], taken[0] * sizeof bounds[0][0]);
        }
        unguard(codes);
        unguard(column);
    }
}
END_TEST

START_TEST(the_same_candidates_are_taken_and_sums_are_left_zero) {
    const assay_kernels *all[3];
    size_t count = tables(all);
    for (unsigned round = 0; round < 100; round++) {
        uint16_t need = (uint16_t)(1 + draw(round % 2 ? 65535 : 2000));
        size_t n = 64 * (1 + draw(IDS / 64)), first = IDS - n, taken[2], kept[2];
        for (size_t k = 1; k < count; k++) {
            for (size_t i = 0; i < n; i++)
                sums[0][i] = sums[1][i] = (uint16_t)(draw(3) == 0 ? draw(65536) : 0);
            for (unsigned side = 0; side < 2; side++) {
                const assay_kernels *use = side == 0 ? all[0] : all[k];
                taken[side] =
                    use->take_sums(ids[side], bounds[side], sums[side], n, (uint16_t)first, need);
                unsigned left = 0;
                for (size_t i = 0; i < n; i++)
                    left |= sums[side][i];
                ck_assert_uint_eq(left, 0);
            }
            ck_assert_uint_eq(taken[0], taken[1]);
            ck_assert_mem_eq(ids[0], ids[1], taken[0] * sizeof ids[0][0]);
            ck_assert_mem_eq(bounds[0], bounds[1], taken[0] * sizeof ids[0][0]);
            for (unsigned side = 0; side < 2; side++)
                kept[side] = (side == 0 ? all[0] : all[k])
                                 ->keep(ids[side], bounds[side], taken[side], 20000);
            ck_assert_uint_eq(kept[0], kept[1]);
            for (unsigned side = 0; side < 2; side++)
                kept[side] = (side == 0 ? all[0] : all[k])
                                 ->keep_less(ids[side], bounds[side], kept[side], 40000);
            ck_assert_uint_eq(kept[0], kept[1]);
            ck_assert_mem_eq(ids[0], ids[1], kept[0] * sizeof ids[0][0]);
            ck_assert_mem_eq(bounds[0], bounds[1], kept[0] * sizeof ids[0][0]);
        }
    }
}
END_TEST

START_TEST(probes_find_the_same_codes) {
    const assay_kernels *all[3];
    size_t count = tables(all);
    static uint16_t prefix[2][1024];
    for (unsigned round = 0; round < 100; round++) {
        random_table();
        random_bits(1 + draw(30));
        size_t set = all[0]->set_count(bits, IDS / 64), n = draw(3000);
        guarded codes = random_codes(set, false), column = random_codes(IDS, true);
        bool required = draw(2) != 0;
        for (size_t k = 1; k < count; k++) {
            size_t kept[2];
            for (size_t i = 0; i < n; i++) {
                ids[0][i] = ids[1][i] = (uint16_t)draw(IDS);
                bounds[0][i] = bounds[1][i] = (uint16_t)draw(20000);
            }
            for (unsigned side = 0; side < 2; side++) {
                const assay_kernels *use = side == 0 ? all[0] : all[k];
                use->prefix_ranks(prefix[side], bits);
                kept[side] = use->probe_bits(ids[side], bounds[side], n, required, bits,
                                             prefix[side], codes.at, set, table);
                kept[side] = use->probe_column(ids[side], bounds[side], kept[side], required,
                                               column.at, table);
            }
            ck_assert_uint_eq(kept[0], kept[1]);
            ck_assert_mem_eq(prefix[0], prefix[1], sizeof prefix[0]);
            ck_assert_mem_eq(ids[0], ids[1], kept[0] * sizeof ids[0][0]);
            ck_assert_mem_eq(bounds[0], bounds[1], kept[0] * sizeof ids[0][0]);
        }
        unguard(codes);
        unguard(column);
    }
}
END_TEST

START_TEST(positions_start_alike) {
    const assay_kernels *all[3];
    size_t count = tables(all);
    for (unsigned round = 0; round < 3000; round++) {
        unsigned n = 1 + draw(256);
        guarded codes = guard(n);
        static uint32_t surplus[256], start[2][257];
        uint64_t has[2][5];
        for (unsigned i = 0; i < n; i++) {
            codes.at[i] = (uint8_t)draw(256);
            /* Odd: fewer positions than the wdf, now and then fewer than none. */
            surplus[i] =
                2 * draw(round % 3 ? 12 : 1U << draw(31)) + (round % 5 == 0 && draw(64) == 0);
        }
        const uint8_t *used = draw(4) != 0 ? codes.at : NULL;
        bool good = all[0]->position_starts(start[0], has[0], used, surplus, n);
        for (size_t k = 1; k < count; k++) {
            ck_assert_int_eq(all[k]->position_starts(start[1], has[1], used, surplus, n), good);
            if (!good)
                continue;
            ck_assert_mem_eq(start[0], start[1], (n + 1) * sizeof start[0][0]);
            ck_assert_mem_eq(has[0], has[1], sizeof has[0]);
        }
        unguard(codes);
    }
}
END_TEST

START_TEST(scores_are_added_to_the_bit) {
    const assay_kernels *all[3];
    size_t count = tables(all);
    static double scores[3][300], parts[300];
    static uint32_t wdf[300];
    for (size_t n = 0; n <= 290; n++) {
        double weight = draw(3) == 0 ? 0.0 : 1 + draw(1000) / 77.0;
        for (size_t i = 0; i < 300; i++) {
            parts[i] = draw(5) == 0 ? 0.0 : draw(100000) / 12345.0;
            wdf[i] = draw(3) == 0 ? 0 : 1 + draw(draw(9) == 0 ? 4000000000U : 20);
            scores[0][i] = draw(4) == 0 ? 0.0 : draw(1000000) / 99991.0;
        }
        memcpy(scores[2], scores[0], sizeof scores[0]);
        all[0]->add_scores(scores[0], parts, wdf, n, weight);
        for (size_t i = 0; i < 300; i++) {
            double more = wdf[i] != 0 ? weight * (wdf[i] / (parts[i] + wdf[i])) : 0.0;
            double wanted = i < n ? scores[2][i] + more : scores[2][i];
            ck_assert_mem_eq(&wanted, &scores[0][i], sizeof wanted);
        }
        for (size_t k = 1; k < count; k++) {
            memcpy(scores[1], scores[2], sizeof scores[1]);
            all[k]->add_scores(scores[1], parts, wdf, n, weight);
            ck_assert_mem_eq(scores[0], scores[1], sizeof scores[0]);
        }
    }
}
END_TEST

START_TEST(codes_of_a_column_are_taken_alike) {
    const assay_kernels *all[3];
    size_t count = tables(all);
    static uint8_t out[2][IDS + ASSAY_KERNEL_SLACK];
    guarded column = random_codes(IDS, true);
    random_bits(3);
    for (size_t k = 1; k < count; k++) {
        size_t n = all[0]->take_codes(out[0], column.at, bits, IDS / 64);
        ck_assert_uint_eq(all[k]->take_codes(out[1], column.at, bits, IDS / 64), n);
        ck_assert_mem_eq(out[0], out[1], n);
    }
    unguard(column);
}
END_TEST

START_TEST(codes_worth_enough_are_found_alike) {
    const assay_kernels *all[3];
    size_t count = tables(all);
    for (unsigned round = 0; round < 300; round++) {
        random_table();
        size_t n = draw(round % 3 ? 300 : IDS + 1);
        guarded codes = random_codes(n, false);
        uint16_t need = (uint16_t)draw(round % 2 ? 3500 : 65536);
        size_t found = all[0]->find_codes(ids[0], codes.at, n, table, need), wanted = 0;
        for (size_t i = 0; i < n; i++)
            wanted += table[codes.at[i]] >= need;
        ck_assert_uint_eq(found, wanted);
        for (size_t k = 1; k < count; k++) {
            ck_assert_uint_eq(all[k]->find_codes(ids[1], codes.at, n, table, need), found);
            ck_assert_mem_eq(ids[0], ids[1], found * sizeof ids[0][0]);
        }
        unguard(codes);
    }
}
END_TEST

START_TEST(values_below_are_counted_alike) {
    const assay_kernels *all[3];
    size_t count = tables(all);
    for (unsigned n = 0; n <= 300; n++) {
        guarded g = guard(2 * (size_t)n);
        uint16_t *values = (uint16_t *)(void *)g.at, v = (uint16_t)draw(65536);
        for (unsigned i = 0; i < n; i++)
            values[i] = (uint16_t)draw(65536);
        for (size_t k = 1; k < count; k++)
            ck_assert_uint_eq(all[0]->count_less(values, n, v), all[k]->count_less(values, n, v));
        unguard(g);
    }
}
END_TEST

/* `count` ascending ids of blocks as lists keep them, and each block's last; returns the blocks. */
static size_t make_blocks(uint16_t *list, uint16_t *last_ids, uint32_t count) {
    uint32_t n = 0, chance = 1 + 65535 / count;
    size_t blocks = (count + 255) / 256;
    for (uint32_t id = 0; n < count; id++) {
        if (65536 - id == count - n || draw(chance) == 0)
            list[n++] = (uint16_t)id;
    }
    for (size_t b = 0; b < blocks; b++)
        last_ids[b] = list[256 * b + 255 < count ? 256 * b + 255 : count - 1];
    memset(list + count, 0xff, (256 * blocks - count) * sizeof *list);
    return blocks;
}

START_TEST(ids_are_found_in_blocks_alike_and_where_they_are) {
    const assay_kernels *all[3];
    size_t tables_count = tables(all);
    static uint16_t list[65536 + 256], last_ids[256 + ASSAY_KERNEL_SLACK];
    for (unsigned round = 0; round < 600; round++) {
        uint32_t count = 1 + draw(round % 20 == 0 ? 65535 : round % 2 ? 600 : 8000);
        size_t blocks = make_blocks(list, last_ids, count);
        uint16_t wanted[100], places[2][100];
        uint8_t has[2][100];
        for (unsigned i = 0; i < 100; i++)
            wanted[i] = i == 0 ? 65535 : i % 3 ? list[draw(count)] : (uint16_t)draw(65536);
        list[256 * blocks] = 65535; /* read, and not of the list */
        for (size_t k = 0; k < tables_count; k++) {
            unsigned side = k != 0;
            all[k]->find_blocks(places[side], last_ids, (uint32_t)blocks, wanted, 100);
            all[k]->find_in_blocks(has[side], places[side], list, count, wanted, 100);
            ck_assert_mem_eq(has[0], has[side], sizeof has[0]);
            ck_assert_mem_eq(places[0], places[side], sizeof places[0]);
        }
        for (unsigned i = 0; i < 100; i++) {
            uint32_t less = all[0]->count_less(list, count, wanted[i]);
            ck_assert_uint_eq(places[0][i], less);
            ck_assert_uint_eq(has[0][i], less < count && list[less] == wanted[i]);
        }
    }
}
END_TEST

START_TEST(an_id_met_twice_is_taken_once) {
    const assay_kernels *use = assay_kernels_get();
    static const uint16_t twice[] = {7, 65535, 7, 9};
    memset(sums, 0, sizeof sums);
    sums[0][7] = 5;
    sums[0][65535] = 6;
    sums[0][9] = 4;
    ck_assert_uint_eq(use->take_ids(ids[0], bounds[0], sums[0], twice, 4, 5), 2);
    ck_assert_uint_eq(ids[0][0], 7);
    ck_assert_uint_eq(ids[0][1], 65535);
    ck_assert_uint_eq(sums[0][9], 0);
}
END_TEST

START_TEST(columns_give_the_same_bits) {
    const assay_kernels *all[3];
    size_t count = tables(all);
    guarded column = random_codes(IDS, true);
    static uint64_t other[IDS / 64];
    all[0]->column_bits(bits, column.at, IDS);
    for (size_t k = 1; k < count; k++) {
        all[k]->column_bits(other, column.at, IDS);
        ck_assert_mem_eq(bits, other, sizeof bits);
    }
    unguard(column);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/kernels");
    TCase *tcase = tcase_create("kernels");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, blocks_of_every_length_decode_to_what_was_encoded);
    tcase_add_test(tcase, any_bytes_decode_to_the_same_values);
    tcase_add_test(tcase, any_bytes_decode_to_the_same_wide_values);
    tcase_add_test(tcase, sums_are_the_same_from_every_container);
    tcase_add_test(tcase, the_same_candidates_are_taken_and_sums_are_left_zero);
    tcase_add_test(tcase, probes_find_the_same_codes);
    tcase_add_test(tcase, values_below_are_counted_alike);
    tcase_add_test(tcase, positions_start_alike);
    tcase_add_test(tcase, scores_are_added_to_the_bit);
    tcase_add_test(tcase, codes_of_a_column_are_taken_alike);
    tcase_add_test(tcase, codes_worth_enough_are_found_alike);
    tcase_add_test(tcase, ids_are_found_in_blocks_alike_and_where_they_are);
    tcase_add_test(tcase, an_id_met_twice_is_taken_once);
    tcase_add_test(tcase, columns_give_the_same_bits);
    suite_add_tcase(suite, tcase);
    return assay_suite_run(suite);
}
