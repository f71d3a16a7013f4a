/* Whole values as filter terms: one spelling for an index and for the queries over it.
 *
 *   "Breast  Cancer" -> "breast cancer"    status "NOT_YET_RECRUITING", "not yet recruiting" ->
 *   "not_yet_recruiting"    phase "PHASE2", "Phase 2", "2" -> "2"; "EARLY_PHASE1" -> "early1"
 *
 * Case, accents and runs of white space are folded away; long values are cut. Any thread. */
#ifndef ASSAY_INDEX_KEYWORD_H
#define ASSAY_INDEX_KEYWORD_H
#include "base/buffer.h"
#include "query/fields.h"

/* Appends the value as it stands in terms of this KEYWORD field (without the prefix); at most
 * ASSAY_TERM_MAX bytes. Nothing for a value of nothing but blanks. */
void assay_keyword_fold(assay_buffer *out, assay_query_field field, assay_span value);
/* Appends a term: prefix and folded value. False (out untouched) when the value is empty. */
bool assay_keyword_term(assay_buffer *out, assay_query_field field, const char *prefix,
                        assay_span value);
/* Appends prefix + text, cut and marked with a hash when a term cannot be as long: for "Q" and
 * identifiers. */
void assay_keyword_exact(assay_buffer *out, const char *prefix, assay_span text);
/* The two-letter code of a language given by its three-letter one ("eng" -> "en"); empty when
 * unknown. */
assay_span assay_keyword_language(assay_span code);
#endif
