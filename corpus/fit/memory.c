#include "fit/memory.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *grow(void *memory, size_t count, size_t size) {
    void *grown = realloc(memory, count * size);
    if (grown == NULL) {
        fputs("fit_stats: out of memory\n", stderr);
        exit(3);
    }
    return grown;
}

void numbers_add(numbers *list, uint32_t value) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 1024;
        list->items = grow(list->items, list->capacity, sizeof *list->items);
    }
    list->items[list->count++] = value;
}

void text_add(text *out, const char *bytes, size_t length) {
    if (out->length + length + 1 > out->capacity) {
        out->capacity = (out->length + length + 1) * 2;
        out->bytes = grow(out->bytes, out->capacity, 1);
    }
    memcpy(out->bytes + out->length, bytes, length);
    out->length += length;
    out->bytes[out->length] = 0;
}

static entry *table_slot(const table *map, uint64_t key) {
    size_t at = (size_t)(key * 0x9E3779B97F4A7C15u >> 20) & (map->capacity - 1);
    while (map->slots[at].key != 0 && map->slots[at].key != key) {
        at = (at + 1) & (map->capacity - 1);
    }
    return &map->slots[at];
}

static void table_double(table *map) {
    table larger = {NULL, map->capacity ? map->capacity * 2 : (size_t)1 << 16, map->count};
    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (larger.slots == NULL) {
        fputs("fit_stats: out of memory\n", stderr);
        exit(3);
    }
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].key != 0) {
            *table_slot(&larger, map->slots[i].key) = map->slots[i];
        }
    }
    free(map->slots);
    *map = larger;
}

void table_count(table *map, uint64_t key, uint32_t record) {
    if (map->count * 4 >= map->capacity * 3) {
        table_double(map);
    }
    entry *slot = table_slot(map, key ? key : 1);
    if (slot->key == 0) {
        slot->key = key ? key : 1;
        map->count++;
    }
    slot->cf++;
    if (slot->last != record) {
        slot->last = record;
        slot->df++;
    }
}

const entry *table_find(const table *map, uint64_t key) {
    const entry *slot = map->capacity > 0 ? table_slot(map, key ? key : 1) : NULL;
    return slot != NULL && slot->key != 0 ? slot : NULL;
}
