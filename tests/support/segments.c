#include "support/segments.h"

#include "ranking/segment/postings.h"
#include "support/suite.h"

#include <stdio.h>

static void *grown(void *array, size_t count, size_t size) {
    void *out = realloc(array, count * size);
    if (out == NULL)
        ck_abort_msg("out of memory");
    return out;
}

void model_init(model *m) {
    memset(m, 0, sizeof *m);
    assay_map_init(&m->terms);
}

void model_done(model *m) {
    for (uint32_t id = 0; id < assay_map_count(&m->terms); id++) {
        for (size_t i = 0; i < m->lists[id].count; i++)
            free(m->lists[id].items[i].positions);
        free(m->lists[id].items);
    }
    free(m->lists);
    free(m->numbers);
    free(m->lengths);
    assay_map_done(&m->terms);
}

void model_begin(model *m, uint32_t number) {
    if (m->records == m->capacity) {
        m->capacity = m->capacity * 2 + 64;
        m->numbers = grown(m->numbers, m->capacity, 4);
        m->lengths = grown(m->lengths, m->capacity, 4);
    }
    m->numbers[m->records] = number;
    m->lengths[m->records++] = 0;
}

static model_posting *posting_of(model *m, const char *term) {
    uint32_t id = assay_map_intern(&m->terms, assay_span_of(term));
    if (id >= m->list_capacity) {
        size_t capacity = m->list_capacity * 2 + 64;
        m->lists = grown(m->lists, capacity, sizeof *m->lists);
        memset(m->lists + m->list_capacity, 0, (capacity - m->list_capacity) * sizeof *m->lists);
        m->list_capacity = capacity;
    }
    model_list *list = &m->lists[id];
    if (list->count != 0 && list->items[list->count - 1].record == m->records - 1)
        return &list->items[list->count - 1];
    if (list->count == list->capacity) {
        list->capacity = list->capacity * 2 + 4;
        list->items = grown(list->items, list->capacity, sizeof *list->items);
    }
    list->items[list->count] = (model_posting){m->records - 1, 0, NULL, 0};
    return &list->items[list->count++];
}

void model_occurrence(model *m, const char *term, uint32_t position, uint32_t wdf) {
    model_posting *posting = posting_of(m, term);
    posting->wdf += wdf;
    m->lengths[m->records - 1] += wdf;
    if (position == ASSAY_NO_POSITION)
        return;
    posting->positions = grown(posting->positions, posting->position_count + 1, 4);
    posting->positions[posting->position_count++] = position;
}

void model_filter(model *m, const char *term) {
    posting_of(m, term);
}

uint32_t model_next(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 16);
}

static void random_record(model *m, const model_shape *shape, uint64_t *state) {
    char term[32];
    uint32_t position = 0, length = model_next(state) % (2 * shape->length);
    for (uint32_t i = 0; i < length; i++) {
        uint32_t a = model_next(state) % shape->terms, b = model_next(state) % shape->terms;
        position += 1 + model_next(state) % 3;
        snprintf(term, sizeof term, "Z%u", a < b ? a : b);
        bool silent = model_next(state) % 11 == 0;
        model_occurrence(m, term, silent ? ASSAY_NO_POSITION : position,
                         1 + (model_next(state) % 9 == 0) * (model_next(state) % 70));
        snprintf(term, sizeof term, "XF%u", (a < b ? a : b) / 2);
        model_filter(m, term);
    }
    for (unsigned d = 1; shape->dense && d <= 12; d++)
        if (model_next(state) % 12 < d) {
            snprintf(term, sizeof term, "Zdense%u", d);
            model_occurrence(m, term, position + d, 1 + model_next(state) % (5 * d));
            snprintf(term, sizeof term, "XFdense%u", d);
            model_filter(m, term);
        }
}

void model_random(model *m, const model_shape *shape) {
    uint64_t state = UINT64_C(0x9E3779B97F4A7C15) * (shape->seed + 1);
    uint32_t number = model_next(&state) % 3;
    bool holes = model_next(&state) % 2;
    for (uint32_t i = 0; i < shape->records; i++) {
        number += 1 + (holes ? model_next(&state) % 3 : 0);
        model_begin(m, number);
        random_record(m, shape, &state);
    }
}

static void copy_posting(model *out, const char *term, const model_posting *from) {
    model_posting *posting = posting_of(out, term);
    posting->wdf = from->wdf;
    posting->position_count = from->position_count;
    if (from->position_count != 0) {
        posting->positions = grown(NULL, from->position_count, 4);
        memcpy(posting->positions, from->positions, from->position_count * 4);
    }
    out->lengths[out->records - 1] += from->wdf;
}

void model_subset(model *out, const model *m, const uint64_t *dead) {
    uint32_t terms = assay_map_count(&m->terms);
    size_t *at = grown(NULL, terms + (size_t)1, sizeof *at);
    memset(at, 0, terms * sizeof *at);
    model_init(out);
    for (uint32_t record = 0; record < m->records; record++) {
        bool is_dead = dead[record / 64] >> (record % 64) & 1;
        if (!is_dead)
            model_begin(out, m->numbers[record]);
        for (uint32_t id = 0; id < terms; id++) {
            const model_list *list = &m->lists[id];
            if (at[id] == list->count || list->items[at[id]].record != record)
                continue;
            if (!is_dead)
                copy_posting(out, assay_map_key(&m->terms, id).data, &list->items[at[id]]);
            at[id]++;
        }
    }
    free(at);
}

/* ---- through an inverter ---- */

static void add_posting(assay_inverter *inverter, uint32_t id, const model_posting *posting) {
    assay_error err = {0};
    assay_occurrence item = {id, ASSAY_NO_POSITION, posting->wdf};
    if (posting->wdf == 0 && posting->position_count == 0) {
        works(assay_inverter_filter(inverter, 0, &id, 1, &err));
        return;
    }
    for (size_t i = 0; i < posting->position_count; i++) {
        bool last = i + 1 == posting->position_count;
        uint32_t wdf = last ? item.wdf : item.wdf / 2;
        assay_occurrence one = {id, posting->positions[i], wdf};
        works(assay_inverter_add(inverter, 0, &one, 1, &err));
        item.wdf -= wdf;
    }
    if (item.wdf != 0)
        works(assay_inverter_add(inverter, 0, &item, 1, &err));
}

static void write_part(const model *m, uint32_t first, uint32_t last, const char *path,
                       int threads) {
    const assay_inverter_options options = {.threads = threads};
    assay_error err = {0};
    assay_inverter *inverter = NULL;
    unsigned space = 0;
    uint32_t terms = assay_map_count(&m->terms);
    size_t *at = grown(NULL, terms + (size_t)1, sizeof *at);
    memset(at, 0, terms * sizeof *at);
    works(assay_inverter_new(&inverter, &options, &err));
    works(assay_inverter_space(&space, inverter, &m->terms, (assay_span){0}, &err));
    for (uint32_t record = 0; record < last; record++) {
        if (record >= first)
            works(assay_inverter_begin(inverter, m->numbers[record], &err));
        for (uint32_t id = 0; id < terms; id++) {
            const model_list *list = &m->lists[id];
            if (at[id] == list->count || list->items[at[id]].record != record)
                continue;
            if (record >= first)
                add_posting(inverter, id, &list->items[at[id]]);
            at[id]++;
        }
    }
    works(assay_inverter_write(inverter, path, &err));
    assay_inverter_free(inverter);
    free(at);
}

void model_write_part(const model *m, uint32_t first, uint32_t last, const char *path) {
    write_part(m, first, last, path, 0);
}

void model_write(const model *m, const char *path) {
    model_write_part(m, 0, m->records, path);
}

void model_write_threads(const model *m, const char *path, int threads) {
    write_part(m, 0, m->records, path, threads);
}

/* ---- comparing ---- */

static void compare_posting(const model *m, const model_posting *want, const assay_segment *segment,
                            assay_posting_cursor *cursor, bool term_has_positions) {
    assay_error err = {0};
    const uint32_t *positions = NULL;
    uint32_t number = 0, count = 0, length = 0;
    uint32_t record = assay_posting_cursor_record(cursor);
    works(assay_segment_number(&number, segment, record, &err));
    same(number, m->numbers[want->record]);
    same(assay_posting_cursor_wdf(cursor), want->wdf);
    works(assay_segment_length(&length, segment, record, &err));
    same(length, m->lengths[want->record]);
    if (want->wdf != 0) {
        const uint32_t *upper = assay_segment_footer(segment)->length_upper;
        same(assay_posting_cursor_code(cursor),
             assay_code_make(want->wdf, assay_length_class(upper, length)));
    }
    works(assay_posting_cursor_positions(&positions, &count, cursor, &err));
    same(count, term_has_positions ? want->position_count : 0);
    for (uint32_t i = 0; i < count; i++)
        same(positions[i], want->positions[i]);
}

typedef struct {
    uint64_t cf;
    uint32_t max_wdf;
    bool positions;
} list_facts;

static list_facts facts_of(const model_list *list) {
    list_facts facts = {0};
    for (size_t i = 0; i < list->count; i++) {
        facts.cf += list->items[i].wdf;
        facts.max_wdf = list->items[i].wdf > facts.max_wdf ? list->items[i].wdf : facts.max_wdf;
        facts.positions |= list->items[i].position_count != 0;
    }
    return facts;
}

/* The model's posting of the record with this number, by binary search. */
static const model_posting *posting_with(const model *m, const model_list *list, uint32_t number) {
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        uint32_t found = m->numbers[list->items[middle].record];
        if (found == number)
            return &list->items[middle];
        if (found < number)
            low = middle + 1;
        else
            high = middle;
    }
    ck_abort_msg("record %u should not be in the list", number);
    return NULL;
}

static void compare_list(const model *m, const model_list *list, const assay_segment *segment,
                         const assay_segment_term *term) {
    assay_error err = {0};
    assay_posting_cursor *cursor = NULL;
    bool more = false;
    list_facts facts = facts_of(list);
    same(term->df, list->count);
    same(term->ranked, facts.cf != 0);
    same(term->has_positions, facts.positions);
    if (term->kind != ASSAY_LIST_INLINE) {
        same(term->cf, facts.cf);
        same(term->max_wdf, facts.max_wdf);
    }
    works(assay_posting_cursor_open(&cursor, segment, term, &err));
    size_t count = 0;
    for (;; count++) {
        uint32_t number = 0;
        works(assay_posting_cursor_next(&more, cursor, &err));
        if (!more)
            break;
        works(assay_segment_number(&number, segment, assay_posting_cursor_record(cursor), &err));
        compare_posting(m, posting_with(m, list, number), segment, cursor, term->has_positions);
    }
    same(count, list->count);
    assay_posting_cursor_close(cursor);
}

static void compare_records(const model *m, const assay_segment *segment) {
    assay_error err = {0};
    uint64_t total = 0;
    for (uint32_t i = 0; i < m->records; i++) {
        uint32_t record = 0, number = 0, length = 0;
        works(assay_segment_record(&record, segment, m->numbers[i], &err));
        works(assay_segment_number(&number, segment, record, &err));
        works(assay_segment_length(&length, segment, record, &err));
        same(number, m->numbers[i]);
        same(length, m->lengths[i]);
        total += length;
    }
    same(assay_segment_footer(segment)->total_length, total);
    same(assay_segment_footer(segment)->records, m->records);
}

static void compare_terms(const model *m, const assay_segment *segment) {
    assay_error err = {0};
    assay_term_cursor cursor;
    assay_segment_term term;
    bool more = true;
    uint32_t count = 0;
    char last[ASSAY_TERM_BYTES_MAX];
    size_t last_size = 0;
    works(assay_term_cursor_seek(&cursor, segment, (assay_span){0}, &err));
    for (;; count++) {
        works(assay_term_cursor_next(&more, &cursor, &err));
        if (!more)
            break;
        same(count == 0 || assay_span_compare(assay_span_make(last, last_size), cursor.text) < 0,
             true);
        memcpy(last, cursor.text.data, cursor.text.size);
        last_size = cursor.text.size;
        uint32_t id = assay_map_find(&m->terms, cursor.text);
        same(id != ASSAY_MAP_NONE, true);
        works(assay_segment_find(&term, segment, cursor.text, &err));
        same(term.ordinal, cursor.term.ordinal);
        compare_list(m, &m->lists[id], segment, &cursor.term);
    }
    uint32_t used = 0;
    for (uint32_t id = 0; id < assay_map_count(&m->terms); id++)
        used += m->lists[id].count != 0;
    same(count, used);
    works(assay_segment_find(&term, segment, ASSAY_SPAN("no such term"), &err));
    same(term.df, 0);
}

void model_compare(const model *m, const assay_segment *segment) {
    assay_error err = {0};
    compare_records(m, segment);
    compare_terms(m, segment);
    works(assay_segment_verify(segment, &err));
}
