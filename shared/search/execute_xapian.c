#include "search/execute_xapian.h"

#include "ranking/bm25.h"
#include "search/xapian_lists.h"
#include "search/xapian_ranges.h"

#include <stdlib.h>

typedef struct {
    assay_xapian_lists lists;
    assay_bm25 bm25;
    uint64_t records;
    /* Every match of the query matches the node at hand. Only then is libxapian's own phrase used: beneath an OR that is itself only
     * checked against other lists, libxapian 1.4 may count a phrase whose words are there but not in a row. */
    bool required;
    assay_error *err;
} translation;

static assay_status translate(assay_xapian_query **out, translation *t, const assay_plan *node);

/* A query of its own times a factor; the query is consumed. */
static assay_status scaled(assay_xapian_query **out, translation *t, assay_xapian_query *query,
                           double factor) {
    if (factor == 1) {
        *out = query;
        return ASSAY_OK;
    }
    assay_status status = assay_xapian_query_scale(out, query, factor, t->err);
    assay_xapian_query_free(query);
    return status;
}

static assay_status translate_list(assay_xapian_query **out, translation *t,
                                   const assay_xapian_list *list, const double *weights) {
    uint32_t *records = NULL;
    if (list->count == 0)
        return assay_xapian_query_nothing(out, t->err);
    ASSAY_TRY(assay_xapian_list_records(&records, &t->lists, list, t->err));
    return assay_xapian_query_set(out, records, weights, list->count, t->err);
}

static assay_status translate_matches(assay_xapian_query **out, translation *t,
                                      const assay_plan *node) {
    assay_xapian_list list = {0};
    ASSAY_TRY(assay_xapian_list_of(&list, &t->lists, node, t->err));
    return translate_list(out, t, &list, NULL);
}

static assay_status translate_term(assay_xapian_query **out, translation *t,
                                   const assay_plan *node) {
    assay_xapian_query *term = NULL;
    if (assay_xapian_lists_is_form(node->term))
        return translate_matches(out, t, node);
    if (node->term.size == 0)
        return assay_xapian_query_nothing(out, t->err);
    ASSAY_TRY(assay_xapian_query_term(&term, node->term, t->err));
    return scaled(out, t, term, node->factor * (2.0 * node->wqf / (1.0 + node->wqf)));
}

static assay_status translate_constant(assay_xapian_query **out, translation *t,
                                       const assay_plan *node) {
    assay_xapian_list list = {0};
    ASSAY_TRY(assay_xapian_list_of(&list, &t->lists, node, t->err));
    double *weights = assay_arena_calloc(t->lists.arena, list.count + 1, sizeof *weights);
    if (weights == NULL)
        return assay_fail_memory(t->err);
    for (size_t i = 0; i < list.count; i++)
        weights[i] = node->factor;
    return translate_list(out, t, &list, weights);
}

static assay_status translate_synonym(assay_xapian_query **out, translation *t,
                                      const assay_plan *node) {
    assay_xapian_list list = {0};
    ASSAY_TRY(assay_xapian_list_of(&list, &t->lists, node, t->err));
    double *weights = assay_arena_calloc(t->lists.arena, list.count + 1, sizeof *weights);
    if (weights == NULL)
        return assay_fail_memory(t->err);
    double weight = assay_bm25_weight(&t->bm25, t->records, list.count, node->wqf, node->factor);
    for (size_t i = 0; i < list.count; i++) {
        uint32_t length = 0, wdf = list.items[i].wdf;
        ASSAY_TRY(
            assay_xapian_reader_length(&length, t->lists.reader, list.items[i].record, t->err));
        weights[i] = assay_bm25_score(weight, assay_bm25_length_part(&t->bm25, length),
                                      wdf < length ? wdf : length);
    }
    return translate_list(out, t, &list, weights);
}

/* ---- nodes over other nodes ---- */

static assay_status combine_children(assay_xapian_query **out, translation *t,
                                     const assay_plan *node, assay_xapian_operator operation,
                                     uint32_t window) {
    assay_xapian_query **parts =
        assay_arena_calloc(t->lists.arena, node->child_count + 1, sizeof(assay_xapian_query *));
    if (parts == NULL)
        return assay_fail_memory(t->err);
    assay_status status = ASSAY_OK;
    bool required = t->required,
         all = node->kind == ASSAY_PLAN_AND || node->kind == ASSAY_PLAN_FILTER;
    for (uint32_t i = 0; i < node->child_count && status == ASSAY_OK; i++) {
        t->required = required && (all || (i == 0 && node->kind != ASSAY_PLAN_OR));
        status = translate(&parts[i], t, node->children[i]);
    }
    t->required = required;
    if (status == ASSAY_OK)
        status = node->child_count == 0
                     ? assay_xapian_query_nothing(out, t->err)
                     : assay_xapian_query_combine(out, operation,
                                                  (const assay_xapian_query *const *)parts,
                                                  node->child_count, window, t->err);
    for (uint32_t i = 0; i < node->child_count; i++)
        assay_xapian_query_free(parts[i]);
    return status;
}

/* libxapian's own phrase: different plain terms one after the other, anywhere. */
static bool is_plain_phrase(const assay_plan *node) {
    if (node->kind != ASSAY_PLAN_PHRASE || node->window != 0 || node->fields != 0 ||
        node->child_count < 2)
        return false;
    for (uint32_t i = 0; i < node->child_count; i++) {
        const assay_plan *child = node->children[i];
        if (child->kind != ASSAY_PLAN_TERM || child->wqf != 1 || child->factor != 1 ||
            node->offsets[i] - node->offsets[0] != i || assay_xapian_lists_is_form(child->term))
            return false;
        for (uint32_t j = 0; j < i; j++)
            if (assay_span_equal(child->term, node->children[j]->term))
                return false;
    }
    return true;
}

/* The children score where the list of fitting records says so. */
static assay_status translate_proximity(assay_xapian_query **out, translation *t,
                                        const assay_plan *node) {
    if (t->required && is_plain_phrase(node))
        return combine_children(out, t, node, ASSAY_XAPIAN_PHRASE, node->child_count);
    assay_xapian_query *pair[2] = {NULL, NULL};
    assay_status status = combine_children(&pair[0], t, node, ASSAY_XAPIAN_AND, 0);
    if (status == ASSAY_OK)
        status = translate_matches(&pair[1], t, node);
    if (status == ASSAY_OK)
        status = assay_xapian_query_combine(out, ASSAY_XAPIAN_FILTER,
                                            (const assay_xapian_query *const *)pair, 2, 0, t->err);
    assay_xapian_query_free(pair[0]);
    assay_xapian_query_free(pair[1]);
    return status;
}

static assay_status translate_all(assay_xapian_query **out, translation *t) {
    assay_xapian_query *all = NULL;
    ASSAY_TRY(assay_xapian_query_all(&all, t->err));
    return scaled(out, t, all, 0);
}

static assay_status translate(assay_xapian_query **out, translation *t, const assay_plan *node) {
    assay_xapian_query *inner = NULL;
    switch (node->kind) {
    case ASSAY_PLAN_NOTHING:
        return assay_xapian_query_nothing(out, t->err);
    case ASSAY_PLAN_ALL:
        return translate_all(out, t);
    case ASSAY_PLAN_TERM:
        return translate_term(out, t, node);
    case ASSAY_PLAN_OR:
        return combine_children(out, t, node, ASSAY_XAPIAN_OR, 0);
    case ASSAY_PLAN_AND:
        return combine_children(out, t, node, ASSAY_XAPIAN_AND, 0);
    case ASSAY_PLAN_AND_MAYBE:
        return combine_children(out, t, node, ASSAY_XAPIAN_AND_MAYBE, 0);
    case ASSAY_PLAN_AND_NOT:
        return combine_children(out, t, node, ASSAY_XAPIAN_AND_NOT, 0);
    case ASSAY_PLAN_FILTER:
        return combine_children(out, t, node, ASSAY_XAPIAN_FILTER, 0);
    case ASSAY_PLAN_PHRASE:
    case ASSAY_PLAN_NEAR:
        return translate_proximity(out, t, node);
    case ASSAY_PLAN_SYNONYM:
        return translate_synonym(out, t, node);
    case ASSAY_PLAN_SCALE:
        ASSAY_TRY(translate(&inner, t, node->children[0]));
        return scaled(out, t, inner, node->factor);
    case ASSAY_PLAN_CONSTANT:
        return translate_constant(out, t, node);
    case ASSAY_PLAN_SET:
        return translate_matches(out, t, node);
    case ASSAY_PLAN_RANGE:
        ASSAY_TRY(assay_xapian_range_query(&inner, node, t->err));
        return scaled(out, t, inner, 0);
    }
    return assay_fail(t->err, ASSAY_E_BUG, "a plan node of kind %d", (int)node->kind);
}

static assay_status translation_begin(translation *out, assay_xapian_statistics *statistics,
                                      const assay_execute_xapian *engine, assay_arena *arena,
                                      const assay_evaluate_options *options, assay_error *err) {
    ASSAY_TRY(assay_xapian_reader_statistics(statistics, engine->reader, err));
    *out = (translation){.lists = {engine->reader, engine->forms, engine->evaluator, arena},
                         .bm25 = assay_bm25_make(options->k1, options->b, options->min_normlen,
                                                 statistics->documents, statistics->total_length),
                         .records = statistics->documents,
                         .required = true,
                         .err = err};
    return ASSAY_OK;
}

static assay_status take_hits(assay_hits *hits, const assay_xapian_hit *found,
                              const assay_xapian_matches *matches, assay_error *err) {
    if (hits->capacity < matches->hits) {
        assay_hit *grown = realloc(hits->items, matches->hits * sizeof *grown);
        if (grown == NULL)
            return assay_fail_memory(err);
        hits->items = grown;
        hits->capacity = matches->hits;
    }
    for (size_t i = 0; i < matches->hits; i++)
        hits->items[i] = (assay_hit){found[i].docid, found[i].score};
    hits->count = matches->hits;
    hits->matches = matches->lower;
    hits->at_most = matches->upper;
    hits->matches_exact = matches->lower == matches->upper;
    hits->statistics = (assay_evaluate_statistics){0};
    return ASSAY_OK;
}

assay_status assay_execute_xapian_run(assay_hits *hits, const assay_execute_xapian *engine,
                                      assay_arena *arena, const assay_plan *plan,
                                      const assay_evaluate_options *options, assay_error *err) {
    translation t;
    assay_xapian_statistics statistics;
    assay_xapian_query *query = NULL;
    assay_xapian_matches matches;
    ASSAY_TRY(assay_plan_check(plan, err));
    ASSAY_TRY(translation_begin(&t, &statistics, engine, arena, options, err));
    ASSAY_TRY(translate(&query, &t, plan));
    size_t k = options->k < statistics.documents ? options->k : statistics.documents;
    assay_xapian_hit *found = calloc(k + 1, sizeof *found);
    assay_xapian_match_options how = {.count = k,
                                      .k1 = options->k1,
                                      .b = options->b,
                                      .min_normlen = options->min_normlen,
                                      .exact_count = options->count};
    assay_status status =
        found != NULL ? assay_xapian_match(found, &matches, engine->reader, query, &how, err)
                      : assay_fail_memory(err);
    if (status == ASSAY_OK)
        status = take_hits(hits, found, &matches, err);
    free(found);
    assay_xapian_query_free(query);
    return status;
}

assay_status assay_execute_xapian_matches(assay_record_list *out,
                                          const assay_execute_xapian *engine, assay_arena *arena,
                                          const assay_plan *plan, assay_error *err) {
    translation t;
    assay_xapian_statistics statistics;
    assay_xapian_query *query = NULL;
    assay_evaluate_options options = assay_evaluate_defaults();
    uint32_t *records = NULL;
    size_t count = 0;
    ASSAY_TRY(assay_plan_check(plan, err));
    ASSAY_TRY(translation_begin(&t, &statistics, engine, arena, &options, err));
    ASSAY_TRY(translate(&query, &t, plan));
    assay_status status =
        assay_xapian_query_records(&records, &count, engine->reader, query, arena, err);
    assay_xapian_query_free(query);
    ASSAY_TRY(status);
    uint32_t *items = realloc(out->items, (count + 1) * sizeof *items);
    if (items == NULL)
        return assay_fail_memory(err);
    if (count != 0)
        memcpy(items, records, count * sizeof *items);
    *out = (assay_record_list){items, count, count + 1};
    return ASSAY_OK;
}
