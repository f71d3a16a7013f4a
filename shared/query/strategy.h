/* A search strategy as reviewers write and databases export it: numbered lines of queries that refer to each other.
 *
 *   # a comment; so is a line that starts with two slashes
 *   1. melanoma[tiab] OR "skin neoplasms"[mh]
 *   2. interleukin-2[tiab] or il-2[tiab]
 *   #3 #1 AND #2            labels: 3. 3) 3: #3 and 3 followed by a blank; they rise
 *   4  or/1-2               a line of numbers and operators alone joins lines, as in Ovid
 *   5  3 not 4
 *      or 1                 an indented line without a number goes on
 *
 * Without numbers (the first line has none) the lines are counted. Words side by side are ANDed; and, or, not are operators in any case. A
 * line refers to lines before it only, so there is no circle. A count in parentheses at the end, "(12,345)", as exports have it, is left
 * out with the warning W-PASTED-COUNT. When any line is
 * spelled as only Ovid does (query/ovid.h), all lines without a PubMed tag are read as Ovid's. Everything lives in the arena; immutable once parsed, any number of threads may read it. */
#ifndef ASSAY_QUERY_STRATEGY_H
#define ASSAY_QUERY_STRATEGY_H
#include "query/parse.h"

typedef struct {
    unsigned number;
    size_t line;     /* of the file, from 1 */
    assay_span text; /* part of the strategy's text */
    assay_query query;
    bool is_ovid;       /* read as Ovid writes */
    size_t size, depth; /* of the tree with all it refers to */
} assay_strategy_line;

typedef struct {
    const char *name; /* stands in messages; borrowed. NULL: messages say "column N: " */
    assay_span text;
    assay_strategy_line *lines; /* at least one; numbers rise */
    size_t count, capacity;
} assay_strategy;

enum { ASSAY_STRATEGY_DEPTH_MAX = 40, ASSAY_STRATEGY_SIZE_MAX = 100000 };

/* options may be NULL: words side by side are ANDed then. any_case and references are set whatever they say.
 * Failures name "file:line:column:". ASSAY_E_SYNTAX also for a reference to no line, to a later one or to itself, for numbers that do not
 * rise and for a strategy without a line; ASSAY_E_LIMIT when a line with all it refers to passes the limits above. */
ASSAY_MUST_USE assay_status assay_strategy_parse(assay_strategy *out, assay_arena *arena,
                                                 assay_span text, const char *name,
                                                 const assay_parse_options *options,
                                                 assay_error *err);
/* Adds one line to a strategy that grows as it is typed (zero-initialise it): the next number. The text is copied; options as
 * assay_parse_query. On failure the strategy is as before. */
ASSAY_MUST_USE assay_status assay_strategy_append(assay_strategy *strategy, assay_arena *arena,
                                                  assay_span text,
                                                  const assay_parse_options *options,
                                                  assay_error *err);
/* NULL when there is none of that number. */
const assay_strategy_line *assay_strategy_find(const assay_strategy *strategy, unsigned number);
/* Where a byte of a line's text stands in the file; both from 1, the column in bytes. */
void assay_strategy_place(size_t *line, size_t *column, const assay_strategy *strategy,
                          const assay_strategy_line *at, size_t offset);
/* The tree behind a reference: what engines ask for #n (search.h's `named`, with the strategy as its user). ASSAY_E_SYNTAX for a number
 * that is none and for @names. */
ASSAY_MUST_USE assay_status assay_strategy_named(const assay_query_node **out, void *strategy,
                                                 assay_arena *arena,
                                                 const assay_query_node *reference,
                                                 assay_error *err);
/* Puts "file:line:column: " in place of the "column N: " that messages about a query begin with; gives err's status. */
assay_status assay_strategy_fail_at(const assay_strategy *strategy, const assay_strategy_line *at,
                                    assay_error *err);
#endif
