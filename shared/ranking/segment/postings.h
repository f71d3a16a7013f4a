/* One term's postings in record order, whatever container they stand in: simple, slow, right.
 *
 * What merging, checking, tests and the exhaustive evaluation read with. A cursor decodes a block
 * of up to 256 postings at a time and serves one thread. */
#ifndef ASSAY_RANKING_POSTINGS_H
#define ASSAY_RANKING_POSTINGS_H
#include "ranking/segment/positions.h"
#include "ranking/segment/segment.h"

typedef struct assay_posting_cursor assay_posting_cursor;

/* term as assay_segment_find or a term cursor gave it (df > 0). Stands before the first posting.
 * *out is the caller's: assay_posting_cursor_close. The segment must outlive it. */
ASSAY_MUST_USE assay_status assay_posting_cursor_open(assay_posting_cursor **out,
                                                      const assay_segment *segment,
                                                      const assay_segment_term *term,
                                                      assay_error *err);
void assay_posting_cursor_close(assay_posting_cursor *cursor); /* NULL is fine */
/* The same cursor for another term, memory kept. */
ASSAY_MUST_USE assay_status assay_posting_cursor_reopen(assay_posting_cursor *cursor,
                                                        const assay_segment_term *term,
                                                        assay_error *err);

/* How many of the list's postings are of records in the bit set, and the sum of their wdf: added to
 * *df and *cf. The cursor was opened or reopened just before, and is used up. */
ASSAY_MUST_USE assay_status assay_posting_cursor_count(uint32_t *df, uint64_t *cf,
                                                       assay_posting_cursor *cursor,
                                                       const uint64_t *bits, assay_error *err);

/* The i-th chunk of a RANGED list, verified, and its records, up to ASSAY_RANGE_SIZE of them, ascending.
 * The cursor stands on the chunk's last posting then, whose wdf and code are not known. Borrowed until it
 * moves. */
ASSAY_MUST_USE assay_status assay_posting_cursor_chunk(const assay_chunk **chunk, uint32_t *records,
                                                       assay_posting_cursor *cursor, uint32_t i,
                                                       assay_error *err);

/* All records of a SUBSET term, ascending: term->df of them into out. */
ASSAY_MUST_USE assay_status assay_postings_subset(uint32_t *out, const assay_segment *segment,
                                                  const assay_segment_term *term, assay_error *err);

/* To the next posting; *more false after the last. Records ascend and are < the segment's records.
 */
ASSAY_MUST_USE assay_status assay_posting_cursor_next(bool *more, assay_posting_cursor *cursor,
                                                      assay_error *err);
/* To the first posting >= record at or after the current one (so a second seek to the same record
 * stays); *more false when there is none. */
ASSAY_MUST_USE assay_status assay_posting_cursor_seek(bool *more, assay_posting_cursor *cursor,
                                                      uint32_t record, assay_error *err);

/* Of the posting the cursor stands on. */
uint32_t assay_posting_cursor_record(const assay_posting_cursor *cursor);
uint32_t assay_posting_cursor_wdf(const assay_posting_cursor *cursor); /* exact; 0: not ranked */
uint8_t assay_posting_cursor_code(const assay_posting_cursor *cursor); /* 0: not ranked */
/* The positions, ascending: borrowed until the cursor moves; *count 0 when the term has none. */
ASSAY_MUST_USE assay_status assay_posting_cursor_positions(const uint32_t **positions,
                                                           uint32_t *count,
                                                           assay_posting_cursor *cursor,
                                                           assay_error *err);
#endif
