/* The generator's content words: how often each comes, which ones go together, and what they look like.
 *
 * A word is its rank, from 1: the whole vocabulary is a function of the rank, so that it has no end and needs no memory
 * beyond a table of the frequent ones. Ranks are drawn from a Zipf-Mandelbrot law with two regimes (slope 0.4-0.8 up to
 * rank 500, 1.7-1.9 from rank 8,000 on), fitted to real abstracts; see corpus/fit.md. Immutable once built. */
#ifndef ASSAY_CORPUS_GENERATOR_VOCABULARY_H
#define ASSAY_CORPUS_GENERATOR_VOCABULARY_H
#include "generator/random.h"

enum { WORD_MAX = 23 };
typedef struct {
    char bytes[WORD_MAX]; /* those after the length may be copied along */
    uint8_t length;
} word_form;

/* The forms of ranks 1 ... are kept; rarer words are spelled when they are met. */
enum { KNOWN_FORMS = 1 << 17 };
typedef struct vocabulary vocabulary;

/* NULL when there is no memory. The caller's: vocabulary_free. */
vocabulary *vocabulary_new(void);
void vocabulary_free(vocabulary *words); /* NULL is fine */

/* A rank drawn from 64 random bits. */
uint32_t vocabulary_draw(const vocabulary *words, uint64_t bits);

/* A rank of much the same frequency as `rank`, out of the few that `key` (a subject) has there; `wide` keys have more. */
uint32_t vocabulary_subject_word(uint32_t rank, uint64_t key, bool wide, uint32_t bits);

/* How much `rank` is tied to what follows it, of 65,536; and the word that follows it when it is. */
uint32_t vocabulary_tie(uint32_t rank);
uint32_t vocabulary_follower(uint32_t rank, uint32_t bits);

/* The word's letters. */
word_form vocabulary_spell(uint32_t rank);
/* The same for all ranks up to KNOWN_FORMS, from [0]. Borrowed. */
const word_form *vocabulary_known(const vocabulary *words);
#endif
