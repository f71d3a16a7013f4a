#include "text/identifiers.h"

#include "text/unicode.h"

#include <ctype.h>

typedef struct {
    assay_span text;
    size_t at;
} cursor;

static unsigned char peek(const cursor *c, size_t ahead) {
    return c->at + ahead < c->text.size ? (unsigned char)c->text.data[c->at + ahead] : 0;
}
static bool digit_at(const cursor *c, size_t ahead) {
    unsigned char byte = peek(c, ahead);
    return byte >= '0' && byte <= '9';
}
static bool alnum_at(const cursor *c, size_t ahead) {
    unsigned char byte = peek(c, ahead);
    return byte < 0x80 && isalnum(byte);
}
static size_t digits_at(const cursor *c, size_t ahead) {
    size_t n = 0;
    while (digit_at(c, ahead + n))
        n++;
    return n;
}
static bool take(cursor *c, const char *word) {
    assay_span prefix = assay_span_of(word);
    if (!assay_span_starts_ascii_case(assay_span_skip(c->text, c->at), prefix))
        return false;
    c->at += prefix.size;
    return true;
}
/* Up to `most` of the bytes in set. */
static void skip(cursor *c, const char *set, size_t most) {
    for (; most > 0 && peek(c, 0) != 0 && strchr(set, peek(c, 0)) != NULL; most--)
        c->at++;
}

typedef enum { AS_IS, TO_LOWER, TO_UPPER } letter_case;

/* Writes scheme + ":" + prefix + the bytes, cut where too long. */
static bool say(assay_identifier *out, const char *scheme, const char *prefix, assay_span value,
                letter_case wanted) {
    size_t size = 0;
    const char *heads[] = {scheme, ":", prefix};
    for (size_t i = 0; i < 3; i++)
        for (const char *c = heads[i]; *c != '\0'; c++)
            out->form[size++] = *c;
    assay_span rest = {value.data, assay_unicode_floor(value, ASSAY_IDENTIFIERS_MAX - size)};
    for (size_t i = 0; i < rest.size; i++) {
        unsigned char byte = (unsigned char)rest.data[i];
        bool ascii = byte < 0x80;
        out->form[size++] = (char)(ascii && wanted == TO_LOWER   ? tolower(byte)
                                   : ascii && wanted == TO_UPPER ? toupper(byte)
                                                                 : byte);
    }
    out->size = size;
    return true;
}

static bool say_range(assay_identifier *out, const char *scheme, const char *prefix,
                      const cursor *c, size_t size, letter_case wanted) {
    assay_span value = assay_span_first(assay_span_skip(c->text, c->at), size);
    out->end = c->at + size;
    return say(out, scheme, prefix, value, wanted);
}

/* Registrations that are a prefix and digits. {as written, scheme, fewest digits, most} */
typedef struct {
    const char *prefix, *scheme;
    size_t fewest, most;
} registry;
static const registry registries[] = {
    {"NCT", "nct", 8, 8},       {"ISRCTN", "isrctn", 8, 8},  {"ACTRN", "actrn", 14, 14},
    {"DRKS", "drks", 8, 8},     {"UMIN", "umin", 9, 9},      {"jRCTs", "jrct", 8, 10},
    {"jRCT", "jrct", 8, 10},    {"KCT", "kct", 7, 7},        {"TCTR", "tctr", 11, 11},
    {"PACTR", "pactr", 12, 16}, {"RPCEC", "rpcec", 8, 8},    {"LBCTR", "lbctr", 10, 10},
    {"NTR", "ntr", 3, 5},       {"ChiCTR", "chictr", 8, 10}, {"ITMCTR", "itmctr", 10, 10}};

static bool match_registry(assay_identifier *out, cursor c, const registry *r) {
    size_t begin = c.at;
    if (!take(&c, r->prefix))
        return false;
    skip(&c, " :-#", r->scheme[0] == 'n' && r->scheme[1] == 'c' ? 2 : 1);
    size_t digits = digits_at(&c, 0);
    if (digits < r->fewest || digits > r->most)
        return false;
    out->begin = begin;
    return say_range(out, r->scheme, r->prefix, &c, digits, AS_IS);
}

/* ChiCTR-IOR-17012345 */
static bool match_chictr(assay_identifier *out, cursor c) {
    size_t begin = c.at;
    if (!take(&c, "ChiCTR"))
        return false;
    size_t n = peek(&c, 0) == '-' ? 1 : 0, letters = 0;
    while (letters < 5 && alnum_at(&c, n) && !digit_at(&c, n)) {
        n++;
        letters++;
    }
    n += letters > 0 && peek(&c, n) == '-' ? 1 : 0;
    size_t digits = digits_at(&c, n);
    if (letters == 0 || digits < 6 || digits > 10)
        return false;
    out->begin = begin;
    return say_range(out, "chictr", "ChiCTR", &c, n + digits, TO_UPPER);
}

/* Groups of digits with hyphens between: widths ends with 0. Returns the length, or 0. */
static size_t digit_groups(const cursor *c, const size_t *widths) {
    size_t n = 0;
    for (size_t i = 0; widths[i] != 0; i++) {
        if (i > 0 && peek(c, n++) != '-')
            return 0;
        for (size_t k = 0; k < widths[i]; k++)
            if (!digit_at(c, n++))
                return 0;
    }
    return n;
}

/* 2004-000446-20 (EudraCT), 2022-500024-30-00 (CTIS), 0000-0002-1825-0097 (ORCID). */
static bool match_digits(assay_identifier *out, cursor c) {
    static const size_t ctis[] = {4, 6, 2, 2, 0}, eudract[] = {4, 6, 2, 0},
                        orcid[] = {4, 4, 4, 3, 0};
    out->begin = c.at;
    size_t n = digit_groups(&c, eudract);
    if (n != 0) {
        size_t longer = peek(&c, 5) == '5' ? digit_groups(&c, ctis) : 0;
        n = longer != 0 ? longer : n;
        bool ends = !alnum_at(&c, n) && (peek(&c, 0) == '1' || peek(&c, 0) == '2');
        return ends && say_range(out, peek(&c, 5) == '5' ? "ctis" : "eudract", "", &c, n, AS_IS);
    }
    n = digit_groups(&c, orcid);
    bool check = n != 0 && (digit_at(&c, n) || peek(&c, n) == 'X' || peek(&c, n) == 'x');
    return check && !alnum_at(&c, n + 1) && say_range(out, "orcid", "", &c, n + 1, TO_UPPER);
}

static bool match_pmid(assay_identifier *out, cursor c) {
    if (!take(&c, "pmid"))
        return false;
    skip(&c, ":# ", 3);
    skip(&c, "0", 8);
    size_t digits = digits_at(&c, 0);
    out->begin = c.at;
    return digits >= 1 && digits <= 8 && !alnum_at(&c, digits) &&
           say_range(out, "pmid", "", &c, digits, AS_IS);
}

static bool match_pmcid(assay_identifier *out, cursor c) {
    bool named = take(&c, "pmcid");
    if (named)
        skip(&c, ":# ", 3);
    size_t begin = c.at;
    bool prefix = take(&c, "PMC");
    size_t digits = digits_at(&c, 0);
    out->begin = begin;
    return (named || prefix) && digits >= 4 && digits <= 9 && !alnum_at(&c, digits) &&
           say_range(out, "pmcid", "PMC", &c, digits, AS_IS);
}

/* Where running text ends an identifier: white space, quotes, angle brackets, control characters,
 * and punctuation of other scripts. */
static size_t run_length(const cursor *c) {
    size_t n = 0;
    while (peek(c, n) > ' ' && strchr("<>\"{}|\\^`", peek(c, n)) == NULL && peek(c, n) != 0x7F) {
        uint32_t code;
        size_t size = assay_unicode_decode(&code, c->text, c->at + n);
        assay_char folded[ASSAY_UNICODE_FOLD_MAX];
        if (code >= 0x80 &&
            (assay_unicode_fold(folded, code) == 0 || folded[0].kind == ASSAY_CHAR_BREAK ||
             folded[0].kind == ASSAY_CHAR_SPACE))
            break;
        n += size;
    }
    return n;
}

/* Punctuation at the end belongs to the sentence; a closing bracket too unless it was opened
 * within. */
static size_t trim_end(const cursor *c, size_t size) {
    while (size > 0) {
        unsigned char last = peek(c, size - 1);
        if (last == ')' || last == ']') {
            int depth = 0;
            unsigned char open = last == ')' ? '(' : '[';
            for (size_t i = 0; i < size; i++)
                depth += (peek(c, i) == open) - (peek(c, i) == last);
            if (depth >= 0)
                return size;
        } else if (strchr(".,;:!?'*-_/", last) == NULL) {
            return size;
        }
        size--;
    }
    return 0;
}

/* 10.1016/j.intimp.2021.107836 */
static bool match_bare_doi(assay_identifier *out, cursor c) {
    if (peek(&c, 0) != '1' || peek(&c, 1) != '0' || peek(&c, 2) != '.')
        return false;
    size_t digits = digits_at(&c, 3), registrant = 3 + digits;
    while (peek(&c, registrant) == '.' && digit_at(&c, registrant + 1))
        registrant += 1 + digits_at(&c, registrant + 1);
    if (digits < 4 || digits > 9 || peek(&c, registrant) != '/')
        return false;
    size_t size = trim_end(&c, run_length(&c));
    out->begin = c.at;
    return size > registrant + 1 && say_range(out, "doi", "", &c, size, TO_LOWER);
}

static bool match_doi(assay_identifier *out, cursor c) {
    if (take(&c, "doi")) {
        skip(&c, ".:", 2);
        skip(&c, " ", 2);
        (void)(take(&c, "https://") || take(&c, "http://"));
        (void)(take(&c, "dx.doi.org/") || take(&c, "doi.org/"));
    }
    return match_bare_doi(out, c);
}

/* Pages that stand for something with an identifier of its own. */
static bool match_known_page(assay_identifier *out, cursor c, size_t end) {
    if (take(&c, "doi.org/") || take(&c, "dx.doi.org/"))
        return match_bare_doi(out, c);
    if (take(&c, "pubmed.ncbi.nlm.nih.gov/") || take(&c, "ncbi.nlm.nih.gov/pubmed/")) {
        size_t digits = digits_at(&c, 0);
        return digits >= 1 && digits <= 8 && say_range(out, "pmid", "", &c, digits, AS_IS);
    }
    if (take(&c, "ncbi.nlm.nih.gov/pmc/articles/") || take(&c, "pmc.ncbi.nlm.nih.gov/articles/"))
        return match_pmcid(out, c);
    if (take(&c, "orcid.org/"))
        return match_digits(out, c);
    if (take(&c, "clinicaltrials.gov/") || take(&c, "classic.clinicaltrials.gov/"))
        for (; c.at < end; c.at++)
            if (match_registry(out, c, &registries[0]))
                return true;
    return false;
}

/* Also refuses what is only a protocol. */
static bool match_url(assay_identifier *out, cursor c) {
    size_t begin = c.at;
    bool protocol = take(&c, "https://") || take(&c, "http://") || take(&c, "ftp://");
    bool www = take(&c, "www.");
    size_t size = trim_end(&c, run_length(&c));
    if ((!protocol && !www) || size == 0 || !alnum_at(&c, 0))
        return false;
    size_t end = c.at + size;
    if (!match_known_page(out, c, end))
        (void)say_range(out, "url", "", &c, size, TO_LOWER);
    out->begin = begin;
    out->end = out->end > end ? out->end : end;
    return true;
}

bool assay_identifiers_match(assay_identifier *out, assay_span text, size_t at) {
    cursor c = {text, at};
    unsigned char first = peek(&c, 0);
    if (first >= '0' && first <= '9')
        return match_bare_doi(out, c) || match_digits(out, c);
    for (size_t i = 0; i < sizeof registries / sizeof registries[0]; i++)
        if (match_registry(out, c, &registries[i]))
            return true;
    return match_pmid(out, c) || match_pmcid(out, c) || match_doi(out, c) || match_chictr(out, c) ||
           match_url(out, c);
}

static bool starts_like_identifier(assay_span word) {
    static const char *const heads[] = {"pmid", "pmc", "doi", "http", "ftp", "www", "chictr"};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (assay_span_starts_ascii_case(word, assay_span_of(heads[i])))
            return true;
    for (size_t i = 0; i < sizeof registries / sizeof registries[0]; i++)
        if (assay_span_starts_ascii_case(word, assay_span_of(registries[i].prefix)))
            return true;
    cursor c = {word, 0};
    return (assay_span_starts(word, ASSAY_SPAN("10.")) && digits_at(&c, 3) >= 4) ||
           (digits_at(&c, 0) == 4 && peek(&c, 4) == '-' && digits_at(&c, 5) >= 4);
}

size_t assay_identifiers_trigger(assay_span word) {
    if (starts_like_identifier(word))
        return 0;
    for (size_t i = 1; i + 11 <= word.size; i++) {
        cursor c = {word, i};
        if (take(&c, "nct") && digits_at(&c, 0) == 8)
            return i;
    }
    return SIZE_MAX;
}
