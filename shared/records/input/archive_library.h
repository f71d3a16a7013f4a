/* libarchive, loaded when the first archive is met.
 *
 * Debian's brings libxml2 and that the whole of ICU: linked as others are, it costs each start of a
 * program more than a search does, and hardly a search opens an archive. So nothing links to it; its
 * functions are looked up here, once, and called through this table, each with its own type. Any
 * thread. */
#ifndef ASSAY_RECORDS_ARCHIVE_LIBRARY_H
#define ASSAY_RECORDS_ARCHIVE_LIBRARY_H
#include "base/status.h"

#include <archive.h>
#include <archive_entry.h>

#define ASSAY_ARCHIVE_FUNCTIONS(X)                                                                 \
    X(archive_read_new)                                                                            \
    X(archive_read_free)                                                                           \
    X(archive_read_open)                                                                           \
    X(archive_read_next_header)                                                                    \
    X(archive_read_data)                                                                           \
    X(archive_read_support_format_raw)                                                             \
    X(archive_read_support_format_tar)                                                             \
    X(archive_read_support_format_zip_streamable)                                                  \
    X(archive_read_support_filter_bzip2)                                                           \
    X(archive_set_error)                                                                           \
    X(archive_error_string)                                                                        \
    X(archive_entry_filetype)                                                                      \
    X(archive_entry_pathname)                                                                      \
    X(archive_entry_pathname_utf8)

typedef struct {
#define X(name) __typeof__ (&(name))(name);
    ASSAY_ARCHIVE_FUNCTIONS(X)
#undef X
} assay_archive_library;

/* ASSAY_E_NOT_FOUND, saying why, when it is not installed; that is a fault of the machine, not of the
 * file. *out lasts as long as the process. */
ASSAY_MUST_USE assay_status assay_archive_library_get(const assay_archive_library **out,
                                                      assay_error *err);
#endif
