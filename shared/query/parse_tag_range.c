/* Ranges whose two ends have each their own tag. */
#include "query/parser.h"

static bool at_colon(const assay_parser *parser) {
    assay_parser probe = *parser;
    assay_parser_skip_space(&probe);
    return assay_parser_peek(&probe) == ':';
}

/* The other end: a word or a phrase with its tag; NULL when that is not what follows. */
static assay_status parse_end(assay_query_node **out, assay_parser *parser) {
    assay_parser_tag tag;
    assay_parser_skip_space(parser);
    parser->at++; /* the colon */
    assay_parser_skip_space(parser);
    ASSAY_TRY(assay_parser_atom(out, parser));
    if (*out == NULL || (*out)->op == ASSAY_QUERY_RANGE)
        return ASSAY_OK;
    ASSAY_TRY(assay_parser_take_tag(&tag, parser));
    return tag.found ? assay_parser_apply_tag(out, parser, &tag) : ASSAY_OK;
}

assay_status assay_parser_join_range(assay_query_node *best, assay_parser *parser) {
    assay_query_node *low = best->count != 0 ? best->children[best->count - 1] : NULL, *high = NULL;
    if (low == NULL || low->op != ASSAY_QUERY_RANGE || !at_colon(parser))
        return ASSAY_OK;
    size_t column = parser->at;
    ASSAY_TRY(parse_end(&high, parser));
    if (high != NULL && high->op == ASSAY_QUERY_RANGE && high->field == low->field) {
        low->high = high->high;
        return ASSAY_OK;
    }
    assay_status status = assay_parser_syntax(
        parser, column,
        "after this colon the other end of the range is missing: 2016[%s] : 2020[%s]",
        assay_fields_info(low->field)->name, assay_fields_info(low->field)->name);
    if (!assay_parser_forgives(parser, status))
        return status;
    ASSAY_TRY(assay_parser_forgive(parser, column));
    return high != NULL ? assay_query_add_child(best, parser->arena, high, parser->err) : ASSAY_OK;
}
