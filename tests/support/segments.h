/* A naive index in memory, what a segment made of the same records must say. */
#ifndef ASSAY_TESTS_SEGMENTS_H
#define ASSAY_TESTS_SEGMENTS_H
#include "base/map.h"
#include "ranking/segment/segment.h"
#include "ranking/writing/inverter.h"

typedef struct {
    uint32_t record, wdf;
    uint32_t *positions;
    size_t position_count;
} model_posting;

typedef struct {
    model_posting *items;
    size_t count, capacity;
} model_list;

typedef struct {
    assay_map terms;
    model_list *lists; /* by term id */
    size_t list_capacity;
    uint32_t *numbers, *lengths;
    uint32_t records;
    size_t capacity;
} model;

void model_init(model *m);
void model_done(model *m);
void model_begin(model *m, uint32_t number);
/* Of the current record; positions of a term ascend. */
void model_occurrence(model *m, const char *term, uint32_t position, uint32_t wdf);
void model_filter(model *m, const char *term);

typedef struct {
    unsigned seed;
    uint32_t records, terms, length;
    bool dense; /* some terms in nearly all records, few positions */
} model_shape;
void model_random(model *m, const model_shape *shape);
/* Only the records for which keep(i) is true, in a new model. */
void model_subset(model *out, const model *m, const uint64_t *dead);

/* The records from `first` to `last` - 1 through an inverter into a file. */
void model_write_part(const model *m, uint32_t first, uint32_t last, const char *path);
void model_write(const model *m, const char *path);
void model_write_threads(const model *m, const char *path, int threads);
/* Asserts that the segment says what the model says; records are matched by number. */
void model_compare(const model *m, const assay_segment *segment);

/* Checks that say nothing while they hold: Check's own write a mark each time, too slow for millions.
 */
#define same(a, b)                                                                                 \
    do {                                                                                           \
        uint64_t same_a_ = (uint64_t)(a), same_b_ = (uint64_t)(b);                                 \
        if (same_a_ != same_b_)                                                                    \
            ck_abort_msg("%s is %llu, not %llu", #a, (unsigned long long)same_a_,                  \
                         (unsigned long long)same_b_);                                             \
    } while (0)
#define works(...)                                                                                 \
    do {                                                                                           \
        if ((__VA_ARGS__) != ASSAY_OK)                                                             \
            ck_abort_msg("%s: %s", #__VA_ARGS__, err.message);                                     \
    } while (0)

/* xorshift; never 0. */
uint32_t model_next(uint64_t *state);
#endif
