#include "query/lint.h"

#include "base/utf8.h"
#include "query/ovid.h"

typedef struct {
    assay_query *query;
    assay_arena *arena;
    assay_error *err;
} linter;

static bool is_word_of(const assay_query_node *node, const char *word) {
    return node->op == ASSAY_QUERY_WORD && node->field == ASSAY_QUERY_FIELD_ANY &&
           assay_span_equal(node->text, assay_span_of(word));
}

static assay_status lint_lower_operators(const linter *lint, const assay_query_node *node) {
    if (node->op != ASSAY_QUERY_BEST || node->count < 3)
        return ASSAY_OK;
    for (size_t i = 1; i + 1 < node->count; i++) {
        const assay_query_node *child = node->children[i];
        if (is_word_of(child, "and") || is_word_of(child, "or") || is_word_of(child, "not"))
            return assay_query_warn(lint->query, lint->arena, "W-LOWER-OP", child->column,
                                    lint->err,
                                    "\"%.*s\" is a word here; operators are written in capitals",
                                    ASSAY_SPAN_ARG(child->text));
    }
    return ASSAY_OK;
}

static assay_status lint_wildcard(const linter *lint, const assay_query_node *node) {
    if (node->op != ASSAY_QUERY_PATTERN ||
        assay_fields_info(node->field)->kind == ASSAY_KIND_KEYWORD)
        return ASSAY_OK;
    size_t letters = 0;
    for (size_t i = 0; i < node->text.size; i++)
        letters += node->text.data[i] != '*' && node->text.data[i] != '?';
    if (letters >= 3)
        return ASSAY_OK;
    return assay_query_warn(lint->query, lint->arena, "W-SHORT-WILDCARD", node->column, lint->err,
                            "\"%.*s\" has fewer than three letters and may match very many words",
                            ASSAY_SPAN_ARG(node->text));
}

static assay_status lint_range(const linter *lint, const assay_query_node *node) {
    if (node->op != ASSAY_QUERY_RANGE || node->low <= node->high)
        return ASSAY_OK;
    return assay_query_warn(lint->query, lint->arena, "W-RANGE", node->column, lint->err,
                            "the range of %s ends before it begins: no record is in it",
                            assay_fields_info(node->field)->name);
}

static bool is_joined_with(const assay_query_node *parent, const assay_query_node *child) {
    return (parent->op == ASSAY_QUERY_OR && child->op == ASSAY_QUERY_AND) &&
           child->number == parent->number;
}

static assay_status lint_precedence(const linter *lint, const assay_query_node *node) {
    for (size_t i = 0; i < node->count; i++)
        if (is_joined_with(node, node->children[i]))
            return assay_query_warn(lint->query, lint->arena, "W-PRECEDENCE",
                                    node->children[i]->column, lint->err,
                                    "AND is read before OR; parentheses would say so");
    return ASSAY_OK;
}

/* ClinicalTrials.gov's ALL is every record; here it would hide the leukaemia. */
static assay_status lint_all(const linter *lint, const assay_query_node *node) {
    if (!is_word_of(node, "ALL"))
        return ASSAY_OK;
    return assay_query_warn(lint->query, lint->arena, "W-ALL", node->column, lint->err,
                            "ALL is a word here; * stands for every record");
}

static assay_status lint_node(const linter *lint, const assay_query_node *node) {
    ASSAY_TRY(lint_all(lint, node));
    ASSAY_TRY(lint_lower_operators(lint, node));
    ASSAY_TRY(lint_wildcard(lint, node));
    ASSAY_TRY(lint_range(lint, node));
    ASSAY_TRY(lint_precedence(lint, node));
    for (size_t i = 0; i < node->count; i++)
        ASSAY_TRY(lint_node(lint, node->children[i]));
    return ASSAY_OK;
}

assay_status assay_lint_bytes(assay_query *query, assay_arena *arena, assay_span text,
                              assay_error *err) {
    const size_t valid = assay_utf8_valid(text);
    if (valid == text.size)
        return ASSAY_OK;
    return assay_query_warn(query, arena, "W-BYTES", valid, err,
                            "this is not UTF-8: bytes of no character stand between words");
}

assay_status assay_lint_query(assay_query *query, assay_arena *arena, assay_span text,
                              const assay_parse_options *options, assay_error *err) {
    size_t at;
    const assay_query_node *root = query->root;
    linter lint = {query, arena, err};
    if (root == NULL)
        return ASSAY_OK;
    assay_span trimmed = assay_span_trim(text);
    if (root->op == ASSAY_QUERY_PHRASE && trimmed.size > 1 && trimmed.data[0] == '"' &&
        trimmed.data[trimmed.size - 1] == '"' && assay_span_find_byte(root->text, ' ') != SIZE_MAX)
        ASSAY_TRY(assay_query_warn(query, arena, "W-WHOLE-QUOTED", 0, err,
                                   "the whole query is one phrase; without quotation marks its "
                                   "words are ranked"));
    if (!options->any_case && assay_ovid_is(&at, text) && !assay_ovid_has_tag(text))
        ASSAY_TRY(assay_query_warn(query, arena, "W-OVID", at, err,
                                   "this is spelled as Ovid does; --ovid reads it so"));
    return lint_node(&lint, root);
}
