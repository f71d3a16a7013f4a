#include "index/removed.h"

#include "index/changed_terms.h"
#include "index/stored.h"
#include "index/terms.h"
#include "records/record_json.h"

#include <stdlib.h>

/* What the catalogue kept of one record: bytes of `packed`, one part after another. */
typedef struct {
    assay_docid docid;
    uint32_t record_size, history_size, changes_size;
    size_t at;
} kept_record;

struct assay_removed {
    char *analyzer;
    size_t memory;
    assay_docid *docids;
    size_t count, capacity;
    kept_record *kept;
    size_t kept_count, kept_capacity;
    bool sorted, overflowed;
    assay_buffer packed, dictionary;
    /* analysis */
    assay_terms *made; /* NULL: not needed yet, as the next */
    assay_stored *stored;
    assay_arena arena;
    assay_buffer json, term;
    assay_map terms;
    assay_tombstones_posting *postings;
    size_t posting_count, posting_capacity;
};

assay_status assay_removed_new(assay_removed **out, const char *analyzer, size_t memory,
                               assay_error *err) {
    assay_removed *removed = calloc(1, sizeof *removed);
    if (removed == NULL)
        return assay_fail_memory(err);
    removed->memory = memory;
    assay_buffer_init(&removed->packed, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&removed->dictionary, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&removed->json, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&removed->term, ASSAY_BUFFER_NO_CAP);
    assay_arena_init(&removed->arena);
    assay_map_init(&removed->terms);
    removed->analyzer = strdup(analyzer);
    if (removed->analyzer == NULL) {
        assay_removed_free(removed);
        return assay_fail_memory(err);
    }
    *out = removed;
    return ASSAY_OK;
}

/* What only the burial needs. */
static void release_analysis(assay_removed *removed) {
    assay_terms_free(removed->made);
    assay_stored_free(removed->stored);
    removed->made = NULL;
    removed->stored = NULL;
    assay_arena_done(&removed->arena);
    assay_map_done(&removed->terms);
    assay_map_init(&removed->terms);
    free(removed->postings);
    removed->postings = NULL;
    removed->posting_count = removed->posting_capacity = 0;
}

static void forget_kept(assay_removed *removed) {
    assay_buffer_done(&removed->packed);
    removed->kept_count = 0;
}

void assay_removed_clear(assay_removed *removed) {
    release_analysis(removed);
    forget_kept(removed);
    removed->count = 0;
    removed->overflowed = false;
}

void assay_removed_free(assay_removed *removed) {
    if (removed == NULL)
        return;
    release_analysis(removed);
    assay_buffer_done(&removed->packed);
    assay_buffer_done(&removed->dictionary);
    assay_buffer_done(&removed->json);
    assay_buffer_done(&removed->term);
    assay_map_done(&removed->terms);
    free(removed->docids);
    free(removed->kept);
    free(removed->analyzer);
    free(removed);
}

/* ---- keeping ---- */

/* Room for one more item of `size` bytes. */
static assay_status make_room(void *items, size_t *capacity, size_t count, size_t size,
                              assay_error *err) {
    if (count < *capacity)
        return ASSAY_OK;
    size_t larger = *capacity * 2 + 64;
    void *moved = realloc(*(void **)items, larger * size);
    if (moved == NULL)
        return assay_fail_memory(err);
    *(void **)items = moved;
    *capacity = larger;
    return ASSAY_OK;
}

static assay_status keep_value(uint32_t *size, assay_removed *removed,
                               assay_xapian_writer *catalogue, assay_docid docid, uint32_t slot,
                               assay_error *err) {
    size_t before = removed->packed.size;
    ASSAY_TRY(assay_xapian_writer_value(&removed->packed, catalogue, docid, slot, err));
    *size = (uint32_t)(removed->packed.size - before);
    return assay_buffer_check(&removed->packed, err);
}

static assay_status keep_packed(assay_removed *removed, assay_xapian_writer *catalogue,
                                assay_docid docid, assay_error *err) {
    if (removed->dictionary.size == 0)
        ASSAY_TRY(assay_xapian_writer_metadata(&removed->dictionary, catalogue,
                                               ASSAY_SPAN(ASSAY_STORED_KEY), err));
    ASSAY_TRY(make_room(&removed->kept, &removed->kept_capacity, removed->kept_count,
                        sizeof *removed->kept, err));
    kept_record *kept = &removed->kept[removed->kept_count];
    *kept = (kept_record){.docid = docid, .at = removed->packed.size};
    ASSAY_TRY(keep_value(&kept->record_size, removed, catalogue, docid, ASSAY_SLOT_RECORD, err));
    ASSAY_TRY(keep_value(&kept->history_size, removed, catalogue, docid, ASSAY_SLOT_HISTORY, err));
    ASSAY_TRY(keep_value(&kept->changes_size, removed, catalogue, docid, ASSAY_SLOT_CHANGES, err));
    removed->kept_count++;
    return ASSAY_OK;
}

assay_status assay_removed_take(assay_removed *removed, assay_xapian_writer *catalogue,
                                assay_docid docid, assay_error *err) {
    ASSAY_TRY(make_room(&removed->docids, &removed->capacity, removed->count,
                        sizeof *removed->docids, err));
    if (!removed->overflowed)
        ASSAY_TRY(keep_packed(removed, catalogue, docid, err));
    ASSAY_TRY(assay_xapian_writer_delete(catalogue, docid, err));
    removed->docids[removed->count++] = docid;
    removed->sorted = false;
    if (removed->packed.size + removed->kept_count * sizeof *removed->kept > removed->memory) {
        removed->overflowed = true;
        forget_kept(removed);
    }
    return ASSAY_OK;
}

static int compare_docids(const void *a, const void *b) {
    assay_docid left = *(const assay_docid *)a, right = *(const assay_docid *)b;
    return (left > right) - (left < right);
}

static int compare_kept(const void *a, const void *b) {
    return compare_docids(&((const kept_record *)a)->docid, &((const kept_record *)b)->docid);
}

const assay_docid *assay_removed_list(size_t *count, assay_removed *removed) {
    if (!removed->sorted && removed->count != 0)
        qsort(removed->docids, removed->count, sizeof *removed->docids, compare_docids);
    if (!removed->sorted && removed->kept_count != 0)
        qsort(removed->kept, removed->kept_count, sizeof *removed->kept, compare_kept);
    removed->sorted = true;
    *count = removed->count;
    return removed->docids;
}

/* ---- what they held ---- */

/* *known false: it is not the analyzer the index was made with. */
static assay_status prepare(bool *known, assay_removed *removed, assay_error *err) {
    const char *language = strrchr(removed->analyzer, ' ');
    const assay_analyzer_options options = {.stemmer = language != NULL ? language + 1 : NULL};
    assay_error ignored;
    if (removed->made == NULL) {
        assay_status status = assay_terms_new(&removed->made, &options, &ignored);
        *known = status == ASSAY_OK;
        if (status != ASSAY_OK)
            return status == ASSAY_E_MEMORY ? assay_fail_memory(err) : ASSAY_OK;
    }
    *known = strcmp(assay_analyzer_identity(removed->made->analyzer), removed->analyzer) == 0;
    if (removed->stored != NULL)
        return ASSAY_OK;
    ASSAY_TRY(assay_stored_new(&removed->stored, err));
    return assay_stored_set_dictionary(removed->stored, assay_buffer_span(&removed->dictionary),
                                       err);
}

static assay_status add_term(assay_removed *removed, const char *prefix, assay_span key,
                             uint32_t record, assay_error *err) {
    assay_buffer_clear(&removed->term);
    assay_buffer_add_text(&removed->term, prefix);
    assay_buffer_add_span(&removed->term, key);
    ASSAY_TRY(assay_buffer_check(&removed->term, err));
    ASSAY_TRY(make_room(&removed->postings, &removed->posting_capacity, removed->posting_count,
                        sizeof *removed->postings, err));
    uint32_t term = assay_map_intern(&removed->terms, assay_buffer_span(&removed->term));
    if (term == ASSAY_MAP_NONE)
        return assay_fail_memory(err);
    removed->postings[removed->posting_count++] = (assay_tombstones_posting){term, record};
    return ASSAY_OK;
}

static assay_status add_words(assay_removed *removed, const char *prefix,
                              const assay_occurrence *words, size_t count, uint32_t record,
                              assay_error *err) {
    const assay_map *stems = assay_terms_map(removed->made, ASSAY_TERMS_STEMS);
    for (size_t i = 0; i < count; i++)
        ASSAY_TRY(add_term(removed, prefix, assay_map_key(stems, words[i].term), record, err));
    return ASSAY_OK;
}

/* As feed_segment.c tells them to a segment. */
static assay_status add_terms(assay_removed *removed, const assay_analyzed *analyzed,
                              uint32_t record, assay_error *err) {
    const assay_terms *made = removed->made;
    const assay_map *forms = assay_terms_map(made, ASSAY_TERMS_FORMS);
    const assay_map *keywords = assay_terms_map(made, ASSAY_TERMS_KEYWORDS);
    ASSAY_TRY(add_words(removed, "", analyzed->ranked, analyzed->ranked_count, record, err));
    for (size_t i = 0; i < made->prefix_count; i++)
        ASSAY_TRY(add_words(removed, made->prefixes[i], analyzed->words[i],
                            analyzed->word_counts[i], record, err));
    const char form[] = {ASSAY_TERM_FORM, '\0'};
    for (size_t i = 0; i < analyzed->form_count; i++)
        ASSAY_TRY(add_term(removed, form, assay_map_key(forms, analyzed->forms[i]), record, err));
    for (size_t i = 0; i < analyzed->filter_count; i++)
        ASSAY_TRY(
            add_term(removed, "", assay_map_key(keywords, analyzed->filters[i]), record, err));
    for (size_t i = 0; i < analyzed->change_count; i++)
        ASSAY_TRY(add_term(removed, "", analyzed->changes[i], record, err));
    return ASSAY_OK;
}

/* Fails where the record, or what is known of it, does not read. */
static assay_status read_kept(assay_record *record, assay_history *history, assay_changes *changes,
                              assay_removed *removed, const kept_record *kept, assay_error *err) {
    const char *at = removed->packed.data + kept->at;
    const assay_span packed = assay_span_make(at, kept->record_size);
    const assay_span past = assay_span_make(at + kept->record_size, kept->history_size);
    const assay_span changed =
        assay_span_make(at + kept->record_size + kept->history_size, kept->changes_size);
    if (packed.size == 0 || !assay_history_unpack(history, past))
        return assay_fail(err, ASSAY_E_CORRUPT, "record %u has no history", kept->docid);
    assay_buffer_clear(&removed->json);
    ASSAY_TRY(assay_stored_unpack(&removed->json, removed->stored, packed, err));
    assay_record_init(record, &removed->arena);
    ASSAY_TRY(assay_record_json_read(record, assay_buffer_span(&removed->json), err));
    return assay_record_changes_unpack(changes, &removed->arena, changed, err);
}

static assay_status hold_record(assay_removed *removed, const kept_record *kept, uint32_t record,
                                assay_error *err) {
    assay_record read;
    assay_history history = {0};
    assay_changes changes = {0};
    assay_analyzed analyzed;
    assay_arena_reset(&removed->arena);
    ASSAY_TRY(read_kept(&read, &history, &changes, removed, kept, err));
    ASSAY_TRY(assay_terms_run(removed->made, &read, &history, err));
    ASSAY_TRY(assay_terms_keep(&analyzed, removed->made, &removed->arena, err));
    ASSAY_TRY(assay_changed_terms(&analyzed.changes, &analyzed.change_count, &removed->arena,
                                  &changes, history.changes, err));
    return add_terms(removed, &analyzed, record, err);
}

assay_status assay_removed_hold(bool *known, assay_tombstones_held *out, assay_removed *removed,
                                const assay_docid *docids, const uint32_t *records, size_t count,
                                assay_error *err) {
    *known = !removed->overflowed;
    if (*known)
        ASSAY_TRY(prepare(known, removed, err));
    assay_map_clear(&removed->terms);
    removed->posting_count = 0;
    for (size_t i = 0; i < count && *known; i++) {
        const kept_record wanted = {.docid = docids[i]};
        const kept_record *kept =
            removed->kept_count == 0
                ? NULL
                : bsearch(&wanted, removed->kept, removed->kept_count, sizeof wanted, compare_kept);
        assay_error ignored;
        assay_status status =
            kept != NULL ? hold_record(removed, kept, records[i], &ignored) : ASSAY_E_NOT_FOUND;
        if (status == ASSAY_E_MEMORY)
            return assay_fail_memory(err);
        *known = status == ASSAY_OK;
    }
    if (*known)
        *out = (assay_tombstones_held){&removed->terms, removed->postings, removed->posting_count};
    return ASSAY_OK;
}
