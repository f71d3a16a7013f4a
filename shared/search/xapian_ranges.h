/* A plan's ranges over the catalogue's value slots, and all records of a query as a list. One thread at a time. */
#ifndef ASSAY_SEARCH_XAPIAN_RANGES_H
#define ASSAY_SEARCH_XAPIAN_RANGES_H
#include "catalogue/xapian_query.h"
#include "ranking/retrieval/plan.h"

/* The records a RANGE node matches. ASSAY_E_UNSUPPORTED for a column that has no slot in the catalogue. *out is the caller's:
 * assay_xapian_query_free. */
ASSAY_MUST_USE assay_status assay_xapian_range_query(assay_xapian_query **out,
                                                     const assay_plan *node, assay_error *err);
/* All records of the query, ascending, in the arena. */
ASSAY_MUST_USE assay_status assay_xapian_query_records(uint32_t **out, size_t *count,
                                                       assay_xapian_reader *reader,
                                                       const assay_xapian_query *query,
                                                       assay_arena *arena, assay_error *err);
#endif
