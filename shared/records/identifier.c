#include "records/identifier.h"

/* How a registry writes its numbers. In a form '9' is a digit, '#' one digit or more, '*' one or
 * more of letters, digits, '-' and '/' (upper-cased); anything else stands for itself in either
 * case and is written as it stands here. The first form that fits wins. */
typedef struct {
    const char *scheme, *form;
} registry_form;

static const registry_form registry_forms[] = {
    {"nct", "NCT99999999"},
    {"isrctn", "ISRCTN99999999"},
    {"ctis", "9999-599999-99-99"},
    {"ctis", "9999-599999-99"},
    {"eudract", "9999-999999-99"},
    {"chictr", "ChiCTR#"},
    {"chictr", "ChiCTR-*"},
    {"drks", "DRKS99999999"},
    {"jrct", "jRCTs999999999"},
    {"jrct", "jRCT9999999999"},
    {"umin", "UMIN999999999"},
    {"ctri", "CTRI/9999/99/#"},
    {"ctri", "CTRI/9999/999/#"},
    {"anzctr", "ACTRN99999999999999"},
    {"irct", "IRCT#N#"},
    {"irct", "IRCT#"},
    {"cris", "KCT9999999"},
    {"ntr", "NTR#"},
    {"ntr", "NL-OMON#"},
    {"ntr", "NL9999"},
    {"ntr", "NL99999"},
    {"rebec", "RBR-*"},
    {"pactr", "PACTR#"},
    {"tctr", "TCTR99999999999"},
    {"slctr", "SLCTR/9999/#"},
    {"rpcec", "RPCEC99999999"},
    {"repec", "PER-999-99"},
    {"lbctr", "LBCTR#"},
    {"itmctr", "ITMCTR#"},
};
enum { FORM_COUNT = sizeof registry_forms / sizeof *registry_forms };

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static char upper(char byte) {
    return byte >= 'a' && byte <= 'z' ? (char)(byte - 32) : byte;
}

static bool is_loose(char byte) {
    return is_digit(byte) || (upper(byte) >= 'A' && upper(byte) <= 'Z') || byte == '-' ||
           byte == '/';
}

/* Longest run of digits ('#') or loose bytes ('*') at value's start. */
static size_t run_length(char form, assay_span value) {
    size_t size = 0;
    while (size < value.size &&
           (form == '#' ? is_digit(value.data[size]) : is_loose(value.data[size])))
        size++;
    return size;
}

/* The number of bytes written, or 0 when value does not have the form. */
static size_t match_form(char storage[ASSAY_IDENTIFIER_MAX], const char *form, assay_span value) {
    if (value.size > ASSAY_IDENTIFIER_MAX)
        return 0;
    size_t at = 0;
    for (; *form != '\0'; form++) {
        size_t run = 1;
        if (*form == '#' || *form == '*')
            run = run_length(*form, assay_span_skip(value, at));
        if (run == 0 || at + run > value.size)
            return 0;
        bool literal = *form != '9' && *form != '#' && *form != '*';
        if (literal ? upper(value.data[at]) != upper(*form)
                    : *form == '9' && !is_digit(value.data[at]))
            return 0;
        for (size_t i = at; i < at + run; i++)
            storage[i] = literal ? *form : upper(value.data[i]);
        at += run;
    }
    return at == value.size ? at : 0;
}

static assay_span after_prefix(assay_span value, const char *const *prefixes) {
    for (; *prefixes != NULL; prefixes++) {
        assay_span prefix = assay_span_of(*prefixes);
        if (assay_span_starts_ascii_case(value, prefix))
            value = assay_span_trim(assay_span_skip(value, prefix.size));
    }
    return value;
}

static bool is_country_suffix(assay_span value) {
    if (value.size < 3)
        return false;
    const char *tail = value.data + value.size - 3;
    return tail[0] == '-' && upper(tail[1]) >= 'A' && upper(tail[1]) <= 'Z' &&
           upper(tail[2]) >= 'A' && upper(tail[2]) <= 'Z';
}

/* The number without what registries and portals put round it. */
static assay_span bare_registry_number(assay_span value) {
    static const char *const prefixes[] = {"https://",
                                           "http://",
                                           "www.",
                                           "clinicaltrials.gov/study/",
                                           "clinicaltrials.gov/ct2/show/",
                                           "clinicaltrials.gov/show/",
                                           "JPRN-",
                                           "EUCTR",
                                           "CTIS",
                                           "EudraCT Number:",
                                           "EudraCT:",
                                           "EudraCT",
                                           NULL};
    assay_span bare = after_prefix(assay_span_trim(value), prefixes);
    if (bare.size > 14 && is_digit(bare.data[0]) && is_country_suffix(bare))
        bare.size -= 3;
    return bare;
}

static const registry_form *find_form(char storage[ASSAY_IDENTIFIER_MAX], size_t *size,
                                      assay_span value, const char *scheme) {
    assay_span bare = bare_registry_number(value);
    for (size_t i = 0; i < FORM_COUNT; i++) {
        const registry_form *form = &registry_forms[i];
        if (scheme != NULL && strcmp(form->scheme, scheme) != 0)
            continue;
        *size = match_form(storage, form->form, bare);
        if (*size != 0)
            return form;
    }
    return NULL;
}

static size_t normalise_pmid(char *storage, assay_span value) {
    static const char *const prefixes[] = {
        "https://", "http://", "www.", "pubmed.ncbi.nlm.nih.gov/", "ncbi.nlm.nih.gov/pubmed/",
        "PMID:",    "PMID",    NULL};
    value = after_prefix(value, prefixes);
    if (value.size != 0 && value.data[value.size - 1] == '/')
        value.size--;
    while (value.size != 0 && value.data[0] == '0')
        value = assay_span_skip(value, 1);
    if (value.size == 0 || value.size > 10 || run_length('#', value) != value.size)
        return 0;
    memcpy(storage, value.data, value.size);
    return value.size;
}

/* "PMC123", "pmc123.2" (the version goes), "123". */
static size_t normalise_pmcid(char *storage, assay_span value) {
    static const char *const prefixes[] = {"PMCID:", "PMC", NULL};
    value = after_prefix(value, prefixes);
    size_t digits = run_length('#', value);
    assay_span rest = assay_span_skip(value, digits);
    bool version = rest.size > 1 && rest.data != NULL && rest.data[0] == '.' &&
                   run_length('#', assay_span_skip(rest, 1)) == rest.size - 1;
    if (digits == 0 || digits > 10 || (rest.size != 0 && !version))
        return 0;
    storage[0] = 'P';
    storage[1] = 'M';
    storage[2] = 'C';
    memcpy(storage + 3, value.data, digits);
    return digits + 3;
}

static size_t normalise_doi(char *storage, assay_span value) {
    static const char *const prefixes[] = {"https://", "http://", "www.", "dx.doi.org/",
                                           "doi.org/", "doi:",    "doi ", NULL};
    value = after_prefix(value, prefixes);
    while (value.size != 0 && strchr(".,;", value.data[value.size - 1]) != NULL)
        value.size--;
    if (value.size > ASSAY_IDENTIFIER_MAX || !assay_span_starts(value, ASSAY_SPAN("10.")))
        return 0;
    size_t digits = run_length('#', assay_span_skip(value, 3));
    assay_span rest = assay_span_skip(value, 3 + digits);
    while (rest.size > 1 && rest.data[0] == '.') /* 10.1000.10/..., a sub-registrant */
        rest = assay_span_skip(rest, 1 + run_length('#', assay_span_skip(rest, 1)));
    if (digits < 4 || digits > 9 || rest.size < 2 || rest.data[0] != '/')
        return 0;
    for (size_t i = 0; i < value.size; i++) {
        if ((unsigned char)value.data[i] <= ' ' || value.data[i] == 0x7F)
            return 0;
        char byte = value.data[i];
        storage[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte + 32) : byte;
    }
    return value.size;
}

static size_t normalise_other(char *storage, assay_span value) {
    if (value.size > ASSAY_IDENTIFIER_MAX)
        return 0;
    for (size_t i = 0; i < value.size; i++) {
        if ((unsigned char)value.data[i] < ' ' || value.data[i] == 0x7F)
            return 0;
        storage[i] = value.data[i];
    }
    return value.size;
}

bool assay_identifier_is_registry(assay_span scheme) {
    for (size_t i = 0; i < FORM_COUNT; i++)
        if (assay_span_equal(scheme, assay_span_of(registry_forms[i].scheme)))
            return true;
    return false;
}

bool assay_identifier_normalise(assay_span *out, char storage[ASSAY_IDENTIFIER_MAX],
                                const char *scheme, assay_span value) {
    size_t size = 0;
    value = assay_span_trim(value);
    if (strcmp(scheme, "pmid") == 0)
        size = normalise_pmid(storage, value);
    else if (strcmp(scheme, "pmcid") == 0)
        size = normalise_pmcid(storage, value);
    else if (strcmp(scheme, "doi") == 0)
        size = normalise_doi(storage, value);
    else if (assay_identifier_is_registry(assay_span_of(scheme)))
        (void)find_form(storage, &size, value, scheme);
    else
        size = normalise_other(storage, value);
    if (size == 0)
        return false;
    *out = assay_span_make(storage, size);
    return true;
}

const char *assay_identifier_registry(assay_span value) {
    char storage[ASSAY_IDENTIFIER_MAX];
    size_t size;
    const registry_form *form = find_form(storage, &size, value, NULL);
    return form != NULL ? form->scheme : NULL;
}

const char *assay_identifier_guess(assay_span value) {
    char storage[ASSAY_IDENTIFIER_MAX];
    value = assay_span_trim(value);
    if (run_length('#', value) == value.size)
        return NULL;
    const char *registry = assay_identifier_registry(value);
    if (registry != NULL)
        return registry;
    if (normalise_doi(storage, value) != 0)
        return "doi";
    bool pmc = assay_span_starts_ascii_case(value, ASSAY_SPAN("PMC"));
    return pmc && normalise_pmcid(storage, value) != 0 ? "pmcid" : NULL;
}

bool assay_identifier_typed(assay_span *out, char storage[ASSAY_IDENTIFIER_WHOLE_MAX],
                            assay_span typed) {
    char scheme[ASSAY_IDENTIFIER_SCHEME_MAX] = "", value[ASSAY_IDENTIFIER_MAX];
    assay_span normal, rest = typed;
    const char *guessed = assay_identifier_guess(typed);
    assay_span named =
        guessed != NULL ? assay_span_of(guessed) : assay_span_trim(assay_span_cut(&rest, ':'));
    if (named.size == 0 || named.size + 1 >= sizeof scheme)
        return false;
    for (size_t i = 0; i < named.size; i++)
        scheme[i] = named.data[i] >= 'A' && named.data[i] <= 'Z' ? (char)(named.data[i] + 32)
                                                                 : named.data[i];
    if (!assay_identifier_normalise(&normal, value, scheme, guessed != NULL ? typed : rest))
        return false;
    memcpy(storage, scheme, named.size);
    storage[named.size] = ':';
    memcpy(storage + named.size + 1, normal.data, normal.size);
    *out = assay_span_make(storage, named.size + 1 + normal.size);
    return true;
}
