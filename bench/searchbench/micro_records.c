/* Readers, records as JSON and text analysis, on records of a file. */
#include "index/schema.h"
#include "records/reader.h"
#include "records/record_json.h"
#include "searchbench/micro.h"
#include "text/analyzer.h"

#include <stdlib.h>
#include <xxhash.h>

typedef struct {
    const char *path;
    uint64_t limit;
    assay_arena arena, again_arena;
    assay_record record, again;
    assay_analyzer *analyzer;
    assay_tokens tokens;
    assay_buffer texts, json, one; /* all texts; all records as JSON lines; one such */
    size_t *text_ends, *json_ends;
    size_t texts_count, records_count, text_capacity, json_capacity;
    uint64_t records, sum;
    bool keep; /* texts and JSON of the records read */
    assay_error err;
} bench;

static uint64_t checksum(void *user) {
    return ((const bench *)user)->sum;
}

static bool note_end(size_t **ends, size_t *count, size_t *capacity, size_t end) {
    if (*count == *capacity) {
        size_t more = 2 * *capacity + 1024;
        size_t *moved = realloc(*ends, more * sizeof *moved);
        if (moved == NULL)
            return false;
        *ends = moved;
        *capacity = more;
    }
    (*ends)[(*count)++] = end;
    return true;
}

/* ---- reading ---- */

static assay_record *begin(void *user, assay_error *err) {
    bench *b = user;
    (void)err;
    assay_arena_reset(&b->arena);
    assay_record_init(&b->record, &b->arena);
    return &b->record;
}

static assay_status keep_texts(bench *b, const assay_record *record, assay_error *err) {
    for (int field = 0; field < ASSAY_FIELD_COUNT; field++) {
        if (assay_schema_text_of((assay_record_field)field)->weight == 0)
            continue;
        for (size_t i = 0; i < record->text[field].count; i++) {
            assay_buffer_add_span(&b->texts, record->text[field].items[i]);
            if (!note_end(&b->text_ends, &b->texts_count, &b->text_capacity, b->texts.size))
                return assay_fail_memory(err);
        }
    }
    assay_record_json_write(&b->json, record);
    if (!note_end(&b->json_ends, &b->records_count, &b->json_capacity, b->json.size))
        return assay_fail_memory(err);
    return assay_buffer_check(&b->json, err);
}

static assay_status take(void *user, assay_record *record, assay_error *err) {
    bench *b = user;
    b->records++;
    if (b->keep && b->json.size < b->limit)
        return keep_texts(b, record, err);
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

static void call_read(void *user) {
    bench *b = user;
    const assay_record_sink sink = {b, begin, take, ignore_deletion, ignore_problem, NULL};
    const assay_read_options options = {.default_type = -1};
    b->records = 0;
    if (assay_read_path(b->path, &options, &sink, &b->err) == ASSAY_OK)
        b->err.status = ASSAY_OK;
    b->sum = b->records;
}

/* ---- JSON, hash ---- */

static assay_span json_at(const bench *b, size_t i) {
    size_t from = i > 0 ? b->json_ends[i - 1] : 0;
    return assay_span_make(b->json.data + from, b->json_ends[i] - from);
}

static bool read_json(bench *b, size_t i) {
    assay_arena_reset(&b->again_arena);
    assay_record_init(&b->again, &b->again_arena);
    return assay_record_json_read(&b->again, json_at(b, i), &b->err) == ASSAY_OK;
}

static void call_json_read(void *user) {
    bench *b = user;
    b->sum = 0;
    for (size_t i = 0; i < b->records_count; i++)
        b->sum += read_json(b, i);
}

static void call_json_round(void *user) {
    bench *b = user;
    b->sum = 0;
    for (size_t i = 0; i < b->records_count; i++) {
        if (!read_json(b, i))
            continue;
        assay_buffer_clear(&b->one);
        assay_record_json_write(&b->one, &b->again);
        b->sum ^= XXH3_64bits(b->one.data, b->one.size);
    }
}

static void call_json_hash(void *user) {
    bench *b = user;
    b->sum = 0;
    for (size_t i = 0; i < b->records_count; i++)
        if (read_json(b, i))
            b->sum ^= assay_record_content_hash(&b->again).low;
}

/* ---- analysis ---- */

static void analyze(bench *b, bool forget) {
    uint64_t sum = 0;
    if (forget)
        assay_analyzer_forget(b->analyzer);
    for (size_t i = 0, from = 0; i < b->texts_count; from = b->text_ends[i++]) {
        assay_span text = {b->texts.data + from, b->text_ends[i] - from};
        assay_tokens_clear(&b->tokens);
        if (assay_analyzer_run(&b->tokens, b->analyzer, text, &b->err) != ASSAY_OK)
            return;
        sum = sum * 31 + b->tokens.count;
    }
    b->sum = sum;
}
static void call_analyze(void *user) {
    analyze(user, false);
}
static void call_analyze_new(void *user) {
    analyze(user, true);
}

/* ---- cases ---- */

static assay_status run_cases(bench *b, assay_json_writer *json, const bench_micro_options *options,
                              assay_error *err) {
    const double records = (double)b->records_count, text = (double)b->texts.size,
                 stored = (double)b->json.size;
    const bench_micro_case cases[] = {
        {"read records", "assay", (double)b->records, 0, b, call_read, checksum},
        {"json to record", "assay", records, stored, b, call_json_read, checksum},
        {"json to record to json", "assay", records, stored, b, call_json_round, checksum},
        {"json to record, hash", "assay", records, stored, b, call_json_hash, checksum},
        {"analyze, words unknown", "assay", records, text, b, call_analyze_new, checksum},
        {"analyze, words known", "assay", records, text, b, call_analyze, checksum}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ASSAY_TRY(bench_micro_run(json, &cases[i], options, err));
    return ASSAY_OK;
}

static assay_status run(bench *b, assay_json_writer *json, const bench_micro_options *options,
                        assay_error *err) {
    ASSAY_TRY(assay_analyzer_new(&b->analyzer, NULL, err));
    b->keep = true;
    call_read(b);
    b->keep = false;
    if (b->err.status != ASSAY_OK) {
        *err = b->err;
        return err->status;
    }
    if (b->records_count == 0)
        return assay_fail(err, ASSAY_E_FORMAT, "%s: no records", b->path);
    return run_cases(b, json, options, err);
}

assay_status bench_micro_records(assay_json_writer *json, const char *path, uint64_t limit_bytes,
                                 const bench_micro_options *options, assay_error *err) {
    bench b = {.path = path, .limit = limit_bytes};
    assay_arena_init(&b.arena);
    assay_arena_init(&b.again_arena);
    assay_buffer_init(&b.texts, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&b.json, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&b.one, ASSAY_BUFFER_NO_CAP);
    assay_status status = run(&b, json, options, err);
    assay_analyzer_free(b.analyzer);
    assay_tokens_done(&b.tokens);
    assay_buffer_done(&b.texts);
    assay_buffer_done(&b.json);
    assay_buffer_done(&b.one);
    free(b.text_ends);
    free(b.json_ends);
    assay_arena_done(&b.arena);
    assay_arena_done(&b.again_arena);
    return status;
}
