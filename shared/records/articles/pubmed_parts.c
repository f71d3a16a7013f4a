#include "records/articles/medline.h"
#include "records/articles/pubmed.h"

#include <stdio.h>

assay_status assay_pubmed_fill(assay_record *record, const assay_xml_node *parent,
                               const assay_pubmed_part *parts, assay_error *err) {
    for (const assay_xml_node *at = parent != NULL ? parent->first : NULL; at != NULL;
         at = at->next)
        for (const assay_pubmed_part *part = parts; at->name.size != 0 && part->name != NULL;
             part++)
            if (assay_xml_is(at, part->name)) {
                ASSAY_TRY(part->fill(record, at, err));
                break;
            }
    return ASSAY_OK;
}

assay_status assay_pubmed_set_updated(assay_record *record, const assay_xml_node *node,
                                      assay_error *err) {
    (void)err;
    record->dates[ASSAY_DATE_UPDATED] = assay_pubmed_date(node);
    return ASSAY_OK;
}

assay_status assay_pubmed_add_extra(assay_record *record, const char *key,
                                    const assay_xml_node *node, assay_error *err) {
    assay_span text;
    ASSAY_TRY(assay_xml_text(&text, node, NULL, record->arena, err));
    return assay_record_add_extra(record, assay_span_of(key), text, err);
}

assay_date assay_pubmed_date(const assay_xml_node *node) {
    assay_span year = assay_xml_plain(assay_xml_child(node, "Year"));
    assay_span month = assay_xml_plain(assay_xml_child(node, "Month"));
    assay_span day = assay_xml_plain(assay_xml_child(node, "Day"));
    if (year.size == 0)
        return assay_medline_date(assay_xml_plain(assay_xml_child(node, "MedlineDate")));
    if (month.size == 0)
        month = assay_xml_plain(assay_xml_child(node, "Season"));
    char text[64];
    int size = snprintf(
        text, sizeof text, "%.*s %.*s %.*s", ASSAY_SPAN_ARG(assay_span_first(year, 10)),
        ASSAY_SPAN_ARG(assay_span_first(month, 20)), ASSAY_SPAN_ARG(assay_span_first(day, 10)));
    bool numeric = month.size != 0 && month.data[0] >= '0' && month.data[0] <= '9';
    if (numeric) /* the forms with a number for the month have no blanks */
        for (int i = 0; i < size; i++)
            text[i] = text[i] == ' ' && i + 1 < size ? '-' : text[i];
    return assay_medline_date(assay_span_make(text, size > 0 ? (size_t)size : 0));
}

static assay_status add_affiliations(assay_record *record, const assay_xml_node *author,
                                     assay_error *err) {
    ASSAY_TRY(assay_xml_add_each(record, ASSAY_FIELD_AFFILIATION, author, "Affiliation", err));
    for (const assay_xml_node *info = assay_xml_child(author, "AffiliationInfo"); info != NULL;
         info = assay_xml_sibling(info, "AffiliationInfo"))
        ASSAY_TRY(assay_xml_add_each(record, ASSAY_FIELD_AFFILIATION, info, "Affiliation", err));
    return ASSAY_OK;
}

assay_status assay_pubmed_person_name(assay_span *out, const assay_xml_node *person,
                                      assay_record *record, assay_error *err) {
    assay_span family, given, suffix;
    const assay_xml_node *first = assay_xml_child(person, "ForeName");
    if (first == NULL)
        first = assay_xml_child(person, "FirstName");
    if (first == NULL)
        first = assay_xml_child(person, "Initials");
    ASSAY_TRY(
        assay_xml_text(&family, assay_xml_child(person, "LastName"), NULL, record->arena, err));
    ASSAY_TRY(assay_xml_text(&given, first, NULL, record->arena, err));
    ASSAY_TRY(assay_xml_text(&suffix, assay_xml_child(person, "Suffix"), NULL, record->arena, err));
    if (given.size == 0 || family.size == 0) {
        *out = family.size != 0 ? family : given;
        return ASSAY_OK;
    }
    return assay_arena_format(out, record->arena, err, "%.*s, %.*s%s%.*s", ASSAY_SPAN_ARG(family),
                              ASSAY_SPAN_ARG(given), suffix.size != 0 ? " " : "",
                              ASSAY_SPAN_ARG(suffix));
}

/* Author or Investigator. */
static assay_status add_person(assay_record *record, assay_record_field field,
                               const assay_xml_node *person, assay_error *err) {
    assay_span name;
    const assay_xml_node *collective = assay_xml_child(person, "CollectiveName");
    if (collective != NULL) {
        ASSAY_TRY(assay_xml_text(&name, collective, NULL, record->arena, err));
        ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_COLLECTIVE, name, err));
    }
    ASSAY_TRY(assay_pubmed_person_name(&name, person, record, err));
    ASSAY_TRY(assay_record_add_held(record, field, name, err));
    for (const assay_xml_node *id = assay_xml_child(person, "Identifier");
         id != NULL && name.size != 0; id = assay_xml_sibling(id, "Identifier")) {
        assay_span joined;
        ASSAY_TRY(assay_arena_format(&joined, record->arena, err, "%.*s: %.*s",
                                     ASSAY_SPAN_ARG(name), ASSAY_SPAN_ARG(assay_xml_plain(id))));
        ASSAY_TRY(assay_record_add_held(record, ASSAY_FIELD_AUTHOR_ID, joined, err));
    }
    return add_affiliations(record, person, err);
}

assay_status assay_pubmed_add_authors(assay_record *record, const assay_xml_node *node,
                                      assay_error *err) {
    bool editors =
        assay_span_equal_ascii_case(assay_xml_attribute_of(node, "Type"), ASSAY_SPAN("editors"));
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next) {
        if (editors && assay_xml_is(at, "Author")) {
            assay_span name;
            ASSAY_TRY(assay_pubmed_person_name(&name, at, record, err));
            ASSAY_TRY(assay_record_add_extra(record, ASSAY_SPAN("editor"), name, err));
        } else if (assay_xml_is(at, "Author"))
            ASSAY_TRY(add_person(record, ASSAY_FIELD_AUTHOR, at, err));
        else if (assay_xml_is(at, "Investigator"))
            ASSAY_TRY(add_person(record, ASSAY_FIELD_INVESTIGATOR, at, err));
    }
    return ASSAY_OK;
}

/* "LABEL: text", or the text alone. */
static assay_status add_section(assay_record *record, assay_record_field field,
                                const assay_xml_node *section, assay_error *err) {
    assay_span text, label = assay_span_trim(assay_xml_attribute_of(section, "Label"));
    ASSAY_TRY(assay_xml_text(&text, section, NULL, record->arena, err));
    if (label.size == 0 || text.size == 0 ||
        assay_span_equal_ascii_case(label, ASSAY_SPAN("UNLABELLED")))
        return field == ASSAY_FIELD_SUMMARY ? assay_medline_add_abstract(record, text, err)
                                            : assay_record_add_held(record, field, text, err);
    bool colon = label.data[label.size - 1] == ':';
    ASSAY_TRY(assay_arena_format(&text, record->arena, err, "%.*s%s %.*s", ASSAY_SPAN_ARG(label),
                                 colon ? "" : ":", ASSAY_SPAN_ARG(text)));
    return assay_record_add_held(record, field, text, err);
}

assay_status assay_pubmed_add_abstract(assay_record *record, const assay_xml_node *node,
                                       assay_error *err) {
    assay_span type = assay_xml_attribute_of(node, "Type");
    bool plain = assay_span_equal_ascii_case(type, ASSAY_SPAN("plain-language-summary"));
    assay_record_field field = plain ? ASSAY_FIELD_PLAIN : ASSAY_FIELD_SUMMARY;
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next)
        if (assay_xml_is(at, "AbstractText"))
            ASSAY_TRY(add_section(record, field, at, err));
    return assay_pubmed_add_extra(record, "copyright",
                                  assay_xml_child(node, "CopyrightInformation"), err);
}

/* The scheme of PubMed's IdType. */
static const char *scheme_of(assay_span type) {
    static const char *const known[][2] = {{"pubmed", "pmid"}, {"pmc", "pmcid"},
                                           {"doi", "doi"},     {"pii", "pii"},
                                           {"mid", "mid"},     {"bookaccession", "bookaccession"},
                                           {"pmcid", "pmcid"}, {"pmpid", "pmpid"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (assay_span_equal_ascii_case(type, assay_span_of(known[i][0])))
            return known[i][1];
    return NULL;
}

assay_status assay_pubmed_add_ids(assay_record *record, const assay_xml_node *node,
                                  assay_error *err) {
    for (const assay_xml_node *at = assay_xml_child(node, "ArticleId"); at != NULL;
         at = assay_xml_sibling(at, "ArticleId")) {
        const char *scheme = scheme_of(assay_xml_attribute_of(at, "IdType"));
        if (scheme != NULL)
            ASSAY_TRY(assay_record_add_id(record, scheme, assay_xml_plain(at), err));
    }
    return ASSAY_OK;
}

assay_status assay_pubmed_add_keywords(assay_record *record, const assay_xml_node *node,
                                       assay_error *err) {
    return assay_xml_add_each(record, ASSAY_FIELD_KEYWORD, node, "Keyword", err);
}
