/* searchbench compare: is the second run slower than the first, and does it still answer the same? */
#include "searchbench/bootstrap.h"
#include "searchbench/commands.h"
#include "searchbench/document.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct {
    int metric, format;
    double tolerance;
    bool ignore_answers;
} compare_options;

typedef struct {
    const char *op, *engine;
    double threads, rate;
    double a_us, b_us; /* the metric of both */
    bench_interval interval;
    bool paired, answers_comparable, answers_same;
    bool regressed, improved;
} compared;

typedef struct {
    compare_options options;
    cJSON *a, *b;
    bool same_index, same_queries;
    compared *rows;
    size_t count, regressed, wrong;
    assay_error err;
} comparison;

static const char *const metric_keys[] = {"mean_us", "p50_us", "p99_us"};
static const char *const metric_names[] = {"mean", "p50", "p99"};

/* ---- what belongs together ---- */

static bool same_text(const cJSON *a, const cJSON *b, const char *key) {
    return strcmp(bench_document_text(a, key, ""), bench_document_text(b, key, "")) == 0;
}

static bool same_number(const cJSON *a, const cJSON *b, const char *key) {
    double x = bench_document_number(a, key, 0), y = bench_document_number(b, key, 0);
    return x <= y && x >= y;
}

static bool same_hash(const comparison *c, const char *object) {
    const cJSON *a = cJSON_GetObjectItemCaseSensitive(c->a, object);
    const cJSON *b = cJSON_GetObjectItemCaseSensitive(c->b, object);
    return a != NULL && b != NULL && same_text(a, b, "hash");
}

/* A rate that is a share of each run's own capacity is the same rate where the share is. */
static bool same_rate(const cJSON *a, const cJSON *b) {
    bool shares = bench_document_number(a, "rate_share", 0) > 0;
    return same_number(a, b, "rate_share") && (shares || same_number(a, b, "rate_qps"));
}

static const cJSON *partner(const comparison *c, const cJSON *op) {
    const cJSON *other;
    cJSON_ArrayForEach(other, cJSON_GetObjectItemCaseSensitive(c->b, "ops")) {
        if (same_text(op, other, "op") && same_text(op, other, "engine") &&
            same_text(op, other, "loop") && same_text(op, other, "clock") &&
            same_number(op, other, "threads") && same_rate(op, other) &&
            cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(op, "cold")) ==
                cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(other, "cold")))
            return other;
    }
    return NULL;
}

/* ---- one operation ---- */

static double *numbers_of(const cJSON *op, size_t *count) {
    const cJSON *array = cJSON_GetObjectItemCaseSensitive(op, "per_query_us"), *item;
    double *out = malloc(((size_t)cJSON_GetArraySize(array) + 1) * sizeof *out);
    *count = 0;
    cJSON_ArrayForEach(item, array) if (out != NULL && cJSON_IsNumber(item)) out[(*count)++] =
        item->valuedouble;
    return out;
}

static assay_status find_interval(compared *row, const comparison *c, const cJSON *a,
                                  const cJSON *b, assay_error *err) {
    size_t a_count, b_count;
    double *x = numbers_of(a, &a_count), *y = numbers_of(b, &b_count);
    row->paired = c->same_queries && a_count == b_count;
    bool done = x != NULL && y != NULL &&
                bench_bootstrap(&row->interval, (bench_statistic)c->options.metric, x, a_count, y,
                                b_count, row->paired);
    free(x);
    free(y);
    return done ? ASSAY_OK : assay_fail_memory(err);
}

static assay_status compare_op(comparison *c, const cJSON *a, const cJSON *b) {
    const char *metric = metric_keys[c->options.metric];
    compared *row = &c->rows[c->count++];
    *row = (compared){.op = bench_document_text(a, "op", ""),
                      .engine = bench_document_text(a, "engine", ""),
                      .threads = bench_document_number(a, "threads", 1),
                      .rate = bench_document_number(a, "rate_qps", 0),
                      .a_us = bench_document_number(a, metric, 0),
                      .b_us = bench_document_number(b, metric, 0)};
    ASSAY_TRY(find_interval(row, c, a, b, &c->err));
    /* Without single values the documents' own figures have to do. */
    if (row->interval.known == false && row->a_us > 0)
        row->interval.ratio = row->b_us / row->a_us;
    row->answers_comparable =
        c->same_index && c->same_queries && bench_document_text(a, "answers", NULL) != NULL;
    row->answers_same = row->answers_comparable && same_text(a, b, "answers");
    row->regressed = row->interval.known && row->interval.low > 1 + c->options.tolerance;
    row->improved = row->interval.known && row->interval.high < 1 - c->options.tolerance;
    c->regressed += row->regressed;
    c->wrong += row->answers_comparable && !row->answers_same && !c->options.ignore_answers;
    return ASSAY_OK;
}

static assay_status compare_all(comparison *c) {
    const cJSON *ops = cJSON_GetObjectItemCaseSensitive(c->a, "ops"), *op;
    c->same_index = same_hash(c, "index");
    c->same_queries = same_hash(c, "queries");
    c->rows = calloc((size_t)cJSON_GetArraySize(ops) + 1, sizeof *c->rows);
    if (c->rows == NULL)
        return assay_fail_memory(&c->err);
    cJSON_ArrayForEach(op, ops) {
        const cJSON *other = partner(c, op);
        if (other != NULL)
            ASSAY_TRY(compare_op(c, op, other));
    }
    if (c->count == 0)
        return assay_fail(&c->err, ASSAY_E_FORMAT, "the two documents share no operation");
    return ASSAY_OK;
}

/* ---- what is printed ---- */

static const char *answers_text(const compared *row) {
    if (!row->answers_comparable)
        return "-";
    return row->answers_same ? "same" : "DIFFER";
}

static void print_text(assay_buffer *out, const comparison *c) {
    assay_buffer_format(out, "%-28s %-12s %7s %12s %12s %7s  %-17s %s\n", "op", "engine", "threads",
                        "A us", "B us", "B/A", "95 % interval", "answers");
    for (size_t i = 0; i < c->count; i++) {
        const compared *row = &c->rows[i];
        char interval[40] = "one value";
        if (row->interval.known)
            snprintf(interval, sizeof interval, "[%.3f, %.3f]", row->interval.low,
                     row->interval.high);
        assay_buffer_format(out, "%-28s %-12s %7g %12.2f %12.2f %7.3f  %-17s %s%s\n", row->op,
                            row->engine, row->threads, row->a_us, row->b_us, row->interval.ratio,
                            interval, answers_text(row),
                            row->regressed  ? "  slower"
                            : row->improved ? "  faster"
                                            : "");
    }
    assay_buffer_format(out,
                        "%s of %zu operations: %zu slower by more than %g %%, %zu with other "
                        "answers%s\n",
                        metric_names[c->options.metric], c->count, c->regressed,
                        c->options.tolerance * 100, c->wrong,
                        c->same_index && c->same_queries ? ""
                        : c->same_queries                ? " (not the same index)"
                                                         : " (not the same queries)");
}

static void write_row(assay_json_writer *json, const compared *row) {
    assay_json_open(json, '{');
    assay_json_string_at(json, "op", assay_span_of(row->op));
    assay_json_string_at(json, "engine", assay_span_of(row->engine));
    assay_json_double_at(json, "threads", row->threads);
    assay_json_double_at(json, "a_us", row->a_us);
    assay_json_double_at(json, "b_us", row->b_us);
    assay_json_double_at(json, "ratio", row->interval.ratio);
    if (row->interval.known) {
        assay_json_double_at(json, "low", row->interval.low);
        assay_json_double_at(json, "high", row->interval.high);
        assay_json_bool_at(json, "paired", row->paired);
    }
    if (row->answers_comparable)
        assay_json_bool_at(json, "answers_same", row->answers_same);
    assay_json_bool_at(json, "slower", row->regressed);
    assay_json_bool_at(json, "faster", row->improved);
    assay_json_close(json, '}');
}

static assay_status print_json(const comparison *c, assay_error *err) {
    bench_document document;
    bench_document_begin(&document, "comparison");
    assay_json_writer *json = &document.json;
    assay_json_string_at(json, "metric", assay_span_of(metric_names[c->options.metric]));
    assay_json_double_at(json, "tolerance", c->options.tolerance);
    assay_json_bool_at(json, "same_index", c->same_index);
    assay_json_bool_at(json, "same_queries", c->same_queries);
    assay_json_uint_at(json, "slower", c->regressed);
    assay_json_uint_at(json, "other_answers", c->wrong);
    assay_json_key(json, "rows");
    assay_json_open(json, '[');
    for (size_t i = 0; i < c->count; i++)
        write_row(json, &c->rows[i]);
    assay_json_close(json, ']');
    assay_status status = bench_document_print(&document, err);
    bench_document_done(&document);
    return status;
}

static assay_status run(comparison *c, const char *a, const char *b) {
    assay_buffer out;
    if (c->options.tolerance < 0 || c->options.tolerance > 100)
        return assay_fail(&c->err, ASSAY_E_USAGE, "--tolerance takes a share such as 0.05");
    ASSAY_TRY(bench_document_read(&c->a, a, NULL, &c->err));
    ASSAY_TRY(bench_document_read(&c->b, b, bench_document_text(c->a, "kind", ""), &c->err));
    ASSAY_TRY(compare_all(c));
    if (c->options.format == 1)
        return print_json(c, &c->err);
    assay_buffer_init(&out, ASSAY_BUFFER_NO_CAP);
    print_text(&out, c);
    assay_status status = assay_buffer_check(&out, &c->err);
    if (status == ASSAY_OK)
        status = assay_message_write(assay_buffer_span(&out), &c->err);
    if (status == ASSAY_OK)
        status = assay_message_flush(&c->err);
    assay_buffer_done(&out);
    return status;
}

int bench_command_compare(const char **words, size_t count) {
    comparison c = {.options = {.tolerance = 0.05}};
    const assay_option options[] = {
        ASSAY_CHOICE_OPTION('m', "metric", &c.options.metric, "mean|p50|p99",
                            "what is compared (mean)"),
        ASSAY_REAL_OPTION(0, "tolerance", &c.options.tolerance, "SHARE",
                          "how much slower is still the same (0.05)"),
        ASSAY_FLAG_OPTION(0, "ignore-answers", &c.options.ignore_answers,
                          "other answers are no failure"),
        ASSAY_CHOICE_OPTION('f', "format", &c.options.format, "text|json", "(text)"),
        {0}};
    const assay_command command = {
        .program = BENCH_PROGRAM,
        .name = "compare",
        .arguments = "A.json B.json",
        .arguments_min = 2,
        .arguments_max = 2,
        .summary = "tells whether B is slower than A",
        .description =
            "Ratios of B to A with bootstrap intervals over the queries. Slower is what is slower "
            "by "
            "more than the tolerance with the whole interval. Runs on one index with the same "
            "queries "
            "must give the same answers.\n\nExit status: 0 nothing is slower and no answer "
            "differs, 1 "
            "something is or does, 2 wrong usage, 3 a file cannot be read, 4 a document of another "
            "version.",
        .examples = "searchbench compare before.json after.json --metric p99\n",
        .options = options};
    size_t arguments;
    int exit_code;
    if (!assay_program_start(&arguments, &exit_code, &command, words, count))
        return exit_code;
    assay_status status = run(&c, words[0], words[1]);
    exit_code = status != ASSAY_OK          ? assay_message_failure(BENCH_PROGRAM, &c.err)
                : c.regressed + c.wrong > 0 ? ASSAY_EXIT_NOTHING
                                            : ASSAY_EXIT_OK;
    cJSON_Delete(c.a);
    cJSON_Delete(c.b);
    free(c.rows);
    return exit_code;
}
