/* Why a record has the score it has, and why another was not found. One thread; results are those of the last run over search. */
#ifndef ASSAY_SEARCH_SEARCH_EXPLAIN_H
#define ASSAY_SEARCH_SEARCH_EXPLAIN_H
#include "search/search.h"

/* The ranking core's account of one record, row by row of the plan; its leaves sum to the score. Needs the segments whatever the engine. */
ASSAY_MUST_USE assay_status assay_search_explain(assay_explanation *out, assay_arena *arena,
                                                 assay_search *search,
                                                 const assay_search_results *results,
                                                 const assay_search_request *request,
                                                 assay_docid docid, assay_error *err);

typedef struct {
    bool exists;  /* the index has the record */
    bool matches; /* then rank and score say where */
    uint64_t rank;
    double score;
    const assay_plan
        *rejected_by; /* the first condition of the plan it does not meet, NULL when it matches */
    bool rejected_by_not; /* it has what is excluded */
} assay_search_reason;

ASSAY_MUST_USE assay_status assay_search_why(assay_search_reason *out, assay_arena *arena,
                                             assay_search *search,
                                             const assay_search_results *results,
                                             const assay_search_request *request, assay_docid docid,
                                             assay_error *err);
/* A node of a plan in words: "melanoma (stem)", "phrase \"car t\" in ti", "status recruiting". */
void assay_search_describe(assay_buffer *out, const assay_plan *node);
#endif
