/* searchbench latency: times queries on an index. */
#include "base/number.h"
#include "searchbench/commands.h"
#include "searchbench/document.h"
#include "searchbench/measure.h"

#include <math.h>
#include <stdlib.h>

enum { RATES_MAX = 64 };

typedef struct {
    const char *dir, *queries, *ops, *engines, *threads, *shares;
    bench_plan_options plan;
    uint64_t limit;
    int clock;
    bool drop_stop_words;
} latency_options;

typedef struct {
    latency_options options;
    bench_op ops[BENCH_OPS_MAX];
    size_t op_count;
    assay_search_engine engines[4];
    size_t engine_count;
    unsigned threads[BENCH_THREADS_MAX];
    size_t thread_count;
    double shares[RATES_MAX]; /* of what the closed loop reached, each an open loop's rate */
    size_t share_count;
    bench_target target;
    bench_queries queries;
    assay_analyzer *analyzer;
    const assay_plan *const *plans[BENCH_PHRASE + 1];
    bench_document document;
    assay_error err;
} latency;

/* ---- lists of the command line ---- */

static assay_status parse_engines(latency *l) {
    for (assay_span rest = assay_span_of(l->options.engines); rest.data != NULL;) {
        assay_span name = assay_span_trim(assay_span_cut(&rest, ','));
        if (l->engine_count == 4 ||
            !assay_search_engine_parse(&l->engines[l->engine_count++], name))
            return assay_fail(&l->err, ASSAY_E_USAGE, "--engine takes ranking or xapian, not %.*s",
                              ASSAY_SPAN_ARG(name));
    }
    return ASSAY_OK;
}

static assay_status parse_threads(latency *l) {
    for (assay_span rest = assay_span_of(l->options.threads); rest.data != NULL;) {
        uint64_t threads = 0;
        assay_span number = assay_span_trim(assay_span_cut(&rest, ','));
        if (l->thread_count == BENCH_THREADS_MAX || !assay_number_u64(&threads, number) ||
            threads == 0 || threads > BENCH_THREADS_MAX)
            return assay_fail(&l->err, ASSAY_E_USAGE, "--threads takes numbers from 1 to %d",
                              BENCH_THREADS_MAX);
        l->threads[l->thread_count++] = (unsigned)threads;
    }
    return ASSAY_OK;
}

static assay_status parse_shares(latency *l) {
    if (l->options.shares == NULL)
        return ASSAY_OK;
    if (l->options.plan.rate > 0 || l->options.plan.cold || l->options.clock == 1)
        return assay_fail(&l->err, ASSAY_E_USAGE,
                          "--rates wants the wall clock and a warm index, and no --rate");
    for (assay_span rest = assay_span_of(l->options.shares); rest.data != NULL;) {
        double share = 0;
        assay_span number = assay_span_trim(assay_span_cut(&rest, ','));
        if (l->share_count == RATES_MAX || !assay_number_double(&share, number) || share < 0.001 ||
            share > 10)
            return assay_fail(&l->err, ASSAY_E_USAGE,
                              "--rates takes up to %d shares of capacity from 0.001 to 10",
                              RATES_MAX);
        l->shares[l->share_count++] = share;
    }
    return ASSAY_OK;
}

static assay_status check_options(latency *l) {
    const latency_options *o = &l->options;
    if (o->dir == NULL || o->queries == NULL)
        return assay_fail(&l->err, ASSAY_E_USAGE, "-d INDEX and --queries FILE are needed");
    if (o->plan.rounds == 0 || o->plan.rounds > 100000 || o->plan.warmup > 100000)
        return assay_fail(&l->err, ASSAY_E_USAGE, "--repeat takes a number from 1 to 100000");
    if (!isfinite(o->plan.rate) || o->plan.rate < 0 || o->plan.rate > 1e8)
        return assay_fail(&l->err, ASSAY_E_USAGE, "--rate takes queries a second");
    if (o->clock == 1 && o->plan.rate > 0)
        return assay_fail(&l->err, ASSAY_E_USAGE, "an open loop needs the wall clock");
    l->options.plan.cpu_clock = o->clock == 1;
    ASSAY_TRY(bench_ops_parse(l->ops, &l->op_count, assay_span_of(o->ops), &l->err));
    ASSAY_TRY(parse_engines(l));
    ASSAY_TRY(parse_shares(l));
    return parse_threads(l);
}

/* ---- what is written ---- */

static void write_numbers(assay_json_writer *json, const char *key, const double *values,
                          size_t count) {
    assay_json_key(json, key);
    assay_json_open(json, '[');
    for (size_t i = 0; i < count; i++)
        assay_json_double(json, round(values[i] * 1000) / 1000);
    assay_json_close(json, ']');
}

static void write_cost(assay_json_writer *json, const assay_evaluate_statistics *cost,
                       double queries) {
    assay_json_double_at(json, "postings", (double)cost->postings / queries);
    assay_json_double_at(json, "postings_decoded", (double)cost->decoded / queries);
    assay_json_double_at(json, "postings_bounded", (double)cost->bounded / queries);
    assay_json_double_at(json, "postings_scored", (double)cost->scored / queries);
    assay_json_double_at(json, "candidates", (double)cost->candidates / queries);
    assay_json_double_at(json, "blocks_skipped", (double)cost->blocks_skipped / queries);
    assay_json_double_at(json, "ranges_skipped", (double)cost->ranges_skipped / queries);
    assay_json_double_at(json, "positions_read", (double)cost->positions_read / queries);
}

static void write_open_loop(assay_json_writer *json, const bench_outcome *out, double rate) {
    double reached = (double)out->sample_count / out->seconds;
    assay_json_double_at(json, "rate_qps", rate);
    assay_json_bool_at(json, "saturated", reached < 0.98 * rate);
    assay_json_key(json, "service");
    assay_json_open(json, '{');
    bench_summary_write(json, &out->service);
    assay_json_close(json, '}');
}

/* share: of the closed loop's throughput, 0 when the rate does not come from it. */
static void write_outcome(latency *l, const bench_case *which, const bench_plan_options *plan,
                          double share, const bench_outcome *out) {
    assay_json_writer *json = &l->document.json;
    double samples = (double)out->sample_count, queries = (double)l->queries.count;
    assay_json_open(json, '{');
    assay_json_string_at(json, "op", assay_span_of(which->op->name));
    assay_json_string_at(json, "engine", assay_span_of(assay_search_engine_name(which->engine)));
    assay_json_uint_at(json, "threads", which->threads);
    assay_json_string_at(json, "loop", plan->rate > 0 ? ASSAY_SPAN("open") : ASSAY_SPAN("closed"));
    assay_json_string_at(json, "clock", plan->cpu_clock ? ASSAY_SPAN("cpu") : ASSAY_SPAN("wall"));
    assay_json_bool_at(json, "cold", plan->cold);
    assay_json_uint_at(json, "queries", l->queries.count);
    assay_json_uint_at(json, "rounds", plan->rounds);
    bench_summary_write(json, &out->latency);
    assay_json_double_at(json, "best_mean_us", round(out->best_mean_us * 1000) / 1000);
    assay_json_double_at(json, "seconds", out->seconds);
    assay_json_double_at(json, "throughput_qps", samples / out->seconds);
    if (plan->rate <= 0) /* an open loop waits awake */
        assay_json_double_at(json, "cpu_us", out->usage.cpu_seconds * 1e6 / samples);
    assay_json_uint_at(json, "minor_faults", out->usage.minor_faults);
    assay_json_uint_at(json, "major_faults", out->usage.major_faults);
    assay_json_uint_at(json, "peak_memory_bytes", out->usage.peak_bytes);
    if (out->pages_known) {
        assay_json_uint_at(json, "bytes_touched", out->bytes_touched);
        assay_json_double_at(json, "bytes_touched_per_query", out->bytes_touched_per_query);
    }
    if (plan->cold)
        assay_json_uint_at(json, "cold_bytes_left", out->cold_left);
    if (plan->rate > 0)
        write_open_loop(json, out, plan->rate);
    if (share > 0)
        assay_json_double_at(json, "rate_share", share);
    if (which->engine == ASSAY_ENGINE_RANKING)
        write_cost(json, &out->cost, queries);
    bench_document_hash(json, "answers", out->answers);
    assay_json_uint_at(json, "hits", out->hits);
    if (which->op->count)
        assay_json_uint_at(json, "matches", out->matches);
    write_numbers(json, "per_query_us", out->per_query, l->queries.count);
    if (out->samples != NULL)
        write_numbers(json, "samples_us", out->samples, out->sample_count);
    assay_json_close(json, '}');
}

static void write_head(latency *l) {
    assay_json_writer *json = &l->document.json;
    bench_document_begin(&l->document, "latency");
    bench_target_write(json, &l->target);
    assay_json_key(json, "queries");
    assay_json_open(json, '{');
    assay_json_string_at(json, "path", assay_span_of(l->queries.path));
    assay_json_uint_at(json, "count", l->queries.count);
    assay_json_bool_at(json, "stop_words", !l->options.drop_stop_words);
    bench_document_hash(json, "hash", l->queries.hash);
    assay_json_close(json, '}');
    assay_json_uint_at(json, "warmup", l->options.plan.warmup);
    assay_json_key(json, "ops");
    assay_json_open(json, '[');
}

/* ---- the run ---- */

/* Measures at one rate; *reached: queries a second. */
static assay_status measure_at(double *reached, latency *l, const bench_case *which,
                               const bench_plan_options *plan, double share) {
    bench_outcome out = {.seconds = 0};
    assay_status status = bench_measure(&out, &l->target, l->plans[which->op->match],
                                        l->queries.count, which, plan, &l->err);
    if (status == ASSAY_OK) {
        write_outcome(l, which, plan, share, &out);
        *reached = (double)out.sample_count / out.seconds;
    } else {
        (void)assay_fail_in(&l->err, "%s on %s", which->op->name,
                            assay_search_engine_name(which->engine));
    }
    bench_outcome_done(&out);
    return status;
}

static assay_status measure(latency *l, const bench_op *op, assay_search_engine engine,
                            unsigned threads) {
    const bench_case which = {op, engine, threads};
    bench_plan_options open = l->options.plan;
    double capacity = 0, reached = 0;
    if (l->plans[op->match] == NULL)
        ASSAY_TRY(bench_queries_plans(&l->plans[op->match], &l->queries, l->analyzer, op->match,
                                      !l->options.drop_stop_words, &l->err));
    ASSAY_TRY(measure_at(&capacity, l, &which, &l->options.plan, 0));
    open.pages = false; /* the closed loop has counted them */
    for (size_t i = 0; i < l->share_count; i++) {
        open.rate = l->shares[i] * capacity;
        ASSAY_TRY(measure_at(&reached, l, &which, &open, l->shares[i]));
    }
    return ASSAY_OK;
}

static assay_status run(latency *l) {
    ASSAY_TRY(check_options(l));
    ASSAY_TRY(bench_queries_read(&l->queries, l->options.queries, &l->err));
    if (l->options.limit != 0 && l->options.limit < l->queries.count)
        l->queries.count = (size_t)l->options.limit;
    ASSAY_TRY(bench_target_open(&l->target, l->options.dir, &l->err));
    ASSAY_TRY(assay_analyzer_new(&l->analyzer, NULL, &l->err));
    write_head(l);
    for (size_t i = 0; i < l->op_count; i++)
        for (size_t e = 0; e < l->engine_count; e++)
            for (size_t t = 0; t < l->thread_count; t++)
                ASSAY_TRY(measure(l, &l->ops[i], l->engines[e], l->threads[t]));
    assay_json_close(&l->document.json, ']');
    return bench_document_print(&l->document, &l->err);
}

int bench_command_latency(const char **words, size_t count) {
    latency *l = calloc(1, sizeof *l);
    if (l == NULL)
        return ASSAY_EXIT_IO;
    latency_options *o = &l->options;
    *o = (latency_options){.ops = BENCH_OPS_DEFAULT,
                           .engines = "ranking",
                           .threads = "1",
                           .plan = {.warmup = 1, .rounds = 5, .pages = true}};
    const assay_option options[] = {
        ASSAY_ONE_INDEX_OPTION(&o->dir, "INDEX", "an index, or one segment file"),
        ASSAY_TEXT_OPTION('q', "queries", &o->queries, "FILE", "queries, one a line"),
        ASSAY_TEXT_OPTION(0, "ops", &o->ops, "LIST",
                          "operations (" BENCH_OPS_DEFAULT
                          "); any number may follow or, and, phrase"),
        ASSAY_TEXT_OPTION('e', "engine", &o->engines, "LIST", "ranking, xapian or both (ranking)"),
        ASSAY_TEXT_OPTION('t', "threads", &o->threads, "LIST", "numbers of threads (1)"),
        ASSAY_REAL_OPTION(
            0, "rate", &o->plan.rate, "QPS",
            "open loop: queries arrive at this rate, and latency counts from when each was due"),
        ASSAY_TEXT_OPTION(0, "rates", &o->shares, "LIST",
                          "then an open loop at each of these shares of what the closed loop "
                          "reached, such as 0.2,0.5,0.8,0.95: latency under load"),
        ASSAY_CHOICE_OPTION(
            0, "clock", &o->clock, "wall|cpu",
            "what times are of (wall); cpu: the asking thread's processor time, for busy machines"),
        ASSAY_FLAG_OPTION(0, "cold", &o->plan.cold,
                          "drop the index from memory and open it anew before each round"),
        ASSAY_NUMBER_OPTION('w', "warmup", &o->plan.warmup, "N", "rounds before the clock (1)"),
        ASSAY_NUMBER_OPTION('r', "repeat", &o->plan.rounds, "N", "timed rounds (5)"),
        ASSAY_NUMBER_OPTION('n', "limit", &o->limit, "N", "take the first N queries only"),
        ASSAY_FLAG_OPTION(0, "samples", &o->plan.keep_samples,
                          "keep every single time, not only each query's median"),
        ASSAY_FLAG_OPTION(0, "exhaustive", &o->plan.exhaustive,
                          "the ranking core looks at every posting: the answers must be the same"),
        ASSAY_FLAG_OPTION(0, "drop-stop-words", &o->drop_stop_words,
                          "leave stop words out of or, and"),
        ASSAY_FLAG_OPTION(0, "pages", &o->plan.pages,
                          "count the bytes of the index that are touched (yes; --no-pages)"),
        {0}};
    const assay_command command = {
        .program = BENCH_PROGRAM,
        .name = "latency",
        .arguments = "",
        .arguments_min = 0,
        .arguments_max = 0,
        .summary = "times queries on an index",
        .description =
            "For each operation, engine and number of threads: mean and percentiles over all timed "
            "queries, throughput, processor time, page faults, bytes of the index touched, what "
            "the "
            "ranking core read, and a hash of the answers, which engines must share.",
        .examples =
            "searchbench latency -d idx --queries queries.txt --engine ranking,xapian > a.json\n"
            "searchbench latency -d idx --queries queries.txt --ops or10 --rate 2000 --threads 2\n",
        .options = options};
    size_t arguments;
    int exit_code;
    if (assay_program_start(&arguments, &exit_code, &command, words, count)) {
        assay_status status = run(l);
        exit_code =
            status == ASSAY_OK ? ASSAY_EXIT_OK : assay_message_failure(BENCH_PROGRAM, &l->err);
        bench_document_done(&l->document);
        assay_analyzer_free(l->analyzer);
        bench_target_close(&l->target);
        bench_queries_done(&l->queries);
    }
    free(l);
    return exit_code;
}
