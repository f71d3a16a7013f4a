/* One block of positions, of which only the records asked for are unpacked.
 *
 * Opening reads how many positions each of the block's postings has; a posting's own positions are
 * unpacked when asked for; of a piece of packed bits all 256 numbers, which stay unpacked. Bounds are checked as in
 * positions.h. One thread at a time. */
#ifndef ASSAY_RANKING_LAZY_POSITIONS_H
#define ASSAY_RANKING_LAZY_POSITIONS_H
#include "ranking/kernels/kernels.h"
#include "ranking/retrieval/proximity.h"
#include "ranking/segment/positions.h"
#include "ranking/segment/segment.h"

/* Zero-initialise; done frees. */
typedef struct {
    const assay_kernels *kernels;
    const assay_segment *segment;
    uint64_t key;        /* the caller's name of the block, 0: none; cleared by a failure to open */
    uint64_t from;       /* of the block in POSITIONS */
    unsigned count;      /* postings */
    uint32_t start[257]; /* posting i has start[i + 1] - start[i] positions */
    uint64_t has[5];     /* bits: which postings have any; each has one gap fewer */
    uint32_t gap_count;
    assay_piece firsts;  /* first positions of those that have any */
    uint32_t *gaps;      /* position - previous - 1, where unpacked */
    size_t capacity;     /* of gaps; and of pieces and unpacked, times 256 */
    assay_piece *pieces; /* of gaps, for i < located */
    bool *unpacked;
    uint32_t located;
    uint64_t next_at; /* where piece `located` stands */
    uint32_t *one;    /* the positions of posting one_of, the last asked for; 256: of none */
    size_t one_capacity;
    unsigned one_of;
} assay_lazy_positions;
void assay_lazy_positions_done(assay_lazy_positions *lazy);

/* The block of n <= 256 postings that stands at `at`; codes are its postings' (NULL: not ranked). */
ASSAY_MUST_USE assay_status assay_lazy_positions_open(assay_lazy_positions *lazy,
                                                      const assay_kernels *kernels,
                                                      const assay_segment *segment, uint64_t at,
                                                      unsigned n, const uint8_t *codes,
                                                      assay_error *err);
/* The positions of posting i, ascending; ASSAY_E_CORRUPT when the block has no such posting. Valid
 * until another posting is asked for. */
ASSAY_MUST_USE assay_status assay_lazy_positions_get(assay_positions *out,
                                                     assay_lazy_positions *lazy, unsigned i,
                                                     assay_error *err);
#endif
