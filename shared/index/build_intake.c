#include "index/build_internal.h"

#include "index/keyword.h"
#include "index/schema.h"

#include <stdlib.h>

enum { ATTEMPTS = 4 }; /* to look into a catalogue that goes on */

assay_status assay_build_intake_init(assay_build_intake *intake, assay_build *build,
                                     const char *catalogue_path, assay_error *err) {
    *intake = (assay_build_intake){.build = build,
                                   .catalogue_path = catalogue_path,
                                   .last_docid = assay_writer_last_docid(build->writer),
                                   .today = assay_date_today()};
    assay_map_init(&intake->identities);
    assay_buffer_init(&intake->scratch, ASSAY_BUFFER_NO_CAP);
    assay_build_notices_init(&intake->notices);
    if (catalogue_path == NULL || assay_writer_committed(build->writer) == 0)
        return ASSAY_OK;
    return assay_xapian_reader_open(&intake->committed, &intake->catalogue_path, 1, err);
}

void assay_build_intake_done(assay_build_intake *intake) {
    assay_map_done(&intake->identities);
    assay_buffer_done(&intake->scratch);
    assay_build_notices_done(&intake->notices);
    assay_xapian_reader_close(intake->committed);
    free(intake->known);
}

/* Memory asks for it: the feeder commits at better points, where a segment was full anyway. */
static bool is_time_to_commit(const assay_build_intake *intake) {
    const assay_build *build = intake->build;
    size_t known =
        assay_map_memory(&intake->identities) + intake->known_capacity * sizeof *intake->known;
    return build->packed_bytes > assay_build_packed_share(build->memory) ||
           known > build->memory / 16;
}

/* Their memory too: it would ask for the next commit at once. */
static void forget_identities(assay_build_intake *intake) {
    assay_map_done(&intake->identities);
    assay_map_init(&intake->identities);
    free(intake->known);
    intake->known = NULL;
    intake->known_capacity = 0;
}

/* From here on the committed index answers for everything so far. */
static assay_status commit(assay_build_intake *intake, assay_error *err) {
    if (intake->catalogue_path == NULL)
        return assay_build_flush(intake->build, err);
    ASSAY_TRY(assay_build_commit(intake->build, ASSAY_MERGE_NONE, err));
    forget_identities(intake);
    intake->followed = intake->build->commits;
    if (intake->committed != NULL)
        return assay_xapian_reader_reopen(NULL, intake->committed, err);
    return assay_xapian_reader_open(&intake->committed, &intake->catalogue_path, 1, err);
}

/* From the first batch of the first load that is large enough, while the writer is still idle. */
static assay_status settle_dictionary(assay_build *build, const assay_build_batch *batch,
                                      assay_error *err) {
    const assay_record *records[ASSAY_BUILD_BATCH_RECORDS];
    size_t count = 0;
    if (build->dispatched != 0 || !build->with_catalogue || build->dictionary.size != 0)
        return ASSAY_OK;
    for (size_t i = 0; i < batch->count; i++)
        if (batch->items[i].record != NULL)
            records[count++] = batch->items[i].record;
    ASSAY_TRY(assay_stored_train(&build->dictionary, records, count, err));
    return build->dictionary.size != 0
               ? assay_writer_set_dictionary(build->writer, assay_buffer_span(&build->dictionary),
                                             err)
               : ASSAY_OK;
}

assay_status assay_build_intake_dispatch(assay_build_intake *intake, assay_error *err) {
    assay_build *build = intake->build;
    assay_build_batch *batch = intake->batch;
    if (batch == NULL || batch->count == 0)
        return ASSAY_OK;
    ASSAY_TRY(settle_dictionary(build, batch, err));
    intake->batch = NULL;
    batch->sequence = build->dispatched++;
    if (!assay_queue_put(build->work, batch))
        return assay_fail(err, ASSAY_E_BUG, "the work queue is closed");
    ASSAY_TRY(assay_build_check(build, err));
    build->counts->text_bytes = build->text_bytes;
    if (build->options->progress != NULL)
        build->options->progress(build->options->user, build->counts);
    ASSAY_TRY(assay_build_forget_words(build, err));
    return is_time_to_commit(intake) ? commit(intake, err) : ASSAY_OK;
}

assay_status assay_build_intake_batch(assay_build_batch **out, assay_build_intake *intake,
                                      assay_error *err) {
    if (intake->batch != NULL && intake->batch->count != 0 &&
        (intake->batch->count == ASSAY_BUILD_BATCH_RECORDS ||
         assay_arena_used(&intake->batch->arena) > ASSAY_BUILD_BATCH_BYTES))
        ASSAY_TRY(assay_build_intake_dispatch(intake, err));
    if (intake->batch == NULL) {
        void *taken = NULL;
        if (!assay_queue_take(&taken, intake->build->free))
            return assay_fail(err, ASSAY_E_BUG, "no batch is left");
        intake->batch = taken;
        intake->batch->count = 0;
    }
    if (intake->batch->count == 0)
        assay_arena_reset(&intake->batch->arena);
    *out = intake->batch;
    return ASSAY_OK;
}

static assay_record *begin(void *user, assay_error *err) {
    assay_build_intake *intake = user;
    assay_build_batch *batch = NULL;
    if (assay_build_intake_batch(&batch, intake, err) != ASSAY_OK)
        return NULL;
    assay_record *record = assay_arena_alloc(&batch->arena, sizeof *record);
    if (record == NULL)
        assay_fail(err, ASSAY_E_MEMORY, "out of memory");
    else
        assay_record_init(record, &batch->arena);
    return record;
}

/* The snapshot goes on with the feeder's commits, the second of which may take its pages. */
static assay_status follow(assay_build_intake *intake, bool stale, assay_error *err) {
    unsigned commits = intake->build->commits;
    if (intake->committed == NULL || (commits == intake->followed && !stale))
        return ASSAY_OK;
    intake->followed = commits;
    return assay_xapian_reader_reopen(NULL, intake->committed, err);
}

static assay_status look_up(assay_build_known *out, assay_build_intake *intake, assay_span identity,
                            assay_error *err) {
    *out = (assay_build_known){0};
    if (intake->committed == NULL)
        return ASSAY_OK;
    assay_buffer *scratch = &intake->scratch;
    assay_buffer_clear(scratch);
    assay_keyword_exact(scratch, "Q", identity);
    ASSAY_TRY(
        assay_xapian_reader_find(&out->docid, intake->committed, assay_buffer_span(scratch), err));
    if (out->docid == 0)
        return ASSAY_OK;
    assay_buffer_clear(scratch);
    ASSAY_TRY(
        assay_xapian_reader_value(scratch, intake->committed, out->docid, ASSAY_SLOT_HASH, err));
    if (scratch->size == 16) {
        memcpy(&out->hash.low, scratch->data, 8);
        memcpy(&out->hash.high, scratch->data + 8, 8);
    }
    assay_buffer_clear(scratch);
    ASSAY_TRY(
        assay_xapian_reader_value(scratch, intake->committed, out->docid, ASSAY_SLOT_HISTORY, err));
    /* One that cannot be read counts as none: it is bookkeeping. */
    (void)assay_history_unpack(&out->history, assay_buffer_span(scratch));
    return ASSAY_OK;
}

static assay_status find_committed(assay_build_known *out, assay_build_intake *intake,
                                   assay_span identity, assay_error *err) {
    assay_status status = ASSAY_E_STALE;
    for (int attempt = 0; status == ASSAY_E_STALE && attempt < ATTEMPTS; attempt++) {
        ASSAY_TRY(follow(intake, attempt != 0, err));
        status = look_up(out, intake, identity, err);
    }
    return status;
}

/* What the index has under the identity, looked up once and remembered: *out may be changed. */
static assay_status find_known(assay_build_known **out, assay_build_intake *intake,
                               assay_span identity, assay_error *err) {
    uint32_t before = assay_map_count(&intake->identities);
    uint32_t id = assay_map_intern(&intake->identities, identity);
    if (id == ASSAY_MAP_NONE)
        return assay_fail_memory(err);
    if (id >= intake->known_capacity) {
        size_t capacity = (size_t)id * 2 + 1024;
        assay_build_known *moved = realloc(intake->known, capacity * sizeof *moved);
        if (moved == NULL)
            return assay_fail_memory(err);
        intake->known = moved;
        intake->known_capacity = capacity;
    }
    if (id == before)
        ASSAY_TRY(find_committed(&intake->known[id], intake, identity, err));
    *out = &intake->known[id];
    return ASSAY_OK;
}

static bool is_cancelled(const assay_build *build) {
    return build->options->cancel != NULL && atomic_load(build->options->cancel);
}

static assay_status tell(assay_build_intake *intake, assay_span identity, assay_docid old,
                         const assay_record *record, assay_error *err) {
    assay_status status = ASSAY_E_STALE;
    for (int attempt = 0; status == ASSAY_E_STALE && attempt < ATTEMPTS; attempt++) {
        ASSAY_TRY(follow(intake, attempt != 0, err));
        status = assay_build_notices_tell(&intake->notices, intake->build->options,
                                          intake->committed, identity, old, record, err);
    }
    return status;
}

/* A record that is new here keeps the history it brings along. One that is here has its own, and this is one more update of it. */
static void date_item(assay_build_item *item, const assay_history *known, assay_date today) {
    const assay_record_history *brought = item->record->history;
    if (item->replaces == 0 && brought != NULL) {
        item->history = brought->history;
        item->changes = brought->changes;
        return;
    }
    item->history = *known;
    if (item->replaces != 0)
        item->history.changes++;
    else
        item->history.first_indexed = today;
    item->history.changed = today;
}

static assay_status record(void *user, assay_record *record, assay_error *err) {
    assay_build_intake *intake = user;
    assay_build_counts *counts = intake->build->counts;
    if (is_cancelled(intake->build))
        return assay_fail(err, ASSAY_E_INTERRUPTED, "interrupted");
    if (intake->last_docid == UINT32_MAX - 2)
        return assay_fail(err, ASSAY_E_LIMIT, "all record numbers are used");
    assay_build_known *known = NULL;
    ASSAY_TRY(find_known(&known, intake, record->identity, err));
    const assay_record_hash hash = assay_record_content_hash(record);
    counts->read++;
    if (known->docid != 0 && known->hash.low == hash.low && known->hash.high == hash.high) {
        counts->unchanged++;
        return ASSAY_OK;
    }
    ASSAY_TRY(tell(intake, record->identity, known->docid, record, err));
    assay_build_item item = {.record = record, .docid = ++intake->last_docid, .hash = hash};
    item.replaces = known->docid;
    date_item(&item, &known->history, intake->today);
    counts->replaced += item.replaces != 0;
    counts->added += item.replaces == 0;
    *known = (assay_build_known){item.docid, hash, item.history};
    intake->batch->items[intake->batch->count++] = item;
    return ASSAY_OK;
}

/* Room first: making it may commit, and what is known of an identity is forgotten then, this removal's too. */
static assay_status deletion(void *user, assay_span identity, assay_error *err) {
    assay_build_intake *intake = user;
    assay_build_batch *batch = NULL;
    assay_build_known *known = NULL;
    ASSAY_TRY(assay_build_intake_batch(&batch, intake, err));
    ASSAY_TRY(find_known(&known, intake, identity, err));
    if (known->docid == 0)
        return ASSAY_OK;
    ASSAY_TRY(tell(intake, identity, known->docid, NULL, err));
    batch->items[batch->count++] = (assay_build_item){.replaces = known->docid};
    *known = (assay_build_known){0};
    intake->build->counts->deleted++;
    return ASSAY_OK;
}

static assay_status problem(void *user, const assay_read_problem *problem, assay_error *err) {
    assay_build_intake *intake = user;
    const assay_build_options *options = intake->build->options;
    if (problem->lost)
        intake->build->counts->failed++;
    else
        intake->build->counts->warnings++;
    if (options->problem != NULL)
        options->problem(options->user, problem);
    if (!options->stop_on_error || !problem->lost)
        return ASSAY_OK;
    if (err != NULL)
        *err = *problem->error;
    return problem->error->status;
}

static void progress(void *user, uint64_t bytes_read) {
    assay_build_intake *intake = user;
    assay_build *build = intake->build;
    build->counts->bytes_read = intake->bytes_before + bytes_read;
    if (build->options->progress != NULL)
        build->options->progress(build->options->user, build->counts);
}

/* Whether the pipeline, not the file, is what failed. */
static bool is_ours(assay_build_intake *intake, assay_status status) {
    assay_error ignored;
    return status == ASSAY_E_INTERRUPTED || status == ASSAY_E_MEMORY || status == ASSAY_E_BUG ||
           assay_build_check(intake->build, &ignored) != ASSAY_OK;
}

static assay_status read_path(assay_build_intake *intake, const char *path, assay_error *err) {
    const assay_record_sink sink = {intake, begin, record, deletion, problem, progress};
    assay_build_counts *counts = intake->build->counts;
    uint64_t failed = counts->failed;
    assay_error error;
    assay_status status = assay_read_path(path, &intake->build->options->read, &sink, &error);
    intake->bytes_before = counts->bytes_read;
    if (status == ASSAY_OK)
        return ASSAY_OK;
    bool stopped = intake->build->options->stop_on_error && counts->failed != failed;
    if (!stopped && !is_ours(intake, status)) {
        counts->skipped++;
        const assay_read_problem about = {.path = path, .lost = true, .error = &error};
        if (intake->build->options->problem != NULL)
            intake->build->options->problem(intake->build->options->user, &about);
        if (!intake->build->options->stop_on_error)
            return ASSAY_OK;
    }
    if (err != NULL)
        *err = error;
    return status;
}

assay_status assay_build_intake_paths(assay_build_intake *intake, const char *const *paths,
                                      size_t count, assay_error *err) {
    for (size_t i = 0; i < count; i++)
        ASSAY_TRY(read_path(intake, paths[i], err));
    return ASSAY_OK;
}
