/* A folded piece to its atoms: letters, numbers, single Greek letters, and what ties them. The first
 * half of the tokenizer.
 *
 * The atoms' texts stand side by side in one buffer, so that a joined form is a stretch of it. One
 * thread at a time. */
#ifndef ASSAY_TEXT_ATOMS_H
#define ASSAY_TEXT_ATOMS_H
#include "text/folded.h"

typedef enum {
    ASSAY_ATOM_WORD,
    ASSAY_ATOM_NUMBER,
    ASSAY_ATOM_GREEK,
    ASSAY_ATOM_IDEOGRAPH
} assay_atom_kind;

/* How an atom hangs on the one before it: not, in one compound, as a power. */
typedef enum { ASSAY_LINK_NONE, ASSAY_LINK_TIED, ASSAY_LINK_POWER } assay_atom_link;

typedef struct {
    uint32_t at, size;   /* in the text */
    uint32_t begin, end; /* bytes of the piece */
    uint32_t position;   /* from the piece's first, 0 */
    uint8_t kind, link;  /* assay_atom_kind, assay_atom_link */
    char sign;           /* '+' or '-' that follows it; 0: none */
    uint32_t sign_end;   /* bytes of the piece */
    bool alias;          /* the short form of the atom before: "interleukin (IL)-2" */
    bool after_alias;    /* the first atom past the short form's parenthesis */
    bool negative;       /* a power with a minus */
} assay_atom;

typedef struct {
    assay_folded folded;
    assay_buffer text; /* folded atoms one after another */
    assay_atom *items;
    size_t count, capacity;
    uint32_t positions; /* how many they take */
} assay_atoms;

void assay_atoms_init(assay_atoms *atoms);
void assay_atoms_done(assay_atoms *atoms);
/* Replaces the atoms by those of the piece. */
ASSAY_MUST_USE assay_status assay_atoms_read(assay_atoms *atoms, assay_span piece,
                                             assay_error *err);
#endif
