#include "records/pages/citation.h"
#include "records/pages/conditions.h"
#include "support/records.h"

static test_records kept;
static assay_error err;

static void setup(void) {
    test_records_init(&kept);
}
static void teardown(void) {
    test_records_done(&kept);
}

static const assay_record *read_page(const char *text) {
    ck_ok(test_records_read_bytes(&kept, assay_span_of(text), "pages/page.txt", NULL, NULL, &err),
          err);
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.problem_count, 0);
    return test_record(&kept, 0);
}

/* No text field may hold what every page of the kind says. */
static void check_absent(const assay_record *r, const char *words) {
    for (size_t f = 0; f < ASSAY_FIELD_COUNT; f++)
        for (size_t i = 0; i < r->text[f].count; i++)
            ck_assert_msg(assay_span_find(r->text[f].items[i], assay_span_of(words)) == SIZE_MAX,
                          "\"%s\" stands in %s", words,
                          assay_record_field_key((assay_record_field)f));
}

static const char tracker[] =
    "An owl's lamp on trial\n\nNCT ID NCT99000801\n\n"
    "First seen Mar 02, 2026 · Last updated Jun 11, 2026 · Updated 3 times\n\nSummary\n\n"
    "About 1,200 adults will sit by a lamp in this phase 2/3 study.\n\nWhat this could mean\n\n"
    "Our reading of it, the same everywhere.\n\nActive substance\n\nLamp oil (oleum)\n\n"
    "What this could lead to\n\nLight.\n\nWhat could go wrong\n\nDarkness.\n\n"
    "Disclaimer Read more\n\nNobody answers for anything.\n\nGet updates\n\n"
    "Get notified about this study\n\nSign up to hear when new studies for NIGHT BLINDNESS AND "
    "OWLS are added.\n\nOur safety recommendation!\n\nBy submitting you agree\n\nConditions\n\n"
    "The condition(s) this trial relates to.\n\nglaucoma melanoma Recurrence small cell "
    "carcinoma\n\n"
    "As listed by the trial registrant\n\nThe condition terms exactly as they came.\n\n"
    "Contacts and locations\n\nStudy contacts\n\n  • Contact\n\n    Phone: •••-•••\n\nLocations\n\n"
    "  • Clinic of Light\n\n    Town, Shire, N1 2AB, Nowhere\n\n    Contact Phone: •••-•••\n\n"
    "  • House of Owls\n\n    Village, Elsewhere\n";

START_TEST(a_tracker_page_gives_a_trial_without_its_boilerplate) {
    const assay_record *r = read_page(tracker);
    ck_span_eq(r->identity, "nct:NCT99000801");
    ck_assert_int_eq(r->type, ASSAY_RECORD_TRIAL);
    ck_field_eq(r, TITLE, 0, "An owl's lamp on trial");
    ck_field_count(r, SUMMARY, 1);
    ck_field_eq(r, INTERVENTION, 0, "Lamp oil (oleum)");
    ck_field_eq(r, PLAIN, 0, "Light.");
    ck_field_eq(r, PLAIN, 1, "Darkness.");
    ck_field_eq(r, CONDITION_REGISTERED, 0, "NIGHT BLINDNESS AND OWLS");
    ck_field_count(r, CONDITION_REGISTERED, 1);
    ck_field_count(r, CONDITION, 4);
    ck_field_eq(r, CONDITION, 2, "Recurrence");
    ck_assert_int_eq((int)r->enrolment, 1200);
    ck_field_eq(r, PHASE, 1, "PHASE3");
    ck_assert_int_eq(r->updates, 3);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_FIRST_SEEN], 20260302);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_UPDATED], 20260611);
    check_absent(r, "same everywhere");
    check_absent(r, "Nobody answers");
    check_absent(r, "Sign up");
    check_absent(r, "this trial relates");
    check_absent(r, "••");
    ck_assert_uint_eq(r->extra.count, 0);
}
END_TEST

START_TEST(a_tracker_page_s_sites_are_placed) {
    const assay_record *r = read_page(tracker);
    ck_assert_uint_eq(r->locations.count, 2);
    ck_span_eq(r->locations.items[0].facility, "Clinic of Light");
    ck_span_eq(r->locations.items[0].city, "Town");
    ck_span_eq(r->locations.items[0].state, "Shire");
    ck_span_eq(r->locations.items[0].zip, "N1 2AB");
    ck_span_eq(r->locations.items[0].country, "Nowhere");
    ck_span_eq(r->locations.items[1].city, "Village");
    ck_span_eq(r->locations.items[1].country, "Elsewhere");
}
END_TEST

START_TEST(a_pubmed_page_gives_an_abstract_without_its_banner) {
    const assay_record *r = read_page(
        "Skip to main page content\nU.S. flag\n\nDot gov\n\nThe .gov means it is theirs.\nHttps\n\n"
        "Access keys NCBI Homepage MyNCBI Homepage Main Content Main Navigation\n"
        "Randomized Controlled Trial\n. 2018 Oct 3;9(4):77-83.\n"
        "doi: 10.99999/breath.2018.77. Epub 2018 Sep 1.\n\nOwls and lamps\n\nAffiliations\n"
        "Randomized Controlled Trial\n\nOwls and lamps\n\nPim van der Zee\xC2\xA0 et al. Breath "
        "Tales. "
        "2018.\n\nAbstract\n\nOwls like IL-2.\n\nKeywords: IL-2; owl (OW).\n\nPubMed Disclaimer\n\n"
        "Figures\n\nFigure 1\nFigure 1\nAn owl.\n\nFigure 2\nFigure 2\nA lamp\nby night.\n\n"
        "Similar articles\n\nAnother page's title\n\nCited by\n\nReferences\n\n"
        "    1. Roe R. Sun. 2012;12(3):1–9. doi: 10.99999/sun.1. - DOI - PubMed\n"
        "    1. Doe J. Star. 2001. - PMC - PubMed\n");
    ck_span_eq(r->identity, "doi:10.99999/breath.2018.77");
    ck_field_eq(r, TITLE, 0, "Owls and lamps");
    ck_field_count(r, TITLE, 1);
    ck_field_eq(r, PUBLICATION_TYPE, 0, "Randomized Controlled Trial");
    ck_field_count(r, PUBLICATION_TYPE, 1);
    ck_field_eq(r, JOURNAL_ABBREVIATION, 0, "Breath Tales");
    ck_field_eq(r, VOLUME, 0, "9");
    ck_field_eq(r, ISSUE, 0, "4");
    ck_field_eq(r, PAGES, 0, "77-83");
    ck_field_eq(r, AUTHOR, 0, "van der Zee, Pim");
    ck_field_eq(r, SUMMARY, 0, "Owls like IL-2.");
    ck_field_eq(r, KEYWORD, 1, "owl (OW)");
    ck_field_eq(r, CAPTION, 0, "Figure 1. An owl.");
    ck_field_eq(r, CAPTION, 1, "Figure 2. A lamp by night.");
    ck_assert_uint_eq(r->dates[ASSAY_DATE_PUBLISHED], 20181003);
    ck_assert_uint_eq(r->dates[ASSAY_DATE_ELECTRONIC], 20180901);
    ck_assert_uint_eq(r->references.count, 2);
    ck_span_eq(r->references.items[0].doi, "10.99999/sun.1");
    ck_span_eq(r->references.items[1].text, "Doe J. Star. 2001.");
    check_absent(r, ".gov");
    check_absent(r, "Another page");
}
END_TEST

static const char review[] =
    "\n\nOwls: a narrative review\n\nAbstract\n\nAll about owls.\n\nKeywords: owl, lamp\n\n"
    "Volume 16 Issue 4 - 2025\n\nAda Doe,¹ Bo van Roe,² Cy Low¹\n\n¹Nowhere Clinic\n\n"
    "²Elsewhere\n\nCorrespondence: Ada Doe\n\n"
    "Received: August 09, 2025 | **Published:** September 09, 2025\n\nIntroduction\n\n"
    "Owls see by night.¹⁻³ They promote the long-\n\nterm use of lamps and try to enhance\n\n"
    "light of many kinds.^{4,5}\n\nTable 1 Lamps by colour\n\nLamp\tColour\nOil\tred\n\n"
    "Table 2 below is not here.\n\nFigure 1 An owl.\n\nA second heading\n\nThe end.\n\nFunding\n\n"
    "None.\n\nReferences\n\n1. Roe R. Sun. *Fables*. 2012.\n2. Doe J. Star.\n\n3. Low C. Moon. "
    "doi: "
    "10.99999/moon\n";

START_TEST(an_article_s_parts_are_told_apart) {
    const assay_record *r = read_page(review);
    ck_assert_int_eq(r->type, ASSAY_RECORD_FULLTEXT);
    ck_span_eq(r->identity, "id:pages/page.txt");
    ck_field_eq(r, TITLE, 0, "Owls: a narrative review");
    ck_field_eq(r, SUMMARY, 0, "All about owls.");
    ck_field_count(r, SUMMARY, 1);
    ck_field_eq(r, KEYWORD, 1, "lamp");
    ck_field_eq(r, VOLUME, 0, "16");
    ck_field_eq(r, ISSUE, 0, "4");
    ck_field_count(r, AUTHOR, 3);
    ck_field_eq(r, AUTHOR, 1, "van Roe, Bo");
    ck_field_eq(r, AFFILIATION, 0, "Nowhere Clinic");
    ck_assert_uint_eq(r->dates[ASSAY_DATE_PUBLISHED], 20250909);
    ck_field_eq(r, TABLE, 0, "Lamp\tColour\nOil\tred");
    ck_field_eq(r, CAPTION, 0, "Table 1 Lamps by colour");
    ck_field_eq(r, CAPTION, 1, "Figure 1 An owl.");
    ck_span_eq(test_record_extra(r, "funding"), "None.");
    ck_assert_uint_eq(r->references.count, 3);
    ck_span_eq(r->references.items[0].text, "Roe R. Sun. Fables. 2012.");
    ck_span_eq(r->references.items[2].doi, "10.99999/moon");
}
END_TEST

START_TEST(what_page_breaks_tore_is_joined) {
    const assay_record *r = read_page(review);
    ck_field_eq(
        r, BODY, 0,
        "Introduction\nOwls see by night.¹⁻³ They promote the long-term use of lamps and try "
        "to enhance light of many kinds.^{4,5}\nTable 2 below is not here.");
    ck_field_eq(r, BODY, 1, "A second heading\nThe end.");
    ck_field_count(r, BODY, 2);
}
END_TEST

START_TEST(any_other_text_begins_with_its_title) {
    const assay_record *r =
        read_page("\n  A note on owls \n\nThey fly\nby night.\n\n- one\n- two\n");
    ck_assert_int_eq(r->type, ASSAY_RECORD_ABSTRACT);
    ck_field_eq(r, TITLE, 0, "A note on owls");
    ck_field_eq(r, SUMMARY, 0, "They fly by night.\n- one\n- two");
}
END_TEST

START_TEST(a_blank_text_is_reported_and_a_binary_one_is_not_taken) {
    ck_ok(test_records_read_bytes(&kept, ASSAY_SPAN(" \n\n"), "x.txt", "txt", NULL, &err), err);
    ck_assert_uint_eq(kept.lost, 1);
    ck_assert_int_eq(
        test_records_read_bytes(&kept, ASSAY_SPAN("MZ\0\1\2"), "x.txt", NULL, NULL, &err),
        ASSAY_E_FORMAT);
    ck_assert_int_eq(
        test_records_read_bytes(&kept, ASSAY_SPAN("int main;"), "x.c", NULL, NULL, &err),
        ASSAY_E_FORMAT);
}
END_TEST

START_TEST(runs_of_conditions_are_cut_where_order_and_endings_allow) {
    static const struct {
        const char *run;
        size_t count;
        const char *last;
    } rows[] = {{"bone osteosarcoma melanoma metastatic malignant neoplasm metastatic melanoma", 4,
                 "metastatic melanoma"},
                {"renal cell carcinoma clear cell", 1, "renal cell carcinoma clear cell"},
                {"carcinoma in situ", 1, "carcinoma in situ"},
                {"zoster disease asthma", 1, "zoster disease asthma"},
                {"just words without an end", 1, "just words without an end"}};
    assay_arena arena;
    assay_record record;
    assay_arena_init(&arena);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assay_record_init(&record, &arena);
        ck_ok(assay_conditions_add_run(&record, assay_span_of(rows[i].run), &err), err);
        ck_field_count(&record, CONDITION, rows[i].count);
        ck_field_eq(&record, CONDITION, rows[i].count - 1, rows[i].last);
    }
    assay_arena_done(&arena);
}
END_TEST

START_TEST(identifiers_in_citations_end_where_they_end) {
    static const char *const rows[][2] = {{"Sun. doi: 10.99999/a.b(1).", "10.99999/a.b(1)"},
                                          {"(doi: 10.99999/a).", "10.99999/a"},
                                          {"https://doi.org/10.99999/x y", "10.99999/x"},
                                          {"cost 10.5/day", ""},
                                          {"110.99999/x", ""},
                                          {"10.99999/", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_span_eq(assay_citation_doi(assay_span_of(rows[i][0])), rows[i][1]);
    ck_span_eq(assay_citation_pmid(ASSAY_SPAN("x PMID: 99000001; y")), "99000001");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/txt");
    TCase *tests = tcase_create("txt");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_tracker_page_gives_a_trial_without_its_boilerplate);
    tcase_add_test(tests, a_tracker_page_s_sites_are_placed);
    tcase_add_test(tests, a_pubmed_page_gives_an_abstract_without_its_banner);
    tcase_add_test(tests, an_article_s_parts_are_told_apart);
    tcase_add_test(tests, what_page_breaks_tore_is_joined);
    tcase_add_test(tests, any_other_text_begins_with_its_title);
    tcase_add_test(tests, a_blank_text_is_reported_and_a_binary_one_is_not_taken);
    tcase_add_test(tests, runs_of_conditions_are_cut_where_order_and_endings_allow);
    tcase_add_test(tests, identifiers_in_citations_end_where_they_end);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
