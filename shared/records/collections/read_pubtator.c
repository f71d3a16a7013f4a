#include "records/input/lines.h"

/* PubTator: "ID|t|title", "ID|a|abstract", then annotations and relations split by tabs:
 *
 *   99000015 TAB 0 TAB 7 TAB Lithium TAB Chemical TAB D008094
 *   99000015 TAB CID TAB D008094 TAB D003919
 */
typedef struct {
    assay_lines lines;
    assay_record *record; /* NULL: none is open */
    assay_buffer id;      /* of the record */
    size_t size;
    bool any;
} gatherer;

static assay_status end_record(gatherer *g, assay_error *err) {
    assay_record *record = g->record;
    g->record = NULL;
    return record != NULL ? assay_emit(g->lines.emitter, record, assay_buffer_span(&g->id), err)
                          : ASSAY_OK;
}

static bool is_number(assay_span text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.size != 0;
}

static assay_status begin_record(gatherer *g, assay_span id, assay_error *err) {
    ASSAY_TRY(assay_emit_begin(&g->record, g->lines.emitter, ASSAY_RECORD_ABSTRACT, err));
    assay_buffer_clear(&g->id);
    assay_buffer_add_span(&g->id, id);
    ASSAY_TRY(assay_buffer_check(&g->id, err));
    g->size = 0;
    g->any = true;
    if (is_number(id) && id.size <= 9)
        return assay_record_add_id(g->record, "pmid", id, err);
    if (assay_span_starts(id, ASSAY_SPAN("PMC")))
        return assay_record_add_id(g->record, "pmcid", id, err);
    return ASSAY_OK;
}

/* Splits "ID|t|text"; section is the letter. */
static bool split_section(assay_span *id, char *section, assay_span *text, assay_span line) {
    size_t bar = assay_span_find_byte(assay_span_first(line, 64), '|');
    if (bar == SIZE_MAX || bar == 0 || bar + 2 >= line.size || line.data[bar + 2] != '|')
        return false;
    *section = line.data[bar + 1];
    *id = assay_span_first(line, bar);
    *text = assay_span_skip(line, bar + 3);
    return *section == 't' || *section == 'a';
}

static assay_status report(gatherer *g, const char *what, assay_error *err) {
    const assay_emitter *emitter = g->lines.emitter;
    assay_error problem;
    assay_fail(&problem, ASSAY_E_FORMAT, "%s", what);
    return assay_read_report(emitter->input, emitter->sink, assay_buffer_span(&g->id), false,
                             &problem, err);
}

/* "Disease: diabetes insipidus (D003919)". */
static assay_status add_annotation(assay_record *record, assay_span mention, assay_span type,
                                   assay_span concept, assay_error *err) {
    assay_span text;
    ASSAY_TRY(assay_arena_format(&text, record->arena, err, "%.*s: %.*s%s%.*s%s",
                                 ASSAY_SPAN_ARG(type), ASSAY_SPAN_ARG(mention),
                                 concept.size != 0 ? " (" : "", ASSAY_SPAN_ARG(concept),
                                 concept.size != 0 ? ")" : ""));
    for (size_t i = 0; i < record->extra.count; i++)
        if (assay_span_equal(record->extra.items[i].value, text))
            return ASSAY_OK;
    return assay_record_add_extra(record, ASSAY_SPAN("annotation"), text, err);
}

static assay_status take_annotation(gatherer *g, assay_span line, assay_error *err) {
    assay_span rest = line, part[6] = {{NULL, 0}};
    size_t count = 0;
    while (rest.data != NULL && count < 6)
        part[count++] = assay_span_cut(&rest, '\t');
    if (count < 4 || !assay_span_equal(part[0], assay_buffer_span(&g->id)))
        return report(g, "a line that is no title, abstract or annotation", err);
    if (is_number(part[1]) && is_number(part[2]) && count >= 5)
        return add_annotation(g->record, part[3], part[4], part[5], err);
    assay_span text;
    ASSAY_TRY(assay_arena_format(&text, g->record->arena, err, "%.*s: %.*s, %.*s",
                                 ASSAY_SPAN_ARG(part[1]), ASSAY_SPAN_ARG(part[2]),
                                 ASSAY_SPAN_ARG(part[3])));
    return assay_record_add_extra(g->record, ASSAY_SPAN("relation"), text, err);
}

static assay_status take_line(void *reader, assay_span line, assay_error *err) {
    gatherer *g = reader;
    assay_span id, text;
    char section;
    if (assay_span_trim(line).size == 0)
        return end_record(g, err);
    if (split_section(&id, &section, &text, line)) {
        bool same = g->record != NULL && assay_span_equal(id, assay_buffer_span(&g->id));
        if (!same || (section == 't' && g->record->text[ASSAY_FIELD_TITLE].count != 0)) {
            ASSAY_TRY(end_record(g, err));
            ASSAY_TRY(begin_record(g, id, err));
        }
        return assay_record_add(g->record, section == 't' ? ASSAY_FIELD_TITLE : ASSAY_FIELD_SUMMARY,
                                text, err);
    }
    if (g->record == NULL)
        return report(g, "a line before any title", err);
    g->size += line.size;
    if (g->size > g->lines.max_bytes)
        return report(g, "annotations past the limit of one record", err);
    return take_annotation(g, line, err);
}

static assay_status read_lines(gatherer *g, assay_error *err) {
    ASSAY_TRY(assay_lines_each(&g->lines, take_line, g, err));
    ASSAY_TRY(end_record(g, err));
    if (!g->any)
        return assay_fail(err, ASSAY_E_FORMAT, "no line begins like PubTator's (\"ID|t|\")");
    return assay_lines_finish(&g->lines, err);
}

static assay_status read_pubtator(assay_input *input, const assay_read_options *options,
                                  const assay_record_sink *sink, assay_error *err) {
    assay_emitter emitter = {input, options, sink, "pubtator"};
    gatherer g = {.size = 0};
    assay_lines_init(&g.lines, &emitter);
    assay_buffer_init(&g.id, ASSAY_BUFFER_NO_CAP);
    assay_status status = read_lines(&g, err);
    assay_lines_done(&g.lines);
    assay_buffer_done(&g.id);
    return status;
}

static int detect(assay_span head, assay_span name) {
    assay_span id, text;
    char section;
    head = assay_span_trim(head);
    (void)name;
    return split_section(&id, &section, &text, assay_span_cut(&head, '\n')) ? 90 : 0;
}

const assay_format assay_format_pubtator = {
    "pubtator", "PubTator: ID|t|title, ID|a|abstract, annotations", detect, read_pubtator};
