#include "records/articles/jats.h"

#include "base/buffer.h"
#include "records/closing.h"
#include "records/sections.h"

static assay_status add_caption(assay_record *record, const assay_xml_node *node,
                                assay_error *err) {
    assay_span label, caption, text;
    ASSAY_TRY(assay_jats_text(&label, assay_xml_child(node, "label"), record->arena, err));
    ASSAY_TRY(assay_jats_text(&caption, assay_xml_child(node, "caption"), record->arena, err));
    if (caption.size == 0)
        return ASSAY_OK;
    bool stop = label.size != 0 && strchr(".:", label.data[label.size - 1]) != NULL;
    ASSAY_TRY(assay_arena_format(&text, record->arena, err, "%.*s%s%.*s", ASSAY_SPAN_ARG(label),
                                 label.size == 0 ? ""
                                 : stop          ? " "
                                                 : ". ",
                                 ASSAY_SPAN_ARG(caption)));
    return assay_record_add_held(record, ASSAY_FIELD_CAPTION, text, err);
}

static assay_status add_row(assay_buffer *out, const assay_xml_node *row, assay_arena *arena,
                            assay_error *err) {
    bool first = true;
    for (const assay_xml_node *cell = row->first; cell != NULL; cell = cell->next) {
        assay_span text;
        if (!assay_xml_is(cell, "td") && !assay_xml_is(cell, "th"))
            continue;
        ASSAY_TRY(assay_jats_text(&text, cell, arena, err));
        if (!first)
            assay_buffer_add_byte(out, '\t');
        assay_buffer_add_span(out, text);
        first = false;
    }
    if (!first)
        assay_buffer_add_byte(out, '\n');
    return ASSAY_OK;
}

/* Rows wherever they stand below a table: <thead>, <tbody>, groups. */
static assay_status add_rows(assay_buffer *out, const assay_xml_node *node, assay_arena *arena,
                             assay_error *err) {
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next) {
        if (assay_xml_is(at, "tr"))
            ASSAY_TRY(add_row(out, at, arena, err));
        else if (at->first != NULL)
            ASSAY_TRY(add_rows(out, at, arena, err));
    }
    return ASSAY_OK;
}

static assay_status add_table(assay_record *record, const assay_xml_node *node, assay_error *err) {
    assay_buffer cells;
    assay_buffer_init(&cells, ASSAY_BUFFER_NO_CAP);
    assay_status status = add_caption(record, node, err);
    if (status == ASSAY_OK)
        status = add_rows(&cells, node, record->arena, err);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&cells, err);
    if (status == ASSAY_OK)
        status = assay_record_add(record, ASSAY_FIELD_TABLE, assay_buffer_span(&cells), err);
    assay_buffer_done(&cells);
    return status;
}

assay_status assay_jats_add_floats(assay_record *record, const assay_xml_node *node,
                                   assay_error *err) {
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next) {
        if (assay_xml_is(at, "fig"))
            ASSAY_TRY(add_caption(record, at, err));
        else if (assay_xml_is(at, "table-wrap"))
            ASSAY_TRY(add_table(record, at, err));
        else if (at->first != NULL && !assay_xml_is(at, "ref-list"))
            ASSAY_TRY(assay_jats_add_floats(record, at, err));
    }
    return ASSAY_OK;
}

static void add_line(assay_buffer *out, assay_span text) {
    if (text.size == 0)
        return;
    if (out->size != 0)
        assay_buffer_add_byte(out, '\n');
    assay_buffer_add_span(out, text);
}

/* The section's own paragraphs; its sections become values of their own after it. */
static assay_status add_own_text(assay_record *record, const assay_xml_node *section,
                                 assay_section part, assay_buffer *text, assay_error *err) {
    for (const assay_xml_node *at = section->first; at != NULL; at = at->next) {
        assay_span line;
        if (at->name.size == 0 || assay_xml_is(at, "sec") || assay_xml_is(at, "label") ||
            assay_xml_is(at, "sec-meta") || assay_xml_is(at, "ref-list") ||
            assay_jats_roles(at) == ASSAY_XML_DROPPED)
            continue;
        ASSAY_TRY(assay_jats_text(&line, at, record->arena, err));
        add_line(text, line);
    }
    ASSAY_TRY(assay_buffer_check(text, err));
    size_t before = record->text[ASSAY_FIELD_BODY].count;
    ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_BODY, assay_buffer_span(text), err));
    if (record->text[ASSAY_FIELD_BODY].count == before)
        return ASSAY_OK;
    return assay_record_add_held(record, ASSAY_FIELD_BODY_SECTION,
                                 assay_span_of(assay_section_name(part)), err);
}

/* Funding, interests and the like are kept, but are not the article's text. */
static assay_status add_closing(assay_record *record, assay_span key, const assay_xml_node *section,
                                assay_error *err) {
    assay_span text;
    ASSAY_TRY(assay_jats_text(&text, section, record->arena, err));
    return assay_closing_add(record, key, text, err);
}

/* What a heading or sec-type does not tell is that of the section around it. */
static assay_section section_of(const assay_xml_node *section, assay_span title,
                                assay_section around) {
    assay_section own = assay_section_of_heading(title);
    if (own == ASSAY_SECTION_NONE) {
        assay_span type = assay_xml_attribute_of(section, "sec-type");
        own = assay_section_of_heading(assay_span_cut(&type, '|'));
    }
    return own != ASSAY_SECTION_NONE ? own : around;
}

static assay_status add_section(assay_record *record, const assay_xml_node *section,
                                assay_section around, assay_error *err) {
    assay_buffer text;
    assay_span title, key;
    ASSAY_TRY(assay_jats_text(&title, assay_xml_child(section, "title"), record->arena, err));
    key = assay_closing_key(title);
    if (key.size != 0)
        return add_closing(record, key, section, err);
    assay_section part = section_of(section, title, around);
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_status status = add_own_text(record, section, part, &text, err);
    assay_buffer_done(&text);
    for (const assay_xml_node *at = assay_xml_child(section, "sec");
         status == ASSAY_OK && at != NULL; at = assay_xml_sibling(at, "sec"))
        status = add_section(record, at, part, err);
    return status;
}

assay_status assay_jats_fill_body(assay_record *record, const assay_xml_node *body,
                                  assay_error *err) {
    ASSAY_TRY(add_section(record, body, ASSAY_SECTION_NONE, err));
    return assay_jats_add_floats(record, body, err);
}
