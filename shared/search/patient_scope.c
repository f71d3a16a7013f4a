#include "search/patient_scope.h"

enum { REACH = 6, NAMED_REACH = 7, KIN_REACH = 20, LOOK = 3 };

/* The note, and what is being found out of its words. */
typedef struct {
    const assay_patient_note *note;
    uint8_t *marks;
} marking;

static bool is(const marking *m, size_t i, const char *form) {
    return assay_patient_note_is(m->note, i, form);
}
static bool is_any(const marking *m, size_t i, const char *const *forms) {
    return assay_patient_note_is_any(m->note, i, forms);
}
static bool sentence_ends(const marking *m, size_t i) {
    return assay_patient_note_breaks(m->note, i);
}
static assay_span before(const marking *m, size_t i) {
    return assay_patient_note_before(m->note, i);
}
static bool has(assay_span gap, char byte) {
    return assay_span_find_byte(gap, byte) != SIZE_MAX;
}

static const char *const clause_words[] = {
    "was",      "were",       "is",         "are",        "has",       "had",       "have",
    "presents", "presented",  "presenting", "progressed", "developed", "started",   "began",
    "received", "underwent",  "reports",    "reported",   "complains", "noted",     "found",
    "showed",   "shows",      "revealed",   "treated",    "diagnosed", "admitted",  "transferred",
    "takes",    "took",       "taking",     "smokes",     "drinks",    "works",     "lives",
    "came",     "went",       "states",     "endorses",   "responded", "relapsed",  "recurred",
    "now",      "currently",  "recently",   "then",       "later",     "he",        "she",
    "patient",  "pt",         "they",       "who",        "which",     "undergoes", "receives",
    "referred", "discharged", "continues",  "remains",    "uses",      "used",      "only",
    NULL};
static const char *const clause_starts[] = {"with", "on", "s", "status", "secondary", NULL};

/* Whether what follows the comma before i is more than an item of a list. */
static bool begins_clause(const marking *m, size_t i) {
    if (i < m->note->count && is_any(m, i, clause_starts))
        return true;
    for (size_t at = i; at < m->note->count && at < i + LOOK; at++) {
        if (at > i && (sentence_ends(m, at) || has(before(m, at), ',')))
            return false;
        if (is_any(m, at, clause_words))
            return true;
    }
    return false;
}

/* Whether an "or" ends the list whose next item is at i. */
static bool list_goes_on(const marking *m, size_t i) {
    for (size_t at = i; at < m->note->count; at++) {
        if (at > i && (sentence_ends(m, at) || (has(before(m, at), ',') && begins_clause(m, at))))
            return false;
        if (is(m, at, "or") || is(m, at, "nor"))
            return true;
    }
    return false;
}

/* ---- scopes forwards ---- */

typedef struct {
    const char *const *cues;
    uint8_t mark, of_cue; /* of the words after the cue, of the cue's own */
    uint8_t reach;        /* words, from the last item's begin */
    bool whole_list;      /* goes on over commas without an "or" */
    const char *const *turns;
} scope_kind;

static const char *const turns[] = {"but",    "however", "except",   "although", "though", "yet",
                                    "apart",  "aside",   "until",    "has",      "with",   "which",
                                    "became", "because", "presents", "he",       "she",    NULL};
static const char *const own[] = {"he",        "she",       "patient",    "pt",
                                  "presents",  "presented", "presenting", "admitted",
                                  "complains", "reports",   "but",        NULL};
static const char *const no_turns[] = {NULL};
static const char *const conjunctions[] = {"or", "and", "nor", NULL};

static const char *const no_cues[] = {"no",
                                      "no evidence of",
                                      "no sign of",
                                      "no signs of",
                                      "no history of",
                                      "no known",
                                      "without",
                                      "not",
                                      "never",
                                      "absence of",
                                      "without any",
                                      "no suspicion of",
                                      "no concern for",
                                      "no recurrence of",
                                      NULL};
static const char *const deny_cues[] = {
    "denies",     "denied",           "denying",    "deny",          "negative for",
    "rule out",   "ruled out for",    "r o",        "free of",       "negative including",
    "absence of", "no complaints of", "denies any", "no history of", NULL};
static const char *const kin_cues[] = {"family history",
                                       "family hx",
                                       "fam hx",
                                       "fh",
                                       "fhx",
                                       "maternal",
                                       "paternal",
                                       "mother had",
                                       "mother has",
                                       "mother with",
                                       "mother died",
                                       "mother was",
                                       "father had",
                                       "father has",
                                       "father with",
                                       "father died",
                                       "father was",
                                       "sister had",
                                       "sister has",
                                       "sister with",
                                       "sister died",
                                       "sister was",
                                       "brother had",
                                       "brother has",
                                       "brother with",
                                       "brother died",
                                       "brother was",
                                       "aunt had",
                                       "aunt with",
                                       "aunt died",
                                       "uncle had",
                                       "uncle with",
                                       "uncle died",
                                       "cousin had",
                                       "cousin with",
                                       "son had",
                                       "son has",
                                       "son with",
                                       "daughter had",
                                       "daughter has",
                                       "daughter with",
                                       "parents had",
                                       "parents have",
                                       "sibling had",
                                       "siblings had",
                                       "grandmother had",
                                       "grandfather had",
                                       "grandmother with",
                                       "grandfather with",
                                       "wife has",
                                       "husband has",
                                       "relatives with",
                                       "relative with",
                                       NULL};
static const char *const named_cues[] = {
    "consistent with", "compatible with", "indicative of", "diagnostic of",  "suggestive of",
    "diagnosed with",  "diagnosed as",    "diagnosed to",  "diagnosed of",   "diagnosis",
    "diagnosis of",    "diagnosis is",    "diagnosis was", "diagnosed is",   "dx",
    "found to have",   "known case of",   "known to have", "suffering from", "suffers from",
    "suffered from",   "confirmed",       "suspected",     "known",          NULL};
static const char *const no_cue[] = {
    "no change",      "no changes",     "no increase", "no decrease",
    "not only",       "not certain",    "no further",  "not well",
    "not controlled", "not adequately", "not respond", "not responded",
    "not responding", "no improvement", "no response", NULL};

static const scope_kind kinds[] = {
    {no_cues, ASSAY_SCOPE_ABSENT, ASSAY_SCOPE_CUE, REACH, false, turns},
    {deny_cues, ASSAY_SCOPE_ABSENT, ASSAY_SCOPE_CUE, REACH, true, turns},
    {kin_cues, ASSAY_SCOPE_KIN, ASSAY_SCOPE_KIN, KIN_REACH, true, own},
    {named_cues, ASSAY_SCOPE_NAMED, 0, NAMED_REACH, true, no_turns},
};

static const char *const telling[] = {"noted",   "noticed", "reported", "reports", "called",
                                      "brought", "been",    "found",    "also",    "said",
                                      "not",     "stated",  "states",   "given",   NULL};

/* "Her daughter has noted swelling" tells of the patient. */
static bool only_tells(const marking *m, const scope_kind *kind, size_t last, size_t i) {
    return kind->mark == ASSAY_SCOPE_KIN && is(m, last, "has") && is_any(m, i, telling);
}

/* "No signs consistent with", "no contact with": this "with" begins nothing. */
static const char *const before_with[] = {"consistent", "compatible", "diagnosed",
                                          "contact",    "associated", NULL};

static bool turns_at(const marking *m, const scope_kind *kind, size_t i) {
    bool bound = i > 0 && is(m, i, "with") && is_any(m, i - 1, before_with);
    return !bound && is_any(m, i, kind->turns);
}

/* The place after the scope whose first word is at i. */
static size_t scope_end(const marking *m, const scope_kind *kind, size_t i) {
    bool inside = i > 0 && has(before(m, i - 1), '(');
    unsigned since = 0;
    size_t first = i;
    for (; i < m->note->count && since < kind->reach; i++, since++) {
        assay_span gap = before(m, i);
        if (sentence_ends(m, i) || (inside && has(gap, ')')) || turns_at(m, kind, i))
            break;
        if (i > first && has(gap, ',') && kind->mark != ASSAY_SCOPE_NAMED) {
            if (begins_clause(m, i) || !(kind->whole_list || list_goes_on(m, i)))
                break;
            since = kind->mark == ASSAY_SCOPE_KIN ? since : 0;
        }
        if (kind->mark == ASSAY_SCOPE_ABSENT && is_any(m, i, conjunctions)) {
            if (begins_clause(m, i + 1))
                break;
            since = 0;
        }
    }
    return i;
}

static void mark(const marking *m, size_t from, size_t to, uint8_t bits) {
    for (size_t i = from; i < to && i < m->note->count; i++)
        m->marks[i] |= bits;
}

static void mark_forwards(const marking *m, const scope_kind *kind) {
    for (size_t i = 0; i < m->note->count;) {
        size_t only_looks = assay_patient_note_longest(m->note, i, no_cue),
               words = assay_patient_note_longest(m->note, i, kind->cues);
        if (words == 0 || only_looks >= words || only_tells(m, kind, i + words - 1, i + words)) {
            i += only_looks > 1 ? only_looks : 1;
            continue;
        }
        mark(m, i, i + words, kind->of_cue);
        i += words;
        size_t end = scope_end(m, kind, i);
        mark(m, i, end, kind->mark);
    }
}

/* ---- scopes backwards ---- */

static const char *const after_cues[] = {
    "ruled out",   "was ruled out", "were ruled out", "unlikely",           "was unlikely",
    "is unlikely", "was negative",  "were negative",  "is negative",        "not seen",
    "not present", "not detected",  "was excluded",   "were excluded",      "not identified",
    "less likely", "not found",     "absent",         "was not seen",       "was not found",
    "are absent",  "is absent",     "was absent",     "came back negative", NULL};
static const char *const kin_after[] = {"in his mother",
                                        "in her mother",
                                        "in his father",
                                        "in her father",
                                        "in a sister",
                                        "in his sister",
                                        "in her sister",
                                        "in his brother",
                                        "in her brother",
                                        "in a brother",
                                        "in a first",
                                        "in her aunt",
                                        "in his uncle",
                                        "in the family",
                                        "in her family",
                                        "in his family",
                                        "in the mother",
                                        "in the father",
                                        NULL};
static const char *const clause_before[] = {"but", "however", "showed", "revealed", "with",
                                            "who", "which",   "ct",     "and",      "has",
                                            "had", "is",      "was",    "were",     NULL};

/* Marks back from word i to where its clause begins. */
static void mark_back(const marking *m, size_t i, uint8_t bits) {
    for (unsigned words = 0; words < REACH && i > 0; words++) {
        if (sentence_ends(m, i) || has(before(m, i), ',') || is_any(m, i - 1, clause_before))
            return;
        m->marks[--i] |= bits;
    }
}

static void mark_backwards(const marking *m) {
    for (size_t i = 0; i < m->note->count; i++) {
        size_t words = assay_patient_note_longest(m->note, i, after_cues);
        if (words != 0 && !(assay_patient_note_phrase(m->note, i + words, "for") != 0 &&
                            !sentence_ends(m, i + words))) {
            mark(m, i, i + words, ASSAY_SCOPE_CUE);
            mark_back(m, i, ASSAY_SCOPE_ABSENT);
            i += words - 1;
        } else if (assay_patient_note_longest(m->note, i, kin_after) != 0) {
            mark_back(m, i, ASSAY_SCOPE_KIN);
        }
    }
}

void assay_patient_scope(uint8_t *marks, const assay_patient_note *note) {
    marking m = {note, marks};
    for (size_t i = 0; i < note->count; i++)
        marks[i] = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        mark_forwards(&m, &kinds[k]);
    mark_backwards(&m);
}
