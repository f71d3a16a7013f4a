#include "text/highlighter.h"

#include "support/suite.h"
#include "text/pattern.h"

static assay_analyzer *analyzer;
static assay_highlighter *highlighter;
static assay_highlights found;
static assay_buffer out;
static assay_error err;

static void start(void) {
    ck_ok(assay_analyzer_new(&analyzer, NULL, &err), err);
    ck_ok(assay_highlighter_new(&highlighter, analyzer, &err), err);
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
}

static void stop(void) {
    assay_highlights_done(&found);
    assay_highlighter_free(highlighter);
    assay_analyzer_free(analyzer);
    assay_buffer_done(&out);
}

static void want(const char *text, uint32_t wanted) {
    ck_ok(assay_highlighter_add_text(highlighter, assay_span_of(text), wanted, 1, &err), err);
}

/* Passages one after another, "..." where text was left out, matches in brackets. */
static assay_span show(assay_span text, size_t passages, size_t bytes) {
    assay_highlighter_options options = {passages, bytes};
    ck_ok(assay_highlighter_run(&found, highlighter, text, &options, &err), err);
    assay_buffer_clear(&out);
    for (size_t p = 0; p < found.passage_count; p++) {
        const assay_passage *passage = &found.passages[p];
        uint32_t at = passage->begin;
        if (passage->cut_begin)
            assay_buffer_add_text(&out, "...");
        for (size_t i = passage->first; i < passage->first + passage->count; i++) {
            const assay_highlight *mark = &found.highlights[i];
            assay_buffer_add(&out, text.data + at, mark->begin - at);
            assay_buffer_add_byte(&out, '[');
            assay_buffer_add(&out, text.data + mark->begin, mark->end - mark->begin);
            assay_buffer_add_byte(&out, ']');
            at = mark->end;
        }
        assay_buffer_add(&out, text.data + at, passage->end - at);
        if (passage->cut_end)
            assay_buffer_add_text(&out, "...");
    }
    return assay_buffer_span(&out);
}

static void marks(const char *text, const char *expected) {
    ck_span_eq(show(assay_span_of(text), 0, 0), expected);
}

START_TEST(stems_mark_the_original_words) {
    want("metastases inhaled", 0);
    marks("Inhaling IL-2: Pulmonary METASTASES, (inhaled).",
          "[Inhaling] IL-2: Pulmonary [METASTASES], ([inhaled]).");
}
END_TEST

START_TEST(a_compound_is_marked_whole_in_every_spelling) {
    want("il-2", 0);
    marks("IL-2, IL2 and Interleukin (IL)-2, IL 2; not IL-15 or 2 mg",
          "[IL-2], [IL2] and Interleukin ([IL)-2], [IL 2]; not IL-15 or 2 mg");
}
END_TEST

START_TEST(long_words_of_a_compound_are_marked_alone) {
    want("T-lymphocytes", 0);
    marks("T lymphocytes and lymphocytes, T4", "[T lymphocytes] and [lymphocytes], T4");
}
END_TEST

START_TEST(originals_are_marked_where_folding_changed_them) {
    want("gammac tgfbeta1 cd8+ poder", 0);
    marks("γc, TGF-β1, CD8⁺ T (Pöder)", "[γc], [TGF-β1], [CD8⁺] T ([Pöder])");
}
END_TEST

START_TEST(stop_words_are_marked_only_alone) {
    want("treatment of melanoma", 0);
    marks("the treatment of a melanoma", "the [treatment] of a [melanoma]");
    assay_highlighter_free(highlighter);
    ck_ok(assay_highlighter_new(&highlighter, analyzer, &err), err);
    want("of the", 0);
    marks("one of the best", "one [of] [the] best");
}
END_TEST

START_TEST(a_phrase_is_one_range) {
    ck_ok(
        assay_highlighter_add_phrase(highlighter, ASSAY_SPAN("CAR T cells"), 0, false, 0, 1, &err),
        err);
    marks("CAR T cells, car-T cell and T cells in a car",
          "[CAR T cells], [car-T cell] and T cells in a car");
}
END_TEST

START_TEST(a_sloppy_phrase_marks_its_words) {
    ck_ok(assay_highlighter_add_phrase(highlighter, ASSAY_SPAN("hip pain"), 2, false, 0, 1, &err),
          err);
    marks("hip joint pain; pain of the hip; hip a b c pain",
          "[hip] joint [pain]; pain of the hip; hip a b c pain");
    ck_ok(assay_highlighter_add_phrase(highlighter, ASSAY_SPAN("knee ache"), 1, true, 1, 1, &err),
          err);
    marks("ache of knee. Knee has ache", "[ache] of [knee]. [Knee] has [ache]");
}
END_TEST

START_TEST(the_same_word_twice_in_any_order_needs_two_places) {
    ck_ok(assay_highlighter_add_phrase(highlighter, ASSAY_SPAN("pain pain"), 3, true, 0, 1, &err),
          err);
    marks("one pain only", "one pain only");
    marks("pain upon pain", "[pain] upon [pain]");
}
END_TEST

static bool takes_pattern(const void *context, assay_span form) {
    return assay_pattern_matches(context, form);
}

START_TEST(predicates_mark_wildcards_and_fuzzy_words) {
    assay_pattern glob, fuzzy;
    ck_ok(assay_pattern_glob(&glob, ASSAY_SPAN("*mab"), &err), err);
    ck_ok(assay_pattern_fuzzy(&fuzzy, ASSAY_SPAN("melanma"), 1, 1, &err), err);
    ck_ok(assay_highlighter_add_predicate(highlighter, takes_pattern, &glob, 0, 1, &err), err);
    ck_ok(assay_highlighter_add_predicate(highlighter, takes_pattern, &fuzzy, 1, 1, &err), err);
    marks("Pembrolizumab for melanoma, mabs", "[Pembrolizumab] for [melanoma], mabs");
    ck_assert_double_eq(found.coverage, 2);
}
END_TEST

START_TEST(forms_and_terms_and_identifiers_are_marked) {
    ck_ok(assay_highlighter_add_form(highlighter, ASSAY_SPAN("therapies"), 0, 1, &err), err);
    ck_ok(assay_highlighter_add_form(highlighter, ASSAY_SPAN("nct:NCT99000001"), 1, 1, &err), err);
    ck_ok(assay_highlighter_add_term(highlighter, ASSAY_SPAN("Zmelanoma"), 2, 1, &err), err);
    marks("Therapies, therapy: nct99000001 melanomas",
          "[Therapies], therapy: [nct99000001] [melanomas]");
}
END_TEST

START_TEST(overlapping_matches_are_one_range) {
    ck_ok(assay_highlighter_add_phrase(highlighter, ASSAY_SPAN("lung cell"), 0, false, 0, 1, &err),
          err);
    ck_ok(
        assay_highlighter_add_phrase(highlighter, ASSAY_SPAN("cell cancer"), 0, false, 1, 1, &err),
        err);
    want("cell", 2);
    marks("small lung cell cancer", "small [lung cell cancer]");
    ck_assert_uint_eq(found.highlight_count, 1);
    ck_assert_double_eq(found.coverage, 3);
}
END_TEST

static const char story[] =
    "Background of the whole matter comes first and says little. Melanoma was seen here once. "
    "Much later another sentence tells of kidneys and other things without interest to anybody. "
    "In the trial, inhaled aldesleukin shrank melanoma metastases of the lung in adults. "
    "Then follow words about safety. The end speaks of aldesleukin again.";

START_TEST(the_best_passage_covers_the_most_words_and_starts_a_sentence) {
    want("aldesleukin", 0);
    want("melanoma", 1);
    want("metastases", 2);
    ck_span_eq(
        show(assay_span_of(story), 1, 90),
        "...In the trial, inhaled [aldesleukin] shrank [melanoma] [metastases] of the lung in "
        "adults....");
    ck_assert_double_eq(found.passages[0].score, 3);
}
END_TEST

START_TEST(weights_decide_between_passages) {
    ck_ok(assay_highlighter_add_text(highlighter, ASSAY_SPAN("kidney"), 0, 5, &err), err);
    want("melanoma", 1);
    want("aldesleukin", 2);
    assay_span shown = show(assay_span_of(story), 1, 60);
    ck_assert_uint_ne(assay_span_find(shown, ASSAY_SPAN("[kidneys]")), SIZE_MAX);
}
END_TEST

START_TEST(further_passages_show_other_words_in_order_of_the_text) {
    want("aldesleukin", 0);
    want("safety", 1);
    want("background", 2);
    (void)show(assay_span_of(story), 3, 50);
    ck_assert_uint_eq(found.passage_count, 3);
    for (size_t i = 1; i < found.passage_count; i++)
        ck_assert_uint_ge(found.passages[i].begin, found.passages[i - 1].end);
    assay_span shown = assay_buffer_span(&out);
    ck_assert_uint_ne(assay_span_find(shown, ASSAY_SPAN("[Background]")), SIZE_MAX);
    ck_assert_uint_ne(assay_span_find(shown, ASSAY_SPAN("[safety]")), SIZE_MAX);
    ck_assert_uint_ne(assay_span_find(shown, ASSAY_SPAN("[aldesleukin]")), SIZE_MAX);
}
END_TEST

START_TEST(without_a_match_the_beginning_is_shown) {
    want("zebrafish", 0);
    ck_span_eq(show(assay_span_of("  One two three four five six seven eight nine ten."), 1, 40),
               "One two three four five six seven eight...");
    ck_assert_uint_eq(found.highlight_count, 0);
    (void)show(ASSAY_SPAN(" \n "), 1, 40);
    ck_assert_uint_eq(found.passage_count, 0);
    (void)show((assay_span){NULL, 0}, 1, 40);
    ck_assert_uint_eq(found.passage_count, 0);
}
END_TEST

static bool is_wordish(char byte) {
    unsigned char c = (unsigned char)byte;
    return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Random texts of short words, some not ASCII: whatever is asked, passages stay apart, in order, within
 * the text, and on word boundaries; marks lie within them. */
START_TEST(passages_never_cut_a_word) {
    static const char *const words[] = {"alpha", "IL-2",  "naïve", "癌症", "x",
                                        "CD8⁺",  "beta.", "\n\n",  "γc",   "immuno-\ntherapy"};
    uint64_t state = 7;
    want("alpha beta naive", 0);
    want("il-2", 1);
    want("cd8+ gammac", 2);
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    for (int round = 0; round < 400; round++) {
        assay_buffer_clear(&text);
        for (size_t n = (state >> 40) % 120; n > 0; n--) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            assay_buffer_add_text(&text, words[(state >> 33) % 10]);
            assay_buffer_add_byte(&text, ' ');
        }
        assay_span span = assay_buffer_span(&text);
        (void)show(span, 1 + (size_t)round % 4, 40 + (size_t)round % 50);
        for (size_t p = 0; p < found.passage_count; p++) {
            const assay_passage *passage = &found.passages[p];
            ck_assert_uint_lt(passage->begin, passage->end);
            ck_assert_uint_le(passage->end, span.size);
            ck_assert(p == 0 || passage->begin >= found.passages[p - 1].end);
            bool cuts_begin = passage->begin > 0 && is_wordish(span.data[passage->begin - 1]) &&
                              is_wordish(span.data[passage->begin]);
            bool cuts_end = passage->end < span.size && is_wordish(span.data[passage->end - 1]) &&
                            is_wordish(span.data[passage->end]);
            ck_assert(!cuts_begin && !cuts_end);
            for (size_t i = passage->first; i < passage->first + passage->count; i++) {
                ck_assert_uint_ge(found.highlights[i].begin, passage->begin);
                ck_assert_uint_le(found.highlights[i].end, passage->end);
                ck_assert_uint_lt(found.highlights[i].begin, found.highlights[i].end);
            }
        }
    }
    assay_buffer_done(&text);
}
END_TEST

START_TEST(a_word_longer_than_a_passage_is_cut_at_a_character) {
    char text[3000];
    for (size_t i = 0; i < sizeof text; i += 3)
        memcpy(text + i, "ก", 3); /* Thai has no spaces */
    want("zebrafish", 0);
    (void)show((assay_span){text, sizeof text}, 1, 100);
    ck_assert_uint_eq(found.passage_count, 1);
    ck_assert_uint_eq(found.passages[0].end % 3, 0);
    ck_assert_uint_le(found.passages[0].end, 100);
}
END_TEST

START_TEST(a_huge_text_is_looked_at_in_part_and_says_so) {
    size_t size = ASSAY_HIGHLIGHT_TEXT_MAX + 100;
    char *text = malloc(size);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < size; i++)
        text[i] = "melanoma "[i % 9];
    want("melanoma", 0);
    (void)show((assay_span){text, size}, 2, 100);
    ck_assert(!found.whole);
    ck_assert_uint_eq(found.passage_count, 2);
    free(text);
}
END_TEST

START_TEST(too_much_wanted_is_refused) {
    ck_assert_int_eq(assay_highlighter_add_text(highlighter, ASSAY_SPAN("x"),
                                                ASSAY_HIGHLIGHT_WANTED_MAX, 1, &err),
                     ASSAY_E_LIMIT);
    assay_buffer_clear(&out);
    for (int i = 0; i < 100; i++)
        assay_buffer_add_text(&out, "word ");
    ck_assert_int_eq(
        assay_highlighter_add_phrase(highlighter, assay_buffer_span(&out), 0, false, 0, 1, &err),
        ASSAY_E_LIMIT);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("text/highlighter");
    TCase *cases = tcase_create("all");
    tcase_add_checked_fixture(cases, start, stop);
    tcase_add_test(cases, stems_mark_the_original_words);
    tcase_add_test(cases, a_compound_is_marked_whole_in_every_spelling);
    tcase_add_test(cases, long_words_of_a_compound_are_marked_alone);
    tcase_add_test(cases, originals_are_marked_where_folding_changed_them);
    tcase_add_test(cases, stop_words_are_marked_only_alone);
    tcase_add_test(cases, a_phrase_is_one_range);
    tcase_add_test(cases, a_sloppy_phrase_marks_its_words);
    tcase_add_test(cases, the_same_word_twice_in_any_order_needs_two_places);
    tcase_add_test(cases, predicates_mark_wildcards_and_fuzzy_words);
    tcase_add_test(cases, forms_and_terms_and_identifiers_are_marked);
    tcase_add_test(cases, overlapping_matches_are_one_range);
    tcase_add_test(cases, the_best_passage_covers_the_most_words_and_starts_a_sentence);
    tcase_add_test(cases, weights_decide_between_passages);
    tcase_add_test(cases, further_passages_show_other_words_in_order_of_the_text);
    tcase_add_test(cases, without_a_match_the_beginning_is_shown);
    tcase_add_test(cases, passages_never_cut_a_word);
    tcase_add_test(cases, a_word_longer_than_a_passage_is_cut_at_a_character);
    tcase_add_test(cases, a_huge_text_is_looked_at_in_part_and_says_so);
    tcase_add_test(cases, too_much_wanted_is_refused);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
