#include "text/pattern.h"

#include "support/suite.h"

static assay_error err;

static bool glob_takes(const char *pattern, const char *word) {
    assay_pattern made;
    ck_ok(assay_pattern_glob(&made, assay_span_of(pattern), &err), err);
    return assay_pattern_matches(&made, assay_span_of(word));
}

START_TEST(stars_and_question_marks_stand_for_characters) {
    static const struct {
        const char *pattern, *word;
        bool takes;
    } rows[] = {
        {"immun*", "immunotherapy", true},
        {"immun*", "immun", true},
        {"immun*", "immu", false},
        {"*mab", "pembrolizumab", true},
        {"*mab", "mabs", false},
        {"h?moglobin", "hemoglobin", true},
        {"h?moglobin", "hmoglobin", false},
        {"h*globin", "haemoglobin", true},
        {"*a*b*c*", "xxaxxbxxcxx", true},
        {"*a*b*c*", "xxaxxcxxbxx", false},
        {"a**b", "ab", true},
        {"??癌", "ab癌", true},
        {"a?c", "a癌c", true},
        {"IL-1*", "il15", true},
        {"Hämo*", "hamolysis", true},
        {"γ*", "gammac", true},
        {"colo?r*", "colours", true},
        {"ab", "abc", false},
        {"*ab", "aab", true},
        {"*aab", "aaab", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_msg(glob_takes(rows[i].pattern, rows[i].word) == rows[i].takes, "%s on %s",
                      rows[i].pattern, rows[i].word);
}
END_TEST

START_TEST(patterns_of_values_keep_blanks_and_hyphens) {
    assay_pattern made;
    ck_ok(assay_pattern_value(&made, ASSAY_SPAN("Renal-cell c*"), &err), err);
    ck_assert(assay_pattern_matches(&made, ASSAY_SPAN("renal-cell carcinoma")));
    ck_assert(!assay_pattern_matches(&made, ASSAY_SPAN("renal cell carcinoma")));
    ck_span_eq(assay_pattern_prefix(&made), "renal-cell c");
    ck_assert_int_eq(assay_pattern_value(&made, ASSAY_SPAN("*"), &err), ASSAY_E_SYNTAX);
}
END_TEST

START_TEST(the_prefix_is_what_every_match_begins_with) {
    assay_pattern made;
    ck_ok(assay_pattern_glob(&made, ASSAY_SPAN("Immun*y"), &err), err);
    ck_span_eq(assay_pattern_prefix(&made), "immun");
    ck_assert_uint_eq(assay_pattern_literals(&made), 6);
    ck_ok(assay_pattern_glob(&made, ASSAY_SPAN("*mab"), &err), err);
    ck_span_eq(assay_pattern_prefix(&made), "");
    ck_ok(assay_pattern_fuzzy(&made, ASSAY_SPAN("Mélanma"), 1, 2, &err), err);
    ck_span_eq(assay_pattern_prefix(&made), "me");
}
END_TEST

START_TEST(what_is_no_pattern_is_refused_with_a_reason) {
    assay_pattern made;
    static const char *const bad[] = {"*", "?*", "", "a b*", "a/b*"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_int_eq(assay_pattern_glob(&made, assay_span_of(bad[i]), &err), ASSAY_E_SYNTAX);
    char longest[ASSAY_PATTERN_MAX + 2];
    memset(longest, 'a', sizeof longest);
    ck_assert_int_eq(assay_pattern_glob(&made, assay_span_make(longest, ASSAY_PATTERN_MAX), &err),
                     ASSAY_OK);
    ck_assert_int_eq(
        assay_pattern_glob(&made, assay_span_make(longest, ASSAY_PATTERN_MAX + 1), &err),
        ASSAY_E_LIMIT);
    ck_assert_int_eq(assay_pattern_fuzzy(&made, ASSAY_SPAN("abc"), 3, 0, &err), ASSAY_E_USAGE);
    ck_assert_int_eq(assay_pattern_fuzzy(&made, ASSAY_SPAN("-"), 1, 0, &err), ASSAY_E_SYNTAX);
}
END_TEST

START_TEST(globs_are_told_from_words) {
    ck_assert(assay_pattern_is_glob(ASSAY_SPAN("immun*")));
    ck_assert(assay_pattern_is_glob(ASSAY_SPAN("?x")));
    ck_assert(!assay_pattern_is_glob(ASSAY_SPAN("immun")));
    ck_assert(!assay_pattern_is_glob(ASSAY_SPAN("a\\*")));
    ck_assert(!assay_pattern_is_glob(ASSAY_SPAN("a\\")));
}
END_TEST

START_TEST(fuzzy_words_are_within_their_edits) {
    static const struct {
        const char *word, *other;
        unsigned distance;
    } rows[] = {{"melanoma", "melanoma", 0}, {"melanma", "melanoma", 1},
                {"melaonma", "melanoma", 1}, {"melxnoma", "melanoma", 1},
                {"mlanma", "melanoma", 2},   {"xmelanoma", "melanoma", 1},
                {"abc", "xyz", 3},           {"ca", "abc", 3},
                {"癌症", "癌", 1},           {"", "ab", 2},
                {"abcd", "badc", 2}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned found =
            assay_pattern_distance(assay_span_of(rows[i].word), assay_span_of(rows[i].other), 2);
        ck_assert_msg(found == rows[i].distance, "%s to %s is %u", rows[i].word, rows[i].other,
                      found);
    }
}
END_TEST

/* The definition of the restricted distance, whole and slow. */
static unsigned slow_distance(assay_span a, assay_span b) {
    unsigned d[16][16];
    for (size_t i = 0; i <= a.size; i++)
        for (size_t j = 0; j <= b.size; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = (unsigned)(i + j);
                continue;
            }
            unsigned best = d[i - 1][j - 1] + (a.data[i - 1] != b.data[j - 1]);
            if (d[i - 1][j] + 1 < best)
                best = d[i - 1][j] + 1;
            if (d[i][j - 1] + 1 < best)
                best = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] &&
                a.data[i - 2] == b.data[j - 1] && d[i - 2][j - 2] + 1 < best)
                best = d[i - 2][j - 2] + 1;
            d[i][j] = best;
        }
    return d[a.size][b.size];
}

static uint64_t next_random(uint64_t *state) {
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return *state >> 33;
}

static assay_span random_word(char *out, uint64_t *state) {
    size_t size = next_random(state) % 13;
    for (size_t i = 0; i < size; i++)
        out[i] = (char)('a' + next_random(state) % 3);
    return (assay_span){out, size};
}

START_TEST(the_banded_distance_is_the_whole_one) {
    uint64_t state = 1;
    for (int i = 0; i < 20000; i++) {
        char a_bytes[16], b_bytes[16];
        assay_span a = random_word(a_bytes, &state), b = random_word(b_bytes, &state);
        unsigned limit = 1 + (unsigned)(i % 2), whole = slow_distance(a, b);
        unsigned expected = whole > limit ? limit + 1 : whole;
        ck_assert_msg(assay_pattern_distance(a, b, limit) == expected, "%.*s to %.*s within %u",
                      ASSAY_SPAN_ARG(a), ASSAY_SPAN_ARG(b), limit);
    }
}
END_TEST

/* The definition of a glob, by trying everything. */
static bool slow_glob(const char *p, const char *w) {
    if (*p == '\0')
        return *w == '\0';
    if (*p == '*')
        return slow_glob(p + 1, w) || (*w != '\0' && slow_glob(p, w + 1));
    return *w != '\0' && (*p == '?' || *p == *w) && slow_glob(p + 1, w + 1);
}

/* What is ruled out by its beginning has no word near with that beginning, and its last byte is needed. */
START_TEST(no_word_near_is_ruled_out) {
    uint64_t state = 23;
    char bytes[3][16];
    size_t ruled_out = 0;
    for (int i = 0; i < 60000; i++) {
        assay_span typed = random_word(bytes[0], &state), word = random_word(bytes[1], &state);
        assay_pattern pattern;
        unsigned limit = 1 + (unsigned)(i % 2);
        if (assay_pattern_fuzzy(&pattern, typed, limit, 0, &err) != ASSAY_OK)
            continue;
        size_t size = assay_pattern_rules_out(&pattern, word);
        ck_assert_uint_le(size, word.size);
        ck_assert(size != 0 || word.size == 0 ||
                  assay_pattern_rules_out(&pattern, assay_span_first(word, word.size - 1)) == 0);
        if (size == 0)
            continue;
        ruled_out++;
        assay_span more = random_word(bytes[2], &state);
        char joined[32];
        memcpy(joined, word.data, size);
        memcpy(joined + size, more.data, more.size);
        for (size_t end = size; end <= size + more.size; end++)
            ck_assert_uint_gt(assay_pattern_distance(typed, assay_span_make(joined, end), limit),
                              limit);
        ck_assert_uint_eq(assay_pattern_rules_out(&pattern, assay_span_first(word, size - 1)), 0);
    }
    ck_assert_uint_gt(ruled_out, 1000);
}
END_TEST

START_TEST(globs_match_as_trying_everything_does) {
    uint64_t state = 2;
    for (int i = 0; i < 20000; i++) {
        char pattern[10], word[16];
        size_t size = 1 + next_random(&state) % 8;
        for (size_t k = 0; k < size; k++)
            pattern[k] = "ab*?"[next_random(&state) % 4];
        pattern[size] = '\0';
        word[random_word(word, &state).size] = '\0';
        assay_pattern made;
        if (assay_pattern_glob(&made, assay_span_of(pattern), &err) != ASSAY_OK)
            continue;
        ck_assert_msg(assay_pattern_matches(&made, assay_span_of(word)) == slow_glob(pattern, word),
                      "%s on %s", pattern, word);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("text/pattern");
    TCase *cases = tcase_create("all");
    tcase_add_test(cases, stars_and_question_marks_stand_for_characters);
    tcase_add_test(cases, patterns_of_values_keep_blanks_and_hyphens);
    tcase_add_test(cases, the_prefix_is_what_every_match_begins_with);
    tcase_add_test(cases, what_is_no_pattern_is_refused_with_a_reason);
    tcase_add_test(cases, globs_are_told_from_words);
    tcase_add_test(cases, fuzzy_words_are_within_their_edits);
    tcase_add_test(cases, the_banded_distance_is_the_whole_one);
    tcase_add_test(cases, no_word_near_is_ruled_out);
    tcase_add_test(cases, globs_match_as_trying_everything_does);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
