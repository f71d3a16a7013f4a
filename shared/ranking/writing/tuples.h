/* Occurrences of terms in the order they were met, in flat arrays, and brought into the order of term
 * ids by one counting scatter.
 *
 *   add(record, term, value) ... in ascending order of records
 *   scatter -> for each term id the run [start[id], start[id + 1]) of {record, value}, records ascending
 *
 * Until then an item is a varint of term << 1 | jumps, and where it jumps a varint of what its value is
 * off the expected one (zigzag): the value before, one position on. Words that come often have small
 * ids and most stand one after the other, so that an item takes two or three bytes, not eight: a load
 * holds three times the records before it has to write a segment. Filter terms have no value.
 * One thread at a time. */
#ifndef ASSAY_RANKING_TUPLES_H
#define ASSAY_RANKING_TUPLES_H
#include "base/status.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    bool has_values;
    unsigned char *bytes; /* the items */
    size_t size, capacity;
    size_t count;      /* items */
    uint32_t expected; /* value of the next item, if it does not jump */
    uint32_t *records; /* those that have items, and which item is their first */
    size_t *begins;
    size_t record_count, record_capacity;
} assay_tuples;

typedef struct {
    uint32_t *start;     /* by term id, term_count + 1 of them */
    uint32_t *records;   /* of each item; interleaved with values when there are: record, value */
    uint32_t term_count; /* 0 when there are no items at all */
} assay_runs;

void assay_tuples_init(assay_tuples *tuples, bool has_values);
void assay_tuples_done(assay_tuples *tuples);
size_t assay_tuples_memory(const assay_tuples *tuples);
/* Room for `more` items of `record`, which is the last one's or above. */
ASSAY_MUST_USE assay_status assay_tuples_reserve(assay_tuples *tuples, uint32_t record, size_t more,
                                                 assay_error *err);
/* Bytes of the runs that scattering makes of them. */
size_t assay_tuples_scattered_memory(const assay_tuples *tuples);
enum {
    ASSAY_TUPLE_BYTES_MAX = 10,
    ASSAY_TUPLE_STEP = 1 << 8
}; /* the step: positions stand above the wdf */
static inline unsigned char *assay_tuples_varint(unsigned char *to, uint64_t number) {
    for (; number >= 0x80; number >>= 7)
        *to++ = (unsigned char)(number | 0x80);
    *to++ = (unsigned char)number;
    return to;
}
/* One item of the record reserved for last. */
static inline void assay_tuples_add(assay_tuples *tuples, uint32_t term, uint32_t value) {
    unsigned char *to = tuples->bytes + tuples->size;
    bool jumps = tuples->has_values && value != tuples->expected;
    to = assay_tuples_varint(to, (uint64_t)term << 1 | jumps);
    if (jumps) {
        uint32_t off = value - tuples->expected; /* modulo 2^32, its highest bit a sign */
        to = assay_tuples_varint(to, off << 1 ^ (0 - (off >> 31)));
    }
    tuples->expected = value + ASSAY_TUPLE_STEP;
    tuples->size = (size_t)(to - tuples->bytes);
    tuples->count++;
}
/* Empties the tuples, their memory freed. term_count is above every term. *out is the caller's:
 * assay_runs_done. ASSAY_E_USAGE for a term at or above it, ASSAY_E_LIMIT for 2^32 items. */
ASSAY_MUST_USE assay_status assay_tuples_scatter(assay_runs *out, assay_tuples *tuples,
                                                 uint32_t term_count, assay_error *err);
void assay_runs_done(assay_runs *runs);
#endif
