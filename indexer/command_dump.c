#include "commands.h"

#include "index/reader.h"

static const char *dir;

static const assay_option options[] = {
    ASSAY_INDEX_OPTION(dir),
    {0},
};

static const assay_command command = {
    .program = ASSAY_INDEXER,
    .name = "dump",
    .arguments = "[ID...]",
    .arguments_max = SIZE_MAX,
    .summary = "Prints the records as JSON lines, in the order of their numbers; those of the IDs "
               "alone, when some are given. `indexer add -f jsonl` reads them back.",
    .description = "An ID is as for `indexer delete`. What updates changed and when a record was "
                   "first seen here are not printed: in the index that reads them back they begin "
                   "anew. To keep them, copy the index's folder.",
    .examples = "  indexer dump -d trials | gzip > trials.jsonl.gz\n"
                "  indexer dump -d trials NCT99000001\n",
    .options = options};

static assay_status print_record(assay_reader *reader, assay_docid docid, assay_buffer *line,
                                 assay_error *err) {
    assay_buffer_clear(line);
    ASSAY_TRY(assay_reader_json(line, reader, docid, err));
    assay_buffer_add_byte(line, '\n');
    ASSAY_TRY(assay_buffer_check(line, err));
    return assay_message_write(assay_buffer_span(line), err);
}

static assay_status print_all(assay_reader *reader, assay_buffer *line, assay_error *err) {
    assay_docid docid = 0;
    ASSAY_TRY(assay_reader_next(&docid, reader, 1, err));
    while (docid != 0) {
        ASSAY_TRY(print_record(reader, docid, line, err));
        ASSAY_TRY(assay_reader_next(&docid, reader, docid + 1, err));
    }
    return ASSAY_OK;
}

static assay_status print_some(assay_reader *reader, const char **ids, size_t count,
                               assay_buffer *line, assay_error *err) {
    for (size_t i = 0; i < count; i++) {
        assay_docid docid = 0;
        ASSAY_TRY(assay_reader_find_typed(&docid, reader, assay_span_of(ids[i]), err));
        if (docid == 0)
            return assay_fail(err, ASSAY_E_NOT_FOUND, "no record has %s", ids[i]);
        ASSAY_TRY(print_record(reader, docid, line, err));
    }
    return ASSAY_OK;
}

int assay_command_dump(const char **words, size_t count) {
    size_t given = 0;
    int exit_code = 0;
    if (!assay_program_start(&given, &exit_code, &command, words, count) ||
        !assay_command_has_index(&exit_code, dir))
        return exit_code;
    assay_reader *reader = NULL;
    assay_error err;
    assay_buffer line;
    assay_buffer_init(&line, ASSAY_BUFFER_NO_CAP);
    assay_status status = assay_reader_open(&reader, dir, &err);
    if (status == ASSAY_OK)
        status = given == 0 ? print_all(reader, &line, &err)
                            : print_some(reader, words, given, &line, &err);
    if (status == ASSAY_OK)
        status = assay_message_flush(&err);
    assay_buffer_done(&line);
    assay_reader_close(reader);
    return status == ASSAY_OK ? ASSAY_EXIT_OK : assay_message_failure(ASSAY_INDEXER, &err);
}
