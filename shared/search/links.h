/* What a record is linked with: a trial and its articles, references, cited by.
 *
 *   outgoing   the record's references, each resolved by its identifiers, else by citation matching (search/cite.h)
 *   incoming   records whose references or text name one of its identifiers, or print its title in their reference list
 *   shared     records that carry one of its identifiers too (an abstract and its full text, a trial in two files)
 *
 * A reference that no record answers is told too, with docid 0. One thread. */
#ifndef ASSAY_SEARCH_LINKS_H
#define ASSAY_SEARCH_LINKS_H
#include "search/search.h"

typedef enum {
    ASSAY_LINK_OUTGOING = 0,
    ASSAY_LINK_INCOMING,
    ASSAY_LINK_SHARED
} assay_link_direction;

typedef struct {
    assay_link_direction direction;
    assay_span
        relation; /* "reference", "result", "registration", ...; "cited by"; "same identifier" */
    assay_docid docid;   /* 0: not in the index */
    assay_span identity; /* of the record; empty when docid is 0 */
    assay_record_type type;
    assay_span text;   /* the record's title, or the citation as printed */
    double confidence; /* 1 by identifier, less by citation matching */
} assay_link;

/* In the arena: outgoing in the order of the reference list, then incoming and shared by identity. */
ASSAY_MUST_USE assay_status assay_links_run(assay_link **out, size_t *count, assay_arena *arena,
                                            assay_search *search, const assay_record *record,
                                            assay_error *err);
#endif
