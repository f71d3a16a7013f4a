/* A pasted reference to the record it means.
 *
 *   identifiers in the text (DOI, PMID, NCT number) settle it; else the words of the reference find candidates, and each is
 *   compared part by part: title words, first author, year, volume, first page. What agrees and what does not is told.
 *
 * Confidence is the share of the agreeing parts' weights: title 5 (times the share of its words that stand in the reference), first author 2,
 * year 1 (half when one off), volume 1, first page 1; parts the record lacks do not count. One thread. */
#ifndef ASSAY_SEARCH_CITE_H
#define ASSAY_SEARCH_CITE_H
#include "search/search.h"

typedef struct {
    assay_docid docid;
    assay_span identity, title; /* in the arena */
    double confidence;          /* 0..1; 1 for an identifier */
    bool by_identifier;
    double title_share; /* of the title's words that stand in the reference */
    /* 1 agrees, 0 does not, -1 one of the two lacks it */
    int author, year, volume, page;
} assay_cite_match;

#define ASSAY_CITE_SURE 0.75 /* confidence from which a match may be believed */

/* The best candidates, best first, in the arena, at most k. */
ASSAY_MUST_USE assay_status assay_cite_run(assay_cite_match **out, size_t *count,
                                           assay_arena *arena, assay_search *search,
                                           assay_span reference, uint32_t k, assay_error *err);
#endif
