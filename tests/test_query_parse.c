/* Queries and the canonical text they come to; every canonical text is read again and must come to
 * itself. */
#include "query/parse.h"
#include "support/suite.h"

static assay_arena arena;

static void setup(void) {
    assay_arena_init(&arena);
}
static void teardown(void) {
    assay_arena_done(&arena);
}

static void canonical(assay_buffer *out, const char *text, const assay_parse_options *options) {
    assay_query query;
    assay_error err = {0};
    ck_ok(assay_parse_query(&query, &arena, assay_span_of(text), options, &err), err);
    assay_query_print(out, query.root);
    assay_buffer_add_byte(out, '\0');
    ck_assert_int_eq(out->failed, ASSAY_OK);
}

static void ck_reads_as(const char *text, const char *wanted, const assay_parse_options *options) {
    assay_buffer once, twice;
    assay_buffer_init(&once, 1 << 20);
    assay_buffer_init(&twice, 1 << 20);
    canonical(&once, text, options);
    ck_assert_msg(strcmp(once.data, wanted) == 0, "%s reads as %s, not %s", text, once.data,
                  wanted);
    canonical(&twice, once.data, NULL);
    ck_assert_msg(strcmp(twice.data, wanted) == 0, "%s reads as %s, then as %s", text, wanted,
                  twice.data);
    assay_buffer_done(&once);
    assay_buffer_done(&twice);
}

typedef struct {
    const char *text, *wanted;
} example;

static const example native[] = {
    {"melanoma", "melanoma"},
    {"inhaled il-2 lung", "(inhaled il-2 lung)"},
    {"+il-2 -mice melanoma", "(+il-2 -mice melanoma)"},
    {"melanoma phase:2 age:54y", "(+melanoma +phase:2 +age:19723d..19723d)"},
    {"il-2 phase:2 melanoma -mice", "(+(il-2 melanoma) +phase:2 -mice)"},
    {"+il-2 phase:2 melanoma", "(+il-2 +phase:2 melanoma)"},
    {"ti:il-2 phase:2 melanoma", "(+ti:il-2 +phase:2 melanoma)"},
    {"phase:2 has:results", "(+phase:2 +has:results)"},
    {"nct:NCT99000001 pmid:99000001", "(nct:NCT99000001 pmid:99000001)"},
    {"a AND b OR c", "((a AND b) OR c)"},
    {"a OR b AND c", "(a OR (b AND c))"},
    {"aldesleukin melanoma AND phase:2", "((aldesleukin melanoma) AND phase:2)"},
    {"a AND (b OR c)", "(a AND (b OR c))"},
    {"melanoma NOT mice", "(melanoma -mice)"},
    {"NOT mice", "NOT mice"},
    {"a AND NOT b", "(a AND NOT b)"},
    {"\"car t\" cell", "(\"car t\" cell)"},
    {"\"hip pain\"~2", "\"hip pain\"~2"},
    {"ti:melanoma", "ti:melanoma"},
    {"title:\"lung cancer\"", "ti:\"lung cancer\""},
    {"ti:(a OR b)", "(ti:a OR ti:b)"},
    {"CD8+ cells", "(CD8+ cells)"},
    {"interleukin-2 (IL)-2", "(interleukin-2 IL \"-2\")"},
    {"word^2 other", "(word^2 other)"},
    {"=il-2", "=il-2"},
    {"immun* *mab h?moglobin", "(immun* *mab h?moglobin)"},
    {"does it work?", "(does it \"work?\")"},
    {"melanma~1", "melanma~1"},
    {"dp:2024", "dp:2024-01-01..2024-12-31"},
    {"dp:2024-05-01..2025", "dp:2024-05-01..2025-12-31"},
    {"dp:..2020", "dp:..2020-12-31"},
    {"dp:[2015-01-01 TO 3000]", "dp:2015-01-01..3000-12-31"},
    {"n:>=100", "n:100.."},
    {"n:50..200", "n:50..200"},
    {"age:54y", "age:19723d..19723d"},
    {"near:29.76,-95.37,50mi", "near:29.76,-95.37,80.4672km"},
    {"near:\"Houston, Texas\",80km", "near:\"Houston, Texas\",80km"},
    {"has:abstract", "has:ab"},
    {"missing:doi", "NOT has:doi"},
    {"melanoma \xE2\x80\x94 \xC2\xB1 lung", "(melanoma lung)"}, /* a dash, a sign */
    {"\xCE\xB2 \xC3\xA9", "(\xCE\xB2 \xC3\xA9)"},
    {"a NEAR/3 b", "(a NEAR/3 b)"},
    {"a ADJ2 b", "(a ADJ/2 b)"},
    {"~aspirin", "~aspirin"},
    {"+~aspirin -~\"heart attack\"", "(+~aspirin -~\"heart attack\")"},
    {"ti:~aspirin", "~ti:aspirin"},
    {"mesh:=\"Lung Neoplasms\"", "mesh:=\"Lung Neoplasms\""},
    {"#1 AND #2", "(#1 AND #2)"},
    {"@mine", "@mine"},
    {"*", "*"},
    {"country:/united.*/", "country:/united.*/"},
    {"mesh:=Neoplasms", "mesh:=Neoplasms"},
    {"status:recruiting", "status:recruiting"},
    {"doi:10.99999/abc.1", "doi:\"10.99999/abc.1\""},
    {"a\\-b \\+c", "(a-b \"+c\")"},
    {"Background: the", "(\"Background:\" the)"},
    {"http://example.org/x", "\"http://example.org/x\""},
    {"[18F]FDG", "\"[18F]FDG\""},
};

static const example pubmed[] = {
    {"il-2[ti]", "ti:il-2"},
    {"\"hip pain\"[tiab:~2]", "tiab:\"hip pain\"~2"},
    {"2019:2021[dp]", "dp:2019-01-01..2021-12-31"},
    {"2020:3000[dp]", "dp:2020-01-01..3000-12-31"},
    {"melanoma[mh:noexp]", "mesh:=melanoma"},
    {"Neoplasms[MeSH Terms]", "mesh:Neoplasms"},
    {"(a OR b)[tiab]", "(tiab:a OR tiab:b)"},
    {"hip pain[ti]", "(ti:hip AND ti:pain)"},
    {"smith j[au] AND cancer[Title/Abstract]", "(au:\"smith j\"~10 AND tiab:cancer)"},
};

static const example essie[] = {
    {"AREA[BriefTitle]melanoma", "ti:melanoma"},
    {"AREA[StartDate]RANGE[2020,MAX]", "start:2020-01-01.."},
    {"AREA[DOI]MISSING", "NOT has:doi"},
    {"EXPANSION[None]il-2", "=il-2"},
    {"EXPANSION[Concept]aspirin", "~aspirin"},
    {"SEARCH[Location](AREA[LocationCity]Portland AND AREA[LocationState]Maine)",
     "SEARCH[Location]((city:Portland AND state:Maine))"},
    {"AREA[LocationGeoPoint]DISTANCE[29.76,-95.37,50mi]", "near:29.76,-95.37,80.4672km"},
    {"TITLE:melanoma AND PUB_YEAR:2020", "(ti:melanoma AND dp:2020-01-01..2020-12-31)"},
};

START_TEST(native_queries_read_as_they_should) {
    ck_reads_as(native[_i].text, native[_i].wanted, NULL);
}
END_TEST

START_TEST(pubmed_tags_read_as_fields) {
    ck_reads_as(pubmed[_i].text, pubmed[_i].wanted, NULL);
}
END_TEST

START_TEST(clinicaltrials_and_europe_pmc_fields_are_read) {
    ck_reads_as(essie[_i].text, essie[_i].wanted, NULL);
}
END_TEST

START_TEST(pubmed_mode_reads_from_left_to_right) {
    const assay_parse_options options = {.pubmed = true};
    ck_reads_as("a OR b AND c", "((a OR b) AND c)", &options);
    ck_reads_as("a b", "(+a +b)", &options);
}
END_TEST

START_TEST(plain_text_is_one_piece_of_words) {
    const assay_parse_options options = {.plain = true};
    ck_reads_as("who AND what: (x", "\"who AND what: (x\"", &options);
}
END_TEST

static void ck_refused(const char *text, assay_status status, const char *part) {
    assay_query query;
    assay_error err = {0};
    ck_assert_int_eq(assay_parse_query(&query, &arena, assay_span_of(text), NULL, &err), status);
    ck_assert_msg(strstr(err.message, part) != NULL, "%s: %s", text, err.message);
}

START_TEST(errors_name_the_column_and_the_nearest_field) {
    ck_refused("melanoma titel:x", ASSAY_E_USAGE,
               "column 10: unknown field \"titel\"; the nearest are ti");
    ck_refused("(a OR b", ASSAY_E_SYNTAX, "column 1");
    ck_refused("a) b", ASSAY_E_SYNTAX, "column 2");
    ck_refused("a AND", ASSAY_E_SYNTAX, "column 3");
    ck_refused("OR a", ASSAY_E_SYNTAX, "column 1");
    ck_refused("dp:yesterdayish", ASSAY_E_SYNTAX, "dp takes a date");
    ck_refused("x[qq]", ASSAY_E_USAGE, "unknown tag \"qq\"");
    ck_refused("systmatic[sb]", ASSAY_E_USAGE,
               "column 1: unknown filter \"systmatic\"; the nearest are systematic");
    ck_refused("cancer[sb]", ASSAY_E_USAGE, "PubMed answers it by a search of its own");
    ck_refused("full text[filter]", ASSAY_E_USAGE, "has:pmcid");
    ck_refused("(random:.tw. or exp Heparin/", ASSAY_E_USAGE, "read with --ovid)");
    ck_refused("ti:\"...\"", ASSAY_E_SYNTAX, "ti: there is no word");
    ck_refused("HAS_ABSTRACT:maybe", ASSAY_E_SYNTAX, "takes y or n");
    ck_refused("COVERAGE[Most]x", ASSAY_E_SYNTAX, "COVERAGE takes");
    ck_refused("dp:2020~1", ASSAY_E_SYNTAX, "dp takes");
    ck_refused("ti:2..3 n:abc", ASSAY_E_SYNTAX, "n takes a number");
}
END_TEST

START_TEST(deep_nesting_is_refused_not_crashed_on) {
    static char deep[5001];
    memset(deep, '(', 5000);
    ck_refused(deep, ASSAY_E_LIMIT, "parentheses deep");
}
END_TEST

START_TEST(a_lenient_parse_never_fails) {
    static const char *const texts[] = {"(a OR b",
                                        "a) b",
                                        "a AND",
                                        "OR a",
                                        "titel:x",
                                        "\"x",
                                        ")(",
                                        "x[qq]",
                                        "dp:never",
                                        "a^b",
                                        "a NEAR/2",
                                        "n:[1 TO",
                                        "vi:/[/",
                                        "AREA[Zzz]x",
                                        "ti:---",
                                        "immun*~1",
                                        "mesh:/regex/",
                                        "near:x",
                                        "AREA[StartDate](a AREA[StartDate](b))"};
    const assay_parse_options options = {.lenient = true};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assay_query query;
        assay_error err = {0};
        ck_ok(assay_parse_query(&query, &arena, assay_span_of(texts[i]), &options, &err), err);
    }
}
END_TEST

/* What one field is called, no other is. */
START_TEST(every_name_of_a_field_leads_to_it) {
    for (int f = 0; f < ASSAY_QUERY_FIELD_COUNT; f++) {
        const assay_field_info *info = assay_fields_info((assay_query_field)f);
        assay_query_field found;
        assay_span rest = assay_span_of(info->others);
        ck_assert(assay_fields_find(&found, assay_span_of(info->name)));
        ck_assert_msg((int)found == f, "%s", info->name);
        while (rest.size != 0) {
            assay_span name = assay_span_cut(&rest, ' ');
            ck_assert_msg(assay_fields_find(&found, name) && (int)found == f, "%.*s of %s",
                          ASSAY_SPAN_ARG(name), info->name);
        }
    }
}
END_TEST

/* PubMed's tags, each of them. */
START_TEST(every_tag_of_pubmed_s_is_known) {
    static const char *const tags[] = {
        "ti",  "tiab", "ab",   "tw",  "all", "au",   "1au", "lastau", "fau",  "auid", "cn",
        "ad",  "ta",   "jour", "vi",  "ip",  "pg",   "dp",  "edat",   "crdt", "mhda", "lr",
        "pt",  "mh",   "majr", "sh",  "nm",  "pa",   "ps",  "ot",     "si",   "gr",   "la",
        "lid", "aid",  "pmid", "jid", "is",  "isbn", "ir",  "cois",   "tt",   "sb",   "filter"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        assay_query_field field;
        ck_assert_msg(assay_fields_find_tag(&field, assay_span_of(tags[i])), "[%s]", tags[i]);
    }
}
END_TEST

static void ck_warns(const char *text, const char *code) {
    assay_query query;
    assay_error err = {0};
    ck_ok(assay_parse_query(&query, &arena, assay_span_of(text), NULL, &err), err);
    bool found = false;
    for (size_t i = 0; i < query.warning_count; i++)
        found |= strcmp(query.warnings[i].code, code) == 0;
    ck_assert_msg(found, "%s does not warn %s", text, code);
}

START_TEST(warnings_have_stable_codes) {
    ck_warns("cats and dogs", "W-LOWER-OP");
    ck_warns("\xE2\x80\x9C"
             "car t\xE2\x80\x9D cell",
             "W-TYPO-QUOTES");
    ck_warns("caf\xE9 noir", "W-BYTES");
    ck_warns("\xFF\xFE", "W-BYTES"); /* and no word at all */
    ck_warns("\"car t", "W-QUOTE");
    ck_warns("a AND b OR c", "W-PRECEDENCE");
    ck_warns("\"a whole question\"", "W-WHOLE-QUOTED");
    ck_warns("i*", "W-SHORT-WILDCARD");
    ck_warns("n:50..10", "W-RANGE");
    ck_warns("melanoma dp:2030..2010", "W-RANGE");
    ck_warns("hip pain[ti]", "W-TAG-WORDS");
    ck_warns("ti: melanoma", "W-FIELD-SPACE");
    ck_warns("melanoma \"--\"", "W-NO-WORD");
    ck_warns("melanoma/therappy[mh]", "W-QUALIFIER");
    ck_warns("melanoma.ti,ab.", "W-OVID");
    ck_warns("ALL AND children", "W-ALL");
    ck_warns("COVERAGE[FullMatch]melanoma", "W-COVERAGE");
}
END_TEST

int main(void) {
    Suite *suite = suite_create("query parse");
    TCase *tests = tcase_create("parse");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, native_queries_read_as_they_should, 0,
                        (int)(sizeof native / sizeof *native));
    tcase_add_loop_test(tests, pubmed_tags_read_as_fields, 0,
                        (int)(sizeof pubmed / sizeof *pubmed));
    tcase_add_loop_test(tests, clinicaltrials_and_europe_pmc_fields_are_read, 0,
                        (int)(sizeof essie / sizeof *essie));
    tcase_add_test(tests, pubmed_mode_reads_from_left_to_right);
    tcase_add_test(tests, plain_text_is_one_piece_of_words);
    tcase_add_test(tests, errors_name_the_column_and_the_nearest_field);
    tcase_add_test(tests, deep_nesting_is_refused_not_crashed_on);
    tcase_add_test(tests, a_lenient_parse_never_fails);
    tcase_add_test(tests, warnings_have_stable_codes);
    tcase_add_test(tests, every_name_of_a_field_leads_to_it);
    tcase_add_test(tests, every_tag_of_pubmed_s_is_known);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
