#include "support/records.h"

static test_records kept;

static void setup(void) {
    test_records_init(&kept);
}
static void teardown(void) {
    test_records_done(&kept);
}

START_TEST(a_record_keeps_all_its_parts) {
    test_records_read(
        &kept,
        "<?xml version='1.0'?><!DOCTYPE FILE SYSTEM 'cfc-2.dtd'><FILE><RECORD><PAPERNUM>"
        "PN99001</PAPERNUM><RECORDNUM>00071 </RECORDNUM><MEDLINENUM>99000701"
        "</MEDLINENUM><AUTHORS><AUTHOR>Doe-J-R</AUTHOR><AUTHOR>Roe</AUTHOR></AUTHORS>"
        "<TITLE>Owls and\nlamps.</TITLE><SOURCE>J-Fict-Med. 1974 Nov. 63(6). P 843-8. "
        "(REVIEW).</SOURCE><MAJORSUBJ><TOPIC>NIGHT-BLINDNESS: co, et</TOPIC>"
        "</MAJORSUBJ><MINORSUBJ><TOPIC>CHILD-PRESCHOOL</TOPIC></MINORSUBJ><EXTRACT>"
        "Light\nhelps.</EXTRACT><REFERENCES><CITE num='1' author='ROE R' "
        "publication='FABLES' d1='4' d2='17' d3='971'/></REFERENCES></RECORD></FILE>",
        NULL);
    ck_assert_uint_eq(kept.count, 1);
    const assay_record *r = test_record(&kept, 0);
    ck_span_eq(r->identity, "id:71");
    ck_field_eq(r, TITLE, 0, "Owls and lamps.");
    ck_field_eq(r, SUMMARY, 0, "Light helps.");
    ck_field_eq(r, AUTHOR, 0, "Doe JR");
    ck_field_eq(r, AUTHOR, 1, "Roe");
    ck_field_eq(r, JOURNAL, 0, "J Fict Med");
    ck_field_eq(r, VOLUME, 0, "63");
    ck_field_eq(r, ISSUE, 0, "6");
    ck_field_eq(r, PAGES, 0, "843-8");
    ck_field_eq(r, PUBLICATION_TYPE, 0, "Review");
    ck_field_eq(r, MESH, 0, "Night Blindness");
    ck_field_eq(r, MESH, 1, "Child Preschool");
    ck_field_count(r, MESH_MAJOR, 1);
    ck_field_eq(r, MESH_QUALIFIED, 0, "Night Blindness/complications");
    ck_field_eq(r, MESH_QUALIFIED, 1, "Night Blindness/etiology");
    ck_assert_uint_eq(r->dates[ASSAY_DATE_PUBLISHED], 19741100);
    ck_span_eq(r->references.items[0].text, "ROE R. FABLES. 1971;4:17");
}
END_TEST

START_TEST(queries_and_definitions_are_said_to_hold_no_records) {
    test_records_read(&kept, "<FILEQUERY><QUERY><QueryNumber>1</QueryNumber></QUERY></FILEQUERY>",
                      NULL);
    ck_assert_uint_eq(kept.count, 0);
    ck_assert_uint_eq(kept.lost, 0);
    ck_assert_str_eq(
        kept.problems[0].message,
        "queries and judgments of the Cystic Fibrosis collection: it holds no records");
    assay_error err;
    ck_ok(test_records_read_bytes(&kept, ASSAY_SPAN("<!ELEMENT FILE (RECORD+)>"), "cfc-2.dtd", NULL,
                                  NULL, &err),
          err);
    ck_assert_str_eq(kept.problems[0].message,
                     "a document type definition: it describes files and holds no records");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/cf");
    TCase *tests = tcase_create("cf");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_record_keeps_all_its_parts);
    tcase_add_test(tests, queries_and_definitions_are_said_to_hold_no_records);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
