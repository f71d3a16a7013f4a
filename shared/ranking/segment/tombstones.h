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
#include "ranking/segment/segment.h"

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

/* Writes path: all that `previous` (NULL: nothing) has dead and the given local records, ascending.
 * Durable on return. Records already dead are fine. ASSAY_E_USAGE for a record >= M. */
ASSAY_MUST_USE assay_status assay_tombstones_write(const char *path, const assay_segment *segment,
                                                   const assay_tombstones *previous,
                                                   const uint32_t *records, size_t count,
                                                   assay_error *err);
#endif
