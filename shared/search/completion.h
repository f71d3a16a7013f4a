/* What a word or a field's value may go on with: the words of the index that begin so, those of the most records first.
 *
 * Of text and names (au, ta, aff) words are given as they stand in records, not their stems; of keyword fields, conditions
 * and MeSH headings whole values, folded. The whole stretch of the dictionary that begins with the prefix is looked at. */
#ifndef ASSAY_SEARCH_COMPLETION_H
#define ASSAY_SEARCH_COMPLETION_H
#include "search/search.h"

enum { ASSAY_COMPLETION_MAX = 10000 /* given at once */ };

typedef struct {
    assay_span text;
    uint64_t records;
} assay_completion;

typedef struct {
    const assay_completion *items; /* in the arena; most records first, then by bytes */
    size_t count, found;           /* found: with the prefix in all */
} assay_completions;

/* ASSAY_E_USAGE for a field that is a number or a date; ASSAY_E_UNSUPPORTED
 * without segments. An empty prefix asks for everything. */
ASSAY_MUST_USE assay_status assay_search_complete(assay_completions *out, assay_search *search,
                                                  assay_arena *arena, assay_query_field field,
                                                  assay_span prefix, size_t max, assay_error *err);
/* "status:rec" to the field and its prefix; the field is ANY and the text the prefix when no field stands before a colon. ASSAY_E_USAGE
 * for an unknown field, with the nearest. */
ASSAY_MUST_USE assay_status assay_completion_split(assay_query_field *field, assay_span *prefix,
                                                   assay_span text, assay_error *err);
#endif
