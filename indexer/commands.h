/* The commands of indexer: what main.c knows of each, and what they share.
 *
 * A command gets the words after its name and gives the process's exit status (cli/exit_code.h). */
#ifndef ASSAY_INDEXER_COMMANDS_H
#define ASSAY_INDEXER_COMMANDS_H
#include "cli/program.h"
#include "index/build.h"

#define ASSAY_INDEXER "indexer"

int assay_command_add(const char **words, size_t count);
int assay_command_check(const char **words, size_t count);
int assay_command_delete(const char **words, size_t count);
int assay_command_dump(const char **words, size_t count);
int assay_command_formats(const char **words, size_t count);
int assay_command_optimize(const char **words, size_t count);
int assay_command_rebuild(const char **words, size_t count);
int assay_command_stats(const char **words, size_t count);
int assay_command_tokens(const char **words, size_t count);
int assay_command_vocabulary(const char **words, size_t count);

/* Every command that works on an index asks for it so. Prints and gives the exit status when it is
 * missing. */
bool assay_command_has_index(int *exit_code, const char *dir);
/* --memory 64 is a slip for 64M: a segment a record helps nobody. 0 is the default. Prints and gives the exit status when it is too little. */
enum { ASSAY_INDEXER_LEAST_MEMORY = 4 << 20 };
bool assay_command_memory_suffices(int *exit_code, uint64_t bytes);
/* --format and --map name what there is; either may be NULL. */
bool assay_command_reads(int *exit_code, const char *format, const char *map);
#define ASSAY_INDEX_OPTION(variable) ASSAY_ONE_INDEX_OPTION(&(variable), "DIR", "the index")

/* SIGINT and SIGTERM set the flag; a second one ends the process at once. */
const atomic_bool *assay_interrupt_watch(void);
int assay_interrupt_signal(void); /* the signal that came, 0: none */

typedef struct {
    const char *dir;
    const assay_build_counts *counts;
    double seconds;
} assay_summary;
void assay_summary_text(assay_buffer *out, const assay_summary *summary);
void assay_summary_json(assay_buffer *out, const assay_summary *summary);
#endif
