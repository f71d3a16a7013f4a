/* What is measured: an index (or one segment file alone), asked by an engine.
 *
 * A target is opened once and shared; each thread asks through a worker of its own. */
#ifndef ASSAY_BENCH_TARGET_H
#define ASSAY_BENCH_TARGET_H
#include "base/json_write.h"
#include "index/reader.h"
#include "ranking/retrieval/evaluate.h"
#include "search/search.h"
#include "searchbench/ops.h"

typedef struct {
    const char *path;     /* borrowed */
    assay_reader *reader; /* NULL: a segment file alone */
    assay_segment *alone; /* that file, else NULL */
    assay_snapshot *own;  /* of it */
    const assay_snapshot *snapshot;
    uint64_t segments, postings, positions, terms; /* terms: summed over segments */
    uint64_t segment_bytes, catalogue_bytes;
    uint64_t hash; /* of the segments' tables of checksums: other content, other number */
} bench_target;

/* ASSAY_E_NOT_FOUND, ... as assay_reader_open and assay_segment_open. bench_target_close in any case
 * (zero-initialise). */
ASSAY_MUST_USE assay_status bench_target_open(bench_target *target, const char *path,
                                              assay_error *err);
void bench_target_close(bench_target *target);
/* The object "index". */
void bench_target_write(assay_json_writer *json, const bench_target *target);

typedef struct {
    bench_target *target; /* borrowed */
    assay_search_engine engine;
    assay_evaluator *evaluator;
    assay_reader *reader; /* Xapian's: one a thread */
    assay_arena arena;    /* of one query: Xapian's */
    assay_hits hits;
    assay_evaluate_mode mode;
    assay_error err;
} bench_worker;

/* ASSAY_E_UNSUPPORTED: Xapian on a segment alone or on an index without text terms. Not while other
 * workers are at work. bench_worker_close in any case (zero-initialise). */
ASSAY_MUST_USE assay_status bench_worker_open(bench_worker *worker, bench_target *target,
                                              assay_search_engine engine, assay_error *err);
void bench_worker_close(bench_worker *worker);
/* The answer is in worker->hits until the next. */
ASSAY_MUST_USE assay_status bench_worker_ask(bench_worker *worker, const assay_plan *plan,
                                             const bench_op *op, assay_error *err);
#endif
