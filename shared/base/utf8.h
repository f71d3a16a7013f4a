/* UTF-8 by the bytes: what is a sequence and what is not (RFC 3629; table 3-7 of the Unicode standard).
 *
 * Any thread. */
#ifndef ASSAY_BASE_UTF8_H
#define ASSAY_BASE_UTF8_H
#include "base/span.h"

/* Length (1 to 4) of the valid sequence at text's start, 0 when there is none. */
size_t assay_utf8_length(assay_span text);
/* Length of the longest valid beginning of text: text.size when all of it is UTF-8. ASCII runs are
 * passed over many bytes at a time. */
size_t assay_utf8_valid(assay_span text);
/* Writes the code point (below 0x110000; surrogates become U+FFFD) and returns its length. */
size_t assay_utf8_write(char out[4], uint32_t code);
#endif
