/* Terms that stand for each other, and headings in trees: a vocabulary compiled into one block of bytes, so that opening it costs a look
 * over it and a term is found by a binary search.
 *
 * A concept is a list of terms, the preferred one first (a MeSH descriptor and its entry terms, a line of a synonym list), reached by keys:
 * a term's key is the row of its stems ("heart attack", "Heart Attacks" -> "heart attack"), so that what a query says is found however it
 * is inflected, hyphenated or spelled in Greek. A substance is reached by its pharmacological actions too, their keys marked. A concept may stand at places of a tree ("C04.588.894"); what is narrower stands below.
 *
 *   file     := "ASSAYVOC" version:u32 sizes:u32[5] analyzer:text source:text first term_at key_at key_of place_at place_of strings hash:u64
 *   sizes    := concepts terms keys places strings        first := u32[concepts+1], the first term of each concept
 *   term_at, key_at, place_at := u32[count+1], where each begins in strings      text := size:u32 bytes
 *   key_of   := u32[keys], place_of := u32[places], concepts. Keys and places ascend as bytes. hash: XXH3 of all before it
 *
 * All little-endian. Immutable once open; any number of threads may read it. Input is hostile until opened. */
#ifndef ASSAY_VOCABULARY_THESAURUS_H
#define ASSAY_VOCABULARY_THESAURUS_H
#include "base/arena.h"
#include "base/buffer.h"

/* Before a key: the concepts are substances that have the pharmacological action of that key. */
#define ASSAY_THESAURUS_ACTION '\x01'

typedef struct assay_thesaurus assay_thesaurus;

enum { ASSAY_THESAURUS_VERSION = 1 };

/* Maps the file. ASSAY_E_NOT_FOUND, ASSAY_E_FORMAT (something else), ASSAY_E_VERSION, ASSAY_E_CORRUPT. *out is the caller's. */
ASSAY_MUST_USE assay_status assay_thesaurus_open(assay_thesaurus **out, const char *path,
                                                 assay_error *err);
/* Takes the bytes over (moved in, also on failure). */
ASSAY_MUST_USE assay_status assay_thesaurus_open_bytes(assay_thesaurus **out, assay_buffer *bytes,
                                                       const char *name, assay_error *err);
void assay_thesaurus_close(assay_thesaurus *thesaurus); /* NULL is fine */

/* All below is borrowed until close. */
typedef struct {
    assay_span analyzer; /* whose stems the keys are: assay_analyzer_identity */
    assay_span source;   /* what it was read from */
    uint32_t concepts, terms, keys, places;
} assay_thesaurus_about;
const assay_thesaurus_about *assay_thesaurus_describe(const assay_thesaurus *thesaurus);

/* The concepts of a key: entries [*from, *to) of assay_thesaurus_entry; none: *from == *to. */
void assay_thesaurus_find(uint32_t *from, uint32_t *to, const assay_thesaurus *thesaurus,
                          assay_span key);
/* Whether it tells any pharmacological action. */
bool assay_thesaurus_has_actions(const assay_thesaurus *thesaurus);
uint32_t assay_thesaurus_entry(const assay_thesaurus *thesaurus, uint32_t entry);
/* concept < concepts; the first term is the preferred one. */
uint32_t assay_thesaurus_term_count(const assay_thesaurus *thesaurus, uint32_t concept);
assay_span assay_thesaurus_term(const assay_thesaurus *thesaurus, uint32_t concept, uint32_t i);
bool assay_thesaurus_has_place(const assay_thesaurus *thesaurus, uint32_t concept);
/* The concept and all that stands below it in any tree, each once, itself first, then in order of places; in the arena. */
ASSAY_MUST_USE assay_status assay_thesaurus_narrower(const uint32_t **out, size_t *count,
                                                     const assay_thesaurus *thesaurus,
                                                     assay_arena *arena, uint32_t concept,
                                                     assay_error *err);
#endif
