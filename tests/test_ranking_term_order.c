#include "support/suite.h"

#include "ranking/writing/term_order.h"

#include <stdio.h>

enum { KEYS = 60000, SPACES = 3 };

static assay_error err;

/* Keys in no order; a third of them of the second space too, whose prefix some of the first's keys begin
 * with; the third space has nothing. */
static void fill(assay_map *map, assay_space *spaces) {
    char key[32];
    assay_map_init(map);
    for (uint32_t i = 0; i < KEYS; i++) {
        int size = snprintf(key, sizeof key, "%s%x", i % 5 == 0 ? "XTZaa" : "Zaa", i * 2654435761U);
        ck_assert_uint_eq(assay_map_intern(map, assay_span_make(key, (size_t)size)), i);
    }
    assay_space_init(&spaces[0], map, ASSAY_SPAN(""));
    assay_space_init(&spaces[1], map, ASSAY_SPAN("XT"));
    assay_space_init(&spaces[2], map, ASSAY_SPAN("XA"));
    for (unsigned s = 0; s < 2; s++) {
        assay_tuples *filters = &spaces[s].filters;
        ck_ok(assay_tuples_reserve(filters, 0, KEYS, KEYS, &err), err);
        assay_tuples_adder adder = assay_tuples_begin(filters);
        for (uint32_t i = 0; i < KEYS; i += s == 0 ? 1 : 3)
            assay_tuples_add(&adder, i, 0);
        assay_tuples_end(filters, &adder);
    }
    for (unsigned s = 0; s < SPACES; s++)
        ck_ok(assay_space_invert(&spaces[s], 1, &err), err);
}

START_TEST(terms_come_in_order_of_their_bytes_by_any_number_of_threads) {
    assay_map map;
    assay_space spaces[SPACES];
    assay_space_term *by_one = NULL;
    size_t one_count = 0;
    fill(&map, spaces);
    ck_ok(assay_spaces_order(&by_one, &one_count, spaces, SPACES, 1, &err), err);
    ck_assert_uint_eq(one_count, KEYS + KEYS / 3);
    for (size_t i = 1; i < one_count; i++)
        ck_assert_int_le(assay_space_compare_terms(spaces, &by_one[i - 1], &by_one[i]), 0);
    for (unsigned threads = 2; threads <= 7; threads++) {
        assay_space_term *terms = NULL;
        size_t count = 0;
        ck_ok(assay_spaces_order(&terms, &count, spaces, SPACES, threads, &err), err);
        ck_assert_uint_eq(count, one_count);
        for (size_t i = 0; i < count; i++)
            if (terms[i].id != by_one[i].id || terms[i].space != by_one[i].space)
                ck_abort_msg("%u threads: term %zu", threads, i);
        free(terms);
    }
    free(by_one);
    for (unsigned s = 0; s < SPACES; s++)
        assay_space_done(&spaces[s]);
    assay_map_done(&map);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/term_order");
    TCase *tests = tcase_create("term_order");
    tcase_add_test(tests, terms_come_in_order_of_their_bytes_by_any_number_of_threads);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
