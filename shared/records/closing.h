/* Sections that close an article: funding, conflicts of interest, acknowledgements. Any thread. */
#ifndef ASSAY_RECORDS_CLOSING_H
#define ASSAY_RECORDS_CLOSING_H
#include "records/record.h"

/* The extra's key of a closing section ("Funding": "funding"), empty for sections of the text. */
assay_span assay_closing_key(assay_span heading);
/* The text of such a section under its key. */
ASSAY_MUST_USE assay_status assay_closing_add(assay_record *record, assay_span key, assay_span text,
                                              assay_error *err);
#endif
