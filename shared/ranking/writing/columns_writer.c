#include "ranking/writing/columns_writer.h"

#include "ranking/writing/column_pack.h"

#include <math.h>
#include <stdlib.h>

/* ---- gathering ---- */

void assay_columns_writer_init(assay_columns_writer *writer) {
    *writer = (assay_columns_writer){0};
}

void assay_columns_writer_done(assay_columns_writer *writer) {
    for (unsigned i = 0; i < writer->count; i++) {
        assay_column_values *column = &writer->columns[i];
        free(column->records);
        free(column->values);
        assay_map_done(&column->strings);
        assay_buffer_done(&column->bytes);
    }
    free(writer->columns);
    *writer = (assay_columns_writer){0};
}

void assay_columns_writer_clear(assay_columns_writer *writer) {
    for (unsigned i = 0; i < writer->count; i++) {
        writer->columns[i].count = 0;
        assay_map_clear(&writer->columns[i].strings);
        assay_buffer_clear(&writer->columns[i].bytes);
    }
}

size_t assay_columns_writer_memory(const assay_columns_writer *writer) {
    size_t size = 0;
    for (unsigned i = 0; i < writer->count; i++) {
        const assay_column_values *column = &writer->columns[i];
        size += column->capacity * 12 + assay_map_memory(&column->strings) + column->bytes.capacity;
    }
    return size;
}

static assay_status add_column(assay_columns_writer *writer, assay_span name,
                               assay_column_type type, assay_error *err) {
    if (name.size == 0 || name.size > ASSAY_COLUMN_NAME_MAX || writer->count == ASSAY_COLUMNS_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "column %.*s: name too long or too many columns",
                          ASSAY_SPAN_ARG(name));
    assay_column_values *columns = realloc(writer->columns, (writer->count + 1) * sizeof *columns);
    if (columns == NULL)
        return assay_fail_memory(err);
    writer->columns = columns;
    assay_column_values *column = &columns[writer->count++];
    memset(column, 0, sizeof *column);
    memcpy(column->name, name.data, name.size);
    column->name_size = name.size;
    column->type = type;
    assay_map_init(&column->strings);
    assay_buffer_init(&column->bytes, ASSAY_BUFFER_NO_CAP);
    return ASSAY_OK;
}

static assay_span name_of(const assay_column_values *column) {
    return assay_span_make(column->name, column->name_size);
}

assay_status assay_columns_writer_column(unsigned *column, assay_columns_writer *writer,
                                         assay_span name, assay_column_type type,
                                         assay_error *err) {
    for (unsigned i = 0; i < writer->count; i++) {
        if (!assay_span_equal(name_of(&writer->columns[i]), name))
            continue;
        if (writer->columns[i].type != type)
            return assay_fail(err, ASSAY_E_USAGE, "column %.*s has another type",
                              ASSAY_SPAN_ARG(name));
        *column = i;
        return ASSAY_OK;
    }
    ASSAY_TRY(add_column(writer, name, type, err));
    *column = writer->count - 1;
    return ASSAY_OK;
}

static assay_status grow(assay_column_values *column, assay_error *err) {
    size_t capacity = column->capacity == 0 ? 256 : column->capacity * 2;
    uint32_t *records = realloc(column->records, capacity * sizeof *records);
    if (records == NULL)
        return assay_fail_memory(err);
    column->records = records;
    uint64_t *values = realloc(column->values, capacity * sizeof *values);
    if (values == NULL)
        return assay_fail_memory(err);
    column->values = values;
    column->capacity = capacity;
    return ASSAY_OK;
}

static assay_status check_type(const assay_columns_writer *writer, unsigned column,
                               assay_column_type type, assay_error *err) {
    if (column < writer->count && writer->columns[column].type == type)
        return ASSAY_OK;
    return assay_fail(err, ASSAY_E_USAGE, "column %u has another type", column);
}

/* A single value replaces the one the record has. */
static assay_status put(assay_columns_writer *writer, unsigned column, uint32_t record,
                        uint64_t value, assay_error *err) {
    assay_column_values *values = &writer->columns[column];
    bool single = values->type != ASSAY_COLUMN_KEYWORDS;
    if (single && values->count != 0 && values->records[values->count - 1] == record)
        values->count--;
    if (values->count == values->capacity)
        ASSAY_TRY(grow(values, err));
    values->records[values->count] = record;
    values->values[values->count++] = value;
    return ASSAY_OK;
}

assay_status assay_columns_writer_i64(assay_columns_writer *writer, unsigned column,
                                      uint32_t record, int64_t value, assay_error *err) {
    ASSAY_TRY(check_type(writer, column, ASSAY_COLUMN_I64, err));
    if (value == INT64_MIN)
        return assay_fail(err, ASSAY_E_LIMIT, "a column cannot hold the least 64-bit number");
    return put(writer, column, record, assay_column_key_i64(value), err);
}

assay_status assay_columns_writer_double(assay_columns_writer *writer, unsigned column,
                                         uint32_t record, double value, assay_error *err) {
    ASSAY_TRY(check_type(writer, column, ASSAY_COLUMN_DOUBLE, err));
    if (isnan(value))
        return assay_fail(err, ASSAY_E_USAGE, "a column cannot hold what is not a number");
    return put(writer, column, record, assay_column_key_double(value), err);
}

assay_status assay_columns_writer_keyword(assay_columns_writer *writer, unsigned column,
                                          uint32_t record, assay_span value, assay_error *err) {
    ASSAY_TRY(check_type(writer, column, ASSAY_COLUMN_KEYWORDS, err));
    uint32_t id = assay_map_intern(&writer->columns[column].strings, value);
    if (id == ASSAY_MAP_NONE)
        return assay_fail_memory(err);
    return put(writer, column, record, id, err);
}

assay_status assay_columns_writer_bytes(assay_columns_writer *writer, unsigned column,
                                        uint32_t record, assay_span value, assay_error *err) {
    if (column >= writer->count || writer->columns[column].type != ASSAY_COLUMN_NAMES)
        ASSAY_TRY(check_type(writer, column, ASSAY_COLUMN_BYTES, err));
    assay_column_values *values = &writer->columns[column];
    if (values->count != 0 && values->records[values->count - 1] == record)
        values->bytes.size = values->count > 1 ? (size_t)values->values[values->count - 2] : 0;
    assay_buffer_add_span(&values->bytes, value);
    ASSAY_TRY(assay_buffer_check(&values->bytes, err));
    return put(writer, column, record, values->bytes.size, err);
}

/* ---- writing ---- */

typedef struct {
    uint64_t min, max;
    unsigned width;
    bool has_missing;
} range_facts;

static range_facts facts_of(const assay_column_values *column, size_t from, size_t to,
                            uint32_t size) {
    range_facts facts = {UINT64_MAX, 0, 0, to - from < size};
    for (size_t i = from; i < to; i++) {
        facts.min = column->values[i] < facts.min ? column->values[i] : facts.min;
        facts.max = column->values[i] > facts.max ? column->values[i] : facts.max;
    }
    if (from == to)
        facts.min = facts.max = 0;
    facts.width = from == to ? 0 : assay_bits_width(facts.max - facts.min + facts.has_missing);
    return facts;
}

static void pack_range(assay_buffer *out, const assay_column_values *column, size_t from,
                       uint32_t first, uint32_t size, const range_facts *facts) {
    assay_bits_writer bits = {out, 0, 0};
    for (uint32_t record = first; record < first + size; record++) {
        uint64_t value = 0;
        if (from < column->count && column->records[from] == record)
            value = column->values[from++] - facts->min + facts->has_missing;
        assay_bits_put(&bits, value, facts->width);
    }
    assay_bits_flush(&bits);
}

static void write_numbers(assay_buffer *out, const assay_column_values *column, uint32_t records) {
    uint32_t ranges = (uint32_t)(((uint64_t)records + ASSAY_RANGE_SIZE - 1) >> ASSAY_RANGE_BITS);
    assay_buffer data;
    assay_buffer_init(&data, ASSAY_BUFFER_NO_CAP);
    size_t from = 0;
    for (uint32_t r = 0; r < ranges; r++) {
        uint32_t first = r << ASSAY_RANGE_BITS;
        uint32_t size = records - first < ASSAY_RANGE_SIZE ? records - first : ASSAY_RANGE_SIZE;
        size_t to = from;
        while (to < column->count && column->records[to] - first < size)
            to++;
        range_facts facts = facts_of(column, from, to, size);
        assay_buffer_add_u64(out, facts.min);
        assay_buffer_add_u64(out, facts.max);
        assay_buffer_add_u64(out, (uint64_t)ranges * 32 + data.size);
        assay_buffer_add_u64(out, facts.width | (facts.has_missing ? 256U : 0U));
        pack_range(&data, column, from, first, size, &facts);
        from = to;
    }
    assay_buffer_add(out, data.data, data.size);
    if (out->failed == ASSAY_OK)
        out->failed = data.failed;
    assay_buffer_done(&data);
}

static int compare_u64(const void *a, const void *b) {
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* Replaces ids by ordinals, each record's ascending and once; the column is consumed. */
static void order_keywords(assay_column_values *column, const uint32_t *ordinal) {
    size_t kept = 0;
    for (size_t i = 0, end = 0; i < column->count; i = end) {
        while (end < column->count && column->records[end] == column->records[i]) {
            column->values[end] = ordinal[column->values[end]];
            end++;
        }
        qsort(column->values + i, end - i, sizeof *column->values, compare_u64);
        for (size_t j = i; j < end; j++) {
            if (j != i && column->values[j] == column->values[j - 1])
                continue;
            column->records[kept] = column->records[j];
            column->values[kept++] = column->values[j];
        }
    }
    column->count = kept;
}

static assay_status write_keywords(assay_buffer *out, assay_column_values *column, uint32_t records,
                                   assay_error *err) {
    uint32_t *ordinal = malloc((assay_map_count(&column->strings) + (size_t)1) * sizeof *ordinal);
    if (ordinal == NULL)
        return assay_fail_memory(err);
    assay_status status = assay_column_pack_strings(out, ordinal, &column->strings, err);
    order_keywords(column, ordinal);
    free(ordinal);
    uint32_t strings = assay_map_count(&column->strings);
    unsigned ordinal_width = strings != 0 ? assay_bits_width(strings - 1) : 0;
    assay_buffer_add_byte(out, (char)ordinal_width);
    if (status == ASSAY_OK)
        status = assay_column_pack_starts(out, column, records, err);
    assay_bits_writer bits = {out, 0, 0};
    for (size_t i = 0; i < column->count; i++)
        assay_bits_put(&bits, column->values[i], ordinal_width);
    assay_bits_flush(&bits);
    return status;
}

static assay_status write_bytes(assay_buffer *out, const assay_column_values *column,
                                uint32_t records, assay_error *err) {
    ASSAY_TRY(assay_column_pack_starts(out, column, records, err));
    assay_buffer_add(out, column->bytes.data, column->bytes.size);
    return ASSAY_OK;
}

static assay_status write_column(assay_buffer *out, assay_column_values *column, uint32_t records,
                                 assay_error *err) {
    switch (column->type) {
    case ASSAY_COLUMN_I64:
    case ASSAY_COLUMN_DOUBLE:
        write_numbers(out, column, records);
        return ASSAY_OK;
    case ASSAY_COLUMN_KEYWORDS:
        return write_keywords(out, column, records, err);
    case ASSAY_COLUMN_BYTES:
        return write_bytes(out, column, records, err);
    case ASSAY_COLUMN_NAMES:
        return assay_column_pack_names(out, column, records, err);
    }
    return ASSAY_OK;
}

static void add_entry(assay_buffer *out, const assay_column_values *column, uint64_t at,
                      uint64_t size) {
    char name[ASSAY_COLUMN_NAME_MAX] = {0};
    memcpy(name, column->name, column->name_size);
    assay_buffer_add_byte(out, (char)column->type);
    assay_buffer_add_byte(out, (char)column->name_size);
    assay_buffer_add(out, name, sizeof name);
    assay_buffer_add_u64(out, at);
    assay_buffer_add_u64(out, size);
    assay_buffer_add_u64(out, 0);
}

static void sort_columns(assay_column_values **sorted, unsigned count) {
    for (unsigned i = 1; i < count; i++) {
        assay_column_values *column = sorted[i];
        unsigned at = i;
        for (; at != 0 && assay_span_compare(name_of(sorted[at - 1]), name_of(column)) > 0; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = column;
    }
}

assay_status assay_columns_writer_write(assay_buffer *out, assay_columns_writer *writer,
                                        uint32_t records, assay_error *err) {
    assay_column_values *sorted[ASSAY_COLUMNS_MAX] = {NULL};
    assay_buffer data;
    assay_status status = ASSAY_OK;
    for (unsigned i = 0; i < writer->count; i++)
        sorted[i] = &writer->columns[i];
    sort_columns(sorted, writer->count);
    assay_buffer_init(&data, ASSAY_BUFFER_NO_CAP);
    assay_buffer_add_u32(out, writer->count);
    for (unsigned i = 0; i < writer->count && status == ASSAY_OK; i++) {
        size_t at = data.size;
        status = write_column(&data, sorted[i], records, err);
        add_entry(out, sorted[i], 4 + (uint64_t)writer->count * 64 + at, data.size - at);
    }
    assay_buffer_add(out, data.data, data.size);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&data, err);
    assay_buffer_done(&data);
    return status == ASSAY_OK ? assay_buffer_check(out, err) : status;
}
