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
    free_chunks(arena, arena->spare);
    arena->head = arena->spare = NULL;
}

static assay_arena_chunk *take_largest(assay_arena_chunk **list) {
    assay_arena_chunk **largest = list;
    for (assay_arena_chunk **link = list; *link != NULL; link = &(*link)->next)
        if ((*link)->capacity > (*largest)->capacity)
            largest = link;
    assay_arena_chunk *taken = *largest;
    *largest = taken->next;
    taken->next = NULL;
    taken->used = 0;
    return taken;
}

/* Of the chunks, those of the ordinary step become spare as long as they may be kept. */
static void keep_spare(assay_arena *arena, assay_arena_chunk *chunk) {
    size_t left = arena->kept;
    for (const assay_arena_chunk *kept = arena->spare; kept != NULL; kept = kept->next)
        left = left > LARGEST_STEP ? left - LARGEST_STEP : 0;
    while (chunk != NULL) {
        assay_arena_chunk *next = chunk->next;
        bool keeps = chunk->capacity == LARGEST_STEP && left >= LARGEST_STEP;
        chunk->next = keeps ? arena->spare : NULL;
        if (keeps) {
            arena->spare = chunk;
            left -= LARGEST_STEP;
        } else {
            free_chunks(arena, chunk);
        }
        chunk = next;
    }
}

void assay_arena_reset(assay_arena *arena) {
    if (arena->head == NULL)
        return;
    assay_arena_chunk *rest = arena->head, *largest = take_largest(&rest);
    keep_spare(arena, rest);
    arena->head = largest;
}

size_t assay_arena_used(const assay_arena *arena) {
    size_t used = 0;
    for (const assay_arena_chunk *chunk = arena->head; chunk != NULL; chunk = chunk->next)
        used += chunk->used;
    return used;
}

static assay_arena_chunk *reuse_chunk(assay_arena *arena) {
    assay_arena_chunk *chunk = arena->spare;
    arena->spare = chunk->next;
    chunk->next = arena->head;
    chunk->used = 0;
    arena->head = chunk;
    return chunk;
}

static assay_arena_chunk *add_chunk(assay_arena *arena, size_t size) {
    if (arena->spare != NULL && size <= LARGEST_STEP)
        return reuse_chunk(arena);
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
