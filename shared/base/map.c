#include "base/map.h"

#include "base/pages.h"

#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t assay_map_hash(assay_span key) {
    return XXH3_64bits(key.data, key.size);
}

void assay_map_init(assay_map *map) {
    *map = (assay_map){0};
    assay_arena_init(&map->arena);
}

void assay_map_done(assay_map *map) {
    free(map->slots);
    free(map->keys);
    assay_arena_done(&map->arena);
    *map = (assay_map){0};
}

void assay_map_clear(assay_map *map) {
    if (map->slot_count != 0)
        memset(map->slots, 0, map->slot_count * sizeof *map->slots);
    map->count = 0;
    assay_arena_reset(&map->arena);
}

static size_t first_slot(const assay_map *map, uint64_t hash) {
    return hash & (map->slot_count - 1);
}

/* The slot that holds the key, or the empty one where it would go. */
static size_t find_slot(const assay_map *map, assay_span key, uint64_t hash) {
    uint64_t mark = hash >> 32;
    size_t slot = first_slot(map, hash);
    while (map->slots[slot] != 0) {
        uint64_t entry = map->slots[slot];
        if (entry >> 32 == mark && assay_span_equal(map->keys[(uint32_t)entry - 1], key))
            break;
        slot = (slot + 1) & (map->slot_count - 1);
    }
    return slot;
}

static bool grow_slots(assay_map *map) {
    size_t slot_count = map->slot_count == 0 ? 64 : map->slot_count * 2;
    uint64_t *slots = calloc(slot_count, sizeof *slots);
    if (slots == NULL)
        return false;
    assay_pages_prefer_large(slots, slot_count * sizeof *slots);
    free(map->slots);
    map->slots = slots;
    map->slot_count = slot_count;
    for (uint32_t id = 0; id < map->count; id++) {
        uint64_t hash = assay_map_hash(map->keys[id]);
        size_t slot = first_slot(map, hash);
        while (slots[slot] != 0)
            slot = (slot + 1) & (slot_count - 1);
        slots[slot] = (hash >> 32 << 32) | (id + 1);
    }
    return true;
}

static bool grow_keys(assay_map *map) {
    size_t capacity = map->key_capacity == 0 ? 64 : map->key_capacity * 2;
    assay_span *keys = realloc(map->keys, capacity * sizeof *keys);
    if (keys == NULL)
        return false;
    map->keys = keys;
    map->key_capacity = capacity;
    return true;
}

static bool make_room(assay_map *map) {
    if (map->count >= UINT32_MAX - 1)
        return false;
    if ((map->count + (size_t)1) * 2 > map->slot_count && !grow_slots(map))
        return false;
    return map->count < map->key_capacity || grow_keys(map);
}

uint32_t assay_map_intern_hashed(assay_map *map, assay_span key, uint64_t hash) {
    if (map->slot_count != 0) {
        uint64_t entry = map->slots[find_slot(map, key, hash)];
        if (entry != 0)
            return (uint32_t)entry - 1;
    }
    if (!make_room(map))
        return ASSAY_MAP_NONE;
    assay_span copy = assay_arena_dup(&map->arena, key);
    if (copy.data == NULL)
        return ASSAY_MAP_NONE;
    map->keys[map->count] = copy;
    map->slots[find_slot(map, key, hash)] = (hash >> 32 << 32) | (map->count + 1);
    return map->count++;
}

uint32_t assay_map_intern(assay_map *map, assay_span key) {
    return assay_map_intern_hashed(map, key, assay_map_hash(key));
}

uint32_t assay_map_find(const assay_map *map, assay_span key) {
    if (map->slot_count == 0)
        return ASSAY_MAP_NONE;
    uint64_t entry = map->slots[find_slot(map, key, assay_map_hash(key))];
    return entry != 0 ? (uint32_t)entry - 1 : ASSAY_MAP_NONE;
}

size_t assay_map_memory(const assay_map *map) {
    return map->slot_count * sizeof *map->slots + map->key_capacity * sizeof *map->keys +
           map->arena.allocated;
}
