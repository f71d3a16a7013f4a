/* Encoded lists on their way to a segment: bytes that do not know yet where in the file they will stand.
 *
 * Made by a list writer, any number of them side by side, and placed by the segment writer in the order of
 * their terms: what a segment holds does not depend on who encoded which of its lists. Offsets in a slice
 * count from its own buffers; those in the file are given when it is placed. Failures stick in the buffers.
 * One thread at a time. */
#ifndef ASSAY_RANKING_LIST_SLICE_H
#define ASSAY_RANKING_LIST_SLICE_H
#include "base/buffer.h"
#include "ranking/format.h"

/* Where a list stands that another one may be a subset of. */
typedef struct {
    uint64_t at; /* offset in POSTINGS */
    uint32_t df;
    uint8_t kind; /* assay_list_kind; INLINE: it cannot be a parent */
} assay_list_place;

/* One term and its list. */
typedef struct {
    uint64_t cf, position_count;
    uint64_t origin;         /* the caller's mark on it */
    uint64_t hash[2];        /* of the list's records; not of INLINE ones and subsets */
    size_t text_at, body_at; /* in text; body: of INLINE */
    size_t list_at;          /* in postings, from the list's first byte: where its entry points */
    size_t postings_at, postings_size;
    size_t positions_at, positions_size;
    uint32_t df, max_wdf;
    uint32_t
        chunks; /* u64 at the end of its positions that count from the list's first: of RANGED */
    uint16_t text_size, body_size;
    uint8_t kind; /* assay_list_kind; of a subset: that of its ranks */
    bool ranked, has_positions;
    bool is_subset, is_rest; /* of parent; the ranks are those of the records it has not */
    bool aligned;            /* its first byte stands at a multiple of ASSAY_SEGMENT_ALIGN */
    assay_list_place parent;
} assay_encoded_list;

typedef struct {
    assay_buffer lists; /* assay_encoded_list each */
    assay_buffer text;  /* terms and bodies */
    assay_buffer postings, positions;
} assay_list_slice;

void assay_list_slice_init(assay_list_slice *slice);
void assay_list_slice_done(assay_list_slice *slice);
/* Empties it; memory a list out of the ordinary took is given back. */
void assay_list_slice_clear(assay_list_slice *slice);
static inline size_t assay_list_slice_count(const assay_list_slice *slice) {
    return slice->lists.size / sizeof(assay_encoded_list);
}
static inline const assay_encoded_list *assay_list_slice_at(const assay_list_slice *slice,
                                                            size_t i) {
    return (const assay_encoded_list *)(const void *)slice->lists.data + i;
}
static inline assay_span assay_list_slice_term(const assay_list_slice *slice,
                                               const assay_encoded_list *list) {
    return assay_span_make(slice->text.data + list->text_at, list->text_size);
}
static inline assay_span assay_list_slice_body(const assay_list_slice *slice,
                                               const assay_encoded_list *list) {
    return assay_span_make(slice->text.data + list->body_at, list->body_size);
}
ASSAY_MUST_USE assay_status assay_list_slice_check(const assay_list_slice *slice, assay_error *err);
#endif
