#include "index/stored.h"

#include "base/bytes.h"
#include "records/record_json.h"

#include <stdlib.h>
#include <zdict.h>
#include <zstd.h>

enum { PLAIN_VERSION = 1, DICTIONARY_VERSION = 2, HISTORY_VERSION = 1, LEVEL = 1 };
/* A dictionary of 16 KiB takes a fifth off a record of an abstract and a third off the time; four times
 * as large gives a hundredth more. Learned from fewer records or bytes it is not worth its own. */
enum { DICTIONARY_SIZE = 16384, TRAIN_RECORDS_MIN = 100, TRAIN_BYTES_MIN = 100000 };
/* A record's source is at most ASSAY_READ_MAX_RECORD; JSON of it may escape much of that. */
#define MAX_JSON ((uint64_t)1 << 30)

/* Each side is made when it is needed: a search only inflates, a load only deflates, and a dictionary
 * digested for the one is of no use to the other. */
struct assay_stored {
    ZSTD_CCtx *deflate;
    ZSTD_DCtx *inflate;
    ZSTD_CDict *deflate_dictionary;
    ZSTD_DDict *inflate_dictionary;
    assay_buffer dictionary; /* empty: none */
    assay_buffer json;
};

assay_status assay_stored_new(assay_stored **out, assay_error *err) {
    assay_stored *stored = calloc(1, sizeof *stored);
    if (stored == NULL)
        return assay_fail_memory(err);
    assay_buffer_init(&stored->dictionary, ASSAY_BUFFER_NO_CAP);
    assay_buffer_init(&stored->json, ASSAY_BUFFER_NO_CAP);
    *out = stored;
    return ASSAY_OK;
}

static void forget_dictionary(assay_stored *stored) {
    ZSTD_freeCDict(stored->deflate_dictionary);
    ZSTD_freeDDict(stored->inflate_dictionary);
    stored->deflate_dictionary = NULL;
    stored->inflate_dictionary = NULL;
    assay_buffer_clear(&stored->dictionary);
}

void assay_stored_free(assay_stored *stored) {
    if (stored == NULL)
        return;
    ZSTD_freeCCtx(stored->deflate);
    ZSTD_freeDCtx(stored->inflate);
    forget_dictionary(stored);
    assay_buffer_done(&stored->dictionary);
    assay_buffer_done(&stored->json);
    free(stored);
}

assay_status assay_stored_set_dictionary(assay_stored *stored, assay_span dictionary,
                                         assay_error *err) {
    if (dictionary.size == 0)
        return ASSAY_OK;
    forget_dictionary(stored);
    assay_buffer_add_span(&stored->dictionary, dictionary);
    return assay_buffer_check(&stored->dictionary, err);
}

static assay_status prepare_deflate(assay_stored *stored, assay_error *err) {
    const assay_buffer *from = &stored->dictionary;
    if (stored->deflate == NULL)
        stored->deflate = ZSTD_createCCtx();
    if (from->size != 0 && stored->deflate_dictionary == NULL)
        stored->deflate_dictionary = ZSTD_createCDict(from->data, from->size, LEVEL);
    bool good = stored->deflate != NULL && (from->size == 0 || stored->deflate_dictionary != NULL);
    return good ? ASSAY_OK : assay_fail_memory(err);
}

static assay_status prepare_inflate(assay_stored *stored, assay_error *err) {
    const assay_buffer *from = &stored->dictionary;
    if (stored->inflate == NULL)
        stored->inflate = ZSTD_createDCtx();
    if (from->size != 0 && stored->inflate_dictionary == NULL)
        stored->inflate_dictionary = ZSTD_createDDict(from->data, from->size);
    bool good = stored->inflate != NULL && (from->size == 0 || stored->inflate_dictionary != NULL);
    return good ? ASSAY_OK : assay_fail_memory(err);
}

assay_status assay_stored_open(assay_stored **stored, assay_xapian_reader *catalogue,
                               assay_error *err) {
    if (*stored == NULL)
        ASSAY_TRY(assay_stored_new(stored, err));
    if ((*stored)->dictionary.size != 0)
        return ASSAY_OK;
    assay_buffer dictionary;
    assay_buffer_init(&dictionary, ASSAY_BUFFER_NO_CAP);
    assay_status status =
        assay_xapian_reader_metadata(&dictionary, catalogue, ASSAY_SPAN(ASSAY_STORED_KEY), err);
    if (status == ASSAY_OK)
        status = assay_stored_set_dictionary(*stored, assay_buffer_span(&dictionary), err);
    assay_buffer_done(&dictionary);
    return status;
}

/* Trains on samples that lie one after the other in json. */
static void train(assay_buffer *out, const assay_buffer *json, const size_t *sizes, size_t count) {
    if (!assay_buffer_reserve(out, DICTIONARY_SIZE))
        return;
    size_t size = ZDICT_trainFromBuffer(out->data + out->size, DICTIONARY_SIZE, json->data, sizes,
                                        (unsigned)count);
    if (!ZDICT_isError(size)) /* nothing to learn: records go without */
        out->size += size;
}

assay_status assay_stored_train(assay_buffer *out, const assay_record *const *records, size_t count,
                                assay_error *err) {
    assay_buffer json;
    size_t *sizes = calloc(count + 1, sizeof *sizes);
    if (sizes == NULL)
        return assay_fail_memory(err);
    assay_buffer_init(&json, ASSAY_BUFFER_NO_CAP);
    for (size_t i = 0; i < count; i++) {
        size_t before = json.size;
        assay_record_json_write(&json, records[i]);
        sizes[i] = json.size - before;
    }
    assay_status status = assay_buffer_check(&json, err);
    if (status == ASSAY_OK && count >= TRAIN_RECORDS_MIN && json.size >= TRAIN_BYTES_MIN)
        train(out, &json, sizes, count);
    if (status == ASSAY_OK)
        status = assay_buffer_check(out, err);
    assay_buffer_done(&json);
    free(sizes);
    return status;
}

assay_status assay_stored_pack(assay_buffer *out, assay_stored *stored, const assay_record *record,
                               assay_error *err) {
    ASSAY_TRY(prepare_deflate(stored, err));
    assay_buffer_clear(&stored->json);
    assay_record_json_write(&stored->json, record);
    ASSAY_TRY(assay_buffer_check(&stored->json, err));
    const ZSTD_CDict *dictionary = stored->deflate_dictionary;
    assay_buffer_add_byte(out, dictionary != NULL ? DICTIONARY_VERSION : PLAIN_VERSION);
    assay_buffer_add_varint(out, stored->json.size);
    size_t bound = ZSTD_compressBound(stored->json.size);
    if (!assay_buffer_reserve(out, bound))
        return assay_buffer_check(out, err);
    char *to = out->data + out->size;
    size_t size = dictionary != NULL
                      ? ZSTD_compress_usingCDict(stored->deflate, to, bound, stored->json.data,
                                                 stored->json.size, dictionary)
                      : ZSTD_compressCCtx(stored->deflate, to, bound, stored->json.data,
                                          stored->json.size, LEVEL);
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
    if (version != PLAIN_VERSION && version != DICTIONARY_VERSION)
        return assay_fail(err, ASSAY_E_VERSION, "a stored record of version %u", version);
    if (version == DICTIONARY_VERSION && stored->dictionary.size == 0)
        return assay_fail(err, ASSAY_E_CORRUPT, "the catalogue lacks the records' dictionary");
    if (size > MAX_JSON)
        return assay_fail(err, ASSAY_E_CORRUPT, "a stored record claims %llu bytes",
                          (unsigned long long)size);
    ASSAY_TRY(prepare_inflate(stored, err));
    if (!assay_buffer_reserve(out, (size_t)size + 1))
        return assay_buffer_check(out, err);
    const ZSTD_DDict *dictionary =
        version == DICTIONARY_VERSION ? stored->inflate_dictionary : NULL;
    size_t got = ZSTD_decompress_usingDDict(stored->inflate, out->data + out->size, (size_t)size,
                                            bytes.at, assay_bytes_left(&bytes), dictionary);
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
