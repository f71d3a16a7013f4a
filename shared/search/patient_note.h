/* The words of a case history in order, and what stands at and between them: what its readers ask (patient_person.h, patient_scope.h).
 *
 * Words are those of the analyzer, folded, compounds in parts. Everything is borrowed. Places from `count` on are allowed and hold nothing. A line
 * that goes on with a small letter goes on with its sentence: notes come hard-wrapped. Any thread. */
#ifndef ASSAY_SEARCH_PATIENT_NOTE_H
#define ASSAY_SEARCH_PATIENT_NOTE_H
#include "base/span.h"

typedef struct {
    assay_span form;     /* folded */
    uint32_t begin, end; /* bytes of the text */
} assay_patient_note_word;

typedef struct {
    const assay_patient_note_word *words;
    size_t count;
    assay_span text;
} assay_patient_note;

/* Asks the first letter first: most words of the tables are other words. */
static inline bool assay_patient_note_is(const assay_patient_note *note, size_t i,
                                         const char *form) {
    return i < note->count && note->words[i].form.size != 0 &&
           note->words[i].form.data[0] == form[0] &&
           assay_span_equal(note->words[i].form, assay_span_of(form));
}
/* forms and phrases: ended by NULL. */
bool assay_patient_note_is_any(const assay_patient_note *note, size_t i, const char *const *forms);
/* The same of a form from elsewhere. */
bool assay_patient_note_form_is_any(assay_span form, const char *const *forms);
/* Words of the phrase (forms between single blanks) when it stands at i, else 0; of the longest. */
size_t assay_patient_note_phrase(const assay_patient_note *note, size_t i, const char *phrase);
size_t assay_patient_note_longest(const assay_patient_note *note, size_t i,
                                  const char *const *phrases);
/* What stands between word i, which is there, and the one before it. */
assay_span assay_patient_note_before(const assay_patient_note *note, size_t i);
/* Whether a sentence ends there. */
bool assay_patient_note_breaks(const assay_patient_note *note, size_t i);
#endif
