#include "text/atoms.h"

#include "base/utf8.h"

#include <stdlib.h>

enum { SHORT_FORM_MAX = 12, GREEK_RUN_MAX = 3 };

void assay_atoms_init(assay_atoms *atoms) {
    *atoms = (assay_atoms){0};
    assay_buffer_init(&atoms->text, ASSAY_BUFFER_NO_CAP);
}

void assay_atoms_done(assay_atoms *atoms) {
    assay_folded_done(&atoms->folded);
    assay_buffer_done(&atoms->text);
    free(atoms->items);
    *atoms = (assay_atoms){0};
}

static assay_char at(const assay_atoms *t, size_t i) {
    return assay_folded_at(&t->folded, i);
}
static uint8_t kind(const assay_atoms *t, size_t i) {
    return at(t, i).kind;
}
static bool wordish(const assay_atoms *t, size_t i) {
    uint8_t k = kind(t, i);
    return k == ASSAY_CHAR_LETTER || k == ASSAY_CHAR_DIGIT || k == ASSAY_CHAR_GREEK;
}

/* NULL when memory is exhausted. */
static assay_atom *add_atom(assay_atoms *t) {
    if (t->count == t->capacity) {
        size_t capacity = t->capacity == 0 ? 32 : t->capacity * 2;
        assay_atom *items = realloc(t->items, capacity * sizeof *items);
        if (items == NULL)
            return NULL;
        t->items = items;
        t->capacity = capacity;
    }
    assay_atom *atom = &t->items[t->count++];
    *atom = (assay_atom){.at = (uint32_t)t->text.size};
    return atom;
}

static void put_code(assay_atoms *t, uint32_t code) {
    char bytes[4];
    assay_buffer_add(&t->text, bytes, assay_utf8_write(bytes, code));
}

static size_t letters_from(const assay_atoms *t, size_t i) {
    size_t n = 0;
    while (kind(t, i + n) == ASSAY_CHAR_LETTER)
        n++;
    return n;
}

/* The apostrophe at i: how many characters a possessive takes ('s), or 1 to write a contraction as
 * one word (don't), or 0 for another joiner (O'Brien). */
static size_t apostrophe_width(const assay_atoms *t, size_t i) {
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
static bool greek_name_from(const assay_atoms *t, size_t i) {
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
static bool at_greek_name(const assay_atoms *t, size_t begin, size_t i) {
    if (at(t, i).upper == at(t, i - 1).upper)
        return false;
    if (!at(t, i).upper)
        return greek_name_from(t, i);
    size_t from = i - 1;
    while (from > begin && !at(t, from - 1).upper)
        from--;
    return greek_name_from(t, from);
}

static size_t read_word(assay_atoms *t, assay_atom *atom, size_t i) {
    atom->kind = ASSAY_ATOM_WORD;
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
        atom->kind = ASSAY_ATOM_GREEK;
    return i;
}

static size_t digits_from(const assay_atoms *t, size_t i) {
    size_t n = 0;
    while (kind(t, i + n) == ASSAY_CHAR_DIGIT && at(t, i + n).raised == at(t, i).raised)
        n++;
    return n;
}

/* "10.5", "0·05", "1,000,000", "2.7.1.1"; ".05" is 0.05. */
static size_t read_number(assay_atoms *t, assay_atom *atom, size_t i) {
    atom->kind = ASSAY_ATOM_NUMBER;
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

static size_t read_greek(assay_atoms *t, assay_atom *atom, size_t i) {
    atom->kind = ASSAY_ATOM_GREEK;
    atom->end = t->folded.items[i].end;
    assay_buffer_add_span(&t->text, assay_unicode_greek_name(at(t, i).code));
    return i + 1;
}

/* A run of Greek letters is symbols one by one (ΔΔCt, αβ) unless it is long enough for a Greek
 * word. */
static bool is_greek_word(const assay_atoms *t, size_t i) {
    size_t begin = i, end = i;
    while (begin > 0 && kind(t, begin - 1) == ASSAY_CHAR_GREEK)
        begin--;
    while (end < begin + GREEK_RUN_MAX + 1 && kind(t, end) == ASSAY_CHAR_GREEK)
        end++;
    return end - begin > GREEK_RUN_MAX;
}

static assay_status read_atom(size_t *next, assay_atoms *t, size_t i, assay_atom_link link,
                              assay_error *err) {
    assay_atom *atom = add_atom(t);
    if (atom == NULL)
        return assay_fail_memory(err);
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
        atom->kind = ASSAY_ATOM_IDEOGRAPH;
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
static size_t broken_line(const assay_atoms *t, size_t i) {
    size_t n = 0;
    bool line_end = false;
    for (; kind(t, i + n) == ASSAY_CHAR_SPACE; n++)
        line_end |= at(t, i + n).code == '\n';
    bool goes_on = line_end && kind(t, i + n) == ASSAY_CHAR_LETTER && !at(t, i + n).upper;
    return goes_on ? n : 0;
}

static bool is_acronym_point(const assay_atoms *t, const assay_atom *last, size_t i) {
    return at(t, i).code == '.' && last->kind == ASSAY_ATOM_WORD && last->size == 1 &&
           letters_from(t, i + 1) == 1;
}

/* How many characters at i tie the last atom to the next one; 0: nothing does. */
static size_t joiner_width(const assay_atoms *t, const assay_atom *last, size_t i) {
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
        tied = last->kind == ASSAY_ATOM_WORD && kind(t, j + 1) == ASSAY_CHAR_LETTER;
        break;
    case ASSAY_CHAR_STAR:
        tied = last->kind == ASSAY_ATOM_WORD && kind(t, j + 1) == ASSAY_CHAR_DIGIT;
        break;
    case ASSAY_CHAR_POINT:
        tied = is_acronym_point(t, last, j);
        break;
    default:
        tied = false;
    }
    bool range = last->kind == ASSAY_ATOM_NUMBER && kind(t, j + 1) == ASSAY_CHAR_DIGIT;
    return tied && !range && wordish(t, j + 1) ? j + 1 - i : 0;
}

/* Has the compound that ends with the last atom a letter, a digit? */
static void read_compound(const assay_atoms *t, bool *letters, bool *digits) {
    *letters = *digits = false;
    for (size_t i = t->count; i > 0; i--) {
        const assay_atom *atom = &t->items[i - 1];
        *letters |= atom->kind != ASSAY_ATOM_NUMBER;
        *digits |= atom->kind == ASSAY_ATOM_NUMBER;
        if (atom->link != ASSAY_LINK_TIED || (*letters && *digits))
            break;
    }
}

/* A plus or minus after the last atom: CD8+, Na+, CD4+CD25+, but not a+b or 1+1. Returns its width
 * and notes the sign. */
static size_t read_sign(assay_atoms *t, size_t i) {
    uint8_t k = kind(t, i);
    if (k != ASSAY_CHAR_PLUS && k != ASSAY_CHAR_MINUS)
        return 0;
    bool letters, digits, last = !wordish(t, i + 1);
    read_compound(t, &letters, &digits);
    bool sign = k == ASSAY_CHAR_PLUS ? last || (letters && digits) : last && letters && digits;
    if (sign) {
        t->items[t->count - 1].sign = (char)at(t, i).code;
        t->items[t->count - 1].sign_end = t->folded.items[i].end;
    }
    size_t width = 1;
    while (kind(t, i + width) == k && at(t, i + width).code == at(t, i).code)
        width++;
    return width;
}

/* A short form in parentheses that goes on after them: "Interleukin (IL)-2". i is the parenthesis
 * or the space before it. Returns the index of the short form, or 0. */
static size_t alias_at(const assay_atoms *t, size_t i) {
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
static size_t read_between(assay_atoms *t, reading *state, assay_atom_link *link, size_t i) {
    const assay_atom *last = &t->items[t->count - 1];
    *link = ASSAY_LINK_NONE;
    if (last->kind == ASSAY_ATOM_IDEOGRAPH)
        return i;
    if (wordish(t, i)) {
        *link = at(t, i).raised ? ASSAY_LINK_POWER : ASSAY_LINK_TIED;
        return i;
    }
    if (last->kind == ASSAY_ATOM_NUMBER && kind(t, i) == ASSAY_CHAR_MINUS && at(t, i).raised) {
        *link = ASSAY_LINK_POWER;
        state->negative = true;
        return i + 1;
    }
    if (state->in_alias && kind(t, i) == ASSAY_CHAR_CLOSE_PAREN) {
        state->in_alias = false;
        state->past = true;
        *link = ASSAY_LINK_TIED;
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
        *link = ASSAY_LINK_TIED;
        return i + width;
    }
    return i + read_sign(t, i);
}

static bool starts_atom(const assay_atoms *t, size_t i) {
    return wordish(t, i) || kind(t, i) == ASSAY_CHAR_IDEOGRAPH ||
           (at(t, i).code == '.' && kind(t, i + 1) == ASSAY_CHAR_DIGIT &&
            (i == 0 || (!wordish(t, i - 1) && kind(t, i - 1) != ASSAY_CHAR_POINT)));
}

static assay_status read_all(assay_atoms *t, assay_error *err) {
    assay_atom_link link = ASSAY_LINK_NONE;
    reading state = {0};
    for (size_t i = 0; i < t->folded.count;) {
        if (!starts_atom(t, i)) {
            link = ASSAY_LINK_NONE;
            state = (reading){0};
            i++;
            continue;
        }
        ASSAY_TRY(read_atom(&i, t, i, link, err));
        assay_atom *atom = &t->items[t->count - 1];
        atom->alias = state.alias && t->count > 1;
        atom->after_alias = state.past;
        atom->negative = state.negative;
        atom->position = atom->alias ? t->positions - 1 : t->positions;
        t->positions = atom->position + 1;
        state.alias = state.past = state.negative = false;
        link = ASSAY_LINK_NONE;
        if (i < t->folded.count)
            i = read_between(t, &state, &link, i);
    }
    return ASSAY_OK;
}

assay_status assay_atoms_read(assay_atoms *atoms, assay_span piece, assay_error *err) {
    assay_buffer_clear(&atoms->text);
    atoms->count = 0;
    atoms->positions = 0;
    ASSAY_TRY(assay_folded_set(&atoms->folded, piece, err));
    assay_folded_strip_citations(&atoms->folded);
    ASSAY_TRY(read_all(atoms, err));
    return assay_buffer_check(&atoms->text, err);
}
