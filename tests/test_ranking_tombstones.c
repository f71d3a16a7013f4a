#include "support/segments.h"
#include "support/suite.h"

#include "base/buffer.h"
#include "base/file.h"
#include "ranking/segment/tombstones.h"

#include <stdio.h>
#include <unistd.h>

static char path[64], dead_path[80];

static void setup(void) {
    snprintf(path, sizeof path, "/tmp/assay-tombstones-%d.seg", (int)getpid());
    snprintf(dead_path, sizeof dead_path, "%s.del", path);
}

static void teardown(void) {
    unlink(path);
    unlink(dead_path);
}

/* What the corrections must say of every term, from the model. */
static void compare_corrections(const model *m, const assay_segment *segment,
                                const assay_tombstones *tombstones) {
    assay_error err = {0};
    const uint64_t *bits = assay_tombstones_bits(tombstones);
    for (uint32_t id = 0; id < assay_map_count(&m->terms); id++) {
        const model_list *list = &m->lists[id];
        assay_segment_term term;
        uint32_t want_df = 0, df = 0;
        uint64_t want_cf = 0, cf = 0;
        for (size_t i = 0; i < list->count; i++)
            if (assay_tombstones_has(bits, list->items[i].record)) {
                want_df++;
                want_cf += list->items[i].wdf;
            }
        ck_ok(assay_segment_find(&term, segment, assay_map_key(&m->terms, id), &err), err);
        assay_tombstones_correction(&df, &cf, tombstones, term.ordinal);
        ck_assert_uint_eq(df, want_df);
        ck_assert_uint_eq(cf, want_cf);
    }
}

static void make_segment(model *m, assay_segment **segment, unsigned seed, uint32_t records) {
    assay_error err = {0};
    model_init(m);
    model_random(
        m,
        &(model_shape){
            .seed = seed, .records = records, .terms = 40, .length = 12, .dense = records > 1000});
    model_write(m, path);
    ck_ok(assay_segment_open(segment, path, &err), err);
}

START_TEST(corrections_are_exact_over_generations) {
    for (unsigned seed = 1; seed <= 20; seed++) {
        model m;
        assay_error err = {0};
        assay_segment *segment = NULL;
        assay_tombstones *old = NULL, *new = NULL;
        uint64_t state = (uint64_t)seed * 77;
        make_segment(&m, &segment, seed, 1 + seed * 17);
        for (unsigned generation = 0; generation < 3; generation++) {
            uint32_t dead[64];
            size_t count = 0;
            for (uint32_t record = 0; record < m.records && count < 64; record++)
                if (model_next(&state) % 5 == 0)
                    dead[count++] = record;
            ck_ok(assay_tombstones_write(dead_path, segment, old, dead, count, &err), err);
            ck_ok(assay_tombstones_open(&new, dead_path, segment, &err), err);
            compare_corrections(&m, segment, new);
            for (size_t i = 0; i < count; i++)
                ck_assert(assay_tombstones_has(assay_tombstones_bits(new), dead[i]));
            assay_tombstones_close(old);
            old = new;
        }
        assay_tombstones_close(old);
        assay_segment_close(segment);
        model_done(&m);
    }
}
END_TEST

START_TEST(corrections_of_long_lists_are_exact) {
    model m;
    assay_error err = {0};
    assay_segment *segment = NULL;
    assay_tombstones *tombstones = NULL;
    static uint32_t dead[2000];
    make_segment(&m, &segment, 3, 100000);
    for (uint32_t i = 0; i < 2000; i++)
        dead[i] = i * 49 + i % 7;
    ck_ok(assay_tombstones_write(dead_path, segment, NULL, dead, 2000, &err), err);
    ck_ok(assay_tombstones_open(&tombstones, dead_path, segment, &err), err);
    ck_assert_uint_eq(assay_tombstones_dead(tombstones), 2000);
    compare_corrections(&m, segment, tombstones);
    assay_tombstones_close(tombstones);
    assay_segment_close(segment);
    model_done(&m);
}
END_TEST

/* Every posting of these records, as the model has them. */
static void hold(assay_buffer *out, const model *m, const uint32_t *records, size_t count) {
    assay_buffer_init(out, ASSAY_BUFFER_NO_CAP);
    for (size_t r = 0; r < count; r++)
        for (uint32_t id = 0; id < assay_map_count(&m->terms); id++)
            for (size_t i = 0; i < m->lists[id].count; i++)
                if (m->lists[id].items[i].record == records[r]) {
                    const assay_tombstones_posting posting = {id, records[r]};
                    assay_buffer_add(out, &posting, sizeof posting);
                }
}

static assay_tombstones_held held_of(const assay_buffer *postings, const assay_map *terms) {
    return (assay_tombstones_held){terms,
                                   (const assay_tombstones_posting *)(const void *)postings->data,
                                   postings->size / sizeof(assay_tombstones_posting)};
}

START_TEST(what_records_hold_gives_the_file_a_walk_gives) {
    for (unsigned seed = 1; seed <= 20; seed++) {
        model m;
        assay_error err = {0};
        assay_segment *segment = NULL;
        assay_tombstones *old = NULL, *new = NULL;
        uint64_t state = (uint64_t)seed * 79;
        make_segment(&m, &segment, seed, seed % 5 == 0 ? 3000 : 40 + seed * 17);
        for (unsigned generation = 0; generation < 3; generation++) {
            uint32_t dead[64];
            size_t count = 0;
            assay_buffer postings, walked, known;
            bool fits = false;
            for (uint32_t record = 0; record < m.records && count < 64; record++)
                if (model_next(&state) % 9 == 0)
                    dead[count++] = record;
            hold(&postings, &m, dead, count); /* of some that were dead before, too */
            const assay_tombstones_held held = held_of(&postings, &m.terms);
            assay_buffer_init(&walked, ASSAY_BUFFER_NO_CAP);
            assay_buffer_init(&known, ASSAY_BUFFER_NO_CAP);
            ck_ok(assay_tombstones_write(dead_path, segment, old, dead, count, &err), err);
            ck_ok(assay_file_read(&walked, dead_path, &err), err);
            ck_ok(assay_tombstones_write_held(&fits, dead_path, segment, old, dead, count, &held,
                                              &err),
                  err);
            ck_assert(fits);
            ck_ok(assay_file_read(&known, dead_path, &err), err);
            ck_assert_uint_eq(walked.size, known.size);
            ck_assert_mem_eq(walked.data, known.data, walked.size);
            ck_ok(assay_tombstones_open(&new, dead_path, segment, &err), err);
            ck_ok(assay_tombstones_verify(new, segment, &err), err);
            assay_tombstones_close(old);
            old = new;
            assay_buffer_done(&postings);
            assay_buffer_done(&walked);
            assay_buffer_done(&known);
        }
        assay_tombstones_close(old);
        assay_segment_close(segment);
        model_done(&m);
    }
}
END_TEST

START_TEST(what_records_do_not_hold_is_noticed_and_nothing_is_written) {
    model m;
    assay_error err = {0};
    assay_segment *segment = NULL;
    assay_buffer postings;
    const uint32_t dead[] = {3, 30}, others[] = {3, 31};
    bool fits = true;
    make_segment(&m, &segment, 5, 60);
    /* another record's */
    hold(&postings, &m, others, 2);
    assay_tombstones_held held = held_of(&postings, &m.terms);
    ck_ok(assay_tombstones_write_held(&fits, dead_path, segment, NULL, dead, 2, &held, &err), err);
    ck_assert(!fits);
    ck_assert_int_ne(access(dead_path, F_OK), 0);
    assay_buffer_done(&postings);
    /* one posting too few; the right ones */
    hold(&postings, &m, dead, 2);
    held = held_of(&postings, &m.terms);
    held.count--;
    ck_ok(assay_tombstones_write_held(&fits, dead_path, segment, NULL, dead, 2, &held, &err), err);
    bool last_counts = false; /* a filter's posting cannot be missed */
    const model_list *last = &m.lists[held.postings[held.count].term];
    for (size_t i = 0; i < last->count; i++)
        last_counts |= last->items[i].record == 30 && last->items[i].wdf != 0;
    ck_assert(fits == !last_counts);
    held.count++;
    unlink(dead_path);
    ck_ok(assay_tombstones_write_held(&fits, dead_path, segment, NULL, dead, 2, &held, &err), err);
    ck_assert(fits);
    ck_assert_int_eq(access(dead_path, F_OK), 0);
    /* a term the segment does not know */
    assay_map terms;
    const assay_tombstones_posting unknown = {0, 3};
    assay_map_init(&terms);
    ck_assert_uint_eq(assay_map_intern(&terms, ASSAY_SPAN("no such term")), 0);
    held = (assay_tombstones_held){&terms, &unknown, 1};
    ck_ok(assay_tombstones_write_held(&fits, dead_path, segment, NULL, dead, 1, &held, &err), err);
    ck_assert(!fits);
    assay_map_done(&terms);
    assay_buffer_done(&postings);
    assay_segment_close(segment);
    model_done(&m);
}
END_TEST

START_TEST(corrections_of_another_segment_do_not_verify) {
    model m, other;
    assay_error err = {0};
    assay_segment *segment = NULL, *stranger = NULL;
    assay_tombstones *tombstones = NULL;
    const uint32_t dead[] = {3, 30};
    make_segment(&m, &segment, 5, 60);
    make_segment(&other, &stranger, 6, 60); /* of fewer terms */
    ck_ok(assay_tombstones_write(dead_path, stranger, NULL, dead, 2, &err), err);
    ck_ok(assay_tombstones_open(&tombstones, dead_path, segment, &err), err);
    ck_assert_int_eq(assay_tombstones_verify(tombstones, segment, &err), ASSAY_E_CORRUPT);
    ck_assert_ptr_nonnull(strstr(err.message, path));
    ck_ok(assay_tombstones_verify(tombstones, stranger, &err), err);
    assay_tombstones_close(tombstones);
    assay_segment_close(segment);
    assay_segment_close(stranger);
    model_done(&m);
    model_done(&other);
}
END_TEST

START_TEST(a_damaged_file_of_tombstones_is_an_error_that_names_it) {
    model m;
    assay_error err = {0};
    assay_segment *segment = NULL;
    assay_tombstones *tombstones = NULL;
    assay_buffer file;
    uint32_t dead[] = {1, 4, 9};
    make_segment(&m, &segment, 9, 60);
    ck_ok(assay_tombstones_write(dead_path, segment, NULL, dead, 3, &err), err);
    assay_buffer_init(&file, 1 << 20);
    ck_ok(assay_file_read(&file, dead_path, &err), err);
    for (size_t i = 0; i < file.size * 9; i++) {
        unlink(dead_path); /* a new file: truncating one may wait for the disk */
        FILE *out = fopen(dead_path, "wb");
        size_t size = i < file.size * 8 ? file.size : i - file.size * 8;
        if (i < file.size * 8)
            file.data[i / 8] ^= (char)(1 << i % 8);
        fwrite(file.data, 1, size, out);
        fclose(out);
        if (i < file.size * 8)
            file.data[i / 8] ^= (char)(1 << i % 8);
        assay_status status = assay_tombstones_open(&tombstones, dead_path, segment, &err);
        if (status == ASSAY_OK)
            ck_abort_msg("damage %zu was not noticed", i);
        if (strstr(err.message, dead_path) == NULL)
            ck_abort_msg("%s does not name the file", err.message);
    }
    assay_buffer_done(&file);
    assay_segment_close(segment);
    model_done(&m);
}
END_TEST

START_TEST(a_record_the_segment_does_not_have_cannot_be_deleted) {
    model m;
    assay_error err = {0};
    assay_segment *segment = NULL;
    uint32_t dead[] = {60};
    make_segment(&m, &segment, 2, 60);
    ck_assert_int_eq(assay_tombstones_write(dead_path, segment, NULL, dead, 1, &err),
                     ASSAY_E_USAGE);
    ck_assert_int_ne(access(dead_path, F_OK), 0);
    assay_segment_close(segment);
    model_done(&m);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/tombstones");
    TCase *tcase = tcase_create("tombstones");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, corrections_are_exact_over_generations);
    tcase_add_test(tcase, corrections_of_long_lists_are_exact);
    tcase_add_test(tcase, what_records_hold_gives_the_file_a_walk_gives);
    tcase_add_test(tcase, what_records_do_not_hold_is_noticed_and_nothing_is_written);
    tcase_add_test(tcase, corrections_of_another_segment_do_not_verify);
    tcase_add_test(tcase, a_damaged_file_of_tombstones_is_an_error_that_names_it);
    tcase_add_test(tcase, a_record_the_segment_does_not_have_cannot_be_deleted);
    suite_add_tcase(suite, tcase);
    return assay_suite_run(suite);
}
