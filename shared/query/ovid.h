/* Ovid's spelling of MEDLINE searches: how it is told from ours, and what its field codes mean here.
 *
 *   melanoma.ti,ab.      exp Melanoma/      *Melanoma/dt     immun$      lung adj3 cancer      limit 5 to english language
 *
 * parse_ovid.c reads it. Any thread. */
#ifndef ASSAY_QUERY_OVID_H
#define ASSAY_QUERY_OVID_H
#include "query/fields.h"

/* Whether the text has a spelling that is Ovid's alone, outside of quotes. *at: where the first stands. */
bool assay_ovid_is(size_t *at, assay_span text);
/* Whether a PubMed tag stands in it: then it is none of Ovid's. */
bool assay_ovid_has_tag(assay_span text);

enum { ASSAY_OVID_CODES_MAX = 12 };
/* ".ti,ab,kf." and what it means. */
typedef struct {
    assay_query_field
        fields[ASSAY_OVID_CODES_MAX]; /* each once; ANY alone stands for all of them */
    size_t count;
    size_t size;        /* bytes from the first point on; 0: there is none here */
    assay_span unknown; /* a code that is not known here; empty: none */
} assay_ovid_suffix;
/* The suffix that begins at `at`, a point. A last suffix may lack its final point. */
void assay_ovid_suffix_at(assay_ovid_suffix *out, assay_span text, size_t at);
/* Bytes of "/", "/dt" or "/dt, pc" at `at`, where a heading ends there; 0: none. */
size_t assay_ovid_heading_end(assay_span text, size_t at);
/* Bytes of "adj" or "adj3" as a word; 0: none. *words: the number, 0 for plain adj. */
size_t assay_ovid_adjacent(unsigned *words, assay_span text, size_t at);
#endif
