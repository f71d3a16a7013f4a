/* Words given by the user, a line a topic, the words that matter most first: they are mixed into the text so that known
 * words (melanoma, interleukin) can be searched for in a generated collection. */
#ifndef ASSAY_CORPUS_GENERATOR_TOPICS_H
#define ASSAY_CORPUS_GENERATOR_TOPICS_H
#include "generator/vocabulary.h"

typedef struct {
    word_form *words;
    uint32_t word_count;
    uint32_t *line_from; /* lines + 1 places in words */
    uint32_t lines;
} topics;

enum { TOPICS_MAX_WORDS = 1 << 20 };

/* Reads a file. Words are ASCII letters and digits, at most WORD_MAX; others part words. On failure returns false and
 * *problem says why (a constant text). */
bool topics_read(topics *out, const char *path, const char **problem);
void topics_done(topics *out);
#endif
