#include "search/xapian_ranges.h"

#include "index/schema.h"

#include <stdlib.h>

static int slot_of(assay_span column) {
    if (assay_span_equal(column, ASSAY_SPAN(ASSAY_COLUMN_MIN_AGE)))
        return ASSAY_SLOT_MIN_AGE;
    if (assay_span_equal(column, ASSAY_SPAN(ASSAY_COLUMN_MAX_AGE)))
        return ASSAY_SLOT_MAX_AGE;
    for (int field = 0; field < ASSAY_QUERY_FIELD_COUNT; field++) {
        const assay_schema_field *store = assay_schema_field_of((assay_query_field)field);
        if (store->store == ASSAY_STORE_COLUMN &&
            assay_span_equal(column, assay_span_of(store->column)))
            return store->slot;
    }
    return -1;
}

/* Below every number a record can hold, and above none: encodes to bytes, where an open end would also take records without a value. */
static const double lowest = -1e300, highest = 1e300;

static assay_status between(assay_xapian_query **out, int slot, double low, double high,
                            assay_error *err) {
    char from[16], to[16];
    size_t from_size = assay_xapian_number_encode(from, low),
           to_size = assay_xapian_number_encode(to, high);
    return assay_xapian_query_range(out, (uint32_t)slot, assay_span_make(from, from_size),
                                    assay_span_make(to, to_size), err);
}

/* within OR (all AND_NOT any value) */
static assay_status or_missing(assay_xapian_query **out, int slot, const assay_xapian_query *within,
                               assay_error *err) {
    assay_xapian_query *all = NULL, *any = NULL, *without = NULL;
    assay_status status = assay_xapian_query_all(&all, err);
    if (status == ASSAY_OK)
        status = between(&any, slot, lowest, highest, err);
    if (status == ASSAY_OK) {
        const assay_xapian_query *const pair[] = {all, any};
        status = assay_xapian_query_combine(&without, ASSAY_XAPIAN_AND_NOT, pair, 2, 0, err);
    }
    if (status == ASSAY_OK) {
        const assay_xapian_query *const pair[] = {within, without};
        status = assay_xapian_query_combine(out, ASSAY_XAPIAN_OR, pair, 2, 0, err);
    }
    assay_xapian_query_free(all);
    assay_xapian_query_free(any);
    assay_xapian_query_free(without);
    return status;
}

assay_status assay_xapian_range_query(assay_xapian_query **out, const assay_plan *node,
                                      assay_error *err) {
    int slot = slot_of(node->column);
    if (slot < 0)
        return assay_fail(err, ASSAY_E_UNSUPPORTED, "libxapian's engine has no values for %.*s",
                          ASSAY_SPAN_ARG(node->column));
    double low = node->is_double ? node->low : node->min == INT64_MIN ? lowest : (double)node->min;
    double high = node->is_double          ? node->high
                  : node->max == INT64_MAX ? highest
                                           : (double)node->max;
    assay_xapian_query *within = NULL;
    if (low > high)
        ASSAY_TRY(assay_xapian_query_nothing(&within, err));
    else
        ASSAY_TRY(between(&within, slot, low, high, err));
    if (!node->missing) {
        *out = within;
        return ASSAY_OK;
    }
    assay_status status = or_missing(out, slot, within, err);
    assay_xapian_query_free(within);
    return status;
}

assay_status assay_xapian_query_records(uint32_t **out, size_t *count, assay_xapian_reader *reader,
                                        const assay_xapian_query *query, assay_arena *arena,
                                        assay_error *err) {
    assay_xapian_statistics statistics;
    assay_xapian_matches matches;
    ASSAY_TRY(assay_xapian_reader_statistics(&statistics, reader, err));
    assay_xapian_hit *hits = calloc((size_t)statistics.documents + 1, sizeof *hits);
    uint32_t *records =
        assay_arena_calloc(arena, (size_t)statistics.documents + 1, sizeof *records);
    if (hits == NULL || records == NULL) {
        free(hits);
        return assay_fail_memory(err);
    }
    assay_xapian_match_options options = {.count = statistics.documents, .no_scores = true};
    assay_status status = assay_xapian_match(hits, &matches, reader, query, &options, err);
    if (status == ASSAY_OK) {
        for (size_t i = 0; i < matches.hits; i++)
            records[i] = hits[i].docid;
        *out = records;
        *count = matches.hits;
    }
    free(hits);
    return status;
}
