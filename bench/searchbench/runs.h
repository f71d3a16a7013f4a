/* Documents of earlier runs, as the report looks at them. Borrowed text lives as long as the runs. */
#ifndef ASSAY_BENCH_RUNS_H
#define ASSAY_BENCH_RUNS_H
#include "searchbench/document.h"

enum { BENCH_RUNS_MAX = 256, BENCH_ENGINES_MAX = 24 };

typedef struct {
    const char *path; /* borrowed from the caller */
    cJSON *document;
    const char *kind;
    double records; /* of the collection; 0: the document does not say */
} bench_run;

typedef struct {
    bench_run items[BENCH_RUNS_MAX]; /* by kind, then by records, then as given */
    size_t count;
} bench_runs;

/* Text of the documents is left with letters, digits and " .,:+-_/()@": it is put into gnuplot's scripts,
 * where a quote could begin a command. Errors as bench_document_read. bench_runs_done in any case (zero-initialise). */
ASSAY_MUST_USE assay_status bench_runs_read(bench_runs *runs, const char *const *paths,
                                            size_t count, assay_error *err);
void bench_runs_done(bench_runs *runs);

/* The largest collection's document of this kind; NULL when there is none. */
const bench_run *bench_runs_largest(const bench_runs *runs, const char *kind);
/* Its entry for the operation and engine in one thread; NULL when there is none. */
const cJSON *bench_run_op(const bench_run *run, const char *op, const char *engine);
const cJSON *bench_run_member(const bench_run *run, const char *key);

/* Names, each once, in order of their first arrival. */
typedef struct {
    const char *names[BENCH_ENGINES_MAX];
    size_t count;
} bench_names;
void bench_names_add(bench_names *names, const char *name);
/* All values of this key ("op", "engine") among the run's operations. */
void bench_names_of(bench_names *names, const bench_run *run, const char *key);
#endif
