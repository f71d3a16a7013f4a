/* Is a segment sound from end to end: what readers rely on, checked by reading everything. */
#include "ranking/segment/columns.h"
#include "ranking/segment/postings.h"
#include "ranking/segment/segment.h"

#include <stdlib.h>

typedef struct {
    const assay_segment *segment;
    const assay_format_footer *footer;
    assay_posting_cursor *cursor;
    uint64_t *lengths; /* by record: sum of wdf met so far */
    uint64_t postings, positions;
} verifier;

static assay_status fail(const verifier *v, const char *what, uint64_t which, assay_error *err) {
    return assay_fail(err, ASSAY_E_CORRUPT, "%s: %s %llu", assay_segment_path(v->segment), what,
                      (unsigned long long)which);
}

/* ---- bounds ---- */

static bool covered(uint8_t code, const uint8_t *bound, unsigned size) {
    for (unsigned i = 0; i < size; i++)
        if (assay_code_covers(bound[i], code))
            return true;
    return false;
}

static bool all_covered(const uint8_t *codes, size_t count, const uint8_t *bound, unsigned size) {
    for (size_t i = 0; i < count; i++)
        if (codes[i] != 0 && !covered(codes[i], bound, size))
            return false;
    return true;
}

static bool kth_holds(const uint8_t *kth, const uint8_t *codes, size_t count, uint32_t k) {
    for (unsigned i = 0; i < ASSAY_KTH_CODES; i++) {
        uint32_t as_good = 0;
        if (kth[i] == ASSAY_KTH_UNUSED)
            continue;
        for (size_t j = 0; j < count; j++)
            as_good += assay_code_covers(codes[j], kth[i]) ? 1 : 0;
        if (as_good < k)
            return false;
    }
    return true;
}

static assay_status verify_sparse(const verifier *v, const assay_segment_term *term,
                                  assay_error *err) {
    assay_sparse_list list;
    ASSAY_TRY(assay_segment_sparse(&list, v->segment, term, err));
    if (!term->ranked)
        return ASSAY_OK;
    bool sound = all_covered(list.codes, list.df, list.bound, 4);
    for (uint32_t b = 0; b < list.blocks && list.block_bound != NULL; b++) {
        size_t n = list.df - b * 256 < 256 ? list.df - b * 256 : 256;
        sound &= all_covered(list.codes + (size_t)b * 256, n, list.block_bound + 2 * (size_t)b, 2);
    }
    const uint8_t *kth = list.kth;
    for (uint32_t k = 10; k <= 1000 && k <= list.df; k *= 10, kth += ASSAY_KTH_CODES)
        sound &= kth_holds(kth, list.codes, list.df, k);
    return sound ? ASSAY_OK : fail(v, "postings: bounds do not hold for term", term->ordinal, err);
}

static uint32_t bits_set(const uint8_t *bits, unsigned first, unsigned last) {
    uint32_t count = 0;
    for (unsigned i = first / 8; i < last / 8; i++)
        count += (uint32_t)__builtin_popcount(bits[i]);
    return count;
}

static bool ranks_hold(const assay_chunk *chunk) {
    uint32_t rank = 0;
    for (unsigned r = 0; r < ASSAY_RANKS; r++) {
        if (assay_load_u16(chunk->rank + 2 * (size_t)r) != rank)
            return false;
        rank += bits_set(chunk->bits, r * ASSAY_RANK_STEP, (r + 1) * ASSAY_RANK_STEP);
    }
    return rank == chunk->count;
}

static size_t patched(const uint8_t *codes, size_t n) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += codes[i] >= ASSAY_PATCH_FIRST_CODE;
    return count;
}

/* Bounds and patch counts of the chunk's blocks or stripes. */
static bool units_hold(const assay_chunk *chunk) {
    bool blocks = chunk->kind == ASSAY_CHUNK_BLOCKS;
    uint32_t units = blocks ? chunk->blocks : ASSAY_STRIPES;
    size_t patches = 0;
    for (uint32_t u = 0; u < units; u++) {
        size_t from = (size_t)u * ASSAY_BLOCK_SIZE, to = from + ASSAY_BLOCK_SIZE;
        if (chunk->kind == ASSAY_CHUNK_COLUMN) {
            from = (size_t)u * ASSAY_STRIPE_SIZE;
            to = from + ASSAY_STRIPE_SIZE;
        } else if (!blocks) {
            from = assay_load_u16(chunk->rank + 4 * (size_t)u);
            to = u + 1 < units ? assay_load_u16(chunk->rank + 4 * (size_t)(u + 1)) : chunk->count;
        } else {
            to = to < chunk->count ? to : chunk->count;
        }
        if (assay_load_u16(chunk->patch_start + 2 * (size_t)u) != (uint16_t)patches ||
            !all_covered(chunk->codes + from, to - from, chunk->block_bound + 2 * (size_t)u, 2))
            return false;
        patches += patched(chunk->codes + from, to - from);
    }
    return true;
}

static assay_status verify_chunk(const verifier *v, const assay_ranged_list *list, uint32_t i,
                                 uint32_t histogram[256], uint32_t ordinal, assay_error *err) {
    assay_chunk chunk;
    ASSAY_TRY(assay_segment_chunk(&chunk, v->segment, list, i, err));
    ASSAY_TRY(assay_chunk_touch(v->segment, &chunk, err));
    bool column = chunk.kind == ASSAY_CHUNK_COLUMN;
    bool sound = chunk.kind == ASSAY_CHUNK_BLOCKS || ranks_hold(&chunk);
    if (sound && chunk.codes != NULL) {
        size_t codes = column ? ASSAY_RANGE_SIZE : chunk.count;
        sound = all_covered(chunk.codes, codes, chunk.bound, 4) &&
                all_covered(chunk.codes, codes, list->bound, 8) && units_hold(&chunk);
        for (size_t c = 0; c < codes; c++)
            histogram[chunk.codes[c]] += !column || chunk.codes[c] != 0;
    }
    return sound ? ASSAY_OK : fail(v, "postings: a chunk does not hold for term", ordinal, err);
}

static assay_status verify_ranged(const verifier *v, const assay_segment_term *term,
                                  assay_error *err) {
    assay_ranged_list list;
    uint32_t histogram[256] = {0};
    ASSAY_TRY(assay_segment_ranged(&list, v->segment, term, err));
    for (uint32_t i = 0; i < list.range_count; i++)
        ASSAY_TRY(verify_chunk(v, &list, i, histogram, term->ordinal, err));
    const uint8_t *kth = list.kth;
    for (uint32_t k = 10; term->ranked && k <= 1000 && k <= list.df; k *= 10)
        for (unsigned i = 0; i < ASSAY_KTH_CODES; i++, kth++) {
            uint32_t as_good = 0;
            for (unsigned c = 0; c < 256; c++)
                as_good += assay_code_covers((uint8_t)c, *kth) ? histogram[c] : 0;
            if (*kth != ASSAY_KTH_UNUSED && as_good < k)
                return fail(v, "postings: a k-th best does not hold for term", term->ordinal, err);
        }
    return ASSAY_OK;
}

/* ---- postings ---- */

static assay_status verify_posting(verifier *v, const assay_segment_term *term, uint32_t *last,
                                   assay_error *err) {
    uint32_t record = assay_posting_cursor_record(v->cursor), length = 0, count = 0;
    uint32_t wdf = assay_posting_cursor_wdf(v->cursor);
    const uint32_t *positions = NULL;
    if (*last != UINT32_MAX && record <= *last)
        return fail(v, "postings: records do not ascend for term", term->ordinal, err);
    *last = record;
    ASSAY_TRY(assay_segment_length(&length, v->segment, record, err));
    if (term->ranked &&
        assay_posting_cursor_code(v->cursor) !=
            assay_code_make(wdf, assay_length_class(v->footer->length_upper, length)))
        return fail(v, "postings: a code differs from wdf and length for term", term->ordinal, err);
    v->lengths[record] += wdf;
    ASSAY_TRY(assay_posting_cursor_positions(&positions, &count, v->cursor, err));
    v->positions += count;
    return ASSAY_OK;
}

static assay_status verify_postings(verifier *v, const assay_segment_term *term, assay_error *err) {
    uint32_t df = 0, last = UINT32_MAX, max_wdf = 0;
    uint64_t cf = 0;
    bool more = true;
    ASSAY_TRY(assay_posting_cursor_reopen(v->cursor, term, err));
    for (;; df++) {
        ASSAY_TRY(assay_posting_cursor_next(&more, v->cursor, err));
        if (!more)
            break;
        ASSAY_TRY(verify_posting(v, term, &last, err));
        uint32_t wdf = assay_posting_cursor_wdf(v->cursor);
        cf += wdf;
        max_wdf = wdf > max_wdf ? wdf : max_wdf;
    }
    bool stated = term->kind != ASSAY_LIST_INLINE;
    if (df != term->df || (stated && (cf != term->cf || max_wdf != term->max_wdf)))
        return fail(v, "dictionary: statistics differ from the postings of term", term->ordinal,
                    err);
    v->postings += df;
    return ASSAY_OK;
}

static assay_status verify_term(verifier *v, const assay_term_cursor *terms, assay_error *err) {
    assay_segment_term found;
    const assay_segment_term *term = &terms->term;
    ASSAY_TRY(assay_segment_find(&found, v->segment, terms->text, err));
    if (found.df != term->df || found.ordinal != term->ordinal)
        return fail(v, "dictionary: a look-up misses term", term->ordinal, err);
    ASSAY_TRY(verify_postings(v, term, err));
    if (term->kind == ASSAY_LIST_SPARSE)
        return verify_sparse(v, term, err);
    return term->kind == ASSAY_LIST_RANGED ? verify_ranged(v, term, err) : ASSAY_OK;
}

static assay_status verify_terms(verifier *v, assay_error *err) {
    assay_term_cursor terms;
    uint8_t last[ASSAY_TERM_BYTES_MAX];
    size_t last_size = 0;
    bool more = true;
    ASSAY_TRY(assay_term_cursor_seek(&terms, v->segment, (assay_span){0}, err));
    for (uint32_t i = 0;; i++) {
        ASSAY_TRY(assay_term_cursor_next(&more, &terms, err));
        if (!more)
            return ASSAY_OK;
        if (i != 0 &&
            assay_span_compare(assay_span_make((const char *)last, last_size), terms.text) >= 0)
            return fail(v, "dictionary: terms do not ascend at", i, err);
        last_size = terms.text.size;
        memcpy(last, terms.text.data, last_size);
        ASSAY_TRY(verify_term(v, &terms, err));
    }
}

/* ---- records ---- */

static assay_status verify_record(const verifier *v, uint32_t record, uint64_t *total,
                                  uint32_t *last_number, assay_error *err) {
    uint32_t length = 0, number = 0, back = 0;
    ASSAY_TRY(assay_segment_length(&length, v->segment, record, err));
    ASSAY_TRY(assay_segment_number(&number, v->segment, record, err));
    assay_status found = assay_segment_record(&back, v->segment, number, err);
    if (found != ASSAY_OK && found != ASSAY_E_NOT_FOUND)
        return found;
    if (found != ASSAY_OK || back != record || number > v->footer->number_max ||
        (!v->footer->reordered && record != 0 && number <= *last_number))
        return fail(v, "record numbers: out of order at record", record, err);
    if (length != v->lengths[record] || length < v->footer->length_min ||
        length > v->footer->length_max)
        return fail(v, "lengths: differs from the postings at record", record, err);
    *last_number = number;
    *total += length;
    return ASSAY_OK;
}

static assay_status verify_records(const verifier *v, assay_error *err) {
    uint64_t total = 0;
    uint32_t last_number = 0;
    for (uint32_t record = 0; record < v->footer->records; record++)
        ASSAY_TRY(verify_record(v, record, &total, &last_number, err));
    if (total != v->footer->total_length || v->postings != v->footer->postings ||
        v->positions != v->footer->positions)
        return fail(v, "footer: sums differ from what is there; postings", v->postings, err);
    return ASSAY_OK;
}

static assay_status verify_name(const assay_column *column, uint32_t record, assay_error *err) {
    assay_buffer name;
    assay_buffer_init(&name, ASSAY_BUFFER_NO_CAP);
    assay_status status = assay_column_name(&name, column, record, err);
    assay_buffer_done(&name);
    return status;
}

static assay_status verify_value(const assay_column *column, uint32_t record, assay_error *err) {
    int64_t number = 0;
    double real = 0;
    bool present = false;
    assay_span bytes;
    uint32_t ordinals[64];
    size_t count = 0;
    switch (column->type) {
    case ASSAY_COLUMN_I64:
        return assay_column_i64(&number, &present, column, record, err);
    case ASSAY_COLUMN_DOUBLE:
        return assay_column_double(&real, &present, column, record, err);
    case ASSAY_COLUMN_BYTES:
        return assay_column_bytes(&bytes, column, record, err);
    case ASSAY_COLUMN_KEYWORDS:
        return assay_column_keywords(ordinals, 64, &count, column, record, err);
    case ASSAY_COLUMN_NAMES:
        return verify_name(column, record, err);
    }
    return ASSAY_OK;
}

static assay_status verify_columns(const verifier *v, assay_error *err) {
    uint32_t count = 0;
    ASSAY_TRY(assay_columns_count(&count, v->segment, err));
    for (uint32_t i = 0; i < count; i++) {
        assay_column column;
        assay_span text;
        ASSAY_TRY(assay_column_at(&column, v->segment, i, err));
        for (uint32_t record = 0; record < v->footer->records; record++)
            ASSAY_TRY(verify_value(&column, record, err));
        for (uint32_t s = 0; s < column.strings && column.type == ASSAY_COLUMN_KEYWORDS; s++)
            ASSAY_TRY(assay_column_string(&text, &column, s, err));
    }
    return ASSAY_OK;
}

assay_status assay_segment_verify(const assay_segment *segment, assay_error *err) {
    const assay_segment_term none = {0};
    verifier v = {.segment = segment, .footer = assay_segment_footer(segment)};
    ASSAY_TRY(assay_segment_touch(segment, 0, v.footer->part_at[ASSAY_PART_CHECKSUMS], err));
    v.lengths = calloc((size_t)v.footer->records + 1, sizeof *v.lengths);
    assay_status status = v.lengths != NULL ? ASSAY_OK : assay_fail_memory(err);
    if (status == ASSAY_OK)
        status = assay_posting_cursor_open(&v.cursor, segment, &none, err);
    if (status == ASSAY_OK)
        status = verify_terms(&v, err);
    if (status == ASSAY_OK)
        status = verify_records(&v, err);
    if (status == ASSAY_OK)
        status = verify_columns(&v, err);
    assay_posting_cursor_close(v.cursor);
    free(v.lengths);
    return status;
}
