#include "base/utf8.h"
#include "records/xml/sgml.h"
#include "records/xml/xml.h"

bool assay_xml_is(const assay_xml_node *node, const char *name) {
    return node != NULL && assay_span_equal(node->name, assay_span_of(name));
}

const assay_xml_node *assay_xml_child(const assay_xml_node *node, const char *name) {
    if (node == NULL || node->first == NULL)
        return NULL;
    return assay_xml_is(node->first, name) ? node->first : assay_xml_sibling(node->first, name);
}

const assay_xml_node *assay_xml_sibling(const assay_xml_node *node, const char *name) {
    assay_span wanted = assay_span_of(name);
    if (node == NULL)
        return NULL;
    for (const assay_xml_node *at = node->next; at != NULL; at = at->next)
        if (assay_span_equal(at->name, wanted))
            return at;
    return NULL;
}

const assay_xml_node *assay_xml_at(const assay_xml_node *node, const char *path) {
    assay_span rest = assay_span_of(path);
    while (node != NULL && rest.data != NULL) {
        assay_span name = assay_span_cut(&rest, '/');
        const assay_xml_node *child = node->first;
        while (child != NULL && !assay_span_equal(child->name, name))
            child = child->next;
        node = child;
    }
    return node;
}

assay_span assay_xml_attribute_of(const assay_xml_node *node, const char *name) {
    assay_span wanted = assay_span_of(name);
    for (size_t i = 0; node != NULL && i < node->attribute_count; i++) {
        assay_span have = node->attributes[i].name;
        if (assay_span_ends(have, wanted) &&
            (have.size == wanted.size || have.data[have.size - wanted.size - 1] == ':'))
            return node->attributes[i].value;
    }
    return (assay_span){NULL, 0};
}

assay_span assay_xml_plain(const assay_xml_node *node) {
    if (node == NULL || node->first == NULL || node->first != node->last ||
        node->first->name.size != 0)
        return (assay_span){NULL, 0};
    return assay_span_trim(node->first->text);
}

assay_xml_role assay_xml_usual_roles(const assay_xml_node *element) {
    return assay_xml_is(element, "sup") ? ASSAY_XML_RAISED : ASSAY_XML_INLINE;
}

/* The text being written: `capacity` was measured beforehand and is enough. */
typedef struct {
    char *out;
    size_t size;
    bool gap; /* white space waits for the next word */
    assay_xml_roles roles;
} writer;

static bool is_blank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Bytes of a blank other than ASCII's at the start: no-break, en, em, thin and hair spaces. */
static size_t wide_blank(assay_span text) {
    if (assay_span_starts(text, ASSAY_SPAN("\xC2\xA0")))
        return 2;
    if (text.size >= 3 && text.data[0] == '\xE2' && text.data[1] == '\x80' &&
        (((unsigned char)text.data[2] >= 0x80 && (unsigned char)text.data[2] <= 0x8A) ||
         text.data[2] == '\xAF'))
        return 3;
    return 0;
}

static void write_byte(writer *w, char c) {
    if (w->gap && w->size != 0)
        w->out[w->size++] = ' ';
    w->gap = false;
    w->out[w->size++] = c;
}

static void write_text(writer *w, assay_span text) {
    size_t i = 0;
    while (i < text.size) {
        unsigned char c = (unsigned char)text.data[i];
        size_t blank = is_blank((char)c) ? 1 : c >= 0xC2 ? wide_blank(assay_span_skip(text, i)) : 0;
        if (blank != 0) {
            w->gap = true;
            i += blank;
            continue;
        }
        write_byte(w, (char)c);
        size_t begin = ++i;
        while (i < text.size && (unsigned char)text.data[i] > ' ' &&
               (unsigned char)text.data[i] < 0xC2)
            i++;
        memcpy(w->out + w->size, text.data + begin, i - begin);
        w->size += i - begin;
    }
}

/* The superscript form of one character, 0 when it has none. */
static uint32_t raised_form(char c) {
    static const uint16_t digits[] = {0x2070, 0xB9,   0xB2,   0xB3,   0x2074,
                                      0x2075, 0x2076, 0x2077, 0x2078, 0x2079};
    switch (c) {
    case '+':
        return 0x207A;
    case '-':
        return 0x207B;
    case '=':
        return 0x207C;
    case '(':
        return 0x207D;
    case ')':
        return 0x207E;
    case ',':
    case '/':
    case '.':
        return (uint32_t)c;
    default:
        return c >= '0' && c <= '9' ? digits[c - '0'] : 0;
    }
}

/* Whether a minus, an en dash or a hyphen that does not break stands at a place before the end. */
static bool is_sign_at(assay_span text, size_t at) {
    assay_span rest = assay_span_make(text.data + at, text.size - at);
    return assay_span_starts(rest, ASSAY_SPAN("\xE2\x88\x92")) ||
           assay_span_starts(rest, ASSAY_SPAN("\xE2\x80\x93")) ||
           assay_span_starts(rest, ASSAY_SPAN("\xE2\x80\x91"));
}

static bool can_rise(assay_span text) {
    for (size_t i = 0; i < text.size; i++) {
        if (is_sign_at(text, i))
            i += 2;
        else if (raised_form(text.data[i]) == 0 && !is_blank(text.data[i]))
            return false;
    }
    return true;
}

static bool is_ordinal(assay_span text) {
    return assay_span_equal_ascii_case(text, ASSAY_SPAN("st")) ||
           assay_span_equal_ascii_case(text, ASSAY_SPAN("nd")) ||
           assay_span_equal_ascii_case(text, ASSAY_SPAN("rd")) ||
           assay_span_equal_ascii_case(text, ASSAY_SPAN("th"));
}

static bool is_word_byte(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80;
}

static void write_raised(writer *w, assay_span text) {
    text = assay_span_trim(text);
    if (!can_rise(text)) {
        bool letters =
            text.size != 0 && is_word_byte(text.data[0]) && (unsigned char)text.data[0] < 0x80;
        if (letters && !is_ordinal(text) && w->size != 0 && !w->gap &&
            is_word_byte(w->out[w->size - 1]))
            write_byte(w, '^');
        write_text(w, text);
        return;
    }
    for (size_t i = 0; i < text.size; i++) {
        char form[4];
        bool sign = is_sign_at(text, i);
        if (is_blank(text.data[i]))
            continue;
        size_t size = assay_utf8_write(form, sign ? 0x207B : raised_form(text.data[i]));
        for (size_t b = 0; b < size; b++)
            write_byte(w, form[b]);
        i += sign ? 2 : 0;
    }
}

static void write_node(writer *w, const assay_xml_node *node);

static void write_children(writer *w, const assay_xml_node *node) {
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next)
        write_node(w, at);
}

static void write_node(writer *w, const assay_xml_node *node) {
    if (node->name.size == 0) {
        write_text(w, node->text);
        return;
    }
    switch (w->roles(node)) {
    case ASSAY_XML_DROPPED:
        return;
    case ASSAY_XML_BLOCK:
        w->gap = true;
        write_children(w, node);
        w->gap = true;
        return;
    case ASSAY_XML_RAISED:
        if (node->first != NULL && node->first == node->last && node->first->name.size == 0) {
            write_raised(w, node->first->text);
            return;
        }
        break;
    case ASSAY_XML_INLINE:
        break;
    }
    write_children(w, node);
}

/* More than the text can come to: a raised digit takes three bytes, a block adds two blanks. */
static size_t measure(const assay_xml_node *node, bool raised) {
    size_t size = raised ? node->text.size * 3 : node->text.size;
    raised = raised || assay_xml_is(node, "sup");
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next)
        size += measure(at, raised) + 3;
    return size;
}

/* Inline tags that came escaped ("&lt;sub&gt;"), dropped in place. */
static size_t drop_escaped_tags(char *text, size_t size) {
    static const char *const tags[] = {"<i>",   "</i>",   "<b>",      "</b>",     "<u>",   "</u>",
                                       "<em>",  "</em>",  "<sub>",    "</sub>",   "<sup>", "</sup>",
                                       "<pre>", "</pre>", "<strong>", "</strong>"};
    size_t to = 0, from = 0;
    while (from < size) {
        size_t skip = 0;
        for (size_t i = 0; text[from] == '<' && i < sizeof tags / sizeof *tags; i++)
            if (assay_span_starts_ascii_case(assay_span_make(text + from, size - from),
                                             assay_span_of(tags[i])))
                skip = strlen(tags[i]);
        if (skip == 0)
            text[to++] = text[from++];
        from += skip;
    }
    return to;
}

assay_status assay_xml_text(assay_span *out, const assay_xml_node *node, assay_xml_roles roles,
                            assay_arena *arena, assay_error *err) {
    *out = (assay_span){NULL, 0};
    if (node == NULL || node->first == NULL)
        return ASSAY_OK;
    writer w = {.roles = roles != NULL ? roles : assay_xml_usual_roles};
    w.out = assay_arena_alloc(arena, measure(node, false) + 1);
    if (w.out == NULL)
        return assay_fail_memory(err);
    write_children(&w, node);
    w.size = assay_sgml_resolve(w.out, w.size); /* what was escaped twice */
    if (memchr(w.out, '<', w.size) != NULL)
        w.size = drop_escaped_tags(w.out, w.size);
    *out = assay_span_make(w.out, w.size);
    return ASSAY_OK;
}

static void add_raw(assay_span *out, const assay_xml_node *node) {
    if (node->text.size != 0)
        memcpy((char *)(uintptr_t)out->data + out->size, node->text.data, node->text.size);
    out->size += node->text.size;
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next)
        add_raw(out, at);
}

assay_status assay_xml_raw_text(assay_span *out, const assay_xml_node *node, assay_arena *arena,
                                assay_error *err) {
    *out = (assay_span){NULL, 0};
    if (node == NULL || node->first == NULL)
        return ASSAY_OK;
    char *storage = assay_arena_alloc(arena, measure(node, false) + 1);
    if (storage == NULL)
        return assay_fail_memory(err);
    out->data = storage;
    add_raw(out, node);
    return ASSAY_OK;
}

assay_status assay_xml_add(assay_record *record, assay_record_field field,
                           const assay_xml_node *node, assay_error *err) {
    assay_span text;
    ASSAY_TRY(assay_xml_text(&text, node, NULL, record->arena, err));
    return assay_record_add_held(record, field, text, err);
}

assay_status assay_xml_add_each(assay_record *record, assay_record_field field,
                                const assay_xml_node *parent, const char *name, assay_error *err) {
    for (const assay_xml_node *at = assay_xml_child(parent, name); at != NULL;
         at = assay_xml_sibling(at, name)) {
        assay_span text;
        ASSAY_TRY(assay_xml_text(&text, at, NULL, record->arena, err));
        bool known = false;
        for (size_t i = 0; i < record->text[field].count && !known; i++)
            known = assay_span_equal(record->text[field].items[i], text);
        if (!known)
            ASSAY_TRY(assay_record_add_held(record, field, text, err));
    }
    return ASSAY_OK;
}
