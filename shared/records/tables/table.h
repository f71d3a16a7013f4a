/* A table's rows as records, by what its columns are called. */
#ifndef ASSAY_RECORDS_TABLE_H
#define ASSAY_RECORDS_TABLE_H
#include "records/tables/flat.h"

typedef struct {
    const char *name; /* of the format */
    char separator;   /* 0: sniffed */
    int habit; /* assay_record_type when neither row nor options say; -1: by the identifiers */
    const char *dividers; /* of lists in a cell; see assay_flat */
    bool month_first;     /* in dates with slashes */
    assay_column (*column)(assay_span map, assay_span name); /* what a column means */
    /* A cell the format sees to itself; *done false leaves it to the column. May be NULL. */
    assay_status (*cell)(bool *done, assay_record *record, assay_span name, assay_span value,
                         assay_error *err);
    /* Once a row's cells are in, before the record gets its identity; may be NULL. */
    assay_status (*finish)(assay_flat *flat, assay_error *err);
} assay_table_format;

/* What assay_format's read does: the first row names the columns. */
ASSAY_MUST_USE assay_status assay_table_read(assay_input *input, const assay_table_format *format,
                                             const assay_read_options *options,
                                             const assay_record_sink *sink, assay_error *err);
/* Whether the first line of head has a cell of that name (letters and digits compared). */
bool assay_table_has_column(assay_span head, const char *name);
#endif
