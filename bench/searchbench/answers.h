/* One number for the answers to a whole set of queries, so that a faster wrong answer is caught.
 *
 * It depends on the documents, their order, their scores to six digits and exact counts. Scores that
 * differ by less than 1e-9 of themselves are one score and their documents a set, and of a set that
 * goes on beyond the last answer only how many of it are there: so engines that add the same
 * terms in another order give the same number. */
#ifndef ASSAY_BENCH_ANSWERS_H
#define ASSAY_BENCH_ANSWERS_H
#include "base/span.h"

typedef struct {
    uint64_t document;
    double score;
} bench_answer;

/* Best first, at most k of them asked for. Added to *sum, which starts at 0. */
void bench_answers_add(uint64_t *sum, const bench_answer *answers, size_t count, size_t k);
/* An exact count of matches. */
void bench_answers_add_count(uint64_t *sum, uint64_t matches);
#endif
