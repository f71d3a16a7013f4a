#include "search/patient_note.h"

bool assay_patient_note_is_any(const assay_patient_note *note, size_t i, const char *const *forms) {
    for (; *forms != NULL; forms++)
        if (assay_patient_note_is(note, i, *forms))
            return true;
    return false;
}

bool assay_patient_note_form_is_any(assay_span form, const char *const *forms) {
    while (*forms != NULL && !assay_span_equal(form, assay_span_of(*forms)))
        forms++;
    return *forms != NULL;
}

size_t assay_patient_note_phrase(const assay_patient_note *note, size_t i, const char *phrase) {
    size_t words = 0;
    if (i >= note->count || note->words[i].form.size == 0 ||
        note->words[i].form.data[0] != phrase[0])
        return 0;
    assay_span rest = assay_span_of(phrase);
    while (rest.size != 0) {
        assay_span form = assay_span_cut(&rest, ' ');
        if (i + words >= note->count || !assay_span_equal(note->words[i + words].form, form))
            return 0;
        words++;
    }
    return words;
}

size_t assay_patient_note_longest(const assay_patient_note *note, size_t i,
                                  const char *const *phrases) {
    size_t longest = 0;
    for (; *phrases != NULL; phrases++) {
        size_t words = assay_patient_note_phrase(note, i, *phrases);
        longest = words > longest ? words : longest;
    }
    return longest;
}

assay_span assay_patient_note_before(const assay_patient_note *note, size_t i) {
    uint32_t from = i > 0 ? note->words[i - 1].end : 0, to = note->words[i].begin;
    return from < to ? assay_span_first(assay_span_skip(note->text, from), to - from)
                     : (assay_span){NULL, 0};
}

static bool has(assay_span gap, char byte) {
    return assay_span_find_byte(gap, byte) != SIZE_MAX;
}

/* Whether the line before word i ended its sentence. */
static bool line_ends(const assay_patient_note *note, size_t i, assay_span gap) {
    size_t line = assay_span_find_byte(gap, '\n');
    if (line == SIZE_MAX || has(gap, ','))
        return false;
    assay_span next = assay_span_skip(gap, line + 1);
    char first = note->text.data[note->words[i].begin];
    return assay_span_trim(next).size != 0 || has(next, '\n') || first < 'a' || first > 'z';
}

bool assay_patient_note_breaks(const assay_patient_note *note, size_t i) {
    assay_span gap = assay_patient_note_before(note, i);
    for (size_t at = 0; at < gap.size; at++)
        if (gap.data[at] != '\0' && memchr(".;!?", gap.data[at], 4) != NULL)
            return true;
    return line_ends(note, i, gap);
}
