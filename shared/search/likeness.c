#include "search/likeness.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* A code of the best records. */
typedef struct {
    double sum, contrast;
    uint32_t records, among; /* of the best; of the contrast */
    uint16_t code, number;   /* number: of the candidate as it was met, from 1 */
} candidate;

enum {
    BEST_MAX = 1000,
    QUERY = UINT16_MAX,
    CANDIDATES_MAX = UINT16_MAX - 1,
    RELIABLE = 10,
    ENOUGH_WORDS = 10
};

struct assay_likeness_tally {
    assay_likeness_codes codes; /* number: candidate + 1; QUERY: the query's own */
    candidate *candidates;
    size_t count;
    size_t words; /* telling ones of the query */
};
typedef assay_likeness_tally tally;

/* ---- codes ---- */

/* Room for `count` codes, all of them or fewer. */
static assay_status make_codes(assay_likeness_codes *out, assay_arena *arena, size_t count,
                               assay_error *err) {
    size_t slots = 64;
    while (slots < 2 * count + 2 && slots < 2 * (size_t)ASSAY_SIGNATURE_CODES)
        slots *= 2;
    *out = (assay_likeness_codes){assay_arena_calloc(arena, slots, sizeof *out->slots),
                                  (uint32_t)(slots - 1)};
    return out->slots != NULL ? ASSAY_OK : assay_fail_memory(err);
}

/* The code's slot, or the free one it would take. Codes are hashes already. */
static assay_likeness_slot *slot_of(const assay_likeness_codes *codes, unsigned code) {
    uint32_t at = code & codes->mask;
    while (codes->slots[at].number != 0 && codes->slots[at].code != code)
        at = (at + 1) & codes->mask;
    return &codes->slots[at];
}

/* ---- the best records ---- */

static double level_of(unsigned entry) {
    return (entry & 3) + 1;
}

static size_t count_terms(const assay_plan *plan) {
    size_t terms = plan->kind == ASSAY_PLAN_TERM;
    for (uint32_t i = 0; i < plan->child_count; i++)
        terms += count_terms(plan->children[i]);
    return terms;
}

/* How many telling words the query has. */
static size_t forbid_terms(tally *t, const assay_plan *plan) {
    size_t words = 0;
    if (plan->kind == ASSAY_PLAN_TERM) {
        uint16_t code = assay_signature_code(plan->term);
        assay_likeness_slot *slot = slot_of(&t->codes, code);
        if (code != ASSAY_SIGNATURE_NO_CODE && slot->number == 0) {
            *slot = (assay_likeness_slot){code, QUERY};
            words++;
        }
    }
    for (uint32_t i = 0; i < plan->child_count; i++)
        words += forbid_terms(t, plan->children[i]);
    return words;
}

static void add_best(tally *t, const assay_likeness_record *record) {
    for (size_t i = 0; i < record->signature.count; i++) {
        unsigned entry = record->signature.entries[i];
        assay_likeness_slot *slot = slot_of(&t->codes, entry >> 2);
        if (slot->number == QUERY || (slot->number == 0 && t->count == CANDIDATES_MAX))
            continue;
        if (slot->number == 0) {
            uint16_t code = (uint16_t)(entry >> 2), number = (uint16_t)(t->count + 1);
            t->candidates[t->count++] = (candidate){.code = code, .number = number};
            *slot = (assay_likeness_slot){code, number};
        }
        t->candidates[slot->number - 1].sum += level_of(entry) * record->score;
        t->candidates[slot->number - 1].records++;
    }
}

/* Numbers of candidates, 0: none, by entry of each record's signature. */
typedef uint16_t entry_numbers[ASSAY_LIKENESS_HEAD_MAX][ASSAY_SIGNATURE_TERMS];

static void add_contrast(tally *t, uint16_t *numbers, const assay_likeness_record *record) {
    for (size_t i = 0; i < record->signature.count; i++) {
        uint16_t number = slot_of(&t->codes, record->signature.entries[i] >> 2)->number;
        numbers[i] = number != QUERY ? number : 0;
        if (numbers[i] != 0)
            t->candidates[number - 1].among++;
    }
}

static int by_weight(const void *a, const void *b) {
    const candidate *x = a, *y = b;
    if (x->sum != y->sum)
        return x->sum > y->sum ? -1 : 1;
    return x->code < y->code ? -1 : x->code > y->code;
}

/* The heaviest first, of those that stay. */
static void put_first(candidate *candidates, size_t count, uint32_t terms) {
    size_t heaviest = 0;
    if (count > terms) {
        qsort(candidates, count, sizeof *candidates, by_weight);
        return;
    }
    for (size_t i = 1; i < count; i++)
        if (by_weight(&candidates[i], &candidates[heaviest]) < 0)
            heaviest = i;
    if (count != 0) {
        candidate first = candidates[heaviest];
        candidates[heaviest] = candidates[0];
        candidates[0] = first;
    }
}

/* Weighs the candidates; the heaviest stands first, of at most `terms`. How many are worth keeping. */
static size_t choose(tally *t, size_t contrast, double first, uint32_t terms) {
    size_t kept = 0;
    double by_among[ASSAY_LIKENESS_HEAD_MAX + 1] = {0}; /* 0: not made yet */
    for (size_t i = 0; i < t->count; i++) {
        candidate c = t->candidates[i];
        if (c.records < 2)
            continue;
        double *rarity = &by_among[c.among];
        if (*rarity == 0)
            *rarity = sqrt(log((double)(contrast + 1) / (c.among + 0.5)));
        c.contrast = *rarity;
        /* Rounded, so that the order in which equal records were summed cannot show. */
        c.sum = round(c.sum / first * c.contrast * 1e6) / 1e6;
        t->candidates[kept++] = c;
    }
    put_first(t->candidates, kept, terms);
    return kept < terms ? kept : terms;
}

/* The best are of one kind: nearly all of them share a word that was not asked for, or nearly one score. */
static bool agree(const tally *t, double agreement, size_t best, double first, double tenth) {
    uint32_t shared = 0;
    for (size_t i = 0; i < t->count; i++)
        if (t->candidates[i].records > shared)
            shared = t->candidates[i].records;
    return shared >= agreement * (double)best || tenth >= agreement * first;
}

static double likeness_of(const assay_likeness *likeness, assay_likeness_entries signature) {
    double sum = 0;
    for (size_t i = 0; i < signature.count; i++) {
        unsigned entry = signature.entries[i];
        sum += likeness->weights[slot_of(&likeness->codes, entry >> 2)->number] * level_of(entry);
    }
    return sum;
}

/* The same of a record learnt from, whose codes have been looked up. */
static double likeness_by_number(const double *weights, const uint16_t *numbers,
                                 assay_likeness_entries signature) {
    double sum = 0;
    for (size_t i = 0; i < signature.count; i++)
        sum += weights[numbers[i]] * level_of(signature.entries[i]);
    return sum;
}

double assay_likeness_bonus(const assay_likeness *likeness, assay_likeness_entries signature,
                            size_t rank) {
    if (rank >= ASSAY_LIKENESS_DEPTH)
        return 0;
    bool learnt = rank < likeness->learnt && likeness->entries[rank] == signature.entries;
    double sum = learnt ? likeness->likeness[rank] : likeness_of(likeness, signature);
    double bonus = sum * likeness->factor;
    if (bonus > likeness->greatest)
        bonus = likeness->greatest;
    return rank < likeness->head ? bonus + 1.001 * ASSAY_LIKENESS_DEEPER * likeness->greatest
                                 : bonus * ASSAY_LIKENESS_DEEPER;
}

/* weights: by candidate's number. */
static void fill(assay_likeness *likeness, double *weights, const tally *t, size_t kept) {
    for (size_t i = 0; i < kept; i++) {
        const candidate *c = &t->candidates[i];
        *slot_of(&likeness->codes, c->code) = (assay_likeness_slot){c->code, (uint16_t)(i + 1)};
        likeness->weights[i + 1] = c->sum / t->candidates[0].sum * c->contrast;
        weights[c->number] = likeness->weights[i + 1];
    }
}

static size_t best_of(const assay_feedback_options *options, size_t count) {
    size_t best = count < options->records ? count : options->records;
    return best < BEST_MAX ? best : BEST_MAX;
}

static size_t tenth_of(size_t count) {
    return count < RELIABLE ? count - 1 : RELIABLE - 1;
}

size_t assay_likeness_asks(const assay_feedback_options *options, size_t count) {
    size_t best = best_of(options, count), reliable = count < RELIABLE ? count : RELIABLE;
    return best > reliable ? best : reliable;
}

assay_status assay_likeness_begin(assay_likeness_tally **out, assay_arena *arena,
                                  const assay_feedback_options *options, double agreement,
                                  const assay_plan *query, const assay_likeness_record *records,
                                  size_t count, assay_error *err) {
    size_t best = best_of(options, count);
    *out = NULL;
    if (best < 2 || !(records[0].score > 0))
        return ASSAY_OK;
    tally *t = assay_arena_calloc(arena, 1, sizeof *t);
    if (t == NULL)
        return assay_fail_memory(err);
    t->candidates = assay_arena_alloc(arena, best * ASSAY_SIGNATURE_TERMS * sizeof(candidate));
    if (t->candidates == NULL)
        return assay_fail_memory(err);
    ASSAY_TRY(make_codes(&t->codes, arena, best * ASSAY_SIGNATURE_TERMS + count_terms(query), err));
    t->words = forbid_terms(t, query);
    for (size_t i = 0; i < best; i++)
        add_best(t, &records[i]);
    if (agree(t, agreement, best, records[0].score, records[tenth_of(count)].score))
        *out = t;
    return ASSAY_OK;
}

assay_status assay_likeness_new(const assay_likeness **out, assay_arena *arena,
                                const assay_feedback_options *options, assay_likeness_tally *t,
                                const assay_likeness_record *records, size_t count,
                                assay_error *err) {
    assert(count <= ASSAY_LIKENESS_HEAD_MAX);
    size_t best = best_of(options, count), words = t->words;
    uint32_t terms =
        options->terms < ASSAY_LIKENESS_TERMS_MAX ? options->terms : ASSAY_LIKENESS_TERMS_MAX;
    *out = NULL;
    double greatest = 0, first = records[0].score, last = records[tenth_of(count)].score;
    assay_likeness *likeness = assay_arena_calloc(arena, 1, sizeof *likeness);
    if (likeness == NULL)
        return assay_fail_memory(err);
    entry_numbers numbers;
    for (size_t i = 0; i < count; i++)
        add_contrast(t, numbers[i], &records[i]);
    double *weights = assay_arena_calloc(arena, t->count + 1, sizeof *weights);
    if (weights == NULL)
        return assay_fail_memory(err);
    size_t kept = choose(t, count, first, terms);
    if (kept == 0 || !(t->candidates[0].sum > 0))
        return ASSAY_OK;
    ASSAY_TRY(make_codes(&likeness->codes, arena, kept, err));
    fill(likeness, weights, t, kept);
    for (size_t i = 0; i < count; i++) {
        likeness->entries[i] = records[i].signature.entries;
        likeness->likeness[i] = likeness_by_number(weights, numbers[i], records[i].signature);
        greatest = i < best ? fmax(greatest, likeness->likeness[i]) : greatest;
    }
    likeness->learnt = count;
    if (!(greatest > 0))
        return ASSAY_OK;
    double trust = words > ENOUGH_WORDS ? (double)ENOUGH_WORDS / (double)words : 1;
    likeness->greatest = options->weight * trust * first * pow(last / first, options->power);
    likeness->factor = likeness->greatest / greatest;
    likeness->head = count;
    *out = likeness;
    return ASSAY_OK;
}
