/* Spaces of terms on their way from tuples to lists: inverted, sorted by bytes, written.
 *
 * An occurrence is a tuple value as in list_writer.h; a wdf above 255 is spread over several tuples.
 * One thread at a time. */
#ifndef ASSAY_RANKING_INVERTED_H
#define ASSAY_RANKING_INVERTED_H
#include "base/map.h"
#include "ranking/writing/inverter.h"
#include "ranking/writing/segment_writer.h"
#include "ranking/writing/tuples.h"

typedef struct {
    const assay_map *map; /* borrowed */
    char prefix[ASSAY_TERM_BYTES_MAX];
    size_t prefix_size;
    assay_tuples occurrences, filters;
    assay_runs occurrence_runs, filter_runs; /* after invert */
} assay_space;

void assay_space_init(assay_space *space, const assay_map *map, assay_span prefix);
void assay_space_done(assay_space *space);
void assay_space_clear(assay_space *space);
/* Room for the items' tuples is reserved. */
void assay_space_add_occurrences(assay_tuples *into, const assay_occurrence *items, size_t count);
/* Tuples to runs, by threads >= 1. */
ASSAY_MUST_USE assay_status assay_space_invert(assay_space *space, unsigned threads,
                                               assay_error *err);
/* All terms of the inverted spaces, in order, to the writer, by threads >= 1. */
ASSAY_MUST_USE assay_status assay_spaces_write(assay_segment_writer *writer,
                                               const assay_space *spaces, unsigned count,
                                               unsigned threads, assay_error *err);
#endif
