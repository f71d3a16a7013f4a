#include "base/queue.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

struct assay_queue {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool closed;
    size_t first, count, capacity;
    void *items[];
};

assay_status assay_queue_new(assay_queue **out, size_t capacity, assay_error *err) {
    if (capacity == 0 || capacity > SIZE_MAX / sizeof(void *) / 2)
        return assay_fail(err, ASSAY_E_BUG, "a queue of %zu places", capacity);
    assay_queue *queue = calloc(1, sizeof *queue + capacity * sizeof(void *));
    if (queue == NULL)
        return assay_fail_memory(err);
    queue->capacity = capacity;
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->changed, NULL);
    *out = queue;
    return ASSAY_OK;
}

void assay_queue_free(assay_queue *queue) {
    if (queue == NULL)
        return;
    pthread_cond_destroy(&queue->changed);
    pthread_mutex_destroy(&queue->lock);
    free(queue);
}

bool assay_queue_put(assay_queue *queue, void *item) {
    pthread_mutex_lock(&queue->lock);
    while (queue->count == queue->capacity && !queue->closed)
        pthread_cond_wait(&queue->changed, &queue->lock);
    bool taken = !queue->closed;
    if (taken) {
        queue->items[(queue->first + queue->count) % queue->capacity] = item;
        queue->count++;
        pthread_cond_broadcast(&queue->changed);
    }
    pthread_mutex_unlock(&queue->lock);
    return taken;
}

bool assay_queue_take(void **out, assay_queue *queue) {
    pthread_mutex_lock(&queue->lock);
    while (queue->count == 0 && !queue->closed)
        pthread_cond_wait(&queue->changed, &queue->lock);
    bool got = queue->count != 0;
    if (got) {
        *out = queue->items[queue->first];
        queue->first = (queue->first + 1) % queue->capacity;
        queue->count--;
        pthread_cond_broadcast(&queue->changed);
    }
    pthread_mutex_unlock(&queue->lock);
    return got;
}

void assay_queue_close(assay_queue *queue) {
    pthread_mutex_lock(&queue->lock);
    queue->closed = true;
    pthread_cond_broadcast(&queue->changed);
    pthread_mutex_unlock(&queue->lock);
}
