#include "records/record_json.h"
#include "support/records.h"

#include <stdio.h>

static assay_arena arena, arena_back;
static assay_record record, back;
static assay_buffer json;
static assay_error err;

static void setup(void) {
    assay_arena_init(&arena);
    assay_arena_init(&arena_back);
    assay_buffer_init(&json, ASSAY_BUFFER_NO_CAP);
    assay_record_init(&record, &arena);
    assay_record_init(&back, &arena_back);
}
static void teardown(void) {
    assay_buffer_done(&json);
    assay_arena_done(&arena);
    assay_arena_done(&arena_back);
}

/* Writes record, reads it as back and compares all there is. */
static void there_and_back(void) {
    assay_record_json_write(&json, &record);
    ck_ok(assay_buffer_check(&json, &err), err);
    ck_ok(assay_record_json_read(&back, assay_buffer_span(&json), &err), err);
    assay_record_hash a = assay_record_content_hash(&record), b = assay_record_content_hash(&back);
    ck_assert_msg(a.low == b.low && a.high == b.high, "%.*s",
                  ASSAY_SPAN_ARG(assay_buffer_span(&json)));
    ck_assert(assay_span_equal(record.identity, back.identity));
}

static void fill(assay_record *r) {
    for (int i = 0; i < ASSAY_FIELD_COUNT; i++)
        for (int k = 0; k < 3; k++) {
            char text[80];
            snprintf(text, sizeof text, "field %d \"value\" %d \\ \n\t\xCE\xB3 \xF0\x9F\x92\x89", i,
                     k);
            ck_ok(assay_record_add(r, (assay_record_field)i, assay_span_of(text), &err), err);
        }
    for (int i = 0; i < ASSAY_DATE_COUNT; i++)
        r->dates[i] = assay_date_make(2000 + i, i % 13, i % 3 == 1 && i % 13 != 0 ? 9 : 0);
    const assay_record_location site = {.facility = ASSAY_SPAN("Ward \"9\""),
                                        .city = ASSAY_SPAN("Oslo"),
                                        .country = ASSAY_SPAN("Norway"),
                                        .status = ASSAY_SPAN("RECRUITING"),
                                        .has_point = true,
                                        .latitude = 59.91273,
                                        .longitude = -0.1};
    const assay_record_reference to = {.relation = ASSAY_SPAN("result"),
                                       .text = ASSAY_SPAN("Doe J. 2099."),
                                       .pmid = ASSAY_SPAN("99000001"),
                                       .doi = ASSAY_SPAN("10.99999/x"),
                                       .nct = ASSAY_SPAN("NCT99000001")};
    ck_ok(assay_record_add_location(r, &site, &err), err);
    ck_ok(
        assay_record_add_location(r, &(assay_record_location){.city = ASSAY_SPAN("Bergen")}, &err),
        err);
    ck_ok(assay_record_add_reference(r, &to, &err), err);
    ck_ok(assay_record_add_id(r, "nct", ASSAY_SPAN("NCT99000001"), &err), err);
    ck_ok(assay_record_add_id(r, "org", ASSAY_SPAN("A:B:C"), &err), err);
    ck_ok(assay_record_add_extra(r, ASSAY_SPAN("note"), ASSAY_SPAN("kept"), &err), err);
    ck_ok(assay_record_add_extra(r, ASSAY_SPAN(""), ASSAY_SPAN("of no name"), &err), err);
    r->type = ASSAY_RECORD_TRIAL;
    r->source_format = ASSAY_SPAN("test");
    r->enrolment = 120;
    r->min_age_days = 0;
    r->max_age_days = 27393;
    r->updates = 3;
    r->healthy_volunteers = 0;
    r->has_results = 1;
    ck_ok(assay_record_identify(r, ASSAY_SPAN(""), &err), err);
}

START_TEST(a_full_record_comes_back_equal) {
    fill(&record);
    there_and_back();
    ck_assert_uint_eq(back.locations.count, 2);
    ck_assert_double_eq(back.locations.items[0].latitude, 59.91273);
    ck_assert(!back.locations.items[1].has_point);
    ck_span_eq(assay_record_id_of(&back, "org"), "A:B:C");
    ck_span_eq(test_record_extra(&back, "unnamed"), "of no name");
}
END_TEST

START_TEST(an_empty_record_comes_back_empty) {
    there_and_back();
    ck_assert_int_eq(back.enrolment, -1);
    ck_assert_int_eq(back.has_results, -1);
    ck_assert_int_eq(back.min_age_days, ASSAY_AGE_UNKNOWN);
}
END_TEST

START_TEST(bytes_that_are_not_utf8_are_written_as_replacement_characters) {
    ck_ok(assay_record_add(&record, ASSAY_FIELD_TITLE,
                           ASSAY_SPAN("a\xFF"
                                      "b"),
                           &err),
          err);
    assay_record_json_write(&json, &record);
    ck_ok(assay_record_json_read(&back, assay_buffer_span(&json), &err), err);
    ck_span_eq(assay_record_first(&back, ASSAY_FIELD_TITLE), "a\xEF\xBF\xBD"
                                                             "b");
}
END_TEST

static void refused(const char *text, assay_status status, const char *says) {
    assay_record_init(&back, &arena_back);
    ck_assert_int_eq(assay_record_json_read(&back, assay_span_of(text), &err), status);
    ck_assert_msg(strstr(err.message, says) != NULL, "\"%s\" says \"%s\"", text, err.message);
}

START_TEST(a_newer_schema_is_refused_by_its_number) {
    refused("{\"schema\":2,\"id\":\"x\"}", ASSAY_E_VERSION, "2");
}
END_TEST

START_TEST(what_is_no_record_is_refused_with_its_place) {
    refused("", ASSAY_E_FORMAT, "byte 0");
    refused("[1]", ASSAY_E_FORMAT, "object");
    refused("{\"id\":\"x\"}", ASSAY_E_FORMAT, "schema");
    refused("{\"schema\":1,\"title\":[\"a\"", ASSAY_E_FORMAT, "byte 24");
    refused("{\"schema\":1} x", ASSAY_E_FORMAT, "byte 13");
    refused("{\"schema\":1,\"title\":5}", ASSAY_E_FORMAT, "\"title\"");
    refused("{\"schema\":1,\"title\":[5]}", ASSAY_E_FORMAT, "\"title\"");
    refused("{\"schema\":1,\"type\":\"poem\"}", ASSAY_E_FORMAT, "\"type\"");
    refused("{\"schema\":1,\"start\":\"soon\"}", ASSAY_E_FORMAT, "\"start\"");
    refused("{\"schema\":1,\"enrolment\":-4}", ASSAY_E_FORMAT, "\"enrolment\"");
    refused("{\"schema\":1,\"updates\":99999999999}", ASSAY_E_FORMAT, "\"updates\"");
    refused("{\"schema\":1,\"has_results\":\"yes\"}", ASSAY_E_FORMAT, "\"has_results\"");
    refused("{\"schema\":1,\"ids\":[\"x\"]}", ASSAY_E_FORMAT, "\"ids\"");
}
END_TEST

START_TEST(nesting_is_limited) {
    static char deep[3000];
    int size = snprintf(deep, sizeof deep, "{\"schema\":1,\"title\":");
    memset(deep + size, '[', 1000);
    memset(deep + size + 1000, ']', 1000);
    strncpy(deep + size + 2000, "}", 2);
    refused(deep, ASSAY_E_LIMIT, "200");
}
END_TEST

START_TEST(every_cut_of_a_record_is_refused_and_none_crashes) {
    fill(&record);
    assay_record_json_write(&json, &record);
    assay_span whole = assay_buffer_span(&json);
    for (size_t size = 0; size < whole.size; size += 7) {
        char *copy = malloc(size + 1); /* of its own, so that a read beyond shows */
        memcpy(copy, whole.data, size);
        assay_arena_reset(&arena_back);
        assay_record_init(&back, &arena_back);
        ck_assert_int_eq(assay_record_json_read(&back, assay_span_make(copy, size), &err),
                         ASSAY_E_FORMAT);
        free(copy);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/record_json");
    TCase *tests = tcase_create("record_json");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_full_record_comes_back_equal);
    tcase_add_test(tests, an_empty_record_comes_back_empty);
    tcase_add_test(tests, bytes_that_are_not_utf8_are_written_as_replacement_characters);
    tcase_add_test(tests, a_newer_schema_is_refused_by_its_number);
    tcase_add_test(tests, what_is_no_record_is_refused_with_its_place);
    tcase_add_test(tests, nesting_is_limited);
    tcase_add_test(tests, every_cut_of_a_record_is_refused_and_none_crashes);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
