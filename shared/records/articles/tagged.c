#include "records/articles/tagged.h"

#include "records/xml/sgml.h"

void assay_tagged_init(assay_tagged *tagged, const assay_emitter *emitter) {
    *tagged = (assay_tagged){.count = 0};
    assay_lines_init(&tagged->lines, emitter);
    assay_arena_init(&tagged->arena);
    assay_buffer_init(&tagged->value, ASSAY_BUFFER_NO_CAP);
}

void assay_tagged_done(assay_tagged *tagged) {
    assay_lines_done(&tagged->lines);
    assay_arena_done(&tagged->arena);
    assay_buffer_done(&tagged->value);
}

void assay_tagged_forget(assay_tagged *tagged) {
    assay_arena_reset(&tagged->arena);
    tagged->fields = NULL;
    tagged->count = tagged->capacity = tagged->size = 0;
    tagged->too_large = false;
}

bool assay_tagged_fits(assay_tagged *tagged, assay_span line) {
    tagged->size += line.size;
    tagged->too_large = tagged->too_large || tagged->size > tagged->lines.max_bytes;
    return !tagged->too_large;
}

assay_status assay_tagged_end(assay_tagged *tagged, assay_error *err) {
    assay_buffer *value = &tagged->value;
    if (tagged->count == 0 || tagged->fields[tagged->count - 1].value.data != NULL)
        return ASSAY_OK;
    ASSAY_TRY(assay_buffer_check(value, err));
    if (value->size != 0)
        value->size = assay_sgml_resolve(value->data, value->size);
    return assay_arena_copy(&tagged->fields[tagged->count - 1].value, &tagged->arena,
                            assay_span_trim(assay_buffer_span(value)), err);
}

assay_status assay_tagged_begin(assay_tagged *tagged, assay_span tag, assay_span value,
                                assay_error *err) {
    ASSAY_TRY(assay_tagged_end(tagged, err));
    ASSAY_TRY(assay_arena_grow(&tagged->arena, &tagged->fields, &tagged->capacity, tagged->count,
                               sizeof *tagged->fields, err));
    assay_tagged_field *field = &tagged->fields[tagged->count];
    *field = (assay_tagged_field){{NULL, 0}, {NULL, 0}};
    ASSAY_TRY(assay_arena_copy(&field->tag, &tagged->arena, tag, err));
    tagged->count++;
    assay_buffer_clear(&tagged->value);
    assay_buffer_add_span(&tagged->value, value);
    return ASSAY_OK;
}
