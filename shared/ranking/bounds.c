#include "ranking/bounds.h"

#include <string.h>

void assay_code_set_clear(assay_code_set *set) {
    memset(set->shortest, ASSAY_LENGTH_CLASSES, sizeof set->shortest);
}

void assay_code_set_add(assay_code_set *set, const uint8_t *codes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint8_t *shortest = &set->shortest[codes[i] >> 4];
        uint8_t class = codes[i] & 15;
        *shortest = class < *shortest ? class : *shortest;
    }
}

void assay_code_set_join(assay_code_set *set, const assay_code_set *other) {
    for (int w = 0; w < ASSAY_WDF_CLASSES; w++)
        if (other->shortest[w] < set->shortest[w])
            set->shortest[w] = other->shortest[w];
}

typedef struct {
    int wdf, length;
} corner;

/* The undominated codes, wdf class falling and length class falling. */
static unsigned front_of(corner front[ASSAY_WDF_CLASSES], const assay_code_set *set) {
    unsigned count = 0;
    int best = ASSAY_LENGTH_CLASSES;
    for (int w = ASSAY_WDF_CLASSES - 1; w >= 0; w--)
        if (set->shortest[w] < best) {
            best = set->shortest[w];
            front[count++] = (corner){w, best};
        }
    return count;
}

/* Joins the two neighbours whose common cover adds the least area. */
static unsigned join_nearest(corner *front, unsigned count) {
    unsigned at = 0;
    int least = INT32_MAX;
    for (unsigned i = 0; i + 1 < count; i++) {
        int area = (front[i].wdf - front[i + 1].wdf) * (front[i].length - front[i + 1].length);
        if (area < least) {
            least = area;
            at = i;
        }
    }
    front[at].length = front[at + 1].length;
    for (unsigned i = at + 1; i + 1 < count; i++)
        front[i] = front[i + 1];
    return count - 1;
}

void assay_code_set_bound(uint8_t *out, unsigned size, const assay_code_set *set) {
    corner front[ASSAY_WDF_CLASSES];
    unsigned count = front_of(front, set);
    memset(out, 0, size);
    if (count == 0)
        return;
    while (count > size)
        count = join_nearest(front, count);
    for (unsigned i = 0; i < size; i++) {
        const corner *c = &front[i < count ? i : count - 1];
        out[i] = (uint8_t)(c->wdf << 4 | c->length);
    }
}

/* ---- the k-th best ---- */

void assay_code_histogram_add(assay_code_histogram *histogram, const uint8_t *codes, size_t count) {
    for (size_t i = 0; i < count; i++)
        histogram->count[codes[i]]++;
}

/* For each wdf class the shortest length class so that k postings are no worse than both. */
static void kth_set(assay_code_set *set, const assay_code_histogram *histogram, uint32_t k) {
    uint64_t column[ASSAY_LENGTH_CLASSES] = {0}; /* postings of this length class, wdf class >= w */
    assay_code_set_clear(set);
    for (int w = ASSAY_WDF_CLASSES - 1; w > 0; w--) {
        uint64_t sum = 0;
        for (int l = 0; l < ASSAY_LENGTH_CLASSES; l++) {
            column[l] += histogram->count[w << 4 | l];
            sum += column[l];
            if (sum >= k && set->shortest[w] == ASSAY_LENGTH_CLASSES)
                set->shortest[w] = (uint8_t)l;
        }
    }
}

static double worth(corner c, const uint32_t upper[ASSAY_LENGTH_CLASSES], double average) {
    double wdf = assay_wdf_class_low((unsigned)c.wdf);
    return wdf / (wdf + 1.2 * (0.25 + 0.75 * upper[c.length] / average));
}

/* The four codes worth most at usual parameters. */
static void best_codes(uint8_t out[ASSAY_KTH_CODES], const assay_code_set *set,
                       const uint32_t upper[ASSAY_LENGTH_CLASSES], double average) {
    corner front[ASSAY_WDF_CLASSES];
    unsigned count = front_of(front, set);
    memset(out, ASSAY_KTH_UNUSED, ASSAY_KTH_CODES);
    for (unsigned i = 0; i < ASSAY_KTH_CODES && count != 0; i++) {
        unsigned best = 0;
        for (unsigned j = 1; j < count; j++)
            if (worth(front[j], upper, average) > worth(front[best], upper, average))
                best = j;
        out[i] = (uint8_t)(front[best].wdf << 4 | front[best].length);
        front[best] = front[--count];
    }
}

size_t assay_code_histogram_kth(uint8_t out[ASSAY_KTH_COUNT * ASSAY_KTH_CODES],
                                const assay_code_histogram *histogram, uint32_t df,
                                const uint32_t upper[ASSAY_LENGTH_CLASSES], double average) {
    size_t size = 0;
    for (uint32_t k = 10; k <= 1000 && k <= df; k *= 10) {
        assay_code_set set;
        kth_set(&set, histogram, k);
        best_codes(out + size, &set, upper, average);
        size += ASSAY_KTH_CODES;
    }
    return size;
}
