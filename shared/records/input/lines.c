#include "records/input/lines.h"

#include "base/utf8.h"
#include "records/input/encoding.h"

void assay_lines_init(assay_lines *lines, const assay_emitter *emitter) {
    size_t limit = emitter->options->max_record_bytes;
    *lines =
        (assay_lines){.emitter = emitter, .max_bytes = limit != 0 ? limit : ASSAY_READ_MAX_RECORD};
    assay_buffer_init(&lines->clean, ASSAY_BUFFER_NO_CAP);
}

void assay_lines_done(assay_lines *lines) {
    assay_buffer_done(&lines->clean);
}

static bool is_control(char c) {
    return (unsigned char)c < 0x20 && c != '\t';
}

static bool has_control(assay_span line) {
    for (size_t i = 0; i < line.size; i++)
        if (is_control(line.data[i]))
            return true;
    return false;
}

static assay_status clean_line(assay_span *line, assay_lines *lines, assay_error *err) {
    bool valid = assay_utf8_valid(*line) == line->size;
    if (valid && !has_control(*line))
        return ASSAY_OK;
    assay_buffer_clear(&lines->clean);
    lines->replaced += assay_encoding_repair(&lines->clean, *line, ASSAY_REPAIR_WINDOWS_1252);
    ASSAY_TRY(assay_buffer_check(&lines->clean, err));
    for (size_t i = 0; i < lines->clean.size; i++)
        if (is_control(lines->clean.data[i]))
            lines->clean.data[i] = ' ';
    *line = assay_buffer_span(&lines->clean);
    return ASSAY_OK;
}

assay_status assay_lines_next(assay_span *out, bool *more, assay_lines *lines, assay_error *err) {
    const assay_emitter *emitter = lines->emitter;
    for (;;) {
        assay_error problem;
        assay_status status =
            assay_input_line(out, more, emitter->input, lines->max_bytes, &problem);
        if (status == ASSAY_OK)
            return *more ? clean_line(out, lines, err) : ASSAY_OK;
        if (status != ASSAY_E_LIMIT) {
            if (err != NULL)
                *err = problem;
            return status;
        }
        ASSAY_TRY(assay_read_report(emitter->input, emitter->sink, (assay_span){NULL, 0}, true,
                                    &problem, err));
    }
}

assay_status assay_lines_each(assay_lines *lines, assay_lines_take *take, void *reader,
                              assay_error *err) {
    for (;;) {
        assay_span line;
        bool more;
        ASSAY_TRY(assay_lines_next(&line, &more, lines, err));
        if (!more)
            return ASSAY_OK;
        ASSAY_TRY(take(reader, line, err));
    }
}

assay_status assay_lines_finish(assay_lines *lines, assay_error *err) {
    assay_error problem;
    if (lines->replaced == 0)
        return ASSAY_OK;
    assay_fail(&problem, ASSAY_E_FORMAT, "%llu bytes are not UTF-8 and were read as windows-1252",
               (unsigned long long)lines->replaced);
    return assay_read_report(lines->emitter->input, lines->emitter->sink, (assay_span){NULL, 0},
                             false, &problem, err);
}
