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

static const char study[] =
    "{\"protocolSection\":{"
    "\"identificationModule\":{\"nctId\":\"NCT99000001\",\"nctIdAliases\":[\"NCT99000009\"],"
    "\"orgStudyIdInfo\":{\"id\":\"INH-IL2-1\"},\"secondaryIdInfos\":[{\"id\":\"2099-000123-45\","
    "\"type\":"
    "\"EUDRACT_NUMBER\"},{\"id\":\"R01XY000001\",\"type\":\"NIH\"}],\"organization\":{\"fullName\":"
    "\"North "
    "Fjord Hospital\"},\"briefTitle\":\"Inhaled IL-2\",\"officialTitle\":\"A Study of Inhaled "
    "IL-2\","
    "\"acronym\":\"BREEZE\"},"
    "\"statusModule\":{\"overallStatus\":\"TERMINATED\",\"whyStopped\":\"Slow accrual\","
    "\"statusVerifiedDate\":\"2031-02\",\"expandedAccessInfo\":{\"hasExpandedAccess\":true,"
    "\"nctId\":"
    "\"NCT99000002\"},\"startDateStruct\":{\"date\":\"2031-03\",\"type\":\"ACTUAL\"},"
    "\"primaryCompletionDateStruct\":{\"date\":\"2033-01-15\"},\"completionDateStruct\":{\"date\":"
    "\"2033\"},"
    "\"studyFirstSubmitDate\":\"2031-01-02\",\"studyFirstPostDateStruct\":{\"date\":\"2031-01-05\"}"
    ","
    "\"lastUpdateSubmitDate\":\"2033-02-01\",\"resultsFirstPostDateStruct\":{\"date\":\"2033-06-"
    "01\"}},"
    "\"sponsorCollaboratorsModule\":{\"leadSponsor\":{\"name\":\"North Fjord "
    "Hospital\",\"class\":\"OTHER\"},"
    "\"collaborators\":[{\"name\":\"Kestrel "
    "Biologics\"}],\"responsibleParty\":{\"investigatorFullName\":"
    "\"Ada Storm\",\"investigatorTitle\":\"Professor\"}},"
    "\"descriptionModule\":{\"briefSummary\":\"Tests \\\\>= 9 "
    "MIU.\",\"detailedDescription\":\"First "
    "part.\\n\\nSecond part.\"},"
    "\"conditionsModule\":{\"conditions\":[\"Lung Metastases\"],\"keywords\":[\"aerosol\"]},"
    "\"designModule\":{\"studyType\":\"INTERVENTIONAL\",\"phases\":[\"PHASE1\",\"PHASE2\"],"
    "\"designInfo\":{"
    "\"allocation\":\"NON_RANDOMIZED\",\"maskingInfo\":{\"masking\":\"NONE\"}},\"enrollmentInfo\":{"
    "\"count\":"
    "42,\"type\":\"ACTUAL\"}},"
    "\"armsInterventionsModule\":{\"armGroups\":[{\"label\":\"Arm A\",\"type\":\"EXPERIMENTAL\","
    "\"description\":\"Aerosol\"}],\"interventions\":[{\"type\":\"DRUG\",\"name\":\"Aldesleukin\","
    "\"description\":\"Inhaled\",\"otherNames\":[\"IL-2\"]}]},"
    "\"outcomesModule\":{\"primaryOutcomes\":[{\"measure\":\"Response\",\"timeFrame\":\"1 year\","
    "\"description\":\"By "
    "scan\"}],\"secondaryOutcomes\":[{\"measure\":\"Survival\"}],\"otherOutcomes\":[{"
    "\"measure\":\"Cough\"}]},"
    "\"eligibilityModule\":{\"eligibilityCriteria\":\"Inclusion Criteria:\\n\\n* Age \\\\>= 18\\n* "
    "Lung "
    "lesions\\n\\nExclusion Criteria:\\n\\n* Asthma\",\"healthyVolunteers\":false,\"sex\":\"ALL\","
    "\"minimumAge\":\"18 Years\",\"stdAges\":[\"ADULT\",\"OLDER_ADULT\"]},"
    "\"contactsLocationsModule\":{\"overallOfficials\":[{\"name\":\"Ada "
    "Storm\",\"affiliation\":\"North "
    "Fjord\",\"role\":\"STUDY_CHAIR\"}],\"locations\":[{\"facility\":\"Ward "
    "9\",\"status\":\"COMPLETED\","
    "\"city\":\"Bergen\",\"zip\":\"5003\",\"country\":\"Norway\",\"geoPoint\":{\"lat\":60.39,"
    "\"lon\":5.32}}]},"
    "\"referencesModule\":{\"references\":[{\"pmid\":\"99000001\",\"type\":\"RESULT\",\"citation\":"
    "\"Storm A. "
    "doi: "
    "10.99999/il2.\"}],\"seeAlsoLinks\":[{\"label\":\"Page\",\"url\":\"https://example.org\"}]}},"
    "\"documentSection\":{\"largeDocumentModule\":{\"largeDocs\":[{\"label\":\"Study "
    "Protocol\",\"filename\":"
    "\"Prot.pdf\"}]}},"
    "\"derivedSection\":{\"miscInfoModule\":{\"versionHolder\":\"2033-06-02\"},"
    "\"conditionBrowseModule\":{"
    "\"meshes\":[{\"id\":\"D1\",\"term\":\"Lung "
    "Neoplasms\"}],\"ancestors\":[{\"term\":\"Neoplasms\"}]},"
    "\"interventionBrowseModule\":{\"meshes\":[{\"term\":\"Interleukin-2\"}]}},"
    "\"hasResults\":true}";

START_TEST(every_module_finds_its_place) {
    test_records_read(&kept, study, NULL);
    const assay_record *r = test_record(&kept, 0);
    ck_assert_uint_eq(kept.problem_count, 0);
    ck_span_eq(r->identity, "nct:NCT99000001");
    ck_assert_int_eq(r->type, ASSAY_RECORD_TRIAL);
    ck_span_eq(r->source_format, "ctgov-json");
    ck_span_eq(assay_record_id_of(r, "org"), "INH-IL2-1");
    ck_span_eq(assay_record_id_of(r, "eudract"), "2099-000123-45");
    ck_field_eq(r, GRANT, 0, "R01XY000001");
    ck_field_eq(r, TITLE, 0, "Inhaled IL-2");
    ck_field_eq(r, OFFICIAL_TITLE, 0, "A Study of Inhaled IL-2");
    ck_field_eq(r, ACRONYM, 0, "BREEZE");
    ck_field_eq(r, STATUS, 0, "TERMINATED");
    ck_field_eq(r, WHY_STOPPED, 0, "Slow accrual");
    ck_field_eq(r, SPONSOR, 0, "North Fjord Hospital");
    ck_field_eq(r, SPONSOR_CLASS, 0, "OTHER");
    ck_field_eq(r, COLLABORATOR, 0, "Kestrel Biologics");
    ck_field_eq(r, SUMMARY, 0, "Tests >= 9 MIU.");
    ck_field_eq(r, DESCRIPTION, 0, "First part.\nSecond part.");
    ck_field_eq(r, CONDITION_REGISTERED, 0, "Lung Metastases");
    ck_field_eq(r, CONDITION, 0, "Lung Neoplasms");
    ck_field_count(r, CONDITION, 1);
    ck_field_eq(r, MESH, 1, "Interleukin-2");
    ck_field_eq(r, KEYWORD, 0, "aerosol");
    ck_field_eq(r, STUDY_TYPE, 0, "INTERVENTIONAL");
    ck_field_eq(r, PHASE, 1, "PHASE2");
    ck_field_eq(r, DESIGN, 0, "NON_RANDOMIZED");
    ck_field_eq(r, ARM, 0, "Arm A (EXPERIMENTAL): Aerosol");
    ck_field_eq(r, INTERVENTION, 0, "Aldesleukin");
    ck_field_eq(r, INTERVENTION_OTHER, 0, "IL-2");
    ck_field_eq(r, INTERVENTION_TYPE, 0, "DRUG");
    ck_field_eq(r, INTERVENTION_TEXT, 0, "Inhaled");
    ck_field_eq(r, OUTCOME_PRIMARY, 0, "Response [1 year]: By scan");
    ck_field_eq(r, OUTCOME_SECONDARY, 0, "Survival");
    ck_field_eq(r, OUTCOME_OTHER, 0, "Cough");
    ck_field_eq(r, INCLUSION, 0, "Age >= 18");
    ck_field_eq(r, INCLUSION, 1, "Lung lesions");
    ck_field_eq(r, EXCLUSION, 0, "Asthma");
    ck_field_eq(r, SEX, 0, "ALL");
    ck_field_eq(r, AGE_GROUP, 1, "OLDER_ADULT");
    ck_field_eq(r, INVESTIGATOR, 0, "Ada Storm, Professor");
    ck_field_eq(r, COUNTRY, 0, "Norway");
    ck_field_eq(r, LINK, 0, "https://example.org");
}
END_TEST

START_TEST(numbers_dates_places_and_references_are_typed) {
    test_records_read(&kept, study, NULL);
    const assay_record *r = test_record(&kept, 0);
    ck_assert_int_eq(r->enrolment, 42);
    ck_assert_int_eq(r->min_age_days, 6574);
    ck_assert_int_eq(r->max_age_days, ASSAY_AGE_UNKNOWN);
    ck_assert_int_eq(r->healthy_volunteers, 0);
    ck_assert_int_eq(r->has_results, 1);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_START], 20310300);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_PRIMARY_COMPLETION], 20330115);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_COMPLETION], 20330000);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_FIRST_SEEN], 20310105); /* posted before submitted */
    ck_assert_uint_eq(r->dates[ASSAY_DATE_UPDATED], 20330201);    /* submitted where not posted */
    ck_assert_uint_eq(r->dates[ASSAY_DATE_RESULTS], 20330601);
    ck_assert_uint_eq(r->locations.count, 1);
    ck_span_eq(r->locations.items[0].city, "Bergen");
    ck_assert(r->locations.items[0].has_point);
    ck_assert_double_eq(r->locations.items[0].longitude, 5.32);
    ck_assert_uint_eq(r->references.count, 2);
    ck_span_eq(r->references.items[0].relation, "expanded_access");
    ck_span_eq(r->references.items[1].relation, "result");
    ck_span_eq(r->references.items[1].pmid, "99000001");
    ck_span_eq(r->references.items[1].doi, "10.99999/il2");
    ck_span_eq(test_record_extra(r, "verification_date"), "2031-02");
    ck_span_eq(test_record_extra(r, "mesh_ancestor"), "Neoplasms");
    ck_span_eq(test_record_extra(r, "document"), "Study Protocol");
}
END_TEST

START_TEST(a_new_data_version_is_no_change) {
    test_records_read(&kept, study, NULL);
    assay_record_hash first = assay_record_content_hash(test_record(&kept, 0));
    char *later = strdup(study);
    memcpy(strstr(later, "2033-06-02"), "2034-07-03", 10);
    test_records_read(&kept, later, NULL);
    assay_record_hash second = assay_record_content_hash(test_record(&kept, 0));
    ck_assert(first.low == second.low && first.high == second.high);
    free(later);
}
END_TEST

#define MINI(n)                                                                                    \
    "{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"NCT9900000" n                     \
    "\",\"briefTitle\":\"T\"}}}"

static const char *const shapes[] = {
    MINI("1") "\n" MINI("2") "\n",
    "[" MINI("1") "," MINI("2") "]",
    "[\n  " MINI("1") ",\n  " MINI("2") "\n]\n",
    "{\"studies\":[" MINI("1") "," MINI("2") "],\"nextPageToken\":\"x\"}",
    "{\n\"totalCount\": 2,\n\"studies\": [\n" MINI("1") ",\n" MINI("2") "\n]}",
    "{\"data\":{\"pages\":[{\"studies\":[" MINI("1") "]},{\"studies\":[" MINI("2") "]}]}}",
    "{\"NCT99000001\":" MINI("1") ",\"NCT99000002\":" MINI("2") "}",
    "{\"studies\":[" MINI("1") "]}\n{\"studies\":[" MINI("2") "]}\n",
    "{\"hasResults\":false," /* the study's first key is not the telling one */
    "\"protocolSection\":{\"identificationModule\":{\"nctId\":\"NCT99000001\"}}}\n" MINI("2"),
};

START_TEST(studies_come_in_any_wrapping) {
    test_records_read(&kept, shapes[_i], NULL);
    ck_assert_msg(kept.count == 2 && kept.problem_count == 0, "%s gives %zu%s%s", shapes[_i],
                  kept.count, kept.problem_count != 0 ? ", " : "",
                  kept.problem_count != 0 ? kept.problems[0].message : "");
    ck_span_eq(test_record(&kept, 0)->identity, "nct:NCT99000001");
    ck_span_eq(test_record(&kept, 1)->identity, "nct:NCT99000002");
}
END_TEST

START_TEST(a_study_without_number_and_title_is_lost_and_the_next_is_read) {
    test_records_read(&kept, "[{\"protocolSection\":{\"statusModule\":{}}},\n" MINI("2") "]",
                      "ctgov-json");
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.lost, 1);
    ck_assert_uint_eq(kept.problems[0].line, 1);
    ck_assert_uint_eq(kept.problems[0].byte, 1);
}
END_TEST

START_TEST(values_of_the_wrong_kind_are_passed_over) {
    test_records_read(
        &kept,
        "{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"NCT99000001\","
        "\"briefTitle\":{\"x\":1},\"nctIdAliases\":7,\"secondaryIdInfos\":[1,[2],{}]},"
        "\"designModule\":{\"phases\":\"PHASE1\",\"enrollmentInfo\":[]},\"statusModule\":[],"
        "\"eligibilityModule\":{\"minimumAge\":18,\"stdAges\":{\"a\":\"ADULT\"}},"
        "\"contactsLocationsModule\":{\"locations\":{\"geoPoint\":{\"lat\":\"x\"}}}},"
        "\"derivedSection\":[],\"hasResults\":\"maybe\"}",
        "ctgov-json");
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_int_eq(test_record(&kept, 0)->has_results, -1);
}
END_TEST

START_TEST(the_registrys_mark_for_an_unknown_enrolment_is_unknown) {
    test_records_read(&kept,
                      "{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"NCT99000001\"},"
                      "\"designModule\":{\"enrollmentInfo\":{\"count\":99999999}}}}",
                      NULL);
    ck_assert_int_eq(test_record(&kept, 0)->enrolment, -1);
}
END_TEST

/* What the protocol names already is not repeated; an event reported for many arms and twice over is one term. */
START_TEST(posted_results_add_outcomes_and_adverse_events) {
    test_records_read(
        &kept,
        "{\"protocolSection\":{\"identificationModule\":{\"nctId\":\"NCT99000001\"},"
        "\"outcomesModule\":{\"primaryOutcomes\":[{\"measure\":\"Time to cough\","
        "\"timeFrame\":\"1 year\"}]}},\"resultsSection\":{\"outcomeMeasuresModule\":{"
        "\"outcomeMeasures\":[{\"type\":\"PRIMARY\",\"title\":\"Time to cough\"},"
        "{\"type\":\"POST_HOC\",\"title\":\"Coughs a night\",\"description\":\"Counted\"}]},"
        "\"adverseEventsModule\":{\"seriousEvents\":[{\"term\":\"Sepsis\"}],\"otherEvents\":["
        "{\"term\":\"Hoarse voice\"},{\"term\":\"Sepsis\"}]}}}",
        NULL);
    const assay_record *record = test_record(&kept, 0);
    ck_field_count(record, OUTCOME_OTHER, 1);
    ck_field_eq(record, OUTCOME_OTHER, 0, "Coughs a night: Counted");
    ck_field_count(record, ADVERSE_EVENT, 2);
    ck_field_eq(record, ADVERSE_EVENT, 0, "Sepsis");
    ck_field_eq(record, ADVERSE_EVENT, 1, "Hoarse voice");
    ck_assert_int_eq(record->has_results, 1);
}
END_TEST

START_TEST(every_cut_of_a_page_keeps_the_studies_before_it) {
    assay_buffer page;
    assay_buffer_init(&page, ASSAY_BUFFER_NO_CAP);
    assay_buffer_add_text(&page, "{\"studies\":[" MINI("1") ",");
    size_t first = page.size;
    assay_buffer_add_text(&page, study);
    assay_buffer_add_text(&page, "]}");
    for (size_t size = 40; size < page.size; size += 13) {
        char *copy = malloc(size);
        memcpy(copy, page.data, size);
        ck_ok(test_records_read_bytes(&kept, assay_span_make(copy, size), "cut", "ctgov-json", NULL,
                                      &err),
              err);
        ck_assert_uint_eq(kept.count, size >= first + sizeof study - 1 ? 2 : size >= first - 1);
        ck_assert_uint_eq(kept.lost, 1);
        free(copy);
    }
    assay_buffer_done(&page);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/ctgov_json");
    TCase *tests = tcase_create("ctgov_json");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, every_module_finds_its_place);
    tcase_add_test(tests, numbers_dates_places_and_references_are_typed);
    tcase_add_test(tests, a_new_data_version_is_no_change);
    tcase_add_loop_test(tests, studies_come_in_any_wrapping, 0, sizeof shapes / sizeof *shapes);
    tcase_add_test(tests, a_study_without_number_and_title_is_lost_and_the_next_is_read);
    tcase_add_test(tests, values_of_the_wrong_kind_are_passed_over);
    tcase_add_test(tests, the_registrys_mark_for_an_unknown_enrolment_is_unknown);
    tcase_add_test(tests, posted_results_add_outcomes_and_adverse_events);
    tcase_add_test(tests, every_cut_of_a_page_keeps_the_studies_before_it);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
