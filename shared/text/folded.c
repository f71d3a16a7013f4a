#include "text/folded.h"

#include <stdlib.h>

static assay_status make_room(assay_folded *folded, size_t more, assay_error *err) {
    if (folded->capacity - folded->count >= more)
        return ASSAY_OK;
    size_t capacity = folded->capacity * 2 + more + 64;
    assay_folded_char *items = realloc(folded->items, capacity * sizeof *items);
    if (items == NULL)
        return assay_fail_memory(err);
    folded->items = items;
    folded->capacity = capacity;
    return ASSAY_OK;
}

static bool joins_previous(assay_folded *folded, assay_char next, uint32_t end) {
    uint32_t code;
    if (next.code < 0x80 || folded->count == 0)
        return false;
    assay_folded_char *last = &folded->items[folded->count - 1];
    if (last->is.code < 0x80 || !assay_unicode_compose(&code, last->is.code, next.code))
        return false;
    last->is.code = code;
    last->end = end;
    return true;
}

/* A sharp s never starts a German word; there it is a beta typed on a German keyboard: "IFN-ß". */
static uint32_t mend(const assay_folded *folded, uint32_t code) {
    if (code != 0xDF)
        return code;
    bool in_word =
        folded->count > 0 && folded->items[folded->count - 1].is.kind == ASSAY_CHAR_LETTER;
    return in_word ? code : 0x3B2;
}

assay_status assay_folded_set(assay_folded *folded, assay_span piece, assay_error *err) {
    folded->count = 0;
    for (size_t at = 0; at < piece.size;) {
        uint32_t code;
        size_t size = assay_unicode_decode(&code, piece, at);
        ASSAY_TRY(make_room(folded, ASSAY_UNICODE_FOLD_MAX, err));
        assay_char out[ASSAY_UNICODE_FOLD_MAX];
        size_t made = assay_unicode_fold(out, mend(folded, code));
        for (size_t i = 0; i < made; i++)
            if (!joins_previous(folded, out[i], (uint32_t)(at + size)))
                folded->items[folded->count++] =
                    (assay_folded_char){out[i], (uint32_t)at, (uint32_t)(at + size)};
        at += size;
    }
    return ASSAY_OK;
}

void assay_folded_done(assay_folded *folded) {
    free(folded->items);
    *folded = (assay_folded){0};
}
