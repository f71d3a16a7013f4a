#include "records/record.h"

#include "base/number.h"
#include "records/identifier.h"

static const char *const field_keys[] = {
#define X(name, key) key,
    ASSAY_RECORD_FIELDS(X)
#undef X
};
static const char *const date_keys[] = {
#define X(name, key) key,
    ASSAY_RECORD_DATES(X)
#undef X
};
static const char *const type_names[] = {"abstract", "trial", "fulltext"};

void assay_record_init(assay_record *record, assay_arena *arena) {
    memset(record, 0, sizeof *record);
    record->arena = arena;
    record->enrolment = -1;
    record->min_age_days = ASSAY_AGE_UNKNOWN;
    record->max_age_days = ASSAY_AGE_UNKNOWN;
    record->updates = -1;
    record->healthy_volunteers = -1;
    record->has_results = -1;
}

assay_status assay_record_add_held(assay_record *record, assay_record_field field, assay_span value,
                                   assay_error *err) {
    assay_span_list *list = &record->text[field];
    value = assay_span_trim(value);
    if (value.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_grow(record->arena, &list->items, &list->capacity, list->count,
                               sizeof *list->items, err));
    list->items[list->count++] = value;
    return ASSAY_OK;
}

assay_status assay_record_add(assay_record *record, assay_record_field field, assay_span value,
                              assay_error *err) {
    assay_span copy;
    value = assay_span_trim(value);
    if (value.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_copy(&copy, record->arena, value, err));
    return assay_record_add_held(record, field, copy, err);
}

assay_status assay_record_add_once(assay_record *record, assay_record_field field, assay_span value,
                                   assay_error *err) {
    const assay_span_list *list = &record->text[field];
    value = assay_span_trim(value);
    for (size_t i = 0; i < list->count; i++)
        if (assay_span_equal(list->items[i], value))
            return ASSAY_OK;
    return assay_record_add(record, field, value, err);
}

assay_status assay_record_add_id(assay_record *record, const char *scheme, assay_span value,
                                 assay_error *err) {
    char storage[ASSAY_IDENTIFIER_MAX];
    assay_span normal;
    value = assay_span_trim(value);
    if (value.size == 0)
        return ASSAY_OK;
    if (!assay_identifier_normalise(&normal, storage, scheme, value))
        return assay_record_add_extra(record, assay_span_of(scheme), value, err);
    for (size_t i = 0; i < record->ids.count; i++)
        if (assay_span_equal(record->ids.items[i].value, normal) &&
            assay_span_equal(record->ids.items[i].scheme, assay_span_of(scheme)))
            return ASSAY_OK;
    ASSAY_TRY(assay_arena_grow(record->arena, &record->ids.items, &record->ids.capacity,
                               record->ids.count, sizeof *record->ids.items, err));
    assay_record_id id;
    ASSAY_TRY(assay_arena_copy(&id.scheme, record->arena, assay_span_of(scheme), err));
    ASSAY_TRY(assay_arena_copy(&id.value, record->arena, normal, err));
    record->ids.items[record->ids.count++] = id;
    return ASSAY_OK;
}

assay_status assay_record_add_trial_id(assay_record *record, assay_span value,
                                       const char *otherwise, assay_error *err) {
    const char *registry = assay_identifier_registry(value);
    return assay_record_add_id(record, registry != NULL ? registry : otherwise, value, err);
}

/* Copies each of the count spans at `spans` into the arena, trimmed, in place. */
static assay_status hold(assay_span *const *spans, size_t count, assay_arena *arena,
                         assay_error *err) {
    for (size_t i = 0; i < count; i++) {
        assay_span value = assay_span_trim(*spans[i]);
        if (value.size == 0)
            *spans[i] = (assay_span){NULL, 0};
        else
            ASSAY_TRY(assay_arena_copy(spans[i], arena, value, err));
    }
    return ASSAY_OK;
}

assay_status assay_record_add_location(assay_record *record, const assay_record_location *location,
                                       assay_error *err) {
    assay_record_location held = *location;
    assay_span *const spans[] = {&held.facility, &held.city,    &held.state,
                                 &held.zip,      &held.country, &held.status};
    ASSAY_TRY(hold(spans, 6, record->arena, err));
    if (!held.has_point)
        held.latitude = held.longitude = 0;
    ASSAY_TRY(assay_arena_grow(record->arena, &record->locations.items, &record->locations.capacity,
                               record->locations.count, sizeof *record->locations.items, err));
    record->locations.items[record->locations.count++] = held;
    return assay_record_add_once(record, ASSAY_FIELD_COUNTRY, held.country, err);
}

/* The DOI printed in a citation: "... doi: 10.99999/x. Epub ...", empty when there is none. */
static assay_span printed_doi(assay_span text) {
    size_t at = assay_span_find(text, ASSAY_SPAN("doi"));
    if (at == SIZE_MAX)
        at = assay_span_find(text, ASSAY_SPAN("DOI"));
    if (at == SIZE_MAX)
        return (assay_span){NULL, 0};
    assay_span rest = assay_span_skip(text, at);
    size_t start = assay_span_find(rest, ASSAY_SPAN("10."));
    if (start > strlen("doi.org/ : ") || rest.data == NULL)
        return (assay_span){NULL, 0};
    rest = assay_span_skip(rest, start);
    size_t size = 0;
    while (size < rest.size && (unsigned char)rest.data[size] > ' ')
        size++;
    return assay_span_first(rest, size);
}

/* An identifier of a reference in its normal form; one that has none goes. */
static void settle(assay_span *value, char storage[ASSAY_IDENTIFIER_MAX], const char *scheme) {
    if (value->size != 0 && !assay_identifier_normalise(value, storage, scheme, *value))
        *value = (assay_span){NULL, 0};
}

assay_status assay_record_add_reference(assay_record *record,
                                        const assay_record_reference *reference, assay_error *err) {
    char pmid[ASSAY_IDENTIFIER_MAX], pmcid[ASSAY_IDENTIFIER_MAX], doi[ASSAY_IDENTIFIER_MAX],
        nct[ASSAY_IDENTIFIER_MAX];
    assay_record_reference held = *reference;
    if (held.doi.size == 0)
        held.doi = printed_doi(held.text);
    settle(&held.pmid, pmid, "pmid");
    settle(&held.pmcid, pmcid, "pmcid");
    settle(&held.doi, doi, "doi");
    settle(&held.nct, nct, "nct");
    assay_span *const spans[] = {&held.relation, &held.text, &held.pmid,
                                 &held.pmcid,    &held.doi,  &held.nct};
    ASSAY_TRY(hold(spans, 6, record->arena, err));
    if (held.text.size + held.pmid.size + held.pmcid.size + held.doi.size + held.nct.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_grow(record->arena, &record->references.items,
                               &record->references.capacity, record->references.count,
                               sizeof *record->references.items, err));
    record->references.items[record->references.count++] = held;
    return ASSAY_OK;
}

assay_status assay_record_add_extra(assay_record *record, assay_span key, assay_span value,
                                    assay_error *err) {
    assay_record_extra held = {assay_span_trim(key), value};
    if (held.key.size == 0)
        held.key = ASSAY_SPAN("unnamed");
    assay_span *const spans[] = {&held.key, &held.value};
    ASSAY_TRY(hold(spans, 2, record->arena, err));
    if (held.value.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_grow(record->arena, &record->extra.items, &record->extra.capacity,
                               record->extra.count, sizeof *record->extra.items, err));
    record->extra.items[record->extra.count++] = held;
    return ASSAY_OK;
}

static bool has_public_id(const assay_record *record) {
    for (size_t i = 0; i < record->ids.count; i++)
        if (!assay_span_equal(record->ids.items[i].scheme, ASSAY_SPAN("source")))
            return true;
    return false;
}

bool assay_record_is_searchable(const assay_record *record) {
    for (size_t i = 0; i < ASSAY_FIELD_COUNT; i++)
        if (record->text[i].count != 0)
            return true;
    for (size_t i = 0; i < ASSAY_DATE_COUNT; i++)
        if (record->dates[i] != 0)
            return true;
    return has_public_id(record) || record->locations.count != 0 || record->references.count != 0 ||
           record->enrolment >= 0 || record->min_age_days >= 0 || record->max_age_days >= 0 ||
           record->updates >= 0 || record->healthy_volunteers >= 0 || record->has_results >= 0;
}

assay_span assay_record_first(const assay_record *record, assay_record_field field) {
    const assay_span_list *list = &record->text[field];
    return list->count != 0 ? list->items[0] : (assay_span){NULL, 0};
}

assay_span assay_record_id_of(const assay_record *record, const char *scheme) {
    assay_span wanted = assay_span_of(scheme);
    for (size_t i = 0; i < record->ids.count; i++)
        if (assay_span_equal(record->ids.items[i].scheme, wanted))
            return record->ids.items[i].value;
    return (assay_span){NULL, 0};
}

/* The identifier that names the record itself: a trial's registry number before the article about
 * it, an article's own number before the trial it reports. A full text goes by its PMC number, so that
 * it stands beside the abstract of the same article and does not replace it. */
static const assay_record_id *naming_id(const assay_record *record) {
    static const char *const order[3][4] = {
        [ASSAY_RECORD_ABSTRACT] = {"pmid", "doi", "pmcid", "nct"},
        [ASSAY_RECORD_TRIAL] = {"nct", "pmid", "doi", "pmcid"},
        [ASSAY_RECORD_FULLTEXT] = {"pmcid", "doi", "pmid", "nct"}};
    const char *const *schemes = order[record->type];
    for (size_t s = 0; s < 4; s++)
        for (size_t i = 0; i < record->ids.count; i++)
            if (assay_span_equal(record->ids.items[i].scheme, assay_span_of(schemes[s])))
                return &record->ids.items[i];
    for (size_t i = 0; i < record->ids.count; i++)
        if (assay_identifier_is_registry(record->ids.items[i].scheme))
            return &record->ids.items[i];
    return NULL;
}

assay_status assay_record_identify(assay_record *record, assay_span source_id, assay_error *err) {
    const assay_record_id *id = naming_id(record);
    source_id = assay_span_trim(source_id);
    if (id != NULL)
        return assay_arena_format(&record->identity, record->arena, err, "%.*s:%.*s",
                                  ASSAY_SPAN_ARG(id->scheme), ASSAY_SPAN_ARG(id->value));
    const assay_span prefix = ASSAY_SPAN("id:");
    if (source_id.size > prefix.size && assay_span_starts(source_id, prefix))
        source_id = assay_span_skip(source_id, prefix.size); /* an identity given out before */
    if (source_id.size != 0 && source_id.size <= ASSAY_IDENTIFIER_MAX)
        return assay_arena_format(&record->identity, record->arena, err, "id:%.*s",
                                  ASSAY_SPAN_ARG(source_id));
    assay_record_hash hash = assay_record_content_hash(record);
    return assay_arena_format(&record->identity, record->arena, err, "hash:%016llx",
                              (unsigned long long)hash.low);
}

const char *assay_record_type_name(assay_record_type type) {
    return type_names[type];
}

bool assay_record_type_parse(assay_record_type *out, assay_span name) {
    for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++)
        if (assay_span_equal_ascii_case(name, assay_span_of(type_names[i]))) {
            *out = (assay_record_type)i;
            return true;
        }
    return false;
}

const char *assay_record_field_key(assay_record_field field) {
    return field_keys[field];
}

const char *assay_record_date_key(assay_record_date date) {
    return date_keys[date];
}

static bool is_unit(assay_span unit, const char *singular) {
    assay_span name = assay_span_of(singular);
    if (unit.size == name.size + 1 && (unit.data[name.size] == 's' || unit.data[name.size] == 'S'))
        unit.size--;
    return assay_span_equal_ascii_case(unit, name);
}

bool assay_record_age_days(int32_t *out, assay_span text) {
    /* Units in 1/10000 of a day: a Julian year and a twelfth of it. */
    static const struct {
        const char *name;
        uint64_t length;
    } units[] = {{"year", 3652500}, {"month", 304375}, {"week", 70000}, {"day", 10000},
                 {"hour", 417},     {"minute", 7},     {"y", 3652500},  {"m", 304375},
                 {"w", 70000},      {"d", 10000}};
    text = assay_span_trim(text);
    if (assay_span_equal_ascii_case(text, ASSAY_SPAN("N/A")) ||
        assay_span_equal_ascii_case(text, ASSAY_SPAN("None"))) {
        *out = ASSAY_AGE_UNKNOWN;
        return true;
    }
    size_t digits = 0;
    while (digits < text.size && text.data[digits] >= '0' && text.data[digits] <= '9')
        digits++;
    uint64_t count;
    if (!assay_number_u64(&count, assay_span_first(text, digits)) || count > 100000)
        return false;
    assay_span unit = assay_span_trim(assay_span_skip(text, digits));
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (is_unit(unit, units[i].name)) {
            *out = (int32_t)(count * units[i].length / 10000);
            return true;
        }
    return false;
}
