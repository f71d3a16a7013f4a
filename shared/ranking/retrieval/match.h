/* One record against the plan's tree: does it match, and what does it score. plan.h in code.
 *
 * Both evaluations end here: a record's score is computed by this walk and nothing else, so their
 * scores are the same bits. Who walks fills in which terms the record has; positions are asked for
 * only when a phrase needs them. One thread at a time. */
#ifndef ASSAY_RANKING_MATCH_H
#define ASSAY_RANKING_MATCH_H
#include "ranking/retrieval/program.h"
#include "ranking/retrieval/proximity.h"

/* How a PHRASE or NEAR that all words match is judged without reading positions, and how with. */
typedef enum {
    ASSAY_MATCH_EXACT,     /* positions are read */
    ASSAY_MATCH_OPTIMISTIC /* whatever gives the greater score: nothing scores or matches less */
} assay_match_mode;

typedef struct assay_record_view assay_record_view;
/* The positions of the record in term t, ascending; valid until the third next call. */
typedef assay_status assay_positions_reader(assay_positions *out, assay_record_view *view,
                                            uint32_t t, assay_error *err);

struct assay_record_view {
    const assay_program *program;
    size_t part;
    uint32_t local;      /* record in the part's segment */
    uint32_t number;     /* and its number in the catalogue */
    uint32_t length;     /* exact */
    double length_part;  /* assay_bm25_length_part of it */
    const uint32_t *wdf; /* exact, by term; read where present */
    const bool *present; /* by term */
    assay_positions_reader *positions;
    void *owner;        /* the reader's */
    assay_arena *arena; /* for merged positions; reset by the walk */
    uint64_t scored;    /* counts leaf scores computed */
    uint64_t positions_read;
    assay_match_mode mode;
};

/* Whether the subtree at index matches; when it does its leaves are added to *score one by one,
 * otherwise *score keeps its bits. */
ASSAY_MUST_USE assay_status assay_match_walk(bool *matches, double *score, assay_record_view *view,
                                             uint32_t index, assay_error *err);
/* Whether the positions of the PHRASE or NEAR at index fit in a record that has all its words. */
ASSAY_MUST_USE assay_status assay_match_near(bool *fits, assay_record_view *view, uint32_t index,
                                             assay_error *err);
#endif
