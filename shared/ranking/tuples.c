#include "ranking/tuples.h"

#include <stdlib.h>
#include <string.h>

/* How far ahead of the scatter its targets are fetched: enough misses in flight, few evicted again. */
enum { AHEAD = 24 };

void assay_tuples_init(assay_tuples *tuples, bool has_values) {
    memset(tuples, 0, sizeof *tuples);
    tuples->has_values = has_values;
}

void assay_tuples_done(assay_tuples *tuples) {
    free(tuples->terms);
    free(tuples->values);
    free(tuples->records);
    free(tuples->begins);
    assay_tuples_init(tuples, tuples->has_values);
}

size_t assay_tuples_memory(const assay_tuples *tuples) {
    return tuples->capacity * (tuples->has_values ? 8 : 4) + tuples->record_capacity * 12;
}

static assay_status grow_items(assay_tuples *tuples, size_t more, assay_error *err) {
    size_t capacity = tuples->capacity + tuples->capacity / 2 + more + 1024;
    uint32_t *terms = realloc(tuples->terms, capacity * sizeof *terms);
    if (terms == NULL)
        return assay_fail_memory(err);
    tuples->terms = terms;
    if (tuples->has_values) {
        uint32_t *values = realloc(tuples->values, capacity * sizeof *values);
        if (values == NULL)
            return assay_fail_memory(err);
        tuples->values = values;
    }
    tuples->capacity = capacity;
    return ASSAY_OK;
}

static assay_status grow_records(assay_tuples *tuples, assay_error *err) {
    size_t capacity = tuples->record_capacity * 2 + 256;
    uint32_t *records = realloc(tuples->records, capacity * sizeof *records);
    if (records == NULL)
        return assay_fail_memory(err);
    tuples->records = records;
    size_t *begins = realloc(tuples->begins, capacity * sizeof *begins);
    if (begins == NULL)
        return assay_fail_memory(err);
    tuples->begins = begins;
    tuples->record_capacity = capacity;
    return ASSAY_OK;
}

assay_status assay_tuples_reserve(assay_tuples *tuples, uint32_t record, size_t more,
                                  assay_error *err) {
    if (more > tuples->capacity - tuples->count)
        ASSAY_TRY(grow_items(tuples, more, err));
    size_t last = tuples->record_count;
    if (last != 0 && tuples->records[last - 1] == record)
        return ASSAY_OK;
    if (last == tuples->record_capacity)
        ASSAY_TRY(grow_records(tuples, err));
    tuples->records[last] = record;
    tuples->begins[last] = tuples->count;
    tuples->record_count++;
    return ASSAY_OK;
}

/* ---- scatter ---- */

/* start[id + 1] = number of items of id, then start[id] = where its run begins. */
static assay_status count_terms(uint32_t *start, const assay_tuples *tuples, uint32_t term_count,
                                assay_error *err) {
    for (size_t i = 0; i < tuples->count; i++) {
        if (tuples->terms[i] >= term_count)
            return assay_fail(err, ASSAY_E_USAGE, "term %u, the map has %u", tuples->terms[i],
                              term_count);
        start[tuples->terms[i] + (size_t)1]++;
    }
    for (uint32_t id = 0; id < term_count; id++)
        start[id + (size_t)1] += start[id];
    return ASSAY_OK;
}

/* While scattering start[id] moves to the end of id's run, which is where id + 1's begins. */
static void scatter_pairs(uint32_t *out, uint32_t *start, const assay_tuples *tuples) {
    const uint32_t *terms = tuples->terms, *values = tuples->values;
    size_t count = tuples->count;
    for (size_t r = 0, i = 0; r < tuples->record_count; r++) {
        size_t end = r + 1 < tuples->record_count ? tuples->begins[r + 1] : count;
        uint32_t record = tuples->records[r];
        for (; i < end; i++) {
            if (i + AHEAD < count)
                __builtin_prefetch(&out[2 * (size_t)start[terms[i + AHEAD]]], 1);
            size_t at = start[terms[i]]++;
            out[2 * at] = record;
            out[2 * at + 1] = values[i];
        }
    }
}

static void scatter_records(uint32_t *out, uint32_t *start, const assay_tuples *tuples) {
    const uint32_t *terms = tuples->terms;
    size_t count = tuples->count;
    for (size_t r = 0, i = 0; r < tuples->record_count; r++) {
        size_t end = r + 1 < tuples->record_count ? tuples->begins[r + 1] : count;
        for (; i < end; i++) {
            if (i + AHEAD < count)
                __builtin_prefetch(&out[start[terms[i + AHEAD]]], 1);
            out[start[terms[i]]++] = tuples->records[r];
        }
    }
}

assay_status assay_tuples_scatter(assay_runs *out, assay_tuples *tuples, uint32_t term_count,
                                  assay_error *err) {
    assay_runs runs = {.term_count = term_count};
    size_t width = tuples->has_values ? 8 : 4;
    if (tuples->count > UINT32_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "2^32 occurrences before a segment was written");
    runs.start = calloc((size_t)term_count + 2, sizeof *runs.start);
    runs.records = malloc(tuples->count * width + 1);
    if (runs.start == NULL || runs.records == NULL) {
        assay_runs_done(&runs);
        return assay_fail_memory(err);
    }
    assay_status status = count_terms(runs.start, tuples, term_count, err);
    if (status != ASSAY_OK) {
        assay_runs_done(&runs);
        return status;
    }
    if (tuples->has_values)
        scatter_pairs(runs.records, runs.start, tuples);
    else
        scatter_records(runs.records, runs.start, tuples);
    memmove(runs.start + 1, runs.start, term_count * sizeof *runs.start);
    runs.start[0] = 0;
    assay_tuples_done(tuples);
    *out = runs;
    return ASSAY_OK;
}

void assay_runs_done(assay_runs *runs) {
    free(runs->start);
    free(runs->records);
    *runs = (assay_runs){0};
}
