/* The segments of one manifest, open, with the ranking core's snapshot over them.
 *
 * Immutable; counted references, so that readers on several threads may hold one set. */
#ifndef ASSAY_INDEX_SEGMENT_SET_H
#define ASSAY_INDEX_SEGMENT_SET_H
#include "index/index_dir.h"
#include "ranking/retrieval/evaluate.h"

typedef struct {
    _Atomic unsigned references;
    assay_open_segment *items;
    size_t count;
    assay_snapshot *snapshot;
} assay_segment_set;

/* ASSAY_E_CORRUPT names the first segment that does not open. Released by
 * assay_segment_set_release. */
ASSAY_MUST_USE assay_status assay_segment_set_open(assay_segment_set **out, const char *dir,
                                                   const assay_manifest *manifest,
                                                   assay_error *err);
assay_segment_set *assay_segment_set_share(assay_segment_set *set);
void assay_segment_set_release(assay_segment_set *set); /* NULL is fine */
#endif
