#include "search/patient.h"

#include "base/number.h"
#include "search/patient_scope.h"
#include "search/patient_terms.h"
#include "text/general_stems.h"

typedef struct {
    assay_patient *out;
    const assay_tokens *tokens;
    const assay_map *terms, *forms;
    assay_arena *arena;
    assay_span text;
    assay_map known; /* terms taken: id is the place in out->words */
    assay_error *err;
} reading;

static assay_span form_at(const reading *r, size_t i) {
    return i < r->tokens->count ? assay_map_key(r->forms, r->tokens->items[i].form)
                                : (assay_span){NULL, 0};
}

static bool is_any(assay_span word, const char *const *words) {
    for (; *words != NULL; words++)
        if (assay_span_equal(word, assay_span_of(*words)))
            return true;
    return false;
}

/* The next part after i: joined forms repeat their parts. */
static size_t next_part(const reading *r, size_t i) {
    do
        i++;
    while (i < r->tokens->count && r->tokens->items[i].kind != ASSAY_TOKEN_PART);
    return i;
}

/* ---- age ---- */

static const char *const year_words[] = {"year", "years", "yr", "yrs", "y", NULL};
static const char *const month_words[] = {"month", "months", "mo", NULL};
static const char *const week_words[] = {"week", "weeks", "wk", NULL};
static const char *const day_words[] = {"day", "days", NULL};
static const char *const old_words[] = {"old", "o", NULL};
static const char *const age_words[] = {"aged", "age", NULL};
static const char *const letter_words[] = {"m", "f", "male", "female", "man", "woman", NULL};

static bool age_number(uint32_t *out, assay_span form) {
    uint64_t value;
    if (form.size == 0 || form.size > 3 || !assay_number_u64(&value, form) || value > 125)
        return false;
    *out = (uint32_t)value;
    return true;
}

/* The unit of the age that starts with the number at i: "58 year old", "58 year man", "58 y/o", "58yo", "58M"; 0 when it is none. */
static char unit_of_age(const reading *r, size_t i, uint32_t value) {
    enum { OPENING = 20 };
    size_t second = next_part(r, i);
    assay_span unit = form_at(r, second), after = form_at(r, next_part(r, second));
    bool old = is_any(after, old_words);
    if (assay_span_equal(unit, ASSAY_SPAN("yo")) ||
        (is_any(unit, year_words) && (old || is_any(after, letter_words))))
        return 'y';
    if (is_any(unit, month_words) && old)
        return 'm';
    if (is_any(unit, week_words) && old)
        return 'w';
    if (is_any(unit, day_words) && old)
        return 'd';
    return i < OPENING && value >= 10 && is_any(unit, letter_words) ? 'y' : 0;
}

/* Where the age's number stands, or the number of tokens. */
static size_t read_age(reading *r) {
    for (size_t i = 0; i < r->tokens->count; i = next_part(r, i)) {
        uint32_t value;
        if (!age_number(&value, form_at(r, i)))
            continue;
        char unit = unit_of_age(r, i, value);
        bool aged = i > 0 && is_any(form_at(r, i - 1), age_words);
        if (unit == 0 && !aged)
            continue;
        r->out->age = value;
        r->out->unit = unit != 0 ? unit : 'y';
        return i;
    }
    return r->tokens->count;
}

/* ---- sex ---- */

static const char *const male_words[] = {"man", "male", "gentleman", "boy", "men", NULL};
static const char *const female_words[] = {"woman", "female", "lady", "girl", "pregnant", NULL};
static const char *const he_words[] = {"he", "his", "him", NULL};
static const char *const she_words[] = {"she", "her", "hers", NULL};

static assay_patient_sex sex_of(assay_span form, bool by_age) {
    if (is_any(form, male_words) || (by_age && assay_span_equal(form, ASSAY_SPAN("m"))))
        return ASSAY_PATIENT_MALE;
    if (is_any(form, female_words) || (by_age && assay_span_equal(form, ASSAY_SPAN("f"))))
        return ASSAY_PATIENT_FEMALE;
    return ASSAY_PATIENT_ANY;
}

/* A noun in the opening, or a letter beside the age; else pronouns, when they agree. */
static void read_sex(reading *r, size_t age_at) {
    enum { OPENING = 60, BESIDE = 8 };
    size_t he = 0, she = 0;
    for (size_t i = 0; i < r->tokens->count; i++) {
        assay_span form = form_at(r, i);
        if (i < OPENING && r->out->sex == ASSAY_PATIENT_ANY)
            r->out->sex = sex_of(form, i > age_at && i <= age_at + BESIDE);
        he += is_any(form, he_words);
        she += is_any(form, she_words);
    }
    if (r->out->sex == ASSAY_PATIENT_ANY && (he == 0) != (she == 0))
        r->out->sex = he != 0 ? ASSAY_PATIENT_MALE : ASSAY_PATIENT_FEMALE;
}

/* ---- is it a description? ---- */

static const char *const signs[] = {
    "presents", "presented", "presenting", "complains",   "complaining", "complained",
    "admitted", "admission", "diagnosed",  "history",     "hx",          "dx",
    "pmh",      "came",      "comes",      "brought",     "referred",    "denies",
    "denied",   "reports",   "reported",   "underwent",   "exam",        "examination",
    "vital",    "symptoms",  "smokes",     "medications", "clinic",      "hospital",
    "revealed", "he",        "she",        NULL};
static const char *const slashed[] = {"s/p", "h/o", "c/o", "w/o", NULL};
static const char *const patient_words[] = {"patient", "pt", NULL};

static size_t place_among(assay_span word, const char *const *words) {
    size_t i = 0;
    while (words[i] != NULL && !assay_span_equal(word, assay_span_of(words[i])))
        i++;
    return i;
}

/* "s/p", "h/o": two letters with a slash between. */
static bool is_slashed(const reading *r, size_t i) {
    const assay_token *token = &r->tokens->items[i];
    assay_span rest = assay_span_skip(r->text, token->begin);
    for (const char *const *words = slashed; *words != NULL; words++)
        if (assay_span_starts(rest, assay_span_of(*words)))
            return true;
    return false;
}

static void count_signs(reading *r, size_t age_at) {
    enum { OPENING = 40 };
    uint64_t met = 0;
    for (size_t i = 0; i < r->tokens->count; i++) {
        const assay_token *token = &r->tokens->items[i];
        if (token->kind != ASSAY_TOKEN_PART)
            continue;
        r->out->told++;
        size_t sign = place_among(form_at(r, i), signs);
        if (signs[sign] != NULL)
            met |= UINT64_C(1) << sign;
        met |= is_slashed(r, i) ? UINT64_C(1) << 63 : 0;
        r->out->names_patient |= is_any(form_at(r, i), patient_words);
        uint32_t to =
            i + 1 < r->tokens->count ? r->tokens->items[i + 1].begin : (uint32_t)r->text.size;
        for (uint32_t at = token->end; at < to; at++)
            if (memchr(".?!\n", r->text.data[at], 4) != NULL) {
                r->out->sentences++;
                break;
            }
    }
    for (; met != 0; met &= met - 1)
        r->out->signs++;
    r->out->opens_with_age =
        age_at < OPENING && age_at < r->tokens->count && unit_of_age(r, age_at, r->out->age) != 0;
}

bool assay_patient_is_note(const assay_patient *patient) {
    return patient->told >= ASSAY_PATIENT_NOTE_WORDS &&
           (patient->sentences >= ASSAY_PATIENT_NOTE_SENTENCES ||
            patient->told >= ASSAY_PATIENT_LONG_NOTE) &&
           patient->signs >= 2 && patient->opens_with_age &&
           (patient->sex != ASSAY_PATIENT_ANY || patient->names_patient);
}

/* ---- words ---- */

static bool tells_nothing(assay_span term) {
    assay_span stem = assay_span_skip(term, 1);
    double number;
    return stem.size < 2 || assay_number_double(&number, stem) || assay_general_stems_has(stem);
}

/* What is known of one place of a word before it is taken. */
typedef struct {
    uint32_t position;
    uint8_t marks;    /* ASSAY_SCOPE_... */
    bool spelled_out; /* from an abbreviation */
} told_at;

static void tell_again(assay_patient_word *word, const told_at *at) {
    bool said = (at->marks & (ASSAY_SCOPE_ABSENT | ASSAY_SCOPE_KIN)) == 0;
    word->count++;
    word->kin &= !said;
    word->negated &= !said;
    word->named |= said && (at->marks & ASSAY_SCOPE_NAMED) != 0;
    word->spelled_out &= at->spelled_out;
}

static assay_status take_word(reading *r, const assay_token *token, const told_at *at) {
    assay_span term = assay_map_key(r->terms, token->term);
    assay_patient *out = r->out;
    if (token->is_stop || tells_nothing(term))
        return ASSAY_OK;
    uint32_t id = assay_map_find(&r->known, term);
    if (id != ASSAY_MAP_NONE) {
        tell_again(&out->words[id], at);
        return ASSAY_OK;
    }
    out->more |= out->word_count == ASSAY_PATIENT_WORDS_MAX;
    if (out->word_count == ASSAY_PATIENT_WORDS_MAX)
        return ASSAY_OK;
    if (assay_map_intern(&r->known, term) == ASSAY_MAP_NONE)
        return assay_fail_memory(r->err);
    ASSAY_TRY(assay_arena_grow(r->arena, &out->words, &out->word_capacity, out->word_count,
                               sizeof *out->words, r->err));
    assay_patient_word word = {
        .weight = 1 / (1 + at->position / 200.0), .negated = true, .spelled_out = true};
    word.kin = (at->marks & ASSAY_SCOPE_KIN) != 0;
    tell_again(&word, at);
    ASSAY_TRY(assay_arena_copy(&word.term, r->arena, term, r->err));
    ASSAY_TRY(assay_arena_copy(&word.form, r->arena, assay_map_key(r->forms, token->form), r->err));
    out->words[out->word_count++] = word;
    return ASSAY_OK;
}

/* The words an abbreviation stands for, where it stands. */
static assay_status take_meaning(reading *r, assay_analyzer *analyzer, const char *meaning,
                                 const told_at *at) {
    assay_tokens tokens = {0};
    told_at spelled = *at;
    spelled.spelled_out = true;
    assay_status status = assay_analyzer_run(&tokens, analyzer, assay_span_of(meaning), r->err);
    for (size_t i = 0; status == ASSAY_OK && i < tokens.count; i++)
        status = take_word(r, &tokens.items[i], &spelled);
    assay_tokens_done(&tokens);
    return status;
}

static assay_status take_token(reading *r, assay_analyzer *analyzer, const assay_token *token,
                               uint8_t marks) {
    told_at at = {.position = token->position, .marks = marks};
    if ((marks & ASSAY_SCOPE_CUE) != 0)
        return ASSAY_OK;
    ASSAY_TRY(take_word(r, token, &at));
    const char *meaning = assay_patient_meaning(
        assay_map_key(r->forms, token->form),
        assay_span_first(assay_span_skip(r->text, token->begin), token->end - token->begin));
    return meaning != NULL ? take_meaning(r, analyzer, meaning, &at) : ASSAY_OK;
}

static void weigh(assay_patient *out) {
    for (size_t i = 0; i < out->word_count; i++) {
        assay_patient_word *word = &out->words[i];
        word->weight *= word->named ? ASSAY_PATIENT_NAMED : 1;
        word->weight *= word->spelled_out ? ASSAY_PATIENT_SPELLED_OUT : 1;
        if (assay_patient_is_symptom(assay_span_skip(word->term, 1)))
            word->weight *= ASSAY_PATIENT_SYMPTOM;
    }
}

/* marks: of the parts, in order; a joined form has those of the part before it. */
static assay_status take_tokens(reading *r, assay_analyzer *analyzer, const uint8_t *marks) {
    size_t part = 0;
    for (size_t i = 0; i < r->tokens->count; i++) {
        const assay_token *token = &r->tokens->items[i];
        part += token->kind == ASSAY_TOKEN_PART;
        if (token->kind != ASSAY_TOKEN_IDENTIFIER)
            ASSAY_TRY(take_token(r, analyzer, token, part > 0 ? marks[part - 1] : 0));
    }
    weigh(r->out);
    return ASSAY_OK;
}

static assay_status read_words(reading *r, assay_analyzer *analyzer) {
    size_t count = 0;
    assay_scope_word *parts = assay_arena_calloc(r->arena, r->tokens->count + 1, sizeof *parts);
    uint8_t *marks = assay_arena_calloc(r->arena, r->tokens->count + 1, 1);
    if (parts == NULL || marks == NULL)
        return assay_fail_memory(r->err);
    for (size_t i = 0; i < r->tokens->count; i++) {
        const assay_token *token = &r->tokens->items[i];
        if (token->kind == ASSAY_TOKEN_PART)
            parts[count++] = (assay_scope_word){form_at(r, i), token->begin, token->end};
    }
    assay_patient_scope(marks, parts, count, r->text);
    return take_tokens(r, analyzer, marks);
}

assay_status assay_patient_read(assay_patient *out, assay_analyzer *analyzer, assay_arena *arena,
                                assay_span text, assay_error *err) {
    assay_tokens tokens = {0};
    reading r = {.out = out, .tokens = &tokens, .arena = arena, .text = text, .err = err};
    *out = (assay_patient){0};
    assay_map_init(&r.known);
    assay_status status = assay_analyzer_run(&tokens, analyzer, text, err);
    if (status == ASSAY_OK) {
        r.terms = assay_analyzer_terms(analyzer);
        r.forms = assay_analyzer_forms(analyzer);
        size_t age_at = read_age(&r);
        read_sex(&r, age_at);
        count_signs(&r, age_at);
        status = read_words(&r, analyzer);
    }
    assay_map_done(&r.known);
    assay_tokens_done(&tokens);
    return status;
}
