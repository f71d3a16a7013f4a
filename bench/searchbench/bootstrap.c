#include "searchbench/bootstrap.h"

#include "searchbench/samples.h"

#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort_double.h>
#include <stdlib.h>
#include <string.h>

static double mean_of(const double *values, size_t count) {
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum / (double)count;
}

/* values may be put in another order. */
static double statistic_in_place(bench_statistic statistic, double *values, size_t count) {
    if (statistic == BENCH_MEAN)
        return mean_of(values, count);
    gsl_sort(values, 1, count);
    return bench_percentile(values, count, statistic == BENCH_P50 ? 50 : 99);
}

double bench_statistic_of(bench_statistic statistic, const double *values, size_t count) {
    if (count == 0)
        return 0;
    if (statistic == BENCH_MEAN)
        return mean_of(values, count);
    double *copy = malloc(count * sizeof *copy);
    if (copy == NULL)
        return 0;
    memcpy(copy, values, count * sizeof *copy);
    double out = statistic_in_place(statistic, copy, count);
    free(copy);
    return out;
}

typedef struct {
    const double *a, *b;
    size_t a_count, b_count;
    bool paired;
    double *drawn_a, *drawn_b;
    gsl_rng *random;
} resampling;

static double draw_ratio(resampling *r, bench_statistic statistic) {
    for (size_t i = 0; i < r->a_count; i++) {
        size_t from = gsl_rng_uniform_int(r->random, r->a_count);
        r->drawn_a[i] = r->a[from];
        if (r->paired)
            r->drawn_b[i] = r->b[from];
    }
    for (size_t i = 0; !r->paired && i < r->b_count; i++)
        r->drawn_b[i] = r->b[gsl_rng_uniform_int(r->random, r->b_count)];
    double below = statistic_in_place(statistic, r->drawn_a, r->a_count);
    return below > 0 ? statistic_in_place(statistic, r->drawn_b, r->b_count) / below : 1;
}

bool bench_bootstrap(bench_interval *out, bench_statistic statistic, const double *a,
                     size_t a_count, const double *b, size_t b_count, bool paired) {
    double below = bench_statistic_of(statistic, a, a_count);
    *out = (bench_interval){.known = a_count >= 2 && b_count >= 2};
    out->ratio = below > 0 ? bench_statistic_of(statistic, b, b_count) / below : 1;
    out->low = out->high = out->ratio;
    if (!out->known)
        return true;
    double ratios[BENCH_BOOTSTRAP_ROUNDS];
    resampling r = {a, b, a_count, b_count, paired, NULL, NULL, NULL};
    r.drawn_a = malloc(a_count * sizeof *r.drawn_a);
    r.drawn_b = malloc(b_count * sizeof *r.drawn_b);
    r.random = gsl_rng_alloc(gsl_rng_mt19937);
    bool made = r.drawn_a != NULL && r.drawn_b != NULL && r.random != NULL;
    if (made) {
        gsl_rng_set(r.random, 1);
        for (size_t i = 0; i < BENCH_BOOTSTRAP_ROUNDS; i++)
            ratios[i] = draw_ratio(&r, statistic);
        gsl_sort(ratios, 1, BENCH_BOOTSTRAP_ROUNDS);
        out->low = bench_percentile(ratios, BENCH_BOOTSTRAP_ROUNDS, 2.5);
        out->high = bench_percentile(ratios, BENCH_BOOTSTRAP_ROUNDS, 97.5);
    }
    if (r.random != NULL)
        gsl_rng_free(r.random);
    free(r.drawn_a);
    free(r.drawn_b);
    return made;
}
