#include "evaluation/metrics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"

static const struct {
    const char *name, *trec_name;
    assay_metric_kind kind;
    bool takes_k;
} table[] = {{"map", "map", ASSAY_METRIC_MAP, true},
             {"ndcg", "ndcg_cut", ASSAY_METRIC_NDCG, true},
             {"p", "p", ASSAY_METRIC_PRECISION, true},
             {"recall", "recall", ASSAY_METRIC_RECALL, true},
             {"mrr", "recip_rank", ASSAY_METRIC_MRR, false},
             {"bpref", "bpref", ASSAY_METRIC_BPREF, false},
             {"infap", "infap", ASSAY_METRIC_INFAP, false},
             {"rprec", "rprec", ASSAY_METRIC_RPREC, false},
             {"success", "success", ASSAY_METRIC_SUCCESS, true}};

/* "ndcg@10" or "ndcg_cut_10" into the name and k. */
static bool split_cut(assay_span *name, uint64_t *k) {
    size_t at = assay_span_find_byte(*name, '@');
    if (at == SIZE_MAX) {
        const char *bar = memrchr(name->data, '_', name->size);
        at = bar != NULL ? (size_t)(bar - name->data) : SIZE_MAX;
    }
    if (at == SIZE_MAX || !assay_number_u64(k, assay_span_skip(*name, at + 1)))
        return false;
    *name = assay_span_first(*name, at);
    return true;
}

bool assay_metric_parse(assay_metric *out, assay_span name) {
    uint64_t k = 0;
    bool cut = name.size != 0 && split_cut(&name, &k);
    if (cut && (k == 0 || k > 1000000))
        return false;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        bool same = assay_span_equal_ascii_case(name, assay_span_of(table[i].name)) ||
                    assay_span_equal_ascii_case(name, assay_span_of(table[i].trec_name));
        if (!same || (cut && !table[i].takes_k))
            continue;
        *out = (assay_metric){table[i].kind, (uint32_t)k};
        return true;
    }
    return false;
}

void assay_metric_name(char out[32], assay_metric metric) {
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].kind == metric.kind) {
            if (metric.k != 0)
                snprintf(out, 32, "%s@%u", table[i].name, metric.k);
            else
                snprintf(out, 32, "%s", table[i].name);
        }
}

/* A ranking as the metrics see it: relevance by rank, NAN where the document is not in the qrels. */
typedef struct {
    const double *gains;
    size_t count;
    const double *ideal; /* relevances above 0, best first */
    size_t relevant, not_relevant;
} graded;

static int descending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x > y ? -1 : x < y;
}

static int by_document(const void *a, const void *b) {
    uint32_t x = ((const assay_judged *)a)->document, y = ((const assay_judged *)b)->document;
    return x < y ? -1 : x > y;
}

static double relevance_of(const assay_judgments *qrels, const assay_topic_set *judged,
                           assay_span document) {
    assay_judged key = {assay_map_find(&qrels->documents, document), 0};
    if (key.document == ASSAY_MAP_NONE || judged->count == 0)
        return (double)NAN;
    /* assay_judgments_read leaves a topic's items ordered by document id. */
    const assay_judged *found =
        bsearch(&key, judged->items, judged->count, sizeof key, by_document);
    return found != NULL ? found->value : (double)NAN;
}

static bool grade(graded *out, const assay_judgments *qrels, const assay_topic_set *judged,
                  const assay_judgments *run, const assay_topic_set *ranked, assay_arena *scratch) {
    size_t count = ranked != NULL ? ranked->count : 0;
    double *gains = assay_arena_alloc(scratch, (count + 1) * sizeof *gains);
    double *ideal = assay_arena_alloc(scratch, (judged->count + 1) * sizeof *ideal);
    if (gains == NULL || ideal == NULL)
        return false;
    *out = (graded){.gains = gains, .count = count, .ideal = ideal};
    for (size_t i = 0; i < count; i++)
        gains[i] =
            relevance_of(qrels, judged, assay_map_key(&run->documents, ranked->items[i].document));
    for (size_t i = 0; i < judged->count; i++) {
        double value = judged->items[i].value;
        if (value >= 1)
            ideal[out->relevant++] = value;
        else if (value >= 0)
            out->not_relevant++;
    }
    qsort(ideal, out->relevant, sizeof *ideal, descending);
    return true;
}

static size_t depth_of(const graded *g, uint32_t k) {
    return k != 0 && k < g->count ? k : g->count;
}

static size_t found_within(const graded *g, size_t depth) {
    size_t found = 0;
    for (size_t i = 0; i < depth; i++)
        found += g->gains[i] >= 1;
    return found;
}

static double average_precision(const graded *g, uint32_t k) {
    double sum = 0;
    size_t found = 0;
    for (size_t i = 0; i < depth_of(g, k); i++)
        if (g->gains[i] >= 1)
            sum += (double)++found / (double)(i + 1);
    return g->relevant != 0 ? sum / (double)g->relevant : 0;
}

static double ndcg(const graded *g, uint32_t k) {
    double sum = 0, best = 0;
    for (size_t i = 0; i < depth_of(g, k); i++)
        if (g->gains[i] > 0)
            sum += g->gains[i] / log2((double)i + 2);
    for (size_t i = 0; i < g->relevant && (k == 0 || i < k); i++)
        best += g->ideal[i] / log2((double)i + 2);
    return best > 0 ? sum / best : 0;
}

static double reciprocal_rank(const graded *g) {
    for (size_t i = 0; i < g->count; i++)
        if (g->gains[i] >= 1)
            return 1 / (double)(i + 1);
    return 0;
}

static double bpref(const graded *g) {
    double sum = 0;
    size_t above = 0, least = g->relevant < g->not_relevant ? g->relevant : g->not_relevant;
    for (size_t i = 0; i < g->count; i++) {
        if (g->gains[i] >= 1) {
            size_t counted = above < g->relevant ? above : g->relevant;
            sum += above != 0 && least != 0 ? 1 - (double)counted / (double)least : 1;
        } else if (g->gains[i] >= 0) {
            above++;
        }
    }
    return g->relevant != 0 ? sum / (double)g->relevant : 0;
}

/* The expected precision at a relevant document, from the part of those above it that were judged. */
static double inferred_precision(size_t rank, size_t relevant, size_t not_relevant,
                                 size_t sampled) {
    const double epsilon = 0.00001;
    if (rank == 0)
        return 1;
    double above = (double)rank, judged = (double)(relevant + not_relevant);
    return 1 / (above + 1) + above / (above + 1) * ((judged + (double)sampled) / above) *
                                 (((double)relevant + epsilon) / (judged + 2 * epsilon));
}

static double inferred_average_precision(const graded *g) {
    double sum = 0;
    size_t relevant = 0, not_relevant = 0, sampled = 0;
    for (size_t i = 0; i < g->count; i++) {
        if (isnan(g->gains[i]))
            continue;
        if (g->gains[i] < 0) {
            sampled++;
        } else if (g->gains[i] < 1) {
            not_relevant++;
        } else {
            sum += inferred_precision(i, relevant, not_relevant, sampled);
            relevant++;
        }
    }
    return g->relevant != 0 ? sum / (double)g->relevant : 0;
}

static double ratio(size_t part, size_t whole) {
    return whole != 0 ? (double)part / (double)whole : 0;
}

static double measure(assay_metric metric, const graded *g) {
    switch (metric.kind) {
    case ASSAY_METRIC_MAP:
        return average_precision(g, metric.k);
    case ASSAY_METRIC_NDCG:
        return ndcg(g, metric.k);
    case ASSAY_METRIC_PRECISION:
        return ratio(found_within(g, depth_of(g, metric.k)), metric.k != 0 ? metric.k : g->count);
    case ASSAY_METRIC_RECALL:
        return ratio(found_within(g, depth_of(g, metric.k)), g->relevant);
    case ASSAY_METRIC_MRR:
        return reciprocal_rank(g);
    case ASSAY_METRIC_BPREF:
        return bpref(g);
    case ASSAY_METRIC_INFAP:
        return inferred_average_precision(g);
    case ASSAY_METRIC_RPREC:
        return ratio(found_within(g, g->relevant < g->count ? g->relevant : g->count), g->relevant);
    case ASSAY_METRIC_SUCCESS:
        return found_within(g, depth_of(g, metric.k)) != 0 ? 1 : 0;
    }
    return 0;
}

double assay_metric_topic(assay_metric metric, const assay_judgments *qrels,
                          const assay_topic_set *judged, const assay_judgments *run,
                          const assay_topic_set *ranked, assay_arena *scratch) {
    graded g;
    return grade(&g, qrels, judged, run, ranked, scratch) ? measure(metric, &g) : (double)NAN;
}

double assay_metric_all(double *values, assay_metric metric, const assay_judgments *qrels,
                        const assay_judgments *run, assay_arena *scratch) {
    uint32_t topics = assay_map_count(&qrels->topics);
    double sum = 0;
    for (uint32_t t = 0; t < topics; t++) {
        assay_arena_reset(scratch);
        const assay_topic_set *judged = &qrels->sets[t];
        values[t] = assay_metric_topic(metric, qrels, judged, run,
                                       assay_judgments_topic(run, judged->name), scratch);
        sum += values[t];
    }
    return topics != 0 ? sum / topics : 0;
}
