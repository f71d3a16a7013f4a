#include "base/status.h"

#undef assay_fail
#undef assay_fail_in

#include <stdio.h>
#include <string.h>

const char *assay_status_text(assay_status status) {
    switch (status) {
#define X(name, text)                                                                              \
    case name:                                                                                     \
        return text;
        ASSAY_STATUS_LIST(X)
#undef X
    }
    return "unknown status";
}

const char *assay_status_name(assay_status status) {
    switch (status) {
#define X(name, text)                                                                              \
    case name:                                                                                     \
        return #name;
        ASSAY_STATUS_LIST(X)
#undef X
    }
    return "unknown status";
}

static void mark_cut(char *message, size_t capacity, int wanted) {
    if (wanted >= 0 && (size_t)wanted >= capacity)
        memcpy(message + capacity - 4, "...", 4);
}

assay_status assay_fail_v(assay_error *err, assay_status status, const char *format, va_list args) {
    if (err == NULL)
        return status;
    err->status = status;
    int wanted = vsnprintf(err->message, sizeof err->message, format, args);
    mark_cut(err->message, sizeof err->message, wanted);
    return status;
}

assay_status assay_fail(assay_error *err, assay_status status, const char *format, ...) {
    va_list args;
    va_start(args, format);
    assay_fail_v(err, status, format, args);
    va_end(args);
    return status;
}

assay_status assay_fail_in(assay_error *err, const char *format, ...) {
    if (err == NULL)
        return ASSAY_E_BUG;
    char prefix[sizeof err->message];
    va_list args;
    va_start(args, format);
    vsnprintf(prefix, sizeof prefix, format, args);
    va_end(args);
    char tail[sizeof err->message];
    memcpy(tail, err->message, sizeof tail);
    int wanted = snprintf(err->message, sizeof err->message, "%s: %s", prefix, tail);
    mark_cut(err->message, sizeof err->message, wanted);
    return err->status;
}
