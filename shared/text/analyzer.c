#include "text/analyzer.h"

#include "text/chunker.h"
#include "text/identifiers.h"
#include "text/stemmer.h"
#include "text/stopwords.h"
#include "text/tokenizer.h"
#include "text/unicode.h"
#include "text/word_cache.h"

#include <stdio.h>
#include <stdlib.h>

/* A phrase does not reach over the end of a paragraph. */
enum { PARAGRAPH_GAP = 16, IDENTITY_MAX = 96, WORD_TOKENS_MAX = 255 };

/* What follows from a form alone. */
typedef struct {
    uint32_t term; /* ASSAY_MAP_NONE: not asked for yet */
    bool is_stop;
} known_form;

struct assay_analyzer {
    assay_stemmer *stemmer;
    assay_tokenizer tokenizer;
    assay_word_cache cache;
    assay_map terms, forms;
    known_form *known; /* by form id */
    size_t form_capacity;
    assay_word_token *scratch; /* tokens of the word being learnt */
    size_t scratch_capacity;
    bool keeps_first; /* a stem begins as its word does */
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
    analyzer->keeps_first = strcmp(language, "english") == 0 || strcmp(language, "none") == 0;
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
    free(analyzer->known);
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
    for (size_t i = 0; i < analyzer->form_capacity; i++)
        analyzer->known[i].term = ASSAY_MAP_NONE;
}

size_t assay_analyzer_memory(const assay_analyzer *analyzer) {
    return assay_word_cache_memory(&analyzer->cache) + assay_map_memory(&analyzer->terms) +
           assay_map_memory(&analyzer->forms) + analyzer->form_capacity * sizeof *analyzer->known;
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

static bool make_form_room(assay_analyzer *analyzer, uint32_t form) {
    if (form < analyzer->form_capacity)
        return true;
    size_t capacity = (size_t)form * 2 + 1024;
    known_form *known = realloc(analyzer->known, capacity * sizeof *known);
    if (known == NULL)
        return false;
    for (size_t i = analyzer->form_capacity; i < capacity; i++)
        known[i] = (known_form){ASSAY_MAP_NONE, false};
    analyzer->known = known;
    analyzer->form_capacity = capacity;
    return true;
}

/* Many a word is another spelling, or a part, of those met before: its form is known already. False when
 * memory is exhausted. */
static bool learn_form(assay_word_token *out, assay_analyzer *analyzer, assay_span form,
                       bool joined) {
    out->form = assay_map_intern(&analyzer->forms, form);
    if (out->form == ASSAY_MAP_NONE || !make_form_room(analyzer, out->form))
        return false;
    known_form *known = &analyzer->known[out->form];
    if (known->term == ASSAY_MAP_NONE)
        *known = (known_form){intern_term(analyzer, form), assay_stopwords_is_stop(form)};
    out->term = known->term;
    out->is_stop = !joined && known->is_stop;
    return out->term != ASSAY_MAP_NONE;
}

/* Letters that all are small, or all capitals, or a capital and small ones; what most words are. For them
 * the tokenizer would find one part as long as the piece. */
static bool is_plain_word(char folded[ASSAY_WORD_KEY_MAX], assay_span piece) {
    if (piece.size == 0 || piece.size > ASSAY_WORD_KEY_MAX)
        return false;
    size_t capitals = 0;
    for (size_t i = 0; i < piece.size; i++) {
        unsigned char byte = (unsigned char)piece.data[i], small = byte | 0x20;
        if (small < 'a' || small > 'z' || byte >= 0x80)
            return false;
        capitals += byte != small;
        folded[i] = (char)small;
    }
    bool first = piece.data[0] >= 'A' && piece.data[0] <= 'Z';
    return capitals == 0 || capitals == piece.size ||
           (capitals == 1 && first &&
            !assay_unicode_is_greek_name((assay_span){folded + 1, piece.size - 1}));
}

static assay_status learn_token(assay_word_token *out, assay_analyzer *analyzer, assay_span whole,
                                const assay_piece_token *token, assay_error *err) {
    assay_span form = cut_form(whole);
    *out = (assay_word_token){
        .begin = (uint16_t)token->begin,
        .end = (uint16_t)token->end,
        .position = (uint16_t)token->position,
        .kind = token->joined ? ASSAY_TOKEN_JOINED : ASSAY_TOKEN_PART,
    };
    return learn_form(out, analyzer, form, token->joined) ? ASSAY_OK : assay_fail_memory(err);
}

static assay_status make_scratch(assay_analyzer *analyzer, size_t count, assay_error *err) {
    if (count <= analyzer->scratch_capacity)
        return ASSAY_OK;
    size_t capacity = count * 2 + 16;
    assay_word_token *scratch = realloc(analyzer->scratch, capacity * sizeof *scratch);
    if (scratch == NULL)
        return assay_fail_memory(err);
    analyzer->scratch = scratch;
    analyzer->scratch_capacity = capacity;
    return ASSAY_OK;
}

/* Analyses a piece never seen; its tokens are left in the analyzer's scratch. */
static assay_status learn(size_t *count, uint32_t *positions, assay_analyzer *analyzer,
                          assay_span piece, assay_error *err) {
    char folded[ASSAY_WORD_KEY_MAX];
    assay_tokenizer *tokenizer = &analyzer->tokenizer;
    if (is_plain_word(folded, piece)) {
        assay_piece_token token = {.end = (uint32_t)piece.size};
        *count = *positions = 1;
        ASSAY_TRY(make_scratch(analyzer, 1, err));
        return learn_token(analyzer->scratch, analyzer, (assay_span){folded, piece.size}, &token,
                           err);
    }
    ASSAY_TRY(assay_tokenizer_run(tokenizer, piece, err));
    ASSAY_TRY(make_scratch(analyzer, tokenizer->token_count, err));
    for (size_t i = 0; i < tokenizer->token_count; i++) {
        const assay_piece_token *token = &tokenizer->tokens[i];
        ASSAY_TRY(learn_token(&analyzer->scratch[i], analyzer,
                              assay_tokenizer_form(tokenizer, token), token, err));
    }
    *count = tokenizer->token_count;
    *positions = assay_tokenizer_positions(tokenizer);
    return ASSAY_OK;
}

static inline assay_token place(const assay_word_token *word, uint32_t position, size_t begin) {
    return (assay_token){
        .term = word->term,
        .form = word->form,
        .position = position + word->position,
        .begin = (uint32_t)begin + word->begin,
        .end = (uint32_t)begin + word->end,
        .kind = word->kind,
        .is_stop = word->is_stop,
    };
}

static assay_status append(assay_tokens *tokens, const assay_word_token *word, size_t count,
                           uint32_t positions, size_t begin, assay_error *err) {
    uint32_t position = tokens->next_position;
    tokens->next_position += positions;
    if (tokens->capacity - tokens->count < count)
        ASSAY_TRY(make_room(tokens, count, err));
    for (size_t i = 0; i < count; i++)
        tokens->items[tokens->count + i] = place(&word[i], position, begin);
    tokens->count += count;
    return ASSAY_OK;
}

static assay_status append_identifier(assay_tokens *tokens, assay_analyzer *analyzer,
                                      const assay_identifier *identifier, assay_error *err) {
    if (tokens->capacity == tokens->count)
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

/* A piece to look up, where it begins in its text. */
typedef struct {
    assay_span bytes;
    size_t begin;
    bool paragraph;     /* a paragraph ended before it */
    assay_word_key key; /* of pieces up to ASSAY_WORD_KEY_MAX */
} piece;

/* A text being read. Pieces are found before they are looked up: while one is dealt with, memory brings what is
 * known of the next. */
enum { PIECES_AHEAD = 16 };
typedef struct {
    assay_chunker chunker;
    uint32_t letters; /* plain words that begin with others are not learnt */
    size_t next, count;
    piece pieces[PIECES_AHEAD];
} reading;

/* Learns the piece, remembers it if it is short and sound, and appends its tokens. */
static assay_status append_new(assay_tokens *tokens, assay_analyzer *analyzer, const piece *new,
                               size_t trigger, assay_error *err) {
    size_t count = 0;
    uint32_t positions = 0;
    ASSAY_TRY(learn(&count, &positions, analyzer, new->bytes, err));
    size_t bad = assay_unicode_bad_bytes(new->bytes);
    tokens->bad_bytes += (uint32_t)bad;
    if (new->bytes.size <= ASSAY_WORD_KEY_MAX && bad == 0 && count <= WORD_TOKENS_MAX) {
        assay_word word = {
            .count = (uint8_t)count,
            .positions = (uint8_t)positions,
            .trigger = (uint8_t)(trigger == SIZE_MAX ? 0 : trigger + 1),
        };
        assay_word_cache_add(&analyzer->cache, &new->key, &word, analyzer->scratch);
    }
    return append(tokens, analyzer->scratch, count, positions, new->begin, err);
}

static inline void set_piece(piece *out, assay_span text, const assay_chunk *chunk) {
    out->bytes = assay_span_make(text.data + chunk->begin, chunk->end - chunk->begin);
    out->begin = chunk->begin;
    out->paragraph = chunk->paragraph;
    if (out->bytes.size <= ASSAY_WORD_KEY_MAX)
        out->key = assay_word_cache_key(out->bytes, text.size - chunk->begin);
}

/* What is remembered of the piece, or NULL. */
static const assay_word *recall(assay_analyzer *analyzer, const piece *asked) {
    return asked->bytes.size <= ASSAY_WORD_KEY_MAX
               ? assay_word_cache_find(&analyzer->cache, &asked->key)
               : NULL;
}

static assay_status append_word(assay_tokens *tokens, assay_analyzer *analyzer,
                                const assay_word *word, size_t begin, assay_error *err) {
    return append(tokens, assay_word_cache_tokens(&analyzer->cache, word), word->count,
                  word->positions, begin, err);
}

/* A piece in which an identifier may begin at `trigger`: reads it; or shortens the piece to what
 * stands before it; or takes the piece for words. The first two read on from another place, so that
 * pieces are to be found anew. */
static assay_status append_triggered(assay_tokens *tokens, assay_analyzer *analyzer, reading *of,
                                     const piece *found, size_t trigger, assay_error *err) {
    const assay_span text = of->chunker.text;
    assay_identifier identifier;
    assay_chunk words = {.begin = found->begin, .end = found->begin + found->bytes.size};
    if (assay_identifiers_match(&identifier, text, found->begin + trigger)) {
        of->count = 0;
        of->chunker.at = trigger == 0 ? identifier.end : found->begin + trigger;
        if (trigger == 0)
            return append_identifier(tokens, analyzer, &identifier, err);
        words.end = of->chunker.at;
    }
    piece before;
    set_piece(&before, text, &words);
    const assay_word *word = recall(analyzer, &before);
    if (word != NULL)
        return append_word(tokens, analyzer, word, words.begin, err);
    return append_new(tokens, analyzer, &before, assay_identifiers_trigger(before.bytes), err);
}

/* Whether the piece is a plain word that begins with none of the letters. */
static bool is_of_others(uint32_t letters, assay_span word) {
    char folded[ASSAY_WORD_KEY_MAX];
    return letters != ASSAY_LETTERS_ALL && is_plain_word(folded, word) &&
           (letters >> (folded[0] - 'a') & 1) == 0;
}

static assay_status append_unknown(assay_tokens *tokens, assay_analyzer *analyzer, reading *of,
                                   const piece *unknown, assay_error *err) {
    size_t trigger = assay_identifiers_trigger(unknown->bytes);
    if (trigger != SIZE_MAX)
        return append_triggered(tokens, analyzer, of, unknown, trigger, err);
    if (!is_of_others(of->letters, unknown->bytes))
        return append_new(tokens, analyzer, unknown, SIZE_MAX, err);
    const assay_word_token nameless = {.term = ASSAY_MAP_NONE,
                                       .form = ASSAY_MAP_NONE,
                                       .end = (uint16_t)unknown->bytes.size,
                                       .kind = ASSAY_TOKEN_PART};
    return append(tokens, &nameless, 1, 1, unknown->begin, err);
}

/* The next pieces of the text, none at its end. */
static void look_ahead(reading *of, const assay_word_cache *cache) {
    const assay_span text = of->chunker.text;
    of->next = of->count = 0;
    while (of->count < PIECES_AHEAD) {
        assay_chunk chunk;
        if (!assay_chunker_plain(&chunk, &of->chunker))
            chunk = assay_chunker_next(&of->chunker);
        if (chunk.begin >= text.size)
            return;
        piece *found = &of->pieces[of->count++];
        set_piece(found, text, &chunk);
        if (found->bytes.size <= ASSAY_WORD_KEY_MAX)
            assay_word_cache_prefetch(cache, &found->key);
    }
}

assay_status assay_analyzer_run_among(assay_tokens *tokens, assay_analyzer *analyzer,
                                      assay_span text, uint32_t letters, assay_error *err) {
    if (text.size > (size_t)INT32_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "a text of %zu bytes is longer than 2 GiB",
                          text.size);
    reading of;
    of.chunker = assay_chunker_on(text);
    of.letters = analyzer->keeps_first ? letters : ASSAY_LETTERS_ALL;
    for (of.next = of.count = 0;;) {
        if (of.next >= of.count)
            look_ahead(&of, &analyzer->cache);
        if (of.count == 0)
            return ASSAY_OK;
        const piece *found = &of.pieces[of.next++];
        if (found->paragraph)
            tokens->next_position += PARAGRAPH_GAP;
        const assay_word *word = recall(analyzer, found);
        if (word != NULL && word->count == 1 && word->trigger == 0 &&
            tokens->count < tokens->capacity)
            tokens->items[tokens->count++] =
                place(&word->token, tokens->next_position++, found->begin);
        else if (word != NULL && word->trigger == 0)
            ASSAY_TRY(append_word(tokens, analyzer, word, found->begin, err));
        else if (word != NULL)
            ASSAY_TRY(append_triggered(tokens, analyzer, &of, found, word->trigger - 1U, err));
        else
            ASSAY_TRY(append_unknown(tokens, analyzer, &of, found, err));
    }
}

assay_status assay_analyzer_run(assay_tokens *tokens, assay_analyzer *analyzer, assay_span text,
                                assay_error *err) {
    return assay_analyzer_run_among(tokens, analyzer, text, ASSAY_LETTERS_ALL, err);
}

assay_span assay_analyzer_stem(assay_analyzer *analyzer, assay_span form) {
    return assay_stemmer_run(analyzer->stemmer, form);
}
