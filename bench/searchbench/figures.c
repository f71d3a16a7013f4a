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
    if (run == NULL)
        return false;
    bench_names_of(&engines, run, "engine");
    bench_plot_begin(out, "distributions", 1100, 640);
    assay_buffer_add_text(out, "set logscale xy\nset xlabel 'queries'\nset ylabel 'us'\n"
                               "set xtics ('p50' 2, 'p90' 10, 'p99' 100, 'p99.9' 1000)\n"
                               "set multiplot layout 2,2\n");
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
        assay_buffer_format(out, "set title '%s'\n", panel_ops[panel]);
        assay_buffer_add_span(out, assay_buffer_span(&plot));
        assay_buffer_add_text(out, first ? "set multiplot next\n" : "\n");
        assay_buffer_done(&plot);
    }
    assay_buffer_add_text(out, "unset multiplot\n");
    return true;
}

/* ---- engines side by side ---- */

static bool draw_engines(assay_buffer *out, const bench_runs *runs) {
    const bench_run *run = run_of_queries(runs);
    bench_names engines = {.count = 0}, ops = {.count = 0};
    if (run == NULL)
        return false;
    bench_names_of(&engines, run, "engine");
    bench_names_of(&ops, run, "op");
    bench_plot_begin(out, "engines", 900, 420);
    assay_buffer_add_text(out, "$d << EOD");
    for (size_t i = 0; i < ops.count; i++) {
        assay_buffer_format(out, "\n\"%s\"", ops.names[i]);
        for (size_t e = 0; e < engines.count; e++) {
            const cJSON *op = bench_run_op(run, ops.names[i], engines.names[e]);
            assay_buffer_format(out, op != NULL ? " %.6g" : " NaN",
                                bench_document_number(op, "p50_us", 0));
        }
    }
    assay_buffer_format(out,
                        "\nEOD\nset logscale y\nset ylabel 'us, median query'\n"
                        "set title '%.0f records'\nset style data histograms\n"
                        "set style histogram clustered gap 1\nset style fill solid 0.9\n",
                        run->records);
    for (size_t e = 0; e < engines.count; e++)
        assay_buffer_format(out, "%s$d using %zu:xtic(1) title '%s' linecolor rgb '%s'",
                            e == 0 ? "plot " : ", ", e + 2, engines.names[e],
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
    assay_buffer_format(out,
                        "EOD\nset ylabel 'us of processor time a record'\nset yrange [0:*]\n"
                        "set title 'building, %.0f records'\nset style fill solid 0.9\n"
                        "set boxwidth 0.7\nplot $d using 0:2:xtic(1) with boxes notitle\n",
                        run->records);
    return true;
}

/* ---- relevance against latency ---- */

static bool draw_relevance(assay_buffer *out, const bench_runs *runs) {
    bool any = false;
    assay_buffer plot;
    assay_buffer_init(&plot, ASSAY_BUFFER_NO_CAP);
    bench_plot_begin(out, "relevance", 900, 420);
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
    assay_buffer_add_text(
        out, "set logscale x\nset xlabel 'us, mean query'\nset ylabel 'relevance, % of the first'\n"
             "set key outside right top\nset offsets graph 0.1, graph 0.1, graph 0.1, graph 0.1\n");
    assay_buffer_add_span(out, assay_buffer_span(&plot));
    assay_buffer_add_byte(out, '\n');
    assay_buffer_done(&plot);
    return any;
}

const bench_figure bench_figures[BENCH_FIGURES] = {
    {"engines", "Engines side by side", draw_engines},
    {"distributions", "Distributions of latency", draw_distributions},
    {"load", "Latency under load", bench_figure_load},
    {"scaling", "Growth with the collection", bench_figure_scaling},
    {"stages", "Stages of building", draw_stages},
    {"relevance", "Relevance against latency", draw_relevance}};
