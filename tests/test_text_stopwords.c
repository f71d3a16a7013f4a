#include "text/stopwords.h"

#include "support/suite.h"

/* The lists are searched by halving: a word out of order would not be found, so words from both ends
 * and the middle are asked. */
START_TEST(function_words_are_stop_words) {
    static const char *const words[] = {"a",     "about",   "and", "because", "between", "does",
                                        "for",   "however", "in",  "itself",  "of",      "the",
                                        "their", "to",      "was", "which",   "within",  "would"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        ck_assert_msg(assay_stopwords_is_stop(assay_span_of(words[i])), "%s", words[i]);
}
END_TEST

START_TEST(abbreviations_and_contents_are_not) {
    static const char *const words[] = {"all",    "who", "may", "no", "not",
                                        "cancer", "il2", "",    "zz", "0"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        ck_assert_msg(!assay_stopwords_is_stop(assay_span_of(words[i])), "%s", words[i]);
}
END_TEST

START_TEST(question_words_are_known) {
    static const char *const words[] = {"about",      "what",    "how",      "please",
                                        "find",       "is",      "the",      "your",
                                        "literature", "studies", "evidence", "does"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        ck_assert_msg(assay_stopwords_is_question(assay_span_of(words[i])), "%s", words[i]);
    ck_assert(!assay_stopwords_is_question(ASSAY_SPAN("melanoma")));
    ck_assert(!assay_stopwords_is_question(ASSAY_SPAN("treatment")));
}
END_TEST

START_TEST(both_lists_are_in_order) {
    for (int question = 0; question < 2; question++) {
        size_t count;
        const char *const *words = assay_stopwords_list(&count, question != 0);
        ck_assert_uint_gt(count, 50);
        for (size_t i = 1; i < count; i++)
            ck_assert_msg(strcmp(words[i - 1], words[i]) < 0, "%s, %s", words[i - 1], words[i]);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("text/stopwords");
    TCase *cases = tcase_create("all");
    tcase_add_test(cases, function_words_are_stop_words);
    tcase_add_test(cases, abbreviations_and_contents_are_not);
    tcase_add_test(cases, question_words_are_known);
    tcase_add_test(cases, both_lists_are_in_order);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
