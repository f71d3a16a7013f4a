/* Real files of the formats read as XML or line by line: as many records, and as many different ones, as a
 * naive scan of the files counts (COUNTS.txt beside them). Where the two differ the reason stands below. */
#include "support/records.h"

#include <stdio.h>
#include <unistd.h>

static test_records kept;
static assay_error err;

static void setup(void) {
    test_records_init(&kept);
    kept.only_count = true;
}
static void teardown(void) {
    test_records_done(&kept);
}

/* Reads a folder of the data; false, with a plain line, where it is absent. */
static bool read_folder(const char *folder, const char *format) {
    char path[4096];
    const char *data = assay_suite_data_dir();
    int size = data != NULL ? snprintf(path, sizeof path, "%s/%s", data, folder) : -1;
    if (size < 0 || (size_t)size >= sizeof path || access(path, R_OK) != 0) {
        printf("skipped: no real files of %s here\n", folder);
        return false;
    }
    ck_ok(test_records_read_path(&kept, path, format, &err), err);
    return true;
}

static void check_counts(size_t records, size_t distinct, size_t problems, size_t lost) {
    for (size_t i = 0; i < kept.problem_count && i < 64; i++)
        printf("%s: %s\n", kept.problems[i].path, kept.problems[i].message);
    ck_assert_uint_eq(kept.count, records);
    ck_assert_uint_eq(assay_map_count(&kept.identities), distinct);
    ck_assert_uint_eq(kept.problem_count, problems);
    ck_assert_uint_eq(kept.lost, lost);
}

/* The scan counts start tags, 4,167. 22 of them give no record:
 *  20 stand in a file that is one JSON string quoting XML, which is no XML;
 *   1 in a printed Python object; both files are reported;
 *   1 is cut off by the end of its file, which is reported with its number.
 * Of the different ones the scan leaves out 10 chapters of books, and counts the one cut off. */
START_TEST(pubmed_xml_counts) {
    if (!read_folder("formats/pubmed-xml", NULL))
        return;
    check_counts(4145, 3468, 3, 3);
    ck_assert_uint_eq(kept.deletion_count, 18);
}
END_TEST

START_TEST(ctgov_xml_counts) {
    if (read_folder("formats/ctgov-xml", NULL))
        check_counts(6965, 6952, 0, 0);
}
END_TEST

/* The scan tells "PMC123" and "123" apart, which name one article: 1,154 there, 1,150 here. */
START_TEST(jats_counts) {
    if (read_folder("formats/jats", NULL))
        check_counts(1163, 1150, 0, 0);
}
END_TEST

START_TEST(medline_counts) {
    if (read_folder("formats/medline-tagged", NULL))
        check_counts(16178, 10052, 0, 0);
}
END_TEST

START_TEST(pubtator_counts) {
    if (read_folder("formats/pubtator", NULL))
        check_counts(2411, 1861, 0, 0);
}
END_TEST

/* Two definitions and the queries hold no records and are said so. */
START_TEST(cf_counts) {
    if (read_folder("formats/cf", NULL))
        check_counts(1239, 1239, 3, 0);
}
END_TEST

START_TEST(ictrp_xml_counts) {
    if (read_folder("formats/who-ictrp-covid/ICTRP-Results_18Mar2020.xml.gz", NULL))
        check_counts(578, 578, 0, 0);
}
END_TEST

/* Pages as text beside the data: all their parts, none of their boilerplate. */
START_TEST(pages_as_text_keep_their_parts_only) {
    static const char *const boilerplate[] = {"Curemydisease",        "Sign up",
                                              "official website",     "NCBI Homepage",
                                              "exactly as the trial", "••"};
    kept.only_count = false;
    if (!read_folder("../seeds", NULL))
        return;
    check_counts(5, 5, 0, 0);
    for (size_t i = 0; i < kept.count; i++)
        for (size_t f = 0; f < ASSAY_FIELD_COUNT; f++)
            for (size_t v = 0; v < test_record(&kept, i)->text[f].count; v++)
                for (size_t b = 0; b < sizeof boilerplate / sizeof *boilerplate; b++)
                    ck_assert(assay_span_find(test_record(&kept, i)->text[f].items[v],
                                              assay_span_of(boilerplate[b])) == SIZE_MAX);
    const assay_record *tracker = test_record(&kept, 0), *page = test_record(&kept, 2),
                       *review = test_record(&kept, 4);
    ck_span_eq(tracker->identity, "nct:NCT01590069");
    ck_field_count(tracker, CONDITION, 8);
    ck_field_count(tracker, CONDITION_REGISTERED, 1);
    ck_assert_uint_eq(tracker->locations.count, 1);
    ck_assert_int_eq((int)tracker->enrolment, 70);
    ck_span_eq(page->identity, "doi:10.1155/2018/9056173");
    ck_assert_uint_eq(page->references.count, 5);
    ck_field_count(page, CAPTION, 1);
    ck_assert_int_eq(review->type, ASSAY_RECORD_FULLTEXT);
    ck_assert_uint_eq(review->references.count, 54);
    ck_field_count(review, TABLE, 2);
    ck_field_count(review, CAPTION, 3);
    ck_field_count(review, AUTHOR, 4);
    ck_field_count(review, KEYWORD, 5);
    ck_field_count(review, BODY, 6);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/real_tagged");
    TCase *tests = tcase_create("real_tagged");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, pubmed_xml_counts);
    tcase_add_test(tests, ctgov_xml_counts);
    tcase_add_test(tests, jats_counts);
    tcase_add_test(tests, medline_counts);
    tcase_add_test(tests, pubtator_counts);
    tcase_add_test(tests, cf_counts);
    tcase_add_test(tests, ictrp_xml_counts);
    tcase_add_test(tests, pages_as_text_keep_their_parts_only);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
