/* The parser's inside: one cursor over the query text, shared by parse.c (operators), parse_atom.c
 * (what stands between them) and parse_essie.c (AREA[...] and its kin). Not for other folders. */
#ifndef ASSAY_QUERY_PARSER_H
#define ASSAY_QUERY_PARSER_H
#include "query/parse.h"

typedef struct {
    assay_arena *arena;
    assay_span text;
    size_t at; /* next byte */
    const assay_parse_options *options;
    assay_date today;
    assay_query *query; /* gathers warnings */
    unsigned depth, nodes;
    assay_error *err;
} assay_parser;

/* parse.c: a whole (sub)query up to ')' or the end; *out NULL when there is nothing in it. */
ASSAY_MUST_USE assay_status assay_parser_query(assay_query_node **out, assay_parser *parser);

/* parse_atom.c: what a unary operator applies to, with its tag and suffixes. *out NULL for
 * punctuation that holds no word. */
ASSAY_MUST_USE assay_status assay_parser_atom(assay_query_node **out, assay_parser *parser);

/* parse_field.c */
/* An error that names the nearest fields. */
ASSAY_MUST_USE assay_status assay_parser_unknown(const assay_parser *parser, const char *what,
                                                 assay_span name, size_t column);
/* A letter or a digit of any script; signs and punctuation hold no word. */
bool assay_parser_has_word(assay_span text);
/* Digits at the head of *text, at most five: consumed. */
bool assay_parser_take_number(unsigned *out, assay_span *text);
/* A value of a field that may be a range. */
ASSAY_MUST_USE assay_status assay_parser_value(assay_query_node **out, assay_parser *parser,
                                               assay_query_field field, assay_span text,
                                               bool quoted, size_t column);
/* Restricts the leaves of a subtree that are not restricted yet; leaves are made anew by the
 * field's kind. */
ASSAY_MUST_USE assay_status assay_parser_set_field(assay_query_node **node, assay_parser *parser,
                                                   assay_query_field field);
/* Whether the field's values are names of persons; several words for it, unquoted, as one name: all of them within one value, in any order. */
bool assay_parser_names_people(assay_query_field field);
ASSAY_MUST_USE assay_status assay_parser_name(assay_query_node **out, assay_parser *parser,
                                              assay_query_field field, assay_span words,
                                              size_t column);
/* parse_tag_range.c: "2016"[dp] : "2020"[dp], as PubMed's builder writes it: the last part of the group and what follows the colon become
 * one range; nothing is done where there is none. */
ASSAY_MUST_USE assay_status assay_parser_join_range(assay_query_node *best, assay_parser *parser);
/* parse_filter.c: what the name of a filter or subset means, and a heading's or a lone qualifier by its full name;
 * one with a star makes the field [majr]. */
ASSAY_MUST_USE assay_status assay_parser_filter(assay_query_node **out, assay_parser *parser,
                                                assay_span name, size_t column);
ASSAY_MUST_USE assay_status assay_parser_qualifier(assay_span *text, assay_query_field *to,
                                                   assay_parser *parser, size_t column);
/* A PubMed tag right here ("[ti]", " [tiab:~2]"): consumed, *found true. */
typedef struct {
    assay_query_field field;
    bool found, no_explode, has_slop;
    unsigned slop;
} assay_parser_tag;
ASSAY_MUST_USE assay_status assay_parser_take_tag(assay_parser_tag *out, assay_parser *parser);
ASSAY_MUST_USE assay_status assay_parser_apply_tag(assay_query_node **node, assay_parser *parser,
                                                   const assay_parser_tag *tag);
/* A leaf for one value of a field. */
ASSAY_MUST_USE assay_status assay_parser_leaf(assay_query_node **out, assay_parser *parser,
                                              assay_query_field field, assay_span text, bool quoted,
                                              size_t column);
/* ~ before what *node is, if it is anything. */
ASSAY_MUST_USE assay_status assay_parser_expand(assay_query_node **node, assay_parser *parser,
                                                size_t column);
/* "(" inside ")" with the cursor on "("; *out NULL for an empty pair. */
typedef assay_status assay_parser_rule(assay_query_node **out, assay_parser *parser);
ASSAY_MUST_USE assay_status assay_parser_group(assay_query_node **out, assay_parser *parser,
                                               assay_parser_rule *inside);

/* parse_essie.c: AREA[..], RANGE[..] and so on with the cursor on the word; *out untouched and
 * *found false when it is none. */
ASSAY_MUST_USE assay_status assay_parser_essie(assay_query_node **out, bool *found,
                                               assay_parser *parser);

/* parse_reference.c: #3, and with options->references 3, or/1-3, and/1,4; *found false when there is none at the cursor. */
ASSAY_MUST_USE assay_status assay_parser_reference(assay_query_node **out, bool *found,
                                                   assay_parser *parser);

/* parse_ovid.c: a whole line as Ovid writes it. */
ASSAY_MUST_USE assay_status assay_parser_ovid(assay_query_node **out, assay_parser *parser);

/* parse_lenient.c: whether a failure is to be read over: the mode is lenient, and it is not of memory or a limit. */
bool assay_parser_forgives(const assay_parser *parser, assay_status status);
/* Warns of the failure in parser->err. */
ASSAY_MUST_USE assay_status assay_parser_forgive(assay_parser *parser, size_t column);

/* Cursor helpers, parse_cursor.c. */
bool assay_parser_end(const assay_parser *parser);
char assay_parser_peek(const assay_parser *parser); /* '\0' at the end */
void assay_parser_skip_space(assay_parser *parser);
bool assay_parser_is_space(char byte);
assay_span assay_parser_rest(const assay_parser *parser);
/* Bytes of the quotation mark at `at`: 1 for ", 3 for a typographic one, 0 for none. */
size_t assay_parser_quote(const assay_parser *parser, size_t at);
/* A capital operator word followed by white space, a parenthesis, a quote or the end. Does not
 * consume. */
bool assay_parser_at_word(const assay_parser *parser, const char *word);
/* "NEAR/3", "ADJ3", "NEAR": consumed into *op and *distance (default 5 for NEAR, 0 for ADJ); false
 * when there is none. */
bool assay_parser_take_near(assay_query_op *op, unsigned *distance, assay_parser *parser);
ASSAY_MUST_USE assay_status assay_parser_syntax(const assay_parser *parser, size_t column,
                                                const char *format, ...)
    __attribute__((format(printf, 3, 4)));
ASSAY_MUST_USE assay_status assay_parser_node(assay_query_node **out, assay_parser *parser,
                                              assay_query_op op, size_t column);
#endif
