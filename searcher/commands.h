/* The commands of searcher: what main.c knows of each, and what they share.
 *
 * A command gets the words after its name and gives the process's exit status (cli/exit_code.h). */
#ifndef ASSAY_SEARCHER_COMMANDS_H
#define ASSAY_SEARCHER_COMMANDS_H
#include "cli/program.h"
#include "search/search.h"

#define ASSAY_SEARCHER "searcher"

int assay_command_search(const char **words, size_t count);
int assay_command_fields(const char **words, size_t count);
int assay_command_show(const char **words, size_t count);
int assay_command_similar(const char **words, size_t count);
int assay_command_links(const char **words, size_t count);
int assay_command_cite(const char **words, size_t count);
int assay_command_complete(const char **words, size_t count);
int assay_command_eval(const char **words, size_t count);
int assay_command_batch(const char **words, size_t count);
int assay_command_strategy(const char **words, size_t count);
int assay_command_shell(const char **words, size_t count);

/* Appends the record an ID means, whole, for people. ASSAY_E_NOT_FOUND. */
ASSAY_MUST_USE assay_status assay_show_add(assay_buffer *out, assay_search *search, const char *id,
                                           bool colored, assay_error *err);
/* Runs the strategy of a file as the options of a search say; gives the exit status. */
int assay_strategy_answer(const char *path);
/* What `searcher complete PREFIX` does, for `searcher --complete PREFIX`; gives the exit status. */
int assay_complete_print(const char *prefix);
#endif
