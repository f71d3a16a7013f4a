#include "records/json/json_lines.h"

#include "records/input/input.h"

typedef struct {
    assay_input *input;
    const assay_json_format *format;
    const assay_read_options *options;
    const assay_record_sink *sink;
    assay_arena arena; /* of the tree of the record at hand */
    size_t max_bytes;
} lines_reader;

static bool any_key(assay_span key) {
    (void)key;
    return true;
}

static assay_status report(const lines_reader *reader, const assay_json_element *at,
                           assay_span record, bool lost, const assay_error *problem,
                           assay_error *err) {
    const assay_read_place place = {at->line, at->byte, record};
    return assay_read_report_at(reader->input, reader->sink, place, lost, problem, err);
}

static assay_status warn_of_mending(const lines_reader *reader, const assay_json_element *at,
                                    assay_span record, size_t mended, assay_error *err) {
    assay_error problem = {0};
    (void)assay_fail(&problem, ASSAY_E_FORMAT,
                     "%zu bytes that are not UTF-8 or escapes that are no character became U+FFFD",
                     mended);
    return report(reader, at, record, false, &problem, err);
}

static assay_status push(lines_reader *reader, const assay_json_element *at,
                         const assay_json_value *object, size_t mended, assay_error *err) {
    const assay_record_sink *sink = reader->sink;
    assay_error problem = {0};
    assay_record *record = sink->begin(sink->user, err);
    if (record == NULL)
        return err != NULL && err->status != ASSAY_OK ? err->status : assay_fail_memory(err);
    assay_status status = reader->format->fill(record, object, reader->options, &problem);
    if (status == ASSAY_E_MEMORY)
        return assay_fail_memory(err);
    if (status != ASSAY_OK)
        return report(reader, at, record->identity, true, &problem, err);
    status = reader->format->add != NULL
                 ? reader->format->add(record, object, reader->options, &problem)
                 : ASSAY_OK;
    if (status == ASSAY_E_MEMORY)
        return assay_fail_memory(err);
    if (status != ASSAY_OK)
        ASSAY_TRY(report(reader, at, record->identity, false, &problem, err));
    if (mended != 0)
        ASSAY_TRY(warn_of_mending(reader, at, record->identity, mended, err));
    return sink->record(sink->user, record, err);
}

static assay_status read_element(lines_reader *reader, const assay_json_element *at,
                                 assay_error *err) {
    const assay_json_value *object = NULL;
    size_t mended;
    assay_error problem = {0};
    assay_arena_reset(&reader->arena);
    assay_status status = assay_json_parse(&object, &mended, at->text, &reader->arena, &problem);
    if (status == ASSAY_E_MEMORY)
        return assay_fail_memory(err);
    if (status != ASSAY_OK)
        return report(reader, at, (assay_span){NULL, 0}, true, &problem, err);
    return push(reader, at, object, mended, err);
}

static assay_status read_document(lines_reader *reader, assay_input *input, uint64_t line,
                                  uint64_t byte, assay_error *err) {
    assay_json_split split;
    bool more = true;
    assay_json_split_init(&split, input,
                          reader->format->is_record_key != NULL ? reader->format->is_record_key
                                                                : any_key,
                          reader->max_bytes);
    for (;;) {
        assay_json_element at;
        ASSAY_TRY(assay_json_split_next(&at, &more, &split, err));
        if (!more)
            break;
        at.line += line;
        at.byte += byte;
        ASSAY_TRY(read_element(reader, &at, err));
    }
    return split.found != 0 ? ASSAY_OK
                            : assay_fail(err, ASSAY_E_FORMAT, "JSON, but no record in it");
}

/* A line that is not one record's object: a page or an array of them. */
static assay_status read_line_document(lines_reader *reader, const assay_json_element *at,
                                       assay_error *err) {
    assay_input *line = NULL;
    assay_error problem = {0};
    ASSAY_TRY(assay_input_open_bytes(&line, at->text, assay_input_name(reader->input), err));
    assay_status status = read_document(reader, line, at->line - 1, at->byte, &problem);
    assay_input_free(line);
    if (status == ASSAY_E_FORMAT || status == ASSAY_E_LIMIT)
        return report(reader, at, (assay_span){NULL, 0}, true, &problem, err);
    if (status != ASSAY_OK && err != NULL)
        *err = problem;
    return status;
}

/* A line is a record unless it is a whole object with no record's key, or an array. */
static bool is_record_line(const assay_json_format *format, assay_span line) {
    if (line.data[0] == '[')
        return false;
    return line.data[0] != '{' || format->is_record_key == NULL ||
           assay_json_has_key(line, format->is_record_key) != 0;
}

static assay_status read_line(lines_reader *reader, const assay_json_element *at,
                              assay_error *err) {
    if (at->text.size == 0)
        return ASSAY_OK;
    if (is_record_line(reader->format, at->text))
        return read_element(reader, at, err);
    return read_line_document(reader, at, err);
}

static assay_status read_lines(lines_reader *reader, assay_error *err) {
    for (;;) {
        assay_json_element at = {.byte = assay_input_offset(reader->input)};
        assay_error problem = {0};
        bool more;
        assay_status status =
            assay_input_line(&at.text, &more, reader->input, reader->max_bytes, &problem);
        at.line = assay_input_line_number(reader->input);
        if (status == ASSAY_E_LIMIT) {
            ASSAY_TRY(report(reader, &at, (assay_span){NULL, 0}, true, &problem, err));
            continue;
        }
        if (status != ASSAY_OK) {
            if (err != NULL)
                *err = problem;
            return status;
        }
        if (!more)
            return ASSAY_OK;
        at.text = assay_span_trim(at.text);
        ASSAY_TRY(read_line(reader, &at, err));
    }
}

/* A broken first line among whole ones, not the beginning of a document over many lines. */
static bool is_broken_line(assay_span line, assay_span next) {
    bool open = assay_span_ends(line, ASSAY_SPAN("[")) || assay_span_ends(line, ASSAY_SPAN("{")) ||
                assay_span_ends(line, ASSAY_SPAN(",")) || assay_span_ends(line, ASSAY_SPAN(":"));
    return line.size > 1 && !open && assay_span_starts(next, ASSAY_SPAN("{"));
}

/* A line each, when the first line is a whole value, or no JSON at all and to be told so. */
static assay_status is_line_by_line(bool *out, assay_input *input, assay_error *err) {
    assay_span head;
    ASSAY_TRY(assay_input_peek(&head, input, err));
    assay_span rest = assay_span_skip(head, assay_json_skip_blank(head, 0));
    size_t end = assay_span_find_byte(rest, '\n');
    assay_span line = assay_span_trim(assay_span_first(rest, end));
    *out = false;
    if (end == SIZE_MAX || line.size == 0)
        return ASSAY_OK;
    bool json = line.data[0] == '{' || line.data[0] == '[';
    *out = !json || assay_json_skip_value(line, 0) == line.size ||
           is_broken_line(line, assay_span_skip(rest, end + 1));
    return ASSAY_OK;
}

assay_status assay_json_lines_read(assay_input *input, const assay_json_format *format,
                                   const assay_read_options *options, const assay_record_sink *sink,
                                   assay_error *err) {
    lines_reader reader = {.input = input,
                           .format = format,
                           .options = options,
                           .sink = sink,
                           .max_bytes = options->max_record_bytes != 0 ? options->max_record_bytes
                                                                       : ASSAY_READ_MAX_RECORD};
    bool lines;
    ASSAY_TRY(is_line_by_line(&lines, input, err));
    assay_arena_init(&reader.arena);
    assay_status status =
        lines ? read_lines(&reader, err) : read_document(&reader, input, 0, 0, err);
    assay_arena_done(&reader.arena);
    return status;
}
