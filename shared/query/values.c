#include "query/values.h"

#include <math.h>

#include "base/number.h"
#include "query/changes.h"

/* The days a date value covers: 2024-05 is its 31 days. */
typedef struct {
    double first, last;
} day_span;

static bool unit_days(double *out, assay_span unit) {
    static const struct {
        const char *name;
        double days;
    } units[] = {{"d", 1},           {"day", 1},          {"days", 1},    {"w", 7},
                 {"week", 7},        {"weeks", 7},        {"m", 30.4375}, {"mo", 30.4375},
                 {"month", 30.4375}, {"months", 30.4375}, {"y", 365.25},  {"yr", 365.25},
                 {"year", 365.25},   {"years", 365.25}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (assay_span_equal_ascii_case(unit, assay_span_of(units[i].name))) {
            *out = units[i].days;
            return true;
        }
    return false;
}

/* "54y", "18 Years", "6 months", "30d"; a bare number counts in default_unit. */
static bool parse_duration(double *days, assay_span text, const char *default_unit) {
    text = assay_span_trim(text);
    size_t digits = 0;
    while (digits < text.size && (strchr("0123456789.", text.data[digits]) != NULL) &&
           text.data[digits] != '\0')
        digits++;
    double count, unit;
    assay_span name = assay_span_trim(assay_span_skip(text, digits));
    if (!assay_number_double(&count, assay_span_first(text, digits)) || count > 1e6)
        return false;
    if (!unit_days(&unit, name.size != 0 ? name : assay_span_of(default_unit)))
        return false;
    *days = floor(count * unit);
    return true;
}

/* "last 90 days", "90d": from so many days before today until today. */
static bool parse_recent(day_span *out, assay_span text, assay_date today) {
    double days;
    bool worded = assay_span_starts_ascii_case(text, ASSAY_SPAN("last "));
    if (worded)
        text = assay_span_skip(text, 5);
    bool has_unit = text.size != 0 && (unsigned)(text.data[text.size - 1] - '0') > 9;
    if (!has_unit || !parse_duration(&days, text, "d"))
        return false;
    *out = (day_span){assay_date_add_days(today, -(int64_t)days), today};
    return out->first > 0;
}

static bool parse_day_span(day_span *out, assay_span text, assay_date today) {
    assay_date date;
    text = assay_span_trim(text);
    if (assay_date_parse(&date, text)) {
        *out = (day_span){assay_date_first(date), assay_date_last(date)};
        return true;
    }
    if (assay_span_equal_ascii_case(text, ASSAY_SPAN("today"))) {
        *out = (day_span){today, today};
        return true;
    }
    return parse_recent(out, text, today);
}

static assay_query_node *new_range(assay_arena *arena, assay_query_field field, size_t column,
                                   double low, double high) {
    assay_query_node *node = assay_query_node_new(arena, ASSAY_QUERY_RANGE, column);
    if (node != NULL) {
        node->field = field;
        node->low = low;
        node->high = high;
    }
    return node;
}

static assay_status fail_value(assay_error *err, assay_query_field field, assay_span text,
                               size_t column) {
    static const char *const takes[] = {
        [ASSAY_KIND_DATE] =
            "a date such as 2024, 2024-05, 2024-05-17, 2020..2024 or \"last 90 days\"",
        [ASSAY_KIND_NUMBER] = "a number such as 100, >=100 or 50..200",
        [ASSAY_KIND_AGE] = "an age such as 54y, 6m or 18y..65y",
        [ASSAY_KIND_PLACE] = "a place such as 29.76,-95.37,50mi or \"Houston, Texas\",80km",
        [ASSAY_KIND_PRESENCE] = "the name of a field",
        [ASSAY_KIND_CHANGE] = "the name of a field"};
    const assay_field_info *info = assay_fields_info(field);
    return assay_fail(err, ASSAY_E_SYNTAX, "column %zu: %s takes %s, not \"%.*s\"", column + 1,
                      info->name, takes[info->kind], ASSAY_SPAN_ARG(text));
}

static assay_status number_leaf(assay_query_node **out, assay_arena *arena, assay_query_field field,
                                assay_span text, size_t column, assay_error *err) {
    double value;
    if (!assay_number_double(&value, text))
        return fail_value(err, field, text, column);
    *out = new_range(arena, field, column, value, value);
    return ASSAY_OK;
}

static assay_status age_leaf(assay_query_node **out, assay_arena *arena, assay_query_field field,
                             assay_span text, size_t column, assay_error *err) {
    double days;
    if (!parse_duration(&days, text, "y"))
        return fail_value(err, field, text, column);
    *out = new_range(arena, field, column, days, days);
    return ASSAY_OK;
}

static assay_status date_leaf(assay_query_node **out, assay_arena *arena, assay_query_field field,
                              assay_span text, assay_date today, size_t column, assay_error *err) {
    day_span span;
    if (!parse_day_span(&span, text, today))
        return fail_value(err, field, text, column);
    *out = new_range(arena, field, column, span.first, span.last);
    return ASSAY_OK;
}

static assay_status presence_leaf(assay_query_node **out, assay_arena *arena,
                                  assay_query_field field, assay_span text, size_t column,
                                  assay_error *err) {
    assay_query_field named;
    if (!assay_fields_find(&named, text))
        return fail_value(err, field, text, column);
    assay_query_node *has = assay_query_node_new(arena, ASSAY_QUERY_HAS, column);
    if (has != NULL)
        has->field = named;
    *out = has;
    if (has == NULL || field == ASSAY_QUERY_FIELD_HAS)
        return ASSAY_OK;
    assay_query_node *missing = assay_query_node_new(arena, ASSAY_QUERY_NOT, column);
    *out = missing;
    return missing != NULL ? assay_query_add_child(missing, arena, has, err) : ASSAY_OK;
}

static bool is_pattern(assay_span text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '*' || (text.data[i] == '?' && i + 1 < text.size))
            return true;
    return false;
}

static assay_status text_leaf(assay_query_node **out, assay_arena *arena, assay_query_field field,
                              assay_span text, bool quoted, size_t column, assay_error *err) {
    assay_field_kind kind = assay_fields_info(field)->kind;
    assay_query_op op = quoted             ? ASSAY_QUERY_PHRASE
                        : is_pattern(text) ? ASSAY_QUERY_PATTERN
                                           : ASSAY_QUERY_WORD;
    if (kind == ASSAY_KIND_ID)
        op = ASSAY_QUERY_ID;
    else if (kind == ASSAY_KIND_KEYWORD && op != ASSAY_QUERY_PATTERN)
        op = ASSAY_QUERY_KEYWORD;
    assay_query_node *node = assay_query_node_new(arena, op, column);
    *out = node;
    if (node == NULL)
        return ASSAY_OK;
    node->field = field;
    return assay_arena_copy(&node->text, arena, text, err);
}

assay_status assay_values_leaf(assay_query_node **out, assay_arena *arena, assay_query_field field,
                               assay_span text, bool quoted, assay_date today, size_t column,
                               assay_error *err) {
    assay_query_node *node = NULL;
    assay_status status;
    switch (assay_fields_info(field)->kind) {
    case ASSAY_KIND_DATE:
        status = date_leaf(&node, arena, field, text, today, column, err);
        break;
    case ASSAY_KIND_NUMBER:
        status = number_leaf(&node, arena, field, text, column, err);
        break;
    case ASSAY_KIND_AGE:
        status = age_leaf(&node, arena, field, text, column, err);
        break;
    case ASSAY_KIND_PLACE:
        return assay_values_distance(out, arena, text, column, err);
    case ASSAY_KIND_PRESENCE:
        status = presence_leaf(&node, arena, field, text, column, err);
        break;
    case ASSAY_KIND_CHANGE:
        return assay_changes_leaf(out, arena, text, today, column, err);
    default:
        status = text_leaf(&node, arena, field, text, quoted, column, err);
    }
    ASSAY_TRY(status);
    if (node == NULL)
        return assay_fail_memory(err);
    *out = node;
    return ASSAY_OK;
}

/* One bound: for dates the first day of a low one and the last of a high one; an open bound steps
 * past the value. */
static bool parse_bound(double *out, assay_query_field field, assay_span text, bool is_low,
                        bool open, assay_date today) {
    assay_field_kind kind = assay_fields_info(field)->kind;
    text = assay_span_trim(text);
    if (text.size == 0 ||
        assay_span_equal_ascii_case(text, assay_span_of(is_low ? "MIN" : "MAX")) ||
        assay_span_equal(text, ASSAY_SPAN("*"))) {
        *out = is_low ? -(double)INFINITY : (double)INFINITY;
        return true;
    }
    if (kind == ASSAY_KIND_DATE) {
        day_span span;
        if (!parse_day_span(&span, text, today))
            return false;
        *out = is_low ? (open ? span.last : span.first) : (open ? span.first : span.last);
        if (open)
            *out = assay_date_add_days((assay_date)*out, is_low ? 1 : -1);
        return true;
    }
    if (kind == ASSAY_KIND_AGE ? !parse_duration(out, text, "y") : !assay_number_double(out, text))
        return false;
    if (open && *out == floor(*out) && fabs(*out) < 1e15) /* values are whole numbers */
        *out += is_low ? 1 : -1;
    else if (open)
        *out = nextafter(*out, is_low ? (double)INFINITY : -(double)INFINITY);
    return true;
}

assay_status assay_values_range(assay_query_node **out, assay_arena *arena, assay_query_field field,
                                assay_span low, assay_span high, bool low_open, bool high_open,
                                assay_date today, size_t column, assay_error *err) {
    assay_field_kind kind = assay_fields_info(field)->kind;
    double from, to;
    if (kind != ASSAY_KIND_DATE && kind != ASSAY_KIND_NUMBER && kind != ASSAY_KIND_AGE)
        return assay_fail(err, ASSAY_E_SYNTAX, "column %zu: %s takes no range", column + 1,
                          assay_fields_info(field)->name);
    if (!parse_bound(&from, field, low, true, low_open, today))
        return fail_value(err, field, low, column);
    if (!parse_bound(&to, field, high, false, high_open, today))
        return fail_value(err, field, high, column);
    assay_query_node *node = new_range(arena, field, column, from, to);
    if (node == NULL)
        return assay_fail_memory(err);
    *out = node;
    return ASSAY_OK;
}

static bool parse_radius(double *km, assay_span text) {
    double scale = 1;
    text = assay_span_trim(text);
    if (assay_span_ends(text, ASSAY_SPAN("mi"))) {
        scale = 1.609344;
        text.size -= 2;
    } else if (assay_span_ends(text, ASSAY_SPAN("km"))) {
        text.size -= 2;
    }
    if (!assay_number_double(km, assay_span_trim(text)) || *km < 0)
        return false;
    *km *= scale;
    return true;
}

/* Two numbers, whether or not a place on Earth. */
static bool parse_point(assay_query_node *node, assay_span place) {
    size_t comma = assay_span_find_byte(place, ',');
    if (comma == SIZE_MAX)
        return false;
    assay_span latitude = assay_span_trim(assay_span_first(place, comma));
    assay_span longitude = assay_span_trim(assay_span_skip(place, comma + 1));
    return assay_number_double(&node->latitude, latitude) &&
           assay_number_double(&node->longitude, longitude);
}

static bool is_on_earth(const assay_query_node *node) {
    return fabs(node->latitude) <= 90 && fabs(node->longitude) <= 180;
}

assay_status assay_values_distance(assay_query_node **out, assay_arena *arena, assay_span text,
                                   size_t column, assay_error *err) {
    assay_query_node *node = assay_query_node_new(arena, ASSAY_QUERY_DISTANCE, column);
    if (node == NULL)
        return assay_fail_memory(err);
    node->field = ASSAY_QUERY_FIELD_NEAR_PLACE;
    const char *comma = text.size != 0 ? memrchr(text.data, ',', text.size) : NULL;
    size_t at = comma != NULL ? (size_t)(comma - text.data) : 0;
    if (comma == NULL || !parse_radius(&node->radius_km, assay_span_skip(text, at + 1)))
        return fail_value(err, node->field, text, column);
    assay_span place = assay_span_trim(assay_span_first(text, at));
    if (!parse_point(node, place)) {
        if (place.size >= 2 && place.data[0] == '"' && place.data[place.size - 1] == '"')
            place = assay_span_make(place.data + 1, place.size - 2);
        if (place.size == 0)
            return fail_value(err, node->field, text, column);
        ASSAY_TRY(assay_arena_copy(&node->text, arena, place, err));
    } else if (!is_on_earth(node)) {
        return assay_fail(err, ASSAY_E_SYNTAX,
                          "column %zu: latitudes go from -90 to 90, longitudes from -180 to 180",
                          column + 1);
    }
    *out = node;
    return ASSAY_OK;
}
