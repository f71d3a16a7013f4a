/* Tags and character references in text that is not XML. Any thread. */
#ifndef ASSAY_RECORDS_SGML_H
#define ASSAY_RECORDS_SGML_H
#include "base/buffer.h"

/* Offset of "<name>" or "<name attribute>", whatever its case; SIZE_MAX when there is none. A name of
 * "/DOC" finds the end tag. */
size_t assay_sgml_find_tag(assay_span text, const char *name);
/* Appends text with character references (&amp; &#945; &alpha;) resolved and tags turned to blanks,
 * those of paragraphs to line ends. Anything else after "<" stays. */
void assay_sgml_add_plain(assay_buffer *out, assay_span text);

/* Resolves character references in place, as far as they are known ("&lt;" that was escaped twice);
 * returns the new size, which is never larger. */
size_t assay_sgml_resolve(char *text, size_t size);

/* The elements of a text, one level deep. Starts as {text}. */
typedef struct {
    assay_span rest;
    unsigned unclosed; /* elements met whose end tag is missing */
} assay_sgml_elements;
/* The next element that is closed, or runs to the next tag; false at the end. Borrowed from the text. */
bool assay_sgml_next(assay_span *name, assay_span *content, assay_sgml_elements *elements);
#endif
