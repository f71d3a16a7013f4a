#include "ranking/writing/segment_writer.h"

#include <stdlib.h>

static int compare_u32(const void *a, const void *b) {
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

assay_status assay_length_edges(uint32_t upper[ASSAY_LENGTH_CLASSES], const uint32_t *lengths,
                                uint32_t records, assay_error *err) {
    for (unsigned c = 0; c < ASSAY_LENGTH_CLASSES; c++)
        upper[c] = UINT32_MAX;
    if (records == 0)
        return ASSAY_OK;
    uint32_t *sorted = malloc(records * sizeof *sorted);
    if (sorted == NULL)
        return assay_fail_memory(err);
    memcpy(sorted, lengths, records * sizeof *sorted);
    qsort(sorted, records, sizeof *sorted, compare_u32);
    for (uint64_t c = 0; c + 1 < ASSAY_LENGTH_CLASSES; c++)
        upper[c] = sorted[(c + 1) * records / ASSAY_LENGTH_CLASSES -
                          ((c + 1) * records >= ASSAY_LENGTH_CLASSES ? 1 : 0)];
    free(sorted);
    return ASSAY_OK;
}

/* ---- opening ---- */

static void note_lengths(assay_segment_writer *writer) {
    assay_format_footer *footer = &writer->file.footer;
    const assay_segment_facts *facts = &writer->facts;
    footer->records = facts->records;
    footer->length_min = facts->records != 0 ? UINT32_MAX : 0;
    for (uint32_t i = 0; i < facts->records; i++) {
        uint32_t length = facts->lengths[i];
        footer->total_length += length;
        footer->length_min = length < footer->length_min ? length : footer->length_min;
        footer->length_max = length > footer->length_max ? length : footer->length_max;
        writer->length_class[i] = (uint8_t)assay_length_class(writer->length_upper, length);
    }
    footer->length_width = footer->length_max <= UINT16_MAX ? 2 : 4;
    memcpy(footer->length_upper, writer->length_upper, sizeof writer->length_upper);
}

static assay_status prepare(assay_segment_writer *writer, const char *path, assay_error *err) {
    const assay_segment_facts *facts = &writer->facts;
    if (facts->records > ASSAY_SEGMENT_RECORDS_MAX)
        return assay_fail(err, ASSAY_E_LIMIT, "%s: too many records for one segment", path);
    if (facts->length_upper != NULL)
        memcpy(writer->length_upper, facts->length_upper, sizeof writer->length_upper);
    else
        ASSAY_TRY(assay_length_edges(writer->length_upper, facts->lengths, facts->records, err));
    writer->length_class = malloc((size_t)facts->records + 1);
    if (writer->length_class == NULL)
        return assay_fail_memory(err);
    ASSAY_TRY(
        assay_list_placer_init(&writer->placer, &writer->file, path, facts->parents != NULL, err));
    ASSAY_TRY(assay_part_file_open(&writer->file, path, err));
    note_lengths(writer);
    assay_part_file_begin(&writer->file, ASSAY_PART_POSTINGS);
    return ASSAY_OK;
}

static void release(assay_segment_writer *writer) {
    assay_list_placer_done(&writer->placer);
    pthread_mutex_destroy(&writer->lock);
    free(writer->length_class);
    writer->length_class = NULL;
}

assay_status assay_segment_writer_open(assay_segment_writer *out, const char *path,
                                       const assay_segment_facts *facts, assay_error *err) {
    memset(out, 0, sizeof *out);
    out->facts = *facts;
    pthread_mutex_init(&out->lock, NULL);
    assay_status status = prepare(out, path, err);
    if (status != ASSAY_OK)
        assay_segment_writer_abandon(out);
    return status;
}

void assay_segment_writer_abandon(assay_segment_writer *writer) {
    release(writer);
    assay_part_file_abandon(&writer->file);
}

/* ---- lists that are part of others ---- */

const assay_written_parent *assay_segment_writer_parent(uint32_t *id, assay_span *text,
                                                        assay_segment_writer *writer,
                                                        assay_span term, uint32_t df) {
    const assay_parents *parents = writer->facts.parents;
    const assay_list_placer *placer = &writer->placer;
    if (parents == NULL || writer->pass == 0 || df <= ASSAY_INLINE_MAX_FILTER)
        return NULL;
    pthread_mutex_lock(&writer->lock);
    assay_span name = parents->of(parents->user, term);
    *id = name.size != 0 ? assay_map_find(&placer->parent_ids, name) : ASSAY_MAP_NONE;
    pthread_mutex_unlock(&writer->lock);
    if (*id == ASSAY_MAP_NONE)
        return NULL;
    *text = assay_map_key(&placer->parent_ids, *id);
    const assay_written_parent *all =
        (const assay_written_parent *)(const void *)placer->parents.data;
    return all[*id].place.df > df ? &all[*id] : NULL;
}

/* ---- the parts about records ---- */

static void write_lengths(assay_segment_writer *writer) {
    assay_part_file *file = &writer->file;
    assay_part_file_begin(file, ASSAY_PART_LENGTHS);
    for (uint32_t i = 0; i < writer->facts.records; i++) {
        uint32_t length = writer->facts.lengths[i];
        uint8_t bytes[4] = {(uint8_t)length, (uint8_t)(length >> 8), (uint8_t)(length >> 16),
                            (uint8_t)(length >> 24)};
        assay_part_file_add(file, bytes, file->footer.length_width);
    }
    assay_part_file_end(file, ASSAY_PART_LENGTHS);
}

typedef struct {
    uint32_t number, record;
} numbered;

static int compare_numbers(const void *a, const void *b) {
    const numbered *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

static assay_status write_order(assay_segment_writer *writer, assay_error *err) {
    uint32_t records = writer->facts.records;
    numbered *order = malloc(records * sizeof *order);
    if (order == NULL)
        return assay_fail_memory(err);
    for (uint32_t i = 0; i < records; i++)
        order[i] = (numbered){writer->facts.numbers[i], i};
    qsort(order, records, sizeof *order, compare_numbers);
    for (uint32_t i = 0; i < records; i++)
        assay_part_file_add(&writer->file, &order[i].record, 4);
    free(order);
    return ASSAY_OK;
}

static assay_status write_numbers(assay_segment_writer *writer, assay_error *err) {
    const uint32_t *numbers = writer->facts.numbers;
    assay_format_footer *footer = &writer->file.footer;
    bool consecutive = true, ascending = true;
    for (uint32_t i = 0; i < writer->facts.records; i++) {
        footer->number_max = numbers[i] > footer->number_max ? numbers[i] : footer->number_max;
        consecutive = consecutive && numbers[i] - numbers[0] == i;
        ascending = ascending && (i == 0 || numbers[i] > numbers[i - 1]);
    }
    if (consecutive) {
        footer->number_base = writer->facts.records != 0 ? numbers[0] : 0;
        return ASSAY_OK;
    }
    footer->reordered = !ascending;
    assay_part_file_begin(&writer->file, ASSAY_PART_NUMBERS);
    assay_part_file_add(&writer->file, numbers, UINT64_C(4) * writer->facts.records);
    if (!ascending)
        ASSAY_TRY(write_order(writer, err));
    assay_part_file_end(&writer->file, ASSAY_PART_NUMBERS);
    return ASSAY_OK;
}

static assay_status write_parts(assay_segment_writer *writer, assay_span columns,
                                assay_error *err) {
    assay_part_file *file = &writer->file;
    assay_part_file_end(file, ASSAY_PART_POSTINGS);
    assay_part_file_begin(file, ASSAY_PART_POSITIONS);
    ASSAY_TRY(assay_spool_copy(file, &writer->placer.positions, err));
    assay_part_file_end(file, ASSAY_PART_POSITIONS);
    ASSAY_TRY(assay_dictionary_writer_finish(&writer->placer.dictionary, file, err));
    write_lengths(writer);
    ASSAY_TRY(write_numbers(writer, err));
    if (columns.size != 0) {
        assay_part_file_begin(file, ASSAY_PART_COLUMNS);
        assay_part_file_add(file, columns.data, columns.size);
        assay_part_file_end(file, ASSAY_PART_COLUMNS);
    }
    file->footer.postings = writer->placer.postings;
    file->footer.positions = writer->placer.position_total;
    return ASSAY_OK;
}

assay_status assay_segment_writer_finish(assay_segment_writer *writer, assay_span columns,
                                         assay_error *err) {
    assay_status status = write_parts(writer, columns, err);
    if (status != ASSAY_OK) {
        assay_segment_writer_abandon(writer);
        return status;
    }
    release(writer);
    return assay_part_file_finish(&writer->file, err);
}
