#include "records/paragraphs.h"

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}
static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Bytes of the bullet text begins with, 0 when none. */
static size_t bullet_size(assay_span text) {
    static const char *const bullets[] = {"-",
                                          "*",
                                          "+",
                                          "\xe2\x80\xa2",
                                          "\xe2\x80\xa3",
                                          "\xe2\x97\x8f",
                                          "\xe2\x96\xaa",
                                          "\xe2\x80\x93",
                                          "\xe2\x97\xa6",
                                          "\xc2\xb7",
                                          "\xef\x82\xb7"};
    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
        if (assay_span_starts(text, assay_span_of(bullets[i])))
            return strlen(bullets[i]);
    return 0;
}

/* "3." "12)" "b." "(4)" "1.2.": bytes of it, 0 when text begins with none. */
static size_t number_size(assay_span text) {
    size_t at = text.size != 0 && text.data[0] == '(';
    size_t begin = at, digits = 0;
    while (at < text.size && digits < 3 && is_digit(text.data[at]))
        at++, digits++;
    if (at == begin && at < text.size && is_letter(text.data[at]))
        at++;
    if (at == begin || at >= text.size || (text.data[at] != '.' && text.data[at] != ')'))
        return 0;
    return at + 1;
}

assay_span assay_paragraphs_marker(assay_span text) {
    size_t size = bullet_size(text);
    if (size == 0)
        size = number_size(text);
    if (size == 0 || size >= text.size)
        return assay_span_first(text, 0);
    /* "3.Liver disease" too, but neither "3.5" nor "b.i.d.". */
    char next = text.data[size];
    bool alone = is_blank(next) ||
                 (is_digit(text.data[size - 2 + (size == 1)]) && next >= 'A' && next <= 'Z');
    return assay_span_first(text, alone ? size : 0);
}

static void add_collapsed(assay_buffer *out, assay_span line) {
    bool gap = out->size != 0;
    for (size_t i = 0; i < line.size; i++) {
        if (is_blank(line.data[i])) {
            gap = out->size != 0;
            continue;
        }
        size_t end = i;
        while (end < line.size && !is_blank(line.data[end]))
            end++;
        if (gap)
            assay_buffer_add_byte(out, ' ');
        assay_buffer_add(out, line.data + i, end - i);
        gap = false;
        i = end - 1;
    }
}

/* Whether a line goes on with the line before it. In text that is indented, as registries wrap it,
 * all but bullets do (a number there is the sentence's own); a line at the margin does when it
 * begins in lower case or the line before was full and ends without a stop. */
static bool goes_on(assay_span raw_line, assay_span marker, assay_span before) {
    size_t indent = 0;
    while (indent < raw_line.size &&
           (raw_line.data[indent] == ' ' || raw_line.data[indent] == '\t'))
        indent++;
    if (before.size == 0 || indent == raw_line.size)
        return false;
    if (marker.size != 0 && (indent < 6 || bullet_size(marker) != 0))
        return false;
    if (indent >= 2)
        return true;
    char first = raw_line.data[indent], last = before.data[before.size - 1];
    if (first >= 'a' && first <= 'z')
        return true;
    return before.size >= 60 && before.size <= 110 && strchr(".:;?!", last) == NULL;
}

bool assay_paragraphs_next(assay_paragraph *out, assay_paragraphs *paragraphs,
                           assay_buffer *storage) {
    assay_span marker = {NULL, 0}, before = {NULL, 0};
    assay_buffer_clear(storage);
    while (paragraphs->rest.data != NULL) {
        assay_span after = paragraphs->rest;
        assay_span raw = assay_span_cut(&after, '\n');
        assay_span line = assay_span_trim(raw);
        if (line.size == 0 && storage->size != 0)
            break;
        assay_span found = assay_paragraphs_marker(line);
        if (storage->size != 0 && !goes_on(raw, found, before))
            break;
        if (storage->size == 0) {
            marker = found;
            line = assay_span_make(line.data + found.size, line.size - found.size);
        }
        add_collapsed(storage, line);
        before = line.size != 0 ? line : before;
        paragraphs->rest = after;
    }
    *out = (assay_paragraph){assay_buffer_span(storage), marker};
    return storage->size != 0;
}

assay_status assay_paragraphs_add(assay_record *record, assay_record_field field, assay_span text,
                                  assay_error *err) {
    assay_paragraphs paragraphs = {text};
    assay_paragraph paragraph;
    assay_buffer one, all;
    assay_buffer_init(&one, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&all, ASSAY_BUFFER_NO_CAP);
    while (assay_paragraphs_next(&paragraph, &paragraphs, &one)) {
        if (all.size != 0)
            assay_buffer_add_byte(&all, '\n');
        if (paragraph.marker.size != 0) {
            bool bullet = bullet_size(paragraph.marker) != 0;
            assay_buffer_add_span(&all, bullet ? ASSAY_SPAN("-") : paragraph.marker);
            assay_buffer_add_byte(&all, ' ');
        }
        assay_buffer_add_span(&all, paragraph.text);
    }
    assay_status status = assay_buffer_check(&one, err);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&all, err);
    if (status == ASSAY_OK)
        status = assay_record_add(record, field, assay_buffer_span(&all), err);
    assay_buffer_done(&one);
    assay_buffer_done(&all);
    return status;
}
