/* JSON text written as it comes: commas, quotes and escapes are looked after, nesting is the
 * caller's.
 *
 * Text that is not UTF-8 is written with U+FFFD for each bad byte, so that what leaves is always
 * valid JSON. The failure of the buffer underneath sticks; ask it at the end. One thread at a time.
 */
#ifndef ASSAY_BASE_JSON_WRITE_H
#define ASSAY_BASE_JSON_WRITE_H
#include "base/buffer.h"

typedef struct {
    assay_buffer *out; /* borrowed */
    bool need_comma;
} assay_json_writer;

static inline assay_json_writer assay_json_writer_on(assay_buffer *out) {
    return (assay_json_writer){out, false};
}
void assay_json_open(assay_json_writer *json, char bracket);  /* '{' or '[' */
void assay_json_close(assay_json_writer *json, char bracket); /* '}' or ']' */
void assay_json_key(assay_json_writer *json, const char *key);
void assay_json_string(assay_json_writer *json, assay_span text);
void assay_json_int(assay_json_writer *json, int64_t value);
void assay_json_uint(assay_json_writer *json, uint64_t value);
/* Shortest decimal that reads back as the same double; null when not finite. */
void assay_json_double(assay_json_writer *json, double value);
void assay_json_bool(assay_json_writer *json, bool value);
void assay_json_null(assay_json_writer *json);
/* Text that is JSON already. */
void assay_json_raw(assay_json_writer *json, assay_span text);

/* key and value in one call. */
void assay_json_string_at(assay_json_writer *json, const char *key, assay_span text);
void assay_json_int_at(assay_json_writer *json, const char *key, int64_t value);
void assay_json_uint_at(assay_json_writer *json, const char *key, uint64_t value);
void assay_json_double_at(assay_json_writer *json, const char *key, double value);
void assay_json_bool_at(assay_json_writer *json, const char *key, bool value);
#endif
