/* Queries drawn from an index: text a person might type about the records that are there.
 *
 *   natural   a piece of a record's title
 *   phrase    words side by side in a record's text, quoted
 *   banded    words from bands of document frequency, a band as likely as another
 *
 * The same index, kind, seed and bounds give the same queries. One thread. */
#ifndef ASSAY_BENCH_DRAW_H
#define ASSAY_BENCH_DRAW_H
#include "searchbench/target.h"
#include "text/analyzer.h"

#include <gsl/gsl_rng.h>

typedef enum { BENCH_NATURAL, BENCH_PHRASES, BENCH_BANDED } bench_draw_kind;

enum { BENCH_BANDS_MAX = 16, BENCH_BAND_WORDS = 4096, BENCH_WORDS_MAX = 32 };

typedef struct {
    uint64_t low, high; /* records; both included */
    assay_span *words;  /* a sample of the band's, as many as BENCH_BAND_WORDS */
    size_t count;
    uint64_t seen;
} bench_band;

typedef struct {
    bench_target *target; /* borrowed */
    bench_draw_kind kind;
    unsigned words_min, words_max;
    gsl_rng *random;
    assay_arena arena, scratch;
    assay_analyzer *analyzer;
    assay_tokens tokens;
    uint32_t last; /* record number */
    bench_band bands[BENCH_BANDS_MAX];
    size_t band_count;
} bench_draw;

/* bands: "10-100,100-1000,1000-" (the last one to all records), for BANDED; NULL: tenfold ones.
 * ASSAY_E_UNSUPPORTED for records' text where there is none (a segment alone). bench_draw_done in any
 * case (zero-initialise; the rest of the fields above `random` are the caller's to set). */
ASSAY_MUST_USE assay_status bench_draw_open(bench_draw *draw, const char *bands, uint64_t seed,
                                            assay_error *err);
void bench_draw_done(bench_draw *draw);
/* Appends one query and a line end. ASSAY_E_NOT_FOUND when no record or word fits after many tries. */
ASSAY_MUST_USE assay_status bench_draw_one(assay_buffer *out, bench_draw *draw, assay_error *err);
#endif
