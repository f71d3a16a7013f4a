/* All vocabularies a search looks terms up in: files given for the occasion, those the index carries, our own core list; in this order.
 *
 * Immutable but for assay_synonyms_load, which comes before any use; shared between threads by counting (assay_synonyms_share). */
#ifndef ASSAY_VOCABULARY_SYNONYMS_H
#define ASSAY_VOCABULARY_SYNONYMS_H
#include "vocabulary/thesaurus_builder.h"

typedef struct assay_synonyms assay_synonyms;

enum { ASSAY_SYNONYMS_MAX = 250 /* of one term; a stated limit, told when met */ };

/* The index's vocabularies and the core list. ASSAY_E_VERSION when a vocabulary was compiled for other stems than the analyzer's, and
 * what assay_thesaurus_open says. *out is the caller's: assay_synonyms_free. */
ASSAY_MUST_USE assay_status assay_synonyms_open(assay_synonyms **out, const char *dir,
                                                assay_analyzer *analyzer, assay_error *err);
/* One more owner. */
assay_synonyms *assay_synonyms_share(assay_synonyms *synonyms);
void assay_synonyms_free(assay_synonyms *synonyms); /* NULL is fine */
/* Reads a vocabulary (thesaurus_read.h), to be asked before all others. Before the set is shared. */
ASSAY_MUST_USE assay_status assay_synonyms_load(assay_synonyms *synonyms, const char *path,
                                                assay_analyzer *analyzer, assay_error *err);
/* How many vocabularies there are besides the core list. */
size_t assay_synonyms_count(const assay_synonyms *synonyms);

/* Terms in the arena, each once by its key. */
typedef struct {
    const assay_span *terms;
    size_t count, found; /* found > count: the limit was met */
} assay_synonym_list;

/* What stands for the text besides itself. */
ASSAY_MUST_USE assay_status assay_synonyms_of(assay_synonym_list *out,
                                              const assay_synonyms *synonyms, assay_arena *arena,
                                              assay_analyzer *analyzer, assay_span text,
                                              assay_error *err);
bool assay_synonyms_knows(const assay_synonyms *synonyms, assay_span key);
/* The heading the text names in a tree and the headings below it, at most `max`; none when no tree has it. */
ASSAY_MUST_USE assay_status assay_synonyms_narrower(assay_synonym_list *out,
                                                    const assay_synonyms *synonyms,
                                                    assay_arena *arena, assay_analyzer *analyzer,
                                                    assay_span text, bool explode, size_t max,
                                                    assay_error *err);
/* The substances that have the pharmacological action of this name or (explode) one below it in a tree, by their preferred names. *loaded:
 * whether any vocabulary tells of actions. */
ASSAY_MUST_USE assay_status assay_synonyms_acting(assay_synonym_list *out, bool *loaded,
                                                  const assay_synonyms *synonyms,
                                                  assay_arena *arena, assay_analyzer *analyzer,
                                                  assay_span text, bool explode, size_t max,
                                                  assay_error *err);
#endif
