/* Bounded reading of numbers from bytes nobody vouches for: past the end every read gives 0 and the
 * failure sticks.
 *
 * Read freely, then ask assay_bytes_ok once before the values are believed. One thread at a time.
 */
#ifndef ASSAY_BASE_BYTES_H
#define ASSAY_BASE_BYTES_H
#include "base/span.h"

typedef struct {
    const unsigned char *at, *end;
    bool failed;
} assay_bytes;

static inline assay_bytes assay_bytes_of(assay_span span) {
    const unsigned char *data = (const unsigned char *)span.data;
    return (assay_bytes){data, data != NULL ? data + span.size : NULL, false};
}
static inline bool assay_bytes_ok(const assay_bytes *bytes) {
    return !bytes->failed;
}
static inline size_t assay_bytes_left(const assay_bytes *bytes) {
    return (size_t)(bytes->end - bytes->at);
}

static inline uint8_t assay_bytes_u8(assay_bytes *bytes) {
    if (!bytes->failed && bytes->at != bytes->end)
        return *bytes->at++;
    bytes->failed = true;
    return 0;
}
uint16_t assay_bytes_u16(assay_bytes *bytes);
uint32_t assay_bytes_u32(assay_bytes *bytes);
uint64_t assay_bytes_u64(assay_bytes *bytes);
/* LEB128; more than 64 bits is a failure. */
uint64_t assay_bytes_varint(assay_bytes *bytes);
/* The next size bytes, borrowed from what is read; {NULL, 0} and failed when there are fewer. */
static inline assay_span assay_bytes_take(assay_bytes *bytes, uint64_t size) {
    if (bytes->failed || size > assay_bytes_left(bytes)) {
        bytes->failed = true;
        return (assay_span){NULL, 0};
    }
    assay_span taken = {(const char *)bytes->at, (size_t)size};
    if (size != 0) /* of no bytes the pointer may be NULL */
        bytes->at += size;
    return taken;
}

/* For bytes whose bounds were checked before. */
static inline uint16_t assay_load_u16(const void *at) {
    uint16_t v;
    memcpy(&v, at, sizeof v);
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? v : __builtin_bswap16(v);
}
static inline uint32_t assay_load_u32(const void *at) {
    uint32_t v;
    memcpy(&v, at, sizeof v);
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? v : __builtin_bswap32(v);
}
static inline uint64_t assay_load_u64(const void *at) {
    uint64_t v;
    memcpy(&v, at, sizeof v);
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? v : __builtin_bswap64(v);
}
#endif
