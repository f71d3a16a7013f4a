/* What is asked of an engine with each query: the names of operations and what they mean.
 *
 *   or10 or100 or1000   the best 10, 100, 1000 records with any of the words
 *   and10 phrase10      the best with all of them; with all side by side (any other number too)
 *   or_count            or10 with the exact number of matches; also or100_count, and10_count
 *   count               how many records have any of the words, and no more; also count_and,
 *                       count_phrase */
#ifndef ASSAY_BENCH_OPS_H
#define ASSAY_BENCH_OPS_H
#include "base/span.h"
#include "base/status.h"

typedef enum { BENCH_ANY, BENCH_ALL, BENCH_PHRASE } bench_match;

typedef struct {
    char name[24];
    bench_match match;
    unsigned k; /* 0: only count */
    bool count; /* the exact number of matches is wanted */
} bench_op;

enum { BENCH_OPS_MAX = 32, BENCH_K_MAX = 10000 };
#define BENCH_OPS_DEFAULT "or10,or100,or1000,and10,phrase10,count,or_count"

/* "or10,and10,count" into out[0..*count). ASSAY_E_USAGE names what is no operation. */
ASSAY_MUST_USE assay_status bench_ops_parse(bench_op out[BENCH_OPS_MAX], size_t *count,
                                            assay_span names, assay_error *err);
#endif
