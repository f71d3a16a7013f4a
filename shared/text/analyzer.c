#include "text/analyzer.h"

#include "text/chunker.h"
#include "text/identifiers.h"
#include "text/stemmer.h"
#include "text/stopwords.h"
#include "text/tokenizer.h"
#include "text/word_cache.h"

#include <stdio.h>
#include <stdlib.h>

/* A phrase does not reach over the end of a paragraph. */
enum { PARAGRAPH_GAP = 16, IDENTITY_MAX = 96, WORD_TOKENS_MAX = 255 };

struct assay_analyzer {
    assay_stemmer *stemmer;
    assay_tokenizer tokenizer;
    assay_word_cache cache;
    assay_map terms, forms;
    assay_word_token *scratch; /* tokens of the word being learnt */
    size_t scratch_capacity;
    char identity[IDENTITY_MAX];
};

assay_status assay_analyzer_new(assay_analyzer **out, const assay_analyzer_options *options,
                                assay_error *err) {
    const char *language =
        options != NULL && options->stemmer != NULL ? options->stemmer : "english";
    assay_analyzer *analyzer = calloc(1, sizeof *analyzer);
    if (analyzer == NULL)
        return assay_fail_memory(err);
    assay_tokenizer_init(&analyzer->tokenizer);
    assay_map_init(&analyzer->terms);
    assay_map_init(&analyzer->forms);
    assay_status status = assay_stemmer_new(&analyzer->stemmer, language, err);
    if (status != ASSAY_OK) {
        assay_analyzer_free(analyzer);
        return status;
    }
    snprintf(analyzer->identity, sizeof analyzer->identity, "assay-%d %s", ASSAY_ANALYZER_VERSION,
             language);
    *out = analyzer;
    return ASSAY_OK;
}

void assay_analyzer_free(assay_analyzer *analyzer) {
    if (analyzer == NULL)
        return;
    assay_stemmer_free(analyzer->stemmer);
    assay_tokenizer_done(&analyzer->tokenizer);
    assay_word_cache_done(&analyzer->cache);
    assay_map_done(&analyzer->terms);
    assay_map_done(&analyzer->forms);
    free(analyzer->scratch);
    free(analyzer);
}

const assay_map *assay_analyzer_terms(const assay_analyzer *analyzer) {
    return &analyzer->terms;
}
const assay_map *assay_analyzer_forms(const assay_analyzer *analyzer) {
    return &analyzer->forms;
}
const char *assay_analyzer_identity(const assay_analyzer *analyzer) {
    return analyzer->identity;
}

void assay_analyzer_forget(assay_analyzer *analyzer) {
    assay_word_cache_clear(&analyzer->cache);
    assay_map_clear(&analyzer->terms);
    assay_map_clear(&analyzer->forms);
}

size_t assay_analyzer_memory(const assay_analyzer *analyzer) {
    return assay_word_cache_memory(&analyzer->cache) + assay_map_memory(&analyzer->terms) +
           assay_map_memory(&analyzer->forms);
}

void assay_tokens_clear(assay_tokens *tokens) {
    tokens->count = 0;
    tokens->next_position = 0;
    tokens->bad_bytes = 0;
}

void assay_tokens_done(assay_tokens *tokens) {
    free(tokens->items);
    *tokens = (assay_tokens){0};
}

static assay_status make_room(assay_tokens *tokens, size_t more, assay_error *err) {
    if (tokens->capacity - tokens->count >= more)
        return ASSAY_OK;
    size_t capacity = tokens->capacity * 2 + more + 256;
    assay_token *items = realloc(tokens->items, capacity * sizeof *items);
    if (items == NULL)
        return assay_fail_memory(err);
    tokens->items = items;
    tokens->capacity = capacity;
    return ASSAY_OK;
}

/* Cut so that the term with its prefix keeps within ASSAY_TERM_MAX. */
static assay_span cut_form(assay_span form) {
    enum { LONGEST = ASSAY_TERM_MAX - 1 };
    return form.size <= LONGEST ? form
                                : (assay_span){form.data, assay_unicode_floor(form, LONGEST)};
}

static uint32_t intern_term(assay_analyzer *analyzer, assay_span form) {
    assay_span stem = cut_form(assay_stemmer_run(analyzer->stemmer, form));
    if (stem.data == NULL)
        return ASSAY_MAP_NONE;
    char term[ASSAY_TERM_MAX];
    term[0] = 'Z';
    memcpy(term + 1, stem.data, stem.size);
    return assay_map_intern(&analyzer->terms, (assay_span){term, stem.size + 1});
}

static assay_status learn_token(assay_word_token *out, assay_analyzer *analyzer,
                                const assay_piece_token *token, assay_error *err) {
    assay_span form = cut_form(assay_tokenizer_form(&analyzer->tokenizer, token));
    *out = (assay_word_token){
        .term = intern_term(analyzer, form),
        .form = assay_map_intern(&analyzer->forms, form),
        .begin = (uint16_t)token->begin,
        .end = (uint16_t)token->end,
        .position = (uint16_t)token->position,
        .kind = token->joined ? ASSAY_TOKEN_JOINED : ASSAY_TOKEN_PART,
        .is_stop = !token->joined && assay_stopwords_is_stop(form),
    };
    if (out->term == ASSAY_MAP_NONE || out->form == ASSAY_MAP_NONE)
        return assay_fail_memory(err);
    return ASSAY_OK;
}

/* Analyses a piece never seen; its tokens are left in the analyzer's scratch. */
static assay_status learn(size_t *count, assay_analyzer *analyzer, assay_span piece,
                          assay_error *err) {
    assay_tokenizer *tokenizer = &analyzer->tokenizer;
    ASSAY_TRY(assay_tokenizer_run(tokenizer, piece, err));
    if (tokenizer->token_count > analyzer->scratch_capacity) {
        size_t capacity = tokenizer->token_count * 2;
        assay_word_token *scratch = realloc(analyzer->scratch, capacity * sizeof *scratch);
        if (scratch == NULL)
            return assay_fail_memory(err);
        analyzer->scratch = scratch;
        analyzer->scratch_capacity = capacity;
    }
    for (size_t i = 0; i < tokenizer->token_count; i++)
        ASSAY_TRY(learn_token(&analyzer->scratch[i], analyzer, &tokenizer->tokens[i], err));
    *count = tokenizer->token_count;
    return ASSAY_OK;
}

static assay_status append(assay_tokens *tokens, const assay_word_token *word, size_t count,
                           uint32_t positions, size_t begin, assay_error *err) {
    tokens->next_position += positions;
    if (count == 0)
        return ASSAY_OK;
    ASSAY_TRY(make_room(tokens, count, err));
    assay_token *out = tokens->items + tokens->count;
    uint32_t first_position = tokens->next_position - positions;
    for (size_t i = 0; i < count; i++)
        out[i] = (assay_token){
            .term = word[i].term,
            .form = word[i].form,
            .position = first_position + word[i].position,
            .begin = (uint32_t)begin + word[i].begin,
            .end = (uint32_t)begin + word[i].end,
            .kind = word[i].kind,
            .is_stop = word[i].is_stop,
        };
    tokens->count += count;
    return ASSAY_OK;
}

static assay_status append_identifier(assay_tokens *tokens, assay_analyzer *analyzer,
                                      const assay_identifier *identifier, assay_error *err) {
    ASSAY_TRY(make_room(tokens, 1, err));
    uint32_t form = assay_map_intern(&analyzer->forms, assay_identifiers_form(identifier));
    if (form == ASSAY_MAP_NONE)
        return assay_fail_memory(err);
    tokens->items[tokens->count++] = (assay_token){
        .term = ASSAY_MAP_NONE,
        .form = form,
        .position = tokens->next_position++,
        .begin = (uint32_t)identifier->begin,
        .end = (uint32_t)identifier->end,
        .kind = ASSAY_TOKEN_IDENTIFIER,
    };
    return ASSAY_OK;
}

/* Learns the piece, remembers it if it is short and sound, and appends its tokens. */
static assay_status append_new(assay_tokens *tokens, assay_analyzer *analyzer, assay_span piece,
                               size_t begin, assay_error *err) {
    size_t count = 0, trigger = assay_identifiers_trigger(piece);
    ASSAY_TRY(learn(&count, analyzer, piece, err));
    uint32_t positions = analyzer->tokenizer.positions;
    size_t bad = assay_unicode_bad_bytes(piece);
    tokens->bad_bytes += (uint32_t)bad;
    if (piece.size <= ASSAY_WORD_KEY_MAX && bad == 0 && count <= WORD_TOKENS_MAX) {
        assay_word word = {
            .count = (uint8_t)count,
            .positions = (uint8_t)positions,
            .trigger = (uint8_t)(trigger == SIZE_MAX ? 0 : trigger + 1),
        };
        assay_word_cache_add(&analyzer->cache, piece, &word, analyzer->scratch);
    }
    return append(tokens, analyzer->scratch, count, positions, begin, err);
}

/* A word in which an identifier may begin: reads it, or shortens the chunk to what stands before
 * it; leaves the chunk as it is when there is no identifier. */
static assay_status append_identified(bool *done, assay_tokens *tokens, assay_analyzer *analyzer,
                                      assay_span text, assay_chunk *chunk, size_t trigger,
                                      assay_error *err) {
    assay_identifier identifier;
    *done = false;
    if (!assay_identifiers_match(&identifier, text, chunk->begin + trigger))
        return ASSAY_OK;
    if (trigger > 0) {
        chunk->end = chunk->next = chunk->begin + trigger;
        return ASSAY_OK;
    }
    ASSAY_TRY(append_identifier(tokens, analyzer, &identifier, err));
    chunk->next = identifier.end;
    *done = true;
    return ASSAY_OK;
}

static assay_status append_chunk(assay_tokens *tokens, assay_analyzer *analyzer, assay_span text,
                                 assay_chunk *chunk, assay_error *err) {
    assay_span piece = {text.data + chunk->begin, chunk->end - chunk->begin};
    const assay_word *word =
        piece.size <= ASSAY_WORD_KEY_MAX ? assay_word_cache_find(&analyzer->cache, piece) : NULL;
    if (word != NULL && word->trigger == 0)
        return append(tokens, assay_word_cache_tokens(&analyzer->cache, word), word->count,
                      word->positions, chunk->begin, err);
    size_t trigger = word != NULL ? word->trigger - 1U : assay_identifiers_trigger(piece);
    if (trigger != SIZE_MAX) {
        bool done;
        ASSAY_TRY(append_identified(&done, tokens, analyzer, text, chunk, trigger, err));
        if (done)
            return ASSAY_OK;
    }
    bool shorter = chunk->end - chunk->begin < piece.size;
    piece.size = chunk->end - chunk->begin;
    if (word != NULL && !shorter)
        return append(tokens, assay_word_cache_tokens(&analyzer->cache, word), word->count,
                      word->positions, chunk->begin, err);
    return append_new(tokens, analyzer, piece, chunk->begin, err);
}

assay_status assay_analyzer_run(assay_tokens *tokens, assay_analyzer *analyzer, assay_span text,
                                assay_error *err) {
    if (text.size > (size_t)INT32_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "a text of %zu bytes is longer than 2 GiB",
                          text.size);
    for (size_t at = 0;;) {
        assay_chunk chunk = assay_chunker_next(text, at);
        if (chunk.begin >= text.size)
            return ASSAY_OK;
        if (chunk.paragraph)
            tokens->next_position += PARAGRAPH_GAP;
        ASSAY_TRY(append_chunk(tokens, analyzer, text, &chunk, err));
        at = chunk.next;
    }
}

assay_span assay_analyzer_stem(assay_analyzer *analyzer, assay_span form) {
    return assay_stemmer_run(analyzer->stemmer, form);
}
