/* searchbench relevance: how good the answers to a test collection's topics are, and how long they take. */
#include "base/file.h"
#include "evaluation/evaluation.h"
#include "evaluation/metrics.h"
#include "searchbench/clock.h"
#include "searchbench/commands.h"
#include "searchbench/document.h"

typedef struct {
    const char *dir, *topics, *qrels, *metric, *ranks, *name;
    uint64_t depth;
    int engine, clock; /* clock 0: wall, 1: cpu */
} relevance_options;

typedef struct {
    relevance_options options;
    assay_metric metric;
    assay_topics topics;
    assay_judgments qrels;
    assay_search *search;
    bench_document document;
    assay_error err;
} relevance;

enum { FILE_MAX = 1 << 30 };

static const char *const clock_names[] = {"wall", "cpu"};

static assay_status read_file(assay_buffer *text, const char *path, assay_error *err) {
    assay_buffer_init(text, FILE_MAX);
    return assay_file_read(text, path, err);
}

static assay_status open_collection(relevance *r) {
    assay_buffer text;
    assay_status status = read_file(&text, r->options.topics, &r->err);
    if (status == ASSAY_OK)
        status =
            assay_topics_read(&r->topics, assay_buffer_span(&text), r->options.topics, &r->err);
    assay_buffer_done(&text);
    if (status != ASSAY_OK)
        return status;
    status = read_file(&text, r->options.qrels, &r->err);
    if (status == ASSAY_OK)
        status =
            assay_judgments_read(&r->qrels, assay_buffer_span(&text), r->options.qrels, &r->err);
    assay_buffer_done(&text);
    return status;
}

static assay_search_request request_for(const relevance *r, assay_search_rank rank) {
    assay_search_request request = assay_search_defaults();
    request.engine = (assay_search_engine)r->options.engine;
    request.count = (uint32_t)r->options.depth;
    request.parse.plain = true;
    request.parse.lenient = true;
    request.rank = rank;
    return request;
}

static assay_status search(assay_judgments *found, assay_evaluation_cost *cost, relevance *r,
                           assay_search_rank rank) {
    const assay_search_request request = request_for(r, rank);
    assay_judgments_init(found);
    return assay_evaluation_run(found, cost, r->search, &request, &r->topics, &r->err);
}

/* All topics once before the clock, then once. */
static assay_status write_point(relevance *r, assay_span name, assay_search_rank rank) {
    assay_json_writer *json = &r->document.json;
    assay_judgments found;
    assay_evaluation_cost cost = {0};
    assay_arena scratch;
    assay_status status = search(&found, &cost, r, rank);
    assay_judgments_done(&found);
    if (status != ASSAY_OK)
        return status;
    cost = (assay_evaluation_cost){0};
    double began = bench_clock_thread_seconds();
    status = search(&found, &cost, r, rank);
    double used = (bench_clock_thread_seconds() - began) * 1e6;
    assay_arena_init(&scratch);
    double *values =
        assay_arena_calloc(&scratch, assay_map_count(&r->qrels.topics) + 1, sizeof *values);
    if (status == ASSAY_OK && values == NULL)
        status = assay_fail_memory(&r->err);
    if (status == ASSAY_OK) {
        const char *engine = assay_search_engine_name((assay_search_engine)r->options.engine);
        assay_json_open(json, '{');
        assay_json_string_at(json, "rank", name);
        assay_json_string_at(json, "engine", assay_span_of(engine));
        assay_json_double_at(json, "value",
                             assay_metric_all(values, r->metric, &r->qrels, &found, &scratch));
        assay_json_string_at(json, "clock", assay_span_of(clock_names[r->options.clock]));
        assay_json_double_at(json, "mean_us",
                             (r->options.clock == 1 ? used : (double)cost.search_us) /
                                 (double)r->topics.count);
        assay_json_uint_at(json, "empty", cost.empty);
        assay_json_close(json, '}');
    }
    assay_judgments_done(&found);
    assay_arena_done(&scratch);
    return status;
}

static assay_status write_points(relevance *r) {
    assay_json_key(&r->document.json, "points");
    assay_json_open(&r->document.json, '[');
    for (assay_span rest = assay_span_of(r->options.ranks); rest.data != NULL;) {
        assay_span name = assay_span_trim(assay_span_cut(&rest, ','));
        assay_search_rank rank;
        if (!assay_search_rank_parse(&rank, name))
            return assay_fail(&r->err, ASSAY_E_USAGE, "--rank takes fast, default, deep, not %.*s",
                              ASSAY_SPAN_ARG(name));
        ASSAY_TRY(write_point(r, name, rank));
    }
    assay_json_close(&r->document.json, ']');
    return ASSAY_OK;
}

static assay_status run(relevance *r) {
    const relevance_options *o = &r->options;
    assay_json_writer *json = &r->document.json;
    char metric[32];
    if (o->dir == NULL || o->topics == NULL || o->qrels == NULL)
        return assay_fail(&r->err, ASSAY_E_USAGE,
                          "-d INDEX, --topics FILE and --qrels FILE are needed");
    if (!assay_metric_parse(&r->metric, assay_span_of(o->metric)))
        return assay_fail(&r->err, ASSAY_E_USAGE, "unknown metric \"%s\"", o->metric);
    ASSAY_TRY(open_collection(r));
    ASSAY_TRY(assay_search_open(&r->search, o->dir, &r->err));
    assay_metric_name(metric, r->metric);
    bench_document_begin(&r->document, "relevance");
    assay_json_string_at(json, "name", assay_span_of(o->name != NULL ? o->name : o->topics));
    assay_json_string_at(json, "metric", assay_span_of(metric));
    assay_json_uint_at(json, "topics", r->topics.count);
    assay_json_uint_at(json, "depth", o->depth);
    ASSAY_TRY(write_points(r));
    return bench_document_print(&r->document, &r->err);
}

int bench_command_relevance(const char **words, size_t count) {
    relevance r = {.options = {.metric = "ndcg@10", .ranks = "fast,default,deep", .depth = 100}};
    relevance_options *o = &r.options;
    const assay_option options[] = {
        ASSAY_ONE_INDEX_OPTION(&o->dir, "INDEX", "an index of the collection"),
        ASSAY_TEXT_OPTION(0, "topics", &o->topics, "FILE", "as searcher eval reads them"),
        ASSAY_TEXT_OPTION(0, "qrels", &o->qrels, "FILE", "judgments"),
        ASSAY_TEXT_OPTION(0, "metric", &o->metric, "NAME", "as of searcher eval (ndcg@10)"),
        ASSAY_TEXT_OPTION(0, "rank", &o->ranks, "LIST", "fast, default, deep (all)"),
        ASSAY_CHOICE_OPTION('e', "engine", &o->engine, "ranking|xapian", "(ranking)"),
        ASSAY_NUMBER_OPTION('n', "depth", &o->depth, "N", "answers to a topic (100)"),
        ASSAY_CHOICE_OPTION(0, "clock", &o->clock, "wall|cpu",
                            "what times are of (wall); cpu: processor time, for busy machines"),
        ASSAY_TEXT_OPTION(0, "name", &o->name, "TEXT", "the collection's name in pictures"),
        {0}};
    const assay_command command = {
        .program = BENCH_PROGRAM,
        .name = "relevance",
        .arguments = "",
        .arguments_min = 0,
        .arguments_max = 0,
        .summary = "relevance against latency on a test collection",
        .description =
            "Runs all topics by each way of ranking: the metric's mean and the mean time "
            "of a whole search.",
        .examples = "searchbench relevance -d idx --topics queries.tsv --qrels qrels.txt\n",
        .options = options};
    size_t arguments;
    int exit_code;
    if (!assay_program_start(&arguments, &exit_code, &command, words, count))
        return exit_code;
    assay_judgments_init(&r.qrels);
    exit_code = run(&r) == ASSAY_OK ? ASSAY_EXIT_OK : assay_message_failure(BENCH_PROGRAM, &r.err);
    bench_document_done(&r.document);
    assay_search_close(r.search);
    assay_judgments_done(&r.qrels);
    assay_topics_done(&r.topics);
    return exit_code;
}
