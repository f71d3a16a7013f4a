#include "index/build_internal.h"

#include <stdlib.h>

/* The feed's memory is what it takes while it is written, three times what it takes until then: the next
 * one, which grows meanwhile, has room beside it. One of whole ranges is copied by merges, not made again. */
static bool is_full(const assay_build *build) {
    size_t held = assay_segment_feed_memory(build->feed);
    uint32_t records = assay_inverter_records(build->feed->inverter);
    return held > build->memory / 8 * 5 ||
           (held > build->memory / 16 * 9 && records % ASSAY_RANGE_SIZE == 0 && records != 0);
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
    build->spilled = true;
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

assay_status assay_build_feed(assay_build *build, assay_build_batch *batch, assay_error *err) {
    assay_feed_ids *ids = build->workers[batch->worker].ids;
    for (size_t i = 0; i < ASSAY_TERMS_MAPS; i++)
        ASSAY_TRY(assay_feed_ids_extend(&ids[i], batch->keys[i], batch->key_counts[i], err));
    for (size_t i = 0; i < batch->count; i++) {
        assay_build_item *item = &batch->items[i];
        ASSAY_TRY(assay_build_history_note(build, batch, i, err));
        if (item->replaces != 0)
            ASSAY_TRY(assay_writer_remove(build->writer, item->replaces, err));
        if (item->record == NULL)
            continue;
        ASSAY_TRY(feed_segment(build, item, ids, err));
        if (build->with_catalogue)
            ASSAY_TRY(assay_writer_put(build->writer, item->docid, batch->documents[i], err));
    }
    return ASSAY_OK;
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
