/* The commands of searchbench: each takes the words after its name and gives the exit status. */
#ifndef ASSAY_BENCH_COMMANDS_H
#define ASSAY_BENCH_COMMANDS_H
#include "cli/exit_code.h"
#include "cli/message.h"
#include "cli/options.h"

#define BENCH_PROGRAM "searchbench"

int bench_command_latency(const char **words, size_t count);
int bench_command_queries(const char **words, size_t count);
int bench_command_compare(const char **words, size_t count);

/* Reads the options; false when the command is over: help was asked for, or a mistake was told. */
bool bench_command_start(size_t *arguments, int *exit_code, const assay_command *command,
                         const char **words, size_t count);
#endif
