#include "commands.h"

#include <signal.h>
#include <stdio.h>

static const struct {
    const char *name, *summary;
    int (*run)(const char **words, size_t count);
} commands[] = {
    {"add", "read files and add or replace their records", assay_command_add},
    {"delete", "remove records by identifier", assay_command_delete},
    {"stats", "what is in the index, and how large it is", assay_command_stats},
    {"check", "look for damage", assay_command_check},
    {"dump", "print the records as JSON lines", assay_command_dump},
    {"optimize", "merge all segments into one", assay_command_optimize},
    {"rebuild", "make the segments anew from the catalogue's records", assay_command_rebuild},
    {"formats", "the formats that are read", assay_command_formats},
    {"tokens", "print the words of each record as they are indexed", assay_command_tokens},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static int help(void) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_buffer_add_text(&out, "usage: indexer COMMAND [OPTION...] [ARGUMENT...]\n\n"
                                "Builds and maintains an index of trial summaries and biomedical "
                                "abstracts.\n\nCommands:\n");
    for (size_t i = 0; i < COMMANDS; i++)
        assay_buffer_format(&out, "  %-10s %s\n", commands[i].name, commands[i].summary);
    assay_buffer_add_text(
        &out, "  help       this text; `indexer COMMAND --help` tells more of one\n\n"
              "Exit status: 0 done, 2 wrong usage, 3 input, output or memory, 4 a damaged or\n"
              "foreign index, 5 done but some input could not be read, 130 or 143 interrupted\n"
              "(what was complete is kept), 70 a mistake of this program.\n\n"
              "Examples:\n"
              "  indexer add -d trials studies.json pubmed/*.xml.gz\n"
              "  indexer stats -d trials\n");
    return assay_command_print(&out);
}

static int unknown(const char *name) {
    const char *nearest = NULL;
    size_t best = 3;
    for (size_t i = 0; i < COMMANDS; i++)
        if (assay_options_distance(name, commands[i].name) < best) {
            best = assay_options_distance(name, commands[i].name);
            nearest = commands[i].name;
        }
    if (nearest != NULL)
        assay_message(ASSAY_INDEXER, "unknown command \"%s\" (did you mean %s?)", name, nearest);
    else
        assay_message(ASSAY_INDEXER, "unknown command \"%s\"; see indexer help", name);
    return ASSAY_EXIT_USAGE;
}

bool assay_command_start(size_t *arguments, int *exit_code, const assay_command *command,
                         const char **words, size_t count) {
    assay_error err;
    bool wants_help = false;
    if (assay_options_parse(arguments, &wants_help, command, words, count, &err) != ASSAY_OK) {
        assay_buffer usage;
        assay_buffer_init(&usage, ASSAY_BUFFER_NO_CAP);
        assay_options_usage(&usage, command);
        *exit_code = assay_message_failure(ASSAY_INDEXER, &err);
        fprintf(stderr, "%.*s", ASSAY_SPAN_ARG(assay_buffer_span(&usage)));
        assay_buffer_done(&usage);
        return false;
    }
    if (!wants_help)
        return true;
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_options_help(&out, command);
    *exit_code = assay_command_print(&out);
    return false;
}

bool assay_command_has_index(int *exit_code, const char *dir) {
    if (dir != NULL && dir[0] != 0)
        return true;
    assay_message(ASSAY_INDEXER, "which index? give -d DIR");
    *exit_code = ASSAY_EXIT_USAGE;
    return false;
}

int assay_command_print(assay_buffer *out) {
    assay_error err;
    assay_status status = assay_buffer_check(out, &err);
    if (status == ASSAY_OK)
        status = assay_message_write(assay_buffer_span(out), &err);
    if (status == ASSAY_OK)
        status = assay_message_flush(&err);
    assay_buffer_done(out);
    return status == ASSAY_OK ? ASSAY_EXIT_OK : assay_message_failure(ASSAY_INDEXER, &err);
}

int main(int count, char **words) {
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an output error with a message */
    if (count < 2) {
        assay_message(ASSAY_INDEXER, "what to do? see indexer help");
        return ASSAY_EXIT_USAGE;
    }
    const char *name = words[1];
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return help();
    if (strcmp(name, "--version") == 0) {
        assay_buffer out;
        assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
        assay_buffer_add_text(&out, "indexer (Assay) " ASSAY_VERSION "\n");
        return assay_command_print(&out);
    }
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(name, commands[i].name) == 0)
            return commands[i].run((const char **)words + 2, (size_t)count - 2);
    return unknown(name);
}
