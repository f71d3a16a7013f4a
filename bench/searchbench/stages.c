#include "searchbench/stages.h"

#include "index/feed.h"
#include "index/writer.h"
#include "records/reader.h"
#include "searchbench/clock.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

/* The analyzer's maps are emptied when they hold so much. */
static const size_t words_bytes = (size_t)512 << 20;

typedef struct {
    bench_stages *out;
    const bench_stages_options *options;
    double wall, cpu; /* when the stage at hand began */
    assay_arena arena;
    assay_record record;
    assay_map identities;
    assay_terms *terms;
    assay_analyzed analyzed;
    uint32_t told[ASSAY_TERMS_MAPS];
    assay_feed_ids ids[ASSAY_TERMS_MAPS];
    assay_segment_feed *feed;
    assay_stored *stored;
    assay_buffer packed;
    assay_catalogue_feed catalogue;
    assay_xapian_document *document;
    assay_writer *writer;
    assay_docid last;
} staging;

const char *bench_stage_name(bench_stage stage) {
    static const char *const names[BENCH_STAGES] = {
        "read", "parse", "analyze", "invert", "write", "pack", "document", "xapian", "merge"};
    return names[stage];
}

static void begin_stage(staging *s) {
    s->wall = bench_clock_seconds();
    s->cpu = bench_clock_thread_seconds();
}

static void end_stage(staging *s, bench_stage stage) {
    double wall = bench_clock_seconds(), cpu = bench_clock_thread_seconds();
    s->out->seconds[stage] += wall - s->wall;
    s->out->cpu_seconds[stage] += cpu - s->cpu;
    s->wall = wall;
    s->cpu = cpu;
}

/* ---- the files' bytes ---- */

static uint64_t bytes_read; /* nftw hands no context to its callback */

static int read_file(const char *path, const struct stat *about, int kind, struct FTW *place) {
    (void)about, (void)place;
    static char chunk[1 << 20];
    FILE *file = kind == FTW_F ? fopen(path, "rb") : NULL;
    if (file == NULL)
        return kind == FTW_F ? -1 : 0;
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0;)
        bytes_read += got;
    fclose(file);
    return 0;
}

static assay_status read_bytes(staging *s, assay_error *err) {
    bytes_read = 0;
    begin_stage(s);
    for (size_t i = 0; i < s->options->path_count; i++)
        if (nftw(s->options->paths[i], read_file, 16, FTW_PHYS) != 0)
            return assay_fail(err, ASSAY_E_IO, "%s: %s", s->options->paths[i], strerror(errno));
    end_stage(s, BENCH_STAGE_READ);
    s->out->source_bytes = bytes_read;
    return ASSAY_OK;
}

/* ---- segments ---- */

/* The feed reads the analyzer's ids by the keys it is told of. */
static assay_status tell_keys(staging *s, assay_error *err) {
    for (int which = 0; which < ASSAY_TERMS_MAPS; which++) {
        const assay_map *map = assay_terms_map(s->terms, which);
        for (uint32_t i = s->told[which]; i < assay_map_count(map); i++) {
            assay_span key = assay_map_key(map, i);
            ASSAY_TRY(assay_feed_ids_extend(&s->ids[which], &key, 1, err));
        }
        s->told[which] = assay_map_count(map);
    }
    return ASSAY_OK;
}

static assay_status write_segment(staging *s, assay_error *err) {
    char *path = NULL;
    uint32_t number = 0;
    if (s->feed == NULL || assay_inverter_records(s->feed->inverter) == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_writer_new_segment(&path, &number, s->writer, err));
    begin_stage(s);
    assay_status status = assay_inverter_write(s->feed->inverter, path, err);
    end_stage(s, BENCH_STAGE_WRITE);
    free(path);
    assay_segment_feed_free(s->feed);
    s->feed = NULL;
    for (int which = 0; which < ASSAY_TERMS_MAPS; which++)
        assay_feed_ids_reset(&s->ids[which]);
    s->out->segments++;
    return status == ASSAY_OK ? assay_writer_add_segment(s->writer, number, err) : status;
}

static void forget_words(staging *s) {
    assay_terms_forget(s->terms);
    for (int which = 0; which < ASSAY_TERMS_MAPS; which++) {
        s->told[which] = 0;
        s->ids[which].count = 0;
    }
}

static assay_status invert(staging *s, const assay_record *record, assay_error *err) {
    if (s->feed == NULL)
        ASSAY_TRY(assay_segment_feed_new(&s->feed, assay_writer_manifest(s->writer)->analyzer, NULL,
                                         1, err));
    ASSAY_TRY(tell_keys(s, err));
    return assay_segment_feed_add(s->feed, &s->analyzed, s->ids, s->last, record->identity, err);
}

/* ---- the catalogue ---- */

static assay_status fill_document(staging *s, const assay_record *record, assay_error *err) {
    ASSAY_TRY(assay_xapian_document_clear(s->document, err));
    ASSAY_TRY(
        assay_catalogue_feed_fill(s->document, &s->catalogue, s->terms, !s->options->no_text, err));
    const assay_record_hash hash = assay_record_content_hash(record);
    const assay_history none = {.changes = 0};
    char history[ASSAY_HISTORY_SIZE], bytes[16];
    assay_history_pack(history, &none);
    memcpy(bytes, &hash.low, 8);
    memcpy(bytes + 8, &hash.high, 8);
    ASSAY_TRY(assay_xapian_document_set_value(s->document, ASSAY_SLOT_RECORD,
                                              assay_buffer_span(&s->packed), err));
    ASSAY_TRY(assay_xapian_document_set_value(s->document, ASSAY_SLOT_HISTORY,
                                              assay_span_make(history, sizeof history), err));
    ASSAY_TRY(assay_xapian_document_set_value(s->document, ASSAY_SLOT_HASH,
                                              assay_span_make(bytes, sizeof bytes), err));
    return s->options->no_text ? ASSAY_OK
                               : assay_xapian_document_set_data(s->document, record->identity, err);
}

/* ---- records as they come ---- */

static assay_record *begin_record(void *user, assay_error *err) {
    staging *s = user;
    (void)err;
    assay_arena_reset(&s->arena);
    assay_record_init(&s->record, &s->arena);
    return &s->record;
}

static assay_status stage_record(staging *s, const assay_record *record, assay_error *err) {
    const assay_history history = {.changes = 0};
    ASSAY_TRY(assay_terms_run(s->terms, record, &history, err));
    ASSAY_TRY(assay_terms_keep(&s->analyzed, s->terms, &s->arena, err));
    s->out->text_bytes += s->terms->text_bytes;
    end_stage(s, BENCH_STAGE_ANALYZE);
    assay_buffer_clear(&s->packed);
    ASSAY_TRY(assay_stored_pack(&s->packed, s->stored, record, err));
    end_stage(s, BENCH_STAGE_PACK);
    ASSAY_TRY(fill_document(s, record, err));
    end_stage(s, BENCH_STAGE_DOCUMENT);
    ASSAY_TRY(assay_writer_put(s->writer, s->last, s->document, err));
    end_stage(s, BENCH_STAGE_XAPIAN);
    ASSAY_TRY(invert(s, record, err));
    end_stage(s, BENCH_STAGE_INVERT);
    return ASSAY_OK;
}

static assay_status take_record(void *user, assay_record *record, assay_error *err) {
    staging *s = user;
    end_stage(s, BENCH_STAGE_PARSE);
    uint32_t known = assay_map_count(&s->identities);
    if (assay_map_intern(&s->identities, record->identity) < known) {
        s->out->again++;
        begin_stage(s);
        return ASSAY_OK;
    }
    s->last++;
    s->out->records++;
    ASSAY_TRY(stage_record(s, record, err));
    if (assay_segment_feed_memory(s->feed) > s->options->memory_bytes)
        ASSAY_TRY(write_segment(s, err));
    if (assay_terms_memory(s->terms) > words_bytes)
        forget_words(s);
    begin_stage(s);
    return ASSAY_OK;
}

static assay_status ignore_deletion(void *user, assay_span identity, assay_error *err) {
    (void)user, (void)identity, (void)err;
    return ASSAY_OK;
}

static assay_status count_problem(void *user, const assay_read_problem *problem, assay_error *err) {
    (void)err;
    ((staging *)user)->out->lost += problem->lost;
    return ASSAY_OK;
}

/* ---- the whole ---- */

static assay_status open_parts(staging *s, assay_error *err) {
    assay_arena_init(&s->arena);
    assay_map_init(&s->identities);
    assay_buffer_init(&s->packed, ASSAY_BUFFER_NO_CAP);
    assay_catalogue_feed_init(&s->catalogue);
    ASSAY_TRY(assay_terms_new(&s->terms, NULL, err));
    ASSAY_TRY(assay_stored_new(&s->stored, err));
    ASSAY_TRY(assay_xapian_document_new(&s->document, err));
    const assay_writer_options writer = {.create = true,
                                         .no_text = s->options->no_text,
                                         .analyzer = assay_analyzer_identity(s->terms->analyzer),
                                         .flush_documents = 10000,
                                         .threads = 1};
    return assay_writer_open(&s->writer, s->options->dir, &writer, err);
}

static assay_status commit(staging *s, assay_error *err) {
    ASSAY_TRY(write_segment(s, err));
    begin_stage(s);
    ASSAY_TRY(assay_writer_commit(s->writer, ASSAY_MERGE_NONE, err));
    end_stage(s, BENCH_STAGE_XAPIAN);
    ASSAY_TRY(assay_writer_commit(s->writer, ASSAY_MERGE_ALL, err));
    end_stage(s, BENCH_STAGE_MERGE);
    return ASSAY_OK;
}

static assay_status run(staging *s, assay_error *err) {
    const assay_record_sink sink = {s,   begin_record, take_record, ignore_deletion, count_problem,
                                    NULL};
    const assay_read_options options = {.default_type = -1};
    ASSAY_TRY(read_bytes(s, err));
    ASSAY_TRY(open_parts(s, err));
    begin_stage(s);
    for (size_t i = 0; i < s->options->path_count; i++)
        ASSAY_TRY(assay_read_path(s->options->paths[i], &options, &sink, err));
    end_stage(s, BENCH_STAGE_PARSE);
    return commit(s, err);
}

assay_status bench_stages_run(bench_stages *out, const bench_stages_options *options,
                              assay_error *err) {
    staging *s = calloc(1, sizeof *s);
    if (s == NULL)
        return assay_fail_memory(err);
    *out = (bench_stages){.records = 0};
    s->out = out;
    s->options = options;
    assay_status status = run(s, err);
    assay_writer_close(s->writer);
    assay_xapian_document_free(s->document);
    assay_stored_free(s->stored);
    assay_catalogue_feed_done(&s->catalogue);
    assay_segment_feed_free(s->feed);
    for (int which = 0; which < ASSAY_TERMS_MAPS; which++)
        assay_feed_ids_done(&s->ids[which]);
    assay_terms_free(s->terms);
    assay_buffer_done(&s->packed);
    assay_map_done(&s->identities);
    assay_arena_done(&s->arena);
    free(s);
    return status;
}
