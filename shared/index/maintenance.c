#include "index/maintenance.h"

#include "index/compaction.h"
#include "index/keyword.h"
#include "index/schema.h"
#include "index/writer.h"
#include "records/identifier.h"

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

/* An identity is not kept as an identifier too where there are no text terms. */
static assay_status delete_id(uint64_t *deleted, assay_writer *writer, assay_span id,
                              assay_error *err) {
    char storage[ASSAY_IDENTIFIER_WHOLE_MAX];
    assay_span normal;
    ASSAY_TRY(delete_term(deleted, writer, "Q", id, err));
    if (!assay_identifier_typed(&normal, storage, id))
        return ASSAY_OK;
    ASSAY_TRY(delete_term(deleted, writer, "Q", normal, err));
    return delete_term(deleted, writer, ASSAY_TERM_ID, normal, err);
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

assay_status assay_index_optimize(const char *dir, assay_index_order order, int threads,
                                  assay_error *err) {
    static const assay_merge_wish wishes[] = {[ASSAY_ORDER_BEST] = ASSAY_MERGE_BEST,
                                              [ASSAY_ORDER_SIMILAR] = ASSAY_MERGE_SIMILAR,
                                              [ASSAY_ORDER_NUMBERS] = ASSAY_MERGE_NUMBERS};
    const assay_writer_options options = {.threads = threads};
    assay_writer *writer = NULL;
    ASSAY_TRY(assay_writer_open(&writer, dir, &options, err));
    bool smaller = false;
    assay_status status = assay_writer_commit(writer, wishes[order], err);
    if (status == ASSAY_OK)
        status = assay_compaction_run(&smaller, dir, err);
    assay_writer_close(writer);
    return status;
}
