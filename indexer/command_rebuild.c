#include "commands.h"

#include "cli/progress.h"

static const char *dir;
static uint64_t memory, jobs;
static bool json;

static const assay_option options[] = {
    ASSAY_INDEX_OPTION(dir),
    ASSAY_BYTES_OPTION('m', "memory", &memory, "SIZE",
                       "memory to use, about: 512M, 2G, at least 4M"),
    ASSAY_NUMBER_OPTION('j', "jobs", &jobs, "N", "threads that analyze; default one a core"),
    ASSAY_FLAG_OPTION(0, "json", &json, "the summary as JSON"),
    {0},
};

static const assay_command command = {
    .program = ASSAY_INDEXER,
    .name = "rebuild",
    .arguments = "",
    .summary = "Makes all segments anew from the catalogue's records: the remedy for a segment "
               "that is missing or damaged. Interrupted, it changes nothing.",
    .options = options};

static void on_progress(void *user, const assay_build_counts *counts) {
    assay_progress_show(user, counts->read, counts->text_bytes);
}

int assay_command_rebuild(const char **words, size_t count) {
    size_t given = 0;
    int exit_code = 0;
    if (!assay_program_start(&given, &exit_code, &command, words, count) ||
        !assay_command_has_index(&exit_code, dir))
        return exit_code;
    if (!assay_command_memory_suffices(&exit_code, memory))
        return exit_code;
    assay_progress progress;
    const assay_build_options build = {.memory = memory,
                                       .jobs = jobs < 64 ? (int)jobs : 64,
                                       .cancel = assay_interrupt_watch(),
                                       .user = &progress,
                                       .progress = on_progress};
    assay_progress_start(&progress, ASSAY_PROGRESS_AUTO, 0);
    assay_build_counts counts = {0};
    assay_error err;
    assay_status status = assay_build_rebuild(&counts, dir, &build, &err);
    assay_progress_clear(&progress);
    if (status != ASSAY_OK) {
        exit_code = assay_message_failure(ASSAY_INDEXER, &err);
        return status == ASSAY_E_INTERRUPTED && assay_interrupt_signal() != 0
                   ? ASSAY_EXIT_SIGNAL + assay_interrupt_signal()
                   : exit_code;
    }
    const assay_summary summary = {dir, &counts, assay_progress_seconds(&progress)};
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    (json ? assay_summary_json : assay_summary_text)(&out, &summary);
    return assay_program_print(ASSAY_INDEXER, &out);
}
