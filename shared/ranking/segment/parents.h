/* Which ranked term a term without wdf is a form of: a list that is part of another is stored as ranks.
 *
 * A word's form is in some of the records its stem is in. Told so, a writer stores which of the stem's
 * postings they are: a bit or two each instead of a gap between records. A parent that is wrong, or not
 * there, costs space only. */
#ifndef ASSAY_RANKING_PARENTS_H
#define ASSAY_RANKING_PARENTS_H
#include "base/span.h"

typedef struct {
    void *user;
    /* The parent of a term, borrowed until the next call; {NULL, 0}: none. Must depend on the term's bytes
     * alone. Several threads call it, one at a time. */
    assay_span (*of)(void *user, assay_span term);
} assay_parents;
#endif
