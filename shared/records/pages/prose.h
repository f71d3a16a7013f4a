/* What plain sentences say of a trial's size and phase. Any thread. */
#ifndef ASSAY_RECORDS_PROSE_H
#define ASSAY_RECORDS_PROSE_H
#include "records/record.h"

/* Sets the enrolment from "About 70 adults", "will enroll 40 participants" and adds phases from
 * "phase 1", "phase 2/3", unless the record has them. Only plain numbers just before a word for
 * people count. */
ASSAY_MUST_USE assay_status assay_prose_add_design(assay_record *record, assay_span text,
                                                   assay_error *err);
#endif
