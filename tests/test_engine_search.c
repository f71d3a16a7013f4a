#include "support/index.h"

#include <math.h>

static test_folder folder;
static assay_error err;
static assay_search *search;
static assay_search_results results;

static const char records[] =
    "{\"id\":\"a1\",\"title\":\"Inhaled interleukin-2 for lung metastases\",\"text\":\"Aldesleukin "
    "was inhaled by adults with renal cell carcinoma. Cough was common.\",\"ids\":[[\"pmid\","
    "\"99000001\"]]}\n"
    "{\"id\":\"b2\",\"title\":\"CAR T cells against B7-H3\",\"text\":\"Small cell lung cancer in "
    "mice and in forty adults.\"}\n"
    "{\"id\":\"c3\",\"title\":\"Capillary leak\",\"text\":\"High dose IL2 injures endothelial "
    "cells "
    "of the lung.\"}\n"
    "{\"id\":\"d4\",\"title\":\"Capillary leak\",\"text\":\"High dose IL2 injures endothelial "
    "cells "
    "of the lung.\"}\n";

static void set_up(void) {
    test_folder_make(&folder);
    test_index_add(&folder, records);
    search = test_index_open(&folder);
    results = (assay_search_results){0};
}
static void tear_down(void) {
    assay_search_results_done(&results);
    assay_search_close(search);
    test_folder_remove(&folder);
}

static const char *ask(const char *query, assay_search_engine engine) {
    assay_search_request request = assay_search_defaults();
    request.rank = ASSAY_RANK_FAST;
    request.query = assay_span_of(query);
    request.engine = engine;
    request.exact_count = true;
    ck_ok(assay_search_run(&results, search, &request, &err), err);
    return test_index_identities(&results);
}

START_TEST(both_engines_give_the_same_answer) {
    ck_assert_str_eq(ask("il-2 lung", (assay_search_engine)_i), "id:c3 id:d4 id:a1 id:b2");
    ck_assert_uint_eq(results.total, 4);
    ck_assert(results.total_is_exact);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("engine/search");
    TCase *queries = tcase_create("queries");
    tcase_add_checked_fixture(queries, set_up, tear_down);
    tcase_add_loop_test(queries, both_engines_give_the_same_answer, 0, 2);
    suite_add_tcase(suite, queries);
    return assay_suite_run(suite);
}
