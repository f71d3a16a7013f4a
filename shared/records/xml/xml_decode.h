/* Bytes of an XML file, in any encoding met in the wild, as clean UTF-8: valid, without control characters.
 *
 * What is not valid in the stated encoding is replaced and counted, never a failure: a stray high
 * byte in a file that says UTF-8 is read as windows-1252 (where it nearly always comes from), the
 * rest becomes U+FFFD, control characters and NULs become blanks. Clean UTF-8 passes through
 * without a copy. One thread at a time. */
#ifndef ASSAY_RECORDS_XML_DECODE_H
#define ASSAY_RECORDS_XML_DECODE_H
#include "base/buffer.h"

typedef enum {
    ASSAY_XML_UTF8,
    ASSAY_XML_WINDOWS_1252, /* ISO-8859-1 and US-ASCII too, as browsers read them */
    ASSAY_XML_ISO_8859_15,
    ASSAY_XML_UTF16LE,
    ASSAY_XML_UTF16BE
} assay_xml_encoding;

typedef struct {
    assay_xml_encoding encoding;
    uint64_t replaced; /* characters that were not valid */
    assay_buffer out;
    bool copied;                  /* the last result stands in `out` */
    size_t mapped_in, mapped_out; /* where assay_xml_decode_offset stopped last */
} assay_xml_decoder;

void assay_xml_decode_init(assay_xml_decoder *decoder, assay_xml_encoding encoding);
void assay_xml_decode_done(assay_xml_decoder *decoder);

/* The text of `bytes`, borrowed from them or from the decoder until the next call. *used is how
 * many of them it took: fewer when the last character is not complete and `last` does not say that
 * nothing follows. ASSAY_E_MEMORY. */
ASSAY_MUST_USE assay_status assay_xml_decode(assay_span *out, size_t *used,
                                             assay_xml_decoder *decoder, assay_span bytes,
                                             bool last, assay_error *err);
/* The offset in the bytes given last of what became the text at offset `text`. Cheap when asked in
 * rising order. */
size_t assay_xml_decode_offset(assay_xml_decoder *decoder, assay_span bytes, size_t text);

/* The encoding of that name ("utf-8", "latin1", "windows-1252", "UTF-16" ...); false when unknown.
 */
bool assay_xml_encoding_named(assay_xml_encoding *out, assay_span name);
/* The encoding a byte order mark, or the zeros of UTF-16, gives away; *mark is its size. False when
 * nothing does. */
bool assay_xml_encoding_of(assay_xml_encoding *out, size_t *mark, assay_span head);
#endif
