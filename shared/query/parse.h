/* Query text to tree. Three spellings of fields may be mixed freely: ours (`ti:x`), PubMed's
 * (`x[ti]`) and ClinicalTrials.gov's or Europe PMC's (`AREA[BriefTitle]x`, `TITLE:x`).
 *
 *   query   := or
 *   or      := and (("OR" | "|") and)*
 *   and     := best (("AND" | "&") best)*            a NOT b  is  a AND NOT b
 *   best    := near near*                            side by side: ranked OR (or AND: default_and)
 *              field:word there is a condition that must hold, as +field:word; only identifiers are alternatives;
 *              beside conditions that do not rank (phase:2) one of the words must match: +(a b) +phase:2
 *   near    := unary (("NEAR/n" | "ADJ/n") unary)*
 *   unary   := ("NOT" | "-" | "+" | "~")? atom ("^" number)?
 *   atom    := "(" query ")" tag? | field ":" value | phrase ("~" n)? tag? | word tag? | range tag
 * | "*" | "#" n | "@" name | area | EXPANSION[x] atom | COVERAGE[x] atom | TILT[f] atom |
 * SEARCH[Location](query) | DISTANCE[...]
 *   area    := AREA[f] (atom | word+ | RANGE[a,b] | MISSING | ALL)   all the words up to an operator are the area's
 *
 * With pubmed set, operators are taken strictly from left to right and words side by side are
 * ANDed, as PubMed does. Operators are capitals only; + and - only at the start of a word, so CD8+
 * and IL-2 are words. No text is dropped silently: what is not understood is a syntax error with
 * its column, or with `lenient` a word and a warning. */
#ifndef ASSAY_QUERY_PARSE_H
#define ASSAY_QUERY_PARSE_H
#include "query/query.h"

typedef struct {
    bool pubmed;      /* left to right, AND by default */
    bool default_and; /* words side by side are ANDed */
    bool lenient;     /* never a syntax error */
    bool plain;       /* no syntax at all: every word is a word */
    bool any_case;    /* and, or, not in small letters are operators too, as in Ovid */
    bool ovid;       /* Ovid's MEDLINE syntax instead of ours: melanoma.ti,ab. exp Melanoma/ adj3 */
    bool references; /* bare numbers are #n, or/1-3 and and/1,4 join several, as in Ovid */
    bool no_lint;    /* without what lint.h remarks on the finished tree */
    assay_date today; /* what "last 90 days" counts from; 0: the system's date */
} assay_parse_options;

enum {
    ASSAY_QUERY_MAX_BYTES = 1 << 20,
    ASSAY_QUERY_MAX_DEPTH = 100,
    ASSAY_QUERY_MAX_NODES = 100000
};

/* Fills *out with nodes of the arena. ASSAY_E_SYNTAX with "column N: ..." (from 1, in bytes),
 * ASSAY_E_USAGE for an unknown field (the nearest names in the message), ASSAY_E_LIMIT past the
 * limits above. options may be NULL. */
ASSAY_MUST_USE assay_status assay_parse_query(assay_query *out, assay_arena *arena, assay_span text,
                                              const assay_parse_options *options, assay_error *err);
#endif
