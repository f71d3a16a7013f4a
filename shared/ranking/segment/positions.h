/* Where in its records a term stands: read only by phrases, proximity and merges.
 *
 * Per list, in blocks of 256 postings by rank (position in record order within the SPARSE list or
 * the RANGED chunk); INLINE terms keep theirs in the dictionary. In POSITIONS, at positions_at:
 *
 *   SPARSE : u32 block_at[blocks] when blocks > 1 (from the list's first byte), block*
 *   RANGED : u64 chunk_at[range_count] (each an offset in POSITIONS), after the chunks
 *   chunk  : u32 block_at[blocks] when blocks > 1 (from the chunk's first byte), block*
 *   block  : the postings' surplus; piece of the first position of each posting that has one; pieces of
 *            256 of position - previous - 1
 *   surplus: number of positions - lowest wdf of the code's class (not ranked: class 0), zigzag, of each
 *            posting: u8 255, piece of them all; or u8 m, how many are not 0, and when there are any:
 *            piece of their index - previous index - 1, piece of surplus - 1
 *   piece  : see piece.h
 *
 * Positions of a record ascend strictly. Any thread. */
#ifndef ASSAY_RANKING_POSITIONS_H
#define ASSAY_RANKING_POSITIONS_H
#include "base/buffer.h"
#include "ranking/kernels/kernels.h"
#include "ranking/segment/segment.h"

/* The positions of one block of up to 256 postings. Zero-initialise; done frees. */
typedef struct {
    unsigned count;      /* postings of the block */
    uint32_t start[257]; /* posting i has values [start[i], start[i + 1]) */
    uint32_t *values;    /* ascending per posting; at most ASSAY_POSITION_MAX */
    size_t capacity;
} assay_position_block;
void assay_position_block_done(assay_position_block *block);

/* All positions of block b (postings 256*b ..) of a SPARSE list. codes are those of the block's
 * postings in record order (NULL when not ranked). */
ASSAY_MUST_USE assay_status assay_positions_sparse(assay_position_block *out,
                                                   const assay_segment *segment,
                                                   const assay_segment_term *term,
                                                   const assay_sparse_list *list, uint32_t b,
                                                   const uint8_t *codes, assay_error *err);
/* Likewise of the i-th range's chunk of a RANGED list. */
ASSAY_MUST_USE assay_status assay_positions_chunk(
    assay_position_block *out, const assay_segment *segment, const assay_segment_term *term,
    const assay_ranged_list *list, uint32_t i, uint32_t b, const uint8_t *codes, assay_error *err);
/* Of posting p of an INLINE list, whose term has positions. */
ASSAY_MUST_USE assay_status assay_positions_inline(assay_position_block *out,
                                                   const assay_segment *segment,
                                                   const assay_inline_list *list, uint32_t p,
                                                   assay_error *err);
/* Where block b of a SPARSE list, or of a RANGED list's i-th chunk, stands in POSITIONS: for
 * lazy_positions.h. */
ASSAY_MUST_USE assay_status assay_positions_locate_sparse(uint64_t *at,
                                                          const assay_segment *segment,
                                                          const assay_segment_term *term,
                                                          const assay_sparse_list *list, uint32_t b,
                                                          assay_error *err);
ASSAY_MUST_USE assay_status assay_positions_locate_chunk(uint64_t *at, const assay_segment *segment,
                                                         const assay_segment_term *term,
                                                         const assay_ranged_list *list, uint32_t i,
                                                         uint32_t b, assay_error *err);
/* All of the bytes of the i-th range's chunk. */
ASSAY_MUST_USE assay_status assay_positions_chunk_bytes(assay_span *out,
                                                        const assay_segment *segment,
                                                        const assay_segment_term *term,
                                                        const assay_ranged_list *list, uint32_t i,
                                                        assay_error *err);
/* The piece of n values at `at` of POSITIONS, verified: it may be decoded. */
ASSAY_MUST_USE assay_status assay_positions_piece(assay_piece *out, const assay_segment *segment,
                                                  uint64_t at, unsigned n,
                                                  const assay_kernels *kernels, assay_error *err);
/* All of the piece's values. */
void assay_positions_decode(uint32_t values[256], const assay_piece *piece,
                            const assay_kernels *kernels);
/* The surplus of n postings at *at, which moves past it. */
ASSAY_MUST_USE assay_status assay_positions_surplus(uint32_t surplus[256], uint64_t *at,
                                                    const assay_segment *segment, unsigned n,
                                                    const assay_kernels *kernels, assay_error *err);
#endif
