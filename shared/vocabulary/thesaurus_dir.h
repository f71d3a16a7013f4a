/* The vocabularies an index carries: INDEX/vocabularies/NAME.voc, compiled (thesaurus.h), each whole or not there.
 *
 * A vocabulary is written aside, made durable and renamed, so that whatever happens the old one or the new one is there; readers that have
 * the old one open keep it. They belong to the index but not to its commits: records do not change with them. Names are letters, digits,
 * "-", "_" and "."; they are used in byte order. */
#ifndef ASSAY_VOCABULARY_THESAURUS_DIR_H
#define ASSAY_VOCABULARY_THESAURUS_DIR_H
#include "vocabulary/thesaurus_builder.h"

enum { ASSAY_THESAURUS_NAME_MAX = 100, ASSAY_THESAURI_MAX = 64 /* in one index */ };

/* A name for a file's vocabulary: "data/desc2026.xml.gz" -> "desc2026"; in the arena. */
ASSAY_MUST_USE assay_status assay_thesaurus_dir_name(assay_span *out, assay_arena *arena,
                                                     const char *path, assay_error *err);
/* Puts a compiled vocabulary in place. ASSAY_E_USAGE for a bad name, ASSAY_E_LIMIT for too many, ASSAY_E_IO. */
ASSAY_MUST_USE assay_status assay_thesaurus_dir_put(const char *dir, assay_span name,
                                                    assay_span compiled, assay_error *err);
/* Reads files (thesaurus_read.h; format NULL: told by each) into one vocabulary and puts it in place. What failed leaves all as it was. */
ASSAY_MUST_USE assay_status assay_thesaurus_dir_load(const char *dir, assay_span name,
                                                     const char *const *paths, size_t count,
                                                     const char *format, assay_analyzer *analyzer,
                                                     assay_error *err);
/* Opens each and tells fault of those that are damaged or made for other stems; fault's text is gone after the call. */
ASSAY_MUST_USE assay_status assay_thesaurus_dir_verify(const char *dir, const char *analyzer,
                                                       void (*fault)(void *user, const char *text),
                                                       void *user, assay_error *err);
/* ASSAY_E_NOT_FOUND when there is none of that name. */
ASSAY_MUST_USE assay_status assay_thesaurus_dir_remove(const char *dir, assay_span name,
                                                       assay_error *err);
/* The names there are, in byte order, in the arena; none when the index has no vocabularies. */
ASSAY_MUST_USE assay_status assay_thesaurus_dir_list(assay_span **out, size_t *count,
                                                     assay_arena *arena, const char *dir,
                                                     assay_error *err);
/* The path of one; in the arena, terminated. */
ASSAY_MUST_USE assay_status assay_thesaurus_dir_path(assay_span *out, assay_arena *arena,
                                                     const char *dir, assay_span name,
                                                     assay_error *err);
#endif
