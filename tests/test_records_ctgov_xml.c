#include "support/records.h"

static test_records kept;

static void setup(void) {
    test_records_init(&kept);
}
static void teardown(void) {
    test_records_done(&kept);
}

static const char study[] =
    "<clinical_study rank='3'><required_header><url>https://example.org/NCT99000201</url>"
    "</required_header><id_info><org_study_id>FAB-1</org_study_id><secondary_id>2012-990002-41"
    "</secondary_id><nct_id>NCT99000201</nct_id><nct_alias>NCT99000202</nct_alias></id_info>"
    "<brief_title>Moon Light</brief_title><acronym>MOON</acronym><sponsors><lead_sponsor><agency>"
    "Nowhere Trust</agency><agency_class>U.S. Fed</agency_class></lead_sponsor><collaborator>"
    "<agency>Elsewhere</agency></collaborator></sponsors><brief_summary><textblock>\n"
    "      A text that was&#xD;\n      wrapped.&#xD;\n&#xD;\n      And goes on.\n    </textblock>"
    "</brief_summary><overall_status>Active, not recruiting</overall_status><start_date>May 2015"
    "</start_date><completion_date type='Anticipated'>June 3, 2019</completion_date>"
    "<phase>Phase 1/Phase 2</phase><study_type>Observational [Patient Registry]</study_type>"
    "<study_design_info><allocation>N/A</allocation><intervention_model>Single Group Assignment"
    "</intervention_model><masking>None (Open Label)</masking></study_design_info>"
    "<primary_outcome><measure>Brightness</measure><time_frame>1 year</time_frame><description>"
    "In lux.</description></primary_outcome><other_outcome><measure>Colour</measure>"
    "</other_outcome><enrollment type='Actual'>99999999</enrollment><condition>Night Blindness"
    "</condition><arm_group><arm_group_label>A</arm_group_label><arm_group_type>Experimental"
    "</arm_group_type><description>Lamp</description></arm_group><intervention>"
    "<intervention_type>Dietary Supplement</intervention_type><intervention_name>Carrot"
    "</intervention_name><other_name>Daucus</other_name></intervention><eligibility><criteria>"
    "<textblock>\n        Inclusion Criteria:\n\n          -  Adults\n\n        Exclusion "
    "Criteria:\n\n          -  Owls\n      </textblock></criteria><gender>Both</gender>"
    "<minimum_age>6 Months</minimum_age><maximum_age>N/A</maximum_age><healthy_volunteers>Accepts "
    "Healthy Volunteers</healthy_volunteers></eligibility><overall_official><last_name>Jane Doe"
    "</last_name><role>Study Chair</role><affiliation>Nowhere Trust</affiliation>"
    "</overall_official><location><facility><name>Clinic</name><address><city>Town</city><state>"
    "Shire</state><zip>N1</zip><country>Nowhere</country></address></facility><status>Active, not "
    "recruiting</status></location><reference><citation>Roe R. 1999.</citation><PMID>99000203"
    "</PMID></reference><results_reference><citation>Doe J. 2000.</citation></results_reference>"
    "<link><url>https://example.org/more</url></link><last_update_posted type='Actual'>July 4, 2018"
    "</last_update_posted><study_first_posted>January 2, 2014</study_first_posted><keyword>owl"
    "</keyword><condition_browse><mesh_term>Vision Disorders</mesh_term></condition_browse>"
    "<clinical_results><x/></clinical_results></clinical_study>";

START_TEST(a_study_keeps_all_its_parts) {
    test_records_read(&kept, study, NULL);
    ck_assert_uint_eq(kept.count, 1);
    const assay_record *r = test_record(&kept, 0);
    ck_span_eq(r->identity, "nct:NCT99000201");
    ck_assert_int_eq(r->type, ASSAY_RECORD_TRIAL);
    ck_span_eq(assay_record_id_of(r, "org"), "FAB-1");
    ck_span_eq(assay_record_id_of(r, "eudract"), "2012-990002-41");
    ck_field_eq(r, SUMMARY, 0, "A text that was wrapped.\nAnd goes on.");
    ck_field_eq(r, STATUS, 0, "ACTIVE_NOT_RECRUITING");
    ck_field_eq(r, PHASE, 0, "PHASE1");
    ck_field_eq(r, PHASE, 1, "PHASE2");
    ck_field_eq(r, STUDY_TYPE, 0, "OBSERVATIONAL");
    ck_field_eq(r, DESIGN, 0, "PATIENT_REGISTRY");
    ck_field_eq(r, DESIGN, 1, "SINGLE_GROUP");
    ck_field_eq(r, DESIGN, 2, "NONE");
    ck_field_eq(r, OUTCOME_PRIMARY, 0, "Brightness [1 year]: In lux.");
    ck_field_eq(r, OUTCOME_OTHER, 0, "Colour");
    ck_field_eq(r, CONDITION_REGISTERED, 0, "Night Blindness");
    ck_field_eq(r, CONDITION, 0, "Vision Disorders");
    ck_field_eq(r, MESH, 0, "Vision Disorders");
    ck_field_eq(r, ARM, 0, "A (Experimental): Lamp");
    ck_field_eq(r, INTERVENTION, 0, "Carrot");
    ck_field_eq(r, INTERVENTION_OTHER, 0, "Daucus");
    ck_field_eq(r, INTERVENTION_TYPE, 0, "DIETARY_SUPPLEMENT");
    ck_field_eq(r, INCLUSION, 0, "Adults");
    ck_field_eq(r, EXCLUSION, 0, "Owls");
    ck_field_eq(r, SEX, 0, "ALL");
    ck_field_count(r, AGE_GROUP, 3);
    ck_field_eq(r, SPONSOR, 0, "Nowhere Trust");
    ck_field_eq(r, INVESTIGATOR, 0, "Jane Doe, Study Chair, Nowhere Trust");
    ck_field_eq(r, KEYWORD, 0, "owl");
    ck_field_count(r, LINK, 2);
}
END_TEST

START_TEST(numbers_dates_sites_and_references_are_typed) {
    test_records_read(&kept, study, "ctgov-xml");
    const assay_record *r = test_record(&kept, 0);
    ck_assert_int_eq((int)r->enrolment, -1);
    ck_assert_int_eq(r->min_age_days, 182);
    ck_assert_int_eq(r->max_age_days, ASSAY_AGE_UNKNOWN);
    ck_assert_int_eq(r->healthy_volunteers, 1);
    ck_assert_int_eq(r->has_results, 1);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_START], 20150500);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_COMPLETION], 20190603);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_FIRST_SEEN], 20140102);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_UPDATED], 20180704);
    ck_assert_uint_eq(r->locations.count, 1);
    ck_span_eq(r->locations.items[0].facility, "Clinic");
    ck_span_eq(r->locations.items[0].zip, "N1");
    ck_span_eq(r->locations.items[0].status, "ACTIVE_NOT_RECRUITING");
    ck_field_eq(r, COUNTRY, 0, "Nowhere");
    ck_assert_uint_eq(r->references.count, 2);
    ck_span_eq(r->references.items[0].relation, "background");
    ck_span_eq(r->references.items[0].pmid, "99000203");
    ck_span_eq(r->references.items[1].relation, "result");
}
END_TEST

START_TEST(a_study_without_a_number_and_a_title_is_reported) {
    test_records_read(&kept, "<clinical_study><phase>N/A</phase></clinical_study>", NULL);
    ck_assert_uint_eq(kept.count, 0);
    ck_assert_uint_eq(kept.lost, 1);
}
END_TEST

START_TEST(posted_results_add_outcomes_and_adverse_events) {
    test_records_read(
        &kept,
        "<clinical_study><id_info><nct_id>NCT99000203</nct_id></id_info><primary_outcome><measure>"
        "Time to cough</measure><time_frame>1 year</time_frame></primary_outcome>"
        "<clinical_results><outcome_list><outcome><title>Time to cough</title></outcome><outcome>"
        "<title>Coughs a night</title><description>Counted</description></outcome></outcome_list>"
        "<reported_events><serious_events><category_list><category><event_list><event><sub_title "
        "vocab=\"X\">Sepsis</sub_title></event></event_list></category></category_list>"
        "</serious_events><other_events><category_list><category><event_list><event><sub_title>"
        "Sepsis</sub_title></event><event><sub_title>Hoarse voice</sub_title></event></event_list>"
        "</category></category_list></other_events></reported_events></clinical_results>"
        "</clinical_study>",
        NULL);
    const assay_record *record = test_record(&kept, 0);
    ck_field_count(record, OUTCOME_OTHER, 1);
    ck_field_eq(record, OUTCOME_OTHER, 0, "Coughs a night: Counted");
    ck_field_count(record, ADVERSE_EVENT, 2);
    ck_field_eq(record, ADVERSE_EVENT, 0, "Sepsis");
    ck_field_eq(record, ADVERSE_EVENT, 1, "Hoarse voice");
}
END_TEST

START_TEST(several_studies_in_one_file_are_read) {
    test_records_read(&kept,
                      "<search_results><clinical_study><id_info><nct_id>NCT99000203</nct_id>"
                      "</id_info></clinical_study><clinical_study><id_info><nct_id>NCT99000204"
                      "</nct_id></id_info></clinical_study></search_results>",
                      NULL);
    ck_assert_uint_eq(kept.count, 2);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/ctgov_xml");
    TCase *tests = tcase_create("ctgov_xml");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_study_keeps_all_its_parts);
    tcase_add_test(tests, numbers_dates_sites_and_references_are_typed);
    tcase_add_test(tests, a_study_without_a_number_and_a_title_is_reported);
    tcase_add_test(tests, posted_results_add_outcomes_and_adverse_events);
    tcase_add_test(tests, several_studies_in_one_file_are_read);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
