/* The canonical text of a tree. Parsing what is printed gives the same tree, which a test holds for
 * every query it knows. */
#include <math.h>
#include <stdio.h>

#include "query/query.h"

static void print_node(assay_buffer *out, const assay_query_node *node, assay_query_field group);

/* A leaf inside ti:( ... ) does not name its field again. */
static void print_field(assay_buffer *out, const assay_query_node *node, assay_query_field group) {
    if (node->field != ASSAY_QUERY_FIELD_ANY && node->field != group)
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

/* A number after PMID would be its own. */
static bool reads_as_operator(assay_span text) {
    static const char *const words[] = {"AND", "OR", "NOT", "ALL", "MISSING"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (assay_span_equal(text, assay_span_of(words[i])))
            return true;
    return assay_span_starts(text, ASSAY_SPAN("NEAR")) ||
           assay_span_starts(text, ASSAY_SPAN("ADJ")) ||
           assay_span_equal_ascii_case(text, ASSAY_SPAN("PMID"));
}

static bool needs_quotes(assay_span text) {
    if (reads_as_operator(text))
        return true;
    for (size_t i = 0; i < text.size; i++)
        if (strchr(" \t\n\r\v\f()\"[]:^~*?\\/,", text.data[i]) != NULL)
            return true;
    return text.size == 0 || strchr("+-=#@<>", text.data[0]) != NULL;
}

/* A typographic quotation mark, which no other may hold. */
static bool is_quote(assay_span text, size_t at) {
    assay_span rest = assay_span_skip(text, at);
    return assay_span_starts(rest, ASSAY_SPAN("\xE2\x80\x9C")) ||
           assay_span_starts(rest, ASSAY_SPAN("\xE2\x80\x9D")) ||
           assay_span_starts(rest, ASSAY_SPAN("\xE2\x80\x9E"));
}

static bool has_quote(assay_span text) {
    for (size_t i = 0; i < text.size; i++)
        if (is_quote(text, i))
            return true;
    return false;
}

/* A word that cannot stand in quotation marks, because its wildcards count: what would end it or begin something else is escaped. */
static void print_escaped(assay_buffer *out, assay_span text) {
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        bool special = strchr(" \t\n\r\v\f()\"[]:^~\\/,#", byte) != NULL ||
                       (i == 0 && strchr("+-=@<>", byte) != NULL) || is_quote(text, i);
        if (special && byte != '\0')
            assay_buffer_add_byte(out, '\\');
        assay_buffer_add_byte(out, byte);
    }
}

static void print_value(assay_buffer *out, assay_span text) {
    if (has_quote(text))
        print_escaped(out, text);
    else if (needs_quotes(text))
        print_quoted(out, text);
    else
        assay_buffer_add_span(out, text);
}

static void print_bound(assay_buffer *out, const assay_query_node *node, double value) {
    assay_field_kind kind = assay_fields_info(node->field)->kind;
    if (isinf(value))
        return;
    if (kind == ASSAY_KIND_DATE || kind == ASSAY_KIND_CHANGE) {
        char date[11];
        assay_date_print(date, (assay_date)value);
        assay_buffer_add_text(out, date);
    } else if (kind == ASSAY_KIND_AGE) {
        assay_buffer_format(out, "%.0fd", value);
    } else {
        assay_buffer_format(out, "%.17g", value);
    }
}

static void print_range(assay_buffer *out, const assay_query_node *node, assay_query_field group) {
    print_field(out, node, group);
    if (node->field == ASSAY_QUERY_FIELD_CHANGED)
        assay_buffer_format(out, "%.*s,", ASSAY_SPAN_ARG(node->text));
    print_bound(out, node, node->low);
    assay_buffer_add_text(out, "..");
    print_bound(out, node, node->high);
}

static void print_distance(assay_buffer *out, const assay_query_node *node,
                           assay_query_field group) {
    print_field(out, node, group);
    if (node->text.size != 0)
        print_quoted(out, node->text);
    else
        assay_buffer_format(out, "%.10g,%.10g", node->latitude, node->longitude);
    assay_buffer_format(out, ",%.10gkm", node->radius_km);
}

static void print_leaf(assay_buffer *out, const assay_query_node *node, assay_query_field group) {
    switch (node->op) {
    case ASSAY_QUERY_PHRASE:
        print_field(out, node, group);
        assay_buffer_add_text(out, node->no_explode ? "=" : "");
        print_quoted(out, node->text);
        if (node->slop != 0 || node->unordered)
            assay_buffer_format(out, "~%u", node->slop);
        break;
    case ASSAY_QUERY_FUZZY:
        print_field(out, node, group);
        print_escaped(out, node->text);
        assay_buffer_format(out, "~%u", node->edits);
        break;
    case ASSAY_QUERY_REGEX:
        print_field(out, node, group);
        assay_buffer_format(out, "/%.*s/", ASSAY_SPAN_ARG(node->text));
        break;
    case ASSAY_QUERY_ID:
        assay_buffer_add_text(out, node->field == ASSAY_QUERY_FIELD_ANY ? "id:" : "");
        print_field(out, node, group);
        print_value(out, node->text);
        break;
    case ASSAY_QUERY_EXACT:
        print_field(out, node, group);
        assay_buffer_add_byte(out, '=');
        print_value(out, node->text);
        break;
    case ASSAY_QUERY_PATTERN:
        print_field(out, node, group);
        print_escaped(out, node->text);
        break;
    default:
        print_field(out, node, group);
        if (node->no_explode)
            assay_buffer_add_byte(out, '=');
        print_value(out, node->text);
    }
}

static void print_children(assay_buffer *out, const assay_query_node *node, const char *between,
                           assay_query_field group) {
    assay_buffer_add_byte(out, '(');
    for (size_t i = 0; i < node->count; i++) {
        assay_buffer_add_text(out, i != 0 ? between : "");
        print_node(out, node->children[i], group);
    }
    assay_buffer_add_byte(out, ')');
}

/* ---- words side by side ---- */

static bool is_condition(const assay_query_node *node) {
    return (node->op < ASSAY_QUERY_BEST && node->op != ASSAY_QUERY_ID &&
            node->field != ASSAY_QUERY_FIELD_ANY) ||
           node->op == ASSAY_QUERY_SAME_SITE || node->op == ASSAY_QUERY_FILTER ||
           node->op == ASSAY_QUERY_NOT;
}

/* A condition that is only an alternative: standing alone it would be read as one that must hold. NULL: there is none. */
static const assay_query_node *free_condition(const assay_query_node *best) {
    for (size_t i = 0; best->count > 1 && i < best->count; i++)
        if (best->children[i]->occur == ASSAY_OCCUR_SHOULD && is_condition(best->children[i]))
            return best->children[i];
    return NULL;
}

static bool all_are_free(const assay_query_node *best) {
    for (size_t i = 0; i < best->count; i++)
        if (best->children[i]->occur != ASSAY_OCCUR_SHOULD)
            return false;
    return true;
}

/* +x, -x; what is not x is -x where it must hold, and everything but x where it may. */
static void print_part(assay_buffer *out, const assay_query_node *child, assay_query_field group) {
    bool negative = child->op == ASSAY_QUERY_NOT;
    if (negative && child->occur == ASSAY_OCCUR_SHOULD) {
        assay_buffer_add_text(out, "(* -");
        print_node(out, child->children[0], group);
        assay_buffer_add_byte(out, ')');
        return;
    }
    if (child->occur != ASSAY_OCCUR_SHOULD)
        assay_buffer_add_byte(out, (child->occur == ASSAY_OCCUR_MUST) != negative ? '+' : '-');
    print_node(out, negative ? child->children[0] : child, group);
}

/* (a b), or ti:(a +b) where the field stands before the whole, or (ti:a OR ti:b). */
static void print_best(assay_buffer *out, const assay_query_node *node, assay_query_field group) {
    const assay_query_node *alternative = free_condition(node);
    if (alternative != NULL && all_are_free(node)) {
        print_children(out, node, " OR ", group);
        return;
    }
    if (alternative != NULL && alternative->op != ASSAY_QUERY_NOT && alternative->field != group) {
        group = alternative->op == ASSAY_QUERY_HAS ? ASSAY_QUERY_FIELD_HAS : alternative->field;
        assay_buffer_format(out, "%s:", assay_fields_info(group)->name);
    }
    assay_buffer_add_byte(out, '(');
    for (size_t i = 0; i < node->count; i++) {
        assay_buffer_add_text(out, i != 0 ? " " : "");
        print_part(out, node->children[i], group);
    }
    assay_buffer_add_byte(out, ')');
}

static void print_near(assay_buffer *out, const assay_query_node *node, assay_query_field group) {
    char between[32];
    snprintf(between, sizeof between, " %s/%u ", node->op == ASSAY_QUERY_NEAR ? "NEAR" : "ADJ",
             node->slop);
    print_children(out, node, between, group);
}

static void print_inner(assay_buffer *out, const assay_query_node *node, assay_query_field group) {
    switch (node->op) {
    case ASSAY_QUERY_BEST:
        print_best(out, node, group);
        break;
    case ASSAY_QUERY_OR:
        print_children(out, node, " OR ", group);
        break;
    case ASSAY_QUERY_AND:
        print_children(out, node, " AND ", group);
        break;
    case ASSAY_QUERY_NOT:
        assay_buffer_add_text(out, "NOT ");
        print_node(out, node->children[0], group);
        break;
    case ASSAY_QUERY_EXPAND:
        assay_buffer_add_byte(out, '~');
        print_node(out, node->children[0], group);
        break;
    case ASSAY_QUERY_FILTER:
        print_field(out, node, group);
        print_value(out, node->text);
        break;
    case ASSAY_QUERY_TILT:
        assay_buffer_format(out, "TILT[%s]", assay_fields_info(node->field)->name);
        print_children(out, node, "", group);
        break;
    case ASSAY_QUERY_SAME_SITE:
        assay_buffer_add_text(out, "SEARCH[Location]");
        print_children(out, node, "", group);
        break;
    default:
        print_near(out, node, group);
    }
}

static void print_node(assay_buffer *out, const assay_query_node *node, assay_query_field group) {
    if (node->op >= ASSAY_QUERY_BEST)
        print_inner(out, node, group);
    else if (node->op == ASSAY_QUERY_RANGE)
        print_range(out, node, group);
    else if (node->op == ASSAY_QUERY_DISTANCE)
        print_distance(out, node, group);
    else if (node->op == ASSAY_QUERY_HAS)
        assay_buffer_format(out, "%s%s", group == ASSAY_QUERY_FIELD_HAS ? "" : "has:",
                            assay_fields_info(node->field)->name);
    else if (node->op == ASSAY_QUERY_HISTORY)
        assay_buffer_format(out, "#%u", node->number);
    else if (node->op == ASSAY_QUERY_SAVED)
        assay_buffer_format(out, "@%.*s", ASSAY_SPAN_ARG(node->text));
    else if (node->op == ASSAY_QUERY_ALL)
        assay_buffer_add_byte(out, '*');
    else
        print_leaf(out, node, group);
    if (node->boost != 1)
        assay_buffer_format(out, "^%.10g", node->boost);
}

void assay_query_print(assay_buffer *out, const assay_query_node *root) {
    if (root != NULL)
        print_node(out, root, ASSAY_QUERY_FIELD_ANY);
}
