#include "records/tables/table.h"

#include "records/input/input.h"
#include "records/tables/csv.h"

typedef struct {
    const assay_table_format *format;
    const assay_read_options *options;
    const assay_record_sink *sink;
    assay_csv csv;
    assay_arena arena; /* of the header */
    assay_span *names;
    assay_column *columns;
    size_t count;
} table_reader;

static assay_status report(const table_reader *reader, assay_span record, bool lost,
                           const assay_error *problem, assay_error *err) {
    const assay_read_place place = {reader->csv.line, reader->csv.byte, record};
    return assay_read_report_at(reader->csv.input, reader->sink, place, lost, problem, err);
}

static assay_status read_header(table_reader *reader, assay_error *err) {
    bool more, known = false;
    ASSAY_TRY(assay_csv_next(&more, &reader->csv, err));
    if (!more)
        return assay_fail(err, ASSAY_E_FORMAT, "the table has no rows");
    size_t count = reader->csv.count;
    reader->names = assay_arena_calloc(&reader->arena, count, sizeof *reader->names);
    reader->columns = assay_arena_calloc(&reader->arena, count, sizeof *reader->columns);
    if (reader->names == NULL || reader->columns == NULL)
        return assay_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        assay_span name = assay_span_trim(reader->csv.cells[i]);
        ASSAY_TRY(assay_arena_copy(&reader->names[i], &reader->arena, name, err));
        reader->columns[i] = reader->format->column(reader->options->map, reader->names[i]);
        known |= reader->columns[i].kind != ASSAY_COLUMN_EXTRA &&
                 reader->columns[i].kind != ASSAY_COLUMN_IGNORE;
    }
    reader->count = count;
    reader->csv.expected = count;
    return known ? ASSAY_OK
                 : assay_fail(err, ASSAY_E_FORMAT,
                              "no column of the first line is known by its name (--map names "
                              "columns)");
}

static assay_status warn_of_row(table_reader *reader, const assay_record *read, assay_error *err) {
    const assay_csv *csv = &reader->csv;
    const assay_span record = read->identity;
    assay_error problem = {0};
    if (assay_flat_note(read, &problem) != ASSAY_OK)
        ASSAY_TRY(report(reader, record, false, &problem, err));
    if (csv->unclosed) {
        (void)assay_fail(&problem, ASSAY_E_FORMAT, "a quote that never closes was taken as text");
        ASSAY_TRY(report(reader, record, false, &problem, err));
    }
    if (csv->count != reader->count) {
        (void)assay_fail(&problem, ASSAY_E_FORMAT, "the row has %zu cells, the first line %zu",
                         csv->count, reader->count);
        ASSAY_TRY(report(reader, record, false, &problem, err));
    }
    if (csv->repaired != 0) {
        (void)assay_fail(&problem, ASSAY_E_FORMAT,
                         "%zu bytes that are not UTF-8 were taken for Windows-1252", csv->repaired);
        ASSAY_TRY(report(reader, record, false, &problem, err));
    }
    return ASSAY_OK;
}

static assay_status fill_row(table_reader *reader, assay_record *record, assay_error *err) {
    const assay_table_format *format = reader->format;
    const assay_csv *csv = &reader->csv;
    int type = reader->options->default_type;
    assay_flat flat;
    assay_flat_begin(&flat, record);
    flat.dividers = format->dividers;
    flat.month_first = format->month_first;
    record->source_format = assay_span_of(format->name);
    for (size_t i = 0; i < csv->count; i++) {
        bool done = false, named = i < reader->count;
        assay_span name = named ? reader->names[i] : ASSAY_SPAN("surplus");
        if (format->cell != NULL && named)
            ASSAY_TRY(format->cell(&done, record, name, csv->cells[i], err));
        if (!done)
            ASSAY_TRY(assay_flat_add(&flat, named ? reader->columns[i] : (assay_column){0}, name,
                                     csv->cells[i], true, err));
    }
    if (format->finish != NULL)
        ASSAY_TRY(format->finish(&flat, err));
    return assay_flat_finish(&flat, type >= 0 ? type : format->habit, err);
}

static assay_status push_row(table_reader *reader, assay_error *err) {
    const assay_record_sink *sink = reader->sink;
    assay_error problem = {0};
    assay_record *record = sink->begin(sink->user, err);
    if (record == NULL)
        return err != NULL && err->status != ASSAY_OK ? err->status : assay_fail_memory(err);
    assay_status status = fill_row(reader, record, &problem);
    if (status == ASSAY_E_MEMORY)
        return assay_fail_memory(err);
    if (status != ASSAY_OK)
        return report(reader, record->identity, true, &problem, err);
    ASSAY_TRY(warn_of_row(reader, record, err));
    return sink->record(sink->user, record, err);
}

static assay_status read_rows(table_reader *reader, assay_error *err) {
    ASSAY_TRY(read_header(reader, err));
    for (;;) {
        bool more = true;
        assay_error problem = {0};
        assay_status status = assay_csv_next(&more, &reader->csv, &problem);
        if (status == ASSAY_E_LIMIT) {
            ASSAY_TRY(report(reader, (assay_span){NULL, 0}, true, &problem, err));
            continue;
        }
        if (status != ASSAY_OK) {
            if (err != NULL)
                *err = problem;
            return status;
        }
        if (!more)
            return ASSAY_OK;
        ASSAY_TRY(push_row(reader, err));
    }
}

assay_status assay_table_read(assay_input *input, const assay_table_format *format,
                              const assay_read_options *options, const assay_record_sink *sink,
                              assay_error *err) {
    table_reader reader = {.format = format, .options = options, .sink = sink};
    char separator = format->separator;
    ASSAY_TRY(assay_column_check_map(options->map, err));
    if (separator == 0) {
        assay_span head;
        ASSAY_TRY(assay_input_peek(&head, input, err));
        separator = assay_csv_sniff(head);
    }
    assay_csv_init(&reader.csv, input, separator,
                   options->max_record_bytes != 0 ? options->max_record_bytes
                                                  : ASSAY_READ_MAX_RECORD);
    assay_arena_init(&reader.arena);
    assay_status status = read_rows(&reader, err);
    assay_arena_done(&reader.arena);
    assay_csv_done(&reader.csv);
    return status;
}

/* Letters and digits of a and b are the same but for case. */
static bool same_name(assay_span a, assay_span b) {
    size_t i = 0, k = 0;
    for (;;) {
        while (i < a.size && strchr(" _-\"./", a.data[i]) != NULL)
            i++;
        while (k < b.size && strchr(" _-\"./", b.data[k]) != NULL)
            k++;
        if (i == a.size || k == b.size)
            return i == a.size && k == b.size;
        if ((a.data[i++] | 0x20) != (b.data[k++] | 0x20))
            return false;
    }
}

bool assay_table_has_column(assay_span head, const char *name) {
    assay_span line = assay_span_trim(assay_span_cut(&head, '\n'));
    char separator = assay_csv_sniff(line);
    while (line.size != 0)
        if (same_name(assay_span_cut(&line, separator), assay_span_of(name)))
            return true;
    return false;
}
