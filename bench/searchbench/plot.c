#include "searchbench/plot.h"

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

const char *bench_plot_color(const char *engine) {
    static const struct {
        const char *engine, *color;
    } colors[] = {{"assay", "#c0392b"},       {"ranking", "#e67e22"}, {"xapian", "#2471a3"},
                  {"sqlite-fts5", "#7f8c8d"}, {"lucene", "#1e8449"},  {"tantivy", "#8e44ad"},
                  {"indexer add", "#222222"}};
    for (size_t i = 0; i < sizeof colors / sizeof *colors; i++)
        if (strcmp(colors[i].engine, engine) == 0)
            return colors[i].color;
    return "#b7950b";
}

void bench_plot_line(assay_buffer *out, bool first, const char *block, const char *engine) {
    assay_buffer_format(out,
                        "%s%s using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.4 "
                        "linecolor rgb '%s' title '%s'",
                        first ? "plot " : ", ", block, bench_plot_color(engine), engine);
}
