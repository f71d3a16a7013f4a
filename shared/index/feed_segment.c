#include "index/feed.h"

#include "index/terms_fields.h"

#include <stdlib.h>

assay_status assay_feed_ids_extend(assay_feed_ids *ids, const assay_span *keys, size_t count,
                                   assay_error *err) {
    if (ids->count + count > ids->capacity) {
        size_t capacity = (ids->count + count) * 2 + 1024;
        assay_span *moved_keys = realloc(ids->keys, capacity * sizeof *moved_keys);
        if (moved_keys == NULL)
            return assay_fail_memory(err);
        ids->keys = moved_keys;
        uint32_t *moved_ids = realloc(ids->ids, capacity * sizeof *moved_ids);
        if (moved_ids == NULL)
            return assay_fail_memory(err);
        ids->ids = moved_ids;
        ids->capacity = capacity;
    }
    for (size_t i = 0; i < count; i++) {
        ids->keys[ids->count] = keys[i];
        ids->ids[ids->count++] = ASSAY_MAP_NONE;
    }
    return ASSAY_OK;
}

void assay_feed_ids_reset(assay_feed_ids *ids) {
    for (size_t i = 0; i < ids->count; i++)
        ids->ids[i] = ASSAY_MAP_NONE;
}

void assay_feed_ids_done(assay_feed_ids *ids) {
    free(ids->keys);
    free(ids->ids);
    *ids = (assay_feed_ids){0};
}

static assay_status add_spaces(assay_segment_feed *feed, assay_error *err) {
    const char *prefixes[ASSAY_TERMS_PREFIXES];
    const assay_map *stems = &feed->maps[ASSAY_TERMS_STEMS];
    feed->prefix_count = assay_terms_list_prefixes(prefixes);
    ASSAY_TRY(assay_inverter_space(&feed->ranked, feed->inverter, stems, ASSAY_SPAN(""), err));
    ASSAY_TRY(assay_inverter_space(&feed->forms, feed->inverter, &feed->maps[ASSAY_TERMS_FORMS],
                                   ASSAY_SPAN("W"), err));
    ASSAY_TRY(assay_inverter_space(&feed->keywords, feed->inverter,
                                   &feed->maps[ASSAY_TERMS_KEYWORDS], ASSAY_SPAN(""), err));
    for (size_t i = 0; i < feed->prefix_count; i++)
        ASSAY_TRY(assay_inverter_space(&feed->words[i], feed->inverter, stems,
                                       assay_span_of(prefixes[i]), err));
    return ASSAY_OK;
}

static assay_status add_columns(assay_segment_feed *feed, assay_error *err) {
    const assay_terms_column *columns = assay_terms_columns();
    for (size_t i = 0; i < ASSAY_TERMS_COLUMNS; i++)
        ASSAY_TRY(assay_inverter_column(&feed->columns[i], feed->inverter,
                                        assay_span_of(columns[i].name), ASSAY_COLUMN_I64, err));
    for (size_t i = 0; i < ASSAY_TERMS_FACETS; i++)
        ASSAY_TRY(assay_inverter_column(&feed->facets[i], feed->inverter,
                                        assay_span_of(assay_terms_facet_name(i)),
                                        ASSAY_COLUMN_KEYWORDS, err));
    ASSAY_TRY(assay_inverter_column(&feed->places, feed->inverter, ASSAY_SPAN(ASSAY_COLUMN_FIELDS),
                                    ASSAY_COLUMN_BYTES, err));
    ASSAY_TRY(assay_inverter_column(&feed->points, feed->inverter, ASSAY_SPAN(ASSAY_COLUMN_POINTS),
                                    ASSAY_COLUMN_BYTES, err));
    ASSAY_TRY(assay_inverter_column(&feed->signature, feed->inverter,
                                    ASSAY_SPAN(ASSAY_COLUMN_SIGNATURE), ASSAY_COLUMN_BYTES, err));
    return assay_inverter_column(&feed->identity, feed->inverter, ASSAY_SPAN(ASSAY_COLUMN_IDENTITY),
                                 ASSAY_COLUMN_NAMES, err);
}

assay_status assay_segment_feed_new(assay_segment_feed **out, const char *analyzer,
                                    const uint32_t *length_upper, int threads, assay_error *err) {
    assay_segment_feed *feed = calloc(1, sizeof *feed);
    if (feed == NULL)
        return assay_fail_memory(err);
    for (size_t i = 0; i < ASSAY_TERMS_MAPS; i++)
        assay_map_init(&feed->maps[i]);
    assay_status status = assay_forms_new(&feed->stems, analyzer, err);
    const assay_inverter_options options = {.length_upper = length_upper,
                                            .parents = assay_forms_parents(feed->stems),
                                            .threads = threads};
    if (status == ASSAY_OK)
        status = assay_inverter_new(&feed->inverter, &options, err);
    if (status == ASSAY_OK)
        status = add_spaces(feed, err);
    if (status == ASSAY_OK)
        status = add_columns(feed, err);
    if (status != ASSAY_OK)
        assay_segment_feed_free(feed);
    else
        *out = feed;
    return status;
}

void assay_segment_feed_free(assay_segment_feed *feed) {
    if (feed == NULL)
        return;
    assay_inverter_free(feed->inverter);
    assay_forms_free(feed->stems);
    for (size_t i = 0; i < ASSAY_TERMS_MAPS; i++)
        assay_map_done(&feed->maps[i]);
    free(feed);
}

size_t assay_segment_feed_memory(const assay_segment_feed *feed) {
    size_t size = assay_inverter_memory(feed->inverter);
    for (size_t i = 0; i < ASSAY_TERMS_MAPS; i++)
        size += assay_map_memory(&feed->maps[i]);
    return size;
}

/* The worker's id as the feed's. */
static inline bool translate(uint32_t *id, assay_map *map, assay_feed_ids *ids) {
    uint32_t *known = &ids->ids[*id];
    if (__builtin_expect(*known == ASSAY_MAP_NONE, 0))
        *known = assay_map_intern(map, ids->keys[*id]);
    *id = *known;
    return *known != ASSAY_MAP_NONE;
}

enum { AHEAD = 64 }; /* ids memory is asked for early */

static bool translate_words(assay_occurrence *words, size_t count, assay_map *map,
                            assay_feed_ids *ids) {
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count)
            __builtin_prefetch(&ids->ids[words[i + AHEAD].term]);
        if (!translate(&words[i].term, map, ids))
            return false;
    }
    return true;
}

static bool translate_terms(uint32_t *terms, size_t count, assay_map *map, assay_feed_ids *ids) {
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count)
            __builtin_prefetch(&ids->ids[terms[i + AHEAD]]);
        if (!translate(&terms[i], map, ids))
            return false;
    }
    return true;
}

static assay_status add_values(assay_segment_feed *feed, const assay_analyzed *record,
                               assay_span identity, assay_error *err) {
    assay_inverter *inverter = feed->inverter;
    for (size_t i = 0; i < ASSAY_TERMS_COLUMNS; i++)
        if (record->has_column[i])
            ASSAY_TRY(assay_inverter_i64(inverter, feed->columns[i], record->columns[i], err));
    for (size_t i = 0; i < record->facet_count; i++)
        ASSAY_TRY(assay_inverter_keyword(inverter, feed->facets[record->facets[i].facet],
                                         record->facets[i].value, err));
    ASSAY_TRY(assay_inverter_bytes(inverter, feed->places, record->places, err));
    ASSAY_TRY(assay_inverter_bytes(inverter, feed->signature, record->signature, err));
    if (record->points.size != 0)
        ASSAY_TRY(assay_inverter_bytes(inverter, feed->points, record->points, err));
    return assay_inverter_bytes(inverter, feed->identity, identity, err);
}

static assay_status add_changes(assay_segment_feed *feed, const assay_analyzed *record,
                                assay_error *err) {
    for (size_t i = 0; i < record->change_count; i++) {
        uint32_t id = assay_map_intern(&feed->maps[ASSAY_TERMS_KEYWORDS], record->changes[i]);
        if (id == ASSAY_MAP_NONE)
            return assay_fail_memory(err);
        ASSAY_TRY(assay_inverter_filter(feed->inverter, feed->keywords, &id, 1, err));
    }
    return ASSAY_OK;
}

assay_status assay_segment_feed_add(assay_segment_feed *feed, assay_analyzed *record,
                                    assay_feed_ids *ids, assay_docid docid, assay_span identity,
                                    assay_error *err) {
    assay_inverter *inverter = feed->inverter;
    assay_map *stems = &feed->maps[ASSAY_TERMS_STEMS];
    assay_feed_ids *stem_ids = &ids[ASSAY_TERMS_STEMS];
    bool good = translate_words(record->ranked, record->ranked_count, stems, stem_ids) &&
                translate_terms(record->forms, record->form_count, &feed->maps[ASSAY_TERMS_FORMS],
                                &ids[ASSAY_TERMS_FORMS]) &&
                translate_terms(record->filters, record->filter_count,
                                &feed->maps[ASSAY_TERMS_KEYWORDS], &ids[ASSAY_TERMS_KEYWORDS]);
    ASSAY_TRY(assay_inverter_begin(inverter, docid, err));
    for (size_t i = 0; i < feed->prefix_count && good; i++) {
        if (record->word_counts[i] == 0)
            continue;
        good = translate_words(record->words[i], record->word_counts[i], stems, stem_ids);
        ASSAY_TRY(assay_inverter_add(inverter, feed->words[i], record->words[i],
                                     good ? record->word_counts[i] : 0, err));
    }
    if (!good)
        return assay_fail_memory(err);
    ASSAY_TRY(
        assay_inverter_add(inverter, feed->ranked, record->ranked, record->ranked_count, err));
    ASSAY_TRY(assay_inverter_filter(inverter, feed->forms, record->forms, record->form_count, err));
    ASSAY_TRY(assay_inverter_filter(inverter, feed->keywords, record->filters, record->filter_count,
                                    err));
    ASSAY_TRY(add_changes(feed, record, err));
    return add_values(feed, record, identity, err);
}
