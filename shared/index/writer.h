/* The one writer of an index: catalogue and segments changed together, by one commit.
 *
 *   open (Xapian's lock) -> put / remove / add_segment ... -> commit -> ... -> close
 *
 * A commit first makes every new file durable (segments, tombstones of removed records, merged
 * segments), then the catalogue's, whose metadata names those files. A process that dies at any
 * moment leaves the index at the last commit; files it left over go when the next writer opens.
 * Segments are merged in tiers: four of a size become one, a segment half dead is written anew.
 * What removed records held is known from the catalogue (removed.h): a few of them cost what they are, not
 * what their segment is.
 *
 * Record numbers rise from record to record and are never used twice. One thread at a time. */
#ifndef ASSAY_INDEX_WRITER_H
#define ASSAY_INDEX_WRITER_H
#include "catalogue/xapian_c.h"
#include "index/manifest.h"

typedef struct assay_writer assay_writer;

typedef struct {
    bool create;          /* an index that is not there is made */
    bool no_text;         /* for one that is made: the catalogue gets no text terms */
    const char *analyzer; /* identity of the analyzer the records will be analyzed with; NULL: none
                             will be, any index is fine */
    uint32_t flush_documents; /* see xapian_c.h */
    bool no_sync;
    int threads;           /* for merges; 0: all cores */
    size_t removed_memory; /* bytes of removed records to keep until the commit; 0: 64 MiB */
} assay_writer_options;

/* ASSAY_E_NOT_FOUND, ASSAY_E_LOCKED, ASSAY_E_FORMAT, ASSAY_E_VERSION (also for records analyzed in
 * another way), ASSAY_E_CORRUPT. *out is the caller's: assay_writer_close. */
ASSAY_MUST_USE assay_status assay_writer_open(assay_writer **out, const char *dir,
                                              const assay_writer_options *options,
                                              assay_error *err);
/* What was not committed is given up. NULL is fine. */
void assay_writer_close(assay_writer *writer);

const assay_manifest *assay_writer_manifest(const assay_writer *writer); /* of the last commit */
const char *assay_writer_path(const assay_writer *writer);
/* The highest record number given so far, committed or not. */
assay_docid assay_writer_last_docid(const assay_writer *writer);
uint32_t assay_writer_committed(const assay_writer *writer); /* records at the last commit */

/* A new record: docid is above all before it. */
ASSAY_MUST_USE assay_status assay_writer_put(assay_writer *writer, assay_docid docid,
                                             const assay_xapian_document *document,
                                             assay_error *err);
/* The record leaves the catalogue now and its segment with the commit. ASSAY_E_NOT_FOUND. */
ASSAY_MUST_USE assay_status assay_writer_remove(assay_writer *writer, assay_docid docid,
                                                assay_error *err);
/* The record that has the term, committed or not; 0 when there is none. */
ASSAY_MUST_USE assay_status assay_writer_find(assay_docid *out, assay_writer *writer,
                                              assay_span term, assay_error *err);
/* Appends the value of a record, committed or not; nothing when it has none. */
ASSAY_MUST_USE assay_status assay_writer_value(assay_buffer *out, assay_writer *writer,
                                               assay_docid docid, uint32_t slot, assay_error *err);
ASSAY_MUST_USE assay_status assay_writer_add_spelling(assay_writer *writer, assay_span word,
                                                      int64_t count, assay_error *err);

/* What of the next commit's work in the catalogue can be done before it. */
ASSAY_MUST_USE assay_status assay_writer_settle(assay_writer *writer, assay_error *err);

/* The dictionary of stored records (stored.h), appended to out; nothing when there is none. */
ASSAY_MUST_USE assay_status assay_writer_dictionary(assay_buffer *out, assay_writer *writer,
                                                    assay_error *err);
/* Part of the next commit. There must be none yet. */
ASSAY_MUST_USE assay_status assay_writer_set_dictionary(assay_writer *writer, assay_span dictionary,
                                                        assay_error *err);

/* A place for a segment file: *path is the caller's (free). */
ASSAY_MUST_USE assay_status assay_writer_new_segment(char **path, uint32_t *number,
                                                     assay_writer *writer, assay_error *err);
/* The file is complete and durable: it becomes part of the index with the next commit. */
ASSAY_MUST_USE assay_status assay_writer_add_segment(assay_writer *writer, uint32_t number,
                                                     assay_error *err);
/* All segments before this call leave the index with the next commit (they are made anew). */
void assay_writer_drop_segments(assay_writer *writer);

typedef enum {
    ASSAY_MERGE_NONE,    /* later: more is coming */
    ASSAY_MERGE_TIERS,   /* as the tiers want it */
    ASSAY_MERGE_ALL,     /* one segment in the end, as all that follow */
    ASSAY_MERGE_NUMBERS, /* records in the order of their numbers, */
    ASSAY_MERGE_SIMILAR, /* similar ones side by side (reorder.h), */
    ASSAY_MERGE_BEST     /* or that of both which makes queries faster */
} assay_merge_wish;
/* ASSAY_E_IO (a full disk), ASSAY_E_CORRUPT (a segment to be merged), ...: the index stays at the
 * last commit and the writer is only good for closing. */
ASSAY_MUST_USE assay_status assay_writer_commit(assay_writer *writer, assay_merge_wish wish,
                                                assay_error *err);
typedef struct {
    uint64_t merged, written; /* segments read and written by merges since the writer opened */
    uint32_t segments;        /* in the index now */
} assay_writer_counts;
assay_writer_counts assay_writer_count(const assay_writer *writer);
#endif
