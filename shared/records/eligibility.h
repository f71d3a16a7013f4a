/* Eligibility criteria, written as one text in every registry, told apart: who may enter, who may
 * not.
 *
 * Headings ("Inclusion Criteria:", "KEY EXCLUSION CRITERIA", "Non-inclusion criteria:", also inside
 * a line) switch the side; text before any heading counts as inclusion. Each criterion becomes one
 * value. Any thread. */
#ifndef ASSAY_RECORDS_ELIGIBILITY_H
#define ASSAY_RECORDS_ELIGIBILITY_H
#include "records/record.h"

/* Adds the criteria of `text`, hard-wrapped or listed, to INCLUSION and EXCLUSION. */
ASSAY_MUST_USE assay_status assay_eligibility_add(assay_record *record, assay_span text,
                                                  assay_error *err);
#endif
