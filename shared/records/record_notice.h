/* A notice of change: what a new version of a record brings, for those who follow it.
 *
 * One JSON object:
 *
 *   {"assay_notice":1,"id":"nct:NCT99000001","change":"added|replaced|deleted","title":"...",
 *    "fields":{"status":{"from":["RECRUITING"],"to":["COMPLETED"]},"enrolment":{"from":68,"to":70}}}
 *
 * Keys under "fields" are those of records/record_json.h; only what differs is there. Of a list,
 * "from" holds the values that are gone and "to" those that are new; both are empty when the same
 * values stand in another order. A key without "from" was not there, one without "to" is gone.
 * "fields" is of replaced records only, and left out when the old version could not be read. */
#ifndef ASSAY_RECORDS_RECORD_NOTICE_H
#define ASSAY_RECORDS_RECORD_NOTICE_H
#include "base/buffer.h"
#include "records/record.h"

enum { ASSAY_RECORD_NOTICE_VERSION = 1 };

/* Appends the notice. before: JSON of the old version, empty when there is none at hand; after: NULL
 * when the record was deleted; was_there: the index had a version of it. ASSAY_E_FORMAT when before
 * is no JSON. */
ASSAY_MUST_USE assay_status assay_record_notice_write(assay_buffer *out, assay_span identity,
                                                      assay_span before, bool was_there,
                                                      const assay_record *after, assay_error *err);
#endif
