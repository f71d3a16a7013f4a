/* A folder of a test's own, gone when the test is. */
#ifndef ASSAY_TESTS_FOLDER_H
#define ASSAY_TESTS_FOLDER_H
#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    char path[64];
    char name[160]; /* what test_folder_at gave last */
} test_folder;

static inline int test_folder_remove_entry(const char *path, const struct stat *about, int kind,
                                           struct FTW *where) {
    (void)about, (void)kind, (void)where;
    return remove(path);
}
/* The first name of this process that is free: another process of the same number may have left some. */
static inline void test_folder_make(test_folder *folder) {
    int made = -1;
    for (unsigned i = 0; made != 0 && i < 10000; i++) {
        snprintf(folder->path, sizeof folder->path, "/tmp/assay-test-%ld-%u", (long)getpid(), i);
        made = mkdir(folder->path, 0700);
    }
    ck_assert_int_eq(made, 0);
}
static inline void test_folder_remove(test_folder *folder) {
    ck_assert_int_eq(nftw(folder->path, test_folder_remove_entry, 16, FTW_DEPTH | FTW_PHYS), 0);
}
/* folder/name, until the next call. */
static inline const char *test_folder_at(test_folder *folder, const char *name) {
    snprintf(folder->name, sizeof folder->name, "%s/%s", folder->path, name);
    return folder->name;
}
#endif
