/* Compressed data looked through: gzip (several members too), Zstandard, xz; bzip2 goes by libarchive.
 *
 * Data that ends before its time or is damaged gives every byte that can be had of it, then a failure
 * that names the byte in the compressed file. One thread an input. */
#ifndef ASSAY_RECORDS_DECOMPRESS_H
#define ASSAY_RECORDS_DECOMPRESS_H
#include "records/input/input.h"

typedef enum {
    ASSAY_COMPRESSION_NONE = 0,
    ASSAY_COMPRESSION_GZIP,
    ASSAY_COMPRESSION_ZSTD,
    ASSAY_COMPRESSION_XZ
} assay_compression;

/* By the magic number at the head of the file. */
assay_compression assay_decompress_detect(assay_span head);
/* An input of what `from` holds decompressed, under the same name. from is borrowed until *out is freed.
 */
ASSAY_MUST_USE assay_status assay_decompress_open(assay_input **out, assay_input *from,
                                                  assay_compression compression, assay_error *err);
#endif
