#include "ranking/writing/tuples.h"

#include "base/pages.h"

#include <pthread.h>
#include <stdlib.h>

/* Items whose targets are fetched early, so that many misses are in flight. */
enum { AHEAD = 48 };
/* Records that are read at once: their items fit the first-level cache, mostly. */
enum { GROUP = 16 };
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
    free(tuples->groups);
    assay_tuples_init(tuples, tuples->has_values);
}

size_t assay_tuples_memory(const assay_tuples *tuples) {
    return tuples->capacity + tuples->record_capacity * 12 + tuples->record_capacity / GROUP * 8 +
           tuples->term_capacity * 4;
}

size_t assay_tuples_scattered_memory(const assay_tuples *tuples) {
    return tuples->count * (tuples->has_values ? 8 : 4) + tuples->term_capacity * 8;
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
    size_t *groups = realloc(tuples->groups, (capacity / GROUP + 1) * sizeof *groups);
    if (groups == NULL)
        return assay_fail_memory(err);
    tuples->groups = groups;
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
    if (last % GROUP == 0)
        tuples->groups[last / GROUP] = tuples->size;
    tuples->expected = 0;
    tuples->record_count++;
    return ASSAY_OK;
}

/* ---- scatter ---- */

/* The items of a group of records, read. */
typedef struct {
    uint32_t *terms, *records, *values; /* of one allocation, terms first; no values: NULL */
    size_t count;
} read_items;

/* Terms from low on, below high, are one pair of threads': one takes groups of records from the front and
 * fills runs from their beginnings, the other takes them from the back and fills runs from their ends. */
typedef struct {
    const assay_tuples *tuples;
    uint32_t *out;           /* as assay_runs.records */
    uint32_t *begins, *ends; /* by term: of what is left of its run */
    uint32_t low, high;
    pthread_mutex_t lock;
    size_t first, last; /* groups nobody took yet */
} share;

typedef struct {
    share *of;
    bool backwards;
    read_items read; /* room for the largest group */
    pthread_t thread;
    bool started;
} scatterer;

static inline uint32_t read_unit(const unsigned char *at) {
    uint16_t unit;
    memcpy(&unit, at, sizeof unit);
    return unit;
}

/* The next item's term. */
static inline uint32_t read_item(const unsigned char **from, uint32_t *expected, bool has_values) {
    const unsigned char *at = *from;
    uint32_t code = read_unit(at), more = read_unit(at + 2), is_long = code >> 1 & 1;
    uint32_t term = code >> 2 | (more & (0 - is_long)) << ASSAY_TUPLE_TERM_BITS;
    at += 2 + 2 * is_long;
    if (has_values && (code & 1) != 0) {
        uint32_t zigzag = read_unit(at);
        at += 2;
        if (zigzag == ASSAY_TUPLE_FAR) {
            zigzag = read_unit(at) | read_unit(at + 2) << 16;
            at += 4;
        }
        *expected += zigzag >> 1 ^ (0 - (zigzag & 1));
    }
    *from = at;
    return term;
}

/* Where record's items begin; past the last record, their number. */
static size_t begin_of(const assay_tuples *tuples, size_t record) {
    return record < tuples->record_count ? tuples->begins[record] : tuples->count;
}

/* Those of the group's items whose terms are the share's. */
static inline void read_group(read_items *out, const share *of, size_t group, bool has_values) {
    const assay_tuples *tuples = of->tuples;
    const unsigned char *at = tuples->bytes + tuples->groups[group];
    size_t record = group * GROUP, end = record + GROUP, kept = 0;
    uint32_t low = of->low, width = of->high - of->low;
    for (end = end < tuples->record_count ? end : tuples->record_count; record < end; record++) {
        uint32_t number = tuples->records[record], expected = 0;
        for (size_t left = begin_of(tuples, record + 1) - tuples->begins[record]; left > 0;
             left--) {
            uint32_t term = read_item(&at, &expected, has_values);
            out->terms[kept] = term;
            out->records[kept] = number;
            if (has_values)
                out->values[kept] = expected;
            expected += ASSAY_TUPLE_STEP;
            kept += term - low < width;
        }
    }
    out->count = kept;
}

static inline void put_item(uint32_t *out, const read_items *read, size_t i, size_t at,
                            bool has_values) {
    if (has_values) {
        out[2 * at] = read->records[i];
        out[2 * at + 1] = read->values[i];
    } else {
        out[at] = read->records[i];
    }
}

static inline void put_forwards(const share *of, const read_items *read, bool has_values) {
    size_t width = has_values ? 2 : 1;
    for (size_t i = 0; i < read->count; i++) {
        if (i + AHEAD < read->count)
            __builtin_prefetch(&of->out[width * of->begins[read->terms[i + AHEAD]]], 1);
        put_item(of->out, read, i, of->begins[read->terms[i]]++, has_values);
    }
}

static inline void put_backwards(const share *of, const read_items *read, bool has_values) {
    size_t width = has_values ? 2 : 1;
    for (size_t i = read->count; i-- > 0;) {
        if (i >= AHEAD)
            __builtin_prefetch(&of->out[width * of->ends[read->terms[i - AHEAD]] - 1], 1);
        put_item(of->out, read, i, --of->ends[read->terms[i]], has_values);
    }
}

static bool take_group(size_t *group, share *of, bool backwards) {
    pthread_mutex_lock(&of->lock);
    bool more = of->first != of->last;
    if (more)
        *group = backwards ? --of->last : of->first++;
    pthread_mutex_unlock(&of->lock);
    return more;
}

static inline void scatter_groups(scatterer *mine, bool has_values) {
    share *of = mine->of;
    for (size_t group = 0; take_group(&group, of, mine->backwards);) {
        read_group(&mine->read, of, group, has_values);
        if (mine->backwards)
            put_backwards(of, &mine->read, has_values);
        else
            put_forwards(of, &mine->read, has_values);
    }
}

static void *run_scatterer(void *argument) {
    scatterer *mine = argument;
    if (mine->of->tuples->has_values)
        scatter_groups(mine, true);
    else
        scatter_groups(mine, false);
    return NULL;
}

static size_t largest_group(const assay_tuples *tuples) {
    size_t most = 0;
    for (size_t record = 0; record < tuples->record_count; record += GROUP) {
        size_t count = begin_of(tuples, record + GROUP) - tuples->begins[record];
        most = count > most ? count : most;
    }
    return most;
}

/* From `term` on the first whose run begins at `items` or after. */
static uint32_t split_terms(const assay_runs *runs, uint32_t term, uint64_t items) {
    while (term < runs->term_count && runs->start[term] < items)
        term++;
    return term;
}

static void run_all(scatterer *all, unsigned count) {
    for (unsigned i = 1; i < count; i++)
        all[i].started = pthread_create(&all[i].thread, NULL, run_scatterer, &all[i]) == 0;
    for (unsigned i = 0; i < count; i++)
        if (!all[i].started)
            (void)run_scatterer(&all[i]);
    for (unsigned i = 1; i < count; i++)
        if (all[i].started)
            pthread_join(all[i].thread, NULL);
}

/* positions: room for two of each term. buffers: for each thread, of `room` items. */
static void scatter_by(assay_runs *runs, const assay_tuples *tuples, uint32_t *positions,
                       uint32_t *buffers, size_t room, unsigned threads) {
    scatterer all[THREADS_MAX];
    share shares[THREADS_MAX];
    unsigned pairs = (threads + 1) / 2;
    uint32_t *ends = positions + runs->term_count, low = 0;
    memcpy(positions, runs->start, runs->term_count * sizeof *positions);
    memcpy(ends, runs->start + 1, runs->term_count * sizeof *ends);
    for (unsigned p = 0; p < pairs; p++) {
        uint32_t high = p + 1 == pairs
                            ? runs->term_count
                            : split_terms(runs, low, (p + UINT64_C(1)) * tuples->count / pairs);
        shares[p] = (share){.tuples = tuples,
                            .out = runs->records,
                            .begins = positions,
                            .ends = ends,
                            .low = low,
                            .high = high,
                            .last = (tuples->record_count + GROUP - 1) / GROUP};
        pthread_mutex_init(&shares[p].lock, NULL);
        low = high;
    }
    for (unsigned i = 0; i < threads; i++) {
        uint32_t *own = buffers + i * room * 3;
        all[i] = (scatterer){.of = &shares[i / 2],
                             .backwards = i % 2 != 0,
                             .read = {own, own + room, own + 2 * room, 0}};
    }
    run_all(all, threads);
    for (unsigned p = 0; p < pairs; p++)
        pthread_mutex_destroy(&shares[p].lock);
}

static assay_status scatter(assay_runs *runs, const assay_tuples *tuples, unsigned threads,
                            assay_error *err) {
    size_t most = tuples->count / SHARE_MIN + 1, room = largest_group(tuples) + 1;
    unsigned count = threads < THREADS_MAX ? threads : THREADS_MAX;
    count = count < most ? count : (unsigned)most;
    uint32_t *positions = malloc((2 * (size_t)runs->term_count + 1) * sizeof *positions);
    uint32_t *buffers = malloc(count * room * 3 * sizeof *buffers);
    assay_status status = positions != NULL && buffers != NULL ? ASSAY_OK : assay_fail_memory(err);
    if (status == ASSAY_OK)
        scatter_by(runs, tuples, positions, buffers, room, count);
    free(positions);
    free(buffers);
    return status;
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
    assay_status status = scatter(&runs, tuples, threads, err);
    if (status != ASSAY_OK) {
        assay_runs_done(&runs);
        return status;
    }
    assay_tuples_done(tuples);
    *out = runs;
    return ASSAY_OK;
}

void assay_runs_done(assay_runs *runs) {
    free(runs->start);
    free(runs->records);
    *runs = (assay_runs){0};
}
