/* Raw words to what they were analysed to: a word seen before costs one look-up.
 *
 * A table of 64-byte entries, the key within; a look-up reads one or two cache lines. It holds at
 * most ASSAY_WORD_CACHE_MAX words and looks at few places for each: a word that finds none is
 * simply not remembered, so that hostile text costs no more than rare text. One thread at a time.
 */
#ifndef ASSAY_TEXT_WORD_CACHE_H
#define ASSAY_TEXT_WORD_CACHE_H
#include "base/span.h"
#include "base/status.h"

enum { ASSAY_WORD_KEY_MAX = 40, ASSAY_WORD_CACHE_MAX = 1 << 19 };

/* One token of a word, relative to it. */
typedef struct {
    uint32_t term, form;
    uint16_t begin, end, position;
    uint8_t kind, is_stop;
} assay_word_token;

typedef struct {
    char key[ASSAY_WORD_KEY_MAX];
    assay_word_token token; /* the only one where count is 1 */
    uint32_t first;         /* of several, in the cache's tokens */
    uint8_t size;           /* of the key; 0: an empty entry */
    uint8_t count;
    uint8_t positions;
    uint8_t trigger; /* 1 + where in the word an identifier may begin; 0: nowhere */
} assay_word;

typedef struct {
    assay_word *words;
    size_t slot_count, count;
    assay_word_token *tokens;
    size_t token_count, token_capacity;
} assay_word_cache;

void assay_word_cache_done(assay_word_cache *cache);
/* Forgets all words, keeps the memory. */
void assay_word_cache_clear(assay_word_cache *cache);
size_t assay_word_cache_memory(const assay_word_cache *cache);

uint64_t assay_word_cache_hash(const char *data, size_t size);
/* The word, or NULL. 0 < key.size <= ASSAY_WORD_KEY_MAX. Borrowed until the next add. */
const assay_word *assay_word_cache_find(const assay_word_cache *cache, assay_span key);
/* Remembers the word with its tokens where there is room; count and positions <= 255. */
void assay_word_cache_add(assay_word_cache *cache, assay_span key, const assay_word *word,
                          const assay_word_token *tokens);
/* The word's tokens. */
static inline const assay_word_token *assay_word_cache_tokens(const assay_word_cache *cache,
                                                              const assay_word *word) {
    return word->count <= 1 ? &word->token : cache->tokens + word->first;
}
#endif
