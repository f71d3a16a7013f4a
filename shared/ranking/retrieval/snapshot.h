/* Inside of a snapshot: for the evaluations alone, callers see evaluate.h. */
#ifndef ASSAY_RANKING_SNAPSHOT_H
#define ASSAY_RANKING_SNAPSHOT_H
#include "ranking/retrieval/evaluate.h"

struct assay_snapshot {
    uint64_t records, total_length; /* live */
    uint64_t serial;                /* no other snapshot of the process has it; never 0 */
    size_t count;
    assay_snapshot_part parts[];
};

/* Looks the term up in every part: out[p] for part p; *df over live records. */
ASSAY_MUST_USE assay_status assay_snapshot_find(assay_segment_term *out, uint64_t *df,
                                                const assay_snapshot *snapshot, assay_span term,
                                                assay_error *err);
/* Bits of the part's dead records, NULL when none is dead. */
static inline const uint64_t *assay_snapshot_dead(const assay_snapshot *snapshot, size_t part) {
    const assay_tombstones *tombstones = snapshot->parts[part].tombstones;
    return tombstones != NULL ? assay_tombstones_bits(tombstones) : NULL;
}
#endif
