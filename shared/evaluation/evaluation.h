/* A run over a test collection: every topic searched, the answers under the collection's own document names.
 *
 * A record's document name is its "source" identifier where it has one (what the collection called it), else its identity
 * without the scheme: "nct:NCT01590069" is NCT01590069. One thread. */
#ifndef ASSAY_EVALUATION_EVALUATION_H
#define ASSAY_EVALUATION_EVALUATION_H
#include "evaluation/judgments.h"
#include "evaluation/topics.h"
#include "search/search.h"

typedef struct {
    uint64_t search_us; /* all topics' searches, records not loaded */
    size_t empty;       /* topics without a hit */
} assay_evaluation_cost;

/* Searches every topic for request->count hits, its text in place of request->query, and adds the hits to run (initialised), best first:
 * the order is the search's own. cost may be NULL. */
ASSAY_MUST_USE assay_status assay_evaluation_run(assay_judgments *run, assay_evaluation_cost *cost,
                                                 assay_search *search,
                                                 const assay_search_request *request,
                                                 const assay_topics *topics, assay_error *err);
/* Appends "topic Q0 document rank score tag" lines, topics in the order they were searched. */
void assay_evaluation_print(assay_buffer *out, const assay_judgments *run, const char *tag);
#endif
