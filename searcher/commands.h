/* The commands of searcher: what main.c knows of each, and what they share.
 *
 * A command gets the words after its name and gives the process's exit status (cli/exit_code.h). */
#ifndef ASSAY_SEARCHER_COMMANDS_H
#define ASSAY_SEARCHER_COMMANDS_H
#include "cli/exit_code.h"
#include "cli/message.h"
#include "cli/options.h"
#include "engine/search.h"

#define ASSAY_SEARCHER "searcher"

int assay_command_search(const char **words, size_t count);
int assay_command_fields(const char **words, size_t count);
int assay_command_show(const char **words, size_t count);
int assay_command_similar(const char **words, size_t count);
int assay_command_links(const char **words, size_t count);
int assay_command_cite(const char **words, size_t count);
int assay_command_eval(const char **words, size_t count);

/* Parses; when there is nothing left to do (help was printed, or the words are wrong) says so and leaves the exit status in *exit_code. */
bool assay_command_start(size_t *arguments, int *exit_code, const assay_command *command,
                         const char **words, size_t count);
/* Writes what is in out and empties it. */
ASSAY_MUST_USE assay_status assay_command_write(assay_buffer *out, assay_error *err);
/* Writes what is in out, flushes and gives the exit status; out is done. */
int assay_command_print(assay_buffer *out);
#endif
