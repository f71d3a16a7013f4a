/* What PubMed's records tell besides their text: filters, subsets, qualifiers, identifiers of authors, subjects, conflicts of interest,
 * pharmacological actions; and Ovid's lines. Each on both engines, with the same records in the same order. */
#include "support/alike.h"

static test_folder folder;
static assay_error err;
static assay_search *search;

/* Five fictional abstracts, m1 to m5. */
static const char records[] =
    "{\"schema\":1,\"id\":\"pmid:99200001\",\"type\":\"abstract\",\"ids\":[\"pmid:99200001\","
    "\"pmcid:PMC99200001\"],\"title\":[\"Aldesleukin for melanoma: a randomized controlled "
    "trial\"],\"summary\":[\"Patients with melanoma were randomized.\"],\"mesh\":[\"Humans\","
    "\"Melanoma\",\"Aldesleukin\",\"Adult\",\"Female\"],\"mesh_qualified\":[\"Melanoma/drug "
    "therapy\",\"Melanoma/mortality\",\"Aldesleukin/adverse effects\"],\"mesh_major\":["
    "\"Melanoma\"],\"mesh_qualified_major\":[\"Melanoma/drug "
    "therapy\"],\"publication_types\":[\"Randomized Controlled Trial\",\"Journal Article\"],"
    "\"languages\":[\"eng\"],\"authors\":[\"Lindqvist, Asa\",\"Moreau, Claire\"],"
    "\"author_identifiers\":[\"Lindqvist, Asa: https://orcid.org/0000-0002-1825-0097\"],"
    "\"record_status\":[\"MEDLINE\"],\"subsets\":[\"IM\",\"AIM\"],\"publication_status\":["
    "\"ppublish\"],\"conflicts_of_interest\":[\"Claire Moreau was paid by Gulfpharm.\"],"
    "\"published\":\"2019\"}\n"
    "{\"schema\":1,\"id\":\"pmid:99200002\",\"type\":\"abstract\",\"ids\":[\"pmid:99200002\"],"
    "\"title\":[\"Surgery of skin melanoma in dogs\"],\"summary\":[\"Dogs were operated on.\"],"
    "\"mesh\":[\"Animals\",\"Skin Neoplasms\",\"Dogs\"],\"mesh_qualified\":[\"Skin "
    "Neoplasms/surgery\"],\"publication_types\":[\"Journal Article\"],\"languages\":[\"ger\"],"
    "\"authors\":[\"Okafor, Ngozi\"],\"author_identifiers\":[\"ORCID: 0000000218250098\"],"
    "\"record_status\":[\"In-Process\"],\"subsets\":[\"IM\"],\"published\":\"2021\"}\n"
    "{\"schema\":1,\"id\":\"pmid:99200003\",\"type\":\"abstract\",\"ids\":[\"pmid:99200003\"],"
    "\"title\":[\"Imagined drugs for melanoma: a systematic review\"],\"summary\":[\"Risk of "
    "death and its prognosis.\"],\"publication_types\":[\"Systematic Review\",\"Journal "
    "Article\"],\"substances\":[\"imaginumab\"],\"languages\":[\"eng\"],\"record_status\":["
    "\"PubMed-not-MEDLINE\"],\"publication_status\":[\"aheadofprint\"],\"published\":\"2025\"}\n"
    "{\"schema\":1,\"id\":\"pmid:99200004\",\"type\":\"abstract\",\"ids\":[\"pmid:99200004\"],"
    "\"title\":[\"The life of a physician who never lived\"],\"personal_name_subjects\":["
    "\"Quirke, Peregrine\"],\"publication_types\":[\"Biography\",\"Review\"],\"languages\":["
    "\"eng\"],\"authors\":[\"Smithers, Jane\"],\"record_status\":[\"MEDLINE\"],\"mesh\":["
    "\"Humans\",\"Neoplasms\"],\"mesh_qualified\":[\"Neoplasms/history\"],\"published\":"
    "\"1999\"}\n"
    "{\"schema\":1,\"id\":\"pmid:99200005\",\"type\":\"abstract\",\"ids\":[\"pmid:99200005\"],"
    "\"title\":[\"Skin haemoglobin and its behaviour\"],\"summary\":[\"The sore throats of small "
    "children. Small cell lung cancer in old age. Hemoglobin fell.\"],\"record_status\":["
    "\"Publisher\"],\"collective_authors\":[\"Skin Study "
    "Group\"],\"languages\":[\"eng\"],\"published\":\"2012\"}\n";

static const char mesh[] =
    "*NEWRECORD\nRECTYPE = D\nMH = Neoplasms\nMN = C04\n\n"
    "*NEWRECORD\nRECTYPE = D\nMH = Skin Neoplasms\nMN = C04.588\n\n"
    "*NEWRECORD\nRECTYPE = D\nMH = Melanoma\nMN = C04.557\n\n"
    "*NEWRECORD\nRECTYPE = D\nMH = Antineoplastic Agents\nMN = D27.505\n\n"
    "*NEWRECORD\nRECTYPE = D\nMH = Antineoplastic Agents, Imagined\nMN = D27.505.100\n\n"
    "*NEWRECORD\nRECTYPE = D\nMH = Aldesleukin\nPA = Antineoplastic Agents\nMN = D12.644\n\n"
    "*NEWRECORD\nRECTYPE = C\nNM = imaginumab\nPA = Antineoplastic Agents, Imagined\n\n";

static const alike_row rows[] = {
    {"medline[sb]", "1 4"},
    {"inprocess[sb]", "2"},
    {"pubmednotmedline[sb]", "3"},
    {"publisher[sb]", "5"},
    {"aheadofprint[sb]", "3"},
    {"pubstatusaheadofprint[sb]", "3"},
    {"jsubsetaim[sb]", "1"},
    {"im[sb]", "1 2"},
    {"free full text[sb]", "1"},
    {"\"free full text\"[filter]", "1"},
    {"hasabstract[filter]", "1 2 3 5"},
    {"humans[filter]", "1 4"},
    {"animals[filter]", "2"},
    {"female[filter]", "1"},
    {"adult[filter]", "1"},
    {"english[filter]", "1 3 4 5"},
    {"german[filter]", "2"},
    {"systematic[sb]", "3"},
    {"review[filter]", "3 4"},
    {"randomized controlled trial[filter]", "1"},
    {"clinical trial[filter]", "1"},
    {"therapy/narrow[filter]", "1"},
    {"(therapy/broad[filter])", "1"},
    {"etiology/broad[filter]", "3"},
    {"prognosis/broad[filter]", "3"},
    {"diagnosis/broad[filter]", ""},
    {"melanoma AND systematic[sb]", "3"},
    {"melanoma humans[filter]", "1"},
    {"melanoma NOT animals[filter]", "1 3"},
    {"sb:medline", "1 4"},
    {"sb:(medline OR humans)", "1 4"},
    {"randomized controlled trial[pt]", "1"},
    {"0000-0002-1825-0097[auid]", "1"},
    {"https://orcid.org/0000-0002-1825-0097[auid]", "1"},
    {"0000000218250097[auid]", "1"},
    {"auid:0000-0002-1825-0098", "2"},
    {"auid:0000-0002-*", "1 2"},
    {"gulfpharm[cois]", "1"},
    {"has:cois", "1"},
    {"quirke p*[ps]", "4"},
    {"quirke[ps]", "4"},
    {"drug therapy[sh]", "1"},
    {"therapy[sh]", "1 2"},
    {"th[sh]", "1 2"},
    {"therapy[sh:noexp]", ""},
    {"sh:=\"drug therapy\"", "1"},
    {"surgery[sh]", "2"},
    {"melanoma/drug therapy[mh]", "1"},
    {"melanoma/dt[mh]", "1"},
    {"melanoma/therapy[mh]", "1"},
    {"melanoma/surgery[mh]", ""},
    {"melanoma/drug therapy[majr]", "1"},
    {"melanoma/therapy[majr]", "1"},
    {"melanoma/mortality[majr]", ""},
    {"melanoma/*drug therapy[mh]", "1"},
    {"melanoma/*mortality[mh]", ""},
    {"mesh:melanoma/*dt", "1"},
    {"aldesleukin/ae[majr]", ""},
    {"neoplasms/therapy[mh]", "1 2"},
    {"neoplasms/therapy[mh:noexp]", ""},
    {"neoplasms/history[mh:noexp]", "4"},
    {"antineoplastic agents[pa]", "1 3"},
    {"antineoplastic agents[pa:noexp]", "1"},
    {"pa:\"antineoplastic agents, imagined\"", "3"},
    {"pa:=\"antineoplastic agents\"", "1"},
    {"\"Skin Study Group\"[cn]", "5"},
    {"skin group[cn]", "5"},
    {"lindqv*[au]", "1"},
    {"au:*mither", "4"},
    {"smithers*[au]", "4"},
    {"smit* j*[au]", "4"},
    {"\"sore throat\" NEAR/3 child*", "5"},
    {"sm?ll ADJ/1 (\"lung cancer\" OR throat)", "5"},
    {"(lung OR \"sore throats\") NEAR/3 (cell OR \"small children\")", "5"},
    {"(lung NEAR/2 small) NEAR/4 age", "5"},
    {"(lung NEAR/0 small) NEAR/4 age", ""},
    {"xyzzy* NEAR/3 lung", ""},
    {"melanma~1 ADJ/4 trial", "1"},
};
enum { ROWS = sizeof rows / sizeof *rows };

static const alike_row ovid[] = {
    {"melanoma.ti.", "1 3 2"},
    {"melanoma.ab.", "1"},
    {"exp Neoplasms/", "2 4 1"},
    {"Neoplasms/", "4"},
    {"*Melanoma/", "1"},
    {"exp Neoplasms/dt, su", "2 1"},
    {"h?emoglobin.ti.", "5"},
    {"h??moglobin.ti.", "5"},
    {"h?emoglobin.tw.", "5"},
    {"sore throat*.tw.", "5"},
    {"(small adj2 cancer).tw.", ""},
    {"(small adj4 cancer).tw.", "5"},
    {"(cancer adj4 small).tw.", "5"},
    {"cell adj lung", "5"},
    {"lung adj cell", ""},
    {"randomized controlled trial.pt.", "1"},
    {"randomi?ed controlled trial.pt.", "1"},
    {"(melanoma not dogs).ti.", "1 3"},
    {"lindqvist a*.au.", "1"},
    {"melanoma.ti. and (drug therapy or surgery).fs.", "1 2"},
    {"limit (melanoma.ti.) to (english language and yr=\"2019 -Current\")", "1 3"},
    {"limit (melanoma.ti.) to (humans or animals)", "1 2"},
};

/* The last character of the identity. */
static void short_name(char out[8], assay_span identity) {
    out[0] = identity.data[identity.size - 1];
    out[1] = '\0';
}

static alike_asked asked(void) {
    return (alike_asked){search, {.today = 20260601}, short_name};
}

START_TEST(every_tag_and_filter_is_answered_alike_by_both_engines) {
    const alike_asked plain = asked();
    ck_rows_alike(&plain, rows, ROWS);
}
END_TEST

START_TEST(every_line_of_ovid_s_is_answered_alike_by_both_engines) {
    alike_asked as_ovid = asked();
    as_ovid.reading.ovid = true;
    ck_rows_alike(&as_ovid, ovid, sizeof ovid / sizeof *ovid);
}
END_TEST

START_TEST(the_canonical_text_of_every_row_finds_the_same) {
    const alike_asked plain = asked();
    ck_canonical_alike(&plain, rows, ROWS);
}
END_TEST

/* A filter is no reason to stand higher. */
START_TEST(a_filter_restricts_and_does_not_rank) {
    char names[ALIKE_ANSWER];
    const alike_asked plain = asked();
    assay_search_results alone = {0}, filtered = {0};
    alike_answer(names, &alone, &plain, "melanoma -dogs", ASSAY_ENGINE_RANKING);
    alike_answer(names, &filtered, &plain, "melanoma AND (humans[filter] OR systematic[sb]) -dogs",
                 ASSAY_ENGINE_RANKING);
    ck_assert_uint_eq(filtered.count, alone.count);
    for (size_t i = 0; i < alone.count; i++)
        ck_assert_double_eq(filtered.hits[i].score, alone.hits[i].score);
    assay_search_results_done(&alone);
    assay_search_results_done(&filtered);
}
END_TEST

static void ck_refused(const char *query, const char *message) {
    assay_search_results results = {0};
    assay_search_request request = assay_search_defaults();
    request.query = assay_span_of(query);
    ck_assert_int_eq(assay_search_run(&results, search, &request, &err), ASSAY_E_USAGE);
    ck_assert_msg(strstr(err.message, message) != NULL, "%s: %s", query, err.message);
    assay_search_results_done(&results);
}

START_TEST(an_action_no_vocabulary_knows_is_an_error_that_says_what_to_load) {
    ck_refused("a AND explosives[pa]", "column 7: pa: no substance of the loaded MeSH has");
    assay_search_close(search);
    search = test_index_open(&folder);
    ck_refused("antineoplastic agents[pa]",
               "column 1: pa: which substances act so is told by MeSH");
}
END_TEST

/* Titles that begin alike are read whole; accents and case do not sort. */
START_TEST(titles_sort_by_all_their_letters_on_both_engines) {
    static const char more[] =
        "{\"schema\":1,\"id\":\"id:c\",\"title\":[\"Comparison of zebras\"]}\n"
        "{\"schema\":1,\"id\":\"id:a\",\"title\":[\"comparison OF apes\"]}\n"
        "{\"schema\":1,\"id\":\"id:b\",\"title\":[\"Comparison of \u00c4pples\"]}\n"
        "{\"schema\":1,\"id\":\"id:d\",\"title\":[\"\u00c9lan\"]}\n"
        "{\"schema\":1,\"id\":\"id:e\",\"summary\":[\"no title\"]}\n";
    static const char *const orders[][2] = {{"title", "1 a b c d 3 5 2 4 e"},
                                            {"title:desc", "4 2 5 3 d c b a 1 e"}};
    test_index_add(&folder, more);
    assay_search_close(search);
    search = test_index_open(&folder);
    for (size_t i = 0; i < 2; i++)
        for (int engine = 0; engine < 2; engine++) {
            char shown[64] = "";
            assay_search_results results = {0};
            assay_search_request request = assay_search_defaults();
            request.query = ASSAY_SPAN("*");
            request.count = 20;
            request.engine = (assay_search_engine)engine;
            ck_assert(assay_search_order_parse(&request.order, assay_span_of(orders[i][0])));
            ck_ok(assay_search_run(&results, search, &request, &err), err);
            for (size_t k = 0; k < results.count; k++) {
                char name[8];
                short_name(name, results.hits[k].identity);
                snprintf(shown + strlen(shown), sizeof shown - strlen(shown), "%s%s",
                         k != 0 ? " " : "", name);
            }
            ck_assert_str_eq(shown, orders[i][1]);
            assay_search_results_done(&results);
        }
}
END_TEST

static void set_up(void) {
    test_folder_make(&folder);
    test_index_add(&folder, records);
    search = test_index_open(&folder);
    FILE *file = fopen(test_folder_at(&folder, "mesh.bin"), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(mesh, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_ok(assay_search_add_synonyms(search, test_folder_at(&folder, "mesh.bin"), &err), err);
}
static void tear_down(void) {
    assay_search_close(search);
    test_folder_remove(&folder);
}

int main(void) {
    Suite *suite = suite_create("search/medline");
    TCase *tests = tcase_create("medline");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, every_tag_and_filter_is_answered_alike_by_both_engines);
    tcase_add_test(tests, every_line_of_ovid_s_is_answered_alike_by_both_engines);
    tcase_add_test(tests, the_canonical_text_of_every_row_finds_the_same);
    tcase_add_test(tests, a_filter_restricts_and_does_not_rank);
    tcase_add_test(tests, an_action_no_vocabulary_knows_is_an_error_that_says_what_to_load);
    tcase_add_test(tests, titles_sort_by_all_their_letters_on_both_engines);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
