#include "search/patient_person.h"

#include "base/number.h"

typedef struct {
    assay_patient_person *out;
    const assay_patient_note *note;
    size_t first, last; /* words that say the age, and the sex beside it */
    bool by_letter;     /* neither "old" nor "aged": only a letter or noun says that it is an age */
} reading;

static bool is(const reading *r, size_t i, const char *form) {
    return assay_patient_note_is(r->note, i, form);
}
static bool is_any(const reading *r, size_t i, const char *const *forms) {
    return assay_patient_note_is_any(r->note, i, forms);
}
/* Whether a sentence ends before word i; the point of "y.o." ends none. */
static bool breaks(const reading *r, size_t i) {
    bool abbreviated = i >= 2 && is(r, i - 1, "o") && is(r, i - 2, "y");
    return i < r->note->count && !abbreviated && assay_patient_note_breaks(r->note, i);
}

/* Whether punctuation stands before word i. */
static bool pauses_at(const reading *r, size_t i) {
    if (i >= r->note->count)
        return false;
    assay_span gap = assay_patient_note_before(r->note, i);
    for (size_t at = 0; at < gap.size; at++)
        if (gap.data[at] != '\0' && memchr(",;:.", gap.data[at], 4) != NULL)
            return true;
    return false;
}

/* ---- age ---- */

static const char *const year_words[] = {"year", "years", "yr", "yrs", "y", NULL};
static const char *const month_words[] = {"month", "months", "mo", "mos", "mth", NULL};
static const char *const week_words[] = {"week", "weeks", "wk", "wks", NULL};
static const char *const day_words[] = {"day", "days", NULL};
static const char *const yo_words[] = {"yo", "yom", "yof", NULL};
static const char *const old_words[] = {"old", "o", NULL};
static const char *const age_words[] = {"aged", "age", NULL};
static const char *const letter_words[] = {"m", "f", "male", "female", "man", "woman", NULL};
static const char *const child_words[] = {"boy",     "girl", "male",    "female", "infant",
                                          "newborn", "baby", "toddler", NULL};

/* A number up to 125, whole years of a broken one, that nothing is glued to: neither "p53" nor "1,065". */
static bool age_number(uint32_t *out, const reading *r, size_t i) {
    const assay_patient_note_word *word = &r->note->words[i];
    double value;
    if (word->form.size == 0 || word->form.size > 5 || word->form.data[0] < '0' ||
        word->form.data[0] > '9' || !assay_number_double(&value, word->form) || value > 125)
        return false;
    if (i > 0 && r->note->words[i - 1].end == word->begin)
        return false;
    *out = (uint32_t)value;
    return true;
}

/* 'y' for years, 'm', 'w', 'd'; 0 when word i is no unit. */
static char unit_word(const reading *r, size_t i) {
    return is_any(r, i, yo_words) || is_any(r, i, year_words) ? 'y'
           : is_any(r, i, month_words)                        ? 'm'
           : is_any(r, i, week_words)                         ? 'w'
           : is_any(r, i, day_words)                          ? 'd'
                                                              : 0;
}

/* "58 year old", "58yo", "6 months of age": the number at i needs nothing more to be an age. */
static bool says_old(const reading *r, size_t i) {
    return is_any(r, i + 1, yo_words) ||
           (unit_word(r, i + 1) != 0 && (is_any(r, i + 2, old_words) ||
                                         assay_patient_note_phrase(r->note, i + 2, "of age") != 0));
}

/* The unit of the age that starts with the number at i, as above or "58 year man", "6 month boy"; 0 when it is none. */
static char stated_unit(const reading *r, size_t i) {
    char unit = unit_word(r, i + 1);
    if (unit == 0 || says_old(r, i))
        return unit;
    bool named = is_any(r, i + 2, unit == 'y' ? letter_words : child_words);
    return named && (unit == 'y' || !pauses_at(r, i + 2)) ? unit : 0;
}

static bool is_lettered(const reading *r, size_t i, uint32_t value) {
    enum { OPENING = 20 };
    return i < OPENING && value >= 10 && is_any(r, i + 1, letter_words);
}

/* ---- decades: "in his mid-60s", "in her seventies" ---- */

static const char *const decade_words[] = {"twenties", "thirties", "forties",
                                           "fifties",  "sixties",  "seventies",
                                           "eighties", "nineties", NULL};
static const char *const owner_words[] = {"his", "her", "their", NULL};
static const char *const early_words[] = {"early", NULL},
                         *const mid_words[] = {"mid", "middle", NULL},
                         *const late_words[] = {"late", "upper", NULL};

/* "60s" and "60's": the s is a word of its own, or dropped. */
static bool has_plural_s(const reading *r, size_t i) {
    assay_span rest = assay_span_skip(r->note->text, r->note->words[i].end);
    return assay_span_starts(rest, ASSAY_SPAN("s")) || assay_span_starts(rest, ASSAY_SPAN("'s")) ||
           assay_span_starts(rest, ASSAY_SPAN("\xe2\x80\x99s"));
}

/* The decade's first year; 0 when word i is none. */
static uint32_t decade_at(const reading *r, size_t i) {
    uint32_t value = 0;
    for (uint32_t k = 0; decade_words[k] != NULL; k++)
        if (is(r, i, decade_words[k]))
            return 20 + 10 * k;
    bool is_decade =
        age_number(&value, r, i) && value >= 20 && value % 10 == 0 && has_plural_s(r, i);
    return is_decade ? value : 0;
}

static bool read_decade(reading *r, size_t i) {
    assay_patient_person *out = r->out;
    size_t owner = i;
    uint32_t from = 0, to = 9, decade = decade_at(r, i);
    if (decade == 0 || i == 0)
        return false;
    owner--;
    if (is_any(r, owner, early_words))
        to = 3;
    else if (is_any(r, owner, mid_words))
        from = 4, to = 6;
    else if (is_any(r, owner, late_words))
        from = 7;
    if ((to < 9 || from > 0) && owner > 0)
        owner--;
    if (!is_any(r, owner, owner_words))
        return false;
    out->age = decade + from;
    out->until = decade + to;
    out->unit = 'y';
    out->as_of_a_person = true;
    r->first = owner > 0 && is(r, owner - 1, "in") ? owner - 1 : owner;
    r->last = is(r, i + 1, "s") && r->note->words[i].end == r->note->words[i + 1].begin ? i + 1 : i;
    return true;
}

/* ---- the first age ---- */

/* What says the age after its number: units, "old", "of age". */
static size_t age_end(const reading *r, size_t i) {
    if (unit_word(r, i + 1) == 0)
        return i;
    i++;
    if (is_any(r, i + 1, old_words))
        return i + 1;
    return i + assay_patient_note_phrase(r->note, i + 1, "of age");
}

static bool read_number(reading *r, size_t i) {
    assay_patient_person *out = r->out;
    uint32_t value;
    if (!age_number(&value, r, i))
        return false;
    char unit = stated_unit(r, i);
    bool old = says_old(r, i), lettered = unit == 0 && is_lettered(r, i, value);
    bool aged = i > 0 && is_any(r, i - 1, age_words);
    if (unit == 0 && !lettered && !aged)
        return false;
    bool stated = unit != 0 || lettered;
    if (unit == 0)
        unit = unit_word(r, i + 1);
    out->age = out->until = value;
    out->unit = unit != 0 ? unit : 'y';
    out->as_of_a_person = stated;
    r->by_letter = !old && !aged;
    r->first = aged ? i - 1 : i;
    r->last = age_end(r, i);
    return true;
}

/* A decade counts only where no age is told. */
static bool read_age(reading *r) {
    size_t count = r->note->count;
    size_t i = 0;
    while (i < count && !read_number(r, i))
        i++;
    if (i == count)
        for (i = 0; i < count && !read_decade(r, i);)
            i++;
    r->out->place = i;
    return i < count;
}

/* ---- sex ---- */

static const char *const male_words[] = {"man", "male", "gentleman", "boy", "men", NULL};
static const char *const female_words[] = {"woman", "female", "lady", "girl", "pregnant", NULL};
static const char *const he_words[] = {"he", "his", "him", NULL};
static const char *const she_words[] = {"she", "her", "hers", NULL};

static assay_patient_sex sex_of(const reading *r, size_t i, bool by_age) {
    if (is_any(r, i, male_words) || (by_age && (is(r, i, "m") || is(r, i, "yom"))))
        return ASSAY_PATIENT_MALE;
    if (is_any(r, i, female_words) || (by_age && (is(r, i, "f") || is(r, i, "yof"))))
        return ASSAY_PATIENT_FEMALE;
    return ASSAY_PATIENT_ANY;
}

/* A noun in the opening, or a letter beside the age; else pronouns, when they agree. */
static void read_sex(reading *r) {
    enum { OPENING = 60, BESIDE = 8 };
    assay_patient_person *out = r->out;
    size_t he = 0, she = 0;
    for (size_t i = 0; i < r->note->count; i++) {
        bool by_age = (i > out->place && i <= out->place + BESIDE) || i + 1 == r->first;
        if (i < OPENING && out->sex == ASSAY_PATIENT_ANY)
            out->sex = sex_of(r, i, by_age);
        he += is_any(r, i, he_words);
        she += is_any(r, i, she_words);
    }
    if (out->sex == ASSAY_PATIENT_ANY && (he == 0) != (she == 0))
        out->sex = he != 0 ? ASSAY_PATIENT_MALE : ASSAY_PATIENT_FEMALE;
}

/* ---- the words beside the age that say who ---- */

static const char *const person_words[] = {"man",     "male",    "gentleman", "boy",  "guy",
                                           "woman",   "female",  "lady",      "girl", "infant",
                                           "newborn", "neonate", "toddler",   "baby", "child",
                                           "person",  "patient", "pt",        NULL};
static const char *const looks[] = {"white",    "black",    "caucasian", "african", "american",
                                    "hispanic", "asian",    "latino",    "latina",  "korean",
                                    "chinese",  "japanese", "indian",    NULL};
static const char *const who_words[] = {"m", "f", NULL};

static bool says_who(const reading *r, size_t i) {
    return is_any(r, i, person_words) || is_any(r, i, who_words);
}

/* Takes in "white male", "M" behind the age, "male," and "F" before it. */
static void take_person(reading *r) {
    enum { LOOKS = 2 };
    size_t i = r->last + 1;
    while (i <= r->last + LOOKS && is_any(r, i, looks) && !breaks(r, i))
        i++;
    while (i < r->note->count && says_who(r, i) && !breaks(r, i))
        r->last = i++;
    if (r->first > 0 && says_who(r, r->first - 1) && !breaks(r, r->first))
        r->first--;
}

/* ---- of one person? ---- */

/* "65yo", "65 y/o": nobody writes of animals or groups so. */
static bool is_clinical(const reading *r, size_t place) {
    return is_any(r, place + 1, yo_words) || (is(r, place + 1, "y") && is(r, place + 2, "o"));
}

static const char *const going_on[] = {
    "with", "w",  "who", "presenting", "presents", "presented", "diagnosed",
    "dx",   "hx", "has", "had",        "having",   "suffering", "newly",
    "s",    "h",  "c",   "p",          "status",   "post",      NULL};
static const char *const before_group[] = {
    "over",  "under", "above",   "below",   "than", "least", "most", "to",  "from", "between",
    "since", "until", "minimum", "maximum", "and",  "or",    "both", "all", NULL};
static const char *const after_group[] = {"older", "over", "above", "younger", "under",
                                          "below", "more", "up",    "to",      NULL};
static const char *const groups[] = {
    "patients", "men",        "women",   "males",    "females",      "boys",
    "girls",    "children",   "infants", "adults",   "people",       "persons",
    "subjects", "volunteers", "smokers", "newborns", "participants", "cohort",
    "controls", "athletes",   "twins",   "students", "workers",      "toddlers",
    "babies",   "neonates",   "ladies",  "olds",     "group",        "individuals",
    NULL};
static const char *const animals[] = {
    "mouse",   "mice",      "rat",      "rats",   "rabbit",  "rabbits",   "dog",
    "dogs",    "cat",       "cats",     "pig",    "pigs",    "piglet",    "cow",
    "calf",    "horse",     "mare",     "sheep",  "lamb",    "goat",      "monkey",
    "macaque", "macaques",  "canine",   "feline", "hamster", "zebrafish", "chicken",
    "murine",  "retriever", "labrador", "poodle", "terrier", NULL};
/* Said of trials, articles and questions on them. */
static const char *const statements[] = {"eligible", "ineligible",  "eligibility", "excluded",
                                         "excludes", "participate", "versus",      "vs",
                                         "cohort",   "placebo",     "cases",       "randomized",
                                         "review",   "literature",  NULL};

static bool is_capital(const reading *r, size_t i) {
    char byte = r->note->text.data[r->note->words[i].begin];
    return byte >= 'A' && byte <= 'Z';
}

/* Whether a noun for one person stands within three words of the age, in its sentence. */
static bool noun_near(const reading *r) {
    enum { NEAR = 3 };
    for (size_t i = r->first; i <= r->last; i++)
        if (is_any(r, i, person_words) || is(r, i, "yom") || is(r, i, "yof") ||
            (is_any(r, i, who_words) && is_capital(r, i)))
            return true;
    for (size_t i = r->last + 1; i <= r->last + NEAR && i < r->note->count && !breaks(r, i); i++)
        if (is_any(r, i, person_words))
            return true;
    for (size_t i = r->first; i > 0 && i + NEAR > r->first && !breaks(r, i); i--)
        if (is_any(r, i - 1, person_words))
            return true;
    return false;
}

/* What follows goes on to tell of somebody; behind "yo", of whom it is told may come first, or nothing at all ("GBM in a 65yo"). */
static bool goes_on(const reading *r) {
    enum { NEAR = 4 };
    bool clinical = is_clinical(r, r->out->place);
    size_t next = r->last + 1, to = clinical ? next + NEAR : next + 1;
    for (size_t i = next; i < to && i < r->note->count && !breaks(r, i); i++)
        if (is_any(r, i, going_on))
            return true;
    return clinical && next >= r->note->count;
}

static const char *const openers[] = {"a", "an", "pt", "patient", "is", "the", "this", NULL};

/* "72F with", "A 58 man, ...", "58 years female, ..." */
static bool letter_counts(const reading *r) {
    size_t place = r->out->place, said = place + (unit_word(r, place + 1) != 0 ? 2 : 1);
    for (size_t i = 0; i < r->first; i++)
        if (!is_any(r, i, openers))
            return false;
    bool isotope = r->out->age == 18 && is(r, place + 1, "f");
    bool small = is_any(r, said, who_words) && !is_capital(r, said);
    return !isotope && !small && (goes_on(r) || pauses_at(r, r->last + 1));
}

/* "18-65", ">= 65": a sign of comparison before the number, or a dash after another. */
static bool is_bounded(const reading *r) {
    size_t place = r->out->place;
    assay_span gap = assay_patient_note_before(r->note, place);
    uint32_t value;
    if (assay_span_find(gap, ASSAY_SPAN("\xe2\x89")) != SIZE_MAX) /* less or greater or equal */
        return true;
    for (size_t i = 0; i < gap.size; i++)
        if (gap.data[i] == '<' || gap.data[i] == '>' || gap.data[i] == '=')
            return true;
    return gap.size != 0 && place > 0 && age_number(&value, r, place - 1) && !breaks(r, place);
}

/* "over 65", "18-65", ">= 65", "65 and older", "65-year-old patients". */
static bool of_group(const reading *r) {
    enum { NEAR = 4 };
    size_t first = r->first, next = r->last + 1;
    if (first > 0 && is_any(r, first - 1, before_group))
        return true;
    if (is_bounded(r))
        return true;
    if (is_any(r, next, after_group) ||
        ((is(r, next, "and") || is(r, next, "or")) && is_any(r, next + 1, after_group)))
        return true;
    for (size_t i = next; i < next + NEAR && i < r->note->count; i++)
        if (is_any(r, i, groups))
            return true;
    for (size_t i = first; i > 0 && i + NEAR > first; i--)
        if (is_any(r, i - 1, groups))
            return true;
    return false;
}

/* Another age, an animal, or a word of statements anywhere. */
static bool of_others(const reading *r) {
    uint32_t value;
    for (size_t i = 0; i < r->note->count; i++) {
        if (is_any(r, i, animals) || is_any(r, i, statements))
            return true;
        if (assay_patient_note_phrase(r->note, i, "case report") != 0)
            return true;
        if (i > r->last && age_number(&value, r, i) && stated_unit(r, i) != 0)
            return true;
    }
    return false;
}

static bool is_alone(const reading *r) {
    if (r->by_letter ? !letter_counts(r) : !(noun_near(r) || goes_on(r)))
        return false;
    if (!r->out->as_of_a_person && !noun_near(r))
        return false;
    return !of_group(r) && !of_others(r);
}

/* ---- all of it ---- */

void assay_patient_person_read(assay_patient_person *out, const assay_patient_note *note) {
    reading r = {.out = out, .note = note};
    *out = (assay_patient_person){.place = note->count};
    bool has_age = read_age(&r);
    read_sex(&r);
    if (!has_age)
        return;
    take_person(&r);
    out->begin = note->words[r.first].begin;
    out->end = note->words[r.last].end;
    out->alone = is_alone(&r);
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static bool is_of_age(assay_span form) {
    static const char *const *const lists[] = {yo_words,  year_words, month_words, week_words,
                                               day_words, old_words,  age_words};
    bool joined = assay_span_ends(form, ASSAY_SPAN("old")); /* "yrold" */
    if (joined || (form.size != 0 && is_digit(form.data[0])))
        return true;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (assay_patient_note_form_is_any(form, lists[i]))
            return true;
    return false;
}

assay_patient_telling assay_patient_person_tells(const assay_patient_person *person,
                                                 const assay_patient_note_word *word) {
    if (word->begin < person->begin || word->end > person->end)
        return ASSAY_PATIENT_TELLS_ELSE;
    if (assay_patient_note_form_is_any(word->form, person_words) ||
        assay_patient_note_form_is_any(word->form, who_words))
        return ASSAY_PATIENT_TELLS_WHO;
    return is_of_age(word->form) ? ASSAY_PATIENT_TELLS_AGE : ASSAY_PATIENT_TELLS_ELSE;
}

/* "65 y", "72F", "60's": whether a number that ends at i goes on as an age does. */
static bool goes_on_as_age(assay_span text, size_t i) {
    enum { BETWEEN = 2 };
    for (size_t to = i + BETWEEN; i < text.size && i <= to; i++) {
        if (memchr("ymwdfsYMWDFS'\xe2", text.data[i], 14) != NULL)
            return true;
        if (text.data[i] != ' ' && text.data[i] != '-' && text.data[i] != '.')
            return false;
    }
    return false;
}

bool assay_patient_person_may_be_told(assay_span text) {
    if (assay_span_find(text, ASSAY_SPAN("ties")) != SIZE_MAX ||
        assay_span_find(text, ASSAY_SPAN("age")) != SIZE_MAX ||
        assay_span_find(text, ASSAY_SPAN("Age")) != SIZE_MAX)
        return true;
    for (size_t i = 0; i < text.size; i++)
        if (is_digit(text.data[i]) && goes_on_as_age(text, i + 1))
            return true;
    return false;
}
