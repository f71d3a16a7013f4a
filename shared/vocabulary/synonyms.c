#include "vocabulary/synonyms.h"

#include "vocabulary/thesaurus_core.h"
#include "vocabulary/thesaurus_dir.h"
#include "vocabulary/thesaurus_read.h"

#include <stdatomic.h>
#include <stdlib.h>

struct assay_synonyms {
    atomic_uint owners;
    assay_thesaurus **items; /* in order of asking; the core list last */
    size_t count, capacity;
};

/* ---- opening ---- */

static assay_status insert(assay_synonyms *s, size_t at, assay_thesaurus *added, assay_error *err) {
    if (s->count == s->capacity) {
        size_t capacity = 2 * s->capacity + 8;
        assay_thesaurus **grown = realloc(s->items, capacity * sizeof *grown);
        if (grown == NULL) {
            assay_thesaurus_close(added);
            return assay_fail_memory(err);
        }
        s->items = grown;
        s->capacity = capacity;
    }
    memmove(s->items + at + 1, s->items + at, (s->count - at) * sizeof *s->items);
    s->items[at] = added;
    s->count++;
    return ASSAY_OK;
}

/* Compiles what was gathered and opens it, in memory. */
static assay_status open_built(assay_thesaurus **out, assay_thesaurus_builder *builder,
                               const char *name, assay_error *err) {
    assay_buffer bytes;
    assay_buffer_init(&bytes, ASSAY_BUFFER_NO_CAP);
    assay_status status = assay_thesaurus_builder_finish(&bytes, builder, assay_span_of(name), err);
    if (status == ASSAY_OK)
        return assay_thesaurus_open_bytes(out, &bytes, name, err);
    assay_buffer_done(&bytes);
    return status;
}

static assay_status open_core(assay_thesaurus **out, assay_analyzer *analyzer, assay_error *err) {
    assay_thesaurus_builder *builder = NULL;
    ASSAY_TRY(assay_thesaurus_builder_new(&builder, analyzer, err));
    assay_status status = assay_thesaurus_core(builder, err);
    if (status == ASSAY_OK)
        status = open_built(out, builder, ASSAY_THESAURUS_CORE_NAME, err);
    assay_thesaurus_builder_free(builder);
    return status;
}

static assay_status open_one(assay_thesaurus **out, const char *path, assay_analyzer *analyzer,
                             assay_error *err) {
    assay_thesaurus *opened = NULL;
    ASSAY_TRY(assay_thesaurus_open(&opened, path, err));
    assay_span made_for = assay_thesaurus_describe(opened)->analyzer;
    if (!assay_span_equal(made_for, assay_span_of(assay_analyzer_identity(analyzer)))) {
        assay_status status =
            assay_fail(err, ASSAY_E_VERSION,
                       "%s was compiled for words analyzed by \"%.*s\"; load it anew with "
                       "`indexer vocabulary`",
                       path, ASSAY_SPAN_ARG(made_for));
        assay_thesaurus_close(opened);
        return status;
    }
    *out = opened;
    return ASSAY_OK;
}

static assay_status open_all(assay_synonyms *s, assay_arena *arena, const char *dir,
                             assay_analyzer *analyzer, assay_error *err) {
    assay_span *names = NULL;
    size_t count = 0;
    assay_thesaurus *opened = NULL;
    ASSAY_TRY(assay_thesaurus_dir_list(&names, &count, arena, dir, err));
    for (size_t i = 0; i < count; i++) {
        assay_span path;
        ASSAY_TRY(assay_thesaurus_dir_path(&path, arena, dir, names[i], err));
        assay_status status = open_one(&opened, path.data, analyzer, err);
        if (status == ASSAY_E_NOT_FOUND) /* removed meanwhile */
            continue;
        ASSAY_TRY(status);
        ASSAY_TRY(insert(s, s->count, opened, err));
    }
    ASSAY_TRY(open_core(&opened, analyzer, err));
    return insert(s, s->count, opened, err);
}

assay_status assay_synonyms_open(assay_synonyms **out, const char *dir, assay_analyzer *analyzer,
                                 assay_error *err) {
    assay_synonyms *s = calloc(1, sizeof *s);
    if (s == NULL)
        return assay_fail_memory(err);
    atomic_init(&s->owners, 1);
    assay_arena arena;
    assay_arena_init(&arena);
    assay_status status = open_all(s, &arena, dir, analyzer, err);
    assay_arena_done(&arena);
    if (status != ASSAY_OK)
        assay_synonyms_free(s);
    else
        *out = s;
    return status;
}

assay_synonyms *assay_synonyms_share(assay_synonyms *synonyms) {
    if (synonyms != NULL)
        atomic_fetch_add(&synonyms->owners, 1);
    return synonyms;
}

void assay_synonyms_free(assay_synonyms *synonyms) {
    if (synonyms == NULL || atomic_fetch_sub(&synonyms->owners, 1) != 1)
        return;
    for (size_t i = 0; i < synonyms->count; i++)
        assay_thesaurus_close(synonyms->items[i]);
    free(synonyms->items);
    free(synonyms);
}

assay_status assay_synonyms_load(assay_synonyms *synonyms, const char *path,
                                 assay_analyzer *analyzer, assay_error *err) {
    assay_thesaurus_builder *builder = NULL;
    assay_thesaurus *opened = NULL;
    ASSAY_TRY(assay_thesaurus_builder_new(&builder, analyzer, err));
    assay_status status = assay_thesaurus_read(builder, path, NULL, err);
    if (status == ASSAY_OK)
        status = open_built(&opened, builder, path, err);
    assay_thesaurus_builder_free(builder);
    return status == ASSAY_OK ? insert(synonyms, 0, opened, err) : status;
}

size_t assay_synonyms_count(const assay_synonyms *synonyms) {
    return synonyms->count - 1;
}

/* ---- asking ---- */

typedef struct {
    assay_arena *arena;
    assay_analyzer *analyzer;
    assay_map seen; /* keys */
    assay_buffer key;
    assay_span *terms;
    size_t count, capacity, found, max;
    assay_error *err;
} gathering;

static assay_status add_term(gathering *g, assay_span term) {
    ASSAY_TRY(assay_thesaurus_key(&g->key, g->analyzer, term, g->err));
    uint32_t before = assay_map_count(&g->seen);
    uint32_t id = assay_map_intern(&g->seen, assay_buffer_span(&g->key));
    if (id == ASSAY_MAP_NONE)
        return assay_fail_memory(g->err);
    if (id != before)
        return ASSAY_OK;
    if (g->found++ >= g->max)
        return ASSAY_OK;
    ASSAY_TRY(
        assay_arena_grow(g->arena, &g->terms, &g->capacity, g->count, sizeof *g->terms, g->err));
    return assay_arena_copy(&g->terms[g->count++], g->arena, term, g->err);
}

static assay_status add_terms_of(gathering *g, const assay_thesaurus *t, assay_span key) {
    uint32_t from, to;
    assay_thesaurus_find(&from, &to, t, key);
    for (uint32_t entry = from; entry < to; entry++) {
        uint32_t concept = assay_thesaurus_entry(t, entry);
        for (uint32_t i = 0; i < assay_thesaurus_term_count(t, concept); i++)
            ASSAY_TRY(add_term(g, assay_thesaurus_term(t, concept, i)));
    }
    return ASSAY_OK;
}

static assay_status add_narrower_of(gathering *g, const assay_thesaurus *t, assay_span key,
                                    bool explode) {
    uint32_t from, to;
    assay_thesaurus_find(&from, &to, t, key);
    for (uint32_t entry = from; entry < to; entry++) {
        uint32_t concept = assay_thesaurus_entry(t, entry);
        const uint32_t *below = &concept;
        size_t count = 1;
        if (!assay_thesaurus_has_place(t, concept))
            continue;
        if (explode)
            ASSAY_TRY(assay_thesaurus_narrower(&below, &count, t, g->arena, concept, g->err));
        for (size_t i = 0; i < count; i++)
            if (assay_thesaurus_term_count(t, below[i]) != 0)
                ASSAY_TRY(add_term(g, assay_thesaurus_term(t, below[i], 0)));
    }
    return ASSAY_OK;
}

static gathering start(assay_arena *arena, assay_analyzer *analyzer, size_t max, assay_error *err) {
    gathering g = {.arena = arena, .analyzer = analyzer, .max = max, .err = err};
    assay_map_init(&g.seen);
    assay_buffer_init(&g.key, ASSAY_BUFFER_NO_CAP);
    return g;
}

static assay_status finish(assay_synonym_list *out, gathering *g, assay_status status) {
    assay_map_done(&g->seen);
    assay_buffer_done(&g->key);
    if (status == ASSAY_OK)
        *out = (assay_synonym_list){g->terms, g->count, g->found};
    return status;
}

/* The text's own key, in the arena; seen from the start, so that no synonym is the text itself. */
static assay_status own_key(assay_span *out, gathering *g, assay_span text) {
    ASSAY_TRY(assay_thesaurus_key(&g->key, g->analyzer, text, g->err));
    return assay_arena_copy(out, g->arena, assay_buffer_span(&g->key), g->err);
}

assay_status assay_synonyms_of(assay_synonym_list *out, const assay_synonyms *synonyms,
                               assay_arena *arena, assay_analyzer *analyzer, assay_span text,
                               assay_error *err) {
    gathering g = start(arena, analyzer, ASSAY_SYNONYMS_MAX, err);
    assay_span key;
    assay_status status = own_key(&key, &g, text);
    if (status == ASSAY_OK && assay_map_intern(&g.seen, key) == ASSAY_MAP_NONE)
        status = assay_fail_memory(err);
    for (size_t i = 0; status == ASSAY_OK && i < synonyms->count; i++)
        status = add_terms_of(&g, synonyms->items[i], key);
    return finish(out, &g, status);
}

bool assay_synonyms_knows(const assay_synonyms *synonyms, assay_span key) {
    for (size_t i = 0; i < synonyms->count; i++) {
        uint32_t from, to;
        assay_thesaurus_find(&from, &to, synonyms->items[i], key);
        if (from < to)
            return true;
    }
    return false;
}

assay_status assay_synonyms_narrower(assay_synonym_list *out, const assay_synonyms *synonyms,
                                     assay_arena *arena, assay_analyzer *analyzer, assay_span text,
                                     bool explode, size_t max, assay_error *err) {
    gathering g = start(arena, analyzer, max, err);
    assay_span key;
    assay_status status = own_key(&key, &g, text);
    for (size_t i = 0; status == ASSAY_OK && i < synonyms->count; i++)
        status = add_narrower_of(&g, synonyms->items[i], key, explode);
    return finish(out, &g, status);
}

/* ---- pharmacological actions ---- */

/* The substances marked with the action whose name this is. */
static assay_status add_acting(gathering *g, const assay_thesaurus *t, assay_span action) {
    uint32_t from, to;
    assay_span key;
    ASSAY_TRY(assay_thesaurus_key(&g->key, g->analyzer, action, g->err));
    ASSAY_TRY(assay_arena_format(&key, g->arena, g->err, "%c%.*s", ASSAY_THESAURUS_ACTION,
                                 ASSAY_SPAN_ARG(assay_buffer_span(&g->key))));
    assay_thesaurus_find(&from, &to, t, key);
    for (uint32_t entry = from; entry < to; entry++)
        ASSAY_TRY(add_term(g, assay_thesaurus_term(t, assay_thesaurus_entry(t, entry), 0)));
    return ASSAY_OK;
}

/* Every vocabulary is asked for the action, itself named by any: headings and substances come in two files. */
static assay_status add_acting_in_all(gathering *g, const assay_synonyms *synonyms,
                                      assay_span action) {
    for (size_t i = 0; i < synonyms->count; i++)
        ASSAY_TRY(add_acting(g, synonyms->items[i], action));
    return ASSAY_OK;
}

assay_status assay_synonyms_acting(assay_synonym_list *out, bool *loaded,
                                   const assay_synonyms *synonyms, assay_arena *arena,
                                   assay_analyzer *analyzer, assay_span text, bool explode,
                                   size_t max, assay_error *err) {
    gathering g = start(arena, analyzer, max, err);
    assay_synonym_list actions = {0};
    assay_status status =
        assay_synonyms_narrower(&actions, synonyms, arena, analyzer, text, explode, max, err);
    *loaded = false;
    for (size_t i = 0; i < synonyms->count; i++)
        *loaded = *loaded || assay_thesaurus_has_actions(synonyms->items[i]);
    if (status == ASSAY_OK)
        status = add_acting_in_all(&g, synonyms, text);
    for (size_t i = 0; i < actions.count && status == ASSAY_OK; i++)
        status = add_acting_in_all(&g, synonyms, actions.terms[i]);
    return finish(out, &g, status);
}
