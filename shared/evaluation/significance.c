#include "evaluation/significance.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* splitmix64 (Steele, Lea & Flood 2014): quick, and the same everywhere. */
static uint64_t next_random(uint64_t *state) {
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static double flipped_sum(const double *a, const double *b, size_t topics, uint64_t *state) {
    double sum = 0;
    uint64_t bits = 0;
    for (size_t i = 0; i < topics; i++) {
        if (i % 64 == 0)
            bits = next_random(state);
        double difference = b[i] - a[i];
        sum += (bits & 1) != 0 ? difference : -difference;
        bits >>= 1;
    }
    return sum;
}

static double randomisation_p(const double *a, const double *b, size_t topics, double sum) {
    double size = 0;
    for (size_t i = 0; i < topics; i++)
        size += fabs(b[i] - a[i]);
    /* Sums that differ only by rounding count as equal. */
    double limit = fabs(sum) - 1e-12 * size;
    uint64_t state = 1, as_far = 0;
    for (int round = 0; round < ASSAY_SIGNIFICANCE_ROUNDS; round++)
        as_far += fabs(flipped_sum(a, b, topics, &state)) >= limit;
    return (double)(as_far + 1) / (ASSAY_SIGNIFICANCE_ROUNDS + 1.0);
}

static void t_test(assay_significance *out, const double *a, const double *b) {
    double squares = 0, n = (double)out->topics, mean = out->mean_difference;
    for (size_t i = 0; i < out->topics; i++)
        squares += (b[i] - a[i] - mean) * (b[i] - a[i] - mean);
    double error = sqrt(squares / (n - 1) / n);
    double reach = gsl_cdf_tdist_Pinv(0.975, n - 1) * error;
    out->low = mean - reach;
    out->high = mean + reach;
    out->t_test_p =
        error > 0 ? 2 * gsl_cdf_tdist_Q(fabs(mean) / error, n - 1) : (mean == 0 ? 1 : 0);
}

assay_significance assay_significance_paired(const double *a, const double *b, size_t topics) {
    assay_significance out = {.topics = topics, .t_test_p = 1, .randomisation_p = 1};
    double sum = 0;
    for (size_t i = 0; i < topics; i++) {
        sum += b[i] - a[i];
        out.better += b[i] > a[i];
        out.worse += b[i] < a[i];
        out.equal += b[i] == a[i];
    }
    out.mean_difference = topics != 0 ? sum / (double)topics : 0;
    out.low = out.high = out.mean_difference;
    if (topics < 2 || out.equal == topics)
        return out;
    t_test(&out, a, b);
    out.randomisation_p = randomisation_p(a, b, topics, sum);
    return out;
}
