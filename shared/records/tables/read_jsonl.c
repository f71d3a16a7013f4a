/* One JSON object a record: our own dump, BEIR's {"_id","title","text","metadata"}, and whatever names
 * its keys as people do. A line each, or one document that holds them. */
#include "records/json/json.h"
#include "records/json/json_lines.h"
#include "records/record_history.h"
#include "records/record_json_read.h"
#include "records/tables/flat.h"

typedef struct {
    assay_flat flat;
    assay_span map;
} filling;

static assay_status add_value(filling *to, const assay_json_value *item, assay_span name,
                              assay_error *err);

/* {"name": "...", ...} and the like stand for their text. */
static const assay_json_value *text_of_object(const assay_json_value *object) {
    static const char *const keys[] = {"name", "text", "value", "term", "title", "label"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const assay_json_value *item = assay_json_member(object, keys[i]);
        if (item != NULL && item->kind == ASSAY_JSON_STRING)
            return item;
    }
    return NULL;
}

/* Members of an object no key of the model speaks for: "metadata" and other envelopes by their own
 * names, the rest as "outer.inner". */
static assay_status add_members(filling *to, const assay_json_value *object, assay_span name,
                                assay_error *err) {
    bool envelope = assay_span_equal_ascii_case(name, ASSAY_SPAN("metadata")) ||
                    assay_span_equal_ascii_case(name, ASSAY_SPAN("meta"));
    for (const assay_json_value *member = object->first; member != NULL; member = member->next) {
        assay_span key = member->key;
        if (!envelope)
            ASSAY_TRY(assay_arena_format(&key, to->flat.record->arena, err, "%.*s.%.*s",
                                         ASSAY_SPAN_ARG(name), ASSAY_SPAN_ARG(member->key)));
        ASSAY_TRY(add_value(to, member, key, err));
    }
    return ASSAY_OK;
}

static assay_status add_scalar(filling *to, const assay_json_value *item, assay_span name,
                               bool split, assay_error *err) {
    assay_column column = assay_column_mapped(to->map, name);
    return assay_flat_add(&to->flat, column, name, item->text, split, err);
}

static assay_status add_value(filling *to, const assay_json_value *item, assay_span name,
                              assay_error *err) {
    if (item->kind == ASSAY_JSON_ARRAY && item->first != NULL) {
        for (const assay_json_value *element = item->first; element != NULL;
             element = element->next) {
            if (element->kind >= ASSAY_JSON_ARRAY)
                ASSAY_TRY(add_value(to, element, name, err));
            else
                ASSAY_TRY(add_scalar(to, element, name, false, err));
        }
        return ASSAY_OK;
    }
    if (item->kind != ASSAY_JSON_OBJECT)
        return add_scalar(to, item, name, true, err);
    bool known = assay_column_mapped(to->map, name).kind != ASSAY_COLUMN_EXTRA;
    const assay_json_value *text = known ? text_of_object(item) : NULL;
    if (text != NULL)
        return add_scalar(to, text, name, false, err);
    return add_members(to, item, name, err);
}

/* A record as we print it. */
static bool is_ours(const assay_json_value *object, const assay_read_options *options) {
    double schema;
    return options->map.size == 0 &&
           assay_json_number(&schema, assay_json_member(object, "schema"));
}

static assay_status fill_record(assay_record *record, const assay_json_value *object,
                                const assay_read_options *options, assay_error *err) {
    if (object->kind != ASSAY_JSON_OBJECT)
        return assay_fail(err, ASSAY_E_FORMAT, "a record is a JSON object, this is something else");
    if (is_ours(object, options)) {
        ASSAY_TRY(assay_record_json_read_tree(record, object, err));
        return record->identity.size != 0
                   ? ASSAY_OK
                   : assay_record_identify(record, (assay_span){NULL, 0}, err);
    }
    filling to = {.map = options->map};
    assay_flat_begin(&to.flat, record);
    record->source_format = ASSAY_SPAN("jsonl");
    for (const assay_json_value *item = object->first; item != NULL; item = item->next)
        ASSAY_TRY(add_value(&to, item, item->key, err));
    return assay_flat_finish(&to.flat, options->default_type, err);
}

static assay_status add_rest(assay_record *record, const assay_json_value *object,
                             const assay_read_options *options, assay_error *err) {
    if (is_ours(object, options))
        ASSAY_TRY(assay_record_history_read(record, object, assay_date_today(), err));
    return assay_flat_note(record, err);
}

static bool is_record_key(assay_span key) {
    assay_column_kind kind = assay_column_named(key).kind;
    return assay_span_equal(key, ASSAY_SPAN("schema")) || kind == ASSAY_COLUMN_SOURCE_ID ||
           kind == ASSAY_COLUMN_TEXT || kind == ASSAY_COLUMN_ID || kind == ASSAY_COLUMN_TRIAL_IDS ||
           (kind == ASSAY_COLUMN_FIELD && (assay_column_named(key).field == ASSAY_FIELD_TITLE ||
                                           assay_column_named(key).field == ASSAY_FIELD_SUMMARY));
}

static assay_status read_jsonl(assay_input *input, const assay_read_options *options,
                               const assay_record_sink *sink, assay_error *err) {
    ASSAY_TRY(assay_column_check_map(options->map, err));
    const assay_json_format format = {.fill = fill_record,
                                      .add = add_rest,
                                      .is_record_key =
                                          options->map.size == 0 ? is_record_key : NULL};
    return assay_json_lines_read(input, &format, options, sink, err);
}

static int detect_jsonl(assay_span head, assay_span name) {
    assay_span start = assay_span_trim(head);
    bool named = assay_span_ends(name, ASSAY_SPAN(".jsonl")) ||
                 assay_span_ends(name, ASSAY_SPAN(".ndjson")) ||
                 assay_span_ends(name, ASSAY_SPAN(".json"));
    if (start.size < 2 || (start.data[0] != '{' && start.data[0] != '['))
        return 0;
    size_t next = assay_json_skip_blank(start, 1);
    bool json = next < start.size && strchr("{[\"]}", start.data[next]) != NULL;
    return json ? (named ? 60 : 50) : 0;
}

const assay_format assay_format_jsonl = {
    "jsonl", "one JSON object a record: ours, BEIR's, or keys named by --map", detect_jsonl,
    read_jsonl};
