#include "index/maintenance.h"

#include "index/reader.h"
#include "vocabulary/thesaurus_dir.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct {
    assay_check_counts *counts;
    void (*fault)(void *user, const char *message);
    void *user;
    assay_reader *reader;
    uint64_t *seen; /* bit d: a segment holds record d */
    assay_docid last;
    bool text;
    bool unread; /* a segment could not be read: what it holds is not known */
} verifying;

__attribute__((format(printf, 2, 3))) static void report(verifying *v, const char *format, ...) {
    char message[600];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    v->counts->faults++;
    if (v->fault != NULL)
        v->fault(v->user, message);
}

static bool is_seen(const verifying *v, assay_docid docid) {
    return v->seen[docid / 64] >> (docid % 64) & 1;
}

/* The segment's live records: each a number the catalogue may have, no other segment has, and, with
 * text terms, as long here as there. */
static assay_status verify_records(verifying *v, const assay_open_segment *open, assay_error *err) {
    const char *path = assay_segment_path(open->segment);
    uint32_t records = assay_segment_footer(open->segment)->records;
    for (uint32_t i = 0; i < records; i++) {
        uint32_t number = 0, length = 0, expected = 0;
        if (open->tombstones != NULL &&
            assay_tombstones_has(assay_tombstones_bits(open->tombstones), i))
            continue;
        ASSAY_TRY(assay_segment_number(&number, open->segment, i, err));
        ASSAY_TRY(assay_segment_length(&length, open->segment, i, err));
        if (number == 0 || number > v->last || is_seen(v, number)) {
            report(v, "%s: record %u is %s", path, number,
                   number == 0 || number > v->last ? "unknown to the catalogue"
                                                   : "in another segment too");
            continue;
        }
        v->seen[number / 64] |= UINT64_C(1) << (number % 64);
        if (!v->text)
            continue;
        assay_status status =
            assay_xapian_reader_length(&expected, assay_reader_catalogue(v->reader), number, err);
        if (status == ASSAY_OK && expected != length)
            report(v, "%s: record %u has length %u, %u in the catalogue", path, number, length,
                   expected);
        else if (status != ASSAY_OK && status != ASSAY_E_NOT_FOUND)
            return status;
    }
    return ASSAY_OK;
}

static void verify_segment(verifying *v, const assay_manifest_segment *about) {
    assay_open_segment open = {NULL, NULL};
    assay_error error;
    assay_status status = assay_index_dir_open(&open, assay_reader_path(v->reader), about, &error);
    if (status == ASSAY_OK)
        status = assay_segment_verify(open.segment, &error);
    if (status == ASSAY_OK && open.tombstones != NULL)
        status = assay_tombstones_verify(open.tombstones, open.segment, &error);
    if (status == ASSAY_OK)
        status = verify_records(v, &open, &error);
    if (status != ASSAY_OK) {
        report(v, "%s", error.message);
        v->unread = true;
    }
    assay_open_segment_close(&open);
    v->counts->segments++;
    v->counts->dead += about->dead;
}

static void verify_stored(verifying *v, assay_docid docid, assay_arena *arena) {
    assay_record record;
    assay_error error;
    assay_docid found = 0;
    assay_arena_reset(arena);
    assay_record_init(&record, arena);
    assay_status status = assay_reader_record(&record, v->reader, docid, &error);
    if (status == ASSAY_OK)
        status = assay_reader_find(&found, v->reader, record.identity, &error);
    if (status != ASSAY_OK)
        report(v, "%s", error.message);
    else if (found != docid)
        report(v, "record %u: its identity %.*s is record %u", docid,
               ASSAY_SPAN_ARG(record.identity), found);
    if (!v->unread && docid <= v->last && !is_seen(v, docid))
        report(v, "record %u is in no segment", docid);
    v->counts->records++;
}

static assay_status verify_catalogue(verifying *v, assay_error *err) {
    assay_arena arena;
    assay_arena_init(&arena);
    assay_docid docid = 0;
    uint64_t live = 0;
    assay_status status = assay_reader_next(&docid, v->reader, 1, err);
    while (status == ASSAY_OK && docid != 0) {
        verify_stored(v, docid, &arena);
        status = assay_reader_next(&docid, v->reader, docid + 1, err);
    }
    assay_arena_done(&arena);
    const assay_manifest *manifest = assay_reader_manifest(v->reader);
    for (size_t i = 0; i < manifest->count; i++)
        live += manifest->segments[i].records - manifest->segments[i].dead;
    if (status == ASSAY_OK && live != v->counts->records)
        report(v, "the catalogue has %llu records, the segments %llu",
               (unsigned long long)v->counts->records, (unsigned long long)live);
    return status;
}

static void report_vocabulary(void *user, const char *text) {
    report(user, "%s", text);
}

static assay_status verify_all(verifying *v, assay_error *err) {
    assay_xapian_statistics statistics;
    ASSAY_TRY(assay_reader_statistics(&statistics, v->reader, err));
    v->last = statistics.last_docid;
    v->seen = calloc((size_t)v->last / 64 + 1, sizeof *v->seen);
    if (v->seen == NULL)
        return assay_fail_memory(err);
    const assay_manifest *manifest = assay_reader_manifest(v->reader);
    v->text = manifest->text;
    ASSAY_TRY(assay_thesaurus_dir_verify(assay_reader_path(v->reader), manifest->analyzer,
                                         report_vocabulary, v, err));
    for (size_t i = 0; i < manifest->count; i++)
        verify_segment(v, &manifest->segments[i]);
    return verify_catalogue(v, err);
}

assay_status assay_index_verify(assay_check_counts *counts, const char *dir,
                                void (*fault)(void *user, const char *message), void *user,
                                assay_error *err) {
    *counts = (assay_check_counts){0};
    verifying v = {.counts = counts, .fault = fault, .user = user};
    ASSAY_TRY(assay_reader_open(&v.reader, dir, err));
    char *catalogue = assay_index_dir_catalogue(dir);
    assay_error error;
    assay_status status = catalogue != NULL ? ASSAY_OK : assay_fail_memory(err);
    if (status == ASSAY_OK && assay_xapian_check(catalogue, &error) != ASSAY_OK)
        report(&v, "%s", error.message);
    if (status == ASSAY_OK)
        status = verify_all(&v, err);
    free(catalogue);
    free(v.seen);
    assay_reader_close(v.reader);
    ASSAY_TRY(status);
    if (counts->faults != 0)
        return assay_fail(err, ASSAY_E_CORRUPT, "%s: %llu faults", dir,
                          (unsigned long long)counts->faults);
    return ASSAY_OK;
}
