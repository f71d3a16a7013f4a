/* Analyzed records on their way into an index: to a segment's inverter and to a catalogue document.
 *
 * Neither reads the record again. One thread each. */
#ifndef ASSAY_INDEX_FEED_H
#define ASSAY_INDEX_FEED_H
#include "catalogue/xapian_c.h"
#include "index/forms.h"
#include "index/terms.h"

/* How one worker's ids are to be read by the feed: keys by id, as its maps gave them out, and the
 * ids of the same keys in the feed's maps (ASSAY_MAP_NONE: not looked up yet). */
typedef struct {
    assay_span *keys;
    uint32_t *ids;
    size_t count, capacity;
} assay_feed_ids;
/* The worker's map has grown by these keys, which stay where they are. */
ASSAY_MUST_USE assay_status assay_feed_ids_extend(assay_feed_ids *ids, const assay_span *keys,
                                                  size_t count, assay_error *err);
/* The feed they were looked up in is gone. */
void assay_feed_ids_reset(assay_feed_ids *ids);
void assay_feed_ids_done(assay_feed_ids *ids);

/* A segment in the making. Records of any number of workers come in ascending order. */
typedef struct {
    assay_inverter *inverter;
    assay_forms *stems;
    assay_map maps[ASSAY_TERMS_MAPS]; /* what the inverter's terms are ids of */
    size_t prefix_count;
    unsigned ranked, forms, keywords, words[ASSAY_TERMS_PREFIXES];
    unsigned columns[ASSAY_TERMS_COLUMNS], facets[ASSAY_TERMS_FACETS];
    unsigned places, points, signature, identity;
} assay_segment_feed;

/* analyzer: identity of the records' analyzer. length_upper, threads: see inverter.h; NULL, 0. *out is the caller's: assay_segment_feed_free. */
ASSAY_MUST_USE assay_status assay_segment_feed_new(assay_segment_feed **out, const char *analyzer,
                                                   const uint32_t *length_upper, int threads,
                                                   assay_error *err);
void assay_segment_feed_free(assay_segment_feed *feed); /* NULL is fine */
/* ids: ASSAY_TERMS_MAPS of the worker that analyzed the record, whose ids in `record` become the
 * feed's. */
ASSAY_MUST_USE assay_status assay_segment_feed_add(assay_segment_feed *feed, assay_analyzed *record,
                                                   assay_feed_ids *ids, assay_docid docid,
                                                   assay_span identity, assay_error *err);
size_t assay_segment_feed_memory(const assay_segment_feed *feed);

typedef struct {
    /* by term id: in which round it was met, its first and last occurrence then */
    uint32_t *rounds, *first, *last;
    size_t term_capacity;
    uint32_t round;
    /* by occurrence: the next one of the same term; the terms met; positions of one */
    uint32_t *next, *met, *positions;
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
