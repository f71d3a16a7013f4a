/* Which stretches of a text show its matches best: the choosing behind the highlighter.
 *
 * Any thread. */
#ifndef ASSAY_TEXT_PASSAGES_H
#define ASSAY_TEXT_PASSAGES_H
#include "text/highlighter.h"

/* A match as found: they may overlap and nest. In order of begin. */
typedef struct {
    uint32_t begin, end, wanted;
} assay_match;

/* Fills out->passages and out->highlights. weights: by wanted number, ASSAY_HIGHLIGHT_WANTED_MAX of
 * them. */
ASSAY_MUST_USE assay_status assay_passages_choose(assay_highlights *out, assay_span text,
                                                  const assay_tokens *tokens,
                                                  const assay_match *matches, size_t match_count,
                                                  const double *weights,
                                                  const assay_highlighter_options *options,
                                                  assay_error *err);
#endif
