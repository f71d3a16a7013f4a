#include "ranking/bm25.h"

#include <math.h>
#include <string.h>

assay_bm25 assay_bm25_make(double k1, double b, double min_normlen, uint64_t records,
                           uint64_t total_length) {
    assay_bm25 bm25 = {k1, b, min_normlen, 0};
    if (b != 0 && k1 != 0 && total_length != 0)
        bm25.length_factor = 1 / ((double)total_length / (double)records);
    return bm25;
}

double assay_bm25_weight(const assay_bm25 *bm25, uint64_t records, uint64_t df, uint32_t wqf,
                         double factor) {
    double tw = ((double)(records - df) + 0.5) / ((double)df + 0.5);
    if (tw < 2)
        tw = tw * 0.5 + 1;
    double weight = log(tw) * factor;
    weight *= 2 * (double)wqf / (1 + (double)wqf);
    return weight * (bm25->k1 + 1);
}

/* The best scores of weight 1 of postings with this wdf, by length class. */
static void best_row(double row[ASSAY_LENGTH_CLASSES], const double *parts, uint32_t wdf) {
    for (unsigned c = 0; c < ASSAY_LENGTH_CLASSES; c++)
        row[c] = wdf != 0 ? (double)wdf / (parts[c] + (double)wdf) : 0;
}

void assay_bm25_lengths_make(assay_bm25_lengths *out, const assay_bm25 *bm25,
                             const assay_format_footer *footer) {
    for (unsigned c = 0; c < ASSAY_LENGTH_CLASSES; c++) {
        uint32_t low = c == 0 || footer->length_upper[c - 1] == UINT32_MAX
                           ? 0
                           : footer->length_upper[c - 1] + 1;
        uint32_t high = footer->length_upper[c];
        if (low < footer->length_min)
            low = footer->length_min;
        if (high > footer->length_max)
            high = footer->length_max;
        out->part[c] = assay_bm25_length_part(bm25, low);
        out->part_worst[c] = assay_bm25_length_part(bm25, high);
    }
    for (unsigned class = 0; class + 1 < ASSAY_WDF_CLASSES; class ++)
        best_row(out->best + (size_t)ASSAY_LENGTH_CLASSES * class, out->part,
                 assay_wdf_class_low(class + 1) - 1);
    out->bm25 = *bm25;
    out->min = footer->length_min;
    out->max = footer->length_max;
    memcpy(out->upper, footer->length_upper, sizeof out->upper);
}

bool assay_bm25_lengths_fit(const assay_bm25_lengths *lengths, const assay_bm25 *bm25,
                            const assay_format_footer *footer) {
    const assay_bm25 *own = &lengths->bm25;
    return own->k1 == bm25->k1 && own->b == bm25->b && own->min_normlen == bm25->min_normlen &&
           own->length_factor == bm25->length_factor && lengths->min == footer->length_min &&
           lengths->max == footer->length_max &&
           memcmp(lengths->upper, footer->length_upper, sizeof lengths->upper) == 0;
}

double assay_bm25_code_best(const assay_bm25_lengths *lengths, double weight, uint8_t code,
                            uint32_t max_wdf) {
    uint32_t wdf = assay_wdf_class_high(assay_code_wdf_class(code), max_wdf);
    return assay_bm25_score(weight, lengths->part[assay_code_length_class(code)], wdf);
}

double assay_bm25_code_worst(const assay_bm25_lengths *lengths, double weight, uint8_t code) {
    return assay_bm25_score(weight, lengths->part_worst[assay_code_length_class(code)],
                            assay_wdf_class_low(assay_code_wdf_class(code)));
}

/* assay_bm25_up of n scores, without a branch. */
static void round_up(uint16_t *out, const double *best, size_t n, double weight, double scale) {
    for (size_t i = 0; i < n; i++) {
        double units = weight * best[i] * scale * (1 + 1e-9);
        units = units < 65534 ? units : 65534;
        out[i] = (uint16_t)((int32_t)units + 1);
    }
}

void assay_bm25_table(uint16_t table[256], const assay_bm25_lengths *lengths, double weight,
                      uint32_t max_wdf, double scale) {
    double last[ASSAY_LENGTH_CLASSES];
    size_t class = assay_wdf_class(max_wdf), row = ASSAY_LENGTH_CLASSES;
    best_row(last, lengths->part, max_wdf);
    round_up(table, lengths->best, row * class, weight, scale);
    round_up(table + row * class, last, row, weight, scale);
    /* Classes the term has no posting in get the bound of its best. */
    for (size_t more = class + 1; more < ASSAY_WDF_CLASSES; more++)
        memcpy(table + row * more, table + row * class, row * sizeof *table);
}
