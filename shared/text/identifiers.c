#include "text/identifiers.h"

#include "text/unicode.h"

/* ASCII only, whatever the locale. */
static bool is_letter(unsigned char byte) {
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}
static bool is_digit(unsigned char byte) {
    return byte >= '0' && byte <= '9';
}
static unsigned char to_lower(unsigned char byte) {
    return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}
static unsigned char to_upper(unsigned char byte) {
    return byte >= 'a' && byte <= 'z' ? (unsigned char)(byte - 0x20) : byte;
}

typedef struct {
    assay_span text;
    size_t at;
} cursor;

static unsigned char peek(const cursor *c, size_t ahead) {
    return c->at + ahead < c->text.size ? (unsigned char)c->text.data[c->at + ahead] : 0;
}
static bool digit_at(const cursor *c, size_t ahead) {
    return is_digit(peek(c, ahead));
}
static bool alnum_at(const cursor *c, size_t ahead) {
    return is_digit(peek(c, ahead)) || is_letter(peek(c, ahead));
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
        byte = wanted == TO_LOWER ? to_lower(byte) : wanted == TO_UPPER ? to_upper(byte) : byte;
        out->form[size++] = (char)byte;
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

/* Registrations as they are printed. In a form '9' is a digit, '#' digits, '*' letters, digits, '-'
 * and '/' (upper-cased), '~' a separator that may stand there and is dropped; anything else stands
 * for itself in either case and is written as it stands here. `least` is the shortest run for '#' and
 * '*', so that a receptor (NTR1) is not a registry (NTR1234). The first form that fits wins. */
typedef struct {
    const char *scheme, *form;
    size_t least;
} registry;
static const registry registries[] = {
    {"nct", "NCT~99999999", 0},       {"isrctn", "ISRCTN~99999999", 0},
    {"ctis", "9999-599999-99-99", 0}, {"ctis", "9999-599999-99", 0},
    {"eudract", "9999-999999-99", 0}, {"chictr", "ChiCTR#", 6},
    {"chictr", "ChiCTR-*", 6},        {"drks", "DRKS99999999", 0},
    {"jrct", "jRCTs999999999", 0},    {"jrct", "jRCT9999999999", 0},
    {"umin", "UMIN999999999", 0},     {"ctri", "CTRI/9999/99/#", 4},
    {"ctri", "CTRI/9999/999/#", 4},   {"anzctr", "ACTRN99999999999999", 0},
    {"irct", "IRCT#N#", 1},           {"irct", "IRCT#", 6},
    {"cris", "KCT9999999", 0},        {"ntr", "NTR#", 3},
    {"ntr", "NL-OMON#", 3},           {"rebec", "RBR-*", 5},
    {"pactr", "PACTR#", 6},           {"tctr", "TCTR99999999999", 0},
    {"slctr", "SLCTR/9999/#", 1},     {"rpcec", "RPCEC99999999", 0},
    {"repec", "PER-999-99", 0},       {"lbctr", "LBCTR#", 6},
    {"itmctr", "ITMCTR#", 6}};
enum { REGISTRY_COUNT = sizeof registries / sizeof *registries };

static bool is_loose(const cursor *c, size_t ahead) {
    return alnum_at(c, ahead) ||
           ((peek(c, ahead) == '-' || peek(c, ahead) == '/') && alnum_at(c, ahead + 1));
}

/* How many bytes the sign of a form takes at the cursor; SIZE_MAX when it does not fit. */
static size_t sign_length(const cursor *c, char sign, size_t least) {
    size_t n = 0;
    switch (sign) {
    case '9':
        return digit_at(c, 0) ? 1 : SIZE_MAX;
    case '#':
        n = digits_at(c, 0);
        return n < (least > 1 ? least : 1) ? SIZE_MAX : n;
    case '*':
        while (is_loose(c, n))
            n++;
        return n < least ? SIZE_MAX : n;
    case '~':
        while (n < 2 && peek(c, n) != 0 && strchr(" :-#", peek(c, n)) != NULL)
            n++;
        return n;
    default:
        return to_upper(peek(c, 0)) == to_upper((unsigned char)sign) ? 1 : SIZE_MAX;
    }
}

static bool match_registry(assay_identifier *out, cursor c, const registry *r) {
    char value[ASSAY_IDENTIFIERS_MAX];
    size_t size = 0, begin = c.at;
    for (const char *sign = r->form; *sign != '\0'; sign++) {
        size_t n = sign_length(&c, *sign, r->least);
        if (n == SIZE_MAX || size + n > sizeof value - 1)
            return false;
        bool as_read = *sign == '9' || *sign == '#' || *sign == '*';
        for (size_t i = 0; i < n && *sign != '~'; i++)
            value[size++] = as_read ? (char)to_upper(peek(&c, i)) : *sign;
        c.at += n;
    }
    if (alnum_at(&c, 0))
        return false;
    out->begin = begin;
    out->end = c.at;
    return say(out, r->scheme, "", (assay_span){value, size}, AS_IS);
}

/* Portals put their own prefix before a number, and a country after it: EUCTR2004-000446-20-GB. */
static bool match_registries(assay_identifier *out, cursor c) {
    size_t begin = c.at;
    bool european = take(&c, "EUCTR") || take(&c, "CTIS");
    (void)(european || take(&c, "JPRN-"));
    bool first_digit = digit_at(&c, 0);
    for (size_t i = 0; i < REGISTRY_COUNT; i++) {
        if (first_digit != (registries[i].form[0] == '9') ||
            !match_registry(out, c, &registries[i]))
            continue;
        out->begin = begin;
        c.at = out->end;
        bool country = peek(&c, 0) == '-' && is_letter(peek(&c, 1)) && is_letter(peek(&c, 2)) &&
                       !alnum_at(&c, 3);
        out->end += first_digit && country ? 3 : 0;
        return true;
    }
    return false;
}

/* ORCID: 0000-0002-1825-0097 */
static bool match_orcid(assay_identifier *out, cursor c) {
    for (size_t i = 0; i < 18; i++)
        if (i % 5 == 4 ? peek(&c, i) != '-' : !digit_at(&c, i))
            return false;
    bool check = digit_at(&c, 18) || peek(&c, 18) == 'X' || peek(&c, 18) == 'x';
    out->begin = c.at;
    return check && !alnum_at(&c, 19) && say_range(out, "orcid", "", &c, 19, TO_UPPER);
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
    return (named || prefix) && digits >= 4 && digits <= 10 && !alnum_at(&c, digits) &&
           say_range(out, "pmcid", "PMC", &c, digits, AS_IS);
}

/* Where running text ends an identifier: white space, quotes, angle brackets, control characters,
 * and punctuation of other scripts. */
enum { RUN_MAX = 2048 };
static size_t run_length(const cursor *c) {
    size_t n = 0;
    while (n < RUN_MAX && peek(c, n) > ' ' && strchr("<>\"{}|\\^`", peek(c, n)) == NULL &&
           peek(c, n) != 0x7F) {
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

/* How many closing brackets there are beyond those opened. */
static int unopened(const cursor *c, size_t size, char open, char close) {
    int depth = 0;
    for (size_t i = 0; i < size; i++)
        depth += (peek(c, i) == (unsigned char)close) - (peek(c, i) == (unsigned char)open);
    return depth;
}

/* Punctuation at the end belongs to the sentence; a closing bracket too unless it was opened within. */
static size_t trim_end(const cursor *c, size_t size) {
    int round = unopened(c, size, '(', ')'), square = unopened(c, size, '[', ']');
    for (; size > 0; size--) {
        char last = (char)peek(c, size - 1);
        if (last == ')' && round > 0)
            round--;
        else if (last == ']' && square > 0)
            square--;
        else if (last == ')' || last == ']' || strchr(".,;:!?'*-_/", last) == NULL)
            return size;
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
        return match_orcid(out, c);
    for (; c.at < end; c.at++) /* a registry's page: .../study/NCT..., .../ISRCTN... */
        if ((peek(&c, 0) | 0x20) == 'n' || (peek(&c, 0) | 0x20) == 'i')
            for (size_t i = 0; i < 2; i++)
                if (match_registry(out, c, &registries[i]))
                    return true;
    return false;
}

/* Also refuses what is only a protocol. */
static bool match_url(assay_identifier *out, cursor c) {
    size_t begin = c.at;
    bool protocol = take(&c, "https://") || take(&c, "http://") || take(&c, "ftp://");
    bool www = take(&c, "www.");
    if ((!protocol && !www) || !alnum_at(&c, 0))
        return false;
    size_t size = trim_end(&c, run_length(&c)), end = c.at + size;
    if (!match_known_page(out, c, end))
        (void)say_range(out, "url", "", &c, size, TO_LOWER);
    out->begin = begin;
    out->end = out->end > end ? out->end : end;
    return true;
}

bool assay_identifiers_match(assay_identifier *out, assay_span text, size_t at) {
    cursor c = {text, at};
    if (digit_at(&c, 0))
        return match_bare_doi(out, c) || match_registries(out, c) || match_orcid(out, c);
    return match_registries(out, c) || match_pmid(out, c) || match_pmcid(out, c) ||
           match_doi(out, c) || match_url(out, c);
}

/* The letters a form begins with. */
static bool starts_like_form(assay_span word, const char *form) {
    size_t letters = 0;
    while (is_letter((unsigned char)form[letters]))
        letters++;
    return letters > 0 && assay_span_starts_ascii_case(word, (assay_span){form, letters});
}

static bool starts_with_letters_of(assay_span word) {
    static const char *const heads[] = {"pmid", "pmc",   "doi",  "http", "ftp",
                                        "www",  "euctr", "ctis", "jprn"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (starts_like_form(word, heads[i]))
            return true;
    for (size_t i = 0; i < REGISTRY_COUNT; i++)
        if (starts_like_form(word, registries[i].form))
            return true;
    return false;
}

/* Most words are told here: which second letters the heads and forms have after their first. */
static bool starts_with_pair(const cursor *c) {
#define L(letter) (1U << ((letter) - 'a'))
    static const uint32_t second[26] = {
        ['a' - 'a'] = L('c'),
        ['c' - 'a'] = L('h') | L('t'),
        ['d' - 'a'] = L('o') | L('r'),
        ['e' - 'a'] = L('u'),
        ['f' - 'a'] = L('t'),
        ['h' - 'a'] = L('t'),
        ['i' - 'a'] = L('r') | L('s') | L('t'),
        ['j' - 'a'] = L('p') | L('r'),
        ['k' - 'a'] = L('c'),
        ['l' - 'a'] = L('b'),
        ['n' - 'a'] = L('c') | L('l') | L('t'),
        ['p' - 'a'] = L('a') | L('e') | L('m'),
        ['r' - 'a'] = L('b') | L('p'),
        ['s' - 'a'] = L('l'),
        ['t' - 'a'] = L('c'),
        ['u' - 'a'] = L('m'),
        ['w' - 'a'] = L('w'),
    };
#undef L
    unsigned first = (unsigned)(peek(c, 0) | 0x20) - 'a',
             next = (unsigned)(peek(c, 1) | 0x20) - 'a';
    return first < 26 && next < 26 && (second[first] >> next & 1) != 0;
}

static bool starts_like_identifier(assay_span word) {
    cursor c = {word, 0};
    if (digit_at(&c, 0))
        return (assay_span_starts(word, ASSAY_SPAN("10.")) && digits_at(&c, 3) >= 4) ||
               (peek(&c, 4) == '-' && digits_at(&c, 0) == 4 && digits_at(&c, 5) >= 4);
    return starts_with_pair(&c) && starts_with_letters_of(word);
}

size_t assay_identifiers_trigger(assay_span word) {
    if (starts_like_identifier(word))
        return 0;
    for (size_t i = 1; i + 11 <= word.size; i++) {
        cursor c = {word, i};
        if ((word.data[i] | 0x20) == 'n' && take(&c, "nct") && digits_at(&c, 0) == 8)
            return i;
    }
    return SIZE_MAX;
}
