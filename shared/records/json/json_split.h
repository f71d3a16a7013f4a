/* A JSON document of any size as the objects in it that are records, one in memory at a time.
 *
 *   {record}            [ {record}, ... ]            {"studies": [ {record}, ... ], "next": "..."}
 *   {"a": {record}}     {record} {record}            (one value after another, also a line each)
 *
 * An object is a record when one of its own keys is a record's; any other is a wrapper and is gone
 * through. Wrappers' other values are passed over. One thread a split. */
#ifndef ASSAY_RECORDS_JSON_SPLIT_H
#define ASSAY_RECORDS_JSON_SPLIT_H
#include "records/input/input.h"
#include "records/json/json.h"

typedef struct {
    assay_input *input; /* borrowed */
    bool (*is_record_key)(assay_span key);
    size_t max_bytes; /* of one record */
    int depth;        /* of wrappers open now */
    bool is_array[ASSAY_READ_MAX_DEPTH];
    size_t given;   /* bytes of the window the last record took */
    uint64_t line;  /* of the next byte of the input */
    uint64_t found; /* records so far */
} assay_json_split;

typedef struct {
    assay_span text; /* borrowed until the next call */
    uint64_t line, byte;
} assay_json_element;

void assay_json_split_init(assay_json_split *split, assay_input *input,
                           bool (*is_record_key)(assay_span key), size_t max_bytes);
/* *more false at the end. ASSAY_E_FORMAT and ASSAY_E_LIMIT name the byte; the rest of the document cannot
 * be told apart then. */
ASSAY_MUST_USE assay_status assay_json_split_next(assay_json_element *out, bool *more,
                                                  assay_json_split *split, assay_error *err);
#endif
