/* searcher eval: runs over test collections, their measures, and the comparison of two runs. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/json_write.h"
#include "base/number.h"
#include "commands.h"
#include "evaluation/evaluation.h"
#include "evaluation/metrics.h"
#include "evaluation/significance.h"

enum { METRICS_MAX = 32, FILE_MAX = 1 << 30 };

typedef struct {
    const char *dir, *topics, *qrels, *run_file, *compare, *tag, *metrics, *query_form, *feedback,
        *settings;
    uint64_t depth;
    double k1, b;
    int format, engine, rank;
    bool per_topic, stop_words;
    int patient;
} eval_options;

typedef struct {
    eval_options options;
    assay_metric metrics[METRICS_MAX];
    size_t metric_count;
    assay_judgments qrels, run, other;
    assay_evaluation_cost cost;
    size_t topics;
    assay_error err;
} evaluation;

/* ---- files ---- */

/* A file of the user's that is no such file says nothing of the index. */
static assay_status as_usage(assay_status status, assay_error *err) {
    if (status == ASSAY_E_FORMAT || status == ASSAY_E_CORRUPT || status == ASSAY_E_VERSION)
        err->status = status = ASSAY_E_USAGE;
    return status;
}

static assay_status read_judgments(assay_judgments *out, const char *path, bool ranked,
                                   assay_error *err) {
    assay_buffer text;
    assay_buffer_init(&text, FILE_MAX);
    assay_status status = assay_file_read(&text, path, err);
    if (status == ASSAY_OK)
        status = assay_judgments_read(out, assay_buffer_span(&text), path, err);
    if (status == ASSAY_OK && ranked)
        assay_judgments_rank(out);
    assay_buffer_done(&text);
    return as_usage(status, err);
}

static assay_status read_topics(assay_topics *out, const char *path, assay_error *err) {
    assay_buffer text;
    assay_buffer_init(&text, FILE_MAX);
    assay_status status = assay_file_read(&text, path, err);
    if (status == ASSAY_OK)
        status = assay_topics_read(out, assay_buffer_span(&text), path, err);
    assay_buffer_done(&text);
    return as_usage(status, err);
}

static assay_status parse_metrics(evaluation *e) {
    assay_span names = assay_span_of(e->options.metrics);
    while (names.size != 0) {
        assay_span name = assay_span_trim(assay_span_cut(&names, ','));
        if (e->metric_count == METRICS_MAX)
            return assay_fail(&e->err, ASSAY_E_LIMIT, "more than %d metrics", METRICS_MAX);
        if (!assay_metric_parse(&e->metrics[e->metric_count++], name))
            return assay_fail(&e->err, ASSAY_E_USAGE,
                              "unknown metric \"%.*s\"; there are map ndcg p recall mrr bpref "
                              "infap rprec success, @k after some",
                              ASSAY_SPAN_ARG(name));
    }
    return ASSAY_OK;
}

/* ---- the run ---- */

/* "records,terms,weight,power" */
static assay_status parse_feedback(assay_feedback_options *out, const char *text,
                                   assay_error *err) {
    double values[4];
    assay_span rest = assay_span_of(text);
    for (size_t i = 0; i < 4; i++)
        if (!assay_number_double(&values[i], assay_span_cut(&rest, ',')) || values[i] < 0 ||
            values[i] > 1000)
            return assay_fail(err, ASSAY_E_USAGE,
                              "--feedback takes records,terms,weight,power such as 10,20,0.5,3");
    *out = (assay_feedback_options){(uint32_t)values[0], (uint32_t)values[1], values[2], values[3]};
    return ASSAY_OK;
}

static assay_status search_topics(evaluation *e) {
    assay_search *search = NULL;
    assay_topics topics = {0};
    assay_search_request request = assay_search_defaults();
    request.engine = e->options.engine == 1 ? ASSAY_ENGINE_XAPIAN : ASSAY_ENGINE_RANKING;
    request.count = (uint32_t)e->options.depth;
    request.parse.plain = strcmp(e->options.query_form, "plain") == 0;
    request.parse.lenient = true;
    request.planner.keep_stop_words = e->options.stop_words;
    request.patient = (assay_search_patient)e->options.patient;
    request.k1 = e->options.k1;
    request.b = e->options.b;
    request.rank = (assay_search_rank)e->options.rank;
    if (e->options.feedback != NULL)
        ASSAY_TRY(parse_feedback(&request.feedback, e->options.feedback, &e->err));
    if (e->options.settings != NULL)
        ASSAY_TRY(assay_search_settings_set(&request.settings, assay_span_of(e->options.settings),
                                            &e->err));
    assay_status status = read_topics(&topics, e->options.topics, &e->err);
    e->topics = topics.count;
    if (status == ASSAY_OK)
        status = assay_search_open(&search, e->options.dir, &e->err);
    if (status == ASSAY_OK)
        status = assay_evaluation_run(&e->run, &e->cost, search, &request, &topics, &e->err);
    assay_search_close(search);
    assay_topics_done(&topics);
    return status;
}

static assay_status make_run(evaluation *e) {
    if (e->options.run_file != NULL)
        return read_judgments(&e->run, e->options.run_file, true, &e->err);
    return search_topics(e);
}

/* ---- what is printed ---- */

static void print_text_value(assay_buffer *out, const char *metric, assay_span topic,
                             double value) {
    assay_buffer_format(out, "%-12s\t%.*s\t%.4f\n", metric, ASSAY_SPAN_ARG(topic), value);
}

static void print_comparison(assay_buffer *out, const char *name, const assay_significance *s) {
    assay_buffer_format(
        out,
        "%-12s\tdifference\t%+.4f [%+.4f, %+.4f]  t-test p %.4f  randomisation p %.4f  "
        "%zu better %zu worse %zu equal\n",
        name, s->mean_difference, s->low, s->high, s->t_test_p, s->randomisation_p, s->better,
        s->worse, s->equal);
}

static void json_metric(assay_json_writer *json, const evaluation *e, const char *name,
                        const double *values, double mean, const assay_significance *s) {
    assay_json_key(json, name);
    assay_json_open(json, '{');
    assay_json_double_at(json, "mean", mean);
    if (s != NULL) {
        assay_json_double_at(json, "other", mean - s->mean_difference);
        assay_json_double_at(json, "difference", s->mean_difference);
        assay_json_double_at(json, "low", s->low);
        assay_json_double_at(json, "high", s->high);
        assay_json_double_at(json, "t_test_p", s->t_test_p);
        assay_json_double_at(json, "randomisation_p", s->randomisation_p);
    }
    if (e->options.per_topic) {
        assay_json_key(json, "topics");
        assay_json_open(json, '{');
        for (uint32_t t = 0; t < assay_map_count(&e->qrels.topics); t++) {
            char topic[128];
            snprintf(topic, sizeof topic, "%.*s", ASSAY_SPAN_ARG(e->qrels.sets[t].name));
            assay_json_double_at(json, topic, values[t]);
        }
        assay_json_close(json, '}');
    }
    assay_json_close(json, '}');
}

static void print_metric(assay_buffer *out, assay_json_writer *json, const evaluation *e,
                         const char *name, const double *values, double mean,
                         const assay_significance *s) {
    if (e->options.format == 1) {
        json_metric(json, e, name, values, mean, s);
        return;
    }
    for (uint32_t t = 0; e->options.per_topic && t < assay_map_count(&e->qrels.topics); t++)
        print_text_value(out, name, e->qrels.sets[t].name, values[t]);
    print_text_value(out, name, ASSAY_SPAN("all"), mean);
    if (s != NULL)
        print_comparison(out, name, s);
}

static assay_status measure(assay_buffer *out, assay_json_writer *json, evaluation *e) {
    size_t topics = assay_map_count(&e->qrels.topics);
    double *mine = calloc(topics + 1, sizeof *mine), *others = calloc(topics + 1, sizeof *others);
    assay_arena scratch;
    assay_arena_init(&scratch);
    for (size_t m = 0; mine != NULL && others != NULL && m < e->metric_count; m++) {
        char name[32];
        assay_significance difference;
        bool compared = e->options.compare != NULL;
        assay_metric_name(name, e->metrics[m]);
        double mean = assay_metric_all(mine, e->metrics[m], &e->qrels, &e->run, &scratch);
        if (compared) {
            assay_metric_all(others, e->metrics[m], &e->qrels, &e->other, &scratch);
            difference = assay_significance_paired(others, mine, topics);
        }
        print_metric(out, json, e, name, mine, mean, compared ? &difference : NULL);
    }
    assay_arena_done(&scratch);
    bool memory = mine != NULL && others != NULL;
    free(mine);
    free(others);
    return memory ? ASSAY_OK : assay_fail_memory(&e->err);
}

static assay_status report(assay_buffer *out, evaluation *e) {
    assay_json_writer json = assay_json_writer_on(out);
    bool is_json = e->options.format == 1;
    if (e->options.qrels == NULL) {
        assay_evaluation_print(out, &e->run, e->options.tag);
        return ASSAY_OK;
    }
    assay_judgments_rank(&e->run); /* measured as trec_eval would order it */
    ASSAY_TRY(read_judgments(&e->qrels, e->options.qrels, false, &e->err));
    if (e->options.compare != NULL)
        ASSAY_TRY(read_judgments(&e->other, e->options.compare, true, &e->err));
    if (is_json) {
        assay_json_open(&json, '{');
        assay_json_int_at(&json, "schema_version", 1);
        assay_json_string_at(&json, "tag", assay_span_of(e->options.tag));
        assay_json_uint_at(&json, "topics", assay_map_count(&e->qrels.topics));
        if (e->topics != 0)
            assay_json_double_at(&json, "mean_us", (double)e->cost.search_us / (double)e->topics);
        assay_json_key(&json, "metrics");
        assay_json_open(&json, '{');
    }
    ASSAY_TRY(measure(out, &json, e));
    if (is_json) {
        assay_json_close(&json, '}');
        assay_json_close(&json, '}');
        assay_buffer_add_byte(out, '\n');
    }
    return ASSAY_OK;
}

/* ---- the command ---- */

static assay_status check_options(evaluation *e) {
    const eval_options *o = &e->options;
    if (o->run_file == NULL && (o->dir == NULL || o->topics == NULL))
        return assay_fail(&e->err, ASSAY_E_USAGE,
                          "what to evaluate? give -d INDEX and --topics FILE, or --from RUN");
    if (o->run_file != NULL && o->qrels == NULL)
        return assay_fail(&e->err, ASSAY_E_USAGE, "a run of a file is measured: give --qrels FILE");
    if (o->compare != NULL && o->qrels == NULL)
        return assay_fail(&e->err, ASSAY_E_USAGE, "--compare needs --qrels FILE");
    if (o->depth == 0 || o->depth > 1000000)
        return assay_fail(&e->err, ASSAY_E_USAGE, "-n takes 1 to 1000000");
    return parse_metrics(e);
}

static int finish(evaluation *e, assay_buffer *out, assay_status status) {
    assay_judgments_done(&e->qrels);
    assay_judgments_done(&e->run);
    assay_judgments_done(&e->other);
    if (status == ASSAY_OK)
        return assay_program_print(ASSAY_SEARCHER, out);
    assay_buffer_done(out);
    return assay_message_failure(ASSAY_SEARCHER, &e->err);
}

int assay_command_eval(const char **words, size_t count) {
    evaluation e = {.options = {.tag = "assay",
                                .metrics = "map,ndcg@10,p@10,recall@100,mrr",
                                .depth = 1000,
                                .k1 = 1.2,
                                .b = 0.75,
                                .query_form = "plain"}};
    eval_options *o = &e.options;
    const assay_option options[] = {
        ASSAY_ONE_INDEX_OPTION(&o->dir, "INDEX", "the index"),
        ASSAY_TEXT_OPTION(0, "topics", &o->topics, "FILE",
                          "topics: TSV, TREC, TREC XML or JSON lines"),
        ASSAY_TEXT_OPTION(0, "qrels", &o->qrels, "FILE",
                          "judgments; without them the run itself is printed"),
        ASSAY_TEXT_OPTION(0, "metrics", &o->metrics, "LIST",
                          "map ndcg@k p@k recall@k mrr bpref infap rprec success@k (default "
                          "map,ndcg@10,p@10,recall@100,mrr)"),
        ASSAY_TEXT_OPTION(0, "compare", &o->compare, "RUN",
                          "another run: differences and their significance"),
        ASSAY_TEXT_OPTION(0, "from", &o->run_file, "RUN", "measure this run instead of searching"),
        ASSAY_NUMBER_OPTION('n', "limit", &o->depth, "N", "hits a topic (default 1000)"),
        ASSAY_TEXT_OPTION(0, "run", &o->tag, "TAG", "the run's name (default assay)"),
        ASSAY_CHOICE_OPTION(0, "engine", &o->engine, "ranking|xapian", "which engine answers"),
        ASSAY_TEXT_OPTION(0, "syntax", &o->query_form, "plain|query",
                          "topics are plain text (default) or queries"),
        ASSAY_CHOICE_OPTION(0, "rank", &o->rank, "default|fast|deep", "as for a search"),
        ASSAY_TEXT_OPTION(0, "feedback", &o->feedback, "R,T,W,P",
                          "feedback of R records and T terms with weight W and power P instead of "
                          "the rank's own"),
        ASSAY_TEXT_OPTION(0, "settings", &o->settings, "LIST",
                          "other values of the ranking's settings, such as nearness=0.2,head=30"),
        ASSAY_REAL_OPTION(0, "k1", &o->k1, "NUMBER", "BM25's k1 (1.2)"),
        ASSAY_REAL_OPTION(0, "b", &o->b, "NUMBER", "BM25's b (0.75)"),
        ASSAY_FLAG_OPTION(0, "stop-words", &o->stop_words, "rank by stop words too"),
        ASSAY_SWITCH_OPTION(0, "patient", &o->patient,
                            "topics are patients' descriptions, as for a search"),
        ASSAY_CHOICE_OPTION(0, "format", &o->format, "text|json|trec", "how measures are printed"),
        ASSAY_FLAG_OPTION('q', "per-topic", &o->per_topic, "print each topic's values too"),
        {0},
    };
    const assay_command command = {
        .program = ASSAY_SEARCHER,
        .name = "eval",
        .arguments = "",
        .summary = "Runs the topics of a test collection and measures the answers by trec_eval's "
                   "definitions.",
        .examples = "searcher eval -d scifact --topics queries.tsv --qrels qrels.txt\n"
                    "searcher eval -d scifact --topics queries.tsv --run mine -n 1000 > mine.run\n"
                    "searcher eval --from mine.run --compare theirs.run --qrels qrels.txt",
        .options = options};
    size_t arguments;
    int exit_code;
    if (!assay_program_start(&arguments, &exit_code, &command, words, count))
        return exit_code;
    assay_buffer out;
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    assay_judgments_init(&e.qrels);
    assay_judgments_init(&e.run);
    assay_judgments_init(&e.other);
    assay_status status = check_options(&e);
    if (status == ASSAY_OK)
        status = make_run(&e);
    if (status == ASSAY_OK)
        status = report(&out, &e);
    return finish(&e, &out, status);
}
