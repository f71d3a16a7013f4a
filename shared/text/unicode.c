#include "text/unicode.h"

#include "base/utf8.h"

#include <utf8proc.h>

/* ASCII folds by table: the letter in lower case and its kind. */
static assay_char fold_ascii(unsigned char byte) {
    static const uint8_t kinds[128] = {
        ['\t'] = ASSAY_CHAR_SPACE,     ['\n'] = ASSAY_CHAR_SPACE,
        ['\v'] = ASSAY_CHAR_SPACE,     ['\f'] = ASSAY_CHAR_SPACE,
        ['\r'] = ASSAY_CHAR_SPACE,     [' '] = ASSAY_CHAR_SPACE,
        ['-'] = ASSAY_CHAR_HYPHEN,     ['_'] = ASSAY_CHAR_HYPHEN,
        ['+'] = ASSAY_CHAR_PLUS,       ['.'] = ASSAY_CHAR_POINT,
        [','] = ASSAY_CHAR_COMMA,      ['\''] = ASSAY_CHAR_APOSTROPHE,
        ['*'] = ASSAY_CHAR_STAR,       ['^'] = ASSAY_CHAR_CARET,
        ['{'] = ASSAY_CHAR_OPEN_BRACE, ['}'] = ASSAY_CHAR_CLOSE_BRACE,
        ['('] = ASSAY_CHAR_OPEN_PAREN, [')'] = ASSAY_CHAR_CLOSE_PAREN,
    };
    if (byte >= 'a' && byte <= 'z')
        return (assay_char){byte, ASSAY_CHAR_LETTER, false, false};
    if (byte >= 'A' && byte <= 'Z')
        return (assay_char){(uint32_t)(byte | 0x20), ASSAY_CHAR_LETTER, false, true};
    if (byte >= '0' && byte <= '9')
        return (assay_char){byte, ASSAY_CHAR_DIGIT, false, false};
    return (assay_char){byte, kinds[byte], false, false};
}

static bool is_continuation(unsigned char byte) {
    return (byte & 0xC0) == 0x80;
}

size_t assay_unicode_decode(uint32_t *code, assay_span text, size_t at) {
    size_t size = assay_utf8_length(assay_span_skip(text, at));
    const unsigned char *s = (const unsigned char *)text.data + at;
    if (size <= 1) {
        *code = size == 1 ? s[0] : 0xFFFD;
        return 1;
    }
    uint32_t value = s[0] & (0x7FU >> size);
    for (size_t i = 1; i < size; i++)
        value = value << 6 | (s[i] & 0x3FU);
    *code = value;
    return size;
}

/* Where ASCII that begins at `at` ends. */
static size_t ascii_end(assay_span text, size_t at) {
    while (at < text.size && (unsigned char)text.data[at] < 0x80)
        at++;
    return at;
}

/* Diacritics and their like, which accent folding drops; marks of other scripts (vowel signs,
 * voiced kana) make other words and stay. */
static bool is_diacritic(uint32_t code) {
    return (code >= 0x300 && code <= 0x36F) || (code >= 0x1AB0 && code <= 0x1AFF) ||
           (code >= 0x1DC0 && code <= 0x1DFF) || (code >= 0x20D0 && code <= 0x20FF) ||
           (code >= 0xFE00 && code <= 0xFE0F) || (code >= 0xFE20 && code <= 0xFE2F);
}

static bool is_ideograph(uint32_t code) {
    return (code >= 0x3040 && code <= 0x30FF) || (code >= 0x3400 && code <= 0x4DBF) ||
           (code >= 0x4E00 && code <= 0x9FFF) || (code >= 0xF900 && code <= 0xFAFF) ||
           (code >= 0x20000 && code <= 0x3FFFF);
}

/* Punctuation with a part in words, and letters Unicode does not decompose. {character, what it
 * becomes, kind}; a kind of BREAK ends the word whatever NFKC would make of it. Sorted. */
typedef struct {
    uint32_t code, becomes;
    uint8_t kind;
    bool raised;
} special;
static const special specials[] = {
    {0x00A9, ' ', ASSAY_CHAR_BREAK, false},       /* copyright */
    {0x00AA, ' ', ASSAY_CHAR_BREAK, false},       /* feminine ordinal */
    {0x00AE, ' ', ASSAY_CHAR_BREAK, false},       /* registered */
    {0x00B2, '2', ASSAY_CHAR_DIGIT, true},        /* superscript 2 */
    {0x00B3, '3', ASSAY_CHAR_DIGIT, true},        /* superscript 3 */
    {0x00B4, '\'', ASSAY_CHAR_APOSTROPHE, false}, /* acute accent typed as apostrophe */
    {0x00B7, 0xB7, ASSAY_CHAR_POINT, false},      /* middle dot: 0·05 */
    {0x00B9, '1', ASSAY_CHAR_DIGIT, true},        /* superscript 1 */
    {0x00BA, ' ', ASSAY_CHAR_BREAK, false},       /* masculine ordinal, often a degree sign */
    {0x0111, 'd', ASSAY_CHAR_LETTER, false},
    {0x0127, 'h', ASSAY_CHAR_LETTER, false},
    {0x0131, 'i', ASSAY_CHAR_LETTER, false},
    {0x0142, 'l', ASSAY_CHAR_LETTER, false},
    {0x0167, 't', ASSAY_CHAR_LETTER, false},
    {0x0192, 'f', ASSAY_CHAR_LETTER, false},
    {0x0251, 0x3B1, ASSAY_CHAR_GREEK, false}, /* Latin alpha for Greek */
    {0x025B, 0x3B5, ASSAY_CHAR_GREEK, false}, /* open e for epsilon */
    {0x0263, 0x3B3, ASSAY_CHAR_GREEK, false}, /* Latin gamma */
    {0x02BC, '\'', ASSAY_CHAR_APOSTROPHE, false},
    {0x02C6, '^', ASSAY_CHAR_CARET, false}, /* modifier circumflex: mmˆ3 */
    {0x2010, '-', ASSAY_CHAR_HYPHEN, false},
    {0x2011, '-', ASSAY_CHAR_HYPHEN, false},
    {0x2012, '-', ASSAY_CHAR_HYPHEN, false},
    {0x2013, '-', ASSAY_CHAR_HYPHEN, false},
    {0x2018, '\'', ASSAY_CHAR_APOSTROPHE, false},
    {0x2019, '\'', ASSAY_CHAR_APOSTROPHE, false},
    {0x201B, '\'', ASSAY_CHAR_APOSTROPHE, false},
    {0x2027, 0xB7, ASSAY_CHAR_POINT, false},
    {0x2032, '\'', ASSAY_CHAR_APOSTROPHE, false}, /* prime */
    {0x2044, ' ', ASSAY_CHAR_BREAK, false},       /* fraction slash */
    {0x207A, '+', ASSAY_CHAR_PLUS, true},         /* superscript plus */
    {0x207B, '-', ASSAY_CHAR_MINUS, true},        /* superscript minus */
    {0x2120, ' ', ASSAY_CHAR_BREAK, false},       /* service mark */
    {0x2122, ' ', ASSAY_CHAR_BREAK, false},       /* trade mark */
    {0x2206, 0x3B4, ASSAY_CHAR_GREEK, false},     /* increment for delta */
    {0x2212, '-', ASSAY_CHAR_MINUS, false},
    {0x2219, 0xB7, ASSAY_CHAR_POINT, false}, /* bullet operator */
    {0x22C5, 0xB7, ASSAY_CHAR_POINT, false}, /* dot operator */
    {0xFE63, '-', ASSAY_CHAR_HYPHEN, false},
    {0xFF0D, '-', ASSAY_CHAR_HYPHEN, false},
};

static const special *find_special(uint32_t code) {
    size_t low = 0, high = sizeof specials / sizeof specials[0];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (specials[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < sizeof specials / sizeof specials[0] && specials[low].code == code;
    return found ? &specials[low] : NULL;
}

static uint8_t kind_of_category(utf8proc_category_t category) {
    switch (category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return ASSAY_CHAR_LETTER;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return ASSAY_CHAR_SPACE;
    default:
        return ASSAY_CHAR_BREAK;
    }
}

static assay_char classify(uint32_t code) {
    if (code < 0x80)
        return fold_ascii((unsigned char)code);
    if (code == 0x3C2)
        code = 0x3C3;
    if (code >= 0x3B1 && code <= 0x3C9)
        return (assay_char){code, ASSAY_CHAR_GREEK, false, false};
    const special *found = find_special(code);
    if (found != NULL)
        return (assay_char){found->becomes, found->kind, found->raised, false};
    if (is_ideograph(code))
        return (assay_char){code, ASSAY_CHAR_IDEOGRAPH, false, false};
    uint8_t kind = kind_of_category(utf8proc_category((utf8proc_int32_t)code));
    return (assay_char){code, kind, false, false};
}

/* Format characters vanish, so that a soft hyphen does not cut a word; the zero-width space was put
 * between words. */
static bool is_ignored(uint32_t code) {
    return code != 0x200B && utf8proc_category((utf8proc_int32_t)code) == UTF8PROC_CATEGORY_CF;
}

/* Two letters for one, where neither NFKC nor case folding says so. */
static const char *pair_of(uint32_t code) {
    switch (code) {
    case 0xE6:
        return "ae";
    case 0x153:
        return "oe";
    case 0xFE:
        return "th";
    default:
        return NULL;
    }
}

static size_t put(assay_char *out, size_t count, uint32_t code) {
    const char *pair = pair_of(code);
    if (pair != NULL) {
        out[count] = fold_ascii((unsigned char)pair[0]);
        out[count + 1] = fold_ascii((unsigned char)pair[1]);
        return count + 2;
    }
    if (code == 0xF0) /* eth */
        code = 'd';
    else if (code == 0xF8)
        code = 'o';
    out[count] = classify(code);
    return count + 1;
}

/* Decomposed and without diacritics; what else composes is composed again. */
static size_t decompose(utf8proc_int32_t *codes, size_t room, uint32_t code) {
    int boundary = UTF8PROC_BOUNDCLASS_START;
    utf8proc_ssize_t made = utf8proc_decompose_char(
        (utf8proc_int32_t)code, codes, (utf8proc_ssize_t)room,
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, &boundary);
    if (made < 0 || (size_t)made > room) {
        codes[0] = (utf8proc_int32_t)code;
        return 1;
    }
    size_t kept = 0;
    bool marks = false;
    for (size_t i = 0; i < (size_t)made; i++)
        if (!is_diacritic((uint32_t)codes[i])) {
            marks |= utf8proc_get_property(codes[i])->combining_class != 0;
            codes[kept++] = codes[i];
        }
    if (marks) {
        utf8proc_ssize_t composed = utf8proc_normalize_utf32(codes, (utf8proc_ssize_t)kept,
                                                             UTF8PROC_COMPOSE | UTF8PROC_STABLE);
        kept = composed > 0 ? (size_t)composed : kept;
    }
    return kept;
}

size_t assay_unicode_fold(assay_char out[ASSAY_UNICODE_FOLD_MAX], uint32_t code) {
    if (code < 0x80) {
        out[0] = fold_ascii((unsigned char)code);
        return 1;
    }
    if (code == 0x2070 || (code >= 0x2074 && code <= 0x2079)) { /* superscript digits */
        out[0] = (assay_char){code - 0x2070 + '0', ASSAY_CHAR_DIGIT, true, false};
        return 1;
    }
    const special *found = find_special(code);
    if (found != NULL) {
        out[0] = (assay_char){found->becomes, found->kind, found->raised, false};
        return 1;
    }
    if (is_ignored(code) || is_diacritic(code))
        return 0;
    if (code >= 0xAC00 && code <= 0xD7A3) { /* Hangul syllables need no folding */
        out[0] = (assay_char){code, ASSAY_CHAR_LETTER, false, false};
        return 1;
    }
    utf8proc_int32_t codes[ASSAY_UNICODE_FOLD_MAX / 2 + 8];
    size_t made = decompose(codes, ASSAY_UNICODE_FOLD_MAX / 2 + 8, code), count = 0;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    bool upper = category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
    if (made == 3 && codes[1] == 0x2044) /* a fraction does not go on with the number before it */
        out[count++] = (assay_char){' ', ASSAY_CHAR_BREAK, false, false};
    for (size_t i = 0; i < made && count + 2 <= ASSAY_UNICODE_FOLD_MAX; i++) {
        count = put(out, count, (uint32_t)codes[i]);
        out[count - 1].upper = upper;
    }
    return count;
}

bool assay_unicode_compose(uint32_t *code, uint32_t first, uint32_t second) {
    bool jamo = second >= 0x1160 && second <= 0x11FF;
    if (!jamo && utf8proc_get_property((utf8proc_int32_t)second)->combining_class == 0)
        return false;
    utf8proc_int32_t codes[2] = {(utf8proc_int32_t)first, (utf8proc_int32_t)second};
    if (utf8proc_normalize_utf32(codes, 2, UTF8PROC_COMPOSE | UTF8PROC_STABLE) != 1)
        return false;
    *code = (uint32_t)codes[0];
    return true;
}

/* U+03B1 to U+03C9. */
static const char *const greek_names[] = {
    "alpha", "beta",   "gamma",   "delta", "epsilon", "zeta",    "eta",  "theta", "iota",
    "kappa", "lambda", "mu",      "nu",    "xi",      "omicron", "pi",   "rho",   "sigma",
    "sigma", "tau",    "upsilon", "phi",   "chi",     "psi",     "omega"};

assay_span assay_unicode_greek_name(uint32_t code) {
    return assay_span_of(greek_names[code - 0x3B1]);
}

bool assay_unicode_is_greek_name(assay_span word) {
    if (word.size < 4 || word.size > 7)
        return false;
    for (size_t i = 0; i < sizeof greek_names / sizeof *greek_names; i++)
        if (word.data[0] == greek_names[i][0] &&
            assay_span_equal(word, assay_span_of(greek_names[i])))
            return true;
    return false;
}

size_t assay_unicode_floor(assay_span text, size_t at) {
    if (at >= text.size)
        return text.size;
    const unsigned char *s = (const unsigned char *)text.data;
    for (size_t back = 1; back <= 3 && back <= at; back++) {
        if (!is_continuation(s[at - back + 1]))
            return at;
        uint32_t code;
        if (!is_continuation(s[at - back]))
            return assay_unicode_decode(&code, text, at - back) > back ? at - back : at;
    }
    return at;
}

size_t assay_unicode_bad_bytes(assay_span text) {
    size_t bad = 0;
    for (size_t at = ascii_end(text, 0); at < text.size; at = ascii_end(text, at)) {
        uint32_t code;
        size_t size = assay_unicode_decode(&code, text, at);
        bad += code == 0xFFFD && size == 1;
        at += size;
    }
    return bad;
}

static void fold_ascii_text(assay_buffer *out, assay_span text) {
    if (text.size == 0 || !assay_buffer_reserve(out, text.size))
        return;
    char *to = out->data + out->size;
    for (size_t i = 0; i < text.size; i++) {
        bool capital = text.data[i] >= 'A' && text.data[i] <= 'Z';
        to[i] = (char)(text.data[i] | (capital ? 0x20 : 0));
    }
    out->size += text.size;
}

void assay_unicode_fold_text(assay_buffer *out, assay_span text) {
    for (size_t at = 0; at < text.size;) {
        size_t end = ascii_end(text, at);
        fold_ascii_text(out, assay_span_make(text.data + at, end - at));
        if (end == text.size)
            return;
        uint32_t code;
        assay_char folded[ASSAY_UNICODE_FOLD_MAX];
        at = end + assay_unicode_decode(&code, text, end);
        size_t count = assay_unicode_fold(folded, code);
        for (size_t i = 0; i < count; i++) {
            char bytes[4];
            assay_buffer_add(out, bytes, assay_utf8_write(bytes, folded[i].code));
        }
    }
}
