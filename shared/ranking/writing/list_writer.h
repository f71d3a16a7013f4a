/* One term's postings after another into the lists of a segment being written.
 *
 *   begin(df), add(posting) * df in record order, end -> the term's entry
 *
 * Which container a list stands in depends on df and the segment's number of records, a chunk's on its
 * count and codes: never on how the postings arrived. Failures stick. One thread at a time. */
#ifndef ASSAY_RANKING_LIST_WRITER_H
#define ASSAY_RANKING_LIST_WRITER_H
#include "base/map.h"
#include "ranking/bounds.h"
#include "ranking/writing/part_file.h"

/* Where a list stands that another one may be a subset of. */
typedef struct {
    uint64_t at; /* offset in POSTINGS */
    uint32_t df;
    uint8_t kind; /* assay_list_kind; INLINE: it cannot be a parent */
} assay_list_place;

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
    assay_part_file *file;        /* POSTINGS is begun */
    assay_spool *positions;       /* becomes POSITIONS */
    const uint8_t *length_class;  /* by record */
    const uint32_t *length_upper; /* the segment's edges */
    uint32_t records;
    double average_length;

    /* the list being written */
    bool ranked, has_positions;
    uint8_t kind; /* assay_list_kind */
    uint32_t df, added;
    uint32_t max_wdf;
    bool is_subset; /* of parent; what is added are ranks */
    bool is_rest;   /* and they are those of the parent's postings that are not in the list */
    uint32_t subset_df;
    assay_list_place parent, place;
    uint64_t cf;
    uint32_t range; /* of the batch */
    assay_posting_batch batch;
    assay_code_set set;
    assay_code_histogram *histogram;
    assay_buffer directory, position_directory, scratch, body;
    assay_buffer pending; /* bytes of a list that may turn out to be an alias */
    void *hash_state;     /* over the list's records */

    /* lists by their records: id in `known` -> where the list stands */
    assay_map known;
    assay_buffer places; /* u64 offset in POSTINGS << 1 | has codes */

    /* of all lists */
    uint64_t postings, position_total;
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
/* The entry: *head without its size bits, *body borrowed until the next begin. writer->place tells where
 * the list stands. */
ASSAY_MUST_USE assay_status assay_list_writer_end(assay_list_writer *writer, uint8_t *head,
                                                  assay_span *body, assay_error *err);
#endif
