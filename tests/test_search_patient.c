#include "search/patient.h"

#include "support/index.h"

static assay_error err;
static assay_arena arena;
static assay_analyzer *analyzer;
static assay_patient patient;

static void set_up(void) {
    assay_arena_init(&arena);
    ck_ok(assay_analyzer_new(&analyzer, NULL, &err), err);
}
static void tear_down(void) {
    assay_analyzer_free(analyzer);
    assay_arena_done(&arena);
}

static void read_note(const char *text) {
    ck_ok(assay_patient_read(&patient, analyzer, &arena, assay_span_of(text), &err), err);
}

static const assay_patient_word *word(const char *form) {
    for (size_t i = 0; i < patient.word_count; i++)
        if (assay_span_equal(patient.words[i].form, assay_span_of(form)))
            return &patient.words[i];
    return NULL;
}

static const struct {
    const char *text;
    uint32_t age;
    char unit;
    assay_patient_sex sex;
} notes[] = {
    {"Patient is a 45-year-old man with astrocytoma.", 45, 'y', ASSAY_PATIENT_MALE},
    {"48 M with a h/o HTN", 48, 'y', ASSAY_PATIENT_MALE},
    {"74M hx of CAD s/p CABG", 74, 'y', ASSAY_PATIENT_MALE},
    {"A 32 yo woman who presents", 32, 'y', ASSAY_PATIENT_FEMALE},
    {"Pt is a 22yo F otherwise healthy", 22, 'y', ASSAY_PATIENT_FEMALE},
    {"70 y/o with COPD. She is on oxygen.", 70, 'y', ASSAY_PATIENT_FEMALE},
    {"6-month-old girl, 3 days of fever", 6, 'm', ASSAY_PATIENT_FEMALE},
    {"infant, 12 days old", 12, 'd', ASSAY_PATIENT_ANY},
    {"women aged 61 with asthma", 61, 'y', ASSAY_PATIENT_ANY},
    {"asthma for 3 years, EF 60%", 0, 0, ASSAY_PATIENT_ANY},
    {"He met his mother; she has gout", 0, 0, ASSAY_PATIENT_ANY},
    {"", 0, 0, ASSAY_PATIENT_ANY},
};

START_TEST(age_and_sex_are_read) {
    read_note(notes[_i].text);
    ck_assert_msg(patient.age == notes[_i].age && patient.unit == notes[_i].unit, "%s: %u%c",
                  notes[_i].text, patient.age, patient.unit);
    ck_assert_msg(patient.sex == notes[_i].sex, "%s: sex %d", notes[_i].text, (int)patient.sex);
}
END_TEST

START_TEST(what_is_denied_is_not_searched_unless_it_is_said_elsewhere) {
    read_note("Melanoma with cough. Denies fever, chills and dyspnea. No rash. Later rash noted; "
              "lungs without crackles but wheezing.");
    ck_assert(!word("melanoma")->negated);
    ck_assert(!word("cough")->negated);
    ck_assert(word("fever")->negated);
    ck_assert(word("chills")->negated);
    ck_assert(!word("rash")->negated);
    ck_assert(word("crackles")->negated);
    ck_assert(!word("wheezing")->negated);
}
END_TEST

/* Fictional notes: which words are searched, which are not. */
static const struct {
    const char *text, *said, *unsaid;
} scopes[] = {
    {"Denies chest pain, progressed on ipilimumab.", "ipilimumab", "chest pain"},
    {"He denies fever, chills, or weight loss.", "", "fever chills loss"},
    {"Denies fever, chills, night sweats, dizziness.", "", "fever chills night sweats dizziness"},
    {"Denies: fever, cough.", "", "fever cough"},
    {"No fever, productive cough.", "cough", "fever"},
    {"No fever, chills, or cough.", "", "fever chills cough"},
    {"No rash and has wheezing.", "wheezing", "rash"},
    {"CLL (no fever) with neuropathy.", "cll neuropathy", "fever"},
    {"Denies dyspnea,\northopnea and syncope.", "", "dyspnea orthopnea syncope"},
    {"No edema\nMelanoma in situ", "melanoma", "edema"},
    {"No evidence of metastasis; gout.", "gout", "metastasis evidence"},
    {"Pulmonary embolism was ruled out, now pneumonia.", "pneumonia", "pulmonary embolism"},
    {"CT showed sarcoidosis. Tuberculosis is unlikely.", "sarcoidosis", "tuberculosis unlikely"},
    {"Ruled out for infarction.", "", "infarction"},
    {"HER2-negative breast cancer", "breast cancer", ""},
    {"Culture grew gram negative rods.", "rods", ""},
    {"No change in psoriasis.", "psoriasis", ""},
    {"Diabetes not well controlled on insulin.", "diabetes insulin", ""},
    {"Her mother had breast cancer, she has melanoma.", "melanoma", "breast cancer"},
    {"Family history of glaucoma and stroke. Presents with uveitis.", "uveitis", "glaucoma stroke"},
    {"Melanoma in her mother. Psoriasis.", "psoriasis", "melanoma"},
    {"Her daughter has noticed jaundice.", "jaundice", ""},
    {"Brought by her husband with seizures.", "seizures", ""},
    {"A 46-year-old man with a family history of stroke presents with gout.", "gout", "stroke"},
};

START_TEST(negation_and_kin_reach_as_far_as_they_are_meant) {
    const char *const lists[] = {scopes[_i].said, scopes[_i].unsaid};
    read_note(scopes[_i].text);
    for (size_t k = 0; k < 2; k++)
        for (assay_span rest = assay_span_of(lists[k]); rest.size != 0;) {
            char form[32] = "";
            assay_span next = assay_span_cut(&rest, ' ');
            memcpy(form, next.data, next.size);
            const assay_patient_word *found = word(form);
            bool searched = found != NULL && !found->negated;
            ck_assert_msg(searched == (k == 0), "%s: %s", scopes[_i].text, form);
        }
}
END_TEST

START_TEST(what_is_said_of_kin_alone_is_marked_so) {
    read_note("Denies fever. Father died of leukemia. Mother had asthma. He has asthma.");
    ck_assert(word("fever")->negated && !word("fever")->kin);
    ck_assert(word("leukemia")->negated && word("leukemia")->kin);
    ck_assert(!word("asthma")->negated);
}
END_TEST

START_TEST(the_diagnosis_weighs_more_than_complaints) {
    read_note("Headache; findings consistent with vasculitis, smoker.");
    ck_assert(word("vasculitis")->named && !word("headache")->named);
    ck_assert_double_eq_tol(word("vasculitis")->weight, 2 / (1 + 4 / 200.0), 1e-12);
    read_note("fever");
    ck_assert_double_eq_tol(word("fever")->weight, 0.5, 1e-12);
    read_note("No signs consistent with vasculitis.");
    ck_assert(word("vasculitis")->negated);
}
END_TEST

START_TEST(abbreviations_are_spelled_out_besides_and_some_in_capitals_only) {
    read_note("HTN and copd; mr Smith, PE: normal.");
    ck_assert(!word("htn")->spelled_out);
    ck_assert(word("hypertension")->spelled_out);
    ck_assert_double_eq_tol(word("hypertension")->weight, 0.3, 1e-12);
    ck_assert_ptr_nonnull(word("obstructive"));
    ck_assert_ptr_null(word("regurgitation"));
    read_note("No HTN. MR since 2010.");
    ck_assert(word("hypertension")->negated);
    ck_assert_ptr_nonnull(word("regurgitation"));
    read_note("HTN, known hypertension.");
    ck_assert(!word("hypertension")->spelled_out);
    ck_assert_uint_eq(word("hypertension")->count, 2);
}
END_TEST

START_TEST(words_that_name_nothing_are_left_out_and_later_words_weigh_less) {
    read_note("The patient presented with 3 episodes of melanoma and melanoma; treatment 12 mg.");
    ck_assert_ptr_null(word("the"));
    ck_assert_ptr_null(word("patient"));
    ck_assert_ptr_null(word("3"));
    ck_assert_ptr_null(word("mg"));
    ck_assert_uint_eq(word("melanoma")->count, 2);
    ck_assert(word("episodes")->weight > word("melanoma")->weight);
}
END_TEST

START_TEST(a_long_note_is_cut_and_says_so) {
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    for (int i = 0; i < 2 * ASSAY_PATIENT_WORDS_MAX; i++)
        assay_buffer_format(&text, "w%c%c%cx ", 'a' + i / 625, 'a' + i / 25 % 25, 'a' + i % 25);
    assay_buffer_add_byte(&text, '\0');
    read_note(text.data);
    assay_buffer_done(&text);
    ck_assert_uint_eq(patient.word_count, ASSAY_PATIENT_WORDS_MAX);
    ck_assert(patient.more);
}
END_TEST

#define HISTORY                                                                                    \
    "A 58-year-old man presents with melanoma of the back. He noticed it two months ago and it "   \
    "has been growing since. He smokes and takes aspirin daily for his heart. Examination shows "  \
    "a dark lesion of two centimetres with an irregular border."

static const struct {
    const char *text;
    bool is_note;
} texts[] = {
    {HISTORY, true},
    {"48 M with a h/o HTN, admitted with chest pain on exertion and shortness of breath since "
     "two weeks. ECG with ST depression in the lateral leads. Started on heparin and aspirin, "
     "transferred for catheterisation, which showed disease of three vessels.",
     true},
    {"melanoma", false},
    {"58-year-old man with melanoma of the back", false},
    /* no age */
    {"A man presents with melanoma of the back. He noticed it two months ago and it has been "
     "growing since. He smokes and takes aspirin daily for his heart. Examination shows a dark "
     "lesion of two centimetres with an irregular border.",
     false},
    /* a statement on a trial: two short sentences */
    {"Anna is a 57 year old female with an ECOG of 0, diagnosed with an invasive adenocarcinoma "
     "of the breast, with nodes on the same side and no history of stroke. She is eligible for "
     "the trial.",
     false},
    /* an abstract: ages of a group */
    {"We studied women aged 61 years with asthma in two groups. Treatment was given for a month "
     "and symptoms were reported weekly. The history of smoking made no difference. Patients "
     "who were admitted to hospital had a worse outcome than the others in both groups.",
     false},
};

START_TEST(a_description_is_told_from_questions_statements_and_abstracts) {
    read_note(texts[_i].text);
    ck_assert_msg(assay_patient_is_note(&patient) == texts[_i].is_note, "%s", texts[_i].text);
}
END_TEST

/* ---- in a search ---- */

#define TRIAL(id, title, more)                                                                     \
    "{\"schema\":1,\"id\":\"nct:" id "\",\"type\":\"trial\",\"ids\":[\"nct:" id "\"],\"title\":["  \
    "\"" title "\"],\"conditions\":[\"" title "\"],\"summary\":[\"Melanoma once seen.\"]" more     \
    "}\n"

#define ABSTRACT(id, title)                                                                        \
    "{\"schema\":1,\"id\":\"pmid:" id "\",\"type\":\"abstract\",\"ids\":[\"pmid:" id               \
    "\"],\"title\":["                                                                              \
    "\"" title "\"]}\n"

START_TEST(trials_take_the_patients_age_and_sex_on_both_engines) {
    test_folder folder;
    assay_search_results results = {0};
    test_folder_make(&folder);
    test_index_add(
        &folder,
        TRIAL("NCT99300001", "Melanoma", ",\"sex\":[\"FEMALE\"]")
            TRIAL("NCT99300002", "Melanoma", ",\"sex\":[\"MALE\"]")
                TRIAL("NCT99300003", "Asthma",
                      ",\"sex\":[\"ALL\"],\"min_age_days\":6570,\"max_age_days\":21915")
                    TRIAL("NCT99300004", "Melanoma", ",\"sex\":[\"ALL\"],\"min_age_days\":21915")
                        TRIAL("NCT99300005", "Gout", ""));
    assay_search *search = test_index_open(&folder);
    assay_search_request request = assay_search_defaults();
    request.patient = ASSAY_SEARCH_PATIENT_YES;
    request.engine = (assay_search_engine)_i;
    request.query = ASSAY_SPAN("58M with melanoma, no gout");
    ck_ok(assay_search_run(&results, search, &request, &err), err);
    ck_assert_str_eq(test_index_identities(&results),
                     "nct:NCT99300002 nct:NCT99300003 nct:NCT99300005");
    ck_assert_uint_ge(results.warning_count, 1);
    ck_assert_str_eq(results.warnings[0].code, "N-PATIENT");
    assay_search_results_done(&results);
    assay_search_close(search);
    test_folder_remove(&folder);
}
END_TEST

static const char *found_by(assay_search_results *results, assay_search *search,
                            assay_search_request *request, assay_search_patient how) {
    request->patient = how;
    ck_ok(assay_search_run(results, search, request, &err), err);
    ck_assert_int_eq(results->patient, results->warning_count != 0 &&
                                           strcmp(results->warnings[0].code, "N-PATIENT") == 0);
    return test_index_identities(results);
}

START_TEST(a_description_is_read_unasked_unless_it_is_told_not_to_be) {
    test_folder folder;
    assay_search_results results = {0};
    test_folder_make(&folder);
    test_index_add(&folder, TRIAL("NCT99300001", "Melanoma", ",\"sex\":[\"FEMALE\"]")
                                TRIAL("NCT99300002", "Melanoma", ",\"sex\":[\"MALE\"]")
                                    TRIAL("NCT99300004", "Melanoma", ",\"min_age_days\":25550")
                                        ABSTRACT("99300005", "Lesions of melanoma"));
    assay_search *search = test_index_open(&folder);
    assay_search_request request = assay_search_defaults();
    request.engine = (assay_search_engine)_i;
    request.query = ASSAY_SPAN(HISTORY);
    ck_assert_str_eq(found_by(&results, search, &request, ASSAY_SEARCH_PATIENT_AUTO),
                     "pmid:99300005 nct:NCT99300002");
    ck_assert_ptr_nonnull(strstr(results.warnings[0].message.data, "--no-patient"));
    ck_assert(results.b == ASSAY_SEARCH_PATIENT_B);
    ck_assert_str_eq(found_by(&results, search, &request, ASSAY_SEARCH_PATIENT_YES),
                     "nct:NCT99300002");
    found_by(&results, search, &request, ASSAY_SEARCH_PATIENT_NO);
    ck_assert_uint_eq(results.count, 4);
    ck_assert(!results.patient && results.b == ASSAY_SEARCH_B);
    assay_search_results_done(&results);
    assay_search_close(search);
    test_folder_remove(&folder);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("search/patient");
    TCase *cases = tcase_create("all");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, age_and_sex_are_read, 0, (int)(sizeof notes / sizeof *notes));
    tcase_add_loop_test(cases, a_description_is_told_from_questions_statements_and_abstracts, 0,
                        (int)(sizeof texts / sizeof *texts));
    tcase_add_loop_test(cases, a_description_is_read_unasked_unless_it_is_told_not_to_be, 0, 2);
    tcase_add_test(cases, what_is_denied_is_not_searched_unless_it_is_said_elsewhere);
    tcase_add_loop_test(cases, negation_and_kin_reach_as_far_as_they_are_meant, 0,
                        (int)(sizeof scopes / sizeof *scopes));
    tcase_add_test(cases, what_is_said_of_kin_alone_is_marked_so);
    tcase_add_test(cases, the_diagnosis_weighs_more_than_complaints);
    tcase_add_test(cases, abbreviations_are_spelled_out_besides_and_some_in_capitals_only);
    tcase_add_test(cases, words_that_name_nothing_are_left_out_and_later_words_weigh_less);
    tcase_add_test(cases, a_long_note_is_cut_and_says_so);
    tcase_add_loop_test(cases, trials_take_the_patients_age_and_sex_on_both_engines, 0, 2);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
