/* Values of records gathered column by column, and the COLUMNS part made of them (columns.h).
 *
 * Values are given in ascending order of records. One thread at a time. */
#ifndef ASSAY_RANKING_COLUMNS_WRITER_H
#define ASSAY_RANKING_COLUMNS_WRITER_H
#include "base/buffer.h"
#include "base/map.h"
#include "ranking/segment/columns.h"

typedef struct {
    char name[ASSAY_COLUMN_NAME_MAX];
    size_t name_size;
    assay_column_type type;
    /* I64, DOUBLE: u64 in the values' order and the record of each; the others: item per value */
    uint32_t *records;
    uint64_t *values; /* KEYWORDS: id in strings; BYTES, NAMES: end offset in bytes */
    size_t count, capacity;
    assay_map strings;
    assay_buffer bytes;
} assay_column_values;

typedef struct {
    assay_column_values *columns;
    unsigned count;
} assay_columns_writer;

void assay_columns_writer_init(assay_columns_writer *writer);
void assay_columns_writer_done(assay_columns_writer *writer);
/* Forgets the values, keeps the columns. */
void assay_columns_writer_clear(assay_columns_writer *writer);
size_t assay_columns_writer_memory(const assay_columns_writer *writer);
/* A column of this name and type: the one there is or a new one. ASSAY_E_USAGE when it has another
 * type, ASSAY_E_LIMIT for a name too long or a column too many. */
ASSAY_MUST_USE assay_status assay_columns_writer_column(unsigned *column,
                                                        assay_columns_writer *writer,
                                                        assay_span name, assay_column_type type,
                                                        assay_error *err);
/* The value's type must be the column's (ASSAY_E_USAGE). Of several single values of one record the
 * last holds. */
ASSAY_MUST_USE assay_status assay_columns_writer_i64(assay_columns_writer *writer, unsigned column,
                                                     uint32_t record, int64_t value,
                                                     assay_error *err);
ASSAY_MUST_USE assay_status assay_columns_writer_double(assay_columns_writer *writer,
                                                        unsigned column, uint32_t record,
                                                        double value, assay_error *err);
ASSAY_MUST_USE assay_status assay_columns_writer_keyword(assay_columns_writer *writer,
                                                         unsigned column, uint32_t record,
                                                         assay_span value, assay_error *err);
/* BYTES and NAMES. */
ASSAY_MUST_USE assay_status assay_columns_writer_bytes(assay_columns_writer *writer,
                                                       unsigned column, uint32_t record,
                                                       assay_span value, assay_error *err);
/* Appends the COLUMNS part of `records` records to out; columns stand in order of their names. */
ASSAY_MUST_USE assay_status assay_columns_writer_write(assay_buffer *out,
                                                       assay_columns_writer *writer,
                                                       uint32_t records, assay_error *err);
#endif
