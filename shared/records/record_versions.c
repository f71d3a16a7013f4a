#include "records/record_versions.h"

#include "records/record_json.h"

bool assay_versions_equal(const assay_json_value *a, const assay_json_value *b) {
    if (a->kind != b->kind || !assay_span_equal(a->text, b->text))
        return false;
    const assay_json_value *x = a->first, *y = b->first;
    for (; x != NULL && y != NULL; x = x->next, y = y->next)
        if (!assay_span_equal(x->key, y->key) || !assay_versions_equal(x, y))
            return false;
    return x == NULL && y == NULL;
}

bool assay_versions_hold(const assay_json_value *list, const assay_json_value *value) {
    for (const assay_json_value *at = list->first; at != NULL; at = at->next)
        if (assay_versions_equal(at, value))
            return true;
    return false;
}

const assay_json_value *assay_versions_member(const assay_json_value *object, assay_span key) {
    for (const assay_json_value *at = object->first; at != NULL; at = at->next)
        if (assay_span_equal(at->key, key))
            return at;
    return NULL;
}

bool assay_versions_told(assay_span key) {
    return !assay_span_equal(key, ASSAY_SPAN("schema")) &&
           !assay_span_equal(key, ASSAY_SPAN("id")) &&
           !assay_span_equal(key, ASSAY_SPAN("source_format"));
}

assay_status assay_versions_read(const assay_json_value **from, const assay_json_value **to,
                                 assay_buffer *text, assay_arena *arena, assay_span before,
                                 const assay_record *after, assay_error *err) {
    size_t mended = 0;
    if (before.size != 0)
        ASSAY_TRY(assay_json_parse(from, &mended, before, arena, err));
    if (after == NULL)
        return ASSAY_OK;
    assay_record_json_write(text, after);
    ASSAY_TRY(assay_buffer_check(text, err));
    return assay_json_parse(to, &mended, assay_buffer_span(text), arena, err);
}

assay_status assay_versions_compare(assay_versions_visit *visit, void *user,
                                    const assay_json_value *from, const assay_json_value *to,
                                    assay_error *err) {
    for (const assay_json_value *at = to->first; at != NULL; at = at->next) {
        const assay_json_value *was = assay_versions_member(from, at->key);
        if (assay_versions_told(at->key) && (was == NULL || !assay_versions_equal(was, at)))
            ASSAY_TRY(visit(user, at->key, was, at, err));
    }
    for (const assay_json_value *at = from->first; at != NULL; at = at->next)
        if (assay_versions_told(at->key) && assay_versions_member(to, at->key) == NULL)
            ASSAY_TRY(visit(user, at->key, at, NULL, err));
    return ASSAY_OK;
}
