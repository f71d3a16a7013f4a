#include "records/articles/medline.h"
#include "records/articles/pubmed.h"

static assay_status add_pmid(assay_record *record, const assay_xml_node *node, assay_error *err) {
    return assay_record_add_id(record, "pmid", assay_xml_plain(node), err);
}

static assay_status add_publisher(assay_record *record, const assay_xml_node *node,
                                  assay_error *err) {
    ASSAY_TRY(
        assay_pubmed_add_extra(record, "publisher", assay_xml_child(node, "PublisherName"), err));
    return assay_pubmed_add_extra(record, "publisher_location",
                                  assay_xml_child(node, "PublisherLocation"), err);
}

/* The book is to a chapter what a journal is to an article. */
static assay_status add_book_title(assay_record *record, const assay_xml_node *node,
                                   assay_error *err) {
    return assay_xml_add(record, ASSAY_FIELD_JOURNAL, node, err);
}

static assay_status set_published(assay_record *record, const assay_xml_node *node,
                                  assay_error *err) {
    (void)err;
    if (record->dates[ASSAY_DATE_PUBLISHED] == 0)
        record->dates[ASSAY_DATE_PUBLISHED] = assay_pubmed_date(node);
    return ASSAY_OK;
}

static assay_status add_volume(assay_record *record, const assay_xml_node *node, assay_error *err) {
    return assay_xml_add(record, ASSAY_FIELD_VOLUME, node, err);
}

static assay_status add_isbn(assay_record *record, const assay_xml_node *node, assay_error *err) {
    return assay_pubmed_add_extra(record, "isbn", node, err);
}

static assay_status add_collection(assay_record *record, const assay_xml_node *node,
                                   assay_error *err) {
    return assay_pubmed_add_extra(record, "collection", node, err);
}

static assay_status add_edition(assay_record *record, const assay_xml_node *node,
                                assay_error *err) {
    return assay_pubmed_add_extra(record, "edition", node, err);
}

static assay_status add_location_id(assay_record *record, const assay_xml_node *node,
                                    assay_error *err) {
    bool doi =
        assay_span_equal_ascii_case(assay_xml_attribute_of(node, "EIdType"), ASSAY_SPAN("doi"));
    return assay_record_add_id(record, doi ? "doi" : "pii", assay_xml_plain(node), err);
}

static assay_status fill_book(assay_record *record, const assay_xml_node *node, assay_error *err) {
    static const assay_pubmed_part parts[] = {{"Publisher", add_publisher},
                                              {"BookTitle", add_book_title},
                                              {"PubDate", set_published},
                                              {"AuthorList", assay_pubmed_add_authors},
                                              {"Volume", add_volume},
                                              {"Isbn", add_isbn},
                                              {"CollectionTitle", add_collection},
                                              {"Edition", add_edition},
                                              {"ELocationID", add_location_id},
                                              {NULL, NULL}};
    return assay_pubmed_fill(record, node, parts, err);
}

static assay_status add_title(assay_record *record, const assay_xml_node *node, assay_error *err) {
    assay_span text;
    ASSAY_TRY(assay_xml_text(&text, node, NULL, record->arena, err));
    return assay_record_add_held(record, ASSAY_FIELD_TITLE, assay_medline_title(text), err);
}

static assay_status add_language(assay_record *record, const assay_xml_node *node,
                                 assay_error *err) {
    return assay_record_add_once(record, ASSAY_FIELD_LANGUAGE, assay_xml_plain(node), err);
}

static assay_status add_type(assay_record *record, const assay_xml_node *node, assay_error *err) {
    return assay_xml_add(record, ASSAY_FIELD_PUBLICATION_TYPE, node, err);
}

static assay_status add_headings(assay_record *record, const assay_xml_node *node,
                                 assay_error *err) {
    for (const assay_xml_node *at = assay_xml_child(node, "Section"); at != NULL;
         at = assay_xml_sibling(at, "Section"))
        ASSAY_TRY(
            assay_xml_add(record, ASSAY_FIELD_BODY, assay_xml_child(at, "SectionTitle"), err));
    return ASSAY_OK;
}

static assay_status set_first_seen(assay_record *record, const assay_xml_node *node,
                                   assay_error *err) {
    (void)err;
    record->dates[ASSAY_DATE_FIRST_SEEN] = assay_pubmed_date(node);
    return ASSAY_OK;
}

assay_status assay_pubmed_fill_book(assay_record *record, const assay_xml_node *node,
                                    assay_error *err) {
    static const assay_pubmed_part parts[] = {{"PMID", add_pmid},
                                              {"ArticleIdList", assay_pubmed_add_ids},
                                              {"Book", fill_book},
                                              {"ArticleTitle", add_title},
                                              {"VernacularTitle", add_title},
                                              {"Language", add_language},
                                              {"AuthorList", assay_pubmed_add_authors},
                                              {"InvestigatorList", assay_pubmed_add_authors},
                                              {"PublicationType", add_type},
                                              {"Abstract", assay_pubmed_add_abstract},
                                              {"Sections", add_headings},
                                              {"KeywordList", assay_pubmed_add_keywords},
                                              {"ContributionDate", set_first_seen},
                                              {"DateRevised", assay_pubmed_set_updated},
                                              {"ReferenceList", assay_pubmed_add_references},
                                              {NULL, NULL}};
    ASSAY_TRY(assay_pubmed_fill(record, node, parts, err));
    if (record->text[ASSAY_FIELD_TITLE].count == 0)
        return assay_record_add(record, ASSAY_FIELD_TITLE,
                                assay_record_first(record, ASSAY_FIELD_JOURNAL), err);
    return ASSAY_OK;
}
