/* Raw words to what they were analysed to: a word seen before costs one look-up.
 *
 * A table of 64-byte entries, the key within; a look-up reads one or two cache lines. It holds at
 * most ASSAY_WORD_CACHE_MAX words and looks at few places for each: a word that finds none is
 * simply not remembered, so that hostile text costs no more than rare text. One thread at a time.
 */
#ifndef ASSAY_TEXT_WORD_CACHE_H
#define ASSAY_TEXT_WORD_CACHE_H
#include "base/bytes.h"

enum { ASSAY_WORD_KEY_MAX = 39, ASSAY_WORD_PROBES = 8 };

/* One token of a word, relative to it. */
typedef struct {
    uint32_t term, form;
    uint16_t begin, end, position;
    uint8_t kind, is_stop;
} assay_word_token;

typedef struct {
    char key[ASSAY_WORD_KEY_MAX]; /* zeros after it */
    uint8_t size;                 /* of the key; 0: an empty entry */
    assay_word_token token;       /* the only one where count is 1 */
    uint32_t first;               /* of several, in the cache's tokens */
    uint8_t count;
    uint8_t positions;
    uint8_t trigger; /* 1 + where in the word an identifier may begin; 0: nowhere */
    uint8_t asked;   /* since its neighbours last looked for room */
} assay_word;

typedef struct {
    assay_word *words;
    size_t slot_count, count; /* slot_count is 0 or a power of two, with PROBES more after them */
    assay_word_token *tokens;
    size_t token_count, token_capacity;
} assay_word_cache;

void assay_word_cache_done(assay_word_cache *cache);
/* Forgets all words, keeps the memory. */
void assay_word_cache_clear(assay_word_cache *cache);
size_t assay_word_cache_memory(const assay_word_cache *cache);

/* A word to look up: its first 16 bytes, zeros after it, and its hash. */
typedef struct {
    const char *data;
    uint64_t low, high, hash;
    uint8_t size;
} assay_word_key;

/* Bytes of ones, then of zeros, sixteen each: from 16 - n on it masks the first n of 16 bytes. */
extern const unsigned char assay_word_cache_mask[32];
uint64_t assay_word_cache_mix_tail(uint64_t hash, const char *data, size_t size);

/* 0 < key.size <= ASSAY_WORD_KEY_MAX; `room` bytes may be read from key.data on. The multipliers
 * are those of splitmix64 (Steele, Lea and Flood 2014). */
static inline assay_word_key assay_word_cache_key(assay_span key, size_t room) {
    assay_word_key made = {.data = key.data, .size = (uint8_t)key.size};
    size_t head = key.size < 16 ? key.size : 16;
    if (room >= 16) {
        const unsigned char *mask = assay_word_cache_mask + 16 - head;
        made.low = assay_load_u64(key.data) & assay_load_u64(mask);
        made.high = assay_load_u64(key.data + 8) & assay_load_u64(mask + 8);
    } else {
        char padded[16] = {0};
        memcpy(padded, key.data, head);
        made.low = assay_load_u64(padded);
        made.high = assay_load_u64(padded + 8);
    }
    uint64_t hash = (made.low ^ made.high * 0x9E3779B97F4A7C15U ^ key.size) * 0xBF58476D1CE4E5B9U;
    if (key.size > 16)
        hash = assay_word_cache_mix_tail(hash, key.data + 16, key.size - 16);
    hash = (hash ^ hash >> 31) * 0x94D049BB133111EBU;
    made.hash = hash ^ hash >> 30;
    return made;
}

static inline bool assay_word_is(const assay_word *word, const assay_word_key *key) {
    return assay_load_u64(word->key) == key->low && assay_load_u64(word->key + 8) == key->high &&
           word->size == key->size &&
           (key->size <= 16 || memcmp(word->key + 16, key->data + 16, key->size - 16U) == 0);
}

/* Fetches what a look-up of the key will read first. */
static inline void assay_word_cache_prefetch(const assay_word_cache *cache,
                                             const assay_word_key *key) {
    if (cache->slot_count != 0)
        __builtin_prefetch(&cache->words[key->hash & (cache->slot_count - 1)], 1);
}
/* The word, or NULL. Borrowed until the next add. */
static inline const assay_word *assay_word_cache_find(assay_word_cache *cache,
                                                      const assay_word_key *key) {
    if (cache->slot_count == 0)
        return NULL;
    assay_word *word = &cache->words[key->hash & (cache->slot_count - 1)];
    for (int probe = 0; probe < ASSAY_WORD_PROBES; probe++, word++) {
        if (assay_word_is(word, key)) {
            if (word->asked == 0)
                word->asked = 1;
            return word;
        }
        if (word->size == 0)
            return NULL;
    }
    return NULL;
}
/* Remembers the word with its tokens where there is room; word->key is not looked at. */
void assay_word_cache_add(assay_word_cache *cache, const assay_word_key *key,
                          const assay_word *word, const assay_word_token *tokens);
/* The word's tokens. */
static inline const assay_word_token *assay_word_cache_tokens(const assay_word_cache *cache,
                                                              const assay_word *word) {
    return word->count <= 1 ? &word->token : cache->tokens + word->first;
}
#endif
