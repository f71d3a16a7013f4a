#include "records/input/decompress.h"

#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#define XZ_MEMORY_LIMIT ((uint64_t)1 << 30) /* xz -9 needs 65 MB, the format allows 4 GB */

typedef struct {
    assay_input *from; /* borrowed */
    assay_compression compression;
    bool within; /* a member or frame has begun and not ended */
    z_stream gzip;
    ZSTD_DStream *zstd;
    lzma_stream xz;
} decompressor;

assay_compression assay_decompress_detect(assay_span head) {
    if (assay_span_starts(head, ASSAY_SPAN("\x1F\x8B\x08")))
        return ASSAY_COMPRESSION_GZIP;
    if (assay_span_starts(head, ASSAY_SPAN("\x28\xB5\x2F\xFD")))
        return ASSAY_COMPRESSION_ZSTD;
    if (assay_span_starts(head, assay_span_make("\xFD"
                                                "7zXZ\0",
                                                6)))
        return ASSAY_COMPRESSION_XZ;
    return ASSAY_COMPRESSION_NONE;
}

static const char *compression_name(const decompressor *d) {
    static const char *const names[] = {"plain", "gzip", "zstd", "xz"};
    return names[d->compression];
}

static assay_status damaged(const decompressor *d, const char *what, assay_error *err) {
    return assay_fail(err, ASSAY_E_CORRUPT,
                      "damaged %s data at byte %llu of the compressed file: %s",
                      compression_name(d), (unsigned long long)assay_input_offset(d->from), what);
}

/* One step of a codec: consumes *in bytes of `from`, writes *out bytes; *ended when a member ended. */
static assay_status step_gzip(decompressor *d, assay_span from, size_t *in, char *to, size_t *out,
                              bool *ended, assay_error *err) {
    d->gzip.next_in = (Bytef *)(uintptr_t)from.data;
    d->gzip.avail_in = from.size < UINT32_MAX ? (uInt)from.size : UINT32_MAX;
    d->gzip.next_out = (Bytef *)to;
    uInt capacity = *out < UINT32_MAX ? (uInt)*out : UINT32_MAX;
    uInt offered = d->gzip.avail_in;
    d->gzip.avail_out = capacity;
    int result = inflate(&d->gzip, Z_NO_FLUSH);
    *in = offered - d->gzip.avail_in;
    *out = capacity - d->gzip.avail_out;
    *ended = result == Z_STREAM_END;
    if (result == Z_STREAM_END)
        return inflateReset(&d->gzip) == Z_OK ? ASSAY_OK : assay_fail(err, ASSAY_E_BUG, "inflate");
    if (result == Z_OK || result == Z_BUF_ERROR || *out != 0)
        return ASSAY_OK; /* a failure with output comes back on the next call without */
    if (result == Z_MEM_ERROR)
        return assay_fail_memory(err);
    return damaged(d, d->gzip.msg != NULL ? d->gzip.msg : "no gzip stream", err);
}

static assay_status step_zstd(decompressor *d, assay_span from, size_t *in, char *to, size_t *out,
                              bool *ended, assay_error *err) {
    ZSTD_inBuffer input = {from.data, from.size, 0};
    ZSTD_outBuffer output = {to, *out, 0};
    size_t result = ZSTD_decompressStream(d->zstd, &output, &input);
    *in = input.pos;
    *out = output.pos;
    *ended = result == 0;
    if (ZSTD_isError(result) && output.pos == 0)
        return damaged(d, ZSTD_getErrorName(result), err);
    return ASSAY_OK;
}

static assay_status step_xz(decompressor *d, assay_span from, size_t *in, char *to, size_t *out,
                            bool *ended, assay_error *err) {
    d->xz.next_in = (const uint8_t *)from.data;
    d->xz.avail_in = from.size;
    d->xz.next_out = (uint8_t *)to;
    d->xz.avail_out = *out;
    lzma_ret result = lzma_code(&d->xz, LZMA_RUN);
    *in = from.size - d->xz.avail_in;
    *out -= d->xz.avail_out;
    *ended = result == LZMA_STREAM_END;
    if (result == LZMA_OK || result == LZMA_STREAM_END || result == LZMA_BUF_ERROR || *out != 0)
        return ASSAY_OK;
    if (result == LZMA_MEM_ERROR)
        return assay_fail_memory(err);
    return damaged(d, result == LZMA_MEMLIMIT_ERROR ? "it needs more than 1 GB of memory" : "xz",
                   err);
}

static bool next_xz_stream(decompressor *d) {
    return lzma_stream_decoder(&d->xz, XZ_MEMORY_LIMIT, 0) == LZMA_OK;
}

/* Between members: zero padding is fine, another member too, anything else is not compressed data. */
static assay_status between(bool *over, decompressor *d, assay_error *err) {
    assay_span window;
    do {
        ASSAY_TRY(assay_input_window(&window, d->from, 6, err));
        size_t zeros = 0;
        while (zeros < window.size && window.data[zeros] == '\0')
            zeros++;
        if (zeros == 0)
            break;
        assay_input_skip(d->from, zeros);
    } while (window.size != 0);
    *over = window.size == 0;
    if (*over)
        return ASSAY_OK;
    if (assay_decompress_detect(window) != d->compression)
        return damaged(d, "something else follows", err);
    if (d->compression == ASSAY_COMPRESSION_XZ && !next_xz_stream(d))
        return assay_fail_memory(err);
    d->within = true;
    return ASSAY_OK;
}

static assay_status step(decompressor *d, assay_span from, size_t *in, char *to, size_t *out,
                         bool *ended, assay_error *err) {
    switch (d->compression) {
    case ASSAY_COMPRESSION_GZIP:
        return step_gzip(d, from, in, to, out, ended, err);
    case ASSAY_COMPRESSION_ZSTD:
        return step_zstd(d, from, in, to, out, ended, err);
    default:
        return step_xz(d, from, in, to, out, ended, err);
    }
}

static assay_status fill_decompressed(size_t *size, void *user, void *out, size_t capacity,
                                      assay_error *err) {
    decompressor *d = user;
    *size = 0;
    while (*size == 0) {
        bool over = false, ended = false;
        if (!d->within)
            ASSAY_TRY(between(&over, d, err));
        if (over)
            return ASSAY_OK;
        assay_span window;
        ASSAY_TRY(assay_input_window(&window, d->from, 1, err));
        size_t in = 0, given = capacity;
        ASSAY_TRY(step(d, window, &in, out, &given, &ended, err));
        if (window.size == 0 && given == 0 && !ended)
            return assay_fail(err, ASSAY_E_CORRUPT,
                              "truncated %s data: the compressed file ends at byte %llu before its "
                              "data do",
                              compression_name(d), (unsigned long long)assay_input_offset(d->from));
        assay_input_skip(d->from, in);
        d->within = !ended;
        *size = given;
    }
    return ASSAY_OK;
}

static void close_decompressor(void *user) {
    decompressor *d = user;
    if (d->compression == ASSAY_COMPRESSION_GZIP)
        (void)inflateEnd(&d->gzip);
    (void)ZSTD_freeDStream(d->zstd);
    lzma_end(&d->xz);
    free(d);
}

static bool start(decompressor *d) {
    switch (d->compression) {
    case ASSAY_COMPRESSION_GZIP:
        return inflateInit2(&d->gzip, 15 + 16) == Z_OK; /* largest window, gzip wrapper */
    case ASSAY_COMPRESSION_ZSTD:
        d->zstd = ZSTD_createDStream();
        return d->zstd != NULL;
    default:
        return next_xz_stream(d);
    }
}

assay_status assay_decompress_open(assay_input **out, assay_input *from,
                                   assay_compression compression, assay_error *err) {
    decompressor *d = calloc(1, sizeof *d);
    if (d == NULL)
        return assay_fail_memory(err);
    d->from = from;
    d->compression = compression;
    d->xz = (lzma_stream)LZMA_STREAM_INIT;
    d->within = true;
    if (!start(d)) {
        close_decompressor(d);
        return assay_fail_memory(err);
    }
    return assay_input_new(out, assay_input_name(from),
                           (assay_input_source){d, fill_decompressed, close_decompressor}, err);
}
