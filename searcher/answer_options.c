#include "answer_options.h"

#include "meanings.h"
#include "search/search_explain.h"
#include "terminal.h"
#include "values.h"

assay_answer_options assay_answered = {
    .format = "text", .run = "assay", .topic = "1", .snippets = 1};

const assay_option assay_format_options[] = {
    ASSAY_FORM_OPTIONS,
    ASSAY_NUMBER_OPTION(0, "snippets", &assay_answered.snippets, "N",
                        "passages shown of each hit (1)"),
    ASSAY_FLAG_OPTION(0, "no-highlight", &assay_answered.no_highlight, "do not mark what matched"),
    ASSAY_FLAG_OPTION(0, "explain", &assay_answered.explain, "show where each score comes from"),
    ASSAY_TEXT_OPTION(0, "run", &assay_answered.run, "TAG",
                      "name of the run in format trec (assay)"),
    {0},
};

const assay_option assay_single_options[] = {
    ASSAY_FLAG_OPTION(0, "count", &assay_answered.count_only,
                      "print the exact number of matches and nothing else"),
    ASSAY_FLAG_OPTION(0, "show-query", &assay_answered.show_query,
                      "print how the query is read, with every grouping, before the answer"),
    ASSAY_TEXT_OPTION(0, "why", &assay_answered.why, "ID",
                      "tell the rank of this record, or the first condition it does not meet"),
    ASSAY_TEXT_OPTION(0, "topic", &assay_answered.topic, "ID",
                      "number of the query in format trec (1)"),
    ASSAY_FLAG_OPTION(0, "exit-status", &assay_answered.exit_status,
                      "exit with 1 when nothing is found"),
    {0},
};

assay_status assay_answer_printer(const assay_printer **out, assay_error *err) {
    const assay_printer *printer = assay_printer_find(
        assay_answered.pattern != NULL && strcmp(assay_answered.format, "text") == 0
            ? "template"
            : assay_answered.format);
    if (printer == NULL)
        return assay_fail(err, ASSAY_E_USAGE, "there is no format %s; there are %s",
                          assay_answered.format, assay_printer_names());
    if (printer == &assay_print_template && assay_answered.pattern == NULL)
        return assay_fail(err, ASSAY_E_USAGE, "format template needs --template");
    if (assay_answered.fields != NULL)
        ASSAY_TRY(assay_values_check(assay_answered.fields, err));
    *out = printer;
    return ASSAY_OK;
}

/* ---- what stands beside the hits ---- */

void assay_answer_warn(const assay_search_results *results) {
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

/* Formats without a place for it leave it to standard error. */
static void tell_meanings(const assay_search_results *results) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_suggestions_text(&out, results, "");
    if (!assay_answered.show_query)
        assay_meanings_text(&out, results, "");
    assay_span lines = assay_buffer_span(&out);
    while (lines.size != 0) {
        assay_span line = assay_span_cut(&lines, '\n');
        assay_message(ASSAY_SEARCHER, "%.*s", ASSAY_SPAN_ARG(line));
    }
    assay_buffer_done(&out);
}

static assay_status print_query(const assay_search_results *results, assay_error *err) {
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_buffer_format(&out, "%.*s\n", ASSAY_SPAN_ARG(results->parsed));
    assay_meanings_text(&out, results, "  ");
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
        assay_buffer_format(out,
                            "%s is in the catalogue but in no segment; try `indexer rebuild`\n",
                            assay_answered.why);
    } else if (reason->matches) {
        assay_buffer_format(out, "%s is found at rank %llu, score %.6f\n", assay_answered.why,
                            (unsigned long long)reason->rank, reason->score);
    } else {
        assay_buffer_format(out, "%s is not found: it %s ", assay_answered.why,
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
    ASSAY_TRY(assay_search_find(&docid, search, assay_span_of(assay_answered.why), err));
    if (docid == 0)
        return assay_fail(err, ASSAY_E_NOT_FOUND, "the index has no record %s", assay_answered.why);
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

assay_answer assay_answer_from_options(assay_search *search, const assay_search_request *request,
                                       const assay_search_results *results) {
    const assay_answer_options *asked = &assay_answered;
    return (assay_answer){.search = search,
                          .request = request,
                          .results = results,
                          .snippets = (size_t)asked->snippets,
                          .color = assay_terminal_colors(asked->color),
                          .highlight = !asked->no_highlight,
                          .width = assay_terminal_width(),
                          .explain = asked->explain,
                          .run = asked->run,
                          .topic = asked->topic,
                          .fields = asked->fields,
                          .pattern = asked->pattern};
}

assay_status assay_answer_print(const assay_printer *printer, const assay_answer *answer,
                                assay_error *err) {
    if (assay_answered.show_query && !printer->tells)
        ASSAY_TRY(print_query(answer->results, err));
    if (!printer->tells)
        assay_answer_warn(answer->results);
    if (!printer->tells && (printer != &assay_print_text || assay_answered.count_only))
        tell_meanings(answer->results);
    bool counted = answer->results->facet_count != 0 || answer->results->histogram != NULL;
    if (counted && (!printer->counts || assay_answered.count_only || assay_answered.why != NULL))
        assay_message(ASSAY_SEARCHER, "facets and histograms stand in text and json only");
    if (assay_answered.why != NULL)
        return print_reason(answer->search, answer->request, answer->results, err);
    if (assay_answered.count_only)
        return print_count(answer->results, err);
    return assay_printer_run(printer, answer, err);
}
