/* Loading records into an index: one call reads, analyzes, writes and commits.
 *
 *   files -> intake (reads, numbers the records) -> workers (analyze, invert, pack) -> catalogue
 *
 * The caller's thread reads; `jobs` workers analyze, each with an inverter of its own; one thread
 * feeds libxapian. Batches pass in the order they were read, so record numbers, and all that
 * depends on them, are the same for any number of workers. When what is held in memory reaches its
 * bound the workers' segments are written and everything so far is committed; so a killed load keeps
 * whole records up to some point and nothing else.
 *
 * An identity that is there already is replaced; unchanged content (by hash) is left alone. A record that is not there and brings a history
 * along (records/record_history.h) keeps it: when it was first indexed and last changed, how often, and what. One that is there keeps the
 * index's own history, whatever it brings, and different content counts as one more update, of today. */
#ifndef ASSAY_INDEX_BUILD_H
#define ASSAY_INDEX_BUILD_H
#include "records/reader.h"

#include <stdatomic.h>

typedef struct {
    uint64_t read;       /* records read whole */
    uint64_t added;      /* of these */
    uint64_t replaced;   /* identity was there with other content */
    uint64_t unchanged;  /* identity was there with this very content */
    uint64_t deleted;    /* because a source said so */
    uint64_t failed;     /* records that could not be read */
    uint64_t skipped;    /* files that could not be read at all */
    uint64_t warnings;   /* records read with a loss */
    uint64_t bytes_read; /* of files on disk */
    uint64_t text_bytes; /* analyzed */
    uint64_t commits;
} assay_build_counts;

typedef struct {
    bool create;     /* make the index when it is not there */
    bool no_text;    /* when made: no text terms in the catalogue */
    bool no_sync;    /* for tests */
    uint64_t memory; /* bytes, about, some 75 MB a job not counted; 0: 2 GiB, or a quarter of the
                        machine's if that is less */
    int jobs;        /* workers; 0: a core each */
    bool stop_on_error;
    const char *stemmer; /* see analyzer.h; NULL: english */
    assay_read_options read;
    const atomic_bool *cancel; /* set from a signal: what was read is committed, then
                                  ASSAY_E_INTERRUPTED; may be NULL */
    void *user;
    /* What could not be read; called on the caller's thread. May be NULL. */
    void (*problem)(void *user, const assay_read_problem *problem);
    /* A notice of each record added, replaced or deleted (records/record_notice.h), told when it is
       read: a load that fails may not keep what it told last. Called on the caller's thread. May be
       NULL. */
    void (*notice)(void *user, assay_span notice);
    /* Often; called on the caller's thread. May be NULL. */
    void (*progress)(void *user, const assay_build_counts *counts);
} assay_build_options;

/* Reads all paths into the index at dir. A path that cannot be read is a problem and counted as
 * skipped. *counts are right on failure too. ASSAY_E_INTERRUPTED; with stop_on_error the first
 * problem's status; what writer.h says. */
ASSAY_MUST_USE assay_status assay_build_add(assay_build_counts *counts, const char *dir,
                                            const char *const *paths, size_t path_count,
                                            const assay_build_options *options, assay_error *err);
/* Makes all segments anew from the catalogue's records; the catalogue is not changed. */
ASSAY_MUST_USE assay_status assay_build_rebuild(assay_build_counts *counts, const char *dir,
                                                const assay_build_options *options,
                                                assay_error *err);
#endif
