/* What the words of a case history are said of: denied, of a relative, or the diagnosis itself.
 *
 *   "denies fever, chills, or rash, progressed on ipilimumab"   absent: fever chills rash
 *   "her mother had breast cancer; biopsy consistent with AVM"  kin: breast cancer; named: AVM
 *
 * Cues open a scope forwards (no, denies, no evidence of, family history of, diagnosed with) or backwards (was ruled out, is unlikely, in her
 * mother). A scope ends with its sentence, at a turn (but, however), after six words, where a parenthesis it began in closes, and where a comma
 * begins a clause of its own: with a verb, a pronoun, "with" or "on". Over other commas "denies" goes on to the end of the list, "no" and "without"
 * only where an "or" ends it: "no fever, productive cough" leaves the cough. What only looks like a cue is none: "no change", "gram negative".
 * After NegEx (Chapman et al. 2001) and ConText (Harkema et al. 2009). Any thread. */
#ifndef ASSAY_SEARCH_PATIENT_SCOPE_H
#define ASSAY_SEARCH_PATIENT_SCOPE_H
#include "search/patient_note.h"

enum {
    ASSAY_SCOPE_ABSENT = 1, /* denied, ruled out */
    ASSAY_SCOPE_KIN = 2,    /* said of a relative */
    ASSAY_SCOPE_NAMED = 4,  /* told as the diagnosis */
    ASSAY_SCOPE_CUE = 8     /* a word of a cue of absence */
};

/* Sets marks[0..note->count). */
void assay_patient_scope(uint8_t *marks, const assay_patient_note *note);
#endif
