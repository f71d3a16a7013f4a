/* A search's inside, shared by search*.c: what one run of a query holds, and the steps it goes through. Not for other files. */
#ifndef ASSAY_SEARCH_SEARCH_INTERNAL_H
#define ASSAY_SEARCH_SEARCH_INTERNAL_H
#include "index/columns.h"
#include "search/completion.h"
#include "search/execute_xapian.h"
#include "search/likeness.h"
#include "search/patient.h"
#include "search/search.h"
#include "vocabulary/synonyms.h"

struct assay_search {
    assay_reader *reader;
    assay_analyzer *analyzer;
    assay_evaluator *evaluator;
    assay_terms *terms;       /* of records that feed back; NULL until then */
    assay_hits hits;          /* scratch */
    assay_record_list list;   /* scratch */
    assay_synonyms *synonyms; /* NULL until asked for; may be shared */
};

/* A place by name, and the same with its coordinates. */
typedef struct {
    const assay_query_node *named, *found;
} search_named_place;

typedef struct {
    assay_search *search;
    const assay_search_request *request;
    assay_search_results *out;
    assay_arena *arena;             /* the results' */
    const assay_snapshot *snapshot; /* NULL: segments cannot be opened, libxapian answers alone */
    assay_column_set columns;       /* over the same segments */
    assay_set_column identities, signatures;
    const assay_likeness *likeness; /* to the best answers; NULL: nothing learnt */
    assay_execute_xapian xapian;
    assay_query_warning *warnings;
    size_t warning_count, warning_capacity;
    double b;                      /* BM25's */
    assay_patient *patient;        /* the query was a patient's description; NULL: it was not */
    bool counted;                  /* the answer's total is known */
    bool disagree;                 /* deep looked, and learns nothing: answered as by default */
    const assay_query_node *place; /* first near: met, for sorting by distance */
    search_named_place *places;    /* looked up */
    size_t place_count, place_capacity;
    assay_error *err;
} search_run;

/* A hit on its way to the answer. */
typedef struct {
    assay_docid docid;
    double score;
    double likeness;                  /* its part of the score */
    assay_likeness_entries signature; /* {NULL, 0}: not read yet */
    assay_span identity;
    bool pinned;
    double distance_km;
} search_item;
typedef struct {
    search_item *items; /* in the arena */
    size_t count;
    bool complete; /* there are no more hits than these */
} search_items;

ASSAY_MUST_USE assay_status search_warn(search_run *run, const char *code, size_t column,
                                        const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* search_plan.c: text to tree to plan, with all that is remarked on the way. */
ASSAY_MUST_USE assay_status search_plan(search_run *run);
/* A part of the query as a plan of its own, restricted by nothing. */
ASSAY_MUST_USE assay_status search_plan_part(const assay_plan **out, search_run *run,
                                             const assay_query_node *node);

/* search.c: one plan on the engine asked for; into search->hits, search->list. Hits that score less than the floor may be left out. */
ASSAY_MUST_USE assay_status search_evaluate(search_run *run, const assay_plan *plan, uint32_t k,
                                            double floor, bool count);
/* What these records, ascending, score by the plan; 0 for those it does not match. */
ASSAY_MUST_USE assay_status search_scores(double *scores, search_run *run, const assay_plan *plan,
                                          const uint32_t *records, size_t count);
ASSAY_MUST_USE assay_status search_matches(search_run *run, const assay_plan *plan);
/* The identity of a record, borrowed from segment or arena; empty when it is gone. */
ASSAY_MUST_USE assay_status search_identity(assay_span *out, search_run *run, assay_docid docid);

/* search_hits.c: the best `want` hits in the order of the answer, maybe some more. */
ASSAY_MUST_USE assay_status search_hits_best(search_items *out, search_run *run, size_t want);
/* search_sort.c: all matches in order of a column; the first `want` of them have their scores. */
ASSAY_MUST_USE assay_status search_hits_sorted(search_items *out, search_run *run, size_t want);
/* search_collapse.c: puts hits behind the first of their kind; fills out->hits from run's window. */
ASSAY_MUST_USE assay_status search_collapse_window(bool *enough, search_run *run,
                                                   const search_items *items, size_t want);

/* search_patient.c: a patient's description to the words to show as the query, and the filter in place of the request's, run->patient set;
 * nothing is done to a query that is none. Then to a plan. */
ASSAY_MUST_USE assay_status search_patient_read(assay_span *query, assay_span *filter,
                                                search_run *run);
ASSAY_MUST_USE assay_status search_patient_plan(search_run *run);

/* search_likeness.c: whether the answer is put in order by a light second look, of nearness and likeness. */
bool search_looks_twice(const search_run *run);
/* Whether the best of an answer are of one kind, so that there is something to learn from them. */
ASSAY_MUST_USE assay_status search_likeness_agree(bool *out, search_run *run, search_item *items,
                                                  size_t count);
/* The light second look. Whether the request asks for likeness. */
bool search_likeness_wanted(const search_run *run);
/* Learns from the first answer, best first, at least the head of it unless there are fewer. */
ASSAY_MUST_USE assay_status search_likeness_learn(search_run *run, search_item *items,
                                                  size_t count);
/* Adds what was learnt to the scores of the first answer and puts it in order, but for ties. */
ASSAY_MUST_USE assay_status search_likeness_apply(search_run *run, search_item *items,
                                                  size_t count);

/* search_nearness.c: whether the request asks for it, of a query that has words side by side. */
bool search_nearness_wanted(const search_run *run);
/* Adds to the scores of the first of the first answer, best first, what their words near each other are worth (out->nearness says what that is);
 * the order is left to the caller. */
ASSAY_MUST_USE assay_status search_nearness_apply(search_run *run, search_item *items,
                                                  size_t count);

/* search_feedback.c: gives out->plan what its best answers have in common. */
ASSAY_MUST_USE assay_status search_feedback(search_run *run);

/* search_synonyms.c: the vocabularies, opened at the first need. */
ASSAY_MUST_USE assay_status search_vocabularies(assay_synonyms **out, assay_search *search,
                                                assay_error *err);
/* Puts ~ before what the request wants expanded; the tree is copied, not changed. */
ASSAY_MUST_USE assay_status search_expand_query(assay_query_node **root, search_run *run);
/* What the planner's resolver answers from the vocabularies. */
ASSAY_MUST_USE assay_status search_expand(const assay_query_node *const **out, size_t *count,
                                          search_run *run, const assay_query_node *leaf);
ASSAY_MUST_USE assay_status search_explode(const assay_query_node *const **out, size_t *count,
                                           search_run *run, const assay_query_node *leaf);

/* search_spelling.c: fills out->suggestions. */
ASSAY_MUST_USE assay_status search_spelling(search_run *run);

/* search_relations.c: what the planner's resolver answers from records. */
ASSAY_MUST_USE assay_status search_related(const uint32_t **out, size_t *count, void *user,
                                           assay_arena *arena, assay_query_field field,
                                           assay_span id, assay_error *err);
/* search_place_names.c: the place with its coordinates; ASSAY_E_USAGE when no site has its name. */
ASSAY_MUST_USE assay_status search_place(const assay_query_node **out, search_run *run,
                                         const assay_query_node *place);
/* search_places.c */
ASSAY_MUST_USE assay_status search_near(const uint32_t **out, size_t *count, void *user,
                                        assay_arena *arena, const assay_query_node *place,
                                        assay_error *err);
ASSAY_MUST_USE assay_status search_same_site(const uint32_t **out, size_t *count, void *user,
                                             assay_arena *arena, const assay_query_node *conditions,
                                             assay_error *err);
/* Kilometres from the place to the record's nearest site; -1 without one. */
ASSAY_MUST_USE assay_status search_distance(double *out, search_run *run,
                                            const assay_query_node *place, assay_docid docid);

/* search_facets.c */
ASSAY_MUST_USE assay_status search_facets(search_run *run);

/* completion_stems.c: puts for each stem of a field the word a record has, where one is found at once. */
ASSAY_MUST_USE assay_status search_complete_stems(assay_completion *items, size_t count,
                                                  assay_search *search, assay_arena *arena,
                                                  assay_query_field field, assay_error *err);
#endif
