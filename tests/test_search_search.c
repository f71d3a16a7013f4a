#include "search/search_explain.h"
#include "search/snippets.h"
#include "support/index.h"

#include <math.h>

static test_folder folder;
static assay_error err;
static assay_search *search;
static assay_search_results results;

#define RECORD_A                                                                                   \
    "{\"schema\":1,\"id\":\"pmid:99200001\",\"type\":\"abstract\",\"ids\":[\"pmid:99200001\","     \
    "\"doi:10.99999/a\"],\"title\":[\"Inhaled interleukin-2 for lung metastases\"],\"summary\":["  \
    "\"Aldesleukin was inhaled by adults with renal cell carcinoma. Cough was common.\"],"         \
    "\"published\":\"2015-02-03\"}\n"
#define RECORD_B                                                                                   \
    "{\"schema\":1,\"id\":\"nct:NCT99200002\",\"type\":\"trial\",\"ids\":[\"nct:NCT99200002\"],"   \
    "\"title\":[\"CAR T cells against B7-H3\"],\"summary\":[\"Small cell lung cancer in mice and " \
    "in forty adults.\"],\"phases\":[\"PHASE1\",\"PHASE2\"],\"enrolment\":40,\"first_seen\":"      \
    "\"2021-07-01\"}\n"
#define RECORD_C                                                                                   \
    "{\"schema\":1,\"id\":\"pmid:99200003\",\"type\":\"abstract\",\"ids\":[\"pmid:99200003\","     \
    "\"doi:10.99999/c\"],\"title\":[\"Capillary leak\"],\"summary\":[\"High dose IL2 injures "     \
    "endothelial cells of the lung.\"],\"published\":\"2019\"}\n"
#define RECORD_D                                                                                   \
    "{\"schema\":1,\"id\":\"pmid:99200004\",\"type\":\"abstract\",\"ids\":[\"pmid:99200004\","     \
    "\"doi:10.99999/c\"],\"title\":[\"Capillary leak\"],\"summary\":[\"High dose IL2 injures "     \
    "endothelial cells of the lung.\"],\"published\":\"2018-12\"}\n"

static void set_up(void) {
    test_folder_make(&folder);
    test_index_add(&folder, RECORD_A RECORD_B RECORD_C RECORD_D);
    search = test_index_open(&folder);
    results = (assay_search_results){0};
}
static void tear_down(void) {
    assay_search_results_done(&results);
    assay_search_close(search);
    test_folder_remove(&folder);
}

static assay_search_request request_for(const char *query) {
    assay_search_request request = assay_search_defaults();
    request.query = assay_span_of(query);
    request.exact_count = true;
    request.rank = ASSAY_RANK_FAST;
    return request;
}

static const char *run(const assay_search_request *request) {
    ck_ok(assay_search_run(&results, search, request, &err), err);
    return test_index_identities(&results);
}

#define A "pmid:99200001"
#define B "nct:NCT99200002"
#define C "pmid:99200003"
#define D "pmid:99200004"

START_TEST(equal_scores_stand_in_order_of_identity_on_both_engines) {
    assay_search_request request = request_for("il-2 lung");
    request.engine = (assay_search_engine)_i;
    ck_assert_str_eq(run(&request), C " " D " " A " " B);
    ck_assert_uint_eq(results.total, 4);
    ck_assert(results.total_is_exact);
    ck_assert(results.hits[0].score == results.hits[1].score);
    request.count = 1;
    ck_assert_str_eq(run(&request), C);
    request.offset = 1;
    ck_assert_str_eq(run(&request), D);
}
END_TEST

START_TEST(the_order_of_loading_does_not_show) {
    test_folder other;
    test_folder_make(&other);
    test_index_add(&other, RECORD_D);
    test_index_add(&other, RECORD_C RECORD_B);
    test_index_add(&other, RECORD_A);
    assay_search *again = test_index_open(&other);
    assay_search_request request = request_for("il-2 lung cells");
    char first[256];
    snprintf(first, sizeof first, "%s", run(&request));
    ck_ok(assay_search_run(&results, again, &request, &err), err);
    ck_assert_str_eq(test_index_identities(&results), first);
    assay_search_close(again);
    test_folder_remove(&other);
}
END_TEST

START_TEST(a_bare_identifier_puts_its_record_first) {
    assay_search_request request = request_for("NCT99200002 capillary leak");
    ck_assert_str_eq(run(&request), B " " C " " D);
    ck_assert(results.hits[0].pinned);
    ck_assert(!results.hits[1].pinned);
    request = request_for("10.99999/c inhaled");
    ck_assert_str_eq(run(&request), C " " D " " A);
}
END_TEST

START_TEST(a_filter_restricts_and_does_not_score) {
    assay_search_request request = request_for("lung");
    run(&request);
    double score = results.hits[0].score;
    request.filter = ASSAY_SPAN("type:abstract dp:2018..2019");
    ck_assert_str_eq(run(&request), C " " D);
    ck_assert(results.hits[0].score <= score);
    request.query = (assay_span){NULL, 0};
    ck_assert_str_eq(run(&request), C " " D);
    ck_assert(results.hits[0].score == 0);
}
END_TEST

static const struct {
    const char *sort, *answer;
} sort_rows[] = {{"date", B " " C " " D " " A},    {"date:asc", A " " D " " C " " B},
                 {"title", C " " D " " B " " A},   {"id", B " " A " " C " " D},
                 {"id:desc", D " " C " " A " " B}, {"enrolment", B " " A " " C " " D}};

START_TEST(hits_are_sorted_by_columns) {
    assay_search_request request = request_for("lung");
    ck_assert(assay_search_order_parse(&request.order, assay_span_of(sort_rows[_i].sort)));
    ck_assert_str_eq(run(&request), sort_rows[_i].answer);
    ck_assert(results.hits[0].score > 0);
}
END_TEST

START_TEST(the_same_work_is_shown_once) {
    assay_search_request request = request_for("il-2 lung");
    ck_assert(assay_search_collapse_parse(&request.collapse, ASSAY_SPAN("doi")));
    request.count = 2;
    ck_assert_str_eq(run(&request), C " " A);
    ck_assert_uint_eq(results.hits[0].collapsed_count, 1);
    ck_span_eq(results.hits[0].collapsed[0], D);
}
END_TEST

START_TEST(facets_and_histograms_count_all_matches) {
    assay_search_request request = request_for("lung");
    request.count = 1;
    request.facets = ASSAY_SPAN("type,phase:1");
    request.histogram = ASSAY_SPAN("dp:year");
    run(&request);
    ck_assert_uint_eq(results.facet_count, 2);
    ck_span_eq(results.facets[0].values[0].value, "abstract");
    ck_assert_uint_eq(results.facets[0].values[0].count, 3);
    ck_assert_uint_eq(results.facets[1].count, 1);
    ck_assert_uint_eq(results.facets[1].distinct, 2);
    ck_assert_uint_eq(results.facets[1].missing, 3);
    ck_assert_uint_eq(results.histogram->count, 4);
    ck_span_eq(results.histogram->values[0].value, "2015");
    request.facets = ASSAY_SPAN("nothing");
    ck_assert_int_eq(assay_search_run(&results, search, &request, &err), ASSAY_E_USAGE);
}
END_TEST

START_TEST(an_empty_answer_comes_with_the_count_of_each_part) {
    assay_search_request request = request_for("capillary AND metastases AND lung");
    ck_assert_str_eq(run(&request), "");
    ck_assert_uint_eq(results.clause_count, 3);
    ck_span_eq(results.clauses[0].text, "capillary");
    ck_assert_uint_eq(results.clauses[0].matches, 2);
    ck_assert_uint_eq(results.clauses[1].matches, 1);
    ck_assert_uint_eq(results.clauses[2].matches, 4);
}
END_TEST

START_TEST(an_explanation_adds_up_to_the_score) {
    assay_search_request request = request_for("\"small cell\" lung^3 +adults -kidney cancer~1");
    run(&request);
    assay_explanation explanation;
    ck_ok(assay_search_explain(&explanation, &results.arena, search, &results, &request,
                               results.hits[0].docid, &err),
          err);
    double sum = 0;
    for (size_t i = 0; i < explanation.count; i++)
        if (explanation.rows[i].node->child_count == 0 ||
            explanation.rows[i].node->kind == ASSAY_PLAN_SYNONYM)
            sum += explanation.rows[i].score;
    ck_assert(results.hits[0].score > 0);
    ck_assert(fabs(sum - results.hits[0].score) <= 1e-9 * sum);
    ck_assert(fabs(explanation.rows[0].score - results.hits[0].score) <= 1e-9 * sum);
}
END_TEST

START_TEST(why_names_the_rank_or_the_first_condition_not_met) {
    assay_search_request request = request_for("lung AND adults AND cough");
    assay_search_reason reason;
    run(&request);
    ck_ok(assay_search_why(&reason, &results.arena, search, &results, &request, 1, &err), err);
    ck_assert(reason.matches);
    ck_assert_uint_eq(reason.rank, 1);
    ck_ok(assay_search_why(&reason, &results.arena, search, &results, &request, 2, &err), err);
    ck_assert(!reason.matches);
    ck_span_eq(reason.rejected_by->term, "Zcough");
    ck_ok(assay_search_why(&reason, &results.arena, search, &results, &request, 99, &err), err);
    ck_assert(!reason.exists);
}
END_TEST

START_TEST(snippets_mark_words_in_any_form_phrases_and_wildcards) {
    assay_search_request request = request_for("inhal* \"cell carcinoma\" coughs");
    assay_snippeter *snippeter = NULL;
    assay_snippets snippets;
    assay_record record;
    run(&request);
    ck_ok(assay_search_load(&record, search, &results.arena, results.hits[0].docid, &err), err);
    ck_ok(assay_snippeter_new(&snippeter, search, &results, &err), err);
    ck_ok(assay_snippeter_run(&snippets, snippeter, &results.arena, &record, 1, 0, &err), err);
    ck_assert_uint_eq(snippets.title.mark_count, 1);
    ck_assert_uint_eq(snippets.title.marks[0].end, strlen("Inhaled"));
    ck_assert_uint_eq(snippets.count, 1);
    ck_assert_uint_eq(snippets.items[0].mark_count, 3);
    const assay_mark *phrase = &snippets.items[0].marks[1];
    ck_span_eq(
        assay_span_make(snippets.items[0].text.data + phrase->begin, phrase->end - phrase->begin),
        "cell carcinoma");
    ck_assert_uint_eq(snippets.matched_count, 3);
    assay_snippeter_free(snippeter);
}
END_TEST

START_TEST(without_text_in_the_catalogue_libxapian_is_refused) {
    test_folder lean;
    test_folder_make(&lean);
    test_index_add_with(&lean, RECORD_A, true);
    assay_search *other = test_index_open(&lean);
    assay_search_request request = request_for("lung");
    ck_ok(assay_search_run(&results, other, &request, &err), err);
    ck_assert_uint_eq(results.count, 1);
    request.engine = ASSAY_ENGINE_XAPIAN;
    ck_assert_int_eq(assay_search_run(&results, other, &request, &err), ASSAY_E_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(err.message, "--no-xapian-text"));
    assay_search_close(other);
    test_folder_remove(&lean);
}
END_TEST

START_TEST(a_writer_going_on_does_not_disturb_a_search) {
    assay_search_request request = request_for("capillary");
    request.engine = (assay_search_engine)_i;
    ck_assert_str_eq(run(&request), C " " D);
    for (int i = 0; i < 4; i++) {
        char line[256];
        snprintf(
            line, sizeof line,
            "{\"schema\":1,\"id\":\"id:new%d\",\"type\":\"abstract\",\"title\":[\"New %d\"]}\n", i,
            i);
        test_index_add(&folder, line);
    }
    ck_assert_str_eq(run(&request), C " " D);
}
END_TEST

START_TEST(a_facet_counts_every_value_of_a_record_however_many) {
    test_folder other;
    assay_buffer record;
    assay_buffer_init(&record, 1 << 16);
    assay_buffer_add_text(&record, "{\"schema\":1,\"id\":\"pmid:99200009\",\"type\":\"abstract\","
                                   "\"ids\":[\"pmid:99200009\"],\"title\":[\"many\"],\"mesh\":[");
    for (int i = 0; i < 200; i++)
        assay_buffer_format(&record, "%s\"Heading %d\"", i != 0 ? "," : "", i);
    assay_buffer_add_text(&record, "]}\n");
    assay_buffer_add_byte(&record, '\0');
    test_folder_make(&other);
    test_index_add(&other, record.data);
    assay_buffer_done(&record);
    assay_search *again = test_index_open(&other);
    assay_search_request request = request_for("many");
    request.facets = ASSAY_SPAN("mesh:300");
    ck_ok(assay_search_run(&results, again, &request, &err), err);
    ck_assert_uint_eq(results.facets[0].distinct, 200);
    ck_assert_uint_eq(results.facets[0].count, 200);
    assay_search_close(again);
    test_folder_remove(&other);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("search/search");
    TCase *queries = tcase_create("queries");
    tcase_add_checked_fixture(queries, set_up, tear_down);
    tcase_set_timeout(queries, 60);
    tcase_add_loop_test(queries, equal_scores_stand_in_order_of_identity_on_both_engines, 0, 2);
    tcase_add_test(queries, a_facet_counts_every_value_of_a_record_however_many);
    tcase_add_test(queries, the_order_of_loading_does_not_show);
    tcase_add_test(queries, a_bare_identifier_puts_its_record_first);
    tcase_add_test(queries, a_filter_restricts_and_does_not_score);
    tcase_add_loop_test(queries, hits_are_sorted_by_columns, 0,
                        (int)(sizeof sort_rows / sizeof *sort_rows));
    tcase_add_test(queries, the_same_work_is_shown_once);
    tcase_add_test(queries, facets_and_histograms_count_all_matches);
    tcase_add_test(queries, an_empty_answer_comes_with_the_count_of_each_part);
    tcase_add_test(queries, an_explanation_adds_up_to_the_score);
    tcase_add_test(queries, why_names_the_rank_or_the_first_condition_not_met);
    tcase_add_test(queries, snippets_mark_words_in_any_form_phrases_and_wildcards);
    tcase_add_test(queries, without_text_in_the_catalogue_libxapian_is_refused);
    tcase_add_loop_test(queries, a_writer_going_on_does_not_disturb_a_search, 0, 2);
    suite_add_tcase(suite, queries);
    return assay_suite_run(suite);
}
