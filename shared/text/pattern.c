#include "text/pattern.h"

#include "base/utf8.h"
#include "text/unicode.h"

/* Words of a dictionary are shorter; longer ones match nothing. */
enum { WORD_MAX = 256 };

static assay_status add_code(assay_pattern *pattern, uint32_t code, assay_error *err) {
    if (pattern->count == ASSAY_PATTERN_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "a word pattern has more than %d characters",
                          (int)ASSAY_PATTERN_MAX);
    pattern->codes[pattern->count++] = code;
    return ASSAY_OK;
}

static assay_status add_folded(assay_pattern *pattern, assay_char folded, assay_error *err) {
    switch (folded.kind) {
    case ASSAY_CHAR_GREEK: {
        assay_span name = assay_unicode_greek_name(folded.code);
        for (size_t i = 0; i < name.size; i++)
            ASSAY_TRY(add_code(pattern, (unsigned char)name.data[i], err));
        return ASSAY_OK;
    }
    case ASSAY_CHAR_LETTER:
    case ASSAY_CHAR_DIGIT:
    case ASSAY_CHAR_IDEOGRAPH:
    case ASSAY_CHAR_PLUS:
    case ASSAY_CHAR_POINT:
    case ASSAY_CHAR_STAR: /* escaped: it matches nothing, and says so by matching nothing */
        return add_code(pattern, folded.code, err);
    case ASSAY_CHAR_HYPHEN:
    case ASSAY_CHAR_MINUS:
    case ASSAY_CHAR_APOSTROPHE:
        return ASSAY_OK;
    default:
        return folded.code == '?'
                   ? add_code(pattern, '?', err)
                   : assay_fail(err, ASSAY_E_SYNTAX,
                                "a word pattern is one word of letters, digits, * and ?");
    }
}

/* What a pattern is matched against decides how its characters fold. */
typedef enum { OF_WORDS, OF_VALUES, LITERAL_WORD } pattern_use;

static assay_status add_text(assay_pattern *pattern, assay_span text, pattern_use use,
                             assay_error *err) {
    bool wildcards = use != LITERAL_WORD;
    for (size_t at = 0; at < text.size;) {
        uint32_t code;
        at += assay_unicode_decode(&code, text, at);
        if (wildcards && (code == '*' || code == '?')) {
            bool again = code == '*' && pattern->count > 0 &&
                         pattern->codes[pattern->count - 1] == ASSAY_PATTERN_ANY;
            if (!again)
                ASSAY_TRY(
                    add_code(pattern, code == '*' ? ASSAY_PATTERN_ANY : ASSAY_PATTERN_ONE, err));
            continue;
        }
        if (wildcards && code == '\\' && at < text.size)
            at += assay_unicode_decode(&code, text, at);
        assay_char folded[ASSAY_UNICODE_FOLD_MAX];
        size_t count = assay_unicode_fold(folded, code);
        for (size_t i = 0; i < count; i++)
            ASSAY_TRY(use == OF_VALUES ? add_code(pattern, folded[i].code, err)
                                       : add_folded(pattern, folded[i], err));
    }
    return ASSAY_OK;
}

static bool is_wildcard(uint32_t code) {
    return code == ASSAY_PATTERN_ANY || code == ASSAY_PATTERN_ONE;
}

static void set_prefix(assay_pattern *pattern, size_t count) {
    for (size_t i = 0; i < count && !is_wildcard(pattern->codes[i]); i++)
        pattern->prefix_size +=
            assay_utf8_write(pattern->prefix + pattern->prefix_size, pattern->codes[i]);
}

size_t assay_pattern_literals(const assay_pattern *pattern) {
    size_t count = 0;
    for (size_t i = 0; i < pattern->count; i++)
        count += !is_wildcard(pattern->codes[i]);
    return count;
}

static assay_status make_glob(assay_pattern *out, assay_span text, pattern_use use,
                              assay_error *err) {
    assay_pattern pattern = {.count = 0};
    ASSAY_TRY(add_text(&pattern, text, use, err));
    if (assay_pattern_literals(&pattern) == 0)
        return assay_fail(err, ASSAY_E_SYNTAX, "a word pattern needs at least one letter or digit");
    set_prefix(&pattern, pattern.count);
    *out = pattern;
    return ASSAY_OK;
}

assay_status assay_pattern_glob(assay_pattern *out, assay_span text, assay_error *err) {
    return make_glob(out, text, OF_WORDS, err);
}

assay_status assay_pattern_value(assay_pattern *out, assay_span text, assay_error *err) {
    return make_glob(out, text, OF_VALUES, err);
}

assay_status assay_pattern_fuzzy(assay_pattern *out, assay_span word, unsigned edits, size_t fixed,
                                 assay_error *err) {
    if (edits == 0 || edits > ASSAY_PATTERN_EDITS_MAX)
        return assay_fail(err, ASSAY_E_USAGE, "a fuzzy word allows 1 or 2 edits, not %u", edits);
    assay_pattern pattern = {.edits = edits};
    ASSAY_TRY(add_text(&pattern, word, LITERAL_WORD, err));
    if (pattern.count == 0)
        return assay_fail(err, ASSAY_E_SYNTAX, "a fuzzy word needs at least one letter or digit");
    set_prefix(&pattern, fixed < pattern.count ? fixed : pattern.count);
    *out = pattern;
    return ASSAY_OK;
}

bool assay_pattern_is_glob(assay_span text) {
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '*' || text.data[i] == '?')
            return true;
        if (text.data[i] == '\\')
            i++;
    }
    return false;
}

/* The word's characters; SIZE_MAX for a word that is too long. */
static size_t read_word(uint32_t codes[WORD_MAX], assay_span word) {
    size_t count = 0;
    for (size_t at = 0; at < word.size;) {
        if (count == WORD_MAX)
            return SIZE_MAX;
        at += assay_unicode_decode(&codes[count++], word, at);
    }
    return count;
}

/* On a mismatch only the last star can take one character more. */
static bool matches_glob(const assay_pattern *pattern, const uint32_t *word, size_t count) {
    size_t at = 0, p = 0, star = SIZE_MAX, star_at = 0;
    while (at < count) {
        uint32_t code = p < pattern->count ? pattern->codes[p] : 0;
        if (p < pattern->count && code == ASSAY_PATTERN_ANY) {
            star = p++;
            star_at = at;
        } else if (p < pattern->count && (code == ASSAY_PATTERN_ONE || code == word[at])) {
            p++;
            at++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            at = ++star_at;
        } else {
            return false;
        }
    }
    while (p < pattern->count && pattern->codes[p] == ASSAY_PATTERN_ANY)
        p++;
    return p == pattern->count;
}

static unsigned least(unsigned a, unsigned b) {
    return a < b ? a : b;
}

/* Damerau 1964, restricted as in Oommen and Loke 1997. Row i is of the first i characters of a, from the two
 * rows above it; only the band |i - j| <= limit is filled. Returns the least of it. */
static unsigned fill_row(unsigned *row, const unsigned *above, const unsigned *above2,
                         const uint32_t *a, size_t i, const uint32_t *b, size_t b_count,
                         unsigned limit) {
    size_t from = i > limit ? i - limit : 1, to = i + limit < b_count ? i + limit : b_count;
    unsigned best = row[from - 1] = from == 1 ? (unsigned)i : limit + 1;
    for (size_t j = from; j <= to; j++) {
        unsigned value = above[j - 1] + (a[i - 1] != b[j - 1]);
        value = least(value, row[j - 1] + 1);
        if (j < i + limit) /* above it the band ends */
            value = least(value, above[j] + 1);
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            value = least(value, above2[j - 2] + 1);
        row[j] = value;
        best = least(best, value);
    }
    return best;
}

static unsigned banded(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count,
                       unsigned limit) {
    unsigned rows[3][WORD_MAX + 1] = {{0}};
    for (size_t j = 0; j <= b_count; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a_count; i++)
        if (fill_row(rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3], a, i, b, b_count, limit) >
            limit)
            return limit + 1;
    return least(rows[a_count % 3][b_count], limit + 1);
}

static unsigned distance(const uint32_t *a, size_t a_count, const uint32_t *b, size_t b_count,
                         unsigned limit) {
    size_t gap = a_count > b_count ? a_count - b_count : b_count - a_count;
    return gap > limit ? limit + 1 : banded(a, a_count, b, b_count, limit);
}

bool assay_pattern_matches(const assay_pattern *pattern, assay_span word) {
    uint32_t codes[WORD_MAX];
    if (!assay_span_starts(word, assay_pattern_prefix(pattern)))
        return false;
    size_t count = read_word(codes, word);
    if (count == SIZE_MAX)
        return false;
    if (pattern->edits == 0)
        return matches_glob(pattern, codes, count);
    return distance(pattern->codes, pattern->count, codes, count, pattern->edits) <= pattern->edits;
}

size_t assay_pattern_rules_out(const assay_pattern *pattern, assay_span word) {
    unsigned rows[3][ASSAY_PATTERN_MAX + 1] = {{0}};
    uint32_t codes[ASSAY_PATTERN_MAX + ASSAY_PATTERN_EDITS_MAX + 1];
    for (size_t j = 0; j <= pattern->count; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1, at = 0; at < word.size; i++) {
        at += assay_unicode_decode(&codes[i - 1], word, at);
        if (i > pattern->count + pattern->edits ||
            fill_row(rows[i % 3], rows[(i + 2) % 3], rows[(i + 1) % 3], codes, i, pattern->codes,
                     pattern->count, pattern->edits) > pattern->edits)
            return at;
    }
    return 0;
}

unsigned assay_pattern_distance(assay_span a, assay_span b, unsigned limit) {
    uint32_t a_codes[WORD_MAX], b_codes[WORD_MAX];
    if (limit > ASSAY_PATTERN_EDITS_MAX)
        limit = ASSAY_PATTERN_EDITS_MAX;
    size_t a_count = read_word(a_codes, a), b_count = read_word(b_codes, b);
    if (a_count == SIZE_MAX || b_count == SIZE_MAX)
        return assay_span_equal(a, b) ? 0 : limit + 1;
    return distance(a_codes, a_count, b_codes, b_count, limit);
}
