/* A TREC document's text to a record: the part of read_trec.c that knows its tags. One thread a record. */
#ifndef ASSAY_RECORDS_TREC_H
#define ASSAY_RECORDS_TREC_H
#include "records/record.h"

/* *id is the DOCNO, in the record's arena; empty when there is none. */
ASSAY_MUST_USE assay_status assay_trec_fill(assay_record *record, assay_span *id, assay_span text,
                                            assay_error *err);
#endif
