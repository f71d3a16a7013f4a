/* The report's page: one HTML file that needs no other, pictures inside. */
#ifndef ASSAY_BENCH_PAGE_H
#define ASSAY_BENCH_PAGE_H
#include "searchbench/runs.h"

void bench_page_begin(assay_buffer *out, const bench_runs *runs);
/* An SVG file's text becomes part of the page. */
void bench_page_picture(assay_buffer *out, const char *title, const char *note, assay_span svg);
/* Tables of all runs, and the end. */
void bench_page_end(assay_buffer *out, const bench_runs *runs);
#endif
