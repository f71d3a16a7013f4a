/* Hard-wrapped or listed text as paragraphs: lines that belong together joined by one space.
 *
 * A blank line ends a paragraph, a list marker ("-", "*", a bullet, "3.", "b)") begins one. Text of
 * registries comes wrapped and indented (legacy XML) or as lists of single lines (API v2); both give
 * the same paragraphs. One thread at a time. */
#ifndef ASSAY_RECORDS_PARAGRAPHS_H
#define ASSAY_RECORDS_PARAGRAPHS_H
#include "base/buffer.h"
#include "records/record.h"

/* Starts as {text}. */
typedef struct {
    assay_span rest;
} assay_paragraphs;

typedef struct {
    assay_span text;   /* in the buffer given: white space collapsed, no list marker; not empty */
    assay_span marker; /* "-", "3.", ...; empty when there was none; borrowed from the source */
} assay_paragraph;

/* The next paragraph, written to `storage` (cleared first; its failure sticks there). False at the
 * end. */
bool assay_paragraphs_next(assay_paragraph *out, assay_paragraphs *paragraphs,
                           assay_buffer *storage);
/* The list marker text begins with, "" when none: bullets and dashes before a blank, numbers and
 * single letters before "." or ")". */
assay_span assay_paragraphs_marker(assay_span text);

/* Adds the text to the field as one value, a paragraph a line, list items marked "- " or by their
 * number. */
ASSAY_MUST_USE assay_status assay_paragraphs_add(assay_record *record, assay_record_field field,
                                                 assay_span text, assay_error *err);
#endif
