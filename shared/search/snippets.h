/* Passages of a record that show why it was found, with every match marked: words in any form, phrases, wildcards, fuzzy words, synonyms.
 *
 * A snippeter is made once for an answer, from its query tree and what its leaves became; then it reads records one by one. The first
 * snippet covers the most of the query's weight (rare words weigh more). Texts are the record's own, untouched. One thread; search and
 * results must outlive it. */
#ifndef ASSAY_SEARCH_SNIPPETS_H
#define ASSAY_SEARCH_SNIPPETS_H
#include "search/search.h"

typedef struct assay_snippeter assay_snippeter;

typedef struct {
    uint32_t begin, end; /* bytes of the snippet's text */
} assay_mark;

typedef struct {
    assay_record_field field;
    assay_span text;         /* borrowed from the record */
    const assay_mark *marks; /* ascending, not overlapping; in the arena */
    size_t mark_count;
    bool cut_begin, cut_end; /* the field's text goes on before it, after it */
} assay_snippet;

typedef struct {
    assay_snippet title; /* whole; empty text when the record has none */
    const assay_snippet *items;
    size_t count;
    const assay_span *matched; /* the parts of the query found in what was read, as typed */
    size_t matched_count;
} assay_snippets;

/* *out is the caller's: assay_snippeter_free. */
ASSAY_MUST_USE assay_status assay_snippeter_new(assay_snippeter **out, assay_search *search,
                                                const assay_search_results *results,
                                                assay_error *err);
void assay_snippeter_free(assay_snippeter *snippeter); /* NULL is fine */
/* At most `wanted` snippets of about `bytes` bytes (0: 240). With 0 wanted the title alone is marked. All in the arena or borrowed from
 * the record. */
ASSAY_MUST_USE assay_status assay_snippeter_run(assay_snippets *out, assay_snippeter *snippeter,
                                                assay_arena *arena, const assay_record *record,
                                                size_t wanted, size_t bytes, assay_error *err);
#endif
