/* Columns by record number, over all live records of an index's segments: for facets, sorting, identities and places.
 *
 * Opening one costs a look-up of its name in each segment; nothing is read until a record is asked for. A set and its columns borrow from
 * the segments. Any thread, once opened. */
#ifndef ASSAY_INDEX_COLUMNS_H
#define ASSAY_INDEX_COLUMNS_H
#include "base/arena.h"
#include "index/index_dir.h"
#include "ranking/segment/columns.h"

typedef struct {
    const assay_open_segment *segments;
    size_t count;
} assay_column_set;

typedef struct {
    const assay_column_set *set;
    assay_column *columns; /* by segment; name.size 0: the segment has none */
} assay_set_column;

/* Where a live record stands. */
typedef struct {
    size_t segment;
    uint32_t local;
} assay_record_place;

/* *found false when no live record has the number. */
ASSAY_MUST_USE assay_status assay_column_set_place(assay_record_place *out, bool *found,
                                                   const assay_column_set *set, uint32_t number,
                                                   assay_error *err);
/* In the arena. A segment's column of another type than the one wanted counts as missing. */
ASSAY_MUST_USE assay_status assay_column_set_column(assay_set_column *out,
                                                    const assay_column_set *set, assay_arena *arena,
                                                    const char *name, assay_column_type type,
                                                    assay_error *err);
ASSAY_MUST_USE assay_status assay_set_column_i64(int64_t *out, bool *present,
                                                 const assay_set_column *column,
                                                 assay_record_place place, assay_error *err);
/* Borrowed from the segment; empty when there is none. */
ASSAY_MUST_USE assay_status assay_set_column_bytes(assay_span *out, const assay_set_column *column,
                                                   assay_record_place place, assay_error *err);
/* The record's first keyword, borrowed from the segment; empty when it has none. */
ASSAY_MUST_USE assay_status assay_set_column_keyword(assay_span *out,
                                                     const assay_set_column *column,
                                                     assay_record_place place, assay_error *err);
/* Copied to the arena; empty when there is none. */
ASSAY_MUST_USE assay_status assay_set_column_name(assay_span *out, assay_arena *arena,
                                                  const assay_set_column *column,
                                                  assay_record_place place, assay_error *err);
#endif
