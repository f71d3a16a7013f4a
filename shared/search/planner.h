/* From a query tree to a plan: analyzes its words, resolves its fields, looks its patterns up in the dictionary.
 *
 *   query tree -> planner -> assay_plan, which the ranking core and (through execute_xapian) libxapian both evaluate
 *
 * What each kind of leaf becomes:
 *   word         ranked OR of its tokens (IL-2: il, 2, il2). Required, it must match as a compound: its parts side by side or joined
 *   field:word   a filter that ranks by the text weight: positions in the field, or a filter term of a field that is not ranked
 *   "phrase"     its parts at their distances; ~n: in any order with at most n other words between
 *   =form        records with this very form, ranked by its stem
 *   wild* fuzzy~ records with any of the forms found in the dictionary, ranked as one term by their stems
 *   ~term        itself and its synonyms as one term
 *   mesh:heading its words, or the heading and all headings below it in a loaded tree, as one term; mesh:=heading this whole heading alone
 *   keyword      the term of the whole value
 *   range, age   value columns; has: presence terms
 *
 * Everything made lives in the arena given. A planner serves one thread and is used for many queries. */
#ifndef ASSAY_SEARCH_PLANNER_H
#define ASSAY_SEARCH_PLANNER_H
#include "index/schema.h"
#include "query/query.h"
#include "ranking/retrieval/plan.h"
#include "text/analyzer.h"

/* The words an index knows, in byte order: visit is called for each term that starts with prefix until it returns false. */
typedef struct {
    void *user;
    assay_status (*scan)(void *user, assay_span prefix,
                         bool (*visit)(void *visitor, assay_span term, uint64_t df), void *visitor,
                         assay_error *err);
    /* Live records with the term. */
    assay_status (*frequency)(uint64_t *out, void *user, assay_span term, assay_error *err);
} assay_planner_dictionary;

/* Records named in a query (cites:, citedby:, linked:) and sets that need the records themselves (near:, #n, @saved). Any may be NULL:
 * then such a leaf is refused with ASSAY_E_UNSUPPORTED. Sets are ascending record numbers in the arena. */
typedef struct {
    void *user;
    assay_status (*related)(const uint32_t **out, size_t *count, void *user, assay_arena *arena,
                            assay_query_field field, assay_span id, assay_error *err);
    assay_status (*near)(const uint32_t **out, size_t *count, void *user, assay_arena *arena,
                         const assay_query_node *place, assay_error *err);
    assay_status (*same_site)(const uint32_t **out, size_t *count, void *user, assay_arena *arena,
                              const assay_query_node *conditions, assay_error *err);
    /* The query a #n or @name stands for. */
    assay_status (*named)(const assay_query_node **out, void *user, assay_arena *arena,
                          const assay_query_node *reference, assay_error *err);
    /* Words and phrases to search besides `text` (~term, --expand): parsed, in the arena. */
    assay_status (*expand)(const assay_query_node *const **out, size_t *count, void *user,
                           assay_arena *arena, const assay_query_node *leaf, assay_error *err);
    /* The heading a leaf of a MeSH field names in a loaded tree and, unless it says no_explode, those below it; none when no tree has it.
     * For a leaf of the field pa: the substances that have this pharmacological action. NULL: no trees. */
    assay_status (*explode)(const assay_query_node *const **out, size_t *count, void *user,
                            assay_arena *arena, const assay_query_node *leaf, assay_error *err);
} assay_planner_resolver;

/* One thing to mark in an answer's text. */
typedef struct {
    assay_span term; /* "Z" + stem, or "W" + form when only this form counts */
    double weight;   /* its share in the ranking, > 0 */
    uint32_t phrase; /* terms of one phrase share a number > 0 and follow each other; 0: alone */
} assay_plan_mark;

/* A plain word of a ranked group, at its place among them: what nearness is asked of. */
typedef struct {
    assay_span term; /* "Z" + stem */
    uint32_t position;
} assay_plan_place;

/* A leaf that became many words. */
typedef struct {
    const assay_query_node *leaf;
    size_t terms; /* used */
    size_t found; /* more than terms when the limit was met: the most frequent are used */
    const assay_span *words; /* those used, most frequent first, without prefix */
} assay_plan_expansion;

typedef struct {
    const assay_plan *root; /* never NULL: NOTHING for an empty query */
    assay_plan_mark *marks;
    size_t mark_count, mark_capacity;
    assay_plan_place *places; /* ascending by position; stop words count as positions only */
    size_t place_count, place_capacity;
    uint32_t places_end; /* the next word's position */
    assay_plan_expansion *expansions;
    size_t expansion_count, expansion_capacity;
    assay_span *ignored; /* stop words left out of a ranked OR */
    size_t ignored_count, ignored_capacity;
    assay_span *identifiers; /* "scheme:value" recognised bare: their records come first */
    size_t identifier_count, identifier_capacity;
} assay_planned;

enum { ASSAY_PLANNER_EXPANSION_MAX = 4096 };

/* General stems (text/general_stems.h) in a ranked OR of more than `few` words weigh the less the more words there are, down to this share
 * of their weight where there are `many`. */
typedef struct {
    double share; /* 0, 1: they keep their weight */
    uint32_t few, many;
} assay_planner_general;

/* A word in parts (IL-2) is in a ranked OR three times: il, 2 and il2. What its parts of a single letter or digit, which stand everywhere, and
 * the joined word keep of their weight. */
typedef struct {
    double letter, joined; /* 0, 1: all of it */
} assay_planner_compound;

typedef struct {
    bool keep_stop_words; /* rank by them too */
    assay_planner_general general;
    assay_planner_compound compound;
} assay_planner_options;

typedef struct {
    assay_analyzer *analyzer; /* borrowed; forgets between queries as it likes */
    assay_planner_dictionary dictionary;
    assay_planner_resolver resolver;
    assay_planner_options options;
} assay_planner;

/* ASSAY_E_UNSUPPORTED, ASSAY_E_SYNTAX (a value the field does not take), ASSAY_E_LIMIT, and what the callbacks return. */
ASSAY_MUST_USE assay_status assay_planner_run(assay_planned *out, const assay_planner *planner,
                                              assay_arena *arena, const assay_query_node *root,
                                              assay_error *err);
#endif
