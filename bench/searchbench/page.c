#include "searchbench/page.h"

#include "searchbench/plot.h"

#include <math.h>

static const char style[] =
    "body{font:15px/1.45 system-ui,sans-serif;margin:2em auto;max-width:62em;padding:0 "
    "1em;color:#222}"
    "table{display:block;overflow-x:auto;border-collapse:collapse;margin:.7em 0 "
    "1.6em;font-size:13px}"
    "th,td{padding:.2em .7em;border-bottom:1px solid #ddd;text-align:right}"
    "th:first-child,td:first-child,td.t,th.t{text-align:left}"
    "svg{max-width:100%;height:auto}pre{white-space:pre-wrap;font-size:12px;background:#f5f5f5;"
    "padding:.4em .7em}h2{margin-top:1.6em}.run{color:#666;font-size:13px}";

static void escaped(assay_buffer *out, const char *text) {
    for (const char *at = text; *at != '\0'; at++) {
        const char *entity = *at == '&'   ? "&amp;"
                             : *at == '<' ? "&lt;"
                             : *at == '>' ? "&gt;"
                             : *at == '"' ? "&quot;"
                                          : NULL;
        if (entity != NULL)
            assay_buffer_add_text(out, entity);
        else
            assay_buffer_add_byte(out, *at);
    }
}

static void text_cell(assay_buffer *out, const char *text) {
    assay_buffer_add_text(out, "<td class=t>");
    escaped(out, text);
    assay_buffer_add_text(out, "</td>");
}

/* Three digits, more where they stand before the point. */
static void number_cell(assay_buffer *out, const cJSON *object, const char *key, double factor) {
    double value = bench_document_number(object, key, NAN) * factor;
    if (isnan(value))
        assay_buffer_add_text(out, "<td></td>");
    else if (fabs(value) >= 100)
        assay_buffer_format(out, "<td>%.0f</td>", value);
    else
        assay_buffer_format(out, "<td>%.3g</td>", value);
}

typedef struct {
    const char *title, *key;
    double factor;
} column;

static void head(assay_buffer *out, const char *const *texts, size_t text_count,
                 const column *columns, size_t count) {
    assay_buffer_add_text(out, "<table><tr>");
    for (size_t i = 0; i < text_count; i++)
        assay_buffer_format(out, "<th class=t>%s</th>", texts[i]);
    for (size_t i = 0; i < count; i++)
        assay_buffer_format(out, "<th>%s</th>", columns[i].title);
    assay_buffer_add_text(out, "</tr>\n");
}

/* A table of the objects of an array: some keys as text, some as numbers. Columns nobody fills are
 * left out. */
static void table(assay_buffer *out, const cJSON *array, const char *const *texts,
                  size_t text_count, const column *columns, size_t count) {
    enum { COLUMNS_MAX = 20 };
    column kept[COLUMNS_MAX];
    size_t kept_count = 0;
    const cJSON *item;
    for (size_t i = 0; i < count && i < COLUMNS_MAX; i++) {
        bool filled = false;
        cJSON_ArrayForEach(item, array) filled =
            filled || cJSON_GetObjectItemCaseSensitive(item, columns[i].key) != NULL;
        if (filled)
            kept[kept_count++] = columns[i];
    }
    head(out, texts, text_count, kept, kept_count);
    cJSON_ArrayForEach(item, array) {
        assay_buffer_add_text(out, "<tr>");
        for (size_t i = 0; i < text_count; i++)
            text_cell(out, bench_document_text(item, texts[i], ""));
        for (size_t i = 0; i < kept_count; i++)
            number_cell(out, item, kept[i].key, kept[i].factor);
        assay_buffer_add_text(out, "</tr>\n");
    }
    assay_buffer_add_text(out, "</table>\n");
}

/* What was run, as it was given, so that it can be run again. */
static void words_line(assay_buffer *out, const bench_run *run) {
    const char *words = bench_document_text(bench_run_member(run, "run"), "words", "");
    if (*words == '\0')
        return;
    assay_buffer_add_text(out, "<pre>");
    escaped(out, words);
    assay_buffer_add_text(out, "</pre>\n");
}

static void run_line(assay_buffer *out, const bench_run *run) {
    static const char *const keys[] = {"time", "cpu", "kernels", "build", "commit"};
    const cJSON *facts = bench_run_member(run, "run");
    assay_buffer_add_text(out, "<p class=run>");
    escaped(out, run->path);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        assay_buffer_add_text(out, " &middot; ");
        escaped(out, bench_document_text(facts, keys[i], ""));
    }
    assay_buffer_format(out, " &middot; %g cores, load %.1f",
                        bench_document_number(facts, "cores", 0),
                        bench_document_number(facts, "load", 0));
    assay_buffer_add_text(out, "</p>\n");
}

static void run_tables(assay_buffer *out, const bench_run *run) {
    static const char *const op_texts[] = {"op", "engine", "loop", "clock"};
    static const column op_columns[] = {{"threads", "threads", 1},
                                        {"queries", "queries", 1},
                                        {"rounds", "rounds", 1},
                                        {"mean us", "mean_us", 1},
                                        {"p50", "p50_us", 1},
                                        {"p90", "p90_us", 1},
                                        {"p99", "p99_us", 1},
                                        {"p99.9", "p99_9_us", 1},
                                        {"max", "max_us", 1},
                                        {"queries/s", "throughput_qps", 1},
                                        {"KB touched", "bytes_touched_per_query", 1e-3},
                                        {"decoded", "postings_decoded", 1},
                                        {"scored", "postings_scored", 1},
                                        {"MB/s", "mb_per_s", 1},
                                        {"records/s", "records_per_s", 1},
                                        {"ns/item", "ns_per_item", 1},
                                        {"agreeing", "agreeing_queries", 1}};
    static const char *const engine_texts[] = {"engine", "version", "formula"};
    static const column engine_columns[] = {{"documents", "documents", 1},
                                            {"MB", "bytes", 1e-6},
                                            {"built in s", "build_seconds", 1},
                                            {"processor s", "build_cpu_seconds", 1},
                                            {"MB building", "build_peak_bytes", 1e-6},
                                            {"MB serving", "serve_peak_bytes", 1e-6}};
    static const char *const point_texts[] = {"rank", "engine"};
    static const column point_columns[] = {{"relevance", "value", 1}, {"mean us", "mean_us", 1}};
    assay_buffer_format(out, "<h3>%s", run->kind);
    if (run->records > 0)
        assay_buffer_format(out, ", %.0f records", run->records);
    assay_buffer_add_text(out, "</h3>\n");
    run_line(out, run);
    words_line(out, run);
    if (bench_run_member(run, "engines") != NULL)
        table(out, bench_run_member(run, "engines"), engine_texts, 3, engine_columns, 6);
    if (bench_run_member(run, "ops") != NULL)
        table(out, bench_run_member(run, "ops"), op_texts, 4, op_columns, 17);
    if (bench_run_member(run, "points") != NULL)
        table(out, bench_run_member(run, "points"), point_texts, 2, point_columns, 2);
}

void bench_page_begin(assay_buffer *out, const bench_runs *runs) {
    char about[BENCH_PLOT_ABOUT];
    bench_plot_about(about, runs, NULL);
    assay_buffer_format(out,
                        "<!DOCTYPE html>\n<html lang=en><meta charset=utf-8><title>searchbench"
                        "</title><style>%s</style>\n<h1>searchbench</h1>\n<p>%zu runs on: ",
                        style, runs->count);
    escaped(out, about);
    assay_buffer_add_text(
        out, ". Times of queries are microseconds, sizes on disk and in memory MB of 10^6 bytes. "
             "Each run's own machine, commit and command stand with its figures below; the "
             "pictures' data are in the gnuplot scripts beside this page.</p>\n<ul>"
             "<li><b>or10</b>, <b>or100</b>, <b>or1000</b>: the best 10, 100, 1000 records with "
             "any of the words; <b>and10</b>: with all of them; <b>phrase10</b>: with them side by "
             "side; <b>count</b>: how many have any; <b>or10_count</b>: both in one.</li>"
             "<li><b>wall</b> clock or <b>cpu</b>: processor time of the thread that searches, "
             "which other work on the machine lengthens less.</li>"
             "<li><b>closed</b> loop: the next query is asked when the one before is answered; "
             "<b>open</b>: queries are due at a fixed rate.</li></ul>\n");
}

void bench_page_picture(assay_buffer *out, const char *title, const char *note, assay_span svg) {
    size_t from = assay_span_find(svg, ASSAY_SPAN("<svg")); /* without the XML declaration */
    assay_buffer_format(out, "<h2>%s</h2>\n<p>%s</p>\n", title, note);
    if (from != SIZE_MAX)
        assay_buffer_add_span(out, assay_span_skip(svg, from));
}

void bench_page_end(assay_buffer *out, const bench_runs *runs) {
    assay_buffer_add_text(out, "<h2>Figures</h2>\n");
    for (size_t i = 0; i < runs->count; i++)
        run_tables(out, &runs->items[i]);
    assay_buffer_add_text(out, "</html>\n");
}
