/* Encoded lists to their places in a segment file: slices in the order of their terms, entries to the
 * dictionary.
 *
 * A list without wdf that has the very records of one placed before is not written again. One thread at a
 * time. */
#ifndef ASSAY_RANKING_LIST_PLACER_H
#define ASSAY_RANKING_LIST_PLACER_H
#include "base/map.h"
#include "ranking/writing/dictionary_writer.h"
#include "ranking/writing/list_slice.h"

/* A ranked list that others may be subsets of. */
typedef struct {
    assay_list_place place;
    uint64_t origin; /* that of the encoded list */
} assay_written_parent;

typedef struct {
    assay_part_file *file; /* borrowed; POSTINGS is begun */
    assay_spool positions; /* becomes POSITIONS */
    assay_dictionary_writer dictionary;
    /* lists by their records: id in `known` -> where the list stands */
    assay_map known;
    assay_buffer places;  /* u64 offset in POSTINGS << 1 | has codes */
    bool notes_parents;   /* of pass 0 */
    assay_map parent_ids; /* by term */
    assay_buffer parents; /* assay_written_parent each */
    assay_buffer body;
    uint64_t postings, position_total; /* of all lists */
} assay_list_placer;

/* path as in assay_spool_open. *out is the caller's: done, also after a failure. */
ASSAY_MUST_USE assay_status assay_list_placer_init(assay_list_placer *out, assay_part_file *file,
                                                   const char *path, bool notes_parents,
                                                   assay_error *err);
void assay_list_placer_done(assay_list_placer *placer);
/* Terms ascend from slice to slice of a pass: 0, those with wdf or positions, then 1, the others. Places
 * within the slice's positions are made the file's. */
ASSAY_MUST_USE assay_status assay_list_placer_add(assay_list_placer *placer, unsigned pass,
                                                  assay_list_slice *slice, assay_error *err);
#endif
