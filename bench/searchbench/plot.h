/* What the pictures' gnuplot scripts have in common. */
#ifndef ASSAY_BENCH_PLOT_H
#define ASSAY_BENCH_PLOT_H
#include "base/buffer.h"
#include "searchbench/runs.h"

enum { BENCH_PLOT_ABOUT = 256 };

/* The terminal, SVG or PNG as the variable "format" says, the file name.svg or name.png and the look. */
void bench_plot_begin(assay_buffer *out, const char *name, unsigned width, unsigned height);
/* An engine has one color in all pictures. */
const char *bench_plot_color(const char *engine);
/* What an engine is called in legends. */
const char *bench_plot_label(const char *engine);
/* What an operation asks for: "or10" is "any of the words, best 10". */
const char *bench_plot_op(const char *op);
/* What the runs of this kind (NULL: all of the three that grow with a collection) were made on: processor, cores, commits,
 * the last one's day. */
void bench_plot_about(char out[BENCH_PLOT_ABOUT], const bench_runs *runs, const char *kind);
/* Whose time the latencies of a run are: "processor time" or "wall clock". */
const char *bench_plot_clock(const bench_run *run);
/* The series of the data block, such as "$p1", in the panel at hand. */
void bench_plot_line(assay_buffer *out, bool first, const char *block, const char *engine);
/* One legend for all panels, in the lowest tenth of the picture: a plot of nothing that has the names. The last panel. */
void bench_plot_legend(assay_buffer *out, const bench_names *engines);
#endif
