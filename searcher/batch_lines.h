/* The queries of a batch, read a line at a time: "query" or "id TAB query".
 *
 * White space around a query is dropped, lines of nothing else are left out; without an id the line's number stands for it. No line longer than
 * a query may be is kept in memory: the rest of it is read over. One thread. */
#ifndef ASSAY_SEARCHER_BATCH_LINES_H
#define ASSAY_SEARCHER_BATCH_LINES_H
#include "base/buffer.h"

#include <stdio.h>

typedef struct {
    FILE *input;
    const char *name; /* of the input, for messages */
    assay_buffer text;
    size_t line; /* of the last one read, from 1 */
} assay_batch_lines;

typedef struct {
    uint64_t ticket; /* its place in the output */
    size_t line;
    char *topic; /* part of this allocation */
    assay_span query;
    bool too_long; /* query is only its beginning */
} assay_batch_query;

/* path "-" is standard input. ASSAY_E_NOT_FOUND, ASSAY_E_IO. */
ASSAY_MUST_USE assay_status assay_batch_lines_open(assay_batch_lines *out, const char *path,
                                                   assay_error *err);
void assay_batch_lines_close(assay_batch_lines *lines);
/* *out is the caller's: free. NULL at the end. */
ASSAY_MUST_USE assay_status assay_batch_lines_next(assay_batch_query **out,
                                                   assay_batch_lines *lines, assay_error *err);
#endif
