/* A piece of text folded, every character with the bytes of the piece it came from: what the
 * tokenizer reads.
 *
 * One thread at a time. */
#ifndef ASSAY_TEXT_FOLDED_H
#define ASSAY_TEXT_FOLDED_H
#include "text/unicode.h"

typedef struct {
    assay_char is;
    uint32_t begin, end; /* bytes of the piece */
} assay_folded_char;

typedef struct {
    assay_folded_char *items;
    size_t count, capacity;
} assay_folded;

/* Replaces what it held. piece.size < 2^31. */
ASSAY_MUST_USE assay_status assay_folded_set(assay_folded *folded, assay_span piece,
                                             assay_error *err);
void assay_folded_done(assay_folded *folded);
/* What stands at i; a BREAK outside. */
static inline assay_char assay_folded_at(const assay_folded *folded, size_t i) {
    return i < folded->count ? folded->items[i].is
                             : (assay_char){0, ASSAY_CHAR_BREAK, false, false};
}

/* Drops citation marks (superscript digits and their ranges, "^{10,12}") by making them BREAKs, and
 * lowers the superscripts that belong to the text: charges and marker signs, unit exponents,
 * isotopes. A power (10 to the 6th) stays raised. Takes the carets and braces of "^{...}" away. */
void assay_folded_strip_citations(assay_folded *folded);
#endif
