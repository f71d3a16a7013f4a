#include "searchbench/answers.h"

#include <math.h>
#include <stdio.h>
#include <xxhash.h>

static const double tie = 1e-9;

static void mix(uint64_t *sum, uint64_t value) {
    *sum = XXH3_64bits_withSeed(&value, sizeof value, *sum);
}

static void mix_score(uint64_t *sum, double score) {
    char text[32];
    int size = snprintf(text, sizeof text, "%.5e", score);
    *sum = XXH3_64bits_withSeed(text, (size_t)size, *sum);
}

static size_t end_of_tie(const bench_answer *answers, size_t from, size_t count) {
    size_t to = from + 1;
    while (to < count &&
           fabs(answers[to].score - answers[to - 1].score) <= tie * fabs(answers[to - 1].score))
        to++;
    return to;
}

void bench_answers_add(uint64_t *sum, const bench_answer *answers, size_t count, size_t k) {
    mix(sum, count);
    for (size_t from = 0, to; from < count; from = to) {
        to = end_of_tie(answers, from, count);
        uint64_t set = 0; /* in any order */
        for (size_t i = from; i < to; i++)
            set += XXH3_64bits(&answers[i].document, sizeof answers[i].document);
        mix_score(sum, answers[from].score);
        mix(sum, to - from);
        if (to < count || count < k)
            mix(sum, set);
    }
}

void bench_answers_add_count(uint64_t *sum, uint64_t matches) {
    mix(sum, matches);
}
