/* Text of any encoding met in the wild as clean UTF-8: valid, without control characters.
 *
 * What is not valid in the stated encoding is replaced and counted, never a failure: a stray high
 * byte in a file that says UTF-8 is read as windows-1252 (where it nearly always comes from), the
 * rest becomes U+FFFD, control characters and NULs become blanks. Clean UTF-8 passes through
 * without a copy. One thread at a time. */
#ifndef ASSAY_RECORDS_TRANSCODE_H
#define ASSAY_RECORDS_TRANSCODE_H
#include "base/buffer.h"

typedef enum {
    ASSAY_ENCODING_UTF8,
    ASSAY_ENCODING_WINDOWS_1252, /* ISO-8859-1 and US-ASCII too, as browsers read them */
    ASSAY_ENCODING_ISO_8859_15,
    ASSAY_ENCODING_UTF16LE,
    ASSAY_ENCODING_UTF16BE
} assay_encoding;

typedef struct {
    assay_encoding encoding;
    uint64_t replaced; /* characters that were not valid */
    assay_buffer out;
    bool copied;                /* the last result stands in `out` */
    size_t mapped_in, mapped_out; /* where assay_transcode_offset stopped last */
} assay_transcoder;

void assay_transcode_init(assay_transcoder *transcoder, assay_encoding encoding);
void assay_transcode_done(assay_transcoder *transcoder);

/* The text of `bytes`, borrowed from them or from the transcoder until the next call. *used is how
 * many of them it took: fewer when the last character is not complete and `last` does not say that
 * nothing follows. ASSAY_E_MEMORY. */
ASSAY_MUST_USE assay_status assay_transcode(assay_span *out, size_t *used,
                                            assay_transcoder *transcoder, assay_span bytes,
                                            bool last, assay_error *err);
/* The offset in the bytes given last of what became the text at offset `text`. Cheap when asked in
 * rising order. */
size_t assay_transcode_offset(assay_transcoder *transcoder, assay_span bytes, size_t text);

/* The encoding of that name ("utf-8", "latin1", "windows-1252", "UTF-16" ...); false when unknown.
 */
bool assay_encoding_named(assay_encoding *out, assay_span name);
/* The encoding a byte order mark, or the zeros of UTF-16, gives away; *mark is its size. False when
 * nothing does. */
bool assay_encoding_of(assay_encoding *out, size_t *mark, assay_span head);
/* Writes code point (at most U+10FFFF) as UTF-8, returns its bytes. */
size_t assay_utf8_put(char out[4], uint32_t code);
#endif
