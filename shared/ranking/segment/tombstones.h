/* Which records of a segment are dead, and what the statistics are without them.
 *
 * Deleting or replacing a record writes a new immutable file N.del.G beside N.seg, G counting up:
 *
 *   file : magic "ASSAYDEL", u32 version, u32 records M, u32 dead, u32 terms corrected,
 *          u64 dead length (sum), u64 bits[ceil(M/64)],
 *          per corrected term, ascending by ordinal in the segment: varint ordinal - previous - 1
 * (the first: ordinal), varint df of dead records, varint cf of dead records; u64 XXH3 of all
 *          before
 *
 * Read and checked whole when opened (ASSAY_E_CORRUPT, ASSAY_E_VERSION name the file); then
 * immutable, any number of threads. */
#ifndef ASSAY_RANKING_TOMBSTONES_H
#define ASSAY_RANKING_TOMBSTONES_H
#include "base/map.h"
#include "ranking/segment/segment.h"

#define ASSAY_TOMBSTONES_MAGIC "ASSAYDEL"
enum { ASSAY_TOMBSTONES_VERSION = 1 };

typedef struct assay_tombstones assay_tombstones;

/* *out is the caller's: assay_tombstones_close. The file must fit the segment. */
ASSAY_MUST_USE assay_status assay_tombstones_open(assay_tombstones **out, const char *path,
                                                  const assay_segment *segment, assay_error *err);
void assay_tombstones_close(assay_tombstones *tombstones); /* NULL is fine */

uint32_t assay_tombstones_dead(const assay_tombstones *tombstones); /* how many */
uint64_t assay_tombstones_dead_length(const assay_tombstones *tombstones);
const uint64_t *
assay_tombstones_bits(const assay_tombstones *tombstones); /* bit i: record i is dead */
static inline bool assay_tombstones_has(const uint64_t *bits, uint32_t record) {
    return bits[record / 64] >> (record % 64) & 1;
}
/* What to take from df and cf of the term with this ordinal. */
void assay_tombstones_correction(uint32_t *df, uint64_t *cf, const assay_tombstones *tombstones,
                                 uint32_t ordinal);
/* The i-th correction, ascending by ordinal; false past the last, or when tombstones is NULL. */
bool assay_tombstones_correction_at(uint32_t *ordinal, uint32_t *df, uint64_t *cf,
                                    const assay_tombstones *tombstones, uint32_t i);

/* Writes path: all that `previous` (NULL: nothing) has dead and the given local records, ascending.
 * Durable on return. Records already dead are fine. ASSAY_E_USAGE for a record >= M. Looks at the lists of
 * all terms of the segment. */
ASSAY_MUST_USE assay_status assay_tombstones_write(const char *path, const assay_segment *segment,
                                                   const assay_tombstones *previous,
                                                   const uint32_t *records, size_t count,
                                                   assay_error *err);

/* Whether the corrections are what the dead records' postings say: looks at the lists of all terms.
 * ASSAY_E_CORRUPT names the segment and the term. */
ASSAY_MUST_USE assay_status assay_tombstones_verify(const assay_tombstones *tombstones,
                                                    const assay_segment *segment, assay_error *err);

/* What records of the segment hold, as another than the segment knows it: the caller's. */
typedef struct {
    uint32_t term, record; /* id in terms, local record */
} assay_tombstones_posting;
typedef struct {
    const assay_map *terms; /* whole ones, as they stand in the segment; each has a posting */
    const assay_tombstones_posting *postings; /* records ascend; the same posting twice is fine */
    size_t count;
} assay_tombstones_held;
/* The same file by the terms of these records alone: the cost is theirs, not the segment's. *fits false, and
 * nothing is written: what is held is not what the segment has (a posting is not there, or wdf do not add up
 * to the records' lengths). A filter term that is not held cannot be noticed: held must be made by the very
 * rules the segment was. */
ASSAY_MUST_USE assay_status assay_tombstones_write_held(
    bool *fits, const char *path, const assay_segment *segment, const assay_tombstones *previous,
    const uint32_t *records, size_t count, const assay_tombstones_held *held, assay_error *err);
#endif
