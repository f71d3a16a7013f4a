/* What a record is about, in a few bytes: the telling stems it uses most, as small codes.
 *
 *   entry     : code (14 bits) << 2 | level (2 bits); n <= 24 of them, ascending codes, all different
 *   signature : empty when n is 0, else 7 bytes: a bit set at (entry >> 11) + i for entry i; then the n
 *               entries' lower 11 bits packed, little-endian (Elias 1974, Fano 1971)
 *
 * A stem's code is a hash of it; that two stems share one is rare enough among the few compared (likeness.h) and costs at most a wrong
 * place, the same everywhere. The ASSAY_SIGNATURE_TERMS stems with the greatest wdf are kept, of equals those with the least code; stop words,
 * general stems, numbers and single letters never. A level is BM25's wdf component against a record of REFERENCE_LENGTH, in quarters.
 * All of it depends on the record alone: neither on other records nor on the order they came in, so merges copy signatures as they are.
 * They are a BYTES column of segments. A maker serves one thread. */
#ifndef ASSAY_INDEX_SIGNATURE_H
#define ASSAY_INDEX_SIGNATURE_H
#include "base/buffer.h"
#include "base/map.h"
#include "ranking/writing/inverter.h"

#define ASSAY_COLUMN_SIGNATURE "signature"
enum {
    ASSAY_SIGNATURE_TERMS = 24,
    ASSAY_SIGNATURE_CODES = 1 << 14,
    ASSAY_SIGNATURE_LOW_BITS = 11,
    ASSAY_SIGNATURE_HIGHS = 7, /* bytes of the bit set */
    ASSAY_SIGNATURE_BYTES =    /* at most */
    ASSAY_SIGNATURE_HIGHS + (ASSAY_SIGNATURE_TERMS * ASSAY_SIGNATURE_LOW_BITS + 7) / 8,
    ASSAY_SIGNATURE_NO_CODE = 0xffff
};

/* Of a ranked term ("Z" + stem); ASSAY_SIGNATURE_NO_CODE when it tells nothing. */
uint16_t assay_signature_code(assay_span term);

typedef struct {
    uint32_t wdf; /* in the record at hand; 0 between records */
    uint16_t code, known;
} assay_signature_term;
typedef struct {
    assay_signature_term *terms; /* by id */
    uint32_t *met;               /* ids in the record at hand */
    size_t term_capacity, met_capacity;
} assay_signature_maker; /* zero-initialise */

void assay_signature_maker_done(assay_signature_maker *maker);
/* The ids stand for other terms from now on. */
void assay_signature_maker_forget(assay_signature_maker *maker);
/* Fills out (emptied first) with the signature of a record: its ranked occurrences, whose terms are ids in map, and its length. */
ASSAY_MUST_USE assay_status assay_signature_make(assay_buffer *out, assay_signature_maker *maker,
                                                 const assay_map *map,
                                                 const assay_occurrence *items, size_t count,
                                                 uint32_t length, assay_error *err);

/* The entries of a signature, ascending; how many: none when the bytes are no signature. */
size_t assay_signature_unpack(uint16_t entries[ASSAY_SIGNATURE_TERMS], assay_span signature);
#endif
