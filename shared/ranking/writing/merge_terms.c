/* The terms of several segments, in order, and their live postings. */
#include "ranking/segment/postings.h"
#include "ranking/writing/merging.h"

#include <stdlib.h>

/* One source's place in the scan over all terms. */
typedef struct {
    assay_term_cursor terms;
    assay_posting_cursor *postings;
    const assay_merge_source *source;
    const uint32_t *target;
    bool has_term; /* terms stands on one */
    uint32_t df;   /* live postings of it */
} stream;

/* Postings of one term in new local ids, for sources whose records do not follow each other. */
typedef struct {
    uint32_t record, wdf;
    uint32_t first, count; /* in positions */
} gathered;

typedef struct {
    gathered *items;
    size_t count, capacity;
    uint32_t *positions;
    size_t position_count, position_capacity;
} gathering;

/* New local ids, ascending. */
typedef struct {
    uint32_t *items;
    size_t count, capacity;
} id_list;

typedef struct {
    const assay_merge_records *records;
    assay_segment_writer *writer;
    stream *streams;
    uint32_t *heap, *same; /* streams by their terms, the smallest first; those that stand on it */
    uint32_t heap_count, same_count;
    gathering all;
    uint32_t parent; /* whose records parent_ids are; ASSAY_MAP_NONE: nobody's */
    id_list parent_ids, ids;
} merger;

/* ---- terms ---- */

static assay_status advance(stream *s, assay_error *err) {
    return assay_term_cursor_next(&s->has_term, &s->terms, err);
}

static assay_status open_stream(stream *s, const assay_merge_records *records, size_t i,
                                assay_error *err) {
    const assay_segment_term none = {0};
    s->source = &records->sources[i];
    s->target = records->target[i];
    if (s->postings == NULL)
        ASSAY_TRY(assay_posting_cursor_open(&s->postings, s->source->segment, &none, err));
    return assay_term_cursor_seek(&s->terms, s->source->segment, (assay_span){0}, err);
}

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

/* ---- one term ---- */

/* To the next live posting; *record in new local ids. */
static assay_status next_live(bool *more, uint32_t *record, stream *s, assay_error *err) {
    do {
        ASSAY_TRY(assay_posting_cursor_next(more, s->postings, err));
        if (!*more)
            return ASSAY_OK;
        *record = s->target[assay_posting_cursor_record(s->postings)];
    } while (*record == ASSAY_MERGE_DEAD);
    return ASSAY_OK;
}

/* Whether a live posting has wdf, and positions: after records died the flags may promise too much. */
static assay_status look_at_live(bool *ranked, bool *has_positions, stream *s, assay_error *err) {
    bool more = true;
    uint32_t record = 0, count = 0;
    const uint32_t *positions = NULL;
    bool may_rank = s->terms.term.ranked, may_have = s->terms.term.has_positions;
    while ((may_rank && !*ranked) || (may_have && !*has_positions)) {
        ASSAY_TRY(next_live(&more, &record, s, err));
        if (!more)
            break;
        *ranked |= assay_posting_cursor_wdf(s->postings) != 0;
        ASSAY_TRY(assay_posting_cursor_positions(&positions, &count, s->postings, err));
        *has_positions |= count != 0;
    }
    return assay_posting_cursor_reopen(s->postings, &s->terms.term, err);
}

static assay_status open_list(stream *s, bool *ranked, bool *has_positions, assay_error *err) {
    const assay_segment_term *term = &s->terms.term;
    uint32_t dead_df = 0;
    uint64_t dead_cf = 0;
    if (s->source->tombstones != NULL)
        assay_tombstones_correction(&dead_df, &dead_cf, s->source->tombstones, term->ordinal);
    if (dead_df > term->df)
        return assay_fail(err, ASSAY_E_CORRUPT, "%s: more dead postings than postings of term %u",
                          assay_segment_path(s->source->segment), term->ordinal);
    s->df = term->df - dead_df;
    ASSAY_TRY(assay_posting_cursor_reopen(s->postings, term, err));
    if (s->df == 0)
        return ASSAY_OK;
    if (dead_df != 0)
        return look_at_live(ranked, has_positions, s, err);
    *ranked |= term->ranked;
    *has_positions |= term->has_positions;
    return ASSAY_OK;
}

/* Records follow each other: postings go straight to the writer. */
static assay_status copy_postings(merger *m, stream *s, assay_error *err) {
    assay_list_writer *lists = &m->writer->lists;
    bool more = true;
    uint32_t record = 0, count = 0;
    const uint32_t *positions = NULL;
    for (;;) {
        ASSAY_TRY(next_live(&more, &record, s, err));
        if (!more)
            return ASSAY_OK;
        if (lists->has_positions)
            ASSAY_TRY(assay_posting_cursor_positions(&positions, &count, s->postings, err));
        assay_list_writer_add(lists, record, assay_posting_cursor_wdf(s->postings), positions,
                              count);
    }
}

static bool make_room(gathering *all, size_t positions) {
    if (all->count == all->capacity) {
        size_t capacity = all->capacity * 2 + 256;
        gathered *items = realloc(all->items, capacity * sizeof *items);
        if (items == NULL)
            return false;
        all->items = items;
        all->capacity = capacity;
    }
    if (all->position_count + positions > all->position_capacity) {
        size_t capacity = (all->position_count + positions) * 2 + 256;
        uint32_t *grown = realloc(all->positions, capacity * sizeof *grown);
        if (grown == NULL)
            return false;
        all->positions = grown;
        all->position_capacity = capacity;
    }
    return all->position_count + positions <= UINT32_MAX;
}

static assay_status gather_postings(merger *m, stream *s, assay_error *err) {
    gathering *all = &m->all;
    bool more = true;
    uint32_t record = 0, count = 0;
    const uint32_t *positions = NULL;
    for (;;) {
        ASSAY_TRY(next_live(&more, &record, s, err));
        if (!more)
            return ASSAY_OK;
        if (m->writer->lists.has_positions)
            ASSAY_TRY(assay_posting_cursor_positions(&positions, &count, s->postings, err));
        if (!make_room(all, count))
            return assay_fail_memory(err);
        all->items[all->count++] = (gathered){record, assay_posting_cursor_wdf(s->postings),
                                              (uint32_t)all->position_count, count};
        if (count != 0)
            memcpy(all->positions + all->position_count, positions, count * sizeof *positions);
        all->position_count += count;
    }
}

static int compare_gathered(const void *a, const void *b) {
    const gathered *x = a, *y = b;
    return (x->record > y->record) - (x->record < y->record);
}

static void write_gathered(merger *m) {
    gathering *all = &m->all;
    if (all->count != 0)
        qsort(all->items, all->count, sizeof *all->items, compare_gathered);
    for (size_t i = 0; i < all->count; i++) {
        const gathered *item = &all->items[i];
        assay_list_writer_add(&m->writer->lists, item->record, item->wdf,
                              item->count != 0 ? all->positions + item->first : NULL, item->count);
    }
}

/* ---- a term that is part of another ---- */

static assay_status add_ids(id_list *list, stream *s, const assay_segment_term *term,
                            assay_error *err) {
    bool more = true;
    uint32_t record = 0;
    if (list->count + term->df > list->capacity) {
        size_t capacity = (list->count + term->df) * 2;
        uint32_t *moved = realloc(list->items, capacity * sizeof *moved);
        if (moved == NULL)
            return assay_fail_memory(err);
        list->items = moved;
        list->capacity = capacity;
    }
    ASSAY_TRY(assay_posting_cursor_reopen(s->postings, term, err));
    for (size_t i = 0; i < term->df; i++) {
        ASSAY_TRY(next_live(&more, &record, s, err));
        if (!more)
            break;
        list->items[list->count++] = record;
    }
    return ASSAY_OK;
}

static int compare_ids(const void *a, const void *b) {
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static void sort_ids(const merger *m, id_list *list) {
    if (!m->records->in_order && list->count != 0)
        qsort(list->items, list->count, sizeof *list->items, compare_ids);
}

static assay_status find_parent_ids(merger *m, uint32_t parent, assay_span text, assay_error *err) {
    if (m->parent == parent)
        return ASSAY_OK;
    m->parent = ASSAY_MAP_NONE;
    m->parent_ids.count = 0;
    for (size_t i = 0; i < m->records->count; i++) {
        assay_segment_term term;
        ASSAY_TRY(assay_segment_find(&term, m->streams[i].source->segment, text, err));
        if (term.df != 0)
            ASSAY_TRY(add_ids(&m->parent_ids, &m->streams[i], &term, err));
    }
    sort_ids(m, &m->parent_ids);
    m->parent = parent;
    return ASSAY_OK;
}

/* The list's ids become ranks among the parent's; false, and nothing is changed, when one is not there. */
static bool ids_to_ranks(id_list *list, const id_list *parent) {
    size_t at = 0;
    for (size_t i = 0; i < list->count; i++) {
        while (at < parent->count && parent->items[at] < list->items[i])
            at++;
        if (at == parent->count || parent->items[at] != list->items[i]) {
            while (i-- > 0)
                list->items[i] = parent->items[list->items[i]];
            return false;
        }
        list->items[i] = (uint32_t)at;
    }
    return true;
}

/* Writes the term that the marked streams stand on as ranks; *written false when it is not part of
 * another. */
static assay_status merge_subset(bool *written, merger *m, uint32_t df, assay_error *err) {
    const stream *smallest = &m->streams[m->same[0]];
    uint32_t id = 0;
    assay_span text;
    const assay_written_parent *parent =
        assay_segment_writer_parent(&id, &text, m->writer, smallest->terms.text, df);
    *written = false;
    if (parent == NULL)
        return ASSAY_OK;
    ASSAY_TRY(find_parent_ids(m, id, text, err));
    m->ids.count = 0;
    for (uint32_t i = 0; i < m->same_count; i++) {
        stream *s = &m->streams[m->same[i]];
        if (s->df != 0)
            ASSAY_TRY(add_ids(&m->ids, s, &s->terms.term, err));
    }
    sort_ids(m, &m->ids);
    *written = m->ids.count == df && m->parent_ids.count == parent->place.df &&
               ids_to_ranks(&m->ids, &m->parent_ids);
    if (*written) {
        assay_list_writer_subset(&m->writer->lists, m->ids.items, df, &parent->place);
        return assay_segment_writer_end_term(m->writer, smallest->terms.text, err);
    }
    for (uint32_t i = 0; i < m->same_count; i++) {
        stream *s = &m->streams[m->same[i]];
        ASSAY_TRY(assay_posting_cursor_reopen(s->postings, &s->terms.term, err));
    }
    return ASSAY_OK;
}

/* Whether any list of the term says it has wdf or positions. */
static bool may_rank(const merger *m) {
    for (uint32_t i = 0; i < m->same_count; i++) {
        const assay_segment_term *term = &m->streams[m->same[i]].terms.term;
        if (term->ranked || term->has_positions)
            return true;
    }
    return false;
}

static assay_status merge_term(merger *m, assay_error *err) {
    const stream *smallest = &m->streams[m->same[0]];
    bool ranked = false, has_positions = false;
    uint64_t df = 0;
    if (m->writer->pass == 0 && !may_rank(m))
        return ASSAY_OK;
    for (uint32_t i = 0; i < m->same_count; i++) {
        stream *s = &m->streams[m->same[i]];
        ASSAY_TRY(open_list(s, &ranked, &has_positions, err));
        df += s->df;
    }
    if (df == 0 || (ranked || has_positions) == (m->writer->pass != 0))
        return ASSAY_OK;
    if (df > m->records->records)
        return assay_fail(err, ASSAY_E_CORRUPT, "%s: a term is in more records than there are",
                          assay_segment_path(smallest->source->segment));
    if (!ranked && !has_positions) {
        bool written = false;
        ASSAY_TRY(merge_subset(&written, m, (uint32_t)df, err));
        if (written)
            return ASSAY_OK;
    }
    assay_segment_writer_begin_term(m->writer, (uint32_t)df, ranked, has_positions);
    m->all.count = m->all.position_count = 0;
    for (uint32_t i = 0; i < m->same_count; i++) {
        stream *s = &m->streams[m->same[i]];
        if (s->df != 0)
            ASSAY_TRY(m->records->in_order ? copy_postings(m, s, err) : gather_postings(m, s, err));
    }
    if (!m->records->in_order)
        write_gathered(m);
    return assay_segment_writer_end_term(m->writer, smallest->terms.text, err);
}

static assay_status advance_to_heap(merger *m, uint32_t which, assay_error *err) {
    ASSAY_TRY(advance(&m->streams[which], err));
    if (m->streams[which].has_term)
        heap_push(m, which);
    return ASSAY_OK;
}

static assay_status merge_all(merger *m, assay_error *err) {
    m->heap_count = 0;
    for (size_t i = 0; i < m->records->count; i++) {
        ASSAY_TRY(open_stream(&m->streams[i], m->records, i, err));
        ASSAY_TRY(advance_to_heap(m, (uint32_t)i, err));
    }
    while (take_smallest(m)) {
        ASSAY_TRY(merge_term(m, err));
        for (uint32_t i = 0; i < m->same_count; i++)
            ASSAY_TRY(advance_to_heap(m, m->same[i], err));
    }
    return ASSAY_OK;
}

assay_status assay_merge_terms(assay_segment_writer *writer, const assay_merge_records *records,
                               assay_error *err) {
    merger m = {.records = records, .writer = writer, .parent = ASSAY_MAP_NONE};
    m.streams = calloc(records->count, sizeof *m.streams);
    m.heap = calloc(records->count, sizeof *m.heap);
    m.same = calloc(records->count, sizeof *m.same);
    bool made = m.streams != NULL && m.heap != NULL && m.same != NULL;
    assay_status status = made ? merge_all(&m, err) : assay_fail_memory(err);
    assay_segment_writer_second_pass(writer);
    if (status == ASSAY_OK)
        status = merge_all(&m, err);
    for (size_t i = 0; m.streams != NULL && i < records->count; i++)
        assay_posting_cursor_close(m.streams[i].postings);
    free(m.streams);
    free(m.heap);
    free(m.same);
    free(m.parent_ids.items);
    free(m.ids.items);
    free(m.all.items);
    free(m.all.positions);
    return status;
}
