/* Growing arrays and counting tables of the collection statistics. Out of memory ends the program with status 3. */
#ifndef ASSAY_CORPUS_FIT_MEMORY_H
#define ASSAY_CORPUS_FIT_MEMORY_H
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint32_t *items;
    size_t count, capacity;
} numbers;

typedef struct {
    char *bytes; /* ended by a 0 that does not count, once anything was added */
    size_t length, capacity;
} text;

/* Occurrences and records of a 64-bit key. */
typedef struct {
    uint64_t key; /* 0: free */
    uint32_t df, cf, last;
} entry;

typedef struct {
    entry *slots;
    size_t capacity, count; /* capacity is a power of two, or 0 */
} table;

void *grow(void *memory, size_t count, size_t size);
void numbers_add(numbers *list, uint32_t value);
void text_add(text *out, const char *bytes, size_t length);

/* Counts one occurrence in record `record` (from 1). */
void table_count(table *map, uint64_t key, uint32_t record);
/* The key's entry; NULL when it was never counted. Borrowed until the next count. */
const entry *table_find(const table *map, uint64_t key);
#endif
