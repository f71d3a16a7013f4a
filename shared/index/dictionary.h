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
#endif
