#include "index/maintenance.h"

#include "index/compaction.h"
#include "index/keyword.h"
#include "index/schema.h"
#include "index/writer.h"
#include "records/identifier.h"

/* The normalised "scheme:value" of an identifier as typed; false when it has no known form. */
static bool normal_id(assay_buffer *out, assay_span id) {
    char storage[ASSAY_IDENTIFIER_MAX], scheme[32];
    assay_span value = id, normal;
    assay_span head = assay_span_cut(&value, ':');
    const char *guessed = assay_identifier_guess(id);
    if (guessed != NULL) {
        if (!assay_identifier_normalise(&normal, storage, guessed, id))
            return false;
        assay_buffer_add_text(out, guessed);
    } else {
        if (value.size == 0 || head.size == 0 || head.size >= sizeof scheme)
            return false;
        memcpy(scheme, head.data, head.size);
        scheme[head.size] = 0;
        if (!assay_identifier_normalise(&normal, storage, scheme, value))
            return false;
        assay_buffer_add_span(out, head);
    }
    assay_buffer_add_byte(out, ':');
    assay_buffer_add_span(out, normal);
    return true;
}

static assay_status delete_term(uint64_t *deleted, assay_writer *writer, const char *prefix,
                                assay_span text, assay_error *err) {
    assay_buffer term;
    assay_buffer_init(&term, ASSAY_BUFFER_NO_CAP);
    assay_keyword_exact(&term, prefix, text);
    assay_status status = assay_buffer_check(&term, err);
    for (;;) {
        assay_docid docid = 0;
        if (status == ASSAY_OK)
            status = assay_writer_find(&docid, writer, assay_buffer_span(&term), err);
        if (status != ASSAY_OK || docid == 0)
            break;
        status = assay_writer_remove(writer, docid, err);
        *deleted += status == ASSAY_OK;
    }
    assay_buffer_done(&term);
    return status;
}

static assay_status delete_id(uint64_t *deleted, assay_writer *writer, assay_span id,
                              assay_error *err) {
    ASSAY_TRY(delete_term(deleted, writer, "Q", id, err));
    assay_buffer normal;
    assay_buffer_init(&normal, ASSAY_BUFFER_NO_CAP);
    assay_status status = ASSAY_OK;
    if (normal_id(&normal, id))
        status = delete_term(deleted, writer, ASSAY_TERM_ID, assay_buffer_span(&normal), err);
    assay_buffer_done(&normal);
    return status;
}

static assay_status delete_all(uint64_t *deleted, bool *found, assay_writer *writer,
                               const assay_span *ids, size_t count, assay_error *err) {
    for (size_t i = 0; i < count; i++) {
        uint64_t before = *deleted;
        ASSAY_TRY(delete_id(deleted, writer, ids[i], err));
        if (found != NULL)
            found[i] = *deleted != before;
    }
    return *deleted != 0 ? assay_writer_commit(writer, ASSAY_MERGE_TIERS, err) : ASSAY_OK;
}

assay_status assay_index_delete(uint64_t *deleted, bool *found, const char *dir,
                                const assay_span *ids, size_t count, assay_error *err) {
    const assay_writer_options options = {0};
    assay_writer *writer = NULL;
    ASSAY_TRY(assay_writer_open(&writer, dir, &options, err));
    uint64_t gone = 0;
    assay_status status = delete_all(&gone, found, writer, ids, count, err);
    assay_writer_close(writer);
    if (status == ASSAY_OK)
        *deleted = gone;
    return status;
}

assay_status assay_index_optimize(const char *dir, int threads, assay_error *err) {
    const assay_writer_options options = {.threads = threads};
    assay_writer *writer = NULL;
    ASSAY_TRY(assay_writer_open(&writer, dir, &options, err));
    bool smaller = false;
    assay_status status = assay_writer_commit(writer, ASSAY_MERGE_ORDER, err);
    if (status == ASSAY_OK)
        status = assay_compaction_run(&smaller, dir, err);
    assay_writer_close(writer);
    return status;
}
