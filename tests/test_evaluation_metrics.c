/* Each figure here was worked out by hand from trec_eval's definitions. */
#include <math.h>

#include "evaluation/metrics.h"
#include "evaluation/significance.h"
#include "support/suite.h"

/* Topic 1: relevant a (2), b (1), e (1, not found); judged not relevant c, d. Ranking: a c x b d.
 * Topic 2: relevant f; not in the run. */
static const char qrels_text[] = "1 0 a 2\n1 0 b 1\n1 0 c 0\n1 0 d 0\n1 0 e 1\n2 0 f 1\n";
static const char run_text[] = "1 Q0 a 1 5.0 t\n1 Q0 c 2 4.0 t\n1 Q0 x 3 3.0 t\n1 Q0 b 4 2.0 t\n"
                               "1 Q0 d 5 1.0 t\n";

static assay_judgments qrels, run;
static assay_arena scratch;

static void setup(void) {
    assay_error err = {0};
    assay_arena_init(&scratch);
    assay_judgments_init(&qrels);
    assay_judgments_init(&run);
    ck_ok(assay_judgments_read(&qrels, assay_span_of(qrels_text), "qrels", &err), err);
    ck_ok(assay_judgments_read(&run, assay_span_of(run_text), "run", &err), err);
    assay_judgments_rank(&run);
}

static void teardown(void) {
    assay_judgments_done(&qrels);
    assay_judgments_done(&run);
    assay_arena_done(&scratch);
}

static void ck_metric(const char *name, double wanted) {
    assay_metric metric;
    double values[2];
    ck_assert(assay_metric_parse(&metric, assay_span_of(name)));
    double mean = assay_metric_all(values, metric, &qrels, &run, &scratch);
    ck_assert_msg(fabs(values[0] - wanted) < 1e-12, "%s is %.15f, not %.15f", name, values[0],
                  wanted);
    ck_assert_msg(values[1] == 0, "%s of a topic the run lacks is %f", name, values[1]);
    ck_assert(fabs(mean - wanted / 2) < 1e-12);
}

START_TEST(metrics_are_trec_evals) {
    ck_metric("map", (1.0 + 2.0 / 4) / 3);
    ck_metric("p@5", 2.0 / 5);
    ck_metric("P_10", 2.0 / 10);
    ck_metric("recall@2", 1.0 / 3);
    ck_metric("recall@100", 2.0 / 3);
    ck_metric("mrr", 1);
    ck_metric("success@1", 1);
    ck_metric("rprec", 1.0 / 3);
    /* Above b one judged document is not relevant; min(R, N) = 2. */
    ck_metric("bpref", (1 + (1 - 1.0 / 2)) / 3);
    ck_metric("ndcg@5", (2 / log2(2) + 1 / log2(5)) / (2 / log2(2) + 1 / log2(3) + 1 / log2(4)));
    ck_metric("ndcg_cut_1", 1);
}
END_TEST

START_TEST(inferred_ap_is_ap_when_everything_is_judged) {
    assay_judgments full, all;
    assay_error err = {0};
    assay_judgments_init(&full);
    assay_judgments_init(&all);
    ck_ok(
        assay_judgments_read(&full, ASSAY_SPAN("1 0 a 1\n1 0 b 0\n1 0 c 1\n1 0 d 0\n"), "q", &err),
        err);
    ck_ok(assay_judgments_read(
              &all, ASSAY_SPAN("1 Q0 a 1 4 t\n1 Q0 b 2 3 t\n1 Q0 c 3 2 t\n1 Q0 d 4 1 t\n"), "r",
              &err),
          err);
    assay_judgments_rank(&all);
    double value;
    assay_metric_all(&value, (assay_metric){ASSAY_METRIC_INFAP, 0}, &full, &all, &scratch);
    ck_assert(fabs(value - (1 + 2.0 / 3) / 2) < 1e-4);
    assay_judgments_done(&full);
    assay_judgments_done(&all);
}
END_TEST

START_TEST(equal_scores_are_ordered_by_name_from_the_end_as_trec_eval_does) {
    assay_judgments tied;
    assay_error err = {0};
    assay_judgments_init(&tied);
    ck_ok(assay_judgments_read(&tied, ASSAY_SPAN("1 Q0 a 1 1 t\n1 Q0 c 2 1 t\n1 Q0 b 3 1 t\n"), "r",
                               &err),
          err);
    assay_judgments_rank(&tied);
    const assay_topic_set *topic = assay_judgments_topic(&tied, ASSAY_SPAN("1"));
    ck_span_eq(assay_map_key(&tied.documents, topic->items[0].document), "c");
    ck_span_eq(assay_map_key(&tied.documents, topic->items[2].document), "a");
    assay_judgments_done(&tied);
}
END_TEST

START_TEST(a_broken_line_is_named) {
    static const struct {
        const char *text, *part;
    } broken[] = {{"1 0 a 1\n1 0 b\n", "qrels line 2: 3 columns"},
                  {"1 0 a x\n", "qrels line 1: \"x\" is not a number"},
                  {"1 0 a 1\n1 0 a 2\n", "topic 1 names document a twice"}};
    assay_judgments set;
    assay_error err = {0};
    assay_judgments_init(&set);
    ck_assert_int_eq(assay_judgments_read(&set, assay_span_of(broken[_i].text), "qrels", &err),
                     ASSAY_E_FORMAT);
    ck_assert_msg(strstr(err.message, broken[_i].part) != NULL, "%s", err.message);
    assay_judgments_done(&set);
}
END_TEST

START_TEST(a_clear_difference_is_significant_and_none_is_not) {
    double a[20], b[20], c[20];
    for (int i = 0; i < 20; i++) {
        a[i] = 0.1 * (i % 7);
        b[i] = a[i] + 0.05 + 0.01 * (i % 3);
        c[i] = a[i] + (i % 2 != 0 ? 0.05 : -0.05);
    }
    assay_significance clear = assay_significance_paired(a, b, 20);
    ck_assert(clear.t_test_p < 1e-6 && clear.randomisation_p < 1e-4 && clear.better == 20);
    ck_assert(clear.low > 0 && clear.high > clear.mean_difference);
    assay_significance none = assay_significance_paired(a, c, 20);
    ck_assert(none.t_test_p > 0.9 && none.randomisation_p > 0.9);
    assay_significance same = assay_significance_paired(a, a, 20);
    ck_assert(same.t_test_p == 1 && same.randomisation_p == 1 && same.equal == 20);
}
END_TEST

START_TEST(students_t_agrees_with_its_table) {
    /* Differences 1, 2, 3: mean 2, standard error 1/sqrt(3), t = 3.4641 on 2 degrees of freedom: p = 0.0742. */
    const double a[] = {0, 0, 0}, b[] = {1, 2, 3};
    assay_significance s = assay_significance_paired(a, b, 3);
    ck_assert(fabs(s.t_test_p - 0.0741799) < 1e-6);
    ck_assert(fabs(s.high - (2 + 4.302653 / sqrt(3))) < 1e-5);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("evaluation metrics");
    TCase *tests = tcase_create("metrics");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, metrics_are_trec_evals);
    tcase_add_test(tests, inferred_ap_is_ap_when_everything_is_judged);
    tcase_add_test(tests, equal_scores_are_ordered_by_name_from_the_end_as_trec_eval_does);
    tcase_add_loop_test(tests, a_broken_line_is_named, 0, 3);
    tcase_add_test(tests, a_clear_difference_is_significant_and_none_is_not);
    tcase_add_test(tests, students_t_agrees_with_its_table);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
