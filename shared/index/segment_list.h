/* The segments a writer works on: those of the last commit and new ones, with what died in them.
 *
 * Private to the writer. Files of segments that leave the list stay on disk until the sweep after
 * the commit. */
#ifndef ASSAY_INDEX_SEGMENT_LIST_H
#define ASSAY_INDEX_SEGMENT_LIST_H
#include "catalogue/xapian_c.h"
#include "index/index_dir.h"
#include "index/removed.h"
#include "ranking/segment/parents.h"

typedef struct {
    assay_manifest_segment about;
    assay_open_segment open; /* opened at the first need: .segment NULL before */
    bool is_new;             /* since the last commit */
    uint64_t *removed;       /* local record << 32 | number: to be marked dead by the commit */
    size_t removed_count, removed_capacity;
} assay_listed_segment;

typedef struct {
    const char *dir;              /* borrowed, as the next */
    const assay_parents *parents; /* for merges */
    assay_listed_segment *items;
    size_t count, capacity;
} assay_segment_list;

void assay_segment_list_done(assay_segment_list *list);
ASSAY_MUST_USE assay_status assay_segment_list_add(assay_segment_list *list,
                                                   const assay_manifest_segment *about, bool is_new,
                                                   assay_error *err);
void assay_segment_list_remove(assay_segment_list *list, size_t i);
ASSAY_MUST_USE assay_status assay_segment_list_open(assay_segment_list *list, size_t i,
                                                    assay_error *err);
/* Finds these records in the segments and writes tombstones. */
ASSAY_MUST_USE assay_status assay_segment_list_bury(assay_segment_list *list,
                                                    assay_removed *removed, assay_error *err);
/* Merges the chosen ones into segment `number`, which takes the place of the first; *written false
 * when nothing in them lived. */
ASSAY_MUST_USE assay_status assay_segment_list_merge(bool *written, assay_segment_list *list,
                                                     const bool *chosen, uint32_t number,
                                                     const uint32_t *edges, int threads,
                                                     assay_error *err);
/* Writes the only segment, some record of which lives, anew as segment `number` with similar records side
 * by side; *written false when it is so already. */
ASSAY_MUST_USE assay_status assay_segment_list_reorder(bool *written, assay_segment_list *list,
                                                       uint32_t number, const uint32_t *edges,
                                                       int threads, assay_error *err);
/* Chooses what the tiers want merged; false when nothing. chosen has list->count places. */
bool assay_segment_list_tiers(bool *chosen, const assay_segment_list *list);
#endif
