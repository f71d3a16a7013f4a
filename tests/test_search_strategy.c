/* Strategies, run on both engines: sets follow the algebra of their lines. */
#include "query/strategy.h"
#include "support/index.h"

static test_folder folder;
static assay_error err;
static assay_search *search;
static assay_arena arena;
static assay_strategy strategy;

enum { RECORDS = 64 };

/* Record i has word w<b> for each bit b of i, so every combination of six words stands in one record. */
static void set_up(void) {
    assay_buffer lines;
    test_folder_make(&folder);
    assay_arena_init(&arena);
    assay_buffer_init(&lines, 1 << 20);
    for (unsigned i = 0; i < RECORDS; i++) {
        assay_buffer_format(&lines,
                            "{\"schema\":1,\"id\":\"pmid:%u\",\"type\":\"abstract\",\"ids\":["
                            "\"pmid:%u\"],\"title\":[\"record\"],\"summary\":[\"text",
                            99300000 + i, 99300000 + i);
        for (unsigned bit = 0; bit < 6; bit++)
            if ((i >> bit & 1) != 0)
                assay_buffer_format(&lines, " w%c", 'a' + (int)bit);
        assay_buffer_add_text(&lines, "\"]}\n");
    }
    assay_buffer_add_byte(&lines, '\0');
    test_index_add(&folder, lines.data);
    assay_buffer_done(&lines);
    search = test_index_open(&folder);
}
static void tear_down(void) {
    assay_search_close(search);
    assay_arena_done(&arena);
    test_folder_remove(&folder);
}

static bool has(unsigned record, char word) {
    return (record >> (word - 'a') & 1) != 0;
}
static bool line_4(unsigned r) {
    return (has(r, 'a') || has(r, 'b')) && has(r, 'c');
}
static bool line_6(unsigned r) {
    return !line_4(r) && (has(r, 'd') && has(r, 'e'));
}
static bool line_7(unsigned r) {
    return line_4(r) || line_6(r);
}

static assay_search_request request_for(unsigned number, assay_search_engine engine) {
    const assay_strategy_line *line = assay_strategy_find(&strategy, number);
    ck_assert_ptr_nonnull(line);
    assay_search_request request = assay_search_defaults();
    request.tree = line->query.root;
    request.hooks.user = &strategy;
    request.hooks.named = assay_strategy_named;
    request.engine = engine;
    request.all = true;
    request.exact_count = true;
    return request;
}

static void check_set(assay_search_results *results, unsigned number, assay_search_engine engine,
                      bool (*wanted)(unsigned)) {
    assay_search_request request = request_for(number, engine);
    bool found[RECORDS] = {false};
    ck_ok(assay_search_run(results, search, &request, &err), err);
    for (size_t i = 0; i < results->count; i++)
        found[strtoul(results->hits[i].identity.data + 5, NULL, 10) - 99300000] = true;
    for (unsigned r = 0; r < RECORDS; r++)
        ck_assert_msg(found[r] == wanted(r), "line %u, record %u", number, r);
}

START_TEST(lines_follow_boolean_algebra_on_both_engines_alike) {
    assay_search_results ours = {0}, theirs = {0};
    ck_ok(assay_strategy_parse(
              &strategy, &arena,
              ASSAY_SPAN("1 wa\n2 wb\n3 wc\n4 (1 or 2) and 3\n5 wd we\n6 5 not 4\n7 or/4,6\n"),
              "review.txt", NULL, &err),
          err);
    check_set(&ours, 4, ASSAY_ENGINE_RANKING, line_4);
    check_set(&ours, 6, ASSAY_ENGINE_RANKING, line_6);
    check_set(&ours, 7, ASSAY_ENGINE_RANKING, line_7);
    check_set(&theirs, 7, ASSAY_ENGINE_XAPIAN, line_7);
    ck_assert_uint_eq(ours.count, theirs.count);
    for (size_t i = 0; i < ours.count; i++) {
        ck_assert_uint_eq(ours.hits[i].docid, theirs.hits[i].docid);
        ck_assert_double_eq_tol(ours.hits[i].score, theirs.hits[i].score,
                                1e-9 * ours.hits[i].score);
    }
    assay_search_results_done(&ours);
    assay_search_results_done(&theirs);
}
END_TEST

START_TEST(a_line_is_searched_as_the_query_written_out) {
    assay_search_results by_line = {0}, whole = {0};
    ck_ok(assay_strategy_parse(&strategy, &arena, ASSAY_SPAN("1 wa or wb\n2 wc\n3 1 and 2\n"),
                               "review.txt", NULL, &err),
          err);
    assay_search_request request = request_for(3, (assay_search_engine)_i), plain = request;
    plain.tree = NULL;
    plain.query = ASSAY_SPAN("(wa OR wb) AND wc");
    ck_ok(assay_search_run(&by_line, search, &request, &err), err);
    ck_ok(assay_search_run(&whole, search, &plain, &err), err);
    ck_assert_uint_eq(by_line.count, 24);
    ck_assert_uint_eq(whole.count, by_line.count);
    for (size_t i = 0; i < whole.count; i++) {
        ck_assert_uint_eq(whole.hits[i].docid, by_line.hits[i].docid);
        ck_assert(whole.hits[i].score == by_line.hits[i].score);
    }
    assay_search_results_done(&by_line);
    assay_search_results_done(&whole);
}
END_TEST

START_TEST(a_saved_query_is_none_of_a_strategys) {
    assay_search_results results = {0};
    ck_ok(assay_strategy_parse(&strategy, &arena, ASSAY_SPAN("1 wa\n2 @mine and 1x"), "review.txt",
                               NULL, &err),
          err);
    assay_search_request request = request_for(2, ASSAY_ENGINE_RANKING);
    ck_assert_int_eq(assay_search_run(&results, search, &request, &err), ASSAY_E_SYNTAX);
    ck_assert_str_eq(err.message, "column 1: a strategy knows #n only, its own lines");
    assay_search_results_done(&results);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("search/strategy");
    TCase *tests = tcase_create("strategy");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, lines_follow_boolean_algebra_on_both_engines_alike);
    tcase_add_loop_test(tests, a_line_is_searched_as_the_query_written_out, 0, 2);
    tcase_add_test(tests, a_saved_query_is_none_of_a_strategys);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
