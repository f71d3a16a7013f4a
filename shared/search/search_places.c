/* Sites: near a place, and conditions that one and the same site must meet. */
#include "index/keyword.h"
#include "search/search_internal.h"

#include <math.h>
#include <stdlib.h>

/* ---- distance ---- */

#define EARTH_RADIUS_KM 6371.0088
#define RADIANS (3.14159265358979323846 / 180)

/* Great circle by the haversine formula: good to 0.5 % for an Earth that is no ball. */
static double distance_km(double latitude, double longitude, double to_latitude,
                          double to_longitude) {
    double half_lat = sin((to_latitude - latitude) * RADIANS / 2),
           half_lon = sin((to_longitude - longitude) * RADIANS / 2);
    double h = half_lat * half_lat +
               cos(latitude * RADIANS) * cos(to_latitude * RADIANS) * half_lon * half_lon;
    return 2 * EARTH_RADIUS_KM * asin(h < 1 ? sqrt(h) : 1);
}

/* To the nearest of a record's points; -1 without one. */
static double nearest_km(assay_span points, double latitude, double longitude) {
    double best = -1;
    for (size_t at = 0; at + 8 <= points.size; at += 8) {
        double lat = (int32_t)assay_load_u32(points.data + at) * 1e-7,
               lon = (int32_t)assay_load_u32(points.data + at + 4) * 1e-7;
        double km = distance_km(latitude, longitude, lat, lon);
        if (best < 0 || km < best)
            best = km;
    }
    return best;
}

assay_status search_distance(double *out, search_run *run, const assay_query_node *place,
                             assay_docid docid) {
    assay_set_column points;
    assay_record_place where;
    assay_span bytes;
    bool found = false;
    *out = -1;
    ASSAY_TRY(search_place(&place, run, place));
    ASSAY_TRY(assay_column_set_column(&points, &run->columns, run->arena, ASSAY_COLUMN_POINTS,
                                      ASSAY_COLUMN_BYTES, run->err));
    ASSAY_TRY(assay_column_set_place(&where, &found, &run->columns, docid, run->err));
    if (!found)
        return ASSAY_OK;
    ASSAY_TRY(assay_set_column_bytes(&bytes, &points, where, run->err));
    *out = nearest_km(bytes, place->latitude, place->longitude);
    return ASSAY_OK;
}

typedef struct {
    uint32_t *items;
    size_t count, capacity;
} number_list;

static assay_status add_number(number_list *list, assay_arena *arena, uint32_t number,
                               assay_error *err) {
    ASSAY_TRY(assay_arena_grow(arena, &list->items, &list->capacity, list->count,
                               sizeof *list->items, err));
    list->items[list->count++] = number;
    return ASSAY_OK;
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static assay_status near_in_segment(number_list *list, assay_arena *arena,
                                    const assay_open_segment *segment,
                                    const assay_query_node *place, assay_error *err) {
    assay_column column;
    assay_status status =
        assay_column_find(&column, segment->segment, ASSAY_SPAN(ASSAY_COLUMN_POINTS), err);
    if (status == ASSAY_E_NOT_FOUND)
        return ASSAY_OK;
    ASSAY_TRY(status);
    const uint64_t *dead =
        segment->tombstones != NULL ? assay_tombstones_bits(segment->tombstones) : NULL;
    for (uint32_t local = 0; local < column.records; local++) {
        assay_span points;
        uint32_t number;
        if (dead != NULL && assay_tombstones_has(dead, local))
            continue;
        ASSAY_TRY(assay_column_bytes(&points, &column, local, err));
        double km = nearest_km(points, place->latitude, place->longitude);
        if (km < 0 || km > place->radius_km)
            continue;
        ASSAY_TRY(assay_segment_number(&number, segment->segment, local, err));
        ASSAY_TRY(add_number(list, arena, number, err));
    }
    return ASSAY_OK;
}

assay_status search_near(const uint32_t **out, size_t *count, void *user, assay_arena *arena,
                         const assay_query_node *place, assay_error *err) {
    search_run *run = user;
    number_list list = {0};
    ASSAY_TRY(search_place(&place, run, place));
    for (size_t i = 0; i < run->columns.count; i++)
        ASSAY_TRY(near_in_segment(&list, arena, &run->columns.segments[i], place, err));
    if (list.count > 1)
        qsort(list.items, list.count, sizeof *list.items, by_number);
    *out = list.items;
    *count = list.count;
    return ASSAY_OK;
}

/* ---- one and the same site ---- */

typedef struct {
    search_run *run;
    assay_tokens site, wanted;
    assay_error *err;
} site_check;

static assay_status words_of(assay_tokens *out, site_check *check, assay_span text) {
    assay_tokens_clear(out);
    return assay_analyzer_run(out, check->run->search->analyzer, text, check->err);
}

/* The words of `wanted` in a row among those of the site's text. */
static bool stands_in(const assay_tokens *site, const assay_tokens *wanted) {
    for (size_t from = 0; from < site->count; from++) {
        size_t at = from, matched = 0;
        for (size_t i = 0; i < wanted->count; i++) {
            if (wanted->items[i].kind != ASSAY_TOKEN_PART)
                continue;
            while (at < site->count && site->items[at].kind != ASSAY_TOKEN_PART)
                at++;
            if (at == site->count || site->items[at].term != wanted->items[i].term)
                break;
            at++, matched++;
        }
        size_t parts = 0;
        for (size_t i = 0; i < wanted->count; i++)
            parts += wanted->items[i].kind == ASSAY_TOKEN_PART;
        if (parts != 0 && matched == parts)
            return true;
    }
    return false;
}

static assay_status text_matches(bool *out, site_check *check, assay_span site, assay_span wanted) {
    if (*out)
        return ASSAY_OK;
    ASSAY_TRY(words_of(&check->site, check, site));
    ASSAY_TRY(words_of(&check->wanted, check, wanted));
    *out = stands_in(&check->site, &check->wanted);
    return ASSAY_OK;
}

/* Codes are compared whole: "recruiting" is not "not yet recruiting". */
static assay_status status_matches(bool *out, assay_span site, assay_span wanted,
                                   assay_error *err) {
    assay_buffer a, b;
    assay_buffer_init(&a, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&b, ASSAY_BUFFER_NO_CAP);
    assay_keyword_fold(&a, ASSAY_QUERY_FIELD_STATUS, site);
    assay_keyword_fold(&b, ASSAY_QUERY_FIELD_STATUS, wanted);
    *out = a.size != 0 && assay_span_equal(assay_buffer_span(&a), assay_buffer_span(&b));
    assay_status status = assay_buffer_check(&a, err);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&b, err);
    assay_buffer_done(&a);
    assay_buffer_done(&b);
    return status;
}

static assay_status leaf_matches(bool *out, site_check *check, const assay_query_node *leaf,
                                 const assay_record_location *site) {
    const struct {
        assay_query_field field;
        assay_span text;
    } parts[] = {
        {ASSAY_QUERY_FIELD_SITE, site->facility}, {ASSAY_QUERY_FIELD_CITY, site->city},
        {ASSAY_QUERY_FIELD_STATE, site->state},   {ASSAY_QUERY_FIELD_COUNTRY, site->country},
        {ASSAY_QUERY_FIELD_STATUS, site->status}, {ASSAY_QUERY_FIELD_LOCATION, site->zip}};
    bool anywhere =
        leaf->field == ASSAY_QUERY_FIELD_LOCATION || leaf->field == ASSAY_QUERY_FIELD_ANY;
    *out = false;
    if (leaf->field == ASSAY_QUERY_FIELD_SITE_STATUS)
        return status_matches(out, site->status, leaf->text, check->err);
    if (leaf->op == ASSAY_QUERY_DISTANCE) {
        ASSAY_TRY(search_place(&leaf, check->run, leaf));
        *out = site->has_point && distance_km(leaf->latitude, leaf->longitude, site->latitude,
                                              site->longitude) <= leaf->radius_km;
        return ASSAY_OK;
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (anywhere || parts[i].field == leaf->field)
            ASSAY_TRY(text_matches(out, check, parts[i].text, leaf->text));
    return ASSAY_OK;
}

static assay_status site_matches(bool *out, site_check *check, const assay_query_node *node,
                                 const assay_record_location *site) {
    if (node->count == 0)
        return leaf_matches(out, check, node, site);
    bool any = node->op == ASSAY_QUERY_OR, negated = node->op == ASSAY_QUERY_NOT, result = !any;
    for (size_t i = 0; i < node->count; i++) {
        bool one = false;
        ASSAY_TRY(site_matches(&one, check, node->children[i], site));
        if (node->children[i]->occur == ASSAY_OCCUR_NOT)
            one = !one;
        result = any ? result || one : result && one;
    }
    *out = negated ? !result : result;
    return ASSAY_OK;
}

static assay_status record_matches(bool *out, site_check *check, const assay_query_node *conditions,
                                   uint32_t docid) {
    assay_arena arena;
    assay_record record;
    assay_arena_init(&arena);
    *out = false;
    assay_status status = assay_search_load(&record, check->run->search, &arena, docid, check->err);
    for (size_t i = 0; status == ASSAY_OK && !*out && i < record.locations.count; i++)
        status = site_matches(out, check, conditions, &record.locations.items[i]);
    assay_arena_done(&arena);
    return status;
}

/* What no term of the index answers: negative conditions, and the status of a site. */
static bool needs_records(const assay_query_node *node) {
    bool found = node->op == ASSAY_QUERY_NOT || node->occur == ASSAY_OCCUR_NOT ||
                 node->field == ASSAY_QUERY_FIELD_SITE_STATUS;
    for (size_t i = 0; i < node->count && !found; i++)
        found = needs_records(node->children[i]);
    return found;
}

/* Records that meet the conditions by any sites are candidates; each is read to see whether one site meets them all. What needs the records
 * narrows nothing down: without another condition every record with a site is read. */
static assay_status plan_candidates(const assay_plan **out, search_run *run, assay_arena *arena,
                                    const assay_query_node *conditions) {
    const assay_plan *all[2];
    if (!needs_records(conditions))
        return search_plan_part(out, run, conditions);
    const assay_query_node located = {
        .op = ASSAY_QUERY_HAS, .field = ASSAY_QUERY_FIELD_LOCATION, .boost = 1};
    ASSAY_TRY(search_plan_part(out, run, &located));
    bool narrows = conditions->op == ASSAY_QUERY_AND || conditions->op == ASSAY_QUERY_BEST;
    for (size_t i = 0; narrows && i < conditions->count; i++) {
        const assay_query_node *child = conditions->children[i];
        bool must = conditions->op == ASSAY_QUERY_AND || child->occur == ASSAY_OCCUR_MUST;
        if (!must || needs_records(child))
            continue;
        all[0] = *out;
        ASSAY_TRY(search_plan_part(&all[1], run, child));
        *out = assay_plan_many(arena, ASSAY_PLAN_AND, all, 2);
    }
    return *out != NULL ? ASSAY_OK : assay_fail_memory(run->err);
}

assay_status search_same_site(const uint32_t **out, size_t *count, void *user, assay_arena *arena,
                              const assay_query_node *conditions, assay_error *err) {
    search_run *run = user;
    number_list list = {0};
    const assay_plan *plan = NULL;
    ASSAY_TRY(plan_candidates(&plan, run, arena, conditions));
    ASSAY_TRY(search_matches(run, plan));
    site_check check = {.run = run, .err = err};
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < run->search->list.count && status == ASSAY_OK; i++) {
        bool good = false;
        status = record_matches(&good, &check, conditions, run->search->list.items[i]);
        if (status == ASSAY_OK && good)
            status = add_number(&list, arena, run->search->list.items[i], err);
    }
    assay_tokens_done(&check.site);
    assay_tokens_done(&check.wanted);
    *out = list.items;
    *count = list.count;
    return status;
}
