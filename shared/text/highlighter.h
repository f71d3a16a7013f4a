/* Where the words of a query stand in a text, and the passages that show them best.
 *
 * A highlighter is made once for a query: words and phrases as typed, exact forms, ranked terms, and
 * predicates (wildcards, fuzzy words), each with a number and a weight. For every text it then gives
 * passages: ranges of the ORIGINAL text with the ranges to mark in them. Passages never cut a
 * character or a word, do not overlap, and stand in order of the text. Markup is the caller's.
 *
 *   best passage = the most weight of distinct numbers covered; then the more matches; then the
 *   earlier one. It starts with a sentence where one starts near enough.
 *
 * Of a compound (IL-2) the whole is wanted, in any spelling, and the longer of its words; not every 2
 * of the text. A highlighter serves one thread; texts are borrowed during a call only. */
#ifndef ASSAY_TEXT_HIGHLIGHTER_H
#define ASSAY_TEXT_HIGHLIGHTER_H
#include "text/analyzer.h"

typedef struct assay_highlighter assay_highlighter;

typedef struct {
    uint32_t begin, end; /* bytes of the text */
    uint32_t wanted;     /* the number of what stands there */
} assay_highlight;

typedef struct {
    uint32_t begin, end;     /* bytes of the text, no white space at both ends */
    size_t first, count;     /* of its highlights */
    bool cut_begin, cut_end; /* text was left out before it, after it */
    double score;            /* weight of the distinct numbers in it */
} assay_passage;

typedef struct {
    assay_passage *passages;
    size_t passage_count, passage_capacity;
    assay_highlight *highlights; /* of all passages; in order of begin, not overlapping */
    size_t highlight_count, highlight_capacity;
    double coverage; /* weight of the distinct numbers found anywhere in the text */
    bool whole;      /* false: the text is longer than what is looked at */
} assay_highlights;

/* The most of a text that is looked at, in bytes; the most matches of it that are kept; the most words
 * and phrases wanted, in words; the most passages. */
enum {
    ASSAY_HIGHLIGHT_TEXT_MAX = 4 << 20,
    ASSAY_HIGHLIGHT_MATCHES_MAX = 1 << 16,
    ASSAY_HIGHLIGHT_WANTED_MAX = 4096,
    ASSAY_HIGHLIGHT_PASSAGES_MAX = 16
};

/* True when the folded word (or an identifier's "scheme:value") is wanted. */
typedef bool assay_highlighter_predicate(const void *context, assay_span form);

/* The analyzer reads the texts as it read the index's; borrowed until free. *out is the caller's:
 * assay_highlighter_free. */
ASSAY_MUST_USE assay_status assay_highlighter_new(assay_highlighter **out, assay_analyzer *analyzer,
                                                  assay_error *err);
void assay_highlighter_free(assay_highlighter *highlighter); /* NULL is fine */

/* What is added gets the caller's number `wanted` (below ASSAY_HIGHLIGHT_WANTED_MAX; synonyms share
 * one) and a weight >= 0; the largest weight of a number counts. ASSAY_E_LIMIT when too much is
 * wanted. */

/* The words of a text as ranked: stems, compounds in any spelling. Stop words are wanted only when there
 * is nothing else. */
ASSAY_MUST_USE assay_status assay_highlighter_add_text(assay_highlighter *highlighter,
                                                       assay_span text, uint32_t wanted,
                                                       double weight, assay_error *err);
/* The words of a text in a row with at most `slop` other words among them, in any order if so
 * said. Without slop the phrase is marked as one range, with slop word by word. */
ASSAY_MUST_USE assay_status assay_highlighter_add_phrase(assay_highlighter *highlighter,
                                                         assay_span text, uint32_t slop,
                                                         bool any_order, uint32_t wanted,
                                                         double weight, assay_error *err);
/* A word in this very form (see assay_analyzer_run on the last token), or "scheme:value". */
ASSAY_MUST_USE assay_status assay_highlighter_add_form(assay_highlighter *highlighter,
                                                       assay_span form, uint32_t wanted,
                                                       double weight, assay_error *err);
/* A term as it stands in an index, "Z" + stem. */
ASSAY_MUST_USE assay_status assay_highlighter_add_term(assay_highlighter *highlighter,
                                                       assay_span term, uint32_t wanted,
                                                       double weight, assay_error *err);
/* Every word the predicate takes; context is borrowed until free. */
ASSAY_MUST_USE assay_status assay_highlighter_add_predicate(assay_highlighter *highlighter,
                                                            assay_highlighter_predicate *predicate,
                                                            const void *context, uint32_t wanted,
                                                            double weight, assay_error *err);

typedef struct {
    size_t passages;      /* at most so many; 0: the whole text as one, all its highlights */
    size_t passage_bytes; /* about so long; 0: 240 */
} assay_highlighter_options;

/* Replaces *out (zero-initialised or used before; assay_highlights_done frees). Without a match there
 * is one passage, the text's beginning, and no highlights; none for a text of white space. */
ASSAY_MUST_USE assay_status assay_highlighter_run(assay_highlights *out,
                                                  assay_highlighter *highlighter, assay_span text,
                                                  const assay_highlighter_options *options,
                                                  assay_error *err);
void assay_highlights_done(assay_highlights *highlights);
#endif
