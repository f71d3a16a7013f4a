/* A segment file being written: bytes go out in order, each page's checksum is taken on the way, and
 * parts that grow side by side wait in spools.
 *
 * The first failure sticks and is reported by finish. One thread at a time. */
#ifndef ASSAY_RANKING_PART_FILE_H
#define ASSAY_RANKING_PART_FILE_H
#include "base/buffer.h"
#include "base/file.h"
#include "ranking/format.h"

typedef struct {
    assay_file_writer file;
    uint64_t size;                 /* bytes written so far */
    uint8_t page[ASSAY_PAGE_SIZE]; /* the one being filled */
    assay_buffer page_hashes;      /* u64 each */
    assay_format_footer footer;    /* part_at and part_size are filled in here */
    bool failed;
} assay_part_file;

/* *out is the caller's: finish or abandon. */
ASSAY_MUST_USE assay_status assay_part_file_open(assay_part_file *out, const char *path,
                                                 assay_error *err);
/* Starts a part at the next multiple of 64; it reaches to the start of the next or to finish. */
void assay_part_file_begin(assay_part_file *file, assay_part part);
void assay_part_file_add(assay_part_file *file, const void *bytes, size_t size);
void assay_part_file_end(assay_part_file *file, assay_part part);
/* Zeros up to the next multiple of ASSAY_SEGMENT_ALIGN. */
void assay_part_file_align(assay_part_file *file);
/* Writes checksums and footer, makes the file durable and visible. Done either way. */
ASSAY_MUST_USE assay_status assay_part_file_finish(assay_part_file *file, assay_error *err);
void assay_part_file_abandon(assay_part_file *file);

/* Bytes kept aside until their part's turn: in memory up to a bound, then in an unnamed file. */
typedef struct {
    assay_buffer memory; /* not yet in the file */
    FILE *stream;        /* NULL while memory is enough */
    char *path;
    uint64_t size;
    bool failed;
} assay_spool;
/* path names the file should one be needed; copied. */
ASSAY_MUST_USE assay_status assay_spool_open(assay_spool *out, const char *path, assay_error *err);
void assay_spool_done(assay_spool *spool);
void assay_spool_add(assay_spool *spool, const void *bytes, size_t size);
/* Appends all of it to the part being written. */
ASSAY_MUST_USE assay_status assay_spool_copy(assay_part_file *file, assay_spool *spool,
                                             assay_error *err);
#endif
