/* The terms of several segments, in order: taken in shares by the threads that merge their lists. */
#include "ranking/writing/merge_lists.h"

#include <stdlib.h>

/* One source's place in the scan over all terms. */
typedef struct {
    assay_term_cursor terms;
    bool has_term; /* terms stands on one */
} stream;

typedef struct {
    const assay_merge_records *records;
    stream *streams;
    uint32_t *heap, *same; /* streams by their terms, the smallest first; those that stand on it */
    uint32_t heap_count, same_count;
    uint64_t share;           /* postings to take at once */
    bool started, may_change; /* of this pass; terms may have lost what made them ranked */
    assay_list_merger **workers;
} merger;

enum { TERM_COST = 8 }; /* postings that take as long as a term by itself */

/* Equal terms in the order of their sources. */
static bool stands_before(const merger *m, uint32_t a, uint32_t b) {
    int order = assay_span_compare(m->streams[a].terms.text, m->streams[b].terms.text);
    return order != 0 ? order < 0 : a < b;
}

static void heap_push(merger *m, uint32_t which) {
    uint32_t at = m->heap_count++;
    for (; at > 0 && stands_before(m, which, m->heap[(at - 1) / 2]); at = (at - 1) / 2)
        m->heap[at] = m->heap[(at - 1) / 2];
    m->heap[at] = which;
}

static uint32_t heap_pop(merger *m) {
    uint32_t top = m->heap[0], last = m->heap[--m->heap_count], at = 0;
    for (uint32_t child; (child = 2 * at + 1) < m->heap_count; at = child) {
        if (child + 1 < m->heap_count && stands_before(m, m->heap[child + 1], m->heap[child]))
            child++;
        if (!stands_before(m, m->heap[child], last))
            break;
        m->heap[at] = m->heap[child];
    }
    m->heap[at] = last;
    return top;
}

/* Takes the streams that stand on the smallest term; false when all are at their end. A load of many
 * segments has many terms in one of them alone, so that looking at all for each would be most of the
 * merging. */
static bool take_smallest(merger *m) {
    m->same_count = 0;
    while (m->heap_count > 0 &&
           (m->same_count == 0 ||
            assay_span_equal(m->streams[m->heap[0]].terms.text, m->streams[m->same[0]].terms.text)))
        m->same[m->same_count++] = heap_pop(m);
    return m->same_count > 0;
}

static assay_status advance_to_heap(merger *m, uint32_t which, assay_error *err) {
    stream *s = &m->streams[which];
    ASSAY_TRY(assay_term_cursor_next(&s->has_term, &s->terms, err));
    if (s->has_term)
        heap_push(m, which);
    return ASSAY_OK;
}

static assay_status start_pass(merger *m, assay_error *err) {
    m->heap_count = 0;
    for (size_t i = 0; i < m->records->count; i++) {
        const assay_segment *segment = m->records->sources[i].segment;
        ASSAY_TRY(assay_term_cursor_seek(&m->streams[i].terms, segment, (assay_span){0}, err));
        ASSAY_TRY(advance_to_heap(m, (uint32_t)i, err));
    }
    return ASSAY_OK;
}

/* Whether the term may belong to the pass: it is ranked or has positions in the first. */
static bool is_wanted(const merger *m, unsigned pass) {
    bool ranks = false;
    for (uint32_t i = 0; i < m->same_count; i++) {
        const assay_segment_term *term = &m->streams[m->same[i]].terms.term;
        ranks = ranks || term->ranked || term->has_positions;
    }
    return pass == 0 ? ranks : !ranks || m->may_change;
}

/* The term the marked streams stand on; returns what merging it costs. */
static uint64_t add_term(assay_list_merger *worker, const merger *m) {
    uint64_t cost = TERM_COST;
    assay_list_merger_term(worker, m->streams[m->same[0]].terms.text);
    for (uint32_t i = 0; i < m->same_count; i++) {
        const assay_segment_term *term = &m->streams[m->same[i]].terms.term;
        assay_list_merger_list(worker, m->same[i], term);
        cost += term->df;
    }
    return cost;
}

static assay_status take_terms(bool *more, void *user, unsigned worker, unsigned pass,
                               assay_error *err) {
    merger *m = user;
    assay_list_merger *into = m->workers[worker];
    uint64_t cost = 0;
    *more = false;
    if (!m->started)
        ASSAY_TRY(start_pass(m, err));
    m->started = true;
    assay_list_merger_clear(into);
    while (cost < m->share && take_smallest(m)) {
        if (is_wanted(m, pass))
            cost += add_term(into, m);
        for (uint32_t i = 0; i < m->same_count; i++)
            ASSAY_TRY(advance_to_heap(m, m->same[i], err));
    }
    *more = cost != 0;
    return ASSAY_OK;
}

static assay_status merge_terms(void *user, unsigned worker, unsigned pass,
                                assay_list_writer *lists, assay_error *err) {
    const merger *m = user;
    return assay_list_merger_run(m->workers[worker], lists, pass, err);
}

static assay_status merge_all(merger *m, assay_segment_writer *writer, unsigned threads,
                              assay_error *err) {
    const assay_list_source source = {m, take_terms, merge_terms};
    for (unsigned i = 0; i < threads; i++)
        ASSAY_TRY(assay_list_merger_new(&m->workers[i], m->records, writer, err));
    ASSAY_TRY(assay_segment_writer_encode(writer, &source, threads, err));
    m->started = false;
    return assay_segment_writer_encode(writer, &source, threads, err);
}

assay_status assay_merge_terms(assay_segment_writer *writer, const assay_merge_records *records,
                               unsigned threads, assay_error *err) {
    merger m = {.records = records};
    uint64_t postings = 0, positions = 0;
    for (size_t i = 0; i < records->count; i++) {
        postings += assay_segment_footer(records->sources[i].segment)->postings;
        positions += assay_segment_footer(records->sources[i].segment)->positions;
    }
    m.may_change = !records->none_dead;
    m.share = assay_list_source_share(postings);
    size_t room = records->count + 1; /* calloc may give NULL for none */
    m.streams = calloc(room, sizeof *m.streams);
    m.heap = calloc(room, sizeof *m.heap);
    m.same = calloc(room, sizeof *m.same);
    m.workers = calloc(threads, sizeof *m.workers);
    bool made = m.streams != NULL && m.heap != NULL && m.same != NULL && m.workers != NULL;
    assay_status status = made ? merge_all(&m, writer, threads, err) : assay_fail_memory(err);
    if (records->none_dead) /* chunks are copied without counting theirs */
        writer->placer.position_total = positions;
    for (unsigned i = 0; m.workers != NULL && i < threads; i++)
        assay_list_merger_free(m.workers[i]);
    free(m.streams);
    free(m.heap);
    free(m.same);
    free(m.workers);
    return status;
}
