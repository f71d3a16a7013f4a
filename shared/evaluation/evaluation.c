#include "evaluation/evaluation.h"

typedef struct {
    assay_judgments *run;
    assay_search *search;
    assay_map *names;  /* document names ... */
    uint32_t *name_of; /* ... by record number: id + 1, 0 unknown */
    size_t numbers;
    assay_arena *arena; /* of one record */
    assay_error *err;
} runner;

static assay_span document_name(const assay_record *record) {
    assay_span name = assay_record_id_of(record, "source");
    if (name.size != 0)
        return name;
    size_t colon = assay_span_find_byte(record->identity, ':');
    return colon != SIZE_MAX ? assay_span_skip(record->identity, colon + 1) : record->identity;
}

/* A record is loaded once for all topics. */
static assay_status name_hit(assay_span *out, runner *r, assay_docid docid) {
    if (docid < r->numbers && r->name_of[docid] != 0) {
        *out = assay_map_key(r->names, r->name_of[docid] - 1);
        return ASSAY_OK;
    }
    assay_record record;
    assay_arena_reset(r->arena);
    assay_record_init(&record, r->arena);
    ASSAY_TRY(assay_search_load(&record, r->search, r->arena, docid, r->err));
    uint32_t id = assay_map_intern(r->names, document_name(&record));
    if (id == ASSAY_MAP_NONE)
        return assay_fail_memory(r->err);
    *out = assay_map_key(r->names, id);
    if (docid < r->numbers)
        r->name_of[docid] = id + 1;
    return ASSAY_OK;
}

static assay_status run_topic(assay_evaluation_cost *cost, runner *r, assay_search_results *results,
                              const assay_search_request *request, const assay_topic *topic) {
    assay_search_request mine = *request;
    mine.query = topic->text;
    ASSAY_TRY(assay_search_run(results, r->search, &mine, r->err));
    cost->search_us += results->times.total_us;
    cost->empty += results->count == 0;
    for (size_t i = 0; i < results->count; i++) {
        assay_span name;
        ASSAY_TRY(name_hit(&name, r, results->hits[i].docid));
        ASSAY_TRY(assay_judgments_add(r->run, topic->id, name, results->hits[i].score, r->err));
    }
    return ASSAY_OK;
}

static assay_status run_topics(assay_evaluation_cost *cost, runner *r,
                               const assay_search_request *request, const assay_topics *topics) {
    assay_search_results results = {0};
    assay_status status = ASSAY_OK;
    for (size_t i = 0; i < topics->count && status == ASSAY_OK; i++) {
        status = run_topic(cost, r, &results, request, &topics->items[i]);
        if (status != ASSAY_OK)
            status = assay_fail_in(r->err, "topic %.*s", ASSAY_SPAN_ARG(topics->items[i].id));
    }
    assay_search_results_done(&results);
    return status;
}

assay_status assay_evaluation_run(assay_judgments *run, assay_evaluation_cost *cost,
                                  assay_search *search, const assay_search_request *request,
                                  const assay_topics *topics, assay_error *err) {
    assay_xapian_statistics statistics;
    assay_evaluation_cost spent = {0};
    assay_arena arena, table;
    assay_map names;
    ASSAY_TRY(assay_reader_statistics(&statistics, assay_search_reader(search), err));
    assay_arena_init(&arena);
    assay_arena_init(&table);
    assay_map_init(&names);
    size_t numbers = (size_t)statistics.last_docid + 1;
    runner r = {run,     search, &names, assay_arena_calloc(&table, numbers, sizeof(uint32_t)),
                numbers, &arena, err};
    assay_status status =
        r.name_of != NULL ? run_topics(&spent, &r, request, topics) : assay_fail_memory(err);
    assay_map_done(&names);
    assay_arena_done(&table);
    assay_arena_done(&arena);
    if (status == ASSAY_OK && cost != NULL)
        *cost = spent;
    return status;
}

void assay_evaluation_print(assay_buffer *out, const assay_judgments *run, const char *tag) {
    for (uint32_t t = 0; t < assay_map_count(&run->topics); t++) {
        const assay_topic_set *topic = &run->sets[t];
        for (size_t i = 0; i < topic->count; i++) {
            assay_span document = assay_map_key(&run->documents, topic->items[i].document);
            assay_buffer_format(out, "%.*s Q0 %.*s %zu %.9g %s\n", ASSAY_SPAN_ARG(topic->name),
                                ASSAY_SPAN_ARG(document), i + 1, topic->items[i].value, tag);
        }
    }
}
