/* Byte strings to small numbers: 0, 1, 2, ... in order of first arrival (interning), and back.
 *
 * Open addressing over 8-byte slots (32 bits of hash, 32 of id); the strings live in the map until
 * it is done or cleared. One thread at a time; concurrent reads are fine while nothing is interned.
 */
#ifndef ASSAY_BASE_MAP_H
#define ASSAY_BASE_MAP_H
#include "base/arena.h"

#define ASSAY_MAP_NONE UINT32_MAX

typedef struct {
    uint64_t *slots; /* 0: empty; otherwise hash's high half << 32 | id + 1 */
    size_t slot_count;
    assay_span *keys; /* by id */
    uint32_t count;
    size_t key_capacity;
    assay_arena arena;
} assay_map;

void assay_map_init(assay_map *map);
void assay_map_done(assay_map *map);
/* Forgets all keys, keeps the tables. */
void assay_map_clear(assay_map *map);
/* The key's id, given a new one when it was not there; ASSAY_MAP_NONE when memory is exhausted. The
 * key is copied. */
uint32_t assay_map_intern(assay_map *map, assay_span key);
/* As above for a caller that has assay_map_hash(key) already, e.g. to prefetch. */
uint32_t assay_map_intern_hashed(assay_map *map, assay_span key, uint64_t hash);
/* The key's id, or ASSAY_MAP_NONE. */
uint32_t assay_map_find(const assay_map *map, assay_span key);
/* Borrowed from the map until done or cleared. id < count. */
static inline assay_span assay_map_key(const assay_map *map, uint32_t id) {
    return map->keys[id];
}
static inline uint32_t assay_map_count(const assay_map *map) {
    return map->count;
}
uint64_t assay_map_hash(assay_span key);
static inline void assay_map_prefetch(const assay_map *map, uint64_t hash) {
    if (map->slot_count != 0)
        __builtin_prefetch(&map->slots[hash & (map->slot_count - 1)]);
}
/* Bytes held: tables and strings. */
size_t assay_map_memory(const assay_map *map);
#endif
