#include "cli/program.h"

#include <signal.h>
#include <stdio.h>

assay_status assay_program_write(assay_buffer *out, assay_error *err) {
    ASSAY_TRY(assay_buffer_check(out, err));
    ASSAY_TRY(assay_message_write(assay_buffer_span(out), err));
    assay_buffer_clear(out);
    return ASSAY_OK;
}

int assay_program_print(const char *program, assay_buffer *out) {
    assay_error err;
    assay_status status = assay_program_write(out, &err);
    if (status == ASSAY_OK)
        status = assay_message_flush(&err);
    assay_buffer_done(out);
    return status == ASSAY_OK ? ASSAY_EXIT_OK : assay_message_failure(program, &err);
}

static int wrong_usage(const assay_command *command, const assay_error *err) {
    assay_buffer usage;
    assay_buffer_init(&usage, ASSAY_BUFFER_NO_CAP);
    assay_options_usage(&usage, command);
    int exit_code = assay_message_failure(command->program, err);
    fprintf(stderr, "%.*s", ASSAY_SPAN_ARG(assay_buffer_span(&usage)));
    assay_buffer_done(&usage);
    return exit_code;
}

bool assay_program_start(size_t *arguments, int *exit_code, const assay_command *command,
                         const char **words, size_t count) {
    assay_error err;
    bool wants_help = false, wants_list = count == 1 && strcmp(words[0], "--list-options") == 0;
    if (!wants_list &&
        assay_options_parse(arguments, &wants_help, command, words, count, &err) != ASSAY_OK) {
        *exit_code = wrong_usage(command, &err);
        return false;
    }
    if (!wants_help && !wants_list)
        return true;
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    if (wants_list)
        assay_options_list(&out, command);
    else
        assay_options_help(&out, command);
    *exit_code = assay_program_print(command->program, &out);
    return false;
}

static int help(const assay_program *program) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_buffer_add_text(&out, program->head);
    for (size_t i = 0; i < program->count; i++)
        assay_buffer_format(&out, "  %-10s %s\n", program->commands[i].name,
                            program->commands[i].summary);
    assay_buffer_add_text(&out, program->tail);
    return assay_program_print(program->name, &out);
}

static int version(const assay_program *program) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_buffer_format(&out, "%s (Assay) " ASSAY_VERSION "\n", program->name);
    return assay_program_print(program->name, &out);
}

/* For completion by shells. */
static int list_commands(const assay_program *program) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    for (size_t i = 0; i < program->count; i++)
        assay_buffer_format(&out, "%s\t%s\n", program->commands[i].name,
                            program->commands[i].summary);
    assay_buffer_add_text(&out, "help\tcommands and how to use them\n");
    return assay_program_print(program->name, &out);
}

static int unknown(const assay_program *program, const char *name) {
    const char *nearest = NULL;
    size_t best = 3;
    for (size_t i = 0; i < program->count; i++) {
        size_t distance = assay_options_distance(name, program->commands[i].name);
        if (distance < best) {
            best = distance;
            nearest = program->commands[i].name;
        }
    }
    if (nearest != NULL)
        assay_message(program->name, "unknown command \"%s\" (did you mean %s?)", name, nearest);
    else
        assay_message(program->name, "unknown command \"%s\"; see %s help", name, program->name);
    return ASSAY_EXIT_USAGE;
}

int assay_program_run(const assay_program *program, int count, char **words) {
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is an output error with a message */
    if (count < 2) {
        assay_message(program->name, "%s", program->without_word);
        return ASSAY_EXIT_USAGE;
    }
    const char *name = words[1];
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return help(program);
    if (strcmp(name, "--version") == 0)
        return version(program);
    if (strcmp(name, "--list-commands") == 0)
        return list_commands(program);
    const char **rest = (const char **)words + 1;
    size_t left = (size_t)count - 1;
    for (size_t i = 0; i < program->count; i++)
        if (strcmp(name, program->commands[i].name) == 0)
            return program->commands[i].run(rest + 1, left - 1);
    return program->has_default ? program->commands[0].run(rest, left) : unknown(program, name);
}
