#include "searchbench/commands.h"

int bench_command_run(const assay_command *command, const char **words, size_t count,
                      bench_work *work, void *user) {
    size_t arguments;
    int exit_code;
    assay_error err;
    if (!assay_program_start(&arguments, &exit_code, command, words, count))
        return exit_code;
    return work(user, words, arguments, &err) == ASSAY_OK
               ? ASSAY_EXIT_OK
               : assay_message_failure(BENCH_PROGRAM, &err);
}
