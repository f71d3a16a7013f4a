#include "query/changes.h"
#include "query/parser.h"
#include "query/values.h"

/* ---- phrases, groups ---- */

/* The text between quotation marks, `\"` and `\\` undone; the cursor stands on the opening mark. */
static assay_status take_quoted(assay_span *out, assay_parser *parser) {
    size_t open = parser->at, width = assay_parser_quote(parser, open);
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_QUERY_MAX_BYTES);
    if (width == 3)
        ASSAY_TRY(assay_query_warn(parser->query, parser->arena, "W-TYPO-QUOTES", open, parser->err,
                                   "typographic quotation marks are read as \""));
    size_t at = open + width, closing = 0;
    while (at < parser->text.size && (closing = assay_parser_quote(parser, at)) == 0) {
        bool escaped = parser->text.data[at] == '\\' && at + 1 < parser->text.size &&
                       strchr("\"\\", parser->text.data[at + 1]) != NULL;
        at += escaped;
        assay_buffer_add_byte(&text, parser->text.data[at++]);
    }
    parser->at = at + closing;
    assay_status status = assay_buffer_check(&text, parser->err);
    if (status == ASSAY_OK)
        status = assay_arena_copy(out, parser->arena, assay_buffer_span(&text), parser->err);
    assay_buffer_done(&text);
    ASSAY_TRY(status);
    if (closing != 0)
        return ASSAY_OK;
    return assay_query_warn(parser->query, parser->arena, "W-QUOTE", open, parser->err,
                            "this quotation mark is never closed; the phrase goes to the end");
}

static assay_status take_slop(assay_query_node *node, assay_parser *parser) {
    assay_span rest = assay_parser_rest(parser);
    unsigned slop;
    if (rest.size < 2 || rest.data[0] != '~' || node->op != ASSAY_QUERY_PHRASE)
        return ASSAY_OK;
    assay_span number = assay_span_skip(rest, 1);
    if (!assay_parser_take_number(&slop, &number))
        return ASSAY_OK;
    node->slop = slop;
    node->unordered = true;
    parser->at = (size_t)(number.data - parser->text.data);
    return ASSAY_OK;
}

/* Without a word there is nothing to search. Punctuation between words is left out, in quotation marks with a warning; as the value of a
 * field it is a mistake. */
static assay_status leave_out(assay_parser *parser, assay_query_field field, assay_span text,
                              size_t column) {
    if (field != ASSAY_QUERY_FIELD_ANY)
        return assay_parser_syntax(parser, column, "%s: there is no word in \"%.*s\"",
                                   assay_fields_info(field)->name,
                                   ASSAY_SPAN_ARG(assay_span_first(text, 60)));
    return assay_query_warn(parser->query, parser->arena, "W-NO-WORD", column, parser->err,
                            "there is no word in \"%.*s\"; it is left out",
                            ASSAY_SPAN_ARG(assay_span_first(text, 60)));
}

static bool is_of_words(assay_query_field field) {
    assay_field_kind kind = assay_fields_info(field)->kind;
    return kind == ASSAY_KIND_TEXT || kind == ASSAY_KIND_KEYWORD;
}

static assay_status parse_phrase(assay_query_node **out, assay_parser *parser,
                                 assay_query_field field) {
    size_t column = parser->at;
    assay_span text;
    ASSAY_TRY(take_quoted(&text, parser));
    if (!assay_parser_has_word(text) && is_of_words(field))
        return leave_out(parser, field, text, column);
    ASSAY_TRY(assay_parser_value(out, parser, field, text, true, column));
    return take_slop(*out, parser);
}

assay_status assay_parser_group(assay_query_node **out, assay_parser *parser,
                                assay_parser_rule *inside) {
    size_t open = parser->at++;
    if (++parser->depth > ASSAY_QUERY_MAX_DEPTH)
        return assay_fail(parser->err, ASSAY_E_LIMIT, "column %zu: more than %d parentheses deep",
                          open + 1, ASSAY_QUERY_MAX_DEPTH);
    ASSAY_TRY(inside(out, parser));
    parser->depth--;
    assay_parser_skip_space(parser);
    if (assay_parser_peek(parser) == ')') {
        parser->at++;
        return ASSAY_OK;
    }
    if (!parser->options->lenient)
        return assay_parser_syntax(parser, open, "this parenthesis is never closed");
    return assay_query_warn(parser->query, parser->arena, "W-PAREN", open, parser->err,
                            "this parenthesis is never closed; it is taken to reach the end");
}

/* ---- words ---- */

static bool is_tag_here(const assay_parser *parser, size_t at) {
    assay_parser probe = *parser;
    assay_error ignored;
    assay_parse_options strict = {0};
    assay_parser_tag tag;
    probe.at = at;
    probe.err = &ignored;
    probe.options = &strict;
    assay_status status = assay_parser_take_tag(&tag, &probe);
    return status != ASSAY_OK || tag.found;
}

/* The end of the word at `from`: white space, a parenthesis, a quote, or a bracket that opens a
 * tag. */
static size_t word_end(const assay_parser *parser, size_t from) {
    size_t at = from;
    while (at < parser->text.size) {
        char byte = parser->text.data[at];
        if (byte == '\\' && at + 1 < parser->text.size) {
            at += 2;
            continue;
        }
        if (assay_parser_is_space(byte) || byte == '(' || byte == ')' ||
            assay_parser_quote(parser, at) != 0 ||
            (byte == '[' && at > from && is_tag_here(parser, at)))
            break;
        at++;
    }
    return at < parser->text.size ? at : parser->text.size;
}

/* Is the byte at `at` taken as it is, by a backslash before it? */
static bool is_escaped(assay_span text, size_t at) {
    size_t slashes = 0;
    while (slashes < at && text.data[at - 1 - slashes] == '\\')
        slashes++;
    return slashes % 2 != 0;
}

/* Where ^2 begins at the end of a word, or its end. */
static size_t before_boost(const assay_parser *parser, size_t from, size_t end) {
    size_t at = end;
    while (at > from && strchr("0123456789.", parser->text.data[at - 1]) != NULL)
        at--;
    bool boost = at > from + 1 && at < end && parser->text.data[at - 1] == '^';
    return boost && !is_escaped(parser->text, at - 1) ? at - 1 : end;
}

static assay_status unescape(assay_span *text, assay_parser *parser) {
    if (assay_span_find_byte(*text, '\\') == SIZE_MAX)
        return ASSAY_OK;
    char *copy = assay_arena_alloc(parser->arena, text->size + 1);
    if (copy == NULL)
        return assay_fail_memory(parser->err);
    size_t size = 0;
    for (size_t i = 0; i < text->size; i++) {
        i += text->data[i] == '\\' && i + 1 < text->size;
        copy[size++] = text->data[i];
    }
    *text = assay_span_make(copy, size);
    return ASSAY_OK;
}

/* word~1: 1 or 2 edits. */
static bool split_fuzzy(assay_span *word, unsigned *edits) {
    if (word->size < 3)
        return false;
    char last = word->data[word->size - 1];
    if (word->data[word->size - 2] != '~' || last < '1' || last > '2' ||
        is_escaped(*word, word->size - 2))
        return false;
    *edits = (unsigned)(last - '0');
    word->size -= 2;
    return true;
}

static assay_status parse_word(assay_query_node **out, assay_parser *parser,
                               assay_query_field field, size_t end) {
    size_t column = parser->at;
    assay_span word = assay_span_make(parser->text.data + column, end - column);
    unsigned edits = 0;
    parser->at = end;
    bool fuzzy = is_of_words(field) && split_fuzzy(&word, &edits);
    ASSAY_TRY(unescape(&word, parser));
    bool wild = assay_span_find_byte(word, '*') != SIZE_MAX;
    if (!assay_parser_has_word(word) && field == ASSAY_QUERY_FIELD_ANY)
        return fuzzy ? leave_out(parser, field, word, column) : ASSAY_OK;
    if (!assay_parser_has_word(word) && is_of_words(field) && !wild)
        return leave_out(parser, field, word, column);
    ASSAY_TRY(assay_parser_value(out, parser, field, word, false, column));
    if (fuzzy && (*out)->op == ASSAY_QUERY_PATTERN)
        return assay_parser_syntax(parser, column, "a wildcard cannot be misspelt as well");
    if (fuzzy) {
        (*out)->op = ASSAY_QUERY_FUZZY;
        (*out)->edits = edits;
    }
    return ASSAY_OK;
}

static assay_status parse_exact(assay_query_node **out, assay_parser *parser,
                                assay_query_field field) {
    size_t column = parser->at++;
    bool quoted = assay_parser_quote(parser, parser->at) != 0;
    if (assay_fields_explodes(field)) {
        size_t end = quoted ? 0 : word_end(parser, parser->at);
        ASSAY_TRY(quoted ? parse_phrase(out, parser, field) : parse_word(out, parser, field, end));
        if (*out != NULL)
            (*out)->no_explode = true;
        return ASSAY_OK;
    }
    assay_span text;
    if (quoted) {
        ASSAY_TRY(take_quoted(&text, parser));
    } else {
        size_t end = before_boost(parser, parser->at, word_end(parser, parser->at));
        text = assay_span_make(parser->text.data + parser->at, end - parser->at);
        parser->at = end;
        ASSAY_TRY(unescape(&text, parser));
    }
    if (!assay_parser_has_word(text))
        return leave_out(parser, field, text, column);
    ASSAY_TRY(assay_parser_node(out, parser, ASSAY_QUERY_EXACT, column));
    (*out)->field = field;
    return assay_arena_copy(&(*out)->text, parser->arena, text, parser->err);
}

/* ---- field values ---- */

/* [a TO b] */
static assay_status parse_bracket_range(assay_query_node **out, assay_parser *parser,
                                        assay_query_field field) {
    size_t column = parser->at;
    assay_span rest = assay_span_skip(parser->text, column + 1);
    size_t close = assay_span_find_byte(rest, ']');
    assay_span inside = assay_span_first(rest, close != SIZE_MAX ? close : 0);
    size_t to = assay_span_find(inside, ASSAY_SPAN(" TO "));
    if (close == SIZE_MAX || to == SIZE_MAX)
        return assay_parser_syntax(parser, column, "a range is written [a TO b]");
    parser->at = column + 1 + close + 1;
    return assay_values_range(out, parser->arena, field, assay_span_first(inside, to),
                              assay_span_skip(inside, to + 4), false, false, parser->today, column,
                              parser->err);
}

/* >v >=v <v <=v */
static assay_status parse_comparison(assay_query_node **out, assay_parser *parser,
                                     assay_query_field field) {
    size_t column = parser->at;
    bool above = parser->text.data[parser->at++] == '>', open = true;
    if (assay_parser_peek(parser) == '=') {
        open = false;
        parser->at++;
    }
    size_t end = word_end(parser, parser->at);
    assay_span value = assay_span_make(parser->text.data + parser->at, end - parser->at);
    assay_span none = {NULL, 0};
    parser->at = end;
    if (value.size == 0)
        return assay_parser_syntax(parser, column, "nothing to compare with");
    return assay_values_range(out, parser->arena, field, above ? value : none, above ? none : value,
                              above && open, !above && open, parser->today, column, parser->err);
}

static assay_status parse_regex(assay_query_node **out, assay_parser *parser,
                                assay_query_field field) {
    size_t column = parser->at;
    assay_span rest = assay_span_skip(parser->text, column + 1);
    size_t close = assay_span_find_byte(rest, '/');
    if (close == SIZE_MAX)
        return assay_parser_syntax(parser, column, "this regular expression is never closed");
    if (assay_fields_info(field)->kind != ASSAY_KIND_KEYWORD)
        return assay_parser_syntax(parser, column,
                                   "regular expressions work on keyword fields, and %s is none",
                                   assay_fields_info(field)->name);
    ASSAY_TRY(assay_parser_node(out, parser, ASSAY_QUERY_REGEX, column));
    (*out)->field = field;
    parser->at = column + 1 + close + 1;
    return assay_arena_copy(&(*out)->text, parser->arena, assay_span_first(rest, close),
                            parser->err);
}

/* near:29.76,-95.37,50mi and near:"Houston, Texas",80km */
static assay_status parse_place(assay_query_node **out, assay_parser *parser) {
    size_t column = parser->at, end = column;
    if (assay_parser_quote(parser, column) != 0) {
        assay_span ignored;
        ASSAY_TRY(take_quoted(&ignored, parser));
        end = parser->at;
    }
    end = word_end(parser, end);
    parser->at = end;
    return assay_values_distance(out, parser->arena,
                                 assay_span_make(parser->text.data + column, end - column), column,
                                 parser->err);
}

assay_status assay_parser_expand(assay_query_node **node, assay_parser *parser, size_t column) {
    assay_query_node *expand;
    if (*node == NULL || (*node)->op == ASSAY_QUERY_EXPAND) /* once is enough */
        return ASSAY_OK;
    ASSAY_TRY(assay_parser_node(&expand, parser, ASSAY_QUERY_EXPAND, column));
    ASSAY_TRY(assay_query_add_child(expand, parser->arena, *node, parser->err));
    *node = expand;
    return ASSAY_OK;
}

static assay_status parse_field_value(assay_query_node **out, assay_parser *parser,
                                      assay_query_field field) {
    char byte = assay_parser_peek(parser);
    size_t column = parser->at;
    bool twice = column + 1 < parser->text.size && parser->text.data[column + 1] == '~';
    if (byte == '~' && !twice) {
        parser->at++;
        ASSAY_TRY(parse_field_value(out, parser, field));
        return assay_parser_expand(out, parser, column);
    }
    if (assay_fields_info(field)->kind == ASSAY_KIND_PLACE)
        return parse_place(out, parser);
    if (byte == '(') {
        ASSAY_TRY(assay_parser_group(out, parser, assay_parser_query));
        return assay_parser_set_field(out, parser, field);
    }
    if (assay_parser_quote(parser, parser->at) != 0)
        return parse_phrase(out, parser, field);
    if (byte == '=' &&
        (assay_fields_info(field)->kind == ASSAY_KIND_TEXT || assay_fields_explodes(field)))
        return parse_exact(out, parser, field);
    if (byte == '=') { /* equality, which a value is anyway */
        parser->at++;
        byte = assay_parser_peek(parser);
        if (assay_parser_quote(parser, parser->at) != 0)
            return parse_phrase(out, parser, field);
    }
    if (byte == '<' || byte == '>')
        return parse_comparison(out, parser, field);
    if (byte == '[')
        return parse_bracket_range(out, parser, field);
    if (byte == '/')
        return parse_regex(out, parser, field);
    size_t end = before_boost(parser, parser->at, word_end(parser, parser->at));
    return parse_word(out, parser, field, end);
}

static bool is_name_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_';
}

/* "name:" at the cursor, the name not all digits. */
static assay_span field_name_here(const assay_parser *parser) {
    assay_span rest = assay_parser_rest(parser);
    size_t size = 0;
    bool letters = false;
    while (size < rest.size && is_name_byte(rest.data[size]))
        letters |= rest.data[size++] > '9';
    bool named = letters && size < rest.size && rest.data[size] == ':';
    return named ? assay_span_first(rest, size) : (assay_span){NULL, 0};
}

/* A name and a colon that mean no field: a URL, "Background: ...", or (lenient) a mistyped field.
 */
static assay_status refuse_field(bool *is_text, assay_parser *parser, assay_span name, bool known) {
    size_t after = parser->at + name.size + 1;
    bool bare = after >= parser->text.size || assay_parser_is_space(parser->text.data[after]);
    assay_span value = assay_span_skip(parser->text, after);
    *is_text = bare || assay_span_starts(value, ASSAY_SPAN("//"));
    if (bare && known)
        return assay_query_warn(
            parser->query, parser->arena, "W-FIELD-SPACE", parser->at, parser->err,
            "\"%.*s:\" is read as a word; no space after the colon makes it a field",
            ASSAY_SPAN_ARG(name));
    if (*is_text || known)
        return ASSAY_OK;
    if (!parser->options->lenient)
        return assay_parser_unknown(parser, "field", name, parser->at);
    *is_text = true;
    return assay_query_warn(parser->query, parser->arena, "W-UNKNOWN-FIELD", parser->at,
                            parser->err, "there is no field \"%.*s\"; read as words",
                            ASSAY_SPAN_ARG(name));
}

static assay_status parse_saved(assay_query_node **out, assay_parser *parser) {
    size_t column = parser->at, end = column + 1;
    while (end < parser->text.size &&
           (is_name_byte(parser->text.data[end]) || parser->text.data[end] == '-'))
        end++;
    if (end == column + 1)
        return parse_word(out, parser, ASSAY_QUERY_FIELD_ANY, word_end(parser, column));
    ASSAY_TRY(assay_parser_node(out, parser, ASSAY_QUERY_SAVED, column));
    parser->at = end;
    return assay_arena_copy(&(*out)->text, parser->arena,
                            assay_span_make(parser->text.data + column + 1, end - column - 1),
                            parser->err);
}

/* Europe PMC's HAS_ABSTRACT:y and HAS_DOI:n. */
static assay_status parse_presence(assay_query_node **out, assay_parser *parser, assay_span name) {
    size_t column = parser->at, from = column + name.size + 1, end = word_end(parser, from);
    assay_span value = assay_span_make(parser->text.data + from, end - from);
    assay_span what = assay_span_skip(name, 4);
    bool yes = assay_span_equal_ascii_case(value, ASSAY_SPAN("y")) ||
               assay_span_equal_ascii_case(value, ASSAY_SPAN("yes"));
    bool no = assay_span_equal_ascii_case(value, ASSAY_SPAN("n")) ||
              assay_span_equal_ascii_case(value, ASSAY_SPAN("no"));
    if (assay_span_equal_ascii_case(what, ASSAY_SPAN("REFLIST")))
        what = ASSAY_SPAN("ref");
    assay_query_field named;
    if (!assay_fields_find(&named, what))
        return assay_parser_unknown(parser, "field", name, column);
    if (!yes && !no)
        return assay_parser_syntax(parser, column, "%.*s takes y or n", ASSAY_SPAN_ARG(name));
    parser->at = end;
    return assay_parser_leaf(out, parser, yes ? ASSAY_QUERY_FIELD_HAS : ASSAY_QUERY_FIELD_MISSING,
                             what, false, column);
}

/* changed:end since:2026-01 until:2026-06 */
static assay_status take_limits(assay_query_node *leaf, assay_parser *parser) {
    static const char *const names[] = {"until:", "since:"};
    for (;;) {
        size_t from = parser->at;
        while (from < parser->text.size && assay_parser_is_space(parser->text.data[from]))
            from++;
        assay_span rest = assay_span_skip(parser->text, from);
        size_t low = 0;
        while (low < 2 && !assay_span_starts_ascii_case(rest, assay_span_of(names[low])))
            low++;
        if (low == 2 || from == parser->at || leaf == NULL ||
            leaf->field != ASSAY_QUERY_FIELD_CHANGED)
            return ASSAY_OK;
        assay_span date;
        size_t column = from;
        parser->at = from + strlen(names[low]);
        if (assay_parser_quote(parser, parser->at) != 0) {
            ASSAY_TRY(take_quoted(&date, parser));
        } else {
            size_t end = word_end(parser, parser->at);
            date = assay_span_make(parser->text.data + parser->at, end - parser->at);
            parser->at = end;
        }
        ASSAY_TRY(assay_changes_limit(leaf, parser->arena, date, low == 1, parser->today, column,
                                      parser->err));
    }
}

/* results:yes asks whether results are posted, RESULTS:word for a word of the results section. */
static assay_query_field results_meant(const assay_parser *parser) {
    static const char *const answers[] = {"yes", "no", "y", "n", "true", "false"};
    size_t from = parser->at, end;
    while (from < parser->text.size && strchr("(=\"", parser->text.data[from]) != NULL)
        from++;
    end = word_end(parser, from);
    assay_span word = assay_span_make(parser->text.data + from, end - from);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (assay_span_equal_ascii_case(word, assay_span_of(answers[i])))
            return ASSAY_QUERY_FIELD_RESULTS;
    return word.size != 0 && strchr("/*", word.data[0]) != NULL ? ASSAY_QUERY_FIELD_RESULTS
                                                                : ASSAY_QUERY_FIELD_FINDINGS;
}

static assay_status parse_fielded_or_word(assay_query_node **out, assay_parser *parser) {
    assay_span name = field_name_here(parser);
    assay_query_field field = ASSAY_QUERY_FIELD_ANY;
    if (name.size != 0) {
        bool known = assay_fields_find(&field, name), is_text = false;
        if (!known && assay_span_starts_ascii_case(name, ASSAY_SPAN("HAS_")))
            return parse_presence(out, parser, name);
        ASSAY_TRY(refuse_field(&is_text, parser, name, known));
        if (!is_text) {
            parser->at += name.size + 1;
            if (field == ASSAY_QUERY_FIELD_RESULTS)
                field = results_meant(parser);
            ASSAY_TRY(parse_field_value(out, parser, field));
            return field == ASSAY_QUERY_FIELD_CHANGED ? take_limits(*out, parser) : ASSAY_OK;
        }
    }
    size_t end = before_boost(parser, parser->at, word_end(parser, parser->at));
    return parse_word(out, parser, ASSAY_QUERY_FIELD_ANY, end);
}

static bool is_lone_star(const assay_parser *parser) {
    size_t next = parser->at + 1;
    return assay_parser_peek(parser) == '*' &&
           (next >= parser->text.size || assay_parser_is_space(parser->text.data[next]) ||
            parser->text.data[next] == ')');
}

static assay_status parse_untagged(assay_query_node **out, assay_parser *parser) {
    bool found = false;
    ASSAY_TRY(assay_parser_reference(out, &found, parser));
    if (found)
        return ASSAY_OK;
    ASSAY_TRY(assay_parser_essie(out, &found, parser));
    if (found)
        return ASSAY_OK;
    if (is_lone_star(parser)) {
        ASSAY_TRY(assay_parser_node(out, parser, ASSAY_QUERY_ALL, parser->at));
        parser->at++;
        return ASSAY_OK;
    }
    if (assay_parser_quote(parser, parser->at) != 0)
        return parse_phrase(out, parser, ASSAY_QUERY_FIELD_ANY);
    switch (assay_parser_peek(parser)) {
    case '(':
        return assay_parser_group(out, parser, assay_parser_query);
    case '@':
        return parse_saved(out, parser);
    case '=':
        return parse_exact(out, parser, ASSAY_QUERY_FIELD_ANY);
    default:
        return parse_fielded_or_word(out, parser);
    }
}

/* Leniently, what is not understood is read again as a word. Only leaves fail so, never a group that was read to its end. */
static assay_status parse_or_forgive(assay_query_node **out, assay_parser *parser) {
    size_t begin = parser->at;
    unsigned depth = parser->depth;
    assay_status status = parse_untagged(out, parser);
    if (!assay_parser_forgives(parser, status))
        return status;
    ASSAY_TRY(assay_parser_forgive(parser, begin));
    *out = NULL;
    parser->at = begin;
    parser->depth = depth;
    size_t end = word_end(parser, begin);
    assay_span text = assay_span_make(parser->text.data + begin, end - begin);
    parser->at = end;
    ASSAY_TRY(unescape(&text, parser));
    if (!assay_parser_has_word(text))
        return ASSAY_OK;
    ASSAY_TRY(assay_parser_node(out, parser, ASSAY_QUERY_WORD, begin));
    return assay_arena_copy(&(*out)->text, parser->arena, text, parser->err);
}

assay_status assay_parser_atom(assay_query_node **out, assay_parser *parser) {
    *out = NULL;
    if (assay_parser_end(parser) || assay_parser_peek(parser) == ')')
        return ASSAY_OK;
    ASSAY_TRY(parse_or_forgive(out, parser));
    /* A plain word's tag is looked after by its group, because it may reach back over words before
     * it. */
    bool plain =
        *out == NULL || (((*out)->op == ASSAY_QUERY_WORD || (*out)->op == ASSAY_QUERY_PATTERN) &&
                         (*out)->field == ASSAY_QUERY_FIELD_ANY);
    if (plain)
        return ASSAY_OK;
    assay_parser_tag tag;
    ASSAY_TRY(assay_parser_take_tag(&tag, parser));
    return tag.found ? assay_parser_apply_tag(out, parser, &tag) : ASSAY_OK;
}
