#include "records/articles/nbib.h"

/* The record being gathered. */
typedef struct {
    assay_tagged tagged;
    bool blank_before;
    bool joined; /* the next continuation needs no blank */
    bool any;    /* a field was met */
} gatherer;

/* "TI  - text", "PMID- 1": four places of tag, a dash, a blank. */
static bool split_tag(assay_span *tag, assay_span *value, assay_span line) {
    if (line.size < 5 || line.data[4] != '-' || (line.size > 5 && line.data[5] != ' '))
        return false;
    size_t size = 0;
    while (size < 4 && assay_tagged_is_tag_byte(line.data[size]))
        size++;
    for (size_t i = size; i < 4; i++)
        if (line.data[i] != ' ')
            return false;
    *tag = assay_span_first(line, size);
    *value = assay_span_skip(line, 6);
    return size >= 2;
}

static bool holds(const gatherer *g, const char *tag) {
    for (size_t i = 0; i < g->tagged.count; i++)
        if (assay_span_equal(g->tagged.fields[i].tag, assay_span_of(tag)))
            return true;
    return false;
}

static assay_span pmid_of(const gatherer *g) {
    for (size_t i = 0; i < g->tagged.count; i++)
        if (assay_span_equal(g->tagged.fields[i].tag, ASSAY_SPAN("PMID")))
            return g->tagged.fields[i].value;
    return (assay_span){NULL, 0};
}

static assay_status lose(gatherer *g, const assay_error *problem, assay_error *err) {
    const assay_emitter *emitter = g->tagged.lines.emitter;
    ASSAY_TRY(assay_read_report(emitter->input, emitter->sink, pmid_of(g), true, problem, err));
    assay_tagged_forget(&g->tagged);
    return ASSAY_OK;
}

static assay_status end_record(gatherer *g, assay_error *err) {
    const assay_emitter *emitter = g->tagged.lines.emitter;
    assay_record *record;
    assay_error problem;
    ASSAY_TRY(assay_tagged_end(&g->tagged, err));
    if (g->tagged.count == 0)
        return ASSAY_OK;
    if (g->tagged.too_large) {
        assay_fail(&problem, ASSAY_E_LIMIT, "a record larger than %zu bytes",
                   g->tagged.lines.max_bytes);
        return lose(g, &problem, err);
    }
    if (!holds(g, "PMID") && !holds(g, "TI") && !holds(g, "BTI")) {
        assay_fail(&problem, ASSAY_E_FORMAT, "tagged fields without PMID and TI");
        return lose(g, &problem, err);
    }
    ASSAY_TRY(assay_emit_begin(&record, emitter, ASSAY_RECORD_ABSTRACT, err));
    ASSAY_TRY(assay_nbib_fill(record, g->tagged.fields, g->tagged.count, err));
    assay_tagged_forget(&g->tagged);
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
    if (!assay_tagged_fits(&g->tagged, line))
        return ASSAY_OK;
    if (!tagged) { /* prose around the records is not theirs */
        bool goes_on = g->tagged.count != 0 && !after_blank && line.data[0] == ' ';
        if (!goes_on)
            return ASSAY_OK;
        if (!g->joined)
            assay_buffer_add_byte(&g->tagged.value, ' ');
        while (line.size != 0 && line.data[0] == ' ')
            line = assay_span_skip(line, 1);
        assay_buffer_add_span(&g->tagged.value, line);
        set_joint(g, line);
        return ASSAY_OK;
    }
    set_joint(g, value);
    return assay_tagged_begin(&g->tagged, tag, value, err);
}

static assay_status take_any_line(void *reader, assay_span line, assay_error *err) {
    gatherer *g = reader;
    ASSAY_TRY(take_line(g, line, err));
    g->any = g->any || g->tagged.count != 0;
    return ASSAY_OK;
}

static assay_status read_lines(gatherer *g, assay_error *err) {
    ASSAY_TRY(assay_lines_each(&g->tagged.lines, take_any_line, g, err));
    ASSAY_TRY(end_record(g, err));
    if (!g->any)
        return assay_fail(err, ASSAY_E_FORMAT, "no line begins with a MEDLINE tag (\"PMID- \")");
    return assay_lines_finish(&g->tagged.lines, err);
}

static assay_status read_nbib(assay_input *input, const assay_read_options *options,
                              const assay_record_sink *sink, assay_error *err) {
    assay_emitter emitter = {input, options, sink, "nbib"};
    gatherer g = {.any = false};
    assay_tagged_init(&g.tagged, &emitter);
    assay_status status = read_lines(&g, err);
    assay_tagged_done(&g.tagged);
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
