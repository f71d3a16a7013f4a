/* Who a description is of: the age and the sex it tells, and whether that is said of one person beyond doubt.
 *
 *   "65 yo M with glioblastoma", "72F, NSCLC", "58-year-old woman", "6 mo old girl", "male aged 70", "65 years of age", "a man in his mid-60s"
 *
 * The first age in the text counts. A bare letter or noun after the number ("72F", "58 man") is one in the opening only, from ten years on; a
 * number that something is glued to ("p53 m") never is. Of a decade the early years are 0 to 3, mid 4 to 6, late 7 to 9. A sex is a noun of the
 * opening, a letter beside the age, or what all pronouns agree on.
 *
 * `alone`: an age as above beside a noun for one person or a capital M or F, or before "with", "who", "diagnosed" and the like (within four words, or at the end, behind "yo" and
 * "y/o": "GBM in a 65yo"); no second age,
 * no age of a group (over 65, 18-65 years, 65 and older, 12 male volunteers), no animal, and nothing that is said of trials and articles rather
 * than people (eligible, versus, case report). A letter alone counts at the very beginning only, before such a word or a comma ("72F with", not
 * "72F antibody"), and not after 18, which is fluorine. Any thread. */
#ifndef ASSAY_SEARCH_PATIENT_PERSON_H
#define ASSAY_SEARCH_PATIENT_PERSON_H
#include "search/patient_note.h"

typedef enum { ASSAY_PATIENT_ANY = 0, ASSAY_PATIENT_MALE, ASSAY_PATIENT_FEMALE } assay_patient_sex;

typedef struct {
    uint32_t age, until; /* in `unit`s; until: the last one meant, more than age for a decade */
    char unit;           /* 'y', 'm', 'w', 'd'; 0: no age was found */
    assay_patient_sex sex;
    size_t place;        /* of the age's number among the words; their count when there is none */
    bool as_of_a_person; /* not after "aged" alone, which groups are too */
    bool alone;
    uint32_t begin, end; /* bytes of the text that say the age, and the sex beside it */
} assay_patient_person;

typedef enum {
    ASSAY_PATIENT_TELLS_ELSE = 0,
    ASSAY_PATIENT_TELLS_AGE, /* "72", "yo", "72f", "old" */
    ASSAY_PATIENT_TELLS_WHO  /* "female", "patient" */
} assay_patient_telling;

void assay_patient_person_read(assay_patient_person *out, const assay_patient_note *note);
/* What a word, parts and joined forms alike, has to do with that. */
assay_patient_telling assay_patient_person_tells(const assay_patient_person *person,
                                                 const assay_patient_note_word *word);
/* Whether a text is worth reading for that: it has a number as an age begins, and letters as one goes on. May say yes in vain, never no. */
bool assay_patient_person_may_be_told(assay_span text);
#endif
