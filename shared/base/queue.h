/* A bounded queue of pointers between threads: put waits while full, take waits while empty.
 *
 * close wakes everybody: later puts are refused, takes drain what is left and then report the end.
 * Any thread. */
#ifndef ASSAY_BASE_QUEUE_H
#define ASSAY_BASE_QUEUE_H
#include "base/status.h"
#include <stdbool.h>

typedef struct assay_queue assay_queue;

/* *out is the caller's: assay_queue_free. capacity > 0. */
ASSAY_MUST_USE assay_status assay_queue_new(assay_queue **out, size_t capacity, assay_error *err);
/* Nobody may be waiting on it. Pointers still inside are not freed. NULL is fine. */
void assay_queue_free(assay_queue *queue);
/* item is moved in; false when the queue is closed (item stays the caller's). */
bool assay_queue_put(assay_queue *queue, void *item);
/* Moves the oldest item out; false when the queue is closed and empty. */
bool assay_queue_take(void **out, assay_queue *queue);
void assay_queue_close(assay_queue *queue);
#endif
