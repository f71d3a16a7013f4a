/* How sure a ratio of two runs is: an interval by resampling (Efron's percentile bootstrap).
 *
 * Both runs' values are drawn anew with replacement, the statistic of each computed, their ratio kept;
 * the middle 95 % of the ratios is the interval. Where both runs asked the same queries, the same
 * queries are drawn for both (paired): what is common to a query then cancels. The random numbers are
 * the same at every call. */
#ifndef ASSAY_BENCH_BOOTSTRAP_H
#define ASSAY_BENCH_BOOTSTRAP_H
#include <stdbool.h>
#include <stddef.h>

typedef enum { BENCH_MEAN, BENCH_P50, BENCH_P99 } bench_statistic;

typedef struct {
    double ratio; /* statistic of b / statistic of a */
    double low, high;
    bool known; /* false: fewer than two values on a side, low and high mean nothing */
} bench_interval;

enum { BENCH_BOOTSTRAP_ROUNDS = 2000 };

double bench_statistic_of(bench_statistic statistic, const double *values, size_t count);

/* paired: a_count == b_count and values of the same place belong together. False when memory is
 * exhausted. */
bool bench_bootstrap(bench_interval *out, bench_statistic statistic, const double *a,
                     size_t a_count, const double *b, size_t b_count, bool paired);
#endif
