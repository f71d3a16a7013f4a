#include "index/build_internal.h"

#include <stdlib.h>
#include <time.h>

enum { COMMIT_SECONDS = 60 };

/* The feed's memory is what it takes while it is written. One of whole ranges is copied by merges, not made
 * again: it is full when there is no room for another range. */
static bool is_full(const assay_build *build) {
    const uint64_t most = build->memory / 8 * 3;
    uint64_t held = assay_segment_feed_memory(build->feed);
    uint32_t records = assay_inverter_records(build->feed->inverter);
    return held > most || (records != 0 && records % ASSAY_RANGE_SIZE == 0 &&
                           held + held / (records / ASSAY_RANGE_SIZE) > most);
}

static void *write_spill(void *argument) {
    assay_build_spill_job *job = argument;
    job->status = assay_inverter_write(job->feed->inverter, job->path, &job->error);
    return NULL;
}

assay_status assay_build_finish_spill(assay_build *build, assay_error *err) {
    assay_build_spill_job *job = &build->spill;
    if (job->feed == NULL)
        return ASSAY_OK;
    if (job->started)
        pthread_join(job->thread, NULL);
    assay_segment_feed_free(job->feed);
    free(job->path);
    assay_build_spill_job done = *job;
    *job = (assay_build_spill_job){0};
    if (done.status != ASSAY_OK) {
        *err = done.error;
        return done.status;
    }
    return assay_writer_add_segment(build->writer, done.number, err);
}

assay_status assay_build_spill(assay_build *build, assay_error *err) {
    ASSAY_TRY(assay_build_finish_spill(build, err));
    if (build->feed == NULL || assay_inverter_records(build->feed->inverter) == 0)
        return ASSAY_OK;
    assay_build_spill_job *job = &build->spill;
    ASSAY_TRY(assay_writer_new_segment(&job->path, &job->number, build->writer, err));
    job->feed = build->feed;
    build->feed = NULL;
    for (size_t i = 0; i < build->jobs; i++)
        for (size_t which = 0; which < ASSAY_TERMS_MAPS; which++)
            assay_feed_ids_reset(&build->workers[i].ids[which]);
    job->started = pthread_create(&job->thread, NULL, write_spill, job) == 0;
    if (!job->started)
        (void)write_spill(job);
    return ASSAY_OK;
}

static assay_status feed_segment(assay_build *build, assay_build_item *item, assay_feed_ids *ids,
                                 assay_error *err) {
    if (build->feed == NULL) {
        const assay_manifest *manifest = assay_writer_manifest(build->writer);
        const uint32_t *edges = manifest->has_edges ? manifest->edges : NULL;
        ASSAY_TRY(
            assay_segment_feed_new(&build->feed, manifest->analyzer, edges, (int)build->jobs, err));
    }
    ASSAY_TRY(assay_segment_feed_add(build->feed, &item->analyzed, ids, item->docid,
                                     item->record->identity, err));
    return is_full(build) ? assay_build_spill(build, err) : ASSAY_OK;
}

static double seconds_now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec * 1e-9;
}

/* All that is in the catalogue is in segments: one was just full. A minute's work, or half of what may be packed. */
static bool is_time_to_commit(const assay_build *build) {
    return build->with_catalogue && build->feed == NULL && build->spill.feed != NULL &&
           (build->packed_bytes > assay_build_packed_share(build->memory) / 2 ||
            seconds_now() - build->committed_at > COMMIT_SECONDS);
}

static assay_status commit(assay_build *build, assay_error *err) {
    ASSAY_TRY(assay_writer_settle(build->writer, err)); /* while the segment is being written */
    ASSAY_TRY(assay_build_finish_spill(build, err));
    ASSAY_TRY(assay_writer_commit(build->writer, ASSAY_MERGE_NONE, err));
    build->packed_bytes = 0;
    build->commits++;
    build->committed_at = seconds_now();
    return ASSAY_OK;
}

/* The records before `end` that are not in the catalogue yet. */
static assay_status put_records(assay_build *build, const assay_build_batch *batch, size_t *put,
                                size_t end, assay_error *err) {
    for (; *put < end; ++*put)
        if (build->with_catalogue && batch->items[*put].record != NULL)
            ASSAY_TRY(assay_writer_put(build->writer, batch->items[*put].docid,
                                       batch->documents[*put], err));
    return ASSAY_OK;
}

/* Records go into the catalogue after those that go into the segment with them: by turns either would drive
 * the other's tables out of the processor's caches. What is replaced may be one of them. */
assay_status assay_build_feed(assay_build *build, assay_build_batch *batch, assay_error *err) {
    assay_feed_ids *ids = build->workers[batch->worker].ids;
    size_t put = 0;
    for (size_t i = 0; i < ASSAY_TERMS_MAPS; i++)
        ASSAY_TRY(assay_feed_ids_extend(&ids[i], batch->keys[i], batch->key_counts[i], err));
    for (size_t i = 0; i < batch->count; i++) {
        assay_build_item *item = &batch->items[i];
        if (item->replaces != 0)
            ASSAY_TRY(put_records(build, batch, &put, i, err));
        ASSAY_TRY(assay_build_history_note(build, batch, i, err));
        if (item->replaces != 0)
            ASSAY_TRY(assay_writer_remove(build->writer, item->replaces, err));
        if (item->record == NULL)
            continue;
        ASSAY_TRY(feed_segment(build, item, ids, err));
        if (build->feed == NULL) /* a commit has all that is in segments */
            ASSAY_TRY(put_records(build, batch, &put, i + 1, err));
        if (is_time_to_commit(build))
            ASSAY_TRY(commit(build, err));
    }
    return put_records(build, batch, &put, batch->count, err);
}

static assay_build_batch *next_batch(assay_build *build) {
    pthread_mutex_lock(&build->lock);
    assay_build_batch **place = &build->ready[build->finished % build->batch_count];
    while (*place == NULL)
        pthread_cond_wait(&build->changed, &build->lock);
    assay_build_batch *batch = *place;
    *place = NULL;
    pthread_mutex_unlock(&build->lock);
    return batch;
}

void *assay_build_feeder_run(void *argument) {
    assay_build *build = argument;
    build->committed_at = seconds_now();
    for (;;) {
        assay_build_batch *batch = next_batch(build);
        if (batch->sequence == ASSAY_BUILD_LAST_SEQUENCE)
            return NULL;
        assay_error error;
        assay_status status = assay_build_check(build, &error);
        if (status == ASSAY_OK)
            status = assay_build_feed(build, batch, &error);
        if (status != ASSAY_OK)
            assay_build_fail(build, status, &error);
        pthread_mutex_lock(&build->lock);
        build->finished++;
        pthread_cond_broadcast(&build->changed);
        pthread_mutex_unlock(&build->lock);
        (void)assay_queue_put(build->free, batch); /* never full: it has room for all */
    }
}
