/* cites:, citedby:, linked: who names whom. */
#include "base/number.h"
#include "index/keyword.h"
#include "search/search_internal.h"

typedef struct {
    search_run *run;
    assay_arena *arena;
    const assay_plan **items; /* terms, any of which makes a record related */
    size_t count, capacity;
    assay_error *err;
} related_list;

/* One more term whose records are wanted: prefix + scheme:value. */
static assay_status add_term(related_list *list, const char *prefix, assay_span scheme,
                             assay_span value) {
    assay_buffer term, id;
    if (value.size == 0)
        return ASSAY_OK;
    assay_buffer_init(&term, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&id, ASSAY_BUFFER_NO_CAP);
    if (scheme.size != 0)
        assay_buffer_format(&id, "%.*s:", ASSAY_SPAN_ARG(scheme));
    assay_buffer_add_span(&id, value);
    assay_keyword_exact(&term, prefix, assay_buffer_span(&id));
    assay_status status = assay_buffer_check(&term, list->err);
    if (status == ASSAY_OK)
        status = assay_arena_grow(list->arena, &list->items, &list->capacity, list->count,
                                  sizeof *list->items, list->err);
    if (status == ASSAY_OK)
        list->items[list->count++] = assay_plan_term(list->arena, assay_buffer_span(&term), 1, 1);
    assay_buffer_done(&term);
    assay_buffer_done(&id);
    return status;
}

/* Those whose references name any identifier of the record. */
static assay_status add_citing(related_list *list, const assay_record *record, assay_span id) {
    ASSAY_TRY(add_term(list, ASSAY_TERM_CITES, (assay_span){NULL, 0}, id));
    for (size_t i = 0; record != NULL && i < record->ids.count; i++)
        ASSAY_TRY(add_term(list, ASSAY_TERM_CITES, record->ids.items[i].scheme,
                           record->ids.items[i].value));
    return ASSAY_OK;
}

/* Those the record's references name. */
static assay_status add_cited(related_list *list, const assay_record *record) {
    for (size_t i = 0; record != NULL && i < record->references.count; i++) {
        const assay_record_reference *reference = &record->references.items[i];
        ASSAY_TRY(add_term(list, ASSAY_TERM_ID, ASSAY_SPAN("pmid"), reference->pmid));
        ASSAY_TRY(add_term(list, ASSAY_TERM_ID, ASSAY_SPAN("pmcid"), reference->pmcid));
        ASSAY_TRY(add_term(list, ASSAY_TERM_ID, ASSAY_SPAN("doi"), reference->doi));
        ASSAY_TRY(add_term(list, ASSAY_TERM_ID, ASSAY_SPAN("nct"), reference->nct));
    }
    return ASSAY_OK;
}

/* A bare number is PubMed's. */
static assay_status pmid_of_number(assay_span *id, assay_arena *arena, assay_error *err) {
    uint64_t number;
    if (!assay_span_starts(*id, ASSAY_SPAN("id:")) ||
        !assay_number_u64(&number, assay_span_skip(*id, 3)))
        return ASSAY_OK;
    return assay_arena_format(id, arena, err, "pmid:%llu", (unsigned long long)number);
}

assay_status search_related(const uint32_t **out, size_t *count, void *user, assay_arena *arena,
                            assay_query_field field, assay_span id, assay_error *err) {
    search_run *run = user;
    related_list list = {.run = run, .arena = arena, .err = err};
    assay_docid docid = 0;
    assay_record record;
    const assay_record *named = NULL;
    ASSAY_TRY(pmid_of_number(&id, arena, err));
    ASSAY_TRY(assay_search_find(&docid, run->search, id, err));
    if (docid != 0) {
        ASSAY_TRY(assay_search_load(&record, run->search, arena, docid, err));
        named = &record;
    }
    if (field != ASSAY_QUERY_FIELD_CITED_BY)
        ASSAY_TRY(add_citing(&list, named, id));
    if (field != ASSAY_QUERY_FIELD_CITES)
        ASSAY_TRY(add_cited(&list, named));
    const assay_plan *any = assay_plan_many(arena, ASSAY_PLAN_OR, list.items, list.count);
    ASSAY_TRY(assay_plan_check(any, err));
    ASSAY_TRY(search_matches(run, any));
    size_t found = run->search->list.count;
    uint32_t *records = assay_arena_calloc(arena, found + 1, sizeof *records);
    if (records == NULL)
        return assay_fail_memory(err);
    if (found != 0)
        memcpy(records, run->search->list.items, found * sizeof *records);
    *out = records;
    *count = found;
    return ASSAY_OK;
}
