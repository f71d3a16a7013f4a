#include "ranking/retrieval/topk.h"

#include <stdlib.h>
#include <string.h>

void assay_topk_begin(assay_topk *topk, uint32_t k) {
    topk->count = 0;
    topk->k = k;
    topk->full = false;
    topk->floor = 0;
}

void assay_topk_done(assay_topk *topk) {
    free(topk->items);
    *topk = (assay_topk){0};
}

static assay_status grow(assay_topk *topk, assay_error *err) {
    size_t capacity = topk->capacity != 0 ? 2 * topk->capacity : 64;
    if (capacity > SIZE_MAX / sizeof(assay_hit))
        return assay_fail_memory(err);
    assay_hit *items = realloc(topk->items, capacity * sizeof *items);
    if (items == NULL)
        return assay_fail_memory(err);
    topk->items = items;
    topk->capacity = capacity;
    return ASSAY_OK;
}

/* ---- small k: a heap ---- */

/* Puts hit where the hole at the top of heap[0..count) may move to: worse hits stay above better. */
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

static void add_to_heap(assay_topk *topk, assay_hit hit) {
    if (topk->full)
        sift_down(topk->items, topk->count, hit);
    else
        sift_up(topk->items, topk->count++, hit);
    topk->full = topk->count == topk->k;
    topk->worst = topk->items[0];
}

/* ---- large k: gather and cut ---- */

static void swap(assay_hit *items, size_t a, size_t b) {
    assay_hit hit = items[a];
    items[a] = items[b];
    items[b] = hit;
}

enum { LAG = 8 };  /* an eighth of k hits more are worth throwing the worst away */
enum { FEW = 16 }; /* hits that are put in order directly */

static void sort_few(assay_hit *items, size_t n) {
    for (size_t i = 1; i < n; i++) {
        assay_hit hit = items[i];
        size_t at = i;
        for (; at > 0 && assay_hit_before(hit, items[at - 1]); at--)
            items[at] = items[at - 1];
        items[at] = hit;
    }
}

/* The middle of three, so that orderly input does not make the halves unequal. */
static assay_hit choose_pivot(const assay_hit *items, size_t low, size_t high) {
    assay_hit a = items[low], b = items[low + (high - low) / 2], c = items[high - 1];
    if (assay_hit_before(a, b))
        return assay_hit_before(b, c) ? b : assay_hit_before(a, c) ? c : a;
    return assay_hit_before(a, c) ? a : assay_hit_before(b, c) ? c : b;
}

/* Brings the k best to the front (quickselect; hits all differ). The k-th best stands at k - 1. */
static void cut(assay_hit *items, size_t count, size_t k) {
    size_t low = 0, high = count;
    while (high - low > FEW) { /* of three different hits one is better, one worse than the pivot */
        assay_hit pivot = choose_pivot(items, low, high);
        size_t i = low, j = high - 1;
        for (;;) {
            while (assay_hit_before(items[i], pivot))
                i++;
            while (assay_hit_before(pivot, items[j]))
                j--;
            if (i >= j)
                break;
            swap(items, i++, j--);
        }
        /* Now items[low..j] are no worse than items[j+1..high). */
        if (k - 1 <= j)
            high = j + 1;
        else
            low = j + 1;
    }
    sort_few(items + low, high - low);
}

static void throw_away(assay_topk *topk) {
    cut(topk->items, topk->count, topk->k);
    topk->count = topk->k;
    topk->worst = topk->items[topk->k - 1];
    topk->full = true;
}

static void gather(assay_topk *topk, assay_hit hit) {
    topk->items[topk->count++] = hit;
    if (topk->count >= 2 * (size_t)topk->k)
        throw_away(topk);
}

void assay_topk_tighten(assay_topk *topk) {
    if (topk->k <= ASSAY_TOPK_HEAP_MAX || topk->count < topk->k)
        return;
    if (!topk->full || topk->count - topk->k > topk->k / LAG)
        throw_away(topk);
}

assay_status assay_topk_add(assay_topk *topk, assay_hit hit, assay_error *err) {
    if (!assay_topk_wants(topk, hit))
        return ASSAY_OK;
    if (topk->count == topk->capacity)
        ASSAY_TRY(grow(topk, err));
    if (topk->k <= ASSAY_TOPK_HEAP_MAX)
        add_to_heap(topk, hit);
    else
        gather(topk, hit);
    return ASSAY_OK;
}

static int by_rank(const void *a, const void *b) {
    return assay_hit_before(*(const assay_hit *)a, *(const assay_hit *)b) ? -1 : 1;
}

/* Halves by a pivot until few are left; anything but that is left to the library's sort. */
static void sort_hits(assay_hit *items, size_t n, unsigned depth) {
    while (n > FEW && depth-- > 0) {
        assay_hit pivot = choose_pivot(items, 0, n);
        size_t i = 0, j = n - 1;
        for (;;) {
            while (assay_hit_before(items[i], pivot))
                i++;
            while (assay_hit_before(pivot, items[j]))
                j--;
            if (i >= j)
                break;
            swap(items, i++, j--);
        }
        sort_hits(items + j + 1, n - j - 1, depth);
        n = j + 1;
    }
    if (n <= FEW)
        sort_few(items, n);
    else
        qsort(items, n, sizeof *items, by_rank);
}

/* ---- many: by the upper bits of the score, then exactly where these are the same ---- */

enum { RADIX_WORTH = 128, DIGITS = 2, DIGIT = 8 };

/* Scores are not negative, so their bits ascend with them. */
static uint64_t bits_of(assay_hit hit) {
    uint64_t bits;
    memcpy(&bits, &hit.score, sizeof bits);
    return bits;
}

/* Better scores have smaller keys: how far below the best, in steps that fit the digits. */
typedef struct {
    uint64_t best;
    unsigned shift;
} hit_keys;

static hit_keys keys_of(const assay_hit *items, size_t n) {
    uint64_t best = 0, worst = UINT64_MAX;
    for (size_t i = 0; i < n; i++) {
        uint64_t bits = bits_of(items[i]);
        best = bits > best ? bits : best;
        worst = bits < worst ? bits : worst;
    }
    hit_keys keys = {best, 0};
    while ((best - worst) >> keys.shift >> (DIGITS * DIGIT) != 0)
        keys.shift++;
    return keys;
}

static unsigned key_of(hit_keys keys, assay_hit hit) {
    return (unsigned)((keys.best - bits_of(hit)) >> keys.shift);
}

/* Puts hits in order of their key, from `items` over to `other` and back. */
static void sort_by_key(assay_hit *items, assay_hit *other, size_t n, hit_keys keys) {
    uint32_t starts[DIGITS][1 << DIGIT] = {{0}};
    for (size_t i = 0; i < n; i++) {
        unsigned key = key_of(keys, items[i]);
        starts[0][key & ((1 << DIGIT) - 1)]++;
        starts[1][key >> DIGIT]++;
    }
    for (unsigned d = 0; d < DIGITS; d++) {
        uint32_t sum = 0;
        for (unsigned b = 0; b < 1 << DIGIT; b++) {
            uint32_t own = starts[d][b];
            starts[d][b] = sum;
            sum += own;
        }
    }
    for (size_t i = 0; i < n; i++)
        other[starts[0][key_of(keys, items[i]) & ((1 << DIGIT) - 1)]++] = items[i];
    for (size_t i = 0; i < n; i++)
        items[starts[1][key_of(keys, other[i]) >> DIGIT]++] = other[i];
}

static void sort_many(assay_topk *topk) {
    size_t n = topk->count;
    hit_keys keys = keys_of(topk->items, n);
    sort_by_key(topk->items, topk->items + n, n, keys);
    for (size_t from = 0, to = 0; from < n; from = to) {
        while (to < n && key_of(keys, topk->items[to]) == key_of(keys, topk->items[from]))
            to++;
        sort_hits(topk->items + from, to - from, 40);
    }
}

/* Room for as many hits again, where there is memory for them. */
static bool reserve_twice(assay_topk *topk) {
    size_t wanted = 2 * topk->count;
    if (wanted <= topk->capacity)
        return true;
    assay_hit *items =
        wanted <= SIZE_MAX / sizeof *items ? realloc(topk->items, wanted * sizeof *items) : NULL;
    if (items == NULL)
        return false;
    topk->items = items;
    topk->capacity = wanted;
    return true;
}

void assay_topk_sort(assay_topk *topk) {
    if (topk->count > topk->k) {
        cut(topk->items, topk->count, topk->k);
        topk->count = topk->k;
    }
    if (topk->count >= RADIX_WORTH && topk->count <= UINT32_MAX && reserve_twice(topk))
        sort_many(topk);
    else
        sort_hits(topk->items, topk->count, 40);
}
