#include "records/record_notice.h"

#include "base/json_write.h"
#include "records/json/json_tree.h"
#include "records/record_json.h"

static bool is_equal(const assay_json_value *a, const assay_json_value *b) {
    if (a->kind != b->kind || !assay_span_equal(a->text, b->text))
        return false;
    const assay_json_value *x = a->first, *y = b->first;
    for (; x != NULL && y != NULL; x = x->next, y = y->next)
        if (!assay_span_equal(x->key, y->key) || !is_equal(x, y))
            return false;
    return x == NULL && y == NULL;
}

static bool holds(const assay_json_value *list, const assay_json_value *value) {
    for (const assay_json_value *at = list->first; at != NULL; at = at->next)
        if (is_equal(at, value))
            return true;
    return false;
}

/* Every key of a record's JSON is short and needs no escape. */
static void write_key(assay_json_writer *json, assay_span key) {
    char text[64];
    size_t size = key.size < sizeof text ? key.size : sizeof text - 1;
    memcpy(text, key.data, size);
    text[size] = '\0';
    assay_json_key(json, text);
}

static void write_value(assay_json_writer *json, const assay_json_value *value) {
    bool is_object = value->kind == ASSAY_JSON_OBJECT;
    if (value->kind == ASSAY_JSON_STRING) {
        assay_json_string(json, value->text);
    } else if (is_object || value->kind == ASSAY_JSON_ARRAY) {
        assay_json_open(json, is_object ? '{' : '[');
        for (const assay_json_value *at = value->first; at != NULL; at = at->next) {
            if (is_object)
                write_key(json, at->key);
            write_value(json, at);
        }
        assay_json_close(json, is_object ? '}' : ']');
    } else if (value->kind == ASSAY_JSON_NULL) {
        assay_json_null(json);
    } else {
        assay_json_raw(json, value->text);
    }
}

/* The side's value; of a list what the other side's list lacks. */
static void write_side(assay_json_writer *json, const char *key, const assay_json_value *side,
                       const assay_json_value *other) {
    if (side == NULL)
        return;
    assay_json_key(json, key);
    if (side->kind != ASSAY_JSON_ARRAY || other == NULL || other->kind != ASSAY_JSON_ARRAY) {
        write_value(json, side);
        return;
    }
    assay_json_open(json, '[');
    for (const assay_json_value *at = side->first; at != NULL; at = at->next)
        if (!holds(other, at))
            write_value(json, at);
    assay_json_close(json, ']');
}

static const assay_json_value *member(const assay_json_value *object, assay_span key) {
    for (const assay_json_value *at = object->first; at != NULL; at = at->next)
        if (assay_span_equal(at->key, key))
            return at;
    return NULL;
}

/* How the record came here is no news. */
static bool is_told(assay_span key) {
    return !assay_span_equal(key, ASSAY_SPAN("schema")) &&
           !assay_span_equal(key, ASSAY_SPAN("id")) &&
           !assay_span_equal(key, ASSAY_SPAN("source_format"));
}

static void write_difference(assay_json_writer *json, assay_span key, const assay_json_value *from,
                             const assay_json_value *to) {
    if (!is_told(key) || (from != NULL && to != NULL && is_equal(from, to)))
        return;
    write_key(json, key);
    assay_json_open(json, '{');
    write_side(json, "from", from, to);
    write_side(json, "to", to, from);
    assay_json_close(json, '}');
}

static void write_fields(assay_json_writer *json, const assay_json_value *from,
                         const assay_json_value *to) {
    assay_json_key(json, "fields");
    assay_json_open(json, '{');
    for (const assay_json_value *at = to->first; at != NULL; at = at->next)
        write_difference(json, at->key, member(from, at->key), at);
    for (const assay_json_value *at = from->first; at != NULL; at = at->next)
        if (member(to, at->key) == NULL)
            write_difference(json, at->key, at, NULL);
    assay_json_close(json, '}');
}

static assay_status write_notice(assay_buffer *out, assay_span identity,
                                 const assay_json_value *from, bool was_there,
                                 const assay_json_value *to, assay_error *err) {
    const char *change = to == NULL ? "deleted" : was_there ? "replaced" : "added";
    const assay_json_value *title = assay_json_member(to != NULL ? to : from, "title");
    assay_json_writer json = assay_json_writer_on(out);
    assay_json_open(&json, '{');
    assay_json_int_at(&json, "assay_notice", ASSAY_RECORD_NOTICE_VERSION);
    assay_json_string_at(&json, "id", identity);
    assay_json_string_at(&json, "change", assay_span_of(change));
    if (title != NULL && title->first != NULL)
        assay_json_string_at(&json, "title", title->first->text);
    if (from != NULL && to != NULL)
        write_fields(&json, from, to);
    assay_json_close(&json, '}');
    return assay_buffer_check(out, err);
}

static assay_status read_versions(const assay_json_value **from, const assay_json_value **to,
                                  assay_buffer *text, assay_arena *arena, assay_span before,
                                  const assay_record *after, assay_error *err) {
    size_t mended = 0;
    if (before.size != 0)
        ASSAY_TRY(assay_json_parse(from, &mended, before, arena, err));
    if (after == NULL)
        return ASSAY_OK;
    assay_record_json_write(text, after);
    ASSAY_TRY(assay_buffer_check(text, err));
    return assay_json_parse(to, &mended, assay_buffer_span(text), arena, err);
}

assay_status assay_record_notice_write(assay_buffer *out, assay_span identity, assay_span before,
                                       bool was_there, const assay_record *after,
                                       assay_error *err) {
    const assay_json_value *from = NULL, *to = NULL;
    assay_arena arena;
    assay_buffer text;
    assay_arena_init(&arena);
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_status status = read_versions(&from, &to, &text, &arena, before, after, err);
    if (status == ASSAY_OK)
        status = write_notice(out, identity, from, was_there, to, err);
    assay_buffer_done(&text);
    assay_arena_done(&arena);
    return status;
}
