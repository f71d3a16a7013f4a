/* Building an index one stage after the other in one thread, each timed: where does the time of a
 * load go?
 *
 *   read      the files' bytes, and no more
 *   parse     records out of them (decompression too; `read` is in it)
 *   analyze   text to terms
 *   invert    terms to the segment in the making
 *   write     segments to disk
 *   pack      records compressed for the catalogue
 *   document  terms to libxapian's documents
 *   xapian    documents added and committed
 *   merge     segments brought together
 *
 * The index that comes out is a real one. `indexer add` overlaps these stages on several threads. */
#ifndef ASSAY_BENCH_STAGES_H
#define ASSAY_BENCH_STAGES_H
#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    BENCH_STAGE_READ,
    BENCH_STAGE_PARSE,
    BENCH_STAGE_ANALYZE,
    BENCH_STAGE_INVERT,
    BENCH_STAGE_WRITE,
    BENCH_STAGE_PACK,
    BENCH_STAGE_DOCUMENT,
    BENCH_STAGE_XAPIAN,
    BENCH_STAGE_MERGE,
    BENCH_STAGES
} bench_stage;
const char *bench_stage_name(bench_stage stage);

typedef struct {
    double seconds[BENCH_STAGES], cpu_seconds[BENCH_STAGES]; /* of the one thread that works */
    uint64_t source_bytes, text_bytes, records, lost, again; /* again: an identity met before */
    uint64_t segments;                                       /* before they were merged */
} bench_stages;

typedef struct {
    const char *const *paths;
    uint64_t path_count;
    const char *dir;       /* the index to be made; must not be there */
    bool no_text;          /* as indexer's --no-xapian-text */
    uint64_t memory_bytes; /* of a segment in the making */
} bench_stages_options;

ASSAY_MUST_USE assay_status bench_stages_run(bench_stages *out, const bench_stages_options *options,
                                             assay_error *err);
#endif
