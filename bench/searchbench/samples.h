/* What many measurements come to: mean and percentiles, by nearest rank.
 *
 * The p-th percentile of n values is the ceil(p / 100 * n)-th smallest: always a value that was
 * measured, never one between two. */
#ifndef ASSAY_BENCH_SAMPLES_H
#define ASSAY_BENCH_SAMPLES_H
#include "base/json_write.h"

typedef struct {
    size_t count;
    double mean, min, p50, p90, p95, p99, p999, max; /* all 0 without values */
} bench_summary;

/* values is sorted in place. */
bench_summary bench_summarize(double *values, size_t count);
/* Of ascending values; count > 0. */
double bench_percentile(const double *sorted, size_t count, double percent);
/* "mean_us": ..., "p50_us": ... into the object that is open. */
void bench_summary_write(assay_json_writer *json, const bench_summary *summary);
#endif
