#include "records/record_json.h"
#include "records/record_notice.h"
#include "support/suite.h"

static assay_arena arena;
static assay_error err;
static assay_buffer out;

static void setup(void) {
    assay_arena_init(&arena);
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
}
static void teardown(void) {
    assay_arena_done(&arena);
    assay_buffer_done(&out);
}

/* The notice from one record's JSON to another's; after NULL: deleted. */
static const char *notice(const char *before, bool was_there, const char *after) {
    assay_record record;
    assay_record_init(&record, &arena);
    if (after != NULL)
        ck_assert_int_eq(assay_record_json_read(&record, assay_span_of(after), &err), ASSAY_OK);
    assay_buffer_clear(&out);
    ck_assert_int_eq(assay_record_notice_write(&out, ASSAY_SPAN("nct:NCT99000001"),
                                               assay_span_of(before), was_there,
                                               after != NULL ? &record : NULL, &err),
                     ASSAY_OK);
    assay_buffer_add_byte(&out, '\0');
    return out.data;
}

#define HEAD                                                                                       \
    "{\"schema\":1,\"id\":\"nct:NCT99000001\",\"type\":\"trial\",\"title\":[\"A \\\"b\\\"\"],"
#define SAID "{\"assay_notice\":1,\"id\":\"nct:NCT99000001\",\"change\":"

START_TEST(a_new_record_is_told_by_its_title) {
    ck_assert_str_eq(notice("", false, HEAD "\"status\":[\"RECRUITING\"]}"),
                     SAID "\"added\",\"title\":\"A \\\"b\\\"\"}");
}
END_TEST

START_TEST(a_deleted_record_is_told_by_its_old_title_if_known) {
    ck_assert_str_eq(notice(HEAD "\"status\":[\"RECRUITING\"]}", true, NULL),
                     SAID "\"deleted\",\"title\":\"A \\\"b\\\"\"}");
    ck_assert_str_eq(notice("", true, NULL), SAID "\"deleted\"}");
}
END_TEST

START_TEST(values_gone_and_new_are_told_and_equal_ones_are_not) {
    ck_assert_str_eq(notice(HEAD "\"status\":[\"RECRUITING\"],\"keywords\":[\"a\",\"b\"],"
                                 "\"enrolment\":40,\"has_results\":false}",
                            true,
                            HEAD "\"status\":[\"COMPLETED\"],\"keywords\":[\"b\",\"c\"],"
                                 "\"enrolment\":41,\"has_results\":true,\"start\":\"2026-01\"}"),
                     SAID "\"replaced\",\"title\":\"A \\\"b\\\"\",\"fields\":{"
                          "\"keywords\":{\"from\":[\"a\"],\"to\":[\"c\"]},"
                          "\"status\":{\"from\":[\"RECRUITING\"],\"to\":[\"COMPLETED\"]},"
                          "\"start\":{\"to\":\"2026-01\"},"
                          "\"enrolment\":{\"from\":40,\"to\":41},"
                          "\"has_results\":{\"from\":false,\"to\":true}}}");
}
END_TEST

START_TEST(what_is_gone_has_no_new_side_and_order_alone_has_two_empty_ones) {
    ck_assert_str_eq(notice(HEAD "\"keywords\":[\"a\",\"b\"],\"updated\":\"2026-02-03\"}", true,
                            HEAD "\"keywords\":[\"b\",\"a\"]}"),
                     SAID "\"replaced\",\"title\":\"A \\\"b\\\"\",\"fields\":{"
                          "\"keywords\":{\"from\":[],\"to\":[]},"
                          "\"updated\":{\"from\":\"2026-02-03\"}}}");
}
END_TEST

START_TEST(sites_are_told_one_by_one) {
    ck_assert_str_eq(
        notice(HEAD "\"locations\":[{\"city\":\"Uppsala\"},{\"city\":\"Lund\"}]}", true,
               HEAD "\"locations\":[{\"city\":\"Lund\"},{\"city\":\"Umea\",\"latitude\":63.8,"
                    "\"longitude\":20.3}]}"),
        SAID "\"replaced\",\"title\":\"A \\\"b\\\"\",\"fields\":{"
             "\"locations\":{\"from\":[{\"city\":\"Uppsala\"}],"
             "\"to\":[{\"city\":\"Umea\",\"latitude\":63.8,\"longitude\":20.3}]}}}");
}
END_TEST

START_TEST(an_old_version_that_cannot_be_had_leaves_the_fields_out) {
    ck_assert_str_eq(notice("", true, HEAD "\"status\":[\"COMPLETED\"]}"),
                     SAID "\"replaced\",\"title\":\"A \\\"b\\\"\"}");
}
END_TEST

START_TEST(an_old_version_that_is_no_json_fails_by_format) {
    ck_assert_int_eq(assay_record_notice_write(&out, ASSAY_SPAN("id:1"), ASSAY_SPAN("{\"a\":"),
                                               true, NULL, &err),
                     ASSAY_E_FORMAT);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/record_notice");
    TCase *tests = tcase_create("notices");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_new_record_is_told_by_its_title);
    tcase_add_test(tests, a_deleted_record_is_told_by_its_old_title_if_known);
    tcase_add_test(tests, values_gone_and_new_are_told_and_equal_ones_are_not);
    tcase_add_test(tests, what_is_gone_has_no_new_side_and_order_alone_has_two_empty_ones);
    tcase_add_test(tests, sites_are_told_one_by_one);
    tcase_add_test(tests, an_old_version_that_cannot_be_had_leaves_the_fields_out);
    tcase_add_test(tests, an_old_version_that_is_no_json_fails_by_format);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
