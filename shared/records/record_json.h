/* A record as one JSON object and back: what the catalogue stores, `indexer dump` prints and the
 * jsonl reader takes.
 *
 * Keys are those of records/record.h plus "id" (identity), "type", "ids", "locations",
 * "references", "extra", "enrolment", "min_age_days", "max_age_days", "updates",
 * "healthy_volunteers", "has_results", "schema" (ASSAY_RECORD_SCHEMA). Empty fields are left out; a
 * text field is always an array. Writing then reading gives an equal record. "history" is the index's, not the record's:
 * record_history.h. */
#ifndef ASSAY_RECORDS_RECORD_JSON_H
#define ASSAY_RECORDS_RECORD_JSON_H
#include "base/json_write.h"
#include "records/record.h"

enum { ASSAY_RECORD_SCHEMA = 1 };

void assay_record_json_write(assay_buffer *out, const assay_record *record);
/* Fills an initialised record. ASSAY_E_FORMAT with the byte offset, ASSAY_E_VERSION for a newer
 * schema. */
ASSAY_MUST_USE assay_status assay_record_json_read(assay_record *record, assay_span json,
                                                   assay_error *err);
#endif
