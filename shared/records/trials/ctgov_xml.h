/* ClinicalTrials.gov's legacy <clinical_study> to a record: the parts of read_ctgov_xml.c. One thread a
 * record. */
#ifndef ASSAY_RECORDS_CTGOV_XML_H
#define ASSAY_RECORDS_CTGOV_XML_H
#include "records/xml/xml.h"

ASSAY_MUST_USE assay_status assay_ctgov_xml_fill(assay_record *record, const assay_xml_node *study,
                                                 assay_error *err);
#endif
