/* searchbench tokens: records as the token lines the peers are fed. */
#include "index/schema.h"
#include "records/reader.h"
#include "searchbench/commands.h"
#include "text/analyzer.h"

typedef struct {
    assay_arena arena;
    assay_record record;
    assay_analyzer *analyzer;
    assay_tokens tokens;
    assay_buffer out;
    uint64_t problems, limit, written;
} tokenizer;

enum { WRITE_BYTES = 1 << 20 };

static assay_record *begin(void *user, assay_error *err) {
    tokenizer *t = user;
    (void)err;
    assay_arena_reset(&t->arena);
    assay_record_init(&t->record, &t->arena);
    return &t->record;
}

/* Parts only: each token of a line has a place of its own. */
static assay_status add_text(tokenizer *t, assay_span text, bool *first, assay_error *err) {
    const assay_map *terms = assay_analyzer_terms(t->analyzer);
    assay_tokens_clear(&t->tokens);
    ASSAY_TRY(assay_analyzer_run(&t->tokens, t->analyzer, text, err));
    for (size_t i = 0; i < t->tokens.count; i++) {
        if (t->tokens.items[i].kind != ASSAY_TOKEN_PART)
            continue;
        if (!*first)
            assay_buffer_add_byte(&t->out, ' ');
        *first = false;
        assay_span term = assay_map_key(terms, t->tokens.items[i].term);
        assay_buffer_add_span(&t->out, assay_span_skip(term, 1)); /* without the index's prefix */
    }
    return ASSAY_OK;
}

static assay_status flush(tokenizer *t, assay_error *err) {
    ASSAY_TRY(assay_buffer_check(&t->out, err));
    ASSAY_TRY(assay_message_write(assay_buffer_span(&t->out), err));
    assay_buffer_clear(&t->out);
    return ASSAY_OK;
}

static assay_status take(void *user, assay_record *record, assay_error *err) {
    tokenizer *t = user;
    bool first = true;
    if (t->limit != 0 && t->written == t->limit)
        return assay_fail(err, ASSAY_E_INTERRUPTED, "enough");
    for (int field = 0; field < ASSAY_FIELD_COUNT; field++) {
        if (assay_schema_text_of((assay_record_field)field)->weight == 0)
            continue;
        const assay_span_list *values = &record->text[field];
        for (size_t i = 0; i < values->count; i++)
            ASSAY_TRY(add_text(t, values->items[i], &first, err));
    }
    assay_buffer_add_byte(&t->out, '\n');
    t->written++;
    if (assay_analyzer_memory(t->analyzer) > (size_t)1 << 28)
        assay_analyzer_forget(t->analyzer);
    return t->out.size > WRITE_BYTES ? flush(t, err) : ASSAY_OK;
}

static assay_status ignore_deletion(void *user, assay_span identity, assay_error *err) {
    (void)user, (void)identity, (void)err;
    return ASSAY_OK;
}

static assay_status count_problem(void *user, const assay_read_problem *problem, assay_error *err) {
    (void)err;
    ((tokenizer *)user)->problems += problem->lost;
    return ASSAY_OK;
}

static assay_status run(void *user, const char **paths, size_t count, assay_error *err) {
    tokenizer *t = user;
    const assay_record_sink sink = {t, begin, take, ignore_deletion, count_problem, NULL};
    const assay_read_options options = {.default_type = -1};
    ASSAY_TRY(assay_analyzer_new(&t->analyzer, NULL, err));
    for (size_t i = 0; i < count; i++) {
        assay_status status = assay_read_path(paths[i], &options, &sink, err);
        if (status == ASSAY_E_INTERRUPTED && t->limit != 0)
            break;
        if (status != ASSAY_OK)
            return status;
    }
    ASSAY_TRY(flush(t, err));
    ASSAY_TRY(assay_message_flush(err));
    if (t->problems > 0)
        return assay_fail(err, ASSAY_E_FORMAT, "%llu records could not be read",
                          (unsigned long long)t->problems);
    return ASSAY_OK;
}

int bench_command_tokens(const char **words, size_t count) {
    tokenizer t = {.analyzer = NULL};
    const assay_option options[] = {
        ASSAY_NUMBER_OPTION('n', "limit", &t.limit, "N", "stop after N records"), {0}};
    const assay_command command = {
        .program = BENCH_PROGRAM,
        .name = "tokens",
        .arguments = "PATH...",
        .arguments_min = 1,
        .arguments_max = SIZE_MAX,
        .summary = "writes records as the token lines the peers are fed",
        .description = "Ranked text, analyzed as an index analyzes it: a record a line, its stems "
                       "between blanks (bench/peers/README.md).",
        .examples = "searchbench tokens records.jsonl > tokens.txt\n",
        .options = options};
    assay_arena_init(&t.arena);
    assay_buffer_init(&t.out, ASSAY_BUFFER_NO_CAP);
    int exit_code = bench_command_run(&command, words, count, run, &t);
    assay_analyzer_free(t.analyzer);
    assay_tokens_done(&t.tokens);
    assay_buffer_done(&t.out);
    assay_arena_done(&t.arena);
    return exit_code;
}
