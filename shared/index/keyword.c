#include "index/keyword.h"

#include "text/analyzer.h"
#include "text/unicode.h"

#include <stdio.h>
#include <xxhash.h>

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

/* Folds out->data[from..] in place: runs of blanks become `blank`, none at the ends. */
static void squeeze(assay_buffer *out, size_t from, char blank, bool codes) {
    size_t to = from;
    for (size_t i = from; i < out->size; i++) {
        char c = out->data[i];
        bool gap = is_blank(c) || (codes && (c == '_' || c == '-' || c == ','));
        if (!gap)
            out->data[to++] = c;
        else if (to != from && out->data[to - 1] != blank)
            out->data[to++] = blank;
    }
    if (to != from && out->data[to - 1] == blank)
        to--;
    out->size = to;
}

static void cut(assay_buffer *out, size_t from, size_t max) {
    assay_span text = assay_span_make(out->data + from, out->size - from);
    if (text.size > max)
        out->size = from + assay_unicode_floor(text, max);
}

/* "phase2", "phase_2", "2" and "ii" are "2"; "early_phase1" is "early1". */
static void shorten_phase(assay_buffer *out, size_t from) {
    static const struct {
        const char *from, *to;
    } spellings[] = {{"early_phase1", "early1"},
                     {"early_phase_1", "early1"},
                     {"early_1", "early1"},
                     {"phase0", "early1"},
                     {"phase_0", "early1"},
                     {"0", "early1"},
                     {"i", "1"},
                     {"ii", "2"},
                     {"iii", "3"},
                     {"iv", "4"},
                     {"n/a", "na"},
                     {"not_applicable", "na"}};
    assay_span text = assay_span_make(out->data + from, out->size - from);
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
        if (assay_span_equal(text, assay_span_of(spellings[i].from))) {
            out->size = from;
            assay_buffer_add_text(out, spellings[i].to);
            return;
        }
    if (!assay_span_starts(text, ASSAY_SPAN("phase")))
        return;
    assay_span rest = assay_span_skip(text, 5);
    if (assay_span_starts(rest, ASSAY_SPAN("_")))
        rest = assay_span_skip(rest, 1);
    memmove(out->data + from, rest.data, rest.size);
    out->size = from + rest.size;
    if (rest.size != 0 && rest.data[0] == 'i')
        shorten_phase(out, from);
}

/* "Moreau, Claire: https://orcid.org/0000-0002-..." is its last piece; sixteen digits in a row get ORCID's hyphens. */
static void shorten_author_id(assay_buffer *out, size_t from) {
    size_t begin = out->size;
    while (begin > from && strchr(" :/", out->data[begin - 1]) == NULL)
        begin--;
    assay_span last = assay_span_make(out->data + begin, out->size - begin);
    char digits[20];
    bool bare = last.size == 16;
    for (size_t i = 0; i < 16 && bare; i++) {
        bare = (last.data[i] >= '0' && last.data[i] <= '9') || (i == 15 && last.data[i] == 'x');
        digits[i + i / 4] = last.data[i];
        digits[i / 4 * 5 + 4] = '-';
    }
    if (bare)
        last = assay_span_make(digits, 19);
    memmove(out->data + from, last.data, bare ? 0 : last.size);
    out->size = from;
    if (bare)
        assay_buffer_add_span(out, last);
    else
        out->size += last.size;
}

/* "0-19-852663-6 (print)" is the first word's digits; ten of them get 978 before and a check digit of their own. */
static void shorten_isbn(assay_buffer *out, size_t from) {
    char digits[16];
    size_t count = 0;
    for (size_t i = from; i < out->size && count < sizeof digits; i++) {
        char c = out->data[i];
        if ((c >= '0' && c <= '9') || (c == 'x' && count == 9))
            digits[count++] = c;
        else if (c != '-' && !(c == ' ' && count < 10))
            break;
    }
    if (count != 10 && count != 13)
        return;
    if (count == 10) {
        unsigned sum = 0;
        memmove(digits + 3, digits, 9);
        memcpy(digits, "978", 3);
        for (size_t i = 0; i < 12; i++)
            sum += (unsigned)(digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
        digits[12] = (char)('0' + (10 - sum % 10) % 10);
    }
    out->size = from;
    assay_buffer_add(out, digits, 13);
}

void assay_keyword_fold(assay_buffer *out, assay_query_field field, assay_span value) {
    size_t from = out->size;
    bool codes = field == ASSAY_QUERY_FIELD_STATUS || field == ASSAY_QUERY_FIELD_PHASE ||
                 field == ASSAY_QUERY_FIELD_STUDY_TYPE || field == ASSAY_QUERY_FIELD_SEX ||
                 field == ASSAY_QUERY_FIELD_DESIGN || field == ASSAY_QUERY_FIELD_AGE_GROUP ||
                 field == ASSAY_QUERY_FIELD_FUNDER;
    assay_unicode_fold_text(out, value);
    if (out->failed != ASSAY_OK || out->size == from)
        return;
    squeeze(out, from, codes ? '_' : ' ', codes);
    if (field == ASSAY_QUERY_FIELD_PHASE)
        shorten_phase(out, from);
    if (field == ASSAY_QUERY_FIELD_ISBN)
        shorten_isbn(out, from);
    if (field == ASSAY_QUERY_FIELD_AUTHOR_ID)
        shorten_author_id(out, from);
    if (field == ASSAY_QUERY_FIELD_PAGES) {
        size_t dash =
            assay_span_find_byte(assay_span_make(out->data + from, out->size - from), '-');
        if (dash != SIZE_MAX && dash != 0)
            out->size = from + dash;
    }
    cut(out, from, ASSAY_TERM_MAX);
}

bool assay_keyword_term(assay_buffer *out, assay_query_field field, const char *prefix,
                        assay_span value) {
    size_t before = out->size;
    assay_buffer_add_text(out, prefix);
    size_t start = out->size;
    assay_keyword_fold(out, field, value);
    if (out->size > start)
        return true;
    out->size = before;
    return false;
}

void assay_keyword_exact(assay_buffer *out, const char *prefix, assay_span text) {
    assay_buffer_add_text(out, prefix);
    if (text.size <= ASSAY_TERM_MAX && assay_span_find_byte(text, 0) == SIZE_MAX) {
        assay_buffer_add_span(out, text);
        return;
    }
    char mark[20];
    int size = snprintf(mark, sizeof mark, "#%016llx",
                        (unsigned long long)XXH3_64bits(text.data, text.size));
    for (size_t i = 0; i < text.size && i < ASSAY_TERM_MAX - sizeof mark; i++)
        assay_buffer_add_byte(out, text.data[i] != 0 ? text.data[i] : '?');
    assay_buffer_add(out, mark, (size_t)size);
}

assay_span assay_keyword_language(assay_span code) {
    static const char *const pairs[] = {
        "eng en", "fre fr", "fra fr", "ger de", "deu de", "spa es", "ita it", "por pt", "rus ru",
        "jpn ja", "chi zh", "zho zh", "kor ko", "dut nl", "nld nl", "pol pl", "swe sv", "dan da",
        "nor no", "fin fi", "cze cs", "ces cs", "hun hu", "tur tr", "gre el", "ell el", "heb he",
        "ara ar", "per fa", "fas fa", "ukr uk", "rum ro", "ron ro", "bul bg", "hrv hr", "srp sr",
        "slo sk", "slk sk", "slv sl", "lit lt", "lav lv", "est et", "ice is", "isl is", "cat ca",
        "tha th", "vie vi", "ind id", "hin hi", "baq eu", "eus eu"};
    if (code.size == 3)
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
            if (assay_span_equal_ascii_case(code, assay_span_make(pairs[i], 3)))
                return assay_span_make(pairs[i] + 4, 2);
    return (assay_span){NULL, 0};
}
