/* What the best postings of a set can score, without knowing k1, b or the average length: undominated
 * codes (format.h), gathered while a list is written. One thread at a time. */
#ifndef ASSAY_RANKING_BOUNDS_H
#define ASSAY_RANKING_BOUNDS_H
#include "ranking/format.h"
#include <stddef.h>

/* The shortest length class seen with each wdf class; 16: none. */
typedef struct {
    uint8_t shortest[ASSAY_WDF_CLASSES];
} assay_code_set;

void assay_code_set_clear(assay_code_set *set);
void assay_code_set_add(assay_code_set *set, const uint8_t *codes, size_t count);
void assay_code_set_join(assay_code_set *set, const assay_code_set *other);
/* `size` codes that cover the set, the tightest found; zeros for an empty set. */
void assay_code_set_bound(uint8_t *out, unsigned size, const assay_code_set *set);

/* How often each code occurs in a list. */
typedef struct {
    uint32_t count[256];
} assay_code_histogram;

void assay_code_histogram_add(assay_code_histogram *histogram, const uint8_t *codes, size_t count);
/* The KTH sets of a list with these codes and edges, for each k <= df; returns their size in bytes.
 * average is what length the choice among undominated codes is made for; any would be right. */
size_t assay_code_histogram_kth(uint8_t out[ASSAY_KTH_COUNT * ASSAY_KTH_CODES],
                                const assay_code_histogram *histogram, uint32_t df,
                                const uint32_t upper[ASSAY_LENGTH_CLASSES], double average);
#endif
