/* The Cystic Fibrosis collection's <RECORD> to a record: the parts of read_cf.c. One thread a record. */
#ifndef ASSAY_RECORDS_CF_H
#define ASSAY_RECORDS_CF_H
#include "records/xml/xml.h"

ASSAY_MUST_USE assay_status assay_cf_fill(assay_record *record, const assay_xml_node *node,
                                          assay_error *err);
/* The full name of MEDLINE's two-letter qualifier ("co": "complications"), or the code itself. */
assay_span assay_cf_qualifier(assay_span code);
#endif
