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
    bool paragraph;    /* a paragraph ended before it */
} assay_chunk;

typedef struct {
    assay_span text;
    size_t at;      /* where to go on; the caller may set it on a character */
    size_t block;   /* which 64 bytes `words` tells of; SIZE_MAX: none yet */
    uint64_t words; /* bit i: byte i of the block is an ASCII letter or digit */
} assay_chunker;

/* A piece is cut here at a character boundary; the rest of a word cut so is skipped. */
enum { ASSAY_CHUNK_MAX = 1024 };

static inline assay_chunker assay_chunker_on(assay_span text) {
    return (assay_chunker){.text = text, .block = SIZE_MAX};
}
/* The first piece from chunker->at on. */
assay_chunk assay_chunker_next(assay_chunker *chunker);

/* Makes `words` tell of the block. */
void assay_chunker_load(assay_chunker *chunker, size_t block);

/* The end of the letters and digits that stand at `at`. */
static inline size_t assay_chunker_word_end(assay_chunker *chunker, size_t at) {
    size_t size = chunker->text.size;
    while (at < size) {
        size_t block = at & ~(size_t)63;
        if (block != chunker->block)
            assay_chunker_load(chunker, block);
        uint64_t others = ~chunker->words >> (at & 63);
        if (others != 0)
            return at + (size_t)__builtin_ctzll(others);
        at = block + 64;
    }
    return size;
}

/* The next piece where it is a plain word between blanks, commas and full stops, as most are; false, and
 * nothing done, where assay_chunker_next has to look. */
static inline bool assay_chunker_plain(assay_chunk *out, assay_chunker *chunker) {
    const unsigned char *s = (const unsigned char *)chunker->text.data;
    size_t size = chunker->text.size, begin = chunker->at;
    if (size - begin < 4)
        return false;
    begin += s[begin] == ',' || s[begin] == '.';
    if (s[begin] != ' ')
        return false;
    begin++;
    size_t end = assay_chunker_word_end(chunker, begin);
    if (end == begin || size - end < 2 || end - begin >= ASSAY_CHUNK_MAX)
        return false;
    bool blank = s[end] == ' ' && s[end + 1] != '(' && s[end + 1] < 0x80;
    if (!blank && !((s[end] == ',' || s[end] == '.') && s[end + 1] == ' '))
        return false;
    *out = (assay_chunk){.begin = begin, .end = end};
    chunker->at = end;
    return true;
}
#endif
