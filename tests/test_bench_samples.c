/* Figures of searchbench on samples small enough to work out by hand. */
#include "searchbench/answers.h"
#include "searchbench/bootstrap.h"
#include "searchbench/ops.h"
#include "searchbench/samples.h"
#include "support/suite.h"

#define ck_near(actual, wanted) ck_assert_double_eq_tol(actual, wanted, 1e-9)

/* ---- percentiles ---- */

START_TEST(percentiles_are_by_nearest_rank) {
    double values[] = {50, 15, 40, 20, 35}; /* 15 20 35 40 50 */
    bench_summary s = bench_summarize(values, 5);
    ck_assert_uint_eq(s.count, 5);
    ck_near(s.mean, 32);
    ck_near(s.min, 15);
    ck_near(s.p50, 35);
    ck_near(s.p90, 50);
    ck_near(s.max, 50);
    ck_near(bench_percentile(values, 5, 5), 15);
    ck_near(bench_percentile(values, 5, 30), 20);
    ck_near(bench_percentile(values, 5, 40), 20);
    ck_near(bench_percentile(values, 5, 41), 35);
    ck_near(bench_percentile(values, 5, 100), 50);
}
END_TEST

START_TEST(of_a_thousand_values_the_tail_percentiles_are_the_ones_counted_off) {
    double values[1000];
    for (size_t i = 0; i < 1000; i++)
        values[i] = (double)(1000 - i);
    bench_summary s = bench_summarize(values, 1000);
    ck_near(s.mean, 500.5);
    ck_near(s.p50, 500);
    ck_near(s.p90, 900);
    ck_near(s.p95, 950);
    ck_near(s.p99, 990);
    ck_near(s.p999, 999);
    ck_near(s.max, 1000);
}
END_TEST

START_TEST(one_value_is_every_percentile_and_none_is_nothing) {
    double value = 7;
    bench_summary s = bench_summarize(&value, 1);
    ck_near(s.p50, 7);
    ck_near(s.p999, 7);
    s = bench_summarize(NULL, 0);
    ck_near(s.mean, 0);
    ck_near(s.max, 0);
}
END_TEST

/* ---- ratios ---- */

START_TEST(a_run_twice_as_slow_on_every_query_has_ratio_two_and_no_doubt) {
    double a[50], b[50];
    for (size_t i = 0; i < 50; i++) {
        a[i] = (double)(1 + i * i);
        b[i] = 2 * a[i];
    }
    const bench_statistic statistics[] = {BENCH_MEAN, BENCH_P50, BENCH_P99};
    for (size_t i = 0; i < 3; i++) {
        bench_interval r;
        ck_assert(bench_bootstrap(&r, statistics[i], a, 50, b, 50, true));
        ck_assert(r.known);
        ck_near(r.ratio, 2);
        ck_near(r.low, 2);
        ck_near(r.high, 2);
    }
}
END_TEST

START_TEST(the_same_values_in_another_order_are_no_difference_but_a_wide_interval) {
    double a[40], b[40];
    for (size_t i = 0; i < 40; i++) {
        a[i] = (double)(1 + i);
        b[39 - i] = a[i];
    }
    bench_interval r, again;
    ck_assert(bench_bootstrap(&r, BENCH_MEAN, a, 40, b, 40, false));
    ck_near(r.ratio, 1);
    ck_assert(r.low < 0.95 && r.low > 0.5 && r.high > 1.05 && r.high < 2);
    ck_assert(bench_bootstrap(&again, BENCH_MEAN, a, 40, b, 40, false));
    ck_near(again.low, r.low);
    ck_near(again.high, r.high);
}
END_TEST

START_TEST(one_value_a_side_gives_a_ratio_without_an_interval) {
    double a = 4, b = 5;
    bench_interval r;
    ck_assert(bench_bootstrap(&r, BENCH_MEAN, &a, 1, &b, 1, true));
    ck_assert(!r.known);
    ck_near(r.ratio, 1.25);
}
END_TEST

/* ---- answers ---- */

static uint64_t hash(const bench_answer *answers, size_t count, size_t k) {
    uint64_t sum = 0;
    bench_answers_add(&sum, answers, count, k);
    return sum;
}

START_TEST(another_document_order_score_or_number_of_answers_is_another_hash) {
    const bench_answer right[] = {{3, 9.5}, {1, 7.25}, {8, 2}};
    const bench_answer document[] = {{3, 9.5}, {2, 7.25}, {8, 2}};
    const bench_answer order[] = {{1, 9.5}, {3, 7.25}, {8, 2}};
    const bench_answer score[] = {{3, 9.5}, {1, 7.2501}, {8, 2}};
    uint64_t wanted = hash(right, 3, 10);
    ck_assert(hash(right, 3, 10) == wanted);
    ck_assert(hash(document, 3, 10) != wanted);
    ck_assert(hash(order, 3, 10) != wanted);
    ck_assert(hash(score, 3, 10) != wanted);
    ck_assert(hash(right, 2, 10) != wanted);
}
END_TEST

START_TEST(documents_of_one_score_may_stand_in_any_order) {
    const bench_answer one[] = {{3, 9.5}, {1, 7.25}, {8, 7.25}, {5, 1}};
    const bench_answer other[] = {{3, 9.5}, {8, 7.25 + 1e-12}, {1, 7.25}, {5, 1}};
    const bench_answer third[] = {{3, 9.5}, {8, 7.25}, {2, 7.25}, {5, 1}};
    ck_assert(hash(one, 4, 10) == hash(other, 4, 10));
    ck_assert(hash(one, 4, 10) != hash(third, 4, 10));
}
END_TEST

START_TEST(which_of_those_tied_at_the_end_are_there_does_not_matter) {
    const bench_answer one[] = {{3, 9.5}, {1, 7.25}}, other[] = {{3, 9.5}, {2, 7.25}};
    ck_assert(hash(one, 2, 2) == hash(other, 2, 2));
    ck_assert(hash(one, 2, 3) != hash(other, 2, 3));
}
END_TEST

START_TEST(a_count_is_part_of_the_answer) {
    uint64_t a = 0, b = 0;
    bench_answers_add_count(&a, 17);
    bench_answers_add_count(&b, 18);
    ck_assert(a != b);
}
END_TEST

/* ---- operations ---- */

START_TEST(names_of_operations_say_what_is_asked) {
    bench_op ops[BENCH_OPS_MAX];
    size_t count = 0;
    assay_error err;
    ck_ok(bench_ops_parse(ops, &count,
                          ASSAY_SPAN("or10,and1000,phrase7,or_count,or100_count,count,count_and"),
                          &err),
          err);
    ck_assert_uint_eq(count, 7);
    static const struct {
        bench_match match;
        unsigned k;
        bool count;
    } wanted[] = {{BENCH_ANY, 10, false}, {BENCH_ALL, 1000, false}, {BENCH_PHRASE, 7, false},
                  {BENCH_ANY, 10, true},  {BENCH_ANY, 100, true},   {BENCH_ANY, 0, true},
                  {BENCH_ALL, 0, true}};
    for (size_t i = 0; i < count; i++) {
        ck_assert_int_eq((int)ops[i].match, (int)wanted[i].match);
        ck_assert_uint_eq(ops[i].k, wanted[i].k);
        ck_assert(ops[i].count == wanted[i].count);
    }
}
END_TEST

START_TEST(what_is_no_operation_is_named) {
    static const char *const wrong[] = {"",      "or",     "or0",     "or10x",   "nor10",
                                        "or10,", "and_10", "count10", "or10001", "or-1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        bench_op ops[BENCH_OPS_MAX];
        size_t count = 99;
        assay_error err;
        ck_assert_int_eq(bench_ops_parse(ops, &count, assay_span_of(wrong[i]), &err),
                         ASSAY_E_USAGE);
        ck_assert_uint_eq(count, 99);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("bench/samples");
    TCase *all = tcase_create("all");
    tcase_add_test(all, percentiles_are_by_nearest_rank);
    tcase_add_test(all, of_a_thousand_values_the_tail_percentiles_are_the_ones_counted_off);
    tcase_add_test(all, one_value_is_every_percentile_and_none_is_nothing);
    tcase_add_test(all, a_run_twice_as_slow_on_every_query_has_ratio_two_and_no_doubt);
    tcase_add_test(all, the_same_values_in_another_order_are_no_difference_but_a_wide_interval);
    tcase_add_test(all, one_value_a_side_gives_a_ratio_without_an_interval);
    tcase_add_test(all, another_document_order_score_or_number_of_answers_is_another_hash);
    tcase_add_test(all, documents_of_one_score_may_stand_in_any_order);
    tcase_add_test(all, which_of_those_tied_at_the_end_are_there_does_not_matter);
    tcase_add_test(all, a_count_is_part_of_the_answer);
    tcase_add_test(all, names_of_operations_say_what_is_asked);
    tcase_add_test(all, what_is_no_operation_is_named);
    suite_add_tcase(suite, all);
    return assay_suite_run(suite);
}
