#include "evaluation/judgments.h"

#include <stdlib.h>

#include "base/number.h"

void assay_judgments_init(assay_judgments *set) {
    *set = (assay_judgments){0};
    assay_map_init(&set->topics);
    assay_map_init(&set->documents);
    assay_arena_init(&set->arena);
}

void assay_judgments_done(assay_judgments *set) {
    assay_map_done(&set->topics);
    assay_map_done(&set->documents);
    assay_arena_done(&set->arena);
    *set = (assay_judgments){0};
}

static assay_status topic_set(assay_topic_set **out, assay_judgments *set, assay_span topic,
                              assay_error *err) {
    uint32_t before = assay_map_count(&set->topics), id = assay_map_intern(&set->topics, topic);
    if (id == ASSAY_MAP_NONE)
        return assay_fail_memory(err);
    if (id == before) {
        ASSAY_TRY(
            assay_arena_grow(&set->arena, &set->sets, &set->capacity, id, sizeof *set->sets, err));
        set->sets[id] = (assay_topic_set){.name = assay_map_key(&set->topics, id)};
    }
    *out = &set->sets[id];
    return ASSAY_OK;
}

assay_status assay_judgments_add(assay_judgments *set, assay_span topic, assay_span document,
                                 double value, assay_error *err) {
    assay_topic_set *into = NULL;
    ASSAY_TRY(topic_set(&into, set, topic, err));
    uint32_t id = assay_map_intern(&set->documents, document);
    if (id == ASSAY_MAP_NONE)
        return assay_fail_memory(err);
    ASSAY_TRY(assay_arena_grow(&set->arena, &into->items, &into->capacity, into->count,
                               sizeof *into->items, err));
    into->items[into->count++] = (assay_judged){id, value};
    return ASSAY_OK;
}

/* Columns of a line, at most 7 (one more than any form has). */
static size_t split_columns(assay_span columns[7], assay_span line) {
    size_t count = 0, at = 0;
    while (count < 7) {
        while (at < line.size &&
               (line.data[at] == ' ' || line.data[at] == '\t' || line.data[at] == '\r'))
            at++;
        size_t begin = at;
        while (at < line.size && line.data[at] != ' ' && line.data[at] != '\t' &&
               line.data[at] != '\r')
            at++;
        if (begin == at)
            break;
        columns[count++] = assay_span_make(line.data + begin, at - begin);
    }
    return count;
}

static assay_status read_line(assay_judgments *set, assay_span line, assay_error *err) {
    assay_span columns[7];
    size_t count = split_columns(columns, line);
    double value;
    if (count == 0)
        return ASSAY_OK;
    if (count != 4 && count != 6)
        return assay_fail(
            err, ASSAY_E_FORMAT,
            "%zu columns; qrels have 4 (topic 0 document relevance), runs 6 (topic Q0 "
            "document rank score tag)",
            count);
    assay_span number = count == 4 ? columns[3] : columns[4];
    if (!assay_number_double(&value, number))
        return assay_fail(err, ASSAY_E_FORMAT, "\"%.*s\" is not a number", ASSAY_SPAN_ARG(number));
    return assay_judgments_add(set, columns[0], columns[2], value, err);
}

static int by_document(const void *a, const void *b) {
    uint32_t x = ((const assay_judged *)a)->document, y = ((const assay_judged *)b)->document;
    return x < y ? -1 : x > y;
}

static assay_status refuse_repeats(const assay_judgments *set, const char *name, assay_error *err) {
    for (uint32_t t = 0; t < assay_map_count(&set->topics); t++) {
        assay_topic_set *topic = &set->sets[t];
        if (topic->count > 1)
            qsort(topic->items, topic->count, sizeof *topic->items, by_document);
        for (size_t i = 1; i < topic->count; i++)
            if (topic->items[i].document == topic->items[i - 1].document)
                return assay_fail(
                    err, ASSAY_E_FORMAT, "%s: topic %.*s names document %.*s twice", name,
                    ASSAY_SPAN_ARG(topic->name),
                    ASSAY_SPAN_ARG(assay_map_key(&set->documents, topic->items[i].document)));
    }
    return ASSAY_OK;
}

assay_status assay_judgments_read(assay_judgments *set, assay_span text, const char *name,
                                  assay_error *err) {
    size_t number = 0;
    while (text.size != 0) {
        number++;
        if (read_line(set, assay_span_cut(&text, '\n'), err) != ASSAY_OK)
            return assay_fail_in(err, "%s line %zu", name, number);
    }
    return refuse_repeats(set, name, err);
}

static int by_rank(const void *a, const void *b, void *documents) {
    const assay_judged *x = a, *y = b;
    if (x->value != y->value)
        return x->value > y->value ? -1 : 1;
    return -assay_span_compare(assay_map_key(documents, x->document),
                               assay_map_key(documents, y->document));
}

void assay_judgments_rank(assay_judgments *set) {
    for (uint32_t t = 0; t < assay_map_count(&set->topics); t++)
        if (set->sets[t].count > 1)
            qsort_r(set->sets[t].items, set->sets[t].count, sizeof(assay_judged), by_rank,
                    &set->documents);
}

const assay_topic_set *assay_judgments_topic(const assay_judgments *set, assay_span topic) {
    uint32_t id = assay_map_find(&set->topics, topic);
    return id != ASSAY_MAP_NONE ? &set->sets[id] : NULL;
}
