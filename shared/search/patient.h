/* A patient's description read for what finds trials: age, sex, and the words worth ranking by.
 *
 *   "58M h/o CLL, denies fever" -> 58 years, male; cll (fever was denied)
 *
 * A word's weight falls with its place, 1 / (1 + position / 200): the complaint stands first, courses and laboratory values later. Left out are stop
 * words, general stems, numbers, single letters, and words that only ever follow a negation within a few words of the same sentence.
 * Negation after NegEx (Chapman et al. 2001), without its longer phrases. One thread. */
#ifndef ASSAY_SEARCH_PATIENT_H
#define ASSAY_SEARCH_PATIENT_H
#include "base/arena.h"
#include "text/analyzer.h"

typedef enum { ASSAY_PATIENT_ANY = 0, ASSAY_PATIENT_MALE, ASSAY_PATIENT_FEMALE } assay_patient_sex;

typedef struct {
    assay_span term, form; /* "Z" + stem, the word as first met */
    uint32_t count;        /* times it stands there */
    double weight;
    bool negated; /* not to be ranked by */
} assay_patient_word;

typedef struct {
    uint32_t age; /* in `unit`s */
    char unit;    /* 'y', 'm', 'w', 'd'; 0: no age was found */
    assay_patient_sex sex;
    assay_patient_word *words; /* in order of first occurrence, at most ASSAY_PATIENT_WORDS_MAX */
    size_t word_count, word_capacity;
    bool more; /* words after these were left out */
} assay_patient;

enum { ASSAY_PATIENT_WORDS_MAX = 300 };

/* All in the arena. */
ASSAY_MUST_USE assay_status assay_patient_read(assay_patient *out, assay_analyzer *analyzer,
                                               assay_arena *arena, assay_span text,
                                               assay_error *err);
#endif
