#include "text/tokenizer.h"

#include <stdlib.h>

/* Whole compounds longer than this are lists or chemistry, not words somebody types. */
enum { COMPOUND_ATOMS_MAX = 8, JOINED_BYTES_MAX = 64 };

void assay_tokenizer_init(assay_tokenizer *tokenizer) {
    *tokenizer = (assay_tokenizer){0};
    assay_atoms_init(&tokenizer->atoms);
}

void assay_tokenizer_done(assay_tokenizer *tokenizer) {
    assay_atoms_done(&tokenizer->atoms);
    free(tokenizer->tokens);
    *tokenizer = (assay_tokenizer){0};
}

static assay_status add_token(assay_tokenizer *t, assay_piece_token token, assay_error *err) {
    if (t->token_count == t->token_capacity) {
        size_t capacity = t->token_capacity == 0 ? 32 : t->token_capacity * 2;
        assay_piece_token *tokens = realloc(t->tokens, capacity * sizeof *tokens);
        if (tokens == NULL)
            return assay_fail_memory(err);
        t->tokens = tokens;
        t->token_capacity = capacity;
    }
    t->tokens[t->token_count++] = token;
    return ASSAY_OK;
}

/* The atoms first..last as one word: their texts stand side by side. */
static assay_status add_joined(assay_tokenizer *t, size_t first, size_t last, assay_error *err) {
    const assay_atom *a = &t->atoms.items[first], *b = &t->atoms.items[last];
    uint32_t size = b->at + b->size - a->at;
    if (size > JOINED_BYTES_MAX)
        return ASSAY_OK;
    return add_token(t, (assay_piece_token){a->at, size, a->begin, b->end, a->position, true}, err);
}

/* A joined form whose text stands nowhere: `first` of atom a, glue, `second`. */
static assay_status add_glued(assay_tokenizer *t, const assay_atom *a, assay_span tail,
                              uint32_t end, assay_error *err) {
    uint32_t form_at = (uint32_t)t->atoms.text.size;
    if (!assay_buffer_reserve(&t->atoms.text, a->size + tail.size))
        return assay_fail_memory(err);
    assay_buffer_add(&t->atoms.text, t->atoms.text.data + a->at, a->size);
    assay_buffer_add_span(&t->atoms.text, tail);
    uint32_t size = (uint32_t)t->atoms.text.size - form_at;
    return add_token(t, (assay_piece_token){form_at, size, a->begin, end, a->position, true}, err);
}

static bool is_single_letter(const assay_atom *atom) {
    return atom->kind == ASSAY_ATOM_WORD && atom->size == 1;
}

/* Does the atom go with the one before it: il+2, tgf+beta+1, nf+kappa+b? */
static bool continues_group(const assay_atom *atom) {
    return atom->kind != ASSAY_ATOM_WORD ||
           (is_single_letter(atom) && atom[-1].kind == ASSAY_ATOM_GREEK);
}

static size_t group_begin(const assay_tokenizer *t, size_t first, size_t i) {
    while (i > first && continues_group(&t->atoms.items[i]))
        i--;
    return i;
}

/* "10^6", "10^-6" */
static assay_status add_power(assay_tokenizer *t, size_t i, assay_error *err) {
    const assay_atom *exponent = &t->atoms.items[i];
    bool minus = exponent->negative;
    char tail[JOINED_BYTES_MAX];
    size_t size = exponent->size < sizeof tail - 2 ? exponent->size : sizeof tail - 2;
    tail[0] = '^';
    tail[1] = '-';
    memcpy(tail + 1 + minus, t->atoms.text.data + exponent->at, size);
    return add_glued(t, &t->atoms.items[i - 1], (assay_span){tail, 1 + minus + size}, exponent->end,
                     err);
}

/* The form with its sign, for the last group and for the whole compound. */
static assay_status add_signed(assay_tokenizer *t, size_t first, size_t last, assay_error *err) {
    size_t from = group_begin(t, first, last);
    for (;;) {
        assay_atom whole = t->atoms.items[from];
        const assay_atom *end = &t->atoms.items[last];
        whole.size = end->at + end->size - whole.at;
        if (whole.size <= JOINED_BYTES_MAX)
            ASSAY_TRY(add_glued(t, &whole, (assay_span){&end->sign, 1}, end->sign_end, err));
        if (from == first || last - first >= COMPOUND_ATOMS_MAX)
            return ASSAY_OK;
        from = first;
    }
}

/* The long form with what follows the short one, once atom i ends that: interleukin + 2. */
static assay_status add_long_form(assay_tokenizer *t, size_t first, size_t last, size_t i,
                                  assay_error *err) {
    if (first == 0 || !t->atoms.items[first].alias ||
        t->atoms.items[first - 1].kind == ASSAY_ATOM_NUMBER)
        return ASSAY_OK;
    size_t tail = first;
    while (tail <= last && !t->atoms.items[tail].after_alias)
        tail++;
    size_t end = tail;
    while (end <= last &&
           (t->atoms.items[end].kind != ASSAY_ATOM_WORD || is_single_letter(&t->atoms.items[end])))
        end++;
    if (end == tail || end - 1 != i)
        return ASSAY_OK;
    const assay_atom *a = &t->atoms.items[tail], *b = &t->atoms.items[end - 1];
    char copy[JOINED_BYTES_MAX];
    size_t size = b->at + b->size - a->at;
    if (size > sizeof copy)
        return ASSAY_OK;
    memcpy(copy, t->atoms.text.data + a->at, size);
    return add_glued(t, &t->atoms.items[first - 1], (assay_span){copy, size}, b->end, err);
}

/* Joined forms that end with atom i of the compound first..last, the shorter first. */
static assay_status add_joined_ending(assay_tokenizer *t, size_t first, size_t last, size_t i,
                                      assay_error *err) {
    if (i == first)
        return ASSAY_OK;
    const assay_atom *atom = &t->atoms.items[i];
    size_t group = group_begin(t, first, i);
    bool group_ends = group < i && (i == last || !continues_group(atom + 1));
    bool pair = atom->kind == ASSAY_ATOM_NUMBER && atom[-1].kind != ASSAY_ATOM_NUMBER;
    if (pair && !(group_ends && group == i - 1))
        ASSAY_TRY(add_joined(t, i - 1, i, err));
    if (group_ends)
        ASSAY_TRY(add_joined(t, group, i, err));
    bool whole = i == last && !(group_ends && group == first) && !(pair && i - 1 == first) &&
                 last - first < COMPOUND_ATOMS_MAX;
    return whole ? add_joined(t, first, last, err) : ASSAY_OK;
}

static assay_status add_compound(assay_tokenizer *t, size_t first, size_t last, assay_error *err) {
    for (size_t i = first; i <= last; i++) {
        const assay_atom *a = &t->atoms.items[i];
        ASSAY_TRY(add_token(
            t, (assay_piece_token){a->at, a->size, a->begin, a->end, a->position, false}, err));
        ASSAY_TRY(add_joined_ending(t, first, last, i, err));
        ASSAY_TRY(add_long_form(t, first, last, i, err));
    }
    if (t->atoms.items[last].sign != 0)
        ASSAY_TRY(add_signed(t, first, last, err));
    if (t->atoms.items[first].link == ASSAY_LINK_POWER && first > 0)
        return add_power(t, first, err);
    return ASSAY_OK;
}

assay_status assay_tokenizer_run(assay_tokenizer *t, assay_span piece, assay_error *err) {
    t->token_count = 0;
    ASSAY_TRY(assay_atoms_read(&t->atoms, piece, err));
    for (size_t first = 0; first < t->atoms.count;) {
        size_t last = first;
        while (last + 1 < t->atoms.count && t->atoms.items[last + 1].link == ASSAY_LINK_TIED)
            last++;
        ASSAY_TRY(add_compound(t, first, last, err));
        first = last + 1;
    }
    return assay_buffer_check(&t->atoms.text, err);
}
