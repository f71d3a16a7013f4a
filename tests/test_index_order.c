#include "index/build.h"
#include "index/maintenance.h"
#include "index/reader.h"
#include "ranking/retrieval/snapshot.h"
#include "support/folder.h"
#include "support/suite.h"

enum { RECORDS = 400 };

static test_folder folder;
static assay_error err;
static char index_path[128];

/* Records of two subjects in turn. */
static void set_up(void) {
    test_folder_make(&folder);
    snprintf(index_path, sizeof index_path, "%s/index", folder.path);
    char input[160];
    snprintf(input, sizeof input, "%s/records.jsonl", folder.path);
    FILE *file = fopen(input, "we");
    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < RECORDS; i++)
        fprintf(file, "{\"_id\": \"r%d\", \"title\": \"%s\"}\n", i,
                i % 2 == 0 ? "Interleukin-2 for melanoma" : "Exercise after a stroke");
    ck_assert_int_eq(fclose(file), 0);
    const assay_build_options options = {.create = true, .no_sync = true, .jobs = 2};
    const char *path = input;
    assay_build_counts counts;
    ck_ok(assay_build_add(&counts, index_path, &path, 1, &options, &err), err);
}

static void tear_down(void) {
    test_folder_remove(&folder);
}

static void check_sound(void) {
    assay_check_counts counts;
    ck_ok(assay_index_verify(&counts, index_path, NULL, NULL, &err), err);
    ck_assert_uint_eq(counts.records, RECORDS);
}

/* Whether the only segment has its records in another order than they came. */
static bool is_reordered(void) {
    assay_reader *reader = NULL;
    const assay_snapshot *snapshot = NULL;
    ck_ok(assay_reader_open(&reader, index_path, &err), err);
    ck_ok(assay_reader_snapshot(&snapshot, reader, &err), err);
    ck_assert_uint_eq(snapshot->count, 1);
    bool reordered = assay_segment_footer(snapshot->parts[0].segment)->reordered;
    assay_reader_close(reader);
    return reordered;
}

START_TEST(a_small_collection_is_put_in_another_order_only_when_asked_and_back_again) {
    static const struct {
        assay_index_order order;
        bool reordered;
    } steps[] = {{ASSAY_ORDER_BEST, false},    {ASSAY_ORDER_SIMILAR, true},
                 {ASSAY_ORDER_SIMILAR, true},  {ASSAY_ORDER_NUMBERS, false},
                 {ASSAY_ORDER_NUMBERS, false}, {ASSAY_ORDER_SIMILAR, true},
                 {ASSAY_ORDER_BEST, false}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        ck_ok(assay_index_optimize(index_path, steps[i].order, 2, &err), err);
        ck_assert_int_eq(is_reordered(), steps[i].reordered);
        check_sound();
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("index/order");
    TCase *cases = tcase_create("order");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases,
                   a_small_collection_is_put_in_another_order_only_when_asked_and_back_again);
    suite_add_tcase(suite, cases);
    return assay_suite_run(suite);
}
