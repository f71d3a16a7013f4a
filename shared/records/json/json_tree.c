#include "records/json/json_tree.h"

#include "base/buffer.h"
#include "base/number.h"
#include "base/utf8.h"
#include "records/input/encoding.h"
#include "records/json/json.h"

typedef struct {
    assay_span text;
    size_t at;
    assay_arena *arena;
    size_t mended;
    int depth;
    assay_error *err;
} parser;

static assay_status parse_value(parser *p, assay_json_value *out);

static assay_status unexpected(const parser *p, const char *wanted) {
    if (p->at >= p->text.size)
        return assay_fail(p->err, ASSAY_E_FORMAT, "JSON that ends too soon at byte %zu: %s wanted",
                          p->text.size, wanted);
    return assay_fail(p->err, ASSAY_E_FORMAT, "not JSON at byte %zu: %s wanted", p->at, wanted);
}

static bool take(parser *p, char byte) {
    p->at = assay_json_skip_blank(p->text, p->at);
    if (p->at >= p->text.size || p->text.data[p->at] != byte)
        return false;
    p->at++;
    return true;
}

/* The value of "\uHHHH" at `at`, UINT32_MAX when it is not one. */
static uint32_t escape_value(assay_span text, size_t at) {
    uint32_t value = 0;
    if (text.size < at + 6 || text.data[at] != '\\' || text.data[at + 1] != 'u')
        return UINT32_MAX;
    for (size_t i = at + 2; i < at + 6; i++) {
        char c = text.data[i];
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A' + 10)
                                                : 16;
        if (digit == 16)
            return UINT32_MAX;
        value = value << 4 | digit;
    }
    return value;
}

/* Decodes the escape at `at`; *used bytes of it, *code is U+FFFD for one that is no character. False when
 * it is no escape. */
static bool decode_escape(uint32_t *code, size_t *used, assay_span text, size_t at) {
    static const char letters[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    *used = 2;
    if (at + 1 >= text.size)
        return false;
    const char *letter = memchr(letters, text.data[at + 1], sizeof letters - 1);
    if (letter != NULL) {
        *code = (unsigned char)values[letter - letters];
        return true;
    }
    uint32_t first = escape_value(text, at), second;
    if (first == UINT32_MAX)
        return false;
    *used = 6;
    *code = first;
    if (first >= 0xD800 && first < 0xDC00 && (second = escape_value(text, at + 6)) >= 0xDC00 &&
        second < 0xE000) {
        *used = 12;
        *code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
    } else if (first == 0 || (first >= 0xD800 && first < 0xE000)) {
        *code = 0xFFFD;
    }
    return true;
}

/* A string with escapes: never longer decoded than it is written. */
static assay_status decode(assay_span *out, parser *p, assay_span raw) {
    char *to = assay_arena_alloc(p->arena, raw.size);
    size_t size = 0, at = 0;
    if (to == NULL)
        return assay_fail_memory(p->err);
    while (at < raw.size) {
        size_t run = assay_span_find_byte(assay_span_skip(raw, at), '\\');
        run = run == SIZE_MAX ? raw.size - at : run;
        memcpy(to + size, raw.data + at, run);
        size += run;
        at += run;
        if (at == raw.size)
            break;
        uint32_t code;
        size_t used;
        if (!decode_escape(&code, &used, raw, at)) {
            p->at = (size_t)(raw.data - p->text.data) + at;
            return unexpected(p, "an escape that JSON knows");
        }
        p->mended += code == 0xFFFD;
        size += assay_utf8_write(to + size, code);
        at += used;
    }
    *out = assay_span_make(to, size);
    return ASSAY_OK;
}

static assay_status repair(assay_span *text, parser *p) {
    assay_buffer whole;
    assay_buffer_init(&whole, ASSAY_BUFFER_NO_CAP);
    p->mended += assay_encoding_repair(&whole, *text, ASSAY_REPAIR_REPLACE);
    assay_status status = assay_buffer_check(&whole, p->err);
    if (status == ASSAY_OK)
        status = assay_arena_copy(text, p->arena, assay_buffer_span(&whole), p->err);
    assay_buffer_done(&whole);
    return status;
}

/* Behind the opening quote. */
static assay_status parse_string(parser *p, assay_span *out) {
    size_t end = assay_json_string_end(p->text, p->at, p->at);
    if (end == SIZE_MAX) {
        p->at = p->text.size;
        return unexpected(p, "the end of a string");
    }
    assay_span text = assay_span_make(p->text.data + p->at, end - p->at);
    bool valid = assay_utf8_valid(text) == text.size;
    if (assay_span_find_byte(text, '\\') != SIZE_MAX)
        ASSAY_TRY(decode(&text, p, text));
    if (!valid)
        ASSAY_TRY(repair(&text, p));
    p->at = end + 1;
    *out = text;
    return ASSAY_OK;
}

static assay_json_value *new_child(parser *p) {
    assay_json_value *child = assay_arena_alloc(p->arena, sizeof *child);
    if (child != NULL)
        *child = (assay_json_value){0};
    return child;
}

static assay_status parse_member(parser *p, assay_json_value *child) {
    if (!take(p, '"'))
        return unexpected(p, "a key in quotes");
    ASSAY_TRY(parse_string(p, &child->key));
    if (!take(p, ':'))
        return unexpected(p, "a colon");
    return parse_value(p, child);
}

/* Behind the opening bracket. */
static assay_status parse_children(parser *p, assay_json_value *parent, char close) {
    const assay_json_value **link = &parent->first;
    if (take(p, close))
        return ASSAY_OK;
    if (++p->depth > ASSAY_READ_MAX_DEPTH)
        return assay_fail(p->err, ASSAY_E_LIMIT, "JSON nested deeper than %d at byte %zu",
                          ASSAY_READ_MAX_DEPTH, p->at);
    do {
        assay_json_value *child = new_child(p);
        if (child == NULL)
            return assay_fail_memory(p->err);
        ASSAY_TRY(close == '}' ? parse_member(p, child) : parse_value(p, child));
        *link = child;
        link = &child->next;
    } while (take(p, ','));
    p->depth--;
    return take(p, close) ? ASSAY_OK
                          : unexpected(p, close == '}' ? "a comma or '}'" : "a comma or ']'");
}

static bool is_number_byte(char byte) {
    return (byte >= '0' && byte <= '9') || byte == '+' || byte == '-' || byte == '.' ||
           byte == 'e' || byte == 'E';
}

static assay_status parse_word(parser *p, assay_json_value *out) {
    static const struct {
        const char *word;
        assay_json_kind kind;
    } words[] = {{"true", ASSAY_JSON_TRUE},     {"false", ASSAY_JSON_FALSE},
                 {"null", ASSAY_JSON_NULL},     {"NaN", ASSAY_JSON_NULL},
                 {"Infinity", ASSAY_JSON_NULL}, {"-Infinity", ASSAY_JSON_NULL}};
    assay_span rest = assay_span_skip(p->text, p->at);
    if (rest.data == NULL)
        return unexpected(p, "a value");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        assay_span word = assay_span_of(words[i].word);
        if (assay_span_starts(rest, word)) {
            out->kind = words[i].kind;
            out->text = out->kind != ASSAY_JSON_NULL ? word : (assay_span){NULL, 0};
            p->at += word.size;
            return ASSAY_OK;
        }
    }
    size_t size = 0;
    double number;
    while (size < rest.size && is_number_byte(rest.data[size]))
        size++;
    if (size == 0 || !assay_number_double(&number, assay_span_first(rest, size)))
        return unexpected(p, "a value");
    out->kind = ASSAY_JSON_NUMBER;
    out->text = assay_span_first(rest, size);
    p->at += size;
    return ASSAY_OK;
}

static assay_status parse_value(parser *p, assay_json_value *out) {
    if (take(p, '"')) {
        out->kind = ASSAY_JSON_STRING;
        return parse_string(p, &out->text);
    }
    if (take(p, '{')) {
        out->kind = ASSAY_JSON_OBJECT;
        return parse_children(p, out, '}');
    }
    if (take(p, '[')) {
        out->kind = ASSAY_JSON_ARRAY;
        return parse_children(p, out, ']');
    }
    return parse_word(p, out);
}

assay_status assay_json_parse(const assay_json_value **out, size_t *mended, assay_span text,
                              assay_arena *arena, assay_error *err) {
    parser p = {.text = text, .arena = arena, .err = err};
    assay_json_value *root = new_child(&p);
    size_t nul = assay_span_find_byte(text, '\0');
    if (nul != SIZE_MAX)
        return assay_fail(err, ASSAY_E_FORMAT, "not JSON: a NUL byte at byte %zu", nul);
    if (root == NULL)
        return assay_fail_memory(err);
    ASSAY_TRY(parse_value(&p, root));
    p.at = assay_json_skip_blank(text, p.at);
    if (p.at != text.size)
        return assay_fail(err, ASSAY_E_FORMAT, "something follows the JSON value at byte %zu",
                          p.at);
    *out = root;
    *mended = p.mended;
    return ASSAY_OK;
}

static const assay_json_value *member(const assay_json_value *value, assay_span key) {
    if (value == NULL || value->kind != ASSAY_JSON_OBJECT)
        return NULL;
    for (const assay_json_value *child = value->first; child != NULL; child = child->next)
        if (assay_span_equal(child->key, key))
            return child->kind != ASSAY_JSON_NULL ? child : NULL;
    return NULL;
}

const assay_json_value *assay_json_member(const assay_json_value *value, const char *key) {
    return member(value, assay_span_of(key));
}

const assay_json_value *assay_json_path(const assay_json_value *value, const char *path) {
    assay_span rest = assay_span_of(path);
    while (rest.size != 0)
        value = member(value, assay_span_cut(&rest, '.'));
    return value;
}

assay_span assay_json_text(const assay_json_value *value) {
    return value != NULL ? value->text : (assay_span){NULL, 0};
}

const assay_json_value *assay_json_first(const assay_json_value *value) {
    return value != NULL ? value->first : NULL;
}

bool assay_json_number(double *out, const assay_json_value *value) {
    return value != NULL && value->kind == ASSAY_JSON_NUMBER &&
           assay_number_double(out, value->text);
}
