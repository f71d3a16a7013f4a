#include "records/xml/sgml.h"

#include "base/utf8.h"
#include "records/xml/html_entities.h"

enum { MAX_UNCLOSED = 64 };

static bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == ':';
}

/* Bytes of the tag that begins text ("<b>", "</text>", "<a href=x>"), 0 when it is none. */
static size_t tag_size(assay_span *name, assay_span text) {
    if (text.size < 2 || text.data == NULL)
        return 0;
    size_t at = 1;
    bool end = text.data[1] == '/';
    at += end;
    size_t begin = at;
    while (at < text.size && is_name_byte(text.data[at]))
        at++;
    if (at == begin || (text.data[begin] >= '0' && text.data[begin] <= '9'))
        return 0;
    *name = assay_span_make(text.data + begin - end, at - begin + end);
    if (at < text.size && text.data[at] == '>')
        return at + 1;
    if (at >= text.size || strchr(" \t\n/", text.data[at]) == NULL || text.data[at] == '\0')
        return 0;
    size_t close = assay_span_find_byte(assay_span_first(text, 4096), '>');
    return close != SIZE_MAX ? close + 1 : 0;
}

size_t assay_sgml_find_tag(assay_span text, const char *name) {
    assay_span wanted = assay_span_of(name), found;
    size_t at = 0;
    for (;;) {
        size_t next = assay_span_find_byte(assay_span_skip(text, at), '<');
        if (next == SIZE_MAX)
            return SIZE_MAX;
        at += next;
        if (tag_size(&found, assay_span_make(text.data + at, text.size - at)) != 0 &&
            assay_span_equal_ascii_case(found, wanted))
            return at;
        at++;
    }
}

/* The character a reference at the start stands for, 0 when it is none; *size its bytes. */
static uint32_t reference(size_t *size, assay_span text) {
    size_t end = assay_span_find_byte(assay_span_first(text, 12), ';');
    if (end == SIZE_MAX || end < 2)
        return 0;
    assay_span name = assay_span_make(text.data + 1, end - 1);
    *size = end + 1;
    if (name.data[0] != '#')
        return assay_html_entity(name);
    uint32_t code = 0;
    bool hex = name.size > 1 && (name.data[1] == 'x' || name.data[1] == 'X');
    size_t from = hex ? 2 : 1;
    for (size_t i = from; i < name.size; i++) {
        char c = name.data[i];
        uint32_t digit = c >= '0' && c <= '9'          ? (uint32_t)(c - '0')
                         : hex && c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                         : hex && c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                       : 99;
        if (digit == 99)
            return 0;
        code = code * (hex ? 16 : 10) + digit;
    }
    return from < name.size && code >= 0x20 && code < 0x110000 ? code : 0;
}

size_t assay_sgml_resolve(char *text, size_t size) {
    char *first = size != 0 ? memchr(text, '&', size) : NULL;
    if (first == NULL)
        return size;
    size_t from = (size_t)(first - text), to = from;
    while (from < size) {
        size_t length = 0;
        uint32_t code =
            text[from] == '&' ? reference(&length, assay_span_make(text + from, size - from)) : 0;
        if (code == 0) {
            text[to++] = text[from++];
            continue;
        }
        char bytes[4];
        size_t written = assay_utf8_write(bytes, code);
        memcpy(text + to, bytes, written);
        to += written;
        from += length;
    }
    return to;
}

static bool breaks_line(assay_span name) {
    static const char *const names[] = {"p",  "/p", "br", "div", "/div",
                                        "li", "h1", "h2", "h3",  "tr"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (assay_span_equal_ascii_case(name, assay_span_of(names[i])))
            return true;
    return false;
}

void assay_sgml_add_plain(assay_buffer *out, assay_span text) {
    size_t at = 0;
    while (at < text.size) {
        size_t size = 0;
        assay_span rest = assay_span_make(text.data + at, text.size - at), name;
        char c = *rest.data, bytes[4];
        uint32_t code = c == '&' ? reference(&size, rest) : 0;
        if (code != 0) {
            assay_buffer_add(out, bytes, assay_utf8_write(bytes, code));
            at += size;
        } else if (c == '<' && (size = tag_size(&name, rest)) != 0) {
            assay_buffer_add_byte(out, breaks_line(name) ? '\n' : ' ');
            at += size;
        } else {
            assay_buffer_add_byte(out, c);
            at++;
        }
    }
}

bool assay_sgml_next(assay_span *name, assay_span *content, assay_sgml_elements *elements) {
    for (;;) {
        size_t at = assay_span_find_byte(elements->rest, '<');
        if (at == SIZE_MAX)
            return false;
        assay_span text = assay_span_make(elements->rest.data + at, elements->rest.size - at),
                   found;
        size_t size = tag_size(&found, text), end;
        elements->rest = assay_span_skip(text, size != 0 ? size : 1);
        if (size == 0 || found.data[0] == '/' || found.size > 60)
            continue;
        char closing[64] = "/";
        memcpy(closing + 1, found.data, found.size);
        closing[found.size + 1] = '\0';
        /* A search for each would make a text of nothing but open tags quadratic. */
        end = elements->unclosed < MAX_UNCLOSED ? assay_sgml_find_tag(elements->rest, closing)
                                                : SIZE_MAX;
        elements->unclosed += end == SIZE_MAX;
        *name = found;
        if (end == SIZE_MAX)
            end = assay_span_find_byte(elements->rest, '<');
        *content = assay_span_first(elements->rest, end);
        elements->rest = assay_span_skip(elements->rest, content->size);
        return true;
    }
}
