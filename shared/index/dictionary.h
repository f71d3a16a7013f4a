/* The words of all segments in one order, each once, with the number of live records that have it. */
#ifndef ASSAY_INDEX_DICTIONARY_H
#define ASSAY_INDEX_DICTIONARY_H
#include "index/columns.h"

/* Calls visit for each term that starts with prefix, in byte order, until it returns false. Terms no live record has any more are left
 * out. */
ASSAY_MUST_USE assay_status assay_dictionary_scan(const assay_column_set *set, assay_span prefix,
                                                  bool (*visit)(void *visitor, assay_span term,
                                                                uint64_t df),
                                                  void *visitor, assay_error *err);

/* The same for visitors who know what they do not want. visit returns 0 for the next term; or a number of
 * bytes: no further term that begins with so many of this one's is wanted, and they are passed over, not read;
 * or ASSAY_DICTIONARY_END. */
#define ASSAY_DICTIONARY_END SIZE_MAX
ASSAY_MUST_USE assay_status assay_dictionary_walk(const assay_column_set *set, assay_span prefix,
                                                  size_t (*visit)(void *visitor, assay_span term,
                                                                  uint64_t df),
                                                  void *visitor, assay_error *err);
#endif
