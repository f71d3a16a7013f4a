#include "query/parse_ovid.h"

bool assay_parser_ovid_at(const assay_parser *parser, const char *word) {
    assay_span rest = assay_parser_rest(parser), wanted = assay_span_of(word);
    if (!assay_span_starts_ascii_case(rest, wanted))
        return false;
    if (rest.size == wanted.size)
        return true;
    char next = rest.data[wanted.size];
    return assay_parser_is_space(next) || next == '(' || next == ')' || next == '"';
}

static bool at_adjacent(unsigned *words, size_t *size, const assay_parser *parser) {
    *size = assay_ovid_adjacent(words, parser->text, parser->at);
    return *size != 0;
}

bool assay_parser_ovid_at_operator(const assay_parser *parser) {
    unsigned words;
    size_t size;
    return assay_parser_ovid_at(parser, "and") || assay_parser_ovid_at(parser, "or") ||
           assay_parser_ovid_at(parser, "not") || at_adjacent(&words, &size, parser);
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* ---- operands ---- */

/* A number is a line where an operator, a parenthesis or nothing follows: "2 diabetes" are words. */
assay_status assay_parser_ovid_reference(assay_query_node **out, bool *found,
                                         assay_parser *parser) {
    static const char *const joins[] = {"or/", "and/"};
    assay_parser after = *parser;
    assay_span rest = assay_parser_rest(parser);
    for (size_t i = 0; i < 2; i++)
        if (assay_span_starts_ascii_case(rest, assay_span_of(joins[i])))
            return assay_parser_reference(out, found, parser);
    after.at += rest.size != 0 && rest.data[0] == '#';
    size_t digits = after.at;
    while (!assay_parser_end(&after) && is_digit(assay_parser_peek(&after)))
        after.at++;
    if (after.at == digits || after.at - digits > 5)
        return ASSAY_OK;
    assay_parser_skip_space(&after);
    bool alone = assay_parser_end(&after) || assay_parser_peek(&after) == ')' ||
                 assay_parser_ovid_at_operator(&after) || assay_parser_ovid_at(&after, "use") ||
                 assay_parser_ovid_at(&after, "to");
    return alone ? assay_parser_reference(out, found, parser) : ASSAY_OK;
}

/* Where the heading that begins here ends, at its "/"; SIZE_MAX: what begins here is none. "and" may stand in a heading, what joins
 * others, opens a group or has a field of its own may not. */
static size_t heading_end(const assay_parser *parser) {
    assay_ovid_suffix suffix;
    unsigned words;
    bool quoted = false, begun = false;
    for (size_t at = parser->at; at < parser->text.size; at++) {
        char byte = parser->text.data[at];
        assay_parser here = *parser;
        here.at = at;
        quoted ^= byte == '"';
        if (byte == '/' && begun && assay_ovid_heading_end(parser->text, at) != 0)
            return at;
        bool starts = at == parser->at || assay_parser_is_space(parser->text.data[at - 1]);
        bool stops = byte == '(' || byte == ')' || (starts && assay_parser_ovid_at(&here, "or")) ||
                     (starts && assay_parser_ovid_at(&here, "not")) ||
                     (starts && assay_ovid_adjacent(&words, parser->text, at) != 0);
        assay_ovid_suffix_at(&suffix, parser->text, at);
        if ((stops && !quoted) || suffix.size != 0 || byte == '$' || byte == '?')
            return SIZE_MAX;
        begun = begun || !assay_parser_is_space(byte);
    }
    return SIZE_MAX;
}

/* "exp " and "*" before a heading, in any order. */
static void take_marks(bool *explode, bool *major, assay_span *text) {
    for (;;) {
        *text = assay_span_trim(*text);
        bool exp = assay_span_starts_ascii_case(*text, ASSAY_SPAN("exp ")),
             star = assay_span_starts(*text, ASSAY_SPAN("*"));
        if (!exp && !star)
            return;
        *explode = *explode || exp;
        *major = *major || star;
        *text = assay_span_skip(*text, exp ? 4 : 1);
    }
}

static assay_status add_heading(assay_query_node *any, assay_parser *parser, assay_span heading,
                                assay_span qualifier, bool explode, bool major, size_t column) {
    assay_query_node *node = NULL;
    assay_span text = heading;
    if (qualifier.size != 0)
        ASSAY_TRY(assay_arena_format(&text, parser->arena, parser->err, "%.*s/%.*s",
                                     ASSAY_SPAN_ARG(heading), ASSAY_SPAN_ARG(qualifier)));
    ASSAY_TRY(assay_parser_value(&node, parser,
                                 major ? ASSAY_QUERY_FIELD_MESH_MAJOR : ASSAY_QUERY_FIELD_MESH,
                                 text, true, column));
    node->no_explode = !explode;
    return assay_query_add_child(any, parser->arena, node, parser->err);
}

/* With the cursor on "exp Melanoma/dt, pc", whose "/" is at `slash`. */
static assay_status parse_heading(assay_query_node **out, assay_parser *parser, size_t slash) {
    bool explode = false, major = false;
    size_t column = parser->at, size = assay_ovid_heading_end(parser->text, slash);
    assay_span heading = assay_span_make(parser->text.data + column, slash - column),
               codes = assay_span_make(parser->text.data + slash + 1, size - 1);
    take_marks(&explode, &major, &heading);
    if (heading.size > 1 && heading.data[0] == '"' && heading.data[heading.size - 1] == '"')
        heading = assay_span_make(heading.data + 1, heading.size - 2);
    parser->at = slash + size;
    if (!assay_parser_has_word(heading))
        return assay_parser_syntax(parser, column, "there is no heading before the /");
    ASSAY_TRY(assay_parser_node(out, parser, ASSAY_QUERY_OR, column));
    (*out)->number = UINT32_MAX;
    do {
        assay_span qualifier = assay_span_trim(assay_span_cut(&codes, ','));
        ASSAY_TRY(add_heading(*out, parser, heading, qualifier, explode, major, column));
    } while (codes.size != 0);
    if ((*out)->count == 1)
        *out = (*out)->children[0];
    return ASSAY_OK;
}

/* Square brackets hold what people remark on a line. */
static void skip_comment(assay_parser *parser) {
    assay_parser_skip_space(parser);
    while (assay_parser_peek(parser) == '[') {
        size_t close = assay_span_find_byte(assay_parser_rest(parser), ']');
        if (close == SIZE_MAX)
            return;
        parser->at += close + 1;
        assay_parser_skip_space(parser);
    }
}

static assay_status take_suffix(assay_query_node **node, assay_parser *parser) {
    assay_ovid_suffix suffix;
    assay_ovid_suffix_at(&suffix, parser->text, parser->at);
    if (suffix.size == 0)
        return ASSAY_OK;
    if (suffix.unknown.size != 0)
        return assay_parser_syntax(parser, (size_t)(suffix.unknown.data - parser->text.data),
                                   "Ovid's field \"%.*s\" is not known here",
                                   ASSAY_SPAN_ARG(suffix.unknown));
    ASSAY_TRY(assay_parser_ovid_restrict(node, parser, &suffix));
    parser->at += suffix.size;
    return ASSAY_OK;
}

/* "3 use ppez": which of several databases; an index is one. */
static assay_status skip_use(assay_parser *parser) {
    assay_parser_skip_space(parser);
    size_t column = parser->at;
    if (!assay_parser_ovid_at(parser, "use"))
        return ASSAY_OK;
    parser->at += 3;
    assay_parser_skip_space(parser);
    size_t begin = parser->at;
    while (!assay_parser_end(parser) && !assay_parser_is_space(assay_parser_peek(parser)) &&
           assay_parser_peek(parser) != ')')
        parser->at++;
    return assay_query_warn(
        parser->query, parser->arena, "W-OVID-USE", column, parser->err,
        "\"use %.*s\" chooses among databases; this index is searched whole",
        ASSAY_SPAN_ARG(assay_span_make(parser->text.data + begin, parser->at - begin)));
}

static assay_status parse_operand(assay_query_node **out, assay_parser *parser) {
    bool found = false;
    *out = NULL;
    skip_comment(parser);
    size_t column = parser->at, slash;
    if (assay_parser_end(parser) || assay_parser_peek(parser) == ')' ||
        (assay_parser_ovid_at_operator(parser) && heading_end(parser) == SIZE_MAX))
        return assay_parser_syntax(parser, column, "something to search for is missing here");
    if (assay_parser_peek(parser) == '(')
        ASSAY_TRY(assay_parser_group(out, parser, assay_parser_ovid_or));
    else
        ASSAY_TRY(assay_parser_ovid_reference(out, &found, parser));
    if (*out == NULL && (slash = heading_end(parser)) != SIZE_MAX) {
        ASSAY_TRY(parse_heading(out, parser, slash));
        if (assay_parser_peek(parser) == '.') /* "Melanoma/." */
            parser->at++;
    }
    if (*out == NULL)
        ASSAY_TRY(assay_parser_ovid_words(out, parser));
    ASSAY_TRY(take_suffix(out, parser));
    skip_comment(parser);
    return skip_use(parser);
}

/* ---- operators ---- */

static assay_status join(assay_query_node **left, assay_parser *parser, assay_query_op op,
                         unsigned slop, assay_query_node *right) {
    bool same = (*left)->op == op && (*left)->slop == slop && (*left)->number == parser->depth &&
                (*left)->capacity != 0 && (*left)->text.size == 0;
    if (!same) {
        assay_query_node *node;
        ASSAY_TRY(assay_parser_node(&node, parser, op, (*left)->column));
        node->number = parser->depth; /* only nodes of the same parenthesis may be flattened */
        node->slop = slop;
        ASSAY_TRY(assay_query_add_child(node, parser->arena, *left, parser->err));
        *left = node;
    }
    return assay_query_add_child(*left, parser->arena, right, parser->err);
}

/* adj: next to each other in order. adj1: in any order; adjN: with at most N-1 words between. */
static assay_status parse_adj(assay_query_node **out, assay_parser *parser) {
    unsigned words;
    size_t size;
    ASSAY_TRY(parse_operand(out, parser));
    while (at_adjacent(&words, &size, parser)) {
        assay_query_node *right = NULL;
        parser->at += size;
        ASSAY_TRY(parse_operand(&right, parser));
        ASSAY_TRY(join(out, parser, words == 0 ? ASSAY_QUERY_ADJ : ASSAY_QUERY_NEAR,
                       words > 1 ? words - 1 : 0, right));
    }
    return ASSAY_OK;
}

static bool take_word(assay_parser *parser, const char *word) {
    assay_parser_skip_space(parser);
    bool here = assay_parser_ovid_at(parser, word);
    parser->at += here ? strlen(word) : 0;
    return here;
}

static assay_status parse_and(assay_query_node **out, assay_parser *parser) {
    ASSAY_TRY(parse_adj(out, parser));
    for (;;) {
        bool without = false;
        if (!take_word(parser, "and") && !(without = take_word(parser, "not")))
            return ASSAY_OK;
        assay_query_node *right = NULL, *negation = NULL;
        ASSAY_TRY(parse_adj(&right, parser));
        if (without && right != NULL) {
            ASSAY_TRY(assay_parser_node(&negation, parser, ASSAY_QUERY_NOT, right->column));
            ASSAY_TRY(assay_query_add_child(negation, parser->arena, right, parser->err));
            right = negation;
        }
        ASSAY_TRY(join(out, parser, ASSAY_QUERY_AND, 0, right));
    }
}

assay_status assay_parser_ovid_or(assay_query_node **out, assay_parser *parser) {
    ASSAY_TRY(parse_and(out, parser));
    while (take_word(parser, "or")) {
        assay_query_node *right = NULL;
        ASSAY_TRY(parse_and(&right, parser));
        ASSAY_TRY(join(out, parser, ASSAY_QUERY_OR, 0, right));
    }
    return ASSAY_OK;
}

/* ---- lines ---- */

static assay_status parse_duplicates(assay_query_node **out, assay_parser *parser) {
    bool found = false;
    size_t column = parser->at;
    parser->at += strlen("remove duplicates from");
    assay_parser_skip_space(parser);
    ASSAY_TRY(assay_parser_ovid_reference(out, &found, parser));
    if (!found)
        return assay_parser_syntax(parser, column, "remove duplicates from takes a line's number");
    return assay_query_warn(parser->query, parser->arena, "W-DUPLICATES", column, parser->err,
                            "a record is in an index once; --collapse dup folds copies together");
}

static assay_status parse_limit(assay_query_node **out, assay_parser *parser) {
    bool found = false;
    size_t column = parser->at;
    parser->at += strlen("limit");
    assay_parser_skip_space(parser);
    if (assay_parser_peek(parser) == '(') {
        ASSAY_TRY(assay_parser_group(out, parser, assay_parser_ovid_or));
        found = true;
    } else {
        ASSAY_TRY(assay_parser_ovid_reference(out, &found, parser));
    }
    if (!found || !take_word(parser, "to"))
        return assay_parser_syntax(parser, column, "a limit is written \"limit 5 to ...\"");
    return assay_parser_ovid_limits(out, parser);
}

assay_status assay_parser_ovid(assay_query_node **out, assay_parser *parser) {
    assay_parser_skip_space(parser);
    if (assay_parser_ovid_at(parser, "remove duplicates from"))
        ASSAY_TRY(parse_duplicates(out, parser));
    else if (assay_parser_ovid_at(parser, "limit"))
        ASSAY_TRY(parse_limit(out, parser));
    else
        ASSAY_TRY(assay_parser_ovid_or(out, parser));
    assay_parser_skip_space(parser);
    if (assay_parser_end(parser))
        return ASSAY_OK;
    if (assay_parser_peek(parser) == ')')
        return assay_parser_syntax(parser, parser->at, "this parenthesis was never opened");
    return assay_parser_syntax(parser, parser->at, "\"%.*s\": an operator is missing before this",
                               ASSAY_SPAN_ARG(assay_span_first(assay_parser_rest(parser), 40)));
}
