#include "records/vocabulary.h"

enum { CODE_MAX = 64 };

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static char upper(char byte) {
    return byte >= 'a' && byte <= 'z' ? (char)(byte - 32) : byte;
}

static bool is_alnum(char byte) {
    return is_digit(byte) || (upper(byte) >= 'A' && upper(byte) <= 'Z') || (byte & 0x80) != 0;
}

/* "Active, not recruiting" -> "ACTIVE_NOT_RECRUITING"; text of CODE_MAX bytes and more is cut, which is
 * for comparing only. */
static assay_span code_of(char storage[CODE_MAX], assay_span text) {
    size_t size = 0;
    bool gap = false;
    for (size_t i = 0; i < text.size && size + 1 < CODE_MAX; i++) {
        if (!is_alnum(text.data[i])) {
            gap = size != 0;
            continue;
        }
        if (gap)
            storage[size++] = '_';
        gap = false;
        storage[size++] = upper(text.data[i]);
    }
    return assay_span_make(storage, size);
}

assay_status assay_vocabulary_add_code(assay_record *record, assay_record_field field,
                                       assay_span text, assay_error *err) {
    char storage[CODE_MAX];
    if (text.size >= CODE_MAX) /* no code word: a sentence, kept as it is */
        return assay_record_add_once(record, field, text, err);
    return assay_record_add_once(record, field, code_of(storage, text), err);
}

assay_status assay_vocabulary_add_status(assay_record *record, assay_span text, assay_error *err) {
    static const struct {
        const char *spelling, *status;
    } others[] = {{"UNKNOWN_STATUS", "UNKNOWN"},
                  {"OPEN_TO_RECRUITMENT", "RECRUITING"},
                  {"NOT_RECRUITING_YET", "NOT_YET_RECRUITING"}};
    char storage[CODE_MAX];
    if (text.size >= CODE_MAX)
        return assay_record_add_once(record, ASSAY_FIELD_STATUS, text, err);
    assay_span code = code_of(storage, text);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (assay_span_equal(code, assay_span_of(others[i].spelling)))
            code = assay_span_of(others[i].status);
    return assay_record_add_once(record, ASSAY_FIELD_STATUS, code, err);
}

/* Offset past `word` (upper case) in a run of upper-case text at `at`, 0 when it is not there. */
static size_t after_word(assay_span code, size_t at, const char *word) {
    assay_span wanted = assay_span_of(word);
    return assay_span_starts(assay_span_skip(code, at), wanted) ? at + wanted.size : 0;
}

/* A phase's number at `at`, Arabic or Roman, as a whole word; -1 for none. */
static int number_at(size_t *end, assay_span code, size_t at) {
    static const struct {
        const char *text;
        int number;
    } numbers[] = {{"0", 0},  {"1", 1},   {"2", 2},  {"3", 3}, {"4", 4},
                   {"IV", 4}, {"III", 3}, {"II", 2}, {"I", 1}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        size_t past = after_word(code, at, numbers[i].text);
        if (past == 0)
            continue;
        bool half = past < code.size && (code.data[past] == 'A' || code.data[past] == 'B');
        past += half; /* phase 2a is phase 2 */
        if (past == code.size || code.data[past] == '_') {
            *end = past;
            return numbers[i].number;
        }
    }
    return -1;
}

typedef unsigned phase_set; /* bit 0: early phase 1, bits 1 to 4: phases, bit 5: not applicable */

/* Reads "PHASE1_PHASE2", "EARLY_PHASE_1", "PHASE_II_III", "2_3" out of a code. */
static phase_set phases_in(assay_span code) {
    phase_set found = 0;
    bool early = false, expected = true; /* a bare number counts at the start and after a phase */
    for (size_t at = 0; at < code.size;) {
        size_t past = after_word(code, at, "PHASE");
        if (past != 0) {
            at = past + (past < code.size && code.data[past] == 'S');
            expected = true;
        } else if ((past = after_word(code, at, "EARLY")) != 0) {
            early = true;
            at = past;
        } else {
            int number = expected ? number_at(&past, code, at) : -1;
            if (number >= 0)
                found |= 1U << (early && number == 1 ? 0 : number);
            expected = number >= 0;
            early = early && number < 0;
            for (at = number >= 0 ? past : at; at < code.size && code.data[at] != '_';)
                at++;
        }
        while (at < code.size && code.data[at] == '_')
            at++;
    }
    return found;
}

static assay_status add_phase_set(assay_record *record, phase_set found, assay_error *err) {
    static const char *const names[] = {"EARLY_PHASE1", "PHASE1", "PHASE2",
                                        "PHASE3",       "PHASE4", "NA"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if ((found >> i & 1) != 0)
            ASSAY_TRY(
                assay_record_add_once(record, ASSAY_FIELD_PHASE, assay_span_of(names[i]), err));
    return ASSAY_OK;
}

/* The European register lists all four: "Human pharmacology (Phase I): no", "... (Phase II): yes". */
static phase_set phases_answered(assay_span text) {
    static const char *const marks[] = {"(Phase I):", "(Phase II):", "(Phase III):", "(Phase IV):"};
    phase_set found = 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        assay_span mark = assay_span_of(marks[i]);
        size_t at = assay_span_find(text, mark);
        if (at == SIZE_MAX)
            continue;
        assay_span answer = assay_span_trim(assay_span_skip(text, at + mark.size));
        if (assay_span_starts_ascii_case(answer, ASSAY_SPAN("yes")))
            found |= 2U << i;
    }
    return found;
}

assay_status assay_vocabulary_add_phases(assay_record *record, assay_span text, assay_error *err) {
    char storage[CODE_MAX];
    assay_span code = code_of(storage, assay_span_trim(text));
    phase_set found = assay_span_find(text, ASSAY_SPAN("(Phase I):")) != SIZE_MAX
                          ? phases_answered(text)
                          : phases_in(code);
    if (assay_span_equal(code, ASSAY_SPAN("N_A")) || assay_span_equal(code, ASSAY_SPAN("NA")) ||
        assay_span_equal(code, ASSAY_SPAN("NOT_APPLICABLE")))
        found = 1U << 5;
    if (found == 0)
        return assay_record_add_extra(record, ASSAY_SPAN("phase"), text, err);
    return add_phase_set(record, found, err);
}

assay_status assay_vocabulary_add_study_type(assay_record *record, assay_span text,
                                             assay_error *err) {
    static const char *const types[] = {"INTERVENTIONAL", "OBSERVATIONAL", "EXPANDED_ACCESS"};
    char storage[CODE_MAX];
    assay_span code = code_of(storage, text);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (assay_span_starts(code, assay_span_of(types[i])))
            return assay_record_add_once(record, ASSAY_FIELD_STUDY_TYPE, assay_span_of(types[i]),
                                         err);
    return assay_vocabulary_add_code(record, ASSAY_FIELD_STUDY_TYPE, text, err);
}

assay_status assay_vocabulary_add_sex(assay_record *record, assay_span text, assay_error *err) {
    char storage[CODE_MAX];
    assay_span code = code_of(storage, text);
    size_t female = assay_span_find(code, ASSAY_SPAN("FEMALE"));
    bool women = female != SIZE_MAX && assay_span_find(code, ASSAY_SPAN("FEMALE_NO")) == SIZE_MAX;
    bool men = assay_span_starts(code, ASSAY_SPAN("MALE")) ||
               assay_span_find(code, ASSAY_SPAN("_MALE")) != SIZE_MAX;
    men = men && !assay_span_ends(code, ASSAY_SPAN("_MALE_NO")) &&
          !assay_span_starts(code, ASSAY_SPAN("MALE_NO"));
    if (assay_span_starts(code, ASSAY_SPAN("ALL")) || assay_span_starts(code, ASSAY_SPAN("BOTH")))
        women = men = true;
    const char *sex = women && men ? "ALL" : women ? "FEMALE" : men ? "MALE" : NULL;
    if (sex == NULL)
        return assay_record_add_extra(record, ASSAY_SPAN("sex"), text, err);
    return assay_record_add_once(record, ASSAY_FIELD_SEX, assay_span_of(sex), err);
}

assay_status assay_vocabulary_add_age_groups(assay_record *record, assay_span text,
                                             assay_error *err) {
    char storage[CODE_MAX];
    assay_span code = code_of(storage, text);
    size_t adult = assay_span_find(code, ASSAY_SPAN("ADULT"));
    size_t older = assay_span_find(code, ASSAY_SPAN("OLDER_ADULT"));
    if (adult != SIZE_MAX && older != SIZE_MAX && adult == older + 6)
        adult = assay_span_find(assay_span_skip(code, adult + 5), ASSAY_SPAN("ADULT"));
    bool senior = older != SIZE_MAX || assay_span_find(code, ASSAY_SPAN("SENIOR")) != SIZE_MAX;
    if (assay_span_find(code, ASSAY_SPAN("CHILD")) != SIZE_MAX)
        ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_AGE_GROUP, ASSAY_SPAN("CHILD"), err));
    if (adult != SIZE_MAX)
        ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_AGE_GROUP, ASSAY_SPAN("ADULT"), err));
    if (senior)
        ASSAY_TRY(
            assay_record_add_once(record, ASSAY_FIELD_AGE_GROUP, ASSAY_SPAN("OLDER_ADULT"), err));
    return ASSAY_OK;
}

void assay_vocabulary_set_age_range(assay_record *record, assay_span text) {
    text = assay_span_trim(assay_span_cut(&text, '('));
    size_t to = assay_span_find(text, ASSAY_SPAN(" to "));
    size_t older = assay_span_find(text, ASSAY_SPAN(" and older"));
    if (assay_span_starts_ascii_case(text, ASSAY_SPAN("up to ")))
        (void)assay_record_age_days(&record->max_age_days, assay_span_skip(text, 6));
    else if (to != SIZE_MAX &&
             assay_record_age_days(&record->min_age_days, assay_span_first(text, to)))
        (void)assay_record_age_days(&record->max_age_days, assay_span_skip(text, to + 4));
    else if (older != SIZE_MAX)
        (void)assay_record_age_days(&record->min_age_days, assay_span_first(text, older));
}

assay_status assay_vocabulary_add_intervention(assay_record *record, assay_span text,
                                               assay_error *err) {
    static const char *const types[] = {
        "DRUG",       "DEVICE",  "BIOLOGICAL",         "PROCEDURE",           "RADIATION",
        "BEHAVIORAL", "GENETIC", "DIETARY_SUPPLEMENT", "COMBINATION_PRODUCT", "DIAGNOSTIC_TEST",
        "OTHER"};
    char storage[CODE_MAX];
    size_t colon = assay_span_find_byte(text, ':');
    assay_span code = {0};
    if (colon != SIZE_MAX && colon < CODE_MAX)
        code = code_of(storage, assay_span_first(text, colon));
    for (size_t i = 0; i < sizeof types / sizeof *types && code.size != 0; i++)
        if (assay_span_equal(code, assay_span_of(types[i]))) {
            ASSAY_TRY(assay_record_add_once(record, ASSAY_FIELD_INTERVENTION_TYPE, code, err));
            text = assay_span_skip(text, colon + 1);
            break;
        }
    return assay_record_add_once(record, ASSAY_FIELD_INTERVENTION, text, err);
}

int8_t assay_vocabulary_yes_no(assay_span text) {
    static const char *const yes[] = {"yes",        "true", "1", "y", "accepts healthy volunteers",
                                      "has results"};
    static const char *const no[] = {"no", "false", "0", "n", "no results available"};
    text = assay_span_trim(text);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (assay_span_equal_ascii_case(text, assay_span_of(yes[i])))
            return 1;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (assay_span_equal_ascii_case(text, assay_span_of(no[i])))
            return 0;
    return -1;
}
