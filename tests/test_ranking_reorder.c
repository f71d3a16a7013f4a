#include "support/segments.h"
#include "support/suite.h"

#include "ranking/writing/reorder.h"

#include <stdio.h>
#include <unistd.h>

static char path[64], out_path[80], dead_path[80];

static void setup(void) {
    snprintf(path, sizeof path, "/tmp/assay-reorder-%d.seg", (int)getpid());
    snprintf(out_path, sizeof out_path, "%s.ordered", path);
    snprintf(dead_path, sizeof dead_path, "%s.del", path);
}

static void teardown(void) {
    unlink(path);
    unlink(out_path);
    unlink(dead_path);
}

/* Records of `topics` topics in turn, each topic with words of its own. */
static void topical(model *m, uint32_t records, uint32_t topics) {
    uint64_t state = 99;
    char term[32];
    model_init(m);
    for (uint32_t i = 0; i < records; i++) {
        model_begin(m, i + 1);
        for (uint32_t w = 0; w < 12; w++) {
            uint32_t word = model_next(&state) % 30;
            snprintf(term, sizeof term, "Z%u-%u", i % topics, word);
            model_occurrence(m, term, w, 1);
            snprintf(term, sizeof term, "Zall-%u", word);
            model_occurrence(m, term, w + 20, 1);
        }
    }
}

START_TEST(records_of_a_topic_come_together) {
    enum { RECORDS = 4000, TOPICS = 4 };
    model m;
    assay_error err = {0};
    assay_segment *segment = NULL, *ordered = NULL;
    uint32_t *order = NULL, count = 0, changes = 0;
    topical(&m, RECORDS, TOPICS);
    model_write(&m, path);
    ck_ok(assay_segment_open(&segment, path, &err), err);
    assay_merge_source source = {segment, NULL};
    ck_ok(assay_reorder(&order, &count, &source, NULL, &err), err);
    ck_assert_uint_eq(count, RECORDS);
    for (uint32_t i = 1; i < count; i++)
        changes += order[i] % TOPICS != order[i - 1] % TOPICS;
    ck_assert_msg(changes < RECORDS / 20, "the topic changes %u times", changes);
    ck_ok(assay_merge(out_path, &source, 1, &(assay_merge_options){.order = order}, &err), err);
    ck_ok(assay_segment_open(&ordered, out_path, &err), err);
    model_compare(&m, ordered);
    ck_assert_uint_lt(assay_segment_footer(ordered)->part_size[ASSAY_PART_POSTINGS],
                      assay_segment_footer(segment)->part_size[ASSAY_PART_POSTINGS]);
    free(order);
    assay_segment_close(ordered);
    assay_segment_close(segment);
    model_done(&m);
}
END_TEST

START_TEST(the_order_does_not_depend_on_the_threads) {
    model m;
    assay_error err = {0};
    assay_segment *segment = NULL;
    uint32_t *one = NULL, *many = NULL, count = 0;
    topical(&m, 3001, 7);
    model_write(&m, path);
    ck_ok(assay_segment_open(&segment, path, &err), err);
    assay_merge_source source = {segment, NULL};
    ck_ok(assay_reorder(&one, &count, &source, &(assay_reorder_options){.threads = 1}, &err), err);
    ck_ok(assay_reorder(&many, &count, &source, &(assay_reorder_options){.threads = 5}, &err), err);
    ck_assert_int_eq(memcmp(one, many, count * sizeof *one), 0);
    free(one);
    free(many);
    assay_segment_close(segment);
    model_done(&m);
}
END_TEST

START_TEST(less_memory_holds_fewer_postings_and_is_still_an_order) {
    enum { RECORDS = 3000 };
    model m;
    assay_error err = {0};
    assay_segment *segment = NULL;
    uint64_t all = 0, most = UINT64_MAX;
    topical(&m, RECORDS, 7);
    model_write(&m, path);
    ck_ok(assay_segment_open(&segment, path, &err), err);
    assay_merge_source source = {segment, NULL};
    for (uint64_t memory = 1 << 20; memory != 0; memory /= 2) {
        bool seen[RECORDS] = {false};
        uint32_t *order = NULL, count = 0;
        uint64_t held = UINT64_MAX;
        const assay_reorder_options options = {.memory = memory, .held = &held};
        ck_ok(assay_reorder(&order, &count, &source, &options, &err), err);
        ck_assert_uint_eq(count, RECORDS);
        for (uint32_t i = 0; i < count; i++) {
            ck_assert_uint_lt(order[i], count);
            ck_assert(!seen[order[i]]);
            seen[order[i]] = true;
        }
        ck_assert_uint_le(held, memory);
        ck_assert_uint_le(held, most);
        most = held;
        all = held > all ? held : all;
        free(order);
    }
    ck_assert_uint_gt(all, 100000); /* all that may take part */
    ck_assert_uint_eq(most, 0);
    assay_segment_close(segment);
    model_done(&m);
}
END_TEST

START_TEST(dead_records_have_no_place) {
    model m;
    assay_error err = {0};
    assay_segment *segment = NULL;
    assay_tombstones *tombstones = NULL;
    uint32_t dead[] = {0, 5, 699}, *order = NULL, count = 0;
    bool seen[700] = {false};
    topical(&m, 700, 3);
    model_write(&m, path);
    ck_ok(assay_segment_open(&segment, path, &err), err);
    ck_ok(assay_tombstones_write(dead_path, segment, NULL, dead, 3, &err), err);
    ck_ok(assay_tombstones_open(&tombstones, dead_path, segment, &err), err);
    assay_merge_source source = {segment, tombstones};
    ck_ok(assay_reorder(&order, &count, &source, NULL, &err), err);
    ck_assert_uint_eq(count, 697);
    for (uint32_t i = 0; i < count; i++) {
        ck_assert_uint_lt(order[i], count);
        ck_assert(!seen[order[i]]);
        seen[order[i]] = true;
    }
    free(order);
    assay_tombstones_close(tombstones);
    assay_segment_close(segment);
    model_done(&m);
}
END_TEST

START_TEST(an_empty_segment_has_an_empty_order) {
    model m;
    assay_error err = {0};
    assay_segment *segment = NULL;
    uint32_t *order = NULL, count = 1;
    model_init(&m);
    model_write(&m, path);
    ck_ok(assay_segment_open(&segment, path, &err), err);
    ck_ok(assay_reorder(&order, &count, &(assay_merge_source){segment, NULL}, NULL, &err), err);
    ck_assert_uint_eq(count, 0);
    free(order);
    assay_segment_close(segment);
    model_done(&m);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/reorder");
    TCase *tcase = tcase_create("reorder");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, records_of_a_topic_come_together);
    tcase_add_test(tcase, the_order_does_not_depend_on_the_threads);
    tcase_add_test(tcase, less_memory_holds_fewer_postings_and_is_still_an_order);
    tcase_add_test(tcase, dead_records_have_no_place);
    tcase_add_test(tcase, an_empty_segment_has_an_empty_order);
    suite_add_tcase(suite, tcase);
    return assay_suite_run(suite);
}
