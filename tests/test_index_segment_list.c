/* The tiers of segments: how many there are, and how often a record is written anew. */
#include "support/folder.h"
#include "support/suite.h"

#include "index/segment_list.h"
#include "ranking/writing/inverter.h"

#include <sys/stat.h>

static test_folder folder;
static assay_error err;
static assay_map words;
static uint32_t next_segment, next_record;
static uint64_t given, rewritten; /* bytes of segments: of loads, of merges */

static void setup(void) {
    char name[16];
    test_folder_make(&folder);
    ck_ok(assay_index_dir_create(folder.path, &err), err);
    assay_map_init(&words);
    for (uint32_t i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "Zword%u", i);
        ck_assert_uint_eq(assay_map_intern(&words, assay_span_of(name)), i);
    }
    next_segment = next_record = 1;
    given = rewritten = 0;
}

static void teardown(void) {
    assay_map_done(&words);
    test_folder_remove(&folder);
}

static uint64_t size_of(uint32_t number) {
    struct stat about;
    char *path = assay_index_dir_segment(folder.path, number);
    ck_assert_int_eq(stat(path, &about), 0);
    free(path);
    return (uint64_t)about.st_size;
}

/* A load of so many records: one new segment of the list. */
static void load(assay_segment_list *list, uint32_t records) {
    assay_inverter *inverter = NULL;
    unsigned space = 0;
    ck_ok(assay_inverter_new(&inverter, NULL, &err), err);
    ck_ok(assay_inverter_space(&space, inverter, &words, ASSAY_SPAN(""), &err), err);
    for (uint32_t i = 0; i < records; i++, next_record++) {
        assay_occurrence items[10];
        for (uint32_t w = 0; w < 10; w++)
            items[w] = (assay_occurrence){(next_record * 7 + w * w * 13) % 100, w, 1};
        ck_ok(assay_inverter_begin(inverter, next_record, &err), err);
        ck_ok(assay_inverter_add(inverter, space, items, 10, &err), err);
    }
    char *path = assay_index_dir_segment(folder.path, next_segment);
    ck_ok(assay_inverter_write(inverter, path, &err), err);
    free(path);
    assay_inverter_free(inverter);
    const assay_manifest_segment about = {next_segment, records, 0, 0};
    ck_ok(assay_segment_list_add(list, &about, true, &err), err);
    given += size_of(next_segment++);
}

/* What a commit does once its new segment is there. */
static void merge_tiers(assay_segment_list *list) {
    bool chosen[64], written = false;
    while (assay_segment_list_tiers(chosen, list)) {
        ck_ok(assay_segment_list_merge(&written, list, chosen, next_segment, NULL, 1, &err), err);
        ck_assert(written);
        rewritten += size_of(next_segment++);
    }
}

static uint64_t records_in(const assay_segment_list *list) {
    uint64_t records = 0;
    for (size_t i = 0; i < list->count; i++)
        records += list->items[i].about.records;
    return records;
}

static size_t tiers_up_to(uint64_t records) {
    size_t tiers = 1;
    for (uint64_t top = 1000; top < records; top *= 4)
        tiers++;
    return tiers;
}

/* Of equal loads a record is written once by its load and once in each tier it climbs to. */
START_TEST(equal_loads_leave_few_segments_and_write_a_record_once_a_tier) {
    assay_segment_list list = {.dir = folder.path};
    for (int i = 0; i < 64; i++) {
        load(&list, 1000);
        merge_tiers(&list);
        ck_assert_uint_eq(records_in(&list), next_record - 1);
        ck_assert_uint_le(list.count, 3 * tiers_up_to(next_record));
    }
    ck_assert_uint_gt(rewritten, 0);
    ck_assert_msg(rewritten <= given * tiers_up_to(64000), "%llu bytes given, %llu rewritten",
                  (unsigned long long)given, (unsigned long long)rewritten);
    assay_segment_list_done(&list);
}
END_TEST

/* A thousand records onto many: what is there is left alone most of the time. */
START_TEST(small_loads_onto_much_rewrite_little) {
    enum { LOADS = 48, MUCH = 60000 };
    assay_segment_list list = {.dir = folder.path};
    load(&list, MUCH);
    uint64_t much = given;
    given = 0;
    for (int i = 0; i < LOADS; i++) {
        load(&list, 1000);
        merge_tiers(&list);
        ck_assert_uint_eq(records_in(&list), next_record - 1);
        ck_assert_uint_le(list.count, 1 + 3 * tiers_up_to((uint64_t)LOADS * 1000));
    }
    bool alone = false;
    for (size_t i = 0; i < list.count; i++)
        alone |= list.items[i].about.number == 1;
    ck_assert(alone);
    ck_assert_msg(rewritten <= given * tiers_up_to((uint64_t)LOADS * 1000) && rewritten < 3 * much,
                  "%llu bytes there, %llu given, %llu rewritten", (unsigned long long)much,
                  (unsigned long long)given, (unsigned long long)rewritten);
    assay_segment_list_done(&list);
}
END_TEST

/* Single records stay in the lowest tier, whose size bounds what each of them makes written anew. */
START_TEST(loads_of_one_record_rewrite_no_more_than_the_lowest_tier) {
    assay_segment_list list = {.dir = folder.path};
    load(&list, 20000);
    uint64_t much = given;
    given = 0;
    for (int i = 0; i < 60; i++) {
        load(&list, 1);
        merge_tiers(&list);
        ck_assert_uint_le(list.count, 4);
    }
    ck_assert_uint_eq(records_in(&list), 20060);
    ck_assert_uint_lt(rewritten, 60 * (given / 60 + much / 20));
    assay_segment_list_done(&list);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("index/segment_list");
    TCase *tcase = tcase_create("segment_list");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, equal_loads_leave_few_segments_and_write_a_record_once_a_tier);
    tcase_add_test(tcase, small_loads_onto_much_rewrite_little);
    tcase_add_test(tcase, loads_of_one_record_rewrite_no_more_than_the_lowest_tier);
    suite_add_tcase(suite, tcase);
    return assay_suite_run(suite);
}
