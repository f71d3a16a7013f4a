/* MeSH's qualifiers (subheadings): their names, NLM's two-letter codes, and which stand below which.
 *
 *   [sh] and Heading/qualifier[mh] take a name or a code and find what stands below it too: "therapy" is found by "drug therapy".
 *
 * Groups as in the introduction to MeSH; qualifiers no longer assigned are kept for the records that have them. */
#ifndef ASSAY_QUERY_QUALIFIERS_H
#define ASSAY_QUERY_QUALIFIERS_H
#include "base/span.h"

enum { ASSAY_QUALIFIERS_BELOW_MAX = 48 };

/* The full name, in small letters, of a name or a code in any case; false when there is none such. Static storage; any thread. */
bool assay_qualifiers_find(assay_span *name, assay_span text);
/* A full name and all names below it, each once, itself first: at most max; returns how many. 0 for what is no name. */
size_t assay_qualifiers_below(const char **out, size_t max, assay_span name);
/* One after another, for lists: NULL past the last. */
const char *assay_qualifiers_name(size_t i);
const char *assay_qualifiers_code(size_t i);
#endif
