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
    {"65 y.o. male", 65, 'y', ASSAY_PATIENT_MALE},
    {"72F with NSCLC", 72, 'y', ASSAY_PATIENT_FEMALE},
    {"67yoM NSCLC", 67, 'y', ASSAY_PATIENT_MALE},
    {"F, 34 y/o, lupus", 34, 'y', ASSAY_PATIENT_FEMALE},
    {"6 mo old girl", 6, 'm', ASSAY_PATIENT_FEMALE},
    {"18 mo boy", 18, 'm', ASSAY_PATIENT_MALE},
    {"65 years of age, female", 65, 'y', ASSAY_PATIENT_FEMALE},
    {"2.5 year old boy", 2, 'y', ASSAY_PATIENT_MALE},
    {"infant aged 3 months", 3, 'm', ASSAY_PATIENT_ANY},
    {"pain for 3 months, female", 0, 0, ASSAY_PATIENT_FEMALE},
    {"p53 m", 0, 0, ASSAY_PATIENT_ANY},
    {"T10 m", 0, 0, ASSAY_PATIENT_ANY},
    {"asthma for 3 years, EF 60%", 0, 0, ASSAY_PATIENT_ANY},
    {"He met his mother; she has gout", 0, 0, ASSAY_PATIENT_ANY},
    {"", 0, 0, ASSAY_PATIENT_ANY},
};

START_TEST(age_and_sex_are_read) {
    read_note(notes[_i].text);
    ck_assert_msg(patient.person.age == notes[_i].age && patient.person.unit == notes[_i].unit,
                  "%s: %u%c", notes[_i].text, patient.person.age, patient.person.unit);
    ck_assert_msg(patient.person.sex == notes[_i].sex, "%s: sex %d", notes[_i].text,
                  (int)patient.person.sex);
}
END_TEST

static const struct {
    const char *text;
    uint32_t age, until;
} decades[] = {
    {"a man in his 60s with gout", 60, 69}, {"woman in her 40's", 40, 49},
    {"woman in her mid-40s", 44, 46},       {"man in his early 70s", 70, 73},
    {"man in his late seventies", 77, 79},  {"man in his 60s, 64 years old", 64, 64},
    {"since the 1960s, il-60s", 0, 0},
};

START_TEST(decades_are_read_where_no_age_is_told) {
    read_note(decades[_i].text);
    ck_assert_msg(patient.person.age == decades[_i].age &&
                      patient.person.until == decades[_i].until,
                  "%s: %u to %u", decades[_i].text, patient.person.age, patient.person.until);
}
END_TEST

START_TEST(words_of_age_are_not_searched_and_the_noun_beside_it_only_ranks) {
    read_note("72F with non-small cell lung cancer");
    ck_assert_ptr_null(word("72f"));
    ck_assert(!word("lung")->who);
    read_note("65yo man, fear of any man");
    ck_assert_ptr_null(word("65yo"));
    ck_assert_ptr_null(word("yo"));
    ck_assert(!word("man")->who);
    read_note("A 62-year-old African-American man");
    ck_assert(word("african") != NULL && word("man")->who);
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

/* Short ones: what is taken for a description unasked, and what looks like one. */
static const struct {
    const char *text;
    bool is_note;
} short_texts[] = {
    {"65 yo male with glioblastoma", true},
    {"58-year-old man with melanoma of the back", true},
    {"72F with NSCLC", true},
    {"72F, NSCLC stage IV", true},
    {"58M h/o CLL", true},
    {"65 y/o M melanoma", true},
    {"6 mo old girl with spinal muscular atrophy", true},
    {"a 65-year-old with asthma", true},
    {"male aged 70 with gout", true},
    {"glioblastoma in 65 year old man", true},
    {"trials for 65 yo male with recurrent glioblastoma", true},
    {"a man in his 60s with prostate cancer", true},
    {"65yo M with DLBCL, denies fever", true},
    {"67yoF NSCLC", true},
    {"3 yo with ALL", true},
    {"45F post mastectomy", true},
    {"GBM in a 65yo", true},
    {"23 y/o college student with depression", true},
    {"Age: 65, sex: male, diagnosis: CLL", true},
    /* no age of a person */
    {"3 yo with all", false},
    {"12 y/o mice with asthma", false},
    {"72f antibody", false},
    {"72F antibody", false},
    {"p53 m", false},
    {"p53 M with cancer", false},
    {"18F with PET", false},
    {"100 M NaCl with buffer", false},
    {"30 day mortality female", false},
    {"5 year survival male breast cancer", false},
    {"smoker 20 years male", false},
    {"covid 19 male patients", false},
    /* many persons */
    {"65 year old men with osteoporosis", false},
    {"patients aged 65 years and older with asthma", false},
    {"women over 65 years old", false},
    {"18-65 year old male", false},
    {">65 yo male with asthma", false},
    {"10 male volunteers", false},
    {"men in their 60s with prostate cancer", false},
    {"eve is a 56 year old woman, and ann is a 32 year old woman", false},
    /* no persons */
    {"6-week-old male mice", false},
    {"2 year old male dog with lymphoma", false},
    /* of trials and articles */
    {"A 72 year old patient with dementia would be excluded", false},
    {"Embolism in a 65-year-old woman: a case report", false},
    /* nothing to search */
    {"65 yo male", false},
    {"1 year old", false},
};

START_TEST(a_short_note_is_told_by_the_age_of_one_person) {
    read_note(short_texts[_i].text);
    ck_assert_msg(assay_patient_is_note(&patient) == short_texts[_i].is_note, "%s",
                  short_texts[_i].text);
}
END_TEST

START_TEST(whatever_tells_an_age_may_be_told_to) {
    for (size_t i = 0; i < sizeof short_texts / sizeof *short_texts; i++)
        ck_assert_msg(!short_texts[i].is_note ||
                          assay_patient_person_may_be_told(assay_span_of(short_texts[i].text)),
                      "%s", short_texts[i].text);
    ck_assert(!assay_patient_person_may_be_told(ASSAY_SPAN("il-2 lung metastases, covid 19")));
}
END_TEST

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

/* A query with marks of the query language stays one; its own words rank, "male" finds nothing by itself. */
START_TEST(a_short_note_is_read_unasked_and_a_query_is_not) {
    test_folder folder;
    assay_search_results results = {0};
    test_folder_make(&folder);
    test_index_add(&folder, TRIAL("NCT99300001", "Melanoma", ",\"sex\":[\"FEMALE\"]")
                                TRIAL("NCT99300002", "Melanoma", ",\"sex\":[\"MALE\"]")
                                    ABSTRACT("99300005", "Melanoma")
                                        ABSTRACT("99300006", "Male smokers of 65"));
    assay_search *search = test_index_open(&folder);
    assay_search_request request = assay_search_defaults();
    request.engine = (assay_search_engine)_i;
    request.query = ASSAY_SPAN("65 yo male with melanoma");
    ck_assert_str_eq(found_by(&results, search, &request, ASSAY_SEARCH_PATIENT_AUTO),
                     "nct:NCT99300002 pmid:99300005");
    ck_assert(results.patient);
    request.query = ASSAY_SPAN("65 yo male");
    ck_assert_str_eq(found_by(&results, search, &request, ASSAY_SEARCH_PATIENT_YES),
                     "nct:NCT99300002");
    static const char *const queries[] = {"65 yo male AND melanoma", "\"65 yo male\" melanoma",
                                          "65 yo male ti:melanoma", "65 yo male -melanoma",
                                          "65 yo male melan*"};
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        request.query = assay_span_of(queries[i]);
        found_by(&results, search, &request, ASSAY_SEARCH_PATIENT_AUTO);
        ck_assert_msg(!results.patient, "%s", queries[i]);
    }
    assay_search_results_done(&results);
    assay_search_close(search);
    test_folder_remove(&folder);
}
END_TEST

START_TEST(a_decade_asks_for_trials_that_take_any_of_its_years) {
    test_folder folder;
    assay_search_results results = {0};
    test_folder_make(&folder);
    test_index_add(&folder, TRIAL("NCT99300001", "Gout",
                                  ",\"min_age_days\":23376,\"max_age_days\":24106") /* 64 to 66 */
                   TRIAL("NCT99300002", "Gout", ",\"max_age_days\":21550")          /* 59 */
                   TRIAL("NCT99300003", "Gout", ",\"min_age_days\":25568")          /* 70 */
                   TRIAL("NCT99300004", "Gout", ""));
    assay_search *search = test_index_open(&folder);
    assay_search_request request = assay_search_defaults();
    request.engine = (assay_search_engine)_i;
    request.query = ASSAY_SPAN("a man in his 60s with gout");
    ck_assert_str_eq(found_by(&results, search, &request, ASSAY_SEARCH_PATIENT_AUTO),
                     "nct:NCT99300001 nct:NCT99300004");
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
    tcase_add_loop_test(cases, decades_are_read_where_no_age_is_told, 0,
                        (int)(sizeof decades / sizeof *decades));
    tcase_add_test(cases, words_of_age_are_not_searched_and_the_noun_beside_it_only_ranks);
    tcase_add_loop_test(cases, a_short_note_is_told_by_the_age_of_one_person, 0,
                        (int)(sizeof short_texts / sizeof *short_texts));
    tcase_add_test(cases, whatever_tells_an_age_may_be_told_to);
    tcase_add_loop_test(cases, a_short_note_is_read_unasked_and_a_query_is_not, 0, 2);
    tcase_add_loop_test(cases, a_decade_asks_for_trials_that_take_any_of_its_years, 0, 2);
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
