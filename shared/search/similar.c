#include "search/similar.h"

#include <math.h>
#include <stdlib.h>

#include "index/terms.h"
#include "text/stopwords.h"

typedef struct {
    uint32_t term;
    uint32_t wdf;
} counted_term;

typedef struct {
    assay_arena *arena;
    assay_search *search;
    const assay_snapshot *snapshot;
    assay_evaluator *evaluator;
    assay_terms *terms; /* of the given record */
    counted_term *counts;
    size_t count;
    assay_docid self; /* the given record's number in the index, or 0 */
    assay_hits hits;
    assay_error *err;
} comparison;

/* ---- the given record's terms ---- */

static int by_term(const void *a, const void *b) {
    uint32_t x = ((const assay_occurrence *)a)->term, y = ((const assay_occurrence *)b)->term;
    return x < y ? -1 : x > y;
}

static int by_wdf(const void *a, const void *b) {
    const counted_term *x = a, *y = b;
    if (x->wdf != y->wdf)
        return x->wdf > y->wdf ? -1 : 1;
    return x->term < y->term ? -1 : x->term > y->term;
}

static bool is_stop(const assay_terms *terms, uint32_t term) {
    return assay_stopwords_is_stop(
        assay_span_skip(assay_map_key(assay_analyzer_terms(terms->analyzer), term), 1));
}

/* Ranked terms with their wdf, stop words left out, the heaviest first and at most ASSAY_SIMILAR_TERMS_MAX. */
static assay_status count_terms(comparison *c) {
    assay_occurrences *ranked = &c->terms->ranked;
    c->counts = assay_arena_calloc(c->arena, ranked->count + 1, sizeof *c->counts);
    if (c->counts == NULL)
        return assay_fail_memory(c->err);
    if (ranked->count > 1)
        qsort(ranked->items, ranked->count, sizeof *ranked->items, by_term);
    for (size_t i = 0; i < ranked->count; i++) {
        const assay_occurrence *item = &ranked->items[i];
        if (c->count != 0 && c->counts[c->count - 1].term == item->term)
            c->counts[c->count - 1].wdf += item->wdf;
        else if (!is_stop(c->terms, item->term))
            c->counts[c->count++] = (counted_term){item->term, item->wdf};
    }
    if (c->count > 1)
        qsort(c->counts, c->count, sizeof *c->counts, by_wdf);
    if (c->count > ASSAY_SIMILAR_TERMS_MAX)
        c->count = ASSAY_SIMILAR_TERMS_MAX;
    return ASSAY_OK;
}

static assay_status analyze_record(comparison *c, const assay_record *record) {
    const assay_history none = {0};
    ASSAY_TRY(assay_terms_new(&c->terms, NULL, c->err));
    ASSAY_TRY(assay_terms_run(c->terms, record, &none, c->err));
    ASSAY_TRY(count_terms(c));
    return assay_reader_find(&c->self, assay_search_reader(c->search), record->identity, c->err);
}

/* ---- BM25 ---- */

static assay_status find_pool(comparison *c, uint32_t k) {
    const assay_plan **leaves = assay_arena_calloc(c->arena, c->count + 1, sizeof *leaves);
    if (leaves == NULL)
        return assay_fail_memory(c->err);
    for (size_t i = 0; i < c->count; i++)
        leaves[i] = assay_plan_term(
            c->arena, assay_map_key(assay_analyzer_terms(c->terms->analyzer), c->counts[i].term), 1,
            c->counts[i].wdf);
    const assay_plan *plan = assay_plan_many(c->arena, ASSAY_PLAN_OR, leaves, c->count);
    assay_evaluate_options options = assay_evaluate_defaults();
    options.k = k + 1;
    ASSAY_TRY(assay_plan_check(plan, c->err));
    return assay_evaluate(&c->hits, c->evaluator, c->snapshot, plan, &options, c->err);
}

/* ---- PMRA ---- */

static double pmra_weight(double count, double length, double idf) {
    const double lambda = 0.022, mu = 0.013;
    return sqrt(idf) / (1 + pow(mu / lambda, count - 1) * exp(-(mu - lambda) * length));
}

/* What comparing many records needs: of our terms, in the order of c->counts. */
typedef struct {
    double *idf;
    uint32_t *theirs; /* the other record's wdf */
    uint32_t
        *place; /* by our number of a term: where it stands in c->counts, from 1; 0: not there */
    uint32_t known; /* terms that have a place */
    assay_terms *others;
} pmra_tables;

static void count_theirs(const pmra_tables *p, const comparison *c) {
    const assay_map *ours = assay_analyzer_terms(c->terms->analyzer),
                    *theirs = assay_analyzer_terms(p->others->analyzer);
    memset(p->theirs, 0, c->count * sizeof *p->theirs);
    for (size_t i = 0; i < p->others->ranked.count; i++) {
        const assay_occurrence *item = &p->others->ranked.items[i];
        uint32_t term = assay_map_find(ours, assay_map_key(theirs, item->term));
        if (term != ASSAY_MAP_NONE && term < p->known && p->place[term] != 0)
            p->theirs[p->place[term] - 1] += item->wdf;
    }
}

static assay_status pmra_score(double *out, comparison *c, const pmra_tables *p,
                               assay_docid docid) {
    assay_arena arena;
    assay_record record;
    const assay_history none = {0};
    assay_arena_init(&arena);
    assay_record_init(&record, &arena);
    assay_status status = assay_search_load(&record, c->search, &arena, docid, c->err);
    if (status == ASSAY_OK)
        status = assay_terms_run(p->others, &record, &none, c->err);
    double sum = 0;
    if (status == ASSAY_OK)
        count_theirs(p, c);
    for (size_t i = 0; status == ASSAY_OK && i < c->count; i++)
        if (p->theirs[i] != 0)
            sum += pmra_weight(c->counts[i].wdf, c->terms->length, p->idf[i]) *
                   pmra_weight(p->theirs[i], p->others->length, p->idf[i]);
    assay_arena_done(&arena);
    *out = sum;
    return status;
}

static int by_score(const void *a, const void *b) {
    const assay_hit *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->record < y->record ? -1 : x->record > y->record;
}

static assay_status rescore_by_pmra(comparison *c) {
    pmra_tables p = {.known = assay_map_count(assay_analyzer_terms(c->terms->analyzer))};
    double records = (double)assay_snapshot_records(c->snapshot);
    p.idf = assay_arena_calloc(c->arena, c->count + 1, sizeof *p.idf);
    p.theirs = assay_arena_calloc(c->arena, c->count + 1, sizeof *p.theirs);
    p.place = assay_arena_calloc(c->arena, (size_t)p.known + 1, sizeof *p.place);
    if (p.idf == NULL || p.theirs == NULL || p.place == NULL)
        return assay_fail_memory(c->err);
    for (size_t i = 0; i < c->count; i++) {
        uint64_t df;
        assay_span term =
            assay_map_key(assay_analyzer_terms(c->terms->analyzer), c->counts[i].term);
        ASSAY_TRY(assay_snapshot_df(&df, c->snapshot, term, c->err));
        p.idf[i] = df != 0 ? log(records / (double)df) : 0;
        p.place[c->counts[i].term] = (uint32_t)i + 1;
    }
    ASSAY_TRY(assay_terms_new(&p.others, NULL, c->err));
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < c->hits.count && status == ASSAY_OK; i++)
        status = pmra_score(&c->hits.items[i].score, c, &p, c->hits.items[i].record);
    assay_terms_free(p.others);
    if (status == ASSAY_OK && c->hits.count > 1)
        qsort(c->hits.items, c->hits.count, sizeof *c->hits.items, by_score);
    return status;
}

/* ---- the answer ---- */

static assay_status take_best(assay_similar **out, size_t *count, comparison *c, uint32_t k) {
    assay_similar *best = assay_arena_calloc(c->arena, k, sizeof *best);
    size_t taken = 0;
    if (best == NULL)
        return assay_fail_memory(c->err);
    for (size_t i = 0; i < c->hits.count && taken < k; i++) {
        assay_record record;
        if (c->hits.items[i].record == c->self)
            continue;
        assay_record_init(&record, c->arena);
        ASSAY_TRY(assay_search_load(&record, c->search, c->arena, c->hits.items[i].record, c->err));
        best[taken++] =
            (assay_similar){c->hits.items[i].record, c->hits.items[i].score, record.identity};
    }
    *out = best;
    *count = taken;
    return ASSAY_OK;
}

static assay_status compare(assay_similar **out, size_t *count, comparison *c,
                            const assay_record *record, assay_similar_method method, uint32_t k) {
    ASSAY_TRY(assay_reader_snapshot(&c->snapshot, assay_search_reader(c->search), c->err));
    ASSAY_TRY(assay_evaluator_new(&c->evaluator, c->err));
    ASSAY_TRY(analyze_record(c, record));
    bool pmra = method == ASSAY_SIMILAR_PMRA;
    ASSAY_TRY(find_pool(c, pmra && k < ASSAY_SIMILAR_POOL ? ASSAY_SIMILAR_POOL : k));
    if (pmra)
        ASSAY_TRY(rescore_by_pmra(c));
    return take_best(out, count, c, k);
}

assay_status assay_similar_run(assay_similar **out, size_t *count, assay_arena *arena,
                               assay_search *search, const assay_record *record,
                               assay_similar_method method, uint32_t k, assay_error *err) {
    comparison c = {.arena = arena, .search = search, .err = err};
    assay_status status = compare(out, count, &c, record, method, k);
    assay_evaluator_free(c.evaluator);
    assay_terms_free(c.terms);
    assay_hits_done(&c.hits);
    return status;
}
