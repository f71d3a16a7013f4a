/* Whether two runs differ by more than chance: paired tests over the same topics.
 *
 * Student's t-test on the differences (two-sided, with its confidence interval) and Fisher's randomisation test: how often would flipping
 * the signs of the differences at random give a mean at least as far from 0 (Smucker, Allan & Carterette 2007). The random numbers
 * are the same at every call, so the answers are too. */
#ifndef ASSAY_EVALUATION_SIGNIFICANCE_H
#define ASSAY_EVALUATION_SIGNIFICANCE_H
#include <stddef.h>
#include <stdint.h>

typedef struct {
    size_t topics, better, worse, equal; /* of b against a */
    double mean_difference;              /* b - a */
    double low, high;                    /* 95 % confidence interval of the mean difference */
    double t_test_p, randomisation_p;    /* two-sided; 1 when all differences are 0 */
} assay_significance;

enum { ASSAY_SIGNIFICANCE_ROUNDS = 100000 };

/* a[i] and b[i] are the same topic's values. Fewer than two topics give p 1 and an empty interval at the mean. */
assay_significance assay_significance_paired(const double *a, const double *b, size_t topics);
#endif
