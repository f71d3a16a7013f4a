#include "answer_options.h"
#include "base/file.h"
#include "request_options.h"

enum { NOTE_MAX_BYTES = 16 << 20 };

static const char *strategy, *prefix, *note;

static const assay_option options[] = {
    ASSAY_TEXT_OPTION(0, "strategy", &strategy, "FILE",
                      "instead of a query: the numbered lines of a strategy, as `searcher "
                      "strategy FILE`"),
    ASSAY_TEXT_OPTION(0, "complete", &prefix, "PREFIX",
                      "instead of a query: words of the index that begin so, as `searcher complete "
                      "PREFIX`"),
    ASSAY_TEXT_OPTION(
        0, "patient-file", &note, "FILE",
        "instead of a query: a file that is a patient's description, or - for standard "
        "input"),
    {0},
};

static const assay_command command = {
    .program = ASSAY_SEARCHER,
    .name = "search",
    .arguments = "QUERY...",
    .arguments_max = SIZE_MAX,
    .summary = "Answers a query, best match first.",
    .description =
        "The words of the command line are one query. Words side by side are ranked: any of them "
        "matches; the more and the rarer, the better. +word must be "
        "there, -word must not (after \"--\" or anything else that is no option). AND, OR, NOT in "
        "capitals, \"phrases\", wildcards, field:word, ranges and identifiers as `searcher help` "
        "shows. PubMed's word[ti] and ClinicalTrials.gov's AREA[BriefTitle]word are read too. "
        "Warnings go to standard error, in JSON into the document.",
    .examples = "searcher -d trials inhaled il-2 lung metastases\n"
                "searcher -d trials -n 3 --snippets 2 '\"cytokine release\" NOT children'\n"
                "searcher -d trials --filter 'type:trial phase:2' --sort updated melanoma\n"
                "searcher -d trials --format json --facet status,phase 'CAR T'\n"
                "searcher -d trials --patient '72F with NSCLC, EGFR mutated'\n"
                "searcher -d trials --patient-file note.txt\n"
                "searcher -d trials --why NCT01590069 aldesleukin melanoma",
    .shared = {assay_index_options, assay_query_options, assay_format_options,
               assay_single_options},
    .options = options};

/* ---- the command line ---- */

static void join_words(assay_buffer *query, const char **words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (i != 0)
            assay_buffer_add_byte(query, ' ');
        assay_buffer_add_text(query, words[i]);
    }
}

static assay_status answer_query(uint64_t *found, assay_span query, assay_error *err) {
    const assay_printer *printer = NULL;
    assay_search_request request;
    assay_search_results results = {0};
    assay_search *search = NULL;
    ASSAY_TRY(assay_answer_printer(&printer, err));
    ASSAY_TRY(assay_request_from_options(&request, err));
    request.query = query;
    if (assay_answered.count_only) {
        request.count = 0;
        request.exact_count = true;
    }
    if (query.size == 0 && request.filter.size == 0)
        return assay_fail(err, ASSAY_E_USAGE, "what to search for? give a query, or a --filter");
    ASSAY_TRY(assay_request_open(&search, err));
    assay_status status = assay_search_run(&results, search, &request, err);
    if (status == ASSAY_OK) {
        assay_answer answer = assay_answer_from_options(search, &request, &results);
        status = assay_answer_print(printer, &answer, err);
    }
    if (status == ASSAY_OK)
        status = assay_message_flush(err);
    *found = results.total;
    assay_search_results_done(&results);
    assay_search_close(search);
    return status;
}

static assay_status read_note(assay_buffer *out, const char *path, assay_error *err) {
    bool is_input = strcmp(path, "-") == 0;
    if (assay_requested.patient == ASSAY_SEARCH_PATIENT_NO)
        return assay_fail(err, ASSAY_E_USAGE,
                          "--no-patient takes descriptions for words, --patient-file reads one");
    assay_requested.patient = ASSAY_SEARCH_PATIENT_YES;
    ASSAY_TRY(assay_file_read(out, is_input ? "/dev/stdin" : path, err));
    if (assay_span_trim(assay_buffer_span(out)).size == 0)
        return assay_fail(err, ASSAY_E_USAGE, "%s is empty", is_input ? "standard input" : path);
    return ASSAY_OK;
}

/* What stands instead of a query, among words of one; false when it was said to be wrong. */
static bool stands_alone(const char *value, const char *option, size_t arguments) {
    int given = (strategy != NULL) + (prefix != NULL) + (note != NULL);
    if (value == NULL || (arguments == 0 && given == 1))
        return true;
    assay_message(ASSAY_SEARCHER, "%s stands instead of a query", option);
    return false;
}

int assay_command_search(const char **words, size_t count) {
    size_t arguments = 0;
    int exit_code = 0;
    uint64_t found = 0;
    assay_error err;
    assay_buffer query;
    if (!assay_program_start(&arguments, &exit_code, &command, words, count))
        return exit_code;
    if (!stands_alone(prefix, "--complete PREFIX", arguments) ||
        !stands_alone(strategy, "--strategy FILE", arguments) ||
        !stands_alone(note, "--patient-file FILE", arguments))
        return ASSAY_EXIT_USAGE;
    if (prefix != NULL)
        return assay_complete_print(prefix);
    if (strategy != NULL)
        return assay_strategy_answer(strategy);
    assay_buffer_init(&query, note != NULL ? NOTE_MAX_BYTES : ASSAY_BUFFER_NO_CAP);
    assay_status status = ASSAY_OK;
    if (note != NULL)
        status = read_note(&query, note, &err);
    else
        join_words(&query, words, arguments);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&query, &err);
    if (status == ASSAY_OK)
        status = answer_query(&found, assay_buffer_span(&query), &err);
    assay_buffer_done(&query);
    if (status != ASSAY_OK)
        return assay_message_failure(ASSAY_SEARCHER, &err);
    return assay_answered.exit_status && found == 0 ? ASSAY_EXIT_NOTHING : ASSAY_EXIT_OK;
}
