#include "records/record_json.h"
#include "support/records.h"

#include <stdio.h>

static test_records kept;
static assay_error err;

static void setup(void) {
    test_records_init(&kept);
}
static void teardown(void) {
    test_records_done(&kept);
}

START_TEST(beirs_documents_are_records_with_their_metadata) {
    test_records_read(&kept,
                      "{\"_id\":\"d1\",\"title\":\"A title\",\"text\":\"Some text\",\"metadata\":"
                      "{\"pubmed_id\":\"99000001\",\"url\":\"https://example.org/1\"}}\n"
                      "{\"_id\":\"d2\",\"title\":\"\",\"text\":\"Only text\"}\n",
                      NULL);
    ck_assert_uint_eq(kept.count, 2);
    const assay_record *first = test_record(&kept, 0);
    ck_span_eq(first->identity, "pmid:99000001");
    ck_span_eq(assay_record_id_of(first, "source"), "d1");
    ck_field_eq(first, SUMMARY, 0, "Some text");
    ck_field_eq(first, LINK, 0, "https://example.org/1");
    ck_span_eq(test_record(&kept, 1)->identity, "id:d2");
    ck_field_count(test_record(&kept, 1), TITLE, 0);
}
END_TEST

START_TEST(an_id_in_a_registrys_form_makes_a_trial) {
    test_records_read(
        &kept,
        "{\"id\":\"NCT99000001\",\"title\":\"T\",\"phase\":\"Phase 1/Phase 2\","
        "\"status\":\"Unknown status\",\"interventions\":[\"Drug: Placebo\",\"Nebulizer\"],"
        "\"start_date\":\"May 2031\",\"enrollment\":40,\"conditions\":[\"A; B\"],"
        "\"keywords\":\"one, two;three\"}",
        NULL);
    const assay_record *trial = test_record(&kept, 0);
    ck_assert_int_eq(trial->type, ASSAY_RECORD_TRIAL);
    ck_span_eq(trial->identity, "nct:NCT99000001");
    ck_field_eq(trial, PHASE, 1, "PHASE2");
    ck_field_eq(trial, STATUS, 0, "UNKNOWN");
    ck_field_eq(trial, INTERVENTION, 0, "Placebo");
    ck_field_eq(trial, INTERVENTION_TYPE, 0, "DRUG");
    ck_field_eq(trial, INTERVENTION, 1, "Nebulizer");
    ck_field_eq(trial, CONDITION, 0, "A; B"); /* an element of a list is one value */
    ck_field_eq(trial, KEYWORD, 1, "three");
    ck_assert_uint_eq(trial->dates[ASSAY_DATE_START], 20310500);
    ck_assert_int_eq(trial->enrolment, 40);
}
END_TEST

START_TEST(text_that_repeats_its_parts_is_not_held_twice) {
    test_records_read(
        &kept,
        "{\"id\":\"1\",\"text\":\"Brief.\\r\\n\\nDetailed.\",\"brief_summary\":\"Brief.\","
        "\"detailed_description\":\"Detailed.\"}\n"
        "{\"id\":\"2\",\"text\":\"Brief. And more.\",\"brief_summary\":\"Brief.\"}\n"
        "{\"id\":\"3\",\"text\":\"Other.\",\"brief_summary\":\"Brief.\"}\n",
        NULL);
    ck_field_count(test_record(&kept, 0), SUMMARY, 1);
    ck_field_eq(test_record(&kept, 0), SUMMARY, 0, "Brief.");
    ck_field_eq(test_record(&kept, 0), DESCRIPTION, 0, "Detailed.");
    ck_field_count(test_record(&kept, 1), SUMMARY, 1);
    ck_field_eq(test_record(&kept, 1), SUMMARY, 0, "Brief. And more.");
    ck_field_count(test_record(&kept, 2), SUMMARY, 2);
}
END_TEST

START_TEST(what_no_name_is_known_for_is_extra) {
    test_records_read(
        &kept,
        "{\"id\":1234567890123456789,\"title\":\"T\",\"score\":1.50,\"deep\":{\"a\":{\"b\":"
        "\"c\"}},\"flags\":[true,null,\"x\"],\"nothing\":null}",
        NULL);
    const assay_record *record = test_record(&kept, 0);
    ck_span_eq(record->identity, "id:1234567890123456789");
    ck_span_eq(test_record_extra(record, "score"), "1.50");
    ck_span_eq(test_record_extra(record, "deep.a.b"), "c");
    ck_assert_uint_eq(record->extra.count, 4);
}
END_TEST

static const struct {
    const char *what, *text;
    size_t records;
} shapes[] = {
    {"one object", "{\"id\":\"1\",\"title\":\"T\"}", 1},
    {"one object over lines", "{\n \"id\": \"1\",\n \"title\": \"T\"\n}\n", 1},
    {"an array", "[{\"id\":\"1\",\"title\":\"T\"},{\"id\":\"2\",\"title\":\"T\"}]", 2},
    {"an array over lines",
     "[\n{\"id\":\"1\",\n\"title\":\"T\"},\n{\"id\":\"2\",\"title\":\"T\"}\n]\n", 2},
    {"a page",
     "{\"total\":2,\"docs\":[{\"id\":\"1\",\"title\":\"T\"},{\"id\":\"2\",\"title\":\"T\"}]}", 2},
    {"a map", "{\"a\":{\"title\":\"T\"},\n\"b\":{\"title\":\"U\"}}", 2},
    {"lines with blanks between",
     "\n{\"id\":\"1\",\"title\":\"T\"}\n\n  {\"id\":\"2\",\"title\":\"T\"}\n", 2},
    {"values one after another",
     "{\"id\":\"1\",\n\"title\":\"T\"}\n{\"id\":\"2\",\n\"title\":\"T\"}\n", 2},
    {"a page a line",
     "{\"docs\":[{\"id\":\"1\",\"title\":\"T\"}]}\n{\"docs\":[{\"id\":\"2\",\"title\":\"T\"}]}\n",
     2},
    {"a byte order mark",
     "\xEF\xBB\xBF{\"id\":\"1\",\"title\":\"T\"}\n{\"id\":\"2\",\"title\":\"T\"}", 2},
    {"CRLF", "{\"id\":\"1\",\"title\":\"T\"}\r\n{\"id\":\"2\",\"title\":\"T\"}\r\n", 2},
};

START_TEST(records_come_in_any_wrapping) {
    test_records_read(&kept, shapes[_i].text, NULL);
    ck_assert_msg(kept.count == shapes[_i].records && kept.problem_count == 0, "%s gives %zu%s%s",
                  shapes[_i].what, kept.count, kept.problem_count != 0 ? ", " : "",
                  kept.problem_count != 0 ? kept.problems[0].message : "");
    ck_assert_uint_eq(assay_map_count(&kept.identities), shapes[_i].records);
}
END_TEST

START_TEST(our_own_dump_comes_back_equal) {
    test_records_read(
        &kept,
        "{\"schema\":1,\"id\":\"nct:NCT99000001\",\"type\":\"trial\",\"title\":[\"T\"],"
        "\"ids\":[\"nct:NCT99000001\"],\"published\":\"2031-05\",\"updates\":2,"
        "\"extra\":[{\"key\":\"k\",\"value\":\"v\"}]}\n",
        NULL);
    assay_buffer json;
    assay_buffer_init(&json, ASSAY_BUFFER_NO_CAP);
    assay_record_json_write(&json, test_record(&kept, 0));
    ck_span_eq(assay_buffer_span(&json),
               "{\"schema\":1,\"id\":\"nct:NCT99000001\",\"type\":\"trial\",\"title\":[\"T\"],"
               "\"published\":\"2031-05\",\"updates\":2,\"ids\":[\"nct:NCT99000001\"],"
               "\"extra\":[{\"key\":\"k\",\"value\":\"v\"}]}");
    assay_buffer_done(&json);
}
END_TEST

START_TEST(a_map_names_keys_and_drops_others) {
    ck_ok(test_records_read_bytes(
              &kept, ASSAY_SPAN("{\"nr\":\"7\",\"heading\":\"T\",\"abstract\":\"no\"}"), "test",
              "jsonl", "nr=id, heading=title, abstract=-", &err),
          err);
    ck_span_eq(test_record(&kept, 0)->identity, "id:7");
    ck_field_eq(test_record(&kept, 0), TITLE, 0, "T");
    ck_field_count(test_record(&kept, 0), SUMMARY, 0);
}
END_TEST

START_TEST(a_map_of_an_unknown_field_is_wrong_usage) {
    ck_assert_int_eq(
        test_records_read_bytes(&kept, ASSAY_SPAN("{}"), "test", "jsonl", "a=poem", &err),
        ASSAY_E_USAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "poem"));
    ck_assert_int_eq(
        test_records_read_bytes(&kept, ASSAY_SPAN("{}"), "test", "jsonl", "poem", &err),
        ASSAY_E_USAGE);
}
END_TEST

static const struct {
    const char *line, *says;
} bad_lines[] = {
    {"{\"id\":\"2\",\"title\":\"T\"", "ends too soon"},
    {"{\"id\":\"2\" \"title\":\"T\"}", "byte 10"},
    {"{\"id\":\"2\",\"title\":\"T}", "end of a string"},
    {"{\"id\":\"2\",\"title\":\"\\q\"}", "escape"},
    {"{\"id\":\"2\",\"title\":tru}", "value"},
    {"{\"id\":\"2\",\"title\":01x}", "byte"},
    {"[1,2", "within"},
    {"nonsense", "value"},
    {"42", "something else"},
    {"{}", "no record"},
    {"{\"poem\":\"x\"}", "no record"},
    {"{\"id\":\"2\",\"title\":\"T\"} {", "follows"},
};

START_TEST(a_bad_line_is_told_with_its_place_and_the_others_are_read) {
    char text[400];
    snprintf(text, sizeof text,
             "{\"id\":\"1\",\"title\":\"T\"}\n%s\n{\"id\":\"3\",\"title\":\"T\"}\n",
             bad_lines[_i].line);
    test_records_read(&kept, text, "jsonl");
    ck_assert_uint_eq(kept.count, 2);
    ck_span_eq(test_record(&kept, 1)->identity, "id:3");
    ck_assert_uint_eq(kept.problem_count, 1);
    ck_assert_uint_eq(kept.problems[0].line, 2);
    ck_assert_uint_eq(kept.problems[0].byte, 23);
    ck_assert(kept.problems[0].lost);
    ck_assert_msg(strstr(kept.problems[0].message, bad_lines[_i].says) != NULL, "%s says \"%s\"",
                  bad_lines[_i].line, kept.problems[0].message);
}
END_TEST

START_TEST(a_bad_first_line_does_not_cost_the_rest) {
    test_records_read(&kept, "{\"id\":\"1\",\"title\":\"T\n{\"id\":\"2\",\"title\":\"T\"}\n", NULL);
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.lost, 1);
}
END_TEST

START_TEST(a_broken_array_gives_the_records_before_the_break) {
    test_records_read(
        &kept, "[{\"id\":\"1\",\"title\":\"T\"},\n{\"id\":\"2\",\"title\":\"T\"},\n{\"id\":", NULL);
    ck_assert_uint_eq(kept.count, 2);
    ck_assert_uint_eq(kept.lost, 1);
    ck_assert_ptr_nonnull(strstr(kept.problems[0].message, "line 3"));
}
END_TEST

START_TEST(deep_nesting_is_a_limit) {
    enum { DEPTH = 100000 };
    static const char start[] = "{\"id\":\"1\",\"title\":";
    char *text = malloc(2 * DEPTH + 100);
    size_t size = sizeof start - 1;
    memcpy(text, start, size);
    memset(text + size, '[', DEPTH);
    memset(text + size + DEPTH, ']', DEPTH);
    memcpy(text + size + 2 * DEPTH, "}\n{\"id\":\"2\",\"title\":\"T\"}\n", 26);
    ck_ok(test_records_read_bytes(&kept, assay_span_of(text), "test", NULL, NULL, &err), err);
    ck_assert_uint_eq(kept.lost, 1);
    ck_assert_int_eq(kept.problems[0].status, ASSAY_E_LIMIT);
    ck_assert_uint_eq(kept.count, 1);
    free(text);
}
END_TEST

START_TEST(what_is_no_character_becomes_a_replacement_and_is_told) {
    ck_ok(test_records_read_bytes(
              &kept,
              ASSAY_SPAN("{\"id\":\"1\",\"title\":\"a\\u0000b\\ud800c\\ud83d\\udc89\xFF\"}\n"),
              "test", NULL, NULL, &err),
          err);
    ck_field_eq(test_record(&kept, 0), TITLE, 0,
                "a\xEF\xBF\xBD"
                "b\xEF\xBF\xBD"
                "c\xF0\x9F\x92\x89\xEF\xBF\xBD");
    ck_assert_uint_eq(kept.problem_count, 1);
    ck_assert(!kept.problems[0].lost);
    ck_assert_str_eq(kept.problems[0].record, "id:1");
}
END_TEST

START_TEST(a_line_beyond_the_limit_is_told_and_passed_over) {
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_buffer_add_text(&text, "{\"id\":\"1\",\"title\":\"T\"}\n{\"id\":\"2\",\"title\":\"");
    for (int i = 0; i < 70; i++) {
        assay_buffer_reserve(&text, 1 << 20);
        memset(text.data + text.size, 'x', 1 << 20);
        text.size += 1 << 20;
    }
    assay_buffer_add_text(&text, "\"}\n{\"id\":\"3\",\"title\":\"T\"}\n");
    ck_ok(test_records_read_bytes(&kept, assay_buffer_span(&text), "test", NULL, NULL, &err), err);
    ck_assert_uint_eq(kept.count, 2);
    ck_assert_int_eq(kept.problems[0].status, ASSAY_E_LIMIT);
    assay_buffer_done(&text);
}
END_TEST

START_TEST(an_object_with_nothing_to_find_it_by_is_refused) {
    test_records_read(&kept,
                      "{\"id\":5}\n{\"id\":6,\"colour\":\"green\"}\n{\"id\":7,\"year\":2020}\n"
                      "{\"pmid\":99000001}\n",
                      "jsonl");
    ck_assert_uint_eq(kept.count, 2);
    ck_span_eq(test_record(&kept, 0)->identity, "id:7");
    ck_assert_uint_eq(kept.problem_count, 2);
    for (size_t i = 0; i < 2; i++) {
        ck_assert(kept.problems[i].lost);
        ck_assert_uint_eq(kept.problems[i].line, i + 1);
        ck_assert_ptr_nonnull(strstr(kept.problems[i].message, "nothing to find it by"));
    }
}
END_TEST

START_TEST(an_object_whose_known_keys_are_empty_is_kept_with_a_warning) {
    test_records_read(&kept,
                      "{\"id\":5,\"title\":\"\",\"text\":\"\"}\n{\"id\":6,\"keywords\":[]}\n"
                      "{\"schema\":1,\"id\":\"id:7\",\"type\":\"abstract\"}\n",
                      "jsonl");
    ck_assert_uint_eq(kept.count, 3);
    ck_assert_uint_eq(kept.problem_count, 3);
    for (size_t i = 0; i < 3; i++) {
        ck_assert(!kept.problems[i].lost);
        ck_assert_uint_eq(kept.problems[i].line, i + 1);
    }
    ck_assert_str_eq(kept.problems[0].record, "id:5");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/jsonl");
    TCase *tests = tcase_create("jsonl");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, beirs_documents_are_records_with_their_metadata);
    tcase_add_test(tests, an_id_in_a_registrys_form_makes_a_trial);
    tcase_add_test(tests, text_that_repeats_its_parts_is_not_held_twice);
    tcase_add_test(tests, what_no_name_is_known_for_is_extra);
    tcase_add_loop_test(tests, records_come_in_any_wrapping, 0, sizeof shapes / sizeof *shapes);
    tcase_add_test(tests, our_own_dump_comes_back_equal);
    tcase_add_test(tests, a_map_names_keys_and_drops_others);
    tcase_add_test(tests, a_map_of_an_unknown_field_is_wrong_usage);
    tcase_add_loop_test(tests, a_bad_line_is_told_with_its_place_and_the_others_are_read, 0,
                        sizeof bad_lines / sizeof *bad_lines);
    tcase_add_test(tests, a_bad_first_line_does_not_cost_the_rest);
    tcase_add_test(tests, a_broken_array_gives_the_records_before_the_break);
    tcase_add_test(tests, deep_nesting_is_a_limit);
    tcase_add_test(tests, what_is_no_character_becomes_a_replacement_and_is_told);
    tcase_add_test(tests, a_line_beyond_the_limit_is_told_and_passed_over);
    tcase_add_test(tests, an_object_with_nothing_to_find_it_by_is_refused);
    tcase_add_test(tests, an_object_whose_known_keys_are_empty_is_kept_with_a_warning);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
