/* The options that say how an answer looks, and what prints one: the same for every command that answers queries. */
#ifndef ASSAY_SEARCHER_ANSWER_OPTIONS_H
#define ASSAY_SEARCHER_ANSWER_OPTIONS_H
#include "commands.h"
#include "printer.h"
#include "terminal.h"

typedef struct {
    const char *format, *fields, *pattern, *run, *topic, *why;
    int color;
    uint64_t snippets;
    bool count_only, show_query, explain, no_highlight, exit_status;
} assay_answer_options;

/* One program, one command line: set by the tables below. */
extern assay_answer_options assay_answered;

/* Entries of an option table: how every printed hit looks, with a query or without. */
#define ASSAY_FORM_OPTIONS                                                                         \
    ASSAY_TEXT_OPTION(                                                                             \
        'f', "format", &assay_answered.format, "FORMAT",                                           \
        "text, json, jsonl, csv, tsv, ids, trec, nbib, ris, bibtex, html or template"),            \
        ASSAY_TEXT_OPTION(                                                                         \
            0, "fields", &assay_answered.fields, "NAME,...",                                       \
            "columns of csv and tsv, more of a hit in json: topic, rank, score, id, type, title, " \
            "date, url, snippet, nct, pmid, doi and the keys of a record as `indexer dump` "       \
            "prints it"),                                                                          \
        ASSAY_TEXT_OPTION(0, "template", &assay_answered.pattern, "TEXT",                          \
                          "how a hit looks: '{id}\\t{title}\\n', with the names of --fields"),     \
        ASSAY_CHOICE_OPTION(0, "color", &assay_answered.color, ASSAY_TERMINAL_WHEN,                \
                            "mark what matched on a terminal, always or never")

/* For assay_command's `shared`: the looks of an answer; and what is asked of one query alone (--count, --why, --topic ...). */
extern const assay_option assay_format_options[], assay_single_options[];

/* The printer of --format; ASSAY_E_USAGE also for --fields that name nothing. */
ASSAY_MUST_USE assay_status assay_answer_printer(const assay_printer **out, assay_error *err);
/* An answer looking as the options say, to be changed where a command knows better. */
assay_answer assay_answer_from_options(assay_search *search, const assay_search_request *request,
                                       const assay_search_results *results);
/* Warnings and expansions, to standard error. */
void assay_answer_warn(const assay_search_results *results);
/* All that is asked of a query: its reading and warnings, then its hits, its count or the reason of --why. */
ASSAY_MUST_USE assay_status assay_answer_print(const assay_printer *printer,
                                               const assay_answer *answer, assay_error *err);
#endif
