#include "support/segments.h"
#include "support/suite.h"

#include "ranking/segment/postings.h"

#include <stdio.h>
#include <unistd.h>

static char path[64];
static assay_map map;
static assay_inverter *inverter;
static unsigned space;
static assay_error err;

static void setup(void) {
    snprintf(path, sizeof path, "/tmp/assay-inverter-%d.seg", (int)getpid());
    assay_map_init(&map);
    ck_ok(assay_inverter_new(&inverter, NULL, &err), err);
    ck_ok(assay_inverter_space(&space, inverter, &map, (assay_span){0}, &err), err);
}

static void teardown(void) {
    assay_inverter_free(inverter);
    assay_map_done(&map);
    unlink(path);
}

static uint32_t id_of(const char *term) {
    return assay_map_intern(&map, assay_span_of(term));
}

static assay_status add(const char *term, uint32_t position, uint32_t wdf) {
    assay_occurrence item = {id_of(term), position, wdf};
    return assay_inverter_add(inverter, space, &item, 1, &err);
}

static assay_segment *written(void) {
    assay_segment *segment = NULL;
    ck_ok(assay_inverter_write(inverter, path, &err), err);
    ck_ok(assay_segment_open(&segment, path, &err), err);
    ck_ok(assay_segment_verify(segment, &err), err);
    return segment;
}

START_TEST(numbers_must_ascend) {
    ck_ok(assay_inverter_begin(inverter, 5, &err), err);
    ck_assert_int_eq(assay_inverter_begin(inverter, 5, &err), ASSAY_E_USAGE);
    ck_assert_int_eq(assay_inverter_begin(inverter, 4, &err), ASSAY_E_USAGE);
    ck_ok(assay_inverter_begin(inverter, 6, &err), err);
    ck_assert_uint_eq(assay_inverter_records(inverter), 2);
}
END_TEST

START_TEST(nothing_is_added_before_a_record_begins) {
    ck_assert_int_eq(add("Za", 0, 1), ASSAY_E_USAGE);
    ck_assert_int_eq(assay_inverter_filter(inverter, space, &(uint32_t){0}, 1, &err),
                     ASSAY_E_USAGE);
}
END_TEST

START_TEST(positions_have_a_limit_and_large_wdf_do_not) {
    ck_ok(assay_inverter_begin(inverter, 1, &err), err);
    ck_assert_int_eq(add("Za", ASSAY_POSITION_MAX + 1, 1), ASSAY_E_LIMIT);
    ck_ok(add("Za", ASSAY_POSITION_MAX, 1000000), err);
    ck_assert_int_eq(add("Za", 1, UINT32_MAX), ASSAY_E_LIMIT);
    assay_segment *segment = written();
    uint32_t length = 0;
    ck_ok(assay_segment_length(&length, segment, 0, &err), err);
    ck_assert_uint_eq(length, 1000000);
    assay_segment_close(segment);
}
END_TEST

START_TEST(a_term_the_map_does_not_have_is_refused_and_no_file_is_left) {
    ck_ok(assay_inverter_begin(inverter, 1, &err), err);
    assay_occurrence item = {7, 0, 1};
    ck_ok(assay_inverter_add(inverter, space, &item, 1, &err), err);
    ck_assert_int_eq(assay_inverter_write(inverter, path, &err), ASSAY_E_USAGE);
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(a_full_memory_is_said_at_the_next_record) {
    assay_inverter *small = NULL;
    unsigned own = 0;
    assay_status status = ASSAY_OK;
    uint32_t number = 1, term = id_of("Za");
    ck_ok(assay_inverter_new(&small, &(assay_inverter_options){.memory_limit = 100000}, &err), err);
    ck_ok(assay_inverter_space(&own, small, &map, (assay_span){0}, &err), err);
    for (; number < 100000 && status == ASSAY_OK; number++) {
        status = assay_inverter_begin(small, number, &err);
        if (status == ASSAY_OK)
            ck_ok(assay_inverter_filter(small, own, &term, 1, &err), err);
    }
    ck_assert_int_eq(status, ASSAY_E_LIMIT);
    ck_ok(assay_inverter_write(small, path, &err), err);
    ck_ok(assay_inverter_begin(small, 1, &err), err); /* empty again, numbers start anew */
    assay_inverter_free(small);
}
END_TEST

START_TEST(positions_given_twice_or_out_of_order_are_kept_once_in_order) {
    assay_posting_cursor *cursor = NULL;
    assay_segment_term term;
    const uint32_t *positions = NULL;
    uint32_t count = 0;
    bool more = false;
    ck_ok(assay_inverter_begin(inverter, 1, &err), err);
    ck_ok(add("Za", 9, 1), err);
    ck_ok(add("Za", 3, 1), err);
    ck_ok(add("Za", 9, 2), err);
    ck_ok(add("Za", ASSAY_NO_POSITION, 1), err);
    assay_segment *segment = written();
    ck_ok(assay_segment_find(&term, segment, ASSAY_SPAN("Za"), &err), err);
    ck_ok(assay_posting_cursor_open(&cursor, segment, &term, &err), err);
    ck_ok(assay_posting_cursor_next(&more, cursor, &err), err);
    ck_assert_uint_eq(assay_posting_cursor_wdf(cursor), 5);
    ck_ok(assay_posting_cursor_positions(&positions, &count, cursor, &err), err);
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(positions[0], 3);
    ck_assert_uint_eq(positions[1], 9);
    assay_posting_cursor_close(cursor);
    assay_segment_close(segment);
}
END_TEST

/* Items are held packed: values that jump as far as they can, backwards too, and long term ids. */
START_TEST(positions_that_jump_and_terms_of_any_id_come_back) {
    enum { RECORDS = 3, TERMS = 40000 };
    char text[16];
    ck_ok(assay_inverter_begin(inverter, 1, &err), err);
    for (uint32_t t = 0; t < TERMS; t++) {
        snprintf(text, sizeof text, "Zt%u", t);
        ck_assert_uint_eq(id_of(text), t);
    }
    for (uint32_t r = 1; r <= RECORDS; r++) {
        if (r != 1)
            ck_ok(assay_inverter_begin(inverter, r, &err), err);
        ck_ok(add("Zt39999", ASSAY_POSITION_MAX, 255), err);
        ck_ok(add("Zt0", 0, 1), err);
        ck_ok(add("Zt39999", 1, 1), err);
        ck_ok(add("Zt39999", ASSAY_POSITION_MAX - r, 2), err);
    }
    assay_segment *segment = written();
    assay_segment_term term;
    assay_posting_cursor *cursor = NULL;
    ck_ok(assay_segment_find(&term, segment, ASSAY_SPAN("Zt39999"), &err), err);
    ck_ok(assay_posting_cursor_open(&cursor, segment, &term, &err), err);
    for (uint32_t r = 1; r <= RECORDS; r++) {
        const uint32_t *positions = NULL;
        uint32_t count = 0;
        bool more = false;
        ck_ok(assay_posting_cursor_next(&more, cursor, &err), err);
        ck_assert(more);
        ck_assert_uint_eq(assay_posting_cursor_wdf(cursor), 258);
        ck_ok(assay_posting_cursor_positions(&positions, &count, cursor, &err), err);
        ck_assert_uint_eq(count, 3);
        ck_assert_uint_eq(positions[0], 1);
        ck_assert_uint_eq(positions[1], ASSAY_POSITION_MAX - r);
        ck_assert_uint_eq(positions[2], ASSAY_POSITION_MAX);
    }
    assay_posting_cursor_close(cursor);
    assay_segment_close(segment);
}
END_TEST

START_TEST(equal_terms_of_two_spaces_are_one) {
    unsigned prefixed = 0;
    assay_map other;
    assay_segment_term term;
    assay_map_init(&other);
    uint32_t id = assay_map_intern(&other, ASSAY_SPAN("b"));
    ck_ok(assay_inverter_space(&prefixed, inverter, &other, ASSAY_SPAN("Za"), &err), err);
    for (uint32_t number = 1; number <= 120; number++) {
        ck_ok(assay_inverter_begin(inverter, number, &err), err);
        if (number % 2 == 0)
            ck_ok(add("Zab", number, 2), err);
        if (number % 3 == 0)
            ck_ok(assay_inverter_filter(inverter, prefixed, &id, 1, &err), err);
        ck_ok(assay_inverter_filter(inverter, prefixed, &id, number % 5 == 0, &err), err);
    }
    assay_segment *segment = written();
    ck_assert_uint_eq(assay_segment_footer(segment)->terms, 1);
    ck_ok(assay_segment_find(&term, segment, ASSAY_SPAN("Zab"), &err), err);
    uint32_t want = 0;
    for (uint32_t number = 1; number <= 120; number++)
        want += number % 2 == 0 || number % 3 == 0 || number % 5 == 0;
    ck_assert_uint_eq(term.df, want);
    ck_assert(term.ranked && term.has_positions);
    ck_assert_uint_eq(term.cf, 120);
    assay_segment_close(segment);
    assay_map_done(&other);
}
END_TEST

START_TEST(given_edges_are_kept_and_make_the_codes) {
    assay_inverter *own = NULL;
    unsigned in = 0;
    uint32_t upper[ASSAY_LENGTH_CLASSES], term = id_of("Za");
    for (unsigned c = 0; c < ASSAY_LENGTH_CLASSES; c++)
        upper[c] = c == ASSAY_LENGTH_CLASSES - 1 ? UINT32_MAX : 10 * (c + 1);
    ck_ok(assay_inverter_new(&own, &(assay_inverter_options){.length_upper = upper}, &err), err);
    ck_ok(assay_inverter_space(&in, own, &map, (assay_span){0}, &err), err);
    for (uint32_t number = 1; number <= 30; number++) {
        assay_occurrence item = {term, number, number};
        ck_ok(assay_inverter_begin(own, number, &err), err);
        ck_ok(assay_inverter_add(own, in, &item, 1, &err), err);
    }
    ck_ok(assay_inverter_write(own, path, &err), err);
    assay_inverter_free(own);
    assay_segment *segment = NULL;
    ck_ok(assay_segment_open(&segment, path, &err), err);
    ck_assert_int_eq(memcmp(assay_segment_footer(segment)->length_upper, upper, sizeof upper), 0);
    ck_ok(assay_segment_verify(segment, &err), err);
    assay_segment_close(segment);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/inverter");
    TCase *tcase = tcase_create("inverter");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, numbers_must_ascend);
    tcase_add_test(tcase, nothing_is_added_before_a_record_begins);
    tcase_add_test(tcase, positions_have_a_limit_and_large_wdf_do_not);
    tcase_add_test(tcase, a_term_the_map_does_not_have_is_refused_and_no_file_is_left);
    tcase_add_test(tcase, a_full_memory_is_said_at_the_next_record);
    tcase_add_test(tcase, positions_given_twice_or_out_of_order_are_kept_once_in_order);
    tcase_add_test(tcase, positions_that_jump_and_terms_of_any_id_come_back);
    tcase_add_test(tcase, equal_terms_of_two_spaces_are_one);
    tcase_add_test(tcase, given_edges_are_kept_and_make_the_codes);
    suite_add_tcase(suite, tcase);
    return assay_suite_run(suite);
}
