/* The commands of searchbench: each takes the words after its name and gives the exit status. */
#ifndef ASSAY_BENCH_COMMANDS_H
#define ASSAY_BENCH_COMMANDS_H
#include "cli/program.h"

#define BENCH_PROGRAM "searchbench"

/* What a command does with the words that are no options; the caller's user. */
typedef assay_status bench_work(void *user, const char **words, size_t count, assay_error *err);

/* Parses the words by the command's options and does its work; gives the exit status, with a message
 * for what failed. */
int bench_command_run(const assay_command *command, const char **words, size_t count,
                      bench_work *work, void *user);

int bench_command_latency(const char **words, size_t count);
int bench_command_queries(const char **words, size_t count);
int bench_command_index(const char **words, size_t count);
int bench_command_micro(const char **words, size_t count);
int bench_command_tokens(const char **words, size_t count);
int bench_command_peers(const char **words, size_t count);
int bench_command_relevance(const char **words, size_t count);
int bench_command_report(const char **words, size_t count);
int bench_command_compare(const char **words, size_t count);
#endif
