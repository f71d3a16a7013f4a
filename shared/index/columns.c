#include "index/columns.h"

static bool is_dead(const assay_open_segment *segment, uint32_t local) {
    return segment->tombstones != NULL &&
           assay_tombstones_has(assay_tombstones_bits(segment->tombstones), local);
}

assay_status assay_column_set_place(assay_record_place *out, bool *found,
                                    const assay_column_set *set, uint32_t number,
                                    assay_error *err) {
    *found = false;
    for (size_t i = set->count; i-- > 0;) { /* the newest segment first: most often asked for */
        uint32_t local;
        assay_status status = assay_segment_record(&local, set->segments[i].segment, number, err);
        if (status == ASSAY_E_NOT_FOUND)
            continue;
        ASSAY_TRY(status);
        if (is_dead(&set->segments[i], local))
            continue;
        *out = (assay_record_place){i, local};
        *found = true;
        return ASSAY_OK;
    }
    return ASSAY_OK;
}

assay_status assay_column_set_column(assay_set_column *out, const assay_column_set *set,
                                     assay_arena *arena, const char *name, assay_column_type type,
                                     assay_error *err) {
    assay_column *columns = assay_arena_calloc(arena, set->count + 1, sizeof *columns);
    if (columns == NULL)
        return assay_fail_memory(err);
    for (size_t i = 0; i < set->count; i++) {
        assay_column column;
        assay_status status =
            assay_column_find(&column, set->segments[i].segment, assay_span_of(name), err);
        if (status == ASSAY_E_NOT_FOUND)
            continue;
        ASSAY_TRY(status);
        if (column.type == type)
            columns[i] = column;
    }
    *out = (assay_set_column){set, columns};
    return ASSAY_OK;
}

assay_status assay_set_column_i64(int64_t *out, bool *present, const assay_set_column *column,
                                  assay_record_place place, assay_error *err) {
    *present = false;
    if (column->columns[place.segment].name.size == 0)
        return ASSAY_OK;
    return assay_column_i64(out, present, &column->columns[place.segment], place.local, err);
}

assay_status assay_set_column_bytes(assay_span *out, const assay_set_column *column,
                                    assay_record_place place, assay_error *err) {
    *out = (assay_span){NULL, 0};
    if (column->columns[place.segment].name.size == 0)
        return ASSAY_OK;
    return assay_column_bytes(out, &column->columns[place.segment], place.local, err);
}

assay_status assay_set_column_keyword(assay_span *out, const assay_set_column *column,
                                      assay_record_place place, assay_error *err) {
    const assay_column *mine = &column->columns[place.segment];
    uint32_t ordinal = 0;
    size_t count = 0;
    *out = (assay_span){NULL, 0};
    if (mine->name.size == 0)
        return ASSAY_OK;
    ASSAY_TRY(assay_column_keywords(&ordinal, 1, &count, mine, place.local, err));
    return count == 0 ? ASSAY_OK : assay_column_string(out, mine, ordinal, err);
}

assay_status assay_set_column_name(assay_span *out, assay_arena *arena,
                                   const assay_set_column *column, assay_record_place place,
                                   assay_error *err) {
    assay_buffer name;
    *out = (assay_span){NULL, 0};
    if (column->columns[place.segment].name.size == 0)
        return ASSAY_OK;
    assay_buffer_init(&name, ASSAY_BUFFER_NO_CAP);
    assay_status status =
        assay_column_name(&name, &column->columns[place.segment], place.local, err);
    if (status == ASSAY_OK)
        status = assay_arena_copy(out, arena, assay_buffer_span(&name), err);
    assay_buffer_done(&name);
    return status;
}
