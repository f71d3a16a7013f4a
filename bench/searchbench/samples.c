#include "searchbench/samples.h"

#include <gsl/gsl_sort_double.h>
#include <math.h>

double bench_percentile(const double *sorted, size_t count, double percent) {
    /* 99.9 / 100 * 1000 is a hair above 999 in binary: a rank is not raised for that. */
    double rank = ceil(percent / 100 * (double)count - 1e-9);
    size_t i = rank < 1 ? 0 : (size_t)rank - 1;
    return sorted[i < count ? i : count - 1];
}

bench_summary bench_summarize(double *values, size_t count) {
    bench_summary out = {.count = count};
    if (count == 0)
        return out;
    gsl_sort(values, 1, count);
    for (size_t i = 0; i < count; i++)
        out.mean += values[i];
    out.mean /= (double)count;
    out.min = values[0];
    out.max = values[count - 1];
    out.p50 = bench_percentile(values, count, 50);
    out.p90 = bench_percentile(values, count, 90);
    out.p95 = bench_percentile(values, count, 95);
    out.p99 = bench_percentile(values, count, 99);
    out.p999 = bench_percentile(values, count, 99.9);
    return out;
}

/* A thousandth of a microsecond is more than any clock here knows. */
static void write_us(assay_json_writer *json, const char *key, double value) {
    assay_json_double_at(json, key, round(value * 1000) / 1000);
}

void bench_summary_write(assay_json_writer *json, const bench_summary *summary) {
    write_us(json, "mean_us", summary->mean);
    write_us(json, "min_us", summary->min);
    write_us(json, "p50_us", summary->p50);
    write_us(json, "p90_us", summary->p90);
    write_us(json, "p95_us", summary->p95);
    write_us(json, "p99_us", summary->p99);
    write_us(json, "p99_9_us", summary->p999);
    write_us(json, "max_us", summary->max);
}
