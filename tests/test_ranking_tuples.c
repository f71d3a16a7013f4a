#include "support/suite.h"

#include "ranking/writing/tuples.h"

enum { TERMS = 40000, RECORDS = 3000, ITEMS = 300 };

static assay_error err;

/* Few terms often, all of them now and then. */
static uint32_t term_of(uint32_t record, uint32_t i) {
    uint32_t mixed = (record * 2654435761U) ^ (i * 2246822519U);
    mixed ^= mixed >> 15;
    return mixed % (mixed & 0x10000 ? TERMS : 40);
}

/* Mostly one position on; now back, now far, now without a position. */
static uint32_t value_of(uint32_t record, uint32_t i) {
    uint32_t kind = (record + i) % 41;
    return kind == 0    ? 0xffffff01
           : kind == 1  ? 1
           : kind == 20 ? (i * 700001U) << 8 | 255
                        : i << 8 | 2;
}

static void fill(assay_tuples *tuples, bool has_values) {
    assay_tuples_init(tuples, has_values);
    for (uint32_t record = 0; record < RECORDS; record++) {
        if (record % 7 == 3)
            continue;
        ck_ok(assay_tuples_reserve(tuples, record * 3, ITEMS, TERMS, &err), err);
        assay_tuples_adder adder = assay_tuples_begin(tuples);
        for (uint32_t i = 0; i < ITEMS; i++)
            assay_tuples_add(&adder, term_of(record, i), has_values ? value_of(record, i) : 0);
        assay_tuples_end(tuples, &adder);
    }
}

/* Every item stands in its term's run where the items before it of that term leave off. */
static void check_runs(const assay_runs *runs, bool has_values) {
    uint32_t *at = malloc(TERMS * sizeof *at);
    ck_assert_ptr_nonnull(at);
    memcpy(at, runs->start, TERMS * sizeof *at);
    for (uint32_t record = 0; record < RECORDS; record++)
        for (uint32_t i = 0; i < ITEMS && record % 7 != 3; i++) {
            size_t place = at[term_of(record, i)]++;
            const uint32_t *item = runs->records + place * (has_values ? 2 : 1);
            if (item[0] != record * 3 || (has_values && item[1] != value_of(record, i)))
                ck_abort_msg("item %u of record %u", i, record);
        }
    for (uint32_t term = 0; term < TERMS; term++)
        ck_assert_uint_eq(at[term], runs->start[term + 1]);
    free(at);
}

START_TEST(every_item_comes_to_its_term_in_order_by_any_number_of_threads) {
    for (unsigned threads = 1; threads <= 5; threads++)
        for (int has_values = 0; has_values < 2; has_values++) {
            assay_tuples tuples;
            assay_runs runs;
            fill(&tuples, has_values != 0);
            ck_assert_uint_gt(tuples.count, 1 << 19);
            ck_ok(assay_tuples_scatter(&runs, &tuples, TERMS, threads, &err), err);
            ck_assert_uint_eq(assay_tuples_memory(&tuples), 0);
            check_runs(&runs, has_values != 0);
            assay_runs_done(&runs);
            assay_tuples_done(&tuples);
        }
}
END_TEST

START_TEST(terms_past_the_map_are_refused_wherever_they_stand) {
    static const uint32_t beyond[] = {100, 101, 125, 5000, UINT32_MAX};
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
        assay_tuples tuples;
        assay_runs runs;
        assay_tuples_init(&tuples, true);
        ck_ok(assay_tuples_reserve(&tuples, 0, 1, 100, &err), err);
        assay_tuples_adder adder = assay_tuples_begin(&tuples);
        assay_tuples_add(&adder, beyond[i], 1);
        assay_tuples_end(&tuples, &adder);
        ck_assert_int_eq(assay_tuples_scatter(&runs, &tuples, 100, 1, &err), ASSAY_E_USAGE);
        assay_tuples_done(&tuples);
    }
}
END_TEST

START_TEST(more_terms_than_an_item_tells_apart_are_refused) {
    assay_tuples tuples;
    assay_tuples_init(&tuples, false);
    ck_assert_int_eq(assay_tuples_reserve(&tuples, 0, 1, ASSAY_TUPLE_TERMS + 1U, &err),
                     ASSAY_E_LIMIT);
    assay_tuples_done(&tuples);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/tuples");
    TCase *tests = tcase_create("tuples");
    tcase_add_test(tests, every_item_comes_to_its_term_in_order_by_any_number_of_threads);
    tcase_add_test(tests, terms_past_the_map_are_refused_wherever_they_stand);
    tcase_add_test(tests, more_terms_than_an_item_tells_apart_are_refused);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
