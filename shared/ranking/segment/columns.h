/* Value columns: facts about records, by record, for filters, sorting, facets and display.
 *
 * A column has a name and one type:
 *   I64, DOUBLE  one value or none per record, packed per range to the width needed, with the range's
 *                least and greatest
 *   KEYWORDS     any number of byte strings per record, as ordinals into the column's sorted table
 *   BYTES        one opaque byte string per record, empty when none
 *   NAMES        one byte string per record, empty when none, most of them some common head and a
 *                number: identifiers
 *
 *   COLUMNS : u32 count, column_entry[count]; data
 *   column_entry (64 bytes): u8 type, u8 name size, name[38] zero padded, u64 offset from the first
 *             byte of COLUMNS, u64 size, u64 0
 *   I64, DOUBLE : per range: u64 min, max (as order-preserving u64), u64 offset in the column's data,
 *             u8 width, u8 has_missing, u8[6] 0; then packed values: bits of width per record,
 *             value - min + has_missing, 0 = missing
 *   strings  : u32 strings, u32 string_at[strings + 1], bytes
 *   starts   : u64 items, u8 base_width, u8 width, u8[6] 0; packed base[M / 64 + 1], the items before
 *             records 0, 64, 128 ...; to a byte; then for each of M + 1 records the items of its 64
 *             before it, of width bits; width 0: no record has two, and a bit tells which has one;
 *             nothing behind items and widths when there are no items
 *   KEYWORDS : strings, u8 ordinal_width, starts; to a byte; packed ordinals
 *   BYTES    : starts; to a byte; bytes
 *   NAMES    : strings: u8 digits, head; u8 head_width, u8 number_width; per record packed ordinal of
 *             its string + 1, 0 = no name, and number; the name is the head and the number in so many
 *             decimal digits, zeros in front, at most 8
 *
 * A column view borrows from its segment; any number of threads may read it. */
#ifndef ASSAY_RANKING_COLUMNS_H
#define ASSAY_RANKING_COLUMNS_H
#include "base/buffer.h"
#include "ranking/segment/segment.h"

typedef enum {
    ASSAY_COLUMN_I64 = 1,
    ASSAY_COLUMN_DOUBLE = 2,
    ASSAY_COLUMN_KEYWORDS = 3,
    ASSAY_COLUMN_BYTES = 4,
    ASSAY_COLUMN_NAMES = 5
} assay_column_type;

enum {
    ASSAY_COLUMN_NAME_MAX = 38,
    ASSAY_COLUMNS_MAX = 64,
    ASSAY_COLUMN_BLOCK = 64, /* records a base[] entry of starts stands for */
    ASSAY_NAME_DIGITS = 8    /* of a name's number, at most */
};

typedef struct {
    const assay_segment *segment;
    assay_column_type type;
    assay_span name;
    uint32_t records;
    uint64_t at, size; /* of its data in COLUMNS */
    uint32_t strings;  /* KEYWORDS, NAMES: size of the table */
    uint64_t items;    /* KEYWORDS: in all; BYTES: bytes in all */
    uint8_t base_width, start_width;
    uint8_t ordinal_width, number_width; /* of an item's; NAMES: a record's */
    uint64_t string_at, bytes_at, base_at, start_at, ordinal_at; /* in COLUMNS */
} assay_column;

ASSAY_MUST_USE assay_status assay_columns_count(uint32_t *out, const assay_segment *segment,
                                                assay_error *err);
ASSAY_MUST_USE assay_status assay_column_at(assay_column *out, const assay_segment *segment,
                                            uint32_t i, assay_error *err);
/* ASSAY_E_NOT_FOUND, without a message, when the segment has no such column. */
ASSAY_MUST_USE assay_status assay_column_find(assay_column *out, const assay_segment *segment,
                                              assay_span name, assay_error *err);

/* *present false: the record has none. The column must have the type; record >= records is
 * ASSAY_E_CORRUPT. */
ASSAY_MUST_USE assay_status assay_column_i64(int64_t *out, bool *present,
                                             const assay_column *column, uint32_t record,
                                             assay_error *err);
ASSAY_MUST_USE assay_status assay_column_double(double *out, bool *present,
                                                const assay_column *column, uint32_t record,
                                                assay_error *err);
/* Borrowed from the segment. Empty when the record has none. */
ASSAY_MUST_USE assay_status assay_column_bytes(assay_span *out, const assay_column *column,
                                               uint32_t record, assay_error *err);
/* Appends the record's name to out; nothing when it has none. */
ASSAY_MUST_USE assay_status assay_column_name(assay_buffer *out, const assay_column *column,
                                              uint32_t record, assay_error *err);
/* Up to `capacity` ordinals of the record, ascending; *count how many it has in all. */
ASSAY_MUST_USE assay_status assay_column_keywords(uint32_t *ordinals, size_t capacity,
                                                  size_t *count, const assay_column *column,
                                                  uint32_t record, assay_error *err);
ASSAY_MUST_USE assay_status assay_column_string(assay_span *out, const assay_column *column,
                                                uint32_t ordinal, assay_error *err);
/* The string's ordinal, or the table's size when it is not there. */
ASSAY_MUST_USE assay_status assay_column_ordinal(uint32_t *out, const assay_column *column,
                                                 assay_span string, assay_error *err);
/* Sets bit i of bits (records/64 + 1 words, zeroed by the caller) for every record i whose value is
 * within [low, high]; ranges that cannot or must all match are not read. */
ASSAY_MUST_USE assay_status assay_column_select_i64(uint64_t *bits, const assay_column *column,
                                                    int64_t low, int64_t high, assay_error *err);
ASSAY_MUST_USE assay_status assay_column_select_double(uint64_t *bits, const assay_column *column,
                                                       double low, double high, assay_error *err);
/* Order-preserving images of values. */
uint64_t assay_column_key_i64(int64_t value);
uint64_t assay_column_key_double(double value);
int64_t assay_column_i64_of(uint64_t key);
double assay_column_double_of(uint64_t key);
#endif
