/* What one thread of a merge does: the lists of the terms it took, live postings only, to a list writer.
 *
 * One thread at a time each; any number side by side. */
#ifndef ASSAY_RANKING_MERGE_LISTS_H
#define ASSAY_RANKING_MERGE_LISTS_H
#include "ranking/writing/merging.h"

typedef struct assay_list_merger assay_list_merger;

/* *out is the caller's: assay_list_merger_free. */
ASSAY_MUST_USE assay_status assay_list_merger_new(assay_list_merger **out,
                                                  const assay_merge_records *records,
                                                  assay_segment_writer *writer, assay_error *err);
void assay_list_merger_free(assay_list_merger *merger); /* NULL is fine */
/* Forgets the terms taken. */
void assay_list_merger_clear(assay_list_merger *merger);
/* Takes a term, and its list in a source after the other; failures are told by run. */
void assay_list_merger_term(assay_list_merger *merger, assay_span text);
void assay_list_merger_list(assay_list_merger *merger, uint32_t source,
                            const assay_segment_term *term);
/* Those of them that belong to the pass. */
ASSAY_MUST_USE assay_status assay_list_merger_run(assay_list_merger *merger,
                                                  assay_list_writer *lists, unsigned pass,
                                                  assay_error *err);
#endif
