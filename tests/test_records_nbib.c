#include "support/records.h"

static test_records kept;

static void setup(void) {
    test_records_init(&kept);
}
static void teardown(void) {
    test_records_done(&kept);
}

START_TEST(tags_go_to_their_fields) {
    test_records_read(
        &kept,
        "\r\nPMID- 99000401\r\nSTAT- MEDLINE\r\nLR  - 20210309\r\nIS  - 9999-1111 (Print)\r\n"
        "VI  - 7\r\nDP  - 2020 Nov-Dec\r\nTI  - [The moon and \r\n      its light].\r\n"
        "LID - 10.99999/fm.1 [doi]\r\nLID - S1 [pii]\r\n"
        "AB  - AIM: To see non-\r\n      linear light. MAIN RESULTS: It shone (DNA: \r\n"
        "      yes).\r\nFAU - Doe, Jane\r\nAU  - Doe J\r\nAU  - Roe R\r\nAD  - Nowhere\r\n"
        "LA  - eng\r\nSI  - ClinicalTrials.gov/NCT99000401\r\nPT  - Review\r\nDEP - 20201001\r\n"
        "TT  - Der Mond.\r\nTA  - Fables Med\r\nJT  - Fables of medicine\r\n"
        "RN  - 0 (Cheese)\r\nMH  - *Moon/adverse effects/*history\r\nMH  - Humans\r\n"
        "OT  - *light\r\nCRDT- 2020/10/02 06:00\r\nCON - Fables Med. 2019. PMID: 99000402\r\n"
        "PMC - PMC99000401\r\nSO  - Fables Med. 2020.\r\n",
        NULL);
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.problem_count, 0);
    const assay_record *r = test_record(&kept, 0);
    ck_span_eq(r->identity, "pmid:99000401");
    ck_span_eq(assay_record_id_of(r, "doi"), "10.99999/fm.1");
    ck_span_eq(assay_record_id_of(r, "pmcid"), "PMC99000401");
    ck_field_eq(r, TITLE, 0, "The moon and its light");
    ck_field_eq(r, VERNACULAR_TITLE, 0, "Der Mond.");
    ck_field_eq(r, SUMMARY, 0, "AIM: To see non-linear light. MAIN RESULTS: It shone (DNA: yes).");
    ck_field_eq(r, ISSN, 0, "9999-1111");
    ck_field_eq(r, AUTHOR, 0, "Doe, Jane");
    ck_field_eq(r, AUTHOR, 1, "Roe R");
    ck_field_eq(r, SUBSTANCE, 0, "Cheese");
    ck_field_eq(r, MESH, 0, "Moon");
    ck_field_eq(r, MESH_MAJOR, 0, "Moon");
    ck_field_eq(r, MESH_QUALIFIED, 1, "Moon/history");
    ck_field_count(r, MESH_QUALIFIED_MAJOR, 1); /* the star at the heading is its own */
    ck_field_eq(r, MESH_QUALIFIED_MAJOR, 0, "Moon/history");
    ck_field_eq(r, KEYWORD, 0, "light");
    ck_assert_uint_eq(r->dates[ASSAY_DATE_PUBLISHED], 20201100);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_ELECTRONIC], 20201001);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_CREATED], 20201002);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_UPDATED], 20210309);
    ck_span_eq(r->references.items[0].nct, "NCT99000401");
    ck_span_eq(r->references.items[1].relation, "comment_on");
    ck_span_eq(r->references.items[1].pmid, "99000402");
}
END_TEST

START_TEST(a_structured_abstract_is_split_at_its_labels) {
    test_records_read(&kept,
                      "PMID- 99000403\nTI  - T\nAB  - BACKGROUND: One. METHODS AND FINDINGS: Two. "
                      "In HIV: no. CONCLUSION: Three.\n",
                      "nbib");
    const assay_record *r = test_record(&kept, 0);
    ck_field_count(r, SUMMARY, 3);
    ck_field_eq(r, SUMMARY, 1, "METHODS AND FINDINGS: Two. In HIV: no.");
}
END_TEST

START_TEST(records_need_no_blank_line_between_them) {
    test_records_read(&kept,
                      "PMID- 99000404\nTI  - A\nPMID- 99000405\nTI  - B\n\n\nPMID- 99000406\n"
                      "TI  - C\n\nAB  - goes on after a blank line\n",
                      NULL);
    ck_assert_uint_eq(kept.count, 3);
    ck_field_eq(test_record(&kept, 2), SUMMARY, 0, "goes on after a blank line");
}
END_TEST

START_TEST(records_without_a_number_are_told_apart_by_blank_lines) {
    test_records_read(&kept, "TI  - A\nDP  - 2001\n\nTI  - B\nDP  - 2002\n", "nbib");
    ck_assert_uint_eq(kept.count, 2);
}
END_TEST

START_TEST(prose_around_records_is_passed_over) {
    test_records_read(&kept, "# Notes\n\nSome text - here.\n\nPMID- 99000407\nTI  - A\n\nMore.\n",
                      NULL);
    ck_assert_uint_eq(kept.count, 1);
    ck_field_eq(test_record(&kept, 0), TITLE, 0, "A");
    ck_field_count(test_record(&kept, 0), SUMMARY, 0);
}
END_TEST

START_TEST(bytes_of_another_encoding_are_read_and_told) {
    test_records_read(&kept, "PMID- 99000408\nTI  - Caf\xE9\n", NULL);
    ck_field_eq(test_record(&kept, 0), TITLE, 0, "Café");
    ck_assert_uint_eq(kept.problem_count, 1);
    ck_assert_uint_eq(kept.lost, 0);
}
END_TEST

START_TEST(fields_without_a_record_are_reported) {
    test_records_read(&kept, "OWN - NLM\nSTAT- MEDLINE\n", "nbib");
    ck_assert_uint_eq(kept.count, 0);
    ck_assert_uint_eq(kept.lost, 1);
    assay_error err;
    ck_assert_int_eq(
        test_records_read_bytes(&kept, ASSAY_SPAN("plain words\n"), "x", "nbib", NULL, &err),
        ASSAY_OK);
    ck_assert_uint_eq(kept.lost, 1);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/nbib");
    TCase *tests = tcase_create("nbib");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, tags_go_to_their_fields);
    tcase_add_test(tests, a_structured_abstract_is_split_at_its_labels);
    tcase_add_test(tests, records_need_no_blank_line_between_them);
    tcase_add_test(tests, records_without_a_number_are_told_apart_by_blank_lines);
    tcase_add_test(tests, prose_around_records_is_passed_over);
    tcase_add_test(tests, bytes_of_another_encoding_are_read_and_told);
    tcase_add_test(tests, fields_without_a_record_are_reported);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
