#include "records/collections/trec.h"
#include "records/input/lines.h"
#include "records/xml/sgml.h"

typedef struct {
    assay_lines lines;
    assay_buffer text; /* of the document, between <DOC> and </DOC> */
    bool open, any, too_large;
} gatherer;

static assay_status end_document(gatherer *g, assay_error *err) {
    const assay_emitter *emitter = g->lines.emitter;
    assay_record *record;
    assay_error problem;
    assay_span id;
    if (!g->open)
        return ASSAY_OK;
    g->open = false;
    ASSAY_TRY(assay_buffer_check(&g->text, err));
    ASSAY_TRY(assay_emit_begin(&record, emitter, ASSAY_RECORD_ABSTRACT, err));
    if (g->too_large)
        assay_fail(&problem, ASSAY_E_LIMIT, "a document larger than %zu bytes", g->lines.max_bytes);
    else {
        ASSAY_TRY(assay_trec_fill(record, &id, assay_buffer_span(&g->text), err));
        if (id.size != 0 || record->text[ASSAY_FIELD_SUMMARY].count != 0 ||
            record->text[ASSAY_FIELD_TITLE].count != 0)
            return assay_emit(emitter, record, id, err);
        assay_fail(&problem, ASSAY_E_FORMAT, "<DOC> without DOCNO and text");
    }
    return assay_read_report(emitter->input, emitter->sink, (assay_span){NULL, 0}, true, &problem,
                             err);
}

static void add(gatherer *g, assay_span text, bool line_end) {
    if (!g->open || g->too_large)
        return;
    g->too_large = g->text.size + text.size > g->lines.max_bytes;
    assay_buffer_add_span(&g->text, text);
    if (line_end)
        assay_buffer_add_byte(&g->text, '\n');
}

/* Documents may share a line; one that is not closed ends where the next begins. */
static assay_status take_line(void *reader, assay_span line, assay_error *err) {
    gatherer *g = reader;
    for (;;) {
        size_t begin = assay_sgml_find_tag(line, "DOC"), end = assay_sgml_find_tag(line, "/DOC");
        if (begin == SIZE_MAX && end == SIZE_MAX)
            break;
        bool begins = begin < end;
        size_t at = begins ? begin : end;
        add(g, assay_span_first(line, at), false);
        ASSAY_TRY(end_document(g, err));
        if (begins) {
            assay_buffer_clear(&g->text);
            g->open = g->any = true;
            g->too_large = false;
        }
        line = assay_span_skip(line, at);
        size_t close = assay_span_find_byte(line, '>');
        line = assay_span_skip(line, close == SIZE_MAX ? line.size : close + 1);
    }
    add(g, line, true);
    return ASSAY_OK;
}

static assay_status read_lines(gatherer *g, assay_error *err) {
    ASSAY_TRY(assay_lines_each(&g->lines, take_line, g, err));
    ASSAY_TRY(end_document(g, err));
    if (!g->any)
        return assay_fail(err, ASSAY_E_FORMAT, "no <DOC> in it");
    return assay_lines_finish(&g->lines, err);
}

static assay_status read_trec(assay_input *input, const assay_read_options *options,
                              const assay_record_sink *sink, assay_error *err) {
    assay_emitter emitter = {input, options, sink, "trec"};
    gatherer g = {.open = false};
    assay_lines_init(&g.lines, &emitter);
    assay_buffer_init(&g.text, ASSAY_BUFFER_NO_CAP);
    assay_status status = read_lines(&g, err);
    assay_lines_done(&g.lines);
    assay_buffer_done(&g.text);
    return status;
}

static int detect(assay_span head, assay_span name) {
    (void)name;
    if (assay_sgml_find_tag(head, "DOC") == SIZE_MAX)
        return 0;
    return assay_sgml_find_tag(head, "DOCNO") != SIZE_MAX ||
                   assay_sgml_find_tag(head, "DOCID") != SIZE_MAX
               ? 85
               : 0;
}

const assay_format assay_format_trec = {"trec", "TREC documents: <DOC><DOCNO>...", detect,
                                        read_trec};
