/* Controlled values in the registry's upper-case words, however a source spells them.
 *
 *   "Active, not recruiting" -> ACTIVE_NOT_RECRUITING     "Phase 1/Phase 2" -> PHASE1 PHASE2
 *   "Both" -> ALL     "Senior" -> OLDER_ADULT     "18 Years to 75 Years (Adult)" -> ages in days
 *
 * The words are those of ClinicalTrials.gov's API v2. One thread a record. */
#ifndef ASSAY_RECORDS_VOCABULARY_H
#define ASSAY_RECORDS_VOCABULARY_H
#include "records/record.h"

/* Any status; one the registry does not know is upper-cased, blanks and punctuation becoming '_'. */
ASSAY_MUST_USE assay_status assay_vocabulary_add_status(assay_record *record, assay_span text,
                                                        assay_error *err);
/* "Phase 1/Phase 2", "PHASE1|PHASE2", "II-III", "Phase 0", "N/A", "Therapeutic exploratory (Phase II): yes".
 * Text that names no phase is kept as extra "phase". */
ASSAY_MUST_USE assay_status assay_vocabulary_add_phases(assay_record *record, assay_span text,
                                                        assay_error *err);
ASSAY_MUST_USE assay_status assay_vocabulary_add_study_type(assay_record *record, assay_span text,
                                                            assay_error *err);
ASSAY_MUST_USE assay_status assay_vocabulary_add_sex(assay_record *record, assay_span text,
                                                     assay_error *err);
/* Every one of child, adult, older adult (senior) the text names. */
ASSAY_MUST_USE assay_status assay_vocabulary_add_age_groups(assay_record *record, assay_span text,
                                                            assay_error *err);
/* "18 Years and older", "up to 65 Years", "18 Years to 75 Years": sets what it says. */
void assay_vocabulary_set_age_range(assay_record *record, assay_span text);
/* "Drug: aldesleukin" as a type and a name; without a known type all of it is the name. */
ASSAY_MUST_USE assay_status assay_vocabulary_add_intervention(assay_record *record, assay_span text,
                                                              assay_error *err);
/* Any code word: upper-cased, runs of anything but letters and digits become one '_'. */
ASSAY_MUST_USE assay_status assay_vocabulary_add_code(assay_record *record,
                                                      assay_record_field field, assay_span text,
                                                      assay_error *err);
/* 1 for yes, true, accepts ...; 0 for no, false; -1 for anything else. */
int8_t assay_vocabulary_yes_no(assay_span text);
#endif
