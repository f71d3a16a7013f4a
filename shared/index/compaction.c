#include "index/compaction.h"

#include "base/file.h"
#include "catalogue/xapian_c.h"
#include "index/index_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The writer's lock is held while it exists: there is one at a time. */
static char *new_path(const char *dir) {
    char *path = NULL;
    return asprintf(&path, "%s/catalogue.new", dir) >= 0 ? path : NULL;
}

assay_catalogue_mark assay_compaction_mark(const char *dir) {
    assay_catalogue_mark mark = {0, 0};
    char *path = assay_index_dir_catalogue(dir);
    struct stat about;
    if (path != NULL && stat(path, &about) == 0)
        mark = (assay_catalogue_mark){(uint64_t)about.st_dev, (uint64_t)about.st_ino};
    free(path);
    return mark;
}

/* ---- folders of files ---- */

/* Calls visit for each file of the folder at path; false when one fails. */
static bool for_each_file(const char *path, bool (*visit)(int folder, const char *name, void *user),
                          void *user) {
    DIR *folder = opendir(path);
    bool good = folder != NULL;
    for (struct dirent *entry; good && (entry = readdir(folder)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            good = visit(dirfd(folder), entry->d_name, user);
    if (folder != NULL)
        closedir(folder);
    return good;
}

static bool remove_file(int folder, const char *name, void *user) {
    (void)user;
    (void)unlinkat(folder, name, 0);
    return true;
}

/* One that will not go is only left over: nothing reads it. */
static void remove_folder(const char *path) {
    (void)for_each_file(path, remove_file, NULL);
    (void)rmdir(path);
}

static bool add_size(int folder, const char *name, void *user) {
    struct stat about;
    if (fstatat(folder, name, &about, 0) == 0)
        *(uint64_t *)user += (uint64_t)about.st_size;
    return true;
}

static uint64_t size_of(const char *path) {
    uint64_t size = 0;
    (void)for_each_file(path, add_size, &size);
    return size;
}

static bool sync_file(int folder, const char *name, void *user) {
    (void)user;
    int file = openat(folder, name, O_RDONLY | O_CLOEXEC);
    bool good = file >= 0 && fsync(file) == 0;
    if (file >= 0)
        close(file);
    return good;
}

void assay_compaction_sweep(const char *dir) {
    char *left = new_path(dir);
    if (left != NULL)
        remove_folder(left);
    free(left);
}

/* ---- compaction ---- */

static assay_status make_durable(const char *path, assay_error *err) {
    if (!for_each_file(path, sync_file, NULL))
        return assay_fail(err, ASSAY_E_IO, "cannot write %s: %s", path, strerror(errno));
    return assay_file_sync_dir(path, err);
}

/* The folders change names; *done false where the file system has no way to. */
static assay_status swap(bool *done, const char *dir, const char *one, const char *other,
                         assay_error *err) {
    *done = renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE) == 0;
    if (*done)
        return assay_file_sync_dir(dir, err);
    bool cannot = errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP;
    return cannot ? ASSAY_OK
                  : assay_fail(err, ASSAY_E_IO, "cannot put %s in its place: %s", one,
                               strerror(errno));
}

static assay_status compact_into(bool *smaller, const char *dir, const char *made,
                                 const char *catalogue, assay_error *err) {
    ASSAY_TRY(assay_xapian_compact(catalogue, made, err));
    if (size_of(made) >= size_of(catalogue))
        return ASSAY_OK;
    ASSAY_TRY(make_durable(made, err));
    ASSAY_TRY(assay_file_sync_dir(dir, err));
    return swap(smaller, dir, made, catalogue, err);
}

assay_status assay_compaction_run(bool *smaller, const char *dir, assay_error *err) {
    char *catalogue = assay_index_dir_catalogue(dir), *made = new_path(dir);
    assay_status status = ASSAY_OK;
    *smaller = false;
    if (catalogue == NULL || made == NULL)
        status = assay_fail_memory(err);
    else if (mkdir(made, 0755) != 0)
        status =
            assay_fail(err, ASSAY_E_IO, "cannot make the folder %s: %s", made, strerror(errno));
    else {
        status = compact_into(smaller, dir, made, catalogue, err);
        remove_folder(made); /* now the old one, or of no use */
    }
    free(catalogue);
    free(made);
    return status;
}
