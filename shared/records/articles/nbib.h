/* MEDLINE's tagged fields to a record: the parts of read_nbib.c. One thread a record. */
#ifndef ASSAY_RECORDS_NBIB_H
#define ASSAY_RECORDS_NBIB_H
#include "records/articles/tagged.h"

ASSAY_MUST_USE assay_status assay_nbib_fill(assay_record *record, const assay_tagged_field *fields,
                                            size_t count, assay_error *err);
#endif
