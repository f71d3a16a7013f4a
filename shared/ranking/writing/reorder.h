/* An order of records that puts similar ones side by side, so that ranges of them differ in what they can score and more of them are left
 * out. That takes many ranges: below ASSAY_REORDER_WORTH records queries become slower, not faster (bench/README.md, Growth).
 *
 * Recursive graph bisection (Dhulipala et al., KDD 2016; Mackenzie et al., TKDE 2022): the records are
 * halved, swapped between the halves while that lowers the estimated size of the gaps, and each half is
 * treated alike. Only ranked terms with many postings take part: the others cost much and gain little;
 * where all of them would take more than the memory allowed, the most frequent stay out, which lie
 * everywhere in any order. Nothing is gained by what lies where inside a range, so parts of half a range are divided no further; in
 * collections below ASSAY_REORDER_WORTH, where that costs little, parts of a few records are. 4 bytes a posting are held, 40 a record besides, 20 a term and thread.
 * The same segment gives the same order whatever the number of threads. */
#ifndef ASSAY_RANKING_REORDER_H
#define ASSAY_RANKING_REORDER_H
#include "ranking/writing/merge.h"

#define ASSAY_REORDER_WORTH (UINT64_C(8) << ASSAY_RANGE_BITS)

typedef struct {
    int threads;     /* 0: all cores */
    uint32_t min_df; /* terms with fewer postings do not take part; 0: chosen from the size */
    unsigned rounds; /* of swaps at each level at most; 0: 20 */
    uint64_t memory; /* bytes the postings that take part may hold; 0: 1 GiB */
    uint64_t *held;  /* NULL, or filled with the bytes they did hold */
} assay_reorder_options;

/* The order for assay_merge_options.order of a merge of this source alone (several segments are merged
 * first). *order has *count entries and is the caller's: free. options may be NULL. */
ASSAY_MUST_USE assay_status assay_reorder(uint32_t **order, uint32_t *count,
                                          const assay_merge_source *source,
                                          const assay_reorder_options *options, assay_error *err);
#endif
