/* Occurrences of terms in the order they were met, in flat arrays, and brought into the order of term
 * ids by one counting scatter.
 *
 *   add(record, term, value) ... in ascending order of records
 *   scatter -> for each term id the run [start[id], start[id + 1]) of {record, value}, records ascending
 *
 * Filter terms have no value: half the memory. One thread at a time. */
#ifndef ASSAY_RANKING_TUPLES_H
#define ASSAY_RANKING_TUPLES_H
#include "base/status.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct {
    bool has_values;
    uint32_t *terms, *values; /* values NULL without has_values */
    size_t count, capacity;
    uint32_t *records; /* those that have items, and where their items begin */
    size_t *begins;
    size_t record_count, record_capacity;
} assay_tuples;

typedef struct {
    uint32_t *start;   /* by term id, term_count + 1 of them */
    uint32_t *records; /* of each item; interleaved with values when there are: record, value */
    uint32_t term_count;
} assay_runs;

void assay_tuples_init(assay_tuples *tuples, bool has_values);
void assay_tuples_done(assay_tuples *tuples);
size_t assay_tuples_memory(const assay_tuples *tuples);
/* Room for `more` items of `record`, which is the last one's or above. */
ASSAY_MUST_USE assay_status assay_tuples_reserve(assay_tuples *tuples, uint32_t record, size_t more,
                                                 assay_error *err);
/* One item of the record reserved for last. */
static inline void assay_tuples_add(assay_tuples *tuples, uint32_t term, uint32_t value) {
    tuples->terms[tuples->count] = term;
    if (tuples->has_values)
        tuples->values[tuples->count] = value;
    tuples->count++;
}
/* Empties the tuples, their memory freed. term_count is above every term. *out is the caller's:
 * assay_runs_done. ASSAY_E_USAGE for a term at or above it, ASSAY_E_LIMIT for 2^32 items. */
ASSAY_MUST_USE assay_status assay_tuples_scatter(assay_runs *out, assay_tuples *tuples,
                                                 uint32_t term_count, assay_error *err);
void assay_runs_done(assay_runs *runs);
#endif
