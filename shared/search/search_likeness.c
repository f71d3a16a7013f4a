/* The second look of --rank default: the first answer put in order anew by what its best records have in common. */
#include "search/likeness.h"
#include "search/search_internal.h"

#include <stdlib.h>

bool search_looks_twice(const search_run *run) {
    return run->request->rank == ASSAY_RANK_DEFAULT || run->disagree;
}

bool search_likeness_wanted(const search_run *run) {
    const assay_search_request *request = run->request;
    bool ranked =
        request->order.by == ASSAY_SORT_RELEVANCE && (request->count != 0 || request->all);
    return search_looks_twice(run) && ranked && run->snapshot != NULL &&
           run->out->planned.mark_count != 0;
}

/* Unpacked to the arena; entries is never NULL afterwards. */
static assay_status signature_of(assay_likeness_entries *out, search_run *run, assay_docid docid) {
    assay_record_place place;
    assay_span packed = {NULL, 0};
    bool found = false;
    ASSAY_TRY(assay_column_set_place(&place, &found, &run->columns, docid, run->err));
    if (found)
        ASSAY_TRY(assay_set_column_bytes(&packed, &run->signatures, place, run->err));
    uint16_t *entries = assay_arena_alloc(run->arena, ASSAY_SIGNATURE_TERMS * sizeof *entries);
    if (entries == NULL)
        return assay_fail_memory(run->err);
    *out = (assay_likeness_entries){entries, assay_signature_unpack(entries, packed)};
    return ASSAY_OK;
}

static assay_status take_signatures(assay_likeness_record *out, search_run *run, search_item *items,
                                    size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
        ASSAY_TRY(signature_of(&items[i].signature, run, items[i].docid));
        out[i] = (assay_likeness_record){items[i].signature, items[i].score};
    }
    return ASSAY_OK;
}

/* Reads the signatures that tell whether the items agree; *tally NULL when they do not. */
static assay_status ask(assay_likeness_tally **tally, assay_likeness_record *best, search_run *run,
                        const assay_feedback_options *options, search_item *items, size_t count) {
    size_t asked = assay_likeness_asks(options, count);
    ASSAY_TRY(assay_column_set_column(&run->signatures, &run->columns, run->arena,
                                      ASSAY_COLUMN_SIGNATURE, ASSAY_COLUMN_BYTES, run->err));
    ASSAY_TRY(take_signatures(best, run, items, 0, asked));
    for (size_t i = asked; i < count; i++)
        best[i] = (assay_likeness_record){.score = items[i].score};
    return assay_likeness_begin(tally, run->arena, options, run->request->settings.agreement,
                                run->out->plan, best, count, run->err);
}

assay_status search_likeness_agree(bool *out, search_run *run, search_item *items, size_t count) {
    assay_likeness_record best[ASSAY_SETTINGS_DEPTH_MAX];
    assay_likeness_tally *tally = NULL;
    if (count > run->request->settings.head)
        count = run->request->settings.head;
    if (count > 1)
        ASSAY_TRY(ask(&tally, best, run, &run->request->settings.likeness, items, count));
    *out = tally != NULL;
    return ASSAY_OK;
}

assay_status search_likeness_learn(search_run *run, search_item *items, size_t count) {
    const assay_feedback_options *options = run->request->feedback.records != 0
                                                ? &run->request->feedback
                                                : &run->request->settings.likeness;
    assay_likeness_record best[ASSAY_SETTINGS_DEPTH_MAX];
    assay_likeness_tally *tally = NULL;
    if (count > run->request->settings.head)
        count = run->request->settings.head;
    ASSAY_TRY(ask(&tally, best, run, options, items, count));
    if (tally == NULL)
        return ASSAY_OK;
    size_t asked = assay_likeness_asks(options, count);
    ASSAY_TRY(take_signatures(best, run, items, asked, count));
    return assay_likeness_new(&run->likeness, run->arena, options, tally, best, count, run->err);
}

static int by_score(const void *a, const void *b) {
    const search_item *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->docid < y->docid ? -1 : x->docid > y->docid;
}

assay_status search_likeness_apply(search_run *run, search_item *items, size_t count) {
    size_t depth = count < ASSAY_LIKENESS_DEPTH ? count : ASSAY_LIKENESS_DEPTH;
    for (size_t i = 0; i < depth && run->likeness != NULL; i++) {
        if (items[i].signature.entries == NULL)
            ASSAY_TRY(signature_of(&items[i].signature, run, items[i].docid));
        items[i].likeness = assay_likeness_bonus(run->likeness, items[i].signature, i);
        items[i].score += items[i].likeness;
    }
    size_t head = run->request->settings.head;
    head = depth < head ? depth : head;
    if (depth != 0)
        qsort(items, head, sizeof *items, by_score);
    if (depth > head && run->likeness != NULL)
        qsort(items + head, depth - head, sizeof *items, by_score);
    return ASSAY_OK;
}
