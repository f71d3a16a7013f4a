#include "commands.h"

#include "records/tables/column.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

static const assay_program_command commands[] = {
    {"add", "read files and add or replace their records", assay_command_add},
    {"delete", "remove records by identifier", assay_command_delete},
    {"stats", "what is in the index, and how large it is", assay_command_stats},
    {"check", "look for damage", assay_command_check},
    {"dump", "print the records as JSON lines", assay_command_dump},
    {"optimize", "merge all segments into one", assay_command_optimize},
    {"rebuild", "make the segments anew from the catalogue's records", assay_command_rebuild},
    {"vocabulary", "load synonyms and MeSH for searches to expand by", assay_command_vocabulary},
    {"formats", "the formats that are read", assay_command_formats},
    {"tokens", "print the words of each record as they are indexed", assay_command_tokens},
};

static const char head[] = "usage: indexer COMMAND [OPTION...] [ARGUMENT...]\n\n"
                           "Builds and maintains an index of trial summaries and biomedical "
                           "abstracts.\n\nCommands:\n";

static const char tail[] =
    "  help       this text; `indexer COMMAND --help` tells more of one\n\n"
    "Exit status: 0 done, 2 wrong usage, 3 input, output or memory, 4 a damaged or\n"
    "foreign index, 5 done but some input could not be read, 130 or 143 interrupted\n"
    "(what was complete is kept), 70 a mistake of this program.\n\n"
    "Examples:\n"
    "  indexer add -d trials studies.json pubmed/*.xml.gz\n"
    "  indexer stats -d trials\n";

bool assay_command_has_index(int *exit_code, const char *dir) {
    if (dir != NULL && dir[0] != 0)
        return true;
    assay_message(ASSAY_INDEXER, "which index? give -d DIR");
    *exit_code = ASSAY_EXIT_USAGE;
    return false;
}

bool assay_command_memory_suffices(int *exit_code, uint64_t bytes) {
    if (bytes == 0 || bytes >= ASSAY_INDEXER_LEAST_MEMORY)
        return true;
    assay_message(ASSAY_INDEXER, "--memory: %llu bytes are too few; the least is 4M",
                  (unsigned long long)bytes);
    *exit_code = ASSAY_EXIT_USAGE;
    return false;
}

bool assay_command_reads(int *exit_code, const char *format, const char *map) {
    const assay_span named = assay_span_of(format);
    assay_error err;
    *exit_code = ASSAY_EXIT_USAGE;
    if (named.size != 0 && !assay_span_equal(named, ASSAY_SPAN("auto")) &&
        assay_format_named(named) == NULL) {
        assay_message(ASSAY_INDEXER, "there is no format %s; `indexer formats` lists them", format);
        return false;
    }
    if (assay_column_check_map(assay_span_of(map), &err) != ASSAY_OK) {
        assay_message(ASSAY_INDEXER, "--map: %s", err.message);
        return false;
    }
    *exit_code = ASSAY_EXIT_OK;
    return true;
}

/* Large blocks go back to the system when they are freed: left to itself the allocator keeps ever larger ones among small
 * ones, a third of what a load takes. */
static void tame_allocator(void) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

int main(int count, char **words) {
    static const assay_program indexer = {
        .name = ASSAY_INDEXER,
        .head = head,
        .tail = tail,
        .without_word = "what to do? see indexer help",
        .commands = commands,
        .count = sizeof commands / sizeof *commands,
        .has_default = false,
    };
    tame_allocator();
    return assay_program_run(&indexer, count, words);
}
