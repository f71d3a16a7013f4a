/* PubMed's filters and subsets by name: what systematic[sb], humans[filter] or therapy/broad[filter] ask of a record.
 *
 *   a filter that a record's own data answers is a query in our language, shown with the interpretation
 *   a status or a subset that records carry (medline, in-process, aim ...) is a keyword of the field sb
 *   a filter that PubMed answers from elsewhere has the reason why it cannot be answered here
 *
 * Clinical queries are those of Haynes and others (McMaster), as PubMed publishes them; age groups are MeSH's. */
#ifndef ASSAY_QUERY_FILTERS_H
#define ASSAY_QUERY_FILTERS_H
#include "base/span.h"

typedef struct {
    assay_span name;   /* as it is shown */
    const char *query; /* what it stands for; NULL: why_not says why there is nothing */
    const char *why_not;
} assay_filter;

/* A filter by any of its names, any case; false when there is none. Static storage. */
bool assay_filters_find(assay_filter *out, assay_span name);
/* A status or subset that stands in records: "MEDLINE", "pubmednotmedline", "jsubsetaim", "aim". *out is the keyword, static or a part
 * of name. */
bool assay_filters_is_subset(assay_span *out, assay_span name);
/* Up to max names nearest to a mistyped one, best first; returns how many. */
size_t assay_filters_nearest(assay_span *out, size_t max, assay_span name);
/* One after another, for lists; false past the last. */
bool assay_filters_at(assay_filter *out, size_t i);
#endif
