/* Values of fields, and the tags that put words into fields. */
#include "query/parser.h"
#include "query/values.h"
#include "text/unicode.h"

bool assay_parser_has_word(assay_span text) {
    for (size_t at = 0; at < text.size;) {
        uint32_t code;
        assay_char folded[ASSAY_UNICODE_FOLD_MAX];
        at += assay_unicode_decode(&code, text, at);
        size_t count = assay_unicode_fold(folded, code);
        for (size_t i = 0; i < count; i++)
            if (folded[i].kind == ASSAY_CHAR_LETTER || folded[i].kind == ASSAY_CHAR_DIGIT ||
                folded[i].kind == ASSAY_CHAR_GREEK || folded[i].kind == ASSAY_CHAR_IDEOGRAPH)
                return true;
    }
    return false;
}

assay_status assay_parser_unknown(const assay_parser *parser, const char *what, assay_span name,
                                  size_t column) {
    const char *near[3];
    size_t count = assay_fields_nearest(near, 3, name);
    if (count == 0)
        return assay_fail(parser->err, ASSAY_E_USAGE, "column %zu: unknown %s \"%.*s\"", column + 1,
                          what, ASSAY_SPAN_ARG(name));
    return assay_fail(parser->err, ASSAY_E_USAGE,
                      "column %zu: unknown %s \"%.*s\"; the nearest are %s%s%s%s%s", column + 1,
                      what, ASSAY_SPAN_ARG(name), near[0], count > 1 ? ", " : "",
                      count > 1 ? near[1] : "", count > 2 ? ", " : "", count > 2 ? near[2] : "");
}

assay_status assay_parser_leaf(assay_query_node **out, assay_parser *parser,
                               assay_query_field field, assay_span text, bool quoted,
                               size_t column) {
    if (++parser->nodes > ASSAY_QUERY_MAX_NODES)
        return assay_fail(parser->err, ASSAY_E_LIMIT, "query has more than %d parts",
                          ASSAY_QUERY_MAX_NODES);
    return assay_values_leaf(out, parser->arena, field, text, quoted, parser->today, column,
                             parser->err);
}

static bool is_range_kind(assay_query_field field) {
    assay_field_kind kind = assay_fields_info(field)->kind;
    return kind == ASSAY_KIND_DATE || kind == ASSAY_KIND_NUMBER || kind == ASSAY_KIND_AGE;
}

/* "2019..2021" or, as PubMed writes it, "2019:2021"; false when the value is no pair. */
static bool split_range(assay_span *low, assay_span *high, assay_span text) {
    size_t dots = assay_span_find(text, ASSAY_SPAN(".."));
    size_t colon = assay_span_find_byte(text, ':');
    size_t at = dots != SIZE_MAX ? dots : colon, width = dots != SIZE_MAX ? 2 : 1;
    if (at == SIZE_MAX)
        return false;
    *low = assay_span_first(text, at);
    *high = assay_span_skip(text, at + width);
    return true;
}

static bool is_all_digits(assay_span text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.size != 0;
}

/* A value of a field that may be a range. */
assay_status assay_parser_value(assay_query_node **out, assay_parser *parser,
                                assay_query_field field, assay_span text, bool quoted,
                                size_t column) {
    assay_span low, high;
    if (field == ASSAY_QUERY_FIELD_SUBSET && assay_span_find_byte(text, '*') == SIZE_MAX)
        return assay_parser_filter(out, parser, text, column);
    ASSAY_TRY(assay_parser_qualifier(&text, &field, parser, column));
    if (is_range_kind(field) && split_range(&low, &high, text))
        return assay_values_range(out, parser->arena, field, low, high, false, false, parser->today,
                                  column, parser->err);
    if (assay_fields_info(field)->kind == ASSAY_KIND_KEYWORD && split_range(&low, &high, text) &&
        is_all_digits(low) && is_all_digits(high))
        return assay_parser_syntax(parser, column, "%s is of whole values and takes no range",
                                   assay_fields_info(field)->name);
    return assay_parser_leaf(out, parser, field, text, quoted, column);
}

static assay_status remake(assay_query_node **out, assay_parser *parser, assay_query_field field,
                           const assay_query_node *old) {
    return assay_parser_value(out, parser, field, old->text,
                              old->op != ASSAY_QUERY_WORD && old->op != ASSAY_QUERY_PATTERN,
                              old->column);
}

/* =form and word~1 stay what they are in fields of text; elsewhere = is plain equality, and only words of keyword fields may be misspelt. */
static assay_status restrict_form(assay_query_node **fresh, assay_parser *parser,
                                  assay_query_field field, const assay_query_node *old) {
    assay_field_kind kind = assay_fields_info(field)->kind;
    bool fuzzy = old->op == ASSAY_QUERY_FUZZY;
    if (!fuzzy && assay_fields_explodes(field)) {
        ASSAY_TRY(remake(fresh, parser, field, old));
        (*fresh)->no_explode = true; /* =heading is this heading alone */
        return ASSAY_OK;
    }
    if (kind != ASSAY_KIND_TEXT && !fuzzy)
        return remake(fresh, parser, field, old);
    if (kind != ASSAY_KIND_TEXT && kind != ASSAY_KIND_KEYWORD)
        return assay_parser_syntax(parser, old->column, "%s takes no misspelt words",
                                   assay_fields_info(field)->name);
    (*fresh)->field = field;
    return ASSAY_OK;
}

static assay_status restrict_leaf(assay_query_node **node, assay_parser *parser,
                                  assay_query_field field) {
    assay_query_node *old = *node, *fresh = old;
    if (old->op == ASSAY_QUERY_HISTORY || old->op == ASSAY_QUERY_SAVED) {
        assay_status status = assay_parser_syntax(
            parser, old->column, "a field does not restrict an earlier query; join them by AND");
        return assay_parser_forgives(parser, status) ? assay_parser_forgive(parser, old->column)
                                                     : status;
    }
    bool remade = old->op == ASSAY_QUERY_WORD || old->op == ASSAY_QUERY_PHRASE ||
                  old->op == ASSAY_QUERY_PATTERN;
    if (remade || old->op == ASSAY_QUERY_EXACT || old->op == ASSAY_QUERY_FUZZY) {
        assay_status status =
            remade ? remake(&fresh, parser, field, old) : restrict_form(&fresh, parser, field, old);
        if (assay_parser_forgives(parser, status))
            return assay_parser_forgive(parser, old->column); /* it stays as it was */
        ASSAY_TRY(status);
    }
    fresh->occur = old->occur;
    fresh->boost = old->boost;
    fresh->slop = old->slop;
    fresh->unordered = old->unordered;
    *node = fresh;
    return ASSAY_OK;
}

assay_status assay_parser_set_field(assay_query_node **node, assay_parser *parser,
                                    assay_query_field field) {
    if (*node == NULL)
        return ASSAY_OK;
    for (size_t i = 0; i < (*node)->count; i++)
        ASSAY_TRY(assay_parser_set_field(&(*node)->children[i], parser, field));
    bool is_open_leaf = (*node)->op < ASSAY_QUERY_BEST && (*node)->field == ASSAY_QUERY_FIELD_ANY;
    return is_open_leaf ? restrict_leaf(node, parser, field) : ASSAY_OK;
}

bool assay_parser_names_people(assay_query_field field) {
    return field == ASSAY_QUERY_FIELD_AUTHOR || field == ASSAY_QUERY_FIELD_FIRST_AUTHOR ||
           field == ASSAY_QUERY_FIELD_LAST_AUTHOR || field == ASSAY_QUERY_FIELD_SUBJECT_NAME;
}

assay_status assay_parser_name(assay_query_node **out, assay_parser *parser,
                               assay_query_field field, assay_span words, size_t column) {
    enum { WITHIN_A_NAME = 10 }; /* less than what stands between values */
    ASSAY_TRY(assay_parser_value(out, parser, field, words, true, column));
    (*out)->slop = WITHIN_A_NAME;
    (*out)->unordered = true;
    return ASSAY_OK;
}

bool assay_parser_take_number(unsigned *out, assay_span *text) {
    size_t digits = 0;
    unsigned value = 0;
    while (digits < text->size && digits < 5 && text->data[digits] >= '0' &&
           text->data[digits] <= '9')
        value = value * 10 + (unsigned)(text->data[digits++] - '0');
    if (digits == 0)
        return false;
    *out = value;
    *text = assay_span_skip(*text, digits);
    return true;
}

/* What follows the colon in [tiab:~2] and [mh:noexp]. */
static bool take_tag_option(assay_parser_tag *tag, assay_span option) {
    if (option.data == NULL)
        return true;
    if (assay_span_equal_ascii_case(option, ASSAY_SPAN("noexp"))) {
        tag->no_explode = true;
        return true;
    }
    if (option.size < 2 || option.data[0] != '~')
        return false;
    option = assay_span_skip(option, 1);
    tag->has_slop = true;
    return assay_parser_take_number(&tag->slop, &option) && option.size == 0;
}

static bool looks_like_tag(assay_span inside) {
    if (inside.size == 0 || inside.size > 40)
        return false;
    for (size_t i = 0; i < inside.size; i++) {
        char byte = inside.data[i];
        bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
        if (!letter && strchr(" /:~-1234567890", byte) == NULL)
            return false;
    }
    return inside.data[0] < '0' || inside.data[0] > '9' || inside.size <= 3;
}

assay_status assay_parser_take_tag(assay_parser_tag *out, assay_parser *parser) {
    *out = (assay_parser_tag){0};
    size_t at = parser->at;
    bool attached = at < parser->text.size && parser->text.data[at] == '[';
    while (at < parser->text.size && parser->text.data[at] == ' ')
        at++;
    if (at >= parser->text.size || parser->text.data[at] != '[')
        return ASSAY_OK;
    assay_span rest = assay_span_skip(parser->text, at + 1);
    size_t close = assay_span_find_byte(rest, ']');
    if (close == SIZE_MAX)
        return ASSAY_OK;
    assay_span inside = assay_span_trim(assay_span_first(rest, close)), option = inside;
    if (!looks_like_tag(inside))
        return ASSAY_OK;
    assay_span name = assay_span_trim(assay_span_cut(&option, ':'));
    bool known = assay_fields_find_tag(&out->field, name) && take_tag_option(out, option);
    if (!known && attached && !parser->options->lenient)
        return assay_parser_unknown(parser, "tag", inside, at);
    if (!known)
        return ASSAY_OK;
    out->found = true;
    parser->at = at + 1 + close + 1;
    return ASSAY_OK;
}

assay_status assay_parser_apply_tag(assay_query_node **node, assay_parser *parser,
                                    const assay_parser_tag *tag) {
    ASSAY_TRY(assay_parser_set_field(node, parser, tag->field));
    if (*node == NULL)
        return ASSAY_OK;
    (*node)->no_explode |= tag->no_explode;
    if (tag->has_slop && (*node)->op == ASSAY_QUERY_PHRASE) {
        (*node)->slop = tag->slop;
        (*node)->unordered = true;
    }
    return ASSAY_OK;
}
