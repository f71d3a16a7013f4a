/* Ovid's lines and what they come to in our language. */
#include "query/ovid.h"
#include "query/parse.h"
#include "support/suite.h"

static assay_arena arena;

static void setup(void) {
    assay_arena_init(&arena);
}
static void teardown(void) {
    assay_arena_done(&arena);
}

static const struct {
    const char *ovid, *ours;
} lines[] = {
    {"melanoma.ti,ab.", "tiab:melanoma"},
    {"melanoma.tw.", "tiab:melanoma"},
    {"melanoma.mp.", "melanoma"},
    {"melanoma", "melanoma"},
    {"melanoma.af.", "tx:melanoma"},
    {"Melanoma.TI.", "ti:Melanoma"},
    {"Heparin.tw", "tiab:Heparin"},
    {"melanoma.ti, ab, kf.", "(kw:melanoma OR tiab:melanoma)"},
    {"lung cancer.ti.", "ti:\"lung cancer\""},
    {"sore throat*.tw.", "(tiab:sore ADJ/0 tiab:throat*)"},
    {"\"m. pneumoniae\".tw.", "tiab:\"m. pneumoniae\""},
    {"immun$.ti.", "ti:immun*"},
    {"immun:.ti.", "ti:immun*"},
    {"dog$1", "(dog OR dog?)"},
    {"wom#n.ab.", "ab:wom?n"},
    {"h?emoglobin.ti.", "(ti:hemoglobin OR ti:h?emoglobin)"},
    {"(lung or pulmonary) and cancer$", "((lung OR pulmonary) AND cancer*)"},
    {"(lung OR pulmonary).ti. NOT mice", "((ti:lung OR ti:pulmonary) AND NOT mice)"},
    {"a or b and c", "(a OR (b AND c))"},
    {"lung adj cancer", "(lung ADJ/0 cancer)"},
    {"lung adj1 cancer", "(lung NEAR/0 cancer)"},
    {"(lung adj3 cancer).ti,kw.", "((ti:lung NEAR/2 ti:cancer) OR (kw:lung NEAR/2 kw:cancer))"},
    {"(sore adj2 (throat$ or neck)).tw.", "(tiab:sore NEAR/1 (tiab:throat* OR tiab:neck))"},
    {"exp Lung Neoplasms/", "mesh:\"Lung Neoplasms\""},
    {"Lung Neoplasms/", "mesh:=\"Lung Neoplasms\""},
    {"*Melanoma/", "majr:=\"Melanoma\""},
    {"exp *Melanoma/", "majr:\"Melanoma\""},
    {"exp Thrombosis/pc", "mesh:\"Thrombosis/prevention & control\""},
    {"Melanoma/dt, su", "(mesh:=\"Melanoma/drug therapy\" OR mesh:=\"Melanoma/surgery\")"},
    {"Pharynx/mi [Microbiology]", "mesh:=\"Pharynx/microbiology\""},
    {"exp \"Sensitivity and Specificity\"/", "mesh:\"Sensitivity and Specificity\""},
    {"Signs and Symptoms/", "mesh:=\"Signs and Symptoms\""},
    {"Dental Caries.mp. or exp Dental Caries/", "(\"Dental Caries\" OR mesh:\"Dental Caries\")"},
    {"exp Hand/ or (hand$ and palm).mp.", "(mesh:\"Hand\" OR (hand* AND palm))"},
    {"clinical trials as topic.sh.", "mesh:=\"clinical trials as topic\""},
    {"drug therapy.fs.", "sh:\"drug therapy\""},
    {"dt.fs.", "sh:\"drug therapy\""},
    {"randomized controlled trial.pt.", "pt:\"randomized controlled trial\""},
    {"(randomi?ed controlled trial or letter).pt.",
     "(pt:randomi*ed\\ controlled\\ trial OR pt:letter)"},
    {"smith j$.au.", "(au:smith ADJ/0 au:j*)"},
    {"english.la.", "la:english"},
    {"2017*.ed.", "dp:2017-01-01..2017-12-31"},
    {"1 and 2", "(#1 AND #2)"},
    {"#1 OR #2", "(#1 OR #2)"},
    {"or/1-3", "(#1 OR #2 OR #3)"},
    {"3 not (1 or 2)", "(#3 AND NOT (#1 OR #2))"},
    {"2 diabetes.ti.", "ti:\"2 diabetes\""},
    {"limit 3 to english language", "(#3 AND sb:english)"},
    {"limit 3 to yr=\"2010 -Current\"", "(#3 AND dp:2010-01-01..)"},
    {"limit 3 to (humans and yr=2010-2012)", "(#3 AND sb:humans AND dp:2010-01-01..2012-12-31)"},
    {"limit 3 to (\"all child (0 to 18 years)\" or animals)",
     "(#3 AND (sb:\"all child\" OR sb:animals))"},
    {"remove duplicates from 7", "#7"},
    {"7 use ppez", "#7"},
};

static void print(assay_buffer *out, const char *text, bool ovid) {
    const assay_parse_options options = {.ovid = ovid, .today = 20260601};
    assay_query query;
    assay_error err = {0};
    assay_status status = assay_parse_query(&query, &arena, assay_span_of(text), &options, &err);
    ck_assert_msg(status == ASSAY_OK, "%s: %s", text, err.message);
    assay_buffer_init(out, 1 << 16);
    assay_query_print(out, query.root);
    assay_buffer_add_byte(out, '\0');
}

START_TEST(a_line_of_ovid_s_reads_as_the_same_in_ours) {
    assay_buffer ours;
    print(&ours, lines[_i].ovid, true);
    ck_assert_msg(strcmp(ours.data, lines[_i].ours) == 0, "%s reads as %s, not %s", lines[_i].ovid,
                  ours.data, lines[_i].ours);
    assay_buffer_done(&ours);
}
END_TEST

static const struct {
    const char *ovid, *message;
} mistakes[] = {
    {"(lung or", "column 9: something to search for is missing here"},
    {"(lung", "column 1: this parenthesis is never closed"},
    {"lung)", "column 5: this parenthesis was never opened"},
    {"lung and and cancer", "column 10: something to search for is missing here"},
    {"lung.xx.", "column 6: Ovid's field \"xx\" is not known here"},
    {"(lung).ti. cancer", "column 12: \"cancer\": an operator is missing before this"},
    {"limit to english", "column 1: a limit is written \"limit 5 to ...\""},
    {"limit 5 to zz=3", "column 12: limits know no \"zz=\""},
    {"limit 5 to yr=soon", "column 12: dp takes a date"},
    {"limit 5 to best papers", "column 12: unknown filter \"best papers\""},
    {"limit 5 to (humans and english or german)", "limits are joined by and, or by or"},
    {"a?b?c?d?e?f.ti.", "more than 4 letters that may be missing"},
    {"remove duplicates from it", "column 1: remove duplicates from takes a line's number"},
    {"or/", "a line's number is missing here"},
    {"\"...\".ti.", "column 1: there is no word to search for here"},
};

START_TEST(a_mistake_is_named_with_its_column) {
    const assay_parse_options options = {.ovid = true, .today = 20260601};
    assay_query query;
    assay_error err = {0};
    assay_status status =
        assay_parse_query(&query, &arena, assay_span_of(mistakes[_i].ovid), &options, &err);
    ck_assert_msg(status == ASSAY_E_SYNTAX || status == ASSAY_E_USAGE, "%s", mistakes[_i].ovid);
    ck_assert_msg(strstr(err.message, mistakes[_i].message) != NULL, "%s: %s", mistakes[_i].ovid,
                  err.message);
}
END_TEST

START_TEST(a_lenient_reading_never_fails) {
    const assay_parse_options options = {.ovid = true, .lenient = true, .today = 20260601};
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        assay_query query;
        assay_error err = {0};
        ck_ok(assay_parse_query(&query, &arena, assay_span_of(mistakes[i].ovid), &options, &err),
              err);
        ck_assert_uint_ne(query.warning_count, 0);
    }
}
END_TEST

START_TEST(ovid_s_spelling_is_told_from_ours) {
    static const char *const theirs[] = {"exp Melanoma/",
                                         "melanoma.ti,ab.",
                                         "immun$",
                                         "lung adj3 cancer",
                                         "Heparin.tw",
                                         "limit 5 to english language",
                                         "*Melanoma/dt or x",
                                         "remove duplicates from 3"};
    static const char *const ours[] = {"CAR/28zeta or and/or",
                                       "3.5 or e.g. melanoma. ab",
                                       "\"in.ti,ab. quotes/\" or $5",
                                       "adjuvant adj",
                                       ".ti.",
                                       "a /",
                                       "example.in",
                                       "exp melanoma"};
    size_t at;
    for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++)
        ck_assert_msg(assay_ovid_is(&at, assay_span_of(theirs[i])), "%s", theirs[i]);
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        ck_assert_msg(!assay_ovid_is(&at, assay_span_of(ours[i])), "%s", ours[i]);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("query ovid");
    TCase *tests = tcase_create("ovid");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, a_line_of_ovid_s_reads_as_the_same_in_ours, 0,
                        sizeof lines / sizeof *lines);
    tcase_add_loop_test(tests, a_mistake_is_named_with_its_column, 0,
                        sizeof mistakes / sizeof *mistakes);
    tcase_add_test(tests, a_lenient_reading_never_fails);
    tcase_add_test(tests, ovid_s_spelling_is_told_from_ours);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
