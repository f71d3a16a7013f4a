/* Who asks when: a closed loop, where each thread asks again as soon as it was answered, and an open
 * loop, where questions arrive at a fixed rate whether or not the ones before are answered.
 *
 * In an open loop question i is due at start + i / rate. Its latency counts from then, not from when
 * a thread came to it: what waits behind a slow answer waits as a user would, and no slow answer
 * hides those it delays (Tene's "coordinated omission"). Questions are taken in order by whichever
 * thread is free; any number of threads may run one loop. */
#ifndef ASSAY_BENCH_LOOP_H
#define ASSAY_BENCH_LOOP_H
#include "searchbench/clock.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct {
    uint64_t due, began, ended; /* ns; due == began in a closed loop */
} bench_sample;

typedef struct {
    const bench_clock *clock;
    double rate;           /* questions a second; 0: closed loop */
    uint64_t start;        /* when question 0 is due; open loop only */
    size_t count;          /* questions in all */
    bench_sample *samples; /* count of them, each written by the thread that took it */
    atomic_size_t next;    /* the first one nobody has taken */
} bench_loop;

/* Takes questions until none is left or one fails; ask answers question i and is called without a
 * lock. Returns false when ask did. */
bool bench_loop_run(bench_loop *loop, bool (*ask)(void *user, size_t i), void *user);

/* Nanoseconds from due to ended; the second one from began to ended. */
static inline uint64_t bench_sample_latency(const bench_sample *sample) {
    return sample->ended - sample->due;
}
static inline uint64_t bench_sample_service(const bench_sample *sample) {
    return sample->ended - sample->began;
}
/* From the first due to the last end. */
double bench_loop_seconds(const bench_loop *loop);
#endif
