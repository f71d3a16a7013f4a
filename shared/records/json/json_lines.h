/* The way every format of JSON objects is read: a line each or a document of them, each object parsed
 * apart, what is broken reported and passed over. */
#ifndef ASSAY_RECORDS_JSON_LINES_H
#define ASSAY_RECORDS_JSON_LINES_H
#include "records/json/json_split.h"
#include "records/json/json_tree.h"

typedef struct {
    /* Fills and identifies the record. A failure is a problem of this record. */
    assay_status (*fill)(assay_record *record, const assay_json_value *object,
                         const assay_read_options *options, assay_error *err);
    /* May be NULL. Takes over what the record can do without: a failure is a warning, the record stays. */
    assay_status (*add)(assay_record *record, const assay_json_value *object,
                        const assay_read_options *options, assay_error *err);
    /* NULL: every object of the top level, of an array there or of a line is a record. */
    bool (*is_record_key)(assay_span key);
} assay_json_format;

/* What assay_format's read does. */
ASSAY_MUST_USE assay_status assay_json_lines_read(assay_input *input,
                                                  const assay_json_format *format,
                                                  const assay_read_options *options,
                                                  const assay_record_sink *sink, assay_error *err);
#endif
