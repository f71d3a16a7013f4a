/* A record out of named values: rows of tables, keys of JSON objects.
 *
 *   begin -> add(column, name, value)... -> finish: the text against its parts, the type, the identity
 *
 * One thread a record. */
#ifndef ASSAY_RECORDS_FLAT_H
#define ASSAY_RECORDS_FLAT_H
#include "records/reader.h"
#include "records/tables/column.h"

typedef struct {
    assay_record *record; /* borrowed */
    assay_span source_id, text;
    assay_span eligibility; /* borrowed from the value last added for it */
    const char *dividers;   /* of lists in one value; NULL: '|', ';', and ',' where that is safe */
    bool month_first; /* 4/5/2020 is in April; otherwise only 4/25/2020 and 25/4/2020 are told */
    bool typed;
    bool named; /* some value, be it empty, had a name known to be more than the source's own id */
} assay_flat;

void assay_flat_begin(assay_flat *flat, assay_record *record);
/* One value, borrowed until finish; `split` for text that may hold a list (a cell), not for an element of one. "NA", "null" and
 * the like are no values. */
ASSAY_MUST_USE assay_status assay_flat_add(assay_flat *flat, assay_column column, assay_span name,
                                           assay_span value, bool split, assay_error *err);
/* default_type as in assay_read_options. ASSAY_E_FORMAT when the record holds nothing to find it by, but for one whose source names it
 * and whose values are empty: assay_flat_note. */
ASSAY_MUST_USE assay_status assay_flat_finish(assay_flat *flat, int default_type, assay_error *err);
/* What is to be told of a finished record: ASSAY_E_FORMAT when there is nothing to find it by. */
ASSAY_MUST_USE assay_status assay_flat_note(const assay_record *record, assay_error *err);
#endif
