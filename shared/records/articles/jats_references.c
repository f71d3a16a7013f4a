#include "records/articles/jats.h"

#include "base/buffer.h"

static void add(assay_buffer *out, const char *before, assay_span text, const char *after) {
    if (text.size == 0)
        return;
    if (out->size != 0)
        assay_buffer_add_text(out, before);
    assay_buffer_add_span(out, text);
    assay_buffer_add_text(out, after);
}

static assay_status add_people(assay_buffer *out, const assay_xml_node *group, assay_arena *arena,
                               assay_error *err) {
    for (const assay_xml_node *at = group->first; at != NULL; at = at->next) {
        assay_span family, given, text;
        if (assay_xml_is(at, "name") || assay_xml_is(at, "string-name")) {
            ASSAY_TRY(assay_jats_text(&family, assay_xml_child(at, "surname"), arena, err));
            ASSAY_TRY(assay_jats_text(&given, assay_xml_child(at, "given-names"), arena, err));
            add(out, ", ", family, "");
            add(out, " ", given, "");
        } else if (assay_xml_is(at, "collab") || assay_xml_is(at, "etal")) {
            ASSAY_TRY(assay_jats_text(&text, at, arena, err));
            add(out, ", ", assay_xml_is(at, "etal") ? ASSAY_SPAN("et al") : text, "");
        }
    }
    return ASSAY_OK;
}

static assay_status part(assay_span *out, const assay_xml_node *citation, const char *name,
                         assay_arena *arena, assay_error *err) {
    return assay_jats_text(out, assay_xml_child(citation, name), arena, err);
}

/* A citation of elements only, put in the usual order: "Names. Title. Source. Year;Volume(Issue):Pages."
 */
static assay_status compose(assay_buffer *out, const assay_xml_node *citation, assay_arena *arena,
                            assay_error *err) {
    assay_span title, source, year, volume, issue, first, last;
    const assay_xml_node *group = assay_xml_child(citation, "person-group");
    ASSAY_TRY(add_people(out, group != NULL ? group : citation, arena, err));
    ASSAY_TRY(part(&title, citation, "article-title", arena, err));
    if (title.size == 0)
        ASSAY_TRY(part(&title, citation, "chapter-title", arena, err));
    ASSAY_TRY(part(&source, citation, "source", arena, err));
    ASSAY_TRY(part(&year, citation, "year", arena, err));
    ASSAY_TRY(part(&volume, citation, "volume", arena, err));
    ASSAY_TRY(part(&issue, citation, "issue", arena, err));
    ASSAY_TRY(part(&first, citation, "fpage", arena, err));
    ASSAY_TRY(part(&last, citation, "lpage", arena, err));
    add(out, ". ", title, "");
    add(out, ". ", source, "");
    add(out, ". ", year, "");
    add(out, ";", volume, "");
    add(out, "(", issue, ")");
    add(out, ":", first, "");
    add(out, "-", last, "");
    return assay_buffer_check(out, err);
}

static bool has_text(const assay_xml_node *citation) {
    for (const assay_xml_node *at = citation->first; at != NULL; at = at->next)
        if (at->name.size == 0 && assay_span_trim(at->text).size > 1)
            return true;
    return false;
}

static void find_ids(assay_record_reference *link, const assay_xml_node *node) {
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next) {
        if (assay_xml_is(at, "pub-id")) {
            assay_span type = assay_xml_attribute_of(at, "pub-id-type"),
                       value = assay_xml_plain(at);
            if (assay_span_equal(type, ASSAY_SPAN("pmid")) ||
                assay_span_equal(type, ASSAY_SPAN("medline")))
                link->pmid = link->pmid.size == 0 ? value : link->pmid;
            else if (assay_span_starts(type, ASSAY_SPAN("pmc")))
                link->pmcid = value;
            else if (assay_span_equal(type, ASSAY_SPAN("doi")))
                link->doi = value;
        } else if (assay_xml_is(at, "ext-link") || assay_xml_is(at, "uri")) {
            assay_span target = assay_xml_attribute_of(at, "href");
            if (link->doi.size == 0 && assay_span_find(target, ASSAY_SPAN("doi.org/")) != SIZE_MAX)
                link->doi = target;
        } else if (at->first != NULL)
            find_ids(link, at);
    }
}

/* A part of a name that another follows with nothing between: <surname>Roe</surname><given-names>R</given-names>. */
static bool is_joined_name(const assay_xml_node *element) {
    bool name = assay_xml_is(element, "surname") || assay_xml_is(element, "given-names") ||
                assay_xml_is(element, "prefix");
    return name && element->next != NULL && element->next->name.size != 0;
}

/* Identifiers and comments are not part of the printed citation. */
static assay_xml_role citation_roles(const assay_xml_node *element) {
    if (is_joined_name(element))
        return ASSAY_XML_BLOCK;
    if (assay_xml_is(element, "pub-id") || assay_xml_is(element, "label"))
        return ASSAY_XML_DROPPED;
    return assay_jats_roles(element);
}

static assay_status add_citation(assay_record *record, const assay_xml_node *citation,
                                 assay_error *err) {
    assay_record_reference link = {.relation = ASSAY_SPAN("reference")};
    find_ids(&link, citation);
    if (has_text(citation)) {
        ASSAY_TRY(assay_xml_text(&link.text, citation, citation_roles, record->arena, err));
        return assay_record_add_reference(record, &link, err);
    }
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_status status = compose(&text, citation, record->arena, err);
    link.text = assay_buffer_span(&text);
    if (status == ASSAY_OK)
        status = assay_record_add_reference(record, &link, err);
    assay_buffer_done(&text);
    return status;
}

static bool is_citation(const assay_xml_node *node) {
    return assay_xml_is(node, "element-citation") || assay_xml_is(node, "mixed-citation") ||
           assay_xml_is(node, "nlm-citation") || assay_xml_is(node, "citation");
}

static assay_status add_reference(assay_record *record, const assay_xml_node *ref,
                                  assay_error *err) {
    for (const assay_xml_node *at = ref->first; at != NULL; at = at->next) {
        if (is_citation(at))
            ASSAY_TRY(add_citation(record, at, err));
        else if (assay_xml_is(at, "citation-alternatives")) {
            const assay_xml_node *one = at->first;
            while (one != NULL && !is_citation(one))
                one = one->next;
            if (one != NULL)
                ASSAY_TRY(add_citation(record, one, err));
        }
    }
    return ASSAY_OK;
}

assay_status assay_jats_add_references(assay_record *record, const assay_xml_node *list,
                                       assay_error *err) {
    for (const assay_xml_node *at = list->first; at != NULL; at = at->next) {
        if (assay_xml_is(at, "ref"))
            ASSAY_TRY(add_reference(record, at, err));
        else if (assay_xml_is(at, "ref-list"))
            ASSAY_TRY(assay_jats_add_references(record, at, err));
    }
    return ASSAY_OK;
}
