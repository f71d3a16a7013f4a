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

static void count_signs(reading *r) {
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
        r->out->names_patient |= assay_patient_note_form_is_any(form_at(r, i), patient_words);
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
    r->out->opens_with_age = r->out->person.place < OPENING && r->out->person.as_of_a_person;
}

bool assay_patient_tells_more(const assay_patient *patient) {
    for (size_t i = 0; i < patient->word_count; i++)
        if (!patient->words[i].negated && !patient->words[i].who)
            return true;
    return false;
}

bool assay_patient_is_note(const assay_patient *patient) {
    if (patient->person.alone && patient->told < ASSAY_PATIENT_LONG_NOTE)
        return assay_patient_tells_more(patient);
    return patient->told >= ASSAY_PATIENT_NOTE_WORDS &&
           (patient->sentences >= ASSAY_PATIENT_NOTE_SENTENCES ||
            patient->told >= ASSAY_PATIENT_LONG_NOTE) &&
           patient->signs >= 2 && patient->opens_with_age &&
           (patient->person.sex != ASSAY_PATIENT_ANY || patient->names_patient);
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
    bool who;         /* "65 yo MALE" of a short note */
} told_at;

static void tell_again(assay_patient_word *word, const told_at *at) {
    bool said = (at->marks & (ASSAY_SCOPE_ABSENT | ASSAY_SCOPE_KIN)) == 0;
    word->count++;
    word->kin &= !said;
    word->negated &= !said;
    word->named |= said && (at->marks & ASSAY_SCOPE_NAMED) != 0;
    word->spelled_out &= at->spelled_out;
    word->who &= at->who;
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
    assay_patient_word word = {.weight = 1 / (1 + at->position / 200.0),
                               .negated = true,
                               .spelled_out = true,
                               .who = true};
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
    assay_patient_note_word word = {assay_map_key(r->forms, token->form), token->begin, token->end};
    assay_patient_telling telling = assay_patient_person_tells(&r->out->person, &word);
    if ((marks & ASSAY_SCOPE_CUE) != 0 || telling == ASSAY_PATIENT_TELLS_AGE)
        return ASSAY_OK;
    at.who = telling == ASSAY_PATIENT_TELLS_WHO && r->out->told < ASSAY_PATIENT_NOTE_WORDS;
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

/* The parts of the tokens; parts: as many as there are tokens. */
static void list_parts(assay_patient_note *out, assay_patient_note_word *parts, const reading *r) {
    size_t count = 0;
    for (size_t i = 0; i < r->tokens->count; i++) {
        const assay_token *token = &r->tokens->items[i];
        if (token->kind == ASSAY_TOKEN_PART)
            parts[count++] = (assay_patient_note_word){form_at(r, i), token->begin, token->end};
    }
    *out = (assay_patient_note){parts, count, r->text};
}

static assay_status read_tokens(reading *r, assay_analyzer *analyzer) {
    assay_patient_note note;
    assay_patient_note_word *parts =
        assay_arena_calloc(r->arena, r->tokens->count + 1, sizeof *parts);
    uint8_t *marks = assay_arena_calloc(r->arena, r->tokens->count + 1, 1);
    if (parts == NULL || marks == NULL)
        return assay_fail_memory(r->err);
    list_parts(&note, parts, r);
    assay_patient_person_read(&r->out->person, &note);
    count_signs(r);
    assay_patient_scope(marks, &note);
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
        status = read_tokens(&r, analyzer);
    }
    assay_map_done(&r.known);
    assay_tokens_done(&tokens);
    return status;
}
