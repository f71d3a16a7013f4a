#include "support/folder.h"
#include "support/records.h"

#include <fcntl.h>
#include <sys/stat.h>

static test_records kept;
static test_folder folder;
static assay_error err;

static void setup(void) {
    test_records_init(&kept);
    test_folder_make(&folder);
}
static void teardown(void) {
    test_folder_remove(&folder);
    test_records_done(&kept);
}

static void put(const char *name, const char *text) {
    FILE *file = fopen(test_folder_at(&folder, name), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

#define LINE(id) "{\"id\":\"" id "\",\"title\":\"T\"}\n"

START_TEST(every_format_has_a_name_and_is_found_by_it) {
    size_t count = 0;
    for (const assay_format *format = assay_formats(); format->name != NULL; format++, count++) {
        ck_assert_str_eq(assay_format_named(assay_span_of(format->name))->name, format->name);
        ck_assert(strlen(format->description) > 10);
        ck_assert_int_eq(format->detect(ASSAY_SPAN(""), ASSAY_SPAN("")), 0);
    }
    ck_assert_uint_ge(count, 6);
    ck_assert_ptr_null(assay_format_named(ASSAY_SPAN("poem")));
}
END_TEST

START_TEST(a_folder_is_walked_in_byte_order_without_hidden_files) {
    ck_assert_int_eq(mkdir(test_folder_at(&folder, "B"), 0755), 0);
    ck_assert_int_eq(mkdir(test_folder_at(&folder, ".git"), 0755), 0);
    put("a.jsonl", LINE("3"));
    put("B/z.jsonl", LINE("1"));
    put("C.jsonl", LINE("2"));
    put(".hidden.jsonl", LINE("4"));
    put(".git/x.jsonl", LINE("5"));
    ck_ok(test_records_read_path(&kept, folder.path, NULL, &err), err);
    ck_assert_uint_eq(kept.count, 3);
    ck_span_eq(test_record(&kept, 0)->identity, "id:1");
    ck_span_eq(test_record(&kept, 1)->identity, "id:2");
    ck_span_eq(test_record(&kept, 2)->identity, "id:3");
    ck_assert_uint_eq(kept.progress, 3 * (sizeof LINE("1") - 1));
}
END_TEST

START_TEST(a_file_no_reader_knows_is_a_problem_in_a_folder) {
    put("a.bin", "\x7F"
                 "ELF\x02\x01");
    put("b.jsonl", LINE("1"));
    put("c.jsonl", "");
    ck_ok(test_records_read_path(&kept, folder.path, NULL, &err), err);
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.lost, 2);
    ck_assert_ptr_nonnull(strstr(kept.problems[0].path, "a.bin"));
    ck_assert_ptr_nonnull(strstr(kept.problems[0].message, "jsonl"));
    ck_assert_ptr_nonnull(strstr(kept.problems[1].message, "empty"));
}
END_TEST

START_TEST(a_file_no_reader_knows_is_a_failure_when_it_is_asked_for) {
    put("a.bin", "\x7F"
                 "ELF\x02\x01");
    ck_assert_int_eq(test_records_read_path(&kept, test_folder_at(&folder, "a.bin"), NULL, &err),
                     ASSAY_E_FORMAT);
    ck_assert_ptr_nonnull(strstr(err.message, "a.bin"));
    put("empty", "");
    ck_assert_int_eq(test_records_read_path(&kept, test_folder_at(&folder, "empty"), NULL, &err),
                     ASSAY_E_FORMAT);
}
END_TEST

START_TEST(a_file_that_is_not_compressed_as_its_name_says_is_read_as_it_is_and_told) {
    static const struct {
        const char *name, *message;
    } cases[] = {{"a.jsonl.gz", "it is called gzip data and is none; it is read as it is"},
                 {"a.jsonl.XZ", "it is called xz data and is none; it is read as it is"},
                 {"a.jsonl.zst", "it is called zstd data and is none; it is read as it is"},
                 {"a.zip", "it is called zip data and is none; it is read as it is"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        put(cases[i].name, LINE("1"));
        ck_ok(test_records_read_path(&kept, test_folder_at(&folder, cases[i].name), NULL, &err),
              err);
        ck_assert_uint_eq(kept.count, 1);
        ck_assert_uint_eq(kept.problem_count, 1);
        ck_assert(!kept.problems[0].lost);
        ck_assert_str_eq(kept.problems[0].message, cases[i].message);
    }
    put("a.jsonl.tar", LINE("1")); /* the name of what it is not is not asked further */
    ck_ok(test_records_read_path(&kept, test_folder_at(&folder, "a.jsonl.tar"), NULL, &err), err);
    ck_assert_uint_eq(kept.problem_count, 0);
}
END_TEST

START_TEST(a_file_that_is_neither_compressed_nor_readable_is_told_as_both) {
    put("a.gz", "\x7F"
                "ELF\x02\x01");
    ck_assert_int_eq(test_records_read_path(&kept, test_folder_at(&folder, "a.gz"), NULL, &err),
                     ASSAY_E_FORMAT);
    ck_assert_ptr_nonnull(strstr(err.message, "it is called gzip data and is none, and no reader"));
    put("b.gz", "");
    ck_assert_int_eq(test_records_read_path(&kept, test_folder_at(&folder, "b.gz"), NULL, &err),
                     ASSAY_E_FORMAT);
    ck_assert_ptr_nonnull(strstr(err.message, "the file is empty: no gzip data"));
}
END_TEST

START_TEST(a_missing_file_is_not_found) {
    ck_assert_int_eq(test_records_read_path(&kept, test_folder_at(&folder, "none"), NULL, &err),
                     ASSAY_E_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.message, "none"));
}
END_TEST

START_TEST(an_unknown_format_is_wrong_usage) {
    ck_assert_int_eq(test_records_read_bytes(&kept, ASSAY_SPAN(LINE("1")), "x", "poem", NULL, &err),
                     ASSAY_E_USAGE);
    ck_assert_ptr_nonnull(strstr(err.message, "poem"));
}
END_TEST

START_TEST(a_link_to_the_folder_above_ends) {
    put("a.jsonl", LINE("1"));
    ck_assert_int_eq(symlink(folder.path, test_folder_at(&folder, "loop")), 0);
    ck_assert_int_eq(symlink("nowhere", test_folder_at(&folder, "dangling")), 0);
    ck_ok(test_records_read_path(&kept, folder.path, NULL, &err), err);
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.lost, 2);
}
END_TEST

START_TEST(a_folder_without_rights_is_a_problem) {
    if (geteuid() == 0)
        return; /* root reads everything */
    ck_assert_int_eq(mkdir(test_folder_at(&folder, "closed"), 0), 0);
    put("open.jsonl", LINE("1"));
    ck_ok(test_records_read_path(&kept, folder.path, NULL, &err), err);
    ck_assert_uint_eq(kept.count, 1);
    ck_assert_uint_eq(kept.lost, 1);
    ck_assert_int_eq(chmod(test_folder_at(&folder, "closed"), 0755), 0);
}
END_TEST

START_TEST(standard_input_is_read) {
    put("in", LINE("1") LINE("2"));
    int file = open(test_folder_at(&folder, "in"), O_RDONLY);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(dup2(file, STDIN_FILENO), STDIN_FILENO);
    ck_assert_int_eq(close(file), 0);
    ck_ok(test_records_read_path(&kept, "-", NULL, &err), err);
    ck_assert_uint_eq(kept.count, 2);
}
END_TEST

START_TEST(what_the_sink_refuses_stops_the_reading) {
    put("a.jsonl", LINE("1") LINE("2") LINE("3"));
    put("b.jsonl", LINE("4"));
    kept.stop_after = 2;
    ck_assert_int_eq(test_records_read_path(&kept, folder.path, NULL, &err), ASSAY_E_INTERRUPTED);
    ck_assert_str_eq(err.message, "enough");
    ck_assert_uint_eq(kept.count, 2);
    ck_assert_uint_eq(kept.problem_count, 0);
}
END_TEST

START_TEST(the_named_format_is_used_whatever_the_file_looks_like) {
    put("a.csv", LINE("1"));
    ck_ok(test_records_read_path(&kept, test_folder_at(&folder, "a.csv"), "jsonl", &err), err);
    ck_assert_uint_eq(kept.count, 1);
}
END_TEST

static const struct {
    const char *file, *format;
} samples[] = {{"ctgov-json/array.json", "ctgov-json"}, {"ctgov-json/lines.jsonl", "ctgov-json"},
               {"ctgov-json/page.json", "ctgov-json"},  {"ctgov-csv/studies.csv", "ctgov-csv"},
               {"jsonl/beir.jsonl", "jsonl"},           {"jsonl/records.jsonl", "jsonl"},
               {"jsonl/more.jsonl.zst", "jsonl"},       {"tables/abstracts.csv", "csv"},
               {"tables/abstracts.tsv", "tsv"}};

START_TEST(the_sample_corpus_is_read_whole_in_its_formats) {
    char path[200];
    snprintf(path, sizeof path, "corpus/sample/%s", samples[_i].file);
    ck_ok(test_records_read_path(&kept, path, NULL, &err), err);
    for (size_t i = 0; i < kept.count; i++)
        if (!assay_span_equal(test_record(&kept, i)->source_format, ASSAY_SPAN("")))
            ck_span_eq(test_record(&kept, i)->source_format, samples[_i].format);
    ck_assert_uint_gt(kept.count, 0);
    ck_assert_msg(kept.problem_count == 0, "%s",
                  kept.problem_count != 0 ? kept.problems[0].message : "");
    ck_assert_uint_eq(assay_map_count(&kept.identities), kept.count);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("records/reader");
    TCase *tests = tcase_create("reader");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, every_format_has_a_name_and_is_found_by_it);
    tcase_add_test(tests, a_folder_is_walked_in_byte_order_without_hidden_files);
    tcase_add_test(tests, a_file_no_reader_knows_is_a_problem_in_a_folder);
    tcase_add_test(tests, a_file_no_reader_knows_is_a_failure_when_it_is_asked_for);
    tcase_add_test(tests, a_file_that_is_not_compressed_as_its_name_says_is_read_as_it_is_and_told);
    tcase_add_test(tests, a_file_that_is_neither_compressed_nor_readable_is_told_as_both);
    tcase_add_test(tests, a_missing_file_is_not_found);
    tcase_add_test(tests, an_unknown_format_is_wrong_usage);
    tcase_add_test(tests, a_link_to_the_folder_above_ends);
    tcase_add_test(tests, a_folder_without_rights_is_a_problem);
    tcase_add_test(tests, standard_input_is_read);
    tcase_add_test(tests, what_the_sink_refuses_stops_the_reading);
    tcase_add_test(tests, the_named_format_is_used_whatever_the_file_looks_like);
    tcase_add_loop_test(tests, the_sample_corpus_is_read_whole_in_its_formats, 0,
                        sizeof samples / sizeof *samples);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
