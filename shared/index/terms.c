#include "index/terms.h"

#include "index/keyword.h"
#include "index/terms_fields.h"

#include <stdlib.h>

enum { AHEAD = 32 }; /* tokens whose forms memory is asked for early */

static void forget_presence(assay_terms *terms) {
    for (size_t i = 0; i < ASSAY_QUERY_FIELD_COUNT; i++)
        terms->has_ids[i] = ASSAY_MAP_NONE;
}

assay_status assay_terms_new(assay_terms **out, const assay_analyzer_options *options,
                             assay_error *err) {
    assay_terms *terms = calloc(1, sizeof *terms);
    if (terms == NULL)
        return assay_fail_memory(err);
    assay_map_init(&terms->keywords);
    forget_presence(terms);
    assay_arena_init(&terms->arena);
    assay_buffer_init(&terms->scratch, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&terms->places, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&terms->points, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&terms->signature, ASSAY_BUFFER_NO_CAP);
    terms->prefix_count = assay_terms_list_prefixes(terms->prefixes);
    assay_status status = assay_analyzer_new(&terms->analyzer, options, err);
    if (status != ASSAY_OK) {
        assay_terms_free(terms);
        return status;
    }
    *out = terms;
    return ASSAY_OK;
}

static void free_forms(assay_form_uses *forms) {
    free(forms->ids);
    free(forms->times);
    free(forms->terms);
    free(forms->places);
}

void assay_terms_free(assay_terms *terms) {
    if (terms == NULL)
        return;
    assay_analyzer_free(terms->analyzer);
    assay_map_done(&terms->keywords);
    assay_tokens_done(&terms->tokens);
    assay_arena_done(&terms->arena);
    assay_buffer_done(&terms->scratch);
    assay_buffer_done(&terms->places);
    assay_buffer_done(&terms->points);
    assay_buffer_done(&terms->signature);
    assay_signature_maker_done(&terms->maker);
    free(terms->ranked.items);
    for (size_t i = 0; i < terms->prefix_count; i++)
        free(terms->words[i].items);
    free_forms(&terms->forms);
    free(terms->filters.items);
    free(terms);
}

void assay_terms_forget(assay_terms *terms) {
    assay_analyzer_forget(terms->analyzer);
    assay_signature_maker_forget(&terms->maker);
    assay_map_clear(&terms->keywords);
    forget_presence(terms);
}

size_t assay_terms_memory(const assay_terms *terms) {
    return assay_map_memory(assay_analyzer_terms(terms->analyzer)) +
           assay_map_memory(assay_analyzer_forms(terms->analyzer)) +
           assay_map_memory(&terms->keywords);
}

const assay_map *assay_terms_map(const assay_terms *terms, int which) {
    return which == ASSAY_TERMS_STEMS   ? assay_analyzer_terms(terms->analyzer)
           : which == ASSAY_TERMS_FORMS ? assay_analyzer_forms(terms->analyzer)
                                        : &terms->keywords;
}

static assay_status reserve(void *items, size_t *capacity, size_t needed, size_t size,
                            assay_error *err) {
    if (needed <= *capacity)
        return ASSAY_OK;
    size_t room = needed < 256 ? 256 : needed + needed / 2;
    void *old = *(void **)items;
    void *moved = room <= SIZE_MAX / size ? realloc(old, room * size) : NULL;
    if (moved == NULL)
        return assay_fail_memory(err);
    *(void **)items = moved;
    *capacity = room;
    return ASSAY_OK;
}

static assay_status add_filter_id(assay_terms *terms, uint32_t id, assay_error *err) {
    ASSAY_TRY(reserve(&terms->filters.items, &terms->filters.capacity, terms->filters.count + 1,
                      sizeof *terms->filters.items, err));
    terms->filters.items[terms->filters.count++] = id;
    return ASSAY_OK;
}

/* The scratch buffer holds a term: it becomes a filter of the record. */
static assay_status add_filter(assay_terms *terms, assay_error *err) {
    ASSAY_TRY(assay_buffer_check(&terms->scratch, err));
    uint32_t id = assay_map_intern(&terms->keywords, assay_buffer_span(&terms->scratch));
    return id != ASSAY_MAP_NONE ? add_filter_id(terms, id, err) : assay_fail_memory(err);
}

assay_status assay_terms_add_presence(assay_terms *terms, assay_query_field field,
                                      assay_error *err) {
    uint32_t *id = &terms->has_ids[field];
    if (*id != ASSAY_MAP_NONE)
        return add_filter_id(terms, *id, err);
    ASSAY_TRY(assay_terms_add_exact(terms, ASSAY_TERM_HAS,
                                    assay_span_of(assay_fields_info(field)->name), err));
    *id = terms->filters.items[terms->filters.count - 1];
    return ASSAY_OK;
}

assay_status assay_terms_add_exact(assay_terms *terms, const char *prefix, assay_span text,
                                   assay_error *err) {
    if (text.size == 0)
        return ASSAY_OK;
    assay_buffer_clear(&terms->scratch);
    assay_keyword_exact(&terms->scratch, prefix, text);
    return add_filter(terms, err);
}

assay_status assay_terms_add_keyword(assay_terms *terms, assay_query_field field,
                                     const char *prefix, assay_span value, assay_error *err) {
    assay_buffer_clear(&terms->scratch);
    if (!assay_keyword_term(&terms->scratch, field, prefix, value))
        return assay_buffer_check(&terms->scratch, err);
    return add_filter(terms, err);
}

/* An identifier named in text: the record cites it. */
static assay_status add_mention(assay_terms *terms, uint32_t form, assay_error *err) {
    return assay_terms_add_exact(terms, ASSAY_TERM_CITES,
                                 assay_map_key(assay_analyzer_forms(terms->analyzer), form), err);
}

static assay_status analyze(assay_terms *terms, assay_span value, assay_error *err) {
    assay_tokens_clear(&terms->tokens);
    terms->tokens.next_position = terms->position;
    ASSAY_TRY(assay_analyzer_run(&terms->tokens, terms->analyzer, value, err));
    terms->text_bytes += value.size;
    if (terms->tokens.count != 0)
        terms->position = terms->tokens.next_position + ASSAY_SCHEMA_GAP;
    return ASSAY_OK;
}

static uint32_t position_of(const assay_token *token) {
    return token->position <= ASSAY_POSITION_MAX ? token->position : ASSAY_NO_POSITION;
}

assay_status assay_terms_add_words(assay_terms *terms, size_t prefix, assay_span value,
                                   assay_error *err) {
    ASSAY_TRY(analyze(terms, value, err));
    assay_occurrences *words = &terms->words[prefix];
    ASSAY_TRY(reserve(&words->items, &words->capacity, words->count + terms->tokens.count,
                      sizeof *words->items, err));
    for (size_t i = 0; i < terms->tokens.count; i++) {
        const assay_token *token = &terms->tokens.items[i];
        if (token->kind == ASSAY_TOKEN_IDENTIFIER)
            ASSAY_TRY(add_mention(terms, token->form, err));
        else
            words->items[words->count++] = (assay_occurrence){token->term, position_of(token), 0};
    }
    return ASSAY_OK;
}

assay_status assay_terms_add_at(assay_terms *terms, size_t prefix, uint32_t term, uint32_t position,
                                assay_error *err) {
    assay_occurrences *words = &terms->words[prefix];
    ASSAY_TRY(
        reserve(&words->items, &words->capacity, words->count + 1, sizeof *words->items, err));
    words->items[words->count++] =
        (assay_occurrence){term, position <= ASSAY_POSITION_MAX ? position : ASSAY_NO_POSITION, 0};
    return ASSAY_OK;
}

/* Room for every token to be a form of its own, and a place for every form there is. */
static assay_status reserve_forms(assay_terms *terms, assay_error *err) {
    assay_form_uses *forms = &terms->forms;
    size_t needed = forms->count + terms->tokens.count, capacity = forms->capacity;
    size_t places = assay_map_count(assay_analyzer_forms(terms->analyzer));
    ASSAY_TRY(reserve(&forms->ids, &capacity, needed, sizeof *forms->ids, err));
    capacity = forms->capacity;
    ASSAY_TRY(reserve(&forms->times, &capacity, needed, sizeof *forms->times, err));
    ASSAY_TRY(reserve(&forms->terms, &forms->capacity, needed, sizeof *forms->terms, err));
    if (places <= forms->place_count)
        return ASSAY_OK;
    size_t place_count = forms->place_count;
    ASSAY_TRY(reserve(&forms->places, &place_count, places, sizeof *forms->places, err));
    memset(forms->places + forms->place_count, 0,
           (place_count - forms->place_count) * sizeof *forms->places);
    forms->place_count = place_count;
    return ASSAY_OK;
}

/* Without a branch: whether a record has had a word before is not to be foreseen. */
static inline void use_form(assay_form_uses *forms, const assay_token *token, unsigned weight) {
    struct assay_form_place *place = &forms->places[token->form];
    bool first = place->record != forms->record;
    size_t at = first ? forms->count : place->at;
    *place = (struct assay_form_place){forms->record, (uint32_t)at};
    forms->ids[at] = token->form;
    forms->times[at] = (first ? 0 : forms->times[at]) + 1;
    forms->terms[at] =
        (assay_occurrence){token->term, 0, (first ? 0 : forms->terms[at].wdf) + weight};
    forms->count += first;
}

assay_status assay_terms_add_ranked(assay_terms *terms, unsigned weight, assay_span value,
                                    assay_error *err) {
    ASSAY_TRY(analyze(terms, value, err));
    ASSAY_TRY(reserve(&terms->ranked.items, &terms->ranked.capacity,
                      terms->ranked.count + terms->tokens.count, sizeof *terms->ranked.items, err));
    ASSAY_TRY(reserve_forms(terms, err));
    const assay_token *tokens = terms->tokens.items;
    for (size_t i = 0; i < terms->tokens.count; i++) {
        if (i + AHEAD < terms->tokens.count)
            __builtin_prefetch(&terms->forms.places[tokens[i + AHEAD].form], 1);
        if (tokens[i].kind == ASSAY_TOKEN_IDENTIFIER) {
            ASSAY_TRY(add_mention(terms, tokens[i].form, err));
            continue;
        }
        terms->ranked.items[terms->ranked.count++] =
            (assay_occurrence){tokens[i].term, position_of(&tokens[i]), weight};
        use_form(&terms->forms, &tokens[i], weight);
        terms->length += weight;
    }
    return ASSAY_OK;
}

static void next_record(assay_form_uses *forms) {
    forms->count = 0;
    if (++forms->record == 0) {
        memset(forms->places, 0, forms->place_count * sizeof *forms->places);
        forms->record = 1;
    }
}

static void clear(assay_terms *terms) {
    assay_arena_reset(&terms->arena);
    next_record(&terms->forms);
    terms->ranked.count = terms->filters.count = 0;
    for (size_t i = 0; i < terms->prefix_count; i++)
        terms->words[i].count = 0;
    assay_buffer_clear(&terms->places);
    assay_buffer_clear(&terms->points);
    memset(terms->has_column, 0, sizeof terms->has_column);
    memset(terms->has, 0, sizeof terms->has);
    terms->facets = NULL;
    terms->facet_count = terms->facet_capacity = 0;
    terms->text_bytes = 0;
    terms->length = 0;
    terms->position = 1;
}

assay_status assay_terms_run(assay_terms *terms, const assay_record *record,
                             const assay_history *history, assay_error *err) {
    clear(terms);
    ASSAY_TRY(assay_terms_text(terms, record, err));
    ASSAY_TRY(assay_signature_make(&terms->signature, &terms->maker,
                                   assay_analyzer_terms(terms->analyzer), terms->forms.terms,
                                   terms->forms.count, terms->length, err));
    ASSAY_TRY(assay_terms_facts(terms, record, history, err));
    ASSAY_TRY(assay_buffer_check(&terms->places, err));
    return assay_buffer_check(&terms->points, err);
}

static assay_status keep(void *out, assay_arena *arena, const void *items, size_t bytes,
                         assay_error *err) {
    void *copy = assay_arena_alloc(arena, bytes);
    if (copy == NULL)
        return assay_fail_memory(err);
    if (bytes != 0)
        memcpy(copy, items, bytes);
    *(void **)out = copy;
    return ASSAY_OK;
}

/* Records are found by their identity in the catalogue: a segment is never asked for it. */
static assay_status keep_filters(assay_analyzed *out, const assay_terms *terms, assay_arena *arena,
                                 assay_error *err) {
    size_t kept = 0;
    ASSAY_TRY(keep(&out->filters, arena, terms->filters.items,
                   out->filter_count * sizeof *out->filters, err));
    for (size_t i = 0; i < out->filter_count; i++)
        if (assay_map_key(&terms->keywords, out->filters[i]).data[0] != ASSAY_TERM_IDENTITY)
            out->filters[kept++] = out->filters[i];
    out->filter_count = kept;
    return ASSAY_OK;
}

assay_status assay_terms_keep(assay_analyzed *out, assay_terms *terms, assay_arena *arena,
                              assay_error *err) {
    assay_analyzed a = {.ranked_count = terms->ranked.count,
                        .form_count = terms->forms.count,
                        .filter_count = terms->filters.count,
                        .facet_count = terms->facet_count};
    ASSAY_TRY(keep(&a.ranked, arena, terms->ranked.items, a.ranked_count * sizeof *a.ranked, err));
    ASSAY_TRY(keep(&a.forms, arena, terms->forms.ids, a.form_count * sizeof *a.forms, err));
    ASSAY_TRY(keep_filters(&a, terms, arena, err));
    ASSAY_TRY(keep(&a.facets, arena, terms->facets, a.facet_count * sizeof *a.facets, err));
    for (size_t i = 0; i < terms->prefix_count; i++) {
        a.word_counts[i] = terms->words[i].count;
        if (a.word_counts[i] != 0)
            ASSAY_TRY(keep(&a.words[i], arena, terms->words[i].items,
                           a.word_counts[i] * sizeof *a.words[i], err));
    }
    for (size_t i = 0; i < a.facet_count; i++)
        if (a.facets[i].folded)
            ASSAY_TRY(assay_arena_copy(&a.facets[i].value, arena, a.facets[i].value, err));
    ASSAY_TRY(assay_arena_copy(&a.places, arena, assay_buffer_span(&terms->places), err));
    ASSAY_TRY(assay_arena_copy(&a.points, arena, assay_buffer_span(&terms->points), err));
    ASSAY_TRY(assay_arena_copy(&a.signature, arena, assay_buffer_span(&terms->signature), err));
    memcpy(a.columns, terms->columns, sizeof a.columns);
    memcpy(a.has_column, terms->has_column, sizeof a.has_column);
    *out = a;
    return ASSAY_OK;
}
