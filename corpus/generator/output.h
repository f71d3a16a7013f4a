/* Bytes on their way to standard output, and tokens and records as text. */
#ifndef ASSAY_CORPUS_GENERATOR_OUTPUT_H
#define ASSAY_CORPUS_GENERATOR_OUTPUT_H
#include "generator/document.h"
#include <stdio.h>

/* Appends are unchecked: one record or query fits in what output_make_room leaves free. */
enum { OUTPUT_BYTES = 1 << 20, OUTPUT_ROOM = 1 << 18 };

typedef struct {
    FILE *file;
    size_t length;
    char bytes[OUTPUT_BYTES];
} output;

/* Writes out when less than OUTPUT_ROOM is free. False when writing failed (errno says why). */
bool output_make_room(output *out);
/* Writes out the rest. */
bool output_finish(output *out);

void output_text(output *out, const char *text);
/* A token's letters without what stands around it; `capital`: the first letter large. */
void output_word(output *out, const document_model *model, uint32_t code, bool capital);
/* Tokens from `from` to before `to` with what stands between them, escaped for a JSON string. */
void output_tokens(output *out, const document_model *model, const document *of, uint32_t from,
                   uint32_t to, bool title_case);
/* The record as one line of JSON. `source` is the one the document was made with: the fields are drawn from it. */
void output_record(output *out, const document_model *model, const document *of, uint64_t number,
                   random_source *source);
#endif
