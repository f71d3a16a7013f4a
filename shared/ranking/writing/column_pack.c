#include "ranking/writing/column_pack.h"

#include <stdlib.h>

/* ---- starts ---- */

/* start[r]: the items before record r. */
static void list_starts(uint64_t *start, const assay_column_values *column, uint32_t records) {
    bool bytes = column->type != ASSAY_COLUMN_KEYWORDS;
    size_t i = 0;
    for (uint64_t record = 0; record <= records; record++) {
        while (i < column->count && column->records[i] < record)
            i++;
        start[record] = !bytes ? i : i == 0 ? 0 : column->values[i - 1];
    }
}

static void write_starts(assay_buffer *out, const uint64_t *start, uint32_t records) {
    uint64_t most = 0, widest = 0;
    for (uint64_t r = 0; r <= records; r++) {
        uint64_t items = r < records ? start[r + 1] - start[r] : 0;
        uint64_t within = start[r] - start[r / ASSAY_COLUMN_BLOCK * ASSAY_COLUMN_BLOCK];
        most = items > most ? items : most;
        widest = within > widest ? within : widest;
    }
    if (start[records] == 0) { /* half of the columns of a collection say nothing */
        assay_buffer_add_u64(out, 0);
        assay_buffer_add_u64(out, 0);
        return;
    }
    unsigned base_width = assay_bits_width(start[records]);
    unsigned width = most <= 1 ? 0 : assay_bits_width(widest);
    assay_buffer_add_u64(out, start[records]);
    assay_buffer_add_u64(out, base_width | width << 8);
    assay_bits_writer bits = {out, 0, 0};
    for (uint64_t r = 0; r <= records; r += ASSAY_COLUMN_BLOCK)
        assay_bits_put(&bits, start[r], base_width);
    assay_bits_flush(&bits);
    for (uint64_t r = 0; r <= records; r++)
        if (width == 0)
            assay_bits_put(&bits, r < records ? start[r + 1] - start[r] : 0, 1);
        else
            assay_bits_put(&bits, start[r] - start[r / ASSAY_COLUMN_BLOCK * ASSAY_COLUMN_BLOCK],
                           width);
    assay_bits_flush(&bits);
}

assay_status assay_column_pack_starts(assay_buffer *out, const assay_column_values *column,
                                      uint32_t records, assay_error *err) {
    uint64_t *start = malloc((records + (size_t)1) * sizeof *start);
    if (start == NULL)
        return assay_fail_memory(err);
    list_starts(start, column, records);
    write_starts(out, start, records);
    free(start);
    return ASSAY_OK;
}

/* ---- strings ---- */

typedef struct {
    assay_span text;
    uint32_t id;
} named;

static int compare_named(const void *a, const void *b) {
    const named *x = a, *y = b;
    return assay_span_compare(x->text, y->text);
}

assay_status assay_column_pack_strings(assay_buffer *out, uint32_t *ordinal,
                                       const assay_map *strings, assay_error *err) {
    uint32_t count = assay_map_count(strings);
    named *sorted = malloc((count + (size_t)1) * sizeof *sorted);
    uint64_t at = 0;
    if (sorted == NULL)
        return assay_fail_memory(err);
    for (uint32_t id = 0; id < count; id++)
        sorted[id] = (named){assay_map_key(strings, id), id};
    qsort(sorted, count, sizeof *sorted, compare_named);
    assay_buffer_add_u32(out, count);
    for (uint32_t i = 0; i < count; i++) {
        assay_buffer_add_u32(out, (uint32_t)at);
        at += sorted[i].text.size;
        ordinal[sorted[i].id] = i;
    }
    assay_buffer_add_u32(out, (uint32_t)at);
    for (uint32_t i = 0; i < count; i++)
        assay_buffer_add_span(out, sorted[i].text);
    free(sorted);
    return at <= UINT32_MAX ? ASSAY_OK
                            : assay_fail(err, ASSAY_E_LIMIT, "a column's strings pass 4 GiB");
}

/* ---- names ---- */

/* A name taken apart: id of its head in heads, the number behind it. */
typedef struct {
    uint32_t head;
    uint32_t number;
} name_parts;

static assay_span name_at(const assay_column_values *column, size_t i) {
    size_t from = i == 0 ? 0 : (size_t)column->values[i - 1];
    return assay_span_make(column->bytes.data + from, (size_t)column->values[i] - from);
}

static bool take_apart(name_parts *out, assay_map *heads, assay_buffer *key, assay_span name) {
    size_t size = name.size;
    *out = (name_parts){0};
    while (size > 0 && name.size - size < ASSAY_NAME_DIGITS && name.data[size - 1] >= '0' &&
           name.data[size - 1] <= '9')
        size--;
    for (size_t i = size; i < name.size; i++)
        out->number = out->number * 10 + (uint32_t)(name.data[i] - '0');
    assay_buffer_clear(key);
    assay_buffer_add_byte(key, (char)(name.size - size));
    assay_buffer_add_span(key, assay_span_first(name, size));
    out->head =
        key->failed == ASSAY_OK ? assay_map_intern(heads, assay_buffer_span(key)) : ASSAY_MAP_NONE;
    return out->head != ASSAY_MAP_NONE;
}

/* The heads, then each record's ordinal + 1 (0: no name) and number. */
static assay_status write_names(assay_buffer *out, const assay_column_values *column,
                                const name_parts *parts, const assay_map *heads, uint32_t records,
                                assay_error *err) {
    uint32_t *ordinal = malloc((assay_map_count(heads) + (size_t)1) * sizeof *ordinal);
    uint32_t most = 0;
    if (ordinal == NULL)
        return assay_fail_memory(err);
    assay_status status = assay_column_pack_strings(out, ordinal, heads, err);
    for (size_t i = 0; i < column->count; i++)
        most = parts[i].number > most ? parts[i].number : most;
    unsigned head_width = assay_bits_width(assay_map_count(heads));
    unsigned number_width = assay_bits_width(most);
    assay_buffer_add_byte(out, (char)head_width);
    assay_buffer_add_byte(out, (char)number_width);
    assay_bits_writer bits = {out, 0, 0};
    size_t i = 0;
    for (uint32_t record = 0; record < records; record++) {
        bool there = i < column->count && column->records[i] == record;
        assay_bits_put(&bits, there ? ordinal[parts[i].head] + UINT64_C(1) : 0, head_width);
        assay_bits_put(&bits, there ? parts[i].number : 0, number_width);
        i += there;
    }
    assay_bits_flush(&bits);
    free(ordinal);
    return status;
}

assay_status assay_column_pack_names(assay_buffer *out, const assay_column_values *column,
                                     uint32_t records, assay_error *err) {
    assay_map heads;
    assay_buffer key;
    name_parts *parts = malloc((column->count + 1) * sizeof *parts);
    bool good = parts != NULL;
    assay_map_init(&heads);
    assay_buffer_init(&key, ASSAY_BUFFER_NO_CAP);
    for (size_t i = 0; i < column->count && good; i++)
        good = take_apart(&parts[i], &heads, &key, name_at(column, i));
    assay_status status =
        good ? write_names(out, column, parts, &heads, records, err) : assay_fail_memory(err);
    assay_map_done(&heads);
    assay_buffer_done(&key);
    free(parts);
    return status;
}
