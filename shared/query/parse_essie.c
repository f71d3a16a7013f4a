/* ClinicalTrials.gov's expression operators: a word, a bracket, and what it works on right after
 * the bracket. */
#include "query/parser.h"
#include "query/values.h"

/* NAME[argument] at the cursor: consumed. */
static bool take_bracketed(assay_span *argument, assay_parser *parser, const char *name) {
    assay_span rest = assay_parser_rest(parser), wanted = assay_span_of(name);
    if (!assay_span_starts(rest, wanted) || rest.size <= wanted.size ||
        rest.data[wanted.size] != '[')
        return false;
    assay_span inside = assay_span_skip(rest, wanted.size + 1);
    size_t close = assay_span_find_byte(inside, ']');
    if (close == SIZE_MAX)
        return false;
    *argument = assay_span_trim(assay_span_first(inside, close));
    parser->at += wanted.size + close + 2;
    return true;
}

static assay_status parse_range(assay_query_node **out, assay_parser *parser,
                                assay_query_field field, assay_span argument, size_t column) {
    assay_span high = argument;
    assay_span low = assay_span_cut(&high, ',');
    if (high.data == NULL)
        return assay_parser_syntax(parser, column, "RANGE takes two values: RANGE[a,b]");
    return assay_values_range(out, parser->arena, field, low, high, false, false, parser->today,
                              column, parser->err);
}

static assay_status parse_missing(assay_query_node **out, assay_parser *parser,
                                  assay_query_field field, size_t column) {
    assay_query_node *has;
    parser->at += sizeof "MISSING" - 1;
    ASSAY_TRY(assay_parser_node(&has, parser, ASSAY_QUERY_HAS, column));
    ASSAY_TRY(assay_parser_node(out, parser, ASSAY_QUERY_NOT, column));
    has->field = field;
    return assay_query_add_child(*out, parser->arena, has, parser->err);
}

/* How much of the field the term must be. Whole values are kept of conditions and MeSH headings. */
static assay_status cover(assay_query_node *node, assay_parser *parser, assay_span how,
                          size_t column) {
    static const char *const known[] = {"Contains", "FullMatch", "StartsWith", "EndsWith"};
    size_t which = 0;
    while (which < 4 && !assay_span_equal_ascii_case(how, assay_span_of(known[which])))
        which++;
    if (which == 4)
        return assay_parser_syntax(parser, column,
                                   "COVERAGE takes FullMatch, StartsWith, EndsWith or Contains");
    bool leaf = node->op == ASSAY_QUERY_WORD || node->op == ASSAY_QUERY_PHRASE;
    bool whole = leaf && (node->field == ASSAY_QUERY_FIELD_CONDITION ||
                          node->field == ASSAY_QUERY_FIELD_MESH);
    if (which == 0)
        return ASSAY_OK;
    if (!whole)
        return assay_query_warn(parser->query, parser->arena, "W-COVERAGE", column, parser->err,
                                "COVERAGE[%s] works on conditions and MeSH headings; it has no "
                                "effect here",
                                known[which]);
    node->field = node->field == ASSAY_QUERY_FIELD_MESH ? ASSAY_QUERY_FIELD_MESH_EXACT
                                                        : ASSAY_QUERY_FIELD_CONDITION_EXACT;
    node->op = which == 1 ? ASSAY_QUERY_KEYWORD : ASSAY_QUERY_PATTERN;
    if (which == 1)
        return ASSAY_OK;
    return assay_arena_format(&node->text, parser->arena, parser->err, "%s%.*s%s",
                              which == 3 ? "*" : "", ASSAY_SPAN_ARG(node->text),
                              which == 2 ? "*" : "");
}

static assay_status parse_area(assay_query_node **out, assay_parser *parser, assay_span name,
                               size_t column) {
    assay_query_field field;
    assay_span argument;
    if (!assay_fields_find(&field, name)) {
        const char *near[1];
        size_t count = assay_fields_nearest(near, 1, name);
        return assay_fail(parser->err, ASSAY_E_USAGE, "column %zu: unknown area \"%.*s\"%s%s",
                          column + 1, ASSAY_SPAN_ARG(name), count != 0 ? "; the nearest is " : "",
                          count != 0 ? near[0] : "");
    }
    if (assay_parser_at_word(parser, "MISSING"))
        return parse_missing(out, parser, field, column);
    if (take_bracketed(&argument, parser, "RANGE"))
        return parse_range(out, parser, field, argument, column);
    if (take_bracketed(&argument, parser, "DISTANCE"))
        return assay_values_distance(out, parser->arena, argument, column, parser->err);
    bool covered = take_bracketed(&argument, parser, "COVERAGE");
    ASSAY_TRY(assay_parser_atom(out, parser));
    if (*out == NULL)
        return assay_parser_syntax(parser, column, "nothing after AREA[%.*s]",
                                   ASSAY_SPAN_ARG(name));
    ASSAY_TRY(assay_parser_set_field(out, parser, field));
    return covered ? cover(*out, parser, argument, column) : ASSAY_OK;
}

static assay_status parse_expansion(assay_query_node **out, assay_parser *parser, assay_span how,
                                    size_t column) {
    static const char *const known[] = {"None", "Term", "Concept", "Relaxation", "Lossy"};
    size_t which = 0;
    while (which < 5 && !assay_span_equal_ascii_case(how, assay_span_of(known[which])))
        which++;
    if (which == 5)
        return assay_parser_syntax(parser, column,
                                   "EXPANSION takes None, Term, Concept, Relaxation or Lossy");
    ASSAY_TRY(assay_parser_atom(out, parser));
    if (*out == NULL)
        return assay_parser_syntax(parser, column, "nothing after EXPANSION");
    if (which == 0 && (*out)->op == ASSAY_QUERY_WORD)
        (*out)->op = ASSAY_QUERY_EXACT;
    if (which > 2)
        return assay_query_warn(parser->query, parser->arena, "W-EXPANSION", column, parser->err,
                                "EXPANSION[%s] is read as EXPANSION[Term]", known[which]);
    if (which != 2)
        return ASSAY_OK;
    return assay_parser_expand(out, parser, column);
}

static assay_status parse_same_site(assay_query_node **out, assay_parser *parser, assay_span what,
                                    size_t column) {
    if (!assay_span_equal_ascii_case(what, ASSAY_SPAN("Location")) ||
        assay_parser_peek(parser) != '(')
        return assay_parser_syntax(parser, column, "SEARCH is written SEARCH[Location](...)");
    assay_query_node *inside = NULL;
    ASSAY_TRY(assay_parser_group(&inside, parser, assay_parser_query));
    if (inside == NULL)
        return assay_parser_syntax(parser, column, "nothing inside SEARCH[Location]()");
    ASSAY_TRY(assay_parser_node(out, parser, ASSAY_QUERY_SAME_SITE, column));
    return assay_query_add_child(*out, parser->arena, inside, parser->err);
}

static assay_status parse_coverage(assay_query_node **out, assay_parser *parser, assay_span how,
                                   size_t column) {
    ASSAY_TRY(assay_parser_atom(out, parser));
    if (*out == NULL)
        return assay_parser_syntax(parser, column, "nothing after COVERAGE");
    return cover(*out, parser, how, column);
}

static assay_status parse_tilt(assay_query_node **out, assay_parser *parser, assay_span argument,
                               size_t column) {
    ASSAY_TRY(assay_parser_atom(out, parser));
    if (*out == NULL)
        return assay_parser_syntax(parser, column, "nothing after TILT");
    return assay_query_warn(parser->query, parser->arena, "W-TILT", column, parser->err,
                            "TILT[%.*s] has no effect here", ASSAY_SPAN_ARG(argument));
}

static assay_status parse_operator(assay_query_node **out, bool *found, assay_parser *parser) {
    size_t column = parser->at;
    assay_span argument;
    *found = true;
    if (take_bracketed(&argument, parser, "AREA"))
        return parse_area(out, parser, argument, column);
    if (take_bracketed(&argument, parser, "EXPANSION"))
        return parse_expansion(out, parser, argument, column);
    if (take_bracketed(&argument, parser, "SEARCH"))
        return parse_same_site(out, parser, argument, column);
    if (take_bracketed(&argument, parser, "COVERAGE"))
        return parse_coverage(out, parser, argument, column);
    if (take_bracketed(&argument, parser, "TILT"))
        return parse_tilt(out, parser, argument, column);
    *found = false;
    return ASSAY_OK;
}

assay_status assay_parser_essie(assay_query_node **out, bool *found, assay_parser *parser) {
    if (++parser->depth > ASSAY_QUERY_MAX_DEPTH)
        return assay_fail(parser->err, ASSAY_E_LIMIT, "column %zu: more than %d parentheses deep",
                          parser->at + 1, ASSAY_QUERY_MAX_DEPTH);
    ASSAY_TRY(parse_operator(out, found, parser));
    parser->depth--;
    return ASSAY_OK;
}
