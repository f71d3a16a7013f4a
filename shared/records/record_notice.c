#include "records/record_notice.h"

#include "base/json_write.h"
#include "records/record_versions.h"

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
        if (!assay_versions_hold(other, at))
            write_value(json, at);
    assay_json_close(json, ']');
}

static assay_status write_difference(void *user, assay_span key, const assay_json_value *from,
                                     const assay_json_value *to, assay_error *err) {
    assay_json_writer *json = user;
    (void)err;
    write_key(json, key);
    assay_json_open(json, '{');
    write_side(json, "from", from, to);
    write_side(json, "to", to, from);
    assay_json_close(json, '}');
    return ASSAY_OK;
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
    if (from != NULL && to != NULL) {
        assay_json_key(&json, "fields");
        assay_json_open(&json, '{');
        ASSAY_TRY(assay_versions_compare(write_difference, &json, from, to, err));
        assay_json_close(&json, '}');
    }
    assay_json_close(&json, '}');
    return assay_buffer_check(out, err);
}

assay_status assay_record_notice_write(assay_buffer *out, assay_span identity, assay_span before,
                                       bool was_there, const assay_record *after,
                                       assay_error *err) {
    const assay_json_value *from = NULL, *to = NULL;
    assay_arena arena;
    assay_buffer text;
    assay_arena_init(&arena);
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_status status = assay_versions_read(&from, &to, &text, &arena, before, after, err);
    if (status == ASSAY_OK)
        status = write_notice(out, identity, from, was_there, to, err);
    assay_buffer_done(&text);
    assay_arena_done(&arena);
    return status;
}
