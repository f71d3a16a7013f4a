/* The planner's inside, shared by its files: planner.c (operators), planner_text.c (words and phrases), planner_words.c (wildcards, fuzzy
 * words), planner_values.c (keywords, identifiers, ranges). */
#ifndef ASSAY_SEARCH_PLANNER_INTERNAL_H
#define ASSAY_SEARCH_PLANNER_INTERNAL_H
#include "search/planner.h"

typedef struct {
    const assay_planner *planner;
    assay_arena *arena;
    assay_planned *out;
    assay_tokens tokens; /* of the leaf at work */
    uint32_t phrases;    /* numbers given to marks */
    unsigned depth;
    bool in_heading; /* the words of a heading are being planned */
    assay_error *err;
} planning;

typedef const assay_plan *plan_ref;

/* A growing list of plans in the arena. */
typedef struct {
    plan_ref *items;
    size_t count, capacity;
} plan_list;
ASSAY_MUST_USE assay_status plan_list_add(plan_list *list, planning *p, plan_ref plan);
/* One node over the list; a list of one is that one, an empty list NOTHING. */
plan_ref plan_list_join(const plan_list *list, planning *p, assay_plan_kind kind);
plan_ref plan_both(planning *p, assay_plan_kind kind, plan_ref first, plan_ref second);

/* Any node. `required`: a compound must match as one, because the parent will not rank partial matches. */
ASSAY_MUST_USE assay_status plan_node(plan_ref *out, planning *p, const assay_query_node *node,
                                      bool required);
/* planner_text.c */
ASSAY_MUST_USE assay_status plan_word(plan_ref *out, planning *p, const assay_query_node *node,
                                      bool required);
ASSAY_MUST_USE assay_status plan_word_into(plan_list *should, planning *p,
                                           const assay_query_node *node);
ASSAY_MUST_USE assay_status plan_phrase(plan_ref *out, planning *p, const assay_query_node *node);
ASSAY_MUST_USE assay_status plan_exact(plan_ref *out, planning *p, const assay_query_node *node);
/* Analyzes a leaf's text into p->tokens. */
ASSAY_MUST_USE assay_status plan_analyze(planning *p, assay_span text);
/* A token's term under the field: "Z" + stem for ranked fields, a prefix before that for others. */
ASSAY_MUST_USE assay_status plan_token(plan_ref *out, planning *p, const assay_token *token,
                                       const assay_schema_field *store);
ASSAY_MUST_USE assay_status plan_mark_token(planning *p, const assay_token *token, uint32_t phrase);
/* Limits a PHRASE or NEAR made just now to the places of a ranked field; returns it. */
plan_ref plan_in_places(plan_ref plan, const assay_schema_field *store);
ASSAY_MUST_USE assay_status plan_mark(planning *p, assay_span term, double weight, uint32_t phrase);
/* planner_near.c */
ASSAY_MUST_USE assay_status plan_near(plan_ref *out, planning *p, const assay_query_node *node);
/* planner_words.c: a wildcard or fuzzy word as one of the words of a phrase: the stems of the forms it finds, as one term. */
ASSAY_MUST_USE assay_status plan_pattern_stems(plan_ref *out, planning *p,
                                               const assay_query_node *node);
ASSAY_MUST_USE assay_status plan_pattern(plan_ref *out, planning *p, const assay_query_node *node);
/* planner_vocabulary.c */
ASSAY_MUST_USE assay_status plan_expand(plan_ref *out, planning *p, const assay_query_node *node);
bool plan_is_heading(const planning *p, const assay_query_node *node);
ASSAY_MUST_USE assay_status plan_heading(plan_ref *out, planning *p, const assay_query_node *node);
ASSAY_MUST_USE assay_status plan_action(plan_ref *out, planning *p, const assay_query_node *node);
/* planner_values.c */
ASSAY_MUST_USE assay_status plan_keyword(plan_ref *out, planning *p, const assay_query_node *node);
ASSAY_MUST_USE assay_status plan_id(plan_ref *out, planning *p, const assay_query_node *node);
ASSAY_MUST_USE assay_status plan_range(plan_ref *out, planning *p, const assay_query_node *node);
ASSAY_MUST_USE assay_status plan_change(plan_ref *out, planning *p, const assay_query_node *node);
ASSAY_MUST_USE assay_status plan_has(plan_ref *out, planning *p, const assay_query_node *node);

/* planner_fields.c: a leaf of the field `all`, and a group whose greater values stand higher */
ASSAY_MUST_USE assay_status plan_everywhere(plan_ref *out, planning *p,
                                            const assay_query_node *node);
ASSAY_MUST_USE assay_status plan_tilt(plan_ref *out, planning *p, const assay_query_node *node,
                                      bool required);

/* prefix + text as a term in the arena, cut at ASSAY_TERM_MAX. */
ASSAY_MUST_USE assay_status plan_term_bytes(assay_span *out, planning *p, const char *prefix,
                                            assay_span text);
#endif
