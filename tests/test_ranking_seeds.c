/* What the fuzzer of segments starts from: segments as today's writer makes them, so that they are of today's format whatever it is. They go
 * to the folder $ASSAY_SEEDS, which the build gives (then CTest runs fuzz_segment on it), or are made and forgotten. */
#include "support/folder.h"
#include "support/segments.h"
#include "support/suite.h"

static test_folder folder;
static const char *seeds; /* the folder they go to */

static const char *seed_path(const char *name) {
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", seeds, name);
    return path;
}

/* A seed that does not open leads the fuzzer no further than the first check. */
static void ck_opens(const char *name) {
    assay_error err = {0};
    assay_segment *segment = NULL;
    ck_ok(assay_segment_open(&segment, seed_path(name), &err), err);
    ck_ok(assay_segment_verify(segment, &err), err);
    assay_segment_close(segment);
}

static void write_random(const char *name, const model_shape *shape) {
    model m;
    model_init(&m);
    if (shape->records != 0)
        model_random(&m, shape);
    model_write(&m, seed_path(name));
    model_done(&m);
    ck_opens(name);
}

START_TEST(segments_of_every_size_are_seeds) {
    write_random("empty", &(model_shape){.seed = 1});
    write_random("one", &(model_shape){.seed = 2, .records = 1, .terms = 1, .length = 1});
    write_random("records", &(model_shape){.seed = 3, .records = 300, .terms = 80, .length = 12});
    write_random("bits", &(model_shape){
                             .seed = 4, .records = 3000, .terms = 12, .length = 4, .dense = true});
}
END_TEST

START_TEST(a_segment_of_several_ranges_is_a_seed) {
    model m;
    model_init(&m);
    for (uint32_t n = 0; n < 120; n++) {
        model_begin(&m, 1 + n * 3001);
        model_occurrence(&m, "Zcommon", n, 1);
        if (n % 7 == 0)
            model_occurrence(&m, "Zrare", 500 + n, 2);
        model_filter(&m, "XFall");
    }
    model_write(&m, seed_path("ranged"));
    model_done(&m);
    ck_opens("ranged");
}
END_TEST

static void add_columns(assay_inverter *inverter) {
    assay_error err = {0};
    static const char *const words[] = {"phase1", "phase2", "na"};
    unsigned number, real, keyword, bytes;
    works(assay_inverter_column(&number, inverter, ASSAY_SPAN("date"), ASSAY_COLUMN_I64, &err));
    works(assay_inverter_column(&real, inverter, ASSAY_SPAN("place"), ASSAY_COLUMN_DOUBLE, &err));
    works(assay_inverter_column(&keyword, inverter, ASSAY_SPAN("phase"), ASSAY_COLUMN_KEYWORDS,
                                &err));
    works(assay_inverter_column(&bytes, inverter, ASSAY_SPAN("fields"), ASSAY_COLUMN_BYTES, &err));
    for (uint32_t n = 1; n <= 90; n++) {
        works(assay_inverter_begin(inverter, n, &err));
        works(assay_inverter_i64(inverter, number, 20200101 + n, &err));
        if (n % 3 == 0)
            works(assay_inverter_double(inverter, real, n / 7.0, &err));
        works(assay_inverter_keyword(inverter, keyword, assay_span_of(words[n % 3]), &err));
        works(assay_inverter_bytes(inverter, bytes, assay_span_of(words[n % 2]), &err));
    }
}

START_TEST(a_segment_with_columns_of_every_kind_is_a_seed) {
    assay_error err = {0};
    assay_inverter *inverter = NULL;
    works(assay_inverter_new(&inverter, NULL, &err));
    add_columns(inverter);
    works(assay_inverter_write(inverter, seed_path("columns"), &err));
    assay_inverter_free(inverter);
    ck_opens("columns");
}
END_TEST

static void set_up(void) {
    test_folder_make(&folder);
    seeds = getenv("ASSAY_SEEDS");
    if (seeds == NULL)
        seeds = folder.path;
}
static void tear_down(void) {
    test_folder_remove(&folder);
}

int main(void) {
    Suite *suite = suite_create("ranking/seeds");
    TCase *tests = tcase_create("seeds");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, segments_of_every_size_are_seeds);
    tcase_add_test(tests, a_segment_of_several_ranges_is_a_seed);
    tcase_add_test(tests, a_segment_with_columns_of_every_kind_is_a_seed);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
