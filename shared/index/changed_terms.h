/* The filter terms that say what a record's updates changed, and when: what changed: finds. Any thread. */
#ifndef ASSAY_INDEX_CHANGED_TERMS_H
#define ASSAY_INDEX_CHANGED_TERMS_H
#include "base/arena.h"
#include "records/record_changes.h"

/* Whole terms, in the arena; one may be there twice. updates: how many the record has had. */
ASSAY_MUST_USE assay_status assay_changed_terms(const assay_span **terms, size_t *count,
                                                assay_arena *arena, const assay_changes *changes,
                                                uint32_t updates, assay_error *err);
#endif
