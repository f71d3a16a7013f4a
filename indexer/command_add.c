#include "commands.h"

#include "cli/progress.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>

enum { PROBLEMS_SHOWN = 20 };

static const char *dir, *format, *map, *errors_path, *notices_path;
static uint64_t memory, jobs;
static bool json, quiet, no_text;
static int on_error, type_choice = -1, progress_choice;

static const assay_option options[] = {
    ASSAY_INDEX_OPTION(dir),
    ASSAY_TEXT_OPTION('f', "format", &format, "NAME",
                      "read all files as this format (see `indexer formats`); detected otherwise"),
    ASSAY_TEXT_OPTION(0, "map", &map, "COLUMN=FIELD,...",
                      "csv, tsv and jsonl: which column or key holds which field"),
    ASSAY_CHOICE_OPTION(0, "type", &type_choice, "abstract|trial|fulltext",
                        "what records are whose format does not say"),
    ASSAY_BYTES_OPTION('m', "memory", &memory, "SIZE",
                       "memory to use, about, some 75M a job not counted: 512M, 2G, at least 4M. "
                       "Default 2G, or a quarter of the machine's"),
    ASSAY_NUMBER_OPTION('j', "jobs", &jobs, "N", "threads that analyze; default one a core"),
    ASSAY_FLAG_OPTION(0, "no-xapian-text", &no_text,
                      "a new index: leave text terms out of the catalogue. Much faster and "
                      "smaller; all but `searcher --engine xapian` works"),
    ASSAY_CHOICE_OPTION(0, "on-error", &on_error, "skip|stop",
                        "what a record that cannot be read means; default skip"),
    ASSAY_TEXT_OPTION(
        0, "errors", &errors_path, "FILE",
        "list what could not be read here: file, line, byte, record, message, tabs between"),
    ASSAY_TEXT_OPTION(0, "notices", &notices_path, "FILE",
                      "write what is new, changed and gone here: a line of JSON a record, with the "
                      "values a new version drops and brings"),
    ASSAY_FLAG_OPTION(0, "json", &json, "the summary and progress as JSON"),
    ASSAY_FLAG_OPTION('q', "quiet", &quiet, "no messages on single records"),
    ASSAY_CHOICE_OPTION(0, "progress", &progress_choice, "auto|never|always|json",
                        "show how far it is; default on a terminal only"),
    {0},
};

static const assay_command command = {
    .program = ASSAY_INDEXER,
    .name = "add",
    .arguments = "PATH...",
    .arguments_min = 1,
    .arguments_max = SIZE_MAX,
    .summary = "Reads files and adds their records to an index, which is made when it is not "
               "there. A record whose identity (registry number, PMID, DOI ...) is there already "
               "is replaced; one that did not change is left alone.",
    .description = "A PATH is a file, a folder (walked) or - for standard input. .gz, .xz, .zst "
                   "and .bz2 files and tar and zip archives are read through.",
    .examples = "  indexer add -d trials ctg-studies.json\n"
                "  indexer add -d library --no-xapian-text baseline/*.xml.gz\n"
                "  zcat docs.jsonl.gz | indexer add -d docs -f jsonl -\n",
    .options = options};

typedef struct {
    assay_progress progress;
    FILE *errors, *notices;
    uint64_t problems;
} adding;

/* What is wrong with a file as a whole names it already. */
static bool is_named(const assay_read_problem *problem) {
    return problem->line == 0 && problem->byte == 0 && problem->path != NULL &&
           strstr(problem->error->message, problem->path) != NULL;
}

static void print_place(FILE *to, const assay_read_problem *problem) {
    if (problem->path != NULL && !is_named(problem))
        fprintf(to, "%s:", problem->path);
    if (problem->line != 0)
        fprintf(to, "%llu:", (unsigned long long)problem->line);
    else if (problem->byte != 0)
        fprintf(to, "byte %llu:", (unsigned long long)problem->byte);
    if (problem->record.size != 0)
        fprintf(to, " record %.*s:", ASSAY_SPAN_ARG(problem->record));
    fprintf(to, "%s%s\n", is_named(problem) ? "" : " ", problem->error->message);
}

static void on_problem(void *user, const assay_read_problem *problem) {
    adding *state = user;
    if (state->errors != NULL)
        fprintf(state->errors, "%s\t%llu\t%llu\t%.*s\t%s\t%s\n",
                problem->path != NULL ? problem->path : "", (unsigned long long)problem->line,
                (unsigned long long)problem->byte, ASSAY_SPAN_ARG(problem->record),
                problem->lost ? "failed" : "warning", problem->error->message);
    state->problems++;
    if (quiet || state->problems > PROBLEMS_SHOWN)
        return;
    assay_progress_clear(&state->progress);
    fprintf(stderr, ASSAY_INDEXER ": %s", problem->lost ? "" : "warning: ");
    print_place(stderr, problem);
    if (state->problems == PROBLEMS_SHOWN)
        assay_message(ASSAY_INDEXER, "more of these are counted%s",
                      errors_path != NULL ? " and listed" : "; --errors FILE lists them");
}

static void on_notice(void *user, assay_span notice) {
    adding *state = user;
    fwrite(notice.data, 1, notice.size, state->notices);
    fputc('\n', state->notices);
}

static void on_progress(void *user, const assay_build_counts *counts) {
    adding *state = user;
    assay_progress_show(&state->progress, counts->read, counts->bytes_read);
}

static uint64_t total;
static int add_size(const char *path, const struct stat *about, int kind, struct FTW *where) {
    (void)path, (void)where;
    if (kind == FTW_F)
        total += (uint64_t)about->st_size;
    return 0;
}
static uint64_t size_of(const char *const *paths, size_t count) {
    total = 0;
    for (size_t i = 0; i < count; i++)
        if (strcmp(paths[i], "-") == 0 || nftw(paths[i], add_size, 16, 0) != 0)
            return 0;
    return total;
}

static bool close_list(FILE *list, const char *path) {
    if (list == NULL)
        return true;
    bool good = fflush(list) == 0 && !ferror(list);
    good = fclose(list) == 0 && good;
    if (!good)
        assay_message(ASSAY_INDEXER, "cannot write %s", path);
    return good;
}

static int exit_code_of(const assay_build_counts *counts, assay_status status,
                        const assay_error *err) {
    bool lost = counts->failed != 0 || counts->skipped != 0;
    if (status == ASSAY_OK)
        return lost ? ASSAY_EXIT_INPUT : ASSAY_EXIT_OK;
    if (on_error == 1 && lost) {
        assay_message(ASSAY_INDEXER, "stopped at what could not be read; the records before it "
                                     "are in the index");
        return ASSAY_EXIT_INPUT;
    }
    int exit_code = assay_message_failure(ASSAY_INDEXER, err);
    return status == ASSAY_E_INTERRUPTED && assay_interrupt_signal() != 0
               ? ASSAY_EXIT_SIGNAL + assay_interrupt_signal()
               : exit_code;
}

static int finish(adding *state, const assay_build_counts *counts, assay_status status,
                  const assay_error *err) {
    assay_progress_clear(&state->progress);
    int exit_code = exit_code_of(counts, status, err);
    bool listed = close_list(state->errors, errors_path);
    listed = close_list(state->notices, notices_path) && listed;
    if (!listed && exit_code == ASSAY_EXIT_OK)
        exit_code = ASSAY_EXIT_IO;
    if (exit_code != ASSAY_EXIT_OK && counts->commits == 0 && counts->read == 0 &&
        counts->skipped == 0)
        return exit_code; /* it never began */
    const assay_summary summary = {dir, counts, assay_progress_seconds(&state->progress)};
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    (json ? assay_summary_json : assay_summary_text)(&out, &summary);
    int printed = assay_program_print(ASSAY_INDEXER, &out);
    return exit_code != ASSAY_EXIT_OK ? exit_code : printed;
}

/* *list stays NULL without a path. */
static bool open_list(FILE **list, const char *path) {
    if (path == NULL)
        return true;
    *list = fopen(path, "we");
    if (*list == NULL)
        assay_message(ASSAY_INDEXER, "cannot write %s: %s", path, strerror(errno));
    return *list != NULL;
}

int assay_command_add(const char **words, size_t count) {
    size_t paths = 0;
    int exit_code = 0;
    if (!assay_program_start(&paths, &exit_code, &command, words, count) ||
        !assay_command_has_index(&exit_code, dir))
        return exit_code;
    if (!assay_command_memory_suffices(&exit_code, memory) ||
        !assay_command_reads(&exit_code, format, map))
        return exit_code;
    adding state = {.problems = 0};
    if (!open_list(&state.errors, errors_path) || !open_list(&state.notices, notices_path))
        return ASSAY_EXIT_IO;
    const assay_build_options build = {
        .create = true,
        .no_text = no_text,
        .memory = memory,
        .jobs = jobs < 64 ? (int)jobs : 64,
        .stop_on_error = on_error == 1,
        .read = {.format = format, .map = assay_span_of(map), .default_type = type_choice},
        .cancel = assay_interrupt_watch(),
        .user = &state,
        .problem = on_problem,
        .notice = notices_path != NULL ? on_notice : NULL,
        .progress = on_progress};
    assay_progress_mode mode = (assay_progress_mode)progress_choice;
    assay_progress_start(&state.progress,
                         json && mode == ASSAY_PROGRESS_ALWAYS ? ASSAY_PROGRESS_JSON : mode,
                         size_of(words, paths));
    assay_build_counts counts = {0};
    assay_error err;
    assay_status status = assay_build_add(&counts, dir, words, paths, &build, &err);
    return finish(&state, &counts, status, &err);
}
