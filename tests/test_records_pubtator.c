#include "support/records.h"

static test_records kept;

static void setup(void) {
    test_records_init(&kept);
}
static void teardown(void) {
    test_records_done(&kept);
}

START_TEST(title_abstract_annotations_and_relations_are_kept) {
    test_records_read(&kept,
                      "99000501|t|Lamp oil and gout.\n99000501|a|Of 4 owls | two had gout.\n"
                      "99000501\t0\t8\tLamp oil\tChemical\tD999\n99000501\t13\t17\tgout\tDisease\n"
                      "99000501\t40\t48\tLamp oil\tChemical\tD999\n99000501\tCID\tD999\tD998\n\n\n"
                      "99000502|t|Only a title\n99000503|t|Next without a blank line\n",
                      NULL);
    ck_assert_uint_eq(kept.count, 3);
    ck_assert_uint_eq(kept.problem_count, 0);
    const assay_record *r = test_record(&kept, 0);
    ck_span_eq(r->identity, "pmid:99000501");
    ck_field_eq(r, TITLE, 0, "Lamp oil and gout.");
    ck_field_eq(r, SUMMARY, 0, "Of 4 owls | two had gout.");
    ck_assert_uint_eq(r->extra.count, 3);
    ck_span_eq(r->extra.items[0].value, "Chemical: Lamp oil (D999)");
    ck_span_eq(r->extra.items[1].value, "Disease: gout");
    ck_span_eq(test_record_extra(r, "relation"), "CID: D999, D998");
}
END_TEST

START_TEST(names_that_are_no_numbers_identify_too) {
    test_records_read(&kept, "note-7|t|A note\n\nPMC99000501|t|Full\n", "pubtator");
    ck_span_eq(test_record(&kept, 0)->identity, "id:note-7");
    ck_span_eq(test_record(&kept, 1)->identity, "pmcid:PMC99000501");
}
END_TEST

START_TEST(lines_that_are_nothing_are_told_and_passed_over) {
    test_records_read(&kept, "oops\n99000504|t|T\nno tabs here\n99000505\t0\t1\tx\tGene\n",
                      "pubtator");
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.problem_count, 3);
    ck_assert_uint_eq(kept.lost, 0);
    ck_assert_uint_eq(kept.problems[1].line, 3);
    test_records_read(&kept, "nothing at all\n", "pubtator");
    ck_assert_uint_eq(kept.lost, 1);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/pubtator");
    TCase *tests = tcase_create("pubtator");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, title_abstract_annotations_and_relations_are_kept);
    tcase_add_test(tests, names_that_are_no_numbers_identify_too);
    tcase_add_test(tests, lines_that_are_nothing_are_told_and_passed_over);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
