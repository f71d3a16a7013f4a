/* What COLUMNS are packed with, the writing side: starts of items, strings and names (columns.h).
 *
 * Bytes are appended to a buffer whose failure sticks. One thread at a time. */
#ifndef ASSAY_RANKING_COLUMN_PACK_H
#define ASSAY_RANKING_COLUMN_PACK_H
#include "ranking/kernels/bits.h"
#include "ranking/writing/columns_writer.h"

/* The starts of the column's items: keywords, or bytes. */
ASSAY_MUST_USE assay_status assay_column_pack_starts(assay_buffer *out,
                                                     const assay_column_values *column,
                                                     uint32_t records, assay_error *err);
/* The data of a NAMES column. */
ASSAY_MUST_USE assay_status assay_column_pack_names(assay_buffer *out,
                                                    const assay_column_values *column,
                                                    uint32_t records, assay_error *err);
/* The table of strings in ascending order; ordinal[id] is filled for each id of the map. */
ASSAY_MUST_USE assay_status assay_column_pack_strings(assay_buffer *out, uint32_t *ordinal,
                                                      const assay_map *strings, assay_error *err);
#endif
