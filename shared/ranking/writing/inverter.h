/* Analyzed records in, segment out: inversion in memory, in flat arrays.
 *
 *   add, add, add ...   tuples {term, record, position, wdf} appended to packed arrays, no hashing
 *   write               counting scatter by term id, terms sorted by bytes, lists encoded
 *
 * Terms are ids of maps the caller owns and interns into while analyzing. A SPACE is such a map
 * with a prefix put before each of its keys ("" or "XT" ...): several spaces may share a map. The
 * term in the segment is prefix + key; equal terms of two spaces are one term. Memory in use is
 * asked with assay_inverter_memory; the caller writes a segment and starts anew when it is enough.
 * Segments of several inverters (one per thread) are brought together by merge.h: the outcome
 * depends on the records alone. One thread at a time.
 *
 * Batches of flat arrays and one counting scatter: three times the speed of posting lists grown
 * term by term, which miss the cache at each token. */
#ifndef ASSAY_RANKING_INVERTER_H
#define ASSAY_RANKING_INVERTER_H
#include "base/map.h"
#include "ranking/segment/columns.h"
#include "ranking/segment/parents.h"

typedef struct assay_inverter assay_inverter;

typedef struct {
    const uint32_t
        *length_upper;   /* 16 edges of length classes to inherit (copied), NULL: from the data */
    size_t memory_limit; /* bytes; adding past it fails with ASSAY_E_LIMIT; 0: no limit */
    const assay_parents *parents; /* borrowed until written or freed; NULL: none */
    int threads;                  /* that write, at most; 0: one. The file is the same */
} assay_inverter_options;

/* options may be NULL. *out is the caller's: assay_inverter_free. */
ASSAY_MUST_USE assay_status assay_inverter_new(assay_inverter **out,
                                               const assay_inverter_options *options,
                                               assay_error *err);
void assay_inverter_free(assay_inverter *inverter); /* NULL is fine */

/* The map must live until the inverter is written or freed, and only grow until then. prefix is
 * copied. *space counts up from 0; at most ASSAY_SPACES_MAX. */
enum { ASSAY_SPACES_MAX = 64 };
ASSAY_MUST_USE assay_status assay_inverter_space(unsigned *space, assay_inverter *inverter,
                                                 const assay_map *map, assay_span prefix,
                                                 assay_error *err);
/* A column records may have values in. name is copied; *column counts up from 0. */
ASSAY_MUST_USE assay_status assay_inverter_column(unsigned *column, assay_inverter *inverter,
                                                  assay_span name, assay_column_type type,
                                                  assay_error *err);

/* Starts a record. Numbers must ascend from record to record (ASSAY_E_USAGE). */
ASSAY_MUST_USE assay_status assay_inverter_begin(assay_inverter *inverter, uint32_t number,
                                                 assay_error *err);

/* One occurrence of a ranked term: adds wdf to the record's wdf of the term and notes the position
 * (ASSAY_NO_POSITION: none; noted once if given twice). */
#define ASSAY_NO_POSITION UINT32_MAX
typedef struct {
    uint32_t term; /* id in the space's map */
    uint32_t position;
    uint32_t wdf;
} assay_occurrence;
/* Occurrences of the current record, any order of terms. Positions are at most ASSAY_POSITION_MAX
 * (ASSAY_E_LIMIT). The array is read before the call returns. */
ASSAY_MUST_USE assay_status assay_inverter_add(assay_inverter *inverter, unsigned space,
                                               const assay_occurrence *items, size_t count,
                                               assay_error *err);
/* Filter terms of the current record: no wdf, no positions; repeats are one. */
ASSAY_MUST_USE assay_status assay_inverter_filter(assay_inverter *inverter, unsigned space,
                                                  const uint32_t *terms, size_t count,
                                                  assay_error *err);
/* Values of the current record. I64, DOUBLE, BYTES: the last one given holds. KEYWORDS: each adds
 * one. */
ASSAY_MUST_USE assay_status assay_inverter_i64(assay_inverter *inverter, unsigned column,
                                               int64_t value, assay_error *err);
ASSAY_MUST_USE assay_status assay_inverter_double(assay_inverter *inverter, unsigned column,
                                                  double value, assay_error *err);
ASSAY_MUST_USE assay_status assay_inverter_keyword(assay_inverter *inverter, unsigned column,
                                                   assay_span value, assay_error *err);
ASSAY_MUST_USE assay_status assay_inverter_bytes(assay_inverter *inverter, unsigned column,
                                                 assay_span value, assay_error *err);

uint32_t assay_inverter_records(const assay_inverter *inverter);
/* The most bytes it will hold until it is written, writing included; maps not counted. */
size_t assay_inverter_memory(const assay_inverter *inverter);

/* Writes all records to a segment file (durable on return, absent on failure) and empties the
 * inverter: records are gone, spaces and columns stay, but their maps may now be cleared. A
 * record's length is the sum of its wdf. */
ASSAY_MUST_USE assay_status assay_inverter_write(assay_inverter *inverter, const char *path,
                                                 assay_error *err);
#endif
