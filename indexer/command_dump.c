#include "commands.h"

#include "index/reader.h"

static const char *dir;
static bool no_history;

static const assay_option options[] = {
    ASSAY_INDEX_OPTION(dir),
    ASSAY_FLAG_OPTION(0, "no-history", &no_history,
                      "the records alone, without their history in this index"),
    {0},
};

static const assay_command command = {
    .program = ASSAY_INDEXER,
    .name = "dump",
    .arguments = "[ID...]",
    .arguments_max = SIZE_MAX,
    .summary = "Prints the records as JSON lines, in the order of their numbers; those of the IDs "
               "alone, when some are given. `indexer add -f jsonl` reads them back.",
    .description =
        "An ID is as for `indexer delete`. The last member of a record, \"history\", tells when it "
        "was first indexed and last changed, how many updates it has had and what they changed, as "
        "far as that is kept: {\"version\":1, \"first_indexed\":\"2026-01-05\", "
        "\"last_changed\":\"2026-05-01\", \"updates\":2, \"changes\":[{\"update\":2, "
        "\"date\":\"2026-05-01\", \"field\":\"enrolment\", \"from\":\"60\", "
        "\"to\":\"47\"}], \"not_kept\":0}; newest first, kind \"order\" when only the order is "
        "new, \"old\" when the values are not kept, not_kept the number of changes that are gone. "
        "An index that does not have the record takes its history over; one that has it keeps its "
        "own and counts different content as one more update.",
    .examples = "  indexer dump -d trials | gzip > trials.jsonl.gz\n"
                "  indexer dump -d trials NCT99000001\n",
    .options = options};

typedef struct {
    assay_reader *reader;
    assay_buffer line;
    assay_arena arena;
} dumping;

static assay_status add_history(dumping *d, assay_docid docid, assay_error *err) {
    assay_history history;
    assay_changes changes;
    assay_arena_reset(&d->arena);
    ASSAY_TRY(assay_reader_history(&history, d->reader, docid, err));
    ASSAY_TRY(assay_reader_changes(&changes, d->reader, &d->arena, docid, err));
    return assay_record_history_add(&d->line, &history, &changes, err);
}

static assay_status print_record(dumping *d, assay_docid docid, assay_error *err) {
    assay_buffer_clear(&d->line);
    ASSAY_TRY(assay_reader_json(&d->line, d->reader, docid, err));
    if (!no_history)
        ASSAY_TRY(add_history(d, docid, err));
    assay_buffer_add_byte(&d->line, '\n');
    ASSAY_TRY(assay_buffer_check(&d->line, err));
    return assay_message_write(assay_buffer_span(&d->line), err);
}

static assay_status print_all(dumping *d, assay_error *err) {
    assay_docid docid = 0;
    ASSAY_TRY(assay_reader_next(&docid, d->reader, 1, err));
    while (docid != 0) {
        ASSAY_TRY(print_record(d, docid, err));
        ASSAY_TRY(assay_reader_next(&docid, d->reader, docid + 1, err));
    }
    return ASSAY_OK;
}

static assay_status print_some(dumping *d, const char **ids, size_t count, assay_error *err) {
    for (size_t i = 0; i < count; i++) {
        assay_docid docid = 0;
        ASSAY_TRY(assay_reader_find_typed(&docid, d->reader, assay_span_of(ids[i]), err));
        if (docid == 0)
            return assay_fail(err, ASSAY_E_NOT_FOUND, "no record has %s", ids[i]);
        ASSAY_TRY(print_record(d, docid, err));
    }
    return ASSAY_OK;
}

int assay_command_dump(const char **words, size_t count) {
    size_t given = 0;
    int exit_code = 0;
    if (!assay_program_start(&given, &exit_code, &command, words, count) ||
        !assay_command_has_index(&exit_code, dir))
        return exit_code;
    dumping d = {.reader = NULL};
    assay_error err;
    assay_buffer_init(&d.line, ASSAY_BUFFER_NO_CAP);
    assay_arena_init(&d.arena);
    assay_status status = assay_reader_open(&d.reader, dir, &err);
    if (status == ASSAY_OK)
        status = given == 0 ? print_all(&d, &err) : print_some(&d, words, given, &err);
    if (status == ASSAY_OK)
        status = assay_message_flush(&err);
    assay_arena_done(&d.arena);
    assay_buffer_done(&d.line);
    assay_reader_close(d.reader);
    return status == ASSAY_OK ? ASSAY_EXIT_OK : assay_message_failure(ASSAY_INDEXER, &err);
}
