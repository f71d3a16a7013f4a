/* Gathers the terms of a vocabulary and compiles them (thesaurus.h).
 *
 *   new -> (concept -> term | key | place)* -> finish
 *
 * Memory grows with the vocabulary, within the limits below. One thread at a time. */
#ifndef ASSAY_VOCABULARY_THESAURUS_BUILDER_H
#define ASSAY_VOCABULARY_THESAURUS_BUILDER_H
#include "text/analyzer.h"
#include "vocabulary/thesaurus.h"

enum {
    ASSAY_THESAURUS_TERM_MAX = 1000,  /* bytes of a term */
    ASSAY_THESAURUS_TERMS_MAX = 4096, /* terms and keys of a concept */
    ASSAY_THESAURUS_CONCEPTS_MAX = 4000000
};
#define ASSAY_THESAURUS_SIZE_MAX ((size_t)1 << 30) /* bytes of a compiled vocabulary */

typedef struct assay_thesaurus_builder assay_thesaurus_builder;

/* The analyzer is borrowed and makes the keys. *out is the caller's: assay_thesaurus_builder_free. */
ASSAY_MUST_USE assay_status assay_thesaurus_builder_new(assay_thesaurus_builder **out,
                                                        assay_analyzer *analyzer, assay_error *err);
void assay_thesaurus_builder_free(assay_thesaurus_builder *builder); /* NULL is fine */

/* Begins a concept. All of these fail with ASSAY_E_LIMIT past the limits. */
ASSAY_MUST_USE assay_status assay_thesaurus_builder_concept(assay_thesaurus_builder *builder,
                                                            assay_error *err);
/* A term of the concept: searched for, and a key. ASSAY_E_FORMAT when there is no word in it. */
ASSAY_MUST_USE assay_status assay_thesaurus_builder_term(assay_thesaurus_builder *builder,
                                                         assay_span text, assay_error *err);
/* As above without being a key: the right side of "a => b". */
ASSAY_MUST_USE assay_status assay_thesaurus_builder_meaning(assay_thesaurus_builder *builder,
                                                            assay_span text, assay_error *err);
/* Leads to the concept without being one of its terms: the left side. */
ASSAY_MUST_USE assay_status assay_thesaurus_builder_key(assay_thesaurus_builder *builder,
                                                        assay_span text, assay_error *err);
/* A pharmacological action the concept, a substance, has: assay_thesaurus_acting finds it by that. */
ASSAY_MUST_USE assay_status assay_thesaurus_builder_action(assay_thesaurus_builder *builder,
                                                           assay_span text, assay_error *err);
/* A place in a tree: "C04.588". ASSAY_E_FORMAT for anything but letters, digits and dots. */
ASSAY_MUST_USE assay_status assay_thesaurus_builder_place(assay_thesaurus_builder *builder,
                                                          assay_span place, assay_error *err);
uint32_t assay_thesaurus_builder_concepts(const assay_thesaurus_builder *builder);
/* Appends the compiled vocabulary to out. */
ASSAY_MUST_USE assay_status assay_thesaurus_builder_finish(assay_buffer *out,
                                                           assay_thesaurus_builder *builder,
                                                           assay_span source, assay_error *err);

/* The key of a text, borrowed from the buffer: its words' stems with a blank between; empty without a word. */
ASSAY_MUST_USE assay_status assay_thesaurus_key(assay_buffer *out, assay_analyzer *analyzer,
                                                assay_span text, assay_error *err);
#endif
