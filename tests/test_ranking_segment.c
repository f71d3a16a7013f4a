#include "support/segments.h"
#include "support/suite.h"

#include "ranking/segment/postings.h"

#include <stdio.h>
#include <unistd.h>

static char path[64];

static void setup(void) {
    snprintf(path, sizeof path, "/tmp/assay-segment-%d.seg", (int)getpid());
}

static void teardown(void) {
    unlink(path);
}

/* Builds the model's records into `path`, opens it and compares everything. */
static void round_trip(const model *m) {
    assay_error err = {0};
    assay_segment *segment = NULL;
    model_write(m, path);
    ck_ok(assay_segment_open(&segment, path, &err), err);
    for (int part = 0; part < ASSAY_PART_COUNT; part++) {
        const uint8_t *bytes = NULL;
        uint64_t size = assay_segment_footer(segment)->part_size[part];
        ck_ok(assay_segment_view(&bytes, segment, (assay_part)part, 0, size, &err), err);
    }
    model_compare(m, segment);
    assay_segment_close(segment);
}

START_TEST(an_empty_segment_opens_and_has_nothing) {
    model m;
    model_init(&m);
    round_trip(&m);
    model_done(&m);
}
END_TEST

START_TEST(one_record_with_one_term_reads_back) {
    model m;
    model_init(&m);
    model_begin(&m, 7);
    model_occurrence(&m, "Zword", 3, 1);
    round_trip(&m);
    model_done(&m);
}
END_TEST

START_TEST(small_random_segments_read_back) {
    for (unsigned seed = 1; seed <= 200; seed++) {
        model m;
        model_init(&m);
        model_random(&m, &(model_shape){.seed = seed,
                                        .records = 1 + seed * 7 % 300,
                                        .terms = 1 + seed * 13 % 80,
                                        .length = 1 + seed % 40});
        round_trip(&m);
        model_done(&m);
    }
}
END_TEST

START_TEST(a_segment_of_several_ranges_with_every_container_reads_back) {
    model m;
    model_init(&m);
    model_random(
        &m, &(model_shape){.seed = 5, .records = 140000, .terms = 60, .length = 6, .dense = true});
    round_trip(&m);
    model_done(&m);
}
END_TEST

START_TEST(large_wdf_and_many_positions_read_back) {
    model m;
    model_init(&m);
    for (uint32_t number = 1; number <= 600; number++) {
        model_begin(&m, number * 3);
        for (uint32_t p = 0; p < number; p++)
            model_occurrence(&m, "Zbursty", p * 5, 1 + (p % 7 == 0));
        model_occurrence(&m, "Zheavy", ASSAY_NO_POSITION, number * 997);
        model_occurrence(&m, "Zfar", ASSAY_POSITION_MAX - number, 1);
        model_filter(&m, "XFall");
    }
    round_trip(&m);
    model_done(&m);
}
END_TEST

START_TEST(terms_of_any_bytes_and_lengths_read_back) {
    model m;
    char term[ASSAY_TERM_BYTES_MAX + 1];
    model_init(&m);
    for (uint32_t number = 1; number <= ASSAY_TERM_BYTES_MAX; number++) {
        memset(term, 'a' + (int)number % 3, number);
        term[number] = '\0';
        term[number / 2] = (char)(0x80 + number % 100);
        model_begin(&m, number);
        model_occurrence(&m, term, 1, 1);
    }
    round_trip(&m);
    model_done(&m);
}
END_TEST

START_TEST(a_missing_segment_is_not_found) {
    assay_error err = {0};
    assay_segment *segment = NULL;
    ck_assert_int_eq(assay_segment_open(&segment, path, &err), ASSAY_E_NOT_FOUND);
    ck_assert_ptr_null(segment);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/segment");
    TCase *tcase = tcase_create("segment");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, an_empty_segment_opens_and_has_nothing);
    tcase_add_test(tcase, one_record_with_one_term_reads_back);
    tcase_add_test(tcase, small_random_segments_read_back);
    tcase_add_test(tcase, a_segment_of_several_ranges_with_every_container_reads_back);
    tcase_add_test(tcase, large_wdf_and_many_positions_read_back);
    tcase_add_test(tcase, terms_of_any_bytes_and_lengths_read_back);
    tcase_add_test(tcase, a_missing_segment_is_not_found);
    suite_add_tcase(suite, tcase);
    return assay_suite_run(suite);
}
