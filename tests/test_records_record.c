#include "records/identifier.h"
#include "records/record.h"
#include "records/vocabulary.h"
#include "support/suite.h"

#include <stdio.h>

static assay_arena arena;
static assay_record record;
static assay_error err;

static void setup(void) {
    assay_arena_init(&arena);
    assay_record_init(&record, &arena);
}
static void teardown(void) {
    assay_arena_done(&arena);
}

START_TEST(an_empty_record_knows_nothing) {
    ck_assert_int_eq(record.enrolment, -1);
    ck_assert_int_eq(record.min_age_days, ASSAY_AGE_UNKNOWN);
    ck_assert_int_eq(record.max_age_days, ASSAY_AGE_UNKNOWN);
    ck_assert_int_eq(record.updates, -1);
    ck_assert_int_eq(record.healthy_volunteers, -1);
    ck_assert_int_eq(record.has_results, -1);
    ck_assert_uint_eq(assay_record_first(&record, ASSAY_FIELD_TITLE).size, 0);
    ck_assert_uint_eq(assay_record_id_of(&record, "nct").size, 0);
}
END_TEST

START_TEST(values_are_copied_and_trimmed_and_empty_ones_ignored) {
    char text[] = "  Inhaled aldesleukin \n";
    ck_ok(assay_record_add(&record, ASSAY_FIELD_TITLE, assay_span_of(text), &err), err);
    ck_ok(assay_record_add(&record, ASSAY_FIELD_TITLE, ASSAY_SPAN(" \t"), &err), err);
    memset(text, 'x', sizeof text - 1);
    ck_assert_uint_eq(record.text[ASSAY_FIELD_TITLE].count, 1);
    ck_span_eq(assay_record_first(&record, ASSAY_FIELD_TITLE), "Inhaled aldesleukin");
}
END_TEST

START_TEST(a_value_added_once_is_there_once) {
    for (int i = 0; i < 3; i++)
        ck_ok(assay_record_add_once(&record, ASSAY_FIELD_MESH, ASSAY_SPAN(" Melanoma "), &err),
              err);
    ck_assert_uint_eq(record.text[ASSAY_FIELD_MESH].count, 1);
}
END_TEST

static const struct {
    const char *scheme, *given, *normal; /* normal NULL: not of the form */
} identifiers[] = {
    {"nct", "nct99000001", "NCT99000001"},
    {"nct", " https://clinicaltrials.gov/study/NCT99000001 ", "NCT99000001"},
    {"nct", "NCT9900001", NULL},
    {"nct", "NCT990000012", NULL},
    {"pmid", "PMID: 0099000001", "99000001"},
    {"pmid", "https://pubmed.ncbi.nlm.nih.gov/99000001/", "99000001"},
    {"pmid", "99a", NULL},
    {"pmid", "0", NULL},
    {"pmcid", "pmc99000001.2", "PMC99000001"},
    {"pmcid", "99000001", "PMC99000001"},
    {"pmcid", "PMC", NULL},
    {"doi", "https://doi.org/10.99999/ABC.1", "10.99999/abc.1"},
    {"doi", "doi:10.99999/x.", "10.99999/x"},
    {"doi", "10.99999/a b", NULL},
    {"doi", "11.99999/x", NULL},
    {"doi", "10.99999/", NULL},
    {"eudract", "EUCTR2099-000123-45-GB", "2099-000123-45"},
    {"eudract", "2099-000123", NULL},
    {"ctis", "2099-512345-67-00", "2099-512345-67-00"},
    {"isrctn", "isrctn99000001", "ISRCTN99000001"},
    {"chictr", "CHICTR2099000001", "ChiCTR2099000001"},
    {"chictr", "ChiCTR-TRC-99000001", "ChiCTR-TRC-99000001"},
    {"drks", "DRKS99000001", "DRKS99000001"},
    {"jrct", "JPRN-jRCTs990000001", "jRCTs990000001"},
    {"umin", "JPRN-UMIN990000001", "UMIN990000001"},
    {"ctri", "CTRI/2099/03/990001", "CTRI/2099/03/990001"},
    {"anzctr", "ACTRN99000000000001", "ACTRN99000000000001"},
    {"irct", "IRCT20990101000001N1", "IRCT20990101000001N1"},
    {"medline", " 99000001 ", "99000001"},
    {"org", "ABC-1\x01", NULL},
};

START_TEST(an_identifier_has_one_spelling) {
    char storage[ASSAY_IDENTIFIER_MAX];
    assay_span normal;
    bool fits = assay_identifier_normalise(&normal, storage, identifiers[_i].scheme,
                                           assay_span_of(identifiers[_i].given));
    if (identifiers[_i].normal == NULL)
        ck_assert_msg(!fits, "%s was taken for a %s", identifiers[_i].given,
                      identifiers[_i].scheme);
    else {
        ck_assert_msg(fits, "%s is no %s", identifiers[_i].given, identifiers[_i].scheme);
        ck_span_eq(normal, identifiers[_i].normal);
    }
}
END_TEST

START_TEST(an_identifier_of_any_length_is_refused_or_fits) {
    char storage[ASSAY_IDENTIFIER_MAX], text[700];
    static const char *const schemes[] = {"nct", "pmid", "pmcid", "doi", "rebec", "chictr", "org"};
    memset(text, '1', sizeof text);
    memcpy(text, "10.99999/", 9);
    for (size_t size = 0; size <= sizeof text; size++)
        for (size_t s = 0; s < sizeof schemes / sizeof *schemes; s++) {
            assay_span normal = {0};
            if (assay_identifier_normalise(&normal, storage, schemes[s],
                                           assay_span_make(text, size)))
                ck_assert_uint_le(normal.size, ASSAY_IDENTIFIER_MAX);
        }
}
END_TEST

static const struct {
    const char *typed, *whole; /* NULL: no form */
} typed[] = {
    {"NCT99000001", "nct:NCT99000001"},
    {"nct99000001", "nct:NCT99000001"},
    {"PMID: 099000001", "pmid:99000001"},
    {"pmid:99000001", "pmid:99000001"},
    {"https://doi.org/10.99999/X", "doi:10.99999/x"},
    {"PMC99000001", "pmcid:PMC99000001"},
    {"id:my-record", "id:my-record"},
    {"99000001", NULL},
    {"", NULL},
    {":", NULL},
    {"pmid:", NULL},
    {"a-scheme-of-more-than-thirty-two-bytes:1", NULL},
};

START_TEST(what_people_type_is_one_identifier_or_none) {
    char storage[ASSAY_IDENTIFIER_WHOLE_MAX];
    assay_span whole = {NULL, 0};
    bool known = assay_identifier_typed(&whole, storage, assay_span_of(typed[_i].typed));
    ck_assert_msg(known == (typed[_i].whole != NULL), "%s", typed[_i].typed);
    if (known)
        ck_span_eq(whole, typed[_i].whole);
}
END_TEST

START_TEST(a_number_gives_its_registry_away) {
    ck_assert_str_eq(assay_identifier_registry(ASSAY_SPAN("EUCTR2099-000123-45-GB")), "eudract");
    ck_assert_str_eq(assay_identifier_guess(ASSAY_SPAN("10.99999/x")), "doi");
    ck_assert_str_eq(assay_identifier_guess(ASSAY_SPAN("PMC99000001")), "pmcid");
    ck_assert_ptr_null(assay_identifier_guess(ASSAY_SPAN("99000001")));
    ck_assert_ptr_null(assay_identifier_guess(ASSAY_SPAN("")));
    ck_assert_ptr_null(assay_identifier_registry(ASSAY_SPAN("CABC-123")));
}
END_TEST

START_TEST(an_identifier_of_no_form_is_kept_as_extra) {
    ck_ok(assay_record_add_id(&record, "nct", ASSAY_SPAN("NCT1"), &err), err);
    ck_ok(assay_record_add_id(&record, "nct", ASSAY_SPAN("NCT99000001"), &err), err);
    ck_ok(assay_record_add_id(&record, "nct", ASSAY_SPAN("nct99000001"), &err), err);
    ck_assert_uint_eq(record.ids.count, 1);
    ck_assert_uint_eq(record.extra.count, 1);
    ck_span_eq(record.extra.items[0].key, "nct");
    ck_span_eq(record.extra.items[0].value, "NCT1");
}
END_TEST

static void identify(const char *source_id, const char *expected) {
    ck_ok(assay_record_identify(&record, assay_span_of(source_id), &err), err);
    ck_span_eq(record.identity, expected);
}

START_TEST(a_trial_goes_by_its_registry_and_an_article_by_its_own_number) {
    ck_ok(assay_record_add_id(&record, "doi", ASSAY_SPAN("10.99999/x"), &err), err);
    ck_ok(assay_record_add_id(&record, "isrctn", ASSAY_SPAN("ISRCTN99000001"), &err), err);
    identify("7", "doi:10.99999/x");
    ck_ok(assay_record_add_id(&record, "nct", ASSAY_SPAN("NCT99000001"), &err), err);
    ck_ok(assay_record_add_id(&record, "pmid", ASSAY_SPAN("99000001"), &err), err);
    identify("7", "pmid:99000001");
    record.type = ASSAY_RECORD_TRIAL;
    identify("7", "nct:NCT99000001");
}
END_TEST

START_TEST(without_identifiers_the_source_names_it_or_its_content) {
    identify("doc 7", "id:doc 7");
    identify("id:doc 7", "id:doc 7");
    identify("id:id:7", "id:id:7");
    identify("id:", "id:id:");
    ck_ok(assay_record_identify(&record, ASSAY_SPAN(""), &err), err);
    ck_assert(assay_span_starts(record.identity, ASSAY_SPAN("hash:")));
    ck_assert_uint_eq(record.identity.size, 5 + 16);
    ck_ok(assay_record_add_id(&record, "drks", ASSAY_SPAN("DRKS99000001"), &err), err);
    identify("7", "drks:DRKS99000001");
}
END_TEST

static bool same_hash(assay_record_hash a, assay_record_hash b) {
    return a.low == b.low && a.high == b.high;
}

START_TEST(equal_content_has_an_equal_hash_and_any_change_shows) {
    assay_arena other_arena;
    assay_record other;
    assay_arena_init(&other_arena);
    assay_record_init(&other, &other_arena);
    assay_record_hash before = assay_record_content_hash(&record);
    ck_assert(same_hash(before, assay_record_content_hash(&other)));
    ck_ok(assay_record_add(&record, ASSAY_FIELD_TITLE, ASSAY_SPAN("ab"), &err), err);
    ck_ok(assay_record_add(&other, ASSAY_FIELD_TITLE, ASSAY_SPAN("a"), &err), err);
    ck_ok(assay_record_add(&other, ASSAY_FIELD_TITLE, ASSAY_SPAN("b"), &err), err);
    ck_assert(!same_hash(assay_record_content_hash(&record), assay_record_content_hash(&other)));
    assay_record_hash titled = assay_record_content_hash(&record);
    ck_assert(!same_hash(before, titled));
    record.enrolment = 0;
    ck_assert(!same_hash(titled, assay_record_content_hash(&record)));
    assay_arena_done(&other_arena);
}
END_TEST

START_TEST(identity_and_stamps_of_retrieval_are_not_content) {
    assay_record_hash before = assay_record_content_hash(&record);
    record.identity = ASSAY_SPAN("pmid:1");
    ck_ok(assay_record_add_extra(&record, ASSAY_SPAN("export_date"), ASSAY_SPAN("today"), &err),
          err);
    ck_ok(assay_record_add_extra(&record, ASSAY_SPAN("data_version"), ASSAY_SPAN("9"), &err), err);
    ck_assert(same_hash(before, assay_record_content_hash(&record)));
    ck_ok(assay_record_add_extra(&record, ASSAY_SPAN("note"), ASSAY_SPAN("9"), &err), err);
    ck_assert(!same_hash(before, assay_record_content_hash(&record)));
}
END_TEST

START_TEST(the_hash_is_the_same_on_every_machine) {
    record.type = ASSAY_RECORD_TRIAL;
    ck_ok(assay_record_add(&record, ASSAY_FIELD_TITLE, ASSAY_SPAN("Inhaled IL-2"), &err), err);
    ck_assert_uint_eq(assay_record_content_hash(&record).low, UINT64_C(0xe8f38698fe2e44e0));
}
END_TEST

START_TEST(a_location_adds_its_country_once) {
    const assay_record_location site = {
        .facility = ASSAY_SPAN(" Ward 9 "), .country = ASSAY_SPAN("Norway"), .latitude = 60};
    ck_ok(assay_record_add_location(&record, &site, &err), err);
    ck_ok(assay_record_add_location(&record, &site, &err), err);
    ck_assert_uint_eq(record.locations.count, 2);
    ck_assert_uint_eq(record.text[ASSAY_FIELD_COUNTRY].count, 1);
    ck_span_eq(record.locations.items[0].facility, "Ward 9");
    ck_assert(record.locations.items[0].latitude == 0); /* there is no point */
}
END_TEST

START_TEST(a_reference_takes_the_doi_its_text_prints) {
    const assay_record_reference given[] = {
        {.text = ASSAY_SPAN("Doe J. A trial. J. 2099;1:2. doi: 10.99999/AB.1. Epub 2099.")},
        {.text = ASSAY_SPAN("No number"), .pmid = ASSAY_SPAN("x")},
        {.relation = ASSAY_SPAN("result")},
        {.pmid = ASSAY_SPAN("PMID:99000001")}};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        ck_ok(assay_record_add_reference(&record, &given[i], &err), err);
    ck_assert_uint_eq(record.references.count, 3); /* the third says nothing */
    ck_span_eq(record.references.items[0].doi, "10.99999/ab.1");
    ck_assert_uint_eq(record.references.items[1].pmid.size, 0);
    ck_span_eq(record.references.items[2].pmid, "99000001");
}
END_TEST

static const struct {
    const char *text;
    int32_t days; /* -2: not understood */
} ages[] = {{"18 Years", 6574},  {"1 Year", 365}, {"6 Months", 182}, {"2 Weeks", 14},
            {"30 Days", 30},     {"48 Hours", 2}, {"N/A", -1},       {"18Y", 6574},
            {"eighteen", -2},    {"18", -2},      {"", -2},          {"-3 Years", -2},
            {"999999 Years", -2}};

START_TEST(ages_are_days) {
    int32_t days = -2;
    assay_record_age_days(&days, assay_span_of(ages[_i].text));
    ck_assert_msg(days == ages[_i].days, "%s gives %d", ages[_i].text, days);
}
END_TEST

static const struct {
    const char *text, *phases; /* joined by blanks; "": none, kept as extra */
} phases[] = {{"Phase 1/Phase 2", "PHASE1 PHASE2"},
              {"PHASE1|PHASE2", "PHASE1 PHASE2"},
              {"PHASE2, PHASE3", "PHASE2 PHASE3"},
              {"Phase 2a", "PHASE2"},
              {"II-III", "PHASE2 PHASE3"},
              {"Phase IV", "PHASE4"},
              {"Phase 0", "EARLY_PHASE1"},
              {"Early Phase 1", "EARLY_PHASE1"},
              {"EARLY_PHASE1", "EARLY_PHASE1"},
              {"1/2", "PHASE1 PHASE2"},
              {"N/A", "NA"},
              {"Not Applicable", "NA"},
              {"Human pharmacology (Phase I): no\nTherapeutic exploratory (Phase II): yes\n"
               "Therapeutic confirmatory - (Phase III): yes\nTherapeutic use (Phase IV): no",
               "PHASE2 PHASE3"},
              {"Retrospective study", ""},
              {"study 12", ""}};

START_TEST(phases_are_read_in_any_spelling) {
    char joined[100] = "";
    ck_ok(assay_vocabulary_add_phases(&record, assay_span_of(phases[_i].text), &err), err);
    for (size_t i = 0; i < record.text[ASSAY_FIELD_PHASE].count; i++)
        snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s%.*s",
                 i != 0 ? " " : "", ASSAY_SPAN_ARG(record.text[ASSAY_FIELD_PHASE].items[i]));
    ck_assert_msg(strcmp(joined, phases[_i].phases) == 0, "%s gives \"%s\"", phases[_i].text,
                  joined);
    ck_assert_uint_eq(record.extra.count, *phases[_i].phases == '\0');
}
END_TEST

START_TEST(status_sex_and_age_groups_are_in_the_registrys_words) {
    ck_ok(assay_vocabulary_add_status(&record, ASSAY_SPAN("Active, not recruiting"), &err), err);
    ck_span_eq(assay_record_first(&record, ASSAY_FIELD_STATUS), "ACTIVE_NOT_RECRUITING");
    ck_ok(assay_vocabulary_add_sex(&record, ASSAY_SPAN("Female: yes Male: yes"), &err), err);
    ck_span_eq(assay_record_first(&record, ASSAY_FIELD_SEX), "ALL");
    ck_ok(assay_vocabulary_add_age_groups(&record, ASSAY_SPAN("OLDER_ADULT"), &err), err);
    ck_assert_uint_eq(record.text[ASSAY_FIELD_AGE_GROUP].count, 1);
    ck_ok(assay_vocabulary_add_age_groups(&record, ASSAY_SPAN("Child|Adult|Senior"), &err), err);
    ck_assert_uint_eq(record.text[ASSAY_FIELD_AGE_GROUP].count, 3);
    ck_ok(assay_vocabulary_add_study_type(&record, ASSAY_SPAN("Observational [Patient Registry]"),
                                          &err),
          err);
    ck_span_eq(assay_record_first(&record, ASSAY_FIELD_STUDY_TYPE), "OBSERVATIONAL");
}
END_TEST

static const struct {
    const char *text, *sex;
} sexes[] = {
    {"All", "ALL"},        {"Both males and females", "ALL"},   {"Male", "MALE"},
    {"Females", "FEMALE"}, {"Female: yes\nMale: no", "FEMALE"}, {"Female: no\nMale: yes", "MALE"}};

START_TEST(sex_is_all_female_or_male) {
    ck_ok(assay_vocabulary_add_sex(&record, assay_span_of(sexes[_i].text), &err), err);
    ck_span_eq(assay_record_first(&record, ASSAY_FIELD_SEX), sexes[_i].sex);
}
END_TEST

START_TEST(an_age_range_sets_what_it_says) {
    assay_vocabulary_set_age_range(&record, ASSAY_SPAN("18 Years to 75 Years   (Adult)"));
    ck_assert_int_eq(record.min_age_days, 6574);
    ck_assert_int_eq(record.max_age_days, 27393);
    assay_record_init(&record, &arena);
    assay_vocabulary_set_age_range(&record, ASSAY_SPAN("up to 1 Year"));
    ck_assert_int_eq(record.min_age_days, ASSAY_AGE_UNKNOWN);
    ck_assert_int_eq(record.max_age_days, 365);
}
END_TEST

START_TEST(memory_that_runs_out_is_reported_and_leaves_the_record_whole) {
    for (size_t limit = 4200; limit < 9000; limit += 16) {
        assay_arena small;
        assay_record partial;
        assay_arena_init(&small);
        small.limit = limit;
        assay_record_init(&partial, &small);
        assay_status status = ASSAY_OK;
        for (int i = 0; i < 300 && status == ASSAY_OK; i++)
            status =
                assay_record_add(&partial, ASSAY_FIELD_MESH, ASSAY_SPAN("Carcinoma, Renal"), &err);
        ck_assert_int_eq(status, ASSAY_E_MEMORY);
        for (size_t i = 0; i < partial.text[ASSAY_FIELD_MESH].count; i++)
            ck_span_eq(partial.text[ASSAY_FIELD_MESH].items[i], "Carcinoma, Renal");
        assay_arena_done(&small);
    }
}
END_TEST

#define ADD_TABLE(tests, test, table)                                                              \
    tcase_add_loop_test(tests, test, 0, sizeof table / sizeof *table)

int main(void) {
    Suite *suite = suite_create("records/record");
    TCase *tests = tcase_create("record");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, an_empty_record_knows_nothing);
    tcase_add_test(tests, values_are_copied_and_trimmed_and_empty_ones_ignored);
    tcase_add_test(tests, a_value_added_once_is_there_once);
    ADD_TABLE(tests, an_identifier_has_one_spelling, identifiers);
    tcase_add_test(tests, an_identifier_of_any_length_is_refused_or_fits);
    tcase_add_test(tests, a_number_gives_its_registry_away);
    tcase_add_loop_test(tests, what_people_type_is_one_identifier_or_none, 0,
                        (int)(sizeof typed / sizeof *typed));
    tcase_add_test(tests, an_identifier_of_no_form_is_kept_as_extra);
    tcase_add_test(tests, a_trial_goes_by_its_registry_and_an_article_by_its_own_number);
    tcase_add_test(tests, without_identifiers_the_source_names_it_or_its_content);
    tcase_add_test(tests, equal_content_has_an_equal_hash_and_any_change_shows);
    tcase_add_test(tests, identity_and_stamps_of_retrieval_are_not_content);
    tcase_add_test(tests, the_hash_is_the_same_on_every_machine);
    tcase_add_test(tests, a_location_adds_its_country_once);
    tcase_add_test(tests, a_reference_takes_the_doi_its_text_prints);
    ADD_TABLE(tests, ages_are_days, ages);
    ADD_TABLE(tests, phases_are_read_in_any_spelling, phases);
    tcase_add_test(tests, status_sex_and_age_groups_are_in_the_registrys_words);
    ADD_TABLE(tests, sex_is_all_female_or_male, sexes);
    tcase_add_test(tests, an_age_range_sets_what_it_says);
    tcase_add_test(tests, memory_that_runs_out_is_reported_and_leaves_the_record_whole);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
