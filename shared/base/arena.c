#include "base/arena.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

enum { ALIGNMENT = 16, FIRST_CHUNK = 4096, LARGEST_STEP = 1 << 20 };

struct assay_arena_chunk {
    assay_arena_chunk *next;
    size_t used, capacity;
    alignas(ALIGNMENT) char bytes[];
};

void assay_arena_init(assay_arena *arena) {
    *arena = (assay_arena){0};
}

static void free_chunks(assay_arena *arena, assay_arena_chunk *chunk) {
    while (chunk != NULL) {
        assay_arena_chunk *next = chunk->next;
        arena->allocated -= sizeof *chunk + chunk->capacity;
        free(chunk);
        chunk = next;
    }
}

void assay_arena_done(assay_arena *arena) {
    free_chunks(arena, arena->head);
    arena->head = NULL;
}

void assay_arena_reset(assay_arena *arena) {
    assay_arena_chunk *largest = arena->head;
    if (largest == NULL)
        return;
    for (assay_arena_chunk *chunk = largest->next; chunk != NULL; chunk = chunk->next)
        if (chunk->capacity > largest->capacity)
            largest = chunk;
    for (assay_arena_chunk **link = &arena->head; *link != NULL; link = &(*link)->next)
        if (*link == largest) {
            *link = largest->next;
            break;
        }
    free_chunks(arena, arena->head);
    largest->next = NULL;
    largest->used = 0;
    arena->head = largest;
}

size_t assay_arena_used(const assay_arena *arena) {
    size_t used = 0;
    for (const assay_arena_chunk *chunk = arena->head; chunk != NULL; chunk = chunk->next)
        used += chunk->used;
    return used;
}

static assay_arena_chunk *add_chunk(assay_arena *arena, size_t size) {
    size_t capacity = arena->head == NULL ? FIRST_CHUNK : arena->head->capacity * 2;
    if (capacity > LARGEST_STEP)
        capacity = LARGEST_STEP;
    if (capacity < size)
        capacity = size;
    size_t total = sizeof(assay_arena_chunk) + capacity;
    if (total < capacity ||
        (arena->limit != 0 && (total > arena->limit || arena->allocated > arena->limit - total)))
        return NULL;
    assay_arena_chunk *chunk = malloc(total);
    if (chunk == NULL)
        return NULL;
    *chunk = (assay_arena_chunk){.next = arena->head, .capacity = capacity};
    arena->head = chunk;
    arena->allocated += total;
    return chunk;
}

void *assay_arena_alloc(assay_arena *arena, size_t size) {
    if (size > SIZE_MAX - ALIGNMENT)
        return NULL;
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    assay_arena_chunk *chunk = arena->head;
    if (chunk == NULL || chunk->capacity - chunk->used < size) {
        chunk = add_chunk(arena, size);
        if (chunk == NULL)
            return NULL;
    }
    void *memory = chunk->bytes + chunk->used;
    chunk->used += size;
    return memory;
}

void *assay_arena_calloc(assay_arena *arena, size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        return NULL;
    void *memory = assay_arena_alloc(arena, total);
    return memory != NULL ? memset(memory, 0, total) : NULL;
}

assay_span assay_arena_dup(assay_arena *arena, assay_span text) {
    char *copy = text.size < SIZE_MAX ? assay_arena_alloc(arena, text.size + 1) : NULL;
    if (copy == NULL)
        return (assay_span){NULL, 0};
    if (text.size != 0)
        memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return (assay_span){copy, text.size};
}

assay_status assay_arena_copy(assay_span *out, assay_arena *arena, assay_span text,
                              assay_error *err) {
    assay_span copy = assay_arena_dup(arena, text);
    if (copy.data == NULL)
        return assay_fail_memory(err);
    *out = copy;
    return ASSAY_OK;
}

assay_status assay_arena_format(assay_span *out, assay_arena *arena, assay_error *err,
                                const char *format, ...) {
    va_list args;
    va_start(args, format);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = size >= 0 ? assay_arena_alloc(arena, (size_t)size + 1) : NULL;
    if (text == NULL)
        return assay_fail_memory(err);
    va_start(args, format);
    vsnprintf(text, (size_t)size + 1, format, args);
    va_end(args);
    *out = (assay_span){text, (size_t)size};
    return ASSAY_OK;
}

assay_status assay_arena_grow(assay_arena *arena, void *items, size_t *capacity, size_t count,
                              size_t size, assay_error *err) {
    if (count < *capacity)
        return ASSAY_OK;
    size_t wanted = *capacity < 8 ? 8 : *capacity, total;
    if (*capacity >= 8 && __builtin_mul_overflow(wanted, (size_t)2, &wanted))
        return assay_fail_memory(err);
    if (__builtin_mul_overflow(wanted, size, &total))
        return assay_fail_memory(err);
    void *bigger = assay_arena_alloc(arena, total), *old;
    if (bigger == NULL)
        return assay_fail_memory(err);
    memcpy(&old, items, sizeof old);
    if (count != 0)
        memcpy(bigger, old, count * size);
    memcpy(items, &bigger, sizeof bigger);
    *capacity = wanted;
    return ASSAY_OK;
}
