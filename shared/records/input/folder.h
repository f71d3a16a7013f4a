/* A folder's files in byte order of their names, hidden ones left out, folders within followed. */
#ifndef ASSAY_RECORDS_FOLDER_H
#define ASSAY_RECORDS_FOLDER_H
#include "base/status.h"
#include <stdbool.h>

typedef struct {
    void *user;
    assay_status (*file)(void *user, const char *path, assay_error *err);
    /* A folder that cannot be listed, or one that contains itself by a link. */
    assay_status (*unreadable)(void *user, const char *path, const assay_error *problem,
                               assay_error *err);
} assay_folder_visitor;

/* path is a folder. Stops with what the visitor returns when that is not ASSAY_OK. */
ASSAY_MUST_USE assay_status assay_folder_walk(const char *path, const assay_folder_visitor *visitor,
                                              assay_error *err);
bool assay_folder_is(const char *path);
#endif
