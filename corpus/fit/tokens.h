/* Tokens as the statistics count them: runs of ASCII letters, digits and bytes above 127, lower-cased and known by a hash.
 * No analyzer, so that the figures do not move with one. */
#ifndef ASSAY_CORPUS_FIT_TOKENS_H
#define ASSAY_CORPUS_FIT_TOKENS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool is_letter(unsigned char c) {
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}
static inline bool is_digit(unsigned char c) {
    return c >= '0' && c <= '9';
}
static inline bool in_token(unsigned char c) {
    return is_letter(c) || is_digit(c) || c >= 0x80;
}

typedef struct {
    uint64_t key;
    size_t length;
    bool digit, letter, foreign, capital;
} token;

/* The token at `at`, which is in one. */
static inline token read_token(const char *at, const char *end) {
    token t = {1469598103934665603u, 0, false, false, false, *at >= 'A' && *at <= 'Z'};
    for (; at < end && in_token((unsigned char)*at); at++, t.length++) {
        unsigned char c = (unsigned char)*at;
        t.digit |= is_digit(c);
        t.letter |= is_letter(c);
        t.foreign |= c >= 0x80;
        t.key = (t.key ^ (is_letter(c) ? c | 32 : c)) * 1099511628211u;
    }
    t.key ^= t.key >> 29;
    return t;
}

/* The next token at or after *at, which is moved behind it. False when there is none. */
static inline bool next_token(token *out, const char **at, const char *end) {
    while (*at < end && !in_token((unsigned char)**at)) {
        ++*at;
    }
    if (*at == end) {
        return false;
    }
    *out = read_token(*at, end);
    *at += out->length;
    return true;
}
#endif
