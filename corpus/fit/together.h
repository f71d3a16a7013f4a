/* How often two words of one title meet in other records: what decides how many records a query finds that asks for
 * all of its words. */
#ifndef ASSAY_CORPUS_FIT_TOGETHER_H
#define ASSAY_CORPUS_FIT_TOGETHER_H
#include "fit/records.h"

typedef struct {
    uint64_t words[2];   /* token keys */
    uint32_t df[2];      /* records with each */
    uint32_t both, last; /* records with both */
} word_pair;

typedef struct {
    word_pair *items;
    size_t count, capacity;
} word_pairs;

/* Takes two words of the title of each 40th record, of four letters or more. */
void word_pairs_sample(word_pairs *pairs, const text *title, uint64_t record);
/* Reads the file again and counts. `words` has the document frequencies. False, with a message, when it cannot. */
bool word_pairs_count(word_pairs *pairs, const char *path, const table *words);
#endif
