/* Where JSON values end, told without parsing them: by brackets and strings alone.
 *
 *   bytes -> scan (brackets, strings, depth) -> one element whole -> tree (records/json/json_tree.h) -> record
 *
 * This is what keeps memory bounded by one element of a document of any size. One thread a scan. */
#ifndef ASSAY_RECORDS_JSON_H
#define ASSAY_RECORDS_JSON_H
#include "records/reader.h"

typedef enum {
    ASSAY_JSON_PARTIAL = 0, /* more bytes are needed */
    ASSAY_JSON_WHOLE,       /* scan.at is past the element */
    ASSAY_JSON_BROKEN,      /* scan.at is at the byte that cannot be */
    ASSAY_JSON_DEEP         /* nested deeper than ASSAY_READ_MAX_DEPTH */
} assay_json_state;

typedef struct {
    size_t at;
    int depth;
    bool in_string;
    size_t string_start; /* of the string in_string is about */
    bool is_array[ASSAY_READ_MAX_DEPTH];
} assay_json_scan;

/* Goes on scanning the element text begins with ('{' or '['); text may have grown since, and moved, but
 * begins with the same bytes. Start with a zeroed scan. */
assay_json_state assay_json_scan_on(assay_json_scan *scan, assay_span text);
/* Skips the value at `from` (of any kind) and returns the offset past it, SIZE_MAX when it does not end
 * in text. */
size_t assay_json_skip_value(assay_span text, size_t from);
size_t assay_json_skip_blank(assay_span text, size_t from);
/* Offset of the quote that ends the string whose content begins at start, looking from `from` on;
 * SIZE_MAX when it is not in text. */
size_t assay_json_string_end(assay_span text, size_t start, size_t from);

/* Whether one of the object's own keys is wanted; 0 no, 1 yes, -1 when the object breaks off or is broken
 * before that is known. text begins with '{'. */
int assay_json_has_key(assay_span text, bool (*wanted)(assay_span key));
#endif
