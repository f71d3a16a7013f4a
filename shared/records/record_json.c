#include "records/record_json.h"

#include "base/number.h"
#include "records/record_json_read.h"

/* {"schema":1,"id":"pmid:1","type":"abstract","source_format":"nbib","title":["..."],...,
 *  "published":"2024-05","enrolment":12,...,"ids":["pmid:1","doi:10.99999/x"],
 *  "locations":[{...}],"references":[{...}],"extra":[{"key":"...","value":"..."}]} */

static void write_texts(assay_json_writer *json, const assay_record *record) {
    for (int i = 0; i < ASSAY_FIELD_COUNT; i++) {
        const assay_span_list *list = &record->text[i];
        if (list->count == 0)
            continue;
        assay_json_key(json, assay_record_field_key((assay_record_field)i));
        assay_json_open(json, '[');
        for (size_t k = 0; k < list->count; k++)
            assay_json_string(json, list->items[k]);
        assay_json_close(json, ']');
    }
}

static void write_numbers(assay_json_writer *json, const assay_record *record) {
    for (int i = 0; i < ASSAY_DATE_COUNT; i++)
        if (record->dates[i] != 0) {
            char text[11];
            size_t size = assay_date_print(text, record->dates[i]);
            assay_json_string_at(json, assay_record_date_key((assay_record_date)i),
                                 assay_span_make(text, size));
        }
    if (record->enrolment >= 0)
        assay_json_int_at(json, "enrolment", record->enrolment);
    if (record->min_age_days >= 0)
        assay_json_int_at(json, "min_age_days", record->min_age_days);
    if (record->max_age_days >= 0)
        assay_json_int_at(json, "max_age_days", record->max_age_days);
    if (record->updates >= 0)
        assay_json_int_at(json, "updates", record->updates);
    if (record->healthy_volunteers >= 0)
        assay_json_bool_at(json, "healthy_volunteers", record->healthy_volunteers != 0);
    if (record->has_results >= 0)
        assay_json_bool_at(json, "has_results", record->has_results != 0);
}

static void write_string_unless_empty(assay_json_writer *json, const char *key, assay_span text) {
    if (text.size != 0)
        assay_json_string_at(json, key, text);
}

static void write_location(assay_json_writer *json, const assay_record_location *at) {
    assay_json_open(json, '{');
    write_string_unless_empty(json, "facility", at->facility);
    write_string_unless_empty(json, "city", at->city);
    write_string_unless_empty(json, "state", at->state);
    write_string_unless_empty(json, "zip", at->zip);
    write_string_unless_empty(json, "country", at->country);
    write_string_unless_empty(json, "status", at->status);
    if (at->has_point) {
        assay_json_double_at(json, "latitude", at->latitude);
        assay_json_double_at(json, "longitude", at->longitude);
    }
    assay_json_close(json, '}');
}

static void write_reference(assay_json_writer *json, const assay_record_reference *to) {
    assay_json_open(json, '{');
    write_string_unless_empty(json, "relation", to->relation);
    write_string_unless_empty(json, "text", to->text);
    write_string_unless_empty(json, "pmid", to->pmid);
    write_string_unless_empty(json, "pmcid", to->pmcid);
    write_string_unless_empty(json, "doi", to->doi);
    write_string_unless_empty(json, "nct", to->nct);
    assay_json_close(json, '}');
}

static void write_ids(assay_json_writer *json, const assay_record *record) {
    assay_json_key(json, "ids");
    assay_json_open(json, '[');
    for (size_t i = 0; i < record->ids.count; i++) {
        char joined[512]; /* scheme and value are both bounded: records/identifier.h */
        const assay_record_id *id = &record->ids.items[i];
        size_t size = id->scheme.size + 1 + id->value.size;
        if (size > sizeof joined)
            continue;
        memcpy(joined, id->scheme.data, id->scheme.size);
        joined[id->scheme.size] = ':';
        memcpy(joined + id->scheme.size + 1, id->value.data, id->value.size);
        assay_json_string(json, assay_span_make(joined, size));
    }
    assay_json_close(json, ']');
}

static void write_structs(assay_json_writer *json, const assay_record *record) {
    if (record->ids.count != 0)
        write_ids(json, record);
    if (record->locations.count != 0) {
        assay_json_key(json, "locations");
        assay_json_open(json, '[');
        for (size_t i = 0; i < record->locations.count; i++)
            write_location(json, &record->locations.items[i]);
        assay_json_close(json, ']');
    }
    if (record->references.count != 0) {
        assay_json_key(json, "references");
        assay_json_open(json, '[');
        for (size_t i = 0; i < record->references.count; i++)
            write_reference(json, &record->references.items[i]);
        assay_json_close(json, ']');
    }
    if (record->extra.count == 0)
        return;
    assay_json_key(json, "extra");
    assay_json_open(json, '[');
    for (size_t i = 0; i < record->extra.count; i++) {
        assay_json_open(json, '{');
        assay_json_string_at(json, "key", record->extra.items[i].key);
        assay_json_string_at(json, "value", record->extra.items[i].value);
        assay_json_close(json, '}');
    }
    assay_json_close(json, ']');
}

void assay_record_json_write(assay_buffer *out, const assay_record *record) {
    assay_json_writer json = assay_json_writer_on(out);
    assay_json_open(&json, '{');
    assay_json_int_at(&json, "schema", ASSAY_RECORD_SCHEMA);
    assay_json_string_at(&json, "id", record->identity);
    assay_json_string_at(&json, "type", assay_span_of(assay_record_type_name(record->type)));
    write_string_unless_empty(&json, "source_format", record->source_format);
    write_texts(&json, record);
    write_numbers(&json, record);
    write_structs(&json, record);
    assay_json_close(&json, '}');
}

static assay_status wrong(const assay_json_value *item, const char *wanted, assay_error *err) {
    return assay_fail(err, ASSAY_E_FORMAT, "key \"%.*s\" is not %s",
                      ASSAY_SPAN_ARG(assay_span_first(item->key, 60)), wanted);
}

static assay_status read_field(assay_record *record, assay_record_field field,
                               const assay_json_value *item, assay_error *err) {
    if (item->kind == ASSAY_JSON_STRING)
        return assay_record_add(record, field, item->text, err);
    if (item->kind != ASSAY_JSON_ARRAY)
        return wrong(item, "an array of strings", err);
    for (const assay_json_value *element = item->first; element != NULL; element = element->next) {
        if (element->kind != ASSAY_JSON_STRING)
            return wrong(item, "an array of strings", err);
        ASSAY_TRY(assay_record_add(record, field, element->text, err));
    }
    return ASSAY_OK;
}

static assay_status read_ids(assay_record *record, const assay_json_value *item, assay_error *err) {
    for (const assay_json_value *element = item->first; element != NULL; element = element->next) {
        assay_span value = element->text, scheme_copy;
        assay_span scheme = assay_span_cut(&value, ':');
        if (scheme.size == 0 || value.size == 0)
            return wrong(item, "an array of \"scheme:value\"", err);
        ASSAY_TRY(assay_arena_copy(&scheme_copy, record->arena, scheme, err));
        ASSAY_TRY(assay_record_add_id(record, scheme_copy.data, value, err));
    }
    return ASSAY_OK;
}

static assay_status read_locations(assay_record *record, const assay_json_value *item,
                                   assay_error *err) {
    for (const assay_json_value *from = item->first; from != NULL; from = from->next) {
        assay_record_location at = {.facility = assay_json_text_at(from, "facility"),
                                    .city = assay_json_text_at(from, "city"),
                                    .state = assay_json_text_at(from, "state"),
                                    .zip = assay_json_text_at(from, "zip"),
                                    .country = assay_json_text_at(from, "country"),
                                    .status = assay_json_text_at(from, "status")};
        at.has_point = assay_json_number(&at.latitude, assay_json_member(from, "latitude")) &&
                       assay_json_number(&at.longitude, assay_json_member(from, "longitude"));
        ASSAY_TRY(assay_record_add_location(record, &at, err));
    }
    return ASSAY_OK;
}

static assay_status read_references(assay_record *record, const assay_json_value *item,
                                    assay_error *err) {
    for (const assay_json_value *from = item->first; from != NULL; from = from->next) {
        const assay_record_reference to = {.relation = assay_json_text_at(from, "relation"),
                                           .text = assay_json_text_at(from, "text"),
                                           .pmid = assay_json_text_at(from, "pmid"),
                                           .pmcid = assay_json_text_at(from, "pmcid"),
                                           .doi = assay_json_text_at(from, "doi"),
                                           .nct = assay_json_text_at(from, "nct")};
        ASSAY_TRY(assay_record_add_reference(record, &to, err));
    }
    return ASSAY_OK;
}

static assay_status read_extra(assay_record *record, const assay_json_value *item,
                               assay_error *err) {
    for (const assay_json_value *from = item->first; from != NULL; from = from->next) {
        assay_span key = assay_json_text_at(from, "key");
        if (key.size == 0)
            return wrong(item, "an array of {\"key\",\"value\"}", err);
        ASSAY_TRY(assay_record_add_extra(record, key, assay_json_text_at(from, "value"), err));
    }
    return ASSAY_OK;
}

static assay_status read_count(assay_record *record, const assay_json_value *item,
                               assay_error *err) {
    bool enrolment = assay_span_equal(item->key, ASSAY_SPAN("enrolment"));
    int64_t number;
    if (!assay_number_i64(&number, item->text) || number < 0 || (!enrolment && number > INT32_MAX))
        return wrong(item, "a number in its range", err);
    if (enrolment)
        record->enrolment = number;
    else if (assay_span_equal(item->key, ASSAY_SPAN("min_age_days")))
        record->min_age_days = (int32_t)number;
    else if (assay_span_equal(item->key, ASSAY_SPAN("max_age_days")))
        record->max_age_days = (int32_t)number;
    else
        record->updates = (int32_t)number;
    return ASSAY_OK;
}

static assay_status read_flag(assay_record *record, const assay_json_value *item,
                              assay_error *err) {
    if (item->kind != ASSAY_JSON_TRUE && item->kind != ASSAY_JSON_FALSE)
        return wrong(item, "true or false", err);
    int8_t flag = item->kind == ASSAY_JSON_TRUE ? 1 : 0;
    if (assay_span_equal(item->key, ASSAY_SPAN("has_results")))
        record->has_results = flag;
    else
        record->healthy_volunteers = flag;
    return ASSAY_OK;
}

static assay_status read_head(assay_record *record, const assay_json_value *item,
                              assay_error *err) {
    if (item->kind != ASSAY_JSON_STRING)
        return wrong(item, "a string", err);
    if (assay_span_equal(item->key, ASSAY_SPAN("type")))
        return assay_record_type_parse(&record->type, item->text)
                   ? ASSAY_OK
                   : wrong(item, "a type of record", err);
    assay_span *out =
        assay_span_equal(item->key, ASSAY_SPAN("id")) ? &record->identity : &record->source_format;
    return assay_arena_copy(out, record->arena, item->text, err);
}

typedef assay_status read_key(assay_record *record, const assay_json_value *item, assay_error *err);

static read_key *reader_of(assay_span key) {
    static const struct {
        const char *key;
        read_key *read;
    } readers[] = {{"id", read_head},
                   {"type", read_head},
                   {"source_format", read_head},
                   {"ids", read_ids},
                   {"locations", read_locations},
                   {"references", read_references},
                   {"extra", read_extra},
                   {"enrolment", read_count},
                   {"min_age_days", read_count},
                   {"max_age_days", read_count},
                   {"updates", read_count},
                   {"healthy_volunteers", read_flag},
                   {"has_results", read_flag}};
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (assay_span_equal(key, assay_span_of(readers[i].key)))
            return readers[i].read;
    return NULL;
}

static assay_status read_date(assay_record *record, assay_record_date date,
                              const assay_json_value *item, assay_error *err) {
    return assay_date_parse(&record->dates[date], item->text) ? ASSAY_OK
                                                              : wrong(item, "a date", err);
}

static assay_status read_item(assay_record *record, const assay_json_value *item,
                              assay_error *err) {
    read_key *read = reader_of(item->key);
    if (read != NULL)
        return read(record, item, err);
    for (int i = 0; i < ASSAY_FIELD_COUNT; i++)
        if (assay_span_equal(item->key,
                             assay_span_of(assay_record_field_key((assay_record_field)i))))
            return read_field(record, (assay_record_field)i, item, err);
    for (int i = 0; i < ASSAY_DATE_COUNT; i++)
        if (assay_span_equal(item->key, assay_span_of(assay_record_date_key((assay_record_date)i))))
            return read_date(record, (assay_record_date)i, item, err);
    return ASSAY_OK; /* "schema", and keys of a later minor change */
}

static assay_status check_schema(const assay_json_value *object, assay_error *err) {
    double schema;
    if (!assay_json_number(&schema, assay_json_member(object, "schema")))
        return assay_fail(err, ASSAY_E_FORMAT, "no record: it has no \"schema\" number");
    if (schema > ASSAY_RECORD_SCHEMA)
        return assay_fail(err, ASSAY_E_VERSION,
                          "record schema %.0f is newer than this program's (%d)", schema,
                          ASSAY_RECORD_SCHEMA);
    return ASSAY_OK;
}

assay_status assay_record_json_read_tree(assay_record *record, const assay_json_value *object,
                                         assay_error *err) {
    if (object->kind != ASSAY_JSON_OBJECT)
        return assay_fail(err, ASSAY_E_FORMAT, "a record is a JSON object");
    ASSAY_TRY(check_schema(object, err));
    for (const assay_json_value *item = object->first; item != NULL; item = item->next)
        ASSAY_TRY(read_item(record, item, err));
    return ASSAY_OK;
}

assay_status assay_record_json_read(assay_record *record, assay_span json, assay_error *err) {
    assay_arena arena;
    const assay_json_value *object = NULL;
    size_t mended;
    assay_arena_init(&arena);
    assay_status status = assay_json_parse(&object, &mended, json, &arena, err);
    if (status == ASSAY_OK)
        status = assay_record_json_read_tree(record, object, err);
    assay_arena_done(&arena);
    return status;
}
