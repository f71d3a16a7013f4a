#include "records/collections/trec.h"

#include "records/articles/medline.h"
#include "records/identifier.h"
#include "records/paragraphs.h"
#include "records/xml/sgml.h"

typedef enum {
    ROLE_ID,
    ROLE_TITLE,
    ROLE_TEXT,
    ROLE_KEYWORDS,
    ROLE_DATE,
    ROLE_AUTHOR,
    ROLE_URL,
    ROLE_OTHER
} role;

/* Tags of the collections from the first TRECs on. */
static role role_of(assay_span name) {
    static const struct {
        const char *name;
        role role;
    } roles[] = {
        {"DOCNO", ROLE_ID},         {"TITLE", ROLE_TITLE},      {"TTL", ROLE_TITLE},
        {"HEADLINE", ROLE_TITLE},   {"HL", ROLE_TITLE},         {"HEAD", ROLE_TITLE},
        {"TEXT", ROLE_TEXT},        {"ABSTRACT", ROLE_TEXT},    {"BODY", ROLE_TEXT},
        {"LP", ROLE_TEXT},          {"SUMMARY", ROLE_TEXT},     {"KEYWORDS", ROLE_KEYWORDS},
        {"KEYWORD", ROLE_KEYWORDS}, {"SUBJECT", ROLE_KEYWORDS}, {"DATE", ROLE_DATE},
        {"AUTHOR", ROLE_AUTHOR},    {"BYLINE", ROLE_AUTHOR},    {"URL", ROLE_URL}};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (assay_span_equal_ascii_case(name, assay_span_of(roles[i].name)))
            return roles[i].role;
    return ROLE_OTHER;
}

static assay_status add_keywords(assay_record *record, assay_span text, assay_error *err) {
    char separator = assay_span_find_byte(text, ';') != SIZE_MAX ? ';' : ',';
    while (text.data != NULL)
        ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_KEYWORD,
                                        assay_span_cut(&text, separator), err));
    return ASSAY_OK;
}

static assay_status add_id(assay_record *record, assay_span *id, assay_span text,
                           assay_error *err) {
    text = assay_span_trim(text);
    const char *scheme = assay_identifier_guess(text);
    if (scheme != NULL)
        ASSAY_TRY(assay_record_add_id(record, scheme, text, err));
    return assay_arena_copy(id, record->arena, text, err);
}

static assay_status add_other(assay_record *record, assay_span name, assay_span text,
                              assay_error *err) {
    char key[64];
    size_t size = 0;
    for (; size < name.size && size < sizeof key; size++) {
        char c = name.data[size];
        key[size] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return assay_record_add_extra(record, assay_span_make(key, size), text, err);
}

static assay_status add_element(assay_record *record, assay_span *id, assay_span name,
                                assay_span text, assay_error *err) {
    switch (role_of(name)) {
    case ROLE_ID:
        return add_id(record, id, text, err);
    case ROLE_TITLE:
        return assay_paragraphs_add(record, ASSAY_FIELD_TITLE, text, err);
    case ROLE_TEXT:
        return assay_paragraphs_add(record, ASSAY_FIELD_SUMMARY, text, err);
    case ROLE_KEYWORDS:
        return add_keywords(record, text, err);
    case ROLE_DATE:
        assay_medline_set_date(record, ASSAY_DATE_PUBLISHED, text);
        return ASSAY_OK;
    case ROLE_AUTHOR:
        return assay_record_add(record, ASSAY_FIELD_AUTHOR, text, err);
    case ROLE_URL:
        return assay_record_add_once(record, ASSAY_FIELD_LINK, text, err);
    case ROLE_OTHER:
        break;
    }
    return add_other(record, name, text, err);
}

assay_status assay_trec_fill(assay_record *record, assay_span *id, assay_span text,
                             assay_error *err) {
    assay_sgml_elements elements = {.rest = text};
    assay_span name, content;
    assay_buffer plain;
    assay_status status = ASSAY_OK;
    *id = (assay_span){NULL, 0};
    assay_buffer_init(&plain, ASSAY_BUFFER_NO_CAP);
    while (status == ASSAY_OK && assay_sgml_next(&name, &content, &elements)) {
        assay_buffer_clear(&plain);
        assay_sgml_add_plain(&plain, content);
        status = assay_buffer_check(&plain, err);
        if (status == ASSAY_OK)
            status = add_element(record, id, name, assay_buffer_span(&plain), err);
    }
    assay_buffer_done(&plain);
    return status;
}
