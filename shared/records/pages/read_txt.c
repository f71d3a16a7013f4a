#include "records/input/lines.h"
#include "records/pages/txt_templates.h"

/* The path as given, without "." steps and repeated slashes: "./pages//a.txt" and "pages/a.txt" are one
 * record, wherever the folder stands. */
static assay_status name_of(assay_span *out, const assay_emitter *emitter, assay_arena *arena,
                            assay_error *err) {
    assay_span rest = assay_span_of(assay_input_name(emitter->input));
    char *name = assay_arena_alloc(arena, rest.size + 1);
    size_t size = 0;
    if (name == NULL)
        return assay_fail_memory(err);
    if (assay_span_equal(rest, ASSAY_SPAN("-"))) /* standard input has no name */
        rest.size = 0;
    if (rest.size != 0 && rest.data[0] == '/')
        name[size++] = '/';
    while (rest.size != 0) {
        assay_span step = assay_span_cut(&rest, '/');
        if (step.size == 0 || assay_span_equal(step, ASSAY_SPAN(".")))
            continue;
        if (size != 0 && name[size - 1] != '/')
            name[size++] = '/';
        memcpy(name + size, step.data, step.size);
        size += step.size;
    }
    *out = assay_span_make(name, size);
    return ASSAY_OK;
}

static assay_status fill_record(const assay_emitter *emitter, assay_span text, assay_arena *arena,
                                assay_error *err) {
    assay_txt_page page;
    assay_record *record;
    ASSAY_TRY(assay_txt_page_make(&page, text, arena, err));
    if (assay_txt_skip_blank(&page, 0, page.count) == page.count)
        return assay_fail(err, ASSAY_E_FORMAT, "no text in it");
    const assay_txt_template *kind = assay_txt_template_of(&page);
    ASSAY_TRY(assay_emit_begin(&record, emitter, kind->type, err));
    ASSAY_TRY(kind->fill(record, &page, err));
    /* A text without a number of its own goes by the name of its file, if it has one. */
    assay_span name;
    ASSAY_TRY(name_of(&name, emitter, arena, err));
    return assay_emit(emitter, record, name, err);
}

static assay_status read_text(assay_lines *lines, assay_buffer *text, assay_arena *arena,
                              assay_error *err) {
    for (;;) {
        assay_span line;
        bool more;
        ASSAY_TRY(assay_lines_next(&line, &more, lines, err));
        if (!more)
            break;
        if (text->size + line.size >= lines->max_bytes)
            return assay_fail(err, ASSAY_E_LIMIT, "a text larger than %zu bytes", lines->max_bytes);
        assay_buffer_add_span(text, line);
        assay_buffer_add_byte(text, '\n');
    }
    ASSAY_TRY(assay_buffer_check(text, err));
    ASSAY_TRY(fill_record(lines->emitter, assay_buffer_span(text), arena, err));
    return assay_lines_finish(lines, err);
}

static assay_status read_txt(assay_input *input, const assay_read_options *options,
                             const assay_record_sink *sink, assay_error *err) {
    assay_emitter emitter = {input, options, sink, "txt"};
    assay_lines lines;
    assay_buffer text;
    assay_arena arena;
    assay_lines_init(&lines, &emitter);
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_arena_init(&arena);
    assay_status status = read_text(&lines, &text, &arena, err);
    assay_lines_done(&lines);
    assay_buffer_done(&text);
    assay_arena_done(&arena);
    return status;
}

static bool looks_binary(assay_span head) {
    for (size_t i = 0; i < head.size; i++) {
        unsigned char c = (unsigned char)head.data[i];
        if (c < 0x20 && strchr("\t\n\r\f\v", c) == NULL)
            return true;
    }
    return head.size != 0 && memchr(head.data, '\0', head.size) != NULL;
}

/* A page of a known kind under any name; other text only where the name says that it is text. */
static int detect(assay_span head, assay_span name) {
    assay_span start = assay_span_trim(head);
    if (looks_binary(head) || start.size == 0 || strchr("<{[", start.data[0]) != NULL)
        return 0;
    assay_arena arena;
    assay_txt_page page;
    int sure = 0;
    assay_arena_init(&arena);
    if (assay_txt_page_make(&page, head, &arena, NULL) == ASSAY_OK) {
        const assay_txt_template *kind = assay_txt_template_of(&page);
        sure = kind == &assay_txt_plain ? 0 : kind->recognise(&page);
    }
    assay_arena_done(&arena);
    bool named = assay_span_ends(name, ASSAY_SPAN(".txt")) ||
                 assay_span_ends(name, ASSAY_SPAN(".text")) ||
                 assay_span_equal(name, ASSAY_SPAN("-"));
    return sure != 0 ? sure * 9 / 10 : named ? 20 : 0;
}

const assay_format assay_format_txt = {
    "txt", "pages as text: trial trackers, PubMed, full-text reviews; else first line is the title",
    detect, read_txt};
