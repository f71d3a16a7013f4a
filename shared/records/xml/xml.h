/* XML files as a stream of records: one small tree at a time, over expat.
 *
 *   bytes -> clean UTF-8 -> expat -> tree of one record element -> handler -> freed
 *
 * Memory is bounded by one record. DTDs and external entities are never fetched; entities that
 * expand into each other are refused; named characters nobody declared (&nbsp;) are resolved. After
 * an error the record it stands in is reported lost and reading goes on at the next record's start
 * tag, also in another document behind the first: records that were cut short, glued together or
 * left open cost themselves only. One thread a reading. */
#ifndef ASSAY_RECORDS_XML_H
#define ASSAY_RECORDS_XML_H
#include "records/reader.h"

typedef struct {
    assay_span name, value; /* name as written: "xlink:href" */
} assay_xml_attribute;

/* An element or a piece of text between elements. */
typedef struct assay_xml_node {
    assay_span name; /* without prefix; empty: text */
    assay_span text; /* of a piece of text */
    const assay_xml_attribute *attributes;
    size_t attribute_count;
    struct assay_xml_node *first, *last, *next; /* children; next sibling */
} assay_xml_node;

typedef struct {
    const char *const *records; /* names of the elements that are records; NULL-ended */
    /* Names of other root elements that may hold records, so that a file without any is not called
     * foreign; NULL-ended. */
    const char *const *roots;
    /* What identifies the record, for messages; the tree may be half built. */
    assay_span (*id)(const assay_xml_node *record);
    /* Takes one record, borrowed until it returns. ASSAY_E_FORMAT: this one is lost, is reported and
     * reading goes on; any other failure stops it. */
    assay_status (*record)(void *user, const assay_xml_node *record, assay_error *err);
} assay_xml_handler;

/* Reads the whole input. Returns what stopped it, else ASSAY_OK; problems go to the sink. */
ASSAY_MUST_USE assay_status assay_xml_read(assay_input *input, const assay_read_options *options,
                                           const assay_record_sink *sink,
                                           const assay_xml_handler *handler, void *user,
                                           assay_error *err);

bool assay_xml_is(const assay_xml_node *node, const char *name);
/* The first child, and the next sibling, of that name; NULL when none. NULL nodes have none. */
const assay_xml_node *assay_xml_child(const assay_xml_node *node, const char *name);
const assay_xml_node *assay_xml_sibling(const assay_xml_node *node, const char *name);
/* The first descendant along names split by "/". */
const assay_xml_node *assay_xml_at(const assay_xml_node *node, const char *path);
/* An attribute's value by its name with or without prefix; empty when missing. */
assay_span assay_xml_attribute_of(const assay_xml_node *node, const char *name);
/* The element's text when it is one piece and no elements, trimmed; else empty. Borrowed from the
 * tree. */
assay_span assay_xml_plain(const assay_xml_node *node);

/* What an element inside text means for the text around it. */
typedef enum {
    ASSAY_XML_INLINE, /* its text stands in the line: <i> <sub> */
    ASSAY_XML_BLOCK,  /* its text stands apart: <p> */
    ASSAY_XML_RAISED, /* digits and signs become superscripts (CD8⁺, 10⁶), words get a "^" */
    ASSAY_XML_DROPPED
} assay_xml_role;
typedef assay_xml_role (*assay_xml_roles)(const assay_xml_node *element);
/* <sup> raised, everything else inline. */
assay_xml_role assay_xml_usual_roles(const assay_xml_node *element);

/* All text below the node, white space collapsed and trimmed, into the arena. roles NULL: the usual
 * ones. Empty for NULL. */
ASSAY_MUST_USE assay_status assay_xml_text(assay_span *out, const assay_xml_node *node,
                                           assay_xml_roles roles, assay_arena *arena,
                                           assay_error *err);
/* As above for lines kept: only the text pieces joined, nothing collapsed. */
ASSAY_MUST_USE assay_status assay_xml_raw_text(assay_span *out, const assay_xml_node *node,
                                               assay_arena *arena, assay_error *err);
/* Adds the node's text to the field. */
ASSAY_MUST_USE assay_status assay_xml_add(assay_record *record, assay_record_field field,
                                          const assay_xml_node *node, assay_error *err);
/* Adds the text of each child of that name, once each. */
ASSAY_MUST_USE assay_status assay_xml_add_each(assay_record *record, assay_record_field field,
                                               const assay_xml_node *parent, const char *name,
                                               assay_error *err);
#endif
