#include "records/articles/medline.h"
#include "records/articles/pubmed.h"

static void set_link(assay_record_reference *link, const assay_xml_node *id) {
    assay_span type = assay_xml_attribute_of(id, "IdType"), value = assay_xml_plain(id);
    if (assay_span_equal_ascii_case(type, ASSAY_SPAN("pubmed")))
        link->pmid = value;
    else if (assay_span_starts_ascii_case(type, ASSAY_SPAN("pmc")))
        link->pmcid = value;
    else if (assay_span_equal_ascii_case(type, ASSAY_SPAN("doi")))
        link->doi = value;
}

static assay_status add_reference(assay_record *record, const assay_xml_node *node,
                                  assay_error *err) {
    assay_record_reference link = {.relation = ASSAY_SPAN("reference")};
    ASSAY_TRY(
        assay_xml_text(&link.text, assay_xml_child(node, "Citation"), NULL, record->arena, err));
    const assay_xml_node *list = assay_xml_child(node, "ArticleIdList");
    for (const assay_xml_node *id = assay_xml_child(list, "ArticleId"); id != NULL;
         id = assay_xml_sibling(id, "ArticleId"))
        set_link(&link, id);
    return assay_record_add_reference(record, &link, err);
}

assay_status assay_pubmed_add_references(assay_record *record, const assay_xml_node *node,
                                         assay_error *err) {
    for (const assay_xml_node *at = node->first; at != NULL; at = at->next) {
        if (assay_xml_is(at, "Reference"))
            ASSAY_TRY(add_reference(record, at, err));
        else if (assay_xml_is(at, "ReferenceList")) /* a list by chapters; the tree is not deep */
            ASSAY_TRY(assay_pubmed_add_references(record, at, err));
    }
    return ASSAY_OK;
}

/* "CommentOn" -> "comment_on"; what is cited is a "reference". */
static assay_span relation_of(char storage[48], assay_span type) {
    size_t size = 0;
    if (assay_span_equal(type, ASSAY_SPAN("Cites")) || type.size == 0)
        return ASSAY_SPAN("reference");
    for (size_t i = 0; i < type.size && size + 2 < 48; i++) {
        bool capital = type.data[i] >= 'A' && type.data[i] <= 'Z';
        if (capital && i != 0)
            storage[size++] = '_';
        storage[size++] = capital ? (char)(type.data[i] + 32) : type.data[i];
    }
    return assay_span_make(storage, size);
}

assay_status assay_pubmed_add_comments(assay_record *record, const assay_xml_node *node,
                                       assay_error *err) {
    for (const assay_xml_node *at = assay_xml_child(node, "CommentsCorrections"); at != NULL;
         at = assay_xml_sibling(at, "CommentsCorrections")) {
        char storage[48];
        assay_record_reference link = {
            .relation = relation_of(storage, assay_xml_attribute_of(at, "RefType")),
            .pmid = assay_xml_plain(assay_xml_child(at, "PMID"))};
        ASSAY_TRY(
            assay_xml_text(&link.text, assay_xml_child(at, "RefSource"), NULL, record->arena, err));
        ASSAY_TRY(assay_record_add_reference(record, &link, err));
    }
    return ASSAY_OK;
}

assay_status assay_pubmed_add_databanks(assay_record *record, const assay_xml_node *node,
                                        assay_error *err) {
    for (const assay_xml_node *bank = assay_xml_child(node, "DataBank"); bank != NULL;
         bank = assay_xml_sibling(bank, "DataBank")) {
        assay_span name = assay_xml_plain(assay_xml_child(bank, "DataBankName"));
        const assay_xml_node *list = assay_xml_child(bank, "AccessionNumberList");
        for (const assay_xml_node *at = assay_xml_child(list, "AccessionNumber"); at != NULL;
             at = assay_xml_sibling(at, "AccessionNumber"))
            ASSAY_TRY(assay_medline_add_databank(record, name, assay_xml_plain(at), err));
    }
    return ASSAY_OK;
}
