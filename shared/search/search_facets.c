/* How often each value occurs among all matches: facets over keywords, histograms over dates. */
#include "search/search_internal.h"

#include "base/number.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct {
    assay_map values;
    uint64_t *counts;
    size_t capacity;
    uint64_t missing;
} tally;

static assay_status tally_add(tally *t, search_run *run, assay_span value) {
    uint32_t id = assay_map_intern(&t->values, value);
    if (id == ASSAY_MAP_NONE)
        return assay_fail_memory(run->err);
    while (id >= t->capacity) {
        size_t before = t->capacity;
        ASSAY_TRY(assay_arena_grow(run->arena, &t->counts, &t->capacity, before, sizeof *t->counts,
                                   run->err));
        memset(t->counts + before, 0, (t->capacity - before) * sizeof *t->counts);
    }
    t->counts[id]++;
    return ASSAY_OK;
}

static int by_count(const void *a, const void *b) {
    const assay_facet_value *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return assay_span_compare(x->value, y->value);
}
static int by_value(const void *a, const void *b) {
    return assay_span_compare(((const assay_facet_value *)a)->value,
                              ((const assay_facet_value *)b)->value);
}

static assay_status tally_give(assay_facet *out, search_run *run, const tally *t, assay_span name,
                               size_t limit, bool is_histogram) {
    size_t count = assay_map_count(&t->values);
    assay_facet_value *values = assay_arena_calloc(run->arena, count + 1, sizeof *values);
    if (values == NULL)
        return assay_fail_memory(run->err);
    for (uint32_t i = 0; i < count; i++) {
        ASSAY_TRY(
            assay_arena_copy(&values[i].value, run->arena, assay_map_key(&t->values, i), run->err));
        values[i].count = t->counts[i];
    }
    if (count > 1)
        qsort(values, count, sizeof *values, is_histogram ? by_value : by_count);
    *out = (assay_facet){.values = values,
                         .count = count < limit ? count : limit,
                         .distinct = count,
                         .missing = t->missing};
    return assay_arena_copy(&out->name, run->arena, name, run->err);
}

/* ---- what a facet counts ---- */

typedef struct {
    assay_set_column column;
    assay_column_type type;
    unsigned digits; /* of a date kept: 4 year, 6 month, 8 day */
} facet_source;

static assay_status add_keywords(tally *t, search_run *run, const facet_source *source,
                                 assay_record_place place) {
    const assay_column *column = &source->column.columns[place.segment];
    enum { USUAL = 64 };
    uint32_t few[USUAL], *ordinals = few;
    size_t count = 0;
    if (column->name.size != 0)
        ASSAY_TRY(assay_column_keywords(ordinals, USUAL, &count, column, place.local, run->err));
    if (count > USUAL) {
        ordinals = assay_arena_calloc(run->arena, count, sizeof *ordinals);
        if (ordinals == NULL)
            return assay_fail_memory(run->err);
        ASSAY_TRY(assay_column_keywords(ordinals, count, &count, column, place.local, run->err));
    }
    if (count == 0)
        t->missing++;
    for (size_t i = 0; i < count; i++) {
        assay_span value;
        ASSAY_TRY(assay_column_string(&value, column, ordinals[i], run->err));
        ASSAY_TRY(tally_add(t, run, value));
    }
    return ASSAY_OK;
}

static assay_status add_date(tally *t, search_run *run, const facet_source *source,
                             assay_record_place place) {
    int64_t date = 0;
    bool present = false;
    char text[16];
    ASSAY_TRY(assay_set_column_i64(&date, &present, &source->column, place, run->err));
    if (!present || date < 10000000 || date > 99999999) {
        t->missing++;
        return ASSAY_OK;
    }
    unsigned year = (unsigned)(date / 10000), month = (unsigned)(date / 100 % 100),
             day = (unsigned)(date % 100);
    int size = source->digits == 4 ? snprintf(text, sizeof text, "%04u", year)
               : source->digits == 6
                   ? snprintf(text, sizeof text, "%04u-%02u", year, month)
                   : snprintf(text, sizeof text, "%04u-%02u-%02u", year, month, day);
    return tally_add(t, run, assay_span_make(text, (size_t)size));
}

static assay_status count_values(assay_facet *out, search_run *run, const facet_source *source,
                                 assay_span name, size_t limit, bool is_histogram) {
    tally t = {0};
    assay_map_init(&t.values);
    assay_status status = ASSAY_OK;
    const assay_record_list *list = &run->search->list;
    for (size_t i = 0; i < list->count && status == ASSAY_OK; i++) {
        assay_record_place place;
        bool found = false;
        status = assay_column_set_place(&place, &found, &run->columns, list->items[i], run->err);
        if (status == ASSAY_OK && found)
            status = source->type == ASSAY_COLUMN_KEYWORDS ? add_keywords(&t, run, source, place)
                                                           : add_date(&t, run, source, place);
    }
    if (status == ASSAY_OK)
        status = tally_give(out, run, &t, name, limit, is_histogram);
    assay_map_done(&t.values);
    return status;
}

/* ---- names ---- */

/* Facets that are called otherwise than the field whose values they count. */
static const struct {
    const char *name;
    assay_query_field field;
} facet_names[] = {{"condition", ASSAY_QUERY_FIELD_CONDITION_EXACT},
                   {"conditions", ASSAY_QUERY_FIELD_CONDITION_EXACT},
                   {"cond", ASSAY_QUERY_FIELD_CONDITION_EXACT},
                   {"mesh", ASSAY_QUERY_FIELD_MESH_EXACT},
                   {"year", ASSAY_QUERY_FIELD_DATE}};

static bool facet_field(assay_query_field *out, assay_span name) {
    for (size_t i = 0; i < sizeof facet_names / sizeof *facet_names; i++)
        if (assay_span_equal_ascii_case(name, assay_span_of(facet_names[i].name))) {
            *out = facet_names[i].field;
            return true;
        }
    return assay_fields_find(out, name);
}

#define COUNTED                                                                                    \
    "type, status, phase, studytype, sex, country, pt, la, condition, mesh, year and dates"

static assay_status open_source(facet_source *out, search_run *run, assay_span name) {
    assay_query_field field;
    if (!facet_field(&field, name))
        return assay_fail(run->err, ASSAY_E_USAGE,
                          "there is no field \"%.*s\" to count by; there are " COUNTED,
                          ASSAY_SPAN_ARG(name));
    const assay_schema_field *store = assay_schema_field_of(field);
    bool date = assay_fields_info(field)->kind == ASSAY_KIND_DATE;
    if (store->column == NULL || (!date && store->store != ASSAY_STORE_KEYWORD))
        return assay_fail(run->err, ASSAY_E_USAGE, "\"%.*s\" cannot be counted; what can: " COUNTED,
                          ASSAY_SPAN_ARG(name));
    *out = (facet_source){.type = date ? ASSAY_COLUMN_I64 : ASSAY_COLUMN_KEYWORDS, .digits = 4};
    return assay_column_set_column(&out->column, &run->columns, run->arena, store->column,
                                   out->type, run->err);
}

static assay_status one_facet(assay_facet *out, search_run *run, assay_span text) {
    facet_source source;
    uint64_t limit = ASSAY_FACET_VALUES;
    assay_span size = text, name = assay_span_trim(assay_span_cut(&size, ':'));
    if (size.data != NULL && (!assay_number_u64(&limit, assay_span_trim(size)) || limit == 0))
        return assay_fail(run->err, ASSAY_E_USAGE, "\"%.*s\": a facet is NAME or NAME:NUMBER",
                          ASSAY_SPAN_ARG(text));
    ASSAY_TRY(open_source(&source, run, name));
    return count_values(out, run, &source, name, (size_t)limit, false);
}

static assay_status histogram(assay_facet *out, search_run *run, assay_span text) {
    facet_source source;
    assay_span unit = text, name = assay_span_trim(assay_span_cut(&unit, ':'));
    ASSAY_TRY(open_source(&source, run, name));
    unit = assay_span_trim(unit);
    if (unit.size == 0 || assay_span_equal_ascii_case(unit, ASSAY_SPAN("year")))
        source.digits = 4;
    else if (assay_span_equal_ascii_case(unit, ASSAY_SPAN("month")))
        source.digits = 6;
    else if (assay_span_equal_ascii_case(unit, ASSAY_SPAN("day")))
        source.digits = 8;
    else
        return assay_fail(run->err, ASSAY_E_USAGE,
                          "a histogram is FIELD:year, FIELD:month or FIELD:day");
    if (source.type != ASSAY_COLUMN_I64)
        return assay_fail(run->err, ASSAY_E_USAGE, "a histogram counts dates, not \"%.*s\"",
                          ASSAY_SPAN_ARG(name));
    return count_values(out, run, &source, text, SIZE_MAX, true);
}

assay_status search_facets(search_run *run) {
    assay_search_results *out = run->out;
    assay_span rest = run->request->facets;
    size_t commas = 0;
    for (size_t i = 0; i < rest.size; i++)
        commas += rest.data[i] == ',';
    assay_facet *facets = assay_arena_calloc(run->arena, commas + 2, sizeof *facets);
    if (facets == NULL)
        return assay_fail_memory(run->err);
    if (run->snapshot == NULL)
        return assay_fail(run->err, ASSAY_E_UNSUPPORTED, "facets need the index's segments");
    ASSAY_TRY(search_matches(run, out->plan));
    out->total = out->at_most = run->search->list.count;
    out->total_is_exact = true;
    while (rest.size != 0) {
        assay_span name = assay_span_cut(&rest, ',');
        if (assay_span_trim(name).size != 0)
            ASSAY_TRY(one_facet(&facets[out->facet_count++], run, name));
    }
    out->facets = facets;
    if (run->request->histogram.size != 0) {
        ASSAY_TRY(histogram(&facets[commas + 1], run, run->request->histogram));
        out->histogram = &facets[commas + 1];
    }
    return ASSAY_OK;
}
