/* Work done in a process of its own, so that its peak of memory and its processor time are its own. */
#ifndef ASSAY_BENCH_CHILD_H
#define ASSAY_BENCH_CHILD_H
#include "base/status.h"

#include <stdint.h>

typedef struct {
    double seconds, cpu_seconds;
    uint64_t peak_bytes, bytes_written, major_faults;
} bench_child_cost;

/* Forks; work runs in the child and leaves its outcome in the `size` bytes at result, which come back
 * to the caller's. Only while this process has one thread. The child's failure is this call's. */
ASSAY_MUST_USE assay_status bench_child_run(bench_child_cost *cost, void *result, size_t size,
                                            assay_status (*work)(void *result, void *user,
                                                                 assay_error *err),
                                            void *user, assay_error *err);
#endif
