#include "cli/options.h"

enum { WIDTH = 80, HELP_COLUMN = 28 };

void assay_options_wrap(assay_buffer *out, const char *text, size_t indent, size_t width) {
    size_t column = indent;
    while (*text != 0) {
        size_t word = strcspn(text, " \n");
        if (column + word > width && column > indent) {
            assay_buffer_format(out, "\n%*s", (int)indent, "");
            column = indent;
        }
        assay_buffer_add(out, text, word);
        column += word;
        text += word;
        if (*text == '\n') {
            assay_buffer_format(out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (*text == ' ' && column < width) {
            assay_buffer_add_byte(out, ' ');
            column++;
        }
        text += *text != 0;
    }
    while (out->size != 0 && out->data[out->size - 1] == ' ')
        out->size--;
}

static void print_option(assay_buffer *out, const assay_option *option) {
    size_t start = out->size;
    if (option->letter != 0)
        assay_buffer_format(out, "  -%c, --%s", option->letter, option->name);
    else
        assay_buffer_format(out, "      --%s", option->name);
    if (option->argument != NULL)
        assay_buffer_format(out, " %s", option->argument);
    size_t used = out->size - start;
    if (used + 2 > HELP_COLUMN)
        assay_buffer_format(out, "\n%*s", HELP_COLUMN, "");
    else
        assay_buffer_format(out, "%*s", (int)(HELP_COLUMN - used), "");
    assay_options_wrap(out, option->help, HELP_COLUMN, WIDTH);
    assay_buffer_add_byte(out, '\n');
}

static void list_option(assay_buffer *out, const assay_option *option) {
    const char *argument = option->argument != NULL ? option->argument : "";
    if (option->letter != 0)
        assay_buffer_format(out, "-%c\t%s\t%s\n", option->letter, argument, option->help);
    assay_buffer_format(out, "--%s\t%s\t%s\n", option->name, argument, option->help);
}

static const assay_option help_option = {'h', "help", ASSAY_OPTION_FLAG, NULL, NULL, "this text"};

void assay_options_list(assay_buffer *out, const assay_command *command) {
    const assay_option *option;
    for (size_t i = 0; (option = assay_options_at(command, i)) != NULL; i++)
        list_option(out, option);
    list_option(out, &help_option);
}

void assay_options_usage(assay_buffer *out, const assay_command *command) {
    assay_buffer_format(out, "usage: %s", command->program);
    if (command->name != NULL)
        assay_buffer_format(out, " %s", command->name);
    assay_buffer_add_text(out, " [OPTION...]");
    if (command->arguments[0] != 0)
        assay_buffer_format(out, " %s", command->arguments);
    assay_buffer_add_byte(out, '\n');
}

void assay_options_help(assay_buffer *out, const assay_command *command) {
    assay_options_usage(out, command);
    assay_buffer_add_byte(out, '\n');
    assay_options_wrap(out, command->summary, 0, WIDTH);
    assay_buffer_add_text(out, "\n");
    if (command->description != NULL) {
        assay_buffer_add_byte(out, '\n');
        assay_options_wrap(out, command->description, 0, WIDTH);
        assay_buffer_add_byte(out, '\n');
    }
    assay_buffer_add_text(out, "\nOptions:\n");
    const assay_option *option;
    for (size_t i = 0; (option = assay_options_at(command, i)) != NULL; i++)
        print_option(out, option);
    print_option(out, &help_option);
    if (command->examples != NULL)
        assay_buffer_format(
            out, "\nExamples:\n%s%s", command->examples,
            assay_span_ends(assay_span_of(command->examples), ASSAY_SPAN("\n")) ? "" : "\n");
}
