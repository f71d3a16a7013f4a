/* limit 5 to (english language and humans and yr="2010 -Current") */
#include "query/parse_ovid.h"
#include "query/values.h"

#include <stdio.h>

static assay_span unquoted(assay_span text) {
    text = assay_span_trim(text);
    if (text.size > 1 && text.data[0] == '"' && text.data[text.size - 1] == '"')
        text = assay_span_make(text.data + 1, text.size - 2);
    return assay_span_trim(text);
}

/* yr="2010 -Current", ed=20100101-20151231: codes as in suffixes. */
static assay_status parse_dates(assay_query_node **out, assay_parser *parser, assay_span limit,
                                size_t column) {
    char point[8];
    assay_ovid_suffix suffix;
    assay_span high = limit, code = assay_span_trim(assay_span_cut(&high, '='));
    snprintf(point, sizeof point, ".%.*s.", (int)(code.size < 3 ? code.size : 3), code.data);
    assay_ovid_suffix_at(&suffix, assay_span_of(point), 0);
    if (suffix.count != 1 || assay_fields_info(suffix.fields[0])->kind != ASSAY_KIND_DATE)
        return assay_parser_syntax(parser, column, "limits know no \"%.*s=\"",
                                   ASSAY_SPAN_ARG(assay_span_first(code, 40)));
    high = unquoted(high);
    size_t dash = assay_span_find_byte(high, '-');
    assay_span low = assay_span_trim(assay_span_first(high, dash != SIZE_MAX ? dash : high.size));
    high = dash != SIZE_MAX ? assay_span_trim(assay_span_skip(high, dash + 1)) : low;
    if (assay_span_equal_ascii_case(high, ASSAY_SPAN("current")))
        high = ASSAY_SPAN("MAX");
    return assay_values_range(out, parser->arena, suffix.fields[0], low, high, false, false,
                              parser->today, column, parser->err);
}

static assay_status parse_one(assay_query_node **out, assay_parser *parser, assay_span limit,
                              size_t column) {
    if (assay_span_find_byte(limit, '=') != SIZE_MAX)
        return parse_dates(out, parser, limit, column);
    limit = unquoted(limit);
    if (!assay_parser_has_word(limit))
        return assay_parser_syntax(parser, column, "a limit is missing here");
    return assay_parser_filter(out, parser, limit, column);
}

/* The next " and " or " or " outside of quotes and parentheses, from `at` on; SIZE_MAX: none. */
static size_t next_operator(size_t *size, bool * or, assay_span text, size_t at) {
    bool quoted = false;
    size_t depth = 0;
    for (; at < text.size; at++) {
        char byte = text.data[at];
        assay_span rest = assay_span_skip(text, at);
        quoted ^= byte == '"';
        depth += byte == '(';
        depth -= byte == ')' && depth != 0;
        * or = assay_span_starts_ascii_case(rest, ASSAY_SPAN(" or "));
        if (quoted || depth != 0 ||
            !(* or || assay_span_starts_ascii_case(rest, ASSAY_SPAN(" and "))))
            continue;
        *size = * or ? 4 : 5;
        return at;
    }
    return SIZE_MAX;
}

/* "(a and b)" without its parentheses; those of "all child (0 to 18 years)" are part of the name. */
static assay_span ungrouped(assay_span text) {
    text = assay_span_trim(text);
    bool whole = text.size > 1 && text.data[0] == '(' && text.data[text.size - 1] == ')';
    return whole ? assay_span_trim(assay_span_make(text.data + 1, text.size - 2)) : text;
}

assay_status assay_parser_ovid_limits(assay_query_node **set, assay_parser *parser) {
    assay_span text = ungrouped(assay_parser_rest(parser));
    assay_query_node *limits = NULL, *all;
    bool any = false, or = false;
    for (size_t at = 0; at <= text.size;) {
        size_t size = 0, next = next_operator(&size, & or, text, at);
        size_t end = next != SIZE_MAX ? next : text.size;
        size_t column = (size_t)(text.data + at - parser->text.data);
        assay_query_node *limit = NULL;
        if (limits != NULL && next != SIZE_MAX && or != any)
            return assay_parser_syntax(parser, column, "limits are joined by and, or by or");
        any = next != SIZE_MAX ? or : any;
        ASSAY_TRY(parse_one(&limit, parser, assay_span_make(text.data + at, end - at), column));
        if (limits == NULL)
            ASSAY_TRY(
                assay_parser_node(&limits, parser, any ? ASSAY_QUERY_OR : ASSAY_QUERY_AND, column));
        ASSAY_TRY(assay_query_add_child(limits, parser->arena, limit, parser->err));
        at = end + (next != SIZE_MAX ? size : 1);
    }
    ASSAY_TRY(assay_parser_node(&all, parser, ASSAY_QUERY_AND, (*set)->column));
    ASSAY_TRY(assay_query_add_child(all, parser->arena, *set, parser->err));
    for (size_t i = 0; i < limits->count && !any; i++)
        ASSAY_TRY(assay_query_add_child(all, parser->arena, limits->children[i], parser->err));
    if (any)
        ASSAY_TRY(assay_query_add_child(all, parser->arena, limits, parser->err));
    limits->number = all->number = UINT32_MAX;
    *set = all;
    parser->at = parser->text.size;
    return ASSAY_OK;
}
