#include "commands.h"

#include "index/maintenance.h"

static const char *dir;
static uint64_t jobs;
static int order;

static const assay_option options[] = {
    ASSAY_INDEX_OPTION(dir),
    ASSAY_CHOICE_OPTION(
        0, "order", &order, "best|similar|numbers",
        "how records stand in the segment: best (default) puts similar ones side by "
        "side from 524,288 records on, where that makes queries faster, and leaves "
        "fewer as they came"),
    ASSAY_NUMBER_OPTION('j', "jobs", &jobs, "N", "threads; default one a core"),
    {0},
};

static const assay_command command = {
    .program = ASSAY_INDEXER,
    .name = "optimize",
    .arguments = "",
    .summary = "Merges all segments into one, drops what replaced and deleted records left and "
               "packs the catalogue. Answers and their order stay the same; searching gets "
               "quicker.",
    .options = options};

int assay_command_optimize(const char **words, size_t count) {
    size_t given = 0;
    int exit_code = 0;
    if (!assay_program_start(&given, &exit_code, &command, words, count) ||
        !assay_command_has_index(&exit_code, dir))
        return exit_code;
    assay_error err;
    if (assay_index_optimize(dir, (assay_index_order)order, jobs < 64 ? (int)jobs : 64, &err) !=
        ASSAY_OK)
        return assay_message_failure(ASSAY_INDEXER, &err);
    return ASSAY_EXIT_OK;
}
