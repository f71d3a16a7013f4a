/* Light feedback: a record scores more the more it is like the best answers, by signatures (signature.h) alone.
 *
 *   first answer -> signatures of its best records -> weights of their codes -> bonus of each of the first answer's records
 *
 * A code's weight is the sum over the `records` best of level * score, times sqrt(log((C + 1) / (c + 1/2))), c of the C = HEAD best having it:
 * what all answers share orders nothing. Codes of one record and of the query are left out; the `terms` heaviest are kept. A record's likeness
 * is the sum of its codes' weights times level, its bonus
 *
 *   weight * S1 * (S10 / S1) ^ power * likeness / greatest likeness among the best
 *
 * where S1 is the first record's score and S10 the tenth's: where one answer stands out the question was about that record and the others say
 * little; where the best are alike they describe a topic. There is no bonus at all unless the best are of one kind: a share of them, `agreement`, has a
 * word that was not asked for, or S10 is that share of S1. Else they answer different questions, and what some share misleads. A query of more
 * than 10 telling words says enough itself: the weight falls with 10 / words (relevance models, Lavrenko & Croft 2001, with reliability estimates).
 * The bonus never changes which records match, nor which are the first HEAD: those are put in order among themselves, and those
 * after them, up to ASSAY_LIKENESS_DEPTH, among themselves with DEEPER times the weight. So a page of few hits needs no deeper look, and pages of
 * an answer agree whatever their size. To keep scores in order the head's are greater by the greatest bonus of the rest.
 * Built once, read by any thread. bench/relevance.md has the measurements. */
#ifndef ASSAY_SEARCH_LIKENESS_H
#define ASSAY_SEARCH_LIKENESS_H
#include "base/arena.h"
#include "index/signature.h"
#include "search/feedback.h"

enum { ASSAY_LIKENESS_HEAD_MAX = 50, ASSAY_LIKENESS_DEPTH = 1000, ASSAY_LIKENESS_TERMS_MAX = 250 };
#define ASSAY_LIKENESS_DEEPER 20.0

/* Codes and a number each, in linear probing: 16384 of them would be a page of zeros to clear for the few a search meets. */
typedef struct {
    uint16_t code, number; /* number 0: free */
} assay_likeness_slot;
typedef struct {
    assay_likeness_slot *slots;
    uint32_t mask; /* slots - 1; fewer than half of them are taken */
} assay_likeness_codes;

typedef struct {
    assay_likeness_codes codes; /* number: of the code's weight */
    double weights[ASSAY_LIKENESS_TERMS_MAX + 1];
    double factor;   /* from likeness to bonus */
    double greatest; /* no bonus in the head is above it */
    size_t head;     /* records that are put in order by themselves */
    const uint16_t *entries[ASSAY_LIKENESS_HEAD_MAX]; /* of the records learnt from; borrowed, */
    double likeness[ASSAY_LIKENESS_HEAD_MAX];         /* and what they are like */
    size_t learnt;
} assay_likeness;

typedef struct {
    const uint16_t *entries; /* of the signature, unpacked; borrowed */
    size_t count;
} assay_likeness_entries;
typedef struct {
    assay_likeness_entries signature;
    double score;
} assay_likeness_record;

/* What the first answer's best records have in common, of which only the first assay_likeness_asks need their signatures; best first, HEAD of
 * them or all there are. *out NULL when they do not agree, or are too few. In the arena. */
typedef struct assay_likeness_tally assay_likeness_tally;
ASSAY_MUST_USE assay_status assay_likeness_begin(assay_likeness_tally **out, assay_arena *arena,
                                                 const assay_feedback_options *options,
                                                 double agreement, const assay_plan *query,
                                                 const assay_likeness_record *records, size_t count,
                                                 assay_error *err);
size_t assay_likeness_asks(const assay_feedback_options *options, size_t count);
/* The likeness to them, once; records are the HEAD and all have their signatures now. *out NULL when they tell nothing. In the arena. */
ASSAY_MUST_USE assay_status assay_likeness_new(const assay_likeness **out, assay_arena *arena,
                                               const assay_feedback_options *options,
                                               assay_likeness_tally *tally,
                                               const assay_likeness_record *records, size_t count,
                                               assay_error *err);
/* Of the record at place `rank` of the first answer, from 0. */
double assay_likeness_bonus(const assay_likeness *likeness, assay_likeness_entries signature,
                            size_t rank);
#endif
