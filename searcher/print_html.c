/* A page of its own: no script, nothing loaded from elsewhere. */
#include "printer.h"
#include "values.h"

static void add_escaped(assay_buffer *out, assay_span text) {
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        const char *entity = byte == '<'   ? "&lt;"
                             : byte == '>' ? "&gt;"
                             : byte == '&' ? "&amp;"
                             : byte == '"' ? "&quot;"
                                           : NULL;
        if (entity != NULL)
            assay_buffer_add_text(out, entity);
        else
            assay_buffer_add_byte(out, (unsigned char)byte < ' ' ? ' ' : byte);
    }
}

static void add_marked(assay_buffer *out, const assay_snippet *snippet, bool highlight) {
    size_t at = 0;
    for (size_t i = 0; highlight && i < snippet->mark_count; i++) {
        const assay_mark *mark = &snippet->marks[i];
        add_escaped(out, assay_span_make(snippet->text.data + at, mark->begin - at));
        assay_buffer_add_text(out, "<mark>");
        add_escaped(out,
                    assay_span_make(snippet->text.data + mark->begin, mark->end - mark->begin));
        assay_buffer_add_text(out, "</mark>");
        at = mark->end;
    }
    add_escaped(out, assay_span_skip(snippet->text, at));
}

static assay_status html_begin(assay_buffer *out, const assay_answer *answer, assay_error *err) {
    assay_buffer_add_text(
        out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
    add_escaped(out, answer->request->query);
    assay_buffer_add_text(
        out,
        "</title><style>body{font:16px/1.5 sans-serif;max-width:50em;margin:2em auto;padding:0 "
        "1em}h2{font-size:1.1em;margin:1.5em 0 0}p{margin:.2em 0}.facts{color:#555}"
        "mark{background:#fe9}</style></head>\n<body><h1>");
    add_escaped(out, answer->request->query);
    assay_buffer_format(out, "</h1>\n<p class=\"facts\">%s%llu of %u records</p>\n",
                        answer->results->total_is_exact ? "" : "at least ",
                        (unsigned long long)answer->results->total,
                        answer->results->statistics.documents);
    for (size_t i = 0; i < answer->results->warning_count; i++) {
        assay_buffer_add_text(out, "<p class=\"warning\">");
        add_escaped(out, answer->results->warnings[i].message);
        assay_buffer_add_text(out, "</p>\n");
    }
    return assay_buffer_check(out, err);
}

static void add_heading(assay_buffer *out, const assay_answer *answer,
                        const assay_answer_hit *hit) {
    assay_buffer url;
    assay_buffer_init(&url, ASSAY_BUFFER_NO_CAP);
    assay_values_url(&url, hit->record);
    assay_buffer_format(out, "<h2>%zu. ", hit->rank);
    if (url.size != 0) {
        assay_buffer_add_text(out, "<a href=\"");
        add_escaped(out, assay_buffer_span(&url));
        assay_buffer_add_text(out, "\">");
    }
    add_marked(out, &hit->snippets->title, answer->highlight);
    assay_buffer_add_text(out, url.size != 0 ? "</a></h2>\n" : "</h2>\n");
    assay_buffer_done(&url);
}

static assay_status html_hit(assay_buffer *out, const assay_answer *answer,
                             const assay_answer_hit *hit, assay_error *err) {
    char date[11];
    if (hit->record == NULL || hit->snippets == NULL)
        return ASSAY_OK;
    add_heading(out, answer, hit);
    assay_buffer_add_text(out, "<p class=\"facts\">");
    add_escaped(out, hit->hit->identity);
    assay_buffer_format(out, " &middot; %s", assay_record_type_name(hit->record->type));
    size_t size = assay_values_date(date, hit->record);
    if (size != 0)
        assay_buffer_format(out, " &middot; %.*s", (int)size, date);
    assay_buffer_add_text(out, "</p>\n");
    for (size_t i = 0; i < hit->snippets->count; i++) {
        const assay_snippet *snippet = &hit->snippets->items[i];
        assay_buffer_add_text(out, snippet->cut_begin ? "<p>&hellip; " : "<p>");
        add_marked(out, snippet, answer->highlight);
        assay_buffer_add_text(out, snippet->cut_end ? " &hellip;</p>\n" : "</p>\n");
    }
    return assay_buffer_check(out, err);
}

static assay_status html_end(assay_buffer *out, const assay_answer *answer, assay_error *err) {
    (void)answer;
    assay_buffer_add_text(out, "</body></html>\n");
    return assay_buffer_check(out, err);
}

const assay_printer assay_print_html = {.name = "html",
                                        .about = "a page",
                                        .records = true,
                                        .snippets = true,
                                        .tells = true,
                                        .begin = html_begin,
                                        .hit = html_hit,
                                        .end = html_end};
