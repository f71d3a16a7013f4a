/* A patient's description as a query: trials that take the age and sex, ranked by the words that name conditions.
 *
 *   word    TERM * weight * (records that have it in title, condition, keyword or MeSH / records that have it) ^ 1/3
 *   head    half of that once more where it stands in one of these fields
 *   title   and another half where it stands in the title
 *
 * Measured on TREC Clinical Trials 2021 (bench/relevance.md). */
#include "search/patient.h"
#include "search/search_internal.h"

#include <math.h>
#include <stdio.h>

#define PLACE(name) (UINT64_C(1) << ASSAY_PLACE_##name)
static const uint64_t head_places =
    PLACE(TITLE) | PLACE(CONDITION) | PLACE(CONDITION_REGISTERED) | PLACE(KEYWORD) | PLACE(MESH);

#define HEAD_SHARE 0.5
#define TITLE_SHARE 0.5

/* ---- the filter ---- */

static const char *sex_filter(assay_patient_sex sex) {
    return sex == ASSAY_PATIENT_MALE     ? " NOT (sex:female NOT sex:male)"
           : sex == ASSAY_PATIENT_FEMALE ? " NOT (sex:male NOT sex:female)"
                                         : "";
}

static assay_status make_filter(assay_span *out, search_run *run, const assay_patient *patient) {
    assay_span asked = run->request->filter;
    bool unasked = run->request->patient != ASSAY_SEARCH_PATIENT_YES;
    const assay_patient_person *person = &patient->person;
    char age[64] = "";
    if (person->unit != 0 && person->until != person->age)
        snprintf(age, sizeof age, "(age:%u%c..%u%c%s)", person->age, person->unit, person->until,
                 person->unit, unasked ? " OR NOT type:trial" : "");
    else if (person->unit != 0)
        snprintf(age, sizeof age, unasked ? "(age:%u%c OR NOT type:trial)" : "age:%u%c",
                 person->age, person->unit);
    else
        snprintf(age, sizeof age, "%s", unasked ? "*" : "type:trial");
    const char *open = asked.size != 0 ? "(" : "", *close = asked.size != 0 ? ") " : "";
    return assay_arena_format(out, run->arena, run->err, "%s%.*s%s%s%s", open,
                              ASSAY_SPAN_ARG(asked), close, age, sex_filter(patient->person.sex));
}

/* ---- the words ---- */

static const assay_plan *in_places(search_run *run, const assay_plan *term, uint64_t places) {
    return assay_plan_in_fields(assay_plan_phrase(run->arena, &term, NULL, 1, 0),
                                ASSAY_SPAN(ASSAY_COLUMN_FIELDS), places);
}

/* How much of the word's use is in names of conditions; 0 for a word the index does not know. */
static assay_status share_in_head(double *out, search_run *run, const assay_patient_word *word) {
    const assay_plan *term = assay_plan_term(run->arena, word->term, 1, 1);
    *out = 0;
    ASSAY_TRY(assay_plan_check(term, run->err));
    ASSAY_TRY(search_evaluate(run, term, 0, 0, true));
    double records = (double)run->search->hits.matches;
    if (!(records > 0))
        return ASSAY_OK;
    const assay_plan *head = in_places(run, term, head_places);
    ASSAY_TRY(assay_plan_check(head, run->err));
    ASSAY_TRY(search_evaluate(run, head, 0, 0, true));
    *out = cbrt(((double)run->search->hits.matches + 0.3) / (records + 3));
    return ASSAY_OK;
}

static assay_status add_mark(search_run *run, const assay_patient_word *word, double weight) {
    assay_planned *planned = &run->out->planned;
    ASSAY_TRY(assay_arena_grow(run->arena, &planned->marks, &planned->mark_capacity,
                               planned->mark_count, sizeof *planned->marks, run->err));
    planned->marks[planned->mark_count++] = (assay_plan_mark){word->term, weight, 0};
    return ASSAY_OK;
}

typedef struct {
    const assay_plan *words[ASSAY_PATIENT_WORDS_MAX];         /* any of them finds a record */
    const assay_plan *parts[3 * ASSAY_PATIENT_WORDS_MAX + 1]; /* parts[1..part_count] only rank */
    size_t count, part_count;
} patient_parts;

static void add_part(patient_parts *out, search_run *run, const assay_patient_word *word,
                     double weight, uint64_t places) {
    const assay_plan *term = assay_plan_term(run->arena, word->term, word->count, weight);
    out->parts[++out->part_count] = in_places(run, term, places);
}

static assay_status add_word(patient_parts *out, search_run *run, const assay_patient_word *word) {
    double share = 0;
    ASSAY_TRY(share_in_head(&share, run, word));
    double weight = share * word->weight;
    if (!(weight > 0))
        return ASSAY_OK;
    const assay_plan *term = assay_plan_term(run->arena, word->term, word->count, weight);
    if (word->who)
        out->parts[++out->part_count] = term;
    else
        out->words[out->count++] = term;
    add_part(out, run, word, weight * HEAD_SHARE, head_places);
    add_part(out, run, word, weight * TITLE_SHARE, PLACE(TITLE));
    return add_mark(run, word, weight);
}

/* A note of nothing but age and sex is about all trials that take them. */
static assay_status plan_words(search_run *run, const assay_patient *patient) {
    patient_parts *parts = assay_arena_calloc(run->arena, 1, sizeof *parts);
    if (parts == NULL)
        return assay_fail_memory(run->err);
    for (size_t i = 0; i < patient->word_count; i++)
        if (!patient->words[i].negated)
            ASSAY_TRY(add_word(parts, run, &patient->words[i]));
    if (parts->count != 0)
        parts->parts[0] = assay_plan_many(run->arena, ASSAY_PLAN_OR, parts->words, parts->count);
    else
        parts->parts[0] = assay_plan_leaf(
            run->arena, assay_patient_tells_more(patient) ? ASSAY_PLAN_NOTHING : ASSAY_PLAN_ALL);
    run->out->planned.root =
        assay_plan_many(run->arena, ASSAY_PLAN_AND_MAYBE, parts->parts, parts->part_count + 1);
    return run->out->planned.root != NULL ? ASSAY_OK : assay_fail_memory(run->err);
}

/* ---- what is told ---- */

typedef enum { SEARCHED, ABSENT, KIN } word_kind;
static word_kind kind_of(const assay_patient_word *word) {
    return !word->negated ? SEARCHED : word->kin ? KIN : ABSENT;
}

/* The words of a kind, after the introduction when there are any. */
static void add_words(assay_buffer *out, const assay_patient *patient, word_kind kind,
                      const char *introduction) {
    size_t shown = 0;
    for (size_t i = 0; i < patient->word_count; i++)
        if (kind_of(&patient->words[i]) == kind)
            assay_buffer_format(out, "%s%.*s",
                                shown++ == 0       ? introduction
                                : kind == SEARCHED ? " "
                                                   : ", ",
                                ASSAY_SPAN_ARG(patient->words[i].form));
}

static const char *unit_name(char unit) {
    return unit == 'm' ? "month" : unit == 'w' ? "week" : unit == 'd' ? "day" : "year";
}

static const char *person_name(const assay_patient_person *person) {
    enum { GROWN = 18 };
    static const char *const names[][3] = {{"patient", "man or boy", "woman or girl"},
                                           {"patient", "boy", "girl"},
                                           {"patient", "man", "woman"}};
    size_t grown = person->unit == 0 ? 0 : person->unit != 'y' || person->age < GROWN ? 1 : 2;
    return names[grown][person->sex];
}

/* Of a number said aloud: an eight, an eleven, an eighteen, an eighty-one. */
static const char *article(uint32_t number) {
    return number == 8 || number == 11 || number == 18 || number / 10 == 8 ? "an" : "a";
}

static void add_person(assay_buffer *out, const assay_patient_person *person) {
    if (person->unit == 0)
        assay_buffer_add_text(out, "read: of no stated age, a ");
    else if (person->until != person->age)
        assay_buffer_format(out, "read: of %u to %u years, a ", person->age, person->until);
    else
        assay_buffer_format(out, "read: %s %u-%s-old ", article(person->age), person->age,
                            unit_name(person->unit));
    assay_buffer_format(out, "%s; ", person_name(person));
}

static void add_reading(assay_buffer *out, const assay_patient *patient, bool unasked) {
    bool age = patient->person.unit != 0, sex = patient->person.sex != ASSAY_PATIENT_ANY;
    if (unasked)
        assay_buffer_add_text(out, "taken for a patient's description (--no-patient: for words); ");
    add_person(out, &patient->person);
    if (!unasked || age || sex)
        assay_buffer_add_text(out, unasked ? "of trials only those" : "only trials");
    if (age || sex)
        assay_buffer_format(out, " that take this %s%s%s", age ? "age" : "",
                            age && sex ? " and " : "", sex ? "sex" : "");
    add_words(out, patient, ABSENT, "; absent, so not searched: ");
    add_words(out, patient, KIN, "; of relatives, so not searched: ");
    if (patient->more)
        assay_buffer_format(out, "; only its first %d words count", ASSAY_PATIENT_WORDS_MAX);
}

static assay_status tell(search_run *run, const assay_patient *patient) {
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    add_reading(&text, patient, run->request->patient != ASSAY_SEARCH_PATIENT_YES);
    assay_status status = assay_buffer_check(&text, run->err);
    if (status == ASSAY_OK)
        status = search_warn(run, "N-PATIENT", 0, "%.*s", ASSAY_SPAN_ARG(assay_buffer_span(&text)));
    assay_buffer_done(&text);
    return status;
}

/* ---- all of it ---- */

static bool is_long(assay_span text) {
    size_t blanks = 0;
    for (size_t i = 0; i < text.size && blanks < ASSAY_PATIENT_NOTE_BLANKS; i++)
        blanks += (unsigned char)text.data[i] <= ' ';
    return blanks == ASSAY_PATIENT_NOTE_BLANKS;
}

/* Whether a short text is written as a query: with marks of the query language, or words with a meaning there. */
static bool has_syntax(assay_span text) {
    while (text.size != 0) {
        assay_span word = assay_span_cut(&text, ' ');
        size_t colon = assay_span_find_byte(word, ':');
        if (assay_span_equal(word, ASSAY_SPAN("AND")) || assay_span_equal(word, ASSAY_SPAN("OR")) ||
            assay_span_equal(word, ASSAY_SPAN("NOT")) ||
            (colon != SIZE_MAX && colon + 1 < word.size))
            return true;
        if (word.size > 1 && (word.data[0] == '+' || word.data[0] == '-'))
            return true;
        for (size_t i = 0; i < word.size; i++)
            if (word.data[i] != '\0' && strchr("\"[]{}^*~#@", word.data[i]) != NULL)
                return true;
    }
    return false;
}

/* Whether the query is to be read as a description; unasked only where nothing was said of its syntax and it may be one. */
static bool may_be_patient(const assay_search_request *request) {
    if (request->tree != NULL || request->patient == ASSAY_SEARCH_PATIENT_NO)
        return false;
    if (request->patient == ASSAY_SEARCH_PATIENT_YES)
        return true;
    if (request->parse.pubmed || request->parse.ovid || request->parse.default_and)
        return false;
    return is_long(request->query) ||
           (assay_patient_person_may_be_told(request->query) && !has_syntax(request->query));
}

assay_status search_patient_read(assay_span *query, assay_span *filter, search_run *run) {
    assay_buffer words;
    if (!may_be_patient(run->request))
        return ASSAY_OK;
    assay_patient *patient = assay_arena_calloc(run->arena, 1, sizeof *patient);
    if (patient == NULL)
        return assay_fail_memory(run->err);
    ASSAY_TRY(assay_patient_read(patient, run->search->analyzer, run->arena, run->request->query,
                                 run->err));
    if (run->request->patient != ASSAY_SEARCH_PATIENT_YES && !assay_patient_is_note(patient))
        return ASSAY_OK;
    run->patient = patient;
    if (run->b == ASSAY_SEARCH_B)
        run->b = ASSAY_SEARCH_PATIENT_B;
    ASSAY_TRY(make_filter(filter, run, run->patient));
    ASSAY_TRY(tell(run, run->patient));
    assay_buffer_init(&words, ASSAY_BUFFER_NO_CAP);
    add_words(&words, run->patient, SEARCHED, "");
    assay_status status = assay_buffer_check(&words, run->err);
    if (status == ASSAY_OK)
        status = assay_arena_copy(query, run->arena, assay_buffer_span(&words), run->err);
    assay_buffer_done(&words);
    return status;
}

assay_status search_patient_plan(search_run *run) {
    run->out->planned = (assay_planned){0};
    return plan_words(run, run->patient);
}
