/* The table language/rows.tsv: what PubMed and ClinicalTrials.gov let their users write, and what this language adds, a feature a line. Each
 * query is asked of both engines, which must give the records the line names, in this order and with the same scores; or refuse it so. */
#include "support/alike.h"

static test_folder folder;
static assay_error err;
static assay_search *search;
static char *records, *table;

typedef struct {
    char *source, *feature, *reading, *query, *answer;
    size_t line;
} table_row;

static char *read_whole(const char *path) {
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s is not there", path);
    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(size + 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_eq(fread(text, 1, size, file), size);
    text[size] = '\0';
    ck_assert_int_eq(fclose(file), 0);
    return text;
}

/* The text up to the separator, which is cut off; NULL at the end. */
static char *cut(char **rest, char separator) {
    char *begin = *rest, *end = begin != NULL ? strchr(begin, separator) : NULL;
    if (end != NULL)
        *end = '\0';
    *rest = end != NULL ? end + 1 : NULL;
    return begin;
}

/* "t1" is nct:NCT99300001, "a1" pmid:99300011, "f1" pmcid:PMC99300021. */
static void short_name(char out[8], assay_span identity) {
    char kind = assay_span_starts(identity, ASSAY_SPAN("nct:"))    ? 't'
                : assay_span_starts(identity, ASSAY_SPAN("pmid:")) ? 'a'
                                                                   : 'f';
    snprintf(out, 8, "%c%c", kind, identity.data[identity.size - 1]);
}

static alike_asked asked_as(const table_row *row) {
    alike_asked asked = {search, {.today = 20260601}, short_name};
    const char *how = row->reading;
    asked.reading.pubmed = strcmp(how, "pubmed") == 0;
    asked.reading.ovid = strcmp(how, "ovid") == 0;
    asked.reading.default_and = strcmp(how, "and") == 0;
    asked.reading.lenient = strcmp(how, "lenient") == 0;
    bool known = asked.reading.pubmed || asked.reading.ovid || asked.reading.default_and ||
                 asked.reading.lenient || strcmp(how, "-") == 0;
    ck_assert_msg(known, "rows.tsv:%zu: there is no reading \"%s\"", row->line, how);
    return asked;
}

static void ck_refused(const table_row *row) {
    const alike_asked asked = asked_as(row);
    for (int engine = 0; engine < 2; engine++) {
        assay_search_results results = {0};
        assay_search_request request = assay_search_defaults();
        request.query = assay_span_of(row->query);
        request.engine = (assay_search_engine)engine;
        request.parse = asked.reading;
        assay_status status = assay_search_run(&results, search, &request, &err);
        ck_assert_msg(status != ASSAY_OK, "rows.tsv:%zu: %s is answered", row->line, row->query);
        ck_assert_msg(strstr(err.message, row->answer + 2) != NULL, "rows.tsv:%zu: %s: %s",
                      row->line, row->query, err.message);
        assay_search_results_done(&results);
    }
}

static void ck_answered(const table_row *row) {
    const alike_asked asked = asked_as(row);
    const alike_row alike = {row->query, row->answer};
    ck_row_alike(&asked, &alike);
    if (strcmp(row->reading, "-") == 0)
        ck_canonical_alike(&asked, &alike, 1);
}

static size_t ck_lines(char *text, const char *source) {
    size_t line = 0, rows = 0;
    for (char *rest = text, *begin; (begin = cut(&rest, '\n')) != NULL;) {
        line++;
        if (begin[0] == '#' || begin[0] == '\0')
            continue;
        table_row row = {.line = line};
        char **const columns[] = {&row.source, &row.feature, &row.reading, &row.query, &row.answer};
        for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
            *columns[i] = cut(&begin, '\t');
            ck_assert_msg(*columns[i] != NULL, "rows.tsv:%zu: five columns, not %zu", line, i);
        }
        ck_assert_msg(begin == NULL, "rows.tsv:%zu: more than five columns", line);
        if (strcmp(row.source, source) != 0)
            continue;
        rows++;
        if (strncmp(row.answer, "! ", 2) == 0)
            ck_refused(&row);
        else
            ck_answered(&row);
    }
    return rows;
}

START_TEST(what_pubmed_lets_its_users_write_is_answered_alike_by_both_engines) {
    ck_assert_uint_ge(ck_lines(table, "PubMed"), 100);
}
END_TEST

START_TEST(expressions_of_clinicaltrials_gov_are_answered_alike_by_both_engines) {
    ck_assert_uint_ge(ck_lines(table, "ClinicalTrials.gov"), 100);
}
END_TEST

START_TEST(what_this_language_adds_is_answered_alike_by_both_engines) {
    ck_assert_uint_ge(ck_lines(table, "native"), 50);
}
END_TEST

static void set_up(void) {
    records = read_whole("tests/language/records.jsonl");
    table = read_whole("tests/language/rows.tsv");
    test_folder_make(&folder);
    test_index_add(&folder, records);
    search = test_index_open(&folder);
    ck_ok(assay_search_add_synonyms(search, "tests/language/mesh.bin", &err), err);
}
static void tear_down(void) {
    assay_search_close(search);
    test_folder_remove(&folder);
    free(records);
    free(table);
}

int main(void) {
    Suite *suite = suite_create("search/rows");
    TCase *tests = tcase_create("rows");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, what_pubmed_lets_its_users_write_is_answered_alike_by_both_engines);
    tcase_add_test(tests, expressions_of_clinicaltrials_gov_are_answered_alike_by_both_engines);
    tcase_add_test(tests, what_this_language_adds_is_answered_alike_by_both_engines);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
