/* Names that stand for more than their letters: filters, subsets and MeSH's qualifiers. */
#include "query/filters.h"
#include "query/parser.h"
#include "query/qualifiers.h"

static assay_status fail_filter(const assay_parser *parser, assay_span name, size_t column) {
    assay_span near[3] = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
    size_t count = assay_filters_nearest(near, 3, name);
    return assay_fail(parser->err, ASSAY_E_USAGE,
                      "column %zu: unknown filter \"%.*s\"%s%.*s%s%.*s%s%.*s", column + 1,
                      ASSAY_SPAN_ARG(name), count != 0 ? "; the nearest are " : "",
                      ASSAY_SPAN_ARG(near[0]), count > 1 ? ", " : "", ASSAY_SPAN_ARG(near[1]),
                      count > 2 ? ", " : "", ASSAY_SPAN_ARG(near[2]));
}

/* What the filter says stands where its name stood. */
static void place_at(assay_query_node *node, size_t column) {
    node->column = column;
    for (size_t i = 0; i < node->count; i++)
        place_at(node->children[i], column);
}

static assay_status expand_filter(assay_query_node **out, assay_parser *parser,
                                  const assay_filter *filter, size_t column) {
    static const assay_parse_options native = {.no_lint = true};
    assay_parser inside = *parser;
    assay_query_node *query = NULL;
    inside.text = assay_span_of(filter->query);
    inside.at = 0;
    inside.options = &native;
    ASSAY_TRY(assay_parser_query(&query, &inside));
    parser->nodes = inside.nodes;
    place_at(query, column);
    ASSAY_TRY(assay_parser_node(out, parser, ASSAY_QUERY_FILTER, column));
    (*out)->field = ASSAY_QUERY_FIELD_SUBSET;
    (*out)->text = filter->name;
    return assay_query_add_child(*out, parser->arena, query, parser->err);
}

assay_status assay_parser_filter(assay_query_node **out, assay_parser *parser, assay_span name,
                                 size_t column) {
    assay_filter filter;
    assay_span subset;
    name = assay_span_trim(name);
    if (assay_filters_find(&filter, name)) {
        if (filter.query != NULL)
            return expand_filter(out, parser, &filter, column);
        return assay_fail(parser->err, ASSAY_E_USAGE, "column %zu: the filter \"%.*s\": %s",
                          column + 1, ASSAY_SPAN_ARG(name), filter.why_not);
    }
    if (!assay_filters_is_subset(&subset, name))
        return fail_filter(parser, name, column);
    return assay_parser_leaf(out, parser, ASSAY_QUERY_FIELD_SUBSET, subset, true, column);
}

/* ---- qualifiers ---- */

/* The full name where MeSH has it; as it is written, with a remark, where not. */
static assay_status full_name(assay_span *qualifier, assay_parser *parser, size_t column) {
    assay_span name;
    *qualifier = assay_span_trim(*qualifier);
    if (assay_qualifiers_find(&name, *qualifier)) {
        *qualifier = name;
        return ASSAY_OK;
    }
    return assay_query_warn(parser->query, parser->arena, "W-QUALIFIER", column, parser->err,
                            "MeSH has no qualifier \"%.*s\" (`searcher fields --qualifiers`)",
                            ASSAY_SPAN_ARG(assay_span_first(*qualifier, 60)));
}

assay_status assay_parser_qualifier(assay_span *text, assay_query_field *to, assay_parser *parser,
                                    size_t column) {
    assay_query_field field = *to;
    if (field == ASSAY_QUERY_FIELD_QUALIFIER && assay_span_find_byte(*text, '*') == SIZE_MAX)
        return full_name(text, parser, column);
    if (field != ASSAY_QUERY_FIELD_MESH && field != ASSAY_QUERY_FIELD_MESH_MAJOR)
        return ASSAY_OK;
    assay_span qualifier = *text, heading = assay_span_cut(&qualifier, '/');
    heading = assay_span_trim(heading);
    if (qualifier.data == NULL || !assay_parser_has_word(heading))
        return ASSAY_OK;
    if (!assay_parser_has_word(qualifier)) {
        *text = heading;
        return ASSAY_OK;
    }
    qualifier = assay_span_trim(qualifier);
    if (qualifier.data[0] == '*') { /* as MEDLINE marks it: this qualifier is a main topic */
        *to = ASSAY_QUERY_FIELD_MESH_MAJOR;
        qualifier = assay_span_skip(qualifier, 1);
    }
    ASSAY_TRY(full_name(&qualifier, parser, column));
    return assay_arena_format(text, parser->arena, parser->err, "%.*s/%.*s",
                              ASSAY_SPAN_ARG(heading), ASSAY_SPAN_ARG(qualifier));
}
