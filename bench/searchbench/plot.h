/* What the pictures' gnuplot scripts have in common. */
#ifndef ASSAY_BENCH_PLOT_H
#define ASSAY_BENCH_PLOT_H
#include "base/buffer.h"

#include <stdbool.h>

/* The terminal, SVG or PNG as the variable "format" says, the file name.svg or name.png and the look. */
void bench_plot_begin(assay_buffer *out, const char *name, unsigned width, unsigned height);
/* An engine has one color in all pictures. */
const char *bench_plot_color(const char *engine);
/* The series of the data block, such as "$p1", in the panel at hand. */
void bench_plot_line(assay_buffer *out, bool first, const char *block, const char *engine);
#endif
