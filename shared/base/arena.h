/* Memory that is freed all at once: per record, query or batch.
 *
 *   [chunk ....used|free] -> [chunk, full] -> [chunk, full]
 *
 * Allocations are aligned to 16 bytes. assay_arena_reset keeps the largest chunk, and more where .kept says
 * so: a loop settles to no malloc at all, and to memory that the system does not have to clear again. One
 * thread at a time. */
#ifndef ASSAY_BASE_ARENA_H
#define ASSAY_BASE_ARENA_H
#include "base/span.h"
#include "base/status.h"

typedef struct assay_arena_chunk assay_arena_chunk;
typedef struct {
    assay_arena_chunk *head;
    assay_arena_chunk *spare; /* empty ones of a reset, to be used again */
    size_t kept;      /* bytes a reset leaves beside the largest chunk; the owner's, 0 at first */
    size_t allocated; /* bytes held from malloc */
    size_t limit; /* 0: none; otherwise allocated never passes it and allocations fail instead */
} assay_arena;

void assay_arena_init(assay_arena *arena);
void assay_arena_done(assay_arena *arena);
void assay_arena_reset(assay_arena *arena);
/* Bytes handed out since the reset, unlike .allocated, which a reset leaves where the largest chunk is. */
size_t assay_arena_used(const assay_arena *arena);

/* NULL when memory or the limit is exhausted. Not zeroed. A size of 0 gives a valid pointer. */
void *assay_arena_alloc(assay_arena *arena, size_t size);
/* count * size, checked for overflow, zeroed. */
void *assay_arena_calloc(assay_arena *arena, size_t count, size_t size);
/* A copy with a NUL after it that the size does not count. {NULL, 0} when memory is exhausted and
 * text was not empty. */
assay_span assay_arena_dup(assay_arena *arena, assay_span text);
/* As above, reporting failure. */
ASSAY_MUST_USE assay_status assay_arena_copy(assay_span *out, assay_arena *arena, assay_span text,
                                             assay_error *err);
/* printf into the arena. */
ASSAY_MUST_USE assay_status assay_arena_format(assay_span *out, assay_arena *arena,
                                               assay_error *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Grows the array *items (count used, *capacity slots of `size` bytes) so that one more fits.
 * The old array stays in the arena until reset. */
ASSAY_MUST_USE assay_status assay_arena_grow(assay_arena *arena, void *items, size_t *capacity,
                                             size_t count, size_t size, assay_error *err);
#endif
