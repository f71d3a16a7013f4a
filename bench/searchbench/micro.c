/* searchbench micro: codecs, kernels, readers and text analysis by themselves. */
#include "searchbench/micro.h"

#include "searchbench/clock.h"
#include "searchbench/commands.h"
#include "searchbench/document.h"
#include "searchbench/samples.h"

#include <stdlib.h>

enum { SAMPLES_MAX = 10000 };

static double time_calls(const bench_micro_case *which, uint64_t calls) {
    double started = bench_clock_thread_seconds();
    for (uint64_t i = 0; i < calls; i++)
        which->call(which->user);
    return (bench_clock_thread_seconds() - started) * 1e6;
}

/* So many calls that the clock's own grain does not matter. */
static uint64_t find_calls(const bench_micro_case *which, double sample_us) {
    uint64_t calls = 1;
    for (double took; (took = time_calls(which, calls)) < sample_us;) {
        double more = took > 0 ? 1.2 * sample_us / took : 10;
        calls = (uint64_t)((double)calls * (more < 10 ? more : 10)) + 1;
    }
    return calls;
}

static void write_case(assay_json_writer *json, const bench_micro_case *which, double *samples,
                       size_t count, uint64_t answers) {
    assay_json_open(json, '{');
    assay_json_string_at(json, "op", assay_span_of(which->name));
    assay_json_string_at(json, "engine", assay_span_of(which->engine));
    assay_json_string_at(json, "clock", ASSAY_SPAN("cpu"));
    assay_json_key(json, "per_query_us");
    assay_json_open(json, '[');
    for (size_t i = 0; i < count; i++)
        assay_json_double(json, samples[i]);
    assay_json_close(json, ']');
    bench_summary summary = bench_summarize(samples, count);
    /* To the last digit: a call may take nanoseconds. */
    assay_json_double_at(json, "mean_us", summary.mean);
    assay_json_double_at(json, "min_us", summary.min);
    assay_json_double_at(json, "p50_us", summary.p50);
    assay_json_double_at(json, "p99_us", summary.p99);
    assay_json_double_at(json, "max_us", summary.max);
    assay_json_double_at(json, "items", which->items);
    assay_json_double_at(json, "ns_per_item", summary.p50 * 1e3 / which->items);
    if (which->bytes > 0 && summary.p50 > 0)
        assay_json_double_at(json, "mb_per_s", which->bytes / summary.p50);
    bench_document_hash(json, "answers", answers);
    assay_json_close(json, '}');
}

assay_status bench_micro_run(assay_json_writer *json, const bench_micro_case *which,
                             const bench_micro_options *options, assay_error *err) {
    size_t count = (size_t)options->samples;
    double *samples = malloc((count + 1) * sizeof *samples);
    if (samples == NULL)
        return assay_fail_memory(err);
    which->call(which->user);
    uint64_t answers = which->checksum(which->user);
    uint64_t calls = find_calls(which, options->sample_us);
    for (size_t i = 0; i < count; i++)
        samples[i] = time_calls(which, calls) / (double)calls;
    write_case(json, which, samples, count, answers);
    free(samples);
    return ASSAY_OK;
}

typedef struct {
    bench_micro_options options;
    uint64_t limit; /* bytes of records */
    bench_document document;
} micro;

static assay_status run(void *user, const char **words, size_t count, assay_error *err) {
    micro *m = user;
    bench_document *document = &m->document;
    const bench_micro_options *options = &m->options;
    if (options->samples == 0 || options->samples > SAMPLES_MAX)
        return assay_fail(err, ASSAY_E_USAGE, "--samples takes a number from 1 to %d", SAMPLES_MAX);
    bench_document_begin(document, "micro");
    assay_json_key(&document->json, "ops");
    assay_json_open(&document->json, '[');
    ASSAY_TRY(bench_micro_kernels(&document->json, options, err));
    if (count > 0)
        ASSAY_TRY(bench_micro_records(&document->json, words[0], m->limit, options, err));
    assay_json_close(&document->json, ']');
    return bench_document_print(document, err);
}

int bench_command_micro(const char **words, size_t count) {
    micro m = {.options = {.samples = 21, .sample_us = 1000}, .limit = 64 << 20};
    bench_micro_options *o = &m.options;
    const assay_option options[] = {
        ASSAY_NUMBER_OPTION('s', "samples", &o->samples, "N", "of each case (21)"),
        ASSAY_REAL_OPTION(0, "sample-us", &o->sample_us, "US", "a sample lasts so long (1000)"),
        ASSAY_BYTES_OPTION(0, "limit", &m.limit, "SIZE", "text taken from PATH (64M)"),
        {0}};
    const assay_command command = {
        .program = BENCH_PROGRAM,
        .name = "micro",
        .arguments = "[PATH]",
        .arguments_min = 0,
        .arguments_max = 1,
        .summary = "times codecs, kernels, readers and text analysis",
        .description = "Codecs and kernels in every variant this machine has; with records at PATH "
                       "also reading them, writing and reading them as JSON, hashing and analysis.",
        .examples = "searchbench micro records.jsonl > micro.json\n",
        .options = options};
    int exit_code = bench_command_run(&command, words, count, run, &m);
    bench_document_done(&m.document);
    return exit_code;
}
