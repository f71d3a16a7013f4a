/* Small pieces of code timed by themselves: a case is called again and again, some calls a sample.
 *
 * Every case leaves a checksum of what it computed; cases of one name on different engines (kernel
 * variants) must share it. One thread; times are processor time. */
#ifndef ASSAY_BENCH_MICRO_H
#define ASSAY_BENCH_MICRO_H
#include "base/json_write.h"

typedef struct {
    uint64_t samples;
    double sample_us; /* calls fill at least so much */
} bench_micro_options;

typedef struct {
    const char *name, *engine;
    double items; /* a call: postings, values, words of 64 bits */
    double bytes; /* a call; 0: not told */
    void *user;
    void (*call)(void *user);
    uint64_t (*checksum)(void *user); /* after a call */
} bench_micro_case;

/* Appends the case's entry to the open array "ops". */
ASSAY_MUST_USE assay_status bench_micro_run(assay_json_writer *json, const bench_micro_case *which,
                                            const bench_micro_options *options, assay_error *err);

/* Codecs and kernels, in every variant this machine has. */
ASSAY_MUST_USE assay_status bench_micro_kernels(assay_json_writer *json,
                                                const bench_micro_options *options,
                                                assay_error *err);
/* Reading, records as JSON, hashing and analysis, on the records of path. */
ASSAY_MUST_USE assay_status bench_micro_records(assay_json_writer *json, const char *path,
                                                uint64_t limit_bytes,
                                                const bench_micro_options *options,
                                                assay_error *err);
#endif
