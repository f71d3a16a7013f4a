/* The tree of the record being parsed, built by expat's callbacks: the inside of records/xml/xml.h. */
#ifndef ASSAY_RECORDS_XML_TREE_H
#define ASSAY_RECORDS_XML_TREE_H
#include "base/buffer.h"
#include "base/map.h"
#include "records/xml/xml.h"

/* Asks expat.h for the limits on entities, which every build of it in use has. */
#ifndef XML_DTD
#define XML_DTD 1
#endif
#include <expat.h>

typedef struct assay_xml_tree assay_xml_tree;

/* What the tree tells its owner; a failure stops the parser and is kept in the tree. */
typedef struct {
    assay_status (*complete)(assay_xml_tree *tree, assay_error *err);
    /* The record open now was never closed: another begins inside it. */
    assay_status (*unclosed)(assay_xml_tree *tree, assay_error *err);
} assay_xml_tree_events;

struct assay_xml_tree {
    XML_Parser parser; /* NULL: none */
    const assay_xml_handler *handler;
    assay_xml_tree_events events;
    void *owner;
    assay_arena arena;  /* of one record */
    assay_map names;    /* of elements and attributes, of the whole file */
    assay_buffer piece; /* text since the last tag */
    assay_span root;    /* name of the file's first element */
    assay_xml_node *record;
    assay_xml_node *open[ASSAY_READ_MAX_DEPTH + 2];
    size_t open_count;      /* elements open in the record */
    size_t depth;           /* elements open in the document */
    size_t cost, max_cost;  /* bytes the record takes, may take */
    long long record_index; /* where it began: the parser's byte index */
    uint64_t record_line;   /* the parser's line */
    bool seen_element;      /* this parser has met a start tag */
    assay_status stop;      /* of the owner's events: ends the reading */
    assay_error *err;       /* holds the message of `stop` */
    assay_error refusal;    /* a limit passed: counts as a parse error; status ASSAY_OK: none */
};

ASSAY_MUST_USE assay_status assay_xml_tree_init(assay_xml_tree *tree,
                                                const assay_xml_handler *handler, size_t max_cost,
                                                assay_error *err);
void assay_xml_tree_done(assay_xml_tree *tree);
/* A parser for another document, or another piece of one. */
ASSAY_MUST_USE assay_status assay_xml_tree_restart(assay_xml_tree *tree, assay_error *err);
/* Whether `name` (local) is a record's. */
bool assay_xml_tree_is_record(const assay_xml_tree *tree, assay_span name);
#endif
