#include "ranking/writing/inverted.h"

#include "ranking/writing/term_order.h"

#include <stdlib.h>

void assay_space_init(assay_space *space, const assay_map *map, assay_span prefix) {
    memset(space, 0, sizeof *space);
    space->map = map;
    if (prefix.size != 0)
        memcpy(space->prefix, prefix.data, prefix.size);
    space->prefix_size = prefix.size;
    assay_tuples_init(&space->occurrences, true);
    assay_tuples_init(&space->filters, false);
}

void assay_space_clear(assay_space *space) {
    assay_tuples_done(&space->occurrences);
    assay_tuples_done(&space->filters);
    assay_runs_done(&space->occurrence_runs);
    assay_runs_done(&space->filter_runs);
}

void assay_space_done(assay_space *space) {
    assay_space_clear(space);
}

void assay_space_add_occurrences(assay_tuples *into, const assay_occurrence *items, size_t count) {
    assay_tuples_adder adder = assay_tuples_begin(into);
    for (size_t i = 0; i < count; i++) {
        uint32_t wdf = items[i].wdf, position = items[i].position;
        position = position == ASSAY_NO_POSITION ? ASSAY_TUPLE_NO_POSITION : position;
        for (; wdf > ASSAY_TUPLE_WDF_MAX; wdf -= ASSAY_TUPLE_WDF_MAX)
            assay_tuples_add(&adder, items[i].term, position << 8 | ASSAY_TUPLE_WDF_MAX);
        assay_tuples_add(&adder, items[i].term, position << 8 | wdf);
    }
    assay_tuples_end(into, &adder);
}

assay_status assay_space_invert(assay_space *space, unsigned threads, assay_error *err) {
    uint32_t terms = assay_map_count(space->map);
    ASSAY_TRY(
        assay_tuples_scatter(&space->occurrence_runs, &space->occurrences, terms, threads, err));
    return assay_tuples_scatter(&space->filter_runs, &space->filters, terms, threads, err);
}

/* ---- one term's postings ---- */

enum { TERM_COST = 8 }; /* postings that take as long as a term by itself */

/* The origin of a list made from several runs; else space << 32 | id. */
#define JOINED UINT64_MAX

/* {record, value} pairs of one term, records ascending. */
typedef struct {
    const uint32_t *pairs;
    size_t count;
} pair_run;

typedef struct {
    uint32_t df;
    bool ranked, has_positions;
} run_facts;

static run_facts look_at(pair_run run) {
    run_facts facts = {0};
    uint32_t last = UINT32_MAX, wdf = 0, no_position = 0;
    for (size_t i = 0; i < run.count; i++) {
        uint32_t record = run.pairs[2 * i], value = run.pairs[2 * i + 1];
        facts.df += record != last || i == 0;
        last = record;
        wdf |= value & 255;
        no_position |= value >> 8 ^ ASSAY_TUPLE_NO_POSITION;
    }
    facts.ranked = wdf != 0;
    facts.has_positions = no_position != 0;
    return facts;
}

/* False when the list belongs to the writer's other pass. */
static bool write_pairs(assay_list_writer *lists, unsigned pass, pair_run run) {
    run_facts facts = look_at(run);
    if ((facts.ranked || facts.has_positions) == (pass != 0))
        return false;
    assay_list_writer_begin(lists, facts.df, facts.ranked, facts.has_positions);
    assay_list_writer_add_pairs(lists, run.pairs, run.count);
    return true;
}

/* The records of the list that others were part of last, and their ranks in it: forms of one stem stand
 * together, mostly. Room for all records of the segment. */
typedef struct {
    uint64_t origin;   /* of the list; JOINED: none yet */
    uint32_t *records; /* by rank; NULL: no room yet */
    uint32_t *ranks;   /* by record; what records[] does not confirm is left from others */
    uint32_t *of_part; /* the answer */
    uint32_t count;
} ranked_records;

static bool make_room(ranked_records *known, size_t records) {
    if (known->records != NULL)
        return true;
    known->records = calloc(3 * (records + 1), sizeof *known->records);
    if (known->records == NULL)
        return false;
    known->ranks = known->records + records + 1;
    known->of_part = known->ranks + records + 1;
    return true;
}

static void rank_all(ranked_records *known, uint64_t origin, pair_run run) {
    uint32_t last = UINT32_MAX, count = 0;
    for (size_t i = 0; i < run.count; i++) {
        uint32_t record = run.pairs[2 * i], is_new = record != last;
        count += is_new;
        known->records[count - 1] = record;
        known->ranks[record] = count - 1;
        last = record;
    }
    known->origin = origin;
    known->count = count;
}

/* The records' ranks, in known->of_part; false when one is not among the known. */
static bool rank_records(ranked_records *known, const uint32_t *records, size_t count) {
    bool all = true;
    for (size_t i = 0; i < count; i++) {
        uint32_t rank = known->ranks[records[i]];
        all = all && rank < known->count && known->records[rank] == records[i];
        known->of_part[i] = rank;
    }
    return all;
}

/* What the threads that write share. */
typedef struct {
    assay_segment_writer *writer;
    const assay_space *spaces;
    assay_space_term *terms; /* each touched by the thread that took it */
    size_t count, taken;
    uint64_t share; /* postings to take at once */
    struct {
        size_t from, to;
        ranked_records known;
    } tasks[]; /* by worker */
} writing;

/* As ranks in the parent's list; false when it has none, or is not part of it. */
static bool write_subset(assay_list_writer *lists, const writing *w, ranked_records *known,
                         assay_span term, const uint32_t *records, size_t count) {
    uint32_t id = 0;
    assay_span text;
    const assay_written_parent *parent =
        assay_segment_writer_parent(&id, &text, w->writer, term, (uint32_t)count);
    if (parent == NULL || parent->origin == JOINED || !make_room(known, w->writer->facts.records))
        return false;
    const assay_runs *runs = &w->spaces[parent->origin >> 32].occurrence_runs;
    id = (uint32_t)parent->origin;
    pair_run run = {runs->records + 2 * (size_t)runs->start[id], assay_run_size(runs, id)};
    if (known->origin != parent->origin)
        rank_all(known, parent->origin, run);
    if (!rank_records(known, records, count))
        return false;
    assay_list_writer_subset(lists, known->of_part, (uint32_t)count, &parent->place);
    return true;
}

/* A filter term's run: records, repeats next to each other. */
static void write_records(assay_list_writer *lists, const writing *w, ranked_records *known,
                          assay_span term, uint32_t *records, size_t count) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || records[i] != records[kept - 1])
            records[kept++] = records[i];
    if (write_subset(lists, w, known, term, records, kept))
        return;
    assay_list_writer_begin(lists, (uint32_t)kept, false, false);
    assay_list_writer_add_records(lists, records, kept);
}

static int compare_pairs(const void *a, const void *b) {
    uint32_t x[2], y[2];
    memcpy(x, a, sizeof x);
    memcpy(y, b, sizeof y);
    return x[0] != y[0] ? (x[0] > y[0]) - (x[0] < y[0]) : (x[1] > y[1]) - (x[1] < y[1]);
}

/* A term that has several runs: all of them as pairs, by record. */
static assay_status write_joined(bool *written, assay_list_writer *lists, unsigned pass,
                                 const assay_space *spaces, const assay_space_term *same,
                                 size_t count, assay_error *err) {
    size_t all = 0, at = 0;
    for (size_t i = 0; i < count; i++)
        all += assay_run_size(&spaces[same[i].space].occurrence_runs, same[i].id) +
               (size_t)assay_run_size(&spaces[same[i].space].filter_runs, same[i].id);
    uint32_t *pairs = malloc(all != 0 ? all * 8 : 1); /* none gives NULL where it likes */
    if (pairs == NULL)
        return assay_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        const assay_runs *occurrences = &spaces[same[i].space].occurrence_runs;
        const assay_runs *filters = &spaces[same[i].space].filter_runs;
        size_t n = assay_run_size(occurrences, same[i].id);
        if (n != 0)
            memcpy(pairs + 2 * at,
                   occurrences->records + 2 * (size_t)occurrences->start[same[i].id], n * 8);
        at += n;
        for (size_t f = 0; f < assay_run_size(filters, same[i].id); f++, at++) {
            pairs[2 * at] = filters->records[filters->start[same[i].id] + f];
            pairs[2 * at + 1] = ASSAY_TUPLE_NO_POSITION << 8;
        }
    }
    qsort(pairs, all, 8, compare_pairs);
    *written = write_pairs(lists, pass, (pair_run){pairs, all});
    free(pairs);
    return ASSAY_OK;
}

/* Nothing when the term belongs to the writer's other pass. */
static assay_status write_term(assay_list_writer *lists, unsigned pass, const writing *w,
                               ranked_records *known, assay_space_term *same, size_t count,
                               assay_error *err) {
    char text[ASSAY_TERM_BYTES_MAX];
    const assay_space *space = &w->spaces[same->space];
    const assay_runs *occurrences = &space->occurrence_runs, *filters = &space->filter_runs;
    size_t pairs = assay_run_size(occurrences, same->id),
           records = assay_run_size(filters, same->id);
    bool written = pass != 0;
    size_t size = assay_space_copy_term(text, sizeof text, space, same->id);
    lists->origin = JOINED;
    if (count > 1 || (pairs != 0 && records != 0)) {
        ASSAY_TRY(write_joined(&written, lists, pass, w->spaces, same, count, err));
    } else if (pairs != 0) {
        pair_run run = {occurrences->records + 2 * (size_t)occurrences->start[same->id], pairs};
        lists->origin = (uint64_t)same->space << 32 | same->id;
        written = write_pairs(lists, pass, run);
    } else if (written) {
        write_records(lists, w, known, assay_span_make(text, size),
                      filters->records + filters->start[same->id], records);
    }
    same->written = written;
    return written ? assay_list_writer_end(lists, assay_span_make(text, size), err) : ASSAY_OK;
}

/* A map has each key once: only terms of two spaces can be equal. */
static bool is_same_term(const assay_space *spaces, const assay_space_term *a,
                         const assay_space_term *b) {
    return a->space != b->space && a->head == b->head &&
           assay_space_compare_terms(spaces, a, b) == 0;
}

/* Terms in order are anywhere in memory: what the next ones need is fetched in two steps, first where it
 * is, then it. */
static void fetch_ahead(const assay_space *spaces, const assay_space_term *terms, size_t i,
                        size_t count) {
    enum { STEP = 8, FAR = 16 };
    if (count - i > FAR) {
        const assay_space_term *far = &terms[i + FAR];
        const assay_space *space = &spaces[far->space];
        __builtin_prefetch(&space->map->keys[far->id]);
        if (far->id < space->occurrence_runs.term_count)
            __builtin_prefetch(&space->occurrence_runs.start[far->id]);
        if (far->id < space->filter_runs.term_count)
            __builtin_prefetch(&space->filter_runs.start[far->id]);
    }
    if (count - i > STEP) {
        const assay_space_term *near = &terms[i + STEP];
        const assay_runs *pairs = &spaces[near->space].occurrence_runs;
        const assay_runs *records = &spaces[near->space].filter_runs;
        __builtin_prefetch(assay_map_key(spaces[near->space].map, near->id).data);
        if (near->id < pairs->term_count)
            __builtin_prefetch(pairs->records + 2 * (size_t)pairs->start[near->id]);
        if (near->id < records->term_count)
            __builtin_prefetch(records->records + records->start[near->id]);
    }
}

static uint64_t postings_of(const writing *w, const assay_space_term *term) {
    const assay_space *space = &w->spaces[term->space];
    return assay_run_size(&space->occurrence_runs, term->id) +
           (uint64_t)assay_run_size(&space->filter_runs, term->id);
}

static assay_status take_terms(bool *more, void *user, unsigned worker, unsigned pass,
                               assay_error *err) {
    writing *w = user;
    (void)err;
    (void)pass;
    uint64_t cost = 0;
    size_t to = w->taken;
    for (; to < w->count && cost < w->share; to++)
        cost += w->terms[to].written ? 0 : TERM_COST + postings_of(w, &w->terms[to]);
    while (to < w->count && is_same_term(w->spaces, &w->terms[to - 1], &w->terms[to]))
        to++;
    *more = to != w->taken;
    w->tasks[worker].from = w->taken;
    w->tasks[worker].to = to;
    w->taken = to;
    return ASSAY_OK;
}

static assay_status write_terms(void *user, unsigned worker, unsigned pass,
                                assay_list_writer *lists, assay_error *err) {
    writing *w = user;
    size_t from = w->tasks[worker].from, to = w->tasks[worker].to;
    for (size_t i = from, end = from; i < to; i = end) {
        fetch_ahead(w->spaces, w->terms, i, to);
        do
            end++;
        while (end < to && is_same_term(w->spaces, &w->terms[i], &w->terms[end]));
        if (!w->terms[i].written)
            ASSAY_TRY(
                write_term(lists, pass, w, &w->tasks[worker].known, &w->terms[i], end - i, err));
    }
    return ASSAY_OK;
}

static assay_status write_sorted(assay_segment_writer *writer, const assay_space *spaces,
                                 assay_space_term *terms, size_t count, unsigned threads,
                                 assay_error *err) {
    writing *w = calloc(1, sizeof *w + threads * sizeof *w->tasks);
    if (w == NULL)
        return assay_fail_memory(err);
    *w = (writing){.writer = writer, .spaces = spaces, .terms = terms, .count = count};
    for (unsigned i = 0; i < threads; i++)
        w->tasks[i].known.origin = JOINED;
    uint64_t postings = 0;
    for (size_t i = 0; i < count; i++)
        postings += postings_of(w, &terms[i]);
    w->share = assay_list_source_share(postings);
    const assay_list_source source = {w, take_terms, write_terms};
    assay_status status = assay_segment_writer_encode(writer, &source, threads, err);
    w->taken = 0;
    if (status == ASSAY_OK)
        status = assay_segment_writer_encode(writer, &source, threads, err);
    for (unsigned i = 0; i < threads; i++)
        free(w->tasks[i].known.records);
    free(w);
    return status;
}

assay_status assay_spaces_write(assay_segment_writer *writer, const assay_space *spaces,
                                unsigned count, unsigned threads, assay_error *err) {
    assay_space_term *terms = NULL;
    size_t term_count = 0;
    ASSAY_TRY(assay_spaces_order(&terms, &term_count, spaces, count, threads, err));
    assay_status status = write_sorted(writer, spaces, terms, term_count, threads, err);
    free(terms);
    return status;
}
