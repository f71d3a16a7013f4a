/* What was searched besides the words of the query: synonyms, and headings below a heading. Always told. */
#ifndef ASSAY_SEARCHER_MEANINGS_H
#define ASSAY_SEARCHER_MEANINGS_H
#include "base/json_write.h"
#include "search/search.h"

/* A line each, after `lead`: "il-2: also interleukin-2, aldesleukin". */
void assay_meanings_text(assay_buffer *out, const assay_search_results *results, const char *lead);
/* "synonyms": [{"of", "column", "kind", "terms"}]. */
void assay_meanings_json(assay_json_writer *json, const assay_search_results *results);
/* "did you mean: ...", a line; nothing when every word is known. */
void assay_suggestions_text(assay_buffer *out, const assay_search_results *results,
                            const char *lead);
/* "suggestions": [{"column", "typed", "word", "records"}], "did_you_mean". */
void assay_suggestions_json(assay_json_writer *json, const assay_search_results *results);
#endif
