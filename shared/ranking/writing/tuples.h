/* Occurrences of terms in the order they were met, in flat arrays, and brought into the order of term
 * ids by one counting scatter, by two threads from both ends of what was added.
 *
 *   add(record, term, value) ... in ascending order of records
 *   scatter -> for each term id the run [start[id], start[id + 1]) of {record, value}, records ascending
 *
 * Until then an item is one or two units of 16 bits, term << 2 | long << 1 | jumps, and where it jumps a
 * third (or third to fifth) of what its value is off the expected one: the value before, one position on.
 * Words that come often have small ids and most stand one after the other, so that an item takes little
 * over two bytes, not eight: a load holds three times the records before it has to write a segment.
 * Reading takes no branch but the jumps'. Terms are counted while they are added. Filter terms have no
 * value. One thread at a time. */
#ifndef ASSAY_RANKING_TUPLES_H
#define ASSAY_RANKING_TUPLES_H
#include "base/status.h"
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    bool has_values;
    bool is_beyond;       /* a term at or above term_capacity was added */
    unsigned char *bytes; /* the items */
    size_t size, capacity;
    size_t count;      /* items */
    uint32_t expected; /* value of the next item, if it does not jump */
    uint32_t *counts;  /* items by term */
    size_t term_capacity;
    uint32_t *records; /* those that have items, and which item is their first */
    size_t *begins;
    size_t *groups; /* where the bytes of each so many records begin */
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
/* Room for `more` items of `record`, which is the last one's or above; their terms are below
 * term_count. ASSAY_E_LIMIT for more terms than an item can tell apart. */
ASSAY_MUST_USE assay_status assay_tuples_reserve(assay_tuples *tuples, uint32_t record, size_t more,
                                                 uint32_t term_count, assay_error *err);
/* Bytes of the runs that scattering makes of them, and of where it has come to in each meanwhile. */
size_t assay_tuples_scattered_memory(const assay_tuples *tuples);

enum {
    ASSAY_TUPLE_BYTES_MAX = 10,
    ASSAY_TUPLE_TERM_BITS = 14,  /* of the first unit */
    ASSAY_TUPLE_TERMS = 1 << 30, /* below the second's end */
    ASSAY_TUPLE_FAR = 0xffff,    /* the value is off by what two more units say */
    ASSAY_TUPLE_STEP = 1 << 8    /* positions stand above the wdf */
};

/* Items on their way into reserved room: what changes with each, kept at hand. */
typedef struct {
    unsigned char *at;
    size_t count;
    uint32_t expected;
    uint32_t *counts;
    size_t term_capacity;
    bool has_values, is_beyond;
} assay_tuples_adder;

static inline assay_tuples_adder assay_tuples_begin(const assay_tuples *tuples) {
    return (assay_tuples_adder){tuples->bytes + tuples->size,
                                0,
                                tuples->expected,
                                tuples->counts,
                                tuples->term_capacity,
                                tuples->has_values,
                                tuples->is_beyond};
}
static inline void assay_tuples_unit(assay_tuples_adder *adder, uint32_t unit) {
    uint16_t bits = (uint16_t)unit;
    memcpy(adder->at, &bits, sizeof bits);
    adder->at += sizeof bits;
}
static inline void assay_tuples_add(assay_tuples_adder *adder, uint32_t term, uint32_t value) {
    bool is_long = term >> ASSAY_TUPLE_TERM_BITS != 0;
    bool jumps = adder->has_values && value != adder->expected;
    if (term >= adder->term_capacity) {
        adder->is_beyond = true;
        return;
    }
    adder->counts[term]++;
    adder->count++;
    assay_tuples_unit(adder, term << 2 | (uint32_t)is_long << 1 | jumps);
    if (is_long)
        assay_tuples_unit(adder, term >> ASSAY_TUPLE_TERM_BITS);
    if (jumps) {
        uint32_t off = value - adder->expected; /* modulo 2^32, its highest bit a sign */
        uint32_t zigzag = off << 1 ^ (0 - (off >> 31));
        assay_tuples_unit(adder, zigzag < ASSAY_TUPLE_FAR ? zigzag : ASSAY_TUPLE_FAR);
        if (zigzag >= ASSAY_TUPLE_FAR) {
            assay_tuples_unit(adder, zigzag);
            assay_tuples_unit(adder, zigzag >> 16);
        }
    }
    adder->expected = value + ASSAY_TUPLE_STEP;
}
static inline void assay_tuples_end(assay_tuples *tuples, const assay_tuples_adder *adder) {
    tuples->size = (size_t)(adder->at - tuples->bytes);
    tuples->count += adder->count;
    tuples->expected = adder->expected;
    tuples->is_beyond = adder->is_beyond;
}

/* Empties the tuples, their memory freed. term_count is above every term. By threads >= 1; the outcome is the
 * same. *out is the caller's: assay_runs_done. ASSAY_E_USAGE for a term at or above term_count,
 * ASSAY_E_LIMIT for 2^32 items. */
ASSAY_MUST_USE assay_status assay_tuples_scatter(assay_runs *out, assay_tuples *tuples,
                                                 uint32_t term_count, unsigned threads,
                                                 assay_error *err);
void assay_runs_done(assay_runs *runs);
#endif
