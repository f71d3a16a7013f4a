#include "text/tokenizer.h"

#include "base/utf8.h"

#include <stdlib.h>

/* Whole compounds longer than this are lists or chemistry, not words somebody types. */
enum { COMPOUND_ATOMS_MAX = 8, JOINED_BYTES_MAX = 64, SHORT_FORM_MAX = 12, GREEK_RUN_MAX = 3 };

typedef enum { ATOM_WORD, ATOM_NUMBER, ATOM_GREEK, ATOM_IDEOGRAPH } atom_kind;
typedef enum { LINK_NONE, LINK_TIED, LINK_POWER } atom_link;

struct assay_atom {
    uint32_t at, size;   /* in text */
    uint32_t begin, end; /* in the piece */
    uint32_t position;
    uint8_t kind, link; /* link: to the atom before */
    char sign;          /* '+' or '-' that follows it; 0: none */
    uint32_t sign_end;
    bool alias;       /* the short form of the atom before: "interleukin (IL)-2" */
    bool after_alias; /* first atom past the short form's parenthesis */
    bool negative;    /* a power with a minus */
};
typedef struct assay_atom assay_atom;

void assay_tokenizer_init(assay_tokenizer *tokenizer) {
    *tokenizer = (assay_tokenizer){0};
    assay_buffer_init(&tokenizer->text, ASSAY_BUFFER_NO_CAP);
}

void assay_tokenizer_done(assay_tokenizer *tokenizer) {
    assay_folded_done(&tokenizer->folded);
    assay_buffer_done(&tokenizer->text);
    free(tokenizer->atoms);
    free(tokenizer->tokens);
    *tokenizer = (assay_tokenizer){0};
}

static assay_char at(const assay_tokenizer *t, size_t i) {
    return assay_folded_at(&t->folded, i);
}
static uint8_t kind(const assay_tokenizer *t, size_t i) {
    return at(t, i).kind;
}
static bool wordish(const assay_tokenizer *t, size_t i) {
    uint8_t k = kind(t, i);
    return k == ASSAY_CHAR_LETTER || k == ASSAY_CHAR_DIGIT || k == ASSAY_CHAR_GREEK;
}

/* Atoms. */

static assay_status add_atom(assay_atom **out, assay_tokenizer *t, assay_error *err) {
    if (t->atom_count == t->atom_capacity) {
        size_t capacity = t->atom_capacity == 0 ? 32 : t->atom_capacity * 2;
        assay_atom *atoms = realloc(t->atoms, capacity * sizeof *atoms);
        if (atoms == NULL)
            return assay_fail_memory(err);
        t->atoms = atoms;
        t->atom_capacity = capacity;
    }
    *out = &t->atoms[t->atom_count++];
    **out = (assay_atom){.at = (uint32_t)t->text.size};
    return ASSAY_OK;
}

static void put_code(assay_tokenizer *t, uint32_t code) {
    char bytes[4];
    assay_buffer_add(&t->text, bytes, assay_utf8_write(bytes, code));
}

static size_t letters_from(const assay_tokenizer *t, size_t i) {
    size_t n = 0;
    while (kind(t, i + n) == ASSAY_CHAR_LETTER)
        n++;
    return n;
}

/* The apostrophe at i: how many characters a possessive takes ('s), or 1 to write a contraction as
 * one word (don't), or 0 for another joiner (O'Brien). */
static size_t apostrophe_width(const assay_tokenizer *t, size_t i) {
    size_t n = letters_from(t, i + 1);
    uint32_t first = at(t, i + 1).code, second = at(t, i + 2).code;
    if (n == 1 && first == 's')
        return 2;
    bool contraction =
        (n == 1 && (first == 't' || first == 'd' || first == 'm')) ||
        (n == 2 && ((first == 'r' && second == 'e') || (first == 'v' && second == 'e') ||
                    (first == 'l' && second == 'l')));
    return contraction ? 1 : 0;
}

/* Are the small letters from i to the next capital or the word's end a Greek letter's name? */
static bool greek_name_from(const assay_tokenizer *t, size_t i) {
    char name[8];
    size_t n = 0;
    for (; kind(t, i + n) == ASSAY_CHAR_LETTER && !at(t, i + n).upper; n++) {
        if (n == sizeof name || at(t, i + n).code >= 0x80)
            return false;
        name[n] = (char)at(t, i + n).code;
    }
    return assay_unicode_is_greek_name((assay_span){name, n});
}

/* "TNFalpha" and "NFkappaB" are written with the symbol elsewhere: the change of case says where the
 * name begins and ends. i is inside the word that begins at `begin`. */
static bool at_greek_name(const assay_tokenizer *t, size_t begin, size_t i) {
    if (at(t, i).upper == at(t, i - 1).upper)
        return false;
    if (!at(t, i).upper)
        return greek_name_from(t, i);
    size_t from = i - 1;
    while (from > begin && !at(t, from - 1).upper)
        from--;
    return greek_name_from(t, from);
}

static size_t read_word(assay_tokenizer *t, assay_atom *atom, size_t i) {
    atom->kind = ATOM_WORD;
    uint8_t script = kind(t, i);
    size_t begin = i;
    while (kind(t, i) == script && (i == begin || !at_greek_name(t, begin, i))) {
        put_code(t, at(t, i).code);
        atom->end = t->folded.items[i].end;
        i++;
        if (kind(t, i) == ASSAY_CHAR_APOSTROPHE && kind(t, i + 1) == ASSAY_CHAR_LETTER) {
            size_t width = apostrophe_width(t, i);
            i += width;
            if (width == 2)
                break;
        }
    }
    if (assay_unicode_is_greek_name((assay_span){t->text.data + atom->at, t->text.size - atom->at}))
        atom->kind = ATOM_GREEK;
    return i;
}

static size_t digits_from(const assay_tokenizer *t, size_t i) {
    size_t n = 0;
    while (kind(t, i + n) == ASSAY_CHAR_DIGIT && at(t, i + n).raised == at(t, i).raised)
        n++;
    return n;
}

/* "10.5", "0·05", "1,000,000", "2.7.1.1"; ".05" is 0.05. */
static size_t read_number(assay_tokenizer *t, assay_atom *atom, size_t i) {
    atom->kind = ATOM_NUMBER;
    if (kind(t, i) == ASSAY_CHAR_POINT) {
        assay_buffer_add_byte(&t->text, '0');
    } else {
        size_t first = digits_from(t, i);
        for (size_t n = 0; n < first; n++)
            put_code(t, at(t, i++).code);
        while (first <= 3 && kind(t, i) == ASSAY_CHAR_COMMA && digits_from(t, i + 1) == 3) {
            for (size_t n = 1; n <= 3; n++)
                put_code(t, at(t, i + n).code);
            i += 4;
        }
    }
    while (kind(t, i) == ASSAY_CHAR_POINT && digits_from(t, i + 1) > 0 && !at(t, i + 1).raised) {
        assay_buffer_add_byte(&t->text, '.');
        for (size_t n = digits_from(t, i + 1); n > 0; n--)
            put_code(t, at(t, ++i).code);
        i++;
    }
    atom->end = t->folded.items[i - 1].end;
    return i;
}

static size_t read_greek(assay_tokenizer *t, assay_atom *atom, size_t i) {
    atom->kind = ATOM_GREEK;
    atom->end = t->folded.items[i].end;
    assay_buffer_add_span(&t->text, assay_unicode_greek_name(at(t, i).code));
    return i + 1;
}

/* A run of Greek letters is symbols one by one (ΔΔCt, αβ) unless it is long enough for a Greek
 * word. */
static bool is_greek_word(const assay_tokenizer *t, size_t i) {
    size_t begin = i, end = i;
    while (begin > 0 && kind(t, begin - 1) == ASSAY_CHAR_GREEK)
        begin--;
    while (end < begin + GREEK_RUN_MAX + 1 && kind(t, end) == ASSAY_CHAR_GREEK)
        end++;
    return end - begin > GREEK_RUN_MAX;
}

static assay_status read_atom(size_t *next, assay_tokenizer *t, size_t i, atom_link link,
                              assay_error *err) {
    assay_atom *atom = NULL;
    ASSAY_TRY(add_atom(&atom, t, err));
    atom->link = (uint8_t)link;
    atom->begin = t->folded.items[i].begin;
    switch (kind(t, i)) {
    case ASSAY_CHAR_DIGIT:
    case ASSAY_CHAR_POINT:
        *next = read_number(t, atom, i);
        break;
    case ASSAY_CHAR_GREEK:
        *next = is_greek_word(t, i) ? read_word(t, atom, i) : read_greek(t, atom, i);
        break;
    case ASSAY_CHAR_IDEOGRAPH:
        put_code(t, at(t, i).code);
        atom->kind = ATOM_IDEOGRAPH;
        atom->end = t->folded.items[i].end;
        *next = i + 1;
        break;
    default:
        *next = read_word(t, atom, i);
    }
    atom->size = (uint32_t)(t->text.size - atom->at);
    return ASSAY_OK;
}

/* What stands between atoms. */

static bool is_hyphen(uint8_t k) {
    return k == ASSAY_CHAR_HYPHEN || k == ASSAY_CHAR_MINUS;
}

/* Spaces with a line end among them, then a small letter: a word broken over lines or pages. */
static size_t broken_line(const assay_tokenizer *t, size_t i) {
    size_t n = 0;
    bool line_end = false;
    for (; kind(t, i + n) == ASSAY_CHAR_SPACE; n++)
        line_end |= at(t, i + n).code == '\n';
    bool goes_on = line_end && kind(t, i + n) == ASSAY_CHAR_LETTER && !at(t, i + n).upper;
    return goes_on ? n : 0;
}

static bool is_acronym_point(const assay_tokenizer *t, const assay_atom *last, size_t i) {
    return at(t, i).code == '.' && last->kind == ATOM_WORD && last->size == 1 &&
           letters_from(t, i + 1) == 1;
}

/* How many characters at i tie the last atom to the next one; 0: nothing does. */
static size_t joiner_width(const assay_tokenizer *t, const assay_atom *last, size_t i) {
    size_t j = i;
    if (kind(t, j) == ASSAY_CHAR_APOSTROPHE && kind(t, j + 1) == ASSAY_CHAR_HYPHEN)
        j++;
    bool tied;
    switch (kind(t, j)) {
    case ASSAY_CHAR_HYPHEN:
        j += broken_line(t, j + 1);
        tied = true;
        break;
    case ASSAY_CHAR_MINUS:
        tied = true;
        break;
    case ASSAY_CHAR_APOSTROPHE:
        tied = last->kind == ATOM_WORD && kind(t, j + 1) == ASSAY_CHAR_LETTER;
        break;
    case ASSAY_CHAR_STAR:
        tied = last->kind == ATOM_WORD && kind(t, j + 1) == ASSAY_CHAR_DIGIT;
        break;
    case ASSAY_CHAR_POINT:
        tied = is_acronym_point(t, last, j);
        break;
    default:
        tied = false;
    }
    bool range = last->kind == ATOM_NUMBER && kind(t, j + 1) == ASSAY_CHAR_DIGIT;
    return tied && !range && wordish(t, j + 1) ? j + 1 - i : 0;
}

/* Has the compound that ends with the last atom a letter, a digit? */
static void read_compound(const assay_tokenizer *t, bool *letters, bool *digits) {
    *letters = *digits = false;
    for (size_t i = t->atom_count; i > 0; i--) {
        const assay_atom *atom = &t->atoms[i - 1];
        *letters |= atom->kind != ATOM_NUMBER;
        *digits |= atom->kind == ATOM_NUMBER;
        if (atom->link != LINK_TIED || (*letters && *digits))
            break;
    }
}

/* A plus or minus after the last atom: CD8+, Na+, CD4+CD25+, but not a+b or 1+1. Returns its width
 * and notes the sign. */
static size_t read_sign(assay_tokenizer *t, size_t i) {
    uint8_t k = kind(t, i);
    if (k != ASSAY_CHAR_PLUS && k != ASSAY_CHAR_MINUS)
        return 0;
    bool letters, digits, last = !wordish(t, i + 1);
    read_compound(t, &letters, &digits);
    bool sign = k == ASSAY_CHAR_PLUS ? last || (letters && digits) : last && letters && digits;
    if (sign) {
        t->atoms[t->atom_count - 1].sign = (char)at(t, i).code;
        t->atoms[t->atom_count - 1].sign_end = t->folded.items[i].end;
    }
    size_t width = 1;
    while (kind(t, i + width) == k && at(t, i + width).code == at(t, i).code)
        width++;
    return width;
}

/* A short form in parentheses that goes on after them: "Interleukin (IL)-2". i is the parenthesis
 * or the space before it. Returns the index of the short form, or 0. */
static size_t alias_at(const assay_tokenizer *t, size_t i) {
    while (kind(t, i) == ASSAY_CHAR_SPACE)
        i++;
    if (kind(t, i) != ASSAY_CHAR_OPEN_PAREN || !wordish(t, i + 1))
        return 0;
    size_t end = i + 1;
    while (wordish(t, end) && end - i <= SHORT_FORM_MAX)
        end++;
    bool goes_on = kind(t, end) == ASSAY_CHAR_CLOSE_PAREN && is_hyphen(kind(t, end + 1)) &&
                   wordish(t, end + 2);
    return goes_on ? i + 1 : 0;
}

typedef struct {
    bool in_alias;    /* between the parentheses of a short form */
    bool alias, past; /* the next atom is one, is the first past one */
    bool negative;    /* the next atom is a power with a minus */
} reading;

/* Reads what stands at i after an atom; says how the next atom is tied to it. */
static size_t read_between(assay_tokenizer *t, reading *state, atom_link *link, size_t i) {
    const assay_atom *last = &t->atoms[t->atom_count - 1];
    *link = LINK_NONE;
    if (last->kind == ATOM_IDEOGRAPH)
        return i;
    if (wordish(t, i)) {
        *link = at(t, i).raised ? LINK_POWER : LINK_TIED;
        return i;
    }
    if (last->kind == ATOM_NUMBER && kind(t, i) == ASSAY_CHAR_MINUS && at(t, i).raised) {
        *link = LINK_POWER;
        state->negative = true;
        return i + 1;
    }
    if (state->in_alias && kind(t, i) == ASSAY_CHAR_CLOSE_PAREN) {
        state->in_alias = false;
        state->past = true;
        *link = LINK_TIED;
        return i + 2;
    }
    size_t alias = alias_at(t, i);
    if (alias != 0) {
        state->in_alias = state->alias = true;
        return alias;
    }
    if (kind(t, i) == ASSAY_CHAR_APOSTROPHE && apostrophe_width(t, i) == 2)
        return i + 2; /* the 1990's */
    size_t width = joiner_width(t, last, i);
    if (width != 0) {
        *link = LINK_TIED;
        return i + width;
    }
    return i + read_sign(t, i);
}

static bool starts_atom(const assay_tokenizer *t, size_t i) {
    return wordish(t, i) || kind(t, i) == ASSAY_CHAR_IDEOGRAPH ||
           (at(t, i).code == '.' && kind(t, i + 1) == ASSAY_CHAR_DIGIT &&
            (i == 0 || (!wordish(t, i - 1) && kind(t, i - 1) != ASSAY_CHAR_POINT)));
}

static assay_status read_atoms(assay_tokenizer *t, assay_error *err) {
    atom_link link = LINK_NONE;
    reading state = {0};
    for (size_t i = 0; i < t->folded.count;) {
        if (!starts_atom(t, i)) {
            link = LINK_NONE;
            state = (reading){0};
            i++;
            continue;
        }
        ASSAY_TRY(read_atom(&i, t, i, link, err));
        assay_atom *atom = &t->atoms[t->atom_count - 1];
        atom->alias = state.alias && t->atom_count > 1;
        atom->after_alias = state.past;
        atom->negative = state.negative;
        atom->position = atom->alias ? t->positions - 1 : t->positions;
        t->positions = atom->position + 1;
        state.alias = state.past = state.negative = false;
        link = LINK_NONE;
        if (i < t->folded.count)
            i = read_between(t, &state, &link, i);
    }
    return ASSAY_OK;
}

/* Tokens. */

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
    const assay_atom *a = &t->atoms[first], *b = &t->atoms[last];
    uint32_t size = b->at + b->size - a->at;
    if (size > JOINED_BYTES_MAX)
        return ASSAY_OK;
    return add_token(t, (assay_piece_token){a->at, size, a->begin, b->end, a->position, true}, err);
}

/* A joined form whose text stands nowhere: `first` of atom a, glue, `second`. */
static assay_status add_glued(assay_tokenizer *t, const assay_atom *a, assay_span tail,
                              uint32_t end, assay_error *err) {
    uint32_t form_at = (uint32_t)t->text.size;
    if (!assay_buffer_reserve(&t->text, a->size + tail.size))
        return assay_fail_memory(err);
    assay_buffer_add(&t->text, t->text.data + a->at, a->size);
    assay_buffer_add_span(&t->text, tail);
    uint32_t size = (uint32_t)t->text.size - form_at;
    return add_token(t, (assay_piece_token){form_at, size, a->begin, end, a->position, true}, err);
}

static bool is_single_letter(const assay_atom *atom) {
    return atom->kind == ATOM_WORD && atom->size == 1;
}

/* Does the atom go with the one before it: il+2, tgf+beta+1, nf+kappa+b? */
static bool continues_group(const assay_atom *atom) {
    return atom->kind != ATOM_WORD || (is_single_letter(atom) && atom[-1].kind == ATOM_GREEK);
}

static size_t group_begin(const assay_tokenizer *t, size_t first, size_t i) {
    while (i > first && continues_group(&t->atoms[i]))
        i--;
    return i;
}

/* "10^6", "10^-6" */
static assay_status add_power(assay_tokenizer *t, size_t i, assay_error *err) {
    const assay_atom *exponent = &t->atoms[i];
    bool minus = exponent->negative;
    char tail[JOINED_BYTES_MAX];
    size_t size = exponent->size < sizeof tail - 2 ? exponent->size : sizeof tail - 2;
    tail[0] = '^';
    tail[1] = '-';
    memcpy(tail + 1 + minus, t->text.data + exponent->at, size);
    return add_glued(t, &t->atoms[i - 1], (assay_span){tail, 1 + minus + size}, exponent->end, err);
}

/* The form with its sign, for the last group and for the whole compound. */
static assay_status add_signed(assay_tokenizer *t, size_t first, size_t last, assay_error *err) {
    size_t from = group_begin(t, first, last);
    for (;;) {
        assay_atom whole = t->atoms[from];
        const assay_atom *end = &t->atoms[last];
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
    if (first == 0 || !t->atoms[first].alias || t->atoms[first - 1].kind == ATOM_NUMBER)
        return ASSAY_OK;
    size_t tail = first;
    while (tail <= last && !t->atoms[tail].after_alias)
        tail++;
    size_t end = tail;
    while (end <= last && (t->atoms[end].kind != ATOM_WORD || is_single_letter(&t->atoms[end])))
        end++;
    if (end == tail || end - 1 != i)
        return ASSAY_OK;
    const assay_atom *a = &t->atoms[tail], *b = &t->atoms[end - 1];
    char copy[JOINED_BYTES_MAX];
    size_t size = b->at + b->size - a->at;
    if (size > sizeof copy)
        return ASSAY_OK;
    memcpy(copy, t->text.data + a->at, size);
    return add_glued(t, &t->atoms[first - 1], (assay_span){copy, size}, b->end, err);
}

/* Joined forms that end with atom i of the compound first..last, the shorter first. */
static assay_status add_joined_ending(assay_tokenizer *t, size_t first, size_t last, size_t i,
                                      assay_error *err) {
    if (i == first)
        return ASSAY_OK;
    const assay_atom *atom = &t->atoms[i];
    size_t group = group_begin(t, first, i);
    bool group_ends = group < i && (i == last || !continues_group(atom + 1));
    bool pair = atom->kind == ATOM_NUMBER && atom[-1].kind != ATOM_NUMBER;
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
        const assay_atom *a = &t->atoms[i];
        ASSAY_TRY(add_token(
            t, (assay_piece_token){a->at, a->size, a->begin, a->end, a->position, false}, err));
        ASSAY_TRY(add_joined_ending(t, first, last, i, err));
        ASSAY_TRY(add_long_form(t, first, last, i, err));
    }
    if (t->atoms[last].sign != 0)
        ASSAY_TRY(add_signed(t, first, last, err));
    if (t->atoms[first].link == LINK_POWER && first > 0)
        return add_power(t, first, err);
    return ASSAY_OK;
}

assay_status assay_tokenizer_run(assay_tokenizer *t, assay_span piece, assay_error *err) {
    assay_buffer_clear(&t->text);
    t->atom_count = t->token_count = 0;
    t->positions = 0;
    ASSAY_TRY(assay_folded_set(&t->folded, piece, err));
    assay_folded_strip_citations(&t->folded);
    ASSAY_TRY(read_atoms(t, err));
    ASSAY_TRY(assay_buffer_check(&t->text, err));
    for (size_t first = 0; first < t->atom_count;) {
        size_t last = first;
        while (last + 1 < t->atom_count && t->atoms[last + 1].link == LINK_TIED)
            last++;
        ASSAY_TRY(add_compound(t, first, last, err));
        first = last + 1;
    }
    return assay_buffer_check(&t->text, err);
}
