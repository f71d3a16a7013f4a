/* Whether positions of several words fit a phrase or lie near each other: plan.h's rules for one
 * record.
 *
 * Every word has an ascending list of positions, none twice. Any thread. */
#ifndef ASSAY_RANKING_PROXIMITY_H
#define ASSAY_RANKING_PROXIMITY_H
#include "ranking/retrieval/plan.h"

typedef struct {
    const uint32_t *items; /* ascending; borrowed */
    uint32_t count;
} assay_positions;

/* Positions a field covers. */
typedef struct {
    uint32_t begin, end; /* end exclusive */
} assay_interval;

/* lists[i] belongs to the i-th child of the PHRASE or NEAR. Without fields the rule holds anywhere;
 * with them, inside one of the intervals. */
bool assay_proximity_fits(const assay_plan *plan, const assay_positions *lists);
bool assay_proximity_fits_within(const assay_plan *plan, const assay_positions *lists,
                                 assay_interval interval);

/* Whether children a and b alone can be at their offsets: needed for an exact phrase to fit. */
bool assay_proximity_pair_fits(const assay_plan *plan, const assay_positions *lists, uint32_t a,
                               uint32_t b);

/* Reads the next interval of the fields wanted out of a record's field bytes; *at starts as the
 * whole value and *start as 0. False when there are no more; damage reads as the end. */
typedef struct {
    assay_span left;
    uint32_t field, start; /* of the interval being open */
    bool open;
} assay_field_reader;
bool assay_field_reader_next(assay_interval *out, assay_field_reader *reader, uint64_t fields);
#endif
