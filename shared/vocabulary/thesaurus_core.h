/* The words every index of this field wants to know as one: a small list of our own, in Solr's format, compiled when first asked for. */
#ifndef ASSAY_VOCABULARY_THESAURUS_CORE_H
#define ASSAY_VOCABULARY_THESAURUS_CORE_H
#include "vocabulary/thesaurus_builder.h"

#define ASSAY_THESAURUS_CORE_NAME "core"

/* Adds the whole list. */
ASSAY_MUST_USE assay_status assay_thesaurus_core(assay_thesaurus_builder *builder,
                                                 assay_error *err);
#endif
