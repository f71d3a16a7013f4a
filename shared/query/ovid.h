/* Ovid's own spellings, which our language does not have: found, so that a pasted line is refused with
 * what to write instead. Read as words they would match nothing, silently.
 *
 *   melanoma.ti,ab.      exp Melanoma/      immun$      lung adj3 cancer */
#ifndef ASSAY_QUERY_OVID_H
#define ASSAY_QUERY_OVID_H
#include "base/span.h"

typedef struct {
    size_t at, size;     /* where it stands in the text */
    const char *instead; /* what to write */
} assay_ovid_mark;

/* The first of them outside of quotes; false when there is none. Any thread. */
bool assay_ovid_find(assay_ovid_mark *out, assay_span text);
#endif
