#include "index/keyword.h"
#include "index/terms_fields.h"

static const assay_terms_column columns[ASSAY_TERMS_COLUMNS] = {
    [ASSAY_TERMS_DATE] = {"date", ASSAY_SLOT_DATE},
    [ASSAY_TERMS_START] = {"start", ASSAY_SLOT_START},
    [ASSAY_TERMS_COMPLETION] = {"completion", ASSAY_SLOT_COMPLETION},
    [ASSAY_TERMS_FIRST_SEEN] = {"first_seen", ASSAY_SLOT_FIRST_SEEN},
    [ASSAY_TERMS_UPDATED] = {"updated", ASSAY_SLOT_UPDATED},
    [ASSAY_TERMS_INDEXED] = {"indexed", ASSAY_SLOT_INDEXED},
    [ASSAY_TERMS_ENROLMENT] = {"enrolment", ASSAY_SLOT_ENROLMENT},
    [ASSAY_TERMS_UPDATES] = {"updates", ASSAY_SLOT_UPDATES},
    [ASSAY_TERMS_MIN_AGE] = {ASSAY_COLUMN_MIN_AGE, ASSAY_SLOT_MIN_AGE},
    [ASSAY_TERMS_MAX_AGE] = {ASSAY_COLUMN_MAX_AGE, ASSAY_SLOT_MAX_AGE},
    [ASSAY_TERMS_YEAR] = {ASSAY_COLUMN_YEAR, -1},
};

const assay_terms_column *assay_terms_columns(void) {
    return columns;
}

/* A facet, the record's field its values come from, and whether they are folded: controlled words
 * are, names keep their capitals. */
static const struct facet {
    assay_record_field from;
    assay_query_field field;
    bool folded;
} facets[] = {
    {ASSAY_FIELD_STATUS, ASSAY_QUERY_FIELD_STATUS, true},
    {ASSAY_FIELD_PHASE, ASSAY_QUERY_FIELD_PHASE, true},
    {ASSAY_FIELD_STUDY_TYPE, ASSAY_QUERY_FIELD_STUDY_TYPE, true},
    {ASSAY_FIELD_SEX, ASSAY_QUERY_FIELD_SEX, true},
    {ASSAY_FIELD_CONDITION, ASSAY_QUERY_FIELD_CONDITION_EXACT, true},
    {ASSAY_FIELD_MESH, ASSAY_QUERY_FIELD_MESH_EXACT, false},
    {ASSAY_FIELD_LANGUAGE, ASSAY_QUERY_FIELD_LANGUAGE, true},
    {ASSAY_FIELD_PUBLICATION_TYPE, ASSAY_QUERY_FIELD_PUBLICATION_TYPE, false},
    {ASSAY_FIELD_COUNTRY, ASSAY_QUERY_FIELD_COUNTRY, false},
    {ASSAY_FIELD_COUNT, ASSAY_QUERY_FIELD_TYPE, true},
};
enum {
    FACET_COUNT = sizeof facets / sizeof *facets,
    TYPE_FACET = FACET_COUNT - 1,
    EXTRA_FACETS = 2, /* journal, sponsor: no keyword field has them */
    TITLE_HEADS = FACET_COUNT + EXTRA_FACETS,
    AUTHOR_HEADS
};
static const struct {
    const char *name;
    assay_record_field from;
} extra_facets[EXTRA_FACETS] = {{ASSAY_COLUMN_JOURNAL, ASSAY_FIELD_JOURNAL},
                                {"sponsor", ASSAY_FIELD_SPONSOR}};

_Static_assert(AUTHOR_HEADS + 1 == ASSAY_TERMS_FACETS, "every facet has a name");

const char *assay_terms_facet_name(size_t facet) {
    if (facet == TITLE_HEADS)
        return ASSAY_COLUMN_TITLE;
    if (facet == AUTHOR_HEADS)
        return ASSAY_COLUMN_AUTHOR;
    return facet < FACET_COUNT ? assay_schema_field_of(facets[facet].field)->column
                               : extra_facets[facet - FACET_COUNT].name;
}

static assay_status add_facet(assay_terms *terms, size_t facet, assay_span value, bool folded,
                              assay_error *err) {
    ASSAY_TRY(assay_arena_grow(&terms->arena, &terms->facets, &terms->facet_capacity,
                               terms->facet_count, sizeof *terms->facets, err));
    terms->facets[terms->facet_count++] = (assay_terms_facet){(uint8_t)facet, folded, value};
    return ASSAY_OK;
}

static assay_status add_folded_facet(assay_terms *terms, size_t facet, assay_span value,
                                     assay_error *err) {
    assay_buffer_clear(&terms->scratch);
    assay_keyword_fold(&terms->scratch, facets[facet].field, value);
    ASSAY_TRY(assay_buffer_check(&terms->scratch, err));
    assay_span folded;
    ASSAY_TRY(assay_arena_copy(&folded, &terms->arena, assay_buffer_span(&terms->scratch), err));
    return add_facet(terms, facet, folded, true, err);
}

static assay_status facet_values(assay_terms *terms, const assay_record *record, assay_error *err) {
    for (size_t i = 0; i < TYPE_FACET; i++) {
        const assay_span_list *values = &record->text[facets[i].from];
        for (size_t k = 0; k < values->count; k++)
            ASSAY_TRY(facets[i].folded ? add_folded_facet(terms, i, values->items[k], err)
                                       : add_facet(terms, i, values->items[k], false, err));
    }
    for (size_t i = 0; i < EXTRA_FACETS; i++) {
        assay_span value = assay_record_first(record, extra_facets[i].from);
        if (value.size != 0)
            ASSAY_TRY(add_facet(terms, FACET_COUNT + i, value, false, err));
    }
    return add_facet(terms, TYPE_FACET, assay_span_of(assay_record_type_name(record->type)), false,
                     err);
}

static assay_status derived_keywords(assay_terms *terms, const assay_record *record,
                                     assay_error *err) {
    const assay_schema_field *type = assay_schema_field_of(ASSAY_QUERY_FIELD_TYPE);
    ASSAY_TRY(assay_terms_add_exact(terms, type->prefix,
                                    assay_span_of(assay_record_type_name(record->type)), err));
    const char *sex = assay_schema_field_of(ASSAY_QUERY_FIELD_SEX)->prefix;
    if (assay_span_equal_ascii_case(assay_record_first(record, ASSAY_FIELD_SEX),
                                    ASSAY_SPAN("ALL"))) {
        ASSAY_TRY(assay_terms_add_exact(terms, sex, ASSAY_SPAN("female"), err));
        ASSAY_TRY(assay_terms_add_exact(terms, sex, ASSAY_SPAN("male"), err));
    }
    const char *language = assay_schema_field_of(ASSAY_QUERY_FIELD_LANGUAGE)->prefix;
    const assay_span_list *languages = &record->text[ASSAY_FIELD_LANGUAGE];
    for (size_t i = 0; i < languages->count; i++)
        ASSAY_TRY(assay_terms_add_exact(terms, language,
                                        assay_keyword_language(languages->items[i]), err));
    const char *healthy = assay_schema_field_of(ASSAY_QUERY_FIELD_HEALTHY)->prefix;
    if (record->healthy_volunteers >= 0) {
        assay_terms_set_has(terms, ASSAY_QUERY_FIELD_HEALTHY);
        ASSAY_TRY(assay_terms_add_exact(
            terms, healthy, assay_span_of(record->healthy_volunteers != 0 ? "yes" : "no"), err));
    }
    const char *results = assay_schema_field_of(ASSAY_QUERY_FIELD_RESULTS)->prefix;
    if (record->has_results > 0)
        assay_terms_set_has(terms, ASSAY_QUERY_FIELD_RESULTS);
    if (record->has_results >= 0)
        ASSAY_TRY(assay_terms_add_exact(
            terms, results, assay_span_of(record->has_results != 0 ? "yes" : "no"), err));
    const char *pages = assay_schema_field_of(ASSAY_QUERY_FIELD_PAGES)->prefix;
    return assay_terms_add_keyword(terms, ASSAY_QUERY_FIELD_PAGES, pages,
                                   assay_record_first(record, ASSAY_FIELD_PAGES), err);
}

/* "Melanoma/drug therapy": both together, and the qualifier alone. */
static assay_status qualifiers(assay_terms *terms, const assay_record *record, assay_error *err) {
    const assay_span_list *values = &record->text[ASSAY_FIELD_MESH_QUALIFIED];
    const char *alone = assay_schema_field_of(ASSAY_QUERY_FIELD_QUALIFIER)->prefix;
    for (size_t i = 0; i < values->count; i++) {
        assay_span qualifier = values->items[i];
        (void)assay_span_cut(&qualifier, '/');
        if (qualifier.size == 0)
            continue;
        assay_terms_set_has(terms, ASSAY_QUERY_FIELD_QUALIFIER);
        ASSAY_TRY(assay_terms_add_keyword(terms, ASSAY_QUERY_FIELD_MESH_EXACT, ASSAY_TERM_QUALIFIED,
                                          values->items[i], err));
        ASSAY_TRY(
            assay_terms_add_keyword(terms, ASSAY_QUERY_FIELD_QUALIFIER, alone, qualifier, err));
    }
    const assay_span_list *major = &record->text[ASSAY_FIELD_MESH_QUALIFIED_MAJOR];
    for (size_t i = 0; i < major->count; i++)
        ASSAY_TRY(assay_terms_add_keyword(terms, ASSAY_QUERY_FIELD_MESH_EXACT,
                                          ASSAY_TERM_QUALIFIED_MAJOR, major->items[i], err));
    return ASSAY_OK;
}

/* What readers keep as extra and users ask for by name. */
static assay_status extra_keywords(assay_terms *terms, const assay_record *record,
                                   assay_error *err) {
    static const struct {
        const char *key;
        assay_query_field field;
    } named[] = {{"isbn", ASSAY_QUERY_FIELD_ISBN}, {"nlm_id", ASSAY_QUERY_FIELD_JOURNAL_ID}};
    for (size_t i = 0; i < record->extra.count; i++)
        for (size_t k = 0; k < sizeof named / sizeof *named; k++) {
            const assay_record_extra *extra = &record->extra.items[i];
            if (!assay_span_equal(extra->key, assay_span_of(named[k].key)))
                continue;
            const char *prefix = assay_schema_field_of(named[k].field)->prefix;
            assay_terms_set_has(terms, named[k].field);
            ASSAY_TRY(assay_terms_add_keyword(terms, named[k].field, prefix, extra->value, err));
        }
    return ASSAY_OK;
}

/* "scheme:value". */
static assay_status name_id(assay_span *out, assay_terms *terms, assay_span scheme,
                            assay_span value, assay_error *err) {
    char *text = assay_arena_alloc(&terms->arena, scheme.size + 1 + value.size);
    if (text == NULL)
        return assay_fail_memory(err);
    if (scheme.size != 0)
        memcpy(text, scheme.data, scheme.size);
    text[scheme.size] = ':';
    if (value.size != 0)
        memcpy(text + scheme.size + 1, value.data, value.size);
    *out = assay_span_make(text, scheme.size + 1 + value.size);
    return ASSAY_OK;
}

static assay_status add_id(assay_terms *terms, const char *prefix, const char *scheme,
                           assay_span value, assay_error *err) {
    if (value.size == 0)
        return ASSAY_OK;
    assay_span text;
    ASSAY_TRY(name_id(&text, terms, assay_span_of(scheme), value, err));
    return assay_terms_add_exact(terms, prefix, text, err);
}

/* The field that asks for identifiers of a scheme; ANY: none. Records have few schemes, the same again and
 * again. */
static assay_query_field field_of_scheme(assay_terms *terms, assay_span scheme) {
    for (size_t i = 0; i < terms->scheme_count; i++)
        if (assay_span_equal(assay_span_make(terms->schemes[i].name, terms->schemes[i].size),
                             scheme))
            return terms->schemes[i].field;
    assay_query_field field;
    if (!assay_fields_find(&field, scheme) || assay_fields_info(field)->kind != ASSAY_KIND_ID)
        field = ASSAY_QUERY_FIELD_ANY;
    if (terms->scheme_count < ASSAY_TERMS_SCHEMES && scheme.size != 0 &&
        scheme.size <= sizeof terms->schemes->name) {
        assay_terms_scheme *known = &terms->schemes[terms->scheme_count++];
        memcpy(known->name, scheme.data, scheme.size);
        known->size = (uint8_t)scheme.size;
        known->field = field;
    }
    return field;
}

static assay_status identifiers(assay_terms *terms, const assay_record *record, assay_error *err) {
    ASSAY_TRY(assay_terms_add_exact(terms, "Q", record->identity, err));
    bool itself = false;
    for (size_t i = 0; i < record->ids.count; i++) {
        const assay_record_id *id = &record->ids.items[i];
        assay_span text;
        ASSAY_TRY(name_id(&text, terms, id->scheme, id->value, err));
        itself = itself || assay_span_equal(text, record->identity);
        ASSAY_TRY(assay_terms_add_exact(terms, ASSAY_TERM_ID, text, err));
        assay_query_field field = field_of_scheme(terms, id->scheme);
        if (field != ASSAY_QUERY_FIELD_ANY)
            assay_terms_set_has(terms, field);
    }
    if (!itself)
        ASSAY_TRY(assay_terms_add_exact(terms, ASSAY_TERM_ID, record->identity, err));
    assay_terms_set_has(terms, ASSAY_QUERY_FIELD_ID);
    for (size_t i = 0; i < record->references.count; i++) {
        const assay_record_reference *to = &record->references.items[i];
        ASSAY_TRY(add_id(terms, ASSAY_TERM_CITES, "pmid", to->pmid, err));
        ASSAY_TRY(add_id(terms, ASSAY_TERM_CITES, "pmcid", to->pmcid, err));
        ASSAY_TRY(add_id(terms, ASSAY_TERM_CITES, "doi", to->doi, err));
        ASSAY_TRY(add_id(terms, ASSAY_TERM_CITES, "nct", to->nct, err));
    }
    return ASSAY_OK;
}

static void set_column(assay_terms *terms, int column, int64_t value) {
    terms->columns[column] = value;
    terms->has_column[column] = true;
}

static void set_date(assay_terms *terms, int column, assay_query_field field, assay_date date) {
    if (date == 0)
        return;
    set_column(terms, column,
               (int64_t)assay_date_first(date)); /* a vague date counts as its first day */
    assay_terms_set_has(terms, field);
}

static assay_date first_of(assay_date a, assay_date b) {
    return a != 0 ? a : b;
}

static void dates(assay_terms *terms, const assay_record *record, const assay_history *history) {
    const assay_date *at = record->dates;
    assay_date shown = record->type == ASSAY_RECORD_TRIAL
                           ? first_of(at[ASSAY_DATE_FIRST_SEEN], at[ASSAY_DATE_START])
                           : first_of(at[ASSAY_DATE_PUBLISHED], at[ASSAY_DATE_ELECTRONIC]);
    shown = first_of(shown, first_of(at[ASSAY_DATE_PUBLISHED], at[ASSAY_DATE_CREATED]));
    set_date(terms, ASSAY_TERMS_DATE, ASSAY_QUERY_FIELD_DATE, shown);
    if (shown != 0)
        set_column(terms, ASSAY_TERMS_YEAR, (int64_t)(shown / 10000));
    set_date(terms, ASSAY_TERMS_START, ASSAY_QUERY_FIELD_START, at[ASSAY_DATE_START]);
    set_date(terms, ASSAY_TERMS_COMPLETION, ASSAY_QUERY_FIELD_COMPLETION,
             first_of(at[ASSAY_DATE_COMPLETION], at[ASSAY_DATE_PRIMARY_COMPLETION]));
    set_date(terms, ASSAY_TERMS_FIRST_SEEN, ASSAY_QUERY_FIELD_FIRST_SEEN,
             first_of(at[ASSAY_DATE_FIRST_SEEN], history->first_indexed));
    set_date(terms, ASSAY_TERMS_UPDATED, ASSAY_QUERY_FIELD_UPDATED, at[ASSAY_DATE_UPDATED]);
    set_date(terms, ASSAY_TERMS_INDEXED, ASSAY_QUERY_FIELD_INDEXED, history->changed);
}

static void numbers(assay_terms *terms, const assay_record *record, const assay_history *history) {
    if (record->enrolment >= 0) {
        set_column(terms, ASSAY_TERMS_ENROLMENT, record->enrolment);
        assay_terms_set_has(terms, ASSAY_QUERY_FIELD_ENROLMENT);
    }
    set_column(terms, ASSAY_TERMS_UPDATES,
               record->updates >= 0 ? record->updates : (int64_t)history->changes);
    if (record->min_age_days >= 0)
        set_column(terms, ASSAY_TERMS_MIN_AGE, record->min_age_days);
    if (record->max_age_days >= 0)
        set_column(terms, ASSAY_TERMS_MAX_AGE, record->max_age_days);
    if (record->min_age_days >= 0 || record->max_age_days >= 0)
        assay_terms_set_has(terms, ASSAY_QUERY_FIELD_AGE);
}

/* How a text begins: sorting by it loads only records that begin alike. */
static assay_status head(assay_terms *terms, size_t facet, assay_query_field field, assay_span text,
                         size_t size, assay_error *err) {
    assay_buffer_clear(&terms->scratch);
    assay_keyword_fold(&terms->scratch, field, text);
    ASSAY_TRY(assay_buffer_check(&terms->scratch, err));
    assay_span begin = assay_span_first(assay_buffer_span(&terms->scratch), size);
    if (begin.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_arena_copy(&begin, &terms->arena, begin, err));
    return add_facet(terms, facet, begin, true, err);
}

static assay_status heads(assay_terms *terms, const assay_record *record, assay_error *err) {
    ASSAY_TRY(head(terms, TITLE_HEADS, ASSAY_QUERY_FIELD_TITLE,
                   assay_record_first(record, ASSAY_FIELD_TITLE), ASSAY_TITLE_HEAD, err));
    return head(terms, AUTHOR_HEADS, ASSAY_QUERY_FIELD_FIRST_AUTHOR, assay_schema_author(record),
                ASSAY_AUTHOR_HEAD, err);
}

static void points(assay_terms *terms, const assay_record *record) {
    for (size_t i = 0; i < record->locations.count; i++) {
        const assay_record_location *site = &record->locations.items[i];
        if (!site->has_point || !(site->latitude >= -90 && site->latitude <= 90) ||
            !(site->longitude >= -180 && site->longitude <= 180))
            continue;
        assay_buffer_add_u32(&terms->points, (uint32_t)(int32_t)(site->latitude * 1e7));
        assay_buffer_add_u32(&terms->points, (uint32_t)(int32_t)(site->longitude * 1e7));
        assay_terms_set_has(terms, ASSAY_QUERY_FIELD_NEAR_PLACE);
    }
}

static assay_status presence(assay_terms *terms, const assay_record *record, assay_error *err) {
    for (int i = 1; i < ASSAY_QUERY_FIELD_COUNT; i++)
        if (terms->has[i / 64] >> (i % 64) & 1)
            ASSAY_TRY(assay_terms_add_presence(terms, (assay_query_field)i, err));
    return record->has_results == 1
               ? assay_terms_add_exact(terms, ASSAY_TERM_HAS, ASSAY_SPAN("results"), err)
               : ASSAY_OK;
}

assay_status assay_terms_facts(assay_terms *terms, const assay_record *record,
                               const assay_history *history, assay_error *err) {
    ASSAY_TRY(identifiers(terms, record, err));
    ASSAY_TRY(derived_keywords(terms, record, err));
    ASSAY_TRY(qualifiers(terms, record, err));
    ASSAY_TRY(extra_keywords(terms, record, err));
    ASSAY_TRY(facet_values(terms, record, err));
    dates(terms, record, history);
    numbers(terms, record, history);
    points(terms, record);
    ASSAY_TRY(heads(terms, record, err));
    return presence(terms, record, err);
}
