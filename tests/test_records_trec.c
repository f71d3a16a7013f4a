#include "records/xml/sgml.h"
#include "support/records.h"

#include "base/buffer.h"

static test_records kept;

static void setup(void) {
    test_records_init(&kept);
}
static void teardown(void) {
    test_records_done(&kept);
}

START_TEST(documents_need_not_be_xml) {
    test_records_read(
        &kept,
        "<DOC>\n<DOCNO> FAB-1 </DOCNO>\n<HEADLINE>Owls &amp; gout</HEADLINE>\n<TEXT>\n"
        "If p < 0.05 & n > 3,\nrejoice.\n<P>\nNew &alpha;&#946;.\n</TEXT>\n"
        "<KEYWORDS>owl; gout</KEYWORDS>\n<ODD>kept</ODD>\n</DOC>\n"
        "<doc><docno>NCT99000601</docno><text>Short</text></doc><DOC>\n"
        "<DOCNO>FAB-3</DOCNO><TEXT>never closed\n<DOC><DOCNO>FAB-4</DOCNO>\n"
        "<TITLE>Last</TITLE>",
        NULL);
    ck_assert_uint_eq(kept.count, 4);
    ck_assert_uint_eq(kept.problem_count, 0);
    const assay_record *r = test_record(&kept, 0);
    ck_span_eq(r->identity, "id:FAB-1");
    ck_field_eq(r, TITLE, 0, "Owls & gout");
    ck_field_eq(r, SUMMARY, 0, "If p < 0.05 & n > 3, rejoice.\nNew αβ.");
    ck_field_eq(r, KEYWORD, 1, "gout");
    ck_span_eq(test_record_extra(r, "odd"), "kept");
    ck_span_eq(test_record(&kept, 1)->identity, "nct:NCT99000601");
    ck_field_eq(test_record(&kept, 2), SUMMARY, 0, "never closed");
    ck_field_eq(test_record(&kept, 3), TITLE, 0, "Last");
}
END_TEST

START_TEST(empty_documents_are_reported) {
    test_records_read(&kept, "<DOC></DOC><DOC><DOCNO>FAB-5</DOCNO></DOC>", "trec");
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.lost, 1);
    test_records_read(&kept, "no documents", "trec");
    ck_assert_uint_eq(kept.lost, 1);
}
END_TEST

START_TEST(a_document_of_open_tags_only_is_read_in_time) {
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_buffer_add_text(&text, "<DOC><DOCNO>FAB-6</DOCNO>");
    for (int i = 0; i < 200000; i++)
        assay_buffer_add_text(&text, "<open>");
    assay_error err;
    ck_ok(test_records_read_bytes(&kept, assay_buffer_span(&text), "x", "trec", NULL, &err), err);
    ck_assert_uint_eq(kept.count, 1);
    assay_buffer_done(&text);
}
END_TEST

START_TEST(character_references_are_resolved_and_others_stay) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_sgml_add_plain(&out, ASSAY_SPAN("&lt;&#x3b1;&#0;&#99999999;&none;& &amp"));
    ck_span_eq(assay_buffer_span(&out), "<α&#0;&#99999999;&none;& &amp");
    assay_buffer_done(&out);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/trec");
    TCase *tests = tcase_create("trec");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, documents_need_not_be_xml);
    tcase_add_test(tests, empty_documents_are_reported);
    tcase_add_test(tests, a_document_of_open_tags_only_is_read_in_time);
    tcase_add_test(tests, character_references_are_resolved_and_others_stay);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
