#include "index/changed_terms.h"

#include "index/schema.h"
#include "query/changes.h"

typedef struct {
    assay_span *items;
    size_t count, capacity;
    assay_arena *arena;
} term_list;

static assay_status add_term(term_list *terms, assay_span key, assay_date day, assay_error *err) {
    ASSAY_TRY(assay_arena_grow(terms->arena, &terms->items, &terms->capacity, terms->count,
                               sizeof *terms->items, err));
    assay_span *to = &terms->items[terms->count];
    ASSAY_TRY(day == 0 ? assay_arena_format(to, terms->arena, err, ASSAY_TERM_CHANGED "%.*s",
                                            ASSAY_SPAN_ARG(key))
                       : assay_arena_format(to, terms->arena, err, ASSAY_TERM_CHANGED "%.*s@%08u",
                                            ASSAY_SPAN_ARG(key), day));
    terms->count++;
    return ASSAY_OK;
}

assay_status assay_changed_terms(const assay_span **terms, size_t *count, assay_arena *arena,
                                 const assay_changes *changes, uint32_t updates, assay_error *err) {
    term_list list = {.arena = arena};
    bool last = false;
    for (size_t i = 0; i < changes->count; i++) {
        const assay_change *change = &changes->items[i];
        const assay_change *before = i != 0 ? change - 1 : NULL;
        bool is_last = change->update == updates;
        last = last || is_last;
        if (is_last)
            ASSAY_TRY(add_term(&list, change->key, 0, err));
        ASSAY_TRY(add_term(&list, change->key, change->date, err));
        if (before == NULL || before->update != change->update)
            ASSAY_TRY(add_term(&list, ASSAY_SPAN(ASSAY_CHANGES_ANY), change->date, err));
    }
    if (last)
        ASSAY_TRY(add_term(&list, ASSAY_SPAN(ASSAY_CHANGES_ANY), 0, err));
    *terms = list.items;
    *count = list.count;
    return ASSAY_OK;
}
