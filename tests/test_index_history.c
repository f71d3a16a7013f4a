#include "index/build.h"
#include "index/maintenance.h"
#include "index/reader.h"
#include "support/folder.h"
#include "support/suite.h"

#include <stdio.h>

static test_folder folder;
static assay_error err;
static char index_path[128], input_path[128];

static void set_up(void) {
    test_folder_make(&folder);
    snprintf(index_path, sizeof index_path, "%s/index", folder.path);
    snprintf(input_path, sizeof input_path, "%s/records.jsonl", folder.path);
}
static void tear_down(void) {
    test_folder_remove(&folder);
}

static void add(const char *lines) {
    const assay_build_options options = {.create = true, .no_sync = true, .jobs = 2};
    assay_build_counts counts;
    const char *path = input_path;
    FILE *file = fopen(input_path, "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(lines, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_ok(assay_build_add(&counts, index_path, &path, 1, &options, &err), err);
    ck_assert_uint_eq(counts.failed + counts.warnings, 0);
}

#define BROUGHT(title, updates)                                                                    \
    "{\"schema\":1,\"id\":\"id:a\",\"type\":\"abstract\",\"title\":[\"" title                      \
    "\"],\"history\":{\"version\":1,\"first_indexed\":\"2021-02-03\",\"last_changed\":"            \
    "\"2022-02-03\",\"updates\":" updates ",\"changes\":[{\"update\":1,\"date\":\"2022-02-01\","   \
    "\"field\":\"title\",\"from\":\"Zeroth\",\"to\":\"First\"}],\"not_kept\":0}}\n"

static void ck_history(assay_date first, assay_date changed, uint32_t updates, size_t changes) {
    assay_reader *reader = NULL;
    assay_check_counts sound;
    assay_arena arena;
    assay_history history;
    assay_changes told;
    assay_docid docid = 0;
    assay_arena_init(&arena);
    ck_ok(assay_reader_open(&reader, index_path, &err), err);
    ck_ok(assay_reader_find(&docid, reader, ASSAY_SPAN("id:a"), &err), err);
    ck_ok(assay_reader_history(&history, reader, docid, &err), err);
    ck_ok(assay_reader_changes(&told, reader, &arena, docid, &err), err);
    ck_assert_uint_eq(history.first_indexed, first);
    ck_assert_uint_eq(history.changed, changed);
    ck_assert_uint_eq(history.changes, updates);
    ck_assert_uint_eq(told.count, changes);
    assay_arena_done(&arena);
    assay_reader_close(reader);
    ck_ok(assay_index_verify(&sound, index_path, NULL, NULL, &err), err);
    ck_assert_uint_eq(sound.records, 1);
}

START_TEST(a_record_that_is_new_keeps_the_history_it_brings_and_goes_on_with_it) {
    add(BROUGHT("First", "1"));
    ck_history(20210203, 20220203, 1, 1);
    add(BROUGHT("First", "9")); /* the same content */
    ck_history(20210203, 20220203, 1, 1);
    add(BROUGHT("Second", "9")); /* one update of the history that is here */
    ck_history(20210203, assay_date_today(), 2, 2);
}
END_TEST

START_TEST(a_history_brought_along_goes_on_within_one_load) {
    add(BROUGHT(
        "First",
        "1") "{\"schema\":1,\"id\":\"id:a\",\"type\":\"abstract\",\"title\":[\"Second\"]}\n");
    ck_history(20210203, assay_date_today(), 2, 2);
}
END_TEST

START_TEST(a_record_that_is_there_keeps_its_own_history) {
    const assay_date today = assay_date_today();
    add("{\"schema\":1,\"id\":\"id:a\",\"type\":\"abstract\",\"title\":[\"Zeroth\"]}\n");
    add(BROUGHT("First", "7"));
    ck_history(today, today, 1, 1);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("index/history");
    TCase *all = tcase_create("all");
    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, a_record_that_is_new_keeps_the_history_it_brings_and_goes_on_with_it);
    tcase_add_test(all, a_history_brought_along_goes_on_within_one_load);
    tcase_add_test(all, a_record_that_is_there_keeps_its_own_history);
    suite_add_tcase(suite, all);
    return assay_suite_run(suite);
}
