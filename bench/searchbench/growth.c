#include "searchbench/figures.h"
#include "searchbench/plot.h"

#include <stdio.h>

/* ---- growth ---- */

typedef enum { GROWTH_LATENCY, GROWTH_BUILD, GROWTH_MEMORY, GROWTH_BYTES } growth;

typedef struct {
    growth what;
    const char *op; /* of latencies */
    const char *title, *unit;
} panel;

static const panel panels[] = {
    {GROWTH_LATENCY, "or10", "any of the words, best 10", "microseconds, mean of a query"},
    {GROWTH_LATENCY, "or1000", "any of the words, best 1000", "microseconds, mean of a query"},
    {GROWTH_LATENCY, "phrase10", "words side by side, best 10", "microseconds, mean of a query"},
    {GROWTH_BUILD, NULL, "building: processor time", "seconds"},
    {GROWTH_MEMORY, NULL, "building: peak of memory, mapped pages with it", "MB"},
    {GROWTH_BYTES, NULL, "size on disk", "MB"}};

enum { PANELS = sizeof panels / sizeof *panels };

static double engine_value(const cJSON *engine, growth what) {
    switch (what) {
    case GROWTH_BUILD:
        return bench_document_number(engine, "build_cpu_seconds", -1);
    case GROWTH_BYTES:
        return bench_document_number(engine, "bytes", -1e6) / 1e6;
    case GROWTH_MEMORY:
        return bench_document_number(engine, "build_peak_bytes", -1e6) / 1e6;
    default:
        return -1;
    }
}

/* "ranking" is the index with its catalogue as `indexer add` makes it, the others are bare. */
static double whole_value(const bench_run *run, growth what) {
    const cJSON *cost = bench_run_member(run, "whole"), *index = bench_run_member(run, "index");
    switch (what) {
    case GROWTH_BUILD:
        return bench_document_number(cost, "cpu_seconds", -1);
    case GROWTH_MEMORY:
        return bench_document_number(cost, "peak_bytes", -1e6) / 1e6;
    default:
        return (bench_document_number(index, "segment_bytes", 0) +
                bench_document_number(index, "catalogue_bytes", 0)) /
               1e6;
    }
}

/* -1 when the run does not say. */
static double value_of(const bench_run *run, const char *engine, const panel *p) {
    if (p->what == GROWTH_LATENCY)
        return bench_document_number(bench_run_op(run, p->op, engine), "mean_us", -1);
    if (strcmp(run->kind, "index") == 0)
        return strcmp(engine, "ranking") == 0 ? whole_value(run, p->what) : -1;
    const cJSON *item;
    cJSON_ArrayForEach(item, bench_run_member(run, "engines")) {
        if (strcmp(bench_document_text(item, "engine", ""), engine) == 0)
            return engine_value(item, p->what);
    }
    return -1;
}

/* An engine that was asked fewer queries than another of its run, being slow. */
static bool is_partial(const bench_run *run, const char *engine, const panel *p) {
    const cJSON *item;
    double most = 0;
    if (p->what != GROWTH_LATENCY)
        return false;
    double asked = bench_document_number(bench_run_op(run, p->op, engine), "queries", 0);
    cJSON_ArrayForEach(item, bench_run_member(run, "ops")) {
        double queries = bench_document_number(item, "queries", 0);
        if (strcmp(bench_document_text(item, "op", ""), p->op) == 0 && queries > most)
            most = queries;
    }
    return asked < most;
}

/* A later run of the same kind and size has it too: that one is drawn. */
static bool is_repeated(const bench_runs *runs, size_t i, const char *engine, const panel *p) {
    for (size_t j = i + 1; j < runs->count; j++)
        if (runs->items[j].records == runs->items[i].records &&
            strcmp(runs->items[j].kind, runs->items[i].kind) == 0 &&
            value_of(&runs->items[j], engine, p) >= 0)
            return true;
    return false;
}

static size_t write_points(assay_buffer *out, const bench_runs *runs, const char *engine,
                           const panel *p) {
    size_t points = 0;
    for (size_t i = 0; i < runs->count; i++) {
        const bench_run *run = &runs->items[i];
        double value = value_of(run, engine, p);
        if (run->records <= 0 || value < 0 || is_repeated(runs, i, engine, p))
            continue;
        assay_buffer_format(out, "%.0f %.6g %d\n", run->records, value,
                            is_partial(run, engine, p) ? 1 : 0);
        points++;
    }
    return points;
}

static void plot_points(assay_buffer *plot, bool first, const char *block, const char *engine) {
    const char *color = bench_plot_color(engine);
    assay_buffer_format(plot, "%s%s using 1:2 with lines linewidth 2 linecolor rgb '%s' notitle",
                        first ? "plot " : ", ", block, color);
    for (int partial = 0; partial < 2; partial++)
        assay_buffer_format(plot,
                            ", %s using 1:($3 == %d ? $2 : NaN) with points pointtype %d pointsize "
                            "%s linewidth 2 linecolor rgb '%s' notitle",
                            block, partial, partial == 0 ? 7 : 6, partial == 0 ? "0.5" : "0.9",
                            color);
}

static void draw_panel(assay_buffer *out, const bench_runs *runs, const bench_names *engines,
                       size_t number) {
    const panel *p = &panels[number];
    bool first = true;
    assay_buffer plot;
    assay_buffer_init(&plot, ASSAY_BUFFER_NO_CAP);
    for (size_t e = 0; e < engines->count; e++) {
        char block[32];
        snprintf(block, sizeof block, "$g%zu_%zu", number, e);
        assay_buffer_format(out, "%s << EOD\n", block);
        size_t points = write_points(out, runs, engines->names[e], p);
        assay_buffer_add_text(out, points > 0 ? "EOD\n" : "1 NaN 0\nEOD\n");
        if (points == 0)
            continue;
        plot_points(&plot, first, block, engines->names[e]);
        first = false;
    }
    assay_buffer_format(out, "set title '%s'\nset ylabel '%s'\n", p->title, p->unit);
    assay_buffer_add_span(out, assay_buffer_span(&plot));
    assay_buffer_add_text(out, first ? "set multiplot next\n" : "\n");
    assay_buffer_done(&plot);
}

/* Engines, sizes and whose time it is, of the runs that belong here. */
static void survey(bench_names *engines, double *least, double *most, const char **clock,
                   const bench_runs *runs) {
    for (size_t i = 0; i < runs->count; i++) {
        const bench_run *run = &runs->items[i];
        bool index = strcmp(run->kind, "index") == 0;
        if (run->records <= 0 ||
            (!index && strcmp(run->kind, "latency") != 0 && strcmp(run->kind, "peers") != 0))
            continue;
        *least = *least <= 0 || run->records < *least ? run->records : *least;
        *most = run->records > *most ? run->records : *most;
        if (index) {
            bench_names_add(engines, "ranking");
            continue;
        }
        bench_names_of(engines, run, "engine");
        *clock = *clock == NULL || strcmp(*clock, bench_plot_clock(run)) == 0
                     ? bench_plot_clock(run)
                     : "wall clock or processor time";
    }
}

bool bench_figure_scaling(assay_buffer *out, const bench_runs *runs) {
    bench_names engines = {.count = 0};
    double least = 0, most = 0;
    const char *clock = NULL;
    char about[BENCH_PLOT_ABOUT];
    survey(&engines, &least, &most, &clock, runs);
    if (engines.count == 0 || most <= least)
        return false;
    bench_plot_about(about, runs, NULL);
    bench_plot_begin(out, "scaling", 1240, 760);
    assay_buffer_format(
        out,
        "set logscale xy\nset xlabel 'records in the collection'\nset format x '%%.0s%%c'\n"
        "set format y '%%.10g'\nset xrange [%.6g:%.6g]\nunset key\nset multiplot layout 2,3 "
        "margins screen 0.08,0.985,0.185,0.885 spacing screen 0.092,0.155 "
        "title \"Growth with the collection: latency by %s of one thread (hollow: only the first "
        "queries, being slow)\\n%s\" font ',11'\n",
        least * 0.7, most * 1.4, clock != NULL ? clock : "wall clock", about);
    for (size_t number = 0; number < PANELS; number++)
        draw_panel(out, runs, &engines, number);
    bench_plot_legend(out, &engines);
    assay_buffer_add_text(out, "unset multiplot\n");
    return true;
}
