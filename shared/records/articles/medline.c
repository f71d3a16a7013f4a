#include "records/articles/medline.h"

#include "records/identifier.h"

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* The first run of just four digits. */
static assay_span find_year(assay_span text) {
    size_t run = 0;
    for (size_t i = 0; i <= text.size; i++) {
        if (i < text.size && is_digit(text.data[i])) {
            run++;
            continue;
        }
        if (run == 4)
            return assay_span_make(text.data + i - 4, 4);
        run = 0;
    }
    return (assay_span){NULL, 0};
}

assay_date assay_medline_date(assay_span text) {
    assay_date date = 0;
    text = assay_span_trim(text);
    if (assay_date_parse(&date, text))
        return date;
    assay_span rest = text, head = assay_span_trim(assay_span_cut(&rest, '-'));
    if (rest.data != NULL && assay_date_parse(&date, head))
        return date;
    /* "2001 Nov 15 to Dec 1", "1987 Jul 1st Half": words drop off the end until it is a date. */
    for (size_t end = text.size; end > 4; end--)
        if (text.data[end - 1] == ' ' && assay_date_parse(&date, assay_span_first(text, end - 1)))
            return date;
    return assay_date_parse(&date, find_year(text)) ? date : 0;
}

void assay_medline_set_date(assay_record *record, assay_record_date which, assay_span text) {
    if (record->dates[which] == 0)
        record->dates[which] = assay_medline_date(text);
}

assay_span assay_medline_title(assay_span text) {
    text = assay_span_trim(text);
    if (text.size < 2 || text.data[0] != '[')
        return text;
    size_t end = text.size;
    while (end != 0 && (text.data[end - 1] == '.' || text.data[end - 1] == ' '))
        end--;
    if (text.data[end - 1] != ']' ||
        assay_span_find_byte(assay_span_make(text.data + 1, end - 2), ']') != SIZE_MAX)
        return text;
    assay_span inner = assay_span_trim(assay_span_make(text.data + 1, end - 2));
    if (assay_span_starts_ascii_case(inner, ASSAY_SPAN("Not Available")))
        return (assay_span){NULL, 0};
    return inner;
}

assay_status assay_medline_add_databank(assay_record *record, assay_span bank, assay_span number,
                                        assay_error *err) {
    assay_span joined;
    const char *registry = assay_identifier_registry(number);
    if (registry != NULL) {
        bool nct = strcmp(registry, "nct") == 0;
        assay_record_reference link = {.relation = ASSAY_SPAN("registration"), .text = number};
        if (nct)
            link.nct = number;
        return assay_record_add_reference(record, &link, err);
    }
    if (number.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_format(&joined, record->arena, err, "%.*s/%.*s", ASSAY_SPAN_ARG(bank),
                                 ASSAY_SPAN_ARG(number)));
    return assay_record_add_extra(record, ASSAY_SPAN("databank"), joined, err);
}

static bool take_star(assay_span *text) {
    *text = assay_span_trim(*text);
    bool starred = text->size != 0 && text->data[0] == '*';
    *text = assay_span_trim(assay_span_skip(*text, starred));
    return starred;
}

assay_status assay_medline_add_qualifier(assay_record *record, assay_span heading,
                                         assay_span qualifier, bool major, assay_error *err) {
    assay_span joined;
    if (qualifier.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_format(&joined, record->arena, err, "%.*s/%.*s", ASSAY_SPAN_ARG(heading),
                                 ASSAY_SPAN_ARG(qualifier)));
    ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_MESH_QUALIFIED, joined, err));
    return major ? assay_record_add_once(record, ASSAY_FIELD_MESH_QUALIFIED_MAJOR, joined, err)
                 : ASSAY_OK;
}

static bool has_star(assay_span qualifiers) {
    return assay_span_find_byte(qualifiers, '*') != SIZE_MAX;
}

assay_status assay_medline_add_mesh(assay_record *record, assay_span heading, assay_error *err) {
    assay_span rest = heading, name = assay_span_cut(&rest, '/');
    bool starred = take_star(&name), major = starred || has_star(rest);
    bool all = starred && !has_star(rest);
    ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_MESH, name, err));
    while (rest.data != NULL) {
        assay_span qualifier = assay_span_cut(&rest, '/');
        bool own = take_star(&qualifier);
        ASSAY_TRY(assay_medline_add_qualifier(record, name, qualifier, own || all, err));
    }
    return major ? assay_record_add_once(record, ASSAY_FIELD_MESH_MAJOR, name, err) : ASSAY_OK;
}

static bool is_label_byte(char c) {
    return (c >= 'A' && c <= 'Z') || c == ' ' || c == '/' || c == '&' || c == ',' || c == '-' ||
           c == '(' || c == ')' || c == '\'';
}

/* Bytes of the "LABEL: " at the start, 0 when there is none: at least four capitals. */
static size_t label_size(assay_span text) {
    size_t at = 0, capitals = 0;
    while (at < text.size && at < 80 && is_label_byte(text.data[at])) {
        capitals += text.data[at] >= 'A' && text.data[at] <= 'Z';
        at++;
    }
    bool ends = at + 1 < text.size && text.data[at] == ':' && text.data[at + 1] == ' ';
    return ends && capitals >= 4 && text.data[0] != ' ' ? at + 2 : 0;
}

/* Where the section that begins `text` ends: before the next label that follows a sentence. */
static size_t section_end(assay_span text) {
    for (size_t i = label_size(text); i + 2 < text.size; i++)
        if (text.data[i] == ' ' && strchr(".?!)]", text.data[i - (i != 0)]) != NULL &&
            label_size(assay_span_skip(text, i + 1)) != 0)
            return i + 1;
    return text.size;
}

assay_status assay_medline_add_abstract(assay_record *record, assay_span value, assay_error *err) {
    if (label_size(value) == 0)
        return assay_record_add(record, ASSAY_FIELD_SUMMARY, value, err);
    while (value.size != 0) {
        size_t end = section_end(value);
        ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_SUMMARY, assay_span_first(value, end), err));
        value = assay_span_skip(value, end);
    }
    return ASSAY_OK;
}
