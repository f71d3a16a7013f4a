/* How fast do records come out of a file, and how fast are they written as JSON and read again?
 *
 *   bench_read PATH [FORMAT]
 *
 * One JSON line: source megabytes a second of processor time for reading alone, then those of the JSON
 * written for record_json_write, record_json_read and the content hash. One thread; every figure is of one
 * pass, so compare several runs. */
#include "records/reader.h"
#include "records/record_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

typedef struct {
    assay_arena arena, arena_again;
    assay_record record, again;
    assay_buffer json;
    uint64_t records, problems, json_bytes, checksum;
    double write_seconds, read_seconds, hash_seconds;
    bool rewrite;
} state;

static double now(void) {
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

static assay_record *begin(void *user, assay_error *err) {
    state *s = user;
    (void)err;
    assay_arena_reset(&s->arena);
    assay_record_init(&s->record, &s->arena);
    return &s->record;
}

static assay_status take(void *user, assay_record *record, assay_error *err) {
    state *s = user;
    s->records++;
    if (!s->rewrite)
        return ASSAY_OK;
    double started = now();
    assay_buffer_clear(&s->json);
    assay_record_json_write(&s->json, record);
    double written = now();
    assay_arena_reset(&s->arena_again);
    assay_record_init(&s->again, &s->arena_again);
    if (assay_record_json_read(&s->again, assay_buffer_span(&s->json), err) != ASSAY_OK)
        return err->status;
    double read = now();
    s->checksum ^= assay_record_content_hash(record).low;
    s->hash_seconds += now() - read;
    s->write_seconds += written - started;
    s->read_seconds += read - written;
    s->json_bytes += s->json.size;
    return ASSAY_OK;
}

static assay_status ignore_deletion(void *user, assay_span identity, assay_error *err) {
    (void)user, (void)identity, (void)err;
    return ASSAY_OK;
}

static assay_status count_problem(void *user, const assay_read_problem *problem, assay_error *err) {
    (void)problem, (void)err;
    ((state *)user)->problems++;
    return ASSAY_OK;
}

static double pass(state *s, const char *path, const char *format, assay_error *err) {
    const assay_record_sink sink = {s, begin, take, ignore_deletion, count_problem, NULL};
    const assay_read_options options = {.format = format, .default_type = -1};
    s->records = s->problems = 0;
    double started = now();
    if (assay_read_path(path, &options, &sink, err) != ASSAY_OK) {
        fprintf(stderr, "%s\n", err->message);
        exit(1);
    }
    return now() - started;
}

int main(int argc, char **argv) {
    state s = {.json = {.cap = ASSAY_BUFFER_NO_CAP}};
    assay_error err = {0};
    struct stat file;
    if (argc < 2 || stat(argv[1], &file) != 0) {
        fprintf(stderr, "usage: bench_read PATH [FORMAT]\n");
        return 2;
    }
    assay_arena_init(&s.arena);
    assay_arena_init(&s.arena_again);
    const char *format = argc > 2 ? argv[2] : NULL;
    double seconds = pass(&s, argv[1], format, &err), megabytes = (double)file.st_size / 1e6;
    s.rewrite = true;
    (void)pass(&s, argv[1], format, &err);
    double json = (double)s.json_bytes / 1e6;
    printf("{\"bench\":\"read\",\"records\":%llu,\"problems\":%llu,\"megabytes\":%.1f,"
           "\"read_mb_per_s\":%.0f,\"json_write_mb_per_s\":%.0f,\"json_read_mb_per_s\":%.0f,"
           "\"hash_mb_per_s\":%.0f,\"checksum\":\"%016llx\"}\n",
           (unsigned long long)s.records, (unsigned long long)s.problems, megabytes,
           megabytes / seconds, json / s.write_seconds, json / s.read_seconds,
           json / s.hash_seconds, (unsigned long long)s.checksum);
    assay_buffer_done(&s.json);
    assay_arena_done(&s.arena_again);
    assay_arena_done(&s.arena);
    return 0;
}
