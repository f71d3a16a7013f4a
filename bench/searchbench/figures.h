/* Pictures of runs, as gnuplot scripts with their data inside.
 *
 * A script draws an SVG, or a PNG with `gnuplot -e "format='png'"`; it can be changed and run again
 * by hand. Each function appends a script and returns false when the runs have nothing to show. */
#ifndef ASSAY_BENCH_FIGURES_H
#define ASSAY_BENCH_FIGURES_H
#include "searchbench/runs.h"

typedef struct {
    const char *name, *title, *note; /* of the file, of the picture */
    bool (*draw)(assay_buffer *script, const bench_runs *runs);
} bench_figure;

enum { BENCH_FIGURES = 6 };
extern const bench_figure bench_figures[BENCH_FIGURES];

bool bench_figure_scaling(assay_buffer *script, const bench_runs *runs);
bool bench_figure_load(assay_buffer *script, const bench_runs *runs);

/* Draws one with gnuplot: folder/name.gp becomes folder/name.svg and folder/name.png.
 * ASSAY_E_NOT_FOUND when gnuplot cannot be run, ASSAY_E_IO when it fails. */
ASSAY_MUST_USE assay_status bench_figure_render(const char *folder, const char *name,
                                                assay_span script, assay_error *err);
#endif
