/* Fields that are not ranked (authors, journals, sites ...) are indexed by stems alone; what is shown for a stem is the word a record has. */
#include "search/search_internal.h"

enum { LOOKED_UP_MAX = 200 }; /* each is a search and a record read */

typedef struct {
    assay_search *search;
    assay_arena *arena;
    assay_tokens tokens;
    assay_query_field field;
    assay_error *err;
} stem_words;

/* The word of the text that has this stem, folded; *out untouched when there is none. */
static assay_status find_word(assay_span *out, stem_words *w, assay_span text, assay_span stem) {
    assay_analyzer *analyzer = w->search->analyzer;
    assay_tokens_clear(&w->tokens);
    ASSAY_TRY(assay_analyzer_run(&w->tokens, analyzer, text, w->err));
    for (size_t i = 0; i < w->tokens.count; i++) {
        const assay_token *token = &w->tokens.items[i];
        if (token->kind == ASSAY_TOKEN_IDENTIFIER)
            continue;
        assay_span term = assay_map_key(assay_analyzer_terms(analyzer), token->term);
        if (assay_span_equal(assay_span_skip(term, 1), stem))
            return assay_arena_copy(
                out, w->arena, assay_map_key(assay_analyzer_forms(analyzer), token->form), w->err);
    }
    return ASSAY_OK;
}

static assay_status look_in_fields(assay_span *out, stem_words *w, const assay_record *record,
                                   assay_span stem) {
    for (int f = 0; f < ASSAY_FIELD_COUNT; f++) {
        const assay_span_list *values = &record->text[f];
        if (assay_schema_text_of((assay_record_field)f)->prefix == NULL)
            continue;
        for (size_t i = 0; i < values->count && out->size == 0; i++)
            ASSAY_TRY(find_word(out, w, values->items[i], stem));
    }
    for (size_t i = 0; i < record->locations.count && out->size == 0; i++) {
        const assay_record_location *site = &record->locations.items[i];
        const assay_span parts[] = {site->city, site->state, site->facility, site->country};
        for (size_t k = 0; k < sizeof parts / sizeof *parts && out->size == 0; k++)
            ASSAY_TRY(find_word(out, w, parts[k], stem));
    }
    for (size_t i = 0; i < record->references.count && out->size == 0; i++)
        ASSAY_TRY(find_word(out, w, record->references.items[i].text, stem));
    return ASSAY_OK;
}

/* The first record with the term. */
static assay_status find_record(assay_docid *out, stem_words *w, assay_span stem) {
    const assay_snapshot *snapshot = NULL;
    assay_buffer term;
    assay_evaluate_options options = assay_evaluate_defaults();
    options.k = 1;
    ASSAY_TRY(assay_reader_snapshot(&snapshot, w->search->reader, w->err));
    assay_buffer_init(&term, ASSAY_BUFFER_NO_CAP);
    assay_buffer_add_text(&term, assay_schema_field_of(w->field)->prefix);
    assay_buffer_add_byte(&term, ASSAY_TERM_RANKED);
    assay_buffer_add_span(&term, stem);
    const assay_plan *plan = assay_plan_term(w->arena, assay_buffer_span(&term), 1, 1);
    assay_status status = assay_buffer_check(&term, w->err);
    if (status == ASSAY_OK)
        status = assay_plan_check(plan, w->err);
    if (status == ASSAY_OK)
        status = assay_evaluate(&w->search->hits, w->search->evaluator, snapshot, plan, &options,
                                w->err);
    if (status == ASSAY_OK && w->search->hits.count != 0)
        *out = w->search->hits.items[0].record;
    assay_buffer_done(&term);
    return status;
}

static assay_status look_up(assay_span *out, stem_words *w, assay_span stem) {
    assay_arena arena;
    assay_record record;
    assay_docid docid = 0;
    ASSAY_TRY(find_record(&docid, w, stem));
    if (docid == 0)
        return ASSAY_OK;
    assay_arena_init(&arena);
    assay_status status = assay_search_load(&record, w->search, &arena, docid, w->err);
    if (status == ASSAY_OK)
        status = look_in_fields(out, w, &record, stem);
    assay_arena_done(&arena);
    return status;
}

assay_status search_complete_stems(assay_completion *items, size_t count, assay_search *search,
                                   assay_arena *arena, assay_query_field field, assay_error *err) {
    stem_words w = {.search = search, .arena = arena, .field = field, .err = err};
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < count && i < LOOKED_UP_MAX && status == ASSAY_OK; i++) {
        assay_span word = {NULL, 0};
        status = look_up(&word, &w, items[i].text);
        if (word.size != 0)
            items[i].text = word;
    }
    assay_tokens_done(&w.tokens);
    return status;
}
