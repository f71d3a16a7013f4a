#include "query/strategy.h"

#include "query/ovid.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINES_MAX = 10000, NUMBER_MAX = 99999 };

typedef struct {
    assay_strategy *out;
    assay_arena *arena;
    assay_parse_options options;
    bool numbered;
    size_t line; /* of the file, being read */
    assay_error *err;
} reading;

const assay_strategy_line *assay_strategy_find(const assay_strategy *strategy, unsigned number) {
    size_t low = 0, high = strategy->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strategy->lines[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < strategy->count && strategy->lines[low].number == number ? &strategy->lines[low]
                                                                          : NULL;
}

assay_status assay_strategy_named(const assay_query_node **out, void *strategy, assay_arena *arena,
                                  const assay_query_node *reference, assay_error *err) {
    const assay_strategy_line *line = NULL;
    (void)arena;
    if (reference->op == ASSAY_QUERY_HISTORY)
        line = assay_strategy_find(strategy, reference->number);
    if (line == NULL)
        return assay_fail(err, ASSAY_E_SYNTAX,
                          "column %zu: a strategy knows #n only, its own lines",
                          reference->column + 1);
    *out = line->query.root;
    return ASSAY_OK;
}

void assay_strategy_place(size_t *line, size_t *column, const assay_strategy *strategy,
                          const assay_strategy_line *at, size_t offset) {
    const char *here = at->text.data + (offset < at->text.size ? offset : at->text.size);
    const char *begin = here;
    *line = at->line;
    for (const char *byte = at->text.data; byte < here; byte++)
        *line += *byte == '\n';
    while (begin > strategy->text.data && begin[-1] != '\n')
        begin--;
    *column = (size_t)(here - begin) + 1;
}

assay_status assay_strategy_fail_at(const assay_strategy *strategy, const assay_strategy_line *at,
                                    assay_error *err) {
    if (strategy->name == NULL)
        return err->status;
    assay_error cause = *err;
    assay_span message = assay_span_of(cause.message), prefix = ASSAY_SPAN("column ");
    size_t line, column, offset = 0, digits = prefix.size;
    if (assay_span_starts(message, prefix)) {
        for (; digits < message.size && message.data[digits] >= '0' && message.data[digits] <= '9';
             digits++)
            offset = offset * 10 + (size_t)(message.data[digits] - '0');
        offset -= offset != 0;
        message = assay_span_skip(message, digits + 2);
    }
    assay_strategy_place(&line, &column, strategy, at, offset);
    return assay_fail(err, cause.status, "%s:%zu:%zu: %.*s", strategy->name, line, column,
                      ASSAY_SPAN_ARG(message));
}

/* ---- lines of the file to lines of the strategy ---- */

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}
static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static bool is_one_of(char byte, const char *bytes) {
    return byte != '\0' && strchr(bytes, byte) != NULL;
}

static bool is_comment(assay_span text) {
    return assay_span_starts(text, ASSAY_SPAN("//")) ||
           (assay_span_starts(text, ASSAY_SPAN("#")) &&
            (text.size == 1 || !is_digit(text.data[1])));
}

/* Bytes of the label "#3", "3.", "3) " ... with the blanks after it, and its number; 0 when there is none. */
static size_t label_size(unsigned *number, assay_span text) {
    bool sign = assay_span_starts(text, ASSAY_SPAN("#"));
    size_t at = sign, digits = 0;
    *number = 0;
    for (; at < text.size && is_digit(text.data[at]) && digits < 6; at++, digits++)
        *number = *number * 10 + (unsigned)(text.data[at] - '0');
    bool marked = at < text.size && is_one_of(text.data[at], ".):") &&
                  (at + 1 == text.size || !is_digit(text.data[at + 1]));
    at += marked;
    if (digits == 0 || (!marked && at < text.size && !is_blank(text.data[at])))
        return 0;
    while (at < text.size && is_blank(text.data[at]))
        at++;
    return at;
}

/* Whether the first line's label, if it has one, makes this a numbered strategy: a bare number other than 1 may be a word. */
static bool is_first_label(assay_span text) {
    unsigned number;
    size_t size = label_size(&number, text);
    size_t digits = 0;
    while (digits < text.size && is_digit(text.data[digits]))
        digits++;
    bool bare = digits != 0 && (digits == text.size || is_blank(text.data[digits]));
    return size != 0 && (!bare || number == 1);
}

static assay_status fail_line(const reading *r, const char *message, unsigned number) {
    if (r->out->name == NULL)
        return assay_fail(r->err, ASSAY_E_SYNTAX, "%s %u", message, number);
    return assay_fail(r->err, ASSAY_E_SYNTAX, "%s:%zu:1: %s %u", r->out->name, r->line, message,
                      number);
}

static assay_status start_line(reading *r, assay_span text) {
    assay_strategy *out = r->out;
    unsigned last = out->count != 0 ? out->lines[out->count - 1].number : 0, number = last + 1;
    if (r->numbered) {
        size_t label = label_size(&number, text);
        if (label == 0)
            return fail_line(r, "a number is missing; the line before is", last);
        if (number > NUMBER_MAX)
            return fail_line(r, "numbers go up to", NUMBER_MAX);
        if (number <= last)
            return fail_line(r, "numbers rise from line to line; the one before is", last);
        text = assay_span_skip(text, label);
    }
    if (out->count == LINES_MAX)
        return fail_line(r, "a strategy has no more lines than", LINES_MAX);
    ASSAY_TRY(assay_arena_grow(r->arena, &out->lines, &out->capacity, out->count,
                               sizeof *out->lines, r->err));
    out->lines[out->count++] =
        (assay_strategy_line){.number = number, .line = r->line, .text = text};
    return ASSAY_OK;
}

/* Whether an indented line goes on with the line before: it has no label that could be the next one's. */
static bool goes_on(const reading *r, assay_span text) {
    unsigned number;
    const assay_strategy *out = r->out;
    return !r->numbered || label_size(&number, text) == 0 ||
           number <= out->lines[out->count - 1].number;
}

static assay_status split(reading *r) {
    assay_strategy *out = r->out;
    assay_span rest = out->text;
    bool open = false;
    for (r->line = 1; rest.data != NULL && rest.size != 0; r->line++) {
        assay_span whole = assay_span_cut(&rest, '\n'), text = assay_span_trim(whole);
        if (text.size == 0 || is_comment(text)) {
            open = false;
            continue;
        }
        if (out->count == 0)
            r->numbered = is_first_label(text);
        if (open && is_blank(whole.data[0]) && goes_on(r, text)) {
            assay_span *before = &out->lines[out->count - 1].text;
            before->size = (size_t)(text.data + text.size - before->data);
            continue;
        }
        ASSAY_TRY(start_line(r, text));
        open = true;
    }
    if (out->count == 0)
        return assay_fail(r->err, ASSAY_E_SYNTAX, "%s: the strategy has no line", out->name);
    return ASSAY_OK;
}

/* ---- one line ---- */

/* "melanoma.mp. (12,345)", and cut off "(12": where the count begins; SIZE_MAX without one. */
static size_t pasted_count(assay_span text) {
    size_t at = text.size;
    if (at < 4)
        return SIZE_MAX;
    at -= text.data[at - 1] == ')';
    while (at > 0 && (is_digit(text.data[at - 1]) || text.data[at - 1] == ','))
        at--;
    bool count = at > 1 && is_digit(text.data[at]) && text.data[at - 1] == '(' &&
                 is_blank(text.data[at - 2]);
    return count ? at - 1 : SIZE_MAX;
}

/* The next piece of a line that only joins others; false where it holds anything else. */
static bool take_joining(assay_span *rest, size_t *references, size_t *operators) {
    static const char *const words[] = {"and", "or", "not"};
    char byte = rest->data[0];
    if (is_one_of(byte, " \t\r\n()")) {
        *rest = assay_span_skip(*rest, 1);
        return true;
    }
    size_t size = 0;
    while (size < rest->size && !is_one_of(rest->data[size], " \t\r\n()"))
        size++;
    assay_span word = assay_span_first(*rest, size);
    *rest = assay_span_skip(*rest, size);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (assay_span_equal_ascii_case(word, assay_span_of(words[i]))) {
            ++*operators;
            return true;
        }
    if (assay_span_starts_ascii_case(word, ASSAY_SPAN("or/")) ||
        assay_span_starts_ascii_case(word, ASSAY_SPAN("and/"))) {
        ++*operators;
        word = assay_span_skip(word, assay_span_find_byte(word, '/') + 1);
    }
    for (size_t i = 0; i < word.size; i++)
        if (!is_digit(word.data[i]) && !is_one_of(word.data[i], "#-,"))
            return false;
    ++*references;
    return true;
}

static bool only_joins(assay_span text) {
    size_t references = 0, operators = 0;
    while (text.size != 0)
        if (!take_joining(&text, &references, &operators))
            return false;
    return references != 0 && operators != 0;
}

/* ---- what refers to what ---- */

/* "column N: message", turned to the place in the file where there is one. */
static assay_status fail_reference(const reading *r, const assay_query_node *node,
                                   const assay_strategy_line *from) {
    const assay_strategy_line *to = assay_strategy_find(r->out, node->number);
    size_t column = node->column + 1;
    if (to == NULL && from == r->out->lines)
        (void)assay_fail(r->err, ASSAY_E_SYNTAX, "column %zu: there is no #%u; this is the first",
                         column, node->number);
    else if (to == NULL)
        (void)assay_fail(r->err, ASSAY_E_SYNTAX,
                         "column %zu: there is no #%u; the last before this line is #%u", column,
                         node->number, from[-1].number);
    else if (to == from)
        (void)assay_fail(r->err, ASSAY_E_SYNTAX, "column %zu: #%u refers to itself", column,
                         node->number);
    else
        (void)assay_fail(
            r->err, ASSAY_E_SYNTAX,
            "column %zu: #%u stands later, on line %zu; a line refers to lines before it", column,
            node->number, to->line);
    return assay_strategy_fail_at(r->out, from, r->err);
}

/* Adds up what a line is with all it refers to. */
static assay_status measure(reading *r, assay_strategy_line *line, const assay_query_node *node,
                            size_t depth) {
    line->size++;
    line->depth = depth > line->depth ? depth : line->depth;
    for (size_t i = 0; i < node->count; i++)
        ASSAY_TRY(measure(r, line, node->children[i], depth + 1));
    if (node->op == ASSAY_QUERY_HISTORY) {
        const assay_strategy_line *to = assay_strategy_find(r->out, node->number);
        if (to == NULL || to >= line)
            return fail_reference(r, node, line);
        line->size += to->size;
        line->depth = depth + to->depth > line->depth ? depth + to->depth : line->depth;
    }
    if (line->size <= ASSAY_STRATEGY_SIZE_MAX && line->depth <= ASSAY_STRATEGY_DEPTH_MAX)
        return ASSAY_OK;
    (void)assay_fail(r->err, ASSAY_E_LIMIT,
                     "with all it refers to, this line has more than %d parts or is more than %d "
                     "deep",
                     ASSAY_STRATEGY_SIZE_MAX, ASSAY_STRATEGY_DEPTH_MAX);
    return assay_strategy_fail_at(r->out, line, r->err);
}

/* Strategies come out of Ovid as often as not: one line that only Ovid spells so tells it of all. A line with a PubMed tag is read as ours
 * even then. Lines typed into a shell are ours unless the options say otherwise. */
static void tell_ovid(reading *r) {
    for (size_t i = 0; i < r->out->count && !r->options.ovid; i++) {
        size_t at;
        assay_span text = r->out->lines[i].text;
        r->options.ovid = !assay_ovid_has_tag(text) && assay_ovid_is(&at, text);
    }
}

static assay_status parse_line(reading *r, assay_strategy_line *line) {
    size_t count = r->options.any_case ? pasted_count(line->text) : SIZE_MAX;
    assay_span pasted = assay_span_skip(line->text, count);
    assay_parse_options options = r->options;
    if (count != SIZE_MAX)
        line->text = assay_span_trim(assay_span_first(line->text, count));
    options.references = options.any_case && only_joins(line->text);
    options.ovid = options.ovid && !assay_ovid_has_tag(line->text);
    line->is_ovid = options.ovid;
    if (assay_parse_query(&line->query, r->arena, line->text, &options, r->err) != ASSAY_OK)
        return assay_strategy_fail_at(r->out, line, r->err);
    if (line->query.root == NULL) {
        (void)assay_fail(r->err, ASSAY_E_SYNTAX, "there is no query on this line");
        return assay_strategy_fail_at(r->out, line, r->err);
    }
    if (count != SIZE_MAX)
        ASSAY_TRY(assay_query_warn(&line->query, r->arena, "W-PASTED-COUNT", count, r->err,
                                   "%.*s is read as a count and not searched",
                                   ASSAY_SPAN_ARG(pasted)));
    return measure(r, line, line->query.root, 1);
}

assay_status assay_strategy_parse(assay_strategy *out, assay_arena *arena, assay_span text,
                                  const char *name, const assay_parse_options *options,
                                  assay_error *err) {
    static const assay_parse_options usual = {.default_and = true};
    assay_strategy strategy = {.name = name};
    reading r = {.out = &strategy,
                 .arena = arena,
                 .options = options != NULL ? *options : usual,
                 .err = err};
    r.options.any_case = true;
    if (assay_span_starts(text, ASSAY_SPAN("\xEF\xBB\xBF")))
        text = assay_span_skip(text, 3);
    ASSAY_TRY(assay_arena_copy(&strategy.text, arena, text, err));
    ASSAY_TRY(split(&r));
    tell_ovid(&r);
    for (size_t i = 0; i < strategy.count; i++)
        ASSAY_TRY(parse_line(&r, &strategy.lines[i]));
    *out = strategy;
    return ASSAY_OK;
}

assay_status assay_strategy_append(assay_strategy *strategy, assay_arena *arena, assay_span text,
                                   const assay_parse_options *options, assay_error *err) {
    static const assay_parse_options usual = {0};
    assay_strategy grown = *strategy;
    reading r = {.out = &grown,
                 .arena = arena,
                 .options = options != NULL ? *options : usual,
                 .line = strategy->count + 1,
                 .err = err};
    ASSAY_TRY(assay_arena_copy(&text, arena, text, err));
    ASSAY_TRY(start_line(&r, assay_span_trim(text)));
    ASSAY_TRY(parse_line(&r, &grown.lines[grown.count - 1]));
    *strategy = grown;
    return ASSAY_OK;
}
