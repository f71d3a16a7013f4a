/* Vocabularies from files: MeSH as XML and as text, synonym lists as Solr and Lucene write them; gzip, xz and Zstandard looked through.
 *
 *   mesh-xml    desc2026.xml, supp2026.xml: a heading, its entry terms, its places in the tree
 *   mesh-ascii  d2026.bin, c2026.bin: *NEWRECORD, MH = ..., ENTRY = ..., MN = ...
 *   mesh-tree   mtrees2026.bin: Heading;C04.588 a line
 *   solr        a, b, c a line: each stands for the others; a, b => c, d: a and b stand for c and d. "\," is a comma, # begins a remark
 *
 * Rules are applied once, never to what they give: rules that lead in a circle do no harm. Files are hostile: lines up to 1 MB, XML
 * records up to 16 MB, entities that expand without end are refused; the first thing that does not read is an error that names the file
 * and the line, and nothing of the file is kept. */
#ifndef ASSAY_VOCABULARY_THESAURUS_READ_H
#define ASSAY_VOCABULARY_THESAURUS_READ_H
#include "records/reader.h"
#include "vocabulary/thesaurus_builder.h"

/* "auto, mesh-xml, ...". Static storage. */
const char *assay_thesaurus_formats(void);
/* format NULL or "auto": told by the file's beginning. ASSAY_E_NOT_FOUND, ASSAY_E_IO, ASSAY_E_USAGE (no such format), ASSAY_E_FORMAT and
 * ASSAY_E_LIMIT. The builder is only good to be freed after a failure. */
ASSAY_MUST_USE assay_status assay_thesaurus_read(assay_thesaurus_builder *builder, const char *path,
                                                 const char *format, assay_error *err);

/* One format each; the input's name is put before their errors by the caller. */
typedef struct {
    assay_thesaurus_builder *builder;
    assay_input *input;
    const assay_record_sink *sink; /* for problems: stops at the first */
} assay_thesaurus_source;
ASSAY_MUST_USE assay_status assay_thesaurus_read_solr(const assay_thesaurus_source *source,
                                                      assay_error *err);
/* One line of such a list. */
ASSAY_MUST_USE assay_status assay_thesaurus_solr_line(assay_thesaurus_builder *builder,
                                                      assay_span line, assay_error *err);
ASSAY_MUST_USE assay_status assay_thesaurus_read_mesh_xml(const assay_thesaurus_source *source,
                                                          assay_error *err);
ASSAY_MUST_USE assay_status assay_thesaurus_read_mesh_ascii(const assay_thesaurus_source *source,
                                                            assay_error *err);
ASSAY_MUST_USE assay_status assay_thesaurus_read_mesh_tree(const assay_thesaurus_source *source,
                                                           assay_error *err);

/* Calls take for each line that is not empty, with what it fails with named by its line. */
ASSAY_MUST_USE assay_status assay_thesaurus_each_line(const assay_thesaurus_source *source,
                                                      assay_status (*take)(void *user,
                                                                           assay_span line,
                                                                           assay_error *err),
                                                      void *user, assay_error *err);
#endif
