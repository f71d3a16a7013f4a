#include "text/stemmer.h"

#include "support/suite.h"

START_TEST(english_words_meet_in_their_stem) {
    static const char *const rows[][2] = {{"metastases", "metastas"}, {"metastasis", "metastasi"},
                                          {"inhaled", "inhal"},       {"therapies", "therapi"},
                                          {"therapy", "therapi"},     {"il2", "il2"}};
    assay_stemmer *stemmer;
    assay_error err;
    ck_ok(assay_stemmer_new(&stemmer, "english", &err), err);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_span_eq(assay_stemmer_run(stemmer, assay_span_of(rows[i][0])), rows[i][1]);
    ck_assert_uint_eq(assay_stemmer_run(stemmer, ASSAY_SPAN("")).size, 0);
    assay_stemmer_free(stemmer);
}
END_TEST

START_TEST(none_leaves_words_as_they_are) {
    assay_stemmer *stemmer;
    assay_error err;
    ck_ok(assay_stemmer_new(&stemmer, "none", &err), err);
    ck_span_eq(assay_stemmer_run(stemmer, ASSAY_SPAN("therapies")), "therapies");
    assay_stemmer_free(stemmer);
}
END_TEST

START_TEST(an_unknown_language_is_wrong_usage_and_out_is_untouched) {
    assay_stemmer *stemmer = NULL;
    assay_error err;
    ck_assert_int_eq(assay_stemmer_new(&stemmer, "klingon", &err), ASSAY_E_USAGE);
    ck_assert_ptr_null(stemmer);
    ck_assert_ptr_nonnull(strstr(err.message, "klingon"));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("text/stemmer");
    TCase *cases = tcase_create("all");
    tcase_add_test(cases, english_words_meet_in_their_stem);
    tcase_add_test(cases, none_leaves_words_as_they_are);
    tcase_add_test(cases, an_unknown_language_is_wrong_usage_and_out_is_untouched);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
