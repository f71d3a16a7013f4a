#include "commands.h"

#include "index/maintenance.h"

static const char *dir;

static const assay_option options[] = {
    ASSAY_INDEX_OPTION(dir),
    {0},
};

static const assay_command command = {
    .program = ASSAY_INDEXER,
    .name = "check",
    .arguments = "",
    .summary = "Looks for damage: reads the catalogue's tables, every record and every segment, "
               "and compares them. Exit status 4 when anything is wrong.",
    .description = "Damaged segments are made anew by `indexer rebuild`.",
    .options = options};

enum { FAULTS_SHOWN = 20 };

static void on_fault(void *user, const char *message) {
    unsigned *shown = user;
    if (++*shown <= FAULTS_SHOWN)
        assay_message(ASSAY_INDEXER, "%s", message);
}

int assay_command_check(const char **words, size_t count) {
    size_t given = 0;
    int exit_code = 0;
    if (!assay_program_start(&given, &exit_code, &command, words, count) ||
        !assay_command_has_index(&exit_code, dir))
        return exit_code;
    assay_check_counts counts = {0};
    assay_error err;
    unsigned shown = 0;
    if (assay_index_verify(&counts, dir, on_fault, &shown, &err) != ASSAY_OK)
        return assay_message_failure(ASSAY_INDEXER, &err);
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_buffer_format(&out, "sound: %llu records, %llu segments, %llu dead records\n",
                        (unsigned long long)counts.records, (unsigned long long)counts.segments,
                        (unsigned long long)counts.dead);
    return assay_program_print(ASSAY_INDEXER, &out);
}
