#include "index/build_internal.h"
#include "index/changed_terms.h"
#include "index/schema.h"

void assay_build_history_init(assay_build_history *past) {
    past->stored = NULL;
    assay_buffer_init(&past->packed, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&past->before, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&past->text, ASSAY_BUFFER_NO_CAP);
}

void assay_build_history_done(assay_build_history *past) {
    assay_stored_free(past->stored);
    assay_buffer_done(&past->packed);
    assay_buffer_done(&past->before);
    assay_buffer_done(&past->text);
}

/* The old version's JSON into past->before. One that is damaged is replaced all the same: nothing is known of what changed then. */
static assay_status read_before(assay_build *build, assay_docid old, assay_error *err) {
    assay_build_history *past = &build->past;
    assay_error ignored;
    assay_buffer_clear(&past->packed);
    assay_buffer_clear(&past->before);
    ASSAY_TRY(assay_writer_value(&past->packed, build->writer, old, ASSAY_SLOT_RECORD, err));
    if (past->stored == NULL) {
        ASSAY_TRY(assay_stored_new(&past->stored, err));
        ASSAY_TRY(
            assay_stored_set_dictionary(past->stored, assay_buffer_span(&build->dictionary), err));
    }
    assay_status status = assay_stored_unpack(&past->before, past->stored,
                                              assay_buffer_span(&past->packed), &ignored);
    if (status == ASSAY_E_MEMORY)
        return assay_fail_memory(err);
    if (status != ASSAY_OK)
        assay_buffer_clear(&past->before);
    return ASSAY_OK;
}

static assay_status read_changes(assay_changes *out, assay_build *build, assay_arena *arena,
                                 assay_docid old, assay_error *err) {
    assay_build_history *past = &build->past;
    assay_span packed;
    assay_error ignored;
    assay_buffer_clear(&past->packed);
    ASSAY_TRY(assay_writer_value(&past->packed, build->writer, old, ASSAY_SLOT_CHANGES, err));
    ASSAY_TRY(assay_arena_copy(&packed, arena, assay_buffer_span(&past->packed), err));
    if (assay_record_changes_unpack(out, arena, packed, &ignored) != ASSAY_OK)
        *out = (assay_changes){0};
    return ASSAY_OK;
}

static assay_status note_update(assay_build *build, assay_build_batch *batch, size_t i,
                                assay_error *err) {
    assay_build_item *item = &batch->items[i];
    assay_build_history *past = &build->past;
    ASSAY_TRY(read_before(build, item->replaces, err));
    ASSAY_TRY(read_changes(&item->changes, build, &batch->arena, item->replaces, err));
    if (past->before.size != 0) {
        assay_error ignored;
        assay_status status = assay_record_changes_note(
            &item->changes, &batch->arena, assay_buffer_span(&past->before), item->record,
            item->history.changes, item->history.changed, &ignored);
        if (status == ASSAY_E_MEMORY)
            return assay_fail_memory(err);
    }
    return ASSAY_OK;
}

static assay_status keep_changes(assay_build *build, assay_build_batch *batch, size_t i,
                                 assay_error *err) {
    assay_buffer *packed = &build->past.text;
    assay_buffer_clear(packed);
    assay_record_changes_pack(packed, &batch->items[i].changes);
    ASSAY_TRY(assay_buffer_check(packed, err));
    return packed->size == 0
               ? ASSAY_OK
               : assay_xapian_document_set_value(batch->documents[i], ASSAY_SLOT_CHANGES,
                                                 assay_buffer_span(packed), err);
}

assay_status assay_build_history_note(assay_build *build, assay_build_batch *batch, size_t i,
                                      assay_error *err) {
    assay_build_item *item = &batch->items[i];
    if (item->record == NULL)
        return ASSAY_OK;
    if (build->with_catalogue && item->replaces != 0)
        ASSAY_TRY(note_update(build, batch, i, err));
    if (build->with_catalogue)
        ASSAY_TRY(keep_changes(build, batch, i, err));
    ASSAY_TRY(assay_changed_terms(&item->analyzed.changes, &item->analyzed.change_count,
                                  &batch->arena, &item->changes, item->history.changes, err));
    for (size_t k = 0; build->with_catalogue && build->with_text && k < item->analyzed.change_count;
         k++)
        ASSAY_TRY(assay_xapian_document_add_term(batch->documents[i], item->analyzed.changes[k], 0,
                                                 NULL, 0, err));
    return ASSAY_OK;
}
