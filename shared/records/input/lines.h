/* A file's lines as clean UTF-8: the way of the formats that are read line by line.
 *
 * Bytes that are not UTF-8 are read as windows-1252 and counted, control characters become blanks,
 * a line over the limit is reported and left out. One thread at a time. */
#ifndef ASSAY_RECORDS_LINES_H
#define ASSAY_RECORDS_LINES_H
#include "base/buffer.h"
#include "records/emit.h"

typedef struct {
    const assay_emitter *emitter; /* borrowed */
    assay_buffer clean;
    uint64_t replaced;
    size_t max_bytes; /* of a record's text, and of a line */
} assay_lines;

void assay_lines_init(assay_lines *lines, const assay_emitter *emitter);
void assay_lines_done(assay_lines *lines);
/* The next line without its end, borrowed until the next call; *more false at the end. */
ASSAY_MUST_USE assay_status assay_lines_next(assay_span *out, bool *more, assay_lines *lines,
                                             assay_error *err);
/* Hands each line to take, until one fails or the end. */
typedef assay_status assay_lines_take(void *reader, assay_span line, assay_error *err);
ASSAY_MUST_USE assay_status assay_lines_each(assay_lines *lines, assay_lines_take *take,
                                             void *reader, assay_error *err);
/* Warns of the bytes replaced, if any. */
ASSAY_MUST_USE assay_status assay_lines_finish(assay_lines *lines, assay_error *err);
#endif
