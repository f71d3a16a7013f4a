#include "commands.h"

static const assay_option options[] = {{0}};
static const assay_command command = {
    .program = ASSAY_SEARCHER,
    .name = "fields",
    .arguments = "",
    .summary = "Lists the fields a query can name, with all their spellings.",
    .options = options};

static const char *kind_name(assay_field_kind kind) {
    switch (kind) {
    case ASSAY_KIND_TEXT:
        return "text";
    case ASSAY_KIND_KEYWORD:
        return "keyword";
    case ASSAY_KIND_DATE:
        return "date";
    case ASSAY_KIND_NUMBER:
        return "number";
    case ASSAY_KIND_AGE:
        return "age";
    case ASSAY_KIND_ID:
        return "identifier";
    case ASSAY_KIND_PLACE:
        return "place";
    case ASSAY_KIND_PRESENCE:
        return "presence";
    }
    return "";
}

int assay_command_fields(const char **words, size_t count) {
    size_t arguments = 0;
    int exit_code = 0;
    if (!assay_program_start(&arguments, &exit_code, &command, words, count))
        return exit_code;
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    for (int field = 0; field < ASSAY_QUERY_FIELD_COUNT; field++) {
        const assay_field_info *info = assay_fields_info((assay_query_field)field);
        assay_buffer_format(&out, "%-12s %-10s %s\n", info->name, kind_name(info->kind),
                            info->description);
        if (info->others[0] != '\0')
            assay_buffer_format(&out, "%-12s %-10s also %s\n", "", "", info->others);
    }
    return assay_program_print(ASSAY_SEARCHER, &out);
}
