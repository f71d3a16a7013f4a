/* Looking after an index: removing records, finding damage, packing it tight.
 *
 * Sources of truth: the catalogue's records. Segments can always be made from them again
 * (assay_build_rebuild in build.h). */
#ifndef ASSAY_INDEX_MAINTENANCE_H
#define ASSAY_INDEX_MAINTENANCE_H
#include "base/span.h"
#include "base/status.h"

#include <stdint.h>

/* Removes the records these identities or identifiers name ("nct:NCT01590069", "NCT01590069",
 * "pmid:1234", a DOI), in one commit. found[i] tells whether ids[i] named any; may be NULL. */
ASSAY_MUST_USE assay_status assay_index_delete(uint64_t *deleted, bool *found, const char *dir,
                                               const assay_span *ids, size_t count,
                                               assay_error *err);

typedef struct {
    uint64_t records, segments, dead, faults;
} assay_check_counts;
/* Reads everything: the catalogue's tables, every record, every segment's structures, what is taken from its statistics for the dead, and that both
 * hold the same records with the same lengths. Calls fault for each thing that is wrong.
 * ASSAY_E_CORRUPT when there was any; other failures when it cannot be looked at. */
ASSAY_MUST_USE assay_status assay_index_verify(assay_check_counts *counts, const char *dir,
                                               void (*fault)(void *user, const char *message),
                                               void *user, assay_error *err);

typedef enum {
    ASSAY_ORDER_BEST, /* what makes queries faster: similar records side by side in large collections, numbers else */
    ASSAY_ORDER_SIMILAR, /* ranking/writing/reorder.h, whose bound on memory holds: 1 GiB and some 60 bytes a record */
    ASSAY_ORDER_NUMBERS /* as the records came */
} assay_index_order;
/* All segments into one, the dead dropped, records in that order, and the catalogue packed (compaction.h). Record numbers, answers, scores
 * and their order stay. threads 0: all cores. */
ASSAY_MUST_USE assay_status assay_index_optimize(const char *dir, assay_index_order order,
                                                 int threads, assay_error *err);
#endif
