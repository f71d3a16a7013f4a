/* Reads paths and prints what was read: records, distinct identities, problems, a line a path.
 *
 *   count_records [--format NAME] [--json] [--problems] PATH...
 *
 * --json prints every record, --problems every problem. A tool of the tests, not installed. */
#include "base/map.h"
#include "records/reader.h"
#include "records/record_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    assay_arena arena;
    assay_record record;
    assay_map identities;
    assay_buffer json;
    uint64_t records, deletions, lost, warnings;
    bool print_json, print_problems;
} counts;

static assay_record *begin(void *user, assay_error *err) {
    (void)err;
    counts *c = user;
    assay_arena_reset(&c->arena);
    assay_record_init(&c->record, &c->arena);
    return &c->record;
}

static assay_status count(void *user, assay_record *record, assay_error *err) {
    counts *c = user;
    c->records++;
    if (assay_map_intern(&c->identities, record->identity) == ASSAY_MAP_NONE)
        return assay_fail_memory(err);
    if (c->print_json) {
        assay_buffer_clear(&c->json);
        assay_record_json_write(&c->json, record);
        printf("%.*s\n", (int)c->json.size, c->json.data);
    }
    return ASSAY_OK;
}

static assay_status count_deletion(void *user, assay_span identity, assay_error *err) {
    (void)identity, (void)err;
    ((counts *)user)->deletions++;
    return ASSAY_OK;
}

static assay_status count_problem(void *user, const assay_read_problem *problem, assay_error *err) {
    (void)err;
    counts *c = user;
    c->lost += problem->lost;
    c->warnings += !problem->lost;
    if (c->print_problems)
        fprintf(stderr, "%s:%llu: byte %llu: %.*s%s%s%s\n", problem->path,
                (unsigned long long)problem->line, (unsigned long long)problem->byte,
                ASSAY_SPAN_ARG(problem->record), problem->record.size != 0 ? ": " : "",
                problem->lost ? "lost: " : "", problem->error->message);
    return ASSAY_OK;
}

static int read_one(const char *path, const char *format, counts *c) {
    const assay_record_sink sink = {c, begin, count, count_deletion, count_problem, NULL};
    const assay_read_options options = {.format = format, .default_type = -1};
    assay_error err = {0};
    c->records = c->deletions = c->lost = c->warnings = 0;
    assay_map_clear(&c->identities);
    assay_status status = assay_read_path(path, &options, &sink, &err);
    if (!c->print_json)
        printf("%s\t%llu\t%u\tdeleted %llu\tlost %llu\twarned %llu\n", path,
               (unsigned long long)c->records, assay_map_count(&c->identities),
               (unsigned long long)c->deletions, (unsigned long long)c->lost,
               (unsigned long long)c->warnings);
    if (status != ASSAY_OK)
        fprintf(stderr, "%s: %s\n", path, err.message);
    return status != ASSAY_OK;
}

int main(int argc, char **argv) {
    counts c = {0};
    const char *format = NULL;
    int failed = 0;
    assay_arena_init(&c.arena);
    assay_map_init(&c.identities);
    assay_buffer_init(&c.json, ASSAY_BUFFER_NO_CAP);
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            c.print_json = true;
        else if (strcmp(argv[i], "--problems") == 0)
            c.print_problems = true;
        else if (strcmp(argv[i], "--format") == 0 && i + 1 < argc)
            format = argv[++i];
        else
            failed |= read_one(argv[i], format, &c);
    }
    assay_buffer_done(&c.json);
    assay_map_done(&c.identities);
    assay_arena_done(&c.arena);
    return failed;
}
