/* Files whole: mapped for reading, and written aside then put in place, so that a reader never sees
 * half a file.
 *
 * A map is immutable and may be read by any number of threads until it is closed. */
#ifndef ASSAY_BASE_FILE_H
#define ASSAY_BASE_FILE_H
#include "base/buffer.h"
#include <stdint.h>
#include <stdio.h>

typedef struct {
    const unsigned char *data; /* page aligned; NULL for an empty file */
    size_t size;
} assay_file_map;

/* ASSAY_E_NOT_FOUND, ASSAY_E_IO, ASSAY_E_FORMAT for what is not a regular file. */
ASSAY_MUST_USE assay_status assay_file_map_open(assay_file_map *out, const char *path,
                                                assay_error *err);
void assay_file_map_close(assay_file_map *map);

/* Writes path.part, to be renamed to path by finish. Zero-initialise; abandon is fine in any state.
 */
typedef struct {
    FILE *stream; /* write here */
    char *path, *part;
    int64_t pushed; /* bytes */
} assay_file_writer;

ASSAY_MUST_USE assay_status assay_file_writer_open(assay_file_writer *out, const char *path,
                                                   assay_error *err);
/* What was written since the last call begins its way to the disk, where the system can: finish then waits for
 * less. A hint: failures are finish's to report. */
void assay_file_writer_push(assay_file_writer *writer);
/* Flushes, fsyncs the file, renames it and fsyncs its folder. The writer is done either way; on
 * failure no path is left. */
ASSAY_MUST_USE assay_status assay_file_writer_finish(assay_file_writer *writer, assay_error *err);
/* Closes and removes the part. */
void assay_file_writer_abandon(assay_file_writer *writer);

/* Appends the whole file to out, whose cap bounds it. */
ASSAY_MUST_USE assay_status assay_file_read(assay_buffer *out, const char *path, assay_error *err);
/* What was written to the file begins its way to the disk, as above. A path that is not there is nothing. */
void assay_file_push(const char *path);
/* fsync of a folder, so that names created in it survive. */
ASSAY_MUST_USE assay_status assay_file_sync_dir(const char *path, assay_error *err);
#endif
