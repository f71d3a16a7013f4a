#include "text/general_stems.h"

#include "support/suite.h"

START_TEST(stems_of_every_abstract_are_general) {
    static const char *const stems[] = {"patient", "studi", "signific", "increas", "across", "yet"};
    for (size_t i = 0; i < sizeof stems / sizeof *stems; i++)
        ck_assert_msg(assay_general_stems_has(assay_span_of(stems[i])), "%s", stems[i]);
}
END_TEST

START_TEST(stems_of_a_subject_are_not) {
    static const char *const stems[] = {"melanoma", "heart", "diabet", "il2", "", "zzz", "cancer"};
    for (size_t i = 0; i < sizeof stems / sizeof *stems; i++)
        ck_assert_msg(!assay_general_stems_has(assay_span_of(stems[i])), "%s", stems[i]);
}
END_TEST

START_TEST(the_list_is_in_order) {
    size_t count;
    const char *const *stems = assay_general_stems_list(&count);
    ck_assert_uint_gt(count, 300);
    for (size_t i = 1; i < count; i++)
        ck_assert_msg(strcmp(stems[i - 1], stems[i]) < 0, "%s, %s", stems[i - 1], stems[i]);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("text/general_stems");
    TCase *cases = tcase_create("all");
    tcase_add_test(cases, stems_of_every_abstract_are_general);
    tcase_add_test(cases, stems_of_a_subject_are_not);
    tcase_add_test(cases, the_list_is_in_order);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
