/* The real files beside the checkout, counted against the counts somebody took of them with a naive scan
 * (COUNTS.txt): a difference is a defect or is explained here. Skipped where they are absent. */
#include "records/input/decompress.h"
#include "support/records.h"

#include <stdio.h>

static test_records kept;
static assay_error err;
static const char *data;

static void setup(void) {
    test_records_init(&kept);
    kept.only_count = true;
}
static void teardown(void) {
    test_records_done(&kept);
}

static const char *at(const char *folder, const char *name) {
    static char path[600];
    snprintf(path, sizeof path, "%s/%s%s%s", data, folder, name != NULL ? "/" : "",
             name != NULL ? name : "");
    return path;
}

static void read_at(const char *folder, const char *name) {
    ck_ok(test_records_read_path(&kept, at(folder, name), NULL, &err), err);
}

/* Reads every file COUNTS.txt lists under the folder and compares its records. */
static size_t compare_files(const char *folder) {
    char line[400], section[200] = "", file[300];
    size_t compared = 0, files;
    unsigned long long records;
    FILE *counts = fopen(at("COUNTS.txt", NULL), "r");
    ck_assert_ptr_nonnull(counts);
    while (fgets(line, sizeof line, counts) != NULL) {
        if (sscanf(line, "== %199s", section) == 1)
            continue;
        if (strcmp(section, folder) != 0 ||
            sscanf(line, " %299[^\t]\t%zu\t%llu", file, &files, &records) != 3)
            continue;
        read_at(folder, file);
        ck_assert_msg(kept.count == records, "%s: %zu records, not %llu%s%s", file, kept.count,
                      records, kept.problem_count != 0 ? "; " : "",
                      kept.problem_count != 0 ? kept.problems[0].message : "");
        ck_assert_uint_eq(kept.lost, 0);
        compared++;
    }
    fclose(counts);
    return compared;
}

static size_t distinct(const char *scheme) {
    size_t found = 0;
    for (uint32_t i = 0; i < assay_map_count(&kept.identities); i++)
        found += assay_span_starts(assay_map_key(&kept.identities, i), assay_span_of(scheme));
    return found;
}

START_TEST(studies_in_json_are_all_read) {
    ck_assert_uint_eq(compare_files("formats/ctgov-json-v2"), 10);
    read_at("formats/ctgov-json-v2", NULL);
    ck_assert_uint_eq(kept.count, 1792);
    ck_assert_uint_eq(assay_map_count(&kept.identities), 1778);
    ck_assert_uint_eq(kept.problem_count, 0);
}
END_TEST

START_TEST(rows_of_the_registrys_tables_are_all_read) {
    ck_assert_uint_eq(compare_files("formats/ctgov-csv"), 28);
    read_at("formats/ctgov-csv", NULL);
    ck_assert_uint_eq(kept.count, 17303);
    /* The naive scan found 13,353 numbers anywhere in the text; 13,341 stand in the column of the trial's
     * own number, the rest are other trials mentioned in a row. 47 different rows of two derived tables
     * have no number: their identity is their content. */
    ck_assert_uint_eq(distinct("nct:"), 13341);
    ck_assert_uint_eq(distinct("hash:"), 47);
    ck_assert_uint_eq(assay_map_count(&kept.identities), 13341 + 47);
    /* Seven cells of two tab separated files begin with a quote that is no quoting. */
    ck_assert_uint_eq(kept.problem_count, 7);
    ck_assert_uint_eq(kept.lost, 0);
}
END_TEST

START_TEST(the_who_platforms_trials_are_all_read) {
    static const struct {
        const char *file;
        size_t records;
    } files[] = {
        {"COVID19-1135-trials.csv.gz", 1135}, /* COUNTS.txt counts these files as one record each */
        {"COVID19-927-trials_7Apr2020.csv.gz", 927},
        {"trials_8_mar.csv.gz", 348}}; /* 534 rows without the head, 348 of them with a number */
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        read_at("formats/who-ictrp-covid", files[i].file);
        ck_assert_msg(kept.count == files[i].records, "%s: %zu", files[i].file, kept.count);
        ck_assert_uint_eq(assay_map_count(&kept.identities), files[i].records);
        ck_assert_uint_eq(kept.problem_count, 0);
    }
}
END_TEST

/* Lines of a gzip file, without the JSON parser. */
static size_t count_lines(const char *path) {
    assay_input *packed = NULL, *plain = NULL;
    assay_span line;
    size_t lines = 0;
    bool more = true;
    ck_ok(assay_input_open_file(&packed, path, NULL, &err), err);
    ck_ok(assay_decompress_open(&plain, packed, ASSAY_COMPRESSION_GZIP, &err), err);
    for (;;) {
        ck_ok(assay_input_line(&line, &more, plain, (size_t)1 << 30, &err), err);
        if (!more)
            break;
        lines += line.size != 0;
    }
    assay_input_free(plain);
    assay_input_free(packed);
    return lines;
}

START_TEST(documents_of_collections_are_all_read_and_keep_their_names) {
    static const struct {
        const char *name;
        size_t empty; /* documents without a word */
    } collections[] = {{"cf", 0},      {"evidence-inference", 0}, {"nli4ct", 0},
                       {"scifact", 0}, {"sysrev-cohen2006", 23},  {"trec-ct-2021", 0}};
    char folder[100];
    for (size_t i = 0; i < sizeof collections / sizeof *collections; i++) {
        snprintf(folder, sizeof folder, "collections/%s", collections[i].name);
        read_at(folder, "docs.jsonl.gz");
        ck_assert_uint_eq(kept.count, count_lines(at(folder, "docs.jsonl.gz")));
        ck_assert_uint_eq(assay_map_count(&kept.identities), kept.count);
        ck_assert_uint_eq(kept.lost, 0);
        ck_assert_uint_eq(kept.problem_count, collections[i].empty); /* each a warning */
    }
}
END_TEST

int main(void) {
    data = assay_suite_data_dir();
    if (data == NULL) {
        printf("skipped: no real data beside the checkout\n");
        return EXIT_SUCCESS;
    }
    Suite *suite = suite_create("records/real files");
    TCase *tests = tcase_create("real files");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, studies_in_json_are_all_read);
    tcase_add_test(tests, rows_of_the_registrys_tables_are_all_read);
    tcase_add_test(tests, the_who_platforms_trials_are_all_read);
    tcase_add_test(tests, documents_of_collections_are_all_read_and_keep_their_names);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
