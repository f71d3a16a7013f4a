/* A plan made ready for one snapshot: nodes in one array, each distinct term looked up once, every
 * scoring leaf with its weight.
 *
 *   nodes : the plan depth first; a node's first child is the next node, its sibling is at `next`
 *   terms : distinct terms by bytes; terms[t].found[p] is what part p knows of term t
 *
 * Lives in an arena until that is reset. Read only once made, but for the weights of SYNONYMs, which
 * wait for their df (assay_program_weigh). */
#ifndef ASSAY_RANKING_PROGRAM_H
#define ASSAY_RANKING_PROGRAM_H
#include "base/map.h"
#include "ranking/bm25.h"
#include "ranking/retrieval/snapshot.h"
#include "ranking/segment/columns.h"

typedef struct {
    const assay_plan *plan;
    assay_plan_kind kind;
    uint32_t next;          /* index after the node's last descendant */
    uint32_t term;          /* TERM: index in terms */
    bool scored;            /* a TERM, SYNONYM or CONSTANT whose score counts */
    double factor;          /* product of all factors down to here, its own included */
    double weight;          /* scored: of BM25; CONSTANT: the score itself */
    uint64_t df;            /* TERM, scored SYNONYM: live records */
    assay_column *columns;  /* RANGE, fields: one a part */
    const bool *has_column; /* whether columns[p] is there */
} assay_program_node;

typedef struct {
    uint64_t df;
    assay_segment_term *found; /* one a part */
    bool wants_positions;      /* stands in a PHRASE or NEAR that looks at positions */
} assay_program_term;

typedef struct {
    const assay_snapshot *snapshot;
    assay_bm25 bm25;
    assay_program_node *nodes;
    uint32_t node_count;
    assay_program_term *terms;
    uint32_t term_count;
    bool has_positions; /* some node looks at positions */
    bool has_synonym;   /* some SYNONYM is scored */
} assay_program;

/* map: scratch, cleared here. The plan has been checked. */
ASSAY_MUST_USE assay_status assay_program_make(assay_program *out, assay_arena *arena,
                                               assay_map *map, const assay_snapshot *snapshot,
                                               const assay_plan *plan,
                                               const assay_evaluate_options *options,
                                               assay_error *err);
/* A plan over terms of a program made before, which map still numbers and whose arena was not reset: out shares them, looking nothing up.
 * *follows false, and out untouched, when the plan has a term that is none of them. */
ASSAY_MUST_USE assay_status assay_program_follow(assay_program *out, bool *follows,
                                                 assay_arena *arena, assay_map *map,
                                                 const assay_program *before,
                                                 const assay_plan *plan,
                                                 const assay_evaluate_options *options,
                                                 assay_error *err);
/* Gives the scored SYNONYM at index its df, and so its weight. */
void assay_program_weigh(assay_program *program, uint32_t index, uint64_t df);
/* Whether a node's match depends on positions (not asking below). */
static inline bool assay_plan_reads_positions(const assay_plan *plan) {
    return (plan->kind == ASSAY_PLAN_PHRASE || plan->kind == ASSAY_PLAN_NEAR) &&
           (plan->child_count > 1 || plan->fields != 0);
}
#endif
