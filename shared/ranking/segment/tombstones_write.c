/* Writing tombstones: which terms the dead had is seen from the lists of all terms, or known. */
#include "base/file.h"
#include "ranking/segment/postings.h"
#include "ranking/segment/tombstones.h"

#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

/* A list is sought in when it has more postings than this for each record that dies. */
enum { SEEK_WORTH = 16 };

/* The new file in the making. fresh: dead now and not before. */
typedef struct {
    const assay_segment *segment;
    const assay_tombstones *previous;
    uint64_t *bits;
    uint64_t *fresh_bits;
    uint32_t *fresh;
    size_t fresh_count;
    uint32_t dead;
    uint64_t dead_length;
    /* corrections, ascending by ordinal */
    assay_buffer corrections;
    uint32_t terms, last;
    uint32_t carried; /* of those of previous */
    uint64_t fresh_cf;
} draft;

static assay_status allocate(draft *d, size_t count, assay_error *err) {
    size_t words = assay_segment_footer(d->segment)->records / 64 + (size_t)1;
    d->bits = calloc(words, sizeof *d->bits);
    d->fresh_bits = calloc(words, sizeof *d->fresh_bits);
    d->fresh = calloc(count + 1, sizeof *d->fresh);
    if (d->bits == NULL || d->fresh_bits == NULL || d->fresh == NULL)
        return assay_fail_memory(err);
    if (d->previous != NULL) {
        memcpy(d->bits, assay_tombstones_bits(d->previous), words * sizeof *d->bits);
        d->dead = assay_tombstones_dead(d->previous);
        d->dead_length = assay_tombstones_dead_length(d->previous);
    }
    return ASSAY_OK;
}

static assay_status mark(draft *d, const uint32_t *records, size_t count, assay_error *err) {
    uint32_t all = assay_segment_footer(d->segment)->records;
    ASSAY_TRY(allocate(d, count, err));
    for (size_t i = 0; i < count; i++) {
        uint32_t length = 0;
        if (records[i] >= all || (i != 0 && records[i] < records[i - 1]))
            return assay_fail(err, ASSAY_E_USAGE, "%s: cannot delete record %u of %u",
                              assay_segment_path(d->segment), records[i], all);
        if (assay_tombstones_has(d->bits, records[i]))
            continue;
        ASSAY_TRY(assay_segment_length(&length, d->segment, records[i], err));
        d->bits[records[i] / 64] |= UINT64_C(1) << (records[i] % 64);
        d->fresh_bits[records[i] / 64] |= UINT64_C(1) << (records[i] % 64);
        d->fresh[d->fresh_count++] = records[i];
        d->dead++;
        d->dead_length += length;
    }
    return ASSAY_OK;
}

/* ---- corrections ---- */

static void put_correction(draft *d, uint32_t ordinal, uint32_t df, uint64_t cf) {
    assay_buffer_add_varint(&d->corrections, ordinal - d->last - 1);
    assay_buffer_add_varint(&d->corrections, df);
    assay_buffer_add_varint(&d->corrections, cf);
    d->last = ordinal;
    d->terms++;
}

/* The previous file's corrections of terms below ordinal; that of ordinal itself, if there is one, is added to
 * *df and *cf. */
static void carry(draft *d, uint64_t ordinal, uint32_t *df, uint64_t *cf) {
    uint32_t before = 0, dead_df = 0;
    uint64_t dead_cf = 0;
    while (assay_tombstones_correction_at(&before, &dead_df, &dead_cf, d->previous, d->carried) &&
           before <= ordinal) {
        d->carried++;
        if (before == ordinal) {
            *df += dead_df;
            *cf += dead_cf;
            return;
        }
        put_correction(d, before, dead_df, dead_cf);
    }
}

/* Postings of the term in these records: long lists are sought in, others (nearly all) read through, where
 * all fresh records are counted. */
static assay_status count_postings(uint32_t *df, uint64_t *cf, const draft *d,
                                   assay_posting_cursor *cursor, const assay_segment_term *term,
                                   const uint32_t *records, size_t count, assay_error *err) {
    bool more = true;
    ASSAY_TRY(assay_posting_cursor_reopen(cursor, term, err));
    if (term->df / SEEK_WORTH <= count)
        return assay_posting_cursor_count(df, cf, cursor, d->fresh_bits, err);
    for (size_t i = 0; more && i < count; i++) {
        ASSAY_TRY(assay_posting_cursor_seek(&more, cursor, records[i], err));
        if (more && assay_posting_cursor_record(cursor) == records[i]) {
            ++*df;
            *cf += assay_posting_cursor_wdf(cursor);
        }
    }
    return ASSAY_OK;
}

/* ---- by the lists of all terms ---- */

static assay_status look_at_term(draft *d, assay_posting_cursor *cursor,
                                 const assay_segment_term *term, assay_error *err) {
    uint32_t df = 0;
    uint64_t cf = 0;
    ASSAY_TRY(count_postings(&df, &cf, d, cursor, term, d->fresh, d->fresh_count, err));
    if (df == 0)
        return ASSAY_OK;
    carry(d, term->ordinal, &df, &cf);
    put_correction(d, term->ordinal, df, cf);
    return ASSAY_OK;
}

static assay_status look_at_terms(draft *d, assay_posting_cursor *cursor, assay_error *err) {
    assay_term_cursor terms;
    bool more = true;
    ASSAY_TRY(assay_term_cursor_seek(&terms, d->segment, (assay_span){0}, err));
    for (;;) {
        ASSAY_TRY(assay_term_cursor_next(&more, &terms, err));
        if (!more)
            return ASSAY_OK;
        ASSAY_TRY(look_at_term(d, cursor, &terms.term, err));
    }
}

/* ---- by what is known of the records ---- */

/* Postings by their terms: those of term t end where end[t] says in records, which ascend, each there once or
 * more; the next term's follow. */
typedef struct {
    uint32_t *end, *records;
    assay_segment_term *found; /* by term */
    uint64_t *order;           /* ordinal << 32 | term, ascending */
    size_t count;
} term_postings;

static void done_postings(term_postings *by) {
    free(by->end);
    free(by->records);
    free(by->found);
    free(by->order);
}

static assay_status group_postings(term_postings *by, const assay_tombstones_held *held,
                                   assay_error *err) {
    by->count = assay_map_count(held->terms);
    by->end = calloc(by->count + 1, sizeof *by->end);
    by->records = calloc(held->count + 1, sizeof *by->records);
    by->found = calloc(by->count + 1, sizeof *by->found);
    by->order = calloc(by->count + 1, sizeof *by->order);
    if (by->end == NULL || by->records == NULL || by->found == NULL || by->order == NULL)
        return assay_fail_memory(err);
    for (size_t i = 0; i < held->count; i++)
        by->end[held->postings[i].term + 1]++; /* for now: where the next term's begin */
    for (size_t t = 1; t <= by->count; t++)
        by->end[t] += by->end[t - 1];
    for (size_t i = 0; i < held->count; i++)
        by->records[by->end[held->postings[i].term]++] = held->postings[i].record;
    return ASSAY_OK;
}

static int compare_order(const void *a, const void *b) {
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* *fits false: the segment does not know a term. */
static assay_status find_terms(bool *fits, term_postings *by, const draft *d,
                               const assay_map *terms, assay_error *err) {
    for (uint32_t t = 0; t < by->count; t++) {
        ASSAY_TRY(assay_segment_find(&by->found[t], d->segment, assay_map_key(terms, t), err));
        if (by->found[t].df == 0)
            *fits = false;
        by->order[t] = (uint64_t)by->found[t].ordinal << 32 | t;
    }
    if (by->count != 0)
        qsort(by->order, by->count, sizeof *by->order, compare_order);
    return ASSAY_OK;
}

/* Drops repeats and records that were dead before. */
static size_t keep_fresh(uint32_t *records, size_t count, const draft *d) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (assay_tombstones_has(d->fresh_bits, records[i]) &&
            (kept == 0 || records[kept - 1] != records[i]))
            records[kept++] = records[i];
    return kept;
}

/* A list that is part of another is not looked at: it would have to be read whole, and the other was. */
static assay_status correct_term(bool *fits, draft *d, assay_posting_cursor *cursor,
                                 const assay_segment_term *term, uint32_t *records, size_t count,
                                 assay_error *err) {
    uint32_t df = 0;
    uint64_t cf = 0;
    count = keep_fresh(records, count, d);
    if (count == 0)
        return ASSAY_OK;
    if (term->kind == ASSAY_LIST_SUBSET)
        df = (uint32_t)count;
    else
        ASSAY_TRY(count_postings(&df, &cf, d, cursor, term, records, count, err));
    *fits = *fits && df == count;
    d->fresh_cf += cf;
    carry(d, term->ordinal, &df, &cf);
    *fits = *fits && df <= term->df;
    put_correction(d, term->ordinal, df, cf);
    return ASSAY_OK;
}

static assay_status correct_known(bool *fits, draft *d, assay_posting_cursor *cursor,
                                  const assay_tombstones_held *held, assay_error *err) {
    uint64_t length_before = d->previous != NULL ? assay_tombstones_dead_length(d->previous) : 0;
    term_postings by = {0};
    *fits = held->count < UINT32_MAX;
    assay_status status = *fits ? group_postings(&by, held, err) : ASSAY_OK;
    if (status == ASSAY_OK && *fits)
        status = find_terms(fits, &by, d, held->terms, err);
    for (size_t i = 0; i < by.count && *fits && status == ASSAY_OK; i++) {
        uint32_t t = (uint32_t)by.order[i], first = t == 0 ? 0 : by.end[t - 1];
        status =
            correct_term(fits, d, cursor, &by.found[t], by.records + first, by.end[t] - first, err);
    }
    done_postings(&by);
    *fits = *fits && d->fresh_cf == d->dead_length - length_before;
    return status;
}

/* ---- the file ---- */

static void compose(assay_buffer *out, const draft *d) {
    uint32_t records = assay_segment_footer(d->segment)->records;
    assay_buffer_add(out, ASSAY_TOMBSTONES_MAGIC, 8);
    assay_buffer_add_u32(out, ASSAY_TOMBSTONES_VERSION);
    assay_buffer_add_u32(out, records);
    assay_buffer_add_u32(out, d->dead);
    assay_buffer_add_u32(out, d->terms);
    assay_buffer_add_u64(out, d->dead_length);
    for (uint64_t i = 0; i * 64 < records; i++)
        assay_buffer_add_u64(out, d->bits[i]);
    assay_buffer_add(out, d->corrections.data, d->corrections.size);
    assay_buffer_add_u64(out, XXH3_64bits(out->data, out->size));
}

static assay_status write_file(const char *path, const draft *d, assay_error *err) {
    assay_buffer file;
    assay_file_writer writer = {0};
    assay_buffer_init(&file, ASSAY_BUFFER_NO_CAP);
    compose(&file, d);
    assay_status status = assay_buffer_check(&file, err);
    if (status == ASSAY_OK)
        status = assay_file_writer_open(&writer, path, err);
    if (status == ASSAY_OK) {
        fwrite(file.data, 1, file.size, writer.stream); /* finish reports a failure */
        status = assay_file_writer_finish(&writer, err);
    }
    assay_buffer_done(&file);
    return status;
}

static assay_status correct(bool *fits, draft *d, const assay_tombstones_held *held,
                            assay_error *err) {
    const assay_segment_term none = {0};
    assay_posting_cursor *cursor = NULL;
    uint32_t df = 0;
    uint64_t cf = 0;
    *fits = true;
    ASSAY_TRY(assay_posting_cursor_open(&cursor, d->segment, &none, err));
    assay_status status =
        held != NULL ? correct_known(fits, d, cursor, held, err) : look_at_terms(d, cursor, err);
    assay_posting_cursor_close(cursor);
    ASSAY_TRY(status);
    carry(d, UINT64_MAX, &df, &cf);
    return assay_buffer_check(&d->corrections, err);
}

/* ---- verifying ---- */

static assay_status fail_correction(const assay_segment *segment, uint32_t ordinal,
                                    assay_error *err) {
    return assay_fail(err, ASSAY_E_CORRUPT,
                      "%s: its tombstones do not say what the dead records had of term %u",
                      assay_segment_path(segment), ordinal);
}

static assay_status compare_corrections(const draft *d, const assay_tombstones *tombstones,
                                        assay_error *err) {
    assay_bytes bytes = assay_bytes_of(assay_buffer_span(&d->corrections));
    uint32_t ordinal = UINT32_MAX, said = 0, df = 0;
    uint64_t cf = 0;
    for (uint32_t i = 0; i < d->terms; i++) {
        ordinal += 1 + (uint32_t)assay_bytes_varint(&bytes);
        uint64_t want_df = assay_bytes_varint(&bytes), want_cf = assay_bytes_varint(&bytes);
        if (!assay_tombstones_correction_at(&said, &df, &cf, tombstones, i) || said != ordinal ||
            df != want_df || cf != want_cf)
            return fail_correction(d->segment, ordinal, err);
    }
    if (assay_tombstones_correction_at(&said, &df, &cf, tombstones, d->terms))
        return fail_correction(d->segment, said, err);
    return d->dead_length == assay_tombstones_dead_length(tombstones)
               ? ASSAY_OK
               : assay_fail(err, ASSAY_E_CORRUPT,
                            "%s: its tombstones do not say how long the dead records were",
                            assay_segment_path(d->segment));
}

static assay_status verify_draft(draft *d, const assay_tombstones *tombstones, uint32_t *records,
                                 assay_error *err) {
    bool fits = false;
    size_t count = 0;
    for (uint32_t i = 0; i < assay_segment_footer(d->segment)->records; i++)
        if (assay_tombstones_has(assay_tombstones_bits(tombstones), i))
            records[count++] = i;
    ASSAY_TRY(mark(d, records, count, err));
    ASSAY_TRY(correct(&fits, d, NULL, err));
    return compare_corrections(d, tombstones, err);
}

static void done_draft(draft *d) {
    free(d->bits);
    free(d->fresh_bits);
    free(d->fresh);
    assay_buffer_done(&d->corrections);
}

assay_status assay_tombstones_verify(const assay_tombstones *tombstones,
                                     const assay_segment *segment, assay_error *err) {
    draft d = {.segment = segment, .last = UINT32_MAX};
    uint32_t *records = calloc(assay_tombstones_dead(tombstones) + (size_t)1, sizeof *records);
    assay_buffer_init(&d.corrections, ASSAY_BUFFER_NO_CAP);
    assay_status status =
        records != NULL ? verify_draft(&d, tombstones, records, err) : assay_fail_memory(err);
    free(records);
    done_draft(&d);
    return status;
}

/* ---- the contract ---- */

static assay_status write_draft(bool *fits, const char *path, const assay_segment *segment,
                                const assay_tombstones *previous, const uint32_t *records,
                                size_t count, const assay_tombstones_held *held, assay_error *err) {
    draft d = {.segment = segment, .previous = previous, .last = UINT32_MAX};
    assay_buffer_init(&d.corrections, ASSAY_BUFFER_NO_CAP);
    assay_status status = mark(&d, records, count, err);
    if (status == ASSAY_OK)
        status = correct(fits, &d, held, err);
    if (status == ASSAY_OK && *fits)
        status = write_file(path, &d, err);
    done_draft(&d);
    return status;
}

assay_status assay_tombstones_write(const char *path, const assay_segment *segment,
                                    const assay_tombstones *previous, const uint32_t *records,
                                    size_t count, assay_error *err) {
    bool fits = false;
    return write_draft(&fits, path, segment, previous, records, count, NULL, err);
}

assay_status assay_tombstones_write_held(bool *fits, const char *path, const assay_segment *segment,
                                         const assay_tombstones *previous, const uint32_t *records,
                                         size_t count, const assay_tombstones_held *held,
                                         assay_error *err) {
    return write_draft(fits, path, segment, previous, records, count, held, err);
}
