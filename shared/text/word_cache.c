#include "text/word_cache.h"

#include "base/bytes.h"

#include <stdlib.h>

_Static_assert(sizeof(assay_word) == 64, "an entry is one cache line");

enum { PROBES = 8, FIRST_SLOTS = 1 << 12, MULTIPLE_TOKENS_MAX = 1 << 21 };

void assay_word_cache_done(assay_word_cache *cache) {
    free(cache->words);
    free(cache->tokens);
    *cache = (assay_word_cache){0};
}

void assay_word_cache_clear(assay_word_cache *cache) {
    for (size_t i = 0; i < cache->slot_count; i++)
        cache->words[i].size = 0;
    cache->count = cache->token_count = 0;
}

size_t assay_word_cache_memory(const assay_word_cache *cache) {
    return cache->slot_count * sizeof *cache->words + cache->token_capacity * sizeof *cache->tokens;
}

/* Up to 16 bytes are two words that overlap; longer keys are read 8 bytes at a time. The
 * multiplications are those of splitmix64's finaliser (Steele, Lea and Flood 2014). */
uint64_t assay_word_cache_hash(const char *data, size_t size) {
    uint64_t a = size, b = 0;
    if (size >= 8) {
        a += assay_load_u64(data);
        for (size_t i = 8; i + 8 < size; i += 8)
            a = (a ^ a >> 29) * 0xBF58476D1CE4E5B9U + assay_load_u64(data + i);
        b = assay_load_u64(data + size - 8);
    } else if (size >= 4) {
        a += assay_load_u32(data);
        b = assay_load_u32(data + size - 4);
    } else if (size > 0) {
        a += (uint64_t)(unsigned char)data[0] | (uint64_t)(unsigned char)data[size / 2] << 8;
        b = (unsigned char)data[size - 1];
    }
    uint64_t hash = (a ^ (b << 29 | b >> 35)) * 0xBF58476D1CE4E5B9U;
    hash = (hash ^ hash >> 32) * 0x94D049BB133111EBU;
    return hash ^ hash >> 29;
}

static bool same_key(const assay_word *word, assay_span key) {
    if (word->size != key.size)
        return false;
    if (key.size >= 8 && key.size <= 16)
        return assay_load_u64(word->key) == assay_load_u64(key.data) &&
               assay_load_u64(word->key + key.size - 8) == assay_load_u64(key.data + key.size - 8);
    if (key.size >= 4 && key.size < 8)
        return assay_load_u32(word->key) == assay_load_u32(key.data) &&
               assay_load_u32(word->key + key.size - 4) == assay_load_u32(key.data + key.size - 4);
    return memcmp(word->key, key.data, key.size) == 0;
}

const assay_word *assay_word_cache_find(const assay_word_cache *cache, assay_span key) {
    if (cache->slot_count == 0)
        return NULL;
    size_t mask = cache->slot_count - 1, slot = assay_word_cache_hash(key.data, key.size) & mask;
    for (int probe = 0; probe < PROBES; probe++) {
        const assay_word *word = &cache->words[(slot + (size_t)probe) & mask];
        if (same_key(word, key))
            return word;
        if (word->size == 0)
            return NULL;
    }
    return NULL;
}

static assay_word *place_for(assay_word_cache *cache, const char *key, size_t size) {
    size_t mask = cache->slot_count - 1, slot = assay_word_cache_hash(key, size) & mask;
    for (int probe = 0; probe < PROBES; probe++) {
        assay_word *word = &cache->words[(slot + (size_t)probe) & mask];
        if (word->size == 0)
            return word;
    }
    return NULL;
}

/* Words that find no place in the larger table are forgotten. */
static bool grow(assay_word_cache *cache) {
    size_t old_count = cache->slot_count;
    assay_word *old = cache->words;
    size_t slot_count = old_count == 0 ? FIRST_SLOTS : old_count * 4;
    assay_word *words = aligned_alloc(sizeof *words, slot_count * sizeof *words);
    if (words == NULL)
        return false;
    memset(words, 0, slot_count * sizeof *words);
    cache->words = words;
    cache->slot_count = slot_count;
    cache->count = 0;
    for (size_t i = 0; i < old_count; i++) {
        assay_word *place = old[i].size != 0 ? place_for(cache, old[i].key, old[i].size) : NULL;
        if (place != NULL) {
            *place = old[i];
            cache->count++;
        }
    }
    free(old);
    return true;
}

static bool keep_tokens(assay_word_cache *cache, const assay_word_token *tokens, size_t count) {
    if (cache->token_count + count > cache->token_capacity) {
        size_t capacity = cache->token_capacity == 0 ? 4096 : cache->token_capacity * 2;
        if (capacity > MULTIPLE_TOKENS_MAX)
            return false;
        assay_word_token *grown = realloc(cache->tokens, capacity * sizeof *grown);
        if (grown == NULL)
            return false;
        cache->tokens = grown;
        cache->token_capacity = capacity;
    }
    memcpy(cache->tokens + cache->token_count, tokens, count * sizeof *tokens);
    cache->token_count += count;
    return true;
}

void assay_word_cache_add(assay_word_cache *cache, assay_span key, const assay_word *word,
                          const assay_word_token *tokens) {
    if (cache->count >= ASSAY_WORD_CACHE_MAX)
        assay_word_cache_clear(cache);
    if (cache->count * 2 >= cache->slot_count && !grow(cache))
        return;
    assay_word *place = place_for(cache, key.data, key.size);
    if (place == NULL || (word->count > 1 && !keep_tokens(cache, tokens, word->count)))
        return;
    *place = *word;
    memcpy(place->key, key.data, key.size);
    place->size = (uint8_t)key.size;
    if (word->count == 1)
        place->token = tokens[0];
    else
        place->first = (uint32_t)(cache->token_count - word->count);
    cache->count++;
}
