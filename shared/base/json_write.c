#include "base/json_write.h"

#include "base/utf8.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void before_value(assay_json_writer *json) {
    if (json->need_comma)
        assay_buffer_add_byte(json->out, ',');
    json->need_comma = true;
}

void assay_json_open(assay_json_writer *json, char bracket) {
    before_value(json);
    assay_buffer_add_byte(json->out, bracket);
    json->need_comma = false;
}

void assay_json_close(assay_json_writer *json, char bracket) {
    assay_buffer_add_byte(json->out, bracket);
    json->need_comma = true;
}

static void add_escaped(assay_buffer *out, unsigned char byte) {
    static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt";
    for (size_t i = 0; i + 1 < sizeof named; i += 2)
        if ((unsigned char)named[i] == byte) {
            assay_buffer_add_byte(out, '\\');
            assay_buffer_add_byte(out, named[i + 1]);
            return;
        }
    assay_buffer_format(out, "\\u%04x", byte);
}

/* Whether one of eight bytes needs a look: not ASCII, a control character, a quote or a backslash. The
 * test for zero bytes may also fire on a byte above one, never too seldom. */
static bool is_special(uint64_t word) {
    const uint64_t ones = 0x0101010101010101U, highs = 0x8080808080808080U;
    uint64_t quote = word ^ (ones * '"'), slash = word ^ (ones * '\\'), del = word ^ (ones * 0x7F);
    uint64_t found = word | (word - ones * 0x20) | ((quote - ones) & ~quote) |
                     ((slash - ones) & ~slash) | ((del - ones) & ~del);
    return (found & highs) != 0;
}

/* The same of many bytes, exactly, in plain C that compilers turn into vector code. */
enum { BLOCK = 32 };
static bool is_special_block(const char *block) {
    unsigned char found = 0;
    for (size_t i = 0; i < BLOCK; i++) {
        unsigned char byte = (unsigned char)block[i];
        found |= (unsigned char)((byte < 0x20) | (byte > 0x7E) | (byte == '"') | (byte == '\\'));
    }
    return found != 0;
}

static size_t skip_plain(assay_span text, size_t at) {
    while (text.size - at >= BLOCK && !is_special_block(text.data + at))
        at += BLOCK;
    uint64_t word;
    for (; text.size - at >= sizeof word; at += sizeof word) {
        memcpy(&word, text.data + at, sizeof word);
        if (is_special(word))
            break;
    }
    return at;
}

static void add_quoted(assay_buffer *out, assay_span text) {
    const unsigned char *bytes = (const unsigned char *)text.data;
    assay_buffer_add_byte(out, '"');
    size_t done = 0, at = 0;
    while (at < text.size) {
        unsigned char byte = bytes[at];
        if (byte < 0x80 && byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7F) {
            at = skip_plain(text, at + 1);
            continue;
        }
        size_t length = byte < 0x80 ? 0 : assay_utf8_length(assay_span_skip(text, at));
        if (length != 0) {
            at += length;
            continue;
        }
        assay_buffer_add(out, bytes + done, at - done);
        if (byte < 0x80)
            add_escaped(out, byte);
        else
            assay_buffer_add_text(out, "\xEF\xBF\xBD");
        done = ++at;
    }
    assay_buffer_add(out, bytes + done, at - done);
    assay_buffer_add_byte(out, '"');
}

void assay_json_key(assay_json_writer *json, const char *key) {
    before_value(json);
    add_quoted(json->out, assay_span_of(key));
    assay_buffer_add_byte(json->out, ':');
    json->need_comma = false;
}

void assay_json_string(assay_json_writer *json, assay_span text) {
    before_value(json);
    add_quoted(json->out, text.data != NULL ? text : ASSAY_SPAN(""));
}

void assay_json_int(assay_json_writer *json, int64_t value) {
    before_value(json);
    assay_buffer_format(json->out, "%lld", (long long)value);
}

void assay_json_uint(assay_json_writer *json, uint64_t value) {
    before_value(json);
    assay_buffer_format(json->out, "%llu", (unsigned long long)value);
}

void assay_json_double(assay_json_writer *json, double value) {
    if (!isfinite(value)) {
        assay_json_null(json);
        return;
    }
    before_value(json);
    char text[32];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    assay_buffer_add_text(json->out, text);
}

void assay_json_bool(assay_json_writer *json, bool value) {
    before_value(json);
    assay_buffer_add_text(json->out, value ? "true" : "false");
}

void assay_json_null(assay_json_writer *json) {
    before_value(json);
    assay_buffer_add_text(json->out, "null");
}

void assay_json_raw(assay_json_writer *json, assay_span text) {
    before_value(json);
    assay_buffer_add_span(json->out, text);
}

void assay_json_string_at(assay_json_writer *json, const char *key, assay_span text) {
    assay_json_key(json, key);
    assay_json_string(json, text);
}

void assay_json_int_at(assay_json_writer *json, const char *key, int64_t value) {
    assay_json_key(json, key);
    assay_json_int(json, value);
}

void assay_json_uint_at(assay_json_writer *json, const char *key, uint64_t value) {
    assay_json_key(json, key);
    assay_json_uint(json, value);
}

void assay_json_double_at(assay_json_writer *json, const char *key, double value) {
    assay_json_key(json, key);
    assay_json_double(json, value);
}

void assay_json_bool_at(assay_json_writer *json, const char *key, bool value) {
    assay_json_key(json, key);
    assay_json_bool(json, value);
}
