#include "fit/together.h"
#include "fit/tokens.h"
#include <stdlib.h>
#include <string.h>

enum { EVERY = 40, TITLE_WORDS = 64 };

void word_pairs_sample(word_pairs *pairs, const text *title, uint64_t record) {
    uint64_t keys[TITLE_WORDS];
    size_t count = 0;
    const char *at = title->bytes, *end = at + title->length;
    for (token t; record % EVERY == 0 && count < TITLE_WORDS && next_token(&t, &at, end);) {
        if (t.letter && t.length >= 4) {
            keys[count++] = t.key;
        }
    }
    if (count < 2) {
        return;
    }
    if (pairs->count == pairs->capacity) {
        pairs->capacity = pairs->capacity ? pairs->capacity * 2 : 256;
        pairs->items = grow(pairs->items, pairs->capacity, sizeof *pairs->items);
    }
    uint64_t lot = record / EVERY;
    word_pair pair = {
        {keys[lot % count], keys[(lot + 1 + lot / count % (count - 1)) % count]}, {0}, 0, 0};
    pairs->items[pairs->count] = pair;
    pairs->count += pair.words[0] != pair.words[1];
}

/* Which pairs each sampled word is in: words by `slot`, pairs chained. */
typedef struct {
    table words;     /* sampled words; df counts nothing */
    uint32_t *first; /* by slot: 1 + 2 * pair + side, 0: none */
    uint32_t *next;  /* by 2 * pair + side, likewise */
} word_index;

static size_t slot_of(const word_index *index, uint64_t key) {
    const entry *found = table_find(&index->words, key);
    return found != NULL ? (size_t)(found - index->words.slots) : SIZE_MAX;
}

static word_index build_index(const word_pairs *pairs) {
    word_index index = {{NULL, 0, 0}, NULL, NULL};
    for (size_t i = 0; i < pairs->count * 2; i++) {
        table_count(&index.words, pairs->items[i / 2].words[i % 2], 1);
    }
    index.first = grow(NULL, index.words.capacity + 1, sizeof *index.first);
    index.next = grow(NULL, pairs->count * 2 + 1, sizeof *index.next);
    memset(index.first, 0, (index.words.capacity + 1) * sizeof *index.first);
    for (size_t i = 0; i < pairs->count * 2; i++) {
        size_t slot = slot_of(&index, pairs->items[i / 2].words[i % 2]);
        index.next[i] = index.first[slot];
        index.first[slot] = (uint32_t)i + 1;
    }
    return index;
}

/* Marks the pairs with the word at `slot`; those whose other word the record had before are counted. `seen` has the
 * record in which each slot's word was seen last. */
static void meet(word_pairs *pairs, const word_index *index, uint32_t *seen, size_t slot,
                 uint32_t record) {
    if (seen[slot] == record) {
        return;
    }
    seen[slot] = record;
    for (uint32_t at = index->first[slot]; at != 0; at = index->next[at - 1]) {
        word_pair *pair = &pairs->items[(at - 1) / 2];
        size_t other = slot_of(index, pair->words[1 - (at - 1) % 2]);
        if (seen[other] == record && pair->last != record) {
            pair->last = record;
            pair->both++;
        }
    }
}

static void meet_all(word_pairs *pairs, const word_index *index, uint32_t *seen, const text *source,
                     uint32_t record) {
    const char *at = source->bytes, *end = at + source->length;
    for (token t; next_token(&t, &at, end);) {
        size_t slot = slot_of(index, t.key);
        if (slot != SIZE_MAX) {
            meet(pairs, index, seen, slot, record);
        }
    }
}

bool word_pairs_count(word_pairs *pairs, const char *path, const table *words) {
    record_reader reader;
    if (!record_reader_open(&reader, path)) {
        return false;
    }
    word_index index = build_index(pairs);
    uint32_t *seen = grow(NULL, index.words.capacity + 1, sizeof *seen);
    memset(seen, 0, (index.words.capacity + 1) * sizeof *seen);
    bool trial, more = true, good = true;
    while (good && more) {
        good = record_reader_next(&reader, &trial, &more);
        if (good && more) {
            meet_all(pairs, &index, seen, &reader.title, (uint32_t)reader.number);
            meet_all(pairs, &index, seen, &reader.body, (uint32_t)reader.number);
        }
    }
    for (size_t i = 0; i < pairs->count * 2; i++) {
        pairs->items[i / 2].df[i % 2] = table_find(words, pairs->items[i / 2].words[i % 2])->df;
    }
    free(seen);
    free(index.first);
    free(index.next);
    free(index.words.slots);
    record_reader_close(&reader);
    return good;
}
