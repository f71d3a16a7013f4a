/* How good a ranking is, by trec_eval's definitions.
 *
 *   map       mean of the precisions at each relevant document found, over all relevant ones
 *   ndcg@k    sum of relevance / log2(rank + 1), over that of the best possible order; gains are the judgments as they are
 *   p@k recall@k success@k rprec mrr
 *   bpref     Buckley & Voorhees 2004: judged documents only
 *   infap     Yilmaz & Aslam 2006: average precision inferred from sampled judgments (relevance below 0: in the sample, not judged)
 *
 * A document counts as relevant from relevance 1 on. A topic of the qrels that the run lacks scores 0 in everything
 * (trec_eval -c). Without "@k" ndcg and recall look at the whole ranking. */
#ifndef ASSAY_EVALUATION_METRICS_H
#define ASSAY_EVALUATION_METRICS_H
#include "evaluation/judgments.h"

typedef enum {
    ASSAY_METRIC_MAP,
    ASSAY_METRIC_NDCG,
    ASSAY_METRIC_PRECISION,
    ASSAY_METRIC_RECALL,
    ASSAY_METRIC_MRR,
    ASSAY_METRIC_BPREF,
    ASSAY_METRIC_INFAP,
    ASSAY_METRIC_RPREC,
    ASSAY_METRIC_SUCCESS
} assay_metric_kind;

typedef struct {
    assay_metric_kind kind;
    uint32_t k; /* 0: the whole ranking */
} assay_metric;

/* "ndcg@10", "map", ... any case; "ndcg_cut_10" and "P_10" too. False when it is none. */
bool assay_metric_parse(assay_metric *out, assay_span name);
/* "ndcg@10" into out, terminated. */
void assay_metric_name(char out[32], assay_metric metric);

/* One topic of the qrels against the run's set of it (NULL: not in the run). Both from sets that share no maps: documents are matched
 * by name. qrels and run as read and (run) ranked. */
double assay_metric_topic(assay_metric metric, const assay_judgments *qrels,
                          const assay_topic_set *judged, const assay_judgments *run,
                          const assay_topic_set *ranked, assay_arena *scratch);

/* Every topic of the qrels: values[t] for topic id t of the qrels, and their mean. values has room for all topics. */
double assay_metric_all(double *values, assay_metric metric, const assay_judgments *qrels,
                        const assay_judgments *run, assay_arena *scratch);
#endif
