#include "base/utf8.h"

size_t assay_utf8_length(assay_span text) {
    if (text.size == 0)
        return 0;
    const unsigned char *bytes = (const unsigned char *)text.data;
    unsigned lead = bytes[0];
    size_t length = lead < 0x80   ? 1
                    : lead < 0xC2 ? 0
                    : lead < 0xE0 ? 2
                    : lead < 0xF0 ? 3
                    : lead < 0xF5 ? 4
                                  : 0;
    if (length == 0 || length > text.size)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
    /* Overlong forms, surrogates and what lies above U+10FFFF show in the second byte. */
    if ((lead == 0xE0 && bytes[1] < 0xA0) || (lead == 0xED && bytes[1] > 0x9F) ||
        (lead == 0xF0 && bytes[1] < 0x90) || (lead == 0xF4 && bytes[1] > 0x8F))
        return 0;
    return length;
}

/* Offset of the first byte from `at` on that is not ASCII, at most a block too early. */
static size_t skip_ascii(assay_span text, size_t at) {
    enum { BLOCK = 32 };
    while (text.size - at >= BLOCK) {
        uint64_t words[BLOCK / 8];
        memcpy(words, text.data + at, BLOCK);
        if (((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080U) != 0)
            break;
        at += BLOCK;
    }
    return at;
}

size_t assay_utf8_valid(assay_span text) {
    size_t at = 0;
    while (at < text.size) {
        at = skip_ascii(text, at);
        size_t block_end = text.size - at > 32 ? at + 32 : text.size;
        while (at < block_end) {
            size_t length = (unsigned char)text.data[at] < 0x80
                                ? 1
                                : assay_utf8_length(assay_span_skip(text, at));
            if (length == 0)
                return at;
            at += length;
        }
    }
    return at;
}

size_t assay_utf8_write(char out[4], uint32_t code) {
    if (code >= 0x110000 || (code >= 0xD800 && code < 0xE000))
        code = 0xFFFD;
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--, code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)((length == 2 ? 0xC0 : length == 3 ? 0xE0 : 0xF0) | code);
    return length;
}
