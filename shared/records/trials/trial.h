/* How a trial's parts are worded in a record, the same from every registry's format. One thread a record.
 */
#ifndef ASSAY_RECORDS_TRIAL_H
#define ASSAY_RECORDS_TRIAL_H
#include "base/map.h"
#include "records/record.h"

/* "measure [time frame]: description"; what is empty is left out. */
ASSAY_MUST_USE assay_status assay_trial_add_outcome(assay_record *record, assay_record_field field,
                                                    assay_span measure, assay_span time_frame,
                                                    assay_span description, assay_error *err);
/* "label (type): description". */
ASSAY_MUST_USE assay_status assay_trial_add_arm(assay_record *record, assay_span label,
                                                assay_span type, assay_span description,
                                                assay_error *err);
/* "Name, role, affiliation". */
ASSAY_MUST_USE assay_status assay_trial_add_investigator(assay_record *record, assay_span name,
                                                         assay_span role, assay_span affiliation,
                                                         assay_error *err);
/* What posted results add to the protocol: outcomes the protocol does not name, among the others, and the terms of adverse events, each
 * once. After the protocol's own outcomes. */
typedef struct {
    assay_record *record;
    assay_map outcomes, events; /* seen */
} assay_trial_results;
ASSAY_MUST_USE assay_status assay_trial_results_begin(assay_trial_results *results,
                                                      assay_record *record, assay_error *err);
ASSAY_MUST_USE assay_status assay_trial_results_outcome(assay_trial_results *results,
                                                        assay_span title, assay_span time_frame,
                                                        assay_span description, assay_error *err);
ASSAY_MUST_USE assay_status assay_trial_results_event(assay_trial_results *results, assay_span term,
                                                      assay_error *err);
void assay_trial_results_done(assay_trial_results *results); /* a zeroed one is fine */
/* The number of participants; the registries' marks for "unknown" stay unknown. */
void assay_trial_set_enrolment(assay_record *record, assay_span text);
/* The age groups the limits in days touch, as ClinicalTrials.gov derives them: child to 17 years, adult
 * to 64, older adult from 65. Only when the source names none. */
ASSAY_MUST_USE assay_status assay_trial_derive_age_groups(assay_record *record, assay_error *err);
#endif
