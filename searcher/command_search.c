#include "commands.h"
#include "engine/search_explain.h"
#include "printer.h"
#include "request_options.h"
#include "terminal.h"
#include "values.h"

#include <stdio.h>

static const char *format = "text", *color = "auto", *fields, *pattern, *run = "assay",
                  *topic = "1", *why;
static uint64_t snippets = 1;
static bool count_only, show_query, explain, no_highlight, exit_status;

static const assay_option options[] = {
    ASSAY_TEXT_OPTION(
        'f', "format", &format, "FORMAT",
        "text, json, jsonl, csv, tsv, ids, trec, nbib, ris, bibtex, html or template"),
    ASSAY_TEXT_OPTION(
        0, "fields", &fields, "NAME,...",
        "columns of csv and tsv, more of a hit in json: rank, score, id, type, title, date, url, "
        "snippet, nct, pmid, doi and the keys of a record as `indexer dump` prints it"),
    ASSAY_TEXT_OPTION(0, "template", &pattern, "TEXT",
                      "how a hit looks: '{id}\\t{title}\\n', with the names of --fields"),
    ASSAY_NUMBER_OPTION(0, "snippets", &snippets, "N", "passages shown of each hit (1)"),
    ASSAY_TEXT_OPTION(0, "color", &color, "WHEN", "auto, always or never"),
    ASSAY_FLAG_OPTION(0, "no-highlight", &no_highlight, "do not mark what matched"),
    ASSAY_FLAG_OPTION(0, "count", &count_only,
                      "print the exact number of matches and nothing else"),
    ASSAY_FLAG_OPTION(0, "show-query", &show_query,
                      "print how the query is read, with every grouping, before the answer"),
    ASSAY_FLAG_OPTION(0, "explain", &explain, "show where each score comes from"),
    ASSAY_TEXT_OPTION(0, "why", &why, "ID",
                      "tell the rank of this record, or the first condition it does not meet"),
    ASSAY_TEXT_OPTION(0, "run", &run, "TAG", "name of the run in format trec (assay)"),
    ASSAY_TEXT_OPTION(0, "topic", &topic, "ID", "number of the query in format trec (1)"),
    ASSAY_FLAG_OPTION(0, "exit-status", &exit_status, "exit with 1 when nothing is found"),
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
        "matches; the more, the rarer and the nearer to each other, the better. +word must be "
        "there, -word must not (after \"--\" or anything else that is no option). AND, OR, NOT in "
        "capitals, \"phrases\", wildcards, field:word, ranges and identifiers as `searcher help` "
        "shows. PubMed's word[ti] and ClinicalTrials.gov's AREA[BriefTitle]word are read too. "
        "Warnings go to standard error, in JSON into the document.",
    .examples = "searcher -d trials inhaled il-2 lung metastases\n"
                "searcher -d trials -n 3 --snippets 2 '\"cytokine release\" NOT children'\n"
                "searcher -d trials --filter 'type:trial phase:2' --sort updated melanoma\n"
                "searcher -d trials --format json --facet status,phase 'CAR T'\n"
                "searcher -d trials --why NCT01590069 aldesleukin melanoma",
    .shared = {assay_index_options, assay_query_options},
    .options = options};

/* ---- asked of one query ---- */

static void warn(const assay_search_results *results) {
    for (size_t i = 0; i < results->warning_count; i++) {
        const assay_query_warning *warning = &results->warnings[i];
        assay_message(ASSAY_SEARCHER, "%s: %.*s", warning->code, ASSAY_SPAN_ARG(warning->message));
    }
    for (size_t i = 0; i < results->planned.expansion_count; i++) {
        const assay_plan_expansion *expansion = &results->planned.expansions[i];
        if (expansion->found != 0)
            assay_message(ASSAY_SEARCHER, "%.*s: %zu words, such as %.*s",
                          ASSAY_SPAN_ARG(expansion->leaf->text), expansion->found,
                          ASSAY_SPAN_ARG(expansion->words[0]));
    }
}

static assay_status print_query(const assay_search_results *results, assay_error *err) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_buffer_format(&out, "%.*s\n", ASSAY_SPAN_ARG(results->parsed));
    assay_status status = assay_program_write(&out, err);
    assay_buffer_done(&out);
    return status;
}

static assay_status print_count(const assay_search_results *results, assay_error *err) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_buffer_format(&out, "%llu\n", (unsigned long long)results->total);
    assay_status status = assay_program_write(&out, err);
    assay_buffer_done(&out);
    return status;
}

static void describe_reason(assay_buffer *out, const assay_search_reason *reason) {
    if (!reason->exists) {
        assay_buffer_format(
            out, "%s is in the catalogue but in no segment; try `indexer rebuild`\n", why);
    } else if (reason->matches) {
        assay_buffer_format(out, "%s is found at rank %llu, score %.6f\n", why,
                            (unsigned long long)reason->rank, reason->score);
    } else {
        assay_buffer_format(out, "%s is not found: it %s ", why,
                            reason->rejected_by_not ? "has what is excluded," : "does not meet");
        assay_search_describe(out, reason->rejected_by);
        assay_buffer_add_byte(out, '\n');
    }
}

static assay_status print_reason(assay_search *search, const assay_search_request *request,
                                 const assay_search_results *results, assay_error *err) {
    assay_docid docid = 0;
    assay_search_reason reason;
    assay_arena arena;
    assay_buffer out;
    ASSAY_TRY(assay_search_find(&docid, search, assay_span_of(why), err));
    if (docid == 0)
        return assay_fail(err, ASSAY_E_NOT_FOUND, "the index has no record %s", why);
    assay_arena_init(&arena);
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_status status = assay_search_why(&reason, &arena, search, results, request, docid, err);
    if (status == ASSAY_OK) {
        describe_reason(&out, &reason);
        status = assay_program_write(&out, err);
    }
    assay_buffer_done(&out);
    assay_arena_done(&arena);
    return status;
}

static assay_status print_answer(const assay_printer *printer, assay_search *search,
                                 const assay_search_request *request,
                                 const assay_search_results *results, assay_error *err) {
    if (show_query && !printer->tells)
        ASSAY_TRY(print_query(results, err));
    if (!printer->tells)
        warn(results);
    if (why != NULL)
        return print_reason(search, request, results, err);
    if (count_only)
        return print_count(results, err);
    assay_answer answer = {.search = search,
                           .request = request,
                           .results = results,
                           .snippets = (size_t)snippets,
                           .color = assay_terminal_colors(color),
                           .highlight = !no_highlight,
                           .width = assay_terminal_width(),
                           .explain = explain,
                           .run = run,
                           .topic = topic,
                           .fields = fields,
                           .pattern = pattern};
    return assay_printer_run(printer, &answer, err);
}

/* ---- the command line ---- */

static assay_status choose_printer(const assay_printer **out, assay_error *err) {
    const assay_printer *printer =
        assay_printer_find(pattern != NULL && strcmp(format, "text") == 0 ? "template" : format);
    if (printer == NULL)
        return assay_fail(err, ASSAY_E_USAGE, "there is no format %s; there are %s", format,
                          assay_printer_names());
    if (printer == &assay_print_template && pattern == NULL)
        return assay_fail(err, ASSAY_E_USAGE, "format template needs --template");
    if (fields != NULL)
        ASSAY_TRY(assay_values_check(fields, err));
    *out = printer;
    return ASSAY_OK;
}

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
    ASSAY_TRY(choose_printer(&printer, err));
    ASSAY_TRY(assay_request_from_options(&request, err));
    request.query = query;
    if (count_only) {
        request.count = 0;
        request.exact_count = true;
    }
    if (query.size == 0 && request.filter.size == 0)
        return assay_fail(err, ASSAY_E_USAGE, "what to search for? give a query, or a --filter");
    ASSAY_TRY(assay_request_open(&search, err));
    assay_status status = assay_search_run(&results, search, &request, err);
    if (status == ASSAY_OK)
        status = print_answer(printer, search, &request, &results, err);
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
    assay_buffer_init(&query, ASSAY_BUFFER_NO_CAP);
    join_words(&query, words, arguments);
    assay_status status = assay_buffer_check(&query, &err);
    if (status == ASSAY_OK)
        status = answer_query(&found, assay_buffer_span(&query), &err);
    assay_buffer_done(&query);
    if (status != ASSAY_OK)
        return assay_message_failure(ASSAY_SEARCHER, &err);
    return exit_status && found == 0 ? ASSAY_EXIT_NOTHING : ASSAY_EXIT_OK;
}
