#include "text/highlighter.h"

#include "text/passages.h"
#include "text/unicode.h"

#include <stdlib.h>

enum {
    ENTRIES_MAX = 4 * ASSAY_HIGHLIGHT_WANTED_MAX,
    PREDICATES_MAX = 64,
    PHRASE_WORDS_MAX = 64,
    MEMO_SLOTS = 1024, /* a power of two */
    NO_PHRASE = UINT16_MAX,
    NEIGHBOURS = 24, /* tokens of a compound stand together */
    LONG_PART = 4    /* letters that make a part of a compound a word of its own */
};

/* What a term or form means: a word, or a slot of a phrase. Entries of one key are a list. */
typedef struct {
    uint32_t next; /* entry + 1; 0: the last */
    uint16_t wanted, phrase, slot;
} entry;

typedef struct {
    uint32_t slop;
    bool any_order;
    uint16_t slots, wanted;
} phrase;

typedef struct {
    assay_highlighter_predicate *takes;
    const void *context;
    uint16_t wanted;
} predicate;

/* A token that fills a slot of a phrase. */
typedef struct {
    uint32_t position, token;
    uint16_t phrase, slot;
} hit;

/* What was found out about a term or form of the analyzer during this run. */
typedef struct {
    uint32_t id;
    uint32_t head; /* entry + 1; 0: none */
    uint64_t predicates;
    uint64_t run; /* when; empty in another */
} memo;

#define LIST(type)                                                                                 \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t count, capacity;                                                                    \
    }

struct assay_highlighter {
    assay_analyzer *analyzer; /* borrowed */
    assay_map keys;
    uint32_t letters;     /* keys begin with, as assay_analyzer_run_among takes them */
    LIST(uint32_t) heads; /* by key: entry + 1 */
    LIST(entry) entries;
    LIST(phrase) phrases;
    predicate predicates[PREDICATES_MAX];
    size_t predicate_count;
    double weights[ASSAY_HIGHLIGHT_WANTED_MAX];
    assay_tokens tokens;
    LIST(assay_match) matches;
    LIST(hit) hits;
    uint64_t run; /* from 1 */
    memo terms[MEMO_SLOTS], forms[MEMO_SLOTS];
};

assay_status assay_highlighter_new(assay_highlighter **out, assay_analyzer *analyzer,
                                   assay_error *err) {
    assay_highlighter *h = calloc(1, sizeof *h);
    if (h == NULL)
        return assay_fail_memory(err);
    h->analyzer = analyzer;
    assay_map_init(&h->keys);
    *out = h;
    return ASSAY_OK;
}

void assay_highlighter_free(assay_highlighter *h) {
    if (h == NULL)
        return;
    assay_map_done(&h->keys);
    assay_tokens_done(&h->tokens);
    free(h->heads.items);
    free(h->entries.items);
    free(h->phrases.items);
    free(h->matches.items);
    free(h->hits.items);
    free(h);
}

void assay_highlights_done(assay_highlights *highlights) {
    free(highlights->passages);
    free(highlights->highlights);
    *highlights = (assay_highlights){0};
}

/* Room for one more; NULL items and count are left alone on failure. */
static bool grow(void **items, size_t *capacity, size_t count, size_t size) {
    if (count < *capacity)
        return true;
    size_t wanted = *capacity * 2 + 64;
    void *grown = realloc(*items, wanted * size);
    if (grown == NULL)
        return false;
    *items = grown;
    *capacity = wanted;
    return true;
}
#define ROOM(list)                                                                                 \
    grow((void **)&(list).items, &(list).capacity, (list).count, sizeof *(list).items)

/* What is wanted. */

static assay_status weigh(assay_highlighter *h, uint32_t wanted, double weight, assay_error *err) {
    if (wanted >= ASSAY_HIGHLIGHT_WANTED_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "more than %d words and phrases to highlight",
                          (int)ASSAY_HIGHLIGHT_WANTED_MAX);
    if (weight > h->weights[wanted])
        h->weights[wanted] = weight;
    return ASSAY_OK;
}

/* The letter a word with this key begins with: that of a form, or of the stem in a term. */
static uint32_t letter_of(assay_span key) {
    size_t at = key.size > 1 && key.data[0] == 'Z';
    bool plain = key.size != 0 && key.data[at] >= 'a' && key.data[at] <= 'z';
    return plain ? UINT32_C(1) << (key.data[at] - 'a') : 0;
}

static assay_status add_entry(assay_highlighter *h, assay_span key, entry added, assay_error *err) {
    if (h->entries.count >= ENTRIES_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "too many words to highlight");
    uint32_t id = assay_map_intern(&h->keys, key);
    if (id == ASSAY_MAP_NONE || !ROOM(h->heads) || !ROOM(h->entries))
        return assay_fail_memory(err);
    if (id == h->heads.count)
        h->heads.items[h->heads.count++] = 0;
    h->letters |= letter_of(key);
    added.next = h->heads.items[id];
    h->entries.items[h->entries.count++] = added;
    h->heads.items[id] = (uint32_t)h->entries.count;
    return ASSAY_OK;
}

static assay_status add_word(assay_highlighter *h, assay_span key, uint32_t wanted, double weight,
                             assay_error *err) {
    ASSAY_TRY(weigh(h, wanted, weight, err));
    return add_entry(h, key, (entry){.wanted = (uint16_t)wanted, .phrase = NO_PHRASE}, err);
}

assay_status assay_highlighter_add_form(assay_highlighter *h, assay_span form, uint32_t wanted,
                                        double weight, assay_error *err) {
    return add_word(h, form, wanted, weight, err);
}

assay_status assay_highlighter_add_term(assay_highlighter *h, assay_span term, uint32_t wanted,
                                        double weight, assay_error *err) {
    return add_word(h, term, wanted, weight, err);
}

assay_status assay_highlighter_add_predicate(assay_highlighter *h,
                                             assay_highlighter_predicate *takes,
                                             const void *context, uint32_t wanted, double weight,
                                             assay_error *err) {
    ASSAY_TRY(weigh(h, wanted, weight, err));
    if (h->predicate_count == PREDICATES_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "more than %d word patterns to highlight",
                          (int)PREDICATES_MAX);
    h->predicates[h->predicate_count++] = (predicate){takes, context, (uint16_t)wanted};
    h->letters = ASSAY_LETTERS_ALL;
    return ASSAY_OK;
}

/* The key a token is found by: its term, or an identifier's form. */
static assay_span key_of(const assay_highlighter *h, const assay_token *token) {
    return token->kind == ASSAY_TOKEN_IDENTIFIER
               ? assay_map_key(assay_analyzer_forms(h->analyzer), token->form)
               : assay_map_key(assay_analyzer_terms(h->analyzer), token->term);
}

/* A phrase of the parts among tokens[first..past): parts at one position fill one slot. */
static assay_status add_parts(assay_highlighter *h, const assay_tokens *tokens, size_t first,
                              size_t past, phrase made, assay_error *err) {
    uint16_t slots = 0;
    uint32_t position = 0;
    if (h->phrases.count >= NO_PHRASE || !ROOM(h->phrases))
        return assay_fail(err, ASSAY_E_LIMIT, "too many phrases to highlight");
    for (size_t i = first; i < past; i++) {
        const assay_token *token = &tokens->items[i];
        if (token->kind == ASSAY_TOKEN_JOINED)
            continue;
        if (slots == 0 || token->position != position)
            slots++;
        if (slots > PHRASE_WORDS_MAX)
            return assay_fail(err, ASSAY_E_LIMIT, "a phrase to highlight has more than %d words",
                              (int)PHRASE_WORDS_MAX);
        position = token->position;
        ASSAY_TRY(add_entry(
            h, key_of(h, token),
            (entry){.phrase = (uint16_t)h->phrases.count, .slot = (uint16_t)(slots - 1)}, err));
    }
    made.slots = slots;
    h->phrases.items[h->phrases.count++] = made;
    return ASSAY_OK;
}

assay_status assay_highlighter_add_phrase(assay_highlighter *h, assay_span text, uint32_t slop,
                                          bool any_order, uint32_t wanted, double weight,
                                          assay_error *err) {
    ASSAY_TRY(weigh(h, wanted, weight, err));
    assay_tokens_clear(&h->tokens);
    ASSAY_TRY(assay_analyzer_run(&h->tokens, h->analyzer, text, err));
    if (h->tokens.count == 0)
        return ASSAY_OK;
    phrase made = {.slop = slop, .any_order = any_order, .wanted = (uint16_t)wanted};
    return add_parts(h, &h->tokens, 0, h->tokens.count, made, err);
}

/* Is the part inside a compound of several parts? */
static bool in_compound(const assay_tokens *tokens, size_t i) {
    const assay_token *part = &tokens->items[i];
    for (size_t k = i + 1; k < tokens->count && k <= i + NEIGHBOURS; k++) {
        const assay_token *joined = &tokens->items[k];
        if (joined->kind != ASSAY_TOKEN_JOINED || joined->begin > part->begin)
            continue;
        bool earlier = joined->begin < part->begin;
        for (size_t m = i + 1; m < k && !earlier; m++)
            earlier = tokens->items[m].kind == ASSAY_TOKEN_PART;
        if (earlier)
            return true;
    }
    return false;
}

static bool is_long_word(assay_span form) {
    for (size_t i = 0; i < form.size; i++)
        if (form.data[i] >= '0' && form.data[i] <= '9')
            return false;
    return form.size >= LONG_PART;
}

/* A compound: the joined form, and its parts as a phrase, which other spellings have. */
static assay_status add_compound(assay_highlighter *h, size_t i, uint32_t wanted, double weight,
                                 assay_error *err) {
    const assay_tokens *tokens = &h->tokens;
    const assay_token *joined = &tokens->items[i];
    ASSAY_TRY(add_word(h, key_of(h, joined), wanted, weight, err));
    size_t first = i, parts = 0;
    while (first > 0 && tokens->items[first - 1].position >= joined->position &&
           tokens->items[first - 1].begin >= joined->begin &&
           tokens->items[first - 1].kind != ASSAY_TOKEN_IDENTIFIER)
        parts += tokens->items[--first].kind == ASSAY_TOKEN_PART;
    return parts < 2 ? ASSAY_OK
                     : add_parts(h, tokens, first, i, (phrase){.wanted = (uint16_t)wanted}, err);
}

static assay_status add_token(assay_highlighter *h, size_t i, bool stops, uint32_t wanted,
                              double weight, assay_error *err) {
    const assay_token *token = &h->tokens.items[i];
    if (token->kind == ASSAY_TOKEN_JOINED)
        return add_compound(h, i, wanted, weight, err);
    assay_span form = assay_map_key(assay_analyzer_forms(h->analyzer), token->form);
    bool inside = token->kind == ASSAY_TOKEN_PART && in_compound(&h->tokens, i);
    if ((token->is_stop && !stops) || (inside && !is_long_word(form)))
        return ASSAY_OK;
    return add_word(h, key_of(h, token), wanted, weight, err);
}

assay_status assay_highlighter_add_text(assay_highlighter *h, assay_span text, uint32_t wanted,
                                        double weight, assay_error *err) {
    assay_tokens_clear(&h->tokens);
    ASSAY_TRY(assay_analyzer_run(&h->tokens, h->analyzer, text, err));
    bool stops = true;
    for (size_t i = 0; i < h->tokens.count; i++)
        stops = stops && h->tokens.items[i].is_stop != 0;
    for (size_t i = 0; i < h->tokens.count; i++)
        ASSAY_TRY(add_token(h, i, stops, wanted, weight, err));
    return ASSAY_OK;
}

/* Finding. */

static memo *look_up(const assay_highlighter *h, memo *slots, uint32_t id, bool *known) {
    memo *slot = &slots[id & (MEMO_SLOTS - 1)];
    *known = slot->run == h->run && slot->id == id;
    slot->run = h->run;
    slot->id = id;
    return slot;
}

static uint32_t find_head(const assay_highlighter *h, assay_span key) {
    uint32_t id = assay_map_find(&h->keys, key);
    return id == ASSAY_MAP_NONE ? 0 : h->heads.items[id];
}

static assay_status add_match(assay_highlighter *h, uint32_t begin, uint32_t end, uint16_t wanted,
                              assay_error *err) {
    if (h->matches.count >= ASSAY_HIGHLIGHT_MATCHES_MAX)
        return ASSAY_OK;
    if (!ROOM(h->matches))
        return assay_fail_memory(err);
    h->matches.items[h->matches.count++] = (assay_match){begin, end, wanted};
    return ASSAY_OK;
}

static assay_status follow(assay_highlighter *h, uint32_t head, size_t token_at, assay_error *err) {
    const assay_token *token = &h->tokens.items[token_at];
    for (uint32_t at = head; at != 0; at = h->entries.items[at - 1].next) {
        const entry *found = &h->entries.items[at - 1];
        if (found->phrase == NO_PHRASE) {
            ASSAY_TRY(add_match(h, token->begin, token->end, found->wanted, err));
        } else if (token->kind != ASSAY_TOKEN_JOINED &&
                   h->hits.count < ASSAY_HIGHLIGHT_MATCHES_MAX) {
            if (!ROOM(h->hits))
                return assay_fail_memory(err);
            h->hits.items[h->hits.count++] =
                (hit){token->position, (uint32_t)token_at, found->phrase, found->slot};
        }
    }
    return ASSAY_OK;
}

static assay_status find_in_token(assay_highlighter *h, size_t i, assay_error *err) {
    const assay_token *token = &h->tokens.items[i];
    bool known;
    if (token->form == ASSAY_MAP_NONE) /* begins with none of the letters */
        return ASSAY_OK;
    if (token->kind != ASSAY_TOKEN_IDENTIFIER) {
        memo *term = look_up(h, h->terms, token->term, &known);
        if (!known)
            term->head = find_head(h, key_of(h, token));
        ASSAY_TRY(follow(h, term->head, i, err));
    }
    memo *form = look_up(h, h->forms, token->form, &known);
    if (!known) {
        assay_span text = assay_map_key(assay_analyzer_forms(h->analyzer), token->form);
        form->head = find_head(h, text);
        form->predicates = 0;
        for (size_t p = 0; p < h->predicate_count; p++)
            if (h->predicates[p].takes(h->predicates[p].context, text))
                form->predicates |= UINT64_C(1) << p;
    }
    for (uint64_t left = form->predicates; left != 0; left &= left - 1) {
        uint16_t wanted = h->predicates[__builtin_ctzll(left)].wanted;
        ASSAY_TRY(add_match(h, token->begin, token->end, wanted, err));
    }
    return follow(h, form->head, i, err);
}

/* Phrases. */

static int by_slot(const void *a, const void *b) {
    const hit *x = a, *y = b;
    if (x->phrase != y->phrase)
        return x->phrase < y->phrase ? -1 : 1;
    if (x->slot != y->slot)
        return x->slot < y->slot ? -1 : 1;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return (x->token > y->token) - (x->token < y->token);
}

/* The first hit of a slot at or after the position, or NULL. hits: one phrase's, sorted by_slot. */
static const hit *next_hit(const hit *hits, size_t count, uint16_t slot, uint32_t position) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const hit *at = &hits[middle];
        if (at->slot < slot || (at->slot == slot && at->position < position))
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && hits[low].slot == slot ? &hits[low] : NULL;
}

/* The hits that make one occurrence, slot by slot, the anchor being slot `first`. */
static bool gather(const hit *found[PHRASE_WORDS_MAX], const phrase *p, const hit *hits,
                   size_t count, const hit *anchor) {
    uint32_t from = anchor->position, most = from;
    for (uint16_t slot = 0; slot < p->slots; slot++) {
        uint32_t at = p->any_order ? from : slot == 0 ? from : found[slot - 1]->position + 1;
        found[slot] = slot == anchor->slot ? anchor : next_hit(hits, count, slot, at);
        for (uint16_t k = 0; p->any_order && found[slot] != NULL && k < slot; k++)
            if (found[k]->position == found[slot]->position) { /* the same word twice */
                found[slot] = next_hit(hits, count, slot, found[slot]->position + 1);
                k = UINT16_MAX;
            }
        if (found[slot] == NULL)
            return false;
        most = found[slot]->position > most ? found[slot]->position : most;
    }
    return most - from <= (uint32_t)(p->slots - 1) + p->slop;
}

static assay_status add_occurrence(assay_highlighter *h, const phrase *p,
                                   const hit *found[PHRASE_WORDS_MAX], assay_error *err) {
    uint32_t begin = UINT32_MAX, end = 0;
    for (uint16_t slot = 0; slot < p->slots; slot++) {
        const assay_token *token = &h->tokens.items[found[slot]->token];
        if (p->slop > 0)
            ASSAY_TRY(add_match(h, token->begin, token->end, p->wanted, err));
        begin = token->begin < begin ? token->begin : begin;
        end = token->end > end ? token->end : end;
    }
    return p->slop > 0 ? ASSAY_OK : add_match(h, begin, end, p->wanted, err);
}

static assay_status find_phrase(assay_highlighter *h, const hit *hits, size_t count,
                                assay_error *err) {
    const phrase *p = &h->phrases.items[hits->phrase];
    const hit *found[PHRASE_WORDS_MAX];
    for (size_t i = 0; i < count; i++) {
        if (!p->any_order && hits[i].slot != 0)
            break;
        if (gather(found, p, hits, count, &hits[i]))
            ASSAY_TRY(add_occurrence(h, p, found, err));
    }
    return ASSAY_OK;
}

static assay_status find_phrases(assay_highlighter *h, assay_error *err) {
    if (h->hits.count > 1)
        qsort(h->hits.items, h->hits.count, sizeof *h->hits.items, by_slot);
    for (size_t first = 0, past; first < h->hits.count; first = past) {
        past = first + 1;
        while (past < h->hits.count && h->hits.items[past].phrase == h->hits.items[first].phrase)
            past++;
        ASSAY_TRY(find_phrase(h, h->hits.items + first, past - first, err));
    }
    return ASSAY_OK;
}

static int by_begin(const void *a, const void *b) {
    const assay_match *x = a, *y = b;
    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    if (x->end != y->end)
        return x->end > y->end ? -1 : 1;
    return (x->wanted > y->wanted) - (x->wanted < y->wanted);
}

assay_status assay_highlighter_run(assay_highlights *out, assay_highlighter *h, assay_span text,
                                   const assay_highlighter_options *options, assay_error *err) {
    out->whole = text.size <= ASSAY_HIGHLIGHT_TEXT_MAX;
    if (!out->whole)
        text.size = assay_unicode_floor(text, ASSAY_HIGHLIGHT_TEXT_MAX);
    assay_tokens_clear(&h->tokens);
    h->matches.count = h->hits.count = 0;
    h->run++;
    ASSAY_TRY(assay_analyzer_run_among(&h->tokens, h->analyzer, text, h->letters, err));
    for (size_t i = 0; i < h->tokens.count; i++)
        ASSAY_TRY(find_in_token(h, i, err));
    ASSAY_TRY(find_phrases(h, err));
    out->whole = out->whole && h->matches.count < ASSAY_HIGHLIGHT_MATCHES_MAX;
    if (h->matches.count > 1)
        qsort(h->matches.items, h->matches.count, sizeof *h->matches.items, by_begin);
    return assay_passages_choose(out, text, &h->tokens, h->matches.items, h->matches.count,
                                 h->weights, options, err);
}
