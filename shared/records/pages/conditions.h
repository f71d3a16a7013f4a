/* Conditions written one after the other without a mark between them, told apart. Any thread. */
#ifndef ASSAY_RECORDS_CONDITIONS_H
#define ASSAY_RECORDS_CONDITIONS_H
#include "records/record.h"

/* Adds the conditions of a run such as "melanoma metastatic melanoma renal cell carcinoma" to
 * CONDITION.
 *
 * Such runs are sorted by letter and each term ends in a word for a disease: the run is cut into the
 * most terms that keep both. A run that cannot be cut so stays one value. */
ASSAY_MUST_USE assay_status assay_conditions_add_run(assay_record *record, assay_span run,
                                                     assay_error *err);
#endif
