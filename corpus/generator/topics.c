#include "generator/topics.h"
#include <stdio.h>
#include <stdlib.h>

static bool is_word_byte(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Room for one more item in an array that is full whenever count is a power of two. */
static void *room_for_one(void *items, uint32_t count, size_t size) {
    return (count & (count - 1)) == 0 ? realloc(items, size * (count ? (size_t)count * 2 : 1))
                                      : items;
}

static bool end_line(topics *out) {
    uint32_t *lines = room_for_one(out->line_from, out->lines + 1, sizeof *lines);
    if (lines == NULL) {
        return false;
    }
    out->line_from = lines;
    lines[++out->lines] = out->word_count;
    return true;
}

static bool end_word(topics *out, const word_form *word) {
    word_form *words = room_for_one(out->words, out->word_count, sizeof *words);
    if (words == NULL) {
        return false;
    }
    out->words = words;
    words[out->word_count++] = *word;
    return true;
}

static const char *read_lines(topics *out, FILE *file) {
    word_form word = {{0}, 0};
    for (int c = 0; c != EOF;) {
        c = getc(file);
        if (is_word_byte(c)) {
            if (word.length == WORD_MAX) {
                return "a word has more than 23 letters";
            }
            word.bytes[word.length++] = (char)c;
            continue;
        }
        if (word.length > 0) {
            if (out->word_count == TOPICS_MAX_WORDS || !end_word(out, &word)) {
                return "too many words";
            }
            word = (word_form){{0}, 0};
        }
        if ((c == '\n' || c == EOF) && out->line_from[out->lines] < out->word_count &&
            !end_line(out)) {
            return "out of memory";
        }
    }
    return ferror(file) ? "cannot be read" : out->lines == 0 ? "has no words" : NULL;
}

bool topics_read(topics *out, const char *path, const char **problem) {
    *out = (topics){0};
    FILE *file = fopen(path, "r");
    out->line_from = calloc(1, sizeof *out->line_from);
    *problem = file == NULL             ? "cannot be opened"
               : out->line_from == NULL ? "out of memory"
                                        : read_lines(out, file);
    if (file != NULL) {
        fclose(file);
    }
    if (*problem != NULL) {
        topics_done(out);
    }
    return *problem == NULL;
}

void topics_done(topics *out) {
    free(out->words);
    free(out->line_from);
    *out = (topics){0};
}
