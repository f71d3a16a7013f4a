#include "answer_options.h"
#include "request_options.h"

static const char *strategy, *prefix;

static const assay_option options[] = {
    ASSAY_TEXT_OPTION(0, "strategy", &strategy, "FILE",
                      "instead of a query: the numbered lines of a strategy, as `searcher "
                      "strategy FILE`"),
    ASSAY_TEXT_OPTION(0, "complete", &prefix, "PREFIX",
                      "instead of a query: words of the index that begin so, as `searcher complete "
                      "PREFIX`"),
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

int assay_command_search(const char **words, size_t count) {
    size_t arguments = 0;
    int exit_code = 0;
    uint64_t found = 0;
    assay_error err;
    assay_buffer query;
    if (!assay_program_start(&arguments, &exit_code, &command, words, count))
        return exit_code;
    if (prefix != NULL && arguments == 0 && strategy == NULL)
        return assay_complete_print(prefix);
    if (prefix != NULL) {
        assay_message(ASSAY_SEARCHER, "--complete PREFIX stands instead of a query");
        return ASSAY_EXIT_USAGE;
    }
    if (strategy != NULL && arguments == 0)
        return assay_strategy_answer(strategy);
    if (strategy != NULL) {
        assay_message(ASSAY_SEARCHER, "--strategy FILE stands instead of a query");
        return ASSAY_EXIT_USAGE;
    }
    assay_buffer_init(&query, ASSAY_BUFFER_NO_CAP);
    join_words(&query, words, arguments);
    assay_status status = assay_buffer_check(&query, &err);
    if (status == ASSAY_OK)
        status = answer_query(&found, assay_buffer_span(&query), &err);
    assay_buffer_done(&query);
    if (status != ASSAY_OK)
        return assay_message_failure(ASSAY_SEARCHER, &err);
    return assay_answered.exit_status && found == 0 ? ASSAY_EXIT_NOTHING : ASSAY_EXIT_OK;
}
