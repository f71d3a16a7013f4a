#include "records/articles/nbib.h"
#include "records/input/lines.h"
#include "records/xml/sgml.h"

/* The record being gathered. */
typedef struct {
    assay_lines lines;
    assay_arena arena;
    assay_nbib_field *fields;
    size_t count, capacity;
    assay_buffer value; /* of the field begun last */
    bool blank_before;
    bool joined; /* the next continuation needs no blank */
    bool too_large;
    bool any; /* a field was met */
    size_t size;
} gatherer;

static bool is_tag_byte(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* "TI  - text", "PMID- 1": four places of tag, a dash, a blank. */
static bool split_tag(assay_span *tag, assay_span *value, assay_span line) {
    if (line.size < 5 || line.data[4] != '-' || (line.size > 5 && line.data[5] != ' '))
        return false;
    size_t size = 0;
    while (size < 4 && is_tag_byte(line.data[size]))
        size++;
    for (size_t i = size; i < 4; i++)
        if (line.data[i] != ' ')
            return false;
    *tag = assay_span_first(line, size);
    *value = assay_span_skip(line, 6);
    return size >= 2;
}

/* Exports escape "<" now and then, as the web page they come from does. */
static assay_status end_field(gatherer *g, assay_error *err) {
    if (g->count == 0 || g->fields[g->count - 1].value.data != NULL)
        return ASSAY_OK;
    ASSAY_TRY(assay_buffer_check(&g->value, err));
    if (g->value.size != 0)
        g->value.size = assay_sgml_resolve(g->value.data, g->value.size);
    return assay_arena_copy(&g->fields[g->count - 1].value, &g->arena,
                            assay_span_trim(assay_buffer_span(&g->value)), err);
}

static bool holds(const gatherer *g, const char *tag) {
    for (size_t i = 0; i < g->count; i++)
        if (assay_span_equal(g->fields[i].tag, assay_span_of(tag)))
            return true;
    return false;
}

static assay_span pmid_of(const gatherer *g) {
    for (size_t i = 0; i < g->count; i++)
        if (assay_span_equal(g->fields[i].tag, ASSAY_SPAN("PMID")))
            return g->fields[i].value;
    return (assay_span){NULL, 0};
}

static void forget(gatherer *g) {
    assay_arena_reset(&g->arena);
    g->fields = NULL;
    g->count = g->capacity = g->size = 0;
    g->too_large = false;
}

static assay_status lose(gatherer *g, const assay_error *problem, assay_error *err) {
    const assay_emitter *emitter = g->lines.emitter;
    ASSAY_TRY(assay_read_report(emitter->input, emitter->sink, pmid_of(g), true, problem, err));
    forget(g);
    return ASSAY_OK;
}

static assay_status end_record(gatherer *g, assay_error *err) {
    const assay_emitter *emitter = g->lines.emitter;
    assay_record *record;
    assay_error problem;
    ASSAY_TRY(end_field(g, err));
    if (g->count == 0)
        return ASSAY_OK;
    if (g->too_large) {
        assay_fail(&problem, ASSAY_E_LIMIT, "a record larger than %zu bytes", g->lines.max_bytes);
        return lose(g, &problem, err);
    }
    if (!holds(g, "PMID") && !holds(g, "TI") && !holds(g, "BTI")) {
        assay_fail(&problem, ASSAY_E_FORMAT, "tagged fields without PMID and TI");
        return lose(g, &problem, err);
    }
    ASSAY_TRY(assay_emit_begin(&record, emitter, ASSAY_RECORD_ABSTRACT, err));
    ASSAY_TRY(assay_nbib_fill(record, g->fields, g->count, err));
    forget(g);
    return assay_emit(emitter, record, (assay_span){NULL, 0}, err);
}

/* Whether the tag begins a record: PMID always does, others after a blank line when the record has
 * that once-only field already. */
static bool begins_record(const gatherer *g, assay_span tag) {
    static const char *const once[] = {"OWN", "STAT", "TI", "DP"};
    if (assay_span_equal(tag, ASSAY_SPAN("PMID")))
        return true;
    for (size_t i = 0; g->blank_before && i < sizeof once / sizeof *once; i++)
        if (assay_span_equal(tag, assay_span_of(once[i])) && holds(g, once[i]))
            return true;
    return false;
}

/* Lines are broken at blanks, which newer exports keep at the line's end, and after hyphens and
 * slashes. */
static void set_joint(gatherer *g, assay_span text) {
    g->joined = text.size != 0 && strchr(" -/", text.data[text.size - 1]) != NULL;
}

static assay_status take_line(gatherer *g, assay_span line, assay_error *err) {
    assay_span tag, value;
    if (assay_span_trim(line).size == 0) {
        g->blank_before = true;
        return ASSAY_OK;
    }
    bool tagged = split_tag(&tag, &value, line);
    if (tagged && begins_record(g, tag))
        ASSAY_TRY(end_record(g, err));
    bool after_blank = g->blank_before;
    g->blank_before = false;
    g->size += line.size;
    g->too_large = g->too_large || g->size > g->lines.max_bytes;
    if (g->too_large)
        return ASSAY_OK;
    if (!tagged) { /* prose around the records is not theirs */
        bool goes_on = g->count != 0 && !after_blank && line.data[0] == ' ';
        if (!goes_on)
            return ASSAY_OK;
        if (!g->joined)
            assay_buffer_add_byte(&g->value, ' ');
        while (line.size != 0 && line.data[0] == ' ')
            line = assay_span_skip(line, 1);
        assay_buffer_add_span(&g->value, line);
        set_joint(g, line);
        return ASSAY_OK;
    }
    ASSAY_TRY(end_field(g, err));
    ASSAY_TRY(
        assay_arena_grow(&g->arena, &g->fields, &g->capacity, g->count, sizeof *g->fields, err));
    g->fields[g->count] = (assay_nbib_field){{NULL, 0}, {NULL, 0}};
    ASSAY_TRY(assay_arena_copy(&g->fields[g->count].tag, &g->arena, tag, err));
    g->count++;
    assay_buffer_clear(&g->value);
    assay_buffer_add_span(&g->value, value);
    set_joint(g, value);
    return ASSAY_OK;
}

static assay_status take_any_line(void *reader, assay_span line, assay_error *err) {
    gatherer *g = reader;
    ASSAY_TRY(take_line(g, line, err));
    g->any = g->any || g->count != 0;
    return ASSAY_OK;
}

static assay_status read_lines(gatherer *g, assay_error *err) {
    ASSAY_TRY(assay_lines_each(&g->lines, take_any_line, g, err));
    ASSAY_TRY(end_record(g, err));
    if (!g->any)
        return assay_fail(err, ASSAY_E_FORMAT, "no line begins with a MEDLINE tag (\"PMID- \")");
    return assay_lines_finish(&g->lines, err);
}

static assay_status read_nbib(assay_input *input, const assay_read_options *options,
                              const assay_record_sink *sink, assay_error *err) {
    assay_emitter emitter = {input, options, sink, "nbib"};
    gatherer g = {.count = 0};
    assay_lines_init(&g.lines, &emitter);
    assay_arena_init(&g.arena);
    assay_buffer_init(&g.value, ASSAY_BUFFER_NO_CAP);
    assay_status status = read_lines(&g, err);
    assay_lines_done(&g.lines);
    assay_arena_done(&g.arena);
    assay_buffer_done(&g.value);
    return status;
}

/* Records may stand in other text: the tag at a line's start is what counts. */
static int detect(assay_span head, assay_span name) {
    static const char *const suffixes[] = {".nbib", ".medline"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (assay_span_ends(name, assay_span_of(suffixes[i])))
            return 85;
    if (assay_span_starts(assay_span_trim(head), ASSAY_SPAN("PMID- ")))
        return 90;
    return assay_span_find(head, ASSAY_SPAN("\nPMID- ")) != SIZE_MAX ? 80 : 0;
}

const assay_format assay_format_nbib = {"nbib", "MEDLINE tagged text, PubMed's .nbib", detect,
                                        read_nbib};
