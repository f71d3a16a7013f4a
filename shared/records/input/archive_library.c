#include "records/input/archive_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

static assay_archive_library library;
static assay_status loaded = ASSAY_OK;
static assay_error load_error;

/* POSIX says that dlsym's pointer is a function's; ISO C has no cast for it. */
static assay_status look_up(void *handle, const char *name, void *out) {
    void *found = dlsym(handle, name);
    if (found == NULL)
        return assay_fail(&load_error, ASSAY_E_NOT_FOUND, "%s has no %s", ASSAY_ARCHIVE_SONAME,
                          name);
    memcpy(out, &found, sizeof found);
    return ASSAY_OK;
}

static void load(void) {
    void *handle = dlopen(ASSAY_ARCHIVE_SONAME, RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL)
        loaded =
            assay_fail(&load_error, ASSAY_E_NOT_FOUND,
                       "archives are read by libarchive, which is not installed: %s", dlerror());
#define X(name)                                                                                    \
    if (loaded == ASSAY_OK)                                                                        \
        loaded = look_up(handle, #name, &library.name);
    ASSAY_ARCHIVE_FUNCTIONS(X)
#undef X
}

assay_status assay_archive_library_get(const assay_archive_library **out, assay_error *err) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    if (loaded == ASSAY_OK)
        *out = &library;
    else if (err != NULL)
        *err = load_error;
    return loaded;
}
