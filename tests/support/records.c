#include "support/records.h"

#include <stdio.h>

void test_records_init(test_records *kept) {
    *kept = (test_records){0};
    assay_map_init(&kept->identities);
}

static void empty(test_records *kept) {
    for (size_t i = 0; i < kept->begun; i++) {
        assay_arena_done(&kept->records[i]->arena);
        free(kept->records[i]);
    }
    for (size_t i = 0; i < kept->problem_count && i < 64; i++) {
        free(kept->problems[i].path);
        free(kept->problems[i].message);
        free(kept->problems[i].record);
    }
    free(kept->records);
    kept->records = NULL;
    kept->count = kept->begun = kept->capacity = kept->problem_count = kept->lost =
        kept->deletion_count = 0;
    kept->progress = 0;
    assay_map_clear(&kept->identities);
}

void test_records_done(test_records *kept) {
    empty(kept);
    assay_map_done(&kept->identities);
}

/* One slot beyond the delivered records is the one begun; giving it up empties it again. */
static assay_record *begin(void *user, assay_error *err) {
    test_records *kept = user;
    (void)err;
    size_t slot = kept->only_count ? 0 : kept->count;
    if (slot == kept->begun) {
        if (slot == kept->capacity) {
            kept->capacity = kept->capacity * 2 + 16;
            kept->records = realloc(kept->records, kept->capacity * sizeof *kept->records);
            ck_assert_ptr_nonnull(kept->records);
        }
        kept->records[slot] = malloc(sizeof **kept->records);
        ck_assert_ptr_nonnull(kept->records[slot]);
        assay_arena_init(&kept->records[slot]->arena);
        kept->begun++;
    }
    assay_arena_reset(&kept->records[slot]->arena);
    assay_record_init(&kept->records[slot]->record, &kept->records[slot]->arena);
    return &kept->records[slot]->record;
}

static assay_status keep(void *user, assay_record *record, assay_error *err) {
    test_records *kept = user;
    if (kept->stop_after != 0 && kept->count == kept->stop_after)
        return assay_fail(err, ASSAY_E_INTERRUPTED, "enough");
    ck_assert_msg(record->identity.size != 0, "a record without an identity was delivered");
    kept->count++;
    return assay_map_intern(&kept->identities, record->identity) != ASSAY_MAP_NONE
               ? ASSAY_OK
               : assay_fail_memory(err);
}

static assay_status keep_deletion(void *user, assay_span identity, assay_error *err) {
    test_records *kept = user;
    (void)err;
    if (kept->deletion_count < 8)
        snprintf(kept->deletions[kept->deletion_count], sizeof kept->deletions[0], "%.*s",
                 ASSAY_SPAN_ARG(identity));
    kept->deletion_count++;
    return ASSAY_OK;
}

static assay_status keep_problem(void *user, const assay_read_problem *problem, assay_error *err) {
    test_records *kept = user;
    (void)err;
    if (kept->problem_count < 64)
        kept->problems[kept->problem_count] = (test_kept_problem){
            .path = strdup(problem->path),
            .message = strdup(problem->error->message),
            .record = strndup(problem->record.size != 0 ? problem->record.data : "",
                              problem->record.size),
            .line = problem->line,
            .byte = problem->byte,
            .lost = problem->lost,
            .status = problem->error->status};
    kept->problem_count++;
    kept->lost += problem->lost;
    return ASSAY_OK;
}

static void keep_progress(void *user, uint64_t bytes_read) {
    ((test_records *)user)->progress = bytes_read;
}

static assay_record_sink sink_of(test_records *kept) {
    return (assay_record_sink){kept, begin, keep, keep_deletion, keep_problem, keep_progress};
}

assay_status test_records_read_bytes(test_records *kept, assay_span bytes, const char *name,
                                     const char *format, const char *map, assay_error *err) {
    const assay_record_sink sink = sink_of(kept);
    const assay_read_options options = {
        .format = format, .map = assay_span_of(map), .default_type = -1};
    empty(kept);
    return assay_read_bytes(bytes, name, &options, &sink, err);
}

assay_status test_records_read_path(test_records *kept, const char *path, const char *format,
                                    assay_error *err) {
    const assay_record_sink sink = sink_of(kept);
    const assay_read_options options = {.format = format, .default_type = -1};
    empty(kept);
    return assay_read_path(path, &options, &sink, err);
}

void test_records_read(test_records *kept, const char *text, const char *format) {
    assay_error err = {0};
    ck_ok(test_records_read_bytes(kept, assay_span_of(text), "test", format, NULL, &err), err);
}

const assay_record *test_record(const test_records *kept, size_t i) {
    ck_assert_msg(i < kept->count, "only %zu records were read%s%s", kept->count,
                  kept->problem_count != 0 ? ": " : "",
                  kept->problem_count != 0 ? kept->problems[0].message : "");
    return &kept->records[i]->record;
}

assay_span test_record_extra(const assay_record *record, const char *key) {
    for (size_t i = 0; i < record->extra.count; i++)
        if (assay_span_equal(record->extra.items[i].key, assay_span_of(key)))
            return record->extra.items[i].value;
    return (assay_span){NULL, 0};
}
