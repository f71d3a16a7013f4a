/* Words of case histories: what their abbreviations stand for, and which of them are complaints rather than diseases.
 *
 * Static tables of common usage (English). A short form that is also a word, a title or a unit ("MR", "PE", "MM") counts only in capitals; those
 * with several common meanings are left out ("RA" is room air as often as arthritis). Any thread. */
#ifndef ASSAY_SEARCH_PATIENT_TERMS_H
#define ASSAY_SEARCH_PATIENT_TERMS_H
#include "base/span.h"

/* form: folded; written: as it stands in the note. Static storage; NULL: not known. */
const char *assay_patient_meaning(assay_span form, assay_span written);
/* stem: as the analyzer gives it. "fever", "headache" bring people to a doctor but are seldom what a trial is about. */
bool assay_patient_is_symptom(assay_span stem);
#endif
