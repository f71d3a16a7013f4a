/* The terms of inverted spaces in the order a segment has them: by bytes, equal ones of several spaces
 * next to each other.
 *
 * Lists of terms are made and sorted by parts, a thread each, and merged. Any thread. */
#ifndef ASSAY_RANKING_TERM_ORDER_H
#define ASSAY_RANKING_TERM_ORDER_H
#include "ranking/writing/inverted.h"

/* One term of one space: at most two runs. head is its first eight bytes, so that most comparisons touch
 * no string. */
typedef struct {
    uint64_t head;
    uint32_t id;
    uint16_t space;
    bool written;
} assay_space_term;

static inline uint32_t assay_run_size(const assay_runs *runs, uint32_t id) {
    return id < runs->term_count ? runs->start[id + (size_t)1] - runs->start[id] : 0;
}
/* Prefix and key, at most `room` bytes of them; how many. */
size_t assay_space_copy_term(char *out, size_t room, const assay_space *space, uint32_t id);
/* As memcmp; terms of one space are never equal. */
int assay_space_compare_terms(const assay_space *spaces, const assay_space_term *a,
                              const assay_space_term *b);
/* Terms that have a run, the same for any number of threads >= 1; of equal ones the first space's first.
 * *out is the caller's: free. ASSAY_E_LIMIT for a term longer than a segment's may be. */
ASSAY_MUST_USE assay_status assay_spaces_order(assay_space_term **out, size_t *out_count,
                                               const assay_space *spaces, unsigned space_count,
                                               unsigned threads, assay_error *err);
#endif
