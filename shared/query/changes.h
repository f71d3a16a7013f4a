/* What changed: may name, and which keys of a record's JSON (records/record_json.h) each name stands for.
 *
 *   changed:status             the last update changed it
 *   changed:enrolment,30d      some update of the last 30 days did; any date or range of dates that dp: takes
 *   changed:end since:2026-01  the same with words: since:, until:, both
 *   changed:any                the last update changed anything at all
 *
 * A field's name stands for all it is searched in: changed:out is any of the three lists of outcomes. Where no field has the name, a key
 * of the record's JSON is itself: changed:outcomes_primary. */
#ifndef ASSAY_QUERY_CHANGES_H
#define ASSAY_QUERY_CHANGES_H
#include "query/query.h"

#define ASSAY_CHANGES_ANY "any"

/* The keys, with blanks between; NULL for what can be no change. Static storage; any thread. */
const char *assay_changes_keys(assay_span name);
/* One after another, for lists: the names of fields that have keys; NULL past the last. */
const char *assay_changes_name(size_t i);
/* The leaf for "name", "name,date", "name since date" as typed. ASSAY_E_SYNTAX; ASSAY_E_USAGE for an unknown name. */
ASSAY_MUST_USE assay_status assay_changes_leaf(assay_query_node **out, assay_arena *arena,
                                               assay_span text, assay_date today, size_t column,
                                               assay_error *err);
/* A leaf of changed: limited further by since: (low) or until: a date as typed. ASSAY_E_SYNTAX; then the leaf is as it was. */
ASSAY_MUST_USE assay_status assay_changes_limit(assay_query_node *leaf, assay_arena *arena,
                                                assay_span date, bool low, assay_date today,
                                                size_t column, assay_error *err);
#endif
