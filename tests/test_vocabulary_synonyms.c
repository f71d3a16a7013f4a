/* ~term, --expand and mesh: with a tree loaded: the same records, order and scores on both engines, one unit in scoring, always told. */
#include "search/snippets.h"
#include "support/index.h"
#include "vocabulary/thesaurus_dir.h"

#include <math.h>

static test_folder folder;
static assay_error err;
static assay_search *search;

static const char records[] =
    "{\"schema\": 1, \"id\": \"pmid:99200001\", \"type\": \"abstract\", \"title\": [\"Heart attack "
    "in "
    "the young\"], \"summary\": [\"A heart attack is rare before forty. Heart disease is not.\"], "
    "\"mesh\": [\"Myocardial Infarction\", \"Young Adult\"], \"ids\": [\"pmid:99200001\"], "
    "\"mesh_major\": [\"Myocardial Infarction\"], \"published\": \"2019\"}\n"
    "{\"schema\": 1, \"id\": \"pmid:99200002\", \"type\": \"abstract\", \"title\": [\"Myocardial "
    "infarction after aldesleukin\"], \"summary\": [\"Two patients given proleukin had an "
    "infarction.\"], \"mesh\": [\"Anterior Wall Myocardial Infarction\", \"Interleukin-2\"], "
    "\"ids\": [\"pmid:99200002\"], \"published\": \"2020\"}\n"
    "{\"schema\": 1, \"id\": \"pmid:99200003\", \"type\": \"abstract\", \"title\": [\"IL-2 and the "
    "tumour\"], \"summary\": [\"Interleukin-2 shrinks a tumor in phase II.\"], \"mesh\": "
    "[\"Neoplasms\"], \"ids\": [\"pmid:99200003\"], \"published\": \"2021\"}\n"
    "{\"schema\": 1, \"id\": \"pmid:99200004\", \"type\": \"abstract\", \"title\": [\"Angina at "
    "rest\"], \"summary\": [\"Coronary pain was studied in phase 2 by attack and heart rate.\"], "
    "\"mesh\": [\"Angina Pectoris\"], \"ids\": [\"pmid:99200004\"], \"published\": \"2022\"}\n"
    "{\"schema\": 1, \"id\": \"pmid:99200005\", \"type\": \"abstract\", \"title\": [\"Lung "
    "growths\"], "
    "\"summary\": [\"Lobes were counted.\"], \"mesh\": [\"Lung Neoplasms\"], \"ids\": "
    "[\"pmid:99200005\"], \"published\": \"2023\"}\n";

static const char tree[] =
    "*NEWRECORD\nMH = Ischemia of the Heart\nENTRY = Cardiac Ischemia|T1\nMN = C14.280\n\n"
    "*NEWRECORD\nMH = Myocardial Infarction\nENTRY = Heart Attack|T1\nMN = C14.280.647\n\n"
    "*NEWRECORD\nMH = Anterior Wall Myocardial Infarction\nMN = C14.280.647.124\n\n"
    "*NEWRECORD\nMH = Angina Pectoris\nMN = C14.280.187\n\n"
    "*NEWRECORD\nMH = Lung\nMN = A04.411\n\n"
    "*NEWRECORD\nMH = Thorax\nMN = A04\n";

typedef struct {
    const char *query, *answer; /* last digits of the records, in order */
    bool expand;
} synonym_row;

static const synonym_row rows[] = {
    {"aldesleukin", "2", false},
    {"~aldesleukin", "3 2", false},
    {"~il2", "3 2", false},
    {"~\"interleukin 2\" AND tumor", "3", false},
    {"~tumor", "3", false},
    {"=tumor", "3", false},
    {"~\"phase 2\"", "4 3", false},
    {"\"phase 2\"", "4", false},
    {"~\"heart attack\"", "1 2", false},
    {"+~\"heart attack\" -young", "2", false},
    {"ti:\"heart attack\"", "1", false},
    {"~ti:\"heart attack\"", "2 1", false},
    {"ti:~\"heart attack\"", "2 1", false},
    {"AREA[BriefTitle]EXPANSION[Concept]\"heart attack\"", "2 1", false},
    {"~(aldesleukin OR \"phase 2\")", "3 2 4", false},
    {"~zebrafish young", "1", false},
    {"heart attack", "1 4 2", true},
    {"heart attack", "1 4", false},
    {"\"heart attack\"", "1", true},
    {"aldesleukin AND phase", "3", true},
    {"proleukin NOT tumour", "2", true},
    {"mesh:\"cardiac ischemia\"", "4 1 2", false},
    {"mesh:\"heart attack\"", "1 2", false},
    {"\"heart attack\"[mh]", "1 2", false},
    {"\"heart attack\"[mh:noexp]", "1", false},
    {"mesh:=\"myocardial infarction\"", "1", false},
    {"\"cardiac ischemia\"[majr]", "1", false},
    {"mesh:neoplasms", "5 3", false},
    {"neoplasms[mh:noexp]", "3", false},
    {"mesh:thorax", "", false}, /* the heading Lung is not a part of Lung Neoplasms */
    {"mesh:\"heart attack\" AND young", "1", false},
};
enum { ROWS = sizeof rows / sizeof *rows };

static void run(assay_search_results *results, const synonym_row *row, assay_search_engine engine,
                assay_evaluate_mode mode) {
    assay_search_request request = assay_search_defaults();
    request.query = assay_span_of(row->query);
    request.engine = engine;
    request.mode = mode;
    request.rank = ASSAY_RANK_FAST;
    request.expand = row->expand;
    assay_status status = assay_search_run(results, search, &request, &err);
    ck_assert_msg(status == ASSAY_OK, "%s: %s", row->query, err.message);
}

static void digits_of(char out[64], const assay_search_results *results) {
    size_t at = 0;
    for (size_t i = 0; i < results->count; i++) {
        if (i != 0)
            out[at++] = ' ';
        out[at++] = results->hits[i].identity.data[results->hits[i].identity.size - 1];
    }
    out[at] = '\0';
}

START_TEST(both_engines_answer_alike) {
    for (size_t i = 0; i < ROWS; i++) {
        assay_search_results core = {0}, plain = {0}, xapian = {0};
        char a[64], b[64], c[64];
        run(&core, &rows[i], ASSAY_ENGINE_RANKING, ASSAY_EVALUATE_PRUNED);
        run(&plain, &rows[i], ASSAY_ENGINE_RANKING, ASSAY_EVALUATE_EXHAUSTIVE);
        run(&xapian, &rows[i], ASSAY_ENGINE_XAPIAN, ASSAY_EVALUATE_PRUNED);
        digits_of(a, &core);
        digits_of(b, &plain);
        digits_of(c, &xapian);
        ck_assert_msg(strcmp(a, rows[i].answer) == 0, "%s: %s, not %s", rows[i].query, a,
                      rows[i].answer);
        ck_assert_msg(strcmp(a, b) == 0 && strcmp(a, c) == 0, "%s: %s, %s, %s", rows[i].query, a, b,
                      c);
        for (size_t k = 0; k < core.count; k++)
            ck_assert_msg(fabs(core.hits[k].score - xapian.hits[k].score) <=
                              1e-9 * core.hits[k].score,
                          "%s: scores %.17g and %.17g", rows[i].query, core.hits[k].score,
                          xapian.hits[k].score);
        assay_search_results_done(&core);
        assay_search_results_done(&plain);
        assay_search_results_done(&xapian);
    }
}
END_TEST

START_TEST(a_term_and_its_synonyms_are_one_unit_in_scoring) {
    assay_search_results results = {0};
    const synonym_row row = {"~aldesleukin", NULL, false};
    run(&results, &row, ASSAY_ENGINE_RANKING, ASSAY_EVALUATE_PRUNED);
    ck_assert_int_eq(results.planned.root->kind, ASSAY_PLAN_SYNONYM);
    assay_search_results_done(&results);
}
END_TEST

START_TEST(what_was_searched_besides_is_told) {
    assay_search_results results = {0};
    const synonym_row row = {"heart attack zebrafish", NULL, true};
    run(&results, &row, ASSAY_ENGINE_RANKING, ASSAY_EVALUATE_PRUNED);
    ck_span_eq(results.parsed, "(heart attack ~\"heart attack\" zebrafish)");
    ck_assert_uint_eq(results.meaning_count, 1);
    ck_assert_int_eq(results.meanings[0].kind, ASSAY_MEANING_SYNONYMS);
    ck_span_eq(results.meanings[0].node->text, "heart attack");
    ck_assert_uint_eq(results.meanings[0].count, 1);
    ck_span_eq(results.meanings[0].others[0]->text, "Myocardial Infarction");
    assay_search_results_done(&results);
}
END_TEST

START_TEST(a_term_nobody_knows_is_a_warning) {
    assay_search_results results = {0};
    const synonym_row row = {"~zebrafish", NULL, false};
    run(&results, &row, ASSAY_ENGINE_RANKING, ASSAY_EVALUATE_PRUNED);
    ck_assert_uint_ge(results.warning_count, 1);
    ck_assert_str_eq(results.warnings[0].code, "W-NO-SYNONYMS");
    assay_search_results_done(&results);
}
END_TEST

static void ck_marked(const char *query, const char *wanted) {
    assay_search_results results = {0};
    const synonym_row row = {query, NULL, false};
    assay_snippeter *snippeter = NULL;
    assay_arena arena;
    assay_record record;
    assay_snippets snippets;
    assay_arena_init(&arena);
    run(&results, &row, ASSAY_ENGINE_RANKING, ASSAY_EVALUATE_PRUNED);
    ck_assert_msg(results.count != 0, "%s finds nothing", query);
    ck_ok(assay_snippeter_new(&snippeter, search, &results, &err), err);
    ck_ok(assay_search_load(&record, search, &arena, results.hits[0].docid, &err), err);
    ck_ok(assay_snippeter_run(&snippets, snippeter, &arena, &record, 1, 0, &err), err);
    ck_assert_uint_ne(snippets.title.mark_count, 0);
    assay_span marked = assay_span_make(snippets.title.text.data + snippets.title.marks[0].begin,
                                        snippets.title.marks[snippets.title.mark_count - 1].end -
                                            snippets.title.marks[0].begin);
    ck_span_eq(marked, wanted);
    assay_snippeter_free(snippeter);
    assay_search_results_done(&results);
    assay_arena_done(&arena);
}

START_TEST(synonyms_are_marked_in_the_answer) {
    ck_marked("+~\"heart attack\" -young", "Myocardial infarction");
    ck_marked("~proleukin AND tumour", "IL-2 and the tumour");
    ck_marked("mesh:\"cardiac ischemia\" AND patients", "Myocardial infarction");
}
END_TEST

static void set_up(void) {
    test_folder_make(&folder);
    test_index_add(&folder, records);
    search = test_index_open(&folder);
    char path[200], index[200];
    snprintf(path, sizeof path, "%s", test_folder_at(&folder, "tree"));
    snprintf(index, sizeof index, "%s", test_folder_at(&folder, "index"));
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(tree, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    const char *paths[] = {path};
    ck_ok(assay_thesaurus_dir_load(index, ASSAY_SPAN("tree"), paths, 1, NULL,
                                   assay_search_analyzer(search), &err),
          err);
}
static void tear_down(void) {
    assay_search_close(search);
    test_folder_remove(&folder);
}

int main(void) {
    Suite *suite = suite_create("vocabulary/synonyms");
    TCase *tests = tcase_create("synonyms");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, both_engines_answer_alike);
    tcase_add_test(tests, a_term_and_its_synonyms_are_one_unit_in_scoring);
    tcase_add_test(tests, what_was_searched_besides_is_told);
    tcase_add_test(tests, a_term_nobody_knows_is_a_warning);
    tcase_add_test(tests, synonyms_are_marked_in_the_answer);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
