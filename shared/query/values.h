/* The values fields take: dates and spans of dates, ages, numbers, places, identifiers; from text
 * to leaves.
 *
 * All fail with ASSAY_E_SYNTAX and a message that says what the field takes. */
#ifndef ASSAY_QUERY_VALUES_H
#define ASSAY_QUERY_VALUES_H
#include "query/query.h"

/* One value of a field as it was typed or quoted, without operators: the leaf for it, by the
 * field's kind. `quoted` text is a phrase in text fields and a whole value in keyword fields. */
ASSAY_MUST_USE assay_status assay_values_leaf(assay_query_node **out, assay_arena *arena,
                                              assay_query_field field, assay_span text, bool quoted,
                                              assay_date today, size_t column, assay_error *err);
/* low..high as typed (either may be empty: open), inclusive unless the flags say otherwise. */
ASSAY_MUST_USE assay_status assay_values_range(assay_query_node **out, assay_arena *arena,
                                               assay_query_field field, assay_span low,
                                               assay_span high, bool low_open, bool high_open,
                                               assay_date today, size_t column, assay_error *err);
/* "29.76,-95.37,50mi" or "Houston, Texas,80km". */
ASSAY_MUST_USE assay_status assay_values_distance(assay_query_node **out, assay_arena *arena,
                                                  assay_span text, size_t column, assay_error *err);
#endif
