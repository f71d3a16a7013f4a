#include "index/reader.h"

#include "index/compaction.h"
#include "index/keyword.h"
#include "index/schema.h"
#include "index/segment_set.h"
#include "records/identifier.h"
#include "records/record_json.h"

#include <assert.h>
#include <stdlib.h>

enum { ATTEMPTS = 5 };

struct assay_reader {
    char *dir, *catalogue_path;
    assay_xapian_reader *catalogue;
    assay_catalogue_mark mark; /* the folder it was opened from */
    assay_manifest manifest;
    assay_segment_set *set; /* NULL until needed */
    assay_stored *stored;
    assay_buffer packed, json;
};

void assay_reader_close(assay_reader *reader) {
    if (reader == NULL)
        return;
    assay_segment_set_release(reader->set);
    assay_manifest_done(&reader->manifest);
    assay_xapian_reader_close(reader->catalogue);
    assay_stored_free(reader->stored);
    assay_buffer_done(&reader->packed);
    assay_buffer_done(&reader->json);
    free(reader->dir);
    free(reader->catalogue_path);
    free(reader);
}

static assay_status read_manifest(assay_manifest *out, assay_xapian_reader *catalogue,
                                  const char *dir, assay_error *err) {
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_status status =
        assay_xapian_reader_metadata(&text, catalogue, ASSAY_SPAN(ASSAY_MANIFEST_KEY), err);
    assay_xapian_statistics statistics = {0};
    if (status == ASSAY_OK && text.size == 0)
        status = assay_xapian_reader_statistics(&statistics, catalogue, err);
    if (status == ASSAY_OK && text.size != 0)
        status = assay_manifest_parse(out, assay_buffer_span(&text), err);
    else if (status == ASSAY_OK && statistics.documents != 0)
        status = assay_fail(err, ASSAY_E_FORMAT, "it is a Xapian database of another kind");
    else if (status == ASSAY_OK)
        status = assay_fail(err, ASSAY_E_NOT_FOUND, "nothing was committed to it yet");
    assay_buffer_done(&text);
    return status == ASSAY_OK || status == ASSAY_E_STALE ? status : assay_fail_in(err, "%s", dir);
}

/* The manifest of the catalogue's commit; a commit that goes away meanwhile is reopened. */
static assay_status load_manifest(assay_manifest *out, assay_reader *reader, assay_error *err) {
    assay_status status = read_manifest(out, reader->catalogue, reader->dir, err);
    for (int i = 1; i < ATTEMPTS && status == ASSAY_E_STALE; i++) {
        ASSAY_TRY(assay_xapian_reader_reopen(NULL, reader->catalogue, err));
        status = read_manifest(out, reader->catalogue, reader->dir, err);
    }
    return status;
}

static assay_status allocate(assay_reader **out, const char *dir, assay_error *err) {
    assay_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return assay_fail_memory(err);
    assay_buffer_init(&reader->packed, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&reader->json, ASSAY_BUFFER_NO_CAP);
    reader->dir = strdup(dir);
    reader->catalogue_path = assay_index_dir_catalogue(dir);
    if (reader->dir == NULL || reader->catalogue_path == NULL) {
        assay_reader_close(reader);
        return assay_fail_memory(err);
    }
    *out = reader;
    return ASSAY_OK;
}

static assay_status open_catalogue(assay_reader *reader, assay_error *err) {
    const char *path = reader->catalogue_path;
    reader->mark = assay_compaction_mark(reader->dir);
    return assay_xapian_reader_open(&reader->catalogue, &path, 1, err);
}

assay_status assay_reader_open(assay_reader **out, const char *dir, assay_error *err) {
    ASSAY_TRY(assay_index_dir_check(dir, err));
    assay_reader *reader = NULL;
    ASSAY_TRY(allocate(&reader, dir, err));
    assay_status status = open_catalogue(reader, err);
    if (status == ASSAY_OK)
        status = load_manifest(&reader->manifest, reader, err);
    if (status != ASSAY_OK)
        assay_reader_close(reader);
    else
        *out = reader;
    return status;
}

assay_status assay_reader_share(assay_reader **out, assay_reader *reader, assay_error *err) {
    assay_reader *other = NULL;
    ASSAY_TRY(allocate(&other, reader->dir, err));
    assay_status status = open_catalogue(other, err);
    if (status == ASSAY_OK)
        status = assay_manifest_copy(&other->manifest, &reader->manifest, err);
    if (status != ASSAY_OK) {
        assay_reader_close(other);
        return status;
    }
    if (reader->set != NULL)
        other->set = assay_segment_set_share(reader->set);
    *out = other;
    return ASSAY_OK;
}

assay_status assay_reader_refresh(bool *changed, assay_reader *reader, assay_error *err) {
    bool moved = false;
    const assay_catalogue_mark now = assay_compaction_mark(reader->dir);
    if (now.file != reader->mark.file || now.device != reader->mark.device) {
        /* Another catalogue stands there; its revisions tell nothing about the old one's. */
        assay_xapian_reader *old = reader->catalogue;
        ASSAY_TRY(open_catalogue(reader, err));
        assay_xapian_reader_close(old);
        assay_stored_free(reader->stored); /* it may have another dictionary */
        reader->stored = NULL;
        moved = true;
    } else {
        ASSAY_TRY(assay_xapian_reader_reopen(&moved, reader->catalogue, err));
    }
    if (moved) {
        assay_manifest manifest = {0};
        ASSAY_TRY(load_manifest(&manifest, reader, err));
        assay_manifest_done(&reader->manifest);
        reader->manifest = manifest;
        assay_segment_set_release(reader->set);
        reader->set = NULL;
    }
    *changed = moved;
    return ASSAY_OK;
}

const char *assay_reader_path(const assay_reader *reader) {
    return reader->dir;
}
const assay_manifest *assay_reader_manifest(const assay_reader *reader) {
    return &reader->manifest;
}
assay_xapian_reader *assay_reader_catalogue(assay_reader *reader) {
    return reader->catalogue;
}

/* A segment that is not there may have been merged away since: then the catalogue has moved on. */
static assay_status open_segments(assay_reader *reader, assay_error *err) {
    assay_status status = ASSAY_OK;
    for (int i = 0; i < ATTEMPTS && reader->set == NULL; i++) {
        assay_segment_set *set = NULL;
        status = assay_segment_set_open(&set, reader->dir, &reader->manifest, err);
        if (status == ASSAY_OK) {
            reader->set = set;
            return ASSAY_OK;
        }
        bool moved = false;
        assay_error ignored;
        if (assay_reader_refresh(&moved, reader, &ignored) != ASSAY_OK || !moved)
            break;
    }
    return status;
}

assay_status assay_reader_snapshot(const assay_snapshot **out, assay_reader *reader,
                                   assay_error *err) {
    ASSAY_TRY(open_segments(reader, err));
    assert(reader->set != NULL);
    *out = reader->set->snapshot;
    return ASSAY_OK;
}

assay_status assay_reader_segments(const assay_open_segment **out, size_t *count,
                                   assay_reader *reader, assay_error *err) {
    ASSAY_TRY(open_segments(reader, err));
    assert(reader->set != NULL);
    *out = reader->set->items;
    *count = reader->set->count;
    return ASSAY_OK;
}

/* Repeats a call on the catalogue while it is stale. */
#define RETRY(status, reader, call)                                                                \
    for (int attempt_ = 1; ((status) = (call)) == ASSAY_E_STALE && attempt_ < ATTEMPTS;            \
         attempt_++)                                                                               \
    ASSAY_TRY(assay_xapian_reader_reopen(NULL, (reader)->catalogue, err))

assay_status assay_reader_statistics(assay_xapian_statistics *out, assay_reader *reader,
                                     assay_error *err) {
    assay_status status;
    RETRY(status, reader, assay_xapian_reader_statistics(out, reader->catalogue, err));
    return status;
}

static assay_status find_term(assay_docid *out, assay_reader *reader, const char *prefix,
                              assay_span text, assay_error *err) {
    assay_buffer_clear(&reader->packed);
    assay_keyword_exact(&reader->packed, prefix, text);
    ASSAY_TRY(assay_buffer_check(&reader->packed, err));
    assay_status status;
    RETRY(
        status, reader,
        assay_xapian_reader_find(out, reader->catalogue, assay_buffer_span(&reader->packed), err));
    return status;
}

assay_status assay_reader_find(assay_docid *out, assay_reader *reader, assay_span identity,
                               assay_error *err) {
    return find_term(out, reader, "Q", identity, err);
}

assay_status assay_reader_find_id(assay_docid *out, assay_reader *reader, assay_span id,
                                  assay_error *err) {
    assay_docid found = 0;
    ASSAY_TRY(find_term(&found, reader, ASSAY_TERM_ID, id, err));
    if (found == 0) /* without text terms an identity is not there a second time */
        ASSAY_TRY(find_term(&found, reader, "Q", id, err));
    *out = found;
    return ASSAY_OK;
}

assay_status assay_reader_find_typed(assay_docid *out, assay_reader *reader, assay_span typed,
                                     assay_error *err) {
    char storage[ASSAY_IDENTIFIER_WHOLE_MAX];
    assay_span id;
    *out = 0;
    ASSAY_TRY(assay_reader_find(out, reader, typed, err));
    if (*out == 0 && assay_identifier_typed(&id, storage, typed)) {
        ASSAY_TRY(assay_reader_find(out, reader, id, err));
        if (*out == 0)
            ASSAY_TRY(assay_reader_find_id(out, reader, id, err));
    }
    return ASSAY_OK;
}

/* The slot's value into reader->packed. */
static assay_status read_value(assay_reader *reader, assay_docid docid, uint32_t slot,
                               assay_error *err) {
    assay_status status;
    assay_buffer_clear(&reader->packed);
    RETRY(status, reader,
          assay_xapian_reader_value(&reader->packed, reader->catalogue, docid, slot, err));
    return status;
}

assay_status assay_reader_json(assay_buffer *out, assay_reader *reader, assay_docid docid,
                               assay_error *err) {
    ASSAY_TRY(read_value(reader, docid, ASSAY_SLOT_RECORD, err));
    if (reader->packed.size == 0)
        return assay_fail(err, ASSAY_E_NOT_FOUND, "there is no record %u", docid);
    assay_status status;
    RETRY(status, reader, assay_stored_open(&reader->stored, reader->catalogue, err));
    ASSAY_TRY(status);
    status = assay_stored_unpack(out, reader->stored, assay_buffer_span(&reader->packed), err);
    return status == ASSAY_OK ? status : assay_fail_in(err, "%s: record %u", reader->dir, docid);
}

assay_status assay_reader_record(assay_record *record, assay_reader *reader, assay_docid docid,
                                 assay_error *err) {
    assay_buffer_clear(&reader->json);
    ASSAY_TRY(assay_reader_json(&reader->json, reader, docid, err));
    assay_status status = assay_record_json_read(record, assay_buffer_span(&reader->json), err);
    return status == ASSAY_OK ? status : assay_fail_in(err, "%s: record %u", reader->dir, docid);
}

assay_status assay_reader_history(assay_history *out, assay_reader *reader, assay_docid docid,
                                  assay_error *err) {
    ASSAY_TRY(read_value(reader, docid, ASSAY_SLOT_HISTORY, err));
    assay_history history = {0};
    if (reader->packed.size != 0 &&
        !assay_history_unpack(&history, assay_buffer_span(&reader->packed)))
        return assay_fail(err, ASSAY_E_CORRUPT, "%s: record %u has a damaged history", reader->dir,
                          docid);
    *out = history;
    return ASSAY_OK;
}

assay_status assay_reader_changes(assay_changes *out, assay_reader *reader, assay_arena *arena,
                                  assay_docid docid, assay_error *err) {
    assay_span packed;
    ASSAY_TRY(read_value(reader, docid, ASSAY_SLOT_CHANGES, err));
    ASSAY_TRY(assay_arena_copy(&packed, arena, assay_buffer_span(&reader->packed), err));
    assay_status status = assay_record_changes_unpack(out, arena, packed, err);
    return status == ASSAY_OK ? status : assay_fail_in(err, "%s: record %u", reader->dir, docid);
}

static assay_status next_docid(assay_docid *out, assay_reader *reader, assay_docid from,
                               assay_error *err) {
    assay_xapian_postings *all = NULL;
    ASSAY_TRY(assay_xapian_postings_open(&all, reader->catalogue, ASSAY_SPAN(""), err));
    assay_xapian_posting posting = {0};
    bool more = false;
    assay_status status = assay_xapian_postings_skip(&posting, &more, all, from, err);
    assay_xapian_postings_close(all);
    if (status == ASSAY_OK)
        *out = more ? posting.docid : 0;
    return status;
}

assay_status assay_reader_next(assay_docid *out, assay_reader *reader, assay_docid from,
                               assay_error *err) {
    assay_status status;
    RETRY(status, reader, next_docid(out, reader, from != 0 ? from : 1, err));
    return status;
}
