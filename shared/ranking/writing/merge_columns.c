/* The columns of several segments: the union of their names, values by new local id. */
#include "ranking/writing/columns_writer.h"
#include "ranking/writing/merging.h"

#include <stdlib.h>

enum { KEYWORDS_AT_ONCE = 64 };

/* One column as each source has it; present[s] false: the source does not. */
typedef struct {
    assay_column *sources;
    bool *present;
    uint32_t *ordinals; /* KEYWORDS of one record */
    size_t ordinal_capacity;
    assay_buffer name; /* of one record */
} column_sources;

static assay_status find_sources(column_sources *out, const assay_merge_records *records,
                                 assay_span name, assay_column_type type, assay_error *err) {
    for (size_t s = 0; s < records->count; s++) {
        assay_status status =
            assay_column_find(&out->sources[s], records->sources[s].segment, name, err);
        if (status != ASSAY_OK && status != ASSAY_E_NOT_FOUND)
            return status;
        out->present[s] = status == ASSAY_OK;
        if (out->present[s] && out->sources[s].type != type)
            return assay_fail(err, ASSAY_E_USAGE, "%s: column %.*s has another type",
                              assay_segment_path(records->sources[s].segment),
                              ASSAY_SPAN_ARG(name));
    }
    return ASSAY_OK;
}

static assay_status copy_keywords(assay_columns_writer *writer, unsigned into,
                                  column_sources *sources, const assay_column *column,
                                  uint32_t record, uint32_t local, assay_error *err) {
    size_t count = 0;
    ASSAY_TRY(assay_column_keywords(sources->ordinals, sources->ordinal_capacity, &count, column,
                                    local, err));
    if (count > sources->ordinal_capacity) {
        uint32_t *grown = realloc(sources->ordinals, count * sizeof *grown);
        if (grown == NULL)
            return assay_fail_memory(err);
        sources->ordinals = grown;
        sources->ordinal_capacity = count;
        ASSAY_TRY(assay_column_keywords(grown, count, &count, column, local, err));
    }
    for (size_t i = 0; i < count; i++) {
        assay_span text = {0};
        ASSAY_TRY(assay_column_string(&text, column, sources->ordinals[i], err));
        ASSAY_TRY(assay_columns_writer_keyword(writer, into, record, text, err));
    }
    return ASSAY_OK;
}

static assay_status copy_name(assay_columns_writer *writer, unsigned into, column_sources *sources,
                              const assay_column *column, uint32_t record, uint32_t local,
                              assay_error *err) {
    assay_buffer *name = &sources->name;
    assay_buffer_clear(name);
    ASSAY_TRY(assay_column_name(name, column, local, err));
    return name->size != 0
               ? assay_columns_writer_bytes(writer, into, record, assay_buffer_span(name), err)
               : ASSAY_OK;
}

static assay_status copy_value(assay_columns_writer *writer, unsigned into, column_sources *sources,
                               const assay_column *column, uint32_t record, uint32_t local,
                               assay_error *err) {
    bool present = false;
    int64_t number = 0;
    double real = 0;
    assay_span bytes = {0};
    switch (column->type) {
    case ASSAY_COLUMN_I64:
        ASSAY_TRY(assay_column_i64(&number, &present, column, local, err));
        return present ? assay_columns_writer_i64(writer, into, record, number, err) : ASSAY_OK;
    case ASSAY_COLUMN_DOUBLE:
        ASSAY_TRY(assay_column_double(&real, &present, column, local, err));
        return present ? assay_columns_writer_double(writer, into, record, real, err) : ASSAY_OK;
    case ASSAY_COLUMN_BYTES:
        ASSAY_TRY(assay_column_bytes(&bytes, column, local, err));
        return bytes.size != 0 ? assay_columns_writer_bytes(writer, into, record, bytes, err)
                               : ASSAY_OK;
    case ASSAY_COLUMN_KEYWORDS:
        return copy_keywords(writer, into, sources, column, record, local, err);
    case ASSAY_COLUMN_NAMES:
        return copy_name(writer, into, sources, column, record, local, err);
    }
    return ASSAY_OK;
}

static assay_status copy_column(assay_columns_writer *writer, unsigned into,
                                const assay_merge_records *records, column_sources *sources,
                                assay_error *err) {
    for (uint32_t i = 0; i < records->records; i++) {
        uint32_t s = records->source[i];
        if (sources->present[s])
            ASSAY_TRY(
                copy_value(writer, into, sources, &sources->sources[s], i, records->local[i], err));
    }
    return ASSAY_OK;
}

/* Adds the columns of source s that are not there yet to the writer, with all their values. */
static assay_status take_columns(assay_columns_writer *writer, const assay_merge_records *records,
                                 size_t s, column_sources *sources, assay_error *err) {
    const assay_segment *segment = records->sources[s].segment;
    uint32_t count = 0;
    ASSAY_TRY(assay_columns_count(&count, segment, err));
    for (uint32_t i = 0; i < count; i++) {
        assay_column column;
        unsigned before = writer->count, into = 0;
        ASSAY_TRY(assay_column_at(&column, segment, i, err));
        ASSAY_TRY(assay_columns_writer_column(&into, writer, column.name, column.type, err));
        if (writer->count == before)
            continue;
        ASSAY_TRY(find_sources(sources, records, column.name, column.type, err));
        ASSAY_TRY(copy_column(writer, into, records, sources, err));
    }
    return ASSAY_OK;
}

assay_status assay_merge_columns(assay_buffer *out, const assay_merge_records *records,
                                 assay_error *err) {
    assay_columns_writer writer;
    column_sources sources = {.sources = calloc(records->count, sizeof *sources.sources),
                              .present = calloc(records->count, sizeof *sources.present),
                              .ordinals = malloc(KEYWORDS_AT_ONCE * sizeof(uint32_t)),
                              .ordinal_capacity = KEYWORDS_AT_ONCE};
    bool allocated = sources.sources != NULL && sources.present != NULL && sources.ordinals != NULL;
    assay_status status = allocated ? ASSAY_OK : assay_fail_memory(err);
    assay_columns_writer_init(&writer);
    assay_buffer_init(&sources.name, ASSAY_BUFFER_NO_CAP);
    for (size_t s = 0; s < records->count && status == ASSAY_OK; s++)
        status = take_columns(&writer, records, s, &sources, err);
    if (status == ASSAY_OK)
        status = assay_columns_writer_write(out, &writer, records->records, err);
    assay_columns_writer_done(&writer);
    free(sources.sources);
    free(sources.present);
    free(sources.ordinals);
    assay_buffer_done(&sources.name);
    return status;
}
