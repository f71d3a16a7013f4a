/* Did you mean, and completion: from the index's own words, the same on both engines and without libxapian's text. */
#include "search/completion.h"
#include "support/index.h"

static test_folder folder;
static assay_error err;
static assay_search *search;
static assay_arena arena;

static const char records[] =
    "{\"schema\": 1, \"id\": \"pmid:99300001\", \"type\": \"abstract\", \"title\": [\"Melanoma and "
    "melanomas\"], \"summary\": [\"Immunotherapy of melanoma with IL-2. Ma\\u00f1ana.\"], "
    "\"mesh\": "
    "[\"Melanoma\", \"Lung Neoplasms\"], \"ids\": [\"pmid:99300001\"], \"languages\": [\"eng\"]}\n"
    "{\"schema\": 1, \"id\": \"pmid:99300002\", \"type\": \"abstract\", \"title\": [\"Melanoma "
    "immunity\"], \"summary\": [\"Immunity, immune cells and the form of a farm.\"], \"mesh\": "
    "[\"Melanoma\"], \"ids\": [\"pmid:99300002\"], \"languages\": [\"ger\"]}\n"
    "{\"schema\": 1, \"id\": \"nct:NCT99300003\", \"type\": \"trial\", \"title\": [\"Aldesleukin "
    "for melanoma\"], \"summary\": [\"Immune answer to aldesleukin in the farm.\"], "
    "\"conditions\": [\"Lung Cancer\", \"Lung Disease\"], \"ids\": [\"nct:NCT99300003\"], "
    "\"status\": [\"NOT_YET_RECRUITING\"], \"investigators\": [\"Moreau, Claire\"]}\n";

static void ask(assay_search_results *results, const char *query, assay_search_engine engine) {
    assay_search_request request = assay_search_defaults();
    request.query = assay_span_of(query);
    request.engine = engine;
    request.rank = ASSAY_RANK_FAST;
    request.suggest = true;
    ck_ok(assay_search_run(results, search, &request, &err), err);
}

static void ck_meant(const char *query, const char *wanted) {
    assay_search_results results = {0};
    ask(&results, query, ASSAY_ENGINE_RANKING);
    ck_assert_msg(assay_span_equal(results.did_you_mean, assay_span_of(wanted)), "%s: \"%.*s\"",
                  query, ASSAY_SPAN_ARG(results.did_you_mean));
    assay_search_results_done(&results);
}

START_TEST(the_nearest_word_of_the_most_records_is_meant) {
    ck_meant("melanma", "melanoma");
    ck_meant("melanomma lung", "melanoma lung");
    ck_meant("Aldeslukin AND imunity", "aldesleukin AND immunity");
    ck_meant("\"melanoam cells\"", "\"melanoma cells\"");
    ck_meant("fatm", "farm"); /* two records; form has one */
    ck_meant("ti:melanmoa^2 (x OR imunity)", "ti:melanoma^2 (x OR immunity)");
    ck_meant("kmelanoma", "melanoma");
    ck_meant("manama", "manana");
}
END_TEST

START_TEST(words_the_index_knows_and_words_of_no_kin_have_no_suggestion) {
    ck_meant("melanoma", "");
    ck_meant("immunities", ""); /* its stem is known */
    ck_meant("zebrafish", "");
    ck_meant("IL-3 NCT99300009 1234", "");
    ck_meant("mel", "");
    ck_meant("au:Morea", ""); /* names are not words of the text */
    ck_meant("melanma*", "");
}
END_TEST

START_TEST(a_suggestion_says_what_was_typed_and_changes_nothing) {
    assay_search_results results = {0};
    ask(&results, "immune melanma", ASSAY_ENGINE_RANKING);
    ck_assert_uint_eq(results.suggestion_count, 1);
    ck_span_eq(results.suggestions[0].typed, "melanma");
    ck_span_eq(results.suggestions[0].word, "melanoma");
    ck_assert_uint_eq(results.suggestions[0].records, 3);
    ck_assert_uint_eq(results.suggestions[0].column, 7);
    ck_span_eq(results.parsed, "(immune melanma)");
    ck_assert_uint_eq(results.total, 2);
    assay_search_results_done(&results);
}
END_TEST

START_TEST(libxapian_answers_with_the_same_suggestions) {
    assay_search_results results = {0};
    ask(&results, "melanma imunity", ASSAY_ENGINE_XAPIAN);
    ck_span_eq(results.did_you_mean, "melanoma immunity");
    assay_search_results_done(&results);
}
END_TEST

static const char *completions(assay_query_field field, const char *prefix, size_t max) {
    static char out[1000];
    assay_completions found;
    ck_ok(assay_search_complete(&found, search, &arena, field, assay_span_of(prefix), max, &err),
          err);
    out[0] = '\0';
    for (size_t i = 0; i < found.count; i++)
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s%.*s %llu", i != 0 ? ", " : "",
                 ASSAY_SPAN_ARG(found.items[i].text), (unsigned long long)found.items[i].records);
    ck_assert_uint_ge(found.found, found.count);
    return out;
}

START_TEST(words_are_completed_as_they_stand_most_records_first) {
    ck_assert_str_eq(completions(ASSAY_QUERY_FIELD_ANY, "mel", 10), "melanoma 3, melanomas 1");
    ck_assert_str_eq(completions(ASSAY_QUERY_FIELD_ANY, "IMM", 10),
                     "immune 2, immunity 1, immunotherapy 1");
    ck_assert_str_eq(completions(ASSAY_QUERY_FIELD_TITLE, "IMM", 2), "immune 2, immunity 1");
    ck_assert_str_eq(completions(ASSAY_QUERY_FIELD_ANY, "IL-", 10), "il 1, il2 1");
    ck_assert_str_eq(completions(ASSAY_QUERY_FIELD_ANY, "ma\xC3\xB1", 10), "manana 1");
    ck_assert_str_eq(completions(ASSAY_QUERY_FIELD_ANY, "zzz", 10), "");
    ck_assert_str_eq(completions(ASSAY_QUERY_FIELD_ANY, "", 1), "melanoma 3");
    ck_assert_str_eq(completions(ASSAY_QUERY_FIELD_ANY, "mel", 0), "");
}
END_TEST

START_TEST(values_are_completed_whole) {
    ck_assert_str_eq(completions(ASSAY_QUERY_FIELD_MESH, "", 10), "melanoma 2, lung neoplasms 1");
    ck_assert_str_eq(completions(ASSAY_QUERY_FIELD_CONDITION, "Lung", 10),
                     "lung cancer 1, lung disease 1");
    ck_assert_str_eq(completions(ASSAY_QUERY_FIELD_STATUS, "not y", 10), "not_yet_recruiting 1");
    ck_assert_str_eq(completions(ASSAY_QUERY_FIELD_LANGUAGE, "en", 2), "en 1, eng 1");
}
END_TEST

START_TEST(names_are_completed_word_by_word) {
    ck_assert_str_eq(completions(ASSAY_QUERY_FIELD_AUTHOR, "Mor", 10), "moreau 1");
    ck_assert_str_eq(completions(ASSAY_QUERY_FIELD_AUTHOR, "zzz", 10), "");
}
END_TEST

START_TEST(a_field_of_dates_keeps_no_words_to_complete) {
    assay_completions found;
    ck_assert_int_eq(assay_search_complete(&found, search, &arena, ASSAY_QUERY_FIELD_DATE,
                                           ASSAY_SPAN("20"), 10, &err),
                     ASSAY_E_USAGE);
}
END_TEST

START_TEST(a_field_and_its_prefix_are_told_apart) {
    assay_query_field field;
    assay_span prefix;
    ck_ok(assay_completion_split(&field, &prefix, ASSAY_SPAN("mh:\"Lung N"), &err), err);
    ck_assert_int_eq(field, ASSAY_QUERY_FIELD_MESH);
    ck_span_eq(prefix, "Lung N");
    ck_ok(assay_completion_split(&field, &prefix, ASSAY_SPAN("lung"), &err), err);
    ck_assert_int_eq(field, ASSAY_QUERY_FIELD_ANY);
    ck_assert_int_eq(assay_completion_split(&field, &prefix, ASSAY_SPAN("titel:x"), &err),
                     ASSAY_E_USAGE);
}
END_TEST

static void set_up(void) {
    test_folder_make(&folder);
    test_index_add(&folder, records);
    search = test_index_open(&folder);
    assay_arena_init(&arena);
}
static void set_up_without_text(void) {
    test_folder_make(&folder);
    test_index_add_with(&folder, records, true);
    search = test_index_open(&folder);
    assay_arena_init(&arena);
}
static void tear_down(void) {
    assay_search_close(search);
    assay_arena_done(&arena);
    test_folder_remove(&folder);
}

static void add_tests(Suite *suite, const char *name, void (*begin)(void)) {
    TCase *tests = tcase_create(name);
    tcase_add_checked_fixture(tests, begin, tear_down);
    tcase_add_test(tests, the_nearest_word_of_the_most_records_is_meant);
    tcase_add_test(tests, words_the_index_knows_and_words_of_no_kin_have_no_suggestion);
    tcase_add_test(tests, a_suggestion_says_what_was_typed_and_changes_nothing);
    tcase_add_test(tests, words_are_completed_as_they_stand_most_records_first);
    tcase_add_test(tests, values_are_completed_whole);
    tcase_add_test(tests, names_are_completed_word_by_word);
    tcase_add_test(tests, a_field_of_dates_keeps_no_words_to_complete);
    tcase_add_test(tests, a_field_and_its_prefix_are_told_apart);
    if (begin == set_up)
        tcase_add_test(tests, libxapian_answers_with_the_same_suggestions);
    suite_add_tcase(suite, tests);
}

int main(void) {
    Suite *suite = suite_create("search/spelling");
    add_tests(suite, "with text", set_up);
    add_tests(suite, "without text", set_up_without_text);
    return assay_suite_run(suite);
}
