/* Damaged segments: a flipped bit, a file cut short, a crafted file whose checksums are right. Never a
 * crash, never a wrong answer passed off as right. */
#include "support/segments.h"
#include "support/suite.h"

#include "base/file.h"
#include "ranking/segment/columns.h"
#include "ranking/writing/part_file.h"

#include <stdio.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

static char path[64];

static void setup(void) {
    snprintf(path, sizeof path, "/tmp/assay-damage-%d.seg", (int)getpid());
}

static void teardown(void) {
    unlink(path);
}

static void sound_file(assay_buffer *out, uint32_t records, bool dense) {
    assay_error err = {0};
    model m;
    model_init(&m);
    model_random(&m, &(model_shape){
                         .seed = 4, .records = records, .terms = 50, .length = 9, .dense = dense});
    model_write(&m, path);
    assay_buffer_init(out, ASSAY_BUFFER_NO_CAP);
    ck_ok(assay_file_read(out, path, &err), err);
    model_done(&m);
}

static void put_file(const char *data, size_t size) {
    unlink(path); /* a new file: truncating one may wait for the disk */
    FILE *out = fopen(path, "wb");
    if (out == NULL || fwrite(data, 1, size, out) != size || fclose(out) != 0)
        ck_abort_msg("cannot write %s", path);
}

/* What opening and verifying says of the file at `path`. */
static assay_status examine(assay_error *err) {
    assay_segment *segment = NULL;
    assay_status status = assay_segment_open(&segment, path, err);
    if (status == ASSAY_OK)
        status = assay_segment_verify(segment, err);
    assay_segment_close(segment);
    return status;
}

START_TEST(each_flipped_bit_is_an_error_that_names_the_file) {
    assay_buffer file;
    assay_error err = {0};
    uint64_t state = 11;
    sound_file(&file, 400, false);
    for (size_t i = 0; i < file.size; i += 1 + model_next(&state) % 5) {
        char bit = (char)(1 << model_next(&state) % 8);
        file.data[i] ^= bit;
        put_file(file.data, file.size);
        assay_status status = examine(&err);
        file.data[i] ^= bit;
        if (status != ASSAY_E_CORRUPT && status != ASSAY_E_FORMAT && status != ASSAY_E_VERSION)
            ck_abort_msg("flipped byte %zu: %s", i, assay_status_name(status));
        if (strstr(err.message, path) == NULL)
            ck_abort_msg("flipped byte %zu: \"%s\" does not name the file", i, err.message);
    }
    assay_buffer_done(&file);
}
END_TEST

START_TEST(a_file_cut_anywhere_is_an_error) {
    assay_buffer file;
    assay_error err = {0};
    sound_file(&file, 300, false);
    for (size_t size = 0; size < file.size; size += size < 1200 ? 1 : 97) {
        put_file(file.data, size);
        assay_status status = examine(&err);
        if (status != ASSAY_E_CORRUPT && status != ASSAY_E_FORMAT)
            ck_abort_msg("cut to %zu: %s", size, assay_status_name(status));
    }
    assay_buffer_done(&file);
}
END_TEST

START_TEST(damage_is_found_by_reading_the_page_it_is_in) {
    assay_buffer file;
    assay_error err = {0};
    assay_segment *segment = NULL;
    const uint8_t *view = NULL;
    sound_file(&file, 70000, true);
    put_file(file.data, file.size);
    ck_ok(assay_segment_open(&segment, path, &err), err);
    uint64_t at = assay_segment_footer(segment)->part_at[ASSAY_PART_POSITIONS] + 50000;
    assay_segment_close(segment);
    file.data[at] ^= 4;
    put_file(file.data, file.size);
    ck_ok(assay_segment_open(&segment, path, &err), err);
    ck_ok(assay_segment_view(&view, segment, ASSAY_PART_POSTINGS, 0, 100, &err), err);
    ck_assert_int_eq(assay_segment_view(&view, segment, ASSAY_PART_POSITIONS, 50000, 1, &err),
                     ASSAY_E_CORRUPT);
    ck_assert_ptr_nonnull(strstr(err.message, "positions"));
    assay_segment_close(segment);
    assay_buffer_done(&file);
}
END_TEST

/* Rewrites the checksums of a file whose parts were tampered with. */
static void reseal(assay_buffer *file) {
    char *footer = file->data + file->size - ASSAY_FOOTER_SIZE;
    uint64_t checksums = assay_load_u64(footer + 8 * ASSAY_PART_CHECKSUMS);
    uint64_t pages = (checksums + ASSAY_PAGE_SIZE - 1) / ASSAY_PAGE_SIZE;
    uint64_t tables = (pages * 8 + ASSAY_PAGE_SIZE - 1) / ASSAY_PAGE_SIZE;
    char *hashes = file->data + checksums, *table = hashes + 8 * pages;
    for (uint64_t p = 0; p < pages; p++) {
        uint64_t from = p * ASSAY_PAGE_SIZE, left = checksums - from;
        uint64_t hash =
            XXH3_64bits(file->data + from, left < ASSAY_PAGE_SIZE ? left : ASSAY_PAGE_SIZE);
        memcpy(hashes + 8 * p, &hash, 8);
    }
    for (uint64_t t = 0; t <= tables; t++) {
        uint64_t from = t * ASSAY_PAGE_SIZE, left = 8 * pages - from;
        uint64_t hash = t == tables ? XXH3_64bits(table, 8 * tables)
                                    : XXH3_64bits(hashes + from,
                                                  left < ASSAY_PAGE_SIZE ? left : ASSAY_PAGE_SIZE);
        memcpy(table + 8 * t, &hash, 8);
    }
    uint64_t hash = XXH3_64bits(footer, ASSAY_FOOTER_SIZE - 8);
    memcpy(footer + ASSAY_FOOTER_SIZE - 8, &hash, 8);
}

static void craft(uint32_t records, bool dense, unsigned rounds, unsigned step) {
    assay_buffer file;
    assay_error err = {0};
    uint64_t state = records;
    sound_file(&file, records, dense);
    uint64_t checksums =
        assay_load_u64(file.data + file.size - ASSAY_FOOTER_SIZE + 8 * ASSAY_PART_CHECKSUMS);
    char *saved = malloc(file.size);
    memcpy(saved, file.data, file.size);
    for (unsigned round = 0; round < rounds; round++) {
        unsigned changes = 1 + model_next(&state) % 4;
        for (unsigned c = 0; c < changes; c++) {
            size_t at = 12 + model_next(&state) % (checksums - 12);
            if (step != 0 && c == 0)
                at = 12 + (size_t)round * step % (checksums - 12);
            file.data[at] = (char)model_next(&state);
        }
        reseal(&file);
        put_file(file.data, file.size);
        (void)!examine(&err); /* an error or, where nothing is relied on, none: no crash */
        memcpy(file.data, saved, file.size);
    }
    free(saved);
    assay_buffer_done(&file);
}

START_TEST(crafted_files_with_right_checksums_do_not_crash) {
    craft(60, false, 3000, 3);
    craft(3000, true, 60, 7919);
}
END_TEST

START_TEST(a_crafted_footer_does_not_crash) {
    assay_buffer file;
    assay_error err = {0};
    uint64_t state = 3;
    sound_file(&file, 60, false);
    char saved[ASSAY_FOOTER_SIZE];
    char *footer = file.data + file.size - ASSAY_FOOTER_SIZE;
    memcpy(saved, footer, sizeof saved);
    for (unsigned round = 0; round < 4000; round++) {
        size_t at = round < 320 ? round : model_next(&state) % 320;
        footer[at] = (char)model_next(&state);
        if (round % 3 == 0)
            footer[model_next(&state) % 320] = (char)(model_next(&state) % 3 - 1);
        uint64_t hash = XXH3_64bits(footer, ASSAY_FOOTER_SIZE - 8);
        memcpy(footer + ASSAY_FOOTER_SIZE - 8, &hash, 8);
        put_file(file.data, file.size);
        (void)!examine(&err);
        memcpy(footer, saved, sizeof saved);
    }
    assay_buffer_done(&file);
}
END_TEST

START_TEST(another_version_is_named_as_such) {
    assay_buffer file;
    assay_error err = {0};
    sound_file(&file, 30, false);
    file.data[8] = 9;
    file.data[file.size - 16] = 9;
    uint64_t hash = XXH3_64bits(file.data + file.size - ASSAY_FOOTER_SIZE, ASSAY_FOOTER_SIZE - 8);
    memcpy(file.data + file.size - 8, &hash, 8);
    put_file(file.data, file.size);
    ck_assert_int_eq(examine(&err), ASSAY_E_VERSION);
    ck_assert_ptr_nonnull(strstr(err.message, "9"));
    assay_buffer_done(&file);
}
END_TEST

START_TEST(another_kind_of_file_is_not_a_segment) {
    assay_error err = {0};
    put_file("{\"id\": 1}\n{\"id\": 2}\n", 20);
    ck_assert_int_eq(examine(&err), ASSAY_E_FORMAT);
    put_file("", 0);
    ck_assert_int_eq(examine(&err), ASSAY_E_CORRUPT);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("ranking/damage");
    TCase *tcase = tcase_create("damage");
    tcase_set_timeout(tcase, 300);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, each_flipped_bit_is_an_error_that_names_the_file);
    tcase_add_test(tcase, a_file_cut_anywhere_is_an_error);
    tcase_add_test(tcase, damage_is_found_by_reading_the_page_it_is_in);
    tcase_add_test(tcase, crafted_files_with_right_checksums_do_not_crash);
    tcase_add_test(tcase, a_crafted_footer_does_not_crash);
    tcase_add_test(tcase, another_version_is_named_as_such);
    tcase_add_test(tcase, another_kind_of_file_is_not_a_segment);
    suite_add_tcase(suite, tcase);
    return assay_suite_run(suite);
}
