/* Bytes somebody else owns: a pointer and a length, passed by value, never terminated.
 *
 * data may be NULL only when size is 0. Comparison is by unsigned bytes. */
#ifndef ASSAY_BASE_SPAN_H
#define ASSAY_BASE_SPAN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    const char *data;
    size_t size;
} assay_span;

#define ASSAY_SPAN(literal) ((assay_span){"" literal, sizeof(literal) - 1})
/* For printf's "%.*s". */
#define ASSAY_SPAN_ARG(span) (int)(span).size, ((span).data != NULL ? (span).data : "")

static inline assay_span assay_span_make(const char *data, size_t size) {
    return (assay_span){data, size};
}
/* text is a terminated string or NULL. */
static inline assay_span assay_span_of(const char *text) {
    return (assay_span){text, text != NULL ? strlen(text) : 0};
}
static inline bool assay_span_equal(assay_span a, assay_span b) {
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}
static inline bool assay_span_starts(assay_span text, assay_span prefix) {
    return text.size >= prefix.size &&
           (prefix.size == 0 || memcmp(text.data, prefix.data, prefix.size) == 0);
}
static inline bool assay_span_ends(assay_span text, assay_span suffix) {
    return text.size >= suffix.size &&
           (suffix.size == 0 ||
            memcmp(text.data + text.size - suffix.size, suffix.data, suffix.size) == 0);
}
/* Without the first n bytes (all of them when n is larger). */
static inline assay_span assay_span_skip(assay_span text, size_t n) {
    if (n > text.size)
        n = text.size;
    return (assay_span){n != 0 ? text.data + n : text.data, text.size - n};
}
/* At most the first n bytes. */
static inline assay_span assay_span_first(assay_span text, size_t n) {
    return (assay_span){text.data, n < text.size ? n : text.size};
}

/* < 0, 0, > 0 as memcmp; a proper prefix sorts first. */
int assay_span_compare(assay_span a, assay_span b);
/* Equal but for the case of ASCII letters. */
bool assay_span_equal_ascii_case(assay_span a, assay_span b);
bool assay_span_starts_ascii_case(assay_span text, assay_span prefix);
/* Whether one of the terminated words, sorted by bytes, is text. */
bool assay_span_is_one_of(assay_span text, const char *const *sorted, size_t count);
/* Offset of the first match, or SIZE_MAX. An empty needle is found at 0. */
size_t assay_span_find(assay_span text, assay_span needle);
size_t assay_span_find_byte(assay_span text, char byte);
/* Without ASCII white space at both ends. */
assay_span assay_span_trim(assay_span text);
/* Splits at the first separator: returns what stands before it, leaves in *rest what stands after.
 * Without a separator returns all of it and *rest becomes empty with data == NULL. */
assay_span assay_span_cut(assay_span *rest, char separator);
#endif
