/* What about a plan lets records be left out: bounds per term, terms a match must have, terms one of
 * which it must have.
 *
 * A record's score is at most constant + the sum, over the terms it has, of
 *     weight * BM25's fraction of the posting + flat
 * TERM leaves give their weight to their term. A SYNONYM gives its weight to every term below it,
 * for the fraction is subadditive in wdf. A CONSTANT is flat on terms its match cannot do without,
 * and so are the leaves of optional phrases: on their rarest word, so that a bonus does not raise
 * the bounds of frequent words. What finds no term is added to `constant`. */
#ifndef ASSAY_RANKING_SHAPE_H
#define ASSAY_RANKING_SHAPE_H
#include "ranking/retrieval/program.h"

typedef struct {
    double weight, flat;
    double prime;   /* weight every record with the term is sure to score by, 0 unless pure */
    bool required;  /* every match has it */
    bool generates; /* pure: a record with it matches */
    bool listed;    /* one of `lists` */
} assay_shape_term;

typedef struct {
    uint32_t node;
    bool negative; /* no match of the plan matches it */
    bool whole;    /* a SET or RANGE: known for a whole part at once */
} assay_shape_filter;

typedef struct {
    uint32_t term;
    double weight;
} assay_shape_leaf;

enum { ASSAY_SHAPE_NEAR_LEAVES = 64 }; /* most of a flat plan that looks at positions */

/* Whether a match's score is the plain sum, in this order, of the leaves whose terms it has. */
typedef enum {
    ASSAY_FLAT_NOT,
    ASSAY_FLAT_ANY, /* yes, and every record with one of the terms matches */
    ASSAY_FLAT_ALL  /* yes, and the records that have all of them match */
} assay_shape_flat;

typedef struct {
    assay_shape_term *terms; /* by program term */
    uint32_t *lists;         /* terms that score or generate, ascending */
    uint32_t list_count;
    uint32_t required_count;
    assay_shape_filter *filters; /* what every match fulfils besides, positions left out */
    uint32_t filter_count;
    double constant;
    double scale;             /* integer units per score */
    assay_shape_leaf *leaves; /* when flat */
    uint32_t leaf_count;
    assay_shape_flat flat;
    uint32_t *nears; /* FLAT_ALL: PHRASE and NEAR nodes whose positions must fit besides */
    uint32_t near_count;
    bool flat_filtered; /* flat but for the filters, none of which looks at positions */
    bool pure;          /* matches are the records with a generating term */
} assay_shape;

/* Synonyms have been weighed. Lives in the arena. */
ASSAY_MUST_USE assay_status assay_shape_make(assay_shape *out, assay_arena *arena,
                                             const assay_program *program, assay_error *err);
#endif
