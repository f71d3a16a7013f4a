#include "search/planner.h"

#include "search/planner_internal.h"
#include "text/general_stems.h"

assay_status plan_list_add(plan_list *list, planning *p, plan_ref plan) {
    if (plan == NULL)
        return assay_fail_memory(p->err);
    ASSAY_TRY(assay_arena_grow(p->arena, &list->items, &list->capacity, list->count,
                               sizeof *list->items, p->err));
    list->items[list->count++] = plan;
    return ASSAY_OK;
}

plan_ref plan_list_join(const plan_list *list, planning *p, assay_plan_kind kind) {
    if (list->count == 0)
        return assay_plan_leaf(p->arena, ASSAY_PLAN_NOTHING);
    if (list->count == 1)
        return list->items[0];
    return assay_plan_many(p->arena, kind, list->items, list->count);
}

plan_ref plan_both(planning *p, assay_plan_kind kind, plan_ref first, plan_ref second) {
    const plan_ref pair[2] = {first, second};
    return assay_plan_many(p->arena, kind, pair, 2);
}

assay_status plan_term_bytes(assay_span *out, planning *p, const char *prefix, assay_span text) {
    size_t head = strlen(prefix), room = ASSAY_TERM_MAX - head;
    if (text.size > room)
        text.size = room;
    char *bytes = assay_arena_alloc(p->arena, head + text.size + 1);
    if (bytes == NULL)
        return assay_fail_memory(p->err);
    memcpy(bytes, prefix, head);
    if (text.size != 0)
        memcpy(bytes + head, text.data, text.size);
    *out = assay_span_make(bytes, head + text.size);
    return ASSAY_OK;
}

static plan_ref boosted(planning *p, plan_ref plan, double boost) {
    return boost == 1 ? plan : assay_plan_weigh(p->arena, ASSAY_PLAN_SCALE, plan, boost);
}

/* ---- operators ---- */

/* Sorted by what they are to their group. */
typedef struct {
    plan_list must, should, not ;
} group_parts;

static assay_status add_group_child(group_parts *parts, planning *p,
                                    const assay_query_node *child) {
    plan_ref plan = NULL;
    if (child->occur == ASSAY_OCCUR_SHOULD && child->op == ASSAY_QUERY_WORD && child->boost == 1 &&
        child->field != ASSAY_QUERY_FIELD_EVERYWHERE)
        return plan_word_into(&parts->should, p, child);
    size_t places = p->out->place_count;
    p->out->places_end += ASSAY_SCHEMA_GAP;
    ASSAY_TRY(plan_node(&plan, p, child, child->occur != ASSAY_OCCUR_SHOULD));
    if (child->occur == ASSAY_OCCUR_NOT)
        p->out->place_count = places;
    p->out->places_end += ASSAY_SCHEMA_GAP;
    plan_list *list = child->occur == ASSAY_OCCUR_MUST  ? &parts->must
                      : child->occur == ASSAY_OCCUR_NOT ? &parts->not
                                                        : &parts->should;
    return plan_list_add(list, p, plan);
}

static void merge(const assay_plan *kept, const assay_plan *again) {
    assay_plan *mine = (assay_plan *)(uintptr_t)kept; /* made just now, by us */
    mine->wqf += again->wqf;
    if (again->factor > mine->factor)
        mine->factor = again->factor;
}

/* The same term asked for twice is one leaf with a higher query frequency, which saturates (bm25.h): a long question repeats itself. */
static void merge_repeats(plan_list *list) {
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        size_t same = kept;
        if (list->items[i]->kind == ASSAY_PLAN_TERM)
            for (same = 0; same < kept; same++)
                if (list->items[same]->kind == ASSAY_PLAN_TERM &&
                    assay_span_equal(list->items[same]->term, list->items[i]->term))
                    break;
        if (same < kept)
            merge(list->items[same], list->items[i]);
        else
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
}

/* Of their weight that general stems keep in a ranked OR of so many words. */
static double share_of_general(const assay_planner_general *general, size_t words) {
    if (general->share == 0 || words <= general->few)
        return 1;
    if (words >= general->many)
        return general->share;
    double way = (double)(words - general->few) / (double)(general->many - general->few);
    return 1 - (1 - general->share) * way;
}

/* A long question repeats its subject in other words, and what it says besides is common to all records. */
static void weigh_general(const plan_list *list, const planning *p) {
    double share = share_of_general(&p->planner->options.general, list->count);
    for (size_t i = 0; i < list->count && share < 1; i++) {
        assay_plan *plan = (assay_plan *)(uintptr_t)list->items[i]; /* made just now, by us */
        if (plan->kind == ASSAY_PLAN_TERM && assay_span_starts(plan->term, ASSAY_SPAN("Z")) &&
            assay_general_stems_has(assay_span_skip(plan->term, 1)))
            plan->factor *= share;
    }
}

static plan_ref join_group(group_parts *parts, planning *p) {
    merge_repeats(&parts->should);
    weigh_general(&parts->should, p);
    plan_ref should = plan_list_join(&parts->should, p, ASSAY_PLAN_OR), plan = should;
    if (parts->must.count != 0) {
        plan = plan_list_join(&parts->must, p, ASSAY_PLAN_AND);
        if (parts->should.count != 0)
            plan = plan_both(p, ASSAY_PLAN_AND_MAYBE, plan, should);
    } else if (parts->should.count == 0) {
        plan = assay_plan_leaf(p->arena, ASSAY_PLAN_ALL);
    }
    if (parts->not .count != 0)
        plan =
            plan_both(p, ASSAY_PLAN_AND_NOT, plan, plan_list_join(&parts->not, p, ASSAY_PLAN_OR));
    return plan;
}

static assay_status plan_best(plan_ref *out, planning *p, const assay_query_node *node) {
    group_parts parts = {0};
    size_t ignored = p->out->ignored_count;
    for (size_t i = 0; i < node->count; i++)
        ASSAY_TRY(add_group_child(&parts, p, node->children[i]));
    if (parts.must.count + parts.should.count + parts.not .count == 0) {
        /* Nothing but stop words: then they are what is asked for. */
        planning again = *p;
        assay_planner with_stops = *p->planner;
        with_stops.options.keep_stop_words = true;
        again.planner = &with_stops;
        p->out->ignored_count = ignored;
        for (size_t i = 0; i < node->count; i++)
            ASSAY_TRY(add_group_child(&parts, &again, node->children[i]));
        p->tokens = again.tokens;
        p->phrases = again.phrases;
    }
    *out = parts.must.count + parts.should.count + parts.not .count != 0
               ? join_group(&parts, p)
               : assay_plan_leaf(p->arena, ASSAY_PLAN_NOTHING);
    return ASSAY_OK;
}

/* AND: children that say NOT take away from those that do not. */
static assay_status plan_and(plan_ref *out, planning *p, const assay_query_node *node) {
    plan_list with = {0}, without = {0};
    for (size_t i = 0; i < node->count; i++) {
        const assay_query_node *child = node->children[i];
        bool negative = child->op == ASSAY_QUERY_NOT;
        plan_ref plan = NULL;
        ASSAY_TRY(plan_node(&plan, p, negative ? child->children[0] : child, true));
        ASSAY_TRY(plan_list_add(negative ? &without : &with, p, plan));
    }
    plan_ref plan = with.count != 0 ? plan_list_join(&with, p, ASSAY_PLAN_AND)
                                    : assay_plan_leaf(p->arena, ASSAY_PLAN_ALL);
    if (without.count != 0)
        plan = plan_both(p, ASSAY_PLAN_AND_NOT, plan, plan_list_join(&without, p, ASSAY_PLAN_OR));
    *out = plan;
    return ASSAY_OK;
}

static assay_status plan_or(plan_ref *out, planning *p, const assay_query_node *node) {
    plan_list any = {0};
    for (size_t i = 0; i < node->count; i++) {
        plan_ref plan = NULL;
        ASSAY_TRY(plan_node(&plan, p, node->children[i], true));
        ASSAY_TRY(plan_list_add(&any, p, plan));
    }
    merge_repeats(&any);
    *out = plan_list_join(&any, p, ASSAY_PLAN_OR);
    return ASSAY_OK;
}

static assay_status plan_not(plan_ref *out, planning *p, const assay_query_node *node) {
    plan_ref inside = NULL;
    size_t marks = p->out->mark_count, places = p->out->place_count;
    ASSAY_TRY(plan_node(&inside, p, node->children[0], true));
    p->out->mark_count = marks;
    p->out->place_count = places;
    *out = plan_both(p, ASSAY_PLAN_AND_NOT, assay_plan_leaf(p->arena, ASSAY_PLAN_ALL), inside);
    return ASSAY_OK;
}

/* A named filter restricts and does not rank; its words are not what was looked for, so they are not marked. */
static assay_status plan_filter(plan_ref *out, planning *p, const assay_query_node *node) {
    plan_ref inside = NULL;
    size_t marks = p->out->mark_count;
    ASSAY_TRY(plan_node(&inside, p, node->children[0], true));
    p->out->mark_count = marks;
    *out = assay_plan_weigh(p->arena, ASSAY_PLAN_SCALE, inside, 0);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

/* ---- what the resolver answers ---- */

static assay_status plan_set(plan_ref *out, planning *p, const assay_query_node *node) {
    const assay_planner_resolver *resolver = &p->planner->resolver;
    const uint32_t *records = NULL;
    size_t count = 0;
    if (node->op == ASSAY_QUERY_DISTANCE && resolver->near != NULL)
        ASSAY_TRY(resolver->near(&records, &count, resolver->user, p->arena, node, p->err));
    else if (node->op != ASSAY_QUERY_DISTANCE && resolver->same_site != NULL)
        ASSAY_TRY(resolver->same_site(&records, &count, resolver->user, p->arena,
                                      node->op == ASSAY_QUERY_SAME_SITE ? node->children[0] : node,
                                      p->err));
    else
        return assay_fail(p->err, ASSAY_E_UNSUPPORTED,
                          "column %zu: this index answers no such condition", node->column + 1);
    *out = assay_plan_set(p->arena, records, count);
    return ASSAY_OK;
}

static assay_status plan_named(plan_ref *out, planning *p, const assay_query_node *node,
                               bool required) {
    const assay_planner_resolver *resolver = &p->planner->resolver;
    const assay_query_node *meant = NULL;
    if (resolver->named == NULL)
        return assay_fail(p->err, ASSAY_E_SYNTAX,
                          "column %zu: there are no earlier queries to refer to", node->column + 1);
    ASSAY_TRY(resolver->named(&meant, resolver->user, p->arena, node, p->err));
    if (meant == NULL) {
        *out = assay_plan_leaf(p->arena, ASSAY_PLAN_NOTHING);
        return ASSAY_OK;
    }
    return plan_node(out, p, meant, required);
}

/* ---- all kinds ---- */

static assay_status plan_unboosted(plan_ref *out, planning *p, const assay_query_node *node,
                                   bool required) {
    if (node->field == ASSAY_QUERY_FIELD_SITE_STATUS && node->op == ASSAY_QUERY_KEYWORD)
        return plan_set(out, p, node);
    if (node->field == ASSAY_QUERY_FIELD_ACTION && node->op < ASSAY_QUERY_BEST &&
        node->op != ASSAY_QUERY_HAS)
        return plan_action(out, p, node);
    if (node->field == ASSAY_QUERY_FIELD_CHANGED && node->op < ASSAY_QUERY_BEST)
        return plan_change(out, p, node);
    if (node->field == ASSAY_QUERY_FIELD_EVERYWHERE && node->op < ASSAY_QUERY_BEST &&
        node->op != ASSAY_QUERY_HAS)
        return plan_everywhere(out, p, node);
    switch (node->op) {
    case ASSAY_QUERY_WORD:
        return plan_word(out, p, node, required);
    case ASSAY_QUERY_PHRASE:
        return plan_phrase(out, p, node);
    case ASSAY_QUERY_EXACT:
        return plan_exact(out, p, node);
    case ASSAY_QUERY_PATTERN:
    case ASSAY_QUERY_FUZZY:
    case ASSAY_QUERY_REGEX:
        return plan_pattern(out, p, node);
    case ASSAY_QUERY_ID:
        return plan_id(out, p, node);
    case ASSAY_QUERY_KEYWORD:
        return plan_keyword(out, p, node);
    case ASSAY_QUERY_RANGE:
        return plan_range(out, p, node);
    case ASSAY_QUERY_HAS:
        return plan_has(out, p, node);
    case ASSAY_QUERY_DISTANCE:
    case ASSAY_QUERY_SAME_SITE:
        return plan_set(out, p, node);
    case ASSAY_QUERY_HISTORY:
    case ASSAY_QUERY_SAVED:
        return plan_named(out, p, node, required);
    case ASSAY_QUERY_ALL:
        *out = assay_plan_leaf(p->arena, ASSAY_PLAN_ALL);
        return ASSAY_OK;
    case ASSAY_QUERY_BEST:
        return plan_best(out, p, node);
    case ASSAY_QUERY_OR:
        return plan_or(out, p, node);
    case ASSAY_QUERY_AND:
        return plan_and(out, p, node);
    case ASSAY_QUERY_NOT:
        return plan_not(out, p, node);
    case ASSAY_QUERY_NEAR:
    case ASSAY_QUERY_ADJ:
        return plan_near(out, p, node);
    case ASSAY_QUERY_EXPAND:
        return plan_expand(out, p, node);
    case ASSAY_QUERY_FILTER:
        return plan_filter(out, p, node);
    case ASSAY_QUERY_TILT:
        return plan_tilt(out, p, node, required);
    }
    return assay_fail(p->err, ASSAY_E_BUG, "a query node of kind %d", (int)node->op);
}

assay_status plan_node(plan_ref *out, planning *p, const assay_query_node *node, bool required) {
    plan_ref plan = NULL;
    if (++p->depth > ASSAY_PLAN_DEPTH_MAX)
        return assay_fail(p->err, ASSAY_E_LIMIT, "the query is nested too deeply");
    ASSAY_TRY(plan_unboosted(&plan, p, node, required));
    p->depth--;
    *out = boosted(p, plan, node->boost);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(p->err);
}

assay_status assay_planner_run(assay_planned *out, const assay_planner *planner, assay_arena *arena,
                               const assay_query_node *root, assay_error *err) {
    assay_planned planned = {0};
    planning p = {.planner = planner, .arena = arena, .out = &planned, .err = err};
    plan_ref plan = NULL;
    assay_status status = ASSAY_OK;
    if (root == NULL)
        plan = assay_plan_leaf(arena, ASSAY_PLAN_NOTHING);
    else if (root->op == ASSAY_QUERY_WORD) {
        /* A lone word is a group of one: ranked by all of its tokens. */
        assay_query_node group = {.op = ASSAY_QUERY_BEST,
                                  .boost = 1,
                                  .count = 1,
                                  .children =
                                      (assay_query_node *[]){(assay_query_node *)(uintptr_t)root}};
        status = plan_node(&plan, &p, &group, false);
    } else {
        status = plan_node(&plan, &p, root, false);
    }
    assay_tokens_done(&p.tokens);
    ASSAY_TRY(status);
    ASSAY_TRY(assay_plan_check(plan, err));
    planned.root = plan;
    *out = planned;
    return ASSAY_OK;
}
