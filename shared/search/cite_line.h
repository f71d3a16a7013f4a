/* A citation in fields, as PubMed's batch citation matcher takes it, to the one record it names.
 *
 *   journal|year|volume|first page|author|key|
 *
 * Any field may be empty; all that are given must agree: the journal by name or abbreviation, the author by family name among the authors.
 * The key is the asker's own. What is no year, volume or page is a citation nobody has, no mistake; otherwise fails as assay_search_run does. One
 * thread a search. */
#ifndef ASSAY_SEARCH_CITE_LINE_H
#define ASSAY_SEARCH_CITE_LINE_H
#include "search/search.h"

/* Whether the text is such a line rather than a printed reference: five bars at least. */
bool assay_cite_line_is(assay_span text);
/* *matches: how many records agree; *docid is one of them when there is any. Nothing to go by is no match. */
ASSAY_MUST_USE assay_status assay_cite_line_find(assay_docid *docid, uint64_t *matches,
                                                 assay_search *search, assay_span line,
                                                 assay_error *err);
#endif
