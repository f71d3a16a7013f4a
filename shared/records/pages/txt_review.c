/* A full-text article as text: title, abstract, keywords, authors, headings, tables, references.
 * Page breaks fall inside sentences and words; what they tore apart is joined again. */
#include "records/closing.h"
#include "records/pages/citation.h"
#include "records/pages/txt_article.h"
#include "records/pages/txt_templates.h"

typedef enum { PART_FRONT, PART_ABSTRACT, PART_BODY, PART_CLOSING, PART_REFERENCES } part;

typedef struct {
    assay_record *record;
    const assay_txt_page *page;
    part part;
    assay_buffer section; /* heading and paragraphs so far */
    assay_buffer open;    /* the paragraph so far, perhaps torn */
    assay_span closing;   /* key of the closing section */
    bool table_next;      /* a table's caption was the last paragraph */
} writer;

static assay_status end_paragraph(writer *w, assay_error *err) {
    assay_span text = assay_buffer_span(&w->open);
    ASSAY_TRY(assay_buffer_check(&w->open, err));
    if (text.size == 0)
        return ASSAY_OK;
    if (w->part == PART_ABSTRACT)
        ASSAY_TRY(assay_record_add(w->record, ASSAY_FIELD_SUMMARY, text, err));
    else if (w->part == PART_CLOSING)
        ASSAY_TRY(assay_closing_add(w->record, w->closing, text, err));
    else {
        if (w->section.size != 0)
            assay_buffer_add_byte(&w->section, '\n');
        assay_buffer_add_span(&w->section, text);
    }
    assay_buffer_clear(&w->open);
    return ASSAY_OK;
}

static assay_status end_section(writer *w, assay_error *err) {
    ASSAY_TRY(end_paragraph(w, err));
    ASSAY_TRY(assay_buffer_check(&w->section, err));
    ASSAY_TRY(assay_record_add(w->record, ASSAY_FIELD_BODY, assay_buffer_span(&w->section), err));
    assay_buffer_clear(&w->section);
    return ASSAY_OK;
}

static assay_status add_rows(writer *w, size_t first, size_t last, assay_error *err) {
    assay_buffer rows;
    assay_buffer_init(&rows, ASSAY_BUFFER_NO_CAP);
    for (size_t i = first; i < last; i++) {
        assay_buffer_add_span(&rows, w->page->lines[i]);
        assay_buffer_add_byte(&rows, '\n');
    }
    assay_status status = assay_buffer_check(&rows, err);
    if (status == ASSAY_OK)
        status = assay_record_add(w->record, ASSAY_FIELD_TABLE, assay_buffer_span(&rows), err);
    assay_buffer_done(&rows);
    return status;
}

/* A paragraph that goes on where the one before was torn is added to it. */
static assay_status add_prose(writer *w, assay_span text, assay_error *err) {
    bool torn = w->open.size != 0 && assay_txt_article_is_torn(assay_buffer_span(&w->open), text);
    if (!torn)
        ASSAY_TRY(end_paragraph(w, err));
    else if (w->open.data[w->open.size - 1] != '-')
        assay_buffer_add_byte(&w->open, ' ');
    assay_buffer_add_span(&w->open, text);
    return assay_buffer_check(&w->open, err);
}

static assay_status begin_part(writer *w, part next, assay_error *err) {
    ASSAY_TRY(end_section(w, err));
    w->part = next;
    return ASSAY_OK;
}

static assay_status take_heading(writer *w, assay_span line, assay_error *err) {
    assay_span key = assay_closing_key(line);
    if (assay_span_equal_ascii_case(line, ASSAY_SPAN("Abstract")))
        return begin_part(w, PART_ABSTRACT, err);
    if (assay_txt_article_is_references(line))
        return begin_part(w, PART_REFERENCES, err);
    ASSAY_TRY(begin_part(w, key.size != 0 ? PART_CLOSING : PART_BODY, err));
    w->closing = key;
    if (key.size == 0)
        assay_buffer_add_span(&w->section, line);
    return ASSAY_OK;
}

/* Whether the line stands over text of its own: what follows must begin as a sentence does. */
static bool heads_text(const writer *w, size_t last) {
    size_t next = assay_txt_skip_blank(w->page, last, w->page->count);
    if (next == w->page->count)
        return false;
    char first = w->page->lines[next].data[0];
    return !(first >= 'a' && first <= 'z');
}

/* A line that heads the text after it, and neither front matter nor the rest of a torn sentence. */
static bool is_heading(const writer *w, size_t first, size_t last, assay_span text) {
    if (last != first + 1 || !assay_txt_article_is_heading(text) || !heads_text(w, last) ||
        (w->part == PART_FRONT && assay_txt_article_is_front(text)))
        return false;
    return w->open.size == 0 || !assay_txt_article_is_torn(assay_buffer_span(&w->open), text);
}

static assay_status take_reference(writer *w, size_t first, size_t last, assay_error *err) {
    for (size_t at = first; at < last;) {
        assay_span item, text;
        unsigned number;
        size_t end = at + 1;
        while (end < last && !assay_citation_number(&number, &item, w->page->lines[end]))
            end++;
        ASSAY_TRY(assay_txt_join(&text, w->page, at, end, err));
        if (assay_citation_number(&number, &item, text))
            ASSAY_TRY(assay_citation_add(w->record, item, err));
        at = end;
    }
    return ASSAY_OK;
}

static assay_status take_paragraph(writer *w, size_t first, size_t last, assay_error *err) {
    assay_span text;
    bool after_caption = w->table_next;
    w->table_next = false;
    if (w->part == PART_REFERENCES)
        return take_reference(w, first, last, err);
    if (assay_txt_article_is_rows(w->page, first, last) || (after_caption && last > first + 1)) {
        ASSAY_TRY(end_paragraph(w, err));
        return add_rows(w, first, last, err);
    }
    ASSAY_TRY(assay_txt_join(&text, w->page, first, last, err));
    if (assay_txt_article_is_caption(text)) {
        w->table_next = assay_span_starts(text, ASSAY_SPAN("Table"));
        return assay_record_add(w->record, ASSAY_FIELD_CAPTION, text, err);
    }
    if (w->part == PART_ABSTRACT && assay_txt_article_is_front(text)) {
        ASSAY_TRY(end_paragraph(w, err));
        w->part = PART_FRONT;
    }
    if (is_heading(w, first, last, text))
        return take_heading(w, text, err);
    if (w->part == PART_FRONT)
        return assay_txt_article_add_front(w->record, text, err);
    return add_prose(w, text, err);
}

static assay_status fill_paragraphs(writer *w, assay_error *err) {
    assay_txt_paragraphs paragraphs = {w->page, 0, w->page->count};
    size_t first, last;
    assay_span title;
    if (!assay_txt_next(&first, &last, &paragraphs))
        return ASSAY_OK;
    ASSAY_TRY(assay_txt_join(&title, w->page, first, last, err));
    ASSAY_TRY(assay_record_add(w->record, ASSAY_FIELD_TITLE, title, err));
    while (assay_txt_next(&first, &last, &paragraphs))
        ASSAY_TRY(take_paragraph(w, first, last, err));
    return end_section(w, err);
}

static assay_status fill(assay_record *record, const assay_txt_page *page, assay_error *err) {
    writer w = {.record = record, .page = page, .part = PART_FRONT};
    assay_buffer_init(&w.section, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&w.open, ASSAY_BUFFER_NO_CAP);
    assay_status status = fill_paragraphs(&w, err);
    assay_buffer_done(&w.section);
    assay_buffer_done(&w.open);
    return status;
}

static int recognise(const assay_txt_page *page) {
    size_t abstract = assay_txt_find_line(page, 0, "Abstract");
    if (abstract == ASSAY_TXT_NONE || abstract > 60)
        return 0;
    for (size_t i = abstract; i < page->count; i++) {
        assay_span rest;
        unsigned number;
        size_t next = assay_txt_skip_blank(page, i + 1, page->count);
        if (assay_txt_article_is_references(page->lines[i]) && next < page->count &&
            assay_citation_number(&number, &rest, page->lines[next]))
            return 75;
    }
    return 0;
}

const assay_txt_template assay_txt_review = {"article", ASSAY_RECORD_FULLTEXT, recognise, fill};
