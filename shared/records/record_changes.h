/* What an update of a record changed, and what is kept of it for good: the history of a record, field by field.
 *
 *   version before, version after -> assay_record_changes_note -> changes, newest first
 *   packed : u8 version 1, varint changes not kept any more, then each change:
 *            varint number of the update, u32 date, u8 kind, key, from, to (a varint size and its bytes each)
 *
 * A change names a key of the record's JSON (record_json.h) and shows both values in short: of lists what is gone and what is new, of long
 * texts where they begin to differ. When the update was is the record's own word, if it brought a new date of update, else the day it came.
 * What is kept is bounded: ASSAY_CHANGES_BYTES. Over that the oldest go; the latest of each key stays, at last
 * without its values.
 *
 * Text lives in the arena given. One thread at a time. */
#ifndef ASSAY_RECORDS_RECORD_CHANGES_H
#define ASSAY_RECORDS_RECORD_CHANGES_H
#include "base/json_write.h"
#include "records/record.h"

enum { ASSAY_CHANGES_BYTES = 6144, ASSAY_CHANGE_VALUE_MAX = 160 };

typedef enum {
    ASSAY_CHANGE_VALUES = 0, /* from and to; an empty one: there was none, or is none any more */
    ASSAY_CHANGE_ORDER = 1,  /* the same values in another order */
    ASSAY_CHANGE_OLD = 2     /* its values are not kept any more */
} assay_change_kind;

typedef struct {
    uint32_t update; /* the first update of a record is 1 */
    assay_date date; /* a day */
    assay_change_kind kind;
    assay_span key, from, to;
} assay_change;

typedef struct {
    assay_change *items; /* newest update first; within one as the JSON has its keys */
    size_t count, capacity;
    uint64_t dropped; /* changes of earlier updates that are not kept */
} assay_changes;

/* Puts what the update brought before what is there, and keeps the bound. before: JSON of the old version; today: when it came.
 * ASSAY_E_FORMAT when before is no JSON; then nothing is changed. */
ASSAY_MUST_USE assay_status assay_record_changes_note(assay_changes *changes, assay_arena *arena,
                                                      assay_span before, const assay_record *after,
                                                      uint32_t update, assay_date today,
                                                      assay_error *err);
/* Appends them packed; nothing when there are none. */
void assay_record_changes_pack(assay_buffer *out, const assay_changes *changes);
/* Text is borrowed from packed. No bytes are no changes. ASSAY_E_CORRUPT, ASSAY_E_VERSION. */
ASSAY_MUST_USE assay_status assay_record_changes_unpack(assay_changes *out, assay_arena *arena,
                                                        assay_span packed, assay_error *err);
/* Whether they are within the bound. */
bool assay_record_changes_fit(const assay_changes *changes);
/* A JSON array of objects: update, date, field, and from, to as far as they are kept; of one without either the kind. */
#define ASSAY_CHANGE_KIND_ORDER "order"
#define ASSAY_CHANGE_KIND_OLD "old"
void assay_record_changes_json(assay_json_writer *json, const assay_changes *changes);
#endif
