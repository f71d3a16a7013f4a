/* A peer's adapter as a child process: built with, opened, asked, ended. peers/README.md has the
 * protocol it speaks. One thread. */
#ifndef ASSAY_BENCH_ADAPTER_H
#define ASSAY_BENCH_ADAPTER_H
#include "base/span.h"
#include "base/status.h"

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

enum { BENCH_PEER_PROTOCOL = 1, BENCH_PEER_HITS_MAX = 10000 };

typedef struct {
    double seconds;     /* by the adapter's own clock */
    double cpu_seconds; /* of its process */
    uint64_t documents, bytes, peak_bytes;
} bench_peer_built;

/* Runs "PROGRAM build TOKENS DIR". ASSAY_E_IO when it fails, ASSAY_E_FORMAT when it does not report
 * as the protocol says. */
ASSAY_MUST_USE assay_status bench_adapter_build(bench_peer_built *out, const char *program,
                                                const char *tokens, const char *dir,
                                                assay_error *err);

/* Builds unless dir is there. What building cost is kept in the file "DIR.built" and found there
 * again; *known: *out tells it (documents and bytes are of a build of now only). */
ASSAY_MUST_USE assay_status bench_adapter_prepare(bench_peer_built *out, bool *known,
                                                  const char *program, const char *tokens,
                                                  const char *dir, assay_error *err);

typedef struct {
    pid_t pid; /* 0: not running */
    FILE *to, *from;
    char engine[64], version[64], formula[32], phrase[32], clock[8];
    double scale;
    uint64_t documents;
    char *line; /* the last answer */
    size_t line_size;
} bench_adapter;

/* Starts "PROGRAM serve DIR" and reads its first line. ASSAY_E_VERSION for another protocol.
 * bench_adapter_close in any case (zero-initialise). */
ASSAY_MUST_USE assay_status bench_adapter_open(bench_adapter *adapter, const char *program,
                                               const char *dir, assay_error *err);
/* Ends it; *peak_bytes (may be NULL): the most memory it held. */
void bench_adapter_close(bench_adapter *adapter, uint64_t *peak_bytes);
/* Reads every file of the index once. */
ASSAY_MUST_USE assay_status bench_adapter_warm(bench_adapter *adapter, assay_error *err);

typedef struct {
    uint64_t time_ns, count;
    size_t hit_count;
    double scores[BENCH_PEER_HITS_MAX]; /* times the adapter's scale */
} bench_peer_answer;

/* request is a line without its end. ASSAY_E_IO when the adapter is gone, ASSAY_E_UNSUPPORTED with
 * its reason when it refuses. */
ASSAY_MUST_USE assay_status bench_adapter_ask(bench_peer_answer *answer, bench_adapter *adapter,
                                              assay_span request, assay_error *err);
#endif
