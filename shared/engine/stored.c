#include "engine/stored.h"

#include "base/bytes.h"
#include "records/record_json.h"

#include <stdlib.h>
#include <zstd.h>

enum { STORED_VERSION = 1, HISTORY_VERSION = 1, LEVEL = 1 };
/* A record's source is at most ASSAY_READ_MAX_RECORD; JSON of it may escape much of that. */
#define MAX_JSON ((uint64_t)1 << 30)

struct assay_stored {
    ZSTD_CCtx *deflate;
    ZSTD_DCtx *inflate;
    assay_buffer json;
};

assay_status assay_stored_new(assay_stored **out, assay_error *err) {
    assay_stored *stored = calloc(1, sizeof *stored);
    if (stored == NULL)
        return assay_fail_memory(err);
    assay_buffer_init(&stored->json, ASSAY_BUFFER_NO_CAP);
    stored->deflate = ZSTD_createCCtx();
    stored->inflate = ZSTD_createDCtx();
    if (stored->deflate == NULL || stored->inflate == NULL) {
        assay_stored_free(stored);
        return assay_fail_memory(err);
    }
    *out = stored;
    return ASSAY_OK;
}

void assay_stored_free(assay_stored *stored) {
    if (stored == NULL)
        return;
    ZSTD_freeCCtx(stored->deflate);
    ZSTD_freeDCtx(stored->inflate);
    assay_buffer_done(&stored->json);
    free(stored);
}

assay_status assay_stored_pack(assay_buffer *out, assay_stored *stored, const assay_record *record,
                               assay_error *err) {
    assay_buffer_clear(&stored->json);
    assay_record_json_write(&stored->json, record);
    ASSAY_TRY(assay_buffer_check(&stored->json, err));
    assay_buffer_add_byte(out, STORED_VERSION);
    assay_buffer_add_varint(out, stored->json.size);
    size_t bound = ZSTD_compressBound(stored->json.size);
    if (!assay_buffer_reserve(out, bound))
        return assay_buffer_check(out, err);
    size_t size = ZSTD_compressCCtx(stored->deflate, out->data + out->size, bound,
                                    stored->json.data, stored->json.size, LEVEL);
    if (ZSTD_isError(size))
        return assay_fail(err, ASSAY_E_BUG, "cannot compress a record: %s",
                          ZSTD_getErrorName(size));
    out->size += size;
    return ASSAY_OK;
}

assay_status assay_stored_unpack(assay_buffer *out, assay_stored *stored, assay_span packed,
                                 assay_error *err) {
    assay_bytes bytes = assay_bytes_of(packed);
    unsigned version = assay_bytes_u8(&bytes);
    uint64_t size = assay_bytes_varint(&bytes);
    if (!assay_bytes_ok(&bytes))
        return assay_fail(err, ASSAY_E_CORRUPT, "a stored record of %zu bytes", packed.size);
    if (version != STORED_VERSION)
        return assay_fail(err, ASSAY_E_VERSION, "a stored record of version %u", version);
    if (size > MAX_JSON)
        return assay_fail(err, ASSAY_E_CORRUPT, "a stored record claims %llu bytes",
                          (unsigned long long)size);
    if (!assay_buffer_reserve(out, (size_t)size + 1))
        return assay_buffer_check(out, err);
    size_t got = ZSTD_decompressDCtx(stored->inflate, out->data + out->size, (size_t)size, bytes.at,
                                     assay_bytes_left(&bytes));
    if (ZSTD_isError(got) || got != size)
        return assay_fail(err, ASSAY_E_CORRUPT, "a stored record does not decompress: %s",
                          ZSTD_isError(got) ? ZSTD_getErrorName(got) : "wrong size");
    out->size += got;
    return ASSAY_OK;
}

void assay_history_pack(char out[ASSAY_HISTORY_SIZE], const assay_history *history) {
    const uint32_t numbers[] = {history->first_indexed, history->changed, history->changes};
    out[0] = HISTORY_VERSION;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        for (size_t byte = 0; byte < 4; byte++)
            out[1 + 4 * i + byte] = (char)(unsigned char)(numbers[i] >> (8 * byte));
}

bool assay_history_unpack(assay_history *out, assay_span packed) {
    assay_bytes bytes = assay_bytes_of(packed);
    if (assay_bytes_u8(&bytes) != HISTORY_VERSION)
        return false;
    assay_history history = {0};
    history.first_indexed = assay_bytes_u32(&bytes);
    history.changed = assay_bytes_u32(&bytes);
    history.changes = assay_bytes_u32(&bytes);
    if (!assay_bytes_ok(&bytes))
        return false;
    *out = history;
    return true;
}
