#include "query/ovid.h"

static bool is_small(char byte) {
    return byte >= 'a' && byte <= 'z';
}
static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}
static bool is_word(char byte) {
    return is_small(byte) || is_digit(byte) || (byte >= 'A' && byte <= 'Z') ||
           (unsigned char)byte >= 0x80;
}

/* Nothing, a blank or a parenthesis stands there. */
static bool ends(assay_span text, size_t at) {
    return at >= text.size || text.data[at] <= ' ' || text.data[at] == ')';
}

/* Bytes of ".ti,ab." after a word or a group; 0: none. */
static size_t field_size(assay_span text, size_t at) {
    size_t end = at + 1;
    if (text.data[at] != '.' || at == 0 ||
        (!is_word(text.data[at - 1]) && text.data[at - 1] != ')'))
        return 0;
    for (;;) {
        if (text.size - end < 3 || !is_small(text.data[end]) || !is_small(text.data[end + 1]))
            return 0;
        end += 3;
        if (text.data[end - 1] == '.')
            return ends(text, end) ? end - at : 0;
        if (text.data[end - 1] != ',')
            return 0;
    }
}

/* Bytes of "adj" or "adj3" as a word; 0: none. */
static size_t adjacent_size(assay_span text, size_t at) {
    if (!assay_span_starts(assay_span_skip(text, at), ASSAY_SPAN("adj")) ||
        (at != 0 && !ends(text, at - 1)))
        return 0;
    size_t end = at + 3;
    while (end < text.size && is_digit(text.data[end]))
        end++;
    return end < text.size && text.data[end] == ' ' ? end - at : 0;
}

static bool find_at(assay_ovid_mark *out, assay_span text, size_t at) {
    bool after_word = at != 0 && is_word(text.data[at - 1]);
    *out = (assay_ovid_mark){.at = at, .size = field_size(text, at)};
    if (out->size != 0) {
        out->instead = "[tiab], [ti], [au] ... after each word or group";
        return true;
    }
    out->size = adjacent_size(text, at);
    if (out->size != 0) {
        out->instead = "a \"phrase\", or NEAR/n with the most words between";
        return true;
    }
    out->size = 1;
    if (text.data[at] == '/' && after_word && ends(text, at + 1))
        out->instead = "\"Heading\"[mh] for exp Heading/, \"Heading\"[mh:noexp] for Heading/";
    else if (text.data[at] == '$' && after_word)
        out->instead = "*";
    return out->instead != NULL;
}

bool assay_ovid_find(assay_ovid_mark *out, assay_span text) {
    bool quoted = false;
    for (size_t at = 0; at < text.size; at++) {
        quoted ^= text.data[at] == '"';
        if (!quoted && find_at(out, text, at))
            return true;
    }
    return false;
}
