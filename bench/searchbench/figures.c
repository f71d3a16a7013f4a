#include "searchbench/figures.h"

#include "searchbench/plot.h"
#include "searchbench/samples.h"

#include <gsl/gsl_sort_double.h>
#include <stdlib.h>

static const char *const panel_ops[] = {"or10", "or1000", "and10", "phrase10"};
enum { PANELS = 4, POINTS = 150 };

/* ---- distributions ---- */

/* Of ascending values: x is 1 / (1 - p), so that each decade is another nine. */
static void write_tail(assay_buffer *out, const double *values, size_t count) {
    for (size_t i = 0; i < POINTS; i++) {
        size_t at = i * count / POINTS;
        double share = ((double)at + 0.5) / (double)count;
        assay_buffer_format(out, "%.6g %.6g\n", 1 / (1 - share), values[at]);
    }
    assay_buffer_format(out, "%.6g %.6g\n", 2.0 * (double)count, values[count - 1]);
}

static bool write_distribution(assay_buffer *out, const cJSON *op) {
    const cJSON *array = cJSON_GetObjectItemCaseSensitive(op, "per_query_us"), *item;
    size_t count = 0;
    double *values = malloc(((size_t)cJSON_GetArraySize(array) + 1) * sizeof *values);
    cJSON_ArrayForEach(item, array) {
        if (values != NULL && cJSON_IsNumber(item))
            values[count++] = item->valuedouble;
    }
    if (count > 0) {
        gsl_sort(values, 1, count);
        write_tail(out, values, count);
    }
    free(values);
    return count > 0;
}

static const bench_run *run_of_queries(const bench_runs *runs) {
    const bench_run *peers = bench_runs_largest(runs, "peers");
    return peers != NULL ? peers : bench_runs_largest(runs, "latency");
}

static bool draw_distributions(assay_buffer *out, const bench_runs *runs) {
    const bench_run *run = run_of_queries(runs);
    bench_names engines = {.count = 0};
    char about[BENCH_PLOT_ABOUT];
    if (run == NULL)
        return false;
    bench_names_of(&engines, run, "engine");
    bench_plot_about(about, runs, run->kind);
    bench_plot_begin(out, "distributions", 1240, 760);
    assay_buffer_format(
        out,
        "set logscale xy\nset xlabel 'percentile of the queries'\n"
        "set ylabel 'microseconds'\nset format y '%%.10g'\n"
        "set xtics ('p50' 2, 'p90' 10, 'p99' 100, 'p99.9' 1000)\n"
        "unset key\nset multiplot layout 2,2 margins screen 0.07,0.985,0.185,0.885 "
        "spacing screen 0.09,0.155 title \"Latency of single queries, %.0f records, "
        "%s, one thread\\n%s\" font ',11'\n",
        run->records, bench_plot_clock(run), about);
    for (size_t panel = 0; panel < PANELS; panel++) {
        bool first = true;
        assay_buffer plot;
        assay_buffer_init(&plot, ASSAY_BUFFER_NO_CAP);
        for (size_t e = 0; e < engines.count; e++) {
            const cJSON *op = bench_run_op(run, panel_ops[panel], engines.names[e]);
            char block[32];
            if (op == NULL)
                continue;
            snprintf(block, sizeof block, "$p%zu_%zu", panel, e);
            assay_buffer_format(out, "%s << EOD\n", block);
            if (!write_distribution(out, op))
                assay_buffer_add_text(out, "1 NaN\n");
            assay_buffer_add_text(out, "EOD\n");
            bench_plot_line(&plot, first, block, engines.names[e]);
            first = false;
        }
        assay_buffer_format(out, "set title '%s'\n", bench_plot_op(panel_ops[panel]));
        assay_buffer_add_span(out, assay_buffer_span(&plot));
        assay_buffer_add_text(out, first ? "set multiplot next\n" : "\n");
        assay_buffer_done(&plot);
    }
    bench_plot_legend(out, &engines);
    assay_buffer_add_text(out, "unset multiplot\n");
    return true;
}

/* ---- engines side by side ---- */

static bool draw_engines(assay_buffer *out, const bench_runs *runs) {
    const bench_run *run = run_of_queries(runs);
    bench_names engines = {.count = 0}, ops = {.count = 0};
    char about[BENCH_PLOT_ABOUT];
    if (run == NULL)
        return false;
    bench_plot_about(about, runs, run->kind);
    bench_names_of(&engines, run, "engine");
    bench_names_of(&ops, run, "op");
    bench_plot_begin(out, "engines", 1100, 440);
    assay_buffer_add_text(out, "$d << EOD");
    for (size_t i = 0; i < ops.count; i++) {
        assay_buffer_format(out, "\n\"%s\"", ops.names[i]); /* short: under the bars */
        for (size_t e = 0; e < engines.count; e++) {
            const cJSON *op = bench_run_op(run, ops.names[i], engines.names[e]);
            assay_buffer_format(out, op != NULL ? " %.6g" : " NaN",
                                bench_document_number(op, "p50_us", 0));
        }
    }
    assay_buffer_format(out,
                        "\nEOD\nset logscale y\nset ylabel 'microseconds, median query'\n"
                        "set format y '%%.10g'\nset title \"%.0f records, %s, one thread\\n%s\" "
                        "font ',11'\nset style data histograms\n"
                        "set style histogram clustered gap 1\nset style fill solid 0.9\n"
                        "set key outside bottom center horizontal Left reverse\n",
                        run->records, bench_plot_clock(run), about);
    for (size_t e = 0; e < engines.count; e++)
        assay_buffer_format(out, "%s$d using %zu:xtic(1) title '%s' linecolor rgb '%s'",
                            e == 0 ? "plot " : ", ", e + 2, bench_plot_label(engines.names[e]),
                            bench_plot_color(engines.names[e]));
    assay_buffer_add_byte(out, '\n');
    return true;
}

/* ---- stages of building ---- */

/* The largest collection that was built stage by stage: "whole" stands alone where it was not. */
static const bench_run *run_of_stages(const bench_runs *runs) {
    const bench_run *found = NULL;
    for (size_t i = 0; i < runs->count; i++) {
        const bench_run *run = &runs->items[i];
        if (strcmp(run->kind, "index") == 0 && run->records > 0 &&
            cJSON_GetArraySize(bench_run_member(run, "ops")) > 1)
            found = run;
    }
    return found;
}

static bool draw_stages(assay_buffer *out, const bench_runs *runs) {
    const bench_run *run = run_of_stages(runs);
    const cJSON *op;
    if (run == NULL)
        return false;
    bench_plot_begin(out, "stages", 900, 360);
    assay_buffer_add_text(out, "$d << EOD\n");
    cJSON_ArrayForEach(op, bench_run_member(run, "ops")) {
        if (strcmp(bench_document_text(op, "op", ""), "whole") != 0)
            assay_buffer_format(out, "\"%s\" %.6g\n", bench_document_text(op, "op", ""),
                                bench_document_number(op, "cpu_seconds", 0) * 1e6 / run->records);
    }
    assay_buffer_format(
        out,
        "EOD\nset ylabel 'microseconds of processor time, a record'\nset yrange [0:*]\n"
        "set title 'Stages of building in one thread, %.0f records'\nset style fill solid 0.9\n"
        "set boxwidth 0.7\nplot $d using 0:2:xtic(1) with boxes notitle\n",
        run->records);
    return true;
}

/* ---- relevance against latency ---- */

static bool draw_relevance(assay_buffer *out, const bench_runs *runs) {
    bool any = false;
    char about[BENCH_PLOT_ABOUT];
    assay_buffer plot;
    assay_buffer_init(&plot, ASSAY_BUFFER_NO_CAP);
    bench_plot_about(about, runs, "relevance");
    bench_plot_begin(out, "relevance", 1100, 480);
    for (size_t i = 0; i < runs->count; i++) {
        const bench_run *run = &runs->items[i];
        const cJSON *point;
        if (strcmp(run->kind, "relevance") != 0)
            continue;
        /* Measures of different collections stand together as shares of the first ranking's. */
        double first = bench_document_number(cJSON_GetArrayItem(bench_run_member(run, "points"), 0),
                                             "value", 0);
        assay_buffer_format(out, "$r%zu << EOD\n", i);
        cJSON_ArrayForEach(point, bench_run_member(run, "points")) {
            assay_buffer_format(
                out, "%.6g %.6g \"%s\"\n", bench_document_number(point, "mean_us", 0),
                first > 0 ? bench_document_number(point, "value", 0) / first * 100 : 0,
                bench_document_text(point, "rank", ""));
        }
        assay_buffer_add_text(out, "EOD\n");
        assay_buffer_format(&plot,
                            "%s$r%zu using 1:2 with linespoints linewidth 2 pointtype 7 title "
                            "'%s, %s', $r%zu using 1:2:3 with labels offset 0,0.8 notitle",
                            any ? ", " : "plot ", i, bench_document_text(run->document, "name", ""),
                            bench_document_text(run->document, "metric", ""), i);
        any = true;
    }
    assay_buffer_format(
        out,
        "set logscale x\nset format x '%%.10g'\nset xlabel 'microseconds, mean of a whole search'\n"
        "set ylabel 'relevance, %% of the first way of ranking'\nset title \"Relevance against "
        "latency, one thread\\n%s\" font ',11'\n"
        "set key outside right top\nset offsets graph 0.1, graph 0.1, graph 0.1, graph 0.1\n",
        about);
    assay_buffer_add_span(out, assay_buffer_span(&plot));
    assay_buffer_add_byte(out, '\n');
    assay_buffer_done(&plot);
    return any;
}

const bench_figure bench_figures[BENCH_FIGURES] = {
    {"engines", "Engines side by side",
     "The median of the queries' times, each query's time being the median of its rounds; lower is "
     "better, the axis is logarithmic. Engines are fed the same tokens and asked the same words.",
     draw_engines},
    {"distributions", "Distributions of latency",
     "How long the queries take from the fastest to the slowest: at p90 nine tenths of them are "
     "answered within the time shown. Both axes are logarithmic; to the right each step is another "
     "nine.",
     draw_distributions},
    {"load", "Latency under load",
     "Queries are due at a fixed rate whether or not the ones before are answered, and wait for "
     "their turn; latency counts from when they were due.",
     bench_figure_load},
    {"scaling", "Growth with the collection",
     "The same generated collection at several sizes. A line that ends early was not measured "
     "further. Both axes are logarithmic: a straight line of slope one grows as the collection "
     "does.",
     bench_figure_scaling},
    {"stages", "Stages of building",
     "What each stage of building costs a record, one after the other in one thread.", draw_stages},
    {"relevance", "Relevance against latency",
     "Ways of ranking on collections with judgements; the measure of each as a share of that "
     "collection's first way. Up and to the left is better.",
     draw_relevance}};
