/* Every field of the query language by its own name, and Europe PMC's by theirs: a word or value that is in that field of one record and nowhere
 * else finds this record, on both engines; the same word in a neighbouring field does not find it there. */
#include "support/alike.h"

static test_folder folder;
static assay_error err;
static assay_search *search;

/* t: a trial, a: an abstract with sections, f: a full text. */
static const char records[] =
    "{\"schema\":1,\"id\":\"nct:NCT99400001\",\"type\":\"trial\",\"title\":[\"Titled trial\"],"
    "\"acronym\":[\"ACRO\"],\"plain_summary\":[\"Plainly said\"],\"summary\":[\"Briefly said\"],"
    "\"description\":[\"Detailed said\"],\"conditions\":[\"Normalis\"],\"conditions_registered\":["
    "\"Registrant\"],\"interventions\":[\"Substan\"],\"keywords\":[\"Keyword\"],\"mesh\":["
    "\"Headin\"],\"mesh_major\":[\"Headin\"],\"mesh_qualified\":[\"Headin/surgery\"],"
    "\"mesh_qualified_major\":[\"Headin/surgery\"],\"outcomes_primary\":[\"Outcom\"],"
    "\"inclusion\":[\"Includ\"],\"exclusion\":[\"Exclud\"],\"status\":[\"RECRUITING\"],"
    "\"phases\":[\"PHASE2\"],\"sex\":[\"FEMALE\"],\"sponsor\":[\"Sponsrix\"],\"investigators\":["
    "\"Investig, Ann\"],\"countries\":[\"Iceland\"],\"ids\":[\"nct:NCT99400001\"],\"locations\":[{"
    "\"facility\":\"Facilit\",\"city\":\"Akureyri\",\"state\":\"Statix\",\"country\":\"Iceland\","
    "\"status\":\"RECRUITING\",\"latitude\":65.68,\"longitude\":-18.1}],\"first_seen\":"
    "\"2024-02-10\",\"updated\":\"2025-11-20\",\"start\":\"2024-04-01\",\"completion\":"
    "\"2026-05\",\"enrolment\":40,\"min_age_days\":6574,\"healthy_volunteers\":true,"
    "\"has_results\":true,\"updates\":3,\"references\":[{\"relation\":\"result\",\"pmid\":"
    "\"99400002\",\"text\":\"Refrenced\"}]}\n"
    "{\"schema\":1,\"id\":\"pmid:99400002\",\"type\":\"abstract\",\"title\":[\"Titled abstract\"],"
    "\"summary\":[\"BACKGROUND: Flowone it was.\",\"METHODS AND RESULTS: Flowtwo it was.\","
    "\"SETTING: Flowthree it was.\",\"CONCLUSIONS: Flowfour it was.\",\"A last remark: Flowfive.\""
    "],\"authors\":[\"Firstau, Ann\",\"Lastau, Bo\"],\"affiliations\":[\"Affiliat\"],"
    "\"author_identifiers\":[\"0000-0002-1825-0097\"],\"personal_name_subjects\":[\"Subjec, Al\"],"
    "\"journal\":[\"Journaly\"],\"issn\":[\"9999-0001\"],\"volume\":[\"12\"],\"issue\":[\"3\"],"
    "\"pages\":[\"180-190\"],\"languages\":[\"eng\"],\"publication_types\":[\"Review\"],"
    "\"grants\":[\"R01-9\"],\"conflicts_of_interest\":[\"Conflic\"],\"subsets\":[\"IM\"],\"ids\":["
    "\"pmid:99400002\",\"doi:10.99999/f.2\"],\"published\":\"2017-04-11\",\"extra\":[{\"key\":"
    "\"nlm_id\",\"value\":\"9940R\"},{\"key\":\"isbn\",\"value\":\"0198526636\"}]}\n"
    "{\"schema\":1,\"id\":\"pmcid:PMC99400003\",\"type\":\"fulltext\",\"title\":[\"Titled whole\"],"
    "\"summary\":[\"METHODS: an abstract in one piece, flowsix.\"],\"body\":[\"1. Introduction\\n"
    "Flowone began.\",\"Materials and Methods\\nFlowtwo went.\",\"Results and discussion\\n"
    "Flowthree came.\",\"Some heading\\nFlowfour stood.\",\"Case report\\nFlowseven fell.\","
    "\"Supplementary data\\nFloweight.\",\"Conclusion\\nFlownine ended.\"],\"captions\":[\"Figure "
    "1. Figcap\",\"Table 1. Tabcap\"],\"tables\":[\"Tabcell\"],\"authors\":[\"Third, Cy\"],"
    "\"journal\":[\"Anothery\"],\"ids\":[\"pmcid:PMC99400003\"],\"published\":\"2024-01\","
    "\"references\":[{\"relation\":\"reference\",\"pmid\":\"99400002\",\"text\":\"Citework\"}],"
    "\"extra\":[{\"key\":\"acknowledgements\",\"value\":\"Thankful\"},{\"key\":\"funding\","
    "\"value\":\"Fundly\"}]}\n";

/* The row of each field, in the order the language lists them. */
static const alike_row rows[] = {
    {"ti:acro", "t"},
    {"ab:briefly", "t"},
    {"ab:flowtwo", "a"},
    {"ab:flowfive", "a"},
    {"tiab:flowfour", "a"},
    {"tx:exclud", "t"},
    {"pl:plainly", "t"},
    {"pl:briefly", ""},
    {"cond:normalis", "t"},
    {"cond:registrant", "t"},
    {"condreg:registrant", "t"},
    {"condreg:normalis", ""},
    {"int:substan", "t"},
    {"kw:keyword", "t"},
    {"mesh:headin", "t"},
    {"majr:headin", "t"},
    {"headin/surgery[majr]", "t"},
    {"sh:surgery", "t"},
    {"out:outcom", "t"},
    {"inc:includ", "t"},
    {"inc:exclud", ""},
    {"exc:exclud", "t"},
    {"exc:includ", ""},
    {"elig:exclud", "t"},
    {"desc:detailed", "t"},
    {"fig:figcap", "f"},
    {"fig:tabcap", ""},
    {"table:tabcap", "f"},
    {"table:tabcell", "f"},
    {"caption:figcap", "f"},
    {"caption:tabcell", "f"},
    {"ref:citework", "f"},
    {"ref:refrenced", "t"},
    {"au:investig", "t"},
    {"au:lastau", "a"},
    {"1au:firstau", "a"},
    {"1au:lastau", ""},
    {"lastau:lastau", "a"},
    {"aff:affiliat", "a"},
    {"ta:journaly", "a"},
    {"spons:sponsrix", "t"},
    {"loc:akureyri", "t"},
    {"city:akureyri", "t"},
    {"state:statix", "t"},
    {"country:iceland", "t"},
    {"site:facilit", "t"},
    {"nct:NCT99400001", "t"},
    {"pmid:99400002", "a"},
    {"doi:10.99999/f.2", "a"},
    {"pmcid:PMC99400003", "f"},
    {"id:NCT99400001", "t"},
    {"pt:review", "a"},
    {"type:fulltext", "f"},
    {"la:eng", "a"},
    {"lang:english", "a"},
    {"status:recruiting", "t"},
    {"phase:2", "t"},
    {"sex:female", "t"},
    {"age:20y", "t"},
    {"age:10y", ""},
    {"healthy:yes", "t"},
    {"n:40", "t"},
    {"n:>40", ""},
    {"dp:2017", "a"},
    {"start:2024-04", "t"},
    {"end:2026-05", "t"},
    {"firstseen:2024-02", "t"},
    {"updated:2025-11", "t"},
    {"indexed:2000.. type:trial", "t"},
    {"updates:3", "t"},
    {"cites:99400002", "t f"},
    {"linked:NCT99400001", "a"},
    {"has:results", "t"},
    {"results:yes", "t"},
    {"has:refs", "t f"},
    {"has:location", "t"},
    {"missing:abstract", ""},
    {"missing:journal", "t"},
    {"near:65.68,-18.1,5km", "t"},
    {"near:Akureyri,5km", "t"},
    {"changed:any", ""},
    {"vi:12", "a"},
    {"ip:3", "a"},
    {"pg:180", "a"},
    {"is:9999-0001", "a"},
    {"gr:R01-9", "a"},
    {"cois:conflic", "a"},
    {"ps:subjec", "a"},
    {"auid:0000-0002-1825-0097", "a"},
    {"jid:9940R", "a"},
    {"isbn:9780198526636", "a"},
    {"sb:im", "a"},
};

/* Sections: what stands under which heading or label. */
static const alike_row sections[] = {
    {"INTRO:flowone", "f a"},
    {"INTRO:flowtwo", ""},
    {"METHODS:flowtwo", "f a"},
    {"METHODS:flowthree", "a"},
    {"METHODS:flowsix", ""},
    {"RESULTS:flowtwo", "a"},
    {"RESULTS:flowthree", "f"},
    {"RESULTS:flowfour", ""},
    {"DISCUSS:flowthree", "f"},
    {"DISCUSS:flowtwo", ""},
    {"CONCL:flowfour", "a"},
    {"CONCL:flownine", "f"},
    {"CASE:flowseven", "f"},
    {"SUPPL:floweight", "f"},
    {"ACK_FUND:thankful", "f"},
    {"ACK_FUND:fundly", "f"},
    {"ACK_FUND:flowone", ""},
    {"BODY:flowone", "f"},
    {"BODY:flowfour", "f"},
    {"BODY:flowfive", ""},
    {"FIG:figcap", "f"},
    {"TABLE:tabcap", "f"},
    {"REF:citework", "f"},
    {"METHODS:\"flowtwo it\"", "a"},
    {"METHODS:(flowtwo went)", "f a"},
    {"has:methods", "a f"},
    {"has:case", "f"},
    {"results:no", ""},
    {"RESULTS:\"flowtwo it\"", "a"},
    {"TITLE:titled AND METHODS:flowtwo NOT body:flowtwo", "a"},
};

/* Europe PMC's names of what is no section. */
static const alike_row europe_pmc[] = {
    {"TITLE:whole", "f"},      {"ABSTRACT:flowfive", "a"},
    {"AUTH:firstau", "a"},     {"AUTHORID:0000-0002-1825-0097", "a"},
    {"AFF:affiliat", "a"},     {"JOURNAL:journaly", "a"},
    {"ISSN:9999-0001", "a"},   {"VOLUME:12", "a"},
    {"ISSUE:3", "a"},          {"PAGE_INFO:180", "a"},
    {"PUB_YEAR:2017", "a"},    {"PUB_TYPE:review", "a"},
    {"LANG:eng", "a"},         {"KW:keyword", "t"},
    {"CHEM:substan", "t"},     {"DISEASE:normalis", "t"},
    {"DOI:10.99999/f.2", "a"}, {"PMCID:PMC99400003", "f"},
    {"EXT_ID:99400002", "a"},  {"HAS_ABSTRACT:y", "t f a"},
    {"HAS_REFLIST:y", "t f"},  {"HAS_DOI:y", "a"},
    {"CITES:99400002", "t f"}, {"FIRST_PDATE:[2016-01-01 TO 2018]", "a"},
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void name(char out[8], assay_span identity) {
    snprintf(out, 8, "%c", identity.data[0] == 'n' ? 't' : identity.data[2] == 'i' ? 'a' : 'f');
}

/* Where several records are found only which ones counts. */
static void ck_found(const alike_row *list, size_t count) {
    const alike_asked plain = {.search = search, .name = name};
    for (size_t i = 0; i < count; i++) {
        alike_row row = list[i];
        char answer[ALIKE_ANSWER];
        assay_search_results results = {0};
        alike_answer(answer, &results, &plain, row.query, ASSAY_ENGINE_RANKING);
        assay_search_results_done(&results);
        for (const char *c = row.answer; *c != '\0'; c++)
            ck_assert_msg(*c == ' ' || strchr(answer, *c) != NULL, "%s: %s, not %s", row.query,
                          answer, row.answer);
        ck_assert_msg(strlen(answer) == strlen(row.answer), "%s: %s, not %s", row.query, answer,
                      row.answer);
        row.answer = answer;
        ck_row_alike(&plain, &row);
        ck_canonical_alike(&plain, &row, 1);
    }
}

START_TEST(every_field_finds_what_is_in_it_and_nothing_else) {
    ck_found(rows, COUNT(rows));
}
END_TEST

START_TEST(every_section_finds_what_stands_under_its_heading_or_label) {
    ck_found(sections, COUNT(sections));
}
END_TEST

START_TEST(europe_pmc_s_names_of_fields_are_known) {
    ck_found(europe_pmc, COUNT(europe_pmc));
}
END_TEST

static void ck_order(const char *sort, const char *expected) {
    assay_search_results results = {0};
    assay_search_request request = assay_search_defaults();
    request.query = ASSAY_SPAN("*");
    ck_assert(assay_search_order_parse(&request.order, assay_span_of(sort)));
    ck_ok(assay_search_run(&results, search, &request, &err), err);
    ck_assert_msg(strcmp(test_index_identities(&results), expected) == 0, "%s: %s", sort,
                  test_index_identities(&results));
    assay_search_results_done(&results);
}

START_TEST(answers_are_sorted_by_first_author_and_by_journal_those_without_last) {
    ck_order("author", "pmid:99400002 pmcid:PMC99400003 nct:NCT99400001");
    ck_order("author:desc", "pmcid:PMC99400003 pmid:99400002 nct:NCT99400001");
    ck_order("journal", "pmcid:PMC99400003 pmid:99400002 nct:NCT99400001");
}
END_TEST

static void set_up(void) {
    test_folder_make(&folder);
    test_index_add(&folder, records);
    search = test_index_open(&folder);
}
static void tear_down(void) {
    assay_search_close(search);
    test_folder_remove(&folder);
}

int main(void) {
    Suite *suite = suite_create("search/fields");
    TCase *fields = tcase_create("fields");
    tcase_add_checked_fixture(fields, set_up, tear_down);
    tcase_set_timeout(fields, 120);
    tcase_add_test(fields, every_field_finds_what_is_in_it_and_nothing_else);
    tcase_add_test(fields, every_section_finds_what_stands_under_its_heading_or_label);
    tcase_add_test(fields, europe_pmc_s_names_of_fields_are_known);
    tcase_add_test(fields, answers_are_sorted_by_first_author_and_by_journal_those_without_last);
    suite_add_tcase(suite, fields);
    return assay_suite_run(suite);
}
