#include "ranking/writing/merge_lists.h"

#include "ranking/segment/postings.h"

#include <stdlib.h>

/* A term taken: its text and its lists. */
typedef struct {
    size_t text_at, text_size, first, count;
} taken_term;

/* Its list in one source. */
typedef struct {
    assay_segment_term term;
    uint32_t source;
    uint32_t df; /* live postings */
} taken_list;

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

struct assay_list_merger {
    const assay_merge_records *records;
    assay_segment_writer *writer;
    assay_posting_cursor **cursors;  /* by source; NULL: not needed yet */
    assay_buffer text, terms, taken; /* taken_term, taken_list each */
    gathering all;
    uint32_t *chunk_records; /* ASSAY_RANGE_SIZE of them; NULL: not needed yet */
    uint32_t parent;         /* whose records parent_ids are; ASSAY_MAP_NONE: nobody's */
    id_list parent_ids, ids;
};

assay_status assay_list_merger_new(assay_list_merger **out, const assay_merge_records *records,
                                   assay_segment_writer *writer, assay_error *err) {
    assay_list_merger *m = calloc(1, sizeof *m);
    if (m == NULL)
        return assay_fail_memory(err);
    *m = (assay_list_merger){.records = records, .writer = writer, .parent = ASSAY_MAP_NONE};
    assay_buffer_init(&m->text, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&m->terms, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&m->taken, ASSAY_BUFFER_NO_CAP);
    m->cursors = calloc(records->count, sizeof *m->cursors);
    if (m->cursors == NULL) {
        assay_list_merger_free(m);
        return assay_fail_memory(err);
    }
    *out = m;
    return ASSAY_OK;
}

void assay_list_merger_free(assay_list_merger *m) {
    if (m == NULL)
        return;
    for (size_t i = 0; m->cursors != NULL && i < m->records->count; i++)
        assay_posting_cursor_close(m->cursors[i]);
    free(m->cursors);
    assay_buffer_done(&m->text);
    assay_buffer_done(&m->terms);
    assay_buffer_done(&m->taken);
    free(m->parent_ids.items);
    free(m->ids.items);
    free(m->chunk_records);
    free(m->all.items);
    free(m->all.positions);
    free(m);
}

/* ---- what is taken ---- */

void assay_list_merger_clear(assay_list_merger *m) {
    assay_buffer_clear(&m->text);
    assay_buffer_clear(&m->terms);
    assay_buffer_clear(&m->taken);
}

void assay_list_merger_term(assay_list_merger *m, assay_span text) {
    const taken_term term = {m->text.size, text.size, m->taken.size / sizeof(taken_list), 0};
    assay_buffer_add_span(&m->text, text);
    assay_buffer_add(&m->terms, &term, sizeof term);
}

void assay_list_merger_list(assay_list_merger *m, uint32_t source, const assay_segment_term *term) {
    const taken_list list = {*term, source, 0};
    assay_buffer_add(&m->taken, &list, sizeof list);
    if (m->terms.failed == ASSAY_OK)
        ((taken_term *)(void *)(m->terms.data + m->terms.size))[-1].count++;
}

static assay_status open_cursor(assay_posting_cursor **out, assay_list_merger *m, uint32_t source,
                                const assay_segment_term *term, assay_error *err) {
    assay_posting_cursor **cursor = &m->cursors[source];
    const assay_segment *segment = m->records->sources[source].segment;
    ASSAY_TRY(*cursor == NULL ? assay_posting_cursor_open(cursor, segment, term, err)
                              : assay_posting_cursor_reopen(*cursor, term, err));
    *out = *cursor;
    return ASSAY_OK;
}

/* ---- live postings ---- */

/* To the next one; *record in new local ids. */
static assay_status next_live(bool *more, uint32_t *record, assay_posting_cursor *postings,
                              const uint32_t *target, assay_error *err) {
    do {
        ASSAY_TRY(assay_posting_cursor_next(more, postings, err));
        if (!*more)
            return ASSAY_OK;
        *record = target[assay_posting_cursor_record(postings)];
    } while (*record == ASSAY_MERGE_DEAD);
    return ASSAY_OK;
}

/* Whether a live posting has wdf, and positions: after records died the flags may promise too much. */
static assay_status look_at_live(bool *ranked, bool *has_positions, assay_list_merger *m,
                                 const taken_list *list, assay_error *err) {
    bool more = true;
    uint32_t record = 0, count = 0;
    const uint32_t *positions = NULL;
    assay_posting_cursor *cursor = NULL;
    ASSAY_TRY(open_cursor(&cursor, m, list->source, &list->term, err));
    while ((list->term.ranked && !*ranked) || (list->term.has_positions && !*has_positions)) {
        ASSAY_TRY(next_live(&more, &record, cursor, m->records->target[list->source], err));
        if (!more)
            break;
        *ranked |= assay_posting_cursor_wdf(cursor) != 0;
        ASSAY_TRY(assay_posting_cursor_positions(&positions, &count, cursor, err));
        *has_positions |= count != 0;
    }
    return ASSAY_OK;
}

static assay_status look_at_list(bool *ranked, bool *has_positions, assay_list_merger *m,
                                 taken_list *list, assay_error *err) {
    const assay_segment_term *term = &list->term;
    const assay_merge_source *source = &m->records->sources[list->source];
    uint32_t dead_df = 0;
    uint64_t dead_cf = 0;
    if (source->tombstones != NULL)
        assay_tombstones_correction(&dead_df, &dead_cf, source->tombstones, term->ordinal);
    if (dead_df > term->df)
        return assay_fail(err, ASSAY_E_CORRUPT, "%s: more dead postings than postings of term %u",
                          assay_segment_path(source->segment), term->ordinal);
    list->df = term->df - dead_df;
    if (list->df == 0)
        return ASSAY_OK;
    if (dead_df != 0)
        return look_at_live(ranked, has_positions, m, list, err);
    *ranked |= term->ranked;
    *has_positions |= term->has_positions;
    return ASSAY_OK;
}

/* Whether chunks of the list may be copied: records keep their places in ranges, and codes mean the same. */
static bool may_copy(const assay_list_merger *m, const taken_list *list,
                     const assay_encoded_list *into) {
    const assay_merge_records *records = m->records;
    const assay_segment_term *term = &list->term;
    const assay_segment *segment = records->sources[list->source].segment;
    return into->kind == ASSAY_LIST_RANGED && term->kind == ASSAY_LIST_RANGED &&
           into->ranked == term->ranked && into->ranked == term->coded &&
           into->has_positions == term->has_positions && records->none_dead && records->has_edges &&
           records->target[list->source][0] % ASSAY_RANGE_SIZE == 0 &&
           memcmp(assay_segment_footer(segment)->length_upper, records->length_upper,
                  sizeof records->length_upper) == 0;
}

static assay_status copy_chunk(assay_list_merger *m, const taken_list *list,
                               const assay_ranged_list *ranged, uint32_t i,
                               assay_posting_cursor *cursor, assay_list_writer *lists,
                               assay_error *err) {
    const assay_segment *segment = m->records->sources[list->source].segment;
    uint32_t shift = m->records->target[list->source][0];
    const assay_chunk *chunk = NULL;
    assay_span positions = {NULL, 0};
    ASSAY_TRY(assay_posting_cursor_chunk(&chunk, m->chunk_records, cursor, i, err));
    if (list->term.has_positions)
        ASSAY_TRY(assay_positions_chunk_bytes(&positions, segment, &list->term, ranged, i, err));
    for (uint32_t r = 0; r < chunk->count; r++)
        m->chunk_records[r] += shift;
    assay_list_writer_add_chunk(lists, chunk, m->chunk_records, positions);
    return ASSAY_OK;
}

/* Those of ranges that no other source has a part of; the cursor stands behind them. */
static assay_status copy_chunks(assay_list_merger *m, const taken_list *list,
                                assay_posting_cursor *cursor, assay_list_writer *lists,
                                assay_error *err) {
    const assay_segment *segment = m->records->sources[list->source].segment;
    uint32_t records = assay_segment_footer(segment)->records;
    bool last = m->records->target[list->source][0] + records == m->records->records;
    assay_ranged_list ranged;
    if (m->chunk_records == NULL)
        m->chunk_records = malloc(ASSAY_RANGE_SIZE * sizeof *m->chunk_records);
    if (m->chunk_records == NULL)
        return assay_fail_memory(err);
    ASSAY_TRY(assay_segment_ranged(&ranged, segment, &list->term, err));
    for (uint32_t i = 0; i < ranged.range_count; i++) {
        uint64_t end = (assay_ranged_entry(&ranged, i).range + UINT64_C(1)) << ASSAY_RANGE_BITS;
        if (end > records && !last)
            break;
        ASSAY_TRY(copy_chunk(m, list, &ranged, i, cursor, lists, err));
    }
    return ASSAY_OK;
}

/* Records follow each other: postings go straight to the writer. */
static assay_status copy_postings(assay_list_merger *m, const taken_list *list,
                                  assay_list_writer *lists, assay_error *err) {
    const uint32_t *target = m->records->target[list->source], *positions = NULL;
    bool more = true;
    uint32_t record = 0, count = 0;
    assay_posting_cursor *cursor = NULL;
    assay_encoded_list *into = &lists->list;
    const uint64_t cf = into->cf + list->term.cf;
    const uint32_t max_wdf =
        into->max_wdf > list->term.max_wdf ? into->max_wdf : list->term.max_wdf;
    ASSAY_TRY(open_cursor(&cursor, m, list->source, &list->term, err));
    bool copies = may_copy(m, list, into);
    if (copies)
        ASSAY_TRY(copy_chunks(m, list, cursor, lists, err));
    for (;;) {
        ASSAY_TRY(next_live(&more, &record, cursor, target, err));
        if (!more)
            break;
        if (lists->list.has_positions)
            ASSAY_TRY(assay_posting_cursor_positions(&positions, &count, cursor, err));
        assay_list_writer_add(lists, record, assay_posting_cursor_wdf(cursor), positions, count);
    }
    if (copies) {
        into->cf = cf;
        into->max_wdf = max_wdf;
    }
    return ASSAY_OK;
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

static assay_status gather_postings(assay_list_merger *m, const taken_list *list,
                                    bool with_positions, assay_error *err) {
    const uint32_t *target = m->records->target[list->source], *positions = NULL;
    gathering *all = &m->all;
    bool more = true;
    uint32_t record = 0, count = 0;
    assay_posting_cursor *cursor = NULL;
    ASSAY_TRY(open_cursor(&cursor, m, list->source, &list->term, err));
    for (;;) {
        ASSAY_TRY(next_live(&more, &record, cursor, target, err));
        if (!more)
            return ASSAY_OK;
        if (with_positions)
            ASSAY_TRY(assay_posting_cursor_positions(&positions, &count, cursor, err));
        if (!make_room(all, count))
            return assay_fail_memory(err);
        all->items[all->count++] = (gathered){record, assay_posting_cursor_wdf(cursor),
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

static void write_gathered(gathering *all, assay_list_writer *lists) {
    if (all->count != 0)
        qsort(all->items, all->count, sizeof *all->items, compare_gathered);
    for (size_t i = 0; i < all->count; i++) {
        const gathered *item = &all->items[i];
        assay_list_writer_add(lists, item->record, item->wdf,
                              item->count != 0 ? all->positions + item->first : NULL, item->count);
    }
}

/* ---- a term that is part of another ---- */

static assay_status add_ids(id_list *list, assay_list_merger *m, uint32_t source,
                            const assay_segment_term *term, assay_error *err) {
    bool more = true;
    uint32_t record = 0;
    assay_posting_cursor *cursor = NULL;
    if (list->count + term->df > list->capacity) {
        size_t capacity = (list->count + term->df) * 2;
        uint32_t *moved = realloc(list->items, capacity * sizeof *moved);
        if (moved == NULL)
            return assay_fail_memory(err);
        list->items = moved;
        list->capacity = capacity;
    }
    ASSAY_TRY(open_cursor(&cursor, m, source, term, err));
    for (size_t i = 0; i < term->df; i++) {
        ASSAY_TRY(next_live(&more, &record, cursor, m->records->target[source], err));
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

static void sort_ids(const assay_list_merger *m, id_list *list) {
    if (!m->records->in_order && list->count != 0)
        qsort(list->items, list->count, sizeof *list->items, compare_ids);
}

static assay_status find_parent_ids(assay_list_merger *m, uint32_t parent, assay_span text,
                                    assay_error *err) {
    if (m->parent == parent)
        return ASSAY_OK;
    m->parent = ASSAY_MAP_NONE;
    m->parent_ids.count = 0;
    for (uint32_t i = 0; i < m->records->count; i++) {
        assay_segment_term term;
        ASSAY_TRY(assay_segment_find(&term, m->records->sources[i].segment, text, err));
        if (term.df != 0)
            ASSAY_TRY(add_ids(&m->parent_ids, m, i, &term, err));
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

/* Writes the term as ranks; *written false when it is not part of another. */
static assay_status merge_subset(bool *written, assay_list_merger *m, assay_list_writer *lists,
                                 const taken_list *taken, size_t count, assay_span text,
                                 uint32_t df, assay_error *err) {
    uint32_t id = 0;
    assay_span name;
    const assay_written_parent *parent =
        assay_segment_writer_parent(&id, &name, m->writer, text, df);
    *written = false;
    if (parent == NULL)
        return ASSAY_OK;
    ASSAY_TRY(find_parent_ids(m, id, name, err));
    m->ids.count = 0;
    for (size_t i = 0; i < count; i++)
        if (taken[i].df != 0)
            ASSAY_TRY(add_ids(&m->ids, m, taken[i].source, &taken[i].term, err));
    sort_ids(m, &m->ids);
    *written = m->ids.count == df && m->parent_ids.count == parent->place.df &&
               ids_to_ranks(&m->ids, &m->parent_ids);
    if (*written)
        assay_list_writer_subset(lists, m->ids.items, df, &parent->place);
    return ASSAY_OK;
}

/* ---- one term ---- */

static assay_status merge_lists(assay_list_merger *m, assay_list_writer *lists,
                                const taken_list *taken, size_t count, assay_error *err) {
    m->all.count = m->all.position_count = 0;
    for (size_t i = 0; i < count; i++)
        if (taken[i].df != 0)
            ASSAY_TRY(m->records->in_order
                          ? copy_postings(m, &taken[i], lists, err)
                          : gather_postings(m, &taken[i], lists->list.has_positions, err));
    if (!m->records->in_order)
        write_gathered(&m->all, lists);
    return ASSAY_OK;
}

static assay_status merge_term(assay_list_merger *m, assay_list_writer *lists, unsigned pass,
                               assay_span text, taken_list *taken, size_t count, assay_error *err) {
    bool ranked = false, has_positions = false, written = false;
    uint64_t df = 0;
    for (size_t i = 0; i < count; i++) {
        ASSAY_TRY(look_at_list(&ranked, &has_positions, m, &taken[i], err));
        df += taken[i].df;
    }
    if (df == 0 || (ranked || has_positions) == (pass != 0))
        return ASSAY_OK;
    if (df > m->records->records)
        return assay_fail(err, ASSAY_E_CORRUPT, "%s: a term is in more records than there are",
                          assay_segment_path(m->records->sources[taken[0].source].segment));
    if (!ranked && !has_positions)
        ASSAY_TRY(merge_subset(&written, m, lists, taken, count, text, (uint32_t)df, err));
    if (!written) {
        assay_list_writer_begin(lists, (uint32_t)df, ranked, has_positions);
        ASSAY_TRY(merge_lists(m, lists, taken, count, err));
    }
    return assay_list_writer_end(lists, text, err);
}

assay_status assay_list_merger_run(assay_list_merger *m, assay_list_writer *lists, unsigned pass,
                                   assay_error *err) {
    ASSAY_TRY(assay_buffer_check(&m->text, err));
    ASSAY_TRY(assay_buffer_check(&m->terms, err));
    ASSAY_TRY(assay_buffer_check(&m->taken, err));
    const taken_term *terms = (const taken_term *)(const void *)m->terms.data;
    taken_list *taken = (taken_list *)(void *)m->taken.data;
    for (size_t i = 0; i < m->terms.size / sizeof *terms; i++)
        ASSAY_TRY(merge_term(m, lists, pass,
                             assay_span_make(m->text.data + terms[i].text_at, terms[i].text_size),
                             taken + terms[i].first, terms[i].count, err));
    return ASSAY_OK;
}
