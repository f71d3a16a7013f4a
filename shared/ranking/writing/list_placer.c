#include "ranking/writing/list_placer.h"

#include "base/bytes.h"

assay_status assay_list_placer_init(assay_list_placer *out, assay_part_file *file, const char *path,
                                    bool notes_parents, assay_error *err) {
    memset(out, 0, sizeof *out);
    out->file = file;
    out->notes_parents = notes_parents;
    assay_dictionary_writer_init(&out->dictionary);
    assay_map_init(&out->known);
    assay_map_init(&out->parent_ids);
    assay_buffer_init(&out->places, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&out->parents, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&out->body, ASSAY_BUFFER_NO_CAP);
    return assay_spool_open(&out->positions, path, err);
}

void assay_list_placer_done(assay_list_placer *placer) {
    assay_spool_done(&placer->positions);
    assay_dictionary_writer_done(&placer->dictionary);
    assay_map_done(&placer->known);
    assay_map_done(&placer->parent_ids);
    assay_buffer_done(&placer->places);
    assay_buffer_done(&placer->parents);
    assay_buffer_done(&placer->body);
}

/* ---- lists already there ---- */

/* 128 bits of hash and df stand for the records: equal keys are taken for equal lists. */
static assay_span records_key(uint64_t key[3], const assay_encoded_list *list) {
    key[0] = list->hash[0];
    key[1] = list->hash[1];
    key[2] = list->df;
    return assay_span_make((const char *)key, 3 * sizeof *key);
}

static uint32_t find_equal(const assay_list_placer *placer, const assay_encoded_list *list) {
    uint64_t key[3];
    bool may_be_alias = !list->ranked && !list->has_positions && !list->is_subset;
    return may_be_alias ? assay_map_find(&placer->known, records_key(key, list)) : ASSAY_MAP_NONE;
}

static assay_status remember(assay_list_placer *placer, const assay_encoded_list *list, uint64_t at,
                             assay_error *err) {
    uint64_t key[3];
    uint32_t count = assay_map_count(&placer->known);
    if (list->is_subset)
        return ASSAY_OK;
    uint32_t id = assay_map_intern(&placer->known, records_key(key, list));
    if (id == ASSAY_MAP_NONE)
        return assay_fail_memory(err);
    if (id == count)
        assay_buffer_add_u64(&placer->places, at << 1 | list->ranked);
    return assay_buffer_check(&placer->places, err);
}

/* ---- one list ---- */

/* Writes the list's bytes; returns where in POSTINGS it stands. */
static uint64_t write_postings(assay_list_placer *placer, const assay_list_slice *slice,
                               const assay_encoded_list *list) {
    if (list->aligned)
        assay_part_file_align(placer->file);
    uint64_t begin = placer->file->size - placer->file->footer.part_at[ASSAY_PART_POSTINGS];
    assay_part_file_add(placer->file, slice->postings.data + list->postings_at,
                        list->postings_size);
    return begin + list->list_at;
}

/* Where its positions are read from. `base`: where the slice's stand in POSITIONS. */
static uint64_t place_positions(assay_list_slice *slice, const assay_encoded_list *list,
                                uint64_t base) {
    uint64_t begin = base + list->positions_at;
    size_t directory = list->positions_at + list->positions_size - 8 * (size_t)list->chunks;
    for (uint32_t i = 0; i < list->chunks; i++) {
        char *entry = slice->positions.data + directory + 8 * (size_t)i;
        uint64_t at = assay_load_u64(entry) + begin;
        for (unsigned byte = 0; byte < 8; byte++)
            entry[byte] = (char)(at >> (8 * byte));
    }
    return list->chunks != 0 ? base + directory : begin;
}

static uint8_t head_of(const assay_encoded_list *list) {
    return (uint8_t)(list->kind | (list->ranked ? 4 : 0) | (list->has_positions ? 8 : 0));
}

static uint8_t make_subset_body(assay_buffer *body, const assay_encoded_list *list, uint64_t at) {
    assay_buffer_add_varint(body, list->df);
    assay_buffer_add_varint(body,
                            at << 2 | (list->is_rest ? 2 : 0) | (list->kind == ASSAY_LIST_RANGED));
    assay_buffer_add_varint(body, list->parent.df);
    assay_buffer_add_varint(body, list->parent.at << 1 | (list->parent.kind == ASSAY_LIST_RANGED));
    return ASSAY_LIST_ALIAS | 8;
}

static void make_body(assay_buffer *body, const assay_encoded_list *list, uint64_t at,
                      uint64_t positions_at) {
    assay_buffer_add_varint(body, list->df);
    if (list->ranked) {
        assay_buffer_add_varint(body, list->cf);
        assay_buffer_add_varint(body, list->max_wdf);
    }
    assay_buffer_add_varint(body, at);
    if (list->has_positions)
        assay_buffer_add_varint(body, positions_at);
}

static assay_status note_parent(assay_list_placer *placer, const assay_encoded_list *list,
                                assay_span term, uint64_t at, assay_error *err) {
    if (!placer->notes_parents || !list->ranked)
        return ASSAY_OK;
    const assay_written_parent parent = {{at, list->df, list->kind}, list->origin};
    assay_buffer_add(&placer->parents, &parent, sizeof parent);
    if (assay_map_intern(&placer->parent_ids, term) == ASSAY_MAP_NONE)
        return assay_fail_memory(err);
    return assay_buffer_check(&placer->parents, err);
}

/* The list's bytes, or those of one with the same records; *head and placer->body say where. */
static assay_status place_outlined(uint8_t *head, assay_list_placer *placer,
                                   assay_list_slice *slice, const assay_encoded_list *list,
                                   uint64_t positions_base, assay_error *err) {
    uint32_t equal = find_equal(placer, list);
    *head = head_of(list);
    if (equal != ASSAY_MAP_NONE) {
        uint64_t place = assay_load_u64(placer->places.data + 8 * (size_t)equal);
        if (place & 1)
            *head = ASSAY_LIST_ALIAS | (list->kind == ASSAY_LIST_RANGED ? 4 : 0);
        make_body(&placer->body, list, place >> 1, 0);
        return ASSAY_OK;
    }
    uint64_t at = write_postings(placer, slice, list);
    if (list->is_subset) {
        *head = make_subset_body(&placer->body, list, at);
        return ASSAY_OK;
    }
    ASSAY_TRY(remember(placer, list, at, err));
    make_body(&placer->body, list, at, place_positions(slice, list, positions_base));
    return note_parent(placer, list, assay_list_slice_term(slice, list), at, err);
}

assay_status assay_list_placer_add(assay_list_placer *placer, unsigned pass,
                                   assay_list_slice *slice, assay_error *err) {
    uint64_t base = placer->positions.size;
    for (size_t i = 0; i < assay_list_slice_count(slice); i++) {
        const assay_encoded_list *list = assay_list_slice_at(slice, i);
        assay_span body = assay_list_slice_body(slice, list);
        uint8_t head = head_of(list);
        placer->postings += list->df;
        placer->position_total += list->position_count;
        if (list->kind != ASSAY_LIST_INLINE || list->is_subset) {
            placer->body.size = 0;
            ASSAY_TRY(place_outlined(&head, placer, slice, list, base, err));
            ASSAY_TRY(assay_buffer_check(&placer->body, err));
            body = assay_buffer_span(&placer->body);
        }
        assay_dictionary_writer_add(&placer->dictionary, pass, assay_list_slice_term(slice, list),
                                    list->df, head, body);
    }
    assay_spool_add(&placer->positions, slice->positions.data, slice->positions.size);
    return ASSAY_OK;
}
