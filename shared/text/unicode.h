/* UTF-8 checked, normalised (NFKC) and folded (case, accents), one character at a time, each with
 * the bytes of the original it came from. The only user of utf8proc.
 *
 * A character may fold to none (a soft hyphen), one, or several (a ligature). What is not UTF-8 is
 * U+FFFD, a byte at a time. Any thread. */
#ifndef ASSAY_TEXT_UNICODE_H
#define ASSAY_TEXT_UNICODE_H
#include "base/buffer.h"

/* What a folded character is to the tokenizer. */
typedef enum {
    ASSAY_CHAR_BREAK = 0, /* ends a word: most punctuation and symbols, U+FFFD */
    ASSAY_CHAR_SPACE,     /* white space; the line feed keeps its code */
    ASSAY_CHAR_LETTER,    /* of a script with words, or a mark that belongs to a letter */
    ASSAY_CHAR_DIGIT,     /* 0-9 */
    ASSAY_CHAR_GREEK,     /* U+03B1 to U+03C9, final sigma folded */
    ASSAY_CHAR_IDEOGRAPH, /* a word of its own: Han, kana */
    ASSAY_CHAR_HYPHEN,    /* hyphens, en dash, underscore */
    ASSAY_CHAR_MINUS,     /* U+2212: a hyphen between words, a sign after one */
    ASSAY_CHAR_PLUS,
    ASSAY_CHAR_POINT, /* full stop; the middle dot of decimals keeps its code */
    ASSAY_CHAR_COMMA,
    ASSAY_CHAR_APOSTROPHE, /* with typographic ones and primes */
    ASSAY_CHAR_STAR,
    ASSAY_CHAR_CARET,
    ASSAY_CHAR_OPEN_BRACE,
    ASSAY_CHAR_CLOSE_BRACE,
    ASSAY_CHAR_OPEN_PAREN,
    ASSAY_CHAR_CLOSE_PAREN
} assay_char_kind;

typedef struct {
    uint32_t code;
    uint8_t kind; /* assay_char_kind */
    bool raised;  /* was a superscript digit or sign */
    bool upper;   /* was a capital letter */
} assay_char;

/* The most characters one character can fold to. */
enum { ASSAY_UNICODE_FOLD_MAX = 24 };

/* Reads one character at text[at], at < text.size. Returns its length in bytes, 1 to 4; for what is
 * not UTF-8 *code is U+FFFD and the length 1. */
size_t assay_unicode_decode(uint32_t *code, assay_span text, size_t at);
/* Writes what the character folds to; returns how many. */
size_t assay_unicode_fold(assay_char out[ASSAY_UNICODE_FOLD_MAX], uint32_t code);
/* Joins a mark or jamo to the character before it (U+304B U+3099 is U+304C). False when they do not
 * compose. */
bool assay_unicode_compose(uint32_t *code, uint32_t first, uint32_t second);
/* "beta" for U+03B2. code is of kind ASSAY_CHAR_GREEK. Static storage. */
assay_span assay_unicode_greek_name(uint32_t code);
/* Is the word such a name, of four letters or more? The shorter are syllables of other words. */
bool assay_unicode_is_greek_name(assay_span word);
/* The largest offset <= at that does not cut a character (bad bytes are characters of one byte). */
size_t assay_unicode_floor(assay_span text, size_t at);
/* Bytes that are not part of UTF-8 characters. */
size_t assay_unicode_bad_bytes(assay_span text);
/* Appends the text folded: NFKC, case, accents; Greek letters stay letters. */
void assay_unicode_fold_text(assay_buffer *out, assay_span text);
#endif
