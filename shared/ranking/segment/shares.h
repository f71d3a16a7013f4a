/* Where a segment's bytes go: what each kind of term takes of each part.
 *
 * For maintainers who look for what to make smaller. The kinds are the caller's; the core knows terms as
 * bytes only. Reads the dictionary and the heads of all lists: seconds, not minutes. */
#ifndef ASSAY_RANKING_SHARES_H
#define ASSAY_RANKING_SHARES_H
#include "ranking/segment/segment.h"

typedef enum {
    ASSAY_SHARE_TERMS,     /* DICTIONARY: the terms' bytes and the sizes of entries */
    ASSAY_SHARE_INLINE,    /* DICTIONARY: lists that stand there whole */
    ASSAY_SHARE_ENTRIES,   /* DICTIONARY: statistics and places of the other lists */
    ASSAY_SHARE_RECORDS,   /* POSTINGS: all but codes: ids, directories, bounds, patches */
    ASSAY_SHARE_CODES,     /* POSTINGS: codes */
    ASSAY_SHARE_POSITIONS, /* POSITIONS */
    ASSAY_SHARE_COUNT
} assay_share_part;

typedef struct {
    uint64_t terms, postings;
    uint64_t bytes[ASSAY_SHARE_COUNT];
} assay_share;

typedef struct {
    void *user;
    unsigned (*kind_of)(void *user, assay_span term); /* below `kinds` */
    unsigned kinds;
} assay_share_kinds;

/* Adds the segment's shares to out[kinds->kinds]. A list that several terms stand in counts for the
 * first of them; what aligns a list counts for the one before. */
ASSAY_MUST_USE assay_status assay_segment_shares(assay_share *out, const assay_segment *segment,
                                                 const assay_share_kinds *kinds, assay_error *err);
#endif
