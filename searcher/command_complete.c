/* searcher complete: what a word or a field's value may go on with. */
#include "base/json_write.h"
#include "request_options.h"
#include "search/completion.h"

static uint64_t limit = 10;
static int format;

static const assay_option options[] = {
    ASSAY_NUMBER_OPTION('n', "limit", &limit, "N", "how many to print (10; at most 10000)"),
    ASSAY_CHOICE_OPTION('f', "format", &format, "text|json", "lines, or one JSON document"),
    {0},
};

static const assay_command command = {
    .program = ASSAY_SEARCHER,
    .name = "complete",
    .arguments = "PREFIX",
    .arguments_min = 1,
    .arguments_max = 1,
    .summary = "Prints the words of the index that begin with PREFIX, those of the most records "
               "first, with the number of records.",
    .description =
        "field:PREFIX completes the values of a keyword field, of cond or of mesh, or the words of "
        "a field of names. "
        "Words are printed as they stand in records, values folded. Fields that are kept by "
        "stems alone (au, ta, aff ...) show the word of one record for each stem.",
    .examples = "searcher complete -d trials immun\n"
                "searcher complete -d trials mesh:lung",
    .shared = {assay_index_options},
    .options = options};

static void print_text(assay_buffer *out, const assay_completions *found) {
    for (size_t i = 0; i < found->count; i++)
        assay_buffer_format(out, "%.*s\t%llu\n", ASSAY_SPAN_ARG(found->items[i].text),
                            (unsigned long long)found->items[i].records);
}

static void print_json(assay_buffer *out, assay_query_field field, assay_span prefix,
                       const assay_completions *found) {
    assay_json_writer json = assay_json_writer_on(out);
    assay_json_open(&json, '{');
    assay_json_int_at(&json, "schema_version", 1);
    assay_json_string_at(&json, "field", assay_span_of(assay_fields_info(field)->name));
    assay_json_string_at(&json, "prefix", prefix);
    assay_json_uint_at(&json, "found", found->found);
    assay_json_key(&json, "completions");
    assay_json_open(&json, '[');
    for (size_t i = 0; i < found->count; i++) {
        assay_json_open(&json, '{');
        assay_json_string_at(&json, "text", found->items[i].text);
        assay_json_uint_at(&json, "records", found->items[i].records);
        assay_json_close(&json, '}');
    }
    assay_json_close(&json, ']');
    assay_json_close(&json, '}');
    assay_buffer_add_byte(out, '\n');
}

static assay_status complete(assay_buffer *out, const char *text, assay_error *err) {
    assay_search *search = NULL;
    assay_arena arena;
    assay_completions found = {0};
    assay_query_field field;
    assay_span prefix;
    if (limit > ASSAY_COMPLETION_MAX)
        return assay_fail(err, ASSAY_E_USAGE, "-n goes up to %d", (int)ASSAY_COMPLETION_MAX);
    ASSAY_TRY(assay_completion_split(&field, &prefix, assay_span_of(text), err));
    ASSAY_TRY(assay_request_open(&search, err));
    assay_arena_init(&arena);
    assay_status status =
        assay_search_complete(&found, search, &arena, field, prefix, (size_t)limit, err);
    if (status == ASSAY_OK && format == 0)
        print_text(out, &found);
    else if (status == ASSAY_OK)
        print_json(out, field, prefix, &found);
    if (status == ASSAY_OK && format == 0 && found.found > found.count)
        assay_message(ASSAY_SEARCHER, "the first %zu of %zu", found.count, found.found);
    assay_arena_done(&arena);
    assay_search_close(search);
    return status;
}

int assay_complete_print(const char *prefix) {
    assay_error err;
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    if (complete(&out, prefix, &err) == ASSAY_OK)
        return assay_program_print(ASSAY_SEARCHER, &out);
    assay_buffer_done(&out);
    return assay_message_failure(ASSAY_SEARCHER, &err);
}

int assay_command_complete(const char **words, size_t count) {
    size_t arguments = 0;
    int exit_code = 0;
    if (!assay_program_start(&arguments, &exit_code, &command, words, count))
        return exit_code;
    return assay_complete_print(words[0]);
}
