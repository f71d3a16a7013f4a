/* What the steps of a merge share: which live record of which source becomes which local id.
 *
 * One thread at a time. */
#ifndef ASSAY_RANKING_MERGING_H
#define ASSAY_RANKING_MERGING_H
#include "ranking/writing/merge.h"
#include "ranking/writing/segment_writer.h"

#define ASSAY_MERGE_DEAD UINT32_MAX

typedef struct {
    const assay_merge_source *sources;
    size_t count;
    uint32_t **target;           /* by source and local id: the new local id, or ASSAY_MERGE_DEAD */
    uint32_t records;            /* live ones */
    uint32_t *source, *local;    /* by new local id: where it comes from */
    uint32_t *numbers, *lengths; /* by new local id */
    bool
        in_order; /* each source's targets ascend, and all of one source's come before the next's */
    uint32_t length_upper[ASSAY_LENGTH_CLASSES];
    bool none_dead; /* in any source */
    bool has_edges; /* length_upper is given or common to the sources */
    const assay_parents *parents;
} assay_merge_records;

ASSAY_MUST_USE assay_status assay_merge_records_init(assay_merge_records *out,
                                                     const assay_merge_source *sources,
                                                     size_t count,
                                                     const assay_merge_options *options,
                                                     assay_error *err);
void assay_merge_records_done(assay_merge_records *records);

/* All terms with a live posting, to the writer, by threads >= 1. */
ASSAY_MUST_USE assay_status assay_merge_terms(assay_segment_writer *writer,
                                              const assay_merge_records *records, unsigned threads,
                                              assay_error *err);
/* The COLUMNS part, appended to out. */
ASSAY_MUST_USE assay_status assay_merge_columns(assay_buffer *out,
                                                const assay_merge_records *records,
                                                assay_error *err);
#endif
