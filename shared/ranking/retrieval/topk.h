/* The k best hits seen so far: score descending, then record number ascending.
 *
 * Small k: a heap with the worst kept hit on top. Large k: twice k hits are gathered, then the worse
 * half is thrown away at once; the threshold rises only then. Hits arrive in any order; which are
 * kept does not depend on it. One thread at a time. */
#ifndef ASSAY_RANKING_TOPK_H
#define ASSAY_RANKING_TOPK_H
#include "base/status.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint32_t record;
    double score;
} assay_hit;

enum { ASSAY_TOPK_HEAP_MAX = 64 }; /* the largest k kept in a heap */

typedef struct {
    assay_hit *items; /* `count` of them; grows as needed */
    size_t count, capacity;
    uint32_t k;
    bool full;       /* k hits at least as good as `worst` have been seen */
    assay_hit worst; /* the k-th best of these, when full */
    double floor;    /* at least k records score this or more, whether seen or not */
} assay_topk;

/* Zero-initialise, then begin before each use; done frees. */
void assay_topk_begin(assay_topk *topk, uint32_t k);
void assay_topk_done(assay_topk *topk);

/* a is the better of two different hits. */
static inline bool assay_hit_before(assay_hit a, assay_hit b) {
    return a.score > b.score || (a.score == b.score && a.record < b.record);
}
/* A record scoring less cannot be among the k best; one scoring as much may. */
static inline double assay_topk_threshold(const assay_topk *topk) {
    return topk->full && topk->worst.score > topk->floor ? topk->worst.score : topk->floor;
}
static inline bool assay_topk_wants(const assay_topk *topk, assay_hit hit) {
    return topk->k != 0 && hit.score >= topk->floor &&
           (!topk->full || assay_hit_before(hit, topk->worst));
}
ASSAY_MUST_USE assay_status assay_topk_add(assay_topk *topk, assay_hit hit, assay_error *err);
/* Raises the threshold to the k-th best seen so far, where a large k has let it lag far behind. */
void assay_topk_tighten(assay_topk *topk);
/* Puts the k best in order, best first, in items[0..count). Nothing may be added after. */
void assay_topk_sort(assay_topk *topk);
#endif
