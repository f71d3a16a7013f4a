#include "index/build_internal.h"

#include "index/schema.h"

#include <stdlib.h>

/* A word met less often in a load is as likely a mistake itself; each costs libxapian a table entry
 * and several fragments. */
enum { SPELLING_MIN = 4, SPELLING_MAX = 24, SPELLING_COUNT = 5 };

assay_status assay_build_worker_init(assay_build_worker *worker, assay_build *build, size_t number,
                                     const char *stemmer, assay_error *err) {
    worker->build = build;
    worker->number = number;
    assay_buffer_init(&worker->packed, ASSAY_BUFFER_NO_CAP);
    assay_catalogue_feed_init(&worker->catalogue);
    const assay_analyzer_options options = {.stemmer = stemmer};
    ASSAY_TRY(assay_terms_new(&worker->terms, &options, err));
    return assay_stored_new(&worker->stored, err);
}

void assay_build_worker_rest(assay_build_worker *worker) {
    for (size_t i = 0; i < ASSAY_TERMS_MAPS; i++)
        assay_feed_ids_done(&worker->ids[i]);
    assay_terms_free(worker->terms);
    worker->terms = NULL;
}

void assay_build_worker_done(assay_build_worker *worker) {
    assay_build_worker_rest(worker);
    assay_catalogue_feed_done(&worker->catalogue);
    assay_stored_free(worker->stored);
    assay_buffer_done(&worker->packed);
    free(worker->spellings);
}

/* Counts the record's words for the spelling checker. */
static assay_status count_words(assay_build_worker *worker, assay_error *err) {
    const assay_terms *terms = worker->terms;
    size_t words = assay_map_count(assay_analyzer_forms(terms->analyzer));
    if (words > worker->spelling_capacity) {
        size_t capacity = words + words / 2 + 1024;
        uint32_t *moved = realloc(worker->spellings, capacity * sizeof *moved);
        if (moved == NULL)
            return assay_fail_memory(err);
        memset(moved + worker->spelling_capacity, 0,
               (capacity - worker->spelling_capacity) * sizeof *moved);
        worker->spellings = moved;
        worker->spelling_capacity = capacity;
    }
    for (size_t i = 0; i < terms->forms.count; i++)
        worker->spellings[terms->forms.ids[i]] += terms->forms.times[i];
    return ASSAY_OK;
}

static bool is_plain_word(assay_span word) {
    if (word.size < SPELLING_MIN || word.size > SPELLING_MAX)
        return false;
    for (size_t i = 0; i < word.size; i++)
        if (word.data[i] < 'a' || word.data[i] > 'z')
            return false;
    return true;
}

assay_status assay_build_worker_spell(assay_build_worker *worker, assay_writer *writer,
                                      assay_error *err) {
    const assay_map *forms = assay_analyzer_forms(worker->terms->analyzer);
    for (uint32_t i = 0; i < assay_map_count(forms) && i < worker->spelling_capacity; i++)
        if (worker->spellings[i] >= SPELLING_COUNT && is_plain_word(assay_map_key(forms, i)))
            ASSAY_TRY(assay_writer_add_spelling(writer, assay_map_key(forms, i),
                                                worker->spellings[i], err));
    if (worker->spellings != NULL)
        memset(worker->spellings, 0, worker->spelling_capacity * sizeof *worker->spellings);
    return ASSAY_OK;
}

static assay_status pack_record(assay_build_worker *worker, const assay_record *record,
                                assay_xapian_document *document, assay_error *err) {
    const assay_build *build = worker->build;
    assay_buffer_clear(&worker->packed);
    if (!worker->has_dictionary)
        ASSAY_TRY(assay_stored_set_dictionary(worker->stored, assay_buffer_span(&build->dictionary),
                                              err));
    worker->has_dictionary = true;
    ASSAY_TRY(assay_stored_pack(&worker->packed, worker->stored, record, err));
    worker->build->packed_bytes += worker->packed.size;
    return assay_xapian_document_set_value(document, ASSAY_SLOT_RECORD,
                                           assay_buffer_span(&worker->packed), err);
}

static assay_status fill_document(assay_build_worker *worker, const assay_build_item *item,
                                  assay_xapian_document *document, assay_error *err) {
    const assay_build *build = worker->build;
    ASSAY_TRY(assay_xapian_document_clear(document, err));
    ASSAY_TRY(assay_catalogue_feed_fill(document, &worker->catalogue, worker->terms,
                                        build->with_text, err));
    char history[ASSAY_HISTORY_SIZE];
    assay_history_pack(history, &item->history);
    char hash[16];
    memcpy(hash, &item->hash.low, 8);
    memcpy(hash + 8, &item->hash.high, 8);
    ASSAY_TRY(assay_xapian_document_set_value(document, ASSAY_SLOT_HISTORY,
                                              assay_span_make(history, sizeof history), err));
    ASSAY_TRY(assay_xapian_document_set_value(document, ASSAY_SLOT_HASH,
                                              assay_span_make(hash, sizeof hash), err));
    /* For other programs, which only read a catalogue with text. */
    return build->with_text ? assay_xapian_document_set_data(document, item->record->identity, err)
                            : ASSAY_OK;
}

void assay_build_worker_forget(assay_build_worker *worker) {
    assay_terms_forget(worker->terms);
    for (size_t i = 0; i < ASSAY_TERMS_MAPS; i++) {
        worker->keys_told[i] = 0;
        worker->ids[i].count = 0;
    }
}

static assay_status analyze_item(assay_build_worker *worker, assay_build_batch *batch, size_t i,
                                 assay_error *err) {
    assay_build_item *item = &batch->items[i];
    ASSAY_TRY(assay_terms_run(worker->terms, item->record, &item->history, err));
    ASSAY_TRY(assay_terms_keep(&item->analyzed, worker->terms, &batch->arena, err));
    worker->build->text_bytes += worker->terms->text_bytes;
    if (!worker->build->with_catalogue)
        return ASSAY_OK;
    if (worker->build->with_text)
        ASSAY_TRY(count_words(worker, err));
    if (batch->documents[i] == NULL)
        ASSAY_TRY(assay_xapian_document_new(&batch->documents[i], err));
    return fill_document(worker, item, batch->documents[i], err);
}

/* The feeder reads our ids by keys it is told of; it never looks into the maps, which go on growing.
 */
static assay_status tell_keys(assay_build_worker *worker, assay_build_batch *batch,
                              assay_error *err) {
    batch->worker = worker->number;
    for (int which = 0; which < ASSAY_TERMS_MAPS; which++) {
        const assay_map *map = assay_terms_map(worker->terms, which);
        uint32_t told = worker->keys_told[which], count = assay_map_count(map) - told;
        batch->keys[which] = assay_arena_alloc(&batch->arena, count * sizeof(assay_span));
        if (batch->keys[which] == NULL)
            return assay_fail_memory(err);
        for (uint32_t i = 0; i < count; i++)
            batch->keys[which][i] = assay_map_key(map, told + i);
        batch->key_counts[which] = count;
        worker->keys_told[which] = told + count;
    }
    return ASSAY_OK;
}

static assay_status pack_item(assay_build_worker *worker, assay_build_batch *batch, size_t i,
                              assay_error *err) {
    return worker->build->with_catalogue
               ? pack_record(worker, batch->items[i].record, batch->documents[i], err)
               : ASSAY_OK;
}

typedef assay_status batch_step(assay_build_worker *worker, assay_build_batch *batch, size_t i,
                                assay_error *err);

static assay_status each_record(assay_build_worker *worker, assay_build_batch *batch,
                                batch_step *step, assay_error *err) {
    for (size_t i = 0; i < batch->count; i++) {
        const assay_record *record = batch->items[i].record;
        if (record != NULL && step(worker, batch, i, err) != ASSAY_OK)
            return assay_fail_in(err, "%.*s", ASSAY_SPAN_ARG(record->identity));
    }
    return ASSAY_OK;
}

/* Records are packed once all are analyzed: by turns each would drive the other's tables and branches out of
 * the processor's caches. After a failure batches still pass, untouched, so that nobody waits for one. */
static void work_batch(assay_build_worker *worker, assay_build_batch *batch) {
    assay_build *build = worker->build;
    assay_error error;
    size_t before = assay_terms_memory(worker->terms);
    assay_status status = assay_build_check(build, &error);
    if (status == ASSAY_OK)
        status = each_record(worker, batch, analyze_item, &error);
    if (status == ASSAY_OK)
        status = each_record(worker, batch, pack_item, &error);
    if (status == ASSAY_OK)
        status = tell_keys(worker, batch, &error);
    if (status != ASSAY_OK)
        assay_build_fail(build, status, &error);
    build->words_held += assay_terms_memory(worker->terms) - before;
}

void *assay_build_worker_run(void *argument) {
    assay_build_worker *worker = argument;
    assay_build *build = worker->build;
    void *taken = NULL;
    while (assay_queue_take(&taken, build->work)) {
        assay_build_batch *batch = taken;
        work_batch(worker, batch);
        pthread_mutex_lock(&build->lock);
        build->ready[batch->sequence % build->batch_count] = batch;
        pthread_cond_broadcast(&build->changed);
        pthread_mutex_unlock(&build->lock);
    }
    return NULL;
}
