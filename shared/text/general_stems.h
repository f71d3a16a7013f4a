/* Stems that abstracts and trial summaries share whatever they are about: "studi", "patient", "signific", "increas".
 *
 * They tell no two topics apart, so nothing that asks what a record is about counts them. Function words are among them. Any thread. */
#ifndef ASSAY_TEXT_GENERAL_STEMS_H
#define ASSAY_TEXT_GENERAL_STEMS_H
#include "base/span.h"

/* stem: folded and stemmed, as the analyzer gives it. */
bool assay_general_stems_has(assay_span stem);
/* All of them, *count, sorted by bytes. Static storage. */
const char *const *assay_general_stems_list(size_t *count);
#endif
