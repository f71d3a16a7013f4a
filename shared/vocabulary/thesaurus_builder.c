#include "vocabulary/thesaurus_builder.h"

#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* A string that leads to a concept. */
typedef struct {
    assay_span text;
    uint32_t concept;
} entry;
typedef struct {
    entry *items;
    size_t count, capacity;
} entry_list;

struct assay_thesaurus_builder {
    assay_analyzer *analyzer;
    assay_arena arena;
    uint32_t concepts;
    entry_list terms, keys, places;
    size_t terms_before, keys_before; /* the concept at hand */
    assay_buffer key;
};

assay_status assay_thesaurus_builder_new(assay_thesaurus_builder **out, assay_analyzer *analyzer,
                                         assay_error *err) {
    assay_thesaurus_builder *builder = calloc(1, sizeof *builder);
    if (builder == NULL)
        return assay_fail_memory(err);
    builder->analyzer = analyzer;
    assay_arena_init(&builder->arena);
    assay_buffer_init(&builder->key, ASSAY_BUFFER_NO_CAP);
    *out = builder;
    return ASSAY_OK;
}

void assay_thesaurus_builder_free(assay_thesaurus_builder *builder) {
    if (builder == NULL)
        return;
    free(builder->terms.items);
    free(builder->keys.items);
    free(builder->places.items);
    assay_arena_done(&builder->arena);
    assay_buffer_done(&builder->key);
    free(builder);
}

assay_status assay_thesaurus_key(assay_buffer *out, assay_analyzer *analyzer, assay_span text,
                                 assay_error *err) {
    assay_tokens tokens = {0};
    assay_buffer_clear(out);
    assay_status status = assay_analyzer_run(&tokens, analyzer, text, err);
    for (size_t i = 0; status == ASSAY_OK && i < tokens.count; i++) {
        const assay_token *token = &tokens.items[i];
        if (token->kind == ASSAY_TOKEN_JOINED)
            continue;
        assay_span word = token->kind == ASSAY_TOKEN_PART
                              ? assay_map_key(assay_analyzer_terms(analyzer), token->term)
                              : assay_map_key(assay_analyzer_forms(analyzer), token->form);
        assay_buffer_add_text(out, out->size != 0 ? " " : "");
        assay_buffer_add_span(out, assay_span_skip(word, token->kind == ASSAY_TOKEN_PART));
    }
    assay_tokens_done(&tokens);
    return status == ASSAY_OK ? assay_buffer_check(out, err) : status;
}

static assay_status add_entry(entry_list *list, assay_thesaurus_builder *builder, assay_span text,
                              assay_error *err) {
    if (list->count == list->capacity) {
        size_t capacity = 2 * list->capacity + 64;
        entry *grown = realloc(list->items, capacity * sizeof *grown);
        if (grown == NULL)
            return assay_fail_memory(err);
        list->items = grown;
        list->capacity = capacity;
    }
    if (builder->arena.allocated > ASSAY_THESAURUS_SIZE_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "the vocabulary is larger than %zu MB",
                          ASSAY_THESAURUS_SIZE_MAX >> 20);
    entry added = {.concept = builder->concepts - 1};
    ASSAY_TRY(assay_arena_copy(&added.text, &builder->arena, text, err));
    list->items[list->count++] = added;
    return ASSAY_OK;
}

assay_status assay_thesaurus_builder_concept(assay_thesaurus_builder *builder, assay_error *err) {
    if (builder->concepts == ASSAY_THESAURUS_CONCEPTS_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "there are more than %d entries",
                          (int)ASSAY_THESAURUS_CONCEPTS_MAX);
    builder->concepts++;
    builder->terms_before = builder->terms.count;
    builder->keys_before = builder->keys.count;
    return ASSAY_OK;
}

static assay_status check_term(const assay_thesaurus_builder *builder, assay_span text,
                               assay_error *err) {
    if (text.size > ASSAY_THESAURUS_TERM_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "a term of %zu bytes: \"%.*s...\"; they go up to %d",
                          text.size, 40, text.data, (int)ASSAY_THESAURUS_TERM_MAX);
    size_t terms = builder->terms.count - builder->terms_before,
           keys = builder->keys.count - builder->keys_before;
    if (terms >= ASSAY_THESAURUS_TERMS_MAX || keys >= ASSAY_THESAURUS_TERMS_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "more than %d terms that stand for each other",
                          (int)ASSAY_THESAURUS_TERMS_MAX);
    return ASSAY_OK;
}

/* The key at hand, in builder->key. */
static assay_status make_key(assay_thesaurus_builder *builder, assay_span text, assay_error *err) {
    enum { MEMORY = 64 << 20 };
    ASSAY_TRY(check_term(builder, text, err));
    ASSAY_TRY(assay_thesaurus_key(&builder->key, builder->analyzer, text, err));
    if (assay_analyzer_memory(builder->analyzer) > MEMORY)
        assay_analyzer_forget(builder->analyzer);
    return builder->key.size != 0 ? ASSAY_OK
                                  : assay_fail(err, ASSAY_E_FORMAT, "no word in the term \"%.*s\"",
                                               ASSAY_SPAN_ARG(text));
}

assay_status assay_thesaurus_builder_key(assay_thesaurus_builder *builder, assay_span text,
                                         assay_error *err) {
    ASSAY_TRY(make_key(builder, text, err));
    return add_entry(&builder->keys, builder, assay_buffer_span(&builder->key), err);
}

assay_status assay_thesaurus_builder_action(assay_thesaurus_builder *builder, assay_span text,
                                            assay_error *err) {
    assay_span key;
    ASSAY_TRY(make_key(builder, text, err));
    ASSAY_TRY(assay_arena_format(&key, &builder->arena, err, "%c%.*s", ASSAY_THESAURUS_ACTION,
                                 ASSAY_SPAN_ARG(assay_buffer_span(&builder->key))));
    return add_entry(&builder->keys, builder, key, err);
}

assay_status assay_thesaurus_builder_meaning(assay_thesaurus_builder *builder, assay_span text,
                                             assay_error *err) {
    ASSAY_TRY(make_key(builder, text, err));
    return add_entry(&builder->terms, builder, text, err);
}

assay_status assay_thesaurus_builder_term(assay_thesaurus_builder *builder, assay_span text,
                                          assay_error *err) {
    ASSAY_TRY(assay_thesaurus_builder_meaning(builder, text, err));
    return add_entry(&builder->keys, builder, assay_buffer_span(&builder->key), err);
}

assay_status assay_thesaurus_builder_place(assay_thesaurus_builder *builder, assay_span place,
                                           assay_error *err) {
    bool good = place.size != 0 && place.size <= ASSAY_THESAURUS_TERM_MAX;
    for (size_t i = 0; good && i < place.size; i++) {
        char c = place.data[i];
        good = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               (c == '.' && i != 0 && i + 1 < place.size);
    }
    if (!good)
        return assay_fail(err, ASSAY_E_FORMAT, "\"%.*s\" is no place in a tree such as C04.588.894",
                          ASSAY_SPAN_ARG(assay_span_first(place, 60)));
    return add_entry(&builder->places, builder, place, err);
}

uint32_t assay_thesaurus_builder_concepts(const assay_thesaurus_builder *builder) {
    return builder->concepts;
}

/* ---- compiling ---- */

static int by_text(const void *a, const void *b) {
    const entry *x = a, *y = b;
    int order = assay_span_compare(x->text, y->text);
    if (order != 0)
        return order;
    return x->concept < y->concept ? -1 : x->concept > y->concept;
}

static void sort_entries(entry_list *list) {
    size_t kept = 0;
    if (list->count > 1)
        qsort(list->items, list->count, sizeof *list->items, by_text);
    for (size_t i = 0; i < list->count; i++)
        if (kept == 0 || by_text(&list->items[kept - 1], &list->items[i]) != 0)
            list->items[kept++] = list->items[i];
    list->count = kept;
}

static size_t strings_size(const entry_list *list) {
    size_t size = 0;
    for (size_t i = 0; i < list->count; i++)
        size += list->items[i].text.size;
    return size;
}

static void add_text(assay_buffer *out, assay_span text) {
    assay_buffer_add_u32(out, (uint32_t)text.size);
    assay_buffer_add_span(out, text);
}

static void add_starts(assay_buffer *out, const entry_list *list, size_t *at) {
    for (size_t i = 0; i < list->count; i++) {
        assay_buffer_add_u32(out, (uint32_t)*at);
        *at += list->items[i].text.size;
    }
    assay_buffer_add_u32(out, (uint32_t)*at);
}

static void add_concepts(assay_buffer *out, const entry_list *list) {
    for (size_t i = 0; i < list->count; i++)
        assay_buffer_add_u32(out, list->items[i].concept);
}

static void add_strings(assay_buffer *out, const entry_list *list) {
    for (size_t i = 0; i < list->count; i++)
        assay_buffer_add_span(out, list->items[i].text);
}

static void add_firsts(assay_buffer *out, const assay_thesaurus_builder *builder) {
    size_t term = 0;
    for (uint32_t concept = 0; concept <= builder->concepts; concept ++) {
        while (term < builder->terms.count && builder->terms.items[term].concept < concept)
            term++;
        assay_buffer_add_u32(out, (uint32_t)term);
    }
}

assay_status assay_thesaurus_builder_finish(assay_buffer *out, assay_thesaurus_builder *builder,
                                            assay_span source, assay_error *err) {
    size_t begin = out->size, at = 0;
    sort_entries(&builder->keys);
    sort_entries(&builder->places);
    size_t strings = strings_size(&builder->terms) + strings_size(&builder->keys) +
                     strings_size(&builder->places);
    assay_buffer_add_text(out, "ASSAYVOC");
    assay_buffer_add_u32(out, ASSAY_THESAURUS_VERSION);
    assay_buffer_add_u32(out, builder->concepts);
    assay_buffer_add_u32(out, (uint32_t)builder->terms.count);
    assay_buffer_add_u32(out, (uint32_t)builder->keys.count);
    assay_buffer_add_u32(out, (uint32_t)builder->places.count);
    assay_buffer_add_u32(out, (uint32_t)strings);
    add_text(out, assay_span_of(assay_analyzer_identity(builder->analyzer)));
    add_text(out, source);
    add_firsts(out, builder);
    add_starts(out, &builder->terms, &at);
    add_starts(out, &builder->keys, &at);
    add_concepts(out, &builder->keys);
    add_starts(out, &builder->places, &at);
    add_concepts(out, &builder->places);
    add_strings(out, &builder->terms);
    add_strings(out, &builder->keys);
    add_strings(out, &builder->places);
    if (out->failed == ASSAY_OK)
        assay_buffer_add_u64(out, XXH3_64bits(out->data + begin, out->size - begin));
    return assay_buffer_check(out, err);
}
