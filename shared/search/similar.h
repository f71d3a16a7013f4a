/* Records like a given one.
 *
 *   BM25   an OR of all the record's ranked terms, each weighing as much as it occurs (the query side's tf); measured on
 *          co-relevant records of the Cystic Fibrosis collection P@5 .663, against .651 for PMRA
 *   PMRA   PubMed's related articles (Lin & Wilbur 2007): sim(c,d) = sum over shared terms of w(t,c) w(t,d),
 *          w = sqrt(idf) / (1 + (mu/lambda)^(k-1) exp(-(mu-lambda) l)), lambda 0.022, mu 0.013; it re-orders the ASSAY_SIMILAR_POOL best
 *          by BM25
 *
 * A record that is in the index itself is left out of its answer. One thread. */
#ifndef ASSAY_SEARCH_SIMILAR_H
#define ASSAY_SEARCH_SIMILAR_H
#include "search/search.h"

typedef enum { ASSAY_SIMILAR_BM25 = 0, ASSAY_SIMILAR_PMRA = 1 } assay_similar_method;

enum { ASSAY_SIMILAR_POOL = 500, ASSAY_SIMILAR_TERMS_MAX = 1000 };

typedef struct {
    assay_docid docid;
    double score;
    assay_span identity; /* in the arena */
} assay_similar;

/* The k most similar, best first, in the arena; *count of them. */
ASSAY_MUST_USE assay_status assay_similar_run(assay_similar **out, size_t *count,
                                              assay_arena *arena, assay_search *search,
                                              const assay_record *record,
                                              assay_similar_method method, uint32_t k,
                                              assay_error *err);
#endif
