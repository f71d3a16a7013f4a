/* The options that say what is searched and how: the same for every command that takes queries. */
#ifndef ASSAY_SEARCHER_REQUEST_OPTIONS_H
#define ASSAY_SEARCHER_REQUEST_OPTIONS_H
#include "commands.h"

typedef struct {
    const char *dir, *filter, *sort, *collapse, *facets, *histogram, *synonyms;
    uint64_t count, offset;
    double k1, b;
    int engine, default_op, rank, patient;
    bool all, exact, pubmed, ovid, lenient, plain, lint, exhaustive, expand, suggest;
} assay_request_options;

/* One program, one command line: set by the option table below. */
extern assay_request_options assay_requested;

/* Tables for assay_command's `shared`: the index alone; what is asked of a search besides the index. */
extern const assay_option assay_index_options[], assay_query_options[];

/* What the options ask for; the query is the caller's to set. ASSAY_E_USAGE. */
ASSAY_MUST_USE assay_status assay_request_from_options(assay_search_request *out, assay_error *err);
/* Opens the index asked for, with the synonyms asked for. */
ASSAY_MUST_USE assay_status assay_request_open(assay_search **out, assay_error *err);
#endif
