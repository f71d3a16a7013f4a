#include "commands.h"

#include "query/filters.h"
#include "query/qualifiers.h"

static bool filters, qualifiers;

static const assay_option options[] = {
    ASSAY_FLAG_OPTION(0, "filters", &filters,
                      "list the filters of the field sb, and what each stands for, instead"),
    ASSAY_FLAG_OPTION(0, "qualifiers", &qualifiers,
                      "list MeSH's qualifiers with their two-letter codes instead"),
    {0},
};
static const assay_command command = {
    .program = ASSAY_SEARCHER,
    .name = "fields",
    .arguments = "",
    .summary = "Lists the fields a query can name, with all their spellings.",
    .description =
        "Filters are written as PubMed writes them, humans[filter] or systematic[sb], or "
        "sb:humans; their names go by their letters, and what they stand for is shown with the "
        "answer. A record's own status and subsets are values of sb too: medline[sb], "
        "inprocess[sb], jsubsetaim[sb].",
    .examples = "  searcher fields --filters\n",
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
    case ASSAY_KIND_CHANGE:
        return "change";
    }
    return "";
}

static void list_filters(assay_buffer *out) {
    assay_filter filter;
    for (size_t i = 0; assay_filters_at(&filter, i); i++) {
        bool known = filter.query != NULL;
        assay_buffer_format(out, "%.*s\n    %s%s\n", ASSAY_SPAN_ARG(filter.name),
                            known ? "" : "not here: ", known ? filter.query : filter.why_not);
    }
}

static void list_qualifiers(assay_buffer *out) {
    for (size_t i = 0; assay_qualifiers_name(i) != NULL; i++)
        assay_buffer_format(out, "%s  %s\n", assay_qualifiers_code(i), assay_qualifiers_name(i));
}

static void list_fields(assay_buffer *out) {
    for (int field = 0; field < ASSAY_QUERY_FIELD_COUNT; field++) {
        const assay_field_info *info = assay_fields_info((assay_query_field)field);
        assay_buffer_format(out, "%-12s %-10s %s\n", info->name, kind_name(info->kind),
                            info->description);
        if (info->others[0] != '\0')
            assay_buffer_format(out, "%-12s %-10s also %s\n", "", "", info->others);
    }
}

int assay_command_fields(const char **words, size_t count) {
    size_t arguments = 0;
    int exit_code = 0;
    if (!assay_program_start(&arguments, &exit_code, &command, words, count))
        return exit_code;
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    if (filters)
        list_filters(&out);
    else if (qualifiers)
        list_qualifiers(&out);
    else
        list_fields(&out);
    return assay_program_print(ASSAY_SEARCHER, &out);
}
