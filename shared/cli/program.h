/* The frame of a program made of commands: "indexer add ...", "searcher show ...".
 *
 * The table of commands is the program's help and its dispatcher. "help", "--help", "-h" and
 * "--version" are understood by every program; "--list-commands", and "--list-options" after a command, list
 * them for the completion of shells (cli/completion/). Everything static, one thread. */
#ifndef ASSAY_CLI_PROGRAM_H
#define ASSAY_CLI_PROGRAM_H
#include "cli/exit_code.h"
#include "cli/message.h"
#include "cli/options.h"

typedef struct {
    const char *name, *summary;
    /* Gets the words after its name; gives the process's exit status (cli/exit_code.h). */
    int (*run)(const char **words, size_t count);
} assay_program_command;

typedef struct {
    const char *name;
    const char *head, *tail;  /* of the help text, before and after the table of commands */
    const char *without_word; /* the message when nothing is given at all */
    const assay_program_command *commands;
    size_t count;
    /* The first command is meant when the first word names none; otherwise that is an error, which
     * names the nearest. */
    bool has_default;
} assay_program;

/* Runs the command that the words of main() name. */
int assay_program_run(const assay_program *program, int count, char **words);

/* Parses a command's words; when there is nothing left to do (help was printed, or the words are
 * wrong) says so, leaves the exit status in *exit_code and gives false. */
bool assay_program_start(size_t *arguments, int *exit_code, const assay_command *command,
                         const char **words, size_t count);
/* Writes what is in out to standard output and empties it. */
ASSAY_MUST_USE assay_status assay_program_write(assay_buffer *out, assay_error *err);
/* Writes what is in out, flushes and gives the exit status; out is done. */
int assay_program_print(const char *program, assay_buffer *out);
#endif
