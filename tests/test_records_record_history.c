#include "records/record_history.h"
#include "records/record_json.h"
#include "support/records.h"

#include <stdio.h>

enum { TODAY = 20261122 };

static assay_arena arena;
static assay_error err;
static assay_record record;
static assay_buffer out;

static void setup(void) {
    assay_arena_init(&arena);
    assay_record_init(&record, &arena);
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
}
static void teardown(void) {
    assay_buffer_done(&out);
    assay_arena_done(&arena);
}

#define HEAD "{\"schema\":1,\"id\":\"nct:NCT99000001\",\"type\":\"trial\",\"title\":[\"A\"]"
#define DAYS                                                                                       \
    "\"version\":1,\"first_indexed\":\"2026-01-05\",\"last_changed\":\"2026-05-01\",\"updates\":"
#define STATUS                                                                                     \
    "{\"update\":1,\"date\":\"2026-03-01\",\"field\":\"status\",\"from\":\"A\",\"to\":\"B\"}"

static assay_status read_history(const char *history) {
    const assay_json_value *object = NULL;
    size_t mended = 0, size = strlen(history) + 100;
    char *text = assay_arena_alloc(&arena, size);
    snprintf(text, size, HEAD ",\"history\":%s}", history);
    ck_ok(assay_json_parse(&object, &mended, assay_span_of(text), &arena, &err), err);
    return assay_record_history_read(&record, object, TODAY, &err);
}

/* Read and written it is the same. */
static void ck_same(const char *history) {
    char whole[4096];
    ck_ok(read_history(history), err);
    ck_assert_ptr_nonnull(record.history);
    assay_buffer_clear(&out);
    assay_buffer_add_text(&out, HEAD "}");
    ck_ok(assay_record_history_add(&out, &record.history->history, &record.history->changes, &err),
          err);
    snprintf(whole, sizeof whole, HEAD ",\"history\":%s}", history);
    ck_span_eq(assay_buffer_span(&out), whole);
}

static void ck_refused(const char *history, assay_status status, const char *message) {
    assay_record_history before = {0};
    record.history = &before;
    assay_status got = read_history(history);
    ck_assert_msg(got == status, "%s: status %d", history, (int)got);
    ck_assert_msg(strstr(err.message, message) != NULL, "%s: %s", history, err.message);
    ck_assert_ptr_null(record.history);
}

START_TEST(what_is_read_is_what_was_written) {
    ck_same("{" DAYS "0,\"changes\":[],\"not_kept\":0}");
    ck_same("{" DAYS "9,\"changes\":[{\"update\":9,\"date\":\"2026-05-01\",\"field\":\"enrolment\","
            "\"from\":\"60\"},{\"update\":9,\"date\":\"2026-05-01\",\"field\":\"authors\",\"kind\":"
            "\"order\"}," STATUS
            ",{\"update\":1,\"date\":\"2026-03-01\",\"field\":\"body\",\"kind\":"
            "\"old\"}],\"not_kept\":12}");
    ck_same("{\"version\":1,\"first_indexed\":\"\",\"last_changed\":\"2026-05-01\",\"updates\":1,"
            "\"changes\":[{\"update\":1,\"date\":\"2031-03-01\",\"field\":\"title\",\"to\":"
            "\"\\\"\\u0001\xC3\xA9\"}],\"not_kept\":0}");
    ck_assert_int_eq(record.history->changes.items[0].kind, ASSAY_CHANGE_VALUES);
}
END_TEST

START_TEST(a_record_without_a_history_has_none_and_none_is_written_of_one_nothing_is_known_of) {
    const assay_history nothing = {0};
    const assay_changes none = {0};
    ck_ok(read_history("null"), err);
    ck_assert_ptr_null(record.history);
    ck_ok(read_history("{\"version\":1}"), err);
    ck_assert_ptr_null(record.history);
    assay_buffer_add_text(&out, "{}");
    ck_ok(assay_record_history_add(&out, &nothing, &none, &err), err);
    ck_span_eq(assay_buffer_span(&out), "{}");
    assay_buffer_clear(&out);
    ck_assert_int_eq(assay_record_history_add(&out, &nothing, &none, &err), ASSAY_E_BUG);
}
END_TEST

START_TEST(a_damaged_head_is_told_by_its_key) {
    ck_refused("[]", ASSAY_E_FORMAT, "its history is not taken over: it is no object");
    ck_refused("{}", ASSAY_E_VERSION, "it has version 0, this program's is 1");
    ck_refused("{\"version\":2}", ASSAY_E_VERSION, "it has version 2, this program's is 1");
    ck_refused("{\"version\":\"1\"}", ASSAY_E_FORMAT, "\"version\"");
    ck_refused("{\"version\":1,\"first_indexed\":20260105}", ASSAY_E_FORMAT, "\"first_indexed\"");
    ck_refused("{\"version\":1,\"first_indexed\":\"2026-01\"}", ASSAY_E_FORMAT,
               "\"first_indexed\"");
    ck_refused("{\"version\":1,\"last_changed\":\"2026-02-30\"}", ASSAY_E_FORMAT,
               "\"last_changed\"");
    ck_refused("{\"version\":1,\"first_indexed\":\"2026-05-02\",\"last_changed\":\"2026-05-01\"}",
               ASSAY_E_FORMAT, "it changed before it was first indexed");
    ck_refused("{\"version\":1,\"first_indexed\":\"2026-11-24\"}", ASSAY_E_FORMAT, "still to come");
    ck_refused("{" DAYS "-1}", ASSAY_E_FORMAT, "\"updates\"");
    ck_refused("{" DAYS "1.5}", ASSAY_E_FORMAT, "\"updates\"");
    ck_refused("{" DAYS "2147483648}", ASSAY_E_FORMAT, "\"updates\"");
    ck_refused("{" DAYS "1,\"changes\":{}}", ASSAY_E_FORMAT, "\"changes\"");
    ck_refused("{" DAYS "1,\"not_kept\":1}", ASSAY_E_FORMAT, "\"not_kept\"");
    ck_refused("{" DAYS "1,\"changes\":[" STATUS "],\"not_kept\":true}", ASSAY_E_FORMAT,
               "\"not_kept\"");
}
END_TEST

START_TEST(a_damaged_change_is_told_by_its_place_and_key) {
    static const struct {
        const char *change, *message;
    } cases[] = {
        {"7", "change 2: it is no object"},
        {"{\"date\":\"2026-03-01\",\"field\":\"status\",\"to\":\"B\"}", "change 2: \"update\""},
        {"{\"update\":2,\"date\":\"2026-03-01\",\"field\":\"status\",\"to\":\"B\"}",
         "change 2: \"update\""}, /* newer than the one before it */
        {"{\"update\":1,\"field\":\"status\",\"to\":\"B\"}", "change 2: \"date\""},
        {"{\"update\":1,\"date\":\"2026\",\"field\":\"status\",\"to\":\"B\"}",
         "change 2: \"date\""},
        {"{\"update\":1,\"date\":\"2026-03-01\",\"to\":\"B\"}", "change 2: \"field\""},
        {"{\"update\":1,\"date\":\"2026-03-01\",\"field\":\"\",\"to\":\"B\"}",
         "change 2: \"field\""},
        {"{\"update\":1,\"date\":\"2026-03-01\",\"field\":\"status@20260301\",\"to\":\"B\"}",
         "change 2: \"field\""},
        {"{\"update\":1,\"date\":\"2026-03-01\",\"field\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "aaaaaaaaaaaaaaaaaaaaaaaaaa\",\"to\":\"B\"}",
         "change 2: \"field\""},
        {"{\"update\":1,\"date\":\"2026-03-01\",\"field\":\"status\"}", "change 2: neither"},
        {"{\"update\":1,\"date\":\"2026-03-01\",\"field\":\"status\",\"to\":[\"B\"]}",
         "change 2: \"to\""},
        {"{\"update\":1,\"date\":\"2026-03-01\",\"field\":\"status\",\"kind\":\"new\"}",
         "change 2: \"kind\""},
        {"{\"update\":1,\"date\":\"2026-03-01\",\"field\":\"status\",\"to\":\"B\",\"kind\":"
         "\"old\"}",
         "change 2: \"kind\""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char history[1024];
        snprintf(history, sizeof history, "{" DAYS "3,\"changes\":[" STATUS ",%s]}",
                 cases[i].change);
        ck_refused(history, ASSAY_E_FORMAT, cases[i].message);
    }
    ck_refused("{" DAYS "0,\"changes\":[" STATUS "]}", ASSAY_E_FORMAT, "change 1: \"update\"");
}
END_TEST

#define LONG                                                                                       \
    "{" DAYS                                                                                       \
    "1,\"changes\":[{\"update\":1,\"date\":\"2026-03-01\",\"field\":\"status\",\"to\":\"%s\"}]}"

START_TEST(a_history_larger_than_is_kept_is_refused) {
    char value[ASSAY_CHANGE_VALUE_MAX + 2], history[1024];
    memset(value, 'x', sizeof value);
    value[sizeof value - 1] = '\0';
    snprintf(history, sizeof history, LONG, value);
    ck_refused(history, ASSAY_E_LIMIT, "change 1: \"to\" has more than 160 bytes");
    value[ASSAY_CHANGE_VALUE_MAX] = '\0';
    snprintf(history, sizeof history, LONG, value);
    ck_ok(read_history(history), err);
    assay_buffer_add_text(&out, "{" DAYS "1,\"changes\":[" STATUS);
    for (int i = 0; i < 400; i++)
        assay_buffer_add_text(&out, "," STATUS);
    assay_buffer_add_text(&out, "]}");
    assay_buffer_add_byte(&out, '\0');
    ck_refused(out.data, ASSAY_E_LIMIT, "its changes take more than 6144 bytes");
}
END_TEST

START_TEST(a_bad_history_is_a_warning_with_record_and_line_and_the_record_stays) {
    test_records kept;
    test_records_init(&kept);
    test_records_read(&kept,
                      HEAD ",\"history\":{" DAYS "0}}\n" HEAD ",\"history\":{" DAYS
                           "\"many\"},\"enrolment\":7}\n"
                           "{\"id\":\"x\",\"title\":\"T\",\"history\":\"of asthma\"}\n",
                      "jsonl");
    ck_assert_uint_eq(kept.count, 3);
    ck_assert_ptr_nonnull(test_record(&kept, 0)->history);
    ck_assert_uint_eq(test_record(&kept, 0)->history->history.first_indexed, 20260105);
    ck_assert_ptr_null(test_record(&kept, 1)->history);
    ck_assert_int_eq(test_record(&kept, 1)->enrolment, 7);
    ck_assert_ptr_null(test_record(&kept, 2)->history); /* somebody else's key */
    ck_assert_uint_eq(kept.problem_count, 1);
    ck_assert_uint_eq(kept.problems[0].line, 2);
    ck_assert_str_eq(kept.problems[0].record, "nct:NCT99000001");
    ck_assert(!kept.problems[0].lost);
    assay_record_hash one = assay_record_content_hash(test_record(&kept, 0));
    ck_ok(assay_record_json_read(&record, assay_span_of(HEAD "}"), &err), err);
    assay_record_hash plain = assay_record_content_hash(&record);
    ck_assert(one.low == plain.low && one.high == plain.high);
    test_records_done(&kept);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/record_history");
    TCase *all = tcase_create("all");
    tcase_add_checked_fixture(all, setup, teardown);
    tcase_add_test(all, what_is_read_is_what_was_written);
    tcase_add_test(
        all, a_record_without_a_history_has_none_and_none_is_written_of_one_nothing_is_known_of);
    tcase_add_test(all, a_damaged_head_is_told_by_its_key);
    tcase_add_test(all, a_damaged_change_is_told_by_its_place_and_key);
    tcase_add_test(all, a_history_larger_than_is_kept_is_refused);
    tcase_add_test(all, a_bad_history_is_a_warning_with_record_and_line_and_the_record_stays);
    suite_add_tcase(suite, all);
    return assay_suite_run(suite);
}
