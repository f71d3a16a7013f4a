/* Latency under load: what queries wait for as more of them arrive, by open loops at shares of the
 * capacity that a closed loop found. */
#include "searchbench/figures.h"
#include "searchbench/plot.h"

#include <stdio.h>

enum { PANELS = 4 };

static const struct {
    const char *key, *name;
    int dash; /* of gnuplot's line types */
} percentiles[] = {{"p50_us", "p50", 1}, {"p99_us", "p99", 2}, {"p99_9_us", "p99.9", 3}};

static bool is_load(const cJSON *item, const char *op, const char *engine) {
    return bench_document_number(item, "rate_share", 0) > 0 &&
           (op == NULL || strcmp(bench_document_text(item, "op", ""), op) == 0) &&
           (engine == NULL || strcmp(bench_document_text(item, "engine", ""), engine) == 0) &&
           bench_document_number(item, "threads", 1) < 1.5;
}

static size_t write_points(assay_buffer *out, const bench_run *run, const char *op,
                           const char *engine) {
    size_t points = 0;
    const cJSON *item;
    cJSON_ArrayForEach(item, bench_run_member(run, "ops")) {
        if (!is_load(item, op, engine))
            continue;
        assay_buffer_format(out, "%.6g", bench_document_number(item, "rate_share", 0) * 100);
        for (size_t i = 0; i < sizeof percentiles / sizeof *percentiles; i++)
            assay_buffer_format(out, " %.6g", bench_document_number(item, percentiles[i].key, 0));
        assay_buffer_add_byte(out, '\n');
        points++;
    }
    return points;
}

static void plot_percentiles(assay_buffer *plot, const char *block, const char *engine) {
    for (size_t i = 0; i < sizeof percentiles / sizeof *percentiles; i++)
        assay_buffer_format(plot,
                            "%s%s using 1:%zu with linespoints linewidth 2 dashtype %d pointtype 7 "
                            "pointsize 0.4 linecolor rgb '%s' title '%s %s'",
                            assay_buffer_span(plot).size == 0 ? "plot " : ", ", block, i + 2,
                            percentiles[i].dash, bench_plot_color(engine), bench_plot_label(engine),
                            percentiles[i].name);
}

static void draw_panel(assay_buffer *out, const bench_run *run, const bench_names *engines,
                       const char *op, size_t panel) {
    assay_buffer plot;
    assay_buffer_init(&plot, ASSAY_BUFFER_NO_CAP);
    for (size_t e = 0; e < engines->count; e++) {
        char block[32];
        snprintf(block, sizeof block, "$l%zu_%zu", panel, e);
        assay_buffer_format(out, "%s << EOD\n", block);
        size_t points = write_points(out, run, op, engines->names[e]);
        assay_buffer_add_text(out, points > 0 ? "EOD\n" : "1 NaN\nEOD\n");
        if (points > 0)
            plot_percentiles(&plot, block, engines->names[e]);
    }
    assay_buffer_format(out, "set title '%s'\n", bench_plot_op(op));
    assay_buffer_add_span(out, assay_buffer_span(&plot));
    assay_buffer_add_byte(out, '\n');
    assay_buffer_done(&plot);
}

static void find_ops(bench_names *ops, const bench_run *run) {
    const cJSON *item;
    cJSON_ArrayForEach(item, bench_run_member(run, "ops")) {
        if (is_load(item, NULL, NULL) && ops->count < PANELS)
            bench_names_add(ops, bench_document_text(item, "op", ""));
    }
}

bool bench_figure_load(assay_buffer *out, const bench_runs *runs) {
    const bench_run *run = NULL;
    bench_names engines = {.count = 0}, ops = {.count = 0};
    char about[BENCH_PLOT_ABOUT];
    for (size_t i = 0; i < runs->count; i++) {
        bench_names found = {.count = 0};
        find_ops(&found, &runs->items[i]);
        if (found.count == 0)
            continue;
        run = &runs->items[i];
        ops = found;
    }
    if (run == NULL)
        return false;
    bench_names_of(&engines, run, "engine");
    bench_plot_about(about, runs, run->kind);
    unsigned columns = ops.count > 1 ? 2 : 1, rows = ops.count > 2 ? 2 : 1;
    bench_plot_begin(out, "load", 620 * columns, 380 * rows);
    assay_buffer_format(
        out,
        "set logscale y\nset xlabel 'queries offered, %% of what a closed loop reached'\n"
        "set ylabel 'microseconds from due to answered'\nset format y '%%.10g'\n"
        "set key inside left top\nset multiplot layout %u,%u title \"Latency under load, %.0f "
        "records, queries due at a fixed rate (open loop)\\n%s\" font ',11'\n",
        rows, columns, run->records, about);
    for (size_t panel = 0; panel < ops.count; panel++)
        draw_panel(out, run, &engines, ops.names[panel], panel);
    assay_buffer_add_text(out, "unset multiplot\n");
    return true;
}
