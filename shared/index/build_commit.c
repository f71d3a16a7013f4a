#include "index/build_internal.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

enum { WORDS_SHARE = 8 }; /* part of the memory the workers' maps may take */

void assay_build_wait(assay_build *build) {
    pthread_mutex_lock(&build->lock);
    while (build->finished != build->dispatched)
        pthread_cond_wait(&build->changed, &build->lock);
    pthread_mutex_unlock(&build->lock);
}

void assay_build_rest(assay_build *build) {
    assay_build_wait(build);
    bool words_wanted = build->with_catalogue && build->with_text; /* for the spelling checker */
    for (size_t i = 0; i < build->jobs && !words_wanted; i++)
        assay_build_worker_rest(&build->workers[i]);
    for (size_t i = 0; i < build->batch_count; i++)
        assay_arena_done(&build->batches[i]->arena);
#ifdef __GLIBC__
    malloc_trim(
        0); /* else it stays with the threads' heaps, where the last segment cannot have it */
#endif
}

static assay_status tell_words(assay_build *build, assay_error *err) {
    if (build->with_catalogue && build->with_text)
        for (size_t i = 0; i < build->jobs; i++)
            ASSAY_TRY(assay_build_worker_spell(&build->workers[i], build->writer, err));
    return ASSAY_OK;
}

assay_status assay_build_forget_words(assay_build *build, assay_error *err) {
    if (build->words_held < build->memory / WORDS_SHARE)
        return ASSAY_OK;
    assay_build_wait(build);
    ASSAY_TRY(assay_build_check(build, err));
    ASSAY_TRY(tell_words(build, err));
    for (size_t i = 0; i < build->jobs; i++)
        assay_build_worker_forget(&build->workers[i]);
    build->words_held = 0;
    return ASSAY_OK;
}

assay_status assay_build_flush(assay_build *build, assay_error *err) {
    assay_build_wait(build);
    ASSAY_TRY(assay_build_check(build, err));
    ASSAY_TRY(assay_build_spill(build, err));
    ASSAY_TRY(tell_words(build, err));
    if (build->with_catalogue) /* while the segment is being written */
        ASSAY_TRY(assay_writer_settle(build->writer, err));
    return assay_build_finish_spill(build, err);
}

assay_status assay_build_commit(assay_build *build, assay_merge_wish wish, assay_error *err) {
    ASSAY_TRY(assay_build_flush(build, err));
    ASSAY_TRY(assay_writer_commit(build->writer, wish, err));
    build->packed_bytes = 0;
    build->counts->commits++;
    return ASSAY_OK;
}
