/* The commands of searchbench: each takes the words after its name and gives the exit status. */
#ifndef ASSAY_BENCH_COMMANDS_H
#define ASSAY_BENCH_COMMANDS_H
#include "cli/program.h"

#define BENCH_PROGRAM "searchbench"

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
