#include "text/word_cache.h"

#include "base/pages.h"

#include <stdlib.h>

_Static_assert(sizeof(assay_word) == 64, "an entry is one cache line");

/* 32 MB of words: the words of a large corpus that come again are far fewer than those that come
 * once, and a table that fits the second-level caches is faster than one that holds them all. */
enum { FIRST_SLOTS = 1 << 10, SLOTS_MAX = 1 << 19, TOKENS_MAX = 1 << 20 };

#define ONES4 0xff, 0xff, 0xff, 0xff
const unsigned char assay_word_cache_mask[32] = {ONES4, ONES4, ONES4, ONES4};

void assay_word_cache_done(assay_word_cache *cache) {
    free(cache->words);
    free(cache->tokens);
    *cache = (assay_word_cache){0};
}

static size_t table_size(size_t slot_count) {
    return (slot_count + ASSAY_WORD_PROBES) * sizeof(assay_word);
}

void assay_word_cache_clear(assay_word_cache *cache) {
    if (cache->slot_count != 0)
        memset(cache->words, 0, table_size(cache->slot_count));
    cache->count = cache->token_count = 0;
}

size_t assay_word_cache_memory(const assay_word_cache *cache) {
    return (cache->slot_count != 0 ? table_size(cache->slot_count) : 0) +
           cache->token_capacity * sizeof *cache->tokens;
}

uint64_t assay_word_cache_mix_tail(uint64_t hash, const char *data, size_t size) {
    for (size_t i = 0; i < size; i += 8) {
        char padded[8] = {0};
        memcpy(padded, data + i, size - i < 8 ? size - i : 8);
        hash = (hash ^ hash >> 29 ^ assay_load_u64(padded)) * 0x9E3779B97F4A7C15U;
    }
    return hash;
}

/* An empty place, or that of a word not asked for since the last time there was none. */
static assay_word *place_for(assay_word_cache *cache, uint64_t hash) {
    assay_word *first = &cache->words[hash & (cache->slot_count - 1)], *idle = NULL;
    for (int probe = 0; probe < ASSAY_WORD_PROBES; probe++) {
        if (first[probe].size == 0)
            return &first[probe];
        if (first[probe].asked == 0 && idle == NULL)
            idle = &first[probe];
    }
    if (idle != NULL)
        return idle;
    for (int probe = 0; probe < ASSAY_WORD_PROBES; probe++)
        first[probe].asked = 0;
    return &first[hash >> 61];
}

static bool grow(assay_word_cache *cache) {
    size_t old_count = cache->slot_count;
    assay_word *old = cache->words;
    size_t slot_count = old_count == 0 ? FIRST_SLOTS : old_count * 4;
    slot_count = slot_count < SLOTS_MAX ? slot_count : SLOTS_MAX;
    assay_word *words = aligned_alloc(sizeof *words, table_size(slot_count));
    if (words == NULL)
        return false;
    assay_pages_prefer_large(words, table_size(slot_count));
    memset(words, 0, table_size(slot_count));
    cache->words = words;
    cache->slot_count = slot_count;
    cache->count = 0;
    for (size_t i = 0; old_count != 0 && i < old_count + ASSAY_WORD_PROBES; i++) {
        if (old[i].size == 0)
            continue;
        assay_word_key key =
            assay_word_cache_key((assay_span){old[i].key, old[i].size}, sizeof old[i].key);
        assay_word *place = place_for(cache, key.hash);
        cache->count += place->size == 0;
        *place = old[i];
    }
    free(old);
    return true;
}

/* Tokens of words that made room stay until all is forgotten. */
static bool keep_tokens(assay_word_cache *cache, const assay_word_token *tokens, size_t count) {
    if (cache->token_count + count > TOKENS_MAX)
        assay_word_cache_clear(cache);
    if (cache->token_count + count > cache->token_capacity) {
        size_t capacity = cache->token_capacity == 0 ? 4096 : cache->token_capacity * 2;
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

void assay_word_cache_add(assay_word_cache *cache, const assay_word_key *key,
                          const assay_word *word, const assay_word_token *tokens) {
    bool full = cache->count * 2 >= cache->slot_count;
    if (full && cache->slot_count < SLOTS_MAX && !grow(cache) && cache->slot_count == 0)
        return;
    if (word->count > 1 && !keep_tokens(cache, tokens, word->count))
        return;
    assay_word *place = place_for(cache, key->hash);
    cache->count += place->size == 0;
    *place = *word;
    memset(place->key, 0, sizeof place->key);
    memcpy(place->key, key->data, key->size);
    place->size = key->size;
    place->asked = 0;
    if (word->count == 1)
        place->token = tokens[0];
    else
        place->first = (uint32_t)(cache->token_count - word->count);
}
