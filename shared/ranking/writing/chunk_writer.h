/* A batch of postings to the bytes of a SPARSE list, of a RANGED list's chunk, or of its positions.
 *
 * Bytes are appended to `out`, whose failure sticks. One thread at a time. */
#ifndef ASSAY_RANKING_CHUNK_WRITER_H
#define ASSAY_RANKING_CHUNK_WRITER_H
#include "ranking/segment/segment.h"
#include "ranking/writing/list_writer.h"

/* A SPARSE list up to its id data is told its bound and KTH (kth_size bytes, with the bound's 4 in
 * front; NULL when not ranked). */
void assay_chunk_write_sparse(assay_buffer *out, const assay_posting_batch *batch,
                              const uint8_t *bound_and_kth, size_t size);
typedef enum {
    ASSAY_CHUNK_RANKED,
    ASSAY_CHUNK_FILTER, /* without wdf */
    ASSAY_CHUNK_RANKS   /* in another list: always read through, never probed */
} assay_chunk_use;
/* A chunk that will stand at `offset` of the file. Returns its kind. */
assay_chunk_kind assay_chunk_write(assay_buffer *out, const assay_posting_batch *batch,
                                   assay_chunk_use use, uint64_t offset);
/* The same bytes as if the chunk, of another segment and verified, were written for `offset`. */
void assay_chunk_copy(assay_buffer *out, const assay_chunk *chunk, uint64_t offset);
/* The positions of a SPARSE list or a chunk. */
void assay_chunk_write_positions(assay_buffer *out, const assay_posting_batch *batch, bool ranked);
#endif
