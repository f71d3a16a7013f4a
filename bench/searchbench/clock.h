/* Time as the loops see it, so that a test can put a clock of its own in its place.
 *
 * Times are nanoseconds from some fixed point. Any thread may use the real clock. */
#ifndef ASSAY_BENCH_CLOCK_H
#define ASSAY_BENCH_CLOCK_H
#include <stdint.h>

typedef struct {
    void *user;
    uint64_t (*now)(void *user);
    void (*wait_until)(void *user, uint64_t time); /* returns at once when time is past */
} bench_clock;

bench_clock bench_clock_real(void);
/* Processor time of the thread that asks: what others do on a busy machine is not in it. It cannot be
 * waited for. */
bench_clock bench_clock_cpu(void);
/* Seconds since the clock's fixed point; processor time of this process, of this thread. */
double bench_clock_seconds(void);
double bench_clock_process_seconds(void);
double bench_clock_thread_seconds(void);
#endif
