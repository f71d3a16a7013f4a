#include "records/input/encoding.h"

#include "base/utf8.h"

#include <stdlib.h>

assay_encoding assay_encoding_detect(size_t *mark, assay_span head) {
    *mark = 2;
    if (assay_span_starts(head, ASSAY_SPAN("\xFF\xFE")))
        return ASSAY_ENCODING_UTF16_LITTLE;
    if (assay_span_starts(head, ASSAY_SPAN("\xFE\xFF")))
        return ASSAY_ENCODING_UTF16_BIG;
    *mark = 3;
    if (assay_span_starts(head, ASSAY_SPAN("\xEF\xBB\xBF")))
        return ASSAY_ENCODING_UTF8_MARKED;
    *mark = 0;
    return ASSAY_ENCODING_PLAIN;
}

static uint32_t unit_at(assay_span text, size_t at, assay_encoding encoding) {
    uint32_t first = (unsigned char)text.data[at], second = (unsigned char)text.data[at + 1];
    return encoding == ASSAY_ENCODING_UTF16_BIG ? first << 8 | second : second << 8 | first;
}

static bool is_high(uint32_t unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}

static bool is_low(uint32_t unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

/* One code point from at least 2 bytes; *used is 2 or 4. A lone surrogate stays one. */
static uint32_t next_code(size_t *used, assay_span text, assay_encoding encoding) {
    uint32_t unit = unit_at(text, 0, encoding);
    *used = 2;
    if (!is_high(unit) || text.size < 4 || !is_low(unit_at(text, 2, encoding)))
        return unit;
    *used = 4;
    return 0x10000 + ((unit - 0xD800) << 10) + (unit_at(text, 2, encoding) - 0xDC00);
}

void assay_encoding_add_utf16(assay_buffer *out, assay_span text, assay_encoding encoding) {
    while (text.size >= 2) {
        size_t used;
        char bytes[4];
        uint32_t code = next_code(&used, text, encoding);
        assay_buffer_add(out, bytes, assay_utf8_write(bytes, code));
        text = assay_span_skip(text, used);
    }
}

typedef struct {
    assay_input *from; /* borrowed */
    assay_encoding encoding;
} transcoder;

static assay_status fill_transcoded(size_t *size, void *user, void *out, size_t capacity,
                                    assay_error *err) {
    transcoder *t = user;
    size_t written = 0;
    while (written + 4 <= capacity) {
        assay_span window;
        ASSAY_TRY(assay_input_window(&window, t->from, 4, err));
        if (window.size == 0)
            break;
        while (window.size >= 4 || (window.size >= 2 && assay_input_at_end(t->from))) {
            size_t used;
            uint32_t code = next_code(&used, window, t->encoding);
            written += assay_utf8_write((char *)out + written, code);
            assay_input_skip(t->from, used);
            window = assay_span_skip(window, used);
            if (written + 4 > capacity)
                break;
        }
        if (window.size == 1 && assay_input_at_end(t->from)) {
            assay_input_skip(t->from, 1);
            if (written + 4 <= capacity)
                written += assay_utf8_write((char *)out + written, 0xFFFD);
        }
        if (written != 0 && window.size < 4)
            break;
    }
    *size = written;
    return ASSAY_OK;
}

assay_status assay_encoding_open_utf16(assay_input **out, assay_input *from,
                                       assay_encoding encoding, assay_error *err) {
    transcoder *t = malloc(sizeof *t);
    if (t == NULL)
        return assay_fail_memory(err);
    *t = (transcoder){from, encoding};
    return assay_input_new(out, assay_input_name(from),
                           (assay_input_source){t, fill_transcoded, free}, err);
}

static uint32_t windows_1252(unsigned char byte) {
    /* https://encoding.spec.whatwg.org/index-windows-1252.txt, bytes 0x80 to 0x9F */
    static const uint16_t high[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    return byte >= 0x80 && byte < 0xA0 ? high[byte - 0x80] : byte;
}

size_t assay_encoding_repair(assay_buffer *out, assay_span text, assay_repair how) {
    size_t repaired = 0;
    for (;;) {
        size_t valid = assay_utf8_valid(text);
        assay_buffer_add(out, text.data, valid);
        if (valid == text.size)
            return repaired;
        char bytes[4];
        uint32_t code = how == ASSAY_REPAIR_WINDOWS_1252
                            ? windows_1252((unsigned char)text.data[valid])
                            : 0xFFFD;
        assay_buffer_add(out, bytes, assay_utf8_write(bytes, code));
        repaired++;
        text = assay_span_skip(text, valid + 1);
    }
}
