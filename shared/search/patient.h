/* A patient's description read for what finds trials: age, sex, and the words worth ranking by.
 *
 *   "58M h/o CLL, denies fever" -> 58 years, male; cll (fever was denied)
 *
 * A word's weight falls with its place, 1 / (1 + position / 200): courses and laboratory values stand later. Words of the diagnosis as it is told
 * ("consistent with", "diagnosed with") weigh NAMED times that, complaints (fever, pain) SYMPTOM: they bring patients to a doctor, but trials are
 * named after diseases. Abbreviations of case notes are spelled out besides, their words with SPELLED_OUT. Left out are stop words, general stems,
 * numbers, single letters, and words that are only ever denied or told of relatives (patient_scope.h).
 *
 * A text is taken for such a description unasked when it tells the age of one person beyond doubt (patient_person.h: "65 yo male with
 * glioblastoma"), has fewer than LONG_NOTE words and something to search; or when all of this holds: NOTE_WORDS words or more in NOTE_SENTENCES
 * sentences or more, or LONG_NOTE words; in its opening an age as it is said of a person; a sex, or the word patient; and two different words of case
 * histories (presents, admitted, history of, denies, he, she ...). No topic of the other test collections is (bench/relevance.md). The words
 * of the age are not searched, conditions on trials say it; "male" and the like in notes of fewer than NOTE_WORDS words only rank. One thread. */
#ifndef ASSAY_SEARCH_PATIENT_H
#define ASSAY_SEARCH_PATIENT_H
#include "base/arena.h"
#include "search/patient_person.h"
#include "text/analyzer.h"

typedef struct {
    assay_span term, form; /* "Z" + stem, the word as first met */
    uint32_t count;        /* times it stands there */
    double weight;
    bool negated;     /* not to be ranked by: denied wherever it stands, or a relative's */
    bool kin;         /* then: a relative's where it stands first */
    bool named;       /* told as the diagnosis */
    bool who;         /* says no more than who is described: ranks, but finds nothing by itself */
    bool spelled_out; /* stands only in an abbreviation's meaning */
} assay_patient_word;

typedef struct {
    assay_patient_person person;
    assay_patient_word *words; /* in order of first occurrence, at most ASSAY_PATIENT_WORDS_MAX */
    size_t word_count, word_capacity;
    bool more; /* words after these were left out */
    /* What tells a description from a question. */
    uint32_t told, sentences,
        signs; /* words, ends of sentences, different words of case histories */
    bool opens_with_age, names_patient;
} assay_patient;

enum {
    ASSAY_PATIENT_WORDS_MAX = 300,
    ASSAY_PATIENT_NOTE_WORDS = 35,
    ASSAY_PATIENT_NOTE_BLANKS =
        24, /* fewer are not worth reading for NOTE_WORDS: "58-year-old" is three words */
    ASSAY_PATIENT_NOTE_SENTENCES = 3,
    ASSAY_PATIENT_LONG_NOTE = 60 /* words, then in any number of sentences */
};

#define ASSAY_PATIENT_NAMED 2.0
#define ASSAY_PATIENT_SYMPTOM 0.5
#define ASSAY_PATIENT_SPELLED_OUT 0.3

/* All in the arena. */
ASSAY_MUST_USE assay_status assay_patient_read(assay_patient *out, assay_analyzer *analyzer,
                                               assay_arena *arena, assay_span text,
                                               assay_error *err);
/* Whether there is a word to search for besides who is described. */
bool assay_patient_tells_more(const assay_patient *patient);
/* Whether what was read is a description by itself. */
bool assay_patient_is_note(const assay_patient *patient);
#endif
