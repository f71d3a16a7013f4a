#include "ranking/writing/tuples.h"

#include <stdlib.h>
#include <string.h>

/* Items scattered together: their targets are fetched first, so that many misses are in flight. */
enum { BLOCK = 64 };

void assay_tuples_init(assay_tuples *tuples, bool has_values) {
    memset(tuples, 0, sizeof *tuples);
    tuples->has_values = has_values;
}

void assay_tuples_done(assay_tuples *tuples) {
    free(tuples->bytes);
    free(tuples->records);
    free(tuples->begins);
    assay_tuples_init(tuples, tuples->has_values);
}

size_t assay_tuples_memory(const assay_tuples *tuples) {
    return tuples->capacity + tuples->record_capacity * 12;
}

size_t assay_tuples_scattered_memory(const assay_tuples *tuples) {
    return tuples->count * (tuples->has_values ? 8 : 4);
}

static assay_status grow_bytes(assay_tuples *tuples, size_t more, assay_error *err) {
    size_t capacity = tuples->capacity + tuples->capacity / 4 + more + 4096;
    unsigned char *bytes = realloc(tuples->bytes, capacity);
    if (bytes == NULL)
        return assay_fail_memory(err);
    tuples->bytes = bytes;
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
    size_t bytes;
    if (__builtin_mul_overflow(more, (size_t)ASSAY_TUPLE_BYTES_MAX, &bytes))
        return assay_fail_memory(err);
    if (bytes > tuples->capacity - tuples->size)
        ASSAY_TRY(grow_bytes(tuples, bytes, err));
    size_t last = tuples->record_count;
    if (last != 0 && tuples->records[last - 1] == record)
        return ASSAY_OK;
    if (last == tuples->record_capacity)
        ASSAY_TRY(grow_records(tuples, err));
    tuples->records[last] = record;
    tuples->begins[last] = tuples->count;
    tuples->expected = 0;
    tuples->record_count++;
    return ASSAY_OK;
}

/* ---- scatter ---- */

/* Where reading the items has come to. */
typedef struct {
    const assay_tuples *tuples;
    const unsigned char *at;
    size_t item, next_begin; /* the first item of the next record */
    size_t record;           /* the next one's index */
    uint32_t number, expected;
} cursor;

typedef struct {
    uint32_t terms[BLOCK], values[BLOCK], records[BLOCK];
} block;

static cursor cursor_on(const assay_tuples *tuples) {
    return (cursor){.tuples = tuples,
                    .at = tuples->bytes,
                    .next_begin = tuples->record_count != 0 ? tuples->begins[0] : SIZE_MAX};
}

static inline uint64_t read_varint(const unsigned char **at) {
    uint64_t number = *(*at)++;
    if (number < 0x80)
        return number;
    number &= 0x7f;
    for (unsigned shift = 7;; shift += 7) {
        unsigned char byte = *(*at)++;
        number |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return number;
    }
}

static void next_record(cursor *c) {
    const assay_tuples *tuples = c->tuples;
    while (c->item == c->next_begin) {
        c->number = tuples->records[c->record++];
        c->next_begin = c->record < tuples->record_count ? tuples->begins[c->record] : SIZE_MAX;
    }
    c->expected = 0;
}

static size_t read_block(block *out, cursor *c) {
    const assay_tuples *tuples = c->tuples;
    size_t left = tuples->count - c->item, count = left < BLOCK ? left : BLOCK;
    for (size_t i = 0; i < count; i++, c->item++) {
        if (c->item == c->next_begin)
            next_record(c);
        uint64_t code = read_varint(&c->at);
        uint32_t value = c->expected;
        if ((code & 1) != 0) {
            uint32_t zigzag = (uint32_t)read_varint(&c->at);
            value += zigzag >> 1 ^ (0 - (zigzag & 1));
        }
        c->expected = value + ASSAY_TUPLE_STEP;
        out->terms[i] = (uint32_t)(code >> 1);
        out->values[i] = value;
        out->records[i] = c->number;
    }
    return count;
}

/* start[id + 1] = number of items of id, then start[id] = where its run begins. */
static assay_status count_terms(uint32_t *start, const assay_tuples *tuples, uint32_t term_count,
                                assay_error *err) {
    block read;
    cursor c = cursor_on(tuples);
    for (size_t count; (count = read_block(&read, &c)) != 0;)
        for (size_t i = 0; i < count; i++) {
            if (read.terms[i] >= term_count)
                return assay_fail(err, ASSAY_E_USAGE, "term %u, the map has %u", read.terms[i],
                                  term_count);
            start[read.terms[i] + (size_t)1]++;
        }
    for (uint32_t id = 0; id < term_count; id++)
        start[id + (size_t)1] += start[id];
    return ASSAY_OK;
}

/* While scattering start[id] moves to the end of id's run, which is where id + 1's begins. */
static void scatter_pairs(uint32_t *out, uint32_t *start, const assay_tuples *tuples) {
    block read;
    cursor c = cursor_on(tuples);
    for (size_t count; (count = read_block(&read, &c)) != 0;) {
        for (size_t i = 0; i < count; i++)
            __builtin_prefetch(&out[2 * (size_t)start[read.terms[i]]], 1);
        for (size_t i = 0; i < count; i++) {
            size_t at = start[read.terms[i]]++;
            out[2 * at] = read.records[i];
            out[2 * at + 1] = read.values[i];
        }
    }
}

static void scatter_records(uint32_t *out, uint32_t *start, const assay_tuples *tuples) {
    block read;
    cursor c = cursor_on(tuples);
    for (size_t count; (count = read_block(&read, &c)) != 0;) {
        for (size_t i = 0; i < count; i++)
            __builtin_prefetch(&out[start[read.terms[i]]], 1);
        for (size_t i = 0; i < count; i++)
            out[start[read.terms[i]]++] = read.records[i];
    }
}

assay_status assay_tuples_scatter(assay_runs *out, assay_tuples *tuples, uint32_t term_count,
                                  assay_error *err) {
    assay_runs runs = {.term_count = term_count};
    if (tuples->count > UINT32_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "2^32 occurrences before a segment was written");
    if (tuples->count == 0) {
        *out = (assay_runs){0};
        return ASSAY_OK;
    }
    runs.start = calloc((size_t)term_count + 2, sizeof *runs.start);
    runs.records = malloc(assay_tuples_scattered_memory(tuples) + 1);
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
