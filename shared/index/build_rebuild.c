#include "index/build_internal.h"
#include "index/reader.h"

static assay_status put_back(assay_build_intake *intake, assay_reader *reader, assay_docid docid,
                             assay_error *err) {
    assay_build_batch *batch = NULL;
    ASSAY_TRY(assay_build_intake_batch(&batch, intake, err));
    assay_record *record = assay_arena_alloc(&batch->arena, sizeof *record);
    if (record == NULL)
        return assay_fail_memory(err);
    assay_record_init(record, &batch->arena);
    ASSAY_TRY(assay_reader_record(record, reader, docid, err));
    assay_build_item item = {.record = record, .docid = docid};
    ASSAY_TRY(assay_reader_history(&item.history, reader, docid, err));
    ASSAY_TRY(assay_reader_changes(&item.changes, reader, &batch->arena, docid, err));
    batch->items[batch->count++] = item;
    intake->build->counts->read++;
    return ASSAY_OK;
}

static assay_status rebuild(assay_build *build, assay_build_intake *intake, assay_reader *reader,
                            assay_error *err) {
    assay_docid docid = 0;
    ASSAY_TRY(assay_reader_next(&docid, reader, 1, err));
    while (docid != 0) {
        if (build->options->cancel != NULL && atomic_load(build->options->cancel))
            return assay_fail(err, ASSAY_E_INTERRUPTED, "interrupted");
        ASSAY_TRY(put_back(intake, reader, docid, err));
        ASSAY_TRY(assay_reader_next(&docid, reader, docid + 1, err));
    }
    return assay_build_intake_dispatch(intake, err);
}

static assay_status run(assay_build *build, assay_reader *reader, assay_error *err) {
    assay_build_intake intake;
    ASSAY_TRY(assay_build_intake_init(&intake, build, NULL, err));
    assay_writer_drop_segments(build->writer);
    assay_status status = rebuild(build, &intake, reader, err);
    assay_build_intake_done(&intake);
    ASSAY_TRY(status);
    assay_build_rest(build);
    return assay_build_commit(build, ASSAY_MERGE_ALL, err);
}

assay_status assay_build_rebuild(assay_build_counts *counts, const char *dir,
                                 const assay_build_options *options, assay_error *err) {
    assay_reader *reader = NULL;
    ASSAY_TRY(assay_reader_open(&reader, dir, err));
    assay_build_options kept = *options;
    kept.create = false;
    assay_build *build = NULL;
    assay_status status = assay_build_new(&build, counts, &kept, err);
    if (status == ASSAY_OK) {
        build->with_catalogue = false;
        status = assay_build_start(build, dir, err);
        if (status == ASSAY_OK)
            status = run(build, reader, err);
        counts->text_bytes = build->text_bytes;
        assay_build_finish(build);
    }
    assay_reader_close(reader);
    return status;
}
