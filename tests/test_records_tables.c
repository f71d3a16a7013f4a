#include "support/records.h"

static test_records kept;
static assay_error err;

static void setup(void) {
    test_records_init(&kept);
}
static void teardown(void) {
    test_records_done(&kept);
}

static void read_named(const char *text, const char *name) {
    ck_ok(test_records_read_bytes(&kept, assay_span_of(text), name, NULL, NULL, &err), err);
}

START_TEST(the_registrys_columns_of_today_are_read) {
    read_named(
        "NCT Number,Study Title,Study URL,Acronym,Study Status,Brief Summary,Study Results,"
        "Conditions,Interventions,Primary Outcome Measures,Secondary Outcome Measures,Sponsor,"
        "Collaborators,Sex,Age,Phases,Enrollment,Funder Type,Study Type,Study Design,Other IDs,"
        "Start Date,First Posted,Last Update Posted,Locations,Study Documents\n"
        "NCT99000001,\"Inhaled IL-2, again\",https://clinicaltrials.gov/study/NCT99000001,BREEZE,"
        "ACTIVE_NOT_RECRUITING,\"A \"\"small\"\" study.\",NO,Lung Metastases|Melanoma; Stage IV,"
        "DRUG: Aldesleukin|DEVICE: Nebulizer,\"Response, 1 year|Survival\",,North Fjord "
        "Hospital,Kestrel|Tern,ALL,\"ADULT, OLDER_ADULT\",PHASE1|PHASE2,42,OTHER|INDUSTRY,"
        "INTERVENTIONAL,Allocation: RANDOMIZED|Masking: DOUBLE (PARTICIPANT),INH-1|2099-000123-45,"
        "2031-03,2031-01-05,9/15/2031,\"Ward 9, Springfield, Ohio, 12345, United States|Ward 1, "
        "Bergen, 5003, Norway|Seoul Ward, Seoul, Korea, Republic of\",\n",
        "ctg-studies.csv");
    const assay_record *r = test_record(&kept, 0);
    ck_assert_uint_eq(kept.problem_count, 0);
    ck_span_eq(r->source_format, "ctgov-csv");
    ck_span_eq(r->identity, "nct:NCT99000001");
    ck_field_eq(r, TITLE, 0, "Inhaled IL-2, again");
    ck_field_eq(r, SUMMARY, 0, "A \"small\" study.");
    ck_field_eq(r, CONDITION_REGISTERED, 1, "Melanoma; Stage IV");
    ck_field_eq(r, INTERVENTION, 1, "Nebulizer");
    ck_field_eq(r, INTERVENTION_TYPE, 1, "DEVICE");
    ck_field_eq(r, OUTCOME_PRIMARY, 1, "Survival");
    ck_field_eq(r, COLLABORATOR, 1, "Tern");
    ck_field_eq(r, AGE_GROUP, 0, "ADULT");
    ck_field_eq(r, PHASE, 1, "PHASE2");
    ck_field_eq(r, DESIGN, 1, "DOUBLE");
    ck_field_eq(r, SPONSOR_CLASS, 1, "INDUSTRY");
    ck_span_eq(assay_record_id_of(r, "eudract"), "2099-000123-45");
    ck_assert_int_eq(r->enrolment, 42);
    ck_assert_int_eq(r->has_results, 0);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_START], 20310300);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_UPDATED], 20310915); /* as a spreadsheet wrote it */
    ck_assert_uint_eq(r->locations.count, 3);
    ck_span_eq(r->locations.items[0].state, "Ohio");
    ck_span_eq(r->locations.items[0].city, "Springfield");
    ck_span_eq(r->locations.items[1].city, "Bergen");
    ck_span_eq(r->locations.items[1].zip, "5003");
    ck_span_eq(r->locations.items[2].country, "Korea, Republic of");
}
END_TEST

START_TEST(the_registrys_older_columns_are_read) {
    read_named(
        "Rank\tNCT Number\tTitle\tRecruitment\tStudy Results\tConditions\tInterventions\t"
        "Sponsor/Collaborators\tGender\tAge\tPhases\tEnrollment\tStudy Types\tFirst Received\t"
        "Results First Received\tOutcome Measures\n"
        "1\tNCT99000002\tOld style\tCompleted\tHas Results\tAsthma\tDrug: Mist\tNorth "
        "Fjord|Kestrel\tBoth\t18 Years to 65 Years   (Adult)\tPhase 2\tnull\tObservational "
        "[Patient Registry]\tMay 2, 2014\tNo Study Results Posted\tCough|Fever\n",
        "SearchResults.tsv");
    const assay_record *r = test_record(&kept, 0);
    ck_span_eq(r->source_format, "ctgov-csv");
    ck_field_eq(r, STATUS, 0, "COMPLETED");
    ck_field_eq(r, SPONSOR, 0, "North Fjord");
    ck_field_eq(r, COLLABORATOR, 0, "Kestrel");
    ck_field_eq(r, SEX, 0, "ALL");
    ck_field_eq(r, OUTCOME_OTHER, 1, "Fever");
    ck_field_eq(r, STUDY_TYPE, 0, "OBSERVATIONAL");
    ck_assert_int_eq(r->enrolment, -1);
    ck_assert_int_eq(r->has_results, 1);
    ck_assert_int_eq(r->max_age_days, 23741);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_FIRST_SEEN], 20140502);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_RESULTS], 0);
}
END_TEST

START_TEST(somebodys_table_with_trial_numbers_is_read_by_its_column_names) {
    read_named("NCT Number,Molecule,Country,City\nNCT99000001,aldesleukin,Norway,Bergen\n",
               "sites.csv");
    const assay_record *r = test_record(&kept, 0);
    ck_span_eq(r->source_format, "csv");
    ck_assert_int_eq(r->type, ASSAY_RECORD_TRIAL);
    ck_field_eq(r, COUNTRY, 0, "Norway");
    ck_span_eq(test_record_extra(r, "Molecule"), "aldesleukin");
}
END_TEST

START_TEST(pubmeds_table_is_read_by_its_column_names) {
    read_named(
        "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,"
        "PMCID,NIHMS ID,DOI\n"
        "99000001,A title,\"Storm A, Fjord BC.\",J. 2031;1:2.,Storm A,J Mist,2031,2031/05/01,"
        "PMC99000001,,10.99999/X\n",
        "csv-set.csv");
    const assay_record *r = test_record(&kept, 0);
    ck_span_eq(r->identity, "pmid:99000001");
    ck_assert_int_eq(r->type, ASSAY_RECORD_ABSTRACT);
    ck_field_eq(r, AUTHOR, 0, "Storm A");
    ck_field_count(r, AUTHOR, 2);
    ck_field_eq(r, JOURNAL, 0, "J Mist");
    ck_assert_uint_eq(r->dates[ASSAY_DATE_PUBLISHED], 20310000);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_CREATED], 20310501);
    ck_span_eq(assay_record_id_of(r, "doi"), "10.99999/x");
}
END_TEST

START_TEST(semicolons_windows_1252_and_a_mark_are_understood) {
    read_named("\xEF\xBB\xBFid;title;abstract\n1;Caf\xE9 trial;\"one;two\"\n", "x.csv");
    ck_field_eq(test_record(&kept, 0), TITLE, 0, "Caf\xC3\xA9 trial");
    ck_field_eq(test_record(&kept, 0), SUMMARY, 0, "one;two");
    ck_assert_uint_eq(kept.problem_count, 1);
    ck_assert(!kept.problems[0].lost);
    ck_assert_uint_eq(kept.problems[0].line, 2);
}
END_TEST

START_TEST(utf16_tables_are_understood) {
    static const char text[] = "id,title\n1,T\n";
    char wide[2 + 2 * sizeof text] = "\xFF\xFE";
    for (size_t i = 0; i + 1 < sizeof text; i++) {
        wide[2 + 2 * i] = text[i];
        wide[3 + 2 * i] = '\0';
    }
    ck_ok(test_records_read_bytes(&kept, assay_span_make(wide, 2 * sizeof text), "x.csv", NULL,
                                  NULL, &err),
          err);
    ck_field_eq(test_record(&kept, 0), TITLE, 0, "T");
}
END_TEST

START_TEST(ragged_rows_are_read_and_told) {
    read_named("id,title,abstract\n1,T\n2,T,A,surplus\n", "x.csv");
    ck_assert_uint_eq(kept.count, 2);
    ck_assert_uint_eq(kept.problem_count, 2);
    ck_assert_uint_eq(kept.lost, 0);
    ck_span_eq(test_record_extra(test_record(&kept, 1), "surplus"), "surplus");
}
END_TEST

START_TEST(rows_that_hold_nothing_known_are_lost_and_told) {
    read_named("id,title,note\n1,T,\n,,only a note\n3,T,\n", "x.csv");
    ck_assert_uint_eq(kept.count, 2);
    ck_assert_uint_eq(kept.lost, 1);
    ck_assert_uint_eq(kept.problems[0].line, 3);
}
END_TEST

START_TEST(a_table_of_unknown_columns_is_refused_and_a_map_helps) {
    static const char text[] = "nr,heading\n7,T\n";
    ck_assert_int_eq(
        test_records_read_bytes(&kept, assay_span_of(text), "x.csv", "csv", NULL, &err), ASSAY_OK);
    ck_assert_uint_eq(kept.count, 0);
    ck_assert_uint_eq(kept.lost, 1);
    ck_assert_ptr_nonnull(strstr(kept.problems[0].message, "--map"));
    ck_ok(test_records_read_bytes(&kept, assay_span_of(text), "x.csv", "csv", "nr=id,heading=title",
                                  &err),
          err);
    ck_span_eq(test_record(&kept, 0)->identity, "id:7");
    ck_field_eq(test_record(&kept, 0), TITLE, 0, "T");
}
END_TEST

#define ICTRP_HEAD                                                                                 \
    "TrialID,Last Refreshed on,Public title,Scientific title,Primary sponsor,Date registration,"   \
    "Date registration3,Export date,Source Register,web address,Recruitment Status,"               \
    "Inclusion agemin,Inclusion agemax,Inclusion gender,Date enrollement,Target size,Study type,"  \
    "Phase,Countries,Contact Email,Inclusion Criteria,Exclusion Criteria,Condition,Intervention,"  \
    "Primary outcome\n"

START_TEST(the_who_platforms_export_is_read) {
    read_named(
        ICTRP_HEAD
        "\"EUCTR2099-000123-45-GB\",\"6 April 2031\",\"Public &amp; plain\",\"Scientific         "
        "     \",\"North Fjord\",\"27/01/2031\",\"20310127\",\"4/7/2031 10:40:56 AM\",\"EU "
        "Clinical "
        "Trials Register\",\"https://example.org/1\",\"Not Recruiting\",\"18\",\"6 Months\","
        "\"<br>Female: yes<br>Male: no<br>\",\"25/03/2031\",\"treated:30;control:30;\","
        "\"Interventional study\",\"4\",\"Norway;Sweden\",\"a@example.org\",\"Inclusion "
        "criteria: 1. Adult;<br>2. Cough &gt; 3 days\",\"Pregnant\",\"Asthma; Cough\",\"Drug: "
        "Mist;Drug: Fog;\",\"Cough;Fever;\"\n",
        "ictrp.csv");
    const assay_record *r = test_record(&kept, 0);
    ck_span_eq(r->source_format, "ictrp-csv");
    ck_span_eq(r->identity, "eudract:2099-000123-45");
    ck_field_eq(r, TITLE, 0, "Public & plain");
    ck_field_eq(r, OFFICIAL_TITLE, 0, "Scientific");
    ck_field_eq(r, STATUS, 0, "NOT_RECRUITING");
    ck_field_eq(r, SEX, 0, "FEMALE");
    ck_field_eq(r, PHASE, 0, "PHASE4");
    ck_field_eq(r, COUNTRY, 1, "Sweden");
    ck_field_eq(r, EXCLUSION, 0, "Pregnant");
    ck_field_eq(r, CONDITION_REGISTERED, 1, "Cough");
    ck_field_eq(r, INTERVENTION, 1, "Fog");
    ck_field_eq(r, OUTCOME_PRIMARY, 1, "Fever");
    ck_field_count(r, INCLUSION, 2);
    ck_field_eq(r, INCLUSION, 1, "Cough > 3 days");
    ck_assert_int_eq(r->min_age_days, 6574);
    ck_assert_int_eq(r->max_age_days, 182);
    ck_assert_int_eq(r->enrolment, 60);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_FIRST_SEEN], 20310127);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_START], 20310325);
}
END_TEST

START_TEST(a_register_nobody_knows_keeps_its_number) {
    read_named(ICTRP_HEAD "\"XYZ-77\",,T,,,,,,,,,,,,,,,,,,,,,,\n", "ictrp.csv");
    ck_span_eq(test_record(&kept, 0)->identity, "id:XYZ-77");
}
END_TEST

START_TEST(prose_is_no_table) {
    read_named("nct,title\nNCT99000001,T\n", "no-suffix");
    ck_assert_uint_eq(kept.count, 1);
    (void)test_records_read_bytes(&kept,
                                  ASSAY_SPAN("Well, this is prose, not a table.\nSecond line.\n"),
                                  "note", NULL, NULL, &err);
    for (size_t i = 0; i < kept.count; i++)
        ck_assert(!assay_span_equal(test_record(&kept, i)->source_format, ASSAY_SPAN("csv")));
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/tables");
    TCase *tests = tcase_create("tables");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, the_registrys_columns_of_today_are_read);
    tcase_add_test(tests, the_registrys_older_columns_are_read);
    tcase_add_test(tests, somebodys_table_with_trial_numbers_is_read_by_its_column_names);
    tcase_add_test(tests, pubmeds_table_is_read_by_its_column_names);
    tcase_add_test(tests, semicolons_windows_1252_and_a_mark_are_understood);
    tcase_add_test(tests, utf16_tables_are_understood);
    tcase_add_test(tests, ragged_rows_are_read_and_told);
    tcase_add_test(tests, rows_that_hold_nothing_known_are_lost_and_told);
    tcase_add_test(tests, a_table_of_unknown_columns_is_refused_and_a_map_helps);
    tcase_add_test(tests, the_who_platforms_export_is_read);
    tcase_add_test(tests, a_register_nobody_knows_keeps_its_number);
    tcase_add_test(tests, prose_is_no_table);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
