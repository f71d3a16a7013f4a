#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>

void assay_buffer_init(assay_buffer *buffer, size_t cap) {
    *buffer = (assay_buffer){.cap = cap};
}

void assay_buffer_done(assay_buffer *buffer) {
    free(buffer->data);
    *buffer = (assay_buffer){.cap = buffer->cap};
}

void assay_buffer_clear(assay_buffer *buffer) {
    buffer->size = 0;
    buffer->failed = ASSAY_OK;
}

static bool grow(assay_buffer *buffer, size_t needed) {
    size_t capacity = buffer->capacity < 64 ? 64 : buffer->capacity;
    while (capacity < needed)
        capacity = capacity > buffer->cap / 2 ? buffer->cap : capacity * 2;
    char *data = realloc(buffer->data, capacity);
    if (data == NULL) {
        buffer->failed = ASSAY_E_MEMORY;
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

bool assay_buffer_reserve(assay_buffer *buffer, size_t more) {
    if (buffer->failed != ASSAY_OK)
        return false;
    if (more > buffer->cap - buffer->size) {
        buffer->failed = ASSAY_E_LIMIT;
        return false;
    }
    size_t needed = buffer->size + more;
    return needed <= buffer->capacity || grow(buffer, needed);
}

void assay_buffer_add(assay_buffer *buffer, const void *bytes, size_t size) {
    if (size == 0 || !assay_buffer_reserve(buffer, size))
        return;
    memcpy(buffer->data + buffer->size, bytes, size);
    buffer->size += size;
}

void assay_buffer_add_span(assay_buffer *buffer, assay_span text) {
    assay_buffer_add(buffer, text.data, text.size);
}

void assay_buffer_add_text(assay_buffer *buffer, const char *text) {
    assay_buffer_add(buffer, text, strlen(text));
}

void assay_buffer_format(assay_buffer *buffer, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size <= 0 || !assay_buffer_reserve(buffer, (size_t)size + 1))
        return;
    va_start(args, format);
    vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, args);
    va_end(args);
    buffer->size += (size_t)size;
}

static void add_little_endian(assay_buffer *buffer, uint64_t value, size_t width) {
    unsigned char bytes[8];
    for (size_t i = 0; i < width; i++)
        bytes[i] = (unsigned char)(value >> (8 * i));
    assay_buffer_add(buffer, bytes, width);
}

void assay_buffer_add_u16(assay_buffer *buffer, uint16_t value) {
    add_little_endian(buffer, value, 2);
}

void assay_buffer_add_u32(assay_buffer *buffer, uint32_t value) {
    add_little_endian(buffer, value, 4);
}

void assay_buffer_add_u64(assay_buffer *buffer, uint64_t value) {
    add_little_endian(buffer, value, 8);
}

void assay_buffer_add_varint(assay_buffer *buffer, uint64_t value) {
    unsigned char bytes[10];
    size_t size = 0;
    for (; value >= 0x80; value >>= 7)
        bytes[size++] = (unsigned char)(value | 0x80);
    bytes[size++] = (unsigned char)value;
    assay_buffer_add(buffer, bytes, size);
}

assay_status assay_buffer_check(const assay_buffer *buffer, assay_error *err) {
    if (buffer->failed == ASSAY_E_LIMIT)
        return assay_fail(err, ASSAY_E_LIMIT, "more than %zu bytes", buffer->cap);
    return buffer->failed == ASSAY_OK ? ASSAY_OK : assay_fail_memory(err);
}
