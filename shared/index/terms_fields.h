/* The two halves of assay_terms_run and what they share: private to terms*.c. */
#ifndef ASSAY_INDEX_TERMS_FIELDS_H
#define ASSAY_INDEX_TERMS_FIELDS_H
#include "index/terms.h"

/* Every prefix words are stored under, each once; at most ASSAY_TERMS_PREFIXES. */
size_t assay_terms_list_prefixes(const char **out);

/* Text fields, locations, references: words and whole values. */
ASSAY_MUST_USE assay_status assay_terms_text(assay_terms *terms, const assay_record *record,
                                             assay_error *err);
/* Identifiers, numbers, dates, facets, presence. After the text. */
ASSAY_MUST_USE assay_status assay_terms_facts(assay_terms *terms, const assay_record *record,
                                              const assay_history *history, assay_error *err);

ASSAY_MUST_USE assay_status assay_terms_add_ranked(assay_terms *terms, unsigned weight,
                                                   assay_span value, assay_error *err);
ASSAY_MUST_USE assay_status assay_terms_add_words(assay_terms *terms, size_t prefix,
                                                  assay_span value, assay_error *err);
/* A word of its own at a position: initials stand where the names do. */
ASSAY_MUST_USE assay_status assay_terms_add_at(assay_terms *terms, size_t prefix, uint32_t term,
                                               uint32_t position, assay_error *err);
/* terms_names.c: initials of the person whose name assay_terms_add_words has just added. */
ASSAY_MUST_USE assay_status assay_terms_add_initials(assay_terms *terms, size_t prefix,
                                                     assay_span value, bool given_first,
                                                     assay_error *err);
ASSAY_MUST_USE assay_status assay_terms_add_keyword(assay_terms *terms, assay_query_field field,
                                                    const char *prefix, assay_span value,
                                                    assay_error *err);
ASSAY_MUST_USE assay_status assay_terms_add_exact(assay_terms *terms, const char *prefix,
                                                  assay_span text, assay_error *err);
/* That the record has the field. */
ASSAY_MUST_USE assay_status assay_terms_add_presence(assay_terms *terms, assay_query_field field,
                                                     assay_error *err);
static inline void assay_terms_set_has(assay_terms *terms, assay_query_field field) {
    terms->has[(unsigned)field / 64] |= UINT64_C(1) << ((unsigned)field % 64);
}
#endif
