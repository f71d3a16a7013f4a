/* Bytes for readers, whatever they come from: a file, memory, a decompressor, an archive's member.
 *
 *   source --fill--> [ consumed | window.......... | free ]
 *
 * This is the side of assay_input (records/reader.h) that readers of formats seldom need: making one,
 * and looking at the bytes in place. A source's failure is kept back until the bytes before it are
 * consumed, so a truncated file gives all it has. One thread an input. */
#ifndef ASSAY_RECORDS_INPUT_H
#define ASSAY_RECORDS_INPUT_H
#include "records/reader.h"

typedef struct {
    void *user;
    /* Up to capacity bytes; *size 0 at the end. */
    assay_status (*fill)(size_t *size, void *user, void *out, size_t capacity, assay_error *err);
    void (*close)(void *user); /* may be NULL */
} assay_input_source;

/* name is copied. The source is moved in, closed on failure too. *out is the caller's. */
ASSAY_MUST_USE assay_status assay_input_new(assay_input **out, const char *name,
                                            assay_input_source source, assay_error *err);
void assay_input_free(assay_input *input);

/* Bytes read from files, told to a sink as they come. */
typedef struct {
    const assay_record_sink *sink; /* its progress may be NULL */
    uint64_t bytes;
} assay_input_progress;

/* A file, or "-" for standard input. ASSAY_E_NOT_FOUND, ASSAY_E_IO. progress (NULL is fine) is borrowed
 * until the input is freed. */
ASSAY_MUST_USE assay_status assay_input_open_file(assay_input **out, const char *path,
                                                  assay_input_progress *progress, assay_error *err);
/* bytes are borrowed until the input is freed. */
ASSAY_MUST_USE assay_status assay_input_open_bytes(assay_input **out, assay_span bytes,
                                                   const char *name, assay_error *err);

/* What is in the buffer, at least at_least bytes of it unless the source ends or fails before; then what
 * there is, and only when that is nothing the failure (or an empty span at the end). Borrowed until the
 * next call. */
ASSAY_MUST_USE assay_status assay_input_window(assay_span *out, assay_input *input, size_t at_least,
                                               assay_error *err);
/* Consumes n bytes of the window. */
void assay_input_skip(assay_input *input, size_t n);
/* Whether the source has nothing more to give than what the window holds, by its end or a failure; the
 * failure, if it was one, is what the next call on an empty window returns. */
bool assay_input_at_end(const assay_input *input);
#endif
