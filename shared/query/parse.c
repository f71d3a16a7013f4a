#include "query/parse.h"

#include "base/number.h"
#include "query/filters.h"
#include "query/lint.h"
#include "query/ovid.h"
#include "query/parser.h"

/* Two or more parts joined by one operator become one flat node. */
static assay_status join(assay_query_node **left, assay_parser *parser, assay_query_op op,
                         assay_query_node *right) {
    if (right == NULL)
        return ASSAY_OK;
    if (*left == NULL) {
        *left = right;
        return ASSAY_OK;
    }
    bool same = (*left)->op == op && (*left)->boost == 1 && (*left)->capacity != 0 &&
                (*left)->number == parser->depth;
    if (!same) {
        assay_query_node *node;
        ASSAY_TRY(assay_parser_node(&node, parser, op, (*left)->column));
        node->number = parser->depth; /* only nodes of the same parenthesis may be flattened */
        ASSAY_TRY(assay_query_add_child(node, parser->arena, *left, parser->err));
        *left = node;
    }
    return assay_query_add_child(*left, parser->arena, right, parser->err);
}

static assay_status negate(assay_query_node **node, assay_parser *parser) {
    if (*node == NULL)
        return ASSAY_OK;
    assay_query_node * not ;
    ASSAY_TRY(assay_parser_node(&not, parser, ASSAY_QUERY_NOT, (*node)->column));
    ASSAY_TRY(assay_query_add_child(not, parser->arena, *node, parser->err));
    *node = not ;
    return ASSAY_OK;
}

static bool takes_sign(const assay_parser *parser) {
    if (parser->at + 1 >= parser->text.size)
        return false;
    char next = parser->text.data[parser->at + 1];
    char before = parser->at == 0 ? ' ' : parser->text.data[parser->at - 1];
    return !assay_parser_is_space(next) && next != ')' &&
           (assay_parser_is_space(before) || before == '(');
}

/* +x, -x, NOT x: what the part is to its group; consumed. */
static assay_query_occur take_occur(assay_parser *parser) {
    char byte = assay_parser_peek(parser);
    if ((byte == '+' || byte == '-') && takes_sign(parser)) {
        parser->at++;
        return byte == '+' ? ASSAY_OCCUR_MUST : ASSAY_OCCUR_NOT;
    }
    if (!assay_parser_at_word(parser, "NOT"))
        return ASSAY_OCCUR_SHOULD;
    parser->at += 3;
    assay_parser_skip_space(parser);
    return ASSAY_OCCUR_NOT;
}

static assay_status take_boost(assay_query_node *node, assay_parser *parser) {
    if (node == NULL || assay_parser_peek(parser) != '^')
        return ASSAY_OK;
    size_t column = parser->at++, begin = parser->at;
    while (!assay_parser_end(parser) && strchr("0123456789.", assay_parser_peek(parser)) != NULL)
        parser->at++;
    double boost;
    assay_span number = assay_span_make(parser->text.data + begin, parser->at - begin);
    if (!assay_number_double(&boost, number) || boost > 1e6) {
        assay_status status =
            assay_parser_syntax(parser, column, "^ takes a weight such as ^2 or ^0.5");
        return assay_parser_forgives(parser, status) ? assay_parser_forgive(parser, column)
                                                     : status;
    }
    node->boost *= boost;
    return ASSAY_OK;
}

/* ~x, +~x, -~x */
static bool takes_tilde(const assay_parser *parser, size_t begin) {
    size_t next = parser->at + 1;
    return assay_parser_peek(parser) == '~' && next < parser->text.size &&
           !assay_parser_is_space(parser->text.data[next]) && parser->text.data[next] != ')' &&
           (parser->at > begin || takes_sign(parser));
}

static assay_status parse_expanded(assay_query_node **out, assay_parser *parser, size_t begin) {
    bool expand = takes_tilde(parser, begin);
    size_t column = parser->at;
    parser->at += expand;
    ASSAY_TRY(assay_parser_atom(out, parser));
    if (expand)
        ASSAY_TRY(assay_parser_expand(out, parser, column));
    return take_boost(*out, parser);
}

/* After AND, OR and NOT something must follow. */
static assay_status require_operand(assay_parser *parser, const assay_query_node *node,
                                    size_t column, const char *operator) {
    if (node != NULL)
        return ASSAY_OK;
    assay_status status = assay_parser_syntax(parser, column, "nothing to %s here", operator);
    return assay_parser_forgives(parser, status) ? assay_parser_forgive(parser, column) : status;
}

static assay_status parse_unary(assay_query_node **out, assay_parser *parser) {
    size_t begin = parser->at;
    assay_query_occur occur = take_occur(parser);
    assay_query_node *node = NULL;
    bool word = parser->at > begin + 1;
    ASSAY_TRY(parse_expanded(&node, parser, begin));
    if (word)
        ASSAY_TRY(require_operand(parser, node, begin, "NOT"));
    if (node != NULL)
        node->occur = occur;
    *out = node;
    return ASSAY_OK;
}

static assay_status parse_near(assay_query_node **out, assay_parser *parser) {
    ASSAY_TRY(parse_unary(out, parser));
    for (;;) {
        size_t before = parser->at;
        assay_parser_skip_space(parser);
        assay_query_op op;
        unsigned distance;
        size_t column = parser->at;
        if (*out == NULL || !assay_parser_take_near(&op, &distance, parser)) {
            parser->at = before;
            return ASSAY_OK;
        }
        assay_parser_skip_space(parser);
        assay_query_node *right = NULL;
        ASSAY_TRY(parse_unary(&right, parser));
        ASSAY_TRY(require_operand(parser, right, column, "be near"));
        if (right == NULL)
            return ASSAY_OK;
        bool same = (*out)->op == op && (*out)->slop == distance && (*out)->boost == 1 &&
                    (*out)->number == parser->depth;
        if (!same) {
            assay_query_node *node;
            ASSAY_TRY(assay_parser_node(&node, parser, op, (*out)->column));
            node->slop = distance;
            node->number = parser->depth;
            node->occur = (*out)->occur;
            (*out)->occur = ASSAY_OCCUR_SHOULD;
            ASSAY_TRY(assay_query_add_child(node, parser->arena, *out, parser->err));
            *out = node;
        }
        ASSAY_TRY(assay_query_add_child(*out, parser->arena, right, parser->err));
    }
}

static bool at_binary(const assay_parser *parser) {
    char byte = assay_parser_peek(parser);
    return assay_parser_at_word(parser, "AND") || assay_parser_at_word(parser, "OR") ||
           ((byte == '|' || byte == '&') &&
            (parser->at + 1 >= parser->text.size ||
             assay_parser_is_space(parser->text.data[parser->at + 1])));
}

/* A BEST node of one plain child is that child; of one excluded child, its complement. */
static assay_status simplify_best(assay_query_node **best, assay_parser *parser) {
    if (*best == NULL || (*best)->count != 1)
        return ASSAY_OK;
    assay_query_node *only = (*best)->children[0];
    assay_query_occur occur = only->occur;
    only->occur = ASSAY_OCCUR_SHOULD;
    *best = only;
    return occur == ASSAY_OCCUR_NOT ? negate(best, parser) : ASSAY_OK;
}

/* The words of a group from `from` on, with blanks between. */
static assay_status join_words(assay_span *out, const assay_query_node *best, assay_parser *parser,
                               size_t from) {
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_QUERY_MAX_BYTES);
    for (size_t i = from; i < best->count; i++) {
        assay_buffer_add_text(&text, i != from ? " " : "");
        assay_buffer_add_span(&text, best->children[i]->text);
    }
    assay_status status = assay_buffer_check(&text, parser->err);
    if (status == ASSAY_OK)
        status = assay_arena_copy(out, parser->arena, assay_buffer_span(&text), parser->err);
    assay_buffer_done(&text);
    return status;
}

/* lung neoplasms[mh] is one heading. */
static assay_status join_heading(assay_query_node **out, assay_query_node *best,
                                 assay_parser *parser, const assay_parser_tag *tag, size_t from) {
    assay_query_occur occur = best->children[from]->occur;
    size_t column = best->children[from]->column;
    assay_span joined = {NULL, 0};
    ASSAY_TRY(join_words(&joined, best, parser, from));
    ASSAY_TRY(assay_parser_names_people(tag->field)
                  ? assay_parser_name(out, parser, tag->field, joined, column)
                  : assay_parser_value(out, parser, tag->field, joined, true, column));
    (*out)->occur = occur;
    return assay_parser_apply_tag(out, parser, tag);
}

/* melanoma humans[filter]: the longest run of words that is the name of a filter. */
static assay_status filter_begin(size_t *from, const assay_query_node *best, assay_parser *parser) {
    for (size_t begin = *from; begin < best->count; begin++) {
        assay_filter filter;
        assay_span joined, subset;
        ASSAY_TRY(join_words(&joined, best, parser, begin));
        if (assay_filters_find(&filter, joined) || assay_filters_is_subset(&subset, joined)) {
            *from = begin;
            return ASSAY_OK;
        }
    }
    return ASSAY_OK;
}

/* Headings and whole values are of several words. */
static bool is_heading_tag(const assay_parser_tag *tag) {
    return assay_fields_explodes(tag->field) || assay_parser_names_people(tag->field) ||
           assay_fields_info(tag->field)->kind == ASSAY_KIND_KEYWORD;
}

/* The star after a heading and its slash marks a main topic, it is no wildcard. */
static bool is_starred_qualifier(assay_span word) {
    size_t star = assay_span_find_byte(word, '*');
    return star != SIZE_MAX && star != 0 && word.data[star - 1] == '/' &&
           assay_span_find_byte(assay_span_skip(word, star + 1), '*') == SIZE_MAX;
}

static bool has_pattern(const assay_query_node *best, size_t from) {
    for (size_t i = from; i < best->count; i++)
        if (best->children[i]->op == ASSAY_QUERY_PATTERN &&
            !is_starred_qualifier(best->children[i]->text))
            return true;
    return false;
}

/* In PubMed a tag belongs to all the words before it: hip pain[ti] is hip[ti] AND pain[ti]. */
static assay_status tag_words_before(assay_query_node *best, assay_parser *parser,
                                     const assay_parser_tag *tag, size_t from) {
    if (tag->field == ASSAY_QUERY_FIELD_SUBSET)
        ASSAY_TRY(filter_begin(&from, best, parser));
    size_t words = best->count - from;
    bool heading = is_heading_tag(tag) && !has_pattern(best, from);
    assay_query_node *all;
    ASSAY_TRY(assay_parser_node(&all, parser, ASSAY_QUERY_AND, best->children[from]->column));
    all->occur = best->children[from]->occur;
    all->number = UINT32_MAX; /* an AND of its own, as if in parentheses */
    if (heading)
        ASSAY_TRY(join_heading(&all, best, parser, tag, from));
    for (size_t i = from; i < best->count && !heading; i++) {
        best->children[i]->occur = ASSAY_OCCUR_SHOULD;
        ASSAY_TRY(assay_parser_apply_tag(&best->children[i], parser, tag));
        ASSAY_TRY(assay_query_add_child(all, parser->arena, best->children[i], parser->err));
    }
    best->count = from;
    ASSAY_TRY(assay_query_warn(parser->query, parser->arena, "W-TAG-WORDS", all->column,
                               parser->err, "[%s] is applied to all %zu words before it",
                               assay_fields_info(tag->field)->name, words));
    return assay_query_add_child(best, parser->arena, all, parser->err);
}

static bool is_plain_word(const assay_query_node *node) {
    return node->op == ASSAY_QUERY_WORD && node->field == ASSAY_QUERY_FIELD_ANY && node->boost == 1;
}

/* smith j*[au] */
static bool is_taggable(const assay_query_node *node) {
    return is_plain_word(node) || (node->op == ASSAY_QUERY_PATTERN && node->boost == 1 &&
                                   node->field == ASSAY_QUERY_FIELD_ANY);
}

static assay_status apply_tag_in_group(assay_query_node *best, assay_parser *parser,
                                       size_t *words_from) {
    assay_parser_tag tag;
    ASSAY_TRY(assay_parser_take_tag(&tag, parser));
    if (!tag.found)
        return ASSAY_OK;
    size_t last = best->count - 1;
    if (*words_from < last && is_taggable(best->children[last]))
        ASSAY_TRY(tag_words_before(best, parser, &tag, *words_from));
    else
        ASSAY_TRY(assay_parser_apply_tag(&best->children[last], parser, &tag));
    *words_from = best->count;
    return ASSAY_OK;
}

/* hip pain[ti], AREA[BriefTitle]hip pain: one condition of several leaves. */
static bool is_term_of_words(const assay_query_node *node) {
    return node->op == ASSAY_QUERY_AND && node->number == UINT32_MAX;
}

/* A leaf that is restricted to a field is a condition, not one more word to rank by; identifiers are
 * alternatives. */
static bool is_condition(const assay_query_node *node) {
    bool restricted = node->op < ASSAY_QUERY_BEST && node->op != ASSAY_QUERY_ID &&
                      node->field != ASSAY_QUERY_FIELD_ANY;
    return restricted || node->op == ASSAY_QUERY_SAME_SITE || node->op == ASSAY_QUERY_FILTER ||
           node->op == ASSAY_QUERY_HAS || is_term_of_words(node);
}

/* A condition no record scores by. */
static bool is_filter(const assay_query_node *node) {
    return is_condition(node) && !is_term_of_words(node) &&
           (node->op >= ASSAY_QUERY_BEST ||
            assay_fields_info(node->field)->kind != ASSAY_KIND_TEXT);
}

/* Words beside nothing but filters: what the filters let through still has to be found by a word, or
 * "phase:2 melanoma" would end in phase 2 trials of anything. Gathers the words into a required group
 * where the first of them stood. */
static assay_status require_a_word(assay_query_node *best, assay_parser *parser) {
    size_t kept = 0, first = SIZE_MAX;
    assay_query_node *words;
    ASSAY_TRY(assay_parser_node(&words, parser, ASSAY_QUERY_BEST, best->column));
    words->occur = ASSAY_OCCUR_MUST;
    for (size_t i = 0; i < best->count; i++) {
        assay_query_node *child = best->children[i];
        if (child->occur == ASSAY_OCCUR_SHOULD) {
            ASSAY_TRY(assay_query_add_child(words, parser->arena, child, parser->err));
            if (first != SIZE_MAX)
                continue;
            first = kept;
            words->column = child->column;
        }
        best->children[kept++] = child;
    }
    best->count = kept;
    if (words->count == 1)
        words->children[0]->occur = ASSAY_OCCUR_MUST;
    else
        best->children[first] = words;
    return ASSAY_OK;
}

/* Beside others NOT x is what -x is: "everything but x" is no alternative anybody means. */
static assay_query_node *as_excluded(assay_query_node *negation) {
    assay_query_node *inside = negation->children[0];
    inside->occur = negation->occur == ASSAY_OCCUR_NOT ? ASSAY_OCCUR_MUST : ASSAY_OCCUR_NOT;
    return inside;
}

static assay_status require_conditions(assay_query_node *best, assay_parser *parser) {
    size_t words = 0, filters = 0, others = 0;
    for (size_t i = 0; best->count > 1 && i < best->count; i++) {
        while (best->children[i]->op == ASSAY_QUERY_NOT)
            best->children[i] = as_excluded(best->children[i]);
        assay_query_node *child = best->children[i];
        if (child->occur == ASSAY_OCCUR_SHOULD && is_condition(child))
            child->occur = ASSAY_OCCUR_MUST;
        words += child->occur == ASSAY_OCCUR_SHOULD;
        if (child->occur == ASSAY_OCCUR_MUST)
            *(is_filter(child) ? &filters : &others) += 1;
    }
    bool gather = words != 0 && filters != 0 && others == 0 && !parser->options->default_and;
    return gather ? require_a_word(best, parser) : ASSAY_OK;
}

/* PubMed's "PMID 34171595": the number belongs to the word. */
static assay_status join_pmid(assay_query_node *part, assay_parser *parser) {
    if (!is_plain_word(part) || !assay_span_equal_ascii_case(part->text, ASSAY_SPAN("PMID")))
        return ASSAY_OK;
    size_t from = parser->at, to;
    while (from < parser->text.size && assay_parser_is_space(parser->text.data[from]))
        from++;
    for (to = from; to < parser->text.size && to - from < 9; to++)
        if (parser->text.data[to] < '0' || parser->text.data[to] > '9')
            break;
    bool ends = to == parser->text.size || assay_parser_is_space(parser->text.data[to]) ||
                parser->text.data[to] == ')' || assay_parser_quote(parser, to) != 0;
    if (from == parser->at || to == from || to - from > 8 || !ends)
        return ASSAY_OK;
    assay_span number = assay_span_make(parser->text.data + from, to - from);
    parser->at = to;
    return assay_arena_format(&part->text, parser->arena, parser->err, "PMID:%.*s",
                              ASSAY_SPAN_ARG(number));
}

/* PubMed's "hasabstract" is a filter among the words. */
static void read_filter_word(assay_query_node *part) {
    if (!is_plain_word(part) || !assay_span_equal_ascii_case(part->text, ASSAY_SPAN("hasabstract")))
        return;
    part->op = ASSAY_QUERY_HAS;
    part->field = ASSAY_QUERY_FIELD_ABSTRACT;
    if (part->occur == ASSAY_OCCUR_SHOULD)
        part->occur = ASSAY_OCCUR_MUST;
}

static assay_status parse_best(assay_query_node **out, assay_parser *parser) {
    assay_query_node *best;
    size_t column = parser->at, words_from = 0;
    ASSAY_TRY(assay_parser_node(&best, parser, ASSAY_QUERY_BEST, column));
    for (;;) {
        assay_parser_skip_space(parser);
        if (assay_parser_end(parser) || assay_parser_peek(parser) == ')' || at_binary(parser))
            break;
        assay_query_node *part = NULL;
        size_t before = parser->at;
        ASSAY_TRY(parse_near(&part, parser));
        if (part == NULL) {
            parser->at += parser->at == before; /* punctuation that holds no word */
            continue;
        }
        ASSAY_TRY(join_pmid(part, parser));
        read_filter_word(part);
        if (!is_taggable(part) || part->occur != ASSAY_OCCUR_SHOULD)
            words_from = best->count;
        ASSAY_TRY(assay_query_add_child(best, parser->arena, part, parser->err));
        ASSAY_TRY(apply_tag_in_group(best, parser, &words_from));
        ASSAY_TRY(assay_parser_join_range(best, parser));
        if (best->count != 0 && !is_taggable(best->children[best->count - 1]))
            words_from = best->count;
    }
    ASSAY_TRY(require_conditions(best, parser));
    *out = best->count != 0 ? best : NULL;
    if (*out != NULL && parser->options->default_and && best->count > 1)
        for (size_t i = 0; i < best->count; i++)
            if (best->children[i]->occur == ASSAY_OCCUR_SHOULD)
                best->children[i]->occur = ASSAY_OCCUR_MUST;
    return simplify_best(out, parser);
}

static bool take_operator(assay_parser *parser, const char *word, char sign) {
    assay_parser_skip_space(parser);
    if (!at_binary(parser))
        return false;
    if (assay_parser_at_word(parser, word)) {
        parser->at += strlen(word);
        return true;
    }
    if (assay_parser_peek(parser) != sign)
        return false;
    parser->at++;
    return true;
}

static assay_status parse_and(assay_query_node **out, assay_parser *parser) {
    ASSAY_TRY(parse_best(out, parser));
    for (;;) {
        assay_parser_skip_space(parser);
        size_t column = parser->at;
        if (!take_operator(parser, "AND", '&'))
            return ASSAY_OK;
        ASSAY_TRY(require_operand(parser, *out, column, "AND"));
        assay_query_node *right = NULL;
        ASSAY_TRY(parse_best(&right, parser));
        ASSAY_TRY(require_operand(parser, right, column, "AND"));
        ASSAY_TRY(join(out, parser, ASSAY_QUERY_AND, right));
    }
}

static assay_status parse_or(assay_query_node **out, assay_parser *parser) {
    ASSAY_TRY(parse_and(out, parser));
    for (;;) {
        assay_parser_skip_space(parser);
        size_t column = parser->at;
        if (!take_operator(parser, "OR", '|'))
            return ASSAY_OK;
        ASSAY_TRY(require_operand(parser, *out, column, "OR"));
        assay_query_node *right = NULL;
        ASSAY_TRY(parse_and(&right, parser));
        ASSAY_TRY(require_operand(parser, right, column, "OR"));
        ASSAY_TRY(join(out, parser, ASSAY_QUERY_OR, right));
    }
}

/* One operand of PubMed's left-to-right reading: words up to the next operator, ANDed. */
static assay_status parse_left_to_right(assay_query_node **out, assay_parser *parser) {
    *out = NULL;
    ASSAY_TRY(parse_best(out, parser));
    for (;;) {
        size_t column = parser->at;
        bool and = take_operator(parser, "AND", '&');
        if (!and&&!take_operator(parser, "OR", '|'))
            return ASSAY_OK;
        ASSAY_TRY(require_operand(parser, *out, column, and? "AND" : "OR"));
        assay_query_node *right = NULL;
        ASSAY_TRY(parse_best(&right, parser));
        ASSAY_TRY(require_operand(parser, right, column, and? "AND" : "OR"));
        ASSAY_TRY(join(out, parser, and? ASSAY_QUERY_AND : ASSAY_QUERY_OR, right));
    }
}

assay_status assay_parser_query(assay_query_node **out, assay_parser *parser) {
    assay_query_node *node = NULL;
    if (parser->options->pubmed)
        ASSAY_TRY(parse_left_to_right(&node, parser));
    else
        ASSAY_TRY(parse_or(&node, parser));
    *out = node;
    return ASSAY_OK;
}

static assay_status parse_whole(assay_query *out, assay_parser *parser) {
    for (;;) {
        assay_query_node *part = NULL;
        ASSAY_TRY(assay_parser_query(&part, parser));
        ASSAY_TRY(join(&out->root, parser, ASSAY_QUERY_BEST, part));
        if (assay_parser_end(parser))
            return ASSAY_OK;
        if (!parser->options->lenient)
            return assay_parser_syntax(parser, parser->at, "this parenthesis was never opened");
        ASSAY_TRY(assay_query_warn(out, parser->arena, "W-PAREN", parser->at, parser->err,
                                   "a parenthesis that was never opened is ignored"));
        parser->at++;
    }
}

/* A mistake in what Ovid may have written: its spelling is another option's. */
static assay_status hint_at_ovid(assay_status status, assay_span text,
                                 const assay_parse_options *options, assay_error *err) {
    size_t at;
    if ((status != ASSAY_E_SYNTAX && status != ASSAY_E_USAGE) || options->any_case ||
        !assay_ovid_is(&at, text) || assay_ovid_has_tag(text))
        return status;
    assay_error cause = *err;
    return assay_fail(err, status, "%s (what Ovid writes is read with --ovid)", cause.message);
}

/* Leniently, a line that is not Ovid's after all is read as ours. */
static assay_status parse_ovid(assay_query *out, assay_parser *parser,
                               assay_parse_options *options) {
    assay_status status = assay_parser_ovid(&out->root, parser);
    if (!assay_parser_forgives(parser, status))
        return status;
    ASSAY_TRY(assay_parser_forgive(parser, 0));
    out->root = NULL;
    options->ovid = false;
    parser->at = 0;
    parser->depth = 0;
    return parse_whole(out, parser);
}

assay_status assay_parse_query(assay_query *out, assay_arena *arena, assay_span text,
                               const assay_parse_options *options, assay_error *err) {
    static const assay_parse_options usual = {0};
    assay_parse_options effective = options != NULL ? *options : usual;
    effective.default_and |= effective.pubmed;
    effective.references |= effective.ovid;
    if (text.size > ASSAY_QUERY_MAX_BYTES)
        return assay_fail(err, ASSAY_E_LIMIT, "query is longer than %d bytes",
                          ASSAY_QUERY_MAX_BYTES);
    assay_query query = {0};
    assay_parser parser = {.arena = arena,
                           .text = text,
                           .options = &effective,
                           .today = effective.today != 0 ? effective.today : assay_date_today(),
                           .query = &query,
                           .err = err};
    if (!effective.no_lint)
        ASSAY_TRY(assay_lint_bytes(&query, arena, text, err));
    if (effective.plain) {
        if (assay_span_trim(text).size != 0)
            ASSAY_TRY(
                assay_parser_leaf(&query.root, &parser, ASSAY_QUERY_FIELD_ANY, text, false, 0));
        if (query.root != NULL)
            query.root->op = ASSAY_QUERY_WORD; /* stars and question marks are text here */
    } else if (effective.ovid) {
        if (assay_span_trim(text).size != 0)
            ASSAY_TRY(parse_ovid(&query, &parser, &effective));
    } else {
        assay_status status = parse_whole(&query, &parser);
        if (status != ASSAY_OK)
            return hint_at_ovid(status, text, &effective, err);
        if (!effective.no_lint)
            ASSAY_TRY(assay_lint_query(&query, arena, text, &effective, err));
    }
    *out = query;
    return ASSAY_OK;
}
