/* Words to stems by a Snowball algorithm. The only user of libstemmer.
 *
 * A stemmer serves one thread. */
#ifndef ASSAY_TEXT_STEMMER_H
#define ASSAY_TEXT_STEMMER_H
#include "base/span.h"
#include "base/status.h"

typedef struct assay_stemmer assay_stemmer;

/* language: a libstemmer name ("english" is Porter2), or "none", which leaves words as they are.
 * ASSAY_E_USAGE for an unknown one. *out is the caller's: assay_stemmer_free. */
ASSAY_MUST_USE assay_status assay_stemmer_new(assay_stemmer **out, const char *language,
                                              assay_error *err);
void assay_stemmer_free(assay_stemmer *stemmer); /* NULL is fine */
/* The stem of a folded UTF-8 word, borrowed from the stemmer until its next call; the word itself,
 * borrowed from the caller, where nothing changes. {NULL, 0} when memory is exhausted. */
assay_span assay_stemmer_run(assay_stemmer *stemmer, assay_span word);
#endif
