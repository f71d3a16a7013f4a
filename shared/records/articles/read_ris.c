#include "records/articles/ris.h"

/* The record being gathered. */
typedef struct {
    assay_tagged tagged;
    size_t blanks;  /* before the dash of this record's TY */
    uint64_t line;  /* of its TY */
    bool open, any; /* a TY was met and no ER yet; one was met at all */
} gatherer;

static bool is_long_tag(assay_span tag) {
    return assay_span_equal(tag, ASSAY_SPAN("PMID")) || assay_span_equal(tag, ASSAY_SPAN("PMC"));
}

/* "TI  - text", "ER  -": a tag, two blanks, a dash and a blank or the end; one blank where a page's text was copied, any number
 * behind the long tags some write. *blanks: before the dash. */
static bool split_tag(assay_span *tag, assay_span *value, size_t *blanks, assay_span line) {
    size_t size = 0, at;
    while (size < line.size && size < 5 && assay_tagged_is_tag_byte(line.data[size]))
        size++;
    for (at = size; at < line.size && line.data[at] == ' ';)
        at++;
    *tag = assay_span_first(line, size);
    *value = assay_span_trim(assay_span_skip(line, at + 1));
    *blanks = at - size;
    bool dashed =
        at < line.size && line.data[at] == '-' && (at + 1 == line.size || line.data[at + 1] == ' ');
    bool plain = size == 2 && (*blanks == 1 || *blanks == 2) && line.data[0] >= 'A';
    return dashed && (plain || is_long_tag(*tag));
}

/* ---- a record's end ---- */

static void forget(gatherer *g) {
    assay_tagged_forget(&g->tagged);
    g->open = false;
}

/* A field without a value is none. */
static assay_status end_field(assay_tagged *tagged, assay_error *err) {
    ASSAY_TRY(assay_tagged_end(tagged, err));
    tagged->count -= tagged->count != 0 && tagged->fields[tagged->count - 1].value.size == 0;
    return ASSAY_OK;
}

static assay_status report(gatherer *g, bool lost, const assay_error *problem, assay_error *err) {
    const assay_emitter *emitter = g->tagged.lines.emitter;
    const assay_read_place place = {.line = g->line};
    return assay_read_report_at(emitter->input, emitter->sink, place, lost, problem, err);
}

static assay_status lose(gatherer *g, const assay_error *problem, assay_error *err) {
    ASSAY_TRY(report(g, true, problem, err));
    forget(g);
    return ASSAY_OK;
}

static assay_status deliver(gatherer *g, bool ended, assay_error *err) {
    const assay_emitter *emitter = g->tagged.lines.emitter;
    assay_record *record;
    assay_span source_id;
    assay_error problem;
    ASSAY_TRY(assay_emit_begin(&record, emitter, ASSAY_RECORD_ABSTRACT, err));
    assay_record_type type = record->type;
    ASSAY_TRY(assay_ris_fill(record, &source_id, g->tagged.fields, g->tagged.count, err));
    if (emitter->options->default_type >= 0)
        record->type = type;
    if (record->text[ASSAY_FIELD_TITLE].count + record->text[ASSAY_FIELD_SUMMARY].count +
            record->ids.count ==
        0) {
        assay_fail(&problem, ASSAY_E_FORMAT, "a RIS record without title, abstract and identifier");
        return lose(g, &problem, err);
    }
    if (!ended) {
        assay_fail(&problem, ASSAY_E_FORMAT, "a RIS record that does not end with ER");
        ASSAY_TRY(report(g, false, &problem, err));
    }
    forget(g);
    return assay_emit(emitter, record, source_id, err);
}

static assay_status end_record(gatherer *g, bool ended, assay_error *err) {
    assay_error problem;
    if (!g->open)
        return ASSAY_OK;
    ASSAY_TRY(end_field(&g->tagged, err));
    if (g->tagged.too_large) {
        assay_fail(&problem, ASSAY_E_LIMIT, "a record larger than %zu bytes",
                   g->tagged.lines.max_bytes);
        return lose(g, &problem, err);
    }
    return deliver(g, ended, err);
}

/* ---- lines ---- */

static assay_status begin_field(gatherer *g, assay_span tag, assay_span value, assay_error *err) {
    ASSAY_TRY(end_field(&g->tagged, err));
    return assay_tagged_begin(&g->tagged, tag, value, err);
}

/* "12." before a record, where the one before it did not end. */
static bool is_count(assay_span line) {
    size_t digits = 0;
    line = assay_span_trim(line);
    while (digits < line.size && line.data[digits] >= '0' && line.data[digits] <= '9')
        digits++;
    return digits != 0 && digits + 1 == line.size && line.data[digits] == '.';
}

static assay_status go_on(gatherer *g, assay_span line, assay_error *err) {
    bool indented = line.data[0] == ' ' || line.data[0] == '\t';
    if (g->tagged.count == 0 || is_count(line))
        return ASSAY_OK;
    assay_span tag = g->tagged.fields[g->tagged.count - 1].tag;
    if (!indented && assay_ris_is_list(tag))
        return begin_field(g, tag, line, err);
    assay_buffer_add_byte(&g->tagged.value, ' ');
    assay_buffer_add_span(&g->tagged.value, assay_span_trim(line));
    return ASSAY_OK;
}

/* What stands between ER and the next TY are the exporter's own remarks. */
static assay_status take_line(void *reader, assay_span line, assay_error *err) {
    gatherer *g = reader;
    assay_span tag, value;
    size_t blanks;
    if (assay_span_trim(line).size == 0)
        return ASSAY_OK;
    bool tagged = split_tag(&tag, &value, &blanks, line);
    if (tagged && assay_span_equal(tag, ASSAY_SPAN("TY"))) {
        ASSAY_TRY(end_record(g, false, err));
        g->open = g->any = true;
        g->blanks = blanks;
        g->line = assay_input_line_number(g->tagged.lines.emitter->input);
    }
    if (!g->open)
        return ASSAY_OK;
    tagged = tagged && (blanks == g->blanks || is_long_tag(tag));
    if (tagged && assay_span_equal(tag, ASSAY_SPAN("ER")))
        return end_record(g, true, err);
    if (!assay_tagged_fits(&g->tagged, line))
        return ASSAY_OK;
    return tagged ? begin_field(g, tag, value, err) : go_on(g, line, err);
}

static assay_status read_lines(gatherer *g, assay_error *err) {
    ASSAY_TRY(assay_lines_each(&g->tagged.lines, take_line, g, err));
    ASSAY_TRY(end_record(g, false, err));
    if (!g->any)
        return assay_fail(err, ASSAY_E_FORMAT, "no line begins a RIS record (\"TY  - \")");
    return assay_lines_finish(&g->tagged.lines, err);
}

static assay_status read_ris(assay_input *input, const assay_read_options *options,
                             const assay_record_sink *sink, assay_error *err) {
    assay_emitter emitter = {input, options, sink, "ris"};
    gatherer g = {.open = false};
    assay_tagged_init(&g.tagged, &emitter);
    assay_status status = read_lines(&g, err);
    assay_tagged_done(&g.tagged);
    return status;
}

static bool begins_record(assay_span line) {
    return assay_span_starts(line, ASSAY_SPAN("TY  - ")) ||
           assay_span_starts(line, ASSAY_SPAN("TY - "));
}

/* Records may be numbered, or stand behind what the exporter says of itself. */
static int detect(assay_span head, assay_span name) {
    if (begins_record(assay_span_trim(head)))
        return 90;
    if (assay_span_find(head, ASSAY_SPAN("\nTY  - ")) != SIZE_MAX)
        return 75;
    return assay_span_ends(name, ASSAY_SPAN(".ris")) ? 60 : 0;
}

const assay_format assay_format_ris = {"ris", "RIS, as reference managers and databases export it",
                                       detect, read_ris};
