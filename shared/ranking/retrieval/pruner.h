/* The pruned evaluation's workshop: what it holds of the part and the range it is in.
 *
 * For each range of 2^16 records, by descending bound:
 *
 *   open the lists -> candidates with integer bounds (candidates.c, leading.c)
 *                  -> other lists added, those that cannot enter dropped (refine.c)
 *                  -> the rest scored by the tree, best bound first (refine.c)
 *   a match set where a count, a NOT or a filter wants one (range_bits.c)
 *
 * All integer bounds are in units of 1/shape.scale; `need` is the least bound that can still enter
 * the k best. */
#ifndef ASSAY_RANKING_PRUNER_H
#define ASSAY_RANKING_PRUNER_H
#include "ranking/retrieval/evaluator.h"
#include "ranking/retrieval/shape.h"
#include "ranking/retrieval/term_list.h"

enum {
    ASSAY_PRUNER_BATCH = 4096, /* candidates scored together at most */
    ASSAY_RANGE_WORDS = ASSAY_RANGE_SIZE / 64,
    ASSAY_PRUNER_ROOM = ASSAY_RANGE_SIZE + 2 * ASSAY_KERNEL_SLACK, /* entries of sums, ids, ... */
    ASSAY_PRUNER_MANY_LISTS = 4000 /* with more, sums of rounded-up bounds could pass 65535 */
};

typedef struct {
    assay_term_list list; /* df 0: the part has not got the term */
    bool open;
    uint16_t table[256];        /* bound by code */
    uint16_t column_table[256]; /* likewise with 0 for code 0 */
} assay_pruner_term;

/* pool.c: a range whose candidates wait in the pool; its lists stay open. */
enum { ASSAY_POOL_RANGES = 16, ASSAY_POOL_LENGTHS = 1024 };
typedef struct {
    uint32_t range;
    assay_range_list *lists; /* by program term */
    const uint8_t *lengths;  /* of the range; NULL until asked for */
    size_t first, end;       /* in ids and bounds */
} assay_pool_range;
typedef struct {
    assay_pool_range ranges[ASSAY_POOL_RANGES];
    uint32_t range_count;
    uint16_t *ids, *bounds;
    size_t count, capacity;
    uint16_t *lows; /* the best of what records score at least: low_count of capacity */
    size_t low_count;
    uint16_t shares[ASSAY_POOL_LENGTHS]; /* by length: what is sure of a bound; 0: not made */
    double exactness;                    /* what is sure of the k-th best of lows */
} assay_pool;

struct assay_pruner {
    assay_evaluation *evaluation;
    const assay_program *program;
    const assay_kernels *kernels;
    assay_shape shape;
    assay_arena part_arena, range_arena;
    assay_error *err;

    /* the part */
    size_t part;
    const assay_segment *segment;
    const uint64_t *dead;
    uint32_t records, ranges;
    assay_bm25_lengths lengths;
    assay_pruner_term *terms; /* by program term */
    uint64_t **whole;         /* by program node: bits of a SET or RANGE over the part, when made */

    /* the range */
    uint32_t range;
    bool in_range;           /* the part's range is open: lists are its */
    assay_range_list *lists; /* by program term */
    uint32_t *bounds;        /* by program term: best bound in the range, 0 when absent */
    uint64_t *filter;        /* what matches must be in; NULL until made */
    bool filter_made;
    uint32_t *handled; /* terms all records of which have been judged */
    uint32_t handled_count;

    const uint8_t *record_lengths; /* of the range; NULL until asked for */

    /* one record */
    uint32_t *wdf, *ranks;
    bool *present;
    assay_record_view view;

    /* scratch kept from query to query */
    uint16_t *sums; /* ASSAY_RANGE_SIZE, 0 between uses */
    uint16_t *ids, *id_bounds;
    uint16_t *batch, *batch_bounds;    /* being scored */
    uint16_t *found;                   /* indices into a list, */
    uint16_t *which;                   /* and of which records they are */
    uint64_t marks[ASSAY_RANGE_WORDS]; /* of records looked for, 0 between uses */
    double *scores, *parts;            /* of the batch: score so far, length part */
    uint32_t *hits;                    /* of the batch: leaves it has */
    uint8_t *has;                      /* of records looked up in a list: whether it has them, */
    uint16_t *places;                  /* and where: ranks of their postings */
    uint8_t *codes;                    /* of the batch, in one list */
    uint32_t *counts;                  /* likewise: exact wdf */
    uint16_t *leaf_places;             /* flat plans with positions: places and counts of the */
    uint32_t *leaf_counts;             /* batch in each leaf's list, leaf by leaf */
    bool warm;                         /* the query's first candidates have been scored */
    uint64_t near_read, near_fit;      /* records of the query whose positions were read, and fit */
    size_t count;                      /* candidates */
    assay_pool pool;
    bool pooled;                  /* candidates go into the pool */
    uint8_t *zero_codes;          /* ASSAY_RANGE_SIZE: what lists without codes are read with */
    assay_lazy_positions *blocks; /* positions of each term, block_slots blocks apiece */
    size_t block_count;
    unsigned block_slots;
};

static inline uint32_t assay_pruner_need(const assay_pruner *p) {
    return assay_bm25_down(assay_topk_threshold(&p->evaluation->evaluator->topk), p->shape.scale);
}
/* The list's codes, and the table to read them with. */
static inline const uint8_t *assay_pruner_codes(const assay_pruner *p,
                                                const assay_range_list *list) {
    return list->codes != NULL ? list->codes : p->zero_codes;
}

static inline uint32_t assay_pruner_best_code(const uint16_t table[256], const uint8_t *codes,
                                              uint32_t n) {
    uint32_t best = 0;
    for (uint32_t i = 0; i < n; i++)
        best = table[codes[i]] > best ? table[codes[i]] : best;
    return best;
}

/* Whether the subtree's match depends on positions. */
static inline bool assay_pruner_unsure(const assay_pruner *p, uint32_t index) {
    for (uint32_t i = index; i < p->program->nodes[index].next; i++) {
        if (assay_plan_reads_positions(p->program->nodes[i].plan))
            return true;
    }
    return false;
}

/* pruner.c: the evaluator's workshop, ready for the evaluation's program; then for a part of its
 * snapshot, and for a range of that. */
ASSAY_MUST_USE assay_status assay_pruner_get(assay_pruner **out, assay_evaluation *evaluation);
/* The pruner as the evaluation before left it, for a program that follows it. */
ASSAY_MUST_USE assay_status assay_pruner_go_on(assay_pruner **out, assay_evaluation *evaluation);
ASSAY_MUST_USE assay_status assay_pruner_open_part(assay_pruner *p, size_t part);
ASSAY_MUST_USE assay_status assay_pruner_open_range(assay_pruner *p, uint32_t range);

/* range_order.c: makes the tables of bounds by code of the part's terms. */
void assay_pruner_make_tables(assay_pruner *p);
/* range_order.c: raises the threshold to what the terms' k-th best postings are sure to score. */
void assay_pruner_prime(assay_pruner *p);
/* range_order.c: the part's ranges by descending bound; *out lives with the part. */
typedef struct {
    uint64_t bound;
    uint32_t range;
} assay_bounded_range;
ASSAY_MUST_USE assay_status assay_pruner_order(assay_bounded_range **out, assay_pruner *p);
/* range_order.c: the best bound of the term in the open range; 0 when it is not there. */
uint32_t assay_pruner_bound(const assay_pruner *p, uint32_t t);

/* range_bits.c: the range's records that the node matches, dead ones included. With optimism,
 * positions are not read and the set may be too large, below a NOT too small. */
ASSAY_MUST_USE assay_status assay_range_bits(uint64_t bits[ASSAY_RANGE_WORDS], assay_pruner *p,
                                             uint32_t index, bool optimistic);
/* Takes dead and missing records out. */
void assay_range_bits_live(uint64_t bits[ASSAY_RANGE_WORDS], const assay_pruner *p);

/* refine.c: brings the view to a record of the range. */
ASSAY_MUST_USE assay_status assay_pruner_load(assay_pruner *p, uint16_t local);
/* Makes p->filter: records that have all required terms, pass all filters and live. */
ASSAY_MUST_USE assay_status assay_pruner_filter(assay_pruner *p);
/* Scores what of the candidates can enter; none are left. `todo` are the n lists whose bounds the
 * candidates do not hold yet. */
ASSAY_MUST_USE assay_status assay_pruner_settle(assay_pruner *p, const uint32_t *todo, size_t n);

/* batch.c: maps and verifies the lengths of the range's records, once; *all: how many records. */
ASSAY_MUST_USE assay_status assay_pruner_open_lengths(uint32_t *all, assay_pruner *p);
/* batch.c: reads an IDS list in order for n records: p->found and p->which of the *found there are. */
ASSAY_MUST_USE assay_status assay_pruner_find(size_t *found, assay_pruner *p,
                                              assay_range_list *list, const uint16_t *records,
                                              size_t n);
/* batch.c: the exact length of a record of the range. */
ASSAY_MUST_USE assay_status assay_pruner_length(uint32_t *out, assay_pruner *p, uint16_t local);
/* near.c: of a scored batch of n, in those that have all words and score enough, looks at positions
 * and keeps what enters. */
ASSAY_MUST_USE assay_status assay_pruner_near(assay_pruner *p, size_t n);
/* batch.c: whether a scored record may enter: it is live and not judged before. */
ASSAY_MUST_USE assay_status assay_pruner_admit(bool *out, assay_pruner *p, size_t i);
/* batch.c: flat plans: scores p->batch[0..n), list by list, and keeps what enters. */
ASSAY_MUST_USE assay_status assay_pruner_batch(assay_pruner *p, size_t n);

/* pool.c: whether the query's candidates are pooled; moves those there are into the pool; scores what
 * of the pool can enter, and empties it. Ranges in the pool are at most ASSAY_POOL_RANGES. */
bool assay_pool_serves(const assay_pruner *p);
void assay_pool_forget(assay_pruner *p);     /* p->lengths have changed */
void assay_pool_begin_part(assay_pruner *p); /* its lists are open, p->lengths made */
ASSAY_MUST_USE assay_status assay_pool_add(assay_pruner *p, bool complete);
ASSAY_MUST_USE assay_status assay_pool_settle(assay_pruner *p);
void assay_pool_done(assay_pool *pool);

/* leading.c: the postings of one list that reach the threshold when all else gives `rest` become the
 * candidates, in order. */
ASSAY_MUST_USE assay_status assay_pruner_lead(assay_pruner *p, uint32_t t, uint32_t rest);
/* leading.c: dense lists, a part at a time: lays the list open; then appends the postings of words
 * [from, to) that have a bound >= need >= 1. */
ASSAY_MUST_USE assay_status assay_pruner_open_dense(assay_pruner *p, uint32_t t);
void assay_pruner_take_dense(assay_pruner *p, uint32_t t, size_t from, size_t to, uint32_t need);

/* candidates.c: everything in the range that can enter is scored. */
ASSAY_MUST_USE assay_status assay_pruner_range(assay_pruner *p);
#endif
