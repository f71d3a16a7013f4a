/* What the catalogue keeps of a record beside its terms: the record whole, and its history here.
 *
 *   record  : u8 version 1, varint size of the JSON, a zstd frame of it
 *   history : u8 version 1, u32 date first indexed, u32 date last changed, u32 changes since
 *
 * Both are values of the document, not its data: libxapian deflates data and would spend three
 * times the rest of the work on bytes that do not shrink any more. One thread a context. */
#ifndef ASSAY_ENGINE_STORED_H
#define ASSAY_ENGINE_STORED_H
#include "base/buffer.h"
#include "records/record.h"

typedef struct assay_stored assay_stored; /* compression contexts */

ASSAY_MUST_USE assay_status assay_stored_new(assay_stored **out, assay_error *err);
void assay_stored_free(assay_stored *stored); /* NULL is fine */

/* Appends the record as it is stored. */
ASSAY_MUST_USE assay_status assay_stored_pack(assay_buffer *out, assay_stored *stored,
                                              const assay_record *record, assay_error *err);
/* Appends the record's JSON. ASSAY_E_CORRUPT, ASSAY_E_VERSION. */
ASSAY_MUST_USE assay_status assay_stored_unpack(assay_buffer *out, assay_stored *stored,
                                                assay_span packed, assay_error *err);

typedef struct {
    assay_date first_indexed, changed; /* 0: unknown */
    uint32_t changes;                  /* since it was first indexed */
} assay_history;
enum { ASSAY_HISTORY_SIZE = 13 };
void assay_history_pack(char out[ASSAY_HISTORY_SIZE], const assay_history *history);
/* False for anything that is no history. */
bool assay_history_unpack(assay_history *out, assay_span packed);
#endif
