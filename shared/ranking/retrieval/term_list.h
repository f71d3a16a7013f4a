/* One term's postings in one part, laid open a range of 2^16 records at a time: what the pruned
 * evaluation reads.
 *
 *   term_list (part) -> range_list (range) : IDS    sorted local ids, decoded block by block
 *                                            BITS   a bit set with ranks
 *                                            COLUMN a byte per record
 *
 * Short lists (INLINE, SPARSE) and SUBSETs are decoded whole when opened, and their ranges are slices. Memory
 * comes from the arena given and lives until that is reset. One thread at a time. */
#ifndef ASSAY_RANKING_TERM_LIST_H
#define ASSAY_RANKING_TERM_LIST_H
#include "base/arena.h"
#include "ranking/kernels/kernels.h"
#include "ranking/retrieval/evaluate.h"
#include "ranking/retrieval/lazy_positions.h"
#include "ranking/retrieval/proximity.h"
#include "ranking/segment/positions.h"

typedef struct {
    const assay_segment *segment;
    const assay_segment_term *term;
    const assay_kernels *kernels;
    uint32_t df, max_wdf;
    uint8_t kind; /* assay_list_kind */
    bool ranked;
    uint16_t *ids;        /* INLINE, SPARSE: low halves of all records, ascending within a range */
    const uint8_t *codes; /* likewise; NULL when not ranked */
    uint32_t *slice;      /* likewise: range r is [slice[r], slice[r + 1]) */
    assay_inline_list *inlined;
    assay_sparse_list sparse;
    assay_ranged_list ranged;
    uint32_t entry_at; /* RANGED: where the last entry was found */
} assay_term_list;

ASSAY_MUST_USE assay_status assay_term_list_open(assay_term_list *out, assay_arena *arena,
                                                 const assay_kernels *kernels,
                                                 const assay_segment *segment,
                                                 const assay_segment_term *term,
                                                 assay_evaluate_statistics *statistics,
                                                 assay_error *err);

typedef enum {
    ASSAY_IN_RANGE_ABSENT,
    ASSAY_IN_RANGE_IDS,
    ASSAY_IN_RANGE_BITS,
    ASSAY_IN_RANGE_COLUMN
} assay_range_kind;

typedef struct {
    assay_term_list *list;
    assay_range_kind kind;
    uint32_t range, count;
    uint16_t *ids;             /* IDS: count of them where decoded */
    const uint8_t *codes;      /* IDS, BITS: count; COLUMN: by local id; NULL when not ranked */
    const uint64_t *bits;      /* BITS */
    const uint8_t *rank;       /* BITS, COLUMN */
    uint16_t *prefix;          /* BITS: ranks of all words, once made */
    bool whole;                /* IDS: every block is decoded */
    uint64_t *decoded;         /* IDS: bit b: block b is */
    uint16_t *last_ids;        /* RANGED IDS: last id of each block */
    uint32_t first;            /* INLINE, SPARSE: rank of ids[0] in the list */
    uint32_t entry;            /* RANGED: of the directory */
    assay_chunk chunk;         /* RANGED */
    assay_patch_place patches; /* RANGED: where the last exact wdf was looked up */
} assay_range_list;

/* Where range r of a RANGED list stands in its directory, or UINT32_MAX. */
uint32_t assay_term_list_entry(assay_term_list *list, uint32_t range);
/* The list in a range; kind ABSENT when it has nothing there. */
ASSAY_MUST_USE assay_status assay_range_list_open(assay_range_list *out, assay_term_list *list,
                                                  uint32_t range, assay_arena *arena,
                                                  assay_error *err);
/* Fetches from memory what opening the list in the range reads first, or its packed ids' beginning:
 * both are far from the processor. */
void assay_term_list_prefetch(assay_term_list *list, uint32_t range);
void assay_range_list_prefetch(const assay_range_list *list);
/* IDS: decodes block b, or all blocks. */
ASSAY_MUST_USE assay_status assay_range_list_block(assay_range_list *list, uint32_t b,
                                                   assay_evaluate_statistics *statistics,
                                                   assay_error *err);
ASSAY_MUST_USE assay_status assay_range_list_decode(assay_range_list *list,
                                                    assay_evaluate_statistics *statistics,
                                                    assay_error *err);
/* Whether the list has the record, and the posting's rank in the range. COLUMN: rank is not set. */
ASSAY_MUST_USE assay_status assay_range_list_probe(bool *present, uint32_t *rank,
                                                   assay_range_list *list, uint16_t local,
                                                   assay_evaluate_statistics *statistics,
                                                   assay_error *err);
/* The same for n records; IDS and BITS. ranks of those the list has not got are left as they are. */
ASSAY_MUST_USE assay_status assay_range_list_locate(uint8_t *has, uint16_t *ranks,
                                                    assay_range_list *list, const uint16_t *locals,
                                                    size_t n, assay_arena *arena,
                                                    assay_evaluate_statistics *statistics,
                                                    assay_error *err);
/* BITS: makes prefix. */
ASSAY_MUST_USE assay_status assay_range_list_ranks(assay_range_list *list, assay_arena *arena,
                                                   assay_error *err);
/* The exact wdf of the posting a probe found. */
ASSAY_MUST_USE assay_status assay_range_list_wdf(uint32_t *out, assay_range_list *list,
                                                 uint32_t rank, uint16_t local, assay_error *err);
/* The positions of the posting a probe found; valid until the term's next. lazy: the term's blocks,
 * `slots` of them, kept by the caller, who clears their keys when the list is opened. */
ASSAY_MUST_USE assay_status assay_range_list_positions(assay_positions *out, assay_range_list *list,
                                                       assay_lazy_positions *lazy, unsigned slots,
                                                       uint32_t rank, uint16_t local,
                                                       assay_error *err);
/* The records as a bit set of 1024 words. */
ASSAY_MUST_USE assay_status assay_range_list_bits(uint64_t bits[1024], assay_range_list *list,
                                                  assay_evaluate_statistics *statistics,
                                                  assay_error *err);
#endif
