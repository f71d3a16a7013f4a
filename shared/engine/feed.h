/* Analyzed records on their way into an index: to a segment's inverter and to a catalogue document.
 *
 * Both take what assay_terms_run left in `terms`; neither reads the record again. One thread. */
#ifndef ASSAY_ENGINE_FEED_H
#define ASSAY_ENGINE_FEED_H
#include "catalogue/xapian_c.h"
#include "engine/terms.h"

typedef struct {
    assay_inverter *inverter; /* the feed's own */
    unsigned ranked, forms, keywords, words[ASSAY_TERMS_PREFIXES];
    unsigned columns[ASSAY_TERMS_COLUMNS], facets[ASSAY_TERMS_FACETS];
    unsigned places, points, identity;
} assay_segment_feed;

/* length_upper: see inverter.h; may be NULL. The terms' maps must outlive what the inverter holds.
 */
ASSAY_MUST_USE assay_status assay_segment_feed_init(assay_segment_feed *feed,
                                                    const assay_terms *terms,
                                                    const uint32_t *length_upper, assay_error *err);
void assay_segment_feed_done(assay_segment_feed *feed); /* zero-initialised is fine */
ASSAY_MUST_USE assay_status assay_segment_feed_add(assay_segment_feed *feed,
                                                   const assay_terms *terms, assay_docid docid,
                                                   assay_span identity, assay_error *err);

typedef struct {
    uint64_t *keys; /* term id and place, to be sorted */
    uint32_t *positions;
    size_t capacity;
    assay_buffer scratch;
} assay_catalogue_feed;

void assay_catalogue_feed_init(assay_catalogue_feed *feed);
void assay_catalogue_feed_done(assay_catalogue_feed *feed);
/* Fills an empty document: identifiers, and with_text words, keywords and values for ranges. */
ASSAY_MUST_USE assay_status assay_catalogue_feed_fill(assay_xapian_document *document,
                                                      assay_catalogue_feed *feed,
                                                      const assay_terms *terms, bool with_text,
                                                      assay_error *err);
#endif
