#include "base/buffer.h"
#include "support/records.h"

#include <stdio.h>

static test_records kept;
static assay_error err;

static void setup(void) {
    test_records_init(&kept);
}
static void teardown(void) {
    test_records_done(&kept);
}

#define END "ER  - \r\n\r\n"

/* As Zotero writes what it took from PubMed. */
START_TEST(an_article_is_read_whole) {
    test_records_read(
        &kept,
        "TY  - JOUR\r\nTI  - Inhaled interleukin-2 &lt; nothing\r\nAU  - Doe, Jane\r\n"
        "AU  - Roe, Richard\r\nAU  - Lung Study Group,\r\nT2  - Journal of Lungs\r\n"
        "AB  - BACKGROUND: One. METHODS: Two.\r\nDA  - 2019/10//undefined\r\n"
        "PY  - 2019\r\nDO  - https://doi.org/10.99999/LUNG.1\r\nVL  - 14\r\nIS  - 2\r\n"
        "SP  - 121\r\nEP  - 128\r\nJ2  - J Lung\r\nLA  - eng\r\n"
        "SN  - 1895-5770 18955771\r\nKW  - Melanoma/*therapy\r\nKW  - lung; il-2\r\n"
        "UR  - https://example.org/1\r\nC2  - PMC99000001\r\nC7  - NCT99000001\r\n"
        "M3  - Clinical Trial\r\nET  - 2019/05/14\r\nN1  - a note\r\n" END,
        NULL);
    const assay_record *r = test_record(&kept, 0);
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.problem_count, 0);
    ck_span_eq(r->source_format, "ris");
    ck_span_eq(r->identity, "doi:10.99999/lung.1");
    ck_field_eq(r, TITLE, 0, "Inhaled interleukin-2 < nothing");
    ck_field_eq(r, AUTHOR, 1, "Roe, Richard");
    ck_field_eq(r, COLLECTIVE, 0, "Lung Study Group");
    ck_field_eq(r, JOURNAL, 0, "Journal of Lungs");
    ck_field_eq(r, JOURNAL_ABBREVIATION, 0, "J Lung");
    ck_field_eq(r, SUMMARY, 1, "METHODS: Two.");
    ck_assert_uint_eq(r->dates[ASSAY_DATE_PUBLISHED], 20191000);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_ELECTRONIC], 20190514);
    ck_field_eq(r, PAGES, 0, "121-128");
    ck_field_eq(r, ISSN, 1, "1895-5771");
    ck_field_eq(r, MESH_QUALIFIED_MAJOR, 0, "Melanoma/therapy");
    ck_field_eq(r, KEYWORD, 0, "lung");
    ck_field_eq(r, KEYWORD, 1, "il-2");
    ck_field_eq(r, PUBLICATION_TYPE, 0, "Clinical Trial");
    ck_field_eq(r, LANGUAGE, 0, "eng");
    ck_span_eq(assay_record_id_of(r, "pmcid"), "PMC99000001");
    ck_span_eq(r->references.items[0].nct, "NCT99000001");
    ck_span_eq(test_record_extra(r, "ris_n1"), "a note");
}
END_TEST

static const struct {
    const char *fields, *pmid, *identity;
} numbers[] = {
    {"DB  - PubMed\nAN  - 99000001\n", "99000001", "pmid:99000001"},
    {"DB  - Ovid MEDLINE(R) ALL <1946 to 2031>\nID  - 99000002\n", "99000002", "pmid:99000002"},
    {"DB  - PubMed\nID  - 12\n", "", "hash:"}, /* a library's own count */
    {"ID  - 99000003\n", "", "hash:"},
    {"AN  - 99000003\n", "", "hash:"},
    {"AN  - 99000003\nUR  - https://pubmed.ncbi.nlm.nih.gov/99000003/\n", "99000003",
     "pmid:99000003"},
    {"DB  - Embase\nDB  - Medline\nC5  - 99000004\nU2  - L991\n", "99000004", "pmid:99000004"},
    {"DB  - Embase\nAN  - PMID:99000005\n", "99000005", "pmid:99000005"},
    {"DB  - Embase\nAN  - 2099000001\n", "", "id:embase/2099000001"},
    {"DB  - Embase\nU2  - L991\n", "", "id:embase/L991"},
    {"AN  - CN-09900001\n", "", "id:central/CN-09900001"},
    {"DB  - Somewhere\nAN  - psyh-2099-1\n", "", "id:psyh-2099-1"},
    {"L2  - http://ovidsp.ovid.com/ovidweb.cgi?T=JS&D=medp&NEWS=N&AN=99000006\n", "99000006",
     "pmid:99000006"},
    {"N1  - PMID: 99000007; cited\n", "99000007", "pmid:99000007"},
    {"PMID - 99000008\n", "99000008", "pmid:99000008"},
    {"ID  - pmid:99000009\n", "99000009", "pmid:99000009"},
    {"ID  - id:mine\n", "", "id:mine"},
    {"M3  - doi:10.99999/x\n", "", "doi:10.99999/x"},
};

START_TEST(numbers_are_whose_the_record_says_they_are) {
    char text[1024];
    snprintf(text, sizeof text, "TY  - JOUR\nTI  - T\n%sER  -\n", numbers[_i].fields);
    test_records_read(&kept, text, "ris");
    ck_assert_uint_eq(kept.count, 1);
    ck_span_eq(assay_record_id_of(test_record(&kept, 0), "pmid"), numbers[_i].pmid);
    assay_span identity = test_record(&kept, 0)->identity;
    if (strcmp(numbers[_i].identity, "hash:") == 0)
        identity.size = identity.size < 5 ? identity.size : 5;
    ck_span_eq(identity, numbers[_i].identity);
}
END_TEST

START_TEST(a_trial_is_known_by_its_number) {
    test_records_read(&kept,
                      "TY  - GEN\nID  - nct:NCT99000001\nTI  - A\nER  - \n"
                      "TY  - DBASE\nAN  - NCT99000002\nID  - NCT99000002\nTI  - B\nER  - \n"
                      "TY  - JOUR\nTI  - About NCT99000003\nC7  - NCT99000003\nER  - \n",
                      NULL);
    ck_assert_uint_eq(kept.count, 3);
    ck_assert_int_eq(test_record(&kept, 0)->type, ASSAY_RECORD_TRIAL);
    ck_span_eq(test_record(&kept, 1)->identity, "nct:NCT99000002");
    ck_assert_int_eq(test_record(&kept, 1)->type, ASSAY_RECORD_TRIAL);
    ck_assert_int_eq(test_record(&kept, 2)->type, ASSAY_RECORD_ABSTRACT);
}
END_TEST

START_TEST(sections_are_parted_as_ovid_joins_them) {
    test_records_read(&kept,
                      "TY  - JOUR\nTI  - A\nAB  - OBJECTIVE: To see, as Doe et al., DNA., STUDY "
                      "DESIGN: We looked., RESULTS: Seen.\nER  -\n",
                      NULL);
    const assay_record *r = test_record(&kept, 0);
    ck_field_count(r, SUMMARY, 3);
    ck_field_eq(r, SUMMARY, 0, "OBJECTIVE: To see, as Doe et al., DNA.");
    ck_field_eq(r, SUMMARY, 1, "STUDY DESIGN: We looked.");
}
END_TEST

/* Text is wrapped with or without indents, lists of EndNote have a line a value. */
START_TEST(values_go_on_over_lines) {
    test_records_read(&kept,
                      "TY  - JOUR\nTI  - One\n      two\nN2  - first,\n      ER then\nlast line\n\n"
                      "TX-2 and the rest.\nKW  - asthma\nadult\nvery\n      long\n"
                      "AD  - Here\nThere\nSN  - 9999-9994\n9999-9995\nER  -\n",
                      NULL);
    const assay_record *r = test_record(&kept, 0);
    ck_assert_uint_eq(kept.count, 1);
    ck_field_eq(r, TITLE, 0, "One two");
    ck_field_eq(r, SUMMARY, 0, "first, ER then last line TX-2 and the rest.");
    ck_field_count(r, KEYWORD, 3);
    ck_field_eq(r, KEYWORD, 2, "very long");
    ck_field_eq(r, AFFILIATION, 1, "There");
    ck_field_eq(r, ISSN, 1, "9999-9995");
}
END_TEST

/* Ovid numbers records and adds links behind them. */
START_TEST(what_stands_around_records_is_not_theirs) {
    test_records_read(&kept,
                      "Provider: Ovid\n\n1.\nTY  - JOUR\nT1  - A\nA1  - Doe J.\nY1  - 2019//\n"
                      "SP  - No\nEP  - Specified\nER  -\nNL  - J Lung\n\nLink to: "
                      "https://example.org\n\n2.\nTY  - JOUR\nT1  - B\nER  -\n",
                      NULL);
    ck_assert_uint_eq(kept.count, 2);
    ck_assert_uint_eq(kept.problem_count, 0);
    ck_field_count(test_record(&kept, 0), PAGES, 0);
    ck_assert_uint_eq(test_record(&kept, 0)->dates[ASSAY_DATE_PUBLISHED], 20190000);
    ck_field_eq(test_record(&kept, 1), TITLE, 0, "B");
}
END_TEST

START_TEST(a_record_without_its_end_is_kept_and_told_with_its_line) {
    test_records_read(
        &kept, "TY  - JOUR\nTI  - A\n\nTY  - JOUR\nTI  - B\nER  -\nTY  - JOUR\nTI  - C", NULL);
    ck_assert_uint_eq(kept.count, 3);
    ck_assert_uint_eq(kept.problem_count, 2);
    ck_assert_uint_eq(kept.lost, 0);
    ck_assert_uint_eq(kept.problems[0].line, 1);
    ck_assert_uint_eq(kept.problems[1].line, 7);
    ck_assert_str_eq(kept.problems[1].message, "a RIS record that does not end with ER");
}
END_TEST

START_TEST(a_record_with_nothing_in_it_is_told_and_the_next_one_read) {
    test_records_read(&kept, "TY  - JOUR\nPY  - 2020\nTI  -\nER  -\nTY  - JOUR\nTI  - B\nER  -\n",
                      NULL);
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.lost, 1);
    ck_assert_uint_eq(kept.problems[0].line, 1);
}
END_TEST

START_TEST(other_encodings_are_read_and_told) {
    static const char utf16[] = "\xFF\xFET\0Y\0 \0 \0-\0 \0J\0O\0U\0R\0\n\0T\0I\0 \0 \0-\0 \0\xE9\0"
                                "\n\0E\0R\0 \0 \0-\0\n\0";
    test_records_read(&kept, "\xEF\xBB\xBFTY  - JOUR\nTI  - A\nER  -\n", NULL);
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.problem_count, 0);
    test_records_read(&kept, "TY  - JOUR\nTI  - caf\xE9\nER  -\n", NULL);
    ck_field_eq(test_record(&kept, 0), TITLE, 0, "caf\xC3\xA9");
    ck_assert_uint_eq(kept.problem_count, 1);
    ck_assert(!kept.problems[0].lost);
    ck_ok(test_records_read_bytes(&kept, assay_span_make(utf16, sizeof utf16 - 1), "t", NULL, NULL,
                                  &err),
          err);
    ck_field_eq(test_record(&kept, 0), TITLE, 0, "\xC3\xA9");
}
END_TEST

/* Text copied from a page has one blank for two. */
START_TEST(tags_with_one_blank_are_read_where_the_record_begins_so) {
    test_records_read(&kept,
                      "TY - JOUR\nTI - A\nAB - One\nER - \nTY  - JOUR\nTI  - B\nAB  - Two\n"
                      "AC - is no tag here\nER  - \n",
                      NULL);
    ck_assert_uint_eq(kept.count, 2);
    ck_field_eq(test_record(&kept, 0), SUMMARY, 0, "One");
    ck_field_eq(test_record(&kept, 1), SUMMARY, 0, "Two AC - is no tag here");
}
END_TEST

START_TEST(a_file_without_records_is_told) {
    test_records_read(&kept, "no tags at all\n", "ris");
    ck_assert_uint_eq(kept.count, 0);
    ck_assert_uint_eq(kept.lost, 1);
    ck_assert_ptr_nonnull(strstr(kept.problems[0].message, "no line begins a RIS record"));
}
END_TEST

START_TEST(a_record_beyond_the_limit_is_told_and_passed_over) {
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_buffer_add_text(&text, "TY  - JOUR\nTI  - A\n");
    for (int i = 0; i < 65; i++) {
        assay_buffer_add_text(&text, "N1  - ");
        assay_buffer_reserve(&text, 1 << 20);
        memset(text.data + text.size, 'x', 1 << 20);
        text.size += 1 << 20;
        assay_buffer_add_byte(&text, '\n');
    }
    assay_buffer_add_text(&text, "ER  -\nTY  - JOUR\nTI  - B\nER  -\n");
    ck_ok(test_records_read_bytes(&kept, assay_buffer_span(&text), "t", NULL, NULL, &err), err);
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.lost, 1);
    ck_assert_int_eq(kept.problems[0].status, ASSAY_E_LIMIT);
    assay_buffer_done(&text);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/ris");
    TCase *tests = tcase_create("ris");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, an_article_is_read_whole);
    tcase_add_loop_test(tests, numbers_are_whose_the_record_says_they_are, 0,
                        sizeof numbers / sizeof *numbers);
    tcase_add_test(tests, a_trial_is_known_by_its_number);
    tcase_add_test(tests, sections_are_parted_as_ovid_joins_them);
    tcase_add_test(tests, values_go_on_over_lines);
    tcase_add_test(tests, what_stands_around_records_is_not_theirs);
    tcase_add_test(tests, a_record_without_its_end_is_kept_and_told_with_its_line);
    tcase_add_test(tests, a_record_with_nothing_in_it_is_told_and_the_next_one_read);
    tcase_add_test(tests, other_encodings_are_read_and_told);
    tcase_add_test(tests, tags_with_one_blank_are_read_where_the_record_begins_so);
    tcase_add_test(tests, a_file_without_records_is_told);
    tcase_add_test(tests, a_record_beyond_the_limit_is_told_and_passed_over);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
