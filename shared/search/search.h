/* A query in, an answer out: what both engines, all output formats and the tests share.
 *
 *   text -> query tree -> plan -> ranking core, or libxapian -> hits -> pinned, tied, sorted, collapsed -> results
 *
 * Order: score descending; scores that differ by less than ASSAY_SEARCH_TIE of themselves are one score and stand in byte order of the
 * records' identities, so that the same records give the same answer whatever order they were added in, on both engines. Records whose
 * identifier stands bare in the query come first.
 *
 * A search is an index open for one thread (assay_search_share makes one for another). Results own all they show; records themselves are
 * loaded when asked for (assay_search_load). A writer going on is not noticed: what it takes away is reopened and the query repeated. */
#ifndef ASSAY_SEARCH_SEARCH_H
#define ASSAY_SEARCH_SEARCH_H
#include "index/reader.h"
#include "query/parse.h"
#include "search/feedback.h"
#include "search/planner.h"
#include "search/settings.h"

typedef struct assay_search assay_search;

/* As assay_reader_open. *out is the caller's: assay_search_close. */
ASSAY_MUST_USE assay_status assay_search_open(assay_search **out, const char *dir,
                                              assay_error *err);
void assay_search_close(assay_search *search); /* NULL is fine */
/* One more over the same open segments, for another thread. search must not be in use meanwhile. */
ASSAY_MUST_USE assay_status assay_search_share(assay_search **out, assay_search *search,
                                               assay_error *err);
/* Reads a file of synonyms (vocabulary/thesaurus_read.h) for this search and those shared from it later, to be asked before the vocabularies
 * the index carries. Before the first query. */
ASSAY_MUST_USE assay_status assay_search_add_synonyms(assay_search *search, const char *path,
                                                      assay_error *err);
/* Borrowed until close. */
assay_reader *assay_search_reader(assay_search *search);
assay_analyzer *assay_search_analyzer(assay_search *search);

typedef enum { ASSAY_ENGINE_RANKING = 0, ASSAY_ENGINE_XAPIAN = 1 } assay_search_engine;
const char *assay_search_engine_name(assay_search_engine engine); /* "ranking", "xapian" */
bool assay_search_engine_parse(assay_search_engine *out, assay_span name);

typedef enum {
    ASSAY_SORT_RELEVANCE = 0,
    ASSAY_SORT_DATE,
    ASSAY_SORT_UPDATED,
    ASSAY_SORT_TITLE,
    ASSAY_SORT_AUTHOR, /* the first */
    ASSAY_SORT_JOURNAL,
    ASSAY_SORT_ENROLMENT,
    ASSAY_SORT_DISTANCE, /* to the place of the query's (or filter's) first near: */
    ASSAY_SORT_ID
} assay_search_sort;

typedef struct {
    assay_search_sort by;
    bool descending;
} assay_search_order;
const char *assay_search_sort_name(assay_search_sort sort);
/* "date", "date:asc", "title:desc"; without a direction: newest, largest, nearest first, titles and ids from A. */
bool assay_search_order_parse(assay_search_order *out, assay_span text);

/* How much is done for the order of the answer; the manual has each one's quality and cost. */
typedef enum {
    ASSAY_RANK_DEFAULT =
        0, /* BM25, general stems of long queries the less, words near each other, and likeness to its best answers (settings.h) */
    ASSAY_RANK_FAST, /* BM25 alone */
    ASSAY_RANK_DEEP  /* BM25 and strong feedback (feedback.h) */
} assay_search_rank;
bool assay_search_rank_parse(assay_search_rank *out, assay_span name);

typedef enum {
    ASSAY_COLLAPSE_NONE = 0,
    ASSAY_COLLAPSE_DOI,
    ASSAY_COLLAPSE_NCT,
    ASSAY_COLLAPSE_DUP /* same DOI, PMID, NCT number or title */
} assay_search_collapse;
bool assay_search_collapse_parse(assay_search_collapse *out, assay_span name);

/* Whether the query is read as a patient's description (patient.h): one that is one by itself, none, all. YES looks among trials only; AUTO leaves
 * out no other records, and of trials those that do not take the age and sex. */
typedef enum {
    ASSAY_SEARCH_PATIENT_NO = -1,
    ASSAY_SEARCH_PATIENT_AUTO = 0,
    ASSAY_SEARCH_PATIENT_YES = 1
} assay_search_patient;

/* #n and @name are the caller's to answer, synonyms when the vocabularies are not to be asked; any may be NULL. As in planner.h. */
typedef struct {
    void *user;
    assay_status (*named)(const assay_query_node **out, void *user, assay_arena *arena,
                          const assay_query_node *reference, assay_error *err);
    assay_status (*expand)(const assay_query_node *const **out, size_t *count, void *user,
                           assay_arena *arena, const assay_query_node *leaf, assay_error *err);
} assay_search_hooks;

typedef struct {
    assay_span query;             /* text, unless tree is given */
    const assay_query_node *tree; /* must outlive the results */
    assay_span
        filter; /* a query that restricts and does not rank; conditions side by side must all hold */
    assay_search_patient patient;
    assay_parse_options parse;
    assay_search_engine engine;
    uint32_t offset, count; /* hits [offset, offset + count) */
    bool all;               /* every hit from offset on */
    bool exact_count;
    assay_search_order order;
    assay_search_collapse collapse;
    double k1, b;
    assay_search_settings settings; /* what else the ranking is made of */
    assay_evaluate_mode mode;       /* of the ranking core */
    assay_planner_options planner;
    assay_search_rank rank;
    assay_feedback_options feedback; /* records not 0: instead of the rank's own */
    bool suggest;                    /* look for the words meant by those no record has */
    bool expand;          /* every word and term with its synonyms, as if ~ stood before it */
    assay_span facets;    /* "phase,status:20": names, and how many values of each; empty: none */
    assay_span histogram; /* "dp:month", "start:year" */
    assay_search_hooks hooks;
    const atomic_bool *cancel; /* as in assay_evaluate_options */
} assay_search_request;

/* BM25's b, unless asked otherwise; a patient's description takes the second in its place: trials that say more are not about less. */
#define ASSAY_SEARCH_B 0.75
#define ASSAY_SEARCH_PATIENT_B 0.5
/* 10 hits, k1 1.2, b 0.75, ranking core, relevance. */
assay_search_request assay_search_defaults(void);

enum {
    ASSAY_SEARCH_TIES_MAX =
        10000, /* equal scores beyond the last hit shown that are put in order of identity; the rest by number */
    ASSAY_FACET_VALUES = 10
};
#define ASSAY_SEARCH_TIE 1e-9

typedef struct {
    assay_docid docid;
    double score;
    double likeness;     /* part of the score: how like the best answers it is (likeness.h) */
    assay_span identity; /* "nct:NCT01590069" */
    bool pinned;         /* first because the query names it */
    double distance_km;  /* sorted by distance; else -1 */
    const assay_span *collapsed; /* identities of the hits that stand behind this one */
    size_t collapsed_count;
} assay_search_hit;

typedef struct {
    assay_span value;
    uint64_t count;
} assay_facet_value;
typedef struct {
    assay_span name;
    const assay_facet_value
        *values; /* most frequent first, then by value; a histogram's: by value */
    size_t count;
    size_t distinct;  /* values in all */
    uint64_t missing; /* matches without a value */
} assay_facet;

/* What a node of the tree stands for besides itself: synonyms of a leaf, headings below one (or substances of an action), the query behind
 * a #n or @name, what a named filter asks. */
typedef enum {
    ASSAY_MEANING_NAMED,
    ASSAY_MEANING_SYNONYMS,
    ASSAY_MEANING_NARROWER,
    ASSAY_MEANING_FILTER
} assay_meaning_kind;
typedef struct {
    assay_meaning_kind kind;
    const assay_query_node *node;
    const assay_query_node *const *others;
    size_t count; /* may be 0 */
} assay_search_meaning;

/* A word of the query that no record has, and the word of the index most like it. */
typedef struct {
    size_t column; /* of the leaf it stands in */
    assay_span typed, word;
    uint64_t records; /* that have the word */
} assay_suggestion;

/* How many records a part of a query that found nothing has. */
typedef struct {
    assay_span text;
    uint64_t matches;
} assay_search_clause;

typedef struct {
    uint64_t parse_us, plan_us, match_us, total_us;
} assay_search_times;

typedef struct {
    assay_arena arena; /* holds everything below */
    assay_search_hit *hits;
    size_t count;
    uint32_t offset;
    uint64_t total;   /* records that match: all when total_is_exact, else at least so many */
    uint64_t at_most; /* and at most so many */
    bool total_is_exact;
    assay_query query, filter; /* as parsed; warnings are below too */
    assay_span parsed;         /* canonical text */
    assay_planned planned;
    const assay_plan *plan; /* evaluated: query and filter together */
    const assay_plan *
        nearness; /* what the first hits scored besides by words near each other (search_nearness.c); NULL: nothing */
    double b;                       /* it was evaluated with */
    bool patient;                   /* the query was read as a patient's description */
    assay_search_meaning *meanings; /* synonyms and named queries that were used */
    size_t meaning_count, meaning_capacity;
    const assay_query_warning *warnings;
    size_t warning_count;
    const assay_facet *facets;
    size_t facet_count;
    const assay_facet *histogram;        /* NULL: none asked for */
    const assay_suggestion *suggestions; /* in the order of the query; never applied */
    size_t suggestion_count;
    assay_span did_you_mean; /* the query's text with all of them; empty when there are none */
    const assay_search_clause *clauses; /* of a query of several parts without any match */
    size_t clause_count;
    assay_xapian_statistics statistics;
    assay_search_engine engine;
    assay_evaluate_statistics cost; /* of the ranking core */
    assay_search_times times;
} assay_search_results;

/* Zero-initialise once; run empties what was there before. ASSAY_E_SYNTAX and ASSAY_E_USAGE for the query, ASSAY_E_UNSUPPORTED for what
 * the engine cannot do, ASSAY_E_NOT_FOUND never. On failure results hold nothing but are to be done all the same. */
ASSAY_MUST_USE assay_status assay_search_run(assay_search_results *results, assay_search *search,
                                             const assay_search_request *request, assay_error *err);
void assay_search_results_done(assay_search_results *results);

/* A hit's record, in the arena. ASSAY_E_NOT_FOUND when it was deleted since. */
ASSAY_MUST_USE assay_status assay_search_load(assay_record *record, assay_search *search,
                                              assay_arena *arena, assay_docid docid,
                                              assay_error *err);
/* The record an identifier means: an identity, "scheme:value", or a bare number of a registry. 0 when there is none. */
ASSAY_MUST_USE assay_status assay_search_find(assay_docid *out, assay_search *search,
                                              assay_span typed, assay_error *err);
#endif
