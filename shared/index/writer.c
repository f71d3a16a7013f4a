#include "index/writer.h"

#include "index/compaction.h"
#include "index/forms.h"
#include "index/removed.h"
#include "index/schema.h"
#include "index/segment_list.h"
#include "index/stored.h"
#include "ranking/writing/reorder.h"

#include <stdio.h>
#include <stdlib.h>

enum { REMOVED_MEMORY = 64 << 20, SETTLED_AT_ONCE = 4096 /* records */ };

struct assay_writer {
    char *dir;
    assay_xapian_writer *catalogue;
    assay_manifest manifest; /* of the last commit, but .next and .edges as they will be */
    assay_segment_list list;
    assay_forms *forms;
    assay_docid last_docid;
    uint32_t committed;
    int threads;
    assay_removed *removed; /* since the last commit */
    uint32_t unsettled;     /* records put since their values were settled */
    bool removes;           /* since the last commit: what is removed is settled best all at once */
    bool broken;            /* a commit failed half way */
    uint64_t merged, written;
};

void assay_writer_close(assay_writer *writer) {
    if (writer == NULL)
        return;
    assay_xapian_writer_close(writer->catalogue);
    assay_segment_list_done(&writer->list);
    assay_forms_free(writer->forms);
    assay_manifest_done(&writer->manifest);
    assay_removed_free(writer->removed);
    free(writer->dir);
    free(writer);
}

static assay_status open_catalogue(assay_writer *writer, const assay_writer_options *options,
                                   assay_error *err) {
    const assay_xapian_writer_options xapian = {
        .mode = options->create ? ASSAY_XAPIAN_CREATE_OR_OPEN : ASSAY_XAPIAN_OPEN,
        .flush_documents = options->flush_documents,
        .no_sync = options->no_sync,
        .plain_term_lists = options->no_text};
    char *path = assay_index_dir_catalogue(writer->dir);
    if (path == NULL)
        return assay_fail_memory(err);
    const assay_catalogue_mark before = assay_compaction_mark(writer->dir);
    assay_status status = assay_xapian_writer_open(&writer->catalogue, path, &xapian, err);
    free(path);
    const assay_catalogue_mark after = assay_compaction_mark(writer->dir);
    /* The lock may be the old folder's: it stands for nothing any more. */
    if (status == ASSAY_OK && before.file != 0 &&
        (before.file != after.file || before.device != after.device))
        return assay_fail(err, ASSAY_E_LOCKED, "%s was just being optimized by another process",
                          writer->dir);
    return status;
}

static assay_status start_manifest(assay_writer *writer, const assay_writer_options *options,
                                   assay_error *err) {
    if (writer->committed != 0)
        return assay_fail(err, ASSAY_E_FORMAT, "%s is a Xapian database of another kind",
                          writer->dir);
    if (!options->create)
        return assay_fail(err, ASSAY_E_NOT_FOUND, "%s: nothing was committed to it yet",
                          writer->dir);
    writer->manifest =
        (assay_manifest){.schema = ASSAY_SCHEMA_VERSION, .text = !options->no_text, .next = 1};
    snprintf(writer->manifest.analyzer, sizeof writer->manifest.analyzer, "%s",
             options->analyzer != NULL ? options->analyzer : "");
    return ASSAY_OK;
}

static assay_status load_manifest(assay_writer *writer, const assay_writer_options *options,
                                  assay_error *err) {
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_status status =
        assay_xapian_writer_metadata(&text, writer->catalogue, ASSAY_SPAN(ASSAY_MANIFEST_KEY), err);
    if (status == ASSAY_OK && text.size == 0)
        status = start_manifest(writer, options, err);
    else if (status == ASSAY_OK)
        status = assay_manifest_parse(&writer->manifest, assay_buffer_span(&text), err);
    assay_buffer_done(&text);
    if (status == ASSAY_OK && options->analyzer != NULL &&
        strcmp(options->analyzer, writer->manifest.analyzer) != 0)
        status = assay_fail(err, ASSAY_E_VERSION,
                            "%s was made by the analyzer \"%s\", this program has \"%s\"; "
                            "make it anew",
                            writer->dir, writer->manifest.analyzer, options->analyzer);
    return status;
}

static assay_status list_segments(assay_writer *writer, assay_error *err) {
    writer->list.dir = writer->dir;
    writer->list.parents = assay_forms_parents(writer->forms);
    for (size_t i = 0; i < writer->manifest.count; i++)
        ASSAY_TRY(assay_segment_list_add(&writer->list, &writer->manifest.segments[i], false, err));
    return ASSAY_OK;
}

static assay_status open_parts(assay_writer *writer, const assay_writer_options *options,
                               assay_error *err) {
    ASSAY_TRY(open_catalogue(writer, options, err));
    ASSAY_TRY(assay_xapian_writer_doc_count(&writer->committed, writer->catalogue, err));
    ASSAY_TRY(assay_xapian_writer_last_docid(&writer->last_docid, writer->catalogue, err));
    ASSAY_TRY(load_manifest(writer, options, err));
    ASSAY_TRY(assay_forms_new(&writer->forms, writer->manifest.analyzer, err));
    size_t kept = options->removed_memory != 0 ? options->removed_memory : REMOVED_MEMORY;
    ASSAY_TRY(assay_removed_new(&writer->removed, writer->manifest.analyzer, kept, err));
    ASSAY_TRY(list_segments(writer, err));
    ASSAY_TRY(assay_index_dir_sweep(writer->dir, &writer->manifest, err));
    assay_compaction_sweep(writer->dir);
    return assay_xapian_writer_begin(writer->catalogue, err);
}

assay_status assay_writer_open(assay_writer **out, const char *dir,
                               const assay_writer_options *options, assay_error *err) {
    ASSAY_TRY(options->create ? assay_index_dir_create(dir, err) : assay_index_dir_check(dir, err));
    assay_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return assay_fail_memory(err);
    writer->threads = options->threads;
    writer->dir = strdup(dir);
    assay_status status =
        writer->dir != NULL ? open_parts(writer, options, err) : assay_fail_memory(err);
    if (status != ASSAY_OK)
        assay_writer_close(writer);
    else
        *out = writer;
    return status;
}

const assay_manifest *assay_writer_manifest(const assay_writer *writer) {
    return &writer->manifest;
}
const char *assay_writer_path(const assay_writer *writer) {
    return writer->dir;
}
assay_docid assay_writer_last_docid(const assay_writer *writer) {
    return writer->last_docid;
}
uint32_t assay_writer_committed(const assay_writer *writer) {
    return writer->committed;
}
assay_writer_counts assay_writer_count(const assay_writer *writer) {
    return (assay_writer_counts){writer->merged, writer->written, (uint32_t)writer->list.count};
}

assay_status assay_writer_put(assay_writer *writer, assay_docid docid,
                              const assay_xapian_document *document, assay_error *err) {
    if (docid <= writer->last_docid)
        return assay_fail(err, ASSAY_E_BUG, "record %u after record %u", docid, writer->last_docid);
    ASSAY_TRY(assay_xapian_writer_append(writer->catalogue, docid, document, err));
    writer->last_docid = docid;
    if (writer->removes || ++writer->unsettled < SETTLED_AT_ONCE)
        return ASSAY_OK;
    writer->unsettled = 0;
    return assay_xapian_writer_settle_values(writer->catalogue, err);
}

assay_status assay_writer_remove(assay_writer *writer, assay_docid docid, assay_error *err) {
    writer->removes = true;
    return assay_removed_take(writer->removed, writer->catalogue, docid, err);
}

assay_status assay_writer_find(assay_docid *out, assay_writer *writer, assay_span term,
                               assay_error *err) {
    return assay_xapian_writer_find(out, writer->catalogue, term, err);
}

assay_status assay_writer_value(assay_buffer *out, assay_writer *writer, assay_docid docid,
                                uint32_t slot, assay_error *err) {
    return assay_xapian_writer_value(out, writer->catalogue, docid, slot, err);
}

assay_status assay_writer_add_spelling(assay_writer *writer, assay_span word, int64_t count,
                                       assay_error *err) {
    return assay_xapian_writer_add_spelling(writer->catalogue, word, count, err);
}

assay_status assay_writer_settle(assay_writer *writer, assay_error *err) {
    return assay_xapian_writer_settle(writer->catalogue, err);
}

assay_status assay_writer_dictionary(assay_buffer *out, assay_writer *writer, assay_error *err) {
    return assay_xapian_writer_metadata(out, writer->catalogue, ASSAY_SPAN(ASSAY_STORED_KEY), err);
}

assay_status assay_writer_set_dictionary(assay_writer *writer, assay_span dictionary,
                                         assay_error *err) {
    return assay_xapian_writer_set_metadata(writer->catalogue, ASSAY_SPAN(ASSAY_STORED_KEY),
                                            dictionary, err);
}

assay_status assay_writer_new_segment(char **path, uint32_t *number, assay_writer *writer,
                                      assay_error *err) {
    char *made = assay_index_dir_segment(writer->dir, writer->manifest.next);
    if (made == NULL)
        return assay_fail_memory(err);
    *path = made;
    *number = writer->manifest.next++;
    return ASSAY_OK;
}

assay_status assay_writer_add_segment(assay_writer *writer, uint32_t number, assay_error *err) {
    char *path = assay_index_dir_segment(writer->dir, number);
    if (path == NULL)
        return assay_fail_memory(err);
    assay_open_segment opened = {NULL, NULL};
    assay_status status = assay_segment_open(&opened.segment, path, err);
    free(path);
    ASSAY_TRY(status);
    const assay_manifest_segment about = {number, assay_segment_footer(opened.segment)->records, 0,
                                          0};
    status = assay_segment_list_add(&writer->list, &about, true, err);
    if (status == ASSAY_OK)
        writer->list.items[writer->list.count - 1].open = opened;
    else
        assay_open_segment_close(&opened);
    return status;
}

void assay_writer_drop_segments(assay_writer *writer) {
    while (writer->list.count != 0)
        assay_segment_list_remove(&writer->list, writer->list.count - 1);
    writer->manifest.has_edges = false;
}

static assay_status bury_removed(assay_writer *writer, assay_error *err) {
    ASSAY_TRY(assay_segment_list_bury(&writer->list, writer->removed, err));
    assay_removed_clear(writer->removed);
    return ASSAY_OK;
}

static assay_status merge_chosen(assay_writer *writer, const bool *chosen, assay_error *err) {
    for (size_t i = 0; i < writer->list.count; i++)
        writer->merged += chosen[i];
    bool written = false;
    const uint32_t *edges = writer->manifest.has_edges ? writer->manifest.edges : NULL;
    uint32_t number = writer->manifest.next++;
    ASSAY_TRY(assay_segment_list_merge(&written, &writer->list, chosen, number, edges,
                                       writer->threads, err));
    writer->written += written;
    return ASSAY_OK;
}

/* New segments of one commit become one: threads made them, not tiers. */
static size_t choose_new(bool *chosen, const assay_segment_list *list) {
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += chosen[i] = list->items[i].is_new;
    return count;
}

static assay_status merge_all(assay_writer *writer, bool *chosen, assay_error *err) {
    bool dead = false;
    for (size_t i = 0; i < writer->list.count; i++) {
        chosen[i] = true;
        dead = dead || writer->list.items[i].about.dead != 0;
    }
    return writer->list.count > 1 || dead ? merge_chosen(writer, chosen, err) : ASSAY_OK;
}

static assay_status put_similar_together(assay_writer *writer, assay_error *err) {
    bool written = false;
    const uint32_t *edges = writer->manifest.has_edges ? writer->manifest.edges : NULL;
    ASSAY_TRY(assay_segment_list_reorder(&written, &writer->list, writer->manifest.next++, edges,
                                         writer->threads, err));
    writer->written += written;
    return ASSAY_OK;
}

/* The only segment, whose records may stand in another order since an optimization. */
static assay_status put_in_numbers(assay_writer *writer, bool *chosen, assay_error *err) {
    ASSAY_TRY(assay_segment_list_open(&writer->list, 0, err));
    const assay_segment *segment = writer->list.items[0].open.segment;
    chosen[0] = true;
    return assay_segment_footer(segment)->reordered ? merge_chosen(writer, chosen, err) : ASSAY_OK;
}

/* One segment, in the order that is wished. */
static assay_status merge_in_order(assay_writer *writer, assay_merge_wish wish, bool *chosen,
                                   assay_error *err) {
    ASSAY_TRY(merge_all(writer, chosen, err));
    if (writer->list.count == 0 || wish == ASSAY_MERGE_ALL)
        return ASSAY_OK;
    bool many = writer->list.items[0].about.records >= ASSAY_REORDER_WORTH;
    bool similar = wish == ASSAY_MERGE_SIMILAR || (wish == ASSAY_MERGE_BEST && many);
    return similar ? put_similar_together(writer, err) : put_in_numbers(writer, chosen, err);
}

static assay_status merge_with(assay_writer *writer, assay_merge_wish wish, bool *chosen,
                               assay_error *err) {
    if (wish >= ASSAY_MERGE_ALL)
        return merge_in_order(writer, wish, chosen, err);
    if (choose_new(chosen, &writer->list) > 1)
        ASSAY_TRY(merge_chosen(writer, chosen, err));
    while (assay_segment_list_tiers(chosen, &writer->list))
        ASSAY_TRY(merge_chosen(writer, chosen, err));
    return ASSAY_OK;
}

static assay_status merge_segments(assay_writer *writer, assay_merge_wish wish, assay_error *err) {
    if (wish == ASSAY_MERGE_NONE)
        return ASSAY_OK;
    bool *chosen = calloc(writer->list.count + 1, sizeof *chosen);
    if (chosen == NULL)
        return assay_fail_memory(err);
    assay_status status = merge_with(writer, wish, chosen, err);
    free(chosen);
    return status;
}

/* All later segments take the first one's length classes, so that merges can copy. */
static assay_status settle_edges(assay_writer *writer, assay_error *err) {
    if (writer->manifest.has_edges || writer->list.count == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_segment_list_open(&writer->list, 0, err));
    memcpy(writer->manifest.edges,
           assay_segment_footer(writer->list.items[0].open.segment)->length_upper,
           sizeof writer->manifest.edges);
    writer->manifest.has_edges = true;
    return ASSAY_OK;
}

static assay_status name_segments(assay_writer *writer, assay_error *err) {
    writer->manifest.count = 0;
    for (size_t i = writer->list.count; i-- > 0;)
        if (writer->list.items[i].about.records == writer->list.items[i].about.dead)
            assay_segment_list_remove(&writer->list, i);
    for (size_t i = 0; i < writer->list.count; i++) {
        ASSAY_TRY(assay_manifest_add(&writer->manifest, &writer->list.items[i].about, err));
        writer->list.items[i].is_new = false;
    }
    assay_buffer text;
    assay_buffer_init(&text, ASSAY_BUFFER_NO_CAP);
    assay_manifest_print(&text, &writer->manifest);
    assay_status status = assay_buffer_check(&text, err);
    if (status == ASSAY_OK)
        status = assay_xapian_writer_set_metadata(writer->catalogue, ASSAY_SPAN(ASSAY_MANIFEST_KEY),
                                                  assay_buffer_span(&text), err);
    assay_buffer_done(&text);
    return status;
}

static assay_status commit_all(assay_writer *writer, assay_merge_wish wish, assay_error *err) {
    ASSAY_TRY(bury_removed(writer, err));
    ASSAY_TRY(merge_segments(writer, wish, err));
    ASSAY_TRY(settle_edges(writer, err));
    ASSAY_TRY(name_segments(writer, err));
    ASSAY_TRY(assay_xapian_writer_commit(writer->catalogue, err));
    writer->removes = false;
    ASSAY_TRY(assay_xapian_writer_doc_count(&writer->committed, writer->catalogue, err));
    ASSAY_TRY(assay_index_dir_sweep(writer->dir, &writer->manifest, err));
    return assay_xapian_writer_begin(writer->catalogue, err);
}

assay_status assay_writer_commit(assay_writer *writer, assay_merge_wish wish, assay_error *err) {
    if (writer->broken)
        return assay_fail(err, ASSAY_E_BUG, "%s: a commit failed before", writer->dir);
    assay_status status = commit_all(writer, wish, err);
    writer->broken = status != ASSAY_OK;
    return status;
}
