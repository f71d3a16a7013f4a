/* Lists of records made from libxapian's own posting and position lists, for what its matcher has no operator for.
 *
 * assay_xapian_list_of follows plan.h node by node: which records match and, for SYNONYM, with what wdf. All that is read comes from the
 * catalogue, with one exception: word forms ("W...") are in no catalogue, their postings come from the segments.
 *
 * Lists live in the arena. One thread at a time. */
#ifndef ASSAY_SEARCH_XAPIAN_LISTS_H
#define ASSAY_SEARCH_XAPIAN_LISTS_H
#include "catalogue/xapian_c.h"
#include "ranking/retrieval/evaluate.h"

typedef struct {
    uint32_t record, wdf;
} assay_xapian_item;

typedef struct {
    assay_xapian_item *items; /* ascending by record */
    size_t count, capacity;
} assay_xapian_list;

typedef struct {
    assay_xapian_reader *reader;
    const assay_snapshot *forms; /* NULL: word forms are refused with ASSAY_E_UNSUPPORTED */
    assay_evaluator *evaluator;  /* for forms */
    assay_arena *arena;
} assay_xapian_lists;

/* The records node matches. A record's wdf is the one plan.h gives children of a SYNONYM. */
ASSAY_MUST_USE assay_status assay_xapian_list_of(assay_xapian_list *out,
                                                 const assay_xapian_lists *lists,
                                                 const assay_plan *node, assay_error *err);
/* True for a term that only segments hold. */
bool assay_xapian_lists_is_form(assay_span term);
/* The numbers alone. */
ASSAY_MUST_USE assay_status assay_xapian_list_records(uint32_t **out,
                                                      const assay_xapian_lists *lists,
                                                      const assay_xapian_list *list,
                                                      assay_error *err);
#endif
