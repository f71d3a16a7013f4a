/* What updates changed: kept with the record, asked for by changed:, on both engines, and whatever is done to the index after. */
#include "index/maintenance.h"
#include "query/changes.h"
#include "records/record_json.h"
#include "support/alike.h"

static test_folder folder;
static assay_error err;
static assay_search *search;

#define TRIAL(number, status, enrolment, outcome, updated)                                         \
    "{\"schema\":1,\"id\":\"nct:NCT9920000" number "\",\"type\":\"trial\",\"title\":[\"Trial "     \
    "number " number "\"],\"status\":[\"" status "\"],\"enrolment\":" enrolment                    \
    ",\"outcomes_primary\":[\"" outcome "\"],\"completion\":\"2027-01\",\"updated\":\"" updated    \
    "\"}\n"

/* t1 is updated three times, the last two in one load; t2 once, t3 never. */
static const char first[] = TRIAL("1", "NOT_YET_RECRUITING", "60", "Survival", "2026-01-05")
    TRIAL("2", "RECRUITING", "30", "Response", "2026-01-06")
        TRIAL("3", "RECRUITING", "99", "Pain", "2026-01-07");
static const char second[] = TRIAL("1", "RECRUITING", "60", "Survival", "2026-02-10")
    TRIAL("3", "RECRUITING", "99", "Pain", "2026-01-07");
static const char third[] = TRIAL("1", "RECRUITING", "42", "Survival", "2026-04-01")
    TRIAL("1", "RECRUITING", "42", "Response rate", "2026-06-20")
        TRIAL("2", "TERMINATED", "11", "Response", "2026-06-01");

static const alike_row rows[] = {
    {"changed:status", "t2"},
    {"changed:enrolment", "t2"},
    {"changed:EnrollmentCount", "t2"},
    {"changed:out", "t1"},
    {"changed:outcomes_primary", "t1"},
    {"changed:outcomes_secondary", ""},
    {"changed:any", "t1 t2"},
    {"changed:status,2026", "t1 t2"},
    {"changed:status,2026-02", "t1"},
    {"changed:status,2026-02-10..2026-02-10", "t1"},
    {"changed:status,..2026-05", "t1"},
    {"changed:status,2026-02-11..", "t2"},
    {"changed:n since:2026-04", "t1 t2"},
    {"changed:n since:2026-04 until:2026-05-31", "t1"},
    {"changed:n until:2026-03", ""},
    {"changed:\"n since 2026-06\"", "t2"},
    {"changed:n>=2026-06", "t2"},
    {"changed:any since:2026-06-10", "t1"},
    {"changed:status updated:2026-06", "t2"},
    {"changed:out updated:2026-06", "t1"},
    {"changed:(status OR out)", "t1 t2"},
    {"changed:(status n)", "t2"},
    {"trial -changed:status", "t3 t1"},
    {"trial NOT changed:any", "t3"},
    {"AREA[changed]out AND status:recruiting", "t1"},
    {"updates:>=1", "t1 t2"},
    {"updates:3", "t1"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static void name(char out[8], assay_span identity) {
    snprintf(out, 8, "t%c", identity.data[identity.size - 1]);
}

static void ck_answers(void) {
    const alike_asked plain = {.search = search, .name = name};
    ck_rows_alike(&plain, rows, ROWS);
}

static void reopen(void) {
    assay_search_close(search);
    search = test_index_open(&folder);
}

static void fill(bool no_text) {
    test_index_add_with(&folder, first, no_text);
    test_index_add_with(&folder, second, no_text);
    test_index_add_with(&folder, third, no_text);
    search = test_index_open(&folder);
}

START_TEST(every_row_is_answered_alike_by_both_engines) {
    fill(false);
    ck_answers();
}
END_TEST

START_TEST(what_no_date_can_be_is_an_error_that_says_so) {
    assay_search_results results = {0};
    assay_search_request request = assay_search_defaults();
    fill(false);
    request.query = ASSAY_SPAN("changed:status,whenever");
    ck_assert_int_eq(assay_search_run(&results, search, &request, &err), ASSAY_E_SYNTAX);
    ck_assert_str_eq(err.message, "column 9: changed: takes a date such as 2024-05, 2020..2024 or "
                                  "30d, not \"whenever\"");
    request.query = ASSAY_SPAN("changed:statsu");
    ck_assert_int_eq(assay_search_run(&results, search, &request, &err), ASSAY_E_USAGE);
    ck_assert_msg(strstr(err.message, "unknown field \"statsu\"") != NULL, "%s", err.message);
    assay_search_results_done(&results);
}
END_TEST

START_TEST(what_is_written_canonically_finds_the_same) {
    fill(false);
    const alike_asked plain = {.search = search, .name = name};
    ck_canonical_alike(&plain, rows, ROWS);
}
END_TEST

START_TEST(a_rebuilt_and_an_optimized_index_answer_the_same) {
    fill(false);
    const char *dir = test_folder_at(&folder, "index");
    assay_build_counts counts;
    const assay_build_options options = {.no_sync = true, .jobs = 2};
    ck_ok(assay_build_rebuild(&counts, dir, &options, &err), err);
    reopen();
    ck_answers();
    ck_ok(assay_index_optimize(dir, ASSAY_ORDER_SIMILAR, 2, &err), err);
    reopen();
    ck_answers();
}
END_TEST

START_TEST(an_index_without_text_terms_knows_its_changes_too) {
    fill(true);
    assay_search_results results = {0};
    for (size_t i = 0; i < ROWS; i++) {
        char answer[ALIKE_ANSWER];
        const alike_asked plain = {.search = search, .name = name};
        alike_answer(answer, &results, &plain, rows[i].query, ASSAY_ENGINE_RANKING);
        ck_assert_msg(strcmp(answer, rows[i].answer) == 0, "%s: %s", rows[i].query, answer);
        assay_search_results_done(&results);
    }
}
END_TEST

START_TEST(a_record_deleted_and_added_again_begins_anew) {
    fill(false);
    const assay_span ids[] = {ASSAY_SPAN("nct:NCT99200001")};
    uint64_t deleted = 0;
    bool found[1];
    assay_search_close(search);
    search = NULL;
    ck_ok(assay_index_delete(&deleted, found, test_folder_at(&folder, "index"), ids, 1, &err), err);
    test_index_add(&folder, first);
    search = test_index_open(&folder);
    const alike_asked plain = {.search = search, .name = name};
    const alike_row after[] = {{"changed:any", "t2"}, {"changed:out,2026", ""}};
    ck_rows_alike(&plain, after, 2);
}
END_TEST

START_TEST(every_key_of_a_record_can_be_asked_for) {
    for (int i = 0; i < ASSAY_FIELD_COUNT + ASSAY_DATE_COUNT; i++) {
        const char *key = i < ASSAY_FIELD_COUNT
                              ? assay_record_field_key((assay_record_field)i)
                              : assay_record_date_key((assay_record_date)(i - ASSAY_FIELD_COUNT));
        if (strcmp(key, "updated") == 0)
            continue;
        const char *keys = assay_changes_keys(assay_span_of(key));
        ck_assert_msg(keys != NULL, "changed:%s is unknown", key);
        bool found = false;
        for (assay_span rest = assay_span_of(keys); rest.size != 0;)
            found |= assay_span_equal(assay_span_cut(&rest, ' '), assay_span_of(key));
        ck_assert_msg(found, "changed:%s stands for %s", key, keys);
    }
}
END_TEST

static void set_up(void) {
    test_folder_make(&folder);
    search = NULL;
}
static void tear_down(void) {
    assay_search_close(search);
    test_folder_remove(&folder);
}

int main(void) {
    Suite *suite = suite_create("search/changes");
    TCase *changes = tcase_create("changes");
    tcase_add_checked_fixture(changes, set_up, tear_down);
    tcase_set_timeout(changes, 120);
    tcase_add_test(changes, every_row_is_answered_alike_by_both_engines);
    tcase_add_test(changes, what_no_date_can_be_is_an_error_that_says_so);
    tcase_add_test(changes, what_is_written_canonically_finds_the_same);
    tcase_add_test(changes, a_rebuilt_and_an_optimized_index_answer_the_same);
    tcase_add_test(changes, an_index_without_text_terms_knows_its_changes_too);
    tcase_add_test(changes, a_record_deleted_and_added_again_begins_anew);
    tcase_add_test(changes, every_key_of_a_record_can_be_asked_for);
    suite_add_tcase(suite, changes);
    return assay_suite_run(suite);
}
