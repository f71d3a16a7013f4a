/* The canonical text of a tree. Parsing what is printed gives the same tree, which a test holds for
 * every query it knows. */
#include <math.h>
#include <stdio.h>

#include "query/query.h"

static void print_node(assay_buffer *out, const assay_query_node *node);

static void print_field(assay_buffer *out, const assay_query_node *node) {
    if (node->field != ASSAY_QUERY_FIELD_ANY)
        assay_buffer_format(out, "%s:", assay_fields_info(node->field)->name);
}

static void print_quoted(assay_buffer *out, assay_span text) {
    assay_buffer_add_byte(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\')
            assay_buffer_add_byte(out, '\\');
        assay_buffer_add_byte(out, text.data[i]);
    }
    assay_buffer_add_byte(out, '"');
}

static bool needs_quotes(assay_span text) {
    for (size_t i = 0; i < text.size; i++)
        if (strchr(" \t\n\r()\"[]:^~*?\\/,", text.data[i]) != NULL)
            return true;
    return text.size == 0 || strchr("+-=#@<>", text.data[0]) != NULL;
}

static void print_value(assay_buffer *out, assay_span text) {
    if (needs_quotes(text))
        print_quoted(out, text);
    else
        assay_buffer_add_span(out, text);
}

static void print_bound(assay_buffer *out, const assay_query_node *node, double value) {
    assay_field_kind kind = assay_fields_info(node->field)->kind;
    if (isinf(value))
        return;
    if (kind == ASSAY_KIND_DATE) {
        char date[11];
        assay_date_print(date, (assay_date)value);
        assay_buffer_add_text(out, date);
    } else if (kind == ASSAY_KIND_AGE) {
        assay_buffer_format(out, "%.0fd", value);
    } else {
        assay_buffer_format(out, "%.17g", value);
    }
}

static void print_range(assay_buffer *out, const assay_query_node *node) {
    print_field(out, node);
    print_bound(out, node, node->low);
    assay_buffer_add_text(out, "..");
    print_bound(out, node, node->high);
}

static void print_distance(assay_buffer *out, const assay_query_node *node) {
    print_field(out, node);
    if (node->text.size != 0)
        print_quoted(out, node->text);
    else
        assay_buffer_format(out, "%.10g,%.10g", node->latitude, node->longitude);
    assay_buffer_format(out, ",%.10gkm", node->radius_km);
}

static void print_leaf(assay_buffer *out, const assay_query_node *node) {
    switch (node->op) {
    case ASSAY_QUERY_PHRASE:
        print_field(out, node);
        assay_buffer_add_text(out, node->no_explode ? "=" : "");
        print_quoted(out, node->text);
        if (node->slop != 0 || node->unordered)
            assay_buffer_format(out, "~%u", node->slop);
        break;
    case ASSAY_QUERY_FUZZY:
        print_field(out, node);
        assay_buffer_add_span(out, node->text);
        assay_buffer_format(out, "~%u", node->edits);
        break;
    case ASSAY_QUERY_REGEX:
        print_field(out, node);
        assay_buffer_format(out, "/%.*s/", ASSAY_SPAN_ARG(node->text));
        break;
    case ASSAY_QUERY_ID:
        assay_buffer_add_text(out, node->field == ASSAY_QUERY_FIELD_ANY ? "id:" : "");
        print_field(out, node);
        print_value(out, node->text);
        break;
    case ASSAY_QUERY_EXACT:
        print_field(out, node);
        assay_buffer_add_byte(out, '=');
        print_value(out, node->text);
        break;
    case ASSAY_QUERY_PATTERN:
        print_field(out, node);
        assay_buffer_add_span(out, node->text);
        break;
    default:
        print_field(out, node);
        if (node->no_explode)
            assay_buffer_add_byte(out, '=');
        print_value(out, node->text);
    }
}

static void print_children(assay_buffer *out, const assay_query_node *node, const char *between) {
    assay_buffer_add_byte(out, '(');
    for (size_t i = 0; i < node->count; i++) {
        const assay_query_node *child = node->children[i];
        assay_buffer_add_text(out, i != 0 ? between : "");
        if (node->op == ASSAY_QUERY_BEST && child->occur != ASSAY_OCCUR_SHOULD)
            assay_buffer_add_byte(out, child->occur == ASSAY_OCCUR_MUST ? '+' : '-');
        print_node(out, child);
    }
    assay_buffer_add_byte(out, ')');
}

static void print_near(assay_buffer *out, const assay_query_node *node) {
    char between[32];
    snprintf(between, sizeof between, " %s/%u ", node->op == ASSAY_QUERY_NEAR ? "NEAR" : "ADJ",
             node->slop);
    print_children(out, node, between);
}

static void print_inner(assay_buffer *out, const assay_query_node *node) {
    switch (node->op) {
    case ASSAY_QUERY_BEST:
        print_children(out, node, " ");
        break;
    case ASSAY_QUERY_OR:
        print_children(out, node, " OR ");
        break;
    case ASSAY_QUERY_AND:
        print_children(out, node, " AND ");
        break;
    case ASSAY_QUERY_NOT:
        assay_buffer_add_text(out, "NOT ");
        print_node(out, node->children[0]);
        break;
    case ASSAY_QUERY_EXPAND:
        assay_buffer_add_byte(out, '~');
        print_node(out, node->children[0]);
        break;
    case ASSAY_QUERY_SAME_SITE:
        assay_buffer_add_text(out, "SEARCH[Location]");
        print_children(out, node, "");
        break;
    default:
        print_near(out, node);
    }
}

static void print_node(assay_buffer *out, const assay_query_node *node) {
    if (node->op >= ASSAY_QUERY_BEST)
        print_inner(out, node);
    else if (node->op == ASSAY_QUERY_RANGE)
        print_range(out, node);
    else if (node->op == ASSAY_QUERY_DISTANCE)
        print_distance(out, node);
    else if (node->op == ASSAY_QUERY_HAS)
        assay_buffer_format(out, "has:%s", assay_fields_info(node->field)->name);
    else if (node->op == ASSAY_QUERY_HISTORY)
        assay_buffer_format(out, "#%u", node->number);
    else if (node->op == ASSAY_QUERY_SAVED)
        assay_buffer_format(out, "@%.*s", ASSAY_SPAN_ARG(node->text));
    else if (node->op == ASSAY_QUERY_ALL)
        assay_buffer_add_byte(out, '*');
    else
        print_leaf(out, node);
    if (node->boost != 1)
        assay_buffer_format(out, "^%.10g", node->boost);
}

void assay_query_print(assay_buffer *out, const assay_query_node *root) {
    if (root != NULL)
        print_node(out, root);
}
