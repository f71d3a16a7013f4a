/* Places by name, learnt from the sites of the index: near:"Houston, Texas",80km.
 *
 * A name is that of a site's city, alone or followed by its state or country. Of the sites so named the point most of them have is the
 * place, among equals the one that comes first; what a name was taken for is told. */
#include "search/search_internal.h"

#include <stdlib.h>

enum { SITES_MAX = 2000 /* looked at for one name */ };

typedef struct {
    double latitude, longitude;
    size_t sites;
} named_point;

typedef struct {
    search_run *run;
    const assay_query_node *place;
    assay_span wanted; /* key of the name */
    assay_buffer key, text;
    named_point *points;
    size_t count, capacity, looked_at;
} gazetteer;

static assay_status is_called(bool *out, gazetteer *g, const assay_span *parts, size_t count) {
    assay_buffer_clear(&g->text);
    for (size_t i = 0; i < count; i++) {
        assay_buffer_add_text(&g->text, i != 0 ? ", " : "");
        assay_buffer_add_span(&g->text, parts[i]);
    }
    ASSAY_TRY(assay_buffer_check(&g->text, g->run->err));
    ASSAY_TRY(assay_thesaurus_key(&g->key, g->run->search->analyzer, assay_buffer_span(&g->text),
                                  g->run->err));
    *out = assay_span_equal(assay_buffer_span(&g->key), g->wanted);
    return ASSAY_OK;
}

/* The city; with its state, its country, or both. */
static assay_status site_is_called(bool *out, gazetteer *g, const assay_record_location *site) {
    const assay_span names[4][3] = {{site->city},
                                    {site->city, site->state},
                                    {site->city, site->country},
                                    {site->city, site->state, site->country}};
    static const size_t counts[4] = {1, 2, 2, 3};
    *out = false;
    for (size_t i = 0; i < 4 && !*out && site->city.size != 0; i++)
        ASSAY_TRY(is_called(out, g, names[i], counts[i]));
    return ASSAY_OK;
}

static assay_status add_point(gazetteer *g, const assay_record_location *site) {
    for (size_t i = 0; i < g->count; i++)
        if (g->points[i].latitude == site->latitude && g->points[i].longitude == site->longitude) {
            g->points[i].sites++;
            return ASSAY_OK;
        }
    ASSAY_TRY(assay_arena_grow(g->run->arena, &g->points, &g->capacity, g->count, sizeof *g->points,
                               g->run->err));
    g->points[g->count++] = (named_point){site->latitude, site->longitude, 1};
    return ASSAY_OK;
}

static assay_status look_at(gazetteer *g, assay_docid docid) {
    assay_arena arena;
    assay_record record;
    assay_arena_init(&arena);
    assay_status status = assay_search_load(&record, g->run->search, &arena, docid, g->run->err);
    for (size_t i = 0; status == ASSAY_OK && i < record.locations.count; i++) {
        const assay_record_location *site = &record.locations.items[i];
        bool called = false;
        if (!site->has_point)
            continue;
        g->looked_at++;
        status = site_is_called(&called, g, site);
        if (status == ASSAY_OK && called)
            status = add_point(g, site);
    }
    assay_arena_done(&arena);
    return status;
}

/* Records with a site whose text has all words of the name; ascending. */
static assay_status find_candidates(const uint32_t **out, size_t *count, gazetteer *g) {
    const assay_plan *plan = NULL;
    search_run *run = g->run;
    assay_query_node all = {.op = ASSAY_QUERY_AND, .boost = 1};
    assay_span rest = g->place->text;
    while (rest.size != 0) {
        assay_span word = assay_span_trim(assay_span_cut(&rest, ','));
        assay_query_node *leaf =
            assay_query_node_new(run->arena, ASSAY_QUERY_PHRASE, g->place->column);
        if (leaf == NULL)
            return assay_fail_memory(run->err);
        leaf->field = ASSAY_QUERY_FIELD_LOCATION;
        leaf->text = word;
        if (word.size != 0)
            ASSAY_TRY(assay_query_add_child(&all, run->arena, leaf, run->err));
    }
    ASSAY_TRY(search_plan_part(&plan, run, &all));
    ASSAY_TRY(search_matches(run, plan));
    const assay_record_list *list = &run->search->list;
    uint32_t *copy = assay_arena_alloc(run->arena, (list->count + 1) * sizeof *copy);
    if (copy == NULL)
        return assay_fail_memory(run->err);
    if (list->count != 0)
        memcpy(copy, list->items, list->count * sizeof *copy);
    *out = copy;
    *count = list->count;
    return ASSAY_OK;
}

static assay_status find_points(gazetteer *g) {
    const uint32_t *records = NULL;
    size_t count = 0;
    search_run *run = g->run;
    ASSAY_TRY(assay_thesaurus_key(&g->key, run->search->analyzer, g->place->text, run->err));
    ASSAY_TRY(assay_arena_copy(&g->wanted, run->arena, assay_buffer_span(&g->key), run->err));
    ASSAY_TRY(find_candidates(&records, &count, g));
    for (size_t i = 0; i < count && g->looked_at < SITES_MAX; i++)
        ASSAY_TRY(look_at(g, records[i]));
    return ASSAY_OK;
}

static assay_status choose(assay_query_node *place, const gazetteer *g) {
    const named_point *best = NULL;
    for (size_t i = 0; i < g->count; i++)
        if (best == NULL || g->points[i].sites > best->sites)
            best = &g->points[i];
    if (best == NULL)
        return assay_fail(g->run->err, ASSAY_E_USAGE,
                          "column %zu: no site of the index is in a city called \"%.*s\"; give "
                          "near:LATITUDE,LONGITUDE,RADIUS, or a city as the sites have it",
                          g->place->column + 1, ASSAY_SPAN_ARG(g->place->text));
    place->latitude = best->latitude;
    place->longitude = best->longitude;
    return search_warn(g->run, "W-PLACE", g->place->column, "\"%.*s\" is taken as %.4f,%.4f%s",
                       ASSAY_SPAN_ARG(g->place->text), best->latitude, best->longitude,
                       g->count > 1 ? ", the place most of its sites have" : "");
}

assay_status search_place(const assay_query_node **out, search_run *run,
                          const assay_query_node *place) {
    for (size_t i = 0; i < run->place_count; i++)
        if (run->places[i].named == place) {
            *out = run->places[i].found;
            return ASSAY_OK;
        }
    *out = place;
    if (place->text.size == 0)
        return ASSAY_OK;
    gazetteer g = {.run = run, .place = place};
    assay_query_node *found = assay_query_node_new(run->arena, ASSAY_QUERY_DISTANCE, place->column);
    if (found == NULL)
        return assay_fail_memory(run->err);
    *found = *place;
    assay_buffer_init(&g.key, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&g.text, ASSAY_BUFFER_NO_CAP);
    assay_status status = find_points(&g);
    assay_buffer_done(&g.key);
    assay_buffer_done(&g.text);
    ASSAY_TRY(status);
    ASSAY_TRY(choose(found, &g));
    ASSAY_TRY(assay_arena_grow(run->arena, &run->places, &run->place_capacity, run->place_count,
                               sizeof *run->places, run->err));
    run->places[run->place_count++] = (search_named_place){place, found};
    *out = found;
    return ASSAY_OK;
}
