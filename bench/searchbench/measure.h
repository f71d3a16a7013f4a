/* One operation over a set of queries: what is answered, how long it takes, what it costs.
 *
 *   one pass not timed (answers, statistics, bytes touched) -> warm-up rounds -> timed rounds
 *
 * A cold measurement has no warm-up: before each round the index is closed, dropped from memory as far
 * as the kernel lets go of it, and opened anew; the first queries pay for what all read. */
#ifndef ASSAY_BENCH_MEASURE_H
#define ASSAY_BENCH_MEASURE_H
#include "searchbench/process.h"
#include "searchbench/queryset.h"
#include "searchbench/samples.h"
#include "searchbench/target.h"

enum { BENCH_THREADS_MAX = 64 };

typedef struct {
    uint64_t warmup, rounds;
    double rate; /* questions a second; 0: closed loop */
    bool cold, exhaustive, cpu_clock;
    bool keep_samples;
    bool pages; /* look for the bytes touched */
} bench_plan_options;

typedef struct {
    const bench_op *op;
    assay_search_engine engine;
    unsigned threads;
} bench_case;

typedef struct {
    bench_summary latency, service; /* us; service: without the wait of an open loop */
    double best_mean_us;            /* of each query's best round */
    double seconds;                 /* the timed rounds, wall clock */
    bench_usage usage;              /* likewise; all of the process */
    double *per_query;              /* median us by query: the caller's, free */
    double *samples;                /* us, round after round; NULL unless kept. Likewise */
    size_t sample_count;
    uint64_t answers;               /* answers.h */
    uint64_t hits, matches;         /* of all queries; matches: as counted exactly */
    assay_evaluate_statistics cost; /* sums over all queries; ranking core only */
    bool pages_known;
    uint64_t bytes_touched;         /* of the index, by all queries together */
    double bytes_touched_per_query; /* mean of the first BENCH_PAGES_QUERIES */
    uint64_t cold_left;             /* bytes the kernel kept in memory */
} bench_outcome;

enum { BENCH_PAGES_QUERIES = 100 };

/* target is closed and opened again for a cold measurement. bench_outcome_done in any case
 * (zero-initialise). */
ASSAY_MUST_USE assay_status bench_measure(bench_outcome *out, bench_target *target,
                                          const assay_plan *const *plans, size_t count,
                                          const bench_case *which,
                                          const bench_plan_options *options, assay_error *err);
void bench_outcome_done(bench_outcome *outcome);
#endif
