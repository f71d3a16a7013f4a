#include "ranking/segment/tombstones.h"

#include "base/file.h"
#include "ranking/segment/postings.h"

#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#define MAGIC "ASSAYDEL"
enum { VERSION = 1, HEAD_SIZE = 32, TAIL_SIZE = 8 };

struct assay_tombstones {
    uint32_t records, dead, terms;
    uint64_t dead_length;
    uint64_t *bits;
    uint32_t *ordinals; /* of corrected terms, ascending */
    uint32_t *df;
    uint64_t *cf;
};

/* ---- reading ---- */

static assay_status fail_file(const char *path, const char *what, assay_error *err) {
    return assay_fail(err, ASSAY_E_CORRUPT, "%s: %s", path, what);
}

static assay_status check_frame(assay_span file, const char *path, assay_error *err) {
    if (file.size < 12 || memcmp(file.data, MAGIC, 8) != 0)
        return file.size < 12 ? fail_file(path, "the file is cut short", err)
                              : assay_fail(err, ASSAY_E_FORMAT, "%s: not a tombstone file", path);
    uint32_t version = assay_load_u32(file.data + 8);
    if (file.size < HEAD_SIZE + TAIL_SIZE + 4)
        return fail_file(path, "the file is cut short", err);
    size_t body = file.size - TAIL_SIZE;
    bool sound = XXH3_64bits(file.data, body) == assay_load_u64(file.data + body);
    if (version != VERSION)
        return assay_fail(err, sound ? ASSAY_E_VERSION : ASSAY_E_CORRUPT,
                          "%s: tombstone format %u, this program reads %d", path, version, VERSION);
    return sound ? ASSAY_OK : fail_file(path, "checksum mismatch or file cut short", err);
}

static assay_status allocate(assay_tombstones *out, assay_error *err) {
    out->bits = calloc(out->records / 64 + (size_t)1, sizeof *out->bits);
    out->ordinals = calloc(out->terms + (size_t)1, sizeof *out->ordinals);
    out->df = calloc(out->terms + (size_t)1, sizeof *out->df);
    out->cf = calloc(out->terms + (size_t)1, sizeof *out->cf);
    bool whole = out->bits != NULL && out->ordinals != NULL && out->df != NULL && out->cf != NULL;
    return whole ? ASSAY_OK : assay_fail_memory(err);
}

/* What stands after the checksummed head's counts: bits and corrections. */
static bool read_body(assay_tombstones *out, assay_bytes *bytes, uint32_t terms_in_segment) {
    uint64_t counted = 0, ordinal = UINT64_MAX;
    for (uint64_t i = 0; i * 64 < out->records; i++) {
        out->bits[i] = assay_bytes_u64(bytes);
        counted += (uint64_t)__builtin_popcountll(out->bits[i]);
    }
    if (out->records % 64 != 0 && out->bits[out->records / 64] >> (out->records % 64) != 0)
        return false;
    for (uint32_t i = 0; i < out->terms && assay_bytes_ok(bytes); i++) {
        uint64_t gap = assay_bytes_varint(bytes), df = assay_bytes_varint(bytes);
        if (gap >= terms_in_segment || df > out->dead)
            return false;
        ordinal += 1 + gap;
        if (ordinal >= terms_in_segment)
            return false;
        out->ordinals[i] = (uint32_t)ordinal;
        out->df[i] = (uint32_t)df;
        out->cf[i] = assay_bytes_varint(bytes);
    }
    return counted == out->dead && assay_bytes_ok(bytes) && assay_bytes_left(bytes) == 0;
}

static assay_status read_file(assay_tombstones *out, assay_span file, const char *path,
                              const assay_segment *segment, assay_error *err) {
    const assay_format_footer *footer = assay_segment_footer(segment);
    ASSAY_TRY(check_frame(file, path, err));
    assay_bytes bytes = assay_bytes_of(assay_span_first(file, file.size - TAIL_SIZE));
    assay_bytes_take(&bytes, 12);
    out->records = assay_bytes_u32(&bytes);
    out->dead = assay_bytes_u32(&bytes);
    out->terms = assay_bytes_u32(&bytes);
    out->dead_length = assay_bytes_u64(&bytes);
    if (!assay_bytes_ok(&bytes) || out->records != footer->records || out->terms > footer->terms ||
        out->dead_length > footer->total_length)
        return fail_file(path, "does not belong to its segment", err);
    ASSAY_TRY(allocate(out, err));
    return read_body(out, &bytes, footer->terms)
               ? ASSAY_OK
               : fail_file(path, "dead records or corrections do not read", err);
}

assay_status assay_tombstones_open(assay_tombstones **out, const char *path,
                                   const assay_segment *segment, assay_error *err) {
    assay_buffer file;
    assay_buffer_init(&file, ASSAY_BUFFER_NO_CAP);
    assay_tombstones *tombstones = calloc(1, sizeof *tombstones);
    assay_status status = tombstones != NULL ? ASSAY_OK : assay_fail_memory(err);
    if (status == ASSAY_OK)
        status = assay_file_read(&file, path, err);
    if (status == ASSAY_OK)
        status = read_file(tombstones, assay_buffer_span(&file), path, segment, err);
    assay_buffer_done(&file);
    if (status != ASSAY_OK) {
        assay_tombstones_close(tombstones);
        return status;
    }
    *out = tombstones;
    return ASSAY_OK;
}

void assay_tombstones_close(assay_tombstones *tombstones) {
    if (tombstones == NULL)
        return;
    free(tombstones->bits);
    free(tombstones->ordinals);
    free(tombstones->df);
    free(tombstones->cf);
    free(tombstones);
}

uint32_t assay_tombstones_dead(const assay_tombstones *tombstones) {
    return tombstones->dead;
}

uint64_t assay_tombstones_dead_length(const assay_tombstones *tombstones) {
    return tombstones->dead_length;
}

const uint64_t *assay_tombstones_bits(const assay_tombstones *tombstones) {
    return tombstones->bits;
}

void assay_tombstones_correction(uint32_t *df, uint64_t *cf, const assay_tombstones *tombstones,
                                 uint32_t ordinal) {
    uint32_t low = 0, high = tombstones->terms;
    *df = 0;
    *cf = 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (tombstones->ordinals[middle] == ordinal) {
            *df = tombstones->df[middle];
            *cf = tombstones->cf[middle];
            return;
        }
        if (tombstones->ordinals[middle] < ordinal)
            low = middle + 1;
        else
            high = middle;
    }
}

/* ---- writing ---- */

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
    uint32_t dead, terms;
    uint64_t dead_length;
    assay_buffer corrections;
} draft;

static assay_status mark(draft *d, const uint32_t *records, size_t count, assay_error *err) {
    uint32_t all = assay_segment_footer(d->segment)->records;
    d->bits = calloc(all / 64 + (size_t)1, sizeof *d->bits);
    d->fresh_bits = calloc(all / 64 + (size_t)1, sizeof *d->fresh_bits);
    d->fresh = calloc(count + 1, sizeof *d->fresh);
    if (d->bits == NULL || d->fresh_bits == NULL || d->fresh == NULL)
        return assay_fail_memory(err);
    if (d->previous != NULL) {
        memcpy(d->bits, d->previous->bits, (all / 64 + (size_t)1) * sizeof *d->bits);
        d->dead = d->previous->dead;
        d->dead_length = d->previous->dead_length;
    }
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

/* Postings of the term in fresh records: long lists are sought in, others (nearly all) read through. */
static assay_status count_fresh(uint32_t *df, uint64_t *cf, const draft *d, uint32_t postings,
                                assay_posting_cursor *cursor, assay_error *err) {
    bool more = true;
    if (postings / SEEK_WORTH <= d->fresh_count)
        return assay_posting_cursor_count(df, cf, cursor, d->fresh_bits, err);
    for (size_t i = 0; more && i < d->fresh_count; i++) {
        ASSAY_TRY(assay_posting_cursor_seek(&more, cursor, d->fresh[i], err));
        if (more && assay_posting_cursor_record(cursor) == d->fresh[i]) {
            ++*df;
            *cf += assay_posting_cursor_wdf(cursor);
        }
    }
    return ASSAY_OK;
}

static assay_status correct_term(draft *d, assay_posting_cursor *cursor,
                                 const assay_segment_term *term, uint32_t *last, assay_error *err) {
    uint32_t df = 0;
    uint64_t cf = 0;
    if (d->previous != NULL)
        assay_tombstones_correction(&df, &cf, d->previous, term->ordinal);
    ASSAY_TRY(assay_posting_cursor_reopen(cursor, term, err));
    ASSAY_TRY(count_fresh(&df, &cf, d, term->df, cursor, err));
    if (df == 0)
        return ASSAY_OK;
    assay_buffer_add_varint(&d->corrections, term->ordinal - *last - 1);
    assay_buffer_add_varint(&d->corrections, df);
    assay_buffer_add_varint(&d->corrections, cf);
    *last = term->ordinal;
    d->terms++;
    return ASSAY_OK;
}

static assay_status correct_terms(draft *d, assay_error *err) {
    assay_term_cursor terms;
    assay_posting_cursor *cursor = NULL;
    bool more = true;
    uint32_t last = UINT32_MAX;
    assay_segment_term none = {0};
    ASSAY_TRY(assay_posting_cursor_open(&cursor, d->segment, &none, err));
    assay_status status = assay_term_cursor_seek(&terms, d->segment, (assay_span){0}, err);
    while (status == ASSAY_OK) {
        status = assay_term_cursor_next(&more, &terms, err);
        if (status != ASSAY_OK || !more)
            break;
        status = correct_term(d, cursor, &terms.term, &last, err);
    }
    assay_posting_cursor_close(cursor);
    return status;
}

static void compose(assay_buffer *out, const draft *d) {
    uint32_t records = assay_segment_footer(d->segment)->records;
    assay_buffer_add(out, MAGIC, 8);
    assay_buffer_add_u32(out, VERSION);
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

assay_status assay_tombstones_write(const char *path, const assay_segment *segment,
                                    const assay_tombstones *previous, const uint32_t *records,
                                    size_t count, assay_error *err) {
    draft d = {.segment = segment, .previous = previous};
    assay_buffer_init(&d.corrections, ASSAY_BUFFER_NO_CAP);
    assay_status status = mark(&d, records, count, err);
    if (status == ASSAY_OK)
        status = correct_terms(&d, err);
    if (status == ASSAY_OK)
        status = assay_buffer_check(&d.corrections, err);
    if (status == ASSAY_OK)
        status = write_file(path, &d, err);
    free(d.bits);
    free(d.fresh_bits);
    free(d.fresh);
    assay_buffer_done(&d.corrections);
    return status;
}
