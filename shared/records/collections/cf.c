#include "records/collections/cf.h"

#include "records/articles/medline.h"

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "CHILD-PRESCHOOL" -> "Child Preschool": the collection writes blanks and commas as hyphens. */
static assay_status heading_of(assay_span *out, assay_span text, assay_arena *arena,
                               assay_error *err) {
    assay_span copy;
    ASSAY_TRY(assay_arena_copy(&copy, arena, text, err));
    char *bytes = (char *)(uintptr_t)copy.data;
    for (size_t i = 0; i < copy.size; i++) {
        bool begins = i == 0 || !is_letter(bytes[i - 1]);
        if (bytes[i] == '-')
            bytes[i] = ' ';
        else if (!begins && bytes[i] >= 'A' && bytes[i] <= 'Z')
            bytes[i] = (char)(bytes[i] + 32);
    }
    *out = copy;
    return ASSAY_OK;
}

/* "CYSTIC-FIBROSIS: im, bl". */
static assay_status add_topic(assay_record *record, const assay_xml_node *topic, bool major,
                              assay_error *err) {
    assay_span rest = assay_xml_plain(topic), name;
    ASSAY_TRY(heading_of(&name, assay_span_trim(assay_span_cut(&rest, ':')), record->arena, err));
    ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_MESH, name, err));
    if (major)
        ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_MESH_MAJOR, name, err));
    while (rest.data != NULL) {
        assay_span qualifier = assay_cf_qualifier(assay_span_trim(assay_span_cut(&rest, ',')));
        ASSAY_TRY(assay_medline_add_qualifier(record, name, qualifier, major, err));
    }
    return ASSAY_OK;
}

static assay_status add_topics(assay_record *record, const assay_xml_node *node, assay_error *err) {
    bool major = assay_xml_is(node, "MAJORSUBJ");
    for (const assay_xml_node *at = assay_xml_child(node, "TOPIC"); at != NULL;
         at = assay_xml_sibling(at, "TOPIC"))
        ASSAY_TRY(add_topic(record, at, major, err));
    return ASSAY_OK;
}

/* "Jorgensen-B-A" -> "Jorgensen BA". */
static assay_status add_author(assay_record *record, assay_span text, assay_error *err) {
    assay_span copy;
    ASSAY_TRY(assay_arena_copy(&copy, record->arena, text, err));
    char *bytes = (char *)(uintptr_t)copy.data;
    size_t family = copy.size;
    while (family >= 2 && bytes[family - 2] == '-')
        family -= 2;
    size_t to = family;
    for (size_t i = family; i + 1 < copy.size; i += 2) {
        if (i == family)
            bytes[to++] = ' ';
        bytes[to++] = bytes[i + 1];
    }
    return assay_record_add_held(record, ASSAY_FIELD_AUTHOR, assay_span_make(bytes, to), err);
}

static assay_status add_authors(assay_record *record, const assay_xml_node *node,
                                assay_error *err) {
    for (const assay_xml_node *at = assay_xml_child(node, "AUTHOR"); at != NULL;
         at = assay_xml_sibling(at, "AUTHOR"))
        ASSAY_TRY(add_author(record, assay_xml_plain(at), err));
    return ASSAY_OK;
}

/* "Acta-Paediatr-Scand. 1974 Nov. 63(6). P 843-8. (REVIEW)." */
static assay_status add_source(assay_record *record, const assay_xml_node *node, assay_error *err) {
    assay_span rest = assay_xml_plain(node), journal, part = assay_span_cut(&rest, '.');
    ASSAY_TRY(assay_arena_copy(&journal, record->arena, part, err));
    for (size_t i = 0; i < journal.size; i++)
        if (journal.data[i] == '-')
            ((char *)(uintptr_t)journal.data)[i] = ' ';
    ASSAY_TRY(assay_record_add_held(record, ASSAY_FIELD_JOURNAL, journal, err));
    assay_medline_set_date(record, ASSAY_DATE_PUBLISHED,
                           assay_span_trim(assay_span_cut(&rest, '.')));
    assay_span issue = assay_span_trim(assay_span_cut(&rest, '.'));
    ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_VOLUME, assay_span_cut(&issue, '('), err));
    ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_ISSUE, assay_span_cut(&issue, ')'), err));
    assay_span pages = assay_span_trim(assay_span_cut(&rest, '.'));
    if (assay_span_starts(pages, ASSAY_SPAN("P ")))
        ASSAY_TRY(assay_record_add(record, ASSAY_FIELD_PAGES, assay_span_skip(pages, 2), err));
    if (rest.data != NULL && assay_span_find(rest, ASSAY_SPAN("(REVIEW)")) != SIZE_MAX)
        return assay_record_add(record, ASSAY_FIELD_PUBLICATION_TYPE, ASSAY_SPAN("Review"), err);
    return ASSAY_OK;
}

/* d1 is the volume, d2 the page, d3 the year less a thousand. */
static assay_status add_cites(assay_record *record, const assay_xml_node *node, assay_error *err) {
    bool cited_by = assay_xml_is(node, "CITATIONS");
    for (const assay_xml_node *at = assay_xml_child(node, "CITE"); at != NULL;
         at = assay_xml_sibling(at, "CITE")) {
        assay_record_reference link = {.relation = cited_by ? ASSAY_SPAN("cited_by")
                                                            : ASSAY_SPAN("reference")};
        assay_span year = assay_xml_attribute_of(at, "d3");
        ASSAY_TRY(assay_arena_format(&link.text, record->arena, err, "%.*s. %.*s. %s%.*s;%.*s:%.*s",
                                     ASSAY_SPAN_ARG(assay_xml_attribute_of(at, "author")),
                                     ASSAY_SPAN_ARG(assay_xml_attribute_of(at, "publication")),
                                     year.size == 3 && *year.data == '9' ? "1" : "",
                                     ASSAY_SPAN_ARG(year),
                                     ASSAY_SPAN_ARG(assay_xml_attribute_of(at, "d1")),
                                     ASSAY_SPAN_ARG(assay_xml_attribute_of(at, "d2"))));
        ASSAY_TRY(assay_record_add_reference(record, &link, err));
    }
    return ASSAY_OK;
}

assay_status assay_cf_fill(assay_record *record, const assay_xml_node *node, assay_error *err) {
    static const struct {
        const char *name;
        assay_status (*fill)(assay_record *, const assay_xml_node *, assay_error *);
    } parts[] = {{"MAJORSUBJ", add_topics}, {"MINORSUBJ", add_topics}, {"AUTHORS", add_authors},
                 {"SOURCE", add_source},    {"REFERENCES", add_cites}, {"CITATIONS", add_cites}};
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next) {
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
            if (assay_xml_is(at, parts[i].name))
                ASSAY_TRY(parts[i].fill(record, at, err));
        if (assay_xml_is(at, "TITLE"))
            ASSAY_TRY(assay_xml_add(record, ASSAY_FIELD_TITLE, at, err));
        else if (assay_xml_is(at, "ABSTRACT") || assay_xml_is(at, "EXTRACT"))
            ASSAY_TRY(assay_xml_add(record, ASSAY_FIELD_SUMMARY, at, err));
        else if (assay_xml_is(at, "PAPERNUM"))
            ASSAY_TRY(assay_record_add_id(record, "paper", assay_xml_plain(at), err));
        else if (assay_xml_is(at, "MEDLINENUM"))
            ASSAY_TRY(assay_record_add_id(record, "medline_ui", assay_xml_plain(at), err));
    }
    return ASSAY_OK;
}
