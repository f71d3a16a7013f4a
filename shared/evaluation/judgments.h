/* Judgments (qrels) and runs in TREC's formats, held by topic.
 *
 *   qrels   topic iteration document relevance          runs   topic Q0 document rank score tag
 *
 * Both are read whole; a line that is not of the form is an error with its number. Names live in the set's arena.
 * One thread while reading; any number may read a finished set. */
#ifndef ASSAY_EVALUATION_JUDGMENTS_H
#define ASSAY_EVALUATION_JUDGMENTS_H
#include "base/map.h"

typedef struct {
    uint32_t document; /* id in the set's documents */
    double value;      /* relevance, or score */
} assay_judged;

typedef struct {
    assay_span name;
    assay_judged
        *items; /* qrels: any order, a document once; runs: best first after assay_judgments_rank */
    size_t count, capacity;
} assay_topic_set;

typedef struct {
    assay_map topics, documents;
    assay_topic_set *sets; /* by topic id, which counts up in order of first appearance */
    size_t capacity;
    assay_arena arena;
} assay_judgments;

void assay_judgments_init(assay_judgments *set);
void assay_judgments_done(assay_judgments *set);
/* Adds one pair. ASSAY_E_FORMAT when the topic has the document already. */
ASSAY_MUST_USE assay_status assay_judgments_add(assay_judgments *set, assay_span topic,
                                                assay_span document, double value,
                                                assay_error *err);
/* Reads text in either form, told apart by the number of columns (4 or 6). `name` stands in messages. */
ASSAY_MUST_USE assay_status assay_judgments_read(assay_judgments *set, assay_span text,
                                                 const char *name, assay_error *err);
/* Orders each topic's documents as trec_eval does: by score descending, equal scores by document name descending. */
void assay_judgments_rank(assay_judgments *set);
/* The topic's set, or NULL. */
const assay_topic_set *assay_judgments_topic(const assay_judgments *set, assay_span topic);
#endif
