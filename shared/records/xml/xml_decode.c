#include "records/xml/xml_decode.h"

#include "base/bytes.h"
#include "base/utf8.h"

enum { REPLACEMENT = 0xFFFD };

/* 0x80..0x9F of windows-1252; 0: not assigned. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void assay_xml_decode_init(assay_xml_decoder *decoder, assay_xml_encoding encoding) {
    *decoder = (assay_xml_decoder){.encoding = encoding};
    assay_buffer_init(&decoder->out, ASSAY_BUFFER_NO_CAP);
}

void assay_xml_decode_done(assay_xml_decoder *decoder) {
    assay_buffer_done(&decoder->out);
}

/* One character of the source: its bytes, the code point it stands for, whether it was valid. size
 * 0: more bytes are needed. */
typedef struct {
    size_t size;
    uint32_t code;
    bool valid;
} character;

static character of_code(size_t size, uint32_t code) {
    bool control = code < 0x20 && code != '\t' && code != '\n' && code != '\r';
    if (control)
        return (character){size, ' ', false};
    if ((code >= 0xD800 && code <= 0xDFFF) || code > 0x10FFFF || (code & 0xFFFE) == 0xFFFE)
        return (character){size, REPLACEMENT, false};
    return (character){size, code, true};
}

static uint32_t single_byte(unsigned char byte, assay_xml_encoding encoding) {
    static const struct {
        unsigned char byte;
        uint16_t code;
    } latin9[] = {{0xA4, 0x20AC}, {0xA6, 0x0160}, {0xA8, 0x0161}, {0xB4, 0x017D},
                  {0xB8, 0x017E}, {0xBC, 0x0152}, {0xBD, 0x0153}, {0xBE, 0x0178}};
    if (encoding == ASSAY_XML_ISO_8859_15)
        for (size_t i = 0; i < sizeof latin9 / sizeof *latin9; i++)
            if (latin9[i].byte == byte)
                return latin9[i].code;
    if (byte >= 0x80 && byte < 0xA0)
        return windows_1252[byte - 0x80];
    return byte;
}

static character next_single(unsigned char byte, assay_xml_encoding encoding) {
    uint32_t code = single_byte(byte, encoding);
    return code == 0 && byte != 0 ? (character){1, REPLACEMENT, false} : of_code(1, code);
}

static character next_utf16(assay_bytes bytes, bool big, bool last) {
    const unsigned char *at = bytes.at;
    size_t left = assay_bytes_left(&bytes);
    if (left < 2)
        return last ? (character){left, REPLACEMENT, false} : (character){0, 0, false};
    uint32_t unit = big ? (uint32_t)at[0] << 8 | at[1] : (uint32_t)at[1] << 8 | at[0];
    if (unit < 0xD800 || unit > 0xDBFF)
        return of_code(2, unit);
    if (left < 4)
        return last ? (character){2, REPLACEMENT, false} : (character){0, 0, false};
    uint32_t low = big ? (uint32_t)at[2] << 8 | at[3] : (uint32_t)at[3] << 8 | at[2];
    if (low < 0xDC00 || low > 0xDFFF)
        return (character){2, REPLACEMENT, false};
    return of_code(4, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
}

/* The lowest code point of each length: less is an overlong form. */
static const uint32_t shortest[5] = {0, 0, 0x80, 0x800, 0x10000};

static character next_utf8(assay_bytes bytes, bool last) {
    const unsigned char *at = bytes.at;
    size_t left = assay_bytes_left(&bytes);
    unsigned char lead = at[0];
    if (lead < 0x80)
        return of_code(1, lead);
    size_t size = lead >= 0xF0 && lead < 0xF5   ? 4
                  : lead >= 0xE0 && lead < 0xF0 ? 3
                  : lead >= 0xC2 && lead < 0xE0 ? 2
                                                : 0;
    uint32_t code = size == 0 ? 0 : lead & (0x7FU >> size);
    size_t have = 1;
    while (have < size && have < left && (at[have] & 0xC0) == 0x80)
        code = code << 6 | (at[have++] & 0x3F);
    if (size != 0 && have == left && have < size && !last)
        return (character){0, 0, false};
    if (size == 0 || have == 1) {
        uint32_t guess = single_byte(lead, ASSAY_XML_WINDOWS_1252);
        return (character){1, guess != 0 ? guess : REPLACEMENT, false};
    }
    if (have < size || code < shortest[size])
        return (character){have, REPLACEMENT, false};
    return of_code(size, code);
}

/* What is left at a place before the end. */
static assay_bytes bytes_from(assay_span bytes, size_t at) {
    return assay_bytes_of(assay_span_make(bytes.data + at, bytes.size - at));
}

static character next_character(assay_span bytes, size_t at, assay_xml_encoding encoding,
                                bool last) {
    assay_bytes rest = bytes_from(bytes, at);
    switch (encoding) {
    case ASSAY_XML_UTF8:
        return next_utf8(rest, last);
    case ASSAY_XML_UTF16LE:
    case ASSAY_XML_UTF16BE:
        return next_utf16(rest, encoding == ASSAY_XML_UTF16BE, last);
    case ASSAY_XML_WINDOWS_1252:
    case ASSAY_XML_ISO_8859_15:
        break;
    }
    return next_single((unsigned char)bytes.data[at], encoding);
}

/* Bytes from `at` on that are plain ASCII text, found eight at a time. */
static size_t plain_run(assay_span bytes, size_t at) {
    size_t begin = at;
    while (at + 8 <= bytes.size) {
        uint64_t word = assay_load_u64(bytes.data + at);
        uint64_t below = (word - 0x2020202020202020U) & ~word & 0x8080808080808080U;
        if (((word & 0x8080808080808080U) | below) != 0)
            break;
        at += 8;
    }
    while (at < bytes.size) {
        unsigned char byte = (unsigned char)bytes.data[at];
        if (byte >= 0x80 || (byte < 0x20 && byte != '\n' && byte != '\t' && byte != '\r'))
            break;
        at++;
        if (byte < 0x20 && at + 8 <= bytes.size)
            return at - begin;
    }
    return at - begin;
}

static bool is_wide(assay_xml_encoding encoding) {
    return encoding == ASSAY_XML_UTF16LE || encoding == ASSAY_XML_UTF16BE;
}

/* Bytes of clean UTF-8 at the start. */
static size_t clean_size(assay_span bytes, bool last) {
    size_t at = 0;
    while (at < bytes.size) {
        size_t run = plain_run(bytes, at);
        at += run;
        if (run != 0)
            continue;
        character next = next_utf8(bytes_from(bytes, at), last);
        if (next.size == 0 || !next.valid)
            break;
        at += next.size;
    }
    return at;
}

/* Copies from `at` on into the buffer, replacing as it goes; returns where it stopped. */
static size_t rewrite(assay_xml_decoder *decoder, assay_span bytes, size_t at, bool last) {
    while (at < bytes.size) {
        size_t run = is_wide(decoder->encoding) ? 0 : plain_run(bytes, at);
        assay_buffer_add(&decoder->out, bytes.data + at, run);
        at += run;
        if (run != 0)
            continue;
        character next = next_character(bytes, at, decoder->encoding, last);
        if (next.size == 0)
            break;
        char text[4];
        decoder->replaced += !next.valid;
        assay_buffer_add(&decoder->out, text, assay_utf8_write(text, next.code));
        at += next.size;
    }
    return at;
}

assay_status assay_xml_decode(assay_span *out, size_t *used, assay_xml_decoder *decoder,
                              assay_span bytes, bool last, assay_error *err) {
    bool utf8 = decoder->encoding == ASSAY_XML_UTF8;
    size_t clean = utf8 ? clean_size(bytes, last) : 0;
    decoder->mapped_in = decoder->mapped_out = 0;
    bool partial =
        utf8 && clean < bytes.size && next_utf8(bytes_from(bytes, clean), last).size == 0;
    decoder->copied = !(utf8 && (clean == bytes.size || partial));
    if (!decoder->copied) {
        *out = assay_span_first(bytes, clean);
        *used = clean;
        return ASSAY_OK;
    }
    assay_buffer_clear(&decoder->out);
    assay_buffer_add(&decoder->out, bytes.data, clean);
    size_t end = rewrite(decoder, bytes, clean, last);
    ASSAY_TRY(assay_buffer_check(&decoder->out, err));
    *used = end;
    *out = assay_buffer_span(&decoder->out);
    return ASSAY_OK;
}

size_t assay_xml_decode_offset(assay_xml_decoder *decoder, assay_span bytes, size_t text) {
    if (!decoder->copied)
        return text < bytes.size ? text : bytes.size;
    if (text < decoder->mapped_out)
        decoder->mapped_in = decoder->mapped_out = 0;
    while (decoder->mapped_out < text && decoder->mapped_in < bytes.size) {
        char scratch[4];
        character next = next_character(bytes, decoder->mapped_in, decoder->encoding, true);
        decoder->mapped_out += assay_utf8_write(scratch, next.code);
        decoder->mapped_in += next.size;
    }
    return decoder->mapped_in;
}

bool assay_xml_encoding_named(assay_xml_encoding *out, assay_span name) {
    static const struct {
        const char *name;
        assay_xml_encoding encoding;
    } names[] = {{"utf-8", ASSAY_XML_UTF8},
                 {"utf8", ASSAY_XML_UTF8},
                 {"us-ascii", ASSAY_XML_WINDOWS_1252},
                 {"ascii", ASSAY_XML_WINDOWS_1252},
                 {"iso-8859-1", ASSAY_XML_WINDOWS_1252},
                 {"iso8859-1", ASSAY_XML_WINDOWS_1252},
                 {"latin1", ASSAY_XML_WINDOWS_1252},
                 {"latin-1", ASSAY_XML_WINDOWS_1252},
                 {"windows-1252", ASSAY_XML_WINDOWS_1252},
                 {"cp1252", ASSAY_XML_WINDOWS_1252},
                 {"iso-8859-15", ASSAY_XML_ISO_8859_15},
                 {"utf-16", ASSAY_XML_UTF16LE},
                 {"utf-16le", ASSAY_XML_UTF16LE},
                 {"utf-16be", ASSAY_XML_UTF16BE}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (assay_span_equal_ascii_case(name, assay_span_of(names[i].name))) {
            *out = names[i].encoding;
            return true;
        }
    return false;
}

bool assay_xml_encoding_of(assay_xml_encoding *out, size_t *mark, assay_span head) {
    static const struct {
        const char *bytes;
        size_t size, mark;
        assay_xml_encoding encoding;
    } signs[] = {{"\xEF\xBB\xBF", 3, 3, ASSAY_XML_UTF8},
                 {"\xFF\xFE", 2, 2, ASSAY_XML_UTF16LE},
                 {"\xFE\xFF", 2, 2, ASSAY_XML_UTF16BE},
                 {"<\0", 2, 0, ASSAY_XML_UTF16LE},
                 {"\0<", 2, 0, ASSAY_XML_UTF16BE}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (assay_span_starts(head, assay_span_make(signs[i].bytes, signs[i].size))) {
            *out = signs[i].encoding;
            *mark = signs[i].mark;
            return true;
        }
    return false;
}
