/* Any bytes as JSON records: the jsonl and the ctgov-json reader, and a stored record. */
#include "records/reader.h"
#include "records/record_json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct {
    assay_arena arena;
    assay_record record;
    assay_buffer json;
} sink_state;

static assay_record *begin(void *user, assay_error *err) {
    sink_state *state = user;
    (void)err;
    assay_arena_reset(&state->arena);
    assay_record_init(&state->record, &state->arena);
    return &state->record;
}

/* What was read must be written and read again as the same record. */
static assay_status check(void *user, assay_record *record, assay_error *err) {
    sink_state *state = user;
    assay_arena arena;
    assay_record again;
    assay_buffer_clear(&state->json);
    assay_record_json_write(&state->json, record);
    assay_arena_init(&arena);
    assay_record_init(&again, &arena);
    if (assay_record_json_read(&again, assay_buffer_span(&state->json), err) != ASSAY_OK)
        abort();
    assay_record_hash a = assay_record_content_hash(record), b = assay_record_content_hash(&again);
    if (a.low != b.low || a.high != b.high || !assay_span_equal(record->identity, again.identity))
        abort();
    assay_arena_done(&arena);
    return ASSAY_OK;
}

static assay_status ignore_deletion(void *user, assay_span identity, assay_error *err) {
    (void)user, (void)identity, (void)err;
    return ASSAY_OK;
}

static assay_status ignore_problem(void *user, const assay_read_problem *problem,
                                   assay_error *err) {
    (void)user, (void)problem, (void)err;
    return ASSAY_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const formats[] = {"jsonl", "ctgov-json", "auto"};
    sink_state state = {.json = {.cap = ASSAY_BUFFER_NO_CAP}};
    const assay_record_sink sink = {&state, begin, check, ignore_deletion, ignore_problem, NULL};
    assay_arena_init(&state.arena);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const assay_read_options options = {.format = formats[i], .default_type = -1};
        assay_error err = {0};
        if (assay_read_bytes(assay_span_make((const char *)data, size), "fuzz", &options, &sink,
                             &err) == ASSAY_E_BUG)
            abort();
    }
    assay_buffer_done(&state.json);
    assay_arena_done(&state.arena);
    return 0;
}
