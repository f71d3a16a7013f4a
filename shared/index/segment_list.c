#include "index/segment_list.h"

#include "ranking/writing/reorder.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    TIER_FIRST = 1000, /* records up to which segments are of the lowest tier */
    TIER_FACTOR = 4,   /* from tier to tier, and segments of a tier that are merged */
    TIERS = 16,
    WALK_SHARE =
        32 /* of a segment's records: more that die are found by a walk over its lists, which costs
                       as much a record as analyzing one anew does, by so many */
};

static void release(assay_listed_segment *segment) {
    assay_open_segment_close(&segment->open);
    free(segment->removed);
}

void assay_segment_list_done(assay_segment_list *list) {
    for (size_t i = 0; i < list->count; i++)
        release(&list->items[i]);
    free(list->items);
    *list = (assay_segment_list){0};
}

assay_status assay_segment_list_add(assay_segment_list *list, const assay_manifest_segment *about,
                                    bool is_new, assay_error *err) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity * 2 + 8;
        assay_listed_segment *moved = realloc(list->items, capacity * sizeof *list->items);
        if (moved == NULL)
            return assay_fail_memory(err);
        list->items = moved;
        list->capacity = capacity;
    }
    list->items[list->count++] = (assay_listed_segment){.about = *about, .is_new = is_new};
    return ASSAY_OK;
}

void assay_segment_list_remove(assay_segment_list *list, size_t i) {
    release(&list->items[i]);
    memmove(list->items + i, list->items + i + 1, (list->count - i - 1) * sizeof *list->items);
    list->count--;
}

assay_status assay_segment_list_open(assay_segment_list *list, size_t i, assay_error *err) {
    assay_listed_segment *segment = &list->items[i];
    if (segment->open.segment != NULL)
        return ASSAY_OK;
    return assay_index_dir_open(&segment->open, list->dir, &segment->about, err);
}

static bool is_dead(const assay_listed_segment *segment, uint32_t record) {
    return segment->open.tombstones != NULL &&
           assay_tombstones_has(assay_tombstones_bits(segment->open.tombstones), record);
}

static assay_status add_removed(assay_listed_segment *segment, uint32_t record, assay_docid docid,
                                assay_error *err) {
    if (segment->removed_count == segment->removed_capacity) {
        size_t capacity = segment->removed_capacity * 2 + 64;
        uint64_t *moved = realloc(segment->removed, capacity * sizeof *segment->removed);
        if (moved == NULL)
            return assay_fail_memory(err);
        segment->removed = moved;
        segment->removed_capacity = capacity;
    }
    segment->removed[segment->removed_count++] = (uint64_t)record << 32 | docid;
    return ASSAY_OK;
}

static assay_status find_removed(assay_segment_list *list, assay_docid docid, assay_error *err) {
    for (size_t i = 0; i < list->count; i++) {
        ASSAY_TRY(assay_segment_list_open(list, i, err));
        uint32_t record = 0;
        assay_status status =
            assay_segment_record(&record, list->items[i].open.segment, docid, err);
        if (status == ASSAY_E_NOT_FOUND || (status == ASSAY_OK && is_dead(&list->items[i], record)))
            continue;
        return status == ASSAY_OK ? add_removed(&list->items[i], record, docid, err) : status;
    }
    /* A record the catalogue had and no segment: `rebuild` is for that, removing it is no harm. */
    return ASSAY_OK;
}

static int compare_records(const void *a, const void *b) {
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* records, docids: of what is removed from the segment. By the terms they held where they are few, else by
 * all lists. */
static assay_status write_dead(const char *path, const assay_listed_segment *segment,
                               assay_removed *removed, const uint32_t *records,
                               const assay_docid *docids, assay_error *err) {
    const assay_open_segment *open = &segment->open;
    size_t count = segment->removed_count;
    assay_tombstones_held held;
    bool known = count < segment->about.records / WALK_SHARE, fits = false;
    if (known)
        ASSAY_TRY(assay_removed_hold(&known, &held, removed, docids, records, count, err));
    if (known)
        ASSAY_TRY(assay_tombstones_write_held(&fits, path, open->segment, open->tombstones, records,
                                              count, &held, err));
    return fits
               ? ASSAY_OK
               : assay_tombstones_write(path, open->segment, open->tombstones, records, count, err);
}

static assay_status write_removed(const char *path, const assay_listed_segment *segment,
                                  assay_removed *removed, assay_error *err) {
    size_t count = segment->removed_count;
    uint32_t *records = malloc(count * sizeof *records);
    assay_docid *docids = malloc(count * sizeof *docids);
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < count && records != NULL && docids != NULL; i++) {
        records[i] = (uint32_t)(segment->removed[i] >> 32);
        docids[i] = (assay_docid)segment->removed[i];
    }
    if (records == NULL || docids == NULL)
        status = assay_fail_memory(err);
    else
        status = write_dead(path, segment, removed, records, docids, err);
    free(records);
    free(docids);
    return status;
}

static assay_status write_tombstones(assay_segment_list *list, assay_listed_segment *segment,
                                     assay_removed *removed, assay_error *err) {
    qsort(segment->removed, segment->removed_count, sizeof *segment->removed, compare_records);
    assay_manifest_segment about = segment->about;
    about.generation++;
    about.dead += (uint32_t)segment->removed_count;
    char *path = assay_index_dir_tombstones(list->dir, about.number, about.generation);
    if (path == NULL)
        return assay_fail_memory(err);
    assay_status status = write_removed(path, segment, removed, err);
    assay_tombstones *tombstones = NULL;
    if (status == ASSAY_OK)
        status = assay_tombstones_open(&tombstones, path, segment->open.segment, err);
    free(path);
    ASSAY_TRY(status);
    assay_tombstones_close(segment->open.tombstones);
    segment->open.tombstones = tombstones;
    segment->about = about;
    segment->removed_count = 0;
    return ASSAY_OK;
}

assay_status assay_segment_list_bury(assay_segment_list *list, assay_removed *removed,
                                     assay_error *err) {
    size_t count = 0;
    const assay_docid *docids = assay_removed_list(&count, removed);
    for (size_t i = 0; i < count; i++)
        ASSAY_TRY(find_removed(list, docids[i], err));
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].removed_count != 0)
            ASSAY_TRY(write_tombstones(list, &list->items[i], removed, err));
    return ASSAY_OK;
}

static uint32_t live(const assay_listed_segment *segment) {
    return segment->about.records - segment->about.dead;
}

static unsigned tier_of(uint32_t records) {
    unsigned tier = 0;
    for (uint64_t top = TIER_FIRST; records > top && tier + 1 < TIERS; top *= TIER_FACTOR)
        tier++;
    return tier;
}

bool assay_segment_list_tiers(bool *chosen, const assay_segment_list *list) {
    size_t members[TIERS] = {0};
    for (size_t i = 0; i < list->count; i++) {
        chosen[i] = false;
        members[tier_of(live(&list->items[i]))]++;
    }
    for (unsigned tier = TIERS; tier-- > 0;)
        if (members[tier] >= TIER_FACTOR) {
            /* With them go all smaller ones: they cost little and would come next. */
            for (size_t i = 0; i < list->count; i++)
                chosen[i] = tier_of(live(&list->items[i])) <= tier;
            return true;
        }
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].about.dead > list->items[i].about.records / 2) {
            chosen[i] = true;
            return true;
        }
    return false;
}

static assay_status open_chosen(assay_merge_source *sources, size_t *count, uint64_t *records,
                                assay_segment_list *list, const bool *chosen, assay_error *err) {
    *count = 0;
    *records = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!chosen[i])
            continue;
        ASSAY_TRY(assay_segment_list_open(list, i, err));
        *records += live(&list->items[i]);
        if (live(&list->items[i]) != 0)
            sources[(*count)++] =
                (assay_merge_source){list->items[i].open.segment, list->items[i].open.tombstones};
    }
    return ASSAY_OK;
}

static void replace_chosen(assay_segment_list *list, const bool *chosen) {
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (chosen[i])
            release(&list->items[i]);
        else
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
}

static assay_status merge_sources(assay_segment_list *list, const bool *chosen,
                                  const assay_merge_source *sources, size_t count, uint64_t records,
                                  uint32_t number, const assay_merge_options *options,
                                  assay_error *err) {
    char *path = assay_index_dir_segment(list->dir, number);
    if (path == NULL)
        return assay_fail_memory(err);
    assay_status status = assay_merge(path, sources, count, options, err);
    free(path);
    ASSAY_TRY(status);
    replace_chosen(list, chosen);
    const assay_manifest_segment about = {number, (uint32_t)records, 0, 0};
    return assay_segment_list_add(list, &about, true, err);
}

assay_status assay_segment_list_merge(bool *written, assay_segment_list *list, const bool *chosen,
                                      uint32_t number, const uint32_t *edges, int threads,
                                      assay_error *err) {
    assay_merge_source *sources = calloc(list->count + 1, sizeof *sources);
    if (sources == NULL)
        return assay_fail_memory(err);
    size_t count = 0;
    uint64_t records = 0;
    assay_status status = open_chosen(sources, &count, &records, list, chosen, err);
    const assay_merge_options options = {
        .length_upper = edges, .threads = threads, .parents = list->parents};
    if (status == ASSAY_OK && count != 0)
        status = merge_sources(list, chosen, sources, count, records, number, &options, err);
    else if (status == ASSAY_OK)
        replace_chosen(list, chosen);
    free(sources);
    if (status == ASSAY_OK)
        *written = count != 0;
    return status;
}

assay_status assay_segment_list_reorder(bool *written, assay_segment_list *list, uint32_t number,
                                        const uint32_t *edges, int threads, assay_error *err) {
    const assay_reorder_options reorder = {.threads = threads};
    const bool chosen = true;
    uint32_t *order = NULL, records = 0;
    ASSAY_TRY(assay_segment_list_open(list, 0, err));
    const assay_merge_source source = {list->items[0].open.segment, list->items[0].open.tombstones};
    if (assay_segment_footer(source.segment)->reordered && list->items[0].about.dead == 0) {
        *written = false;
        return ASSAY_OK;
    }
    ASSAY_TRY(assay_reorder(&order, &records, &source, &reorder, err));
    const assay_merge_options options = {
        .length_upper = edges, .order = order, .threads = threads, .parents = list->parents};
    assay_status status = merge_sources(list, &chosen, &source, 1, records, number, &options, err);
    free(order);
    if (status == ASSAY_OK)
        *written = true;
    return status;
}
