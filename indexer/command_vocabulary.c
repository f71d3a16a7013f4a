/* indexer vocabulary: synonyms and headings an index carries for its searches. */
#include "commands.h"

#include "search/search.h"
#include "vocabulary/thesaurus_dir.h"

static const char *dir, *format, *name, *removed;
static bool list;
static bool is_bad_input; /* a FILE does not read: not the index's fault */

static const assay_option options[] = {
    ASSAY_INDEX_OPTION(dir),
    ASSAY_TEXT_OPTION('f', "format", &format, "NAME",
                      "read all files as mesh-xml, mesh-ascii, mesh-tree or solr; detected "
                      "otherwise"),
    ASSAY_TEXT_OPTION(0, "name", &name, "NAME",
                      "what the vocabulary is called; all files become one. Otherwise each file "
                      "becomes one that is called after it"),
    ASSAY_TEXT_OPTION(0, "remove", &removed, "NAME", "take this vocabulary away"),
    ASSAY_FLAG_OPTION(0, "list", &list, "print those there are; what is meant without a FILE"),
    {0},
};

static const assay_command command = {
    .program = ASSAY_INDEXER,
    .name = "vocabulary",
    .arguments = "[FILE...]",
    .arguments_max = SIZE_MAX,
    .summary = "Loads synonyms and MeSH headings into an index, for searches that ask for them: "
               "~term and --expand; mesh:heading then finds what stands below it in the tree too.",
    .description =
        "A FILE is MeSH as XML (desc2026.xml) or text (d2026.bin, mtrees2026.bin), or a synonym "
        "list: \"a, b, c\" a line, terms that stand for each other, or \"a, b => c\". .gz, .xz "
        "and .zst are read through. A file that does not read is refused whole, with its line. A "
        "vocabulary of the same name is replaced, at once: a search has the old one or the new.",
    .examples = "indexer vocabulary -d trials desc2026.xml.gz\n"
                "indexer vocabulary -d trials --name ours drugs.txt genes.txt\n"
                "indexer vocabulary -d trials --list",
    .options = options};

static assay_status describe(assay_buffer *out, assay_arena *arena, assay_span called,
                             assay_error *err) {
    assay_span path;
    assay_thesaurus *opened = NULL;
    ASSAY_TRY(assay_thesaurus_dir_path(&path, arena, dir, called, err));
    ASSAY_TRY(assay_thesaurus_open(&opened, path.data, err));
    const assay_thesaurus_about *about = assay_thesaurus_describe(opened);
    assay_buffer_format(out, "%-20.*s %u entries, %u terms, %u places in trees, from %.*s\n",
                        ASSAY_SPAN_ARG(called), about->concepts, about->terms, about->places,
                        ASSAY_SPAN_ARG(about->source));
    assay_thesaurus_close(opened);
    return ASSAY_OK;
}

static assay_status load(assay_buffer *out, assay_arena *arena, assay_analyzer *analyzer,
                         const char **files, size_t count, assay_error *err) {
    size_t at_once = name != NULL ? count : 1;
    for (size_t i = 0; i < count; i += at_once) {
        assay_span called = assay_span_of(name);
        if (name == NULL)
            ASSAY_TRY(assay_thesaurus_dir_name(&called, arena, files[i], err));
        assay_status status =
            assay_thesaurus_dir_load(dir, called, files + i, at_once, format, analyzer, err);
        is_bad_input = status == ASSAY_E_FORMAT || status == ASSAY_E_LIMIT;
        ASSAY_TRY(status);
        ASSAY_TRY(describe(out, arena, called, err));
    }
    return ASSAY_OK;
}

static assay_status print_list(assay_buffer *out, assay_arena *arena, assay_error *err) {
    assay_span *names = NULL;
    size_t count = 0;
    ASSAY_TRY(assay_thesaurus_dir_list(&names, &count, arena, dir, err));
    for (size_t i = 0; i < count; i++)
        ASSAY_TRY(describe(out, arena, names[i], err));
    if (count == 0)
        assay_buffer_add_text(out, "no vocabularies\n");
    return ASSAY_OK;
}

static assay_status run(assay_buffer *out, assay_arena *arena, const char **files, size_t count,
                        assay_error *err) {
    assay_search *search = NULL;
    if ((removed != NULL || list) && count != 0)
        return assay_fail(err, ASSAY_E_USAGE, "--list and --remove take no files");
    ASSAY_TRY(assay_search_open(&search, dir, err));
    assay_status status = ASSAY_OK;
    if (removed != NULL)
        status = assay_thesaurus_dir_remove(dir, assay_span_of(removed), err);
    else if (count != 0)
        status = load(out, arena, assay_search_analyzer(search), files, count, err);
    else
        status = print_list(out, arena, err);
    assay_search_close(search);
    return status;
}

int assay_command_vocabulary(const char **words, size_t count) {
    size_t files = 0;
    int exit_code = 0;
    assay_error err;
    assay_arena arena;
    assay_buffer out;
    if (!assay_program_start(&files, &exit_code, &command, words, count) ||
        !assay_command_has_index(&exit_code, dir))
        return exit_code;
    assay_arena_init(&arena);
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_status status = run(&out, &arena, words, files, &err);
    exit_code = assay_program_print(ASSAY_INDEXER, &out);
    assay_arena_done(&arena);
    if (status == ASSAY_OK)
        return exit_code;
    exit_code = assay_message_failure(ASSAY_INDEXER, &err);
    return is_bad_input ? ASSAY_EXIT_INPUT : exit_code;
}
