#include "search/feedback.h"

#include <math.h>
#include <stdlib.h>

#include "text/stopwords.h"

enum { ENOUGH_WORDS = 10 };

typedef struct {
    uint32_t id;
    double weight;
} weighed_term;

/* ---- which terms are the query's own ---- */

static assay_status forbid_terms(assay_feedback *f, const assay_plan *plan, assay_error *err) {
    if (plan->kind == ASSAY_PLAN_TERM &&
        assay_map_intern(&f->weights, plan->term) == ASSAY_MAP_NONE)
        return assay_fail_memory(err);
    for (uint32_t i = 0; i < plan->child_count; i++)
        ASSAY_TRY(forbid_terms(f, plan->children[i], err));
    return ASSAY_OK;
}

static assay_status grow(assay_feedback *f, assay_error *err) {
    size_t count = assay_map_count(&f->weights), capacity = f->capacity * 2 + 1024;
    if (count < f->capacity)
        return ASSAY_OK;
    double *weight = assay_arena_calloc(f->arena, capacity, sizeof *weight);
    uint32_t *records = assay_arena_calloc(f->arena, capacity, sizeof *records);
    if (weight == NULL || records == NULL)
        return assay_fail_memory(err);
    if (f->capacity != 0) {
        memcpy(weight, f->weight, f->capacity * sizeof *weight);
        memcpy(records, f->records, f->capacity * sizeof *records);
    }
    f->weight = weight;
    f->records = records;
    f->capacity = capacity;
    return ASSAY_OK;
}

assay_status assay_feedback_init(assay_feedback *feedback, const assay_feedback_options *options,
                                 const assay_plan *plan, const assay_snapshot *snapshot,
                                 assay_arena *arena, assay_error *err) {
    *feedback =
        (assay_feedback){.options = options, .plan = plan, .snapshot = snapshot, .arena = arena};
    assay_map_init(&feedback->weights);
    ASSAY_TRY(forbid_terms(feedback, plan, err));
    feedback->words = assay_map_count(&feedback->weights);
    ASSAY_TRY(grow(feedback, err));
    for (uint32_t id = 0; id < assay_map_count(&feedback->weights); id++) {
        ASSAY_TRY(grow(feedback, err));
        feedback->weight[id] = -(double)INFINITY;
    }
    return ASSAY_OK;
}

void assay_feedback_done(assay_feedback *feedback) {
    assay_map_done(&feedback->weights);
}

/* ---- records ---- */

static int by_term(const void *a, const void *b) {
    uint32_t x = ((const assay_occurrence *)a)->term, y = ((const assay_occurrence *)b)->term;
    return x < y ? -1 : x > y;
}

static assay_status add_term(assay_feedback *f, assay_span term, double weight, assay_error *err) {
    assay_span stem = assay_span_skip(term, 1);
    if (stem.size < 2 || assay_stopwords_is_stop(stem))
        return ASSAY_OK;
    uint32_t id = assay_map_intern(&f->weights, term);
    if (id == ASSAY_MAP_NONE)
        return assay_fail_memory(err);
    ASSAY_TRY(grow(f, err));
    f->weight[id] += weight;
    f->records[id]++;
    return ASSAY_OK;
}

assay_status assay_feedback_add(assay_feedback *feedback, assay_terms *terms, double score,
                                assay_error *err) {
    assay_occurrences *ranked = &terms->ranked;
    if (terms->length == 0 || !(score > 0))
        return ASSAY_OK;
    if (feedback->taken++ == 0)
        feedback->first = score;
    feedback->last = score;
    if (ranked->count > 1)
        qsort(ranked->items, ranked->count, sizeof *ranked->items, by_term);
    for (size_t i = 0, end; i < ranked->count; i = end) {
        uint64_t wdf = 0;
        for (end = i; end < ranked->count && ranked->items[end].term == ranked->items[i].term;
             end++)
            wdf += ranked->items[end].wdf;
        assay_span term =
            assay_map_key(assay_analyzer_terms(terms->analyzer), ranked->items[i].term);
        ASSAY_TRY(add_term(feedback, term, (double)wdf / terms->length * score, err));
    }
    return ASSAY_OK;
}

/* ---- the plan ---- */

static int by_weight(const void *a, const void *b, void *map) {
    const weighed_term *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    return assay_span_compare(assay_map_key(map, x->id), assay_map_key(map, y->id));
}

static assay_status weigh_terms(weighed_term **out, size_t *count, assay_feedback *f,
                                assay_error *err) {
    uint32_t met = assay_map_count(&f->weights);
    double records = (double)assay_snapshot_records(f->snapshot);
    weighed_term *terms = assay_arena_calloc(f->arena, met + 1, sizeof *terms);
    size_t kept = 0;
    if (terms == NULL)
        return assay_fail_memory(err);
    for (uint32_t id = 0; id < met; id++) {
        uint64_t df = 0;
        if (f->records[id] < 2 || !(f->weight[id] > 0))
            continue;
        ASSAY_TRY(assay_snapshot_df(&df, f->snapshot, assay_map_key(&f->weights, id), err));
        double odds = (records - (double)df + 0.5) / ((double)df + 0.5);
        terms[kept++] = (weighed_term){id, f->weight[id] * log(odds < 2 ? odds * 0.5 + 1 : odds)};
    }
    if (kept > 1)
        qsort_r(terms, kept, sizeof *terms, by_weight, &f->weights);
    *out = terms;
    *count = kept < f->options->terms ? kept : f->options->terms;
    return ASSAY_OK;
}

assay_status assay_feedback_plan(const assay_plan **out, assay_feedback *feedback,
                                 assay_error *err) {
    weighed_term *terms = NULL;
    size_t count = 0;
    const assay_plan *parts[ASSAY_FEEDBACK_TERMS_MAX + 1];
    *out = feedback->plan;
    if (feedback->taken < 2)
        return ASSAY_OK;
    ASSAY_TRY(weigh_terms(&terms, &count, feedback, err));
    if (count > ASSAY_FEEDBACK_TERMS_MAX)
        count = ASSAY_FEEDBACK_TERMS_MAX;
    double alpha =
        feedback->options->weight * pow(feedback->last / feedback->first, feedback->options->power);
    if (feedback->words > ENOUGH_WORDS)
        alpha *= (double)ENOUGH_WORDS / feedback->words;
    parts[0] = feedback->plan;
    size_t used = 1;
    for (size_t i = 0; i < count; i++) {
        /* Rounded, so that the order in which equal records were summed cannot show. */
        double factor = round(alpha * terms[i].weight / terms[0].weight * 1e6) / 1e6;
        if (factor > 0)
            parts[used++] = assay_plan_term(
                feedback->arena, assay_map_key(&feedback->weights, terms[i].id), 1, factor);
    }
    if (used > 1)
        *out = assay_plan_many(feedback->arena, ASSAY_PLAN_AND_MAYBE, parts, used);
    return *out != NULL ? ASSAY_OK : assay_fail_memory(err);
}
