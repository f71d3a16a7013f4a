#include "ranking/topk.h"

#include <stdlib.h>

void assay_topk_begin(assay_topk *topk, uint32_t k) {
    topk->count = 0;
    topk->k = k;
    topk->floor = 0;
}

void assay_topk_done(assay_topk *topk) {
    free(topk->heap);
    *topk = (assay_topk){0};
}

static assay_status grow(assay_topk *topk, assay_error *err) {
    size_t capacity = topk->capacity != 0 ? 2 * topk->capacity : 64;
    if (capacity > SIZE_MAX / sizeof(assay_hit))
        return assay_fail_memory(err);
    assay_hit *heap = realloc(topk->heap, capacity * sizeof *heap);
    if (heap == NULL)
        return assay_fail_memory(err);
    topk->heap = heap;
    topk->capacity = capacity;
    return ASSAY_OK;
}

/* Puts hit where the hole at the top of heap[0..count) may move to: worse hits stay above better.
 */
static void sift_down(assay_hit *heap, size_t count, assay_hit hit) {
    size_t hole = 0;
    for (;;) {
        size_t child = 2 * hole + 1;
        if (child >= count)
            break;
        if (child + 1 < count && assay_hit_before(heap[child], heap[child + 1]))
            child++;
        if (!assay_hit_before(hit, heap[child]))
            break;
        heap[hole] = heap[child];
        hole = child;
    }
    heap[hole] = hit;
}

static void sift_up(assay_hit *heap, size_t hole, assay_hit hit) {
    while (hole > 0) {
        size_t parent = (hole - 1) / 2;
        if (!assay_hit_before(heap[parent], hit))
            break;
        heap[hole] = heap[parent];
        hole = parent;
    }
    heap[hole] = hit;
}

assay_status assay_topk_add(assay_topk *topk, assay_hit hit, assay_error *err) {
    if (!assay_topk_wants(topk, hit))
        return ASSAY_OK;
    if (topk->count == topk->k) {
        sift_down(topk->heap, topk->count, hit);
        return ASSAY_OK;
    }
    if (topk->count == topk->capacity)
        ASSAY_TRY(grow(topk, err));
    sift_up(topk->heap, topk->count++, hit);
    return ASSAY_OK;
}

void assay_topk_sort(assay_topk *topk) {
    /* The worst of what is left goes to the end of what is left. */
    for (size_t n = topk->count; n > 1; n--) {
        assay_hit worst = topk->heap[0];
        sift_down(topk->heap, n - 1, topk->heap[n - 1]);
        topk->heap[n - 1] = worst;
    }
}
