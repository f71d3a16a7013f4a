/* searchbench: how fast is it, what does it cost, and is it still right? bench/README.md has the tour. */
#include "searchbench/commands.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name, *summary;
    int (*run)(const char **words, size_t count);
} commands[] = {
    {"latency", "time queries on an index, closed loop or at a fixed rate", bench_command_latency},
    {"queries", "draw a set of queries from an index", bench_command_queries},
    {"compare", "tell whether a second run is slower than the first", bench_command_compare},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static int print(assay_buffer *out) {
    assay_error err;
    assay_status status = assay_buffer_check(out, &err);
    if (status == ASSAY_OK)
        status = assay_message_write(assay_buffer_span(out), &err);
    if (status == ASSAY_OK)
        status = assay_message_flush(&err);
    assay_buffer_done(out);
    return status == ASSAY_OK ? ASSAY_EXIT_OK : assay_message_failure(BENCH_PROGRAM, &err);
}

static int help(void) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_buffer_add_text(&out, "usage: searchbench COMMAND [OPTION...] [ARGUMENT...]\n\n"
                                "Each command prints one JSON document; `searchbench report` makes "
                                "pages and pictures of them.\n\n"
                                "Commands:\n");
    for (size_t i = 0; i < COMMANDS; i++)
        assay_buffer_format(&out, "  %-10s %s\n", commands[i].name, commands[i].summary);
    assay_buffer_add_text(&out, "  help       this text; `searchbench COMMAND --help` has the "
                                "options of one\n");
    return print(&out);
}

bool bench_command_start(size_t *arguments, int *exit_code, const assay_command *command,
                         const char **words, size_t count) {
    assay_error err;
    bool wants_help = false;
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    if (assay_options_parse(arguments, &wants_help, command, words, count, &err) != ASSAY_OK) {
        assay_options_usage(&out, command);
        *exit_code = assay_message_failure(BENCH_PROGRAM, &err);
        fprintf(stderr, "%.*s", ASSAY_SPAN_ARG(assay_buffer_span(&out)));
        assay_buffer_done(&out);
        return false;
    }
    if (!wants_help)
        return true;
    assay_options_help(&out, command);
    *exit_code = print(&out);
    return false;
}

int main(int count, char **words) {
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an output error with a message */
    if (count < 2) {
        assay_message(BENCH_PROGRAM, "which command? See searchbench help");
        return ASSAY_EXIT_USAGE;
    }
    const char *name = words[1];
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return help();
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(name, commands[i].name) == 0)
            return commands[i].run((const char **)words + 2, (size_t)count - 2);
    assay_message(BENCH_PROGRAM, "unknown command \"%s\"; see searchbench help", name);
    return ASSAY_EXIT_USAGE;
}
