/* Files mapped and written aside; the queue between threads. */
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/queue.h"
#include "support/folder.h"
#include "support/suite.h"

static test_folder folder;
static char path[96];

static void setup(void) {
    test_folder_make(&folder);
    snprintf(path, sizeof path, "%s/file", folder.path);
}

static void teardown(void) {
    test_folder_remove(&folder);
}

START_TEST(a_file_appears_whole_or_not_at_all) {
    assay_error err = {0};
    assay_file_writer writer;
    assay_file_map map;
    ck_ok(assay_file_writer_open(&writer, path, &err), err);
    fputs("half", writer.stream);
    ck_assert_int_ne(access(path, F_OK), 0);
    assay_file_writer_abandon(&writer);
    ck_assert_int_eq(rmdir(folder.path), 0);
    ck_assert_int_eq(mkdir(folder.path, 0700), 0);
    ck_ok(assay_file_writer_open(&writer, path, &err), err);
    fputs("who", writer.stream);
    assay_file_writer_push(&writer);
    fputs("le", writer.stream);
    assay_file_writer_push(&writer);
    ck_ok(assay_file_writer_finish(&writer, &err), err);
    ck_ok(assay_file_map_open(&map, path, &err), err);
    ck_assert(map.size == 5 && memcmp(map.data, "whole", 5) == 0);
    assay_file_map_close(&map);
}
END_TEST

START_TEST(a_missing_file_a_folder_and_an_empty_file_are_told_apart) {
    assay_error err = {0};
    assay_file_map map;
    ck_assert_int_eq(assay_file_map_open(&map, path, &err), ASSAY_E_NOT_FOUND);
    ck_assert_int_eq(assay_file_map_open(&map, folder.path, &err), ASSAY_E_FORMAT);
    fclose(fopen(path, "w"));
    ck_ok(assay_file_map_open(&map, path, &err), err);
    ck_assert(map.size == 0 && map.data == NULL);
    assay_file_map_close(&map);
}
END_TEST

START_TEST(reading_a_file_stops_at_the_cap) {
    assay_error err = {0};
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 100000; i++)
        putc('a' + i % 26, file);
    fclose(file);
    assay_buffer out;
    assay_buffer_init(&out, 100000);
    ck_ok(assay_file_read(&out, path, &err), err);
    ck_assert_uint_eq(out.size, 100000);
    assay_buffer_done(&out);
    assay_buffer_init(&out, 99999);
    ck_assert_int_eq(assay_file_read(&out, path, &err), ASSAY_E_LIMIT);
    assay_buffer_done(&out);
}
END_TEST

START_TEST(a_full_disk_is_an_error_and_leaves_no_file) {
    assay_error err = {0};
    assay_file_writer writer = {0};
    ck_ok(assay_file_writer_open(&writer, path, &err), err);
    writer.stream = freopen("/dev/full", "w", writer.stream);
    ck_assert_ptr_nonnull(writer.stream);
    fputs("lost", writer.stream);
    assay_file_writer_push(&writer); /* not the one to report it, nor to lose it */
    ck_assert_int_eq(assay_file_writer_finish(&writer, &err), ASSAY_E_IO);
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

static void *produce(void *user) {
    assay_queue *queue = user;
    for (uintptr_t i = 1; i <= 10000; i++)
        if (!assay_queue_put(queue, (void *)i))
            return NULL;
    assay_queue_close(queue);
    return NULL;
}

START_TEST(a_queue_keeps_the_order_and_ends) {
    assay_error err = {0};
    assay_queue *queue;
    ck_ok(assay_queue_new(&queue, 3, &err), err);
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, produce, queue), 0);
    void *item;
    uintptr_t wanted = 1;
    while (assay_queue_take(&item, queue))
        ck_assert_uint_eq((uintptr_t)item, wanted++);
    ck_assert_uint_eq(wanted, 10001);
    pthread_join(thread, NULL);
    ck_assert(!assay_queue_put(queue, NULL));
    assay_queue_free(queue);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("base files");
    TCase *tests = tcase_create("files");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_file_appears_whole_or_not_at_all);
    tcase_add_test(tests, a_missing_file_a_folder_and_an_empty_file_are_told_apart);
    tcase_add_test(tests, reading_a_file_stops_at_the_cap);
    tcase_add_test(tests, a_full_disk_is_an_error_and_leaves_no_file);
    tcase_add_test(tests, a_queue_keeps_the_order_and_ends);
    suite_add_tcase(suite, tests);
    return assay_suite_run(suite);
}
