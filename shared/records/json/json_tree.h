/* A JSON value parsed into a tree that costs little more than finding its ends.
 *
 *   object -> first -> member (key) -> next ...         array -> first -> element -> next ...
 *
 * Strings without escapes are borrowed from the source text, the rest lives in the arena, numbers keep
 * their spelling. Against cJSON, which reads the same: three times the speed on abstracts (strings are
 * found and copied by the block), no "\u0000" that ends a string, no malloc a node. Bytes that are not
 * UTF-8, "\u0000" and lone surrogates become U+FFFD and are counted; NaN and Infinity, which some writers
 * leave, are null. Nesting is limited by ASSAY_READ_MAX_DEPTH. Immutable once parsed. */
#ifndef ASSAY_RECORDS_JSON_TREE_H
#define ASSAY_RECORDS_JSON_TREE_H
#include "records/reader.h"

typedef enum {
    ASSAY_JSON_NULL = 0,
    ASSAY_JSON_FALSE,
    ASSAY_JSON_TRUE,
    ASSAY_JSON_NUMBER,
    ASSAY_JSON_STRING,
    ASSAY_JSON_ARRAY,
    ASSAY_JSON_OBJECT
} assay_json_kind;

typedef struct assay_json_value {
    assay_json_kind kind;
    assay_span key;  /* of an object's member */
    assay_span text; /* a string decoded, or a number as written; "true" and "false" too */
    const struct assay_json_value *first, *next;
} assay_json_value;

/* Parses a whole value; nothing but white space may follow. *out lives in the arena and borrows from
 * text. ASSAY_E_FORMAT with the byte offset, ASSAY_E_LIMIT for nesting. */
ASSAY_MUST_USE assay_status assay_json_parse(const assay_json_value **out, size_t *mended,
                                             assay_span text, assay_arena *arena, assay_error *err);

/* The object's first member of that key; NULL when there is none, it is null, or value is NULL or no
 * object. */
const assay_json_value *assay_json_member(const assay_json_value *value, const char *key);
/* Follows "a.b.c" from member to member. */
const assay_json_value *assay_json_path(const assay_json_value *value, const char *path);
/* Text of a string, number or boolean; empty for anything else and NULL. */
assay_span assay_json_text(const assay_json_value *value);
static inline assay_span assay_json_text_at(const assay_json_value *value, const char *path) {
    return assay_json_text(assay_json_path(value, path));
}
/* The first element or member of an array or object, NULL for anything else. */
const assay_json_value *assay_json_first(const assay_json_value *value);
bool assay_json_number(double *out, const assay_json_value *value);
#endif
