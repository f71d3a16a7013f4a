#include "searchbench/figures.h"
#include "searchbench/plot.h"

#include <stdio.h>

/* ---- growth ---- */

typedef enum { GROWTH_LATENCY, GROWTH_BUILD, GROWTH_BYTES, GROWTH_MEMORY, GROWTHS } growth;
static const char *const growth_titles[GROWTHS] = {
    "or10: us, mean query", "building: s of processor time", "index: MB", "building: MB of memory"};

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

/* -1 when the run does not say. "indexer add" is the index with its catalogue, the others bare. */
static double growth_value(const bench_run *run, const char *engine, growth what) {
    bool whole = strcmp(engine, "indexer add") == 0;
    if (what == GROWTH_LATENCY)
        return whole ? -1 : bench_document_number(bench_run_op(run, "or10", engine), "mean_us", -1);
    if (whole && strcmp(run->kind, "index") == 0) {
        const cJSON *cost = bench_run_member(run, "whole"), *index = bench_run_member(run, "index");
        return what == GROWTH_BUILD    ? bench_document_number(cost, "cpu_seconds", -1)
               : what == GROWTH_MEMORY ? bench_document_number(cost, "peak_bytes", -1e6) / 1e6
                                       : (bench_document_number(index, "segment_bytes", 0) +
                                          bench_document_number(index, "catalogue_bytes", 0)) /
                                             1e6;
    }
    const cJSON *item;
    cJSON_ArrayForEach(item, bench_run_member(run, "engines")) {
        if (strcmp(bench_document_text(item, "engine", ""), engine) == 0)
            return engine_value(item, what);
    }
    return -1;
}

static size_t write_growth(assay_buffer *out, const bench_runs *runs, const char *engine,
                           growth what) {
    size_t points = 0;
    for (size_t i = 0; i < runs->count; i++) {
        double value = growth_value(&runs->items[i], engine, what);
        if (runs->items[i].records <= 0 || value < 0)
            continue;
        assay_buffer_format(out, "%.0f %.6g\n", runs->items[i].records, value);
        points++;
    }
    return points;
}

static void draw_growth(assay_buffer *out, const bench_runs *runs, const bench_names *engines,
                        growth what) {
    bool first = true;
    assay_buffer plot;
    assay_buffer_init(&plot, ASSAY_BUFFER_NO_CAP);
    for (size_t e = 0; e < engines->count; e++) {
        char block[32];
        snprintf(block, sizeof block, "$g%d_%zu", (int)what, e);
        assay_buffer_format(out, "%s << EOD\n", block);
        size_t points = write_growth(out, runs, engines->names[e], what);
        assay_buffer_add_text(out, points > 0 ? "EOD\n" : "1 NaN\nEOD\n");
        if (points == 0)
            continue;
        bench_plot_line(&plot, first, block, engines->names[e]);
        first = false;
    }
    assay_buffer_format(out, "set title '%s'\n", growth_titles[what]);
    assay_buffer_add_span(out, assay_buffer_span(&plot));
    assay_buffer_add_text(out, first ? "set multiplot next\n" : "\n");
    assay_buffer_done(&plot);
}

bool bench_figure_scaling(assay_buffer *out, const bench_runs *runs) {
    bench_names engines = {.count = 0};
    double least = 0, most = 0;
    for (size_t i = 0; i < runs->count; i++) {
        const bench_run *run = &runs->items[i];
        bool latency = strcmp(run->kind, "latency") == 0, index = strcmp(run->kind, "index") == 0;
        if (run->records <= 0 || (!latency && !index && strcmp(run->kind, "peers") != 0))
            continue;
        least = least <= 0 || run->records < least ? run->records : least;
        most = run->records > most ? run->records : most;
        if (index)
            bench_names_add(&engines, "indexer add");
        else
            bench_names_of(&engines, run, "engine");
    }
    if (engines.count == 0 || most <= least)
        return false;
    bench_plot_begin(out, "scaling", 1100, 640);
    assay_buffer_add_text(out, "set logscale xy\nset xlabel 'records'\nset format x '10^%T'\n"
                               "set multiplot layout 2,2\n");
    for (int what = 0; what < GROWTHS; what++)
        draw_growth(out, runs, &engines, (growth)what);
    assay_buffer_add_text(out, "unset multiplot\n");
    return true;
}
