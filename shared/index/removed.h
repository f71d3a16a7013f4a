/* Records on their way out of an index: what the catalogue kept of them, until the commit takes what they held
 * out of their segments' statistics.
 *
 *   take, take, ... (packed as they were) -> by segment: hold -> assay_tombstones_held -> tombstones
 *
 * A removed record analyzed again gives the very terms it was indexed under, so that its segment need look at
 * the lists of these terms alone: what an update costs goes with what it replaces. A record that is not known
 * well enough - its packed form does not read, the analyzer is not the index's, there were more of them than
 * the memory given - makes *known false, and its segment is walked, every list of it. One thread at a time. */
#ifndef ASSAY_INDEX_REMOVED_H
#define ASSAY_INDEX_REMOVED_H
#include "catalogue/xapian_c.h"
#include "ranking/segment/tombstones.h"

typedef struct assay_removed assay_removed;

/* analyzer: the identity the index names; memory: bytes of packed records to keep. *out is the caller's:
 * assay_removed_free. */
ASSAY_MUST_USE assay_status assay_removed_new(assay_removed **out, const char *analyzer,
                                              size_t memory, assay_error *err);
void assay_removed_free(assay_removed *removed); /* NULL is fine */
/* Takes the record out of the catalogue. ASSAY_E_NOT_FOUND. */
ASSAY_MUST_USE assay_status assay_removed_take(assay_removed *removed,
                                               assay_xapian_writer *catalogue, assay_docid docid,
                                               assay_error *err);
/* They are all buried. */
void assay_removed_clear(assay_removed *removed);
/* The numbers of all, ascending; after the last take. Borrowed until the next take or clear. */
const assay_docid *assay_removed_list(size_t *count, assay_removed *removed);

/* What these of them held, docids[i] being record records[i] of its segment, which ascend. *out is borrowed
 * until the next hold, take or clear; untouched when *known is false. */
ASSAY_MUST_USE assay_status assay_removed_hold(bool *known, assay_tombstones_held *out,
                                               assay_removed *removed, const assay_docid *docids,
                                               const uint32_t *records, size_t count,
                                               assay_error *err);
#endif
