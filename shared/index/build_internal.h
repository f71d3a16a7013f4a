/* The parts of the pipeline: private to build*.c.
 *
 *   free batches -> intake fills -> work queue -> a worker analyzes -> ready[sequence % batches]
 *     -> feeder: segment in the making, catalogue -> free batches
 *
 * The feeder takes batches in the order they were read and owns the writer, the segment in the
 * making and the ids tables; while the pipeline is idle (assay_build_wait) they are the intake's. A
 * full segment is written by a thread of its own while the next one grows; once in a while the feeder waits
 * for it and commits, where nothing else is on its way. `lock` guards ready, finished and failure.
 *
 * Memory, in shares of what is allowed: a segment while it is written 3/8, which is three times what it takes
 * until then, and the next one 1/8 beside it; records packed for the catalogue, which libxapian holds until a
 * commit where others are removed, 1/6; words 1/8, identities 1/16, records removed 1/32, libxapian's own tables 1/8. Batches and the
 * analyzers' quick tables, some 75 MB a worker, come on top. */
#ifndef ASSAY_INDEX_BUILD_INTERNAL_H
#define ASSAY_INDEX_BUILD_INTERNAL_H
#include "base/queue.h"
#include "index/build.h"
#include "index/feed.h"
#include "index/writer.h"
#include "records/record_changes.h"

#include <pthread.h>

enum {
    ASSAY_BUILD_BATCH_RECORDS = 256,
    ASSAY_BUILD_BATCH_BYTES = 1 << 20,
    ASSAY_BUILD_BATCH_KEPT = 8 << 20, /* what its words may take beside the records */
    ASSAY_BUILD_JOBS_MAX = 64,
    ASSAY_BUILD_BATCHES_MAX = 2 * ASSAY_BUILD_JOBS_MAX + 4
};

typedef struct {
    assay_record *record; /* NULL: nothing but a removal */
    assay_docid docid;
    assay_docid replaces; /* 0: none */
    assay_record_hash hash;
    assay_history history;
    /* Of a record put back by a rebuild or that brings its own; the feeder looks for others'. */
    assay_changes changes;
    assay_analyzed analyzed; /* by a worker */
} assay_build_item;

/* What the intake remembers of an identity. */
typedef struct {
    assay_docid docid; /* 0: not in the index */
    assay_record_hash hash;
    assay_history history;
} assay_build_known;

typedef struct {
    uint64_t sequence;
    assay_arena arena; /* of its records */
    size_t count;
    assay_build_item items[ASSAY_BUILD_BATCH_RECORDS];
    /* filled by a worker */
    size_t worker;                      /* which */
    assay_span *keys[ASSAY_TERMS_MAPS]; /* its maps grew by these; in the arena */
    size_t key_counts[ASSAY_TERMS_MAPS];
    assay_xapian_document *documents[ASSAY_BUILD_BATCH_RECORDS];
} assay_build_batch;

/* Looks up what updates change: the feeder's. */
typedef struct {
    assay_stored *stored; /* NULL: not needed yet */
    assay_buffer packed, before, text;
} assay_build_history;

typedef struct assay_build assay_build;

/* Bytes packed since the last commit that make another one due. */
static inline uint64_t assay_build_packed_share(uint64_t memory) {
    return memory / 6;
}

/* A batch with this sequence number ends the feeder. */
#define ASSAY_BUILD_LAST_SEQUENCE UINT64_MAX

typedef struct {
    assay_build *build;
    size_t number;
    pthread_t thread;
    bool started;
    assay_terms *terms;
    assay_catalogue_feed catalogue;
    assay_stored *stored;
    bool has_dictionary; /* told stored */
    assay_buffer packed;
    uint32_t *spellings; /* how often, by id of the analyzer's forms */
    size_t spelling_capacity;
    uint32_t keys_told[ASSAY_TERMS_MAPS]; /* keys the feeder knows of */
    assay_feed_ids ids[ASSAY_TERMS_MAPS]; /* the feeder's */
} assay_build_worker;

/* A segment being written. */
typedef struct {
    assay_segment_feed *feed; /* NULL: none */
    pthread_t thread;
    bool started;
    char *path;
    uint32_t number;
    assay_status status;
    assay_error error;
} assay_build_spill_job;

struct assay_build {
    const assay_build_options *options;
    assay_build_counts *counts; /* the intake's */
    assay_writer *writer; /* the catalogue thread's; the intake's while the pipeline is idle */
    bool with_text;       /* the catalogue gets text terms */
    bool with_catalogue;  /* false: segments only (rebuild) */
    uint64_t memory;
    assay_buffer dictionary; /* of stored records; settled before the first batch is dispatched */

    assay_build_worker workers[ASSAY_BUILD_JOBS_MAX];
    size_t jobs;
    pthread_t feeder;
    bool feeder_started;
    assay_segment_feed *feed; /* the segment in the making; NULL: none yet */
    assay_build_spill_job spill;
    assay_build_history past;
    atomic_uint commits; /* the feeder's, on its way */
    double committed_at; /* the feeder's: seconds of a monotonic clock */
    assay_queue *free, *work;
    assay_build_batch *batches[ASSAY_BUILD_BATCHES_MAX];
    size_t batch_count;
    assay_build_batch *ready[ASSAY_BUILD_BATCHES_MAX];
    uint64_t dispatched, finished;                             /* batches */
    atomic_uint_fast64_t text_bytes, words_held, packed_bytes; /* words: by the workers' maps */

    pthread_mutex_t lock;
    pthread_cond_t changed;
    assay_status status; /* the first failure of any thread */
    assay_error error;
};

/* build.c */
void assay_build_fail(assay_build *build, assay_status status, const assay_error *error);
/* The failure so far, into err. */
ASSAY_MUST_USE assay_status assay_build_check(assay_build *build, assay_error *err);
ASSAY_MUST_USE assay_status assay_build_new(assay_build **out, assay_build_counts *counts,
                                            const assay_build_options *options, assay_error *err);
/* Opens the writer, starts the threads. */
ASSAY_MUST_USE assay_status assay_build_start(assay_build *build, const char *dir,
                                              assay_error *err);
void assay_build_finish(assay_build *build); /* frees it too */

/* build_commit.c */
/* Until the catalogue has everything that was dispatched; then the workers rest. */
void assay_build_wait(assay_build *build);
/* Everything dispatched is in the catalogue and in segment files. */
ASSAY_MUST_USE assay_status assay_build_flush(assay_build *build, assay_error *err);
/* What the workers know of words, if it is too much. */
ASSAY_MUST_USE assay_status assay_build_forget_words(assay_build *build, assay_error *err);
/* No batch will follow: gives back what nothing after this needs, before the last segment is written. */
void assay_build_rest(assay_build *build);
/* And committed. */
ASSAY_MUST_USE assay_status assay_build_commit(assay_build *build, assay_merge_wish wish,
                                               assay_error *err);

/* build_feed.c: the feeder's */
void *assay_build_feeder_run(void *build);
ASSAY_MUST_USE assay_status assay_build_feed(assay_build *build, assay_build_batch *batch,
                                             assay_error *err);
/* Begins to write the segment in the making; the one before is finished first. */
ASSAY_MUST_USE assay_status assay_build_spill(assay_build *build, assay_error *err);
/* Waits for the segment being written and takes it into the index to be committed. */
ASSAY_MUST_USE assay_status assay_build_finish_spill(assay_build *build, assay_error *err);

/* build_history.c: what the update changed goes into the item's terms and, with a catalogue, into the document, beside what is kept of
 * earlier updates. Before the old version is removed. */
void assay_build_history_init(assay_build_history *past);
void assay_build_history_done(assay_build_history *past);
ASSAY_MUST_USE assay_status assay_build_history_note(assay_build *build, assay_build_batch *batch,
                                                     size_t i, assay_error *err);

/* build_worker.c */
ASSAY_MUST_USE assay_status assay_build_worker_init(assay_build_worker *worker, assay_build *build,
                                                    size_t number, const char *stemmer,
                                                    assay_error *err);
void assay_build_worker_done(assay_build_worker *worker);
/* After its last batch, and once its words are told: gives back what it knows of words. */
void assay_build_worker_rest(assay_build_worker *worker);
void *assay_build_worker_run(void *worker);
/* The pipeline being idle: its maps are emptied, ids start again. */
void assay_build_worker_forget(assay_build_worker *worker);
ASSAY_MUST_USE assay_status assay_build_worker_spell(assay_build_worker *worker,
                                                     assay_writer *writer, assay_error *err);

/* build_notices.c */
typedef struct {
    assay_stored *stored; /* NULL: not needed yet */
    assay_buffer packed, before, notice;
} assay_build_notices;

void assay_build_notices_init(assay_build_notices *notices);
void assay_build_notices_done(assay_build_notices *notices);
/* Tells of the record, which is NULL when the identity is deleted. committed may be NULL; old: the
 * version there was, 0 for none; one that is not committed yet is not looked at. */
ASSAY_MUST_USE assay_status assay_build_notices_tell(assay_build_notices *notices,
                                                     const assay_build_options *options,
                                                     assay_xapian_reader *committed,
                                                     assay_span identity, assay_docid old,
                                                     const assay_record *record, assay_error *err);

/* build_intake.c */
typedef struct {
    assay_build *build;
    assay_build_batch *batch;       /* being filled; NULL: none */
    assay_xapian_reader *committed; /* NULL: the index was empty when identities was */
    unsigned followed;              /* commits of the feeder it has gone on to */
    const char *catalogue_path;     /* NULL: nothing is looked up, nothing committed on the way */
    assay_map identities;           /* since it was emptied, which goes with a commit */
    assay_build_known *known;       /* by id in identities; .docid 0: deleted */
    size_t known_capacity;
    assay_docid last_docid;
    assay_date today;
    assay_buffer scratch;
    assay_build_notices notices;
    uint64_t bytes_before; /* of files already read */
} assay_build_intake;
ASSAY_MUST_USE assay_status assay_build_intake_init(assay_build_intake *intake, assay_build *build,
                                                    const char *catalogue_path, assay_error *err);
void assay_build_intake_done(assay_build_intake *intake);
ASSAY_MUST_USE assay_status assay_build_intake_paths(assay_build_intake *intake,
                                                     const char *const *paths, size_t count,
                                                     assay_error *err);
/* Hands the batch being filled to the workers. */
ASSAY_MUST_USE assay_status assay_build_intake_dispatch(assay_build_intake *intake,
                                                        assay_error *err);
/* A batch with room for another record. */
ASSAY_MUST_USE assay_status assay_build_intake_batch(assay_build_batch **out,
                                                     assay_build_intake *intake, assay_error *err);
#endif
