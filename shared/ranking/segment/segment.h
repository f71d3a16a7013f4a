/* A segment file open for reading: look up terms, their lists, the records' lengths and numbers.
 *
 *   segment -> term (df, cf, bounds) -> list (INLINE, SPARSE or RANGED) -> chunk of a range ->
 * block
 *
 * A segment is immutable once open and any number of threads may read it. Its bytes are hostile:
 * what an accessor returns has been checked to lie inside the file, and pages are checked against
 * their checksums before their first use (a bitmap shared by the threads). What a checksum cannot
 * promise - ascending ids, ids below the number of records - decoders and users check where memory
 * depends on it: range ids are 16 bit by construction, a record must be < assay_segment_records
 * before its length is read. Views borrow from the segment until it is closed.
 *
 * Every failure is ASSAY_E_CORRUPT with a message naming file, part and offset, unless said. */
#ifndef ASSAY_RANKING_SEGMENT_H
#define ASSAY_RANKING_SEGMENT_H
#include "base/bytes.h"
#include "base/status.h"
#include "ranking/format.h"
#include "ranking/kernels/codec.h"

typedef struct assay_segment assay_segment;

/* Maps the file at path; verifies footer, tables of checksums and where parts lie.
 * ASSAY_E_NOT_FOUND, ASSAY_E_IO; ASSAY_E_FORMAT when it is no segment; ASSAY_E_VERSION for another
 * version. *out is the caller's: assay_segment_close. */
ASSAY_MUST_USE assay_status assay_segment_open(assay_segment **out, const char *path,
                                               assay_error *err);
void assay_segment_close(assay_segment *segment); /* NULL is fine */

/* Verifies every page's checksum, then walks every structure of the file: every list decodes, ids
 * ascend and exist, codes agree with lengths and wdf, sums with the footer. The answer to "is this
 * file sound", slow. */
ASSAY_MUST_USE assay_status assay_segment_verify(const assay_segment *segment, assay_error *err);

const char *assay_segment_path(const assay_segment *segment);
const assay_format_footer *assay_segment_footer(const assay_segment *segment);
static inline uint32_t assay_footer_ranges(const assay_format_footer *footer) {
    return (uint32_t)(((uint64_t)footer->records + ASSAY_RANGE_SIZE - 1) >> ASSAY_RANGE_BITS);
}

/* Verifies the pages under [offset, offset + size) of the file if nobody has yet; cheap when they
 * are. The range must lie inside the parts. */
ASSAY_MUST_USE assay_status assay_segment_touch(const assay_segment *segment, uint64_t offset,
                                                uint64_t size, assay_error *err);
/* The bytes of [offset, offset + size) of a part: range checked, pages verified. */
ASSAY_MUST_USE assay_status assay_segment_view(const uint8_t **out, const assay_segment *segment,
                                               assay_part part, uint64_t offset, uint64_t size,
                                               assay_error *err);

/* Tells the processor that bytes of a part from the offset on are soon asked for. Any offset will do. */
void assay_segment_expect(const assay_segment *segment, assay_part part, uint64_t offset);

/* Fails with ASSAY_E_CORRUPT: "<file>: <part> at byte <n>: <what>". */
assay_status assay_segment_corrupt(const assay_segment *segment, assay_part part, uint64_t offset,
                                   const char *what, assay_error *err);

/* ---- records ---- */

/* The lengths of records [first, first + count), verified; entries of footer->length_width bytes
 * each, not aligned. */
ASSAY_MUST_USE assay_status assay_segment_lengths(const uint8_t **out, const assay_segment *segment,
                                                  uint32_t first, uint32_t count, assay_error *err);
static inline uint32_t assay_length_at(const uint8_t *lengths, unsigned length_width, size_t i) {
    return length_width == 2 ? assay_load_u16(lengths + 2 * i) : assay_load_u32(lengths + 4 * i);
}
/* One record's length (sum of wdf). ASSAY_E_CORRUPT when record >= records: an id a list gave. */
ASSAY_MUST_USE assay_status assay_segment_length(uint32_t *out, const assay_segment *segment,
                                                 uint32_t record, assay_error *err);
/* Local record -> its number (Xapian docid). Same errors. */
ASSAY_MUST_USE assay_status assay_segment_number(uint32_t *out, const assay_segment *segment,
                                                 uint32_t record, assay_error *err);
/* Number -> local record; ASSAY_E_NOT_FOUND (no message) when the segment has no such record. */
ASSAY_MUST_USE assay_status assay_segment_record(uint32_t *out, const assay_segment *segment,
                                                 uint32_t number, assay_error *err);

/* ---- terms ---- */

typedef struct {
    uint32_t ordinal; /* place in ascending byte order */
    uint32_t df;      /* records that have it; 0: the segment does not know the term */
    uint64_t cf;      /* sum of wdf; for INLINE terms set by assay_segment_inline only */
    uint32_t max_wdf; /* likewise */
    uint8_t kind;     /* assay_list_kind */
    bool ranked;      /* has wdf, codes, bounds */
    bool has_positions;
    bool coded;            /* the list has codes: the term's when ranked, else another's */
    assay_span body;       /* INLINE */
    uint64_t postings_at;  /* SPARSE, RANGED: offset in POSTINGS */
    uint64_t positions_at; /* likewise with positions: offset in POSITIONS */
    uint64_t ranks_at;     /* SUBSET: offset of its ranks; postings_at is its parent's */
    uint32_t parent_df;
    uint8_t ranks_kind, parent_kind; /* SPARSE or RANGED */
    bool ranks_rest; /* the ranks are those of the parent's postings that are not in the list */
} assay_segment_term;

/* Exact look-up. A term that is not there is ASSAY_OK with out->df == 0. */
ASSAY_MUST_USE assay_status assay_segment_find(assay_segment_term *out,
                                               const assay_segment *segment, assay_span term,
                                               assay_error *err);

/* Ordered scan: terms >= the one sought, in ascending byte order. */
typedef struct {
    const assay_segment *segment;
    assay_bytes block; /* what is left of the current block */
    uint32_t next;     /* ordinal of the next term */
    uint8_t head;      /* of the current term's entry */
    uint8_t bytes[ASSAY_TERM_BYTES_MAX];
    bool pending;     /* the current term was found by a seek and not given out yet */
    assay_span text;  /* the current term: borrowed from the cursor until it moves */
    size_t body_size; /* of its entry */
    assay_segment_term term;
} assay_term_cursor;

/* Places the cursor before the first term >= from ({NULL, 0}: the first of all). */
ASSAY_MUST_USE assay_status assay_term_cursor_seek(assay_term_cursor *cursor,
                                                   const assay_segment *segment, assay_span from,
                                                   assay_error *err);
/* Moves to the next term; *more false (cursor untouched) after the last. */
ASSAY_MUST_USE assay_status assay_term_cursor_next(bool *more, assay_term_cursor *cursor,
                                                   assay_error *err);
/* Passes over the terms that follow the current one and begin with the first `size` bytes of it,
 * 0 < size <= text.size: to the next other term the way is short however many they are. */
ASSAY_MUST_USE assay_status assay_term_cursor_pass(assay_term_cursor *cursor, size_t size,
                                                   assay_error *err);

/* ---- lists ---- */

/* Postings of an INLINE term, decoded. codes from the records' exact lengths. */
typedef struct {
    uint32_t df, max_wdf;
    uint64_t cf;
    uint32_t records[ASSAY_INLINE_MAX_DF];
    uint32_t wdf[ASSAY_INLINE_MAX_DF];
    uint8_t codes[ASSAY_INLINE_MAX_DF]; /* 0 when not ranked */
    uint32_t position_counts[ASSAY_INLINE_MAX_DF];
    uint32_t position_at[ASSAY_INLINE_MAX_DF]; /* bit of body where they begin */
    assay_span body;                           /* borrowed from the segment */
} assay_inline_list;
/* term->kind is INLINE. Records are checked to ascend and exist. */
ASSAY_MUST_USE assay_status assay_segment_inline(assay_inline_list *out,
                                                 const assay_segment *segment,
                                                 const assay_segment_term *term, assay_error *err);

/* A SPARSE list laid open. Arrays are little-endian in the file: assay_load_*. */
typedef struct {
    uint32_t df, blocks;
    const uint8_t *bound;       /* 4 codes; NULL when not ranked, as all that follows marked R */
    const uint8_t *kth;         /* R: 4 codes for each k <= df of 10, 100, 1000 */
    const uint8_t *last_record; /* u32[blocks]; NULL when there is one block */
    const uint8_t *data_at;     /* u32[blocks + 1]; NULL likewise */
    const uint8_t *patch_start; /* R: u32[blocks]; NULL likewise */
    const uint8_t *width, *high_width, *exceptions; /* u8[blocks] */
    const uint8_t *block_bound; /* R: u8[blocks][2]; NULL when there is one block */
    const uint8_t *data;
    const uint8_t *codes;   /* R: u8[df] */
    const uint8_t *patches; /* R: then the overflow list */
    size_t tail_size;       /* bytes from patches to the end of POSTINGS: the limit of both */
} assay_sparse_list;
/* term->kind is SPARSE. All of it but patches is checked to lie inside POSTINGS and verified. */
ASSAY_MUST_USE assay_status assay_segment_sparse(assay_sparse_list *out,
                                                 const assay_segment *segment,
                                                 const assay_segment_term *term, assay_error *err);
/* The records of block b into ids; *count of them. Ids ascend inside the block and are
 * < assay_segment_records, or it is ASSAY_E_CORRUPT. */
ASSAY_MUST_USE assay_status assay_sparse_decode(uint32_t ids[256], unsigned *count,
                                                const assay_segment *segment,
                                                const assay_sparse_list *list, uint32_t b,
                                                assay_error *err);

/* A RANGED list's directory. */
typedef struct {
    uint32_t df, range_count;
    bool ranked, coded;
    const uint8_t *list;    /* its range_count: chunk distances count back from here */
    const uint8_t *bound;   /* R: 8 codes */
    const uint8_t *kth;     /* R */
    const uint8_t *entries; /* range_count * ASSAY_RANGE_ENTRY_SIZE */
    uint64_t list_at;       /* offset of list in POSTINGS */
} assay_ranged_list;
/* term->kind is RANGED. Directory in bounds, verified; ranges ascend and exist; counts add up. */
ASSAY_MUST_USE assay_status assay_segment_ranged(assay_ranged_list *out,
                                                 const assay_segment *segment,
                                                 const assay_segment_term *term, assay_error *err);

typedef struct {
    uint16_t range;
    uint8_t kind;         /* assay_chunk_kind */
    uint32_t distance;    /* from the chunk forward to list */
    uint32_t count;       /* 1..65536 */
    const uint8_t *bound; /* 4 codes */
} assay_range_entry;
static inline assay_range_entry assay_ranged_entry(const assay_ranged_list *list, uint32_t i) {
    const uint8_t *at = list->entries + (size_t)i * ASSAY_RANGE_ENTRY_SIZE;
    return (assay_range_entry){assay_load_u16(at), at[2], assay_load_u32(at + 4),
                               assay_load_u16(at + 8) + UINT32_C(1), at + 12};
}

/* A chunk: the postings of one term in one range. */
typedef struct {
    uint16_t range;
    uint8_t kind;
    uint32_t count, blocks; /* blocks of 256 postings: BLOCKS only */
    const uint8_t *bound;   /* 4 codes of the whole chunk; R as below: NULL when not ranked */
    /* BLOCKS */
    const uint8_t *last_id;     /* u16[blocks] */
    const uint8_t *data_at;     /* u16[blocks], units of 2 bytes */
    const uint8_t *patch_start; /* R: u16[blocks], or u16[64] by stripe for BITS and COLUMN */
    const uint8_t *width, *high_width, *exceptions; /* u8[blocks] */
    const uint8_t *block_bound;                     /* R: u8[blocks][2], or u8[64][2] by stripe */
    const uint8_t *data;                            /* id data; data_size bytes of it */
    uint32_t data_size;
    /* BITS, COLUMN */
    const uint8_t *rank; /* u16[128] */
    const uint8_t *bits; /* u64[1024], aligned to 64 */
    /* R, all */
    const uint8_t *codes;   /* u8[count]; COLUMN: u8[65536] by local id */
    const uint8_t *patches; /* patches_size bytes: patches, then overflow */
    uint32_t patches_size;
    uint64_t at; /* offset of the chunk in the file; whole chunk: [at, at + size) */
    uint32_t size;
    bool verified; /* all pages of the chunk have been */
} assay_chunk;
/* i < range_count. Head, arrays and codes are in bounds; pages of the HEAD (all before id data) are
 * verified, those of the data are not: touch what you read (assay_chunk_touch, or _touch_block). */
ASSAY_MUST_USE assay_status assay_segment_chunk(assay_chunk *out, const assay_segment *segment,
                                                const assay_ranged_list *list, uint32_t i,
                                                assay_error *err);
/* Verifies all pages of the chunk. */
ASSAY_MUST_USE assay_status assay_chunk_touch(const assay_segment *segment, assay_chunk *chunk,
                                              assay_error *err);
/* The place of a BLOCKS block's id data, checked to fit and verified together with its codes: ready
 * for a decoder. base is the id before its first (0xffff for block 0). */
ASSAY_MUST_USE assay_status assay_chunk_block(const uint8_t **data, unsigned *n,
                                              assay_codec_shape *shape, uint16_t *base,
                                              const assay_segment *segment,
                                              const assay_chunk *chunk, uint32_t b,
                                              assay_error *err);
/* How far a chunk's patches have been counted: look-ups that go up through it count on from there.
 * Zero-initialise for each chunk. */
typedef struct {
    const uint8_t *code; /* patches in front of this one, which is of that unit, */
    uint32_t unit;
    size_t before; /* are so many */
} assay_patch_place;
/* The exact wdf of posting `rank` (0..count-1 in record order; ignored for COLUMN chunks), whose id is
 * local. The chunk has been verified. */
ASSAY_MUST_USE assay_status assay_chunk_wdf(uint32_t *out, const assay_segment *segment,
                                            const assay_chunk *chunk, assay_patch_place *place,
                                            uint32_t rank, uint16_t local, assay_error *err);
/* Likewise of n postings from `rank` on, whose ids are locals[n]. */
ASSAY_MUST_USE assay_status assay_chunk_wdf_run(uint32_t *out, const assay_segment *segment,
                                                const assay_chunk *chunk, uint32_t rank,
                                                const uint16_t *locals, unsigned n,
                                                assay_error *err);
/* Likewise of a SPARSE list. */
ASSAY_MUST_USE assay_status assay_sparse_wdf(uint32_t *out, const assay_segment *segment,
                                             const assay_sparse_list *list, uint32_t rank,
                                             assay_error *err);
ASSAY_MUST_USE assay_status assay_sparse_wdf_run(uint32_t *out, const assay_segment *segment,
                                                 const assay_sparse_list *list, uint32_t rank,
                                                 unsigned n, assay_error *err);
#endif
