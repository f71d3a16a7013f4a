/* What the fuzz targets of the readers share: a sink that checks what it is given. */
#ifndef ASSAY_FUZZ_RECORDS_H
#define ASSAY_FUZZ_RECORDS_H
#include "records/reader.h"
#include "records/record_json.h"

#include <stdlib.h>

typedef struct {
    assay_arena arena, again; /* of the record as read, and as read again from its JSON */
    assay_record record;
    assay_buffer json;
} fuzz_sink;

static assay_record *fuzz_begin(void *user, assay_error *err) {
    fuzz_sink *sink = user;
    (void)err;
    assay_arena_reset(&sink->arena);
    assay_record_init(&sink->record, &sink->arena);
    return &sink->record;
}

/* A record written and read again must be the same. */
static void fuzz_reread(fuzz_sink *sink) {
    assay_error err;
    assay_record again;
    assay_arena_reset(&sink->again);
    assay_record_init(&again, &sink->again);
    if (assay_record_json_read(&again, assay_buffer_span(&sink->json), &err) != ASSAY_OK)
        abort();
    assay_record_hash a = assay_record_content_hash(&sink->record),
                      b = assay_record_content_hash(&again);
    if (a.low != b.low || a.high != b.high ||
        !assay_span_equal(sink->record.identity, again.identity))
        abort();
}

static assay_status fuzz_record(void *user, assay_record *record, assay_error *err) {
    fuzz_sink *sink = user;
    if (record != &sink->record || record->identity.size == 0)
        abort();
    assay_buffer_clear(&sink->json);
    assay_record_json_write(&sink->json, record);
    ASSAY_TRY(assay_buffer_check(&sink->json, err));
    fuzz_reread(sink);
    return ASSAY_OK;
}

static assay_status fuzz_deletion(void *user, assay_span identity, assay_error *err) {
    (void)user, (void)err;
    if (identity.size == 0)
        abort();
    return ASSAY_OK;
}

static assay_status fuzz_problem(void *user, const assay_read_problem *problem, assay_error *err) {
    (void)user, (void)err;
    if (problem->path == NULL || problem->error->message[0] == '\0')
        abort();
    return ASSAY_OK;
}

/* Reads the bytes as one file of the format; only memory may end it early. */
static void fuzz_read_records(const char *format, const uint8_t *data, size_t size) {
    fuzz_sink sink;
    assay_error err = {.status = ASSAY_OK};
    const assay_read_options options = {
        .format = format, .default_type = -1, .max_record_bytes = (size_t)1 << 20};
    const assay_record_sink calls = {&sink,         fuzz_begin,   fuzz_record,
                                     fuzz_deletion, fuzz_problem, NULL};
    assay_arena_init(&sink.arena);
    assay_arena_init(&sink.again);
    assay_buffer_init(&sink.json, ASSAY_BUFFER_NO_CAP);
    assay_status status = assay_read_bytes(assay_span_make((const char *)data, size), "input",
                                           &options, &calls, &err);
    if (status == ASSAY_E_BUG || (status != ASSAY_OK && err.message[0] == '\0'))
        abort();
    assay_arena_done(&sink.arena);
    assay_arena_done(&sink.again);
    assay_buffer_done(&sink.json);
}
#endif
