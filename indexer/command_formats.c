#include "commands.h"

static const assay_option options[] = {{0}};

static const assay_command command = {.program = ASSAY_INDEXER,
                                      .name = "formats",
                                      .arguments = "",
                                      .summary = "Lists the formats that are read.",
                                      .options = options};

int assay_command_formats(const char **words, size_t count) {
    size_t given = 0;
    int exit_code = 0;
    if (!assay_program_start(&given, &exit_code, &command, words, count))
        return exit_code;
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    for (const assay_format *format = assay_formats(); format->name != NULL; format++)
        assay_buffer_format(&out, "%-14s %s\n", format->name, format->description);
    return assay_program_print(ASSAY_INDEXER, &out);
}
