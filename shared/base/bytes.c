#include "base/bytes.h"

uint16_t assay_bytes_u16(assay_bytes *bytes) {
    assay_span two = assay_bytes_take(bytes, 2);
    return two.data != NULL ? assay_load_u16(two.data) : 0;
}

uint32_t assay_bytes_u32(assay_bytes *bytes) {
    assay_span four = assay_bytes_take(bytes, 4);
    return four.data != NULL ? assay_load_u32(four.data) : 0;
}

uint64_t assay_bytes_u64(assay_bytes *bytes) {
    assay_span eight = assay_bytes_take(bytes, 8);
    return eight.data != NULL ? assay_load_u64(eight.data) : 0;
}

uint64_t assay_bytes_varint(assay_bytes *bytes) {
    uint64_t value = 0;
    if (!bytes->failed && bytes->at != bytes->end && *bytes->at < 0x80)
        return *bytes->at++; /* as most are */
    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t byte = assay_bytes_u8(bytes);
        if (shift == 63 && byte > 1)
            break;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0)
            return bytes->failed ? 0 : value;
    }
    bytes->failed = true;
    return 0;
}
