/* Ovid's words: side by side they are a phrase, with wildcards of their own; and the fields a suffix puts them in. */
#include "query/parse_ovid.h"

enum { OPTIONAL_MAX = 4, CUT_MAX = 6 };

typedef struct {
    assay_span text;
    size_t column;
} piece;
typedef struct {
    piece *items; /* in the arena */
    size_t count, capacity;
} piece_list;

static bool is_wildcard(char byte) {
    return byte == '$' || byte == '*' || byte == ':' || byte == '#' || byte == '?';
}

static bool has_wildcard(assay_span text) {
    for (size_t i = 0; i < text.size; i++)
        if (is_wildcard(text.data[i]) && (i != 0 || text.data[i] == '*' || text.data[i] == '?'))
            return true;
    return false;
}

/* ---- one word ---- */

/* "behavio?r$2": where its optional letters are, and how many letters may follow. */
typedef struct {
    assay_span text; /* without "$2" */
    unsigned optional, cut;
    bool limited;
} wild_word;

static assay_status read_wild(wild_word *out, assay_parser *parser, const piece *from) {
    wild_word word = {.text = from->text};
    size_t digits = word.text.size;
    while (digits != 0 && word.text.data[digits - 1] >= '0' && word.text.data[digits - 1] <= '9')
        digits--;
    bool limited = digits > 1 && digits < word.text.size && word.text.size - digits <= 2 &&
                   (word.text.data[digits - 1] == '$' || word.text.data[digits - 1] == '*');
    if (limited) {
        assay_span number = assay_span_skip(word.text, digits);
        (void)assay_parser_take_number(&word.cut, &number);
        word.limited = word.cut <= CUT_MAX;
        word.text = assay_span_first(word.text, word.limited ? digits - 1 : digits);
        if (!word.limited)
            ASSAY_TRY(assay_query_warn(parser->query, parser->arena, "W-OVID-CUT", from->column,
                                       parser->err,
                                       "\"%.*s\" is cut off without a limit; limits go up to %d",
                                       ASSAY_SPAN_ARG(assay_span_first(from->text, 60)), CUT_MAX));
    }
    for (size_t i = 0; i < word.text.size; i++)
        word.optional += word.text.data[i] == '?';
    if (word.optional > OPTIONAL_MAX)
        return assay_parser_syntax(parser, from->column,
                                   "more than %d letters that may be missing in one word",
                                   OPTIONAL_MAX);
    *out = word;
    return ASSAY_OK;
}

/* One way to write the word: bit i of `mask` says whether its optional letter i is there. */
static assay_status add_spelling(assay_query_node *any, assay_parser *parser, const wild_word *word,
                                 unsigned mask, unsigned letters, size_t column) {
    char *text = assay_arena_alloc(parser->arena, word->text.size + letters + 1);
    size_t size = 0, wild = 0;
    unsigned optional = 0;
    if (text == NULL)
        return assay_fail_memory(parser->err);
    for (size_t i = 0; i < word->text.size; i++) {
        char byte = word->text.data[i];
        if (byte == '?' && (mask >> optional++ & 1) == 0)
            continue;
        bool any_letters = byte == '$' || byte == '*' || (byte == ':' && i != 0);
        bool one = byte == '#' || byte == '?';
        wild += any_letters || one;
        text[size++] = any_letters ? '*' : one ? '?' : byte;
    }
    for (unsigned i = 0; i < letters; i++, wild++)
        text[size++] = '?';
    assay_query_node *leaf;
    ASSAY_TRY(assay_parser_node(&leaf, parser, wild != 0 ? ASSAY_QUERY_PATTERN : ASSAY_QUERY_WORD,
                                column));
    leaf->text = assay_span_make(text, size);
    return assay_query_add_child(any, parser->arena, leaf, parser->err);
}

static assay_status word_node(assay_query_node **out, assay_parser *parser, const piece *from) {
    wild_word word = {.text = from->text};
    if (has_wildcard(from->text))
        ASSAY_TRY(read_wild(&word, parser, from));
    ASSAY_TRY(assay_parser_node(out, parser, ASSAY_QUERY_OR, from->column));
    (*out)->number = UINT32_MAX; /* a group of its own */
    for (unsigned mask = 0; mask < 1u << word.optional; mask++)
        for (unsigned letters = 0; letters <= (word.limited ? word.cut : 0); letters++)
            ASSAY_TRY(add_spelling(*out, parser, &word, mask, letters, from->column));
    if ((*out)->count == 1)
        *out = (*out)->children[0];
    return ASSAY_OK;
}

/* ---- words side by side ---- */

static assay_status add_piece(piece_list *list, assay_parser *parser, assay_span text,
                              size_t column) {
    while (text.size != 0 && strchr(",;", text.data[text.size - 1]) != NULL)
        text.size--;
    if (!assay_parser_has_word(text))
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_grow(parser->arena, &list->items, &list->capacity, list->count,
                               sizeof *list->items, parser->err));
    list->items[list->count++] = (piece){text, column};
    return ASSAY_OK;
}

/* "..." with the cursor on the opening mark. */
static assay_status take_quoted(piece_list *list, assay_parser *parser) {
    size_t width = assay_parser_quote(parser, parser->at), begin = parser->at + width, at = begin;
    while (at <= parser->text.size) {
        bool closes = at == parser->text.size || assay_parser_quote(parser, at) != 0;
        if (closes || assay_parser_is_space(parser->text.data[at])) {
            ASSAY_TRY(add_piece(list, parser,
                                assay_span_make(parser->text.data + begin, at - begin), begin));
            begin = at + 1;
        }
        if (closes)
            break;
        at++;
    }
    if (at < parser->text.size) {
        parser->at = at + assay_parser_quote(parser, at);
        return ASSAY_OK;
    }
    size_t open = parser->at;
    parser->at = parser->text.size;
    return assay_query_warn(parser->query, parser->arena, "W-QUOTE", open, parser->err,
                            "this quotation mark is never closed; the phrase goes to the end");
}

/* The end of the word at the cursor: white space, a parenthesis, a quote, or a point that begins a suffix. */
static size_t word_end(const assay_parser *parser) {
    size_t at = parser->at;
    for (; at < parser->text.size; at++) {
        char byte = parser->text.data[at];
        assay_ovid_suffix suffix;
        if (assay_parser_is_space(byte) || byte == '(' || byte == ')' ||
            assay_parser_quote(parser, at) != 0)
            break;
        assay_ovid_suffix_at(&suffix, parser->text, at);
        if (suffix.size != 0 && at > parser->at)
            break;
    }
    return at;
}

static bool at_suffix(const assay_parser *parser) {
    assay_ovid_suffix suffix;
    assay_ovid_suffix_at(&suffix, parser->text, parser->at);
    return suffix.size != 0;
}

static assay_status take_pieces(piece_list *list, assay_parser *parser) {
    for (;;) {
        if (at_suffix(parser))
            return ASSAY_OK;
        assay_parser_skip_space(parser);
        char byte = assay_parser_peek(parser);
        if (assay_parser_end(parser) || byte == '(' || byte == ')' || byte == '[' ||
            assay_parser_ovid_at_operator(parser) ||
            (list->count != 0 && assay_parser_ovid_at(parser, "use")))
            return ASSAY_OK;
        if (assay_parser_quote(parser, parser->at) != 0) {
            ASSAY_TRY(take_quoted(list, parser));
            continue;
        }
        size_t end = word_end(parser), begin = parser->at;
        parser->at = end;
        ASSAY_TRY(add_piece(list, parser, assay_span_make(parser->text.data + begin, end - begin),
                            begin));
    }
}

static assay_status join_text(assay_span *out, assay_parser *parser, const piece_list *list) {
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_QUERY_MAX_BYTES);
    for (size_t i = 0; i < list->count; i++) {
        assay_buffer_add_text(&text, i != 0 ? " " : "");
        assay_buffer_add_span(&text, list->items[i].text);
    }
    assay_status status = assay_buffer_check(&text, parser->err);
    if (status == ASSAY_OK)
        status = assay_arena_copy(out, parser->arena, assay_buffer_span(&text), parser->err);
    assay_buffer_done(&text);
    return status;
}

assay_status assay_parser_ovid_words(assay_query_node **out, assay_parser *parser) {
    piece_list list = {0};
    size_t column = parser->at;
    bool wild = false;
    ASSAY_TRY(take_pieces(&list, parser));
    if (list.count == 0)
        return assay_parser_syntax(parser, column, "there is no word to search for here");
    for (size_t i = 0; i < list.count; i++)
        wild = wild || has_wildcard(list.items[i].text);
    if (list.count == 1)
        return word_node(out, parser, &list.items[0]);
    column = list.items[0].column;
    ASSAY_TRY(assay_parser_node(out, parser, wild ? ASSAY_QUERY_ADJ : ASSAY_QUERY_PHRASE, column));
    ASSAY_TRY(join_text(&(*out)->text, parser, &list));
    (*out)->number = UINT32_MAX;
    for (size_t i = 0; i < list.count && wild; i++) {
        assay_query_node *word;
        ASSAY_TRY(word_node(&word, parser, &list.items[i]));
        ASSAY_TRY(assay_query_add_child(*out, parser->arena, word, parser->err));
    }
    return ASSAY_OK;
}

/* ---- fields ---- */

static assay_status copy_tree(assay_query_node **out, assay_parser *parser,
                              const assay_query_node *from) {
    ASSAY_TRY(assay_parser_node(out, parser, from->op, from->column));
    **out = *from;
    (*out)->children = NULL;
    (*out)->count = (*out)->capacity = 0;
    for (size_t i = 0; i < from->count; i++) {
        assay_query_node *child;
        ASSAY_TRY(copy_tree(&child, parser, from->children[i]));
        ASSAY_TRY(assay_query_add_child(*out, parser->arena, child, parser->err));
    }
    return ASSAY_OK;
}

/* Words with wildcards as one value: what may be missing or follow is anything. */
static assay_status whole_value(assay_query_node **node, assay_parser *parser,
                                assay_query_field field) {
    assay_query_node *old = *node;
    assay_span text;
    ASSAY_TRY(assay_arena_copy(&text, parser->arena, old->text, parser->err));
    char *bytes = (char *)(uintptr_t)text.data; /* just made */
    for (size_t i = 0; i < text.size; i++)
        bytes[i] = (char)(is_wildcard(bytes[i]) && bytes[i] != '#' ? '*'
                          : bytes[i] == '#'                        ? '?'
                                                                   : bytes[i]);
    ASSAY_TRY(assay_parser_node(node, parser, ASSAY_QUERY_PATTERN, old->column));
    (*node)->text = text;
    (*node)->field = field;
    return ASSAY_OK;
}

static assay_status set_field(assay_query_node **node, assay_parser *parser,
                              assay_query_field field) {
    assay_field_kind kind = assay_fields_info(field)->kind;
    bool words = kind == ASSAY_KIND_TEXT || kind == ASSAY_KIND_KEYWORD;
    if ((*node)->op == ASSAY_QUERY_ADJ && (*node)->text.size != 0 && kind == ASSAY_KIND_KEYWORD)
        return whole_value(node, parser, field);
    for (size_t i = 0; i < (*node)->count; i++)
        ASSAY_TRY(set_field(&(*node)->children[i], parser, field));
    if ((*node)->op >= ASSAY_QUERY_BEST || (*node)->field != ASSAY_QUERY_FIELD_ANY)
        return ASSAY_OK;
    bool cut_off = (*node)->op == ASSAY_QUERY_PATTERN && kind == ASSAY_KIND_DATE &&
                   assay_span_find_byte((*node)->text, '*') == (*node)->text.size - 1;
    if (cut_off) { /* 2017* is that year */
        (*node)->text.size--;
        (*node)->op = ASSAY_QUERY_WORD;
    }
    if ((*node)->op == ASSAY_QUERY_PATTERN && words) {
        (*node)->field = field;
        return ASSAY_OK;
    }
    ASSAY_TRY(assay_parser_set_field(node, parser, field));
    if (field == ASSAY_QUERY_FIELD_MESH || field == ASSAY_QUERY_FIELD_MESH_MAJOR)
        (*node)->no_explode = true; /* .sh. is the heading alone */
    return ASSAY_OK;
}

/* What stands near each other stands in one field, so nearness and leaves are repeated for each field, and nothing else is. */
static bool is_unit(const assay_query_node *node) {
    return node->op < ASSAY_QUERY_BEST || node->op == ASSAY_QUERY_NEAR ||
           node->op == ASSAY_QUERY_ADJ;
}

static bool is_open(const assay_query_node *node) {
    if (node->op < ASSAY_QUERY_BEST)
        return node->field == ASSAY_QUERY_FIELD_ANY;
    for (size_t i = 0; i < node->count; i++)
        if (is_open(node->children[i]))
            return true;
    return false;
}

assay_status assay_parser_ovid_restrict(assay_query_node **node, assay_parser *parser,
                                        const assay_ovid_suffix *suffix) {
    if (!is_open(*node) || (suffix->count == 1 && suffix->fields[0] == ASSAY_QUERY_FIELD_ANY))
        return ASSAY_OK;
    for (size_t i = 0; i < (*node)->count && !is_unit(*node); i++)
        ASSAY_TRY(assay_parser_ovid_restrict(&(*node)->children[i], parser, suffix));
    if (!is_unit(*node))
        return ASSAY_OK;
    if (suffix->count == 1)
        return set_field(node, parser, suffix->fields[0]);
    assay_query_node *any;
    ASSAY_TRY(assay_parser_node(&any, parser, ASSAY_QUERY_OR, (*node)->column));
    any->number = UINT32_MAX;
    for (size_t i = 0; i < suffix->count; i++) {
        assay_query_node *copy;
        ASSAY_TRY(copy_tree(&copy, parser, *node));
        ASSAY_TRY(set_field(&copy, parser, suffix->fields[i]));
        ASSAY_TRY(assay_query_add_child(any, parser->arena, copy, parser->err));
    }
    *node = any;
    return ASSAY_OK;
}
