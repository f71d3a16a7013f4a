/* Initials of persons, for those who ask as articles cite: "Berg, Jon Michael" is found by Berg J and Berg JM too, as by PubMed.
 *
 * Each given name is stored by its first letter at its own position, and the letters of all given names as one word at the first's; so
 * phrases and nearness work on initials as on names. Which words are given names the form of the value tells:
 *
 *   Berg, Jon Michael         those after the comma
 *   Berg JM                   the last word, when it is up to three capitals
 *   Jon Berg, MD, Harbour     those before the last, as registries write their officials (given_first) */
#include "index/terms_fields.h"

enum { GIVEN_MAX = 6, CAPITALS_MAX = 3 };

typedef struct {
    uint32_t position;
    assay_span letter; /* the first character, as written */
    bool alone;        /* the name is this letter */
} given_name;

typedef struct {
    given_name items[GIVEN_MAX];
    size_t count;
} given_names;

static bool is_capitals(assay_span word) {
    for (size_t i = 0; i < word.size; i++)
        if (word.data[i] < 'A' || word.data[i] > 'Z')
            return false;
    return word.size != 0;
}

static assay_span first_letter(assay_span word) {
    size_t size = word.size != 0;
    while (size < word.size && ((unsigned char)word.data[size] & 0xC0) == 0x80)
        size++;
    return assay_span_first(word, size);
}

static void add_given(given_names *out, const assay_tokens *tokens, assay_span value, size_t from,
                      size_t to) {
    for (size_t i = 0; i < tokens->count && out->count < GIVEN_MAX; i++) {
        const assay_token *token = &tokens->items[i];
        if (token->kind != ASSAY_TOKEN_PART || token->begin < from || token->end > to)
            continue;
        assay_span word = assay_span_make(value.data + token->begin, token->end - token->begin);
        assay_span letter = first_letter(word);
        out->items[out->count++] = (given_name){token->position, letter, letter.size == word.size};
    }
}

/* The last word of the value up to `to`, as it is written. */
static assay_span last_word(assay_span value, size_t to) {
    assay_span text = assay_span_trim(assay_span_first(value, to));
    size_t at = text.size;
    while (at > 0 && text.data[at - 1] != ' ')
        at--;
    return assay_span_skip(text, at);
}

static void find_given(given_names *out, const assay_tokens *tokens, assay_span value,
                       bool given_first) {
    size_t comma = assay_span_find_byte(value, ',');
    size_t end = comma != SIZE_MAX ? comma : value.size;
    assay_span last = last_word(value, end);
    size_t before = last.size != 0 ? (size_t)(last.data - value.data) : 0;
    assay_span rest = assay_span_skip(value, end + (comma != SIZE_MAX));
    size_t next = assay_span_find_byte(rest, ',');
    if (comma != SIZE_MAX && (before == 0 || !given_first))
        add_given(out, tokens, value, end + 1, next != SIZE_MAX ? end + 1 + next : value.size);
    else if (comma == SIZE_MAX && before != 0 && last.size <= CAPITALS_MAX && is_capitals(last))
        add_given(out, tokens, value, before, end);
    else
        add_given(out, tokens, value, 0, before);
}

/* "j m jm": the letters, and together when there are several. */
static void write_letters(assay_buffer *out, const given_names *given) {
    assay_buffer_clear(out);
    for (size_t i = 0; i < given->count; i++) {
        assay_buffer_add_span(out, given->items[i].letter);
        assay_buffer_add_byte(out, ' ');
    }
    for (size_t i = 0; given->count > 1 && i < given->count; i++)
        assay_buffer_add_span(out, given->items[i].letter);
}

assay_status assay_terms_add_initials(assay_terms *terms, size_t prefix, assay_span value,
                                      bool given_first, assay_error *err) {
    given_names given = {.count = 0};
    find_given(&given, &terms->tokens, value, given_first);
    if (given.count == 0)
        return ASSAY_OK;
    write_letters(&terms->scratch, &given);
    ASSAY_TRY(assay_buffer_check(&terms->scratch, err));
    assay_tokens_clear(&terms->tokens);
    ASSAY_TRY(assay_analyzer_run(&terms->tokens, terms->analyzer,
                                 assay_buffer_span(&terms->scratch), err));
    size_t name = 0;
    for (size_t i = 0; i < terms->tokens.count; i++) {
        const assay_token *token = &terms->tokens.items[i];
        if (token->kind != ASSAY_TOKEN_PART)
            continue;
        bool together = name >= given.count;
        const given_name *at = &given.items[together ? 0 : name];
        name++;
        if (together || !at->alone)
            ASSAY_TRY(assay_terms_add_at(terms, prefix, token->term, at->position, err));
    }
    return ASSAY_OK;
}
