/* Records of a file of JSON lines: of each the title, the text and whether it is a trial. */
#ifndef ASSAY_CORPUS_FIT_RECORDS_H
#define ASSAY_CORPUS_FIT_RECORDS_H
#include "fit/memory.h"
#include <stdbool.h>
#include <stdio.h>

typedef struct {
    FILE *file;
    const char *path;
    uint64_t number; /* of the record read last, from 1 */
    text title, body;
    char *line;
    size_t capacity;
} record_reader;

/* False, with a message on standard error, when the file cannot be opened. */
bool record_reader_open(record_reader *reader, const char *path);
void record_reader_close(record_reader *reader);

/* Reads the next record. *more is false at the end. False, with a message, when a line is no record. */
bool record_reader_next(record_reader *reader, bool *trial, bool *more);
#endif
