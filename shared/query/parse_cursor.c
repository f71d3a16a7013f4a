#include <stdio.h>

#include "query/parser.h"

bool assay_parser_end(const assay_parser *parser) {
    return parser->at >= parser->text.size;
}

char assay_parser_peek(const assay_parser *parser) {
    return assay_parser_end(parser) ? '\0' : parser->text.data[parser->at];
}

bool assay_parser_is_space(char byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

void assay_parser_skip_space(assay_parser *parser) {
    while (!assay_parser_end(parser) && assay_parser_is_space(parser->text.data[parser->at]))
        parser->at++;
}

assay_span assay_parser_rest(const assay_parser *parser) {
    return assay_span_skip(parser->text, parser->at);
}

size_t assay_parser_quote(const assay_parser *parser, size_t at) {
    assay_span rest = assay_span_skip(parser->text, at);
    if (assay_span_starts(rest, ASSAY_SPAN("\"")))
        return 1;
    bool typographic = assay_span_starts(rest, ASSAY_SPAN("\xE2\x80\x9C")) ||
                       assay_span_starts(rest, ASSAY_SPAN("\xE2\x80\x9D")) ||
                       assay_span_starts(rest, ASSAY_SPAN("\xE2\x80\x9E"));
    return typographic ? 3 : 0;
}

static bool ends_word(const assay_parser *parser, size_t at) {
    if (at >= parser->text.size)
        return true;
    char byte = parser->text.data[at];
    return assay_parser_is_space(byte) || byte == '(' || byte == ')' ||
           assay_parser_quote(parser, at) != 0;
}

bool assay_parser_at_word(const assay_parser *parser, const char *word) {
    assay_span wanted = assay_span_of(word), rest = assay_parser_rest(parser);
    bool here = parser->options->any_case ? assay_span_starts_ascii_case(rest, wanted)
                                          : assay_span_starts(rest, wanted);
    return here && ends_word(parser, parser->at + wanted.size);
}

bool assay_parser_take_near(assay_query_op *op, unsigned *distance, assay_parser *parser) {
    static const struct {
        const char *word;
        assay_query_op op;
        unsigned distance;
    } words[] = {
        {"NEAR", ASSAY_QUERY_NEAR, 5}, {"ADJ", ASSAY_QUERY_ADJ, 0}, {"adj", ASSAY_QUERY_ADJ, 0}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        assay_span word = assay_span_of(words[i].word);
        if (!assay_span_starts(assay_parser_rest(parser), word))
            continue;
        size_t at = parser->at + word.size;
        bool slash = at < parser->text.size && parser->text.data[at] == '/';
        at += slash;
        unsigned number = 0;
        size_t digits = 0;
        for (; at < parser->text.size && parser->text.data[at] >= '0' &&
               parser->text.data[at] <= '9' && digits < 4;
             at++, digits++)
            number = number * 10 + (unsigned)(parser->text.data[at] - '0');
        bool lower = words[i].word[0] == 'a';
        if (!ends_word(parser, at) || (slash && digits == 0) || (lower && digits == 0))
            continue;
        *op = words[i].op;
        *distance = digits != 0 ? number : words[i].distance;
        parser->at = at;
        return true;
    }
    return false;
}

assay_status assay_parser_syntax(const assay_parser *parser, size_t column, const char *format,
                                 ...) {
    char message[360];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    return assay_fail(parser->err, ASSAY_E_SYNTAX, "column %zu: %s", column + 1, message);
}

assay_status assay_parser_node(assay_query_node **out, assay_parser *parser, assay_query_op op,
                               size_t column) {
    if (++parser->nodes > ASSAY_QUERY_MAX_NODES)
        return assay_fail(parser->err, ASSAY_E_LIMIT, "query has more than %d parts",
                          ASSAY_QUERY_MAX_NODES);
    *out = assay_query_node_new(parser->arena, op, column);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(parser->err);
}
