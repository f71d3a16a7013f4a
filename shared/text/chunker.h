/* Where a text's pieces begin and end: runs of word bytes with what ties them, wide enough that a
 * piece can be understood without its surroundings.
 *
 * A piece is letters, digits and bytes of other scripts, with the hyphens, points, commas,
 * apostrophes and signs that stand inside words; it goes on over a hyphen at the end of a line, a
 * marker's sign set apart ("CD8 ⁺") and a short form in parentheses ("Interleukin (IL)-2"). Any
 * thread. */
#ifndef ASSAY_TEXT_CHUNKER_H
#define ASSAY_TEXT_CHUNKER_H
#include "base/span.h"

typedef struct {
    size_t begin, end; /* begin == text.size: no more */
    size_t next;       /* where to go on */
    bool paragraph;    /* a paragraph ended before it */
} assay_chunk;

/* A piece is cut here at a character boundary; the rest of a word cut so is skipped. */
enum { ASSAY_CHUNK_MAX = 1024 };

/* The first piece at or after `at`, where the one before ended (0 at first). */
assay_chunk assay_chunker_next(assay_span text, size_t at);
#endif
