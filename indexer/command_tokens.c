#include "commands.h"

#include "index/terms.h"

static const char *format, *map;
static bool with_id;

static const assay_option options[] = {
    ASSAY_TEXT_OPTION('f', "format", &format, "NAME", "read all files as this format"),
    ASSAY_TEXT_OPTION(0, "map", &map, "COLUMN=FIELD,...", "as for `indexer add`"),
    ASSAY_FLAG_OPTION(0, "id", &with_id, "put the record's identity and a tab first"),
    {0},
};

static const assay_command command = {
    .program = ASSAY_INDEXER,
    .name = "tokens",
    .arguments = "PATH...",
    .arguments_min = 1,
    .arguments_max = SIZE_MAX,
    .summary = "Prints the ranked words of each record as they are indexed, stemmed, in order, one "
               "record a line: what another engine needs to index the very same words.",
    .options = options};

typedef struct {
    assay_arena arena;
    assay_record record;
    assay_terms *terms;
    assay_buffer line;
    uint64_t failed;
} printing;

static assay_record *begin(void *user, assay_error *err) {
    (void)err;
    printing *p = user;
    assay_arena_reset(&p->arena);
    assay_record_init(&p->record, &p->arena);
    return &p->record;
}

static assay_status print_record(void *user, assay_record *record, assay_error *err) {
    printing *p = user;
    const assay_history history = {0};
    const assay_map *words = assay_analyzer_terms(p->terms->analyzer);
    ASSAY_TRY(assay_terms_run(p->terms, record, &history, err));
    assay_buffer_clear(&p->line);
    if (with_id) {
        assay_buffer_add_span(&p->line, record->identity);
        assay_buffer_add_byte(&p->line, '\t');
    }
    for (size_t i = 0; i < p->terms->ranked.count; i++) {
        if (i != 0)
            assay_buffer_add_byte(&p->line, ' ');
        assay_buffer_add_span(
            &p->line, assay_span_skip(assay_map_key(words, p->terms->ranked.items[i].term), 1));
    }
    assay_buffer_add_byte(&p->line, '\n');
    ASSAY_TRY(assay_buffer_check(&p->line, err));
    return assay_message_write(assay_buffer_span(&p->line), err);
}

static assay_status ignore_deletion(void *user, assay_span identity, assay_error *err) {
    (void)user, (void)identity, (void)err;
    return ASSAY_OK;
}

static assay_status on_problem(void *user, const assay_read_problem *problem, assay_error *err) {
    (void)err;
    printing *p = user;
    p->failed += problem->lost;
    assay_message(ASSAY_INDEXER, "%s:%llu: %s", problem->path, (unsigned long long)problem->line,
                  problem->error->message);
    return ASSAY_OK;
}

static assay_status print_paths(printing *p, const char **paths, size_t count, assay_error *err) {
    const assay_record_sink sink = {p, begin, print_record, ignore_deletion, on_problem, NULL};
    const assay_read_options read = {
        .format = format, .map = assay_span_of(map), .default_type = -1};
    ASSAY_TRY(assay_terms_new(&p->terms, NULL, err));
    for (size_t i = 0; i < count; i++)
        ASSAY_TRY(assay_read_path(paths[i], &read, &sink, err));
    return assay_message_flush(err);
}

int assay_command_tokens(const char **words, size_t count) {
    size_t given = 0;
    int exit_code = 0;
    if (!assay_program_start(&given, &exit_code, &command, words, count) ||
        !assay_command_reads(&exit_code, format, map))
        return exit_code;
    printing p = {.failed = 0};
    assay_arena_init(&p.arena);
    assay_buffer_init(&p.line, ASSAY_BUFFER_NO_CAP);
    assay_error err;
    assay_status status = print_paths(&p, words, given, &err);
    assay_terms_free(p.terms);
    assay_buffer_done(&p.line);
    assay_arena_done(&p.arena);
    if (status != ASSAY_OK)
        return assay_message_failure(ASSAY_INDEXER, &err);
    return p.failed != 0 ? ASSAY_EXIT_INPUT : ASSAY_EXIT_OK;
}
