#include "records/eligibility.h"
#include "records/paragraphs.h"
#include "support/suite.h"

static assay_arena arena;
static assay_record record;
static assay_error err;

static void setup(void) {
    assay_arena_init(&arena);
    assay_record_init(&record, &arena);
}
static void teardown(void) {
    assay_arena_done(&arena);
}

static void check_list(assay_record_field field, const char *const *wanted, size_t count) {
    const assay_span_list *list = &record.text[field];
    for (size_t i = 0; i < list->count && i < count; i++)
        ck_span_eq(list->items[i], wanted[i]);
    ck_assert_uint_eq(list->count, count);
}
#define CHECK_LIST(field, ...)                                                                     \
    do {                                                                                           \
        const char *const wanted_[] = {__VA_ARGS__};                                               \
        check_list(field, wanted_, sizeof wanted_ / sizeof *wanted_);                              \
    } while (0)

START_TEST(wrapped_and_indented_criteria_are_unwrapped_and_told_apart) {
    ck_ok(assay_eligibility_add(&record,
                                ASSAY_SPAN("\n        Inclusion Criteria:\n\n"
                                           "          -  Age 18 years\n             or older\n\n"
                                           "          -  Platelets at least\n"
                                           "             100. Lower counts need a call\n\n"
                                           "        Exclusion Criteria:\n\n"
                                           "          1. Pregnancy\n      "),
                                &err),
          err);
    CHECK_LIST(ASSAY_FIELD_INCLUSION, "Age 18 years or older",
               "Platelets at least 100. Lower counts need a call");
    CHECK_LIST(ASSAY_FIELD_EXCLUSION, "Pregnancy");
}
END_TEST

START_TEST(lists_of_single_lines_are_told_apart) {
    ck_ok(
        assay_eligibility_add(&record,
                              ASSAY_SPAN("KEY INCLUSION CRITERIA\n* CD8+ count known\n* ECOG 0-1\n"
                                         "Non-inclusion criteria:\n1. Asthma\n2)Gout"),
                              &err),
        err);
    CHECK_LIST(ASSAY_FIELD_INCLUSION, "CD8+ count known", "ECOG 0-1");
    CHECK_LIST(ASSAY_FIELD_EXCLUSION, "Asthma", "Gout");
}
END_TEST

START_TEST(headings_inside_a_line_switch_the_side) {
    ck_ok(assay_eligibility_add(
              &record,
              ASSAY_SPAN("Inclusion Criteria: - Adults with gout. Exclusion Criteria: - Renal "
                         "failure"),
              &err),
          err);
    CHECK_LIST(ASSAY_FIELD_INCLUSION, "Adults with gout.");
    CHECK_LIST(ASSAY_FIELD_EXCLUSION, "Renal failure");
}
END_TEST

START_TEST(text_without_headings_counts_as_inclusion) {
    ck_ok(assay_eligibility_add(
              &record,
              ASSAY_SPAN(
                  "DISEASE CHARACTERISTICS:\n\nProven sarcoma; patients who meet the exclusion "
                  "criteria of part one may enter part two after a wash-out of four weeks"),
              &err),
          err);
    ck_assert_uint_eq(record.text[ASSAY_FIELD_INCLUSION].count, 2);
    ck_assert_uint_eq(record.text[ASSAY_FIELD_EXCLUSION].count, 0);
}
END_TEST

START_TEST(a_heading_that_names_both_sides_changes_nothing) {
    ck_ok(assay_eligibility_add(
              &record, ASSAY_SPAN("Inclusion/Exclusion Criteria:\n\nBeing an adult"), &err),
          err);
    ck_assert_uint_eq(record.text[ASSAY_FIELD_EXCLUSION].count, 0);
    ck_assert_uint_eq(record.text[ASSAY_FIELD_INCLUSION].count, 2);
}
END_TEST

START_TEST(empty_and_blank_criteria_add_nothing) {
    ck_ok(assay_eligibility_add(&record, (assay_span){NULL, 0}, &err), err);
    ck_ok(assay_eligibility_add(&record, ASSAY_SPAN(" \n\r\n -\n"), &err), err);
    ck_assert_uint_eq(record.text[ASSAY_FIELD_EXCLUSION].count, 0);
}
END_TEST

START_TEST(paragraphs_become_lines_of_one_value) {
    ck_ok(assay_paragraphs_add(
              &record, ASSAY_FIELD_DESCRIPTION,
              ASSAY_SPAN("\r\n      First line\r\n      goes on.\r\n\r\n"
                         "      OUTLINE:\n\n        \xe2\x80\xa2 one\n        * two\n"),
              &err),
          err);
    CHECK_LIST(ASSAY_FIELD_DESCRIPTION, "First line goes on.\nOUTLINE:\n- one\n- two");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/eligibility");
    TCase *tests = tcase_create("eligibility");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, wrapped_and_indented_criteria_are_unwrapped_and_told_apart);
    tcase_add_test(tests, lists_of_single_lines_are_told_apart);
    tcase_add_test(tests, headings_inside_a_line_switch_the_side);
    tcase_add_test(tests, text_without_headings_counts_as_inclusion);
    tcase_add_test(tests, a_heading_that_names_both_sides_changes_nothing);
    tcase_add_test(tests, empty_and_blank_criteria_add_nothing);
    tcase_add_test(tests, paragraphs_become_lines_of_one_value);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
