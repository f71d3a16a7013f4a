/* PubMed's elements to a record: the parts of read_pubmed_xml.c. One thread a record. */
#ifndef ASSAY_RECORDS_PUBMED_H
#define ASSAY_RECORDS_PUBMED_H
#include "records/xml/xml.h"

/* What to do with each child of that name. */
typedef struct {
    const char *name;
    assay_status (*fill)(assay_record *record, const assay_xml_node *node, assay_error *err);
} assay_pubmed_part;

/* Hands each child of parent to the part of its name; parts end with a NULL name. */
ASSAY_MUST_USE assay_status assay_pubmed_fill(assay_record *record, const assay_xml_node *parent,
                                              const assay_pubmed_part *parts, assay_error *err);

/* MedlineCitation, PubmedData, BookDocument, PubmedBookData. */
ASSAY_MUST_USE assay_status assay_pubmed_fill_citation(assay_record *record,
                                                       const assay_xml_node *node,
                                                       assay_error *err);
ASSAY_MUST_USE assay_status assay_pubmed_fill_data(assay_record *record, const assay_xml_node *node,
                                                   assay_error *err);
ASSAY_MUST_USE assay_status assay_pubmed_fill_book(assay_record *record, const assay_xml_node *node,
                                                   assay_error *err);

/* "Family, Given Suffix" of an author, investigator or subject. */
ASSAY_MUST_USE assay_status assay_pubmed_person_name(assay_span *out, const assay_xml_node *person,
                                                     assay_record *record, assay_error *err);
/* AuthorList, Abstract (or OtherAbstract), ArticleIdList, KeywordList. */
ASSAY_MUST_USE assay_status assay_pubmed_add_authors(assay_record *record,
                                                     const assay_xml_node *node, assay_error *err);
ASSAY_MUST_USE assay_status assay_pubmed_add_abstract(assay_record *record,
                                                      const assay_xml_node *node, assay_error *err);
ASSAY_MUST_USE assay_status assay_pubmed_add_ids(assay_record *record, const assay_xml_node *node,
                                                 assay_error *err);
ASSAY_MUST_USE assay_status assay_pubmed_add_keywords(assay_record *record,
                                                      const assay_xml_node *node, assay_error *err);
ASSAY_MUST_USE assay_status assay_pubmed_add_references(assay_record *record,
                                                        const assay_xml_node *node,
                                                        assay_error *err);
/* CommentsCorrectionsList, DataBankList. */
ASSAY_MUST_USE assay_status assay_pubmed_add_comments(assay_record *record,
                                                      const assay_xml_node *node, assay_error *err);
ASSAY_MUST_USE assay_status assay_pubmed_add_databanks(assay_record *record,
                                                       const assay_xml_node *node,
                                                       assay_error *err);
/* Year, Month, Day, Season or MedlineDate below the node; 0 when there is none. */
assay_date assay_pubmed_date(const assay_xml_node *node);
/* DateRevised. */
ASSAY_MUST_USE assay_status assay_pubmed_set_updated(assay_record *record,
                                                     const assay_xml_node *node, assay_error *err);
/* The node's text as extra; nothing when it has none. */
ASSAY_MUST_USE assay_status assay_pubmed_add_extra(assay_record *record, const char *key,
                                                   const assay_xml_node *node, assay_error *err);
#endif
