/* Answers in the order of a column. */
#include "search/search_internal.h"

#include "index/keyword.h"

#include <stdlib.h>

typedef struct {
    assay_docid docid;
    bool missing; /* last, whatever the direction */
    double number;
    assay_span head; /* how the title begins */
    assay_span text; /* title, and the last word on equal keys: identity */
    assay_span identity;
} sort_key;

/* qsort has no context; what differs is the sign. */
static int compare_keys(const sort_key *x, const sort_key *y, int sign) {
    if (x->missing != y->missing)
        return x->missing ? 1 : -1;
    if (x->number < y->number || x->number > y->number)
        return x->number < y->number ? -sign : sign;
    int order = assay_span_compare(x->head, y->head);
    if (order == 0)
        order = assay_span_compare(x->text, y->text);
    if (order != 0)
        return order < 0 ? -sign : sign;
    return assay_span_compare(x->identity, y->identity);
}
static int ascending(const void *a, const void *b) {
    return compare_keys(a, b, 1);
}
static int descending(const void *a, const void *b) {
    return compare_keys(a, b, -1);
}

static const char *column_name(assay_search_sort sort) {
    switch (sort) {
    case ASSAY_SORT_DATE:
        return assay_schema_field_of(ASSAY_QUERY_FIELD_DATE)->column;
    case ASSAY_SORT_UPDATED:
        return assay_schema_field_of(ASSAY_QUERY_FIELD_UPDATED)->column;
    case ASSAY_SORT_ENROLMENT:
        return assay_schema_field_of(ASSAY_QUERY_FIELD_ENROLMENT)->column;
    case ASSAY_SORT_TITLE:
        return ASSAY_COLUMN_TITLE;
    case ASSAY_SORT_AUTHOR:
        return ASSAY_COLUMN_AUTHOR;
    case ASSAY_SORT_JOURNAL:
        return ASSAY_COLUMN_JOURNAL;
    case ASSAY_SORT_RELEVANCE:
    case ASSAY_SORT_DISTANCE:
    case ASSAY_SORT_ID:
        break;
    }
    return NULL;
}

static bool is_by_text(assay_search_sort sort) {
    return sort == ASSAY_SORT_TITLE || sort == ASSAY_SORT_AUTHOR || sort == ASSAY_SORT_JOURNAL;
}

/* Journals stand whole in their column; it keeps their capitals. */
static assay_status journal_head(sort_key *key, search_run *run, assay_span name) {
    assay_buffer folded;
    assay_buffer_init(&folded, ASSAY_BUFFER_NO_CAP);
    assay_keyword_fold(&folded, ASSAY_QUERY_FIELD_JOURNAL, name);
    assay_status status = assay_buffer_check(&folded, run->err);
    if (status == ASSAY_OK)
        status = assay_arena_copy(&key->head, run->arena, assay_buffer_span(&folded), run->err);
    assay_buffer_done(&folded);
    return status;
}

/* The title, or the first author, folded, so that case, accents and quotation marks do not sort. */
static assay_status text_key(sort_key *key, search_run *run) {
    bool title = run->request->order.by == ASSAY_SORT_TITLE;
    assay_arena arena;
    assay_record record;
    assay_buffer folded;
    assay_arena_init(&arena);
    assay_buffer_init(&folded, ASSAY_BUFFER_NO_CAP);
    assay_status status = assay_search_load(&record, run->search, &arena, key->docid, run->err);
    if (status == ASSAY_OK) {
        assay_keyword_fold(
            &folded, title ? ASSAY_QUERY_FIELD_TITLE : ASSAY_QUERY_FIELD_FIRST_AUTHOR,
            title ? assay_record_first(&record, ASSAY_FIELD_TITLE) : assay_schema_author(&record));
        status = assay_buffer_check(&folded, run->err);
    }
    if (status == ASSAY_OK)
        status = assay_arena_copy(&key->text, run->arena, assay_buffer_span(&folded), run->err);
    assay_buffer_done(&folded);
    assay_arena_done(&arena);
    return status;
}

static assay_status fill_key(sort_key *key, search_run *run, const assay_set_column *column) {
    assay_record_place place;
    bool found = false, present = false;
    int64_t value = 0;
    ASSAY_TRY(search_identity(&key->identity, run, key->docid));
    switch (run->request->order.by) {
    case ASSAY_SORT_ID:
        key->text = key->identity;
        return ASSAY_OK;
    case ASSAY_SORT_DISTANCE:
        ASSAY_TRY(search_distance(&key->number, run, run->place, key->docid));
        key->missing = key->number < 0;
        return ASSAY_OK;
    case ASSAY_SORT_TITLE:
    case ASSAY_SORT_AUTHOR:
    case ASSAY_SORT_JOURNAL:
    case ASSAY_SORT_RELEVANCE:
    case ASSAY_SORT_DATE:
    case ASSAY_SORT_UPDATED:
    case ASSAY_SORT_ENROLMENT:
        break;
    }
    ASSAY_TRY(assay_column_set_place(&place, &found, &run->columns, key->docid, run->err));
    if (found && is_by_text(run->request->order.by)) {
        ASSAY_TRY(assay_set_column_keyword(&key->head, column, place, run->err));
        present = key->head.size != 0;
        if (present && run->request->order.by == ASSAY_SORT_JOURNAL)
            ASSAY_TRY(journal_head(key, run, key->head));
    } else if (found) {
        ASSAY_TRY(assay_set_column_i64(&value, &present, column, place, run->err));
    }
    key->missing = !present;
    key->number = present ? (double)value : 0;
    return ASSAY_OK;
}

/* The scores of the records shown: the same plan, limited to them. */
static assay_status score_shown(search_run *run, search_item *items, size_t count) {
    uint32_t *records = assay_arena_calloc(run->arena, count + 1, sizeof *records);
    if (records == NULL)
        return assay_fail_memory(run->err);
    for (size_t i = 0; i < count; i++)
        records[i] = items[i].docid;
    for (size_t i = 1; i < count; i++) { /* by number, as sets are; windows are short */
        uint32_t moving = records[i];
        size_t at = i;
        for (; at > 0 && records[at - 1] > moving; at--)
            records[at] = records[at - 1];
        records[at] = moving;
    }
    const assay_plan *pair[2] = {run->out->plan, assay_plan_set(run->arena, records, count)};
    const assay_plan *plan = assay_plan_many(run->arena, ASSAY_PLAN_FILTER, pair, 2);
    ASSAY_TRY(assay_plan_check(plan, run->err));
    ASSAY_TRY(search_evaluate(run, plan, (uint32_t)count, 0, false));
    const assay_hits *hits = &run->search->hits;
    for (size_t h = 0; h < hits->count; h++)
        for (size_t i = 0; i < count; i++)
            if (items[i].docid == hits->items[h].record)
                items[i].score = hits->items[h].score;
    return ASSAY_OK;
}

enum { SCORED_MAX = 1000 }; /* longer answers go without scores: nobody reads them */

/* Among those wanted, titles and names that begin alike are read whole. */
static assay_status settle_texts(sort_key *keys, size_t count, search_run *run, size_t want) {
    bool descends = run->request->order.descending;
    for (size_t from = 0, to; from < count && from < want; from = to) {
        for (to = from + 1; to < count && assay_span_equal(keys[to].head, keys[from].head) &&
                            keys[to].missing == keys[from].missing;)
            to++;
        if (to - from == 1 || keys[from].missing)
            continue;
        for (size_t i = from; i < to; i++)
            ASSAY_TRY(text_key(&keys[i], run));
        qsort(keys + from, to - from, sizeof *keys, descends ? descending : ascending);
    }
    return ASSAY_OK;
}

static assay_status sort_all(sort_key *keys, size_t count, search_run *run, size_t want) {
    assay_set_column column = {0};
    const char *name = column_name(run->request->order.by);
    if (run->snapshot == NULL)
        return assay_fail(run->err, ASSAY_E_UNSUPPORTED, "sorting needs the index's segments");
    if (run->request->order.by == ASSAY_SORT_DISTANCE && run->place == NULL)
        return assay_fail(run->err, ASSAY_E_USAGE,
                          "sorting by distance needs a place: near:LATITUDE,LONGITUDE,RADIUS");
    if (name != NULL)
        ASSAY_TRY(assay_column_set_column(&column, &run->columns, run->arena, name,
                                          is_by_text(run->request->order.by) ? ASSAY_COLUMN_KEYWORDS
                                                                             : ASSAY_COLUMN_I64,
                                          run->err));
    for (size_t i = 0; i < count; i++)
        ASSAY_TRY(fill_key(&keys[i], run, &column));
    qsort(keys, count, sizeof *keys, run->request->order.descending ? descending : ascending);
    bool heads = is_by_text(run->request->order.by) && run->request->order.by != ASSAY_SORT_JOURNAL;
    return heads ? settle_texts(keys, count, run, want) : ASSAY_OK;
}

assay_status search_hits_sorted(search_items *out, search_run *run, size_t want) {
    ASSAY_TRY(search_matches(run, run->out->plan));
    const assay_record_list *list = &run->search->list;
    size_t count = list->count, kept = count < want ? count : want;
    run->out->total = run->out->at_most = count;
    run->out->total_is_exact = true;
    sort_key *keys = calloc(count + 1, sizeof *keys);
    search_item *items = assay_arena_calloc(run->arena, kept + 1, sizeof *items);
    if (keys == NULL || items == NULL) {
        free(keys);
        return assay_fail_memory(run->err);
    }
    for (size_t i = 0; i < count; i++)
        keys[i].docid = list->items[i];
    assay_status status = sort_all(keys, count, run, want);
    bool far = run->request->order.by == ASSAY_SORT_DISTANCE;
    for (size_t i = 0; i < kept && status == ASSAY_OK; i++)
        items[i] = (search_item){.docid = keys[i].docid,
                                 .identity = keys[i].identity,
                                 .distance_km = far ? keys[i].number : -1};
    free(keys);
    ASSAY_TRY(status);
    *out = (search_items){items, kept, kept == count};
    return kept <= SCORED_MAX && kept != 0 ? score_shown(run, items, kept) : ASSAY_OK;
}
