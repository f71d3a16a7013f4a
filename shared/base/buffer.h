/* Bytes that grow, with a cap and a failure that sticks: append freely, ask once at the end.
 *
 * After a failed append the buffer keeps what it held, further appends do nothing, and
 * assay_buffer_check says why. One thread at a time. */
#ifndef ASSAY_BASE_BUFFER_H
#define ASSAY_BASE_BUFFER_H
#include "base/span.h"
#include "base/status.h"

typedef struct {
    char *data; /* NULL while empty */
    size_t size, capacity;
    size_t cap;          /* size never passes this */
    assay_status failed; /* ASSAY_OK, ASSAY_E_MEMORY or ASSAY_E_LIMIT */
} assay_buffer;

#define ASSAY_BUFFER_NO_CAP ((size_t)PTRDIFF_MAX)

void assay_buffer_init(assay_buffer *buffer, size_t cap);
void assay_buffer_done(assay_buffer *buffer);
/* Empties it, forgets a failure, keeps the memory. */
void assay_buffer_clear(assay_buffer *buffer);
/* Room for `more` further bytes without another allocation; false once failed. */
bool assay_buffer_reserve(assay_buffer *buffer, size_t more);
void assay_buffer_add(assay_buffer *buffer, const void *bytes, size_t size);
void assay_buffer_add_span(assay_buffer *buffer, assay_span text);
static inline void assay_buffer_add_byte(assay_buffer *buffer, char byte) {
    bool has_room = buffer->size < buffer->capacity && buffer->size < buffer->cap;
    if (buffer->failed == ASSAY_OK && (has_room || assay_buffer_reserve(buffer, 1)))
        buffer->data[buffer->size++] = byte;
}
void assay_buffer_add_text(assay_buffer *buffer, const char *text);
void assay_buffer_format(assay_buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Little-endian and LEB128 numbers, to be read back with base/bytes.h. */
void assay_buffer_add_u16(assay_buffer *buffer, uint16_t value);
void assay_buffer_add_u32(assay_buffer *buffer, uint32_t value);
void assay_buffer_add_u64(assay_buffer *buffer, uint64_t value);
void assay_buffer_add_varint(assay_buffer *buffer, uint64_t value);
static inline assay_span assay_buffer_span(const assay_buffer *buffer) {
    return (assay_span){buffer->data, buffer->size};
}
/* ASSAY_OK, or the failure that stuck. */
ASSAY_MUST_USE assay_status assay_buffer_check(const assay_buffer *buffer, assay_error *err);
#endif
