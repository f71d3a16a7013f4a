#include "records/articles/jats.h"

static bool is_one_of(const assay_xml_node *node, const char *const *names) {
    for (; *names != NULL; names++)
        if (assay_xml_is(node, *names))
            return true;
    return false;
}

/* Text of digits and marks only, as citations are: "12", "3-5", "a,b". */
static bool is_mark(const assay_xml_node *node) {
    for (size_t i = 0; i < node->text.size; i++) {
        char c = node->text.data[i];
        if (!((c >= '0' && c <= '9') || strchr(" \n\t,;.[]()-*", c) != NULL ||
              (unsigned char)c >= 0x80) ||
            c == '\0')
            return false;
    }
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next)
        if (!is_mark(at))
            return false;
    return true;
}

static assay_xml_role role_of_reference(const assay_xml_node *element) {
    static const char *const notes[] = {"aff",          "fn",      "table-fn", "corresp",
                                        "author-notes", "contrib", NULL};
    assay_span type = assay_xml_attribute_of(element, "ref-type");
    for (const char *const *at = notes; *at != NULL; at++)
        if (assay_span_equal(type, assay_span_of(*at)))
            return ASSAY_XML_DROPPED;
    bool citation =
        assay_span_equal(type, ASSAY_SPAN("bibr")) || assay_span_equal(type, ASSAY_SPAN("ref"));
    return citation && is_mark(element) ? ASSAY_XML_DROPPED : ASSAY_XML_INLINE;
}

assay_xml_role assay_jats_roles(const assay_xml_node *element) {
    static const char *const dropped[] = {
        "tex-math",   "annotation",       "fig",        "fig-group",
        "table-wrap", "table-wrap-group", "fn",         "object-id",
        "graphic",    "inline-graphic",   "media",      "supplementary-material",
        "email",      "institution-id",   "index-term", "target",
        NULL};
    static const char *const blocks[] = {
        "p",         "title",        "list",     "list-item", "break",      "def-item",
        "term",      "def",          "td",       "th",        "tr",         "disp-quote",
        "sec",       "disp-formula", "caption",  "label",     "boxed-text", "verse-line",
        "statement", "speech",       "subtitle", NULL};
    if (assay_xml_is(element, "xref"))
        return role_of_reference(element);
    if (assay_xml_is(element, "sup"))
        return assay_xml_child(element, "xref") != NULL && is_mark(element) ? ASSAY_XML_DROPPED
                                                                            : ASSAY_XML_RAISED;
    if (is_one_of(element, dropped))
        return ASSAY_XML_DROPPED;
    return is_one_of(element, blocks) ? ASSAY_XML_BLOCK : ASSAY_XML_INLINE;
}

/* Bytes of what may stand between citation marks at the start of text, 0 for anything else. */
static size_t filler(assay_span text, bool square) {
    if (strchr(" ,;", text.data[0]) != NULL && text.data[0] != '\0')
        return 1;
    if (square && text.data[0] == '-')
        return 1;
    return assay_span_starts(text, ASSAY_SPAN("\xE2\x80\x93")) ||
                   assay_span_starts(text, ASSAY_SPAN("\xE2\x80\x94"))
               ? 3
               : 0;
}

/* Bytes of the empty brackets that begin text, 0 when it begins with none. */
static size_t empty_brackets(assay_span text) {
    bool square = text.data[0] == '[';
    if (!square && text.data[0] != '(')
        return 0;
    size_t at = 1, size;
    while (at < text.size && at < 60 && (size = filler(assay_span_skip(text, at), square)) != 0)
        at += size;
    return at < text.size && text.data[at] == (square ? ']' : ')') ? at + 1 : 0;
}

/* A comma or stop, before which a dropped mark leaves a blank. */
static bool is_stop(assay_span text) {
    if (text.data[0] == '.')
        return text.size == 1 || text.data[1] == ' ';
    return text.data[0] == ',' || text.data[0] == ';';
}

size_t assay_jats_drop_empty_brackets(char *text, size_t size) {
    size_t to = 0, from = 0;
    while (from < size) {
        size_t skip = empty_brackets(assay_span_make(text + from, size - from));
        if (skip == 0) {
            to -= to != 0 && text[to - 1] == ' ' &&
                  is_stop(assay_span_make(text + from, size - from));
            text[to++] = text[from++];
            continue;
        }
        from += skip;
        while (to != 0 && text[to - 1] == ' ')
            to--;
        /* "word [] next" keeps one blank, "word []." none. */
        bool word = from < size && text[from] != ' ' && strchr(".,;:)]", text[from]) == NULL;
        if (word && to != 0)
            text[to++] = ' ';
    }
    return to;
}

assay_status assay_jats_text(assay_span *out, const assay_xml_node *node, assay_arena *arena,
                             assay_error *err) {
    ASSAY_TRY(assay_xml_text(out, node, assay_jats_roles, arena, err));
    if (out->size != 0)
        out->size = assay_jats_drop_empty_brackets((char *)(uintptr_t)out->data, out->size);
    return ASSAY_OK;
}

assay_status assay_jats_add(assay_record *record, assay_record_field field,
                            const assay_xml_node *node, assay_error *err) {
    assay_span text;
    ASSAY_TRY(assay_jats_text(&text, node, record->arena, err));
    return assay_record_add_held(record, field, text, err);
}
