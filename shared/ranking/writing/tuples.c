#include "ranking/writing/tuples.h"

#include "base/pages.h"

#include <pthread.h>
#include <stdlib.h>

/* Items scattered together: their targets are fetched first, so that many misses are in flight. */
enum { BLOCK = 64 };
/* Reading goes this far past an item's first byte. */
enum { SLACK = 16 };
/* A thread's share is worth starting it. */
enum { SHARE_MIN = 1 << 18, THREADS_MAX = 8 };

void assay_tuples_init(assay_tuples *tuples, bool has_values) {
    memset(tuples, 0, sizeof *tuples);
    tuples->has_values = has_values;
}

void assay_tuples_done(assay_tuples *tuples) {
    free(tuples->bytes);
    free(tuples->counts);
    free(tuples->records);
    free(tuples->begins);
    assay_tuples_init(tuples, tuples->has_values);
}

size_t assay_tuples_memory(const assay_tuples *tuples) {
    return tuples->capacity + tuples->record_capacity * 12 + tuples->term_capacity * 4;
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

static assay_status grow_terms(assay_tuples *tuples, uint32_t term_count, assay_error *err) {
    if (term_count > ASSAY_TUPLE_TERMS)
        return assay_fail(err, ASSAY_E_LIMIT, "2^30 terms before a segment was written");
    size_t capacity = (size_t)term_count + term_count / 4 + 64;
    uint32_t *counts = realloc(tuples->counts, capacity * sizeof *counts);
    if (counts == NULL)
        return assay_fail_memory(err);
    memset(counts + tuples->term_capacity, 0, (capacity - tuples->term_capacity) * sizeof *counts);
    tuples->counts = counts;
    tuples->term_capacity = capacity;
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
                                  uint32_t term_count, assay_error *err) {
    size_t bytes;
    if (__builtin_mul_overflow(more, (size_t)ASSAY_TUPLE_BYTES_MAX, &bytes) ||
        __builtin_add_overflow(bytes, (size_t)SLACK, &bytes))
        return assay_fail_memory(err);
    if (bytes > tuples->capacity - tuples->size)
        ASSAY_TRY(grow_bytes(tuples, bytes, err));
    if (term_count > tuples->term_capacity)
        ASSAY_TRY(grow_terms(tuples, term_count, err));
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

/* Terms from low on, below high, are one thread's. */
typedef struct {
    const assay_tuples *tuples;
    assay_runs *runs;
    uint32_t low, high;
    pthread_t thread;
    bool started;
} part;

static cursor cursor_on(const assay_tuples *tuples) {
    return (cursor){.tuples = tuples,
                    .at = tuples->bytes,
                    .next_begin = tuples->record_count != 0 ? tuples->begins[0] : SIZE_MAX};
}

static inline uint32_t read_unit(const unsigned char *at) {
    uint16_t unit;
    memcpy(&unit, at, sizeof unit);
    return unit;
}

static void next_record(cursor *c) {
    const assay_tuples *tuples = c->tuples;
    while (c->item == c->next_begin) {
        c->number = tuples->records[c->record++];
        c->next_begin = c->record < tuples->record_count ? tuples->begins[c->record] : SIZE_MAX;
    }
    c->expected = 0;
}

/* The next item's term. */
static inline uint32_t read_item(cursor *c, bool has_values) {
    uint32_t code = read_unit(c->at), more = read_unit(c->at + 2), is_long = code >> 1 & 1;
    uint32_t term = code >> 2 | (more & (0 - is_long)) << ASSAY_TUPLE_TERM_BITS;
    c->at += 2 + 2 * is_long;
    if (has_values && (code & 1) != 0) {
        uint32_t zigzag = read_unit(c->at);
        c->at += 2;
        if (zigzag == ASSAY_TUPLE_FAR) {
            zigzag = read_unit(c->at) | read_unit(c->at + 2) << 16;
            c->at += 4;
        }
        c->expected += zigzag >> 1 ^ (0 - (zigzag & 1));
    }
    return term;
}

/* How many of the next items are the part's; *more: there are items after them. */
static inline size_t read_block(block *out, bool *more, cursor *cursor_at, const part *mine,
                                bool has_values) {
    cursor c = *cursor_at;
    size_t left = c.tuples->count - c.item, kept = 0;
    uint32_t low = mine->low, width = mine->high - mine->low;
    for (size_t end = c.item + (left < BLOCK ? left : BLOCK); c.item < end; c.item++) {
        if (c.item == c.next_begin)
            next_record(&c);
        uint32_t term = read_item(&c, has_values);
        out->terms[kept] = term;
        out->values[kept] = c.expected;
        out->records[kept] = c.number;
        c.expected += ASSAY_TUPLE_STEP;
        kept += term - low < width;
    }
    *more = c.item < c.tuples->count;
    *cursor_at = c;
    return kept;
}

/* While scattering start[id] moves to the end of id's run, which is where id + 1's begins. */
static void scatter_pairs(const part *mine) {
    uint32_t *out = mine->runs->records, *start = mine->runs->start;
    block read;
    cursor c = cursor_on(mine->tuples);
    for (bool more = true; more;) {
        size_t count = read_block(&read, &more, &c, mine, true);
        for (size_t i = 0; i < count; i++)
            __builtin_prefetch(&out[2 * (size_t)start[read.terms[i]]], 1);
        for (size_t i = 0; i < count; i++) {
            size_t at = start[read.terms[i]]++;
            out[2 * at] = read.records[i];
            out[2 * at + 1] = read.values[i];
        }
    }
}

static void scatter_records(const part *mine) {
    uint32_t *out = mine->runs->records, *start = mine->runs->start;
    block read;
    cursor c = cursor_on(mine->tuples);
    for (bool more = true; more;) {
        size_t count = read_block(&read, &more, &c, mine, false);
        for (size_t i = 0; i < count; i++)
            __builtin_prefetch(&out[start[read.terms[i]]], 1);
        for (size_t i = 0; i < count; i++)
            out[start[read.terms[i]]++] = read.records[i];
    }
}

static void *scatter_part(void *argument) {
    const part *mine = argument;
    if (mine->tuples->has_values)
        scatter_pairs(mine);
    else
        scatter_records(mine);
    return NULL;
}

/* Each reads all items and puts down those of its terms, about as many as the others. */
static void scatter_parts(assay_runs *runs, const assay_tuples *tuples, unsigned threads) {
    part parts[THREADS_MAX];
    size_t most = tuples->count / SHARE_MIN + 1;
    unsigned count = threads < THREADS_MAX ? threads : THREADS_MAX;
    count = count < most ? count : (unsigned)most;
    uint32_t term = 0;
    for (unsigned i = 0; i < count; i++) {
        uint64_t share = (i + UINT64_C(1)) * tuples->count / count;
        parts[i] = (part){.tuples = tuples, .runs = runs, .low = term};
        while (term < runs->term_count && (i + 1 == count || runs->start[term] < share))
            term++;
        parts[i].high = term;
    }
    for (unsigned i = 1; i < count; i++)
        parts[i].started = pthread_create(&parts[i].thread, NULL, scatter_part, &parts[i]) == 0;
    for (unsigned i = 0; i < count; i++)
        if (!parts[i].started)
            (void)scatter_part(&parts[i]);
    for (unsigned i = 1; i < count; i++)
        if (parts[i].started)
            pthread_join(parts[i].thread, NULL);
}

/* start[id] = where id's run begins: the counts, summed up in their place. */
static assay_status sum_counts(uint32_t **out, assay_tuples *tuples, uint32_t term_count,
                               assay_error *err) {
    size_t room = (size_t)term_count + 2, counted = tuples->term_capacity;
    uint32_t *start = realloc(tuples->counts, room * sizeof *start);
    if (start == NULL)
        return assay_fail_memory(err);
    tuples->counts = start;
    tuples->term_capacity = room;
    if (counted < room)
        memset(start + counted, 0, (room - counted) * sizeof *start);
    uint64_t sum = 0;
    for (uint32_t id = 0; id < term_count; id++) {
        uint32_t count = start[id];
        start[id] = (uint32_t)sum;
        sum += count;
    }
    start[term_count] = (uint32_t)sum;
    if (sum != tuples->count || tuples->is_beyond)
        return assay_fail(err, ASSAY_E_USAGE, "a term the map of %u has not", term_count);
    *out = start;
    tuples->counts = NULL;
    tuples->term_capacity = 0;
    return ASSAY_OK;
}

assay_status assay_tuples_scatter(assay_runs *out, assay_tuples *tuples, uint32_t term_count,
                                  unsigned threads, assay_error *err) {
    assay_runs runs = {.term_count = term_count};
    if (tuples->count > UINT32_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "2^32 occurrences before a segment was written");
    if (tuples->count == 0 && !tuples->is_beyond) {
        *out = (assay_runs){0};
        return ASSAY_OK;
    }
    ASSAY_TRY(sum_counts(&runs.start, tuples, term_count, err));
    size_t size = assay_tuples_scattered_memory(tuples) + 1;
    runs.records = malloc(size);
    if (runs.records == NULL) {
        assay_runs_done(&runs);
        return assay_fail_memory(err);
    }
    assay_pages_prefer_large(runs.records, size);
    scatter_parts(&runs, tuples, threads);
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
