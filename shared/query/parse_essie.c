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

static assay_status parse_present(assay_query_node **out, assay_parser *parser,
                                  assay_query_field field, size_t column) {
    parser->at += sizeof "ALL" - 1;
    ASSAY_TRY(assay_parser_node(out, parser, ASSAY_QUERY_HAS, column));
    (*out)->field = field;
    return ASSAY_OK;
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

/* ---- terms of several words ---- */

/* Letters, digits and what stands within words; the end of it, or `from` when anything there means more than itself. */
static size_t plain_word_end(const assay_parser *parser, size_t from) {
    assay_span text = parser->text;
    size_t at = from;
    if (at < text.size && strchr("+-~=@#<>'.,;&|!/%", text.data[at]) != NULL)
        return from;
    while (at < text.size && !assay_parser_is_space(text.data[at]) && text.data[at] != ')') {
        if (strchr("([]{}:*?~^\\\"", text.data[at]) != NULL ||
            assay_parser_quote(parser, at) != 0 || text.data[at] == '\0')
            return from;
        at++;
    }
    return at;
}

/* Past the next word, when it is one and no operator; else where the cursor stands. */
static size_t next_word_end(const assay_parser *parser) {
    assay_parser probe = *parser;
    assay_query_op op;
    unsigned distance;
    assay_parser_skip_space(&probe);
    if (probe.at == parser->at || assay_parser_at_word(&probe, "AND") ||
        assay_parser_at_word(&probe, "OR") || assay_parser_at_word(&probe, "NOT") ||
        assay_parser_take_near(&op, &distance, &probe))
        return parser->at;
    size_t end = plain_word_end(&probe, probe.at);
    return end != probe.at ? end : parser->at;
}

/* Words side by side are one term: the text from the first of them, at `from`, to the last; consumed. */
static assay_span take_words_after(size_t *words, assay_parser *parser, size_t from) {
    for (size_t end; (end = next_word_end(parser)) != parser->at; ++*words)
        parser->at = end;
    return assay_span_make(parser->text.data + from, parser->at - from);
}

/* Of these a value is one word, and what follows is something else: AREA[Phase]PHASE2 melanoma. */
static bool is_of_one_word(assay_query_field field) {
    switch (field) {
    case ASSAY_QUERY_FIELD_PHASE:
    case ASSAY_QUERY_FIELD_STATUS:
    case ASSAY_QUERY_FIELD_SITE_STATUS:
    case ASSAY_QUERY_FIELD_SEX:
    case ASSAY_QUERY_FIELD_TYPE:
    case ASSAY_QUERY_FIELD_STUDY_TYPE:
    case ASSAY_QUERY_FIELD_HEALTHY:
    case ASSAY_QUERY_FIELD_RESULTS:
    case ASSAY_QUERY_FIELD_FUNDER:
    case ASSAY_QUERY_FIELD_DESIGN:
    case ASSAY_QUERY_FIELD_AGE_GROUP:
    case ASSAY_QUERY_FIELD_SUBSET:
        return true;
    default:
        return assay_fields_info(field)->kind != ASSAY_KIND_TEXT &&
               assay_fields_info(field)->kind != ASSAY_KIND_KEYWORD;
    }
}

static bool is_plain(const assay_query_node *node) {
    return node->op == ASSAY_QUERY_WORD && node->field == ASSAY_QUERY_FIELD_ANY;
}

/* A leaf for each of the words. */
static assay_status add_words(assay_query_node *group, assay_parser *parser,
                              assay_query_field field, assay_span words) {
    for (size_t size; words.size != 0; words = assay_span_trim(assay_span_skip(words, size))) {
        for (size = 0; size < words.size && !assay_parser_is_space(words.data[size]);)
            size++;
        assay_query_node *leaf = NULL;
        assay_span word = assay_span_first(words, size);
        if (!assay_parser_has_word(word))
            continue;
        ASSAY_TRY(assay_parser_leaf(&leaf, parser, field, word, false,
                                    (size_t)(word.data - parser->text.data)));
        ASSAY_TRY(assay_query_add_child(group, parser->arena, leaf, parser->err));
    }
    return ASSAY_OK;
}

/* Text: all of the words, each anywhere in the field, as Essie's default relaxes a term. */
static assay_status all_words(assay_query_node **out, assay_parser *parser, assay_query_field field,
                              assay_span words, size_t column) {
    ASSAY_TRY(assay_parser_node(out, parser, ASSAY_QUERY_AND, column));
    (*out)->number = UINT32_MAX; /* an AND of its own, as if in parentheses */
    return add_words(*out, parser, field, words);
}

/* What an area applies to: *out, read already, and the words after it. `whole`: as one value. */
static assay_status take_term(assay_query_node **out, assay_parser *parser, assay_query_field field,
                              bool whole, size_t column) {
    size_t words = 1, from = (*out)->column;
    if (!is_plain(*out) || is_of_one_word(field))
        return ASSAY_OK;
    assay_span text = take_words_after(&words, parser, from);
    if (words == 1)
        return ASSAY_OK;
    ASSAY_TRY(assay_query_warn(parser->query, parser->arena, "W-AREA-WORDS", column, parser->err,
                               "AREA[%s] is applied to all %zu words after it",
                               assay_fields_info(field)->name, words));
    whole |= assay_fields_explodes(field) || assay_fields_info(field)->kind == ASSAY_KIND_KEYWORD;
    if (assay_parser_names_people(field))
        return assay_parser_name(out, parser, field, text, from);
    return whole ? assay_parser_value(out, parser, field, text, true, from)
                 : all_words(out, parser, field, text, from);
}

/* ---- COVERAGE ---- */

/* The field whose whole values are kept, ANY when there is none. */
static assay_query_field whole_values_of(const assay_query_node *node) {
    bool leaf = node->op == ASSAY_QUERY_WORD || node->op == ASSAY_QUERY_PHRASE ||
                node->op == ASSAY_QUERY_KEYWORD;
    if (leaf && node->field == ASSAY_QUERY_FIELD_MESH)
        return ASSAY_QUERY_FIELD_MESH_EXACT;
    if (leaf && node->field == ASSAY_QUERY_FIELD_CONDITION)
        return ASSAY_QUERY_FIELD_CONDITION_EXACT;
    return leaf && assay_fields_info(node->field)->kind == ASSAY_KIND_KEYWORD
               ? node->field
               : ASSAY_QUERY_FIELD_ANY;
}

/* How much of the field the term must be. Whole values are kept of keywords, conditions and MeSH headings. */
static assay_status cover(assay_query_node *node, assay_parser *parser, assay_span how,
                          size_t column) {
    static const char *const known[] = {"Contains", "FullMatch", "StartsWith", "EndsWith"};
    size_t which = 0;
    while (which < 4 && !assay_span_equal_ascii_case(how, assay_span_of(known[which])))
        which++;
    if (which == 4)
        return assay_parser_syntax(parser, column,
                                   "COVERAGE takes FullMatch, StartsWith, EndsWith or Contains");
    assay_query_field whole = whole_values_of(node);
    bool keyword = node->op == ASSAY_QUERY_KEYWORD;
    if (which == 0 && !keyword) /* words anywhere in the field is what text is asked anyway */
        return ASSAY_OK;
    if (whole == ASSAY_QUERY_FIELD_ANY)
        return assay_query_warn(parser->query, parser->arena, "W-COVERAGE", column, parser->err,
                                "COVERAGE[%s] works on conditions, MeSH headings and fields of "
                                "whole values; it has no effect here",
                                known[which]);
    node->field = whole;
    node->op = which == 1 ? ASSAY_QUERY_KEYWORD : ASSAY_QUERY_PATTERN;
    if (which == 1)
        return ASSAY_OK;
    return assay_arena_format(&node->text, parser->arena, parser->err, "%s%.*s%s",
                              which != 2 ? "*" : "", ASSAY_SPAN_ARG(node->text),
                              which != 3 ? "*" : "");
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
    if (assay_parser_at_word(parser, "ALL"))
        return parse_present(out, parser, field, column);
    if (take_bracketed(&argument, parser, "RANGE"))
        return parse_range(out, parser, field, argument, column);
    if (take_bracketed(&argument, parser, "DISTANCE"))
        return assay_values_distance(out, parser->arena, argument, column, parser->err);
    bool covered = take_bracketed(&argument, parser, "COVERAGE");
    ASSAY_TRY(assay_parser_atom(out, parser));
    if (*out == NULL)
        return assay_parser_syntax(parser, column, "nothing after AREA[%.*s]",
                                   ASSAY_SPAN_ARG(name));
    ASSAY_TRY(take_term(out, parser, field, covered, column));
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
    bool words =
        (*out)->op == ASSAY_QUERY_WORD || ((*out)->op == ASSAY_QUERY_PHRASE && (*out)->slop == 0);
    if (which == 0 && words)
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

/* *out, read already, and the words after it, ranked: TILT[StartDate]heart attack. */
static assay_status take_ranked_words(assay_query_node **out, assay_parser *parser) {
    assay_query_node *first = *out, *best;
    size_t words = 1;
    if (!is_plain(first))
        return ASSAY_OK;
    size_t after = parser->at;
    assay_span rest = take_words_after(&words, parser, after);
    if (words == 1)
        return ASSAY_OK;
    ASSAY_TRY(assay_parser_node(&best, parser, ASSAY_QUERY_BEST, first->column));
    ASSAY_TRY(assay_query_add_child(best, parser->arena, first, parser->err));
    ASSAY_TRY(add_words(best, parser, ASSAY_QUERY_FIELD_ANY, assay_span_trim(rest)));
    *out = best;
    return ASSAY_OK;
}

static assay_status parse_tilt(assay_query_node **out, assay_parser *parser, assay_span argument,
                               size_t column) {
    ASSAY_TRY(assay_parser_atom(out, parser));
    if (*out == NULL)
        return assay_parser_syntax(parser, column, "nothing after TILT");
    assay_query_field field;
    assay_query_node *term = *out;
    if (!assay_fields_find(&field, argument))
        return assay_parser_unknown(parser, "field", argument, column);
    assay_field_kind kind = assay_fields_info(field)->kind;
    if (kind != ASSAY_KIND_DATE && kind != ASSAY_KIND_NUMBER)
        return assay_parser_syntax(parser, column,
                                   "TILT takes a field of dates or numbers, and %s is none",
                                   assay_fields_info(field)->name);
    ASSAY_TRY(take_ranked_words(&term, parser));
    ASSAY_TRY(assay_parser_node(out, parser, ASSAY_QUERY_TILT, column));
    (*out)->field = field;
    (*out)->low = parser->today;
    return assay_query_add_child(*out, parser->arena, term, parser->err);
}

/* ALL among operators of this language is every record; elsewhere it is a leukaemia. */
static bool is_expression(assay_span text) {
    static const char *const operators[] = {"AREA[",  "SEARCH[",    "COVERAGE[",
                                            "RANGE[", "EXPANSION[", "TILT["};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (assay_span_find(text, assay_span_of(operators[i])) != SIZE_MAX)
            return true;
    return false;
}

static assay_status parse_all(assay_query_node **out, assay_parser *parser, size_t column) {
    parser->at += sizeof "ALL" - 1;
    ASSAY_TRY(assay_query_warn(parser->query, parser->arena, "W-ALL", column, parser->err,
                               "ALL is every record here, as in ClinicalTrials.gov's expressions; "
                               "\"ALL\" in quotation marks is the word"));
    return assay_parser_node(out, parser, ASSAY_QUERY_ALL, column);
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
    if (take_bracketed(&argument, parser, "DISTANCE"))
        return assay_values_distance(out, parser->arena, argument, column, parser->err);
    if (take_bracketed(&argument, parser, "RANGE"))
        return assay_parser_syntax(parser, column,
                                   "RANGE follows an area: AREA[StartDate]RANGE[2020,MAX]");
    if (assay_span_starts(assay_parser_rest(parser), ASSAY_SPAN("ALL")) &&
        assay_parser_at_word(parser, "ALL") && is_expression(parser->text))
        return parse_all(out, parser, column);
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
