#include "support/records.h"

static test_records kept;

static void setup(void) {
    test_records_init(&kept);
}
static void teardown(void) {
    test_records_done(&kept);
}

START_TEST(trials_of_any_registry_are_read) {
    test_records_read(
        &kept,
        "<?xml version='1.0' encoding='UTF-8' ?><Trials_downloaded_from_ICTRP>\n"
        "  <Trial>\n    <TrialID>ChiCTR9900000001</TrialID>\n    <Public_title>Owls &amp; lamps   "
        "</Public_title>\n    <Scientific_title>On owls</Scientific_title>\n"
        "    <Recruitment_Status>Recruiting</Recruitment_Status>\n    <Inclusion_gender>Both"
        "</Inclusion_gender>\n    <Inclusion_Criteria>Inclusion criteria: Adults&lt;br&gt;Owls"
        "</Inclusion_Criteria>\n    <Countries>Nowhere</Countries>\n    <Phase>N/A</Phase>\n"
        "    <Condition>Night blindness</Condition>\n    <Inclusion_agemax />\n  </Trial>\n"
        "  <Trial><TrialID>NCT99000901</TrialID><Public_title>Two</Public_title></Trial>"
        "</Trials_downloaded_from_ICTRP>",
        NULL);
    ck_assert_uint_eq(kept.count, 2);
    ck_assert_uint_eq(kept.problem_count, 0);
    const assay_record *r = test_record(&kept, 0);
    ck_span_eq(r->source_format, "ictrp-xml");
    ck_span_eq(r->identity, "chictr:ChiCTR9900000001");
    ck_assert_int_eq(r->type, ASSAY_RECORD_TRIAL);
    ck_field_eq(r, TITLE, 0, "Owls & lamps");
    ck_field_eq(r, OFFICIAL_TITLE, 0, "On owls");
    ck_field_eq(r, STATUS, 0, "RECRUITING");
    ck_field_eq(r, SEX, 0, "ALL");
    ck_field_eq(r, INCLUSION, 0, "Adults");
    ck_field_eq(r, CONDITION_REGISTERED, 0, "Night blindness");
    ck_span_eq(test_record(&kept, 1)->identity, "nct:NCT99000901");
}
END_TEST

START_TEST(a_trial_without_a_number_and_a_title_is_reported) {
    test_records_read(&kept, "<Trials><Trial><Phase>2</Phase></Trial></Trials>", "ictrp-xml");
    ck_assert_uint_eq(kept.count, 0);
    ck_assert_uint_eq(kept.lost, 1);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/ictrp_xml");
    TCase *tests = tcase_create("ictrp_xml");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, trials_of_any_registry_are_read);
    tcase_add_test(tests, a_trial_without_a_number_and_a_title_is_reported);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
