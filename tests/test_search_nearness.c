#include "search/search_explain.h"

#include "support/index.h"

#include <math.h>

static assay_error err;

/* Equal in words and length; what differs is where "advanced" and "melanoma" stand. */
#define RECORD(id, text)                                                                           \
    "{\"schema\":1,\"id\":\"pmid:" id "\",\"type\":\"abstract\",\"ids\":[\"pmid:" id "\"],"        \
    "\"title\":[\"Report\"],\"summary\":[\"" text "\"]}\n"
static const char records[] = RECORD("99400001", "Advanced lesions of lung besides melanoma.")
    RECORD("99400002", "Lesions of lung besides advanced melanoma.")
        RECORD("99400003", "Lesions of melanoma advanced besides lung.")
            RECORD("99400004", "Lesions besides words of lung.");

static const char *answer(test_answering *a, const char *query) {
    test_answering_ask(a, query);
    return test_index_identities(&a->results);
}

START_TEST(words_side_by_side_in_the_query_count_more_where_they_are_so_in_a_record) {
    test_answering a;
    test_answering_begin(&a, records, _i);
    ck_assert_str_eq(answer(&a, "advanced melanoma"), "pmid:99400002 pmid:99400003 pmid:99400001");
    ck_assert(a.results.hits[0].score > a.results.hits[2].score);
    ck_assert_str_eq(answer(&a, "advanced stage of the uncommon melanoma"), /* too far apart */
                     "pmid:99400001 pmid:99400002 pmid:99400003");
    ck_assert_str_eq(answer(&a, "advanced ti:report melanoma"),
                     "pmid:99400001 pmid:99400002 pmid:99400003 pmid:99400004");
    ck_assert_str_eq(answer(&a, "lung -(advanced melanoma)"), "pmid:99400004");
    ck_assert_ptr_null(a.results.nearness);
    a.request.rank = ASSAY_RANK_FAST;
    ck_assert_str_eq(answer(&a, "advanced melanoma"), "pmid:99400001 pmid:99400002 pmid:99400003");
    ck_assert_ptr_null(a.results.nearness);
    test_answering_end(&a);
}
END_TEST

START_TEST(what_nearness_adds_is_explained) {
    test_answering a;
    test_answering_begin(&a, records, _i);
    answer(&a, "advanced melanoma");
    ck_assert_ptr_nonnull(a.results.nearness);
    for (size_t i = 0; i < a.results.count; i++) {
        assay_explanation explanation;
        ck_ok(assay_search_explain(&explanation, &a.results.arena, a.search, &a.results, &a.request,
                                   a.results.hits[i].docid, &err),
              err);
        ck_assert(fabs(explanation.rows[0].score - a.results.hits[i].score) < 1e-9);
    }
    test_answering_end(&a);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("search/nearness");
    TCase *cases = tcase_create("all");
    tcase_add_loop_test(
        cases, words_side_by_side_in_the_query_count_more_where_they_are_so_in_a_record, 0, 2);
    tcase_add_loop_test(cases, what_nearness_adds_is_explained, 0, 2);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
