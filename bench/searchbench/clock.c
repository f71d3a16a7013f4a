#include "searchbench/clock.h"

#include <errno.h>
#include <time.h>

static const uint64_t second = 1000000000U;
/* The kernel wakes a sleeper late by about this much; the rest is waited for awake. */
static const uint64_t wake_early = 100000;

static uint64_t read_clock(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * second + (uint64_t)now.tv_nsec;
}

static uint64_t real_now(void *user) {
    (void)user;
    return read_clock(CLOCK_MONOTONIC);
}

static void real_wait(void *user, uint64_t time) {
    if (time > real_now(user) + wake_early) {
        uint64_t wake = time - wake_early;
        struct timespec until = {(time_t)(wake / second), (long)(wake % second)};
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
            continue;
    }
    while (real_now(user) < time)
        continue;
}

bench_clock bench_clock_real(void) {
    return (bench_clock){NULL, real_now, real_wait};
}

static uint64_t cpu_now(void *user) {
    (void)user;
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

static void cpu_wait(void *user, uint64_t time) {
    (void)user, (void)time;
}

bench_clock bench_clock_cpu(void) {
    return (bench_clock){NULL, cpu_now, cpu_wait};
}

double bench_clock_seconds(void) {
    return (double)read_clock(CLOCK_MONOTONIC) * 1e-9;
}
double bench_clock_process_seconds(void) {
    return (double)read_clock(CLOCK_PROCESS_CPUTIME_ID) * 1e-9;
}
double bench_clock_thread_seconds(void) {
    return (double)read_clock(CLOCK_THREAD_CPUTIME_ID) * 1e-9;
}
