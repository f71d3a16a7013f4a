/* Queries named by their numbers. */
#include "query/parser.h"

enum { DIGITS_MAX = 5 };

static bool take_digits(unsigned *out, assay_parser *parser) {
    assay_span rest = assay_parser_rest(parser);
    size_t digits = 0;
    unsigned value = 0;
    for (; digits < rest.size && rest.data[digits] >= '0' && rest.data[digits] <= '9'; digits++) {
        if (digits == DIGITS_MAX)
            return false;
        value = value * 10 + (unsigned)(rest.data[digits] - '0');
    }
    if (digits == 0)
        return false;
    *out = value;
    parser->at += digits;
    return true;
}

static bool take_byte(assay_parser *parser, char byte) {
    bool here = assay_parser_peek(parser) == byte && !assay_parser_end(parser);
    parser->at += here;
    return here;
}

static assay_status reference_node(assay_query_node **out, assay_parser *parser, unsigned number,
                                   size_t column) {
    ASSAY_TRY(assay_parser_node(out, parser, ASSAY_QUERY_HISTORY, column));
    (*out)->number = number;
    return ASSAY_OK;
}

/* "3" or "1-3", with # before a number or not, added to list. */
static assay_status add_span_of_references(assay_query_node *list, assay_parser *parser) {
    size_t column = parser->at;
    unsigned from, to;
    take_byte(parser, '#');
    if (!take_digits(&from, parser))
        return assay_parser_syntax(parser, column, "a line's number is missing here");
    to = from;
    if (take_byte(parser, '-')) {
        take_byte(parser, '#');
        if (!take_digits(&to, parser) || to < from)
            return assay_parser_syntax(parser, column, "lines go from a number to a larger one");
    }
    for (unsigned number = from; number <= to; number++) {
        assay_query_node *node = NULL;
        ASSAY_TRY(reference_node(&node, parser, number, column));
        ASSAY_TRY(assay_query_add_child(list, parser->arena, node, parser->err));
    }
    return ASSAY_OK;
}

/* or/1-3,5 */
static assay_status parse_joined(assay_query_node **out, bool *found, assay_parser *parser) {
    static const struct {
        const char *word;
        assay_query_op op;
    } joins[] = {{"or/", ASSAY_QUERY_OR}, {"and/", ASSAY_QUERY_AND}};
    size_t column = parser->at;
    for (size_t i = 0; i < sizeof joins / sizeof *joins && !*found; i++) {
        assay_span word = assay_span_of(joins[i].word);
        if (!assay_span_starts_ascii_case(assay_parser_rest(parser), word))
            continue;
        *found = true;
        parser->at += word.size;
        ASSAY_TRY(assay_parser_node(out, parser, joins[i].op, column));
        (*out)->number = UINT32_MAX; /* a group of its own, as if in parentheses */
        do {
            assay_parser_skip_space(parser);
            ASSAY_TRY(add_span_of_references(*out, parser));
        } while (take_byte(parser, ','));
        if ((*out)->count == 1)
            *out = (*out)->children[0];
    }
    return ASSAY_OK;
}

assay_status assay_parser_reference(assay_query_node **out, bool *found, assay_parser *parser) {
    size_t column = parser->at;
    unsigned number;
    bool sign = take_byte(parser, '#'), taken;
    if (!sign && !parser->options->references)
        return ASSAY_OK;
    taken = take_digits(&number, parser);
    if (!taken) {
        parser->at = column;
        return parser->options->references ? parse_joined(out, found, parser) : ASSAY_OK;
    }
    *found = true;
    return reference_node(out, parser, number, column);
}
