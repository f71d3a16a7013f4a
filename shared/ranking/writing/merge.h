/* Several segments into one, dropping dead records, optionally in another order.
 *
 * Records keep their numbers; local ids follow ascending numbers, or the order given. Lists are decoded
 * and encoded again, a share of the terms at a time by each thread; chunks whose records keep their places
 * in a range are copied where nobody is dead and the edges are the same, which gives the same bytes. So the
 * result depends on the live records (and the edges of length classes) alone, not on how they were spread
 * over segments. Sources whose numbers
 * follow each other stream through; interleaved ones are gathered and sorted a term at a time. */
#ifndef ASSAY_RANKING_MERGE_H
#define ASSAY_RANKING_MERGE_H
#include "ranking/segment/parents.h"
#include "ranking/segment/segment.h"
#include "ranking/segment/tombstones.h"

typedef struct {
    const assay_segment *segment;
    const assay_tombstones *tombstones; /* NULL: none dead */
} assay_merge_source;

typedef struct {
    const uint32_t *length_upper; /* edges of length classes; NULL: those of the first source if all
                                     sources agree, else chosen from the data */
    const uint32_t *order;        /* NULL, or a permutation: order[i] = place in ascending order of
                                     numbers, among live records, of the record that becomes local i */
    int threads; /* at most; 0: all cores. Columns are merged beside the terms; the file is the same */
    const assay_parents *parents; /* NULL: none */
} assay_merge_options;

/* Writes path from count >= 1 sources, whose live records have different numbers (ASSAY_E_USAGE
 * otherwise). options may be NULL. Durable on return, absent on failure. A merge without any live
 * record gives an empty segment. */
ASSAY_MUST_USE assay_status assay_merge(const char *path, const assay_merge_source *sources,
                                        size_t count, const assay_merge_options *options,
                                        assay_error *err);
#endif
