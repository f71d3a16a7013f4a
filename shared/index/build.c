#include "index/build_internal.h"

#include "base/cpu.h"
#include "index/index_dir.h"

#include <stdlib.h>
#include <unistd.h>

enum {
    XAPIAN_BYTES_PER_DOCUMENT = 16384, /* libxapian's memory for a buffered abstract, about */
    FLUSH_MIN = 200,
    FLUSH_MAX = 50000
};

void assay_build_fail(assay_build *build, assay_status status, const assay_error *error) {
    pthread_mutex_lock(&build->lock);
    if (build->status == ASSAY_OK) {
        build->status = status;
        build->error = *error;
    }
    pthread_cond_broadcast(&build->changed);
    pthread_mutex_unlock(&build->lock);
}

assay_status assay_build_check(assay_build *build, assay_error *err) {
    pthread_mutex_lock(&build->lock);
    assay_status status = build->status;
    if (status != ASSAY_OK && err != NULL)
        *err = build->error;
    pthread_mutex_unlock(&build->lock);
    return status;
}

static uint64_t default_memory(void) {
    const uint64_t most = UINT64_C(2) << 30;
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    if (pages <= 0 || size <= 0)
        return most;
    uint64_t quarter = (uint64_t)pages * (uint64_t)size / 4;
    return quarter < most ? quarter : most;
}

static uint32_t flush_documents(const assay_build *build) {
    uint64_t documents = build->memory / 8 / XAPIAN_BYTES_PER_DOCUMENT;
    return documents < FLUSH_MIN   ? FLUSH_MIN
           : documents > FLUSH_MAX ? FLUSH_MAX
                                   : (uint32_t)documents;
}

static assay_status start_threads(assay_build *build, assay_error *err) {
    for (size_t i = 0; i < build->jobs; i++) {
        assay_build_worker *worker = &build->workers[i];
        worker->started =
            pthread_create(&worker->thread, NULL, assay_build_worker_run, worker) == 0;
        if (!worker->started)
            return assay_fail(err, ASSAY_E_MEMORY, "cannot start a thread");
    }
    build->feeder_started =
        pthread_create(&build->feeder, NULL, assay_build_feeder_run, build) == 0;
    return build->feeder_started ? ASSAY_OK
                                 : assay_fail(err, ASSAY_E_MEMORY, "cannot start a thread");
}

static assay_status make_batches(assay_build *build, assay_error *err) {
    build->batch_count = 2 * build->jobs + 4;
    ASSAY_TRY(assay_queue_new(&build->free, build->batch_count, err));
    ASSAY_TRY(assay_queue_new(&build->work, build->batch_count, err));
    for (size_t i = 0; i < build->batch_count; i++) {
        build->batches[i] = calloc(1, sizeof *build->batches[i]);
        if (build->batches[i] == NULL)
            return assay_fail_memory(err);
        assay_arena_init(&build->batches[i]->arena);
        build->batches[i]->arena.kept = ASSAY_BUILD_BATCH_KEPT;
        (void)assay_queue_put(build->free, build->batches[i]);
    }
    return ASSAY_OK;
}

assay_status assay_build_start(assay_build *build, const char *dir, assay_error *err) {
    const assay_build_options *options = build->options;
    build->memory = options->memory != 0 ? options->memory : default_memory();
    build->jobs = options->jobs > 0 ? (size_t)options->jobs : (size_t)assay_cpu_cores();
    if (build->jobs > ASSAY_BUILD_JOBS_MAX)
        build->jobs = ASSAY_BUILD_JOBS_MAX;
    for (size_t i = 0; i < build->jobs; i++)
        ASSAY_TRY(assay_build_worker_init(&build->workers[i], build, i, options->stemmer, err));
    const assay_writer_options writer = {
        .create = options->create,
        .no_text = options->no_text,
        .analyzer = assay_analyzer_identity(build->workers[0].terms->analyzer),
        .flush_documents = flush_documents(build),
        .no_sync = options->no_sync,
        .threads = (int)build->jobs,
        .removed_memory = (size_t)(build->memory / 32)};
    ASSAY_TRY(assay_writer_open(&build->writer, dir, &writer, err));
    build->with_text = assay_writer_manifest(build->writer)->text;
    if (build->with_catalogue)
        ASSAY_TRY(assay_writer_dictionary(&build->dictionary, build->writer, err));
    ASSAY_TRY(make_batches(build, err));
    return start_threads(build, err);
}

static void stop_threads(assay_build *build) {
    if (build->work != NULL)
        assay_queue_close(build->work);
    for (size_t i = 0; i < build->jobs; i++)
        if (build->workers[i].started)
            pthread_join(build->workers[i].thread, NULL);
    if (!build->feeder_started)
        return;
    assay_build_wait(build);
    assay_build_batch last = {.sequence = ASSAY_BUILD_LAST_SEQUENCE};
    pthread_mutex_lock(&build->lock);
    build->ready[build->finished % build->batch_count] = &last;
    pthread_cond_broadcast(&build->changed);
    pthread_mutex_unlock(&build->lock);
    pthread_join(build->feeder, NULL);
}

void assay_build_finish(assay_build *build) {
    stop_threads(build);
    if (build->spill.started)
        pthread_join(build->spill.thread, NULL);
    free(build->spill.path);
    assay_segment_feed_free(build->spill.feed);
    assay_segment_feed_free(build->feed);
    for (size_t i = 0; i < build->jobs; i++)
        assay_build_worker_done(&build->workers[i]);
    for (size_t i = 0; i < build->batch_count && build->batches[i] != NULL; i++) {
        for (size_t k = 0; k < ASSAY_BUILD_BATCH_RECORDS; k++)
            assay_xapian_document_free(build->batches[i]->documents[k]);
        assay_arena_done(&build->batches[i]->arena);
        free(build->batches[i]);
    }
    assay_queue_free(build->free);
    assay_queue_free(build->work);
    assay_writer_close(build->writer);
    assay_buffer_done(&build->dictionary);
    assay_build_history_done(&build->past);
    pthread_mutex_destroy(&build->lock);
    pthread_cond_destroy(&build->changed);
    free(build);
}

assay_status assay_build_new(assay_build **out, assay_build_counts *counts,
                             const assay_build_options *options, assay_error *err) {
    assay_build *build = calloc(1, sizeof *build);
    if (build == NULL)
        return assay_fail_memory(err);
    pthread_mutex_init(&build->lock, NULL);
    pthread_cond_init(&build->changed, NULL);
    assay_buffer_init(&build->dictionary, ASSAY_BUFFER_NO_CAP);
    assay_build_history_init(&build->past);
    build->options = options;
    build->counts = counts;
    build->with_catalogue = true;
    *counts = (assay_build_counts){0};
    *out = build;
    return ASSAY_OK;
}

/* A load that is a good part of the index leaves one segment behind, a small one what the tiers say.
 */
static assay_merge_wish last_wish(const assay_build *build, uint32_t before) {
    uint64_t now = build->counts->added + build->counts->replaced;
    return now >= before / 4 && now != 0 ? ASSAY_MERGE_ALL : ASSAY_MERGE_TIERS;
}

static assay_status add(assay_build *build, const char *const *paths, size_t path_count,
                        assay_error *err) {
    const uint32_t before = assay_writer_committed(build->writer);
    char *catalogue = assay_index_dir_catalogue(assay_writer_path(build->writer));
    if (catalogue == NULL)
        return assay_fail_memory(err);
    assay_build_intake intake;
    assay_status status = assay_build_intake_init(&intake, build, catalogue, err);
    if (status == ASSAY_OK)
        status = assay_build_intake_paths(&intake, paths, path_count, err);
    /* Interrupted or stopped by a bad record: whole records that came before stay. */
    assay_error later;
    assay_status end = assay_build_check(build, &later);
    if (end == ASSAY_OK)
        end = assay_build_intake_dispatch(&intake, &later);
    assay_build_rest(build);
    if (end == ASSAY_OK)
        end = assay_build_commit(build, last_wish(build, before), &later);
    build->counts->text_bytes = build->text_bytes;
    build->counts->commits += build->commits;
    assay_build_intake_done(&intake);
    free(catalogue);
    if (end != ASSAY_OK && (status == ASSAY_OK || status == ASSAY_E_INTERRUPTED)) {
        *err = later;
        return end;
    }
    return status;
}

assay_status assay_build_add(assay_build_counts *counts, const char *dir, const char *const *paths,
                             size_t path_count, const assay_build_options *options,
                             assay_error *err) {
    assay_build *build = NULL;
    ASSAY_TRY(assay_build_new(&build, counts, options, err));
    assay_status status = assay_build_start(build, dir, err);
    if (status == ASSAY_OK)
        status = add(build, paths, path_count, err);
    assay_build_finish(build);
    return status;
}
