#include "ranking/segment/shares.h"

#include "base/buffer.h"

#include <stdlib.h>

/* Where a list begins; it ends where the next begins. */
typedef struct {
    uint64_t at;
    uint32_t kind, order;
} beginning;

typedef struct {
    assay_share *out;
    const assay_segment *segment;
    assay_buffer postings, positions; /* beginning each */
} shares;

static void begin_list(assay_buffer *list, uint64_t at, unsigned kind) {
    const beginning item = {at, kind, (uint32_t)(list->size / sizeof item)};
    assay_buffer_add(list, &item, sizeof item);
}

static int compare_beginnings(const void *a, const void *b) {
    const beginning *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* Gives each kind the bytes between its lists' beginnings and the next ones. */
static void share_out(assay_share *out, assay_buffer *list, uint64_t end, assay_share_part part) {
    beginning *items = (beginning *)(void *)list->data;
    size_t count = list->size / sizeof *items;
    if (count != 0)
        qsort(items, count, sizeof *items, compare_beginnings);
    for (size_t i = 0, next = 0; i < count; i = next) {
        for (next = i + 1; next < count && items[next].at == items[i].at; next++)
            ;
        out[items[i].kind].bytes[part] += (next < count ? items[next].at : end) - items[i].at;
    }
}

/* ---- lists ---- */

/* Of a RANGED list: where its first chunk stands in POSTINGS, the bytes of its codes. */
static assay_status look_at_ranged(uint64_t *at, uint64_t *codes, const shares *s,
                                   const assay_segment_term *term, assay_error *err) {
    assay_ranged_list list;
    ASSAY_TRY(assay_segment_ranged(&list, s->segment, term, err));
    *at = list.list_at;
    *codes = 0;
    for (uint32_t i = 0; i < list.range_count; i++) {
        assay_range_entry entry = assay_ranged_entry(&list, i);
        if (i == 0)
            *at = list.list_at - entry.distance;
        *codes += entry.kind == ASSAY_CHUNK_COLUMN ? (uint32_t)ASSAY_RANGE_SIZE : entry.count;
    }
    return ASSAY_OK;
}

/* The list at term->postings_at, unless it is another term's. */
static assay_status add_list(shares *s, const assay_segment_term *term, unsigned kind,
                             assay_error *err) {
    uint64_t at = term->postings_at, codes = term->df, positions = term->positions_at;
    if (term->coded && !term->ranked)
        return ASSAY_OK;
    if (term->kind == ASSAY_LIST_RANGED) {
        ASSAY_TRY(look_at_ranged(&at, &codes, s, term, err));
        if (term->has_positions) { /* begin with the first chunk's */
            const uint8_t *first = NULL;
            ASSAY_TRY(
                assay_segment_view(&first, s->segment, ASSAY_PART_POSITIONS, positions, 8, err));
            positions = assay_load_u64(first);
        }
    }
    begin_list(&s->postings, at, kind);
    if (term->has_positions)
        begin_list(&s->positions, positions, kind);
    if (term->ranked) { /* the list's bytes count as records': its codes do not */
        s->out[kind].bytes[ASSAY_SHARE_CODES] += codes;
        s->out[kind].bytes[ASSAY_SHARE_RECORDS] -= codes;
    }
    return ASSAY_OK;
}

static assay_status add_term(shares *s, const assay_segment_term *term, unsigned kind,
                             assay_error *err) {
    if (term->kind == ASSAY_LIST_INLINE)
        return ASSAY_OK;
    if (term->kind != ASSAY_LIST_SUBSET)
        return add_list(s, term, kind, err);
    const assay_segment_term ranks = {.df =
                                          term->ranks_rest ? term->parent_df - term->df : term->df,
                                      .kind = term->ranks_kind,
                                      .postings_at = term->ranks_at};
    return add_list(s, &ranks, kind, err);
}

/* ---- the contract ---- */

/* Bytes of DICTIONARY up to the end of the cursor's current term. */
static uint64_t place_of(const assay_term_cursor *terms, const uint8_t *dictionary) {
    return (uint64_t)(terms->block.at - dictionary);
}

static assay_status add_terms(shares *s, const assay_share_kinds *kinds, assay_error *err) {
    assay_term_cursor terms;
    bool more = true;
    const uint8_t *dictionary = NULL;
    uint64_t before = 0;
    ASSAY_TRY(assay_segment_view(&dictionary, s->segment, ASSAY_PART_DICTIONARY, 0, 0, err));
    ASSAY_TRY(assay_term_cursor_seek(&terms, s->segment, (assay_span){0}, err));
    for (;;) {
        ASSAY_TRY(assay_term_cursor_next(&more, &terms, err));
        if (!more)
            return ASSAY_OK;
        unsigned kind = kinds->kind_of(kinds->user, terms.text);
        assay_share *share = &s->out[kind];
        uint64_t size = place_of(&terms, dictionary) - before, body = terms.body_size;
        before += size;
        share->terms++;
        share->postings += terms.term.df;
        share->bytes[ASSAY_SHARE_TERMS] += size - body;
        share->bytes[terms.term.kind == ASSAY_LIST_INLINE ? ASSAY_SHARE_INLINE
                                                          : ASSAY_SHARE_ENTRIES] += body;
        ASSAY_TRY(add_term(s, &terms.term, kind, err));
    }
}

assay_status assay_segment_shares(assay_share *out, const assay_segment *segment,
                                  const assay_share_kinds *kinds, assay_error *err) {
    const uint64_t *sizes = assay_segment_footer(segment)->part_size;
    shares s = {.out = out, .segment = segment};
    assay_buffer_init(&s.postings, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&s.positions, ASSAY_BUFFER_NO_CAP);
    assay_status status = add_terms(&s, kinds, err);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&s.postings, err);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&s.positions, err);
    if (status == ASSAY_OK) {
        share_out(out, &s.postings, sizes[ASSAY_PART_POSTINGS], ASSAY_SHARE_RECORDS);
        share_out(out, &s.positions, sizes[ASSAY_PART_POSITIONS], ASSAY_SHARE_POSITIONS);
    }
    assay_buffer_done(&s.postings);
    assay_buffer_done(&s.positions);
    return status;
}
