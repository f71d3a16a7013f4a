/* Which files make an index: a few lines of text in the catalogue's metadata, so that they change
 * with its commit and with nothing else.
 *
 *   assay-index 1
 *   analyzer assay-1 english
 *   schema 1
 *   text 1                       the catalogue has text terms
 *   next 7                       number of the next segment
 *   edges 8 16 ... 4294967295    length classes of all segments; absent before the first
 *   segment 5 161147 12 2        number, records, dead ones, generation of its tombstones (0: none)
 *
 * Unknown lines are refused: they would be a newer format's. */
#ifndef ASSAY_INDEX_MANIFEST_H
#define ASSAY_INDEX_MANIFEST_H
#include "base/buffer.h"
#include "ranking/format.h"

enum { ASSAY_INDEX_FORMAT = 1, ASSAY_MANIFEST_SEGMENTS_MAX = 4096 };
#define ASSAY_MANIFEST_KEY "assay-index"

typedef struct {
    uint32_t number, records, dead, generation;
} assay_manifest_segment;

typedef struct {
    char analyzer[128]; /* assay_analyzer_identity */
    uint32_t schema;
    bool text;
    uint32_t next; /* segment number */
    bool has_edges;
    uint32_t edges[ASSAY_LENGTH_CLASSES];
    assay_manifest_segment *segments; /* the manifest's: assay_manifest_done */
    size_t count, capacity;
} assay_manifest;

void assay_manifest_done(assay_manifest *manifest); /* zero-initialised is fine */
ASSAY_MUST_USE assay_status assay_manifest_add(assay_manifest *manifest,
                                               const assay_manifest_segment *segment,
                                               assay_error *err);
ASSAY_MUST_USE assay_status assay_manifest_copy(assay_manifest *out, const assay_manifest *from,
                                                assay_error *err);
void assay_manifest_print(assay_buffer *out, const assay_manifest *manifest);
/* Into an empty manifest. ASSAY_E_VERSION for another format or schema, ASSAY_E_CORRUPT. */
ASSAY_MUST_USE assay_status assay_manifest_parse(assay_manifest *out, assay_span text,
                                                 assay_error *err);
#endif
