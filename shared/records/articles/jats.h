/* JATS articles to a record: the parts of read_jats.c. One thread a record. */
#ifndef ASSAY_RECORDS_JATS_H
#define ASSAY_RECORDS_JATS_H
#include "records/xml/xml.h"

/* What inline and block elements mean in running text: citation marks, formulas' sources, figures and
 * footnotes are not part of it. */
assay_xml_role assay_jats_roles(const assay_xml_node *element);
/* The node's running text into the arena, without the brackets citation marks leave behind. */
ASSAY_MUST_USE assay_status assay_jats_text(assay_span *out, const assay_xml_node *node,
                                            assay_arena *arena, assay_error *err);
ASSAY_MUST_USE assay_status assay_jats_add(assay_record *record, assay_record_field field,
                                           const assay_xml_node *node, assay_error *err);
/* Drops what citation marks leave behind, "[]", "[,]", "(; )" and blanks before commas and stops, in
 * place; returns the new size. */
size_t assay_jats_drop_empty_brackets(char *text, size_t size);

/* <front>: journal, ids, title, authors, dates, abstracts, keywords. */
ASSAY_MUST_USE assay_status assay_jats_fill_front(assay_record *record, const assay_xml_node *front,
                                                  assay_error *err);
/* <abstract> or <trans-abstract>. */
ASSAY_MUST_USE assay_status assay_jats_add_abstract(assay_record *record,
                                                    const assay_xml_node *node, assay_error *err);
/* <body>, or an appendix: a value a section; figures' and tables' captions, tables' cells. */
ASSAY_MUST_USE assay_status assay_jats_fill_body(assay_record *record, const assay_xml_node *body,
                                                 assay_error *err);
/* <floats-group>, <floats-wrap>. */
ASSAY_MUST_USE assay_status assay_jats_add_floats(assay_record *record, const assay_xml_node *node,
                                                  assay_error *err);
/* <ref-list>, with lists inside it. */
ASSAY_MUST_USE assay_status assay_jats_add_references(assay_record *record,
                                                      const assay_xml_node *list, assay_error *err);
/* year, month, day below the node; 0 when there is none. */
assay_date assay_jats_date(const assay_xml_node *node);
#endif
