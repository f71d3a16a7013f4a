/* Latency as a loop accounts for it, with a clock that only moves when it is told to. */
#include "searchbench/loop.h"
#include "support/suite.h"

enum { MS = 1000000 };

typedef struct {
    uint64_t time;
    const uint64_t *takes; /* how long each answer takes */
    size_t asked, fail_at;
} fake;

static uint64_t fake_now(void *user) {
    return ((fake *)user)->time;
}
static void fake_wait(void *user, uint64_t time) {
    fake *f = user;
    f->time = time > f->time ? time : f->time;
}
static bool answer(void *user, size_t i) {
    fake *f = user;
    if (f->asked++ == f->fail_at)
        return false;
    f->time += f->takes[i];
    return true;
}

static bool run(bench_sample *samples, fake *f, size_t count, double rate) {
    const bench_clock clock = {f, fake_now, fake_wait};
    bench_loop loop = {
        .clock = &clock, .rate = rate, .start = f->time, .count = count, .samples = samples};
    return bench_loop_run(&loop, answer, f);
}

START_TEST(a_slow_answer_delays_those_that_were_due_behind_it) {
    /* One question a millisecond; the second takes 5 ms, the others 0.1 ms. */
    const uint64_t takes[] = {100000, 5 * MS, 100000, 100000, 100000, 100000, 100000, 100000};
    const uint64_t latencies[] = {100000,  5 * MS,  4100000, 3200000,
                                  2300000, 1400000, 500000,  100000};
    bench_sample samples[8];
    fake f = {.time = 7 * MS, .takes = takes, .fail_at = SIZE_MAX};
    ck_assert(run(samples, &f, 8, 1000));
    for (size_t i = 0; i < 8; i++) {
        ck_assert_uint_eq(samples[i].due, 7 * MS + i * MS);
        ck_assert_uint_eq(bench_sample_latency(&samples[i]), latencies[i]);
        ck_assert_uint_eq(bench_sample_service(&samples[i]), takes[i]);
    }
}
END_TEST

START_TEST(a_rate_above_what_is_served_makes_a_queue_that_grows) {
    const uint64_t takes[] = {2 * MS, 2 * MS, 2 * MS, 2 * MS};
    bench_sample samples[4];
    fake f = {.takes = takes, .fail_at = SIZE_MAX};
    ck_assert(run(samples, &f, 4, 1000));
    for (size_t i = 0; i < 4; i++)
        ck_assert_uint_eq(bench_sample_latency(&samples[i]), (i + 2) * MS);
}
END_TEST

START_TEST(a_closed_loop_asks_when_it_was_answered) {
    const uint64_t takes[] = {3 * MS, 1 * MS, 2 * MS};
    bench_sample samples[3];
    fake f = {.time = 5, .takes = takes, .fail_at = SIZE_MAX};
    ck_assert(run(samples, &f, 3, 0));
    for (size_t i = 0; i < 3; i++) {
        ck_assert_uint_eq(bench_sample_latency(&samples[i]), takes[i]);
        ck_assert_uint_eq(samples[i].began, samples[i].due);
    }
    ck_assert_uint_eq(samples[2].began, 5 + 4 * MS);
}
END_TEST

START_TEST(the_seconds_of_a_loop_go_from_the_first_due_to_the_last_end) {
    const uint64_t takes[] = {1 * MS, 4 * MS};
    bench_sample samples[2];
    fake f = {.time = 9 * MS, .takes = takes, .fail_at = SIZE_MAX};
    const bench_clock clock = {&f, fake_now, fake_wait};
    bench_loop loop = {
        .clock = &clock, .rate = 500, .start = f.time, .count = 2, .samples = samples};
    ck_assert(bench_loop_run(&loop, answer, &f));
    ck_assert_double_eq_tol(bench_loop_seconds(&loop), 0.006, 1e-12);
}
END_TEST

START_TEST(an_answer_that_fails_ends_the_loop) {
    const uint64_t takes[] = {1, 1, 1};
    bench_sample samples[3];
    fake f = {.takes = takes, .fail_at = 1};
    ck_assert(!run(samples, &f, 3, 0));
    ck_assert_uint_eq(f.asked, 2);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("bench/loop");
    TCase *all = tcase_create("all");
    tcase_add_test(all, a_slow_answer_delays_those_that_were_due_behind_it);
    tcase_add_test(all, a_rate_above_what_is_served_makes_a_queue_that_grows);
    tcase_add_test(all, a_closed_loop_asks_when_it_was_answered);
    tcase_add_test(all, the_seconds_of_a_loop_go_from_the_first_due_to_the_last_end);
    tcase_add_test(all, an_answer_that_fails_ends_the_loop);
    suite_add_tcase(suite, all);
    return assay_suite_run(suite);
}
