/* One term's postings after another into encoded lists of a slice.
 *
 *   begin(df), add(posting) * df in record order, end(term) -> one more list in the slice
 *
 * Which container a list stands in depends on df and the segment's number of records, a chunk's on its
 * count and codes: never on how the postings arrived, nor on the slice. Failures stick. One thread at a
 * time, any number of writers side by side. */
#ifndef ASSAY_RANKING_LIST_WRITER_H
#define ASSAY_RANKING_LIST_WRITER_H
#include "ranking/bounds.h"
#include "ranking/segment/segment.h"
#include "ranking/writing/list_slice.h"

/* Postings gathered until they make a list or a chunk. */
typedef struct {
    uint32_t *records, *wdf;
    uint8_t *codes;
    uint32_t *position_end; /* of each posting, in positions */
    size_t count, capacity;
    uint32_t *positions;
    size_t position_count, position_capacity;
} assay_posting_batch;

typedef struct {
    /* what the list belongs to: set by the owner, borrowed */
    assay_list_slice *slice;
    const uint8_t *length_class;  /* by record */
    const uint32_t *length_upper; /* the segment's edges */
    uint32_t records;
    double average_length;
    uint64_t origin; /* the caller's mark on the list being written */

    /* the list being written */
    assay_encoded_list list;
    uint32_t added;
    uint32_t expected; /* postings: of a subset its ranks */
    uint32_t range;    /* of the batch */
    assay_posting_batch batch;
    assay_code_set set;
    assay_code_histogram *histogram;
    assay_buffer directory, position_directory, scratch;
    void *hash_state; /* over the list's records */
    bool hashing;     /* it was begun for this list */
    assay_status failed;
} assay_list_writer;

ASSAY_MUST_USE assay_status assay_list_writer_init(assay_list_writer *writer, assay_error *err);
void assay_list_writer_done(assay_list_writer *writer);

/* A list of df >= 1 postings follows. */
void assay_list_writer_begin(assay_list_writer *writer, uint32_t df, bool ranked,
                             bool has_positions);
/* A whole list that is part of a ranked one: count ranks among the parent's postings, ascending, more
 * than ASSAY_INLINE_MAX_FILTER and fewer than parent->df. */
void assay_list_writer_subset(assay_list_writer *writer, const uint32_t *ranks, uint32_t count,
                              const assay_list_place *parent);
/* One posting: record above the last one's; wdf 0 when not ranked; positions ascend strictly. */
void assay_list_writer_add(assay_list_writer *writer, uint32_t record, uint32_t wdf,
                           const uint32_t *positions, size_t position_count);
/* A whole list as pairs {record, position << 8 | wdf}, records ascending, several pairs a record possible:
 * its wdf are added up, its positions put in order and kept once. */
enum { ASSAY_TUPLE_WDF_MAX = 255 };
#define ASSAY_TUPLE_NO_POSITION UINT32_C(0xffffff)
void assay_list_writer_add_pairs(assay_list_writer *writer, const uint32_t *pairs, size_t count);
/* Postings of a list without wdf and positions. */
void assay_list_writer_add_records(assay_list_writer *writer, const uint32_t *records,
                                   size_t count);
/* A whole chunk of another segment with the same edges, copied: its records, chunk->count of them, keep
 * their places in a range, of which there is nothing else. The list's wdf are not counted. */
void assay_list_writer_add_chunk(assay_list_writer *writer, const assay_chunk *chunk,
                                 const uint32_t *records, assay_span positions);
/* The list is whole: it goes into the slice under this term. */
ASSAY_MUST_USE assay_status assay_list_writer_end(assay_list_writer *writer, assay_span term,
                                                  assay_error *err);
#endif
