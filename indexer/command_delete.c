#include "commands.h"

#include "index/maintenance.h"

#include <stdlib.h>

static const char *dir;

static const assay_option options[] = {
    ASSAY_INDEX_OPTION(dir),
    {0},
};

static const assay_command command = {
    .program = ASSAY_INDEXER,
    .name = "delete",
    .arguments = "ID...",
    .arguments_min = 1,
    .arguments_max = SIZE_MAX,
    .summary = "Removes the records with these identifiers, all in one commit.",
    .description = "An ID is an identity as `searcher` prints it (nct:NCT99000001, pmid:99000001, "
                   "id:my-record) or a bare registry number, PMCID or DOI. One that no record has "
                   "is named on standard error and is no failure.",
    .examples = "  indexer delete -d trials NCT99000001 pmid:99000001\n",
    .options = options};

static int report(uint64_t deleted, const bool *found, const assay_span *ids, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!found[i])
            assay_message(ASSAY_INDEXER, "no record has %.*s", ASSAY_SPAN_ARG(ids[i]));
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_buffer_format(&out, "deleted        %llu\n", (unsigned long long)deleted);
    return assay_program_print(ASSAY_INDEXER, &out);
}

int assay_command_delete(const char **words, size_t count) {
    size_t given = 0;
    int exit_code = 0;
    if (!assay_program_start(&given, &exit_code, &command, words, count) ||
        !assay_command_has_index(&exit_code, dir))
        return exit_code;
    assay_span *ids = calloc(given, sizeof *ids);
    bool *found = calloc(given, sizeof *found);
    assay_error err;
    uint64_t deleted = 0;
    assay_status status = ASSAY_OK;
    if (ids == NULL || found == NULL) {
        status = assay_fail_memory(&err);
    } else {
        for (size_t i = 0; i < given; i++)
            ids[i] = assay_span_of(words[i]);
        status = assay_index_delete(&deleted, found, dir, ids, given, &err);
    }
    exit_code = status == ASSAY_OK ? report(deleted, found, ids, given)
                                   : assay_message_failure(ASSAY_INDEXER, &err);
    free(ids);
    free(found);
    return exit_code;
}
