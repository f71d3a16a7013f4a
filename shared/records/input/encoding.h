/* Text that is not UTF-8, made so: UTF-16 files by their byte order mark, stray bytes one by one.
 *
 * Any thread; an input as records/input/input.h says. */
#ifndef ASSAY_RECORDS_ENCODING_H
#define ASSAY_RECORDS_ENCODING_H
#include "base/buffer.h"
#include "records/input/input.h"

typedef enum {
    ASSAY_ENCODING_PLAIN = 0, /* no mark: UTF-8 or what each byte must be taken for */
    ASSAY_ENCODING_UTF8_MARKED,
    ASSAY_ENCODING_UTF16_LITTLE,
    ASSAY_ENCODING_UTF16_BIG
} assay_encoding;

/* By the byte order mark; *mark is its length. */
assay_encoding assay_encoding_detect(size_t *mark, assay_span head);
/* An input of from's UTF-16 as UTF-8; the mark is consumed already. Half a surrogate pair or half a unit
 * becomes U+FFFD. from is borrowed until *out is freed. */
ASSAY_MUST_USE assay_status assay_encoding_open_utf16(assay_input **out, assay_input *from,
                                                      assay_encoding encoding, assay_error *err);
/* Appends UTF-16 text as UTF-8, for looking at a file's head. */
void assay_encoding_add_utf16(assay_buffer *out, assay_span text, assay_encoding encoding);

typedef enum {
    ASSAY_REPAIR_REPLACE,     /* a byte that is not UTF-8 becomes U+FFFD */
    ASSAY_REPAIR_WINDOWS_1252 /* it becomes what it is in Windows-1252 (WHATWG's table) */
} assay_repair;
/* Appends text with every byte that belongs to no UTF-8 sequence repaired; returns how many there were.
 */
size_t assay_encoding_repair(assay_buffer *out, assay_span text, assay_repair how);
#endif
