#include "ranking/writing/list_slice.h"

enum { KEPT = 2 << 20 };

void assay_list_slice_init(assay_list_slice *slice) {
    assay_buffer_init(&slice->lists, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&slice->text, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&slice->postings, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&slice->positions, ASSAY_BUFFER_NO_CAP);
}

void assay_list_slice_done(assay_list_slice *slice) {
    assay_buffer_done(&slice->lists);
    assay_buffer_done(&slice->text);
    assay_buffer_done(&slice->postings);
    assay_buffer_done(&slice->positions);
}

static void clear(assay_buffer *buffer) {
    if (buffer->capacity > KEPT)
        assay_buffer_done(buffer);
    assay_buffer_clear(buffer);
}

void assay_list_slice_clear(assay_list_slice *slice) {
    clear(&slice->lists);
    clear(&slice->text);
    clear(&slice->postings);
    clear(&slice->positions);
}

assay_status assay_list_slice_check(const assay_list_slice *slice, assay_error *err) {
    ASSAY_TRY(assay_buffer_check(&slice->lists, err));
    ASSAY_TRY(assay_buffer_check(&slice->text, err));
    ASSAY_TRY(assay_buffer_check(&slice->postings, err));
    return assay_buffer_check(&slice->positions, err);
}
