/* The history of a record in an index, as JSON: what `searcher show --format json` and `indexer dump` print behind a record and the jsonl
 * reader takes over, so that a record that moves to another index stays as old as it is.
 *
 *   {"schema":1,"id":"nct:NCT99000001",...,"history":{"version":1,"first_indexed":"2026-01-05","last_changed":"2026-05-01","updates":2,
 *    "changes":[{"update":2,"date":"2026-05-01","field":"enrolment","from":"60","to":"47"},...],"not_kept":0}}
 *
 * first_indexed and last_changed are days, empty when not known; changes stand newest first, as record_changes.h keeps them: one without
 * from and to has a kind, "order" (the same values in another order) or "old" (values no longer kept); not_kept counts the changes that are
 * gone altogether. Keys unknown here are passed over, another version is refused.
 *
 * It belongs to the index, not to the record: it is no content and no part of the hash. One thread at a time. */
#ifndef ASSAY_RECORDS_RECORD_HISTORY_H
#define ASSAY_RECORDS_RECORD_HISTORY_H
#include "records/json/json_tree.h"
#include "records/record_changes.h"

enum { ASSAY_RECORD_HISTORY_VERSION = 1 };

typedef struct {
    assay_date first_indexed, changed; /* days; 0: unknown */
    uint32_t changes;                  /* since it was first indexed */
} assay_history;

/* What a record brings along. */
typedef struct assay_record_history {
    assay_history history;
    assay_changes changes;
} assay_record_history;

/* Makes the history the last member of the record's JSON, which out ends with; one of which nothing is known is left out. ASSAY_E_BUG when
 * out does not end with an object. */
ASSAY_MUST_USE assay_status assay_record_history_add(assay_buffer *out,
                                                     const assay_history *history,
                                                     const assay_changes *changes,
                                                     assay_error *err);
/* Gives the record the history its JSON object has, in the record's arena; none when the object has none. All of it is checked: kinds,
 * sizes, order, days (none after the day that follows `today`, those of changes apart, which are their source's). ASSAY_E_FORMAT,
 * ASSAY_E_LIMIT, ASSAY_E_VERSION: then the record has no history and is whole otherwise. */
ASSAY_MUST_USE assay_status assay_record_history_read(assay_record *record,
                                                      const assay_json_value *object,
                                                      assay_date today, assay_error *err);
#endif
