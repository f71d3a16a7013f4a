#include "records/input/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_DEPTH = 200 };

/* The folders on the way down, to tell when a link leads back to one of them. */
typedef struct trail {
    const struct trail *up;
    dev_t device;
    ino_t inode;
    int depth;
} trail;

static assay_status walk_folder(const char *path, const trail *up,
                                const assay_folder_visitor *visitor, assay_error *err);

bool assay_folder_is(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void free_names(char **names, size_t count) {
    for (size_t i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

static bool add_name(char ***names, size_t *count, const char *name) {
    if ((*count & (*count + 1)) == 0) { /* capacity is the next power of two */
        char **bigger = realloc(*names, 2 * (*count + 1) * sizeof **names);
        if (bigger == NULL)
            return false;
        *names = bigger;
    }
    (*names)[*count] = strdup(name);
    return (*names)[*count] != NULL && ++*count != 0;
}

static assay_status list_names(char ***names, size_t *count, const char *path, assay_error *err) {
    DIR *dir = opendir(path);
    if (dir == NULL)
        return assay_fail(err, ASSAY_E_IO, "cannot list the folder: %s", strerror(errno));
    assay_status status = ASSAY_OK;
    struct dirent *entry;
    while (status == ASSAY_OK && (errno = 0, entry = readdir(dir)) != NULL)
        if (entry->d_name[0] != '.' && !add_name(names, count, entry->d_name))
            status = assay_fail_memory(err);
    if (status == ASSAY_OK && errno != 0)
        status = assay_fail(err, ASSAY_E_IO, "cannot list the folder: %s", strerror(errno));
    (void)closedir(dir);
    if (*count != 0)
        qsort(*names, *count, sizeof **names, by_name);
    return status;
}

static assay_status visit_name(const char *folder, const char *name, const trail *here,
                               const assay_folder_visitor *visitor, assay_error *err) {
    char *path = NULL;
    size_t size = strlen(folder);
    const char *separator = size != 0 && folder[size - 1] == '/' ? "" : "/";
    if (asprintf(&path, "%s%s%s", folder, separator, name) < 0)
        return assay_fail_memory(err);
    struct stat found;
    assay_status status = ASSAY_OK;
    if (stat(path, &found) == 0 && S_ISDIR(found.st_mode))
        status = walk_folder(path, here, visitor, err);
    else if (stat(path, &found) != 0 || S_ISREG(found.st_mode))
        status = visitor->file(visitor->user, path, err); /* a dangling link fails there, aloud */
    free(path);
    return status;
}

static bool leads_back(const trail *up, const struct stat *folder) {
    for (; up != NULL; up = up->up)
        if (up->device == folder->st_dev && up->inode == folder->st_ino)
            return true;
    return false;
}

static assay_status walk_folder(const char *path, const trail *up,
                                const assay_folder_visitor *visitor, assay_error *err) {
    char **names = NULL;
    size_t count = 0;
    struct stat folder = {0};
    assay_error problem = {0};
    assay_status status = ASSAY_OK;
    if (stat(path, &folder) != 0)
        status = assay_fail(&problem, ASSAY_E_IO, "cannot read the folder: %s", strerror(errno));
    else if (leads_back(up, &folder) || (up != NULL && up->depth >= MAX_DEPTH))
        status = assay_fail(&problem, ASSAY_E_LIMIT, "the folder contains itself or is too deep");
    else
        status = list_names(&names, &count, path, &problem);
    const trail here = {up, folder.st_dev, folder.st_ino, up != NULL ? up->depth + 1 : 0};
    if (status == ASSAY_E_MEMORY)
        status = assay_fail_memory(err);
    else if (status != ASSAY_OK)
        status = visitor->unreadable(visitor->user, path, &problem, err);
    for (size_t i = 0; i < count && status == ASSAY_OK; i++)
        status = visit_name(path, names[i], &here, visitor, err);
    free_names(names, count);
    return status;
}

assay_status assay_folder_walk(const char *path, const assay_folder_visitor *visitor,
                               assay_error *err) {
    return walk_folder(path, NULL, visitor, err);
}
