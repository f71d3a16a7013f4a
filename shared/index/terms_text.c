#include "index/terms_fields.h"

_Static_assert(ASSAY_QUERY_FIELD_COUNT <= 128, "assay_terms.has is two words");

/* The query field a place, or a prefix of words or keywords, answers. */
static const assay_query_field place_fields[ASSAY_PLACE_WHOLE_COUNT] = {
#define X(name) [ASSAY_PLACE_##name] = ASSAY_QUERY_FIELD_##name,
    ASSAY_SCHEMA_PLACES(X)
#undef X
};

static assay_query_field field_with_prefix(const char *prefix) {
    for (int i = 0; i < ASSAY_QUERY_FIELD_COUNT; i++) {
        const char *other = assay_schema_field_of((assay_query_field)i)->prefix;
        if (other != NULL && strcmp(other, prefix) == 0)
            return (assay_query_field)i;
    }
    return ASSAY_QUERY_FIELD_ANY;
}

size_t assay_terms_list_prefixes(const char **out) {
    size_t count = 0;
    for (int i = 0; i < ASSAY_QUERY_FIELD_COUNT; i++) {
        const assay_schema_field *field = assay_schema_field_of((assay_query_field)i);
        bool known = field->store != ASSAY_STORE_WORDS;
        for (size_t k = 0; k < count && !known; k++)
            known = strcmp(out[k], field->prefix) == 0;
        if (!known && count < ASSAY_TERMS_PREFIXES)
            out[count++] = field->prefix;
    }
    return count;
}

static size_t prefix_index(const assay_terms *terms, const char *prefix) {
    size_t i = 0;
    while (i + 1 < terms->prefix_count && strcmp(terms->prefixes[i], prefix) != 0)
        i++;
    return i;
}

/* has: a section tells of itself as well as of the whole. */
static void set_places_have(assay_terms *terms, assay_place place, assay_place whole) {
    static const assay_query_field parts[] = {
        ASSAY_QUERY_FIELD_INTRO,      ASSAY_QUERY_FIELD_METHODS,    ASSAY_QUERY_FIELD_FINDINGS,
        ASSAY_QUERY_FIELD_DISCUSSION, ASSAY_QUERY_FIELD_CONCLUSION, ASSAY_QUERY_FIELD_CASE,
        ASSAY_QUERY_FIELD_SUPPLEMENT};
    assay_terms_set_has(terms, place_fields[whole]);
    if (place == ASSAY_PLACE_FIGURE || place == ASSAY_PLACE_TABLE)
        assay_terms_set_has(terms, ASSAY_QUERY_FIELD_CAPTION);
    if (place < ASSAY_PLACE_WHOLE_COUNT) {
        assay_terms_set_has(terms, place_fields[place]);
        return;
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (assay_schema_field_of(parts[i])->places >> place & 1)
            assay_terms_set_has(terms, parts[i]);
}

/* Ranked values of one place stand together, so that a place has few intervals. */
static void open_place(assay_terms *terms, assay_place place, assay_place whole,
                       uint32_t *previous) {
    assay_buffer_add_byte(&terms->places, (char)place);
    assay_buffer_add_varint(&terms->places, terms->position - *previous);
    *previous = terms->position;
    set_places_have(terms, place, whole);
}

/* What was written last: where, and the place that is open there. */
typedef struct {
    uint32_t position;
    int open;
} place_run;

static assay_status ranked_values(assay_terms *terms, place_run *run, const assay_record *record,
                                  assay_record_field field, assay_place whole, assay_error *err) {
    const assay_span_list *values = &record->text[field];
    unsigned weight = assay_schema_text_of(field)->weight;
    for (size_t k = 0; k < values->count; k++) {
        assay_place own = assay_schema_place(record, field, k);
        if (run->open != (int)own)
            open_place(terms, own, whole, &run->position);
        run->open = (int)own;
        ASSAY_TRY(assay_terms_add_ranked(terms, weight, values->items[k], err));
    }
    return ASSAY_OK;
}

static assay_status ranked_text(assay_terms *terms, const assay_record *record, assay_error *err) {
    assay_record_field present[ASSAY_FIELD_COUNT];
    size_t count = 0;
    for (int i = 0; i < ASSAY_FIELD_COUNT; i++)
        if (record->text[i].count != 0)
            present[count++] = (assay_record_field)i;
    place_run run = {0, -1};
    for (int place = 0; place < ASSAY_PLACE_WHOLE_COUNT; place++) {
        run.open = -1;
        for (size_t i = 0; i < count; i++) {
            const assay_schema_text *how = assay_schema_text_of(present[i]);
            if (how->weight != 0 && (int)how->place == place)
                ASSAY_TRY(ranked_values(terms, &run, record, present[i], (assay_place)place, err));
        }
    }
    return ASSAY_OK;
}

static bool names_people(int field) {
    return field == ASSAY_FIELD_AUTHOR || field == ASSAY_FIELD_INVESTIGATOR ||
           field == ASSAY_FIELD_SUBJECT_NAME;
}

static assay_status add_list(assay_terms *terms, const char *prefix, const assay_span_list *values,
                             assay_error *err) {
    size_t index = prefix_index(terms, prefix);
    for (size_t k = 0; k < values->count; k++)
        ASSAY_TRY(assay_terms_add_words(terms, index, values->items[k], err));
    if (values->count != 0)
        assay_terms_set_has(terms, field_with_prefix(prefix));
    return ASSAY_OK;
}

static assay_status add_people(assay_terms *terms, const char *prefix,
                               const assay_span_list *values, bool given_first, assay_error *err) {
    size_t index = prefix_index(terms, prefix);
    for (size_t k = 0; k < values->count; k++) {
        ASSAY_TRY(assay_terms_add_words(terms, index, values->items[k], err));
        ASSAY_TRY(assay_terms_add_initials(terms, index, values->items[k], given_first, err));
    }
    if (values->count != 0)
        assay_terms_set_has(terms, field_with_prefix(prefix));
    return ASSAY_OK;
}

static assay_status other_text(assay_terms *terms, const assay_record *record, assay_error *err) {
    for (int i = 0; i < ASSAY_FIELD_COUNT; i++) {
        const assay_span_list *values = &record->text[i];
        if (values->count == 0)
            continue;
        const assay_schema_text *how = assay_schema_text_of((assay_record_field)i);
        if (how->prefix != NULL)
            ASSAY_TRY(names_people(i) ? add_people(terms, how->prefix, values,
                                                   i == ASSAY_FIELD_INVESTIGATOR, err)
                                      : add_list(terms, how->prefix, values, err));
        if (how->keyword == NULL)
            continue;
        assay_query_field field = field_with_prefix(how->keyword);
        for (size_t k = 0; k < values->count; k++)
            ASSAY_TRY(assay_terms_add_keyword(terms, field, how->keyword, values->items[k], err));
        assay_terms_set_has(terms, field);
    }
    return ASSAY_OK;
}

static assay_status first_and_last_author(assay_terms *terms, const assay_record *record,
                                          assay_error *err) {
    const assay_span_list *authors = &record->text[ASSAY_FIELD_AUTHOR];
    if (authors->count == 0)
        return ASSAY_OK;
    const assay_span_list first = {authors->items, 1, 1};
    const assay_span_list last = {authors->items + authors->count - 1, 1, 1};
    ASSAY_TRY(add_people(terms, assay_schema_field_of(ASSAY_QUERY_FIELD_FIRST_AUTHOR)->prefix,
                         &first, false, err));
    return add_people(terms, assay_schema_field_of(ASSAY_QUERY_FIELD_LAST_AUTHOR)->prefix, &last,
                      false, err);
}

/* Sites repeat their city and country a hundred times over: each value is kept once. */
static assay_status add_site_value(assay_terms *terms, assay_map *seen, assay_query_field field,
                                   assay_span value, assay_error *err) {
    if (value.size == 0)
        return ASSAY_OK;
    const char *all = assay_schema_field_of(ASSAY_QUERY_FIELD_LOCATION)->prefix;
    const assay_schema_field *own = assay_schema_field_of(field);
    assay_buffer_clear(&terms->scratch);
    assay_buffer_add_byte(&terms->scratch, (char)field);
    assay_buffer_add_span(&terms->scratch, value);
    uint32_t before = assay_map_count(seen);
    uint32_t id = assay_map_intern(seen, assay_buffer_span(&terms->scratch));
    if (id == ASSAY_MAP_NONE)
        return assay_fail_memory(err);
    if (id < before)
        return ASSAY_OK;
    const assay_span_list one = {&value, 1, 1};
    if (own->store == ASSAY_STORE_WORDS && field != ASSAY_QUERY_FIELD_LOCATION)
        ASSAY_TRY(add_list(terms, own->prefix, &one, err));
    return add_list(terms, all, &one, err);
}

static assay_status sites(assay_terms *terms, const assay_record *record, assay_error *err) {
    assay_map seen;
    assay_map_init(&seen);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < record->locations.count && status == ASSAY_OK; i++) {
        const assay_record_location *site = &record->locations.items[i];
        const struct {
            assay_query_field field;
            assay_span value;
        } parts[] = {{ASSAY_QUERY_FIELD_SITE, site->facility},
                     {ASSAY_QUERY_FIELD_CITY, site->city},
                     {ASSAY_QUERY_FIELD_STATE, site->state},
                     {ASSAY_QUERY_FIELD_LOCATION, site->zip},
                     {ASSAY_QUERY_FIELD_COUNTRY, site->country}};
        for (size_t k = 0; k < sizeof parts / sizeof *parts && status == ASSAY_OK; k++)
            status = add_site_value(terms, &seen, parts[k].field, parts[k].value, err);
    }
    assay_map_done(&seen);
    return status;
}

static assay_status references(assay_terms *terms, const assay_record *record, assay_error *err) {
    const char *prefix = assay_schema_field_of(ASSAY_QUERY_FIELD_REFERENCE)->prefix;
    for (size_t i = 0; i < record->references.count; i++) {
        const assay_span_list text = {&record->references.items[i].text, 1, 1};
        if (text.items[0].size != 0)
            ASSAY_TRY(add_list(terms, prefix, &text, err));
        assay_terms_set_has(terms, ASSAY_QUERY_FIELD_REFERENCE);
    }
    return ASSAY_OK;
}

/* Readers keep what closes an article as extra. */
static assay_status acknowledgements(assay_terms *terms, const assay_record *record,
                                     assay_error *err) {
    const char *prefix = assay_schema_field_of(ASSAY_QUERY_FIELD_ACKNOWLEDGEMENT)->prefix;
    for (size_t i = 0; i < record->extra.count; i++) {
        assay_span key = record->extra.items[i].key;
        const assay_span_list one = {&record->extra.items[i].value, 1, 1};
        if (assay_span_equal(key, ASSAY_SPAN("acknowledgements")) ||
            assay_span_equal(key, ASSAY_SPAN("funding")))
            ASSAY_TRY(add_list(terms, prefix, &one, err));
    }
    return ASSAY_OK;
}

assay_status assay_terms_text(assay_terms *terms, const assay_record *record, assay_error *err) {
    ASSAY_TRY(ranked_text(terms, record, err));
    ASSAY_TRY(other_text(terms, record, err));
    ASSAY_TRY(first_and_last_author(terms, record, err));
    if (record->locations.count != 0)
        ASSAY_TRY(sites(terms, record, err));
    ASSAY_TRY(acknowledgements(terms, record, err));
    return references(terms, record, err);
}
