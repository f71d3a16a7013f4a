/* A piece of text to its tokens: parts, the joined forms of compounds, the signed forms of markers.
 *
 * A compound is a run of atoms (letters, numbers, single Greek letters) that touch or are tied by
 * hyphens; within it a letter atom and the numbers and Greek letters after it make a group:
 *
 *   PD-1-IL-2    atoms pd 1 il 2       groups pd+1, il+2     joined pd1, il2, pd1il2
 *   TGF-β1       atoms tgf beta 1      group tgf+beta+1      joined beta1, tgfbeta1
 *   CD8+         atoms cd 8, sign +    group cd+8            joined cd8, cd8+
 *
 * What a piece gives depends on its bytes alone, so that it may be remembered. One thread at a
 * time. */
#ifndef ASSAY_TEXT_TOKENIZER_H
#define ASSAY_TEXT_TOKENIZER_H
#include "text/atoms.h"

typedef struct {
    uint32_t form_at, form_size; /* in the atoms' text */
    uint32_t begin, end;         /* bytes of the piece */
    uint32_t position;           /* relative to the piece's first */
    bool joined;
} assay_piece_token;

typedef struct {
    assay_atoms atoms;         /* their text also holds forms that needed a copy */
    assay_piece_token *tokens; /* what the last call gave */
    size_t token_count, token_capacity;
} assay_tokenizer;

void assay_tokenizer_init(assay_tokenizer *tokenizer);
void assay_tokenizer_done(assay_tokenizer *tokenizer);
/* Replaces the tokens by those of the piece; piece.size <= 65535. */
ASSAY_MUST_USE assay_status assay_tokenizer_run(assay_tokenizer *tokenizer, assay_span piece,
                                                assay_error *err);
/* How many positions the piece takes. */
static inline uint32_t assay_tokenizer_positions(const assay_tokenizer *tokenizer) {
    return tokenizer->atoms.positions;
}
/* Borrowed until the next run. */
static inline assay_span assay_tokenizer_form(const assay_tokenizer *tokenizer,
                                              const assay_piece_token *token) {
    return (assay_span){tokenizer->atoms.text.data + token->form_at, token->form_size};
}
#endif
