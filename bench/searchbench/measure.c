#include "searchbench/measure.h"

#include "searchbench/answers.h"
#include "searchbench/loop.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct {
    bench_outcome *out;
    bench_target *target;
    const assay_plan *const *plans;
    size_t count; /* queries */
    const bench_case *which;
    const bench_plan_options *options;
    bench_worker workers[BENCH_THREADS_MAX];
    bench_loop loop;
    assay_error *err;
} measurement;

typedef struct {
    measurement *m;
    bench_worker *worker;
    pthread_t thread;
    bool started, failed;
} asker;

static void close_workers(measurement *m) {
    for (unsigned i = 0; i < m->which->threads; i++)
        bench_worker_close(&m->workers[i]);
}

static assay_status open_workers(measurement *m) {
    for (unsigned i = 0; i < m->which->threads; i++) {
        ASSAY_TRY(bench_worker_open(&m->workers[i], m->target, m->which->engine, m->err));
        m->workers[i].mode =
            m->options->exhaustive ? ASSAY_EVALUATE_EXHAUSTIVE : ASSAY_EVALUATE_PRUNED;
    }
    return ASSAY_OK;
}

/* ---- the pass that is not timed ---- */

static void add_cost(assay_evaluate_statistics *sum, const assay_evaluate_statistics *one) {
    sum->postings += one->postings;
    sum->decoded += one->decoded;
    sum->bounded += one->bounded;
    sum->scored += one->scored;
    sum->candidates += one->candidates;
    sum->blocks_skipped += one->blocks_skipped;
    sum->ranges_skipped += one->ranges_skipped;
    sum->positions_read += one->positions_read;
}

static assay_status add_answer(measurement *m, const assay_hits *hits) {
    bench_answer *answers = malloc((hits->count + 1) * sizeof *answers);
    if (answers == NULL)
        return assay_fail_memory(m->err);
    for (size_t i = 0; i < hits->count; i++)
        answers[i] = (bench_answer){hits->items[i].record, hits->items[i].score};
    bench_answers_add(&m->out->answers, answers, hits->count, m->which->op->k);
    free(answers);
    m->out->hits += hits->count;
    if (m->which->op->count) {
        bench_answers_add_count(&m->out->answers, hits->matches);
        m->out->matches += hits->matches;
    }
    return ASSAY_OK;
}

static assay_status ask_all(measurement *m) {
    bench_worker *worker = &m->workers[0];
    for (size_t i = 0; i < m->count; i++) {
        ASSAY_TRY(bench_worker_ask(worker, m->plans[i], m->which->op, m->err));
        ASSAY_TRY(add_answer(m, &worker->hits));
        add_cost(&m->out->cost, &worker->hits.statistics);
    }
    return ASSAY_OK;
}

/* Pages of mapped files and bytes read by system calls: the ranking core maps, Xapian reads. */
static assay_status bytes_of(double *out, measurement *m, size_t first, size_t count) {
    uint64_t mapped = 0;
    bench_usage before = bench_usage_now();
    m->out->pages_known = bench_pages_forget();
    for (size_t i = first; i < first + count; i++)
        ASSAY_TRY(bench_worker_ask(&m->workers[0], m->plans[i], m->which->op, m->err));
    bench_usage usage = bench_usage_since(&before);
    m->out->pages_known = m->out->pages_known && bench_pages_used(&mapped, m->target->path);
    *out = (double)(mapped + usage.bytes_read);
    return ASSAY_OK;
}

static assay_status count_pages(measurement *m) {
    double all = 0, sum = 0, overhead = 0;
    size_t queries = m->count < BENCH_PAGES_QUERIES ? m->count : BENCH_PAGES_QUERIES;
    ASSAY_TRY(bytes_of(&overhead, m, 0, 0)); /* reading the counters is reading too */
    ASSAY_TRY(bytes_of(&all, m, 0, m->count));
    for (size_t i = 0; i < queries && m->out->pages_known; i++) {
        double one = 0;
        ASSAY_TRY(bytes_of(&one, m, i, 1));
        sum += one > overhead ? one - overhead : 0;
    }
    m->out->bytes_touched = all > overhead ? (uint64_t)(all - overhead) : 0;
    m->out->bytes_touched_per_query = sum / (double)queries;
    return ASSAY_OK;
}

/* ---- the timed rounds ---- */

static bool ask_one(void *user, size_t i) {
    asker *a = user;
    const measurement *m = a->m;
    return bench_worker_ask(a->worker, m->plans[i % m->count], m->which->op, &a->worker->err) ==
           ASSAY_OK;
}

static void *run_asker(void *user) {
    asker *a = user;
    a->failed = !bench_loop_run(&a->m->loop, ask_one, a);
    return NULL;
}

static assay_status run_threads(measurement *m) {
    asker askers[BENCH_THREADS_MAX] = {{.m = NULL}};
    assay_status status = ASSAY_OK;
    for (unsigned i = 0; i < m->which->threads; i++)
        askers[i] = (asker){.m = m, .worker = &m->workers[i]};
    for (unsigned i = 1; i < m->which->threads; i++)
        askers[i].started = pthread_create(&askers[i].thread, NULL, run_asker, &askers[i]) == 0;
    (void)run_asker(&askers[0]);
    for (unsigned i = 0; i < m->which->threads; i++) {
        if (askers[i].started)
            pthread_join(askers[i].thread, NULL);
        else if (i > 0)
            status = assay_fail(m->err, ASSAY_E_MEMORY, "cannot start a thread");
        if (askers[i].failed) {
            *m->err = m->workers[i].err;
            status = m->err->status;
        }
    }
    return status;
}

static assay_status run_rounds(measurement *m, uint64_t rounds, bench_sample *samples,
                               const bench_clock *clock) {
    m->loop = (bench_loop){.clock = clock,
                           .rate = m->options->rate,
                           .start = clock->now(clock->user) + 1000000,
                           .count = m->count * rounds,
                           .samples = samples};
    bench_usage before = bench_usage_now();
    double started = bench_clock_seconds();
    ASSAY_TRY(run_threads(m));
    bench_usage usage = bench_usage_since(&before);
    m->out->seconds +=
        m->options->cpu_clock ? bench_clock_seconds() - started : bench_loop_seconds(&m->loop);
    m->out->usage.cpu_seconds += usage.cpu_seconds;
    m->out->usage.minor_faults += usage.minor_faults;
    m->out->usage.major_faults += usage.major_faults;
    m->out->usage.peak_bytes = usage.peak_bytes;
    return ASSAY_OK;
}

static assay_status run_cold(measurement *m, bench_sample *samples, const bench_clock *clock) {
    const char *path = m->target->path;
    for (uint64_t round = 0; round < m->options->rounds; round++) {
        close_workers(m);
        bench_target_close(m->target);
        ASSAY_TRY(bench_cache_drop(&m->out->cold_left, path, m->err));
        ASSAY_TRY(bench_target_open(m->target, path, m->err));
        ASSAY_TRY(open_workers(m));
        ASSAY_TRY(run_rounds(m, 1, samples + round * m->count, clock));
    }
    return ASSAY_OK;
}

static assay_status warm_up(measurement *m) {
    for (uint64_t round = 0; round < m->options->warmup; round++)
        for (size_t i = 0; i < m->count; i++) {
            bench_worker *worker = &m->workers[i % m->which->threads];
            ASSAY_TRY(bench_worker_ask(worker, m->plans[i], m->which->op, m->err));
        }
    return ASSAY_OK;
}

/* ---- what it comes to ---- */

static assay_status summarize(measurement *m, const bench_sample *samples) {
    bench_outcome *out = m->out;
    size_t rounds = m->options->rounds, total = m->count * rounds;
    double *sorted = malloc((total + 1) * sizeof *sorted);
    out->per_query = malloc((m->count + 1) * sizeof *out->per_query);
    out->samples = malloc((total + 1) * sizeof *out->samples);
    if (sorted == NULL || out->per_query == NULL || out->samples == NULL) {
        free(sorted);
        return assay_fail_memory(m->err);
    }
    for (size_t i = 0; i < m->count; i++) {
        for (size_t round = 0; round < rounds; round++)
            sorted[round] = (double)bench_sample_latency(&samples[round * m->count + i]) * 1e-3;
        bench_summary one = bench_summarize(sorted, rounds);
        out->per_query[i] = one.p50;
        out->best_mean_us += one.min / (double)m->count;
    }
    for (size_t i = 0; i < total; i++)
        sorted[i] = (double)bench_sample_service(&samples[i]) * 1e-3;
    out->service = bench_summarize(sorted, total);
    for (size_t i = 0; i < total; i++)
        sorted[i] = out->samples[i] = (double)bench_sample_latency(&samples[i]) * 1e-3;
    out->latency = bench_summarize(sorted, total);
    out->sample_count = total;
    free(sorted);
    if (!m->options->keep_samples) {
        free(out->samples);
        out->samples = NULL;
    }
    return ASSAY_OK;
}

static assay_status measure(measurement *m, bench_sample *samples) {
    const bench_clock clock = m->options->cpu_clock ? bench_clock_cpu() : bench_clock_real();
    ASSAY_TRY(open_workers(m));
    ASSAY_TRY(ask_all(m));
    if (m->options->pages)
        ASSAY_TRY(count_pages(m));
    if (m->options->cold) {
        ASSAY_TRY(run_cold(m, samples, &clock));
    } else {
        ASSAY_TRY(warm_up(m));
        ASSAY_TRY(run_rounds(m, m->options->rounds, samples, &clock));
    }
    return summarize(m, samples);
}

assay_status bench_measure(bench_outcome *out, bench_target *target, const assay_plan *const *plans,
                           size_t count, const bench_case *which, const bench_plan_options *options,
                           assay_error *err) {
    *out = (bench_outcome){.seconds = 0};
    measurement *m = calloc(1, sizeof *m);
    bench_sample *samples = calloc(count * options->rounds + 1, sizeof *samples);
    assay_status status = ASSAY_OK;
    if (m == NULL || samples == NULL) {
        status = assay_fail_memory(err);
    } else {
        m->out = out;
        m->target = target;
        m->plans = plans;
        m->count = count;
        m->which = which;
        m->options = options;
        m->err = err;
        status = measure(m, samples);
        close_workers(m);
    }
    free(samples);
    free(m);
    return status;
}

void bench_outcome_done(bench_outcome *outcome) {
    free(outcome->per_query);
    free(outcome->samples);
    *outcome = (bench_outcome){.seconds = 0};
}
