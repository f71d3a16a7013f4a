/* What a ranking is made of, in numbers: the defaults, and how an experiment sets others by name.
 *
 *   "nearness=0.125,head=30"   over whatever stands there
 *
 * The defaults are chosen by bench/crossvalidate.py on test collections left out in turn (bench/relevance.md). Nothing but evaluation sets others. */
#ifndef ASSAY_SEARCH_SETTINGS_H
#define ASSAY_SEARCH_SETTINGS_H
#include "search/feedback.h"
#include "search/likeness.h"
#include "search/planner.h"

enum { ASSAY_SETTINGS_DEPTH_MAX = ASSAY_LIKENESS_HEAD_MAX }; /* of nearness and the head */

typedef struct {
    /* Shorter records score as if they had this share of the average length: a title without an abstract is not the better for it. */
    double min_normlen;
    assay_planner_general general;   /* not with --rank fast, */
    assay_planner_compound compound; /* neither */
    /* Of the BM25 of two words of the query that stand near each other, in the first `depth` records of the first answer; words at most `gap` apart
     * are neighbours, and may stand `slack` farther than in the query. 0: nothing is looked for. */
    double nearness;
    uint32_t nearness_depth, nearness_gap, nearness_slack;
    assay_feedback_options likeness;
    double agreement; /* when the best are of one kind (likeness.h) */
    uint32_t head;    /* records put in order by themselves (likeness.h) */
} assay_search_settings;

assay_search_settings assay_search_settings_defaults(void);
/* ASSAY_E_USAGE: a name that is none, a value out of its range. */
ASSAY_MUST_USE assay_status assay_search_settings_set(assay_search_settings *settings,
                                                      assay_span text, assay_error *err);
#endif
