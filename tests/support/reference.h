/* A collection in plain arrays and the answer to a plan by brute force: what both evaluations must
 * give to the last bit. Shares no code with shared/ranking but the plan. */
#ifndef ASSAY_TESTS_REFERENCE_H
#define ASSAY_TESTS_REFERENCE_H
#include "ranking/retrieval/evaluate.h"

typedef struct {
    uint32_t term, wdf;
    uint32_t *positions;
    uint32_t position_count;
} reference_posting;

typedef struct {
    uint32_t number, length, part;
    bool dead;
    reference_posting *postings; /* ascending by term */
    uint32_t posting_count;
    bool has_value;
    int64_t value;
    double real;
    char fields[16]; /* bytes of the "fields" column */
    uint32_t field_size;
} reference_record;

typedef struct {
    reference_record *records; /* ascending by number */
    uint32_t count, parts, terms;
} reference;

typedef struct {
    uint64_t seed;
    uint32_t records, terms, parts;
    uint32_t dead_percent;
} reference_shape;

uint32_t reference_draw(uint64_t *state, uint32_t below);
void reference_make(reference *out, const reference_shape *shape);
void reference_done(reference *r);
/* The bytes of term t, "" when it is never indexed; static per t. */
const char *reference_term(char out[16], uint32_t t);
bool reference_is_filter(uint32_t t);
bool reference_has_positions(uint32_t t);
/* The part's records through an inverter into a file. */
void reference_write(const reference *r, uint32_t part, const char *path);

/* A random plan over the collection's terms. */
const assay_plan *reference_plan(assay_arena *arena, const reference *r, uint64_t *state,
                                 unsigned depth);
/* All live matches, best first, into hits (malloc'd); returns how many. */
size_t reference_search(assay_hit **hits, const reference *r, const assay_plan *plan,
                        const assay_evaluate_options *options);
#endif
