/* Hits that show the same work stand behind the best of them. */
#include "search/search_internal.h"

#include "index/keyword.h"

/* One shown hit and those behind it. */
typedef struct {
    assay_span *identities;
    size_t count, capacity;
} group_list;

typedef struct {
    search_run *run;
    assay_map keys;         /* "doi:...", "ti:..." */
    uint32_t *group_of_key; /* by the map's id */
    size_t key_capacity;
    group_list *groups;
    const search_item **first;
    size_t group_count;
    assay_buffer scratch;
} collapsing;

static assay_status add_key(uint32_t *keys, size_t *count, collapsing *c, const char *scheme,
                            assay_span value) {
    if (value.size == 0)
        return ASSAY_OK;
    assay_buffer_clear(&c->scratch);
    assay_buffer_add_text(&c->scratch, scheme);
    assay_buffer_add_byte(&c->scratch, ':');
    assay_buffer_add_span(&c->scratch, value);
    ASSAY_TRY(assay_buffer_check(&c->scratch, c->run->err));
    keys[*count] = assay_map_intern(&c->keys, assay_buffer_span(&c->scratch));
    if (keys[*count] == ASSAY_MAP_NONE)
        return assay_fail_memory(c->run->err);
    (*count)++;
    return ASSAY_OK;
}

enum { KEYS_MAX = 8 };

/* What this record is known by, as far as the kind of collapsing asks. */
static assay_status keys_of(uint32_t keys[KEYS_MAX], size_t *count, collapsing *c,
                            const assay_record *record) {
    assay_search_collapse kind = c->run->request->collapse;
    bool all = kind == ASSAY_COLLAPSE_DUP;
    *count = 0;
    if (all || kind == ASSAY_COLLAPSE_DOI)
        ASSAY_TRY(add_key(keys, count, c, "doi", assay_record_id_of(record, "doi")));
    if (all || kind == ASSAY_COLLAPSE_NCT)
        ASSAY_TRY(add_key(keys, count, c, "nct", assay_record_id_of(record, "nct")));
    if (!all)
        return ASSAY_OK;
    ASSAY_TRY(add_key(keys, count, c, "pmid", assay_record_id_of(record, "pmid")));
    assay_buffer title;
    assay_buffer_init(&title, ASSAY_BUFFER_NO_CAP);
    assay_keyword_fold(&title, ASSAY_QUERY_FIELD_TITLE,
                       assay_record_first(record, ASSAY_FIELD_TITLE));
    assay_status status = assay_buffer_check(&title, c->run->err);
    if (status == ASSAY_OK)
        status = add_key(keys, count, c, "ti", assay_buffer_span(&title));
    assay_buffer_done(&title);
    return status;
}

static assay_status grow_keys(collapsing *c) {
    size_t before = c->key_capacity;
    for (uint32_t id = (uint32_t)before; id < assay_map_count(&c->keys); id++) {
        ASSAY_TRY(assay_arena_grow(c->run->arena, &c->group_of_key, &c->key_capacity, id,
                                   sizeof *c->group_of_key, c->run->err));
        for (size_t i = before; i < c->key_capacity; i++)
            c->group_of_key[i] = UINT32_MAX;
        before = c->key_capacity;
    }
    return ASSAY_OK;
}

static assay_status place_item(collapsing *c, const search_item *item) {
    assay_arena arena;
    assay_record record;
    uint32_t keys[KEYS_MAX], group = UINT32_MAX;
    size_t count = 0;
    assay_arena_init(&arena);
    assay_status status =
        assay_search_load(&record, c->run->search, &arena, item->docid, c->run->err);
    if (status == ASSAY_OK)
        status = keys_of(keys, &count, c, &record);
    assay_arena_done(&arena);
    ASSAY_TRY(status);
    ASSAY_TRY(grow_keys(c));
    for (size_t i = 0; i < count && group == UINT32_MAX; i++)
        group = c->group_of_key[keys[i]];
    if (group == UINT32_MAX) {
        group = (uint32_t)c->group_count;
        c->first[c->group_count++] = item;
    } else {
        group_list *list = &c->groups[group];
        ASSAY_TRY(assay_arena_grow(c->run->arena, &list->identities, &list->capacity, list->count,
                                   sizeof *list->identities, c->run->err));
        list->identities[list->count++] = item->identity;
    }
    for (size_t i = 0; i < count; i++)
        if (c->group_of_key[keys[i]] == UINT32_MAX)
            c->group_of_key[keys[i]] = group;
    return ASSAY_OK;
}

static assay_status give_window(collapsing *c, size_t want) {
    assay_search_results *out = c->run->out;
    size_t from = c->run->request->offset, to = c->run->request->all ? c->group_count : want;
    if (to > c->group_count)
        to = c->group_count;
    if (from > to)
        from = to;
    assay_search_hit *hits = assay_arena_calloc(c->run->arena, to - from + 1, sizeof *hits);
    if (hits == NULL)
        return assay_fail_memory(c->run->err);
    for (size_t i = from; i < to; i++)
        hits[i - from] = (assay_search_hit){.docid = c->first[i]->docid,
                                            .score = c->first[i]->score,
                                            .identity = c->first[i]->identity,
                                            .pinned = c->first[i]->pinned,
                                            .distance_km = c->first[i]->distance_km,
                                            .collapsed = c->groups[i].identities,
                                            .collapsed_count = c->groups[i].count};
    out->hits = hits;
    out->count = to - from;
    return ASSAY_OK;
}

assay_status search_collapse_window(bool *enough, search_run *run, const search_items *items,
                                    size_t want) {
    collapsing c = {.run = run};
    c.groups = assay_arena_calloc(run->arena, items->count + 1, sizeof *c.groups);
    c.first = assay_arena_calloc(run->arena, items->count + 1, sizeof(const search_item *));
    if (c.groups == NULL || c.first == NULL)
        return assay_fail_memory(run->err);
    assay_map_init(&c.keys);
    assay_buffer_init(&c.scratch, ASSAY_BUFFER_NO_CAP);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < items->count && status == ASSAY_OK; i++)
        status = place_item(&c, &items->items[i]);
    if (status == ASSAY_OK)
        status = give_window(&c, want);
    *enough = c.group_count >= want;
    assay_map_done(&c.keys);
    assay_buffer_done(&c.scratch);
    return status;
}
