#include "ranking/segment/tombstones.h"

#include "base/file.h"

#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

enum { HEAD_SIZE = 32, TAIL_SIZE = 8 };

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
    if (file.size < 12 || memcmp(file.data, ASSAY_TOMBSTONES_MAGIC, 8) != 0)
        return file.size < 12 ? fail_file(path, "the file is cut short", err)
                              : assay_fail(err, ASSAY_E_FORMAT, "%s: not a tombstone file", path);
    uint32_t version = assay_load_u32(file.data + 8);
    if (file.size < HEAD_SIZE + TAIL_SIZE + 4)
        return fail_file(path, "the file is cut short", err);
    size_t body = file.size - TAIL_SIZE;
    bool sound = XXH3_64bits(file.data, body) == assay_load_u64(file.data + body);
    if (version != ASSAY_TOMBSTONES_VERSION)
        return assay_fail(err, sound ? ASSAY_E_VERSION : ASSAY_E_CORRUPT,
                          "%s: tombstone format %u, this program reads %d", path, version,
                          ASSAY_TOMBSTONES_VERSION);
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

bool assay_tombstones_correction_at(uint32_t *ordinal, uint32_t *df, uint64_t *cf,
                                    const assay_tombstones *tombstones, uint32_t i) {
    if (tombstones == NULL || i >= tombstones->terms)
        return false;
    *ordinal = tombstones->ordinals[i];
    *df = tombstones->df[i];
    *cf = tombstones->cf[i];
    return true;
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
