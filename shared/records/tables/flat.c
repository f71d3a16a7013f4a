#include "records/tables/flat.h"

#include "base/number.h"
#include "records/eligibility.h"
#include "records/identifier.h"
#include "records/vocabulary.h"

#include <stdlib.h>

enum { ENROLMENT_UNKNOWN = 99999999 }; /* the registry's own mark */

void assay_flat_begin(assay_flat *flat, assay_record *record) {
    *flat = (assay_flat){.record = record};
}

/* Whether every ", " piece looks like "Family AB", so that commas divide names and not their parts. */
static bool commas_divide_names(assay_span value) {
    while (value.size != 0) {
        assay_span piece = assay_span_trim(assay_span_cut(&value, ','));
        if (assay_span_find_byte(piece, ' ') == SIZE_MAX)
            return false;
    }
    return true;
}

/* What divides the values of a list in one cell; 0 when it is one value. */
static char divider(const assay_flat *flat, assay_column column, assay_span value) {
    const char *dividers = flat->dividers != NULL ? flat->dividers : "|;";
    for (const char *at = dividers; *at != '\0'; at++)
        if (assay_span_find_byte(value, *at) != SIZE_MAX)
            return *at;
    bool commas = flat->dividers == NULL && column.kind == ASSAY_COLUMN_LIST &&
                  (column.field == ASSAY_FIELD_KEYWORD || column.field == ASSAY_FIELD_LANGUAGE ||
                   (column.field == ASSAY_FIELD_AUTHOR && commas_divide_names(value)));
    return commas ? ',' : 0;
}

static assay_status add_number(assay_flat *flat, assay_column column, assay_span name,
                               assay_span value, assay_error *err) {
    assay_record *record = flat->record;
    int64_t number;
    double fraction;
    bool whole = assay_number_i64(&number, value);
    if (!whole && assay_number_double(&fraction, value) && fraction >= 0 && fraction < 1e9) {
        number = (int64_t)fraction; /* "128.0", as spreadsheets leave it */
        whole = true;
    }
    if (!whole || number < 0 || number > INT32_MAX)
        return assay_record_add_extra(record, name, value, err);
    if (column.kind == ASSAY_COLUMN_UPDATES)
        record->updates = (int32_t)number;
    else if (column.kind == ASSAY_COLUMN_MIN_AGE_DAYS)
        record->min_age_days = (int32_t)number;
    else if (column.kind == ASSAY_COLUMN_MAX_AGE_DAYS)
        record->max_age_days = (int32_t)number;
    else if (number != ENROLMENT_UNKNOWN)
        record->enrolment = number;
    return ASSAY_OK;
}

static assay_status add_age(assay_flat *flat, assay_column column, assay_span name,
                            assay_span value, assay_error *err) {
    assay_record *record = flat->record;
    int32_t *out =
        column.kind == ASSAY_COLUMN_MIN_AGE ? &record->min_age_days : &record->max_age_days;
    if (column.kind != ASSAY_COLUMN_AGE)
        return assay_record_age_days(out, value) ? ASSAY_OK
                                                 : assay_record_add_extra(record, name, value, err);
    assay_vocabulary_set_age_range(record, value);
    return assay_vocabulary_add_age_groups(record, value, err);
}

static assay_status add_yes_no(int8_t *out, assay_record *record, assay_span name, assay_span value,
                               assay_error *err) {
    int8_t answer = assay_vocabulary_yes_no(value);
    if (answer < 0)
        return assay_record_add_extra(record, name, value, err);
    *out = answer;
    return ASSAY_OK;
}

static assay_status add_type(assay_flat *flat, assay_span name, assay_span value,
                             assay_error *err) {
    if (!assay_record_type_parse(&flat->record->type, value))
        return assay_record_add_extra(flat->record, name, value, err);
    flat->typed = true;
    return ASSAY_OK;
}

static assay_status add_mesh(assay_flat *flat, assay_column column, assay_span value,
                             assay_error *err) {
    assay_span rest = value;
    assay_span heading = assay_span_cut(&rest, ':');
    if (rest.size != 0)
        ASSAY_TRY(assay_record_add_once(flat->record, ASSAY_FIELD_MESH_QUALIFIED, value, err));
    if (column.kind == ASSAY_COLUMN_MESH_MAJOR)
        ASSAY_TRY(assay_record_add_once(flat->record, ASSAY_FIELD_MESH_MAJOR, heading, err));
    return assay_record_add_once(flat->record, ASSAY_FIELD_MESH, heading, err);
}

static bool has_digit(assay_span text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] >= '0' && text.data[i] <= '9')
            return true;
    return false;
}

/* Takes what stands behind the last ", " off text's end. */
static assay_span take_last(assay_span *text) {
    for (size_t i = text->size; i >= 2; i--)
        if (text->data[i - 2] == ',' && text->data[i - 1] == ' ') {
            assay_span last = assay_span_skip(*text, i);
            text->size = i - 2;
            return last;
        }
    assay_span all = *text;
    *text = (assay_span){NULL, 0};
    return all;
}

static bool names_states(assay_span country) {
    static const char *const countries[] = {"United States", "Canada", "Australia", "Brazil"};
    for (size_t i = 0; i < sizeof countries / sizeof *countries; i++)
        if (assay_span_equal(country, assay_span_of(countries[i])))
            return true;
    return false;
}

/* "Facility, City, State, ZIP, Country" read from its end; states are told from cities for the countries
 * that always give them. */
static assay_status add_location(assay_flat *flat, assay_span value, assay_error *err) {
    assay_record_location location = {0};
    location.country = take_last(&value);
    if (assay_span_find(location.country, ASSAY_SPAN("Republic of")) != SIZE_MAX) {
        assay_span name = take_last(&value); /* "Korea, Republic of" */
        location.country.size = (size_t)(location.country.data + location.country.size - name.data);
        location.country.data = name.data;
    }
    assay_span next = take_last(&value);
    if (has_digit(next) && value.size != 0) {
        location.zip = next;
        next = take_last(&value);
    }
    if (value.size != 0 && names_states(location.country)) {
        assay_span before = value;
        assay_span city = take_last(&value);
        if (value.size != 0) {
            location.state = next;
            next = city;
        } else {
            value = before;
        }
    }
    location.city = next;
    location.facility = value;
    return assay_record_add_location(flat->record, &location, err);
}

static assay_status add_sponsor(assay_flat *flat, assay_span value, assay_error *err) {
    bool first = flat->record->text[ASSAY_FIELD_SPONSOR].count == 0;
    return assay_record_add_once(
        flat->record, first ? ASSAY_FIELD_SPONSOR : ASSAY_FIELD_COLLABORATOR, value, err);
}

static assay_status add_field(assay_flat *flat, assay_record_field field, assay_span value,
                              assay_error *err) {
    if (field == ASSAY_FIELD_SPONSOR_CLASS)
        return assay_vocabulary_add_code(flat->record, field, value, err);
    return assay_record_add_once(flat->record, field, value, err);
}

/* One element of what a column holds. */
static assay_status add_element(assay_flat *flat, assay_column column, assay_span value,
                                assay_error *err) {
    switch (column.kind) {
    case ASSAY_COLUMN_TRIAL_IDS:
        return assay_record_add_trial_id(flat->record, value, "org", err);
    case ASSAY_COLUMN_INTERVENTIONS:
        return assay_vocabulary_add_intervention(flat->record, value, err);
    case ASSAY_COLUMN_SPONSORS:
        return add_sponsor(flat, value, err);
    case ASSAY_COLUMN_LOCATIONS:
        return add_location(flat, value, err);
    case ASSAY_COLUMN_MESH_MAJOR:
    case ASSAY_COLUMN_MESH_MINOR:
        return add_mesh(flat, column, value, err);
    default:
        return add_field(flat, column.field, value, err);
    }
}

static assay_status add_list(assay_flat *flat, assay_column column, assay_span value, bool split,
                             assay_error *err) {
    char between = split ? divider(flat, column, value) : 0;
    if (column.kind == ASSAY_COLUMN_LOCATIONS && between != '|')
        between = 0;
    while (value.size != 0) {
        assay_span element = value;
        if (between != 0)
            element = assay_span_cut(&value, between);
        else
            value.size = 0;
        element = assay_span_trim(element);
        if (element.size != 0)
            ASSAY_TRY(add_element(flat, column, element, err));
    }
    return ASSAY_OK;
}

/* 4/25/2020 and 25/4/2020 as spreadsheets leave dates; 4/5/2020 only where the month is known to be first. */
static bool parse_slashes(assay_date *out, assay_span text, bool month_first) {
    uint64_t parts[3];
    for (size_t i = 0; i < 3; i++)
        if (!assay_number_u64(&parts[i], assay_span_cut(&text, '/')) || parts[i] > 9999)
            return false;
    bool first_is_day = parts[0] > 12;
    if (text.size != 0 || (!month_first && !first_is_day && parts[1] <= 12 && parts[0] != parts[1]))
        return false;
    assay_date date = assay_date_make((int)parts[2], (int)parts[first_is_day ? 1 : 0],
                                      (int)parts[first_is_day ? 0 : 1]);
    if (date != 0)
        *out = date;
    return date != 0;
}

static assay_status add_date(assay_flat *flat, assay_column column, assay_span name,
                             assay_span value, assay_error *err) {
    assay_date date;
    if (!assay_date_parse(&date, value) && !parse_slashes(&date, value, flat->month_first))
        return assay_record_add_extra(flat->record, name, value, err);
    if (flat->record->dates[column.date] <
        date) /* "year" beside "date": the more exact one stays */
        flat->record->dates[column.date] = date;
    return ASSAY_OK;
}

static assay_status hold_text(assay_span *out, assay_flat *flat, assay_span value,
                              assay_error *err) {
    if (out->size != 0)
        return assay_record_add(flat->record, ASSAY_FIELD_SUMMARY, value, err);
    return assay_arena_copy(out, flat->record->arena, value, err);
}

static bool is_nothing(assay_span value) {
    static const char *const words[] = {"null", "none", "nan", "n/a"}; /* as exports leave them */
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (assay_span_equal_ascii_case(value, assay_span_of(words[i])))
            return true;
    return value.size == 0;
}

assay_status assay_flat_add(assay_flat *flat, assay_column column, assay_span name,
                            assay_span value, bool split, assay_error *err) {
    assay_record *record = flat->record;
    value = assay_span_trim(value);
    flat->named |= column.kind != ASSAY_COLUMN_IGNORE && column.kind != ASSAY_COLUMN_EXTRA &&
                   column.kind != ASSAY_COLUMN_SOURCE_ID;
    if (column.kind == ASSAY_COLUMN_IGNORE ||
        (is_nothing(value) && column.kind != ASSAY_COLUMN_PHASES))
        return ASSAY_OK;
    switch (column.kind) {
    case ASSAY_COLUMN_EXTRA:
        return assay_record_add_extra(record, name, value, err);
    case ASSAY_COLUMN_FIELD:
        return add_field(flat, column.field, value, err);
    case ASSAY_COLUMN_TEXT:
        return hold_text(&flat->text, flat, value, err);
    case ASSAY_COLUMN_DATE:
        return add_date(flat, column, name, value, err);
    case ASSAY_COLUMN_ID:
        return assay_record_add_id(record, column.scheme, value, err);
    case ASSAY_COLUMN_SOURCE_ID:
        if (flat->source_id.size != 0)
            return assay_record_add_extra(record, name, value, err);
        return assay_arena_copy(&flat->source_id, record->arena, value, err);
    case ASSAY_COLUMN_TYPE:
        return add_type(flat, name, value, err);
    case ASSAY_COLUMN_STATUS:
        return assay_vocabulary_add_status(record, value, err);
    case ASSAY_COLUMN_PHASES:
        return assay_vocabulary_add_phases(record, value, err);
    case ASSAY_COLUMN_STUDY_TYPE:
        return assay_vocabulary_add_study_type(record, value, err);
    case ASSAY_COLUMN_SEX:
        return assay_vocabulary_add_sex(record, value, err);
    case ASSAY_COLUMN_AGE:
    case ASSAY_COLUMN_MIN_AGE:
    case ASSAY_COLUMN_MAX_AGE:
        return add_age(flat, column, name, value, err);
    case ASSAY_COLUMN_MIN_AGE_DAYS:
    case ASSAY_COLUMN_MAX_AGE_DAYS:
    case ASSAY_COLUMN_ENROLMENT:
    case ASSAY_COLUMN_UPDATES:
        return add_number(flat, column, name, value, err);
    case ASSAY_COLUMN_HEALTHY:
        return add_yes_no(&record->healthy_volunteers, record, name, value, err);
    case ASSAY_COLUMN_RESULTS:
        return add_yes_no(&record->has_results, record, name, value, err);
    case ASSAY_COLUMN_ELIGIBILITY:
        flat->eligibility = value;
        return assay_eligibility_add(record, value, err);
    default:
        return add_list(flat, column, value, split, err);
    }
}

/* Copies text without white space. */
static assay_span squeeze(char *out, assay_span text) {
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] > ' ')
            out[size++] = text.data[i];
    return assay_span_make(out, size);
}

typedef struct {
    assay_span whole; /* squeezed */
    size_t left;      /* of it, when the parts found in it are taken out */
    bool all_found;
    char *scratch; /* as long as the longest part */
} cover;

static void take_part(cover *c, assay_span text) {
    assay_span part = squeeze(c->scratch, text);
    bool found = part.size <= c->left && assay_span_find(c->whole, part) != SIZE_MAX;
    c->left -= found ? part.size : 0;
    c->all_found &= found;
}

static size_t longest(const assay_span_list *list, size_t least) {
    for (size_t i = 0; i < list->count; i++)
        least = list->items[i].size > least ? list->items[i].size : least;
    return least;
}

static assay_status compare_with_parts(cover *c, const assay_flat *flat, assay_error *err) {
    const assay_span_list *summary = &flat->record->text[ASSAY_FIELD_SUMMARY];
    const assay_span_list *description = &flat->record->text[ASSAY_FIELD_DESCRIPTION];
    size_t size = longest(summary, longest(description, flat->eligibility.size));
    char *bytes = malloc(flat->text.size);
    c->scratch = malloc(size + 1);
    if (bytes != NULL && c->scratch != NULL) {
        c->whole = squeeze(bytes, flat->text);
        c->left = c->whole.size;
        for (size_t i = 0; i < summary->count; i++)
            take_part(c, summary->items[i]);
        for (size_t i = 0; i < description->count; i++)
            take_part(c, description->items[i]);
        bool parts_found = c->all_found;
        take_part(c, flat->eligibility);
        c->all_found = parts_found; /* criteria have fields of their own in any case */
    }
    bool done = bytes != NULL && c->scratch != NULL;
    free(bytes);
    free(c->scratch);
    return done ? ASSAY_OK : assay_fail_memory(err);
}

/* Collections give a summary and a description, and once more as the text to search: text that is no
 * more than its parts is not held twice, nor are parts beside a text that is more. */
static assay_status settle_text(assay_flat *flat, assay_error *err) {
    assay_record *record = flat->record;
    assay_span_list *summary = &record->text[ASSAY_FIELD_SUMMARY];
    assay_span_list *description = &record->text[ASSAY_FIELD_DESCRIPTION];
    cover c = {.all_found = true, .left = 1};
    if (flat->text.size == 0)
        return ASSAY_OK;
    bool parts = summary->count + description->count + flat->eligibility.size != 0;
    if (parts)
        ASSAY_TRY(compare_with_parts(&c, flat, err));
    if (c.left == 0)
        return ASSAY_OK;
    if (parts && c.all_found)
        summary->count = description->count = 0;
    return assay_record_add_held(record, ASSAY_FIELD_SUMMARY, flat->text, err);
}

/* An id in a registry's form, a DOI or a PMC number says more than its column does. */
static assay_status settle_source_id(assay_flat *flat, assay_error *err) {
    const char *scheme = flat->source_id.size != 0 ? assay_identifier_guess(flat->source_id) : NULL;
    return scheme != NULL ? assay_record_add_id(flat->record, scheme, flat->source_id, err)
                          : ASSAY_OK;
}

/* A record known by another identifier keeps the source's own name for it, which judgments and lists go
 * by. */
static assay_status keep_source_id(assay_flat *flat, assay_error *err) {
    assay_record *record = flat->record;
    if (flat->source_id.size == 0 || assay_span_starts(record->identity, ASSAY_SPAN("id:")))
        return ASSAY_OK;
    for (size_t i = 0; i < record->ids.count; i++)
        if (assay_span_equal(record->ids.items[i].value, flat->source_id))
            return ASSAY_OK;
    return assay_record_add_id(record, "source", flat->source_id, err);
}

static void settle_type(assay_flat *flat, int default_type) {
    assay_record *record = flat->record;
    if (flat->typed)
        return;
    if (default_type >= 0)
        record->type = (assay_record_type)default_type;
    else if (record->text[ASSAY_FIELD_BODY].count != 0)
        record->type = ASSAY_RECORD_FULLTEXT;
    else
        for (size_t i = 0; i < record->ids.count; i++)
            if (assay_identifier_is_registry(record->ids.items[i].scheme) &&
                assay_record_id_of(record, "pmid").size == 0)
                record->type = ASSAY_RECORD_TRIAL;
}

assay_status assay_flat_note(const assay_record *record, assay_error *err) {
    return assay_record_is_searchable(record)
               ? ASSAY_OK
               : assay_fail(err, ASSAY_E_FORMAT,
                            "nothing to find it by: it has no text, public identifier or date");
}

assay_status assay_flat_finish(assay_flat *flat, int default_type, assay_error *err) {
    assay_record *record = flat->record;
    ASSAY_TRY(settle_text(flat, err));
    ASSAY_TRY(settle_source_id(flat, err));
    settle_type(flat, default_type);
    if ((!flat->named || flat->source_id.size == 0) && !assay_record_is_searchable(record))
        return assay_fail(err, ASSAY_E_FORMAT,
                          "nothing to find it by: neither text nor a public identifier is known by "
                          "its name here (--map names columns)");
    ASSAY_TRY(assay_record_identify(record, flat->source_id, err));
    return keep_source_id(flat, err);
}
