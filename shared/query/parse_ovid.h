/* Ovid's MEDLINE syntax to the same tree, shared by parse_ovid.c (operators, operands), parse_ovid_words.c (words and their
 * wildcards, fields) and parse_ovid_limit.c (limit ... to). Not for other folders.
 *
 *   line    := "limit" #n "to" limits | "remove duplicates from" #n | or
 *   or      := and ("or" and)*             and := adj (("and" | "not") adj)*          adj := operand ("adj" n? operand)*
 *   operand := ("(" or ")" | "exp"? "*"? heading "/" codes | words | #n | "or/1-3") ("." codes ".")?
 *
 * Words side by side are a phrase; adj is next to each other in order, adjN within N words in any order; $ * : cut words off, $2
 * by at most two letters, # is one letter, ? none or one. Square brackets hold comments. */
#ifndef ASSAY_QUERY_PARSE_OVID_H
#define ASSAY_QUERY_PARSE_OVID_H
#include "query/ovid.h"
#include "query/parser.h"

ASSAY_MUST_USE assay_status assay_parser_ovid_or(assay_query_node **out, assay_parser *parser);
/* A word of Ovid's here, any case, as a whole. */
bool assay_parser_ovid_at(const assay_parser *parser, const char *word);
/* "and", "or", "not", "adj3", "use" stands here. */
bool assay_parser_ovid_at_operator(const assay_parser *parser);
/* A line by its number, #3 or 3, consumed. */
ASSAY_MUST_USE assay_status assay_parser_ovid_reference(assay_query_node **out, bool *found,
                                                        assay_parser *parser);

/* parse_ovid_words.c: words up to the next operator, parenthesis or suffix, as one phrase; its text has the words. */
ASSAY_MUST_USE assay_status assay_parser_ovid_words(assay_query_node **out, assay_parser *parser);
/* Restricts what is not restricted yet to the suffix's fields. */
ASSAY_MUST_USE assay_status assay_parser_ovid_restrict(assay_query_node **node,
                                                       assay_parser *parser,
                                                       const assay_ovid_suffix *suffix);

/* parse_ovid_limit.c: "to english language", "to yr=..." after the set they restrict. */
ASSAY_MUST_USE assay_status assay_parser_ovid_limits(assay_query_node **set, assay_parser *parser);
#endif
