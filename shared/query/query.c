#include "query/query.h"

#include <stdio.h>

assay_query_node *assay_query_node_new(assay_arena *arena, assay_query_op op, size_t column) {
    assay_query_node *node = assay_arena_calloc(arena, 1, sizeof *node);
    if (node == NULL)
        return NULL;
    node->op = op;
    node->boost = 1;
    node->column = column;
    return node;
}

assay_status assay_query_add_child(assay_query_node *parent, assay_arena *arena,
                                   assay_query_node *child, assay_error *err) {
    ASSAY_TRY(assay_arena_grow(arena, &parent->children, &parent->capacity, parent->count,
                               sizeof *parent->children, err));
    parent->children[parent->count++] = child;
    return ASSAY_OK;
}

assay_status assay_query_warn(assay_query *query, assay_arena *arena, const char *code,
                              size_t column, assay_error *err, const char *format, ...) {
    char message[256];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    ASSAY_TRY(assay_arena_grow(arena, &query->warnings, &query->warning_capacity,
                               query->warning_count, sizeof *query->warnings, err));
    assay_query_warning warning = {.code = code, .column = column};
    ASSAY_TRY(assay_arena_copy(&warning.message, arena, assay_span_of(message), err));
    query->warnings[query->warning_count++] = warning;
    return ASSAY_OK;
}
