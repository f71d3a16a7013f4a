/* What the catalogue keeps of a record beside its terms: the record whole, and its history here.
 *
 *   record  : u8 version, varint size of the JSON, a zstd frame of it: version 2 with the catalogue's
 *             dictionary, 1 without
 *   history : u8 version 1, u32 date first indexed, u32 date last changed, u32 changes since
 *
 * Both are values of the document, not its data: libxapian deflates data and would spend three
 * times the rest of the work on bytes that do not shrink any more. One thread a context. */
#ifndef ASSAY_INDEX_STORED_H
#define ASSAY_INDEX_STORED_H
#include "base/buffer.h"
#include "catalogue/xapian_c.h"
#include "records/record_history.h"

typedef struct assay_stored assay_stored; /* compression contexts */

ASSAY_MUST_USE assay_status assay_stored_new(assay_stored **out, assay_error *err);
void assay_stored_free(assay_stored *stored); /* NULL is fine */

/* What the first records of an index have in common, for zstd: smaller records, and quicker ones. It
 * stands in the catalogue's metadata under ASSAY_STORED_KEY and never changes. Appends it to out; nothing
 * when the records are too few to learn from. The same records give the same dictionary. */
#define ASSAY_STORED_KEY "assay-records"
ASSAY_MUST_USE assay_status assay_stored_train(assay_buffer *out,
                                               const assay_record *const *records, size_t count,
                                               assay_error *err);
/* To be used from now on; empty: none. Copied. */
ASSAY_MUST_USE assay_status assay_stored_set_dictionary(assay_stored *stored, assay_span dictionary,
                                                        assay_error *err);

/* Makes *stored unless it is there, with the catalogue's dictionary when that has one by now. */
ASSAY_MUST_USE assay_status assay_stored_open(assay_stored **stored, assay_xapian_reader *catalogue,
                                              assay_error *err);

/* Appends the record as it is stored. */
ASSAY_MUST_USE assay_status assay_stored_pack(assay_buffer *out, assay_stored *stored,
                                              const assay_record *record, assay_error *err);
/* Appends the record's JSON. ASSAY_E_CORRUPT, ASSAY_E_VERSION. */
ASSAY_MUST_USE assay_status assay_stored_unpack(assay_buffer *out, assay_stored *stored,
                                                assay_span packed, assay_error *err);

enum { ASSAY_HISTORY_SIZE = 13 };
void assay_history_pack(char out[ASSAY_HISTORY_SIZE], const assay_history *history);
/* False for anything that is no history. */
bool assay_history_unpack(assay_history *out, assay_span packed);
#endif
