/* searcher similar: records like a record of the index, or like the first one of a file. */
#include "answer_options.h"
#include "commands.h"
#include "printer.h"
#include "records/reader.h"
#include "request_options.h"
#include "search/similar.h"

#include <time.h>
#include <unistd.h>

enum { LIMIT_MAX = 100000 };

static int method;

static const assay_option options[] = {
    ASSAY_NUMBER_OPTION('n', "limit", &assay_requested.count, "N", "how many to show (10)"),
    ASSAY_CHOICE_OPTION(0, "method", &method, "bm25|pmra",
                        "all of the record's words ranked by BM25, or PubMed's related-article "
                        "measure over the 500 best of those"),
    ASSAY_FORM_OPTIONS,
    {0},
};

static const assay_command command = {
    .program = ASSAY_SEARCHER,
    .name = "similar",
    .arguments = "ID|FILE",
    .arguments_min = 1,
    .arguments_max = 1,
    .summary = "Finds the records most like a given one.",
    .examples = "searcher similar -d trials NCT01590069\nsearcher "
                "similar -d trials -n 5 --method pmra draft.txt\n"
                "searcher similar -d trials --template '{id}\\t{title}\\n' NCT01590069",
    .shared = {assay_index_options},
    .options = options};

/* The first record of a file, kept in an arena. */
typedef struct {
    assay_arena *arena;
    assay_record record;
    bool found;
} first_record;

static assay_record *begin_record(void *user, assay_error *err) {
    first_record *first = user;
    (void)err;
    assay_record_init(&first->record, first->arena);
    return &first->record;
}

static assay_status take_record(void *user, assay_record *record, assay_error *err) {
    first_record *first = user;
    (void)record;
    first->found = true;
    return assay_fail(err, ASSAY_E_INTERRUPTED, "one record is enough");
}

static assay_status ignore_deletion(void *user, assay_span identity, assay_error *err) {
    (void)user;
    (void)identity;
    (void)err;
    return ASSAY_OK;
}

static assay_status ignore_problem(void *user, const assay_read_problem *problem,
                                   assay_error *err) {
    (void)user;
    (void)problem;
    (void)err;
    return ASSAY_OK;
}

static assay_status read_first(first_record *first, const char *path, assay_error *err) {
    const assay_read_options usual = {.default_type = -1};
    const assay_record_sink sink = {.user = first,
                                    .begin = begin_record,
                                    .record = take_record,
                                    .deletion = ignore_deletion,
                                    .problem = ignore_problem};
    assay_status status = assay_read_path(path, &usual, &sink, err);
    if (first->found)
        return ASSAY_OK;
    return status == ASSAY_OK ? assay_fail(err, ASSAY_E_FORMAT, "%s holds no record", path)
                              : status;
}

static assay_status given_record(first_record *given, assay_search *search, const char *word,
                                 assay_error *err) {
    assay_docid docid = 0;
    ASSAY_TRY(assay_search_find(&docid, search, assay_span_of(word), err));
    if (docid == 0 && access(word, R_OK) == 0)
        return read_first(given, word, err);
    if (docid == 0)
        return assay_fail(err, ASSAY_E_NOT_FOUND, "neither a record of the index nor a file: %s",
                          word);
    assay_record_init(&given->record, given->arena);
    return assay_search_load(&given->record, search, given->arena, docid, err);
}

/* The answer as the printers know it. */
static assay_status print_similar(assay_search *search, const assay_printer *printer,
                                  const assay_similar *items, size_t count, const char *word,
                                  uint64_t took_us, assay_error *err) {
    assay_search_request request = assay_search_defaults();
    assay_search_results results = {
        .total = count, .at_most = count, .count = count, .times.total_us = took_us};
    ASSAY_TRY(assay_reader_statistics(&results.statistics, assay_search_reader(search), err));
    assay_arena_init(&results.arena);
    results.parsed = assay_span_of(word);
    results.hits = assay_arena_calloc(&results.arena, count + 1, sizeof *results.hits);
    assay_status status = results.hits != NULL ? ASSAY_OK : assay_fail_memory(err);
    for (size_t i = 0; i < count && status == ASSAY_OK; i++)
        results.hits[i] = (assay_search_hit){.docid = items[i].docid,
                                             .score = items[i].score,
                                             .identity = items[i].identity,
                                             .distance_km = -1};
    assay_answer answer = assay_answer_from_options(search, &request, &results);
    answer.run = "similar";
    answer.highlight = false; /* no query, nothing that matched */
    answer.snippets = assay_answered.fields != NULL || assay_answered.pattern != NULL;
    if (status == ASSAY_OK)
        status = assay_printer_run(printer, &answer, err);
    assay_search_results_done(&results);
    return status;
}

static uint64_t now_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static assay_status find_similar(const char *word, assay_error *err) {
    assay_search *search = NULL;
    assay_arena arena;
    assay_similar *items;
    size_t count;
    assay_arena_init(&arena);
    first_record given = {.arena = &arena};
    const assay_printer *printer = NULL;
    assay_status status = assay_answer_printer(&printer, err);
    if (status == ASSAY_OK)
        status = assay_request_open(&search, err);
    uint64_t began = now_us();
    if (status == ASSAY_OK)
        status = given_record(&given, search, word, err);
    if (status == ASSAY_OK)
        status =
            assay_similar_run(&items, &count, &arena, search, &given.record,
                              (assay_similar_method)method, (uint32_t)assay_requested.count, err);
    if (status == ASSAY_OK)
        status = print_similar(search, printer, items, count, word, now_us() - began, err);
    if (status == ASSAY_OK)
        status = assay_message_flush(err);
    assay_arena_done(&arena);
    assay_search_close(search);
    return status;
}

int assay_command_similar(const char **words, size_t count) {
    size_t arguments;
    int exit_code;
    assay_error err;
    if (!assay_program_start(&arguments, &exit_code, &command, words, count))
        return exit_code;
    if (assay_requested.count == 0 || assay_requested.count > LIMIT_MAX) {
        assay_message(ASSAY_SEARCHER, "-n goes from 1 to %d", LIMIT_MAX);
        return ASSAY_EXIT_USAGE;
    }
    assay_status status = find_similar(words[0], &err);
    return status == ASSAY_OK ? ASSAY_EXIT_OK : assay_message_failure(ASSAY_SEARCHER, &err);
}
