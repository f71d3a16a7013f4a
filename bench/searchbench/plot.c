#include "searchbench/plot.h"

#include <stdio.h>

void bench_plot_begin(assay_buffer *out, const char *name, unsigned width, unsigned height) {
    assay_buffer_format(
        out,
        "if (!exists(\"format\")) format = 'svg'\n"
        "if (format eq 'png') set terminal pngcairo noenhanced size %u,%u font 'sans,11'\n"
        "if (format ne 'png') set terminal svg noenhanced size %u,%u font 'sans,13' "
        "background '#ffffff'\n"
        "set output '%s.'.format\n"
        "set grid linecolor '#dddddd'\nset border 3\nset tics nomirror\n"
        "set key outside right top vertical reverse Left samplen 1\n",
        width, height, width, height, name);
}

typedef struct {
    const char *engine, *color, *label;
} look;

static const look looks[] = {
    {"assay", "#c0392b", "Assay, bare core"},
    {"assay-unordered", "#e59866", "Assay, bare core, records as they came"},
    {"ranking", "#222222", "Assay, whole index"},
    {"indexer add", "#222222", "Assay, whole index"},
    {"xapian", "#2471a3", "Xapian"},
    {"sqlite-fts5", "#7f8c8d", "SQLite FTS5"},
    {"lucene", "#1e8449", "Lucene"},
    {"tantivy", "#8e44ad", "Tantivy"}};

static const look *look_of(const char *engine) {
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        if (strcmp(looks[i].engine, engine) == 0)
            return &looks[i];
    return NULL;
}

const char *bench_plot_color(const char *engine) {
    const look *found = look_of(engine);
    return found != NULL ? found->color : "#b7950b";
}

const char *bench_plot_label(const char *engine) {
    const look *found = look_of(engine);
    return found != NULL ? found->label : engine;
}

const char *bench_plot_op(const char *op) {
    static const struct {
        const char *op, *label;
    } labels[] = {{"or10", "any of the words, best 10"},
                  {"or100", "any of the words, best 100"},
                  {"or1000", "any of the words, best 1000"},
                  {"and10", "all of the words, best 10"},
                  {"phrase10", "words side by side, best 10"},
                  {"count", "how many have any of the words"},
                  {"or10_count", "any of the words, best 10, and how many"}};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(labels[i].op, op) == 0)
            return labels[i].label;
    return op;
}

static bool grows(const char *kind) {
    return strcmp(kind, "latency") == 0 || strcmp(kind, "peers") == 0 || strcmp(kind, "index") == 0;
}

void bench_plot_about(char out[BENCH_PLOT_ABOUT], const bench_runs *runs, const char *kind) {
    bench_names commits = {.count = 0};
    const cJSON *last = NULL;
    for (size_t i = 0; i < runs->count; i++) {
        const cJSON *facts = bench_run_member(&runs->items[i], "run");
        if (kind != NULL ? strcmp(runs->items[i].kind, kind) != 0 : !grows(runs->items[i].kind))
            continue;
        bench_names_add(&commits, bench_document_text(facts, "commit", "unknown"));
        if (strcmp(bench_document_text(facts, "time", ""), bench_document_text(last, "time", "")) >=
            0)
            last = facts;
    }
    int used =
        snprintf(out, BENCH_PLOT_ABOUT, "%.60s, %g cores; %.10s; commit",
                 bench_document_text(last, "cpu", "processor unknown"),
                 bench_document_number(last, "cores", 0), bench_document_text(last, "time", ""));
    for (size_t i = 0; i < commits.count && used > 0 && used < BENCH_PLOT_ABOUT; i++)
        used += snprintf(out + used, (size_t)(BENCH_PLOT_ABOUT - used), " %.18s", commits.names[i]);
}

const char *bench_plot_clock(const bench_run *run) {
    const cJSON *op = cJSON_GetArrayItem(bench_run_member(run, "ops"), 0);
    return strcmp(bench_document_text(op, "clock", "wall"), "cpu") == 0 ? "processor time"
                                                                        : "wall clock";
}

void bench_plot_line(assay_buffer *out, bool first, const char *block, const char *engine) {
    assay_buffer_format(out,
                        "%s%s using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 "
                        "linecolor rgb '%s' title '%s'",
                        first ? "plot " : ", ", block, bench_plot_color(engine),
                        bench_plot_label(engine));
}

void bench_plot_legend(assay_buffer *out, const bench_names *engines) {
    assay_buffer_add_text(out, "unset title\nunset xlabel\nunset ylabel\nunset border\nunset tics\n"
                               "unset grid\nunset logscale\nset xrange [0:1]\nset yrange [0:1]\n"
                               "set lmargin at screen 0.02\nset rmargin at screen 0.98\n"
                               "set bmargin at screen 0\nset tmargin at screen 0.1\n"
                               "set key inside center center horizontal Left reverse samplen 2\n");
    for (size_t e = 0; e < engines->count; e++)
        assay_buffer_format(out,
                            "%sNaN with linespoints linewidth 2 pointtype 7 pointsize 0.5 "
                            "linecolor rgb '%s' title '%s'",
                            e == 0 ? "plot " : ", ", bench_plot_color(engines->names[e]),
                            bench_plot_label(engines->names[e]));
    assay_buffer_add_byte(out, '\n');
}
