/* What this process costs the machine, as the kernel counts it. One thread at a time. */
#ifndef ASSAY_BENCH_PROCESS_H
#define ASSAY_BENCH_PROCESS_H
#include "base/json_write.h"

typedef struct {
    double cpu_seconds; /* user and system, all threads */
    uint64_t minor_faults, major_faults;
    uint64_t bytes_read, bytes_written; /* by system calls, whether or not from a disk */
    uint64_t peak_bytes;                /* of memory held, since the process began */
} bench_usage;

bench_usage bench_usage_now(void);
/* What came between; the peak is the later one. */
bench_usage bench_usage_since(const bench_usage *earlier);

/* Which pages of mapped files are used: forget, do something, ask. Counted in whole pages of the
 * files below `folder` (or of the one file). Return false where the kernel does not tell. */
bool bench_pages_forget(void);
bool bench_pages_used(uint64_t *bytes, const char *folder);

/* Asks the kernel to forget the files below `path` (or the one file), which nobody may hold mapped;
 * *left: bytes of them that stayed in memory all the same. */
ASSAY_MUST_USE assay_status bench_cache_drop(uint64_t *left, const char *path, assay_error *err);
/* Bytes of all files below path, or of the one file. */
ASSAY_MUST_USE assay_status bench_files_bytes(uint64_t *bytes, const char *path, assay_error *err);
#endif
