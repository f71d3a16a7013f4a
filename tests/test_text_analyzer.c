#include "base/buffer.h"
#include "text/analyzer.h"

#include "support/suite.h"

#include <stdio.h>

static assay_analyzer *analyzer;
static assay_tokens tokens;
static assay_error err;

static void start(void) {
    ck_ok(assay_analyzer_new(&analyzer, NULL, &err), err);
}

static void stop(void) {
    assay_tokens_done(&tokens);
    assay_analyzer_free(analyzer);
}

static void run(assay_span text) {
    assay_tokens_clear(&tokens);
    ck_ok(assay_analyzer_run(&tokens, analyzer, text, &err), err);
}

static assay_span form_of(const assay_token *token) {
    return assay_map_key(assay_analyzer_forms(analyzer), token->form);
}

/* The forms, a blank between. */
static assay_span printed(assay_buffer *out) {
    assay_buffer_clear(out);
    for (size_t i = 0; i < tokens.count; i++) {
        if (i > 0)
            assay_buffer_add_byte(out, ' ');
        assay_buffer_add_span(out, form_of(&tokens.items[i]));
    }
    return assay_buffer_span(out);
}

/* "\n" in the table is a line end. */
static void unescape(assay_buffer *out, assay_span text) {
    assay_buffer_clear(out);
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '\\' && i + 1 < text.size && text.data[i + 1] == 'n') {
            assay_buffer_add_byte(out, '\n');
            i++;
        } else {
            assay_buffer_add_byte(out, text.data[i]);
        }
}

START_TEST(every_row_of_the_golden_table_gives_its_tokens) {
    FILE *table = fopen("tests/golden/analysis.tsv", "r");
    ck_assert_msg(table != NULL, "tests/golden/analysis.tsv is not there");
    assay_buffer text, out;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    char *line = NULL;
    size_t capacity = 0;
    int rows = 0;
    for (ssize_t size; (size = getline(&line, &capacity, table)) > 0;) {
        assay_span expected = {line, (size_t)size};
        if (line[0] == '#')
            continue;
        unescape(&text, assay_span_cut(&expected, '\t'));
        expected = assay_span_trim(expected);
        for (int again = 0; again < 2; again++) { /* learnt, then remembered */
            run(assay_buffer_span(&text));
            assay_span actual = printed(&out);
            ck_assert_msg(assay_span_equal(actual, expected),
                          "%.*s\n gives    %.*s\n and not  %.*s",
                          ASSAY_SPAN_ARG(assay_buffer_span(&text)), ASSAY_SPAN_ARG(actual),
                          ASSAY_SPAN_ARG(expected));
        }
        rows++;
    }
    ck_assert_int_gt(rows, 50);
    free(line);
    fclose(table);
    assay_buffer_done(&text);
    assay_buffer_done(&out);
}
END_TEST

static void same_forms(const char *one, const char *other) {
    assay_buffer a, b;
    assay_buffer_init(&a, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&b, ASSAY_BUFFER_NO_CAP);
    run(assay_span_of(one));
    (void)printed(&a);
    run(assay_span_of(other));
    (void)printed(&b);
    ck_assert_msg(assay_span_equal(assay_buffer_span(&a), assay_buffer_span(&b)),
                  "%s gives %.*s, %s gives %.*s", one, ASSAY_SPAN_ARG(assay_buffer_span(&a)), other,
                  ASSAY_SPAN_ARG(assay_buffer_span(&b)));
    assay_buffer_done(&a);
    assay_buffer_done(&b);
}

START_TEST(spellings_of_one_compound_give_the_same_tokens) {
    same_forms("IL-2", "IL2");
    same_forms("IL-2", "il‑2"); /* non-breaking hyphen */
    same_forms("B7-H3", "B7H3");
    same_forms("TGF-β1", "TGF-beta1");
    same_forms("TGFβ1", "TGF-β-1");
    same_forms("CD8⁺", "CD8+");
    same_forms("CD8 ⁺", "CD8+");
    same_forms("Ca²⁺", "Ca2+");
    same_forms("10⁶", "10^6");
    same_forms("TNFalpha", "TNF-α");
    same_forms("5 µg", "5 μg");
    same_forms("0·05", ".05");
    same_forms("HLA-B27", "HLA-B*27");
    same_forms("NCT99000001", "https://clinicaltrials.gov/study/NCT99000001");
}
END_TEST

START_TEST(stems_are_terms_and_stop_words_are_marked) {
    run(ASSAY_SPAN("The metastases of lungs"));
    const assay_map *terms = assay_analyzer_terms(analyzer);
    ck_assert_uint_eq(tokens.count, 4);
    ck_span_eq(assay_map_key(terms, tokens.items[1].term), "Zmetastas");
    ck_span_eq(assay_map_key(terms, tokens.items[3].term), "Zlung");
    ck_assert(tokens.items[0].is_stop && !tokens.items[1].is_stop && tokens.items[2].is_stop);
}
END_TEST

START_TEST(positions_run_on_and_paragraphs_leave_a_gap) {
    run(ASSAY_SPAN("one two"));
    ck_assert_uint_eq(tokens.next_position, 2);
    tokens.next_position += 100;
    ck_ok(assay_analyzer_run(&tokens, analyzer, ASSAY_SPAN("three"), &err), err);
    ck_assert_uint_eq(tokens.items[2].position, 102);
    ck_assert_uint_eq(tokens.items[2].begin, 0);
    run(ASSAY_SPAN("one.\n\nTwo three"));
    ck_assert_uint_gt(tokens.items[1].position, 2);
    ck_assert_uint_eq(tokens.items[2].position, tokens.items[1].position + 1);
    run(ASSAY_SPAN("enhance\n\npharmacokinetic"));
    ck_assert_uint_eq(tokens.items[1].position, 1);
}
END_TEST

START_TEST(identifiers_have_a_position_and_no_term) {
    run(ASSAY_SPAN("see NCT99000001 now"));
    ck_assert_uint_eq(tokens.count, 3);
    const assay_token *token = &tokens.items[1];
    ck_assert_int_eq(token->kind, ASSAY_TOKEN_IDENTIFIER);
    ck_assert_uint_eq(token->term, ASSAY_MAP_NONE);
    ck_assert_uint_eq(token->position, 1);
    ck_assert_uint_eq(token->begin, 4);
    ck_assert_uint_eq(token->end, 15);
    ck_assert_uint_eq(tokens.items[2].position, 2);
}
END_TEST

START_TEST(identifiers_anywhere_among_many_words_leave_the_words_as_they_are) {
    static const char *const amid[] = {"NCT99000001", "doi:10.99999/a-b(c)d", "(PMID: 99000001)",
                                       "xNCT99000001", "https://example.org/a,b-c_d?e=f g"};
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    for (size_t i = 0; i < 40 * sizeof amid / sizeof *amid; i++) {
        const size_t before = i / (sizeof amid / sizeof *amid), after = 40 - before;
        run(assay_span_of(amid[i % (sizeof amid / sizeof *amid)]));
        const size_t own = tokens.count;
        assay_buffer_clear(&text);
        for (size_t k = 0; k < before; k++)
            assay_buffer_add_text(&text, "lung, ");
        assay_buffer_add_text(&text, amid[i % (sizeof amid / sizeof *amid)]);
        for (size_t k = 0; k < after; k++)
            assay_buffer_add_text(&text, " tumour");
        run(assay_buffer_span(&text));
        ck_assert_uint_eq(tokens.count, before + own + after);
        for (size_t k = 0; k < before; k++)
            ck_span_eq(form_of(&tokens.items[k]), "lung");
        for (size_t k = 0; k < after; k++) {
            const assay_token *token = &tokens.items[before + own + k];
            ck_span_eq(form_of(token), "tumour");
            ck_assert_uint_eq(token->begin, text.size - 7 * (after - k) + 1);
            ck_assert_uint_eq(token->position, tokens.next_position - (after - k));
        }
    }
    assay_buffer_done(&text);
}
END_TEST

START_TEST(bad_bytes_are_counted_and_end_words) {
    run(ASSAY_SPAN("can\xFF"
                   "cer ok\xC3"));
    ck_assert_uint_eq(tokens.bad_bytes, 2);
    ck_assert_uint_eq(tokens.count, 3);
    run(ASSAY_SPAN("can\xFF"
                   "cer"));
    ck_assert_uint_eq(tokens.bad_bytes, 1);
    run(ASSAY_SPAN("cancer"));
    ck_assert_uint_eq(tokens.bad_bytes, 0);
}
END_TEST

START_TEST(absurdly_long_words_are_cut_at_a_character) {
    char text[5000];
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "\xD1\x8F", 2); /* a Cyrillic letter */
    run(assay_span_make(text, sizeof text));
    ck_assert_uint_gt(tokens.count, 0);
    for (size_t i = 0; i < tokens.count; i++) {
        assay_span form = form_of(&tokens.items[i]);
        assay_span term = assay_map_key(assay_analyzer_terms(analyzer), tokens.items[i].term);
        ck_assert_uint_le(form.size, ASSAY_TERM_MAX);
        ck_assert_uint_le(term.size, ASSAY_TERM_MAX);
        ck_assert_uint_eq(form.size % 2, 0);
    }
}
END_TEST

START_TEST(forgetting_starts_the_ids_again) {
    run(ASSAY_SPAN("melanoma of the lung"));
    uint32_t first = tokens.items[0].term;
    ck_assert_uint_gt(assay_analyzer_memory(analyzer), 0);
    run(ASSAY_SPAN("lung melanoma"));
    ck_assert_uint_eq(tokens.items[1].term, first);
    assay_analyzer_forget(analyzer);
    ck_assert_uint_eq(assay_map_count(assay_analyzer_terms(analyzer)), 0);
    run(ASSAY_SPAN("lung melanoma"));
    ck_assert_uint_eq(tokens.items[0].term, 0);
    ck_span_eq(form_of(&tokens.items[1]), "melanoma");
}
END_TEST

START_TEST(texts_side_by_side_give_what_each_gives) {
    static const char *const texts[] = {"IL-2 and (B7-H3)", "the γc; TGF-β1", "CD8⁺, 10.5 mg/kg",
                                        "naïve T-cells",    "NCT99000001.",   "PMID: 99000001",
                                        "x^{1,2}, y",       "癌症 \xFF"};
    enum { COUNT = sizeof texts / sizeof *texts };
    assay_buffer both, apart, together;
    assay_buffer_init(&both, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&apart, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&together, ASSAY_BUFFER_NO_CAP);
    for (size_t i = 0; i < (size_t)COUNT * COUNT; i++) {
        const char *one = texts[i / COUNT], *other = texts[i % COUNT];
        assay_buffer_clear(&both);
        assay_buffer_format(&both, "%s; %s", one, other);
        assay_tokens_clear(&tokens);
        ck_ok(assay_analyzer_run(&tokens, analyzer, assay_span_of(one), &err), err);
        ck_ok(assay_analyzer_run(&tokens, analyzer, assay_span_of(other), &err), err);
        (void)printed(&apart);
        uint32_t positions = tokens.next_position;
        run(assay_buffer_span(&both));
        (void)printed(&together);
        ck_assert(assay_span_equal(assay_buffer_span(&apart), assay_buffer_span(&together)));
        ck_assert_uint_eq(tokens.next_position, positions);
    }
    assay_buffer_done(&both);
    assay_buffer_done(&apart);
    assay_buffer_done(&together);
}
END_TEST

/* A letter's bit as assay_analyzer_run_among takes it; of what begins with no plain letter all. */
static uint32_t letter_of(assay_span form) {
    bool plain = form.size != 0 && form.data[0] >= 'a' && form.data[0] <= 'z';
    return plain ? UINT32_C(1) << (form.data[0] - 'a') : ASSAY_LETTERS_ALL;
}

/* Tokens of the text with and without the letters: the same, but for names of other words. Returns how many are without. */
static size_t compare_among(assay_span text, uint32_t letters) {
    assay_analyzer *other;
    assay_tokens among = {0};
    size_t nameless = 0;
    ck_ok(assay_analyzer_new(&other, NULL, &err), err);
    ck_ok(assay_analyzer_run_among(&among, other, text, letters, &err), err);
    run(text);
    ck_assert_uint_eq(among.count, tokens.count);
    ck_assert_uint_eq(among.next_position, tokens.next_position);
    for (size_t i = 0; i < tokens.count; i++) {
        const assay_token *a = &among.items[i], *b = &tokens.items[i];
        ck_assert_uint_eq(a->begin, b->begin);
        ck_assert_uint_eq(a->end, b->end);
        ck_assert_uint_eq(a->position, b->position);
        ck_assert_uint_eq(a->kind, b->kind);
        if (a->form == ASSAY_MAP_NONE) {
            ck_assert_uint_eq(a->term, ASSAY_MAP_NONE);
            ck_assert_uint_eq(letter_of(form_of(b)) & letters, 0);
            nameless++;
            continue;
        }
        ck_assert(
            assay_span_equal(assay_map_key(assay_analyzer_forms(other), a->form), form_of(b)));
        if (b->term != ASSAY_MAP_NONE)
            ck_assert(assay_span_equal(assay_map_key(assay_analyzer_terms(other), a->term),
                                       assay_map_key(assay_analyzer_terms(analyzer), b->term)));
    }
    assay_tokens_done(&among);
    assay_analyzer_free(other);
    return nameless;
}

START_TEST(words_of_other_letters_keep_their_places_alone) {
    assay_span text =
        ASSAY_SPAN("Melanoma metastases: doi 10.99999/abc and PMID 99000001, IL-2 in the lung.\n\n"
                   "TGF-\xCE\xB2 signals; MELANOMA\xE2\x80\x99s mTOR, pmid:99000002 dying.");
    size_t nameless[2] = {compare_among(text, ASSAY_LETTERS_ALL), compare_among(text, 1U << 12)};
    ck_assert_uint_eq(nameless[0], 0);
    ck_assert_uint_gt(nameless[1], 3);
    for (unsigned letter = 0; letter < 26; letter++)
        (void)compare_among(text, UINT32_C(1) << letter);
}
END_TEST

/* Words of beginnings and endings that stemming works on, and its own exceptions. */
START_TEST(stems_begin_with_the_letter_of_their_word) {
    static const char *const begins[] = {
        "",     "a",    "y",  "yy",  "ay", "b",   "be",  "dy",  "ly",     "sk",    "ug",   "id",
        "gent", "earl", "on", "new", "in", "out", "ski", "gen", "commun", "arsen", "succ", "ee"};
    static const char *const ends[] = {"",      "s",     "ies",  "ied",   "ed",    "ing",
                                       "ingly", "y",     "ly",   "eed",   "sses",  "us",
                                       "ation", "ement", "ness", "fulli", "ional", "ogi",
                                       "li",    "able",  "e",    "l",     "ll",    "yed"};
    char text[32];
    for (size_t b = 0; b < sizeof begins / sizeof *begins; b++)
        for (size_t e = 0; e < sizeof ends / sizeof *ends; e++)
            for (size_t f = 0; f < sizeof ends / sizeof *ends; f++) {
                snprintf(text, sizeof text, "%s%s%s", begins[b], ends[e], ends[f]);
                if (text[0] == '\0')
                    continue;
                assay_span stem = assay_analyzer_stem(analyzer, assay_span_of(text));
                ck_assert_msg(stem.size != 0 && stem.data[0] == text[0], "%s: %.*s", text,
                              ASSAY_SPAN_ARG(stem));
            }
}
END_TEST

START_TEST(wrong_options_and_sizes_are_refused) {
    assay_analyzer *other = NULL;
    assay_analyzer_options options = {.stemmer = "klingon"};
    ck_assert_int_eq(assay_analyzer_new(&other, &options, &err), ASSAY_E_USAGE);
    ck_assert_ptr_null(other);
    assay_span huge = {"x", (size_t)INT32_MAX + 1};
    ck_assert_int_eq(assay_analyzer_run(&tokens, analyzer, huge, &err), ASSAY_E_LIMIT);
    run((assay_span){NULL, 0});
    ck_assert_uint_eq(tokens.count, 0);
}
END_TEST

START_TEST(the_identity_names_version_and_stemmer) {
    ck_assert_str_eq(assay_analyzer_identity(analyzer), "assay-1 english");
    assay_analyzer *other;
    assay_analyzer_options options = {.stemmer = "none"};
    ck_ok(assay_analyzer_new(&other, &options, &err), err);
    ck_assert_str_eq(assay_analyzer_identity(other), "assay-1 none");
    assay_analyzer_free(other);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("text/analyzer");
    TCase *cases = tcase_create("all");
    tcase_add_checked_fixture(cases, start, stop);
    tcase_add_test(cases, every_row_of_the_golden_table_gives_its_tokens);
    tcase_add_test(cases, spellings_of_one_compound_give_the_same_tokens);
    tcase_add_test(cases, stems_are_terms_and_stop_words_are_marked);
    tcase_add_test(cases, positions_run_on_and_paragraphs_leave_a_gap);
    tcase_add_test(cases, identifiers_have_a_position_and_no_term);
    tcase_add_test(cases, identifiers_anywhere_among_many_words_leave_the_words_as_they_are);
    tcase_add_test(cases, bad_bytes_are_counted_and_end_words);
    tcase_add_test(cases, absurdly_long_words_are_cut_at_a_character);
    tcase_add_test(cases, forgetting_starts_the_ids_again);
    tcase_add_test(cases, texts_side_by_side_give_what_each_gives);
    tcase_add_test(cases, words_of_other_letters_keep_their_places_alone);
    tcase_add_test(cases, stems_begin_with_the_letter_of_their_word);
    tcase_add_test(cases, wrong_options_and_sizes_are_refused);
    tcase_add_test(cases, the_identity_names_version_and_stemmer);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
