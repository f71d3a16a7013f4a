#include "engine/build_internal.h"

#include <stdlib.h>

void assay_build_wait(assay_build *build) {
    pthread_mutex_lock(&build->lock);
    while (build->finished != build->dispatched)
        pthread_cond_wait(&build->changed, &build->lock);
    pthread_mutex_unlock(&build->lock);
}

static bool has_records(const assay_build_worker *worker) {
    return worker->segment.inverter != NULL &&
           assay_inverter_records(worker->segment.inverter) != 0;
}

static assay_status take_segment(assay_build *build, assay_build_worker *worker, assay_error *err) {
    free(worker->path);
    worker->path = NULL;
    if (worker->status != ASSAY_OK) {
        *err = worker->error;
        return worker->status;
    }
    return assay_writer_add_segment(build->writer, worker->number, err);
}

/* All workers' inverters to segments, at the same time. */
static assay_status write_segments(assay_build *build, assay_error *err) {
    pthread_t threads[ASSAY_BUILD_JOBS_MAX];
    bool started[ASSAY_BUILD_JOBS_MAX] = {false};
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < build->jobs && status == ASSAY_OK; i++) {
        assay_build_worker *worker = &build->workers[i];
        if (!has_records(worker))
            continue;
        status = assay_writer_new_segment(&worker->path, &worker->number, build->writer, err);
        if (status != ASSAY_OK)
            break;
        started[i] = pthread_create(&threads[i], NULL, assay_build_worker_write, worker) == 0;
        if (!started[i])
            (void)assay_build_worker_write(worker);
    }
    for (size_t i = 0; i < build->jobs; i++) {
        if (started[i])
            pthread_join(threads[i], NULL);
        if (status == ASSAY_OK && build->workers[i].path != NULL)
            status = take_segment(build, &build->workers[i], err);
    }
    return status;
}

static void forget(assay_build *build) {
    for (size_t i = 0; i < build->jobs; i++) {
        assay_segment_feed_done(&build->workers[i].segment);
        assay_terms_forget(build->workers[i].terms);
    }
    build->held = 0;
    build->packed_bytes = 0;
}

assay_status assay_build_spill(assay_build *build, assay_error *err) {
    assay_build_wait(build);
    ASSAY_TRY(assay_build_check(build, err));
    ASSAY_TRY(write_segments(build, err));
    if (build->with_catalogue && build->with_text)
        for (size_t i = 0; i < build->jobs; i++)
            ASSAY_TRY(assay_build_worker_spell(&build->workers[i], build->writer, err));
    forget(build);
    return ASSAY_OK;
}

assay_status assay_build_commit(assay_build *build, assay_merge_wish wish, assay_error *err) {
    ASSAY_TRY(assay_build_spill(build, err));
    ASSAY_TRY(assay_writer_commit(build->writer, wish, err));
    build->counts->commits++;
    return ASSAY_OK;
}
