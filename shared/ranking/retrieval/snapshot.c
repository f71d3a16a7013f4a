#include "ranking/retrieval/snapshot.h"

#include <stdlib.h>

assay_status assay_snapshot_open(assay_snapshot **out, const assay_snapshot_part *parts,
                                 size_t count, assay_error *err) {
    if (count > (SIZE_MAX - sizeof(assay_snapshot)) / sizeof *parts)
        return assay_fail_memory(err);
    assay_snapshot *snapshot = malloc(sizeof *snapshot + count * sizeof *parts);
    if (snapshot == NULL)
        return assay_fail_memory(err);
    static _Atomic uint64_t opened = 0;
    *snapshot = (assay_snapshot){.count = count, .serial = ++opened};
    for (size_t i = 0; i < count; i++) {
        const assay_format_footer *footer = assay_segment_footer(parts[i].segment);
        snapshot->parts[i] = parts[i];
        snapshot->records += footer->records;
        snapshot->total_length += footer->total_length;
        if (parts[i].tombstones != NULL) {
            snapshot->records -= assay_tombstones_dead(parts[i].tombstones);
            snapshot->total_length -= assay_tombstones_dead_length(parts[i].tombstones);
        }
    }
    *out = snapshot;
    return ASSAY_OK;
}

void assay_snapshot_close(assay_snapshot *snapshot) {
    free(snapshot);
}

uint64_t assay_snapshot_records(const assay_snapshot *snapshot) {
    return snapshot->records;
}

uint64_t assay_snapshot_total_length(const assay_snapshot *snapshot) {
    return snapshot->total_length;
}

/* The part's share of the term's live df. */
static assay_status find_in_part(assay_segment_term *out, uint64_t *df,
                                 const assay_snapshot_part *part, assay_span term,
                                 assay_error *err) {
    ASSAY_TRY(assay_segment_find(out, part->segment, term, err));
    uint32_t dead = 0;
    uint64_t dead_cf = 0;
    if (out->df != 0 && part->tombstones != NULL)
        assay_tombstones_correction(&dead, &dead_cf, part->tombstones, out->ordinal);
    if (dead > out->df)
        return assay_fail(err, ASSAY_E_CORRUPT, "%s: more dead records have a term than have it",
                          assay_segment_path(part->segment));
    *df += out->df - dead;
    return ASSAY_OK;
}

assay_status assay_snapshot_find(assay_segment_term *out, uint64_t *df,
                                 const assay_snapshot *snapshot, assay_span term,
                                 assay_error *err) {
    uint64_t sum = 0;
    for (size_t i = 0; i < snapshot->count; i++) {
        ASSAY_TRY(find_in_part(&out[i], &sum, &snapshot->parts[i], term, err));
        assay_segment_expect(snapshot->parts[i].segment, ASSAY_PART_POSTINGS, out[i].postings_at);
    }
    if (sum > snapshot->records)
        return assay_fail(err, ASSAY_E_CORRUPT, "more records have a term than there are");
    *df = sum;
    return ASSAY_OK;
}

assay_status assay_snapshot_df(uint64_t *out, const assay_snapshot *snapshot, assay_span term,
                               assay_error *err) {
    uint64_t sum = 0;
    assay_segment_term found;
    for (size_t i = 0; i < snapshot->count; i++)
        ASSAY_TRY(find_in_part(&found, &sum, &snapshot->parts[i], term, err));
    *out = sum;
    return ASSAY_OK;
}
