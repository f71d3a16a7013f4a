/* The folder an index is: names of its parts, its segments opened, what does not belong removed.
 *
 *   INDEX/catalogue/            a Xapian database; its metadata holds the manifest
 *   INDEX/segments/N.seg        segment N           INDEX/segments/N.del.G   its tombstones
 *   INDEX/vocabularies/X.voc    compiled synonyms and headings, apart from the commits (thesaurus_dir.h); absent until one is loaded
 *
 * A set of open segments is immutable and may be read by any number of threads. */
#ifndef ASSAY_INDEX_INDEX_DIR_H
#define ASSAY_INDEX_INDEX_DIR_H
#include "index/manifest.h"
#include "ranking/segment/segment.h"
#include "ranking/segment/tombstones.h"

/* A path below the index: the caller's, free. NULL when memory is exhausted. */
char *assay_index_dir_catalogue(const char *dir);
char *assay_index_dir_segments(const char *dir);
char *assay_index_dir_segment(const char *dir, uint32_t number);
char *assay_index_dir_tombstones(const char *dir, uint32_t number, uint32_t generation);

/* ASSAY_E_NOT_FOUND when nothing is there, ASSAY_E_FORMAT when it is something else than an index.
 */
ASSAY_MUST_USE assay_status assay_index_dir_check(const char *dir, assay_error *err);
/* Makes the folders of a new index; those that are there are kept. ASSAY_E_FORMAT when dir is a
 * folder with something else in it. */
ASSAY_MUST_USE assay_status assay_index_dir_create(const char *dir, assay_error *err);
/* Removes files of segments/ that the manifest does not name. */
ASSAY_MUST_USE assay_status assay_index_dir_sweep(const char *dir, const assay_manifest *manifest,
                                                  assay_error *err);

typedef struct {
    assay_segment *segment;
    assay_tombstones *tombstones; /* NULL: none */
} assay_open_segment;

/* Opens one segment and its tombstones. ASSAY_E_CORRUPT names the file when it is missing, damaged
 * or not the one the manifest means. */
ASSAY_MUST_USE assay_status assay_index_dir_open(assay_open_segment *out, const char *dir,
                                                 const assay_manifest_segment *about,
                                                 assay_error *err);
void assay_open_segment_close(assay_open_segment *segment);

typedef struct {
    uint64_t catalogue, segments; /* bytes on disk */
    uint64_t catalogue_parts[6];  /* postlist docdata termlist position spelling synonym */
} assay_index_sizes;
enum { ASSAY_CATALOGUE_PARTS = 6 };
const char *assay_index_dir_part_name(size_t part);
ASSAY_MUST_USE assay_status assay_index_dir_sizes(assay_index_sizes *out, const char *dir,
                                                  assay_error *err);
#endif
