#include "support/segments.h"
#include "support/suite.h"

#include "base/file.h"
#include "ranking/writing/merge.h"

#include <stdio.h>
#include <unistd.h>

enum { PARTS = 9 };

static char base[64], out_path[80], part_path[PARTS][80], dead_path[PARTS][80];

static void setup(void) {
    snprintf(base, sizeof base, "/tmp/assay-merge-%d", (int)getpid());
    snprintf(out_path, sizeof out_path, "%s.seg", base);
    for (int i = 0; i < PARTS; i++) {
        snprintf(part_path[i], sizeof part_path[i], "%s-%d.seg", base, i);
        snprintf(dead_path[i], sizeof dead_path[i], "%s-%d.del", base, i);
    }
}

static void teardown(void) {
    unlink(out_path);
    for (int i = 0; i < PARTS; i++) {
        unlink(part_path[i]);
        unlink(dead_path[i]);
    }
}

typedef struct {
    assay_merge_source sources[PARTS];
    assay_segment *segments[PARTS];
    assay_tombstones *tombstones[PARTS];
} parts;

/* The model's records cut at `cuts`, those in `dead` marked so. */
static void open_parts(parts *p, const model *m, const uint32_t cuts[PARTS + 1],
                       const uint64_t *dead) {
    assay_error err = {0};
    memset(p, 0, sizeof *p);
    for (int i = 0; i < PARTS; i++) {
        model_write_part(m, cuts[i], cuts[i + 1], part_path[i]);
        ck_ok(assay_segment_open(&p->segments[i], part_path[i], &err), err);
        uint32_t *gone = malloc((m->records + 1) * sizeof *gone);
        size_t count = 0;
        for (uint32_t r = cuts[i]; r < cuts[i + 1]; r++)
            if (dead[r / 64] >> (r % 64) & 1)
                gone[count++] = r - cuts[i];
        if (count != 0) {
            ck_ok(assay_tombstones_write(dead_path[i], p->segments[i], NULL, gone, count, &err),
                  err);
            ck_ok(assay_tombstones_open(&p->tombstones[i], dead_path[i], p->segments[i], &err),
                  err);
        }
        free(gone);
        p->sources[i] = (assay_merge_source){p->segments[i], p->tombstones[i]};
    }
}

static void close_parts(parts *p) {
    for (int i = 0; i < PARTS; i++) {
        assay_tombstones_close(p->tombstones[i]);
        assay_segment_close(p->segments[i]);
    }
}

static void compare_file(const model *m, const char *path) {
    assay_error err = {0};
    assay_segment *segment = NULL;
    ck_ok(assay_segment_open(&segment, path, &err), err);
    model_compare(m, segment);
    assay_segment_close(segment);
}

static uint64_t *random_dead(uint32_t records, uint64_t *state, unsigned one_in) {
    uint64_t *dead = calloc(records / 64 + 1, sizeof *dead);
    for (uint32_t r = 0; r < records && one_in != 0; r++)
        if (model_next(state) % one_in == 0)
            dead[r / 64] |= UINT64_C(1) << (r % 64);
    return dead;
}

START_TEST(a_merge_is_the_segment_of_the_live_records) {
    for (unsigned seed = 1; seed <= 60; seed++) {
        model m, live;
        parts p;
        assay_error err = {0};
        uint64_t state = seed * 991;
        model_init(&m);
        model_random(&m, &(model_shape){.seed = seed,
                                        .records = seed * 11 % 400,
                                        .terms = 1 + seed % 60,
                                        .length = 1 + seed % 20});
        uint32_t cuts[PARTS + 1] = {0, m.records / 5, m.records / 3, m.records / 2, m.records};
        uint64_t *dead = random_dead(m.records, &state, seed % 4 * 3);
        open_parts(&p, &m, cuts, dead);
        /* Sources need not come in order of their numbers. */
        assay_merge_source swap = p.sources[seed % PARTS];
        p.sources[seed % PARTS] = p.sources[0];
        p.sources[0] = swap;
        ck_ok(assay_merge(out_path, p.sources, PARTS, NULL, &err), err);
        model_subset(&live, &m, dead);
        compare_file(&live, out_path);
        close_parts(&p);
        free(dead);
        model_done(&live);
        model_done(&m);
    }
}
END_TEST

static void read_whole(assay_buffer *out, const char *path) {
    assay_error err = {0};
    assay_buffer_init(out, ASSAY_BUFFER_NO_CAP);
    ck_ok(assay_file_read(out, path, &err), err);
}

START_TEST(the_same_records_give_the_same_bytes_however_they_were_spread) {
    for (unsigned seed = 1; seed <= 10; seed++) {
        model m;
        parts p;
        assay_error err = {0};
        assay_buffer whole, merged;
        model_init(&m);
        model_random(&m, &(model_shape){
                             .seed = seed, .records = 200 + seed * 50, .terms = 50, .length = 15});
        uint64_t *dead = random_dead(m.records, &(uint64_t){1}, 0);
        uint32_t cuts[PARTS + 1] = {0, seed * 3, 100, 100 + seed, m.records};
        open_parts(&p, &m, cuts, dead);
        ck_ok(assay_merge(out_path, p.sources, PARTS, NULL, &err), err);
        read_whole(&merged, out_path);
        model_write(&m, out_path);
        read_whole(&whole, out_path);
        ck_assert_uint_eq(whole.size, merged.size);
        ck_assert_int_eq(memcmp(whole.data, merged.data, whole.size), 0);
        assay_buffer_done(&whole);
        assay_buffer_done(&merged);
        close_parts(&p);
        free(dead);
        model_done(&m);
    }
}
END_TEST

static void same_bytes(const assay_buffer *wanted, const char *path) {
    assay_buffer got;
    read_whole(&got, path);
    ck_assert_uint_eq(wanted->size, got.size);
    ck_assert_int_eq(memcmp(wanted->data, got.data, got.size), 0);
    assay_buffer_done(&got);
}

/* Each part anew, with these edges. */
static void give_edges(parts *p, const uint32_t *upper) {
    const assay_merge_options options = {.length_upper = upper};
    assay_error err = {0};
    for (int i = 0; i < PARTS; i++) {
        ck_ok(assay_merge(part_path[i], &p->sources[i], 1, &options, &err), err);
        assay_segment_close(p->segments[i]);
        ck_ok(assay_segment_open(&p->segments[i], part_path[i], &err), err);
        p->sources[i].segment = p->segments[i];
    }
}

/* Many shares of terms, lists of all kinds, chunks that are aligned in the file. The cuts: at whole ranges,
 * so that chunks are copied, and elsewhere. */
START_TEST(any_number_of_threads_writes_and_merges_the_same_bytes) {
    model m;
    assay_buffer wanted;
    model_init(&m);
    model_random(
        &m, &(model_shape){.seed = 4, .records = 140000, .terms = 60, .length = 5, .dense = true});
    model_write_threads(&m, out_path, 1);
    compare_file(&m, out_path);
    read_whole(&wanted, out_path);
    for (int threads = 2; threads <= 3; threads++) {
        model_write_threads(&m, out_path, threads);
        same_bytes(&wanted, out_path);
    }
    uint64_t *dead = random_dead(m.records, &(uint64_t){1}, 0);
    const uint32_t cuts[][PARTS + 1] = {{0, 65536, 131072, m.records}, {0, 1, 60000, m.records}};
    for (size_t c = 0; c < sizeof cuts / sizeof *cuts; c++) {
        parts p;
        assay_error err = {0};
        assay_segment *whole = NULL;
        ck_ok(assay_segment_open(&whole, out_path, &err), err);
        assay_merge_options options = {.length_upper = assay_segment_footer(whole)->length_upper};
        open_parts(&p, &m, cuts[c], dead);
        give_edges(&p, options.length_upper);
        for (options.threads = 1; options.threads <= 3; options.threads++) {
            ck_ok(assay_merge(part_path[PARTS - 1], p.sources, PARTS - 1, &options, &err), err);
            same_bytes(&wanted, part_path[PARTS - 1]);
        }
        close_parts(&p);
        assay_segment_close(whole);
    }
    assay_buffer_done(&wanted);
    free(dead);
    model_done(&m);
}
END_TEST

START_TEST(an_order_is_kept_and_merged_back) {
    model m, live;
    parts p;
    assay_error err = {0};
    uint64_t state = 5;
    model_init(&m);
    model_random(
        &m, &(model_shape){.seed = 3, .records = 70000, .terms = 60, .length = 5, .dense = true});
    uint32_t cuts[PARTS + 1] = {0, 10000, 10001, 66000, m.records};
    uint64_t *dead = random_dead(m.records, &state, 9);
    open_parts(&p, &m, cuts, dead);
    model_subset(&live, &m, dead);
    uint32_t *order = malloc(live.records * sizeof *order);
    for (uint32_t i = 0; i < live.records; i++)
        order[i] = i;
    for (uint32_t i = live.records; i > 1; i--) {
        uint32_t j = model_next(&state) % i, swap = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swap;
    }
    ck_ok(assay_merge(out_path, p.sources, PARTS, &(assay_merge_options){.order = order}, &err),
          err);
    compare_file(&live, out_path);
    assay_segment *reordered = NULL;
    ck_ok(assay_segment_open(&reordered, out_path, &err), err);
    ck_assert_int_eq(assay_segment_footer(reordered)->reordered, 1);
    ck_ok(assay_merge(part_path[0], &(assay_merge_source){reordered, NULL}, 1, NULL, &err), err);
    compare_file(&live, part_path[0]);
    order[0] = order[1];
    ck_assert_int_eq(
        assay_merge(out_path, p.sources, PARTS, &(assay_merge_options){.order = order}, &err),
        ASSAY_E_USAGE);
    assay_segment_close(reordered);
    close_parts(&p);
    free(order);
    free(dead);
    model_done(&live);
    model_done(&m);
}
END_TEST

START_TEST(a_record_live_in_two_segments_is_refused) {
    model m;
    parts p;
    assay_error err = {0};
    model_init(&m);
    model_random(&m, &(model_shape){.seed = 8, .records = 90, .terms = 20, .length = 5});
    uint64_t *dead = random_dead(m.records, &(uint64_t){1}, 0);
    uint32_t cuts[PARTS + 1] = {0, 20, 40, 60, 90};
    open_parts(&p, &m, cuts, dead);
    p.sources[1] = p.sources[0];
    ck_assert_int_eq(assay_merge(out_path, p.sources, PARTS, NULL, &err), ASSAY_E_USAGE);
    ck_assert_int_ne(access(out_path, F_OK), 0);
    close_parts(&p);
    free(dead);
    model_done(&m);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/merge");
    TCase *tcase = tcase_create("merge");
    tcase_set_timeout(tcase, 180);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, a_merge_is_the_segment_of_the_live_records);
    tcase_add_test(tcase, the_same_records_give_the_same_bytes_however_they_were_spread);
    tcase_add_test(tcase, any_number_of_threads_writes_and_merges_the_same_bytes);
    tcase_add_test(tcase, an_order_is_kept_and_merged_back);
    tcase_add_test(tcase, a_record_live_in_two_segments_is_refused);
    suite_add_tcase(suite, tcase);
    return assay_suite_run(suite);
}
