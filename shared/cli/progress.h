/* How far a long job is: one line on a terminal's standard error, rewritten a few times a second.
 *
 * Away from a terminal nothing is shown, unless JSON lines are asked for. One thread. */
#ifndef ASSAY_CLI_PROGRESS_H
#define ASSAY_CLI_PROGRESS_H
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    ASSAY_PROGRESS_AUTO, /* on a terminal only */
    ASSAY_PROGRESS_NEVER,
    ASSAY_PROGRESS_ALWAYS,
    ASSAY_PROGRESS_JSON /* {"progress": ...} lines */
} assay_progress_mode;

typedef struct {
    bool line, json, drawn;
    double started, shown; /* seconds of a monotonic clock */
    uint64_t total_bytes;  /* 0: unknown */
} assay_progress;

void assay_progress_start(assay_progress *progress, assay_progress_mode mode, uint64_t total_bytes);
void assay_progress_show(assay_progress *progress, uint64_t records, uint64_t bytes);
/* Wipes the line, so that other text may follow. */
void assay_progress_clear(assay_progress *progress);
double assay_progress_seconds(const assay_progress *progress); /* since start */
#endif
