#include "records/record_history.h"

#include "base/number.h"

enum { FIELD_MAX = 64 };

/* ---- written ---- */

static void write_day(assay_json_writer *json, const char *key, assay_date day) {
    char text[11];
    size_t size = assay_date_print(text, day);
    assay_json_string_at(json, key, assay_span_make(text, size));
}

static bool is_known(const assay_history *history, const assay_changes *changes) {
    return history->first_indexed != 0 || history->changed != 0 || history->changes != 0 ||
           changes->count != 0;
}

assay_status assay_record_history_add(assay_buffer *out, const assay_history *history,
                                      const assay_changes *changes, assay_error *err) {
    if (out->size == 0 || out->data[out->size - 1] != '}')
        return assay_fail(err, ASSAY_E_BUG, "a record's JSON is no object");
    if (!is_known(history, changes))
        return ASSAY_OK;
    out->size--;
    assay_json_writer json = assay_json_writer_on(out);
    json.need_comma = true;
    assay_json_key(&json, "history");
    assay_json_open(&json, '{');
    assay_json_uint_at(&json, "version", ASSAY_RECORD_HISTORY_VERSION);
    write_day(&json, "first_indexed", history->first_indexed);
    write_day(&json, "last_changed", history->changed);
    assay_json_uint_at(&json, "updates", history->changes);
    assay_json_key(&json, "changes");
    assay_record_changes_json(&json, changes);
    assay_json_uint_at(&json, "not_kept", changes->dropped);
    assay_json_close(&json, '}');
    assay_json_close(&json, '}');
    return assay_buffer_check(out, err);
}

/* ---- read ---- */

static assay_status wrong(const char *key, const char *wanted, assay_error *err) {
    return assay_fail(err, ASSAY_E_FORMAT, "\"%s\" is not %s", key, wanted);
}

static assay_status read_number(uint64_t *out, const assay_json_value *object, const char *key,
                                uint64_t most, assay_error *err) {
    const assay_json_value *value = assay_json_member(object, key);
    uint64_t number = 0;
    if (value != NULL && (value->kind != ASSAY_JSON_NUMBER ||
                          !assay_number_u64(&number, value->text) || number > most))
        return wrong(key, "a whole number in its range", err);
    *out = number;
    return ASSAY_OK;
}

static assay_status read_day(assay_date *out, const assay_json_value *object, const char *key,
                             assay_error *err) {
    const assay_json_value *value = assay_json_member(object, key);
    assay_date day = 0;
    if (value != NULL && (value->kind != ASSAY_JSON_STRING ||
                          (value->text.size != 0 &&
                           (!assay_date_parse(&day, value->text) || assay_date_first(day) != day))))
        return wrong(key, "a day such as \"2026-05-17\"", err);
    *out = day;
    return ASSAY_OK;
}

static assay_status read_value(assay_span *out, assay_arena *arena, const assay_json_value *object,
                               const char *key, assay_error *err) {
    const assay_json_value *value = assay_json_member(object, key);
    if (value == NULL)
        return ASSAY_OK;
    if (value->kind != ASSAY_JSON_STRING)
        return wrong(key, "a string", err);
    if (value->text.size > ASSAY_CHANGE_VALUE_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "\"%s\" has more than %d bytes", key,
                          ASSAY_CHANGE_VALUE_MAX);
    return assay_arena_copy(out, arena, value->text, err);
}

/* A key of a record's JSON, of a later version's too: it becomes part of a term. */
static bool is_field(assay_span name) {
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        if (!(c >= 'a' && c <= 'z') && !(i != 0 && ((c >= '0' && c <= '9') || c == '_')))
            return false;
    }
    return name.size != 0 && name.size <= FIELD_MAX;
}

static assay_status read_kind(assay_change *change, const assay_json_value *object,
                              assay_error *err) {
    const assay_json_value *value = assay_json_member(object, "kind");
    bool has_values = change->from.size != 0 || change->to.size != 0;
    if (value == NULL && has_values)
        return ASSAY_OK;
    if (value == NULL)
        return assay_fail(err, ASSAY_E_FORMAT, "neither \"from\", \"to\" nor \"kind\" is there");
    bool order = value->kind == ASSAY_JSON_STRING &&
                 assay_span_equal(value->text, ASSAY_SPAN(ASSAY_CHANGE_KIND_ORDER));
    bool old = value->kind == ASSAY_JSON_STRING &&
               assay_span_equal(value->text, ASSAY_SPAN(ASSAY_CHANGE_KIND_OLD));
    if ((!order && !old) || has_values)
        return wrong("kind", "\"order\" or \"old\" without values", err);
    change->kind = order ? ASSAY_CHANGE_ORDER : ASSAY_CHANGE_OLD;
    return ASSAY_OK;
}

static assay_status read_change(assay_change *out, assay_arena *arena,
                                const assay_json_value *object, uint64_t updates,
                                assay_error *err) {
    uint64_t update = 0;
    assay_change change = {0};
    if (object->kind != ASSAY_JSON_OBJECT)
        return assay_fail(err, ASSAY_E_FORMAT, "it is no object");
    ASSAY_TRY(read_number(&update, object, "update", updates, err));
    ASSAY_TRY(read_day(&change.date, object, "date", err));
    if (update == 0 || change.date == 0)
        return wrong(update == 0 ? "update" : "date", "there", err);
    const assay_json_value *field = assay_json_member(object, "field");
    if (field == NULL || field->kind != ASSAY_JSON_STRING || !is_field(field->text))
        return wrong("field", "a key of a record", err);
    ASSAY_TRY(assay_arena_copy(&change.key, arena, field->text, err));
    ASSAY_TRY(read_value(&change.from, arena, object, "from", err));
    ASSAY_TRY(read_value(&change.to, arena, object, "to", err));
    ASSAY_TRY(read_kind(&change, object, err));
    change.update = (uint32_t)update;
    *out = change;
    return ASSAY_OK;
}

static assay_status read_changes(assay_changes *out, assay_arena *arena,
                                 const assay_json_value *history, uint32_t updates,
                                 assay_error *err) {
    const assay_json_value *list = assay_json_member(history, "changes");
    assay_changes changes = {0};
    uint64_t latest = updates;
    if (list != NULL && list->kind != ASSAY_JSON_ARRAY)
        return wrong("changes", "an array", err);
    for (const assay_json_value *at = assay_json_first(list); at != NULL; at = at->next) {
        ASSAY_TRY(assay_arena_grow(arena, &changes.items, &changes.capacity, changes.count,
                                   sizeof *changes.items, err));
        assay_change *change = &changes.items[changes.count++];
        assay_status status = read_change(change, arena, at, latest, err);
        if (status != ASSAY_OK)
            return assay_fail_in(err, "change %zu", changes.count);
        latest = change->update;
        if (!assay_record_changes_fit(&changes))
            return assay_fail(err, ASSAY_E_LIMIT, "its changes take more than %d bytes",
                              ASSAY_CHANGES_BYTES);
    }
    ASSAY_TRY(read_number(&changes.dropped, history, "not_kept", UINT32_MAX, err));
    if (changes.dropped != 0 && changes.count == 0) /* the latest of each field stays */
        return wrong("not_kept", "0 where no change is kept", err);
    *out = changes;
    return ASSAY_OK;
}

static assay_status check_version(const assay_json_value *history, assay_error *err) {
    uint64_t version = 0;
    if (history->kind != ASSAY_JSON_OBJECT)
        return assay_fail(err, ASSAY_E_FORMAT, "it is no object");
    ASSAY_TRY(read_number(&version, history, "version", UINT32_MAX, err));
    if (version != ASSAY_RECORD_HISTORY_VERSION)
        return assay_fail(err, ASSAY_E_VERSION, "it has version %llu, this program's is %d",
                          (unsigned long long)version, ASSAY_RECORD_HISTORY_VERSION);
    return ASSAY_OK;
}

static assay_status read_days(assay_history *out, const assay_json_value *history, assay_date today,
                              assay_error *err) {
    ASSAY_TRY(read_day(&out->first_indexed, history, "first_indexed", err));
    ASSAY_TRY(read_day(&out->changed, history, "last_changed", err));
    if (out->changed != 0 && out->first_indexed > out->changed)
        return assay_fail(err, ASSAY_E_FORMAT, "it changed before it was first indexed");
    assay_date last = out->changed > out->first_indexed ? out->changed : out->first_indexed;
    if (last > assay_date_add_days(today, 1)) /* clocks differ */
        return assay_fail(err, ASSAY_E_FORMAT, "it has a day that is still to come");
    return ASSAY_OK;
}

assay_status assay_record_history_read(assay_record *record, const assay_json_value *object,
                                       assay_date today, assay_error *err) {
    const assay_json_value *value = assay_json_member(object, "history");
    uint64_t updates = 0;
    record->history = NULL;
    if (value == NULL)
        return ASSAY_OK;
    assay_record_history *read = assay_arena_alloc(record->arena, sizeof *read);
    if (read == NULL)
        return assay_fail_memory(err);
    *read = (assay_record_history){0};
    assay_status status = check_version(value, err);
    if (status == ASSAY_OK)
        status = read_days(&read->history, value, today, err);
    if (status == ASSAY_OK)
        status = read_number(&updates, value, "updates", INT32_MAX, err);
    read->history.changes = (uint32_t)updates;
    if (status == ASSAY_OK)
        status = read_changes(&read->changes, record->arena, value, (uint32_t)updates, err);
    if (status != ASSAY_OK)
        return assay_fail_in(err, "its history is not taken over");
    if (is_known(&read->history, &read->changes))
        record->history = read;
    return ASSAY_OK;
}
